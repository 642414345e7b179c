/* chain.c -- how a speaker was found.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/chain.h"

enum { LOOK_BACK = 256 };

static dx_piece
piece_of (const dx_mention *m)
{
  return (dx_piece) { m->first, m->end };
}

/* The mention of ENTITY among the tokens of S, or DIXIT_NONE.  */
static uint32_t
mention_in (const dx_people *p, dx_piece s, uint32_t entity)
{
  for (uint32_t i = s.first; i < s.end; i++)
    {
      const uint32_t k = dx_mention_at (p, i);
      if (k != DIXIT_NONE && p->mentions[k].entity == entity)
        return k;
    }
  return DIXIT_NONE;
}

/* The last name of ENTITY before token AT, or DIXIT_NONE.  */
static uint32_t
named_before (const dx_people *p, uint32_t at, uint32_t entity)
{
  const uint32_t here = dx_mention_at (p, at);
  const bool begins = here != DIXIT_NONE && p->mentions[here].first == at;
  uint32_t lo = begins ? here : 0, hi = begins ? here : p->mention_count;
  while (lo < hi)
    {
      const uint32_t mid = lo + (hi - lo) / 2;
      if (p->mentions[mid].first < at)
        lo = mid + 1;
      else
        hi = mid;
    }
  for (uint32_t d = 1; d <= lo && d <= LOOK_BACK; d++)
    if (p->mentions[lo - d].entity == entity
        && p->mentions[lo - d].kind == DIXIT_NAME)
      return lo - d;
  return DIXIT_NONE;
}

uint32_t
dx_chain (const dx_people *p, const dx_quotation *q, dx_piece *links)
{
  uint32_t n = 0;
  if (q->entity == DIXIT_NONE || q->source.end <= q->source.first)
    return 0;
  const dx_entity *e = &p->entities[q->entity];
  const dx_piece full = { e->name_first, e->name_end };
  uint32_t k = mention_in (p, q->source, q->entity);
  links[n++] = q->nominal_size   ? dx_nominal (q)
               : k != DIXIT_NONE                 ? piece_of (&p->mentions[k])
                                                 : q->source;
  /* A pronoun knows whom it goes back to.  */
  while (k != DIXIT_NONE && p->mentions[k].kind == DIXIT_PRONOUN
         && p->mentions[k].back && n < DX_LINKS - 2)
    {
      const uint32_t older = dx_mention_at (p, p->mentions[k].back - 1);
      if (older == DIXIT_NONE || older >= k
          || p->mentions[older].entity != q->entity)
        break;
      k = older;
      links[n++] = piece_of (&p->mentions[k]);
    }
  if (k == DIXIT_NONE || p->mentions[k].kind != DIXIT_NAME)
    {
      k = named_before (p, links[n - 1].first, q->entity);
      if (k != DIXIT_NONE)
        links[n++] = piece_of (&p->mentions[k]);
    }
  /* A name that the user's rules give need not stand in the text.  */
  if (full.end > full.first
      && links[n - 1].end - links[n - 1].first != full.end - full.first)
    links[n++] = full;
  return n;
}
