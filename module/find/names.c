/* names.c -- features of names.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words around, affixes and shapes (Finkel, Grenager and Manning 2005; Ratinov
   and Roth 2009), how words like them are called elsewhere, and what the other
   places of the same word in this article show.  */

#include "find/affixes.h"
#include "find/around.h"

#include <string.h>

/* Where templates start.  */
enum
{
  T_NEAR = 0x2000,      /* for each of five words: lower, brief, tag, leaning,
                           suffix */
  T_CLUSTERS = 0x2019,  /* for each: three prefixes, with capitals; place */
  T_PLACED = 0x2032, T_FORM = 0x2033, T_AFFIXES = 0x2034, T_PREFIXES = 0x203c,
  T_PAIRS = 0x203e, T_ENDING = 0x204a, T_BAG = 0x204b, T_RUN = 0x204d,
  T_SEEN = 0x2055, T_FLAGS = 0x2057, T_KINDS = 0x2060
};

/* Views of words: of the one two tokens before and so on, then of those that
   are farther to the left and to the right.  */
enum { V_HERE = 2, V_LEFT = 5, V_RIGHT = 6 };

/* Which kind of names word WORD leans to, and how it is written, W.  */
static uint32_t
kind_of (const dx_context *c, uint32_t word, const dx_word *w)
{
  const uint32_t leaning = word == DIXIT_NONE ? 0 : c->leaning[word];
  return ((leaning + 7) >> 3) * 8 + dx_caps_of (w);
}

static size_t
word_features (const dx_context *c, uint32_t i, uint32_t v, uint64_t *keys)
{
  static const dx_word edge = { .lower = 1, .form = 1, .brief = 1 };
  static const dx_affixes none = { 0 };
  const bool in = i != DIXIT_NONE;
  const uint32_t word = in ? c->words->of[i] : DIXIT_NONE;
  const dx_word *w = in ? &c->words->words[word] : &edge;
  const dx_affixes *x = in ? dx_affixes_of (c->words, c->text, i) : &none;
  const uint8_t caps = dx_caps_of (w);
  size_t n = 0;
  /* A bag of the words around.  */
  if (in && v != V_HERE)
    keys[n++] = dx_key (v < V_HERE || v == V_LEFT ? T_BAG : T_BAG + 1,
                        w->lower);
  if (v >= V_LEFT)
    return n;
  uint32_t t = T_NEAR + 5 * v;
  keys[n++] = dx_key (t, w->lower);
  keys[n++] = dx_key (t + 1, w->brief);
  keys[n++] = dx_key (t + 3, dx_join (in ? c->leaning[word] : 256, caps));
  /* Clusters, by prefixes of their numbers.  */
  const uint32_t k = in ? c->cluster[word] : 0;
  t = T_CLUSTERS + 5 * v;
  if (k)
    {
      keys[n++] = dx_key (t, k);
      keys[n++] = dx_key (t + 2, (k - 1) >> 5);
      if (v && v < 4)
        {
          keys[n++] = dx_key (t + 1, (k - 1) >> 2);
          keys[n++] = dx_key (t + 3, dx_join (k, caps));
        }
    }
  if (v + 1 == V_HERE || v == V_HERE + 1)
    {
      keys[n++] = dx_key (T_PREFIXES + v / 2, x->prefix[2]);
      keys[n++] = dx_key (T_NEAR + 5 * v + 4, x->suffix[2]);
    }
  if (v != V_HERE)
    return n;
  keys[n++] = dx_key (T_KINDS, kind_of (c, word, w) / 8);
  keys[n++] = dx_key (T_FORM, w->form);
  keys[n++] = dx_key (T_AFFIXES, x->shape);
  keys[n++] = dx_key (T_AFFIXES + 1, x->suffix[0]);
  for (uint32_t a = 1; a < DX_AFFIXES; a++)
    {
      keys[n++] = dx_key (T_AFFIXES + 2 * a, x->prefix[a]);
      keys[n++] = dx_key (T_AFFIXES + 2 * a + 1, x->suffix[a]);
    }
  keys[n++] = dx_key (T_ENDING, dx_join (x->suffix[2], w->brief));
  if (caps >= DX_TITLE)
    {
      n += dx_around (c, word, keys + n);
      keys[n++] = dx_key (T_SEEN, w->seen);
      for (uint32_t bit = 1; bit < 128; bit <<= 1)
        if (w->seen & bit)
          keys[n++] = dx_key (T_SEEN + 1, dx_join (bit, w->brief));
    }
  return n;
}

/* What is known of a token: its part of speech, the place it may be in, then the
   label of the first pass and the hint.  */
enum { S_PLACE = 8, S_FIRST = 16, S_HINT = 24 };

static uint64_t
state (const dx_context *c, uint32_t i)
{
  return c->pos[i] | (uint64_t) c->place[i] << S_PLACE;
}

static size_t
state_features (uint64_t s, uint32_t v, uint64_t *keys)
{
  const bool in = s != DX_BEYOND;
  keys[0] = dx_key (T_NEAR + 5 * v + 2, in ? (uint8_t) s : DX_POS_COUNT);
  keys[1] = dx_key (T_CLUSTERS + 5 * v + 4,
                    in ? (uint8_t) (s >> S_PLACE) : 64);
  return 2;
}

/* Kinds of things: how the word is written, its part of speech and place and what
   stands before it; which names it and its neighbours lean to; labels and hints
   of all three, and of the word, in the second pass.  */
enum { K_WORD, K_KINDS, K_FIRSTS, K_FIRST };

/* A thing of kind K_WORD.  */
static void
add_word (const dx_context *c, uint32_t i, uint32_t end, const dx_word *w,
          dx_things *things)
{
  const uint32_t flags = c->text->tokens[i].flags, mark = c->marks->state[i];
  uint64_t x = w->brief;
  x = dx_put_bits (x, c->place[i], 6);
  x = dx_put_bits (x, c->pos[i], 5);
  x = dx_put_bits (x, dx_caps_of (w), 3);
  x = dx_put_bits (x, flags & (DX_SENTENCE | DX_PARAGRAPH | DX_DATELINE), 6);
  x = dx_put_bits (x, (mark & DX_M_INSIDE ? 1u : 0) + (mark & DX_M_SINGLE ? 2u : 0),
               2);
  x = dx_put_bits (x, c->titled[dx_sentence_at (c, i)], 1);
  x = dx_put_bits (x, (flags & DX_SPACE) * 2
                    + (i + 1 < end && c->text->tokens[i + 1].flags & DX_SPACE),
               2);
  x = dx_put_bits (x, i + 1 == end, 1);
  dx_things_add (things, K_WORD, x);
}

static size_t
word_thing (uint64_t x, uint64_t *keys)
{
  const bool last = dx_take_bits (&x, 1);
  const uint32_t spaces = dx_take_bits (&x, 2), titled = dx_take_bits (&x, 1);
  const uint32_t inside = dx_take_bits (&x, 2), flags = dx_take_bits (&x, 6);
  const uint32_t caps = dx_take_bits (&x, 3), pos = dx_take_bits (&x, 5);
  const uint32_t place = dx_take_bits (&x, 6), brief = (uint32_t) x;
  uint32_t t = T_FLAGS;
  size_t n = 0;
  keys[n++] = dx_key (T_PLACED, dx_join (place, brief));
  keys[n++] = dx_key (T_PAIRS + 11, dx_join (pos, brief));
  keys[n++] = dx_key (t++, flags * 8 + caps);
  keys[n++] = dx_key (t++, (inside & 1 ? DX_M_INSIDE : 0u)
                             | (inside & 2 ? DX_M_SINGLE : 0u));
  keys[n++] = dx_key (t++, titled * 8u + caps);
  keys[n++] = dx_key (t++, dx_join (titled, brief));
  keys[n++] = dx_key (t++, (spaces >> 1) * 4 + (last ? 2 : spaces & 1));
  return n;
}

static size_t
thing_features (uint64_t x, uint64_t *keys)
{
  if (dx_take_bits (&x, DX_THING_KIND) == K_WORD)
    return word_thing (x, keys);
  const uint32_t after = dx_take_bits (&x, 8), here = dx_take_bits (&x, 8);
  keys[0] = dx_key (T_KINDS + 1, dx_join ((uint32_t) x, here));
  keys[1] = dx_key (T_KINDS + 2, dx_join (here, after));
  return 2;
}

static size_t
features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
          uint64_t *keys, dx_things *things)
{
  static const dx_word edge = { .lower = 1, .form = 1, .brief = 1 };
  const dx_word *near[5], *w;
  uint32_t pos[5], kind[5], t;
  size_t n = 0;

  for (int o = -2; o <= 2; o++)
    {
      const int64_t at = (int64_t) i + o;
      const bool in = at >= from && at < end;
      const uint32_t v = (uint32_t) (o + 2);
      near[v] = in ? dx_word_of (c->words, (uint32_t) at) : &edge;
      pos[v] = in ? c->pos[at] : DX_POS_COUNT;
      kind[v] = kind_of (c, in ? c->words->of[at] : DIXIT_NONE, near[v]);
    }
  w = near[2];
  add_word (c, i, end, w, things);
  dx_things_add (things, K_KINDS,
                 dx_put_bits (dx_put_bits (kind[1], kind[2], 8), kind[3], 8));
  t = T_PAIRS;
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

  /* The run of capitalised words that it stands in: both ends' neighbours, and
     its last word, which tells a company from a person.  */
  const uint8_t caps = dx_caps_of (w);
  if (caps >= DX_TITLE)
    {
      uint32_t a = i, b = i;
      while (a > from && i - a < 5
             && dx_word_of (c->words, a - 1)->caps >= DX_TITLE)
        a--;
      while (b + 1 < end && b - i < 5
             && dx_word_of (c->words, b + 1)->caps >= DX_TITLE)
        b++;
      t = T_RUN;
      keys[n++] = dx_key (t, a > from ? dx_word_of (c->words, a - 1)->lower : 1);
      keys[n++] = dx_key (t + 1,
                          b + 1 < end ? dx_word_of (c->words, b + 1)->lower : 1);
      keys[n++] = dx_key (t + 2, dx_word_of (c->words, b)->lower);
      keys[n++] = dx_key (t + 3, dx_word_of (c->words, a)->lower);
      keys[n++] = dx_key (t + 4, (i - a) * 8 + (b - i));
      keys[n++] = dx_key (t + 5,
                          dx_join (dx_affixes_of (c->words, c->text, b)
                                     ->suffix[2], b - i));
      keys[n++] = dx_key (t + 6, c->leaning[c->words->of[b]] * 8u + (b - i));
      keys[n++] = dx_key (t + 7, c->leaning[c->words->of[a]] * 8u + (i - a));
    }
  return n;
}

/* Where those of the second pass start.  */
enum { T_HINTS = 0x2800, T_FIRST = 0x280f, T_FIRSTS = 0x2814 };

static uint32_t
most_of (const dx_hint *h)
{
  return h->most * 4u + h->share;
}

static uint64_t
state_again (const dx_context *c, uint32_t i)
{
  const dx_hint *h = &c->hints[i];
  return state (c, i) | (uint64_t) c->first[i] << S_FIRST
         | (uint64_t) most_of (h) << S_HINT
         | (uint64_t) (h->longer * 4u + h->edge) << (S_HINT + 8);
}

static size_t
state_features_again (uint64_t s, uint32_t v, uint64_t *keys)
{
  const bool in = s != DX_BEYOND;
  const uint32_t label = in ? (uint8_t) (s >> S_FIRST) : 63;
  size_t n = state_features (s, v, keys);
  if (v >= V_HERE - 1 && v <= V_HERE + 1)
    {
      const uint32_t most = in ? (uint8_t) (s >> S_HINT) : 0;
      const uint32_t longer = in ? (uint8_t) (s >> (S_HINT + 8)) : 0;
      const uint32_t t = T_HINTS + 5 * (v - V_HERE + 1);
      keys[n++] = dx_key (t, most);
      keys[n++] = dx_key (t + 1, longer);
      keys[n++] = dx_key (t + 2, most * 64 + longer);
      keys[n++] = dx_key (t + 3, most * 64 + label);
      keys[n++] = dx_key (t + 4, longer * 64 + label);
    }
  keys[n++] = dx_key (T_FIRST + v, label);
  return n;
}

static size_t
thing_features_again (uint64_t thing, uint64_t *keys)
{
  uint64_t x = thing;
  const uint32_t kind = dx_take_bits (&x, DX_THING_KIND);
  size_t n = 0;
  if (kind == K_FIRSTS)
    {
      const uint32_t titled = dx_take_bits (&x, 1), most = dx_take_bits (&x, 6);
      const uint32_t b = dx_take_bits (&x, 4), a = dx_take_bits (&x, 4);
      const uint32_t after = dx_take_bits (&x, 6), here = dx_take_bits (&x, 6);
      const uint32_t before = (uint32_t) x;
      keys[n++] = dx_key (T_FIRSTS, before * 64 + here);
      keys[n++] = dx_key (T_FIRSTS + 1, here * 64 + after);
      keys[n++] = dx_key (T_FIRSTS + 2, (before * 64 + here) * 64 + after);
      keys[n++] = dx_key (T_FIRSTS + 6, (a * 16u + most / 4) * 16 + b);
      keys[n++] = dx_key (T_FIRSTS + 7, (most * 64 + here) * 2 + titled);
      return n;
    }
  if (kind != K_FIRST)
    return thing_features (thing, keys);
  const uint32_t most = dx_take_bits (&x, 6), label = dx_take_bits (&x, 6);
  keys[n++] = dx_key (T_FIRSTS + 3, dx_join (label, (uint32_t) x));
  keys[n++] = dx_key (T_FIRSTS + 5, dx_join (most, (uint32_t) x));
  return n;
}

static size_t
features_again (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
                uint64_t *keys, dx_things *things)
{
  static const dx_hint none = { 0 };
  size_t n = features (c, i, from, end, keys, things);
  const dx_word *w = dx_word_of (c->words, i);
  const bool first = i == from, last = i + 1 == end;
  const dx_hint *before = first ? &none : &c->hints[i - 1];
  const dx_hint *after = last ? &none : &c->hints[i + 1];
  const uint32_t label = c->first[i], most = most_of (&c->hints[i]);
  uint64_t x = first ? 63u : c->first[i - 1];
  x = dx_put_bits (x, label, 6);
  x = dx_put_bits (x, last ? 63u : c->first[i + 1], 6);
  x = dx_put_bits (x, before->most, 4);
  x = dx_put_bits (x, after->most, 4);
  x = dx_put_bits (x, most, 6);
  x = dx_put_bits (x, c->titled[dx_sentence_at (c, i)], 1);
  dx_things_add (things, K_FIRSTS, x);
  dx_things_add (things, K_FIRST,
                 dx_put_bits (dx_put_bits (w->brief, label, 6), most, 6));
  keys[n++] = dx_key (T_FIRSTS + 4, dx_join (label, w->lower));
  return n;
}

/* Three words in four are no names by far.  A second look, which takes in what the
   first said of the word elsewhere, seldom changes its mind about them: by one nat
   for 19 of 139,000 such tokens of the development articles.  */
static bool
settled (const dx_context *c, uint32_t i)
{
  return c->plain[i] & !c->first[i];
}

#define WORDS                                                                 \
  { 7, 9,                                                                     \
    { { -2, 0 }, { -1, 1 }, { 0, V_HERE }, { 1, 3 }, { 2, 4 },                \
      { -4, V_LEFT }, { -3, V_LEFT }, { 3, V_RIGHT }, { 4, V_RIGHT } } }
#define STATES { 5, 5, { { -2, 0 }, { -1, 1 }, { 0, V_HERE }, { 1, 3 }, { 2, 4 } } }

const dx_templates dx_names_templates
  = { .features = features, .thing_features = thing_features,
      .word_features = word_features, .evident = true,
      .words = WORDS,
      .state = state, .state_features = state_features, .states = STATES,
      .far = 1.0f };
const dx_templates dx_names_again_templates
  = { .features = features_again, .thing_features = thing_features_again,
      .word_features = word_features,
      .evident = true, .words = WORDS, .state = state_again,
      .state_features = state_features_again, .states = STATES,
      .settled = settled };

enum { CALLED = 2 + DIXIT_TYPES };

/* How often a word is called what: 0 unused, 1 no name, 2 + type.  */
typedef struct
{
  uint16_t all[CALLED];      /* at all its places */
  uint16_t longer[CALLED];   /* in names of several words */
  uint16_t edge[4];
  uint8_t asked;           /* 2 + the label that was left out last time, 1 for
                              none; or 0 */
  dx_hint hint;            /* what that gave: a word is mostly called the same */
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

static dx_hint
hint_of (const tally *t)
{
  dx_hint h = { 0 };
  uint32_t sum, longer, edges;
  h.most = commonest (t->all, CALLED, &sum) & 15u;
  if (sum)
    h.share = t->all[h.most] == sum           ? 3
              : 3u * t->all[h.most] > 2 * sum ? 2
                                              : 1;
  h.longer = commonest (t->longer, CALLED, &longer) & 15u;
  h.edge = commonest (t->edge, 4, &edges) & 3u;
  return h;
}

dixit_status
dx_names_hints (dx_context *c, dx_arena *arena, dixit_error *error)
{
  /* Only capitalised words that stand at two places have anything to say, so
     only they get a tally.  */
  enum { ONCE = 1, TWICE };
  const uint32_t n = c->text->token_count;
  uint32_t *which   /* by C->which */
    = dx_alloc (arena, c->numbers + (size_t) 1, sizeof *which);
  uint32_t tallies = 0;
  const uint32_t count = c->words->capital_count;
  const uint32_t *const capitals = c->words->capitals;
  c->hints = dx_alloc (arena, n, sizeof *c->hints);
  if (!which || !c->hints)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t x = 0; x < count; x++)
    {
      const uint32_t i = capitals[x], s = dx_sentence_at (c, i);
      uint32_t *seen = &which[c->which[c->words->of[i]]];
      if (!c->titled[s])
        {
          if (*seen == ONCE)
            *seen = TWICE + tallies++;
          else if (!*seen)
            *seen = ONCE;
        }
    }
  tally *all = dx_alloc (arena, tallies, sizeof *all);
  if (!all)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t x = 0; x < count; x++)
    {
      const uint32_t i = capitals[x], k = which[c->which[c->words->of[i]]];
      if (k >= TWICE && !c->titled[dx_sentence_at (c, i)])
        enter (&all[k - TWICE], c->first[i], 1);
    }
  for (uint32_t x = 0; x < count; x++)
    {
      const uint32_t i = capitals[x], k = which[c->which[c->words->of[i]]];
      if (k < TWICE)
        continue;
      tally *t = &all[k - TWICE];
      const bool counted = !c->titled[dx_sentence_at (c, i)];
      const uint8_t asked = (uint8_t) (counted ? 2 + c->first[i] : 1);
      if (t->asked != asked)
        {
          if (counted)
            enter (t, c->first[i], -1);
          t->hint = hint_of (t);
          t->asked = asked;
          if (counted)
            enter (t, c->first[i], 1);
        }
      c->hints[i] = t->hint;
    }
  return DIXIT_OK;
}
