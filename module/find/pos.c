/* pos.c -- features of parts of speech.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/affixes.h"
#include "find/context.h"

/* Templates are numbered as they stood before those of single words were
   set apart.  */
enum
{
  T_LOWER = 0x1000, T_PAIRS = 0x1005, T_AFFIXES = 0x100a, T_BRIEF = 0x1012,
  T_PLACE = 0x1013, T_CLUSTERS = 0x1015, T_BEFORE = 0x101e, T_AFTER = 0x1021
};

enum { EDGE_BEFORE = 1, EDGE_AFTER = 2 };

/* View V is of the word V - 2 tokens away.  */
static size_t
word_features (const dx_context *c, uint32_t i, uint32_t v, uint64_t *keys)
{
  size_t n = 0;
  if (i == DIXIT_NONE)
    {
      keys[n++] = dx_key (T_LOWER + v, v < 2 ? EDGE_BEFORE : EDGE_AFTER);
      return n;
    }
  const dx_word *w = dx_word_of (c->words, i);
  const dx_affixes *x = dx_affixes_of (c->words, c->text, i);
  keys[n++] = dx_key (T_LOWER + v, w->lower);
  const uint32_t k = c->cluster[c->words->of[i]];
  if (v >= 1 && v <= 3 && k)
    {
      const uint32_t t = T_CLUSTERS + 3 * (v - 1);
      keys[n++] = dx_key (t, k);
      keys[n++] = dx_key (t + 1, (k - 1) >> 2);
      keys[n++] = dx_key (t + 2, (k - 1) >> 5);
    }
  if (v == 1)
    {
      keys[n++] = dx_key (T_BEFORE, x->suffix[1]);
      keys[n++] = dx_key (T_BEFORE + 1, x->suffix[2]);
    }
  if (v == 2)
    {
      for (uint32_t a = 0; a < DX_AFFIXES; a++)
        {
          keys[n++] = dx_key (T_AFFIXES + 2 * a, x->suffix[a]);
          keys[n++] = dx_key (T_AFFIXES + 2 * a + 1, x->prefix[a]);
        }
      keys[n++] = dx_key (T_BRIEF, w->brief);
    }
  if (v == 3)
    {
      keys[n++] = dx_key (T_AFTER, x->suffix[1]);
      keys[n++] = dx_key (T_AFTER + 1, x->suffix[2]);
      keys[n++] = dx_key (T_AFTER + 2, dx_caps_of (w));
    }
  return n;
}

static inline uint32_t
lower_at (const dx_context *c, int64_t i, uint32_t from, uint32_t end)
{
  return i < from ? EDGE_BEFORE
                  : i >= end ? EDGE_AFTER
                             : dx_word_of (c->words, (uint32_t) i)->lower;
}

static size_t
features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
          uint64_t *keys, dx_things *things)
{
  (void) things;
  const dx_word *w = dx_word_of (c->words, i);
  const uint32_t *const suffix = dx_affixes_of (c->words, c->text, i)->suffix;
  const uint32_t two = suffix[1], three = suffix[2];
  const int64_t at = i;
  uint32_t near[5], t = T_PAIRS;
  size_t n = 0;
  for (int o = -2; o <= 2; o++)
    near[o + 2] = lower_at (c, at + o, from, end);
  keys[n++] = dx_key (t++, dx_join (near[1], near[2]));
  keys[n++] = dx_key (t++, dx_join (near[2], near[3]));
  keys[n++] = dx_key (t++, dx_join (near[1], near[3]));
  keys[n++] = dx_key (t++, dx_join (near[0], near[1]));
  keys[n++] = dx_key (t++, dx_join (near[3], near[4]));
  const uint32_t place = dx_caps_of (w) * 4u
                         + (i == from) * 2u + (i + 1 == end);
  keys[n++] = dx_key (T_PLACE, place);
  keys[n++] = dx_key (T_PLACE + 1, dx_join (three, place));
  if (i > from)
    keys[n++] = dx_key (T_BEFORE + 2,
                        dx_join (dx_affixes_of (c->words, c->text, i - 1)
                                   ->suffix[1], two));
  return n;
}

const dx_templates dx_pos_templates
  = { .features = features, .word_features = word_features,
      .words = { 5, 5, { { -2, 0 }, { -1, 1 }, { 0, 2 }, { 1, 3 }, { 2, 4 } } } };
