/* spelling.c -- one person, two spellings.
   SPDX-License-Identifier: GPL-3.0-or-later

   Names that a slip of one letter keeps apart were joined (find/join.c).  Which of
   the spellings is right the text does not say: the one that is not that of the
   fullest name is reported, once.  */

#include "check/rules.h"

enum { NAME_BYTES = 80 };

/* The word among FIRST to END that token I is a slip of; DIXIT_NONE if it is
   one of them, or like none.  */
static uint32_t
slip_of (const dx_context *c, uint32_t i, uint32_t first, uint32_t end)
{
  uint32_t like = DIXIT_NONE;
  for (uint32_t k = first; k < end; k++)
    {
      if (dx_word_of (c->words, k)->bare == dx_word_of (c->words, i)->bare)
        return DIXIT_NONE;
      if (like == DIXIT_NONE && dx_alike (c, i, k))
        like = k;
    }
  return like;
}

static int
bytes_of (dx_token t)
{
  const uint32_t n = t.size;
  return n < NAME_BYTES ? (int) n : 0;
}

bool
dx_check_spelling (dx_findings *f, const dx_context *c,
                   const dx_people *people)
{
  const dx_text *text = c->text;
  bool *told = dx_alloc (f->scratch, c->words->count, sizeof *told);
  if (!told)
    return false;
  for (uint32_t k = 0; k < people->mention_count; k++)
    {
      const dx_mention *m = &people->mentions[k];
      if (m->kind != DIXIT_NAME || m->type != DIXIT_PER || m->family || m->fixed
          || m->entity == DIXIT_NONE)
        continue;
      const dx_entity *e = &people->entities[m->entity];
      for (uint32_t i = m->first; i < m->end && i - m->first < 8; i++)
        {
          const dx_token t = dx_token_of (text, i);
          if (t.kind != DX_WORD || told[c->words->of[i]]
              || e->name_end - e->name_first > 8)
            continue;
          const uint32_t like
            = slip_of (c, i, e->name_first, e->name_end);
          if (like == DIXIT_NONE || !bytes_of (t))
            continue;
          const dx_token o = dx_token_of (text, like);
          if (!bytes_of (o))
            continue;
          told[c->words->of[i]] = true;
          const char *fix
            = dx_message (f, "%.*s", bytes_of (o), text->bytes + o.start);
          if (!fix
              || !dx_finding (f, text, "two-spellings", i, i + 1,
                              dx_message (f, "%.*s here, %s elsewhere",
                                          bytes_of (t), text->bytes + t.start,
                                          fix),
                              fix))
            return false;
        }
    }
  return true;
}
