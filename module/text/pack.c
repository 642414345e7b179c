/* pack.c -- what was scanned, in the little room in which it is kept.
   SPDX-License-Identifier: GPL-3.0-or-later

   Nearly all tokens have less than 64 bytes, and nearly all rows of them less than 64 KB:
   then what says where a token is takes 22 bits of the 48 it takes alone.  */

#include "text/stage.h"

#define MOST_FROM ((UINT32_C (1) << 16) - 1)
#define MOST_SIZE ((UINT32_C (1) << 6) - 1)

/* Is there no room for one of the COUNT tokens T in a row that is not wide?  */
static bool
is_wide (const dx_token *t, uint32_t count)
{
  bool wide = false;
  for (uint32_t i = 0; i < count; i++)
    wide |= t[i].start - t->start > MOST_FROM || t[i].size > MOST_SIZE;
  return wide;
}

static bool
pack_tokens (dx_stage *stage)
{
  dx_text *const x = stage->text;
  const uint32_t n = x->token_count;
  size_t room = 0;
  uint32_t wide = 0;
  x->tokens = dx_alloc (stage->arena, n, sizeof *x->tokens);
  x->rows = dx_alloc (stage->arena, n / DX_ROW + (size_t) 1, sizeof *x->rows);
  if (!x->tokens || !x->rows)
    return false;
  for (uint32_t at = 0; at < n; at += DX_ROW)
    {
      const dx_token *const t = &stage->tokens[at];
      const uint32_t count = n - at < DX_ROW ? n - at : DX_ROW;
      dx_row *const row = &x->rows[at / DX_ROW];
      row->start = t->start;
      for (uint32_t i = 0; i < count; i++)
        x->tokens[at + i] = (dx_packed_token) {
          .from = (t[i].start - t->start) & MOST_FROM,
          .size = t[i].size & MOST_SIZE,
          .kind = t[i].kind & 7u, .flags = t[i].flags & 127u
        };
      if (!is_wide (t, count))
        continue;
      if (!dx_reserve (stage->arena, &x->wide, &room, (size_t) wide * DX_ROW,
                       (wide + (size_t) 1) * DX_ROW, sizeof *x->wide))
        return false;
      for (uint32_t i = 0; i < count; i++)
        x->wide[(size_t) wide * DX_ROW + i]
          = (dx_extent) { t[i].start, t[i].size };
      row->wide = ++wide;
    }
  return dx_fit (stage->arena, &x->wide, &room, (size_t) wide * DX_ROW,
                 sizeof *x->wide);
}

bool
dx_pack_tokens (dx_stage *stage)
{
  dx_text *const x = stage->text;
  const uint32_t n = x->token_count;
  x->paragraphs = dx_starts_open (stage->arena, n);
  x->sentences = dx_starts_open (stage->arena, n);
  if (!x->paragraphs || !x->sentences || !pack_tokens (stage))
    return false;
  dx_starts_fill (x->paragraphs, n, stage->paragraphs, x->paragraph_count,
                  sizeof *stage->paragraphs);
  for (uint32_t i = 0; i < n; i++)
    if (stage->tokens[i].flags & DX_SENTENCE)
      dx_starts_note (x->sentences, i);
  x->sentence_count = dx_starts_count (x->sentences, n);
  return true;
}
