/* check.c -- what an editor should look at.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "check/check.h"

dixit_status
dx_checks_find (dixit_check **checks, size_t *count, const dx_context *c,
                const dx_people *people, const dx_quotations *quotes,
                dx_arena *arena, dixit_error *error)
{
  size_t room = 0;
  *checks = NULL;
  *count = 0;
  (void) people;
  (void) quotes;
  for (uint32_t i = 0; i < c->text->token_count; i++)
    if (c->marks->state[i] & DX_M_STRAY)
      {
        if (!dx_reserve (arena, checks, &room, *count, *count + 1,
                         sizeof **checks))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        (*checks)[(*count)++] = (dixit_check) {
          .code = "unbalanced-mark",
          .span = { dx_char_at (c->text, c->text->tokens[i].start),
                    dx_char_at (c->text, c->text->tokens[i].end) },
          .message = "quotation mark without a partner"
        };
      }
  return DIXIT_OK;
}
