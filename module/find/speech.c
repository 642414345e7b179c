/* speech.c -- features of cue, source and content.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words and parts of speech around, what quotation marks say, the nearest
   words that often head a cue (Pareti 2015; Scheible, Klinger and Pado 2016),
   and what the sentence holds left and right of a token.  */

#include "find/context.h"
#include "find/tree.h"

enum { NEAR = 4, BESIDE = 2, SCAN = 24, DEEP = 8 };

/* 0 1 2 3 4 5-6 7-9 10-14 15-24 25...  */
static uint32_t
bin (uint32_t d)
{
  return d < 5 ? d : d < 7 ? 5 : d < 10 ? 6 : d < 15 ? 7 : d < 25 ? 8 : 9;
}

/* What a name's label says here: 0 none, else type + 1, with its start.  */
static uint32_t
name_at (const dx_context *c, uint32_t i)
{
  const uint32_t l = c->names[i];
  if (!l)
    return 0;
  const uint32_t type = (l - 1) / 4, place = (l - 1) % 4;
  return (type + 1) * 2 + (place == DX_BEGIN || place == DX_UNIT);
}

/* The first thing of interest on one side of a token, in its sentence.  */
typedef struct
{
  uint32_t cue, cue_far;      /* word and distance of the nearest likely cue */
  uint32_t cue_pos;
  uint32_t stop, stop_far;    /* nearest comma, mark, colon, dash, bracket */
  uint32_t verb, verb_far;    /* nearest verb */
  uint32_t who, who_far;      /* nearest person, organisation, place or pronoun */
  uint32_t join;              /* nearest that, if, whether, to, who ... */
  uint32_t join_far;
  bool mark;                  /* a mark on the way to the cue */
  bool comma;                 /* a comma on the way to the cue */
} view;

/* How far the nearest of each kind is on one side; SCAN: farther, in another
   sentence or another sequence.  */
typedef struct
{
  uint8_t cue, verb, who, join, quote, punct;
} reach;

struct dx_reaches
{
  reach at[2][DX_SEQUENCE_MAX];   /* left and right of each token */
};

/* What a name or pronoun at token K is: its type, 50; 99 for neither.  */
static uint32_t
who_at (const dx_context *c, uint32_t k)
{
  const uint32_t name = c->names[k] ? (c->names[k] - 1u) / 4 : 99;
  return name <= DIXIT_LOC ? name : c->pos[k] == DX_POS_PRP ? 50 : 99;
}

/* One token farther.  */
static uint8_t
farther (uint8_t far)
{
  return (uint8_t) (far + (far < SCAN));
}

/* May token K head a cue, as it did in training or as words like it did?  */
static bool
is_cue_like (const dx_context *c, uint32_t k)
{
  enum { OFTEN = 2, MUCH = 5 };
  return c->cue_rank[k] >= OFTEN || dx_says (c, c->words->of[k]) >= MUCH;
}

/* Measure the sequence FROM to END, once from either side.  */
static void
measure_reaches (const dx_context *c, uint32_t from, uint32_t end)
{
  static const reach none = { SCAN, SCAN, SCAN, SCAN, SCAN, SCAN };
  for (int side = 0; side < 2; side++)
    {
      reach now = none;
      for (uint32_t d = 0; d < end - from; d++)
        {
          const uint32_t k = side ? end - 1 - d : from + d;
          if (d && c->text->tokens[side ? k + 1 : k].flags & DX_SENTENCE)
            now = none;
          c->reaches->at[side][k - from] = now;
          now.cue = farther (now.cue);
          now.verb = farther (now.verb);
          now.who = farther (now.who);
          now.join = farther (now.join);
          now.quote = farther (now.quote);
          now.punct = farther (now.punct);
          const uint8_t kind = c->text->tokens[k].kind, pos = c->pos[k];
          if (kind == DX_QUOTE)
            now.quote = 1;
          else if (kind == DX_PUNCT)
            now.punct = 1;
          else
            {
              if (is_cue_like (c, k))
                now.cue = 1;
              if (dx_is_verb (pos))
                now.verb = 1;
              if (who_at (c, k) != 99)
                now.who = 1;
              if (pos == DX_POS_IN || pos == DX_POS_TO || pos == DX_POS_WP
                  || pos == DX_POS_WRB)
                now.join = 1;
            }
        }
    }
}

static view
look (const dx_context *c, uint32_t i, uint32_t from, int side)
{
  const reach *r = &c->reaches->at[side][i - from];
  const uint8_t stop = r->quote < r->punct ? r->quote : r->punct;
  view s = { .cue_far = r->cue, .stop_far = stop, .verb_far = r->verb,
             .who_far = r->who, .join_far = r->join,
             .mark = r->quote < r->cue, .comma = r->punct < r->cue };
#define THERE(far) (side ? i + (far) : i - (far))
  if (r->cue < SCAN)
    {
      s.cue = dx_word_of (c->words, THERE (r->cue))->lower;
      s.cue_pos = c->pos[THERE (r->cue)];
    }
  if (stop < SCAN)
    s.stop = dx_word_of (c->words, THERE (stop))->lower;
  if (r->verb < SCAN)
    s.verb = dx_word_of (c->words, THERE (r->verb))->lower;
  if (r->who < SCAN)
    s.who = who_at (c, THERE (r->who));
  if (r->join < SCAN)
    s.join = dx_word_of (c->words, THERE (r->join))->lower;
#undef THERE
  return s;
}

/* What both passes look at: words and tags near by, marks, the sentence, and
   what the sentence holds left and right.  */
typedef struct
{
  uint32_t low[2 * BESIDE + 1], pos[2 * BESIDE + 1],
    mark[2 * BESIDE + 1];   /* from -BESIDE on */
} window;

static void
see (window *v, const dx_context *c, uint32_t i, uint32_t from, uint32_t end)
{
  for (int o = -BESIDE; o <= BESIDE; o++)
    {
      const int64_t at = (int64_t) i + o;
      const bool in = at >= from && at < end;
      v->low[o + BESIDE] = in ? dx_word_of (c->words, (uint32_t) at)->lower
                            : o < 0 ? 1 : 2;
      v->pos[o + BESIDE] = in ? c->pos[at] : DX_POS_COUNT;
      v->mark[o + BESIDE] = in ? c->marks->state[at] : 64;
    }
}

/* Templates are numbered as they stood before those of single words were set
   apart.  */
enum
{
  T_LOWER = 0x3000, T_STATE = 0x3005, T_PAIRS = 0x3013, T_SUFFIX = 0x301b,
  T_SAYS = 0x3c00, T_SPEAKS = 0x3c08, T_LEANS = 0x3c10,
  T_HEARD = 0x3800, T_FAR = 0x3400, T_SHORT = 0x3409, T_BRIEF = 0x340b, T_CLUSTERS = 0x340c
};

/* View V is of the word V - 2 tokens away.  */
static size_t
core_word_features (const dx_context *c, uint32_t word, uint32_t v,
                    uint64_t *keys)
{
  const dx_word *w = word == DIXIT_NONE ? NULL : &c->words->words[word];
  size_t n = 0;
  keys[n++] = dx_key (T_LOWER + v, w ? w->lower : v < 2 ? 1 : 2);
  if (w)
    {
      keys[n++] = dx_key (T_SAYS + v, dx_says (c, word));
      keys[n++] = dx_key (T_SPEAKS + v, c->saying[word] & 3u);
    }
  if (v == 2)
    keys[n++] = dx_key (T_SUFFIX, w ? c->words->affixes[word].suffix[2] : 0);
  return n;
}

/* V - NEAR tokens away.  */
static size_t
wide_word_features (const dx_context *c, uint32_t word, uint32_t v,
                    uint64_t *keys)
{
  const dx_word *w = word == DIXIT_NONE ? NULL : &c->words->words[word];
  const uint32_t far = v < NEAR ? NEAR - v : v - NEAR;
  if (far > 2)
    {
      keys[0] = dx_key (T_FAR + 2 * (far - 3) + (v > NEAR),
                        w ? w->lower : v < NEAR ? 1 : 2);
      return 1;
    }
  size_t n = core_word_features (c, word, v - NEAR + 2, keys);
  if (v == NEAR)
    {
      keys[n++] = dx_key (T_SHORT, w ? c->words->affixes[word].suffix[1] : 0);
      keys[n++] = dx_key (T_BRIEF, w ? w->brief : 0);
    }
  const uint32_t k = w ? c->cluster[word] : 0;
  if (k)
    {
      const uint32_t t = T_CLUSTERS + 3 * (v + 2 - NEAR);
      keys[n++] = dx_key (t, k);
      keys[n++] = dx_key (t + 1, (k - 1) >> 2);
    }
  return n;
}

/* What is known of a token: its part of speech, its rank as a cue, and what marks
   say.  */
enum { S_RANK = 8, S_MARK = 16, STATES = 3 };

static uint64_t
state (const dx_context *c, uint32_t i)
{
  return c->pos[i] | (uint64_t) c->cue_rank[i] << S_RANK
         | (uint64_t) c->marks->state[i] << S_MARK;
}

/* View V is of the token V - STATES away.  */
static size_t
state_features (uint64_t s, uint32_t v, uint64_t *keys)
{
  const bool in = s != DX_BEYOND;
  const uint32_t rank = in ? (uint8_t) (s >> S_RANK) : 4;
  const uint32_t mark = in ? (uint8_t) (s >> S_MARK) : 64;
  keys[0] = dx_key (T_STATE + 2 * v, in ? (uint8_t) s : DX_POS_COUNT);
  keys[1] = dx_key (T_STATE + 2 * v + 1, rank * 128 + mark);
  return 2;
}

static uint64_t
heard_state (const dx_context *c, uint32_t i)
{
  return c->heard[i];
}

static size_t
heard_features (uint64_t s, uint32_t v, uint64_t *keys)
{
  keys[0] = dx_key (T_HEARD + v, s == DX_BEYOND ? 15 : (uint32_t) s);
  return 1;
}

static size_t
core_features (const window *v, const dx_context *c, uint32_t i,
               uint32_t from, uint32_t end, uint64_t *keys)
{
  const uint32_t *l = v->low + BESIDE, *p = v->pos + BESIDE,
                 *m = v->mark + BESIDE;
  uint32_t t = T_PAIRS;
  size_t n = 0;

  keys[n++] = dx_key (t++, dx_join (l[-1], l[0]));
  keys[n++] = dx_key (t++, dx_join (l[0], l[1]));
  keys[n++] = dx_key (t++, (p[-1] * 32 + p[0]) * 32 + p[1]);
  keys[n++] = dx_key (t++, (p[-2] * 32 + p[-1]) * 32 + p[0]);
  keys[n++] = dx_key (t++, (p[0] * 32 + p[1]) * 32 + p[2]);
  keys[n++] = dx_key (t++, dx_join (l[0], p[0]));
  keys[n++] = dx_key (t++, dx_join (l[0], p[1]));
  keys[n++] = dx_key (t++, dx_join (l[0], p[-1]));

  /* Names.  */
  t = T_SUFFIX + 1;
  const uint32_t before = i > from ? name_at (c, i - 1) : 40;
  const uint32_t here = name_at (c, i);
  const uint32_t after = i + 1 < end ? name_at (c, i + 1) : 40;
  keys[n++] = dx_key (t++, before * 64 + here);
  keys[n++] = dx_key (t++, here * 64 + after);

  /* Marks: state around, and the place in the passage.  */
  const uint32_t inside = m[0] & (DX_M_INSIDE | DX_M_SINGLE);
  uint32_t in_from = 0, in_to = 0, long_is = 0;
  const uint32_t passage = dx_passage_at (c->marks, i);
  if (passage != DIXIT_NONE)
    {
      const dx_passage *q = &c->marks->passages[passage];
      in_from = 1 + bin (i - q->open);
      in_to = 1 + bin (q->close >= i ? q->close - i : 0);
      long_is = 1 + bin ((q->close - q->open) / 2);
    }
  keys[n++] = dx_key (t++, (m[-1] * 128 + m[0]) * 128 + m[1]);
  keys[n++] = dx_key (t++, (inside * 16 + in_from) * 16 + long_is);
  keys[n++] = dx_key (t++, (inside * 16 + in_to) * 16 + long_is);
  keys[n++] = dx_key (t++, dx_join (l[0], m[0]));

  /* The sentence and the paragraph.  */
  const uint32_t home = dx_sentence_at (c, i);
  const dx_run *s = &c->text->sentences[home];
  const uint32_t left = i - s->first, right = s->end - 1 - i;
  const uint32_t first = c->marks->state[s->first], last
    = c->marks->state[s->end - 1];
  const uint32_t lead = c->marks->state[from];
  const uint32_t prior
    = s->first > from ? c->marks->state[s->first - 1] : 64;
  keys[n++] = dx_key (t++, bin (left) * 16 + (right < 6 ? right : 6));
  keys[n++] = dx_key (t++, (bin (left) * 128 + first) * 8 + inside);
  keys[n++] = dx_key (t++, (bin (right) * 128 + last) * 8 + inside);
  keys[n++] = dx_key (t++, (lead * 128 + prior) * 8 + inside);
  keys[n++] = dx_key (t++, (prior * 128 + first) * 128 + last);

  /* Left and right of it.  */
  if (i == from)
    measure_reaches (c, from, end);
  const view a = look (c, i, from, 0), b = look (c, i, from, 1);
  keys[n++] = dx_key (t++, dx_join (a.cue, bin (a.cue_far)));
  keys[n++] = dx_key (t++, dx_join (b.cue, bin (b.cue_far)));
  keys[n++] = dx_key (t++, ((bin (a.cue_far) * 2 + a.mark) * 2 + a.comma) * 8
                             + inside);
  keys[n++] = dx_key (t++, ((bin (b.cue_far) * 2 + b.mark) * 2 + b.comma) * 8
                             + inside);
  keys[n++] = dx_key (t++, dx_join (a.cue, p[0]));
  keys[n++] = dx_key (t++, dx_join (b.cue, p[0]));
  keys[n++] = dx_key (t++, dx_join (a.cue, l[0]));
  keys[n++] = dx_key (t++, (a.cue_pos * 16 + bin (a.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (b.cue_pos * 16 + bin (b.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (bin (a.cue_far) * 16 + bin (b.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, dx_join (a.stop, bin (a.stop_far)));
  keys[n++] = dx_key (t++, dx_join (b.stop, bin (b.stop_far)));
  keys[n++] = dx_key (t++, dx_join (a.stop, dx_join (b.stop, p[0])));
  keys[n++] = dx_key (t++, dx_join (a.verb, bin (a.verb_far)));
  keys[n++] = dx_key (t++, dx_join (b.verb, bin (b.verb_far)));
  keys[n++] = dx_key (t++, (bin (a.verb_far) * 16 + bin (b.verb_far)) * 32
                             + p[0]);
  keys[n++] = dx_key (t++, (a.who * 16 + bin (a.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (b.who * 16 + bin (b.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, dx_join (l[0], a.who * 16 + (a.who_far < 4)));
  keys[n++] = dx_key (t++, dx_join (a.join, bin (a.join_far)));
  keys[n++] = dx_key (t++, dx_join (a.join, dx_join (a.cue, p[0])));
  keys[n++] = dx_key (t++, ((uint32_t) (a.cue_far < a.stop_far) * 4
                            + (uint32_t) (b.cue_far < b.stop_far)) * 32
                             + p[0]);
  return n;
}

/* The nearest word that TOKEN depends on, in at most STEPS steps, and that is
   likely to head a cue or, if HEARD, is one for the first pass; DIXIT_NONE for
   none.  TOP: the last on the way to it; DEPTH: how many steps that is.  */
static uint32_t
find_governor (const dx_context *c, uint32_t token, uint32_t steps, bool heard,
               uint32_t *top, uint32_t *depth)
{
  uint32_t at = token;
  for (*depth = 1; *depth <= steps; ++*depth)
    {
      *top = at;
      at = dx_head_at (c, at);
      if (at == DIXIT_NONE
          || (heard ? c->heard[at] == DX_SP_B_CUE || c->heard[at] == DX_SP_I_CUE
                    : is_cue_like (c, at)))
        return at;
    }
  return DIXIT_NONE;
}

/* How far token I is from the edges of the words that depend on TOP.  */
static uint32_t
edges (const dx_context *c, uint32_t i, uint32_t top)
{
  const dx_branch *under = &c->branches[top - c->branched];
  const uint32_t a = i - (top - under->before);
  const uint32_t b = top + under->after - i;
  return (a < 3 ? a : 3) * 4 + (b < 3 ? b : 3);
}

/* The sentence's tree: what the token is to its head, and what the clause or
   phrase it stands in is to the likely cue that governs it.  */
static size_t
tree_features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
               uint64_t *keys)
{
  const uint32_t head = dx_head_at (c, i), relation = c->relation[i];
  const uint32_t pos = c->pos[i];
  const uint32_t head_word
    = head == DIXIT_NONE ? 1 : dx_word_of (c->words, head)->lower;
  const uint32_t head_pos = head == DIXIT_NONE ? DX_POS_COUNT : c->pos[head];
  const uint32_t low = dx_word_of (c->words, i)->lower;
  const uint32_t inside = c->marks->state[i] & DX_M_INSIDE;
  const uint32_t has = c->branches[i - c->branched].relations;
  uint32_t top, depth, t = 0x3a00;
  size_t n = 0;

  keys[n++] = dx_key (t++, dx_join (head_word, relation));
  keys[n++] = dx_key (t++, (relation * 32 + pos) * 32 + head_pos);
  keys[n++] = dx_key (t++, (i > from ? c->relation[i - 1] : 30u) * 1024
                             + relation * 32
                             + (i + 1 < end ? c->relation[i + 1] : 30u));
  keys[n++] = dx_key (t++, dx_join (low, has));
  keys[n++] = dx_key (t++, dx_join (pos, has));
  const uint32_t word = c->words->of[i], says = dx_says (c, word);
  const uint32_t over = head == DIXIT_NONE ? 9 : dx_says (c, c->words->of[head]);
  keys[n++] = dx_key (T_LEANS, (over * 32 + relation) * 8 + says);
  keys[n++] = dx_key (T_LEANS + 1, says * 32 + pos);
  keys[n++] = dx_key (T_LEANS + 2, dx_join (has, says));
  keys[n++] = dx_key (T_LEANS + 3, c->saying[word] * 32u + relation);
  const uint32_t governor
    = find_governor (c, i, DEEP, false, &top, &depth);
  if (governor != DIXIT_NONE)
    {
      const uint32_t role = c->relation[top] * 2u + (i > governor);
      const uint32_t its_word = dx_word_of (c->words, governor)->lower;
      const uint32_t leans
        = dx_says (c, c->words->of[governor]) * 64 + role;
      const uint32_t edge = edges (c, i, top);
      const dx_branch *under = &c->branches[top - c->branched];
      const uint32_t whole = bin (under->before + 1u + under->after);
      keys[n++] = dx_key (T_LEANS + 4, leans);
      keys[n++] = dx_key (T_LEANS + 5, leans * 16 + edge);
      keys[n++] = dx_key (t, dx_join (its_word, role));
      keys[n++] = dx_key (t + 1, (role * 16 + bin (depth)) * 32 + pos);
      keys[n++] = dx_key (t + 2, (role * 16 + edge) * 2 + inside);
      keys[n++] = dx_key (t + 3, dx_join (its_word, role * 16 + edge));
      keys[n++] = dx_key (t + 4, (role * 16 + whole) * 16 + edge);
      keys[n++] = dx_key (t + 5, dx_join (low, role * 16 + edge));
      keys[n++] = dx_key (t + 6, (role * 32 + relation) * 4
                                   + c->cue_rank[governor]);
    }
  else
    keys[n++] = dx_key (t + 7, (relation * 32 + pos) * 2 + inside);
  return n;
}

/* What only the second pass looks at: more words, clusters, conjunctions.  */
static size_t
wide_features (const window *v, const dx_context *c, uint32_t i,
               uint32_t from, uint32_t end, uint64_t *keys)
{
  const uint32_t *l = v->low + BESIDE, *p = v->pos + BESIDE,
                 *m = v->mark + BESIDE;
  uint32_t t = T_FAR + 4;
  size_t n = 0;

  keys[n++] = dx_key (t++, dx_join (l[-2], l[-1]));
  keys[n++] = dx_key (t++, dx_join (l[1], l[2]));
  keys[n++] = dx_key (t++, dx_join (l[-1], l[1]));
  keys[n++] = dx_key (t++, dx_join (dx_join (l[-1], l[0]), l[1]));
  keys[n++] = dx_key (t++, (((p[-2] * 32 + p[-1]) * 32 + p[0]) * 32 + p[1]) * 32
                             + p[2]);
  keys[n++] = dx_key (T_SHORT + 1, dx_join (dx_affixes_of (c->words, i)->prefix[3],
                                         p[0]));
  for (int o = -2; o <= 2; o++)
    {
      const int64_t at = (int64_t) i + o;
      const uint32_t k = at >= from && at < end
                           ? c->cluster[c->words->of[at]]
                           : 0;
      if (k)
        keys[n++] = dx_key (T_CLUSTERS + 3 * (uint32_t) (o + 2) + 2,
                            dx_join ((k - 1) >> 5, p[o]));
    }
  t = T_CLUSTERS + 15;
  const uint32_t here = name_at (c, i);
  const uint32_t after = i + 1 < end ? name_at (c, i + 1) : 40;
  keys[n++] = dx_key (t++, dx_join (l[-1], here));
  keys[n++] = dx_key (t++, dx_join (l[1], here));
  keys[n++] = dx_key (t++, dx_join (l[0], after));
  const uint32_t inside = m[0] & (DX_M_INSIDE | DX_M_SINGLE);
  keys[n++] = dx_key (t++, dx_join (l[-1], m[0] * 128 + m[-1]));
  keys[n++] = dx_key (t++, dx_join (l[1], m[0] * 128 + m[1]));
  keys[n++] = dx_key (t++, dx_join (p[0] * 32 + p[1], inside));
  const dx_run *s = &c->text->sentences[dx_sentence_at (c, i)];
  const uint32_t left = i - s->first;
  keys[n++] = dx_key (t++, dx_join (dx_word_of (c->words, s->first)->lower,
                                    left < 8 ? left : 8));
  keys[n++] = dx_key (t++, (c->text->tokens[from].flags & DX_PARAGRAPH) * 64u
                             + bin (i - from));
  return n;
}

static size_t
features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
          uint64_t *keys)
{
  window v;
  see (&v, c, i, from, end);
  const size_t n = core_features (&v, c, i, from, end, keys);
  return n + tree_features (c, i, from, end, keys + n);
}

static uint32_t
heard_at (const dx_context *c, int64_t i, uint32_t from, uint32_t end)
{
  return i >= from && i < end ? c->heard[i] : 15;
}

/* What token I is to the cue, as the first pass heard it, that governs it.  */
static size_t
governed_features (const dx_context *c, uint32_t i, uint32_t label, uint64_t *keys)
{
  uint32_t top, depth, t = 0x3b00;
  const uint32_t at = find_governor (c, i, DEEP - 1, true, &top, &depth);
  if (at == DIXIT_NONE)
    return 0;
  const uint32_t role = c->relation[top] * 2u + (i > at);
  const uint32_t word = dx_word_of (c->words, at)->lower;
  const uint32_t edge = edges (c, i, top);
  size_t n = 0;
  keys[n++] = dx_key (t++, role * 16 + label);
  keys[n++] = dx_key (t++, dx_join (word, role));
  keys[n++] = dx_key (t++, (role * 16 + edge) * 16 + label);
  keys[n++] = dx_key (t++, dx_join (word, role * 16 + edge));
  keys[n++] = dx_key (t++, (role * 16 + bin (depth)) * 32 + c->pos[i]);
  keys[n++] = dx_key (t++, (role * 16 + c->heard[top]) * 16 + label);
  return n;
}

static size_t
features_again (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
                uint64_t *keys)
{
  window v;
  see (&v, c, i, from, end);
  size_t n = wide_features (&v, c, i, from, end, keys);
  uint32_t t = T_HEARD + 2 * STATES + 1, label[5];
  const dx_echo *e = &c->echoes[i - c->echoed];
  const uint32_t roles = c->roles[dx_sentence_at (c, i)];
  const dx_word *w = dx_word_of (c->words, i);
  const uint32_t pos = c->pos[i];
  const uint32_t inside = c->marks->state[i] & DX_M_INSIDE;
  for (int o = -2; o <= 2; o++)
    label[o + 2] = heard_at (c, (int64_t) i + o, from, end);
  const uint32_t *l = label + 2;
  const uint32_t sure = c->heard_sure[i] / 32u;
  keys[n++] = dx_key (t++, l[0] * 8 + sure);
  keys[n++] = dx_key (t++, l[-1] * 16 + l[0]);
  keys[n++] = dx_key (t++, l[0] * 16 + l[1]);
  keys[n++] = dx_key (t++, (l[-1] * 16 + l[0]) * 16 + l[1]);
  keys[n++] = dx_key (t++, ((l[-2] * 16 + l[-1]) * 16 + l[0]) * 16 + l[1]);
  keys[n++] = dx_key (t++, dx_join (w->lower, l[0]));
  keys[n++] = dx_key (t++, (l[0] * 8 + sure) * 32 + pos);
  for (int side = 0; side < 2; side++)
    {
      const uint32_t cue = bin (e->cue[side]), source = bin (e->source[side]),
                     content = bin (e->content[side]);
      const uint32_t at = side ? i + e->cue[side] : i - e->cue[side];
      const uint32_t word
        = e->cue[side] == DX_ECHO_FAR ? 3 : dx_word_of (c->words, at)->lower;
      keys[n++] = dx_key (t++, cue * 16 + l[0]);
      keys[n++] = dx_key (t++, source * 16 + l[0]);
      keys[n++] = dx_key (t++, content * 16 + l[0]);
      keys[n++] = dx_key (t++, (cue * 16 + source) * 16 + content);
      keys[n++] = dx_key (t++, dx_join (word, cue));
      keys[n++] = dx_key (t++, dx_join (word, pos));
      keys[n++] = dx_key (t++, dx_join (word, l[0] * 2 + inside));
      keys[n++] = dx_key (t++, (cue * 32 + pos) * 16 + l[0]);
    }
  n += governed_features (c, i, l[0], keys + n);
  keys[n++] = dx_key (t++, roles);
  keys[n++] = dx_key (t++, dx_join (roles, e->order));
  keys[n++] = dx_key (t++, dx_join (roles, e->order * 16u + l[0]));
  keys[n++] = dx_key (t++, dx_join (roles, (e->order * 16u + l[0]) * 8
                                                + sure));
  keys[n++] = dx_key (t++, dx_join (roles, (e->order * 16u + l[0]) * 32
                                                + pos));
  keys[n++] = dx_key (t++, dx_join (roles, (e->order * 16u + l[0]) * 2
                                                + inside));
  return n;
}

#define NEAR_STATES                                                           \
  { 2 * STATES + 1, 2 * STATES + 1,                                           \
    { { -3, 0 }, { -2, 1 }, { -1, 2 }, { 0, 3 }, { 1, 4 }, { 2, 5 }, { 3, 6 } } }

/* What the second pass looks at beside what the first has heard.  */
static const dx_templates base
  = { .features = features, .word_features = wide_word_features,
      .words = { 2 * NEAR + 1, 2 * NEAR + 1,
                 { { -4, 0 }, { -3, 1 }, { -2, 2 }, { -1, 3 }, { 0, 4 },
                   { 1, 5 }, { 2, 6 }, { 3, 7 }, { 4, 8 } } },
      .state = state, .state_features = state_features,
      .states = NEAR_STATES };

const dx_templates dx_speech_templates
  = { .features = features, .word_features = core_word_features,
      .words = { 5, 5, { { -2, 0 }, { -1, 1 }, { 0, 2 }, { 1, 3 }, { 2, 4 } } },
      .state = state, .state_features = state_features,
      .states = NEAR_STATES, .both = &base };

const dx_templates dx_speech_again_templates
  = { .features = features_again, .state = heard_state,
      .state_features = heard_features, .states = NEAR_STATES, .base = &base };

/* One direction of one role: distances to the nearest token of another run, for the
   tokens of RUN, going by those of WIDE around it.  */
static void
measure (dx_context *c, const dx_run *run, const dx_run *wide, uint8_t begin,
         size_t field, int side)
{
  uint32_t last = DIXIT_NONE;  /* the nearest so far */
  if (side)
    for (uint32_t i = wide->end; i-- > run->end;)
      last = dx_speech_begin (c->heard[i]) == begin ? i : last;
  else
    for (uint32_t i = wide->first; i < run->first; i++)
      last = dx_speech_begin (c->heard[i]) == begin ? i : last;
  for (uint32_t d = 0; d < run->end - run->first; d++)
    {
      const uint32_t i = side ? run->end - 1 - d : run->first + d;
      uint8_t *const to = (uint8_t *) &c->echoes[i - c->echoed] + field + side;
      const bool mine = dx_speech_begin (c->heard[i]) == begin;
      const uint32_t far
        = last == DIXIT_NONE ? DX_ECHO_FAR : side ? last - i : i - last;
      *to = (uint8_t) (far < DX_ECHO_FAR ? far : DX_ECHO_FAR);
      if (mine)
        last = i;
    }
}

dixit_status
dx_speech_open (dx_context *c, dx_arena *arena, dixit_error *error)
{
  c->reaches = dx_alloc (arena, 1, sizeof *c->reaches);
  return c->reaches ? DIXIT_OK
                    : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* A dateline is nobody's words, and no part of whom the others are by.  What
   runs on after it begins there.  */
void
dx_speech_without_datelines (dx_context *c)
{
  const dx_text *t = c->text;
  for (uint32_t p = 0; p < t->paragraph_count; p++)
    {
      uint32_t i = t->paragraphs[p].first;
      const bool dated = t->tokens[i].flags & DX_DATELINE;
      while (i < t->token_count && t->tokens[i].flags & DX_DATELINE)
        c->speech[i++] = DX_SP_O;
      if (dated && i < t->token_count)
        c->speech[i] = dx_speech_begin (c->speech[i]);
    }
}

/* What SENTENCE has of roles, in order, for its tokens in RUN.  Of a very long one
   only what is near counts.  */
static void
order_roles (dx_context *c, const dx_run *run, uint32_t sentence)
{
  const dx_run *s = &c->text->sentences[sentence];
  const uint32_t first = run->first > s->first + DX_SEQUENCE_MAX
                           ? run->first - DX_SEQUENCE_MAX : s->first;
  const uint32_t end = s->end > run->end + DX_SEQUENCE_MAX
                         ? run->end + DX_SEQUENCE_MAX : s->end;
  uint32_t roles = 0, order = 0;
  for (uint32_t i = first; i < end; i++)
    {
      const uint8_t l = c->heard[i];
      const bool begins = l && (!dx_speech_inner (l) || i == s->first);
      if (begins)
        {
          if (order < 8)
            roles = dx_join (roles, (dx_speech_begin (l) + 1u) / 2);
          order += order < 100;
        }
      if (i >= run->first && i < run->end)
        c->echoes[i - c->echoed].order = (uint8_t) (2 * order + !l);
    }
  c->roles[sentence] = roles;
}

dixit_status
dx_speech_echoes (dx_context *c, const dx_run *runs, uint32_t count,
                  dx_arena *arena, dixit_error *error)
{
  const dx_text *text = c->text;
  if (!count)
    return DIXIT_OK;
  c->echoed = runs[0].first;
  if (!c->roles)
    c->roles = dx_alloc (arena, text->sentence_count, sizeof *c->roles);
  if (!c->roles
      || !dx_reserve (arena, &c->echoes, &c->echoes_room, 0,
                      runs[count - 1].end - c->echoed, sizeof *c->echoes))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t p = 0; p < count; p++)
    {
      const dx_run wide = dx_widened (text, &runs[p], DX_ECHO_FAR);
      for (int side = 0; side < 2; side++)
        {
          measure (c, &runs[p], &wide, DX_SP_B_CUE, offsetof (dx_echo, cue),
                   side);
          measure (c, &runs[p], &wide, DX_SP_B_SOURCE,
                   offsetof (dx_echo, source), side);
          measure (c, &runs[p], &wide, DX_SP_B_CONTENT,
                   offsetof (dx_echo, content), side);
        }
      for (uint32_t k = dx_sentence_at (c, runs[p].first);
           k <= dx_sentence_at (c, runs[p].end - 1); k++)
        order_roles (c, &runs[p], k);
    }
  return DIXIT_OK;
}
