/* names.c -- features of names.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words around, affixes and shapes (Finkel, Grenager and Manning 2005; Ratinov
   and Roth 2009), and what the other places of the same word in this article
   show.  */

#include "find/context.h"

size_t
dx_names_features (const dx_context *c, uint32_t i, uint32_t from,
                   uint32_t end, uint64_t *keys)
{
  static const dx_word edge = { .lower = 1, .form = 1, .shape = 1, .brief = 1 };
  const dx_word *near[5], *w;
  uint32_t pos[5], t = 0x2000;
  size_t n = 0;

  for (int o = -2; o <= 2; o++)
    {
      const int64_t at = (int64_t) i + o;
      const bool in = at >= from && at < end;
      near[o + 2] = in ? dx_word_of (c->words, (uint32_t) at) : &edge;
      pos[o + 2] = in ? c->pos[at] : DX_POS_COUNT;
      keys[n++] = dx_key (t++, near[o + 2]->lower);
      keys[n++] = dx_key (t++, near[o + 2]->shape);
      keys[n++] = dx_key (t++, near[o + 2]->brief);
      keys[n++] = dx_key (t++, pos[o + 2]);
      keys[n++] = dx_key (t++, near[o + 2]->suffix[2]);
    }
  /* Clusters, by prefixes of their numbers.  */
  for (int o = -2; o <= 2; o++)
    {
      const int64_t at = (int64_t) i + o;
      const uint32_t k = at >= from && at < end
                           ? c->cluster[c->words->of[at]]
                           : 0;
      if (k)
        {
          keys[n++] = dx_key (t, k);
          keys[n++] = dx_key (t + 1, (k - 1) >> 2);
          keys[n++] = dx_key (t + 2, (k - 1) >> 5);
          keys[n++] = dx_key (t + 3, dx_join (k, near[o + 2]->caps));
        }
      keys[n++] = dx_key (t + 4, at >= from && at < end ? c->place[at] : 64);
      t += 5;
    }
  keys[n++] = dx_key (t++, dx_join (c->place[i], near[2]->brief));
  w = near[2];
  keys[n++] = dx_key (t++, w->form);
  for (int k = 0; k < DX_AFFIXES; k++)
    {
      keys[n++] = dx_key (t++, w->prefix[k]);
      keys[n++] = dx_key (t++, w->suffix[k]);
    }
  keys[n++] = dx_key (t++, near[1]->prefix[2]);
  keys[n++] = dx_key (t++, near[3]->prefix[2]);
  keys[n++] = dx_key (t++, dx_join (near[1]->lower, w->lower));
  keys[n++] = dx_key (t++, dx_join (w->lower, near[3]->lower));
  keys[n++] = dx_key (t++, dx_join (near[1]->lower, near[3]->lower));
  keys[n++] = dx_key (t++, dx_join (near[1]->lower, near[0]->lower));
  keys[n++] = dx_key (t++, dx_join (near[3]->lower, near[4]->lower));
  keys[n++] = dx_key (t++, dx_join (near[1]->brief, w->brief));
  keys[n++] = dx_key (t++, dx_join (w->brief, near[3]->brief));
  keys[n++] = dx_key (t++, dx_join (dx_join (near[1]->brief, w->brief),
                                    near[3]->brief));
  keys[n++] = dx_key (t++, dx_join (near[1]->lower, w->brief));
  keys[n++] = dx_key (t++, dx_join (w->brief, near[3]->lower));
  keys[n++] = dx_key (t++, dx_join (pos[1] * 32 + pos[2], pos[3]));
  keys[n++] = dx_key (t++, dx_join (pos[2], w->brief));
  keys[n++] = dx_key (t++, dx_join (w->suffix[2], w->brief));

  /* A bag of the words around.  */
  for (int o = 1; o <= 4; o++)
    {
      if (i >= from + (uint32_t) o)
        keys[n++] = dx_key (t, dx_word_of (c->words, i - (uint32_t) o)->lower);
      if (end - i > (uint32_t) o)
        keys[n++] = dx_key (t + 1,
                            dx_word_of (c->words, i + (uint32_t) o)->lower);
    }
  t += 2;

  /* The run of capitalised words that it stands in: both ends' neighbours, and
     its last word, which tells a company from a person.  */
  if (w->caps >= DX_TITLE)
    {
      uint32_t a = i, b = i;
      while (a > from && i - a < 5
             && dx_word_of (c->words, a - 1)->caps >= DX_TITLE)
        a--;
      while (b + 1 < end && b - i < 5
             && dx_word_of (c->words, b + 1)->caps >= DX_TITLE)
        b++;
      keys[n++] = dx_key (t, a > from ? dx_word_of (c->words, a - 1)->lower : 1);
      keys[n++] = dx_key (t + 1,
                          b + 1 < end ? dx_word_of (c->words, b + 1)->lower : 1);
      keys[n++] = dx_key (t + 2, dx_word_of (c->words, b)->lower);
      keys[n++] = dx_key (t + 3, dx_word_of (c->words, a)->lower);
      keys[n++] = dx_key (t + 4, (i - a) * 8 + (b - i));
      keys[n++] = dx_key (t + 5, dx_join (dx_word_of (c->words, b)->suffix[2],
                                          b - i));
      keys[n++] = dx_key (t + 6, w->seen);
      for (uint32_t bit = 1; bit < 128; bit <<= 1)
        if (w->seen & bit)
          keys[n++] = dx_key (t + 7, dx_join (bit, w->brief));
    }
  t += 8;
  const uint32_t flags = c->text->tokens[i].flags;
  keys[n++] = dx_key (t++, (flags & (DX_SENTENCE | DX_PARAGRAPH | DX_DATELINE))
                             * 8 + w->caps);
  keys[n++] = dx_key (t++, c->marks->state[i] & (DX_M_INSIDE | DX_M_SINGLE));
  keys[n++] = dx_key (t++, (flags & DX_SPACE) * 4
                             + (i + 1 < end
                                  ? c->text->tokens[i + 1].flags & DX_SPACE
                                  : 2u));
  return n;
}
