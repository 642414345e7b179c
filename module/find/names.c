/* names.c -- features of names.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words around, affixes and shapes (Finkel, Grenager and Manning 2005; Ratinov
   and Roth 2009), and what the other places of the same word in this article
   show.  */

#include "find/context.h"

#include <string.h>

static size_t
plain_features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
                uint64_t *keys)
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
  keys[n++] = dx_key (t++, c->titled[c->sentence[i]] * 8u + w->caps);
  keys[n++] = dx_key (t++, dx_join (c->titled[c->sentence[i]], w->brief));
  keys[n++] = dx_key (t++, (flags & DX_SPACE) * 4
                             + (i + 1 < end
                                  ? c->text->tokens[i + 1].flags & DX_SPACE
                                  : 2u));
  return n;
}

size_t
dx_names_features (const dx_context *c, uint32_t i, uint32_t from,
                   uint32_t end, uint64_t *keys)
{
  return plain_features (c, i, from, end, keys);
}

size_t
dx_names_again_features (const dx_context *c, uint32_t i, uint32_t from,
                         uint32_t end, uint64_t *keys)
{
  static const dx_hint none = { 0 };
  size_t n = plain_features (c, i, from, end, keys);
  uint32_t t = 0x2800;
  const dx_word *w = dx_word_of (c->words, i);
  const dx_hint *h[3];
  uint32_t label[5];
  for (int o = -2; o <= 2; o++)
    {
      const int64_t at = (int64_t) i + o;
      const bool in = at >= from && at < end;
      label[o + 2] = in ? c->first[at] : 63u;
      if (o >= -1 && o <= 1)
        h[o + 1] = in ? &c->hints[at] : &none;
    }
  for (int o = 0; o < 3; o++)
    {
      const uint32_t most = h[o]->most * 4u + h[o]->share;
      const uint32_t longer = h[o]->longer * 4u + h[o]->edge;
      keys[n++] = dx_key (t++, most);
      keys[n++] = dx_key (t++, longer);
      keys[n++] = dx_key (t++, most * 64 + longer);
      keys[n++] = dx_key (t++, most * 64 + label[o + 1]);
      keys[n++] = dx_key (t++, longer * 64 + label[o + 1]);
    }
  for (int o = 0; o < 5; o++)
    keys[n++] = dx_key (t++, label[o]);
  keys[n++] = dx_key (t++, label[1] * 64 + label[2]);
  keys[n++] = dx_key (t++, label[2] * 64 + label[3]);
  keys[n++] = dx_key (t++, (label[1] * 64 + label[2]) * 64 + label[3]);
  keys[n++] = dx_key (t++, dx_join (label[2], w->brief));
  keys[n++] = dx_key (t++, dx_join (label[2], w->lower));
  keys[n++] = dx_key (t++, dx_join (h[1]->most * 4u + h[1]->share, w->brief));
  keys[n++] = dx_key (t++, (h[0]->most * 16u + h[1]->most) * 16 + h[2]->most);
  keys[n++] = dx_key (t++, ((h[1]->most * 4u + h[1]->share) * 64 + label[2]) * 2
                             + c->titled[c->sentence[i]]);
  return n;
}

enum { CALLED = 2 + DIXIT_TYPES };

/* How often a word is called what: 0 unused, 1 no name, 2 + type.  */
typedef struct
{
  uint16_t all[CALLED];      /* at all its places */
  uint16_t longer[CALLED];   /* in names of several words */
  uint16_t edge[4];
} tally;

static void
more (uint16_t *n, int by)
{
  const int sum = *n + by;
  *n = (uint16_t) (sum < 0 ? 0 : sum > UINT16_MAX ? UINT16_MAX : sum);
}

static uint32_t
edge_of (uint8_t label)
{
  const uint32_t place = (label - 1u) % 4;
  return !label || place == DX_UNIT ? 0
         : place == DX_BEGIN        ? 1
         : place == DX_LAST         ? 2
                                    : 3;
}

static void
enter (tally *t, uint8_t label, int by)
{
  const uint32_t called = label ? 2 + (label - 1u) / 4 : 1;
  const uint32_t edge = edge_of (label);
  more (&t->all[called], by);
  if (edge)
    {
      more (&t->longer[called], by);
      more (&t->edge[edge], by);
    }
}

static uint8_t
commonest (const uint16_t *n, size_t count, uint32_t *sum)
{
  size_t best = 0;
  *sum = 0;
  for (size_t k = 1; k < count; k++)
    {
      *sum += n[k];
      if (n[k] > n[best] || !best)
        best = k;
    }
  return (uint8_t) (*sum ? best : 0);
}

dixit_status
dx_names_hints (dx_context *c, dx_arena *arena, dixit_error *error)
{
  /* Only capitalised words that stand at two places have anything to say, so
     only they get a tally.  */
  const uint32_t n = c->text->token_count, words = c->words->count;
  uint32_t *which = dx_alloc (arena, words, sizeof *which);
  uint32_t tallies = 0;
  if (!which)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t i = 0; i < n; i++)
    {
      uint32_t *seen = &which[c->words->of[i]];
      if (dx_word_of (c->words, i)->caps >= DX_TITLE
          && !c->titled[c->sentence[i]])
        {
          if (*seen == 1)
            *seen = 2 + tallies++;
          else if (!*seen)
            *seen = 1;
        }
    }
  tally *all = dx_alloc (arena, tallies, sizeof *all);
  if (!all)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t i = 0; i < n; i++)
    if (which[c->words->of[i]] > 1 && !c->titled[c->sentence[i]])
      enter (&all[which[c->words->of[i]] - 2], c->first[i], 1);
  for (uint32_t i = 0; i < n; i++)
    {
      const uint32_t k = which[c->words->of[i]];
      if (k < 2)
        continue;
      tally *t = &all[k - 2];
      const bool counted = !c->titled[c->sentence[i]];
      uint32_t sum, longer;
      if (counted)
        enter (t, c->first[i], -1);
      dx_hint *h = &c->hints[i];
      h->most = commonest (t->all, CALLED, &sum);
      if (sum)
        h->share = t->all[h->most] == sum           ? 3
                   : 3u * t->all[h->most] > 2 * sum ? 2
                                                    : 1;
      h->longer = commonest (t->longer, CALLED, &longer);
      uint32_t edges;
      h->edge = commonest (t->edge, 4, &edges);
      if (counted)
        enter (t, c->first[i], 1);
    }
  return DIXIT_OK;
}
