/* link.c -- the choices that the rankers of find/link.c learn from.
   SPDX-License-Identifier: GPL-3.0-or-later

   A ranker that has only seen gold segments knows nothing of a tagger's
   mistakes, so it learns from jackknifed tags.  */

#include <stdlib.h>
#include <string.h>

#include "find/link.h"
#include "train/stages.h"

static bool
overlaps (const dx_text *text, const dx_segment *s, const dx_gold *g)
{
  return dx_start_of (text, s->first) < g->end
         && dx_end_of (text, s->end - 1) > g->start;
}

/* The attribution whose pieces of this role share most bytes with S; DIXIT_NONE
   for none.  */
static uint32_t
attribution_of (const dx_text *text, const dx_segment *s, const dx_article *a,
                uint8_t role)
{
  const dx_byte from = dx_start_of (text, s->first),
                end = dx_end_of (text, s->end - 1);
  uint32_t best = DIXIT_NONE;
  dx_byte most = 0;
  for (size_t k = 0; k < a->count; k++)
    {
      const dx_gold *g = &a->gold[k];
      if (g->label != role || !overlaps (text, s, g))
        continue;
      const dx_byte lo = g->start > from ? g->start : from;
      const dx_byte hi = g->end < end ? g->end : end;
      if (hi > lo && hi - lo > most)
        {
          most = hi - lo;
          best = g->group;
        }
    }
  return best;
}

static bool
has_piece (const dx_text *text, const dx_segment *s, const dx_article *a,
           uint8_t role, uint32_t group)
{
  for (size_t k = 0; k < a->count; k++)
    if (a->gold[k].label == role && a->gold[k].group == group
        && overlaps (text, s, &a->gold[k]))
      return true;
  return false;
}

static bool
add_choices (const dx_reading *r, const dx_segments *s, const dx_article *a,
             uint32_t group, dx_choices *choices)
{
  const dx_text *text = &r->text;
  uint64_t keys[DX_FEATURES_MAX];
  for (uint32_t x = 0; x < s->count; x++)
    {
      const dx_segment *me = &s->all[x];
      if (me->role == DX_SOURCE)
        continue;
      const bool content = me->role == DX_CONTENT;
      const uint32_t mine = attribution_of (
        text, me, a, content ? DX_ROLE_CONTENT : DX_ROLE_CUE);
      uint32_t rivals[DX_RIVALS_MAX];
      const uint32_t n = dx_link_rivals (s, x, rivals);
      bool any = false;
      for (uint32_t k = 0; k < n; k++)
        {
          const bool right
            = mine != DIXIT_NONE
              && has_piece (text, &s->all[rivals[k]], a,
                            content ? DX_ROLE_CUE : DX_ROLE_SOURCE, mine);
          any |= right;
          if (!dx_choices_add (choices, keys,
                               dx_link_features (&r->context, s, x, rivals[k],
                                                 keys),
                               right))
            return false;
        }
      if (!dx_choices_add (choices, keys,
                           dx_link_features (&r->context, s, x, DIXIT_NONE,
                                             keys),
                           !any)
          || !dx_choices_end (choices, group))
        return false;
    }
  return true;
}

dixit_status
dx_link_choices (const dixit_analyzer *analyzer, const dx_article *a,
                 uint32_t group, dx_choices *choices, dixit_error *error)
{
  dx_reading r;
  dx_segments segments;
  dixit_status s = dx_reading_open (&r, analyzer, DX_TO_SPEECH, a->text,
                                    a->size, NULL, error);
  if (s != DIXIT_OK)
    return s;
  s = dx_segments_read (&segments, &r.context, &r.arena, &r.arena, error);
  if (s == DIXIT_OK && !add_choices (&r, &segments, a, group, choices))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_reading_close (&r);
  return s;
}
