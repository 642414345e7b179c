/* pos.c -- features of parts of speech.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/context.h"

enum { EDGE_BEFORE = 1, EDGE_AFTER = 2 };

static inline uint32_t
lower_at (const dx_context *c, int64_t i, uint32_t from, uint32_t end)
{
  return i < from ? EDGE_BEFORE
                  : i >= end ? EDGE_AFTER
                             : dx_word_of (c->words, (uint32_t) i)->lower;
}

size_t
dx_pos_features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
                 uint64_t *keys)
{
  const dx_word *w = dx_word_of (c->words, i);
  const int64_t at = i;
  uint32_t near[5], t = 0x1000;
  size_t n = 0;
  for (int o = -2; o <= 2; o++)
    {
      near[o + 2] = lower_at (c, at + o, from, end);
      keys[n++] = dx_key (t++, near[o + 2]);
    }
  keys[n++] = dx_key (t++, dx_join (near[1], near[2]));
  keys[n++] = dx_key (t++, dx_join (near[2], near[3]));
  keys[n++] = dx_key (t++, dx_join (near[1], near[3]));
  keys[n++] = dx_key (t++, dx_join (near[0], near[1]));
  keys[n++] = dx_key (t++, dx_join (near[3], near[4]));
  for (int k = 0; k < DX_AFFIXES; k++)
    {
      keys[n++] = dx_key (t++, w->suffix[k]);
      keys[n++] = dx_key (t++, w->prefix[k]);
    }
  keys[n++] = dx_key (t++, w->brief);
  const uint32_t place = (uint32_t) w->caps * 4
                         + (i == from) * 2u + (i + 1 == end);
  keys[n++] = dx_key (t++, place);
  keys[n++] = dx_key (t++, dx_join (w->suffix[2], place));
  for (int o = -1; o <= 1; o++)
    {
      const uint32_t k = at + o >= from && at + o < end
                           ? c->cluster[c->words->of[at + o]]
                           : 0;
      if (k)
        {
          keys[n++] = dx_key (t, k);
          keys[n++] = dx_key (t + 1, (k - 1) >> 2);
          keys[n++] = dx_key (t + 2, (k - 1) >> 5);
        }
      t += 3;
    }
  if (i > from)
    {
      const dx_word *b = dx_word_of (c->words, i - 1);
      keys[n++] = dx_key (t, b->suffix[1]);
      keys[n++] = dx_key (t + 1, b->suffix[2]);
      keys[n++] = dx_key (t + 2, dx_join (b->suffix[1], w->suffix[1]));
    }
  t += 3;
  if (i + 1 < end)
    {
      const dx_word *a = dx_word_of (c->words, i + 1);
      keys[n++] = dx_key (t, a->suffix[1]);
      keys[n++] = dx_key (t + 1, a->suffix[2]);
      keys[n++] = dx_key (t + 2, (uint32_t) a->caps);
    }
  return n;
}
