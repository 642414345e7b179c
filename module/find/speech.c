/* speech.c -- features of cue, source and content.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words and parts of speech around, what quotation marks say, the nearest
   words that often head a cue (Pareti 2015; Scheible, Klinger and Pado 2016),
   and what the sentence holds left and right of a token.  */

#include "base/eight.h"
#include "find/affixes.h"
#include "find/context.h"
#include "find/tree.h"

enum { NEAR = 4, BESIDE = 2, SCAN = 24, DEEP = 8 };

/* 0 1 2 3 4 5-6 7-9 10-14 15-24 25...  */
static uint32_t
bin (uint32_t d)
{
  static const uint8_t bins[26]
    = { 0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7,
        8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9 };
  return bins[d < 25 ? d : 25];
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

/* What is looked for.  */
enum { CUE, VERB, WHO, JOIN, QUOTE, PUNCT };

/* How far the nearest of each kind is on one side, in the byte of its number; SCAN:
   farther, in another sentence or another sequence.  Bytes are counted up together:
   what comes next no processor could foresee.  */
typedef uint64_t reach;

static inline uint32_t
far_to (reach r, int kind)
{
  return r >> 8 * kind & 255;
}

struct dx_reaches
{
  reach at[2][DX_SEQUENCE_MAX];   /* left and right of each token */
};

/* What a name or pronoun at token K is: its type, 50; 99 for neither.  */
static uint32_t
who_at (const dx_context *c, uint32_t k)
{
  const uint32_t name = (uint32_t) (c->names[k] - 1) / 4;
  const uint32_t other = 99 - 49 * (uint32_t) (c->pos[k] == DX_POS_PRP);
  return name <= DIXIT_LOC ? name : other;
}

/* From a token that is what KINDS say, 1 a byte, whose reach is R, to the next.  */
static inline reach
go_on (reach r, uint64_t kinds)
{
  r += DX_EACH (1);
  r -= (r + DX_EACH (127 - SCAN)) >> 7 & DX_EACH (1);   /* SCAN at most */
  return (r & ~(kinds * 255)) | kinds;
}

/* May token K head a cue, as it did in training or as words like it did?  */
static bool
is_cue_like (const dx_context *c, uint32_t k)
{
  enum { OFTEN = 2, MUCH = 5 };
  const int often = dx_cue_rank (c, k) >= OFTEN;
  const int much = dx_says (c, c->words->of[k]) >= MUCH;
  return often | much;   /* no processor foresees either */
}

/* What token K is.  */
static inline uint64_t
kinds_of (const dx_context *c, uint32_t k)
{
  const uint8_t kind = c->text->tokens[k].kind, pos = c->pos[k];
  const bool word = (kind != DX_QUOTE) & (kind != DX_PUNCT);
  const bool who = ((uint32_t) (c->names[k] - 1) / 4 <= DIXIT_LOC)
                   | (pos == DX_POS_PRP);
  const bool join = (pos == DX_POS_IN) | (pos == DX_POS_TO) | (pos == DX_POS_WP)
                    | (pos == DX_POS_WRB);
  const uint64_t it = (uint64_t) is_cue_like (c, k) << 8 * CUE
                      | (uint64_t) dx_is_verb (pos) << 8 * VERB
                      | (uint64_t) who << 8 * WHO | (uint64_t) join << 8 * JOIN;
  return (it & -(uint64_t) word) | (uint64_t) (kind == DX_QUOTE) << 8 * QUOTE
         | (uint64_t) (kind == DX_PUNCT) << 8 * PUNCT;
}

/* Measure the sequence FROM to END, once from either side.  */
static void
measure_reaches (const dx_context *c, uint32_t from, uint32_t end)
{
  const uint32_t n = end - from;
  reach *const left = c->reaches->at[0], *const right = c->reaches->at[1];
  reach now = DX_EACH (SCAN);
  uint64_t kinds[DX_SEQUENCE_MAX];
  for (uint32_t k = 0; k < n; k++)
    {
      if (k && c->text->tokens[from + k].flags & DX_SENTENCE)
        now = DX_EACH (SCAN);
      left[k] = now;
      now = go_on (now, kinds[k] = kinds_of (c, from + k));
    }
  now = DX_EACH (SCAN);
  for (uint32_t k = n; k--;)
    {
      if (k + 1 < n && c->text->tokens[from + k + 1].flags & DX_SENTENCE)
        now = DX_EACH (SCAN);
      right[k] = now;
      now = go_on (now, kinds[k]);
    }
}

/* What is that FAR from token I; I itself if it is farther.  */
static inline uint32_t
there (uint32_t i, uint32_t far, int side)
{
  const uint32_t d = far & -(uint32_t) (far < SCAN);
  return side ? i + d : i - d;
}

/* The word there, or 0.  */
static inline uint32_t
word_there (const dx_context *c, uint32_t i, uint32_t far, int side)
{
  return dx_word_of (c->words, there (i, far, side))->lower
         & -(uint32_t) (far < SCAN);
}

static view
look (const dx_context *c, uint32_t i, uint32_t from, int side)
{
  const reach r = c->reaches->at[side][i - from];
  const uint32_t cue = far_to (r, CUE), verb = far_to (r, VERB),
                 who = far_to (r, WHO), join = far_to (r, JOIN),
                 quote = far_to (r, QUOTE), punct = far_to (r, PUNCT);
  const uint32_t stop = quote < punct ? quote : punct;
  return (view) {
    .cue_far = cue, .stop_far = stop, .verb_far = verb, .who_far = who,
    .join_far = join, .mark = quote < cue, .comma = punct < cue,
    .cue = word_there (c, i, cue, side),
    .cue_pos = c->pos[there (i, cue, side)] & -(uint32_t) (cue < SCAN),
    .stop = word_there (c, i, stop, side),
    .verb = word_there (c, i, verb, side),
    .who = who_at (c, there (i, who, side)) & -(uint32_t) (who < SCAN),
    .join = word_there (c, i, join, side)
  };
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
core_word_features (const dx_context *c, uint32_t i, uint32_t v,
                    uint64_t *keys)
{
  const uint32_t word = i == DIXIT_NONE ? i : c->words->of[i];
  const dx_word *w = word == DIXIT_NONE ? NULL : &c->words->words[word];
  size_t n = 0;
  keys[n++] = dx_key (T_LOWER + v, w ? w->lower : v < 2 ? 1 : 2);
  if (w)
    {
      keys[n++] = dx_key (T_SAYS + v, dx_says (c, word));
      keys[n++] = dx_key (T_SPEAKS + v, c->saying[word] & 3u);
    }
  if (v == 2)
    keys[n++] = dx_key (T_SUFFIX, w ? dx_affixes_of (c->words, c->text, i)
                                       ->suffix[2] : 0);
  return n;
}

/* V - NEAR tokens away.  */
static size_t
wide_word_features (const dx_context *c, uint32_t i, uint32_t v,
                    uint64_t *keys)
{
  const uint32_t word = i == DIXIT_NONE ? i : c->words->of[i];
  const dx_word *w = word == DIXIT_NONE ? NULL : &c->words->words[word];
  const uint32_t far = v < NEAR ? NEAR - v : v - NEAR;
  if (far > 2)
    {
      keys[0] = dx_key (T_FAR + 2 * (far - 3) + (v > NEAR),
                        w ? w->lower : v < NEAR ? 1 : 2);
      return 1;
    }
  size_t n = core_word_features (c, i, v - NEAR + 2, keys);
  if (v == NEAR)
    {
      keys[n++] = dx_key (T_SHORT, w ? dx_affixes_of (c->words, c->text, i)
                                      ->suffix[1] : 0);
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
  return c->pos[i] | (uint64_t) dx_cue_rank (c, i) << S_RANK
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

/* Kinds of things: names and marks around, the sentence, how far cues are, what ties
   the token, and how it hangs on the likely cue that governs it.  What few features
   share, or seldom comes again, is none: memory from far costs more than to look
   two features up.  */
enum { K_HERE, K_SENTENCE, K_CUES, K_TIE, K_EDGES };

/* Where core_features's and tree_features's templates are, by what they stood
   in line as.  */
enum { T_CORE = T_SUFFIX + 1, T_TREE = 0x3a00 };

static size_t
here_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t whole = dx_take_bits (&x, 4), to = dx_take_bits (&x, 4),
                 in = dx_take_bits (&x, 4);
  const uint32_t mark = dx_take_bits (&x, 7), m = dx_take_bits (&x, 7),
                 l = dx_take_bits (&x, 7);
  const uint32_t after = dx_take_bits (&x, 6), here = dx_take_bits (&x, 6);
  const uint32_t inside = m & (DX_M_INSIDE | DX_M_SINGLE);
  keys[0] = dx_key (T_CORE, (uint32_t) x * 64 + here);
  keys[1] = dx_key (T_CORE + 1, here * 64 + after);
  keys[2] = dx_key (T_CORE + 2, (l * 128 + m) * 128 + mark);
  keys[3] = dx_key (T_CORE + 3, (inside * 16 + in) * 16 + whole);
  keys[4] = dx_key (T_CORE + 4, (inside * 16 + to) * 16 + whole);
  return 5;
}

static size_t
sentence_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t inside = dx_take_bits (&x, 6), prior = dx_take_bits (&x, 7),
                 lead = dx_take_bits (&x, 7), last = dx_take_bits (&x, 7),
                 first = dx_take_bits (&x, 7);
  const uint32_t right = dx_take_bits (&x, 4), near = dx_take_bits (&x, 3);
  const uint32_t left = (uint32_t) x;
  keys[0] = dx_key (T_CORE + 6, left * 16 + near);
  keys[1] = dx_key (T_CORE + 7, (left * 128 + first) * 8 + inside);
  keys[2] = dx_key (T_CORE + 8, (right * 128 + last) * 8 + inside);
  keys[3] = dx_key (T_CORE + 9, (lead * 128 + prior) * 8 + inside);
  keys[4] = dx_key (T_CORE + 10, (prior * 128 + first) * 128 + last);
  return 5;
}

static size_t
cues_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t pos = dx_take_bits (&x, 5), inside = dx_take_bits (&x, 6);
  const uint32_t nearer = dx_take_bits (&x, 2), b_marks = dx_take_bits (&x, 2),
                 a_marks = dx_take_bits (&x, 2);
  const uint32_t b = dx_take_bits (&x, 4), a = (uint32_t) x;
  keys[0] = dx_key (T_CORE + 13, (a * 4 + a_marks) * 8 + inside);
  keys[1] = dx_key (T_CORE + 14, (b * 4 + b_marks) * 8 + inside);
  keys[2] = dx_key (T_CORE + 20, (a * 16 + b) * 32 + pos);
  keys[3] = dx_key (T_CORE + 32, ((nearer >> 1) * 4 + (nearer & 1)) * 32 + pos);
  return 4;
}

static size_t
tie_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t saying = dx_take_bits (&x, 5), says = saying >> 2,
                 over = dx_take_bits (&x, 4);
  const uint32_t head_pos = dx_take_bits (&x, 5), pos = dx_take_bits (&x, 5),
                 relation = (uint32_t) x;
  keys[0] = dx_key (T_TREE + 1, (relation * 32 + pos) * 32 + head_pos);
  keys[1] = dx_key (T_LEANS, (over * 32 + relation) * 8 + says);
  keys[2] = dx_key (T_LEANS + 1, says * 32 + pos);
  keys[3] = dx_key (T_LEANS + 3, saying * 32u + relation);
  return 4;
}

static size_t
edges_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t inside = dx_take_bits (&x, 1), whole = dx_take_bits (&x, 4),
                 edge = dx_take_bits (&x, 4);
  const uint32_t leans = (uint32_t) x, role = leans & 63;
  keys[0] = dx_key (T_LEANS + 4, leans);
  keys[1] = dx_key (T_LEANS + 5, leans * 16 + edge);
  keys[2] = dx_key (T_TREE + 7, (role * 16 + edge) * 2 + inside);
  keys[3] = dx_key (T_TREE + 9, (role * 16 + whole) * 16 + edge);
  return 4;
}

static size_t
thing_features (uint64_t x, uint64_t *keys)
{
  switch (dx_take_bits (&x, DX_THING_KIND))
    {
    case K_HERE: return here_thing (x, keys);
    case K_SENTENCE: return sentence_thing (x, keys);
    case K_CUES: return cues_thing (x, keys);
    case K_TIE: return tie_thing (x, keys);
    default: return edges_thing (x, keys);
    }
}

/* A thing of kind K_HERE for the mark states M around token I.  */
static void
add_here (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
          const uint32_t *m, dx_things *things)
{
  uint32_t in_from = 0, in_to = 0, long_is = 0;
  const uint32_t passage = dx_passage_at (c->marks, i);
  if (passage != DIXIT_NONE)
    {
      const dx_passage *q = &c->marks->passages[passage];
      in_from = 1 + bin (i - q->open);
      in_to = 1 + bin (q->close >= i ? q->close - i : 0);
      long_is = 1 + bin ((q->close - q->open) / 2);
    }
  uint64_t x = i > from ? name_at (c, i - 1) : 40;
  x = dx_put_bits (x, name_at (c, i), 6);
  x = dx_put_bits (x, i + 1 < end ? name_at (c, i + 1) : 40, 6);
  x = dx_put_bits (x, m[-1], 7);
  x = dx_put_bits (x, m[0], 7);
  x = dx_put_bits (x, m[1], 7);
  x = dx_put_bits (x, in_from, 4);
  x = dx_put_bits (x, in_to, 4);
  dx_things_add (things, K_HERE, dx_put_bits (x, long_is, 4));
}

/* The same of kind K_SENTENCE.  */
static void
add_sentence (const dx_context *c, uint32_t i, uint32_t from, uint32_t inside,
              dx_things *things)
{
  const dx_run s = dx_sentence_of (c->text, i);
  const uint32_t right = s.end - 1 - i;
  uint64_t x = bin (i - s.first);
  x = dx_put_bits (x, right < 6 ? right : 6, 3);
  x = dx_put_bits (x, bin (right), 4);
  x = dx_put_bits (x, c->marks->state[s.first], 7);
  x = dx_put_bits (x, c->marks->state[s.end - 1], 7);
  x = dx_put_bits (x, c->marks->state[from], 7);
  x = dx_put_bits (x, s.first > from ? c->marks->state[s.first - 1] : 64, 7);
  dx_things_add (things, K_SENTENCE, dx_put_bits (x, inside, 6));
}

static size_t
core_features (const window *v, const dx_context *c, uint32_t i,
               uint32_t from, uint32_t end, uint64_t *keys, dx_things *things)
{
  const uint32_t *l = v->low + BESIDE, *p = v->pos + BESIDE,
                 *m = v->mark + BESIDE;
  const uint32_t inside = m[0] & (DX_M_INSIDE | DX_M_SINGLE);
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
  keys[n++] = dx_key (T_CORE + 5, dx_join (l[0], m[0]));
  add_here (c, i, from, end, m, things);
  add_sentence (c, i, from, inside, things);

  /* Left and right of it.  */
  if (i == from)
    measure_reaches (c, from, end);
  const view a = look (c, i, from, 0), b = look (c, i, from, 1);
  const uint32_t a_cue = bin (a.cue_far), b_cue = bin (b.cue_far);
  uint64_t x = dx_put_bits (a_cue, b_cue, 4);
  x = dx_put_bits (x, a.mark * 2u + a.comma, 2);
  x = dx_put_bits (x, b.mark * 2u + b.comma, 2);
  x = dx_put_bits (x, (a.cue_far < a.stop_far) * 2u + (b.cue_far < b.stop_far), 2);
  dx_things_add (things, K_CUES, dx_put_bits (dx_put_bits (x, inside, 6), p[0], 5));
  t = T_CORE + 11;
  keys[n++] = dx_key (t, dx_join (a.cue, a_cue));
  keys[n++] = dx_key (t + 1, dx_join (b.cue, b_cue));
  keys[n++] = dx_key (t + 4, dx_join (a.cue, p[0]));
  keys[n++] = dx_key (t + 5, dx_join (b.cue, p[0]));
  keys[n++] = dx_key (t + 6, dx_join (a.cue, l[0]));
  keys[n++] = dx_key (t + 7, (a.cue_pos * 16 + a_cue) * 32 + p[0]);
  keys[n++] = dx_key (t + 8, (b.cue_pos * 16 + b_cue) * 32 + p[0]);
  keys[n++] = dx_key (t + 10, dx_join (a.stop, bin (a.stop_far)));
  keys[n++] = dx_key (t + 11, dx_join (b.stop, bin (b.stop_far)));
  keys[n++] = dx_key (t + 12, dx_join (a.stop, dx_join (b.stop, p[0])));
  keys[n++] = dx_key (t + 13, dx_join (a.verb, bin (a.verb_far)));
  keys[n++] = dx_key (t + 14, dx_join (b.verb, bin (b.verb_far)));
  keys[n++] = dx_key (t + 15, (bin (a.verb_far) * 16 + bin (b.verb_far)) * 32
                                + p[0]);
  keys[n++] = dx_key (t + 16, (a.who * 16 + bin (a.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t + 17, (b.who * 16 + bin (b.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t + 18, dx_join (l[0], a.who * 16 + (a.who_far < 4)));
  keys[n++] = dx_key (t + 19, dx_join (a.join, bin (a.join_far)));
  keys[n++] = dx_key (t + 20, dx_join (a.join, dx_join (a.cue, p[0])));
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
          || (heard ? (c->heard[at] == DX_SP_B_CUE)
                        | (c->heard[at] == DX_SP_I_CUE)
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
               uint64_t *keys, dx_things *things)
{
  const uint32_t head = dx_head_at (c, i), relation = dx_relation_at (c, i);
  const uint32_t pos = c->pos[i];
  const uint32_t head_word
    = head == DIXIT_NONE ? 1 : dx_word_of (c->words, head)->lower;
  const uint32_t head_pos = head == DIXIT_NONE ? DX_POS_COUNT : c->pos[head];
  const uint32_t low = dx_word_of (c->words, i)->lower;
  const uint32_t inside = c->marks->state[i] & DX_M_INSIDE;
  const uint32_t has = c->branches[i - c->branched].relations;
  uint32_t top, depth;
  size_t n = 0;

  keys[n++] = dx_key (T_TREE, dx_join (head_word, relation));
  keys[n++] = dx_key (T_TREE + 2, (i > from ? dx_relation_at (c, i - 1) : 30u) * 1024
                             + relation * 32
                             + (i + 1 < end ? dx_relation_at (c, i + 1) : 30u));
  keys[n++] = dx_key (T_TREE + 3, dx_join (low, has));
  const uint32_t word = c->words->of[i], says = dx_says (c, word);
  const uint32_t over = head == DIXIT_NONE ? 9 : dx_says (c, c->words->of[head]);
  uint64_t x = dx_put_bits (dx_put_bits (relation, pos, 5), head_pos, 5);
  dx_things_add (things, K_TIE,
                 dx_put_bits (dx_put_bits (x, over, 4), c->saying[word], 5));
  keys[n++] = dx_key (T_TREE + 4, dx_join (pos, has));
  keys[n++] = dx_key (T_LEANS + 2, dx_join (has, says));
  const uint32_t governor
    = find_governor (c, i, DEEP, false, &top, &depth);
  if (governor != DIXIT_NONE)
    {
      const uint32_t role = dx_relation_at (c, top) * 2u + (i > governor);
      const uint32_t its_word = dx_word_of (c->words, governor)->lower;
      const uint32_t leans
        = dx_says (c, c->words->of[governor]) * 64 + role;
      const uint32_t edge = edges (c, i, top);
      const dx_branch *under = &c->branches[top - c->branched];
      const uint32_t whole = bin (under->before + 1u + under->after);
      x = dx_put_bits (dx_put_bits (leans, edge, 4), whole, 4);
      dx_things_add (things, K_EDGES, dx_put_bits (x, inside, 1));
      keys[n++] = dx_key (T_TREE + 6, (role * 16 + bin (depth)) * 32 + pos);
      keys[n++] = dx_key (T_TREE + 11, (role * 32 + relation) * 4
                                         + dx_cue_rank (c, governor));
      keys[n++] = dx_key (T_TREE + 5, dx_join (its_word, role));
      keys[n++] = dx_key (T_TREE + 8, dx_join (its_word, role * 16 + edge));
      keys[n++] = dx_key (T_TREE + 10, dx_join (low, role * 16 + edge));
    }
  else
    keys[n++] = dx_key (T_TREE + 12, (relation * 32 + pos) * 2 + inside);
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
  keys[n++] = dx_key (T_SHORT + 1,
                      dx_join (dx_affixes_of (c->words, c->text, i)->prefix[3],
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
  const dx_run s = dx_sentence_of (c->text, i);
  const uint32_t left = i - s.first;
  keys[n++] = dx_key (t++, dx_join (dx_word_of (c->words, s.first)->lower,
                                    left < 8 ? left : 8));
  keys[n++] = dx_key (t++, (c->text->tokens[from].flags & DX_PARAGRAPH) * 64u
                             + bin (i - from));
  return n;
}

static size_t
features (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
          uint64_t *keys, dx_things *things)
{
  window v;
  see (&v, c, i, from, end);
  const size_t n = core_features (&v, c, i, from, end, keys, things);
  return n + tree_features (c, i, from, end, keys + n, things);
}

static uint32_t
heard_at (const dx_context *c, int64_t i, uint32_t from, uint32_t end)
{
  return i >= from && i < end ? c->heard[i] : 15;
}

/* Kinds of things of the second pass: what was heard around, cues, sources and
   contents that were heard to the left and to the right, roles of the sentence,
   and what the token is to the cue that governs it.  */
enum { K_HEARD, K_LEFT, K_RIGHT, K_ROLES, K_GOVERNED };

/* Where features_again's templates are.  */
enum { T_AGAIN = T_HEARD + 2 * STATES + 1, T_ECHO = T_AGAIN + 7, ECHOES = 8,
       T_ROLES = T_ECHO + 2 * ECHOES, T_GOVERNED = 0x3b00 };

static size_t
heard_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t pos = dx_take_bits (&x, 5), sure = dx_take_bits (&x, 3);
  const uint32_t c = dx_take_bits (&x, 4), l = dx_take_bits (&x, 4),
                 b = dx_take_bits (&x, 4), a = (uint32_t) x;
  keys[0] = dx_key (T_AGAIN, l * 8 + sure);
  keys[1] = dx_key (T_AGAIN + 1, b * 16 + l);
  keys[2] = dx_key (T_AGAIN + 2, l * 16 + c);
  keys[3] = dx_key (T_AGAIN + 3, (b * 16 + l) * 16 + c);
  keys[4] = dx_key (T_AGAIN + 4, ((a * 16 + b) * 16 + l) * 16 + c);
  keys[5] = dx_key (T_AGAIN + 6, (l * 8 + sure) * 32 + pos);
  return 6;
}

static size_t
echo_thing (uint64_t x, uint32_t t, uint64_t *keys)
{
  const uint32_t pos = dx_take_bits (&x, 5), l = dx_take_bits (&x, 4);
  const uint32_t content = dx_take_bits (&x, 4), source = dx_take_bits (&x, 4);
  const uint32_t cue = (uint32_t) x;
  keys[0] = dx_key (t, cue * 16 + l);
  keys[1] = dx_key (t + 1, source * 16 + l);
  keys[2] = dx_key (t + 2, content * 16 + l);
  keys[3] = dx_key (t + 3, (cue * 16 + source) * 16 + content);
  keys[4] = dx_key (t + 7, (cue * 32 + pos) * 16 + l);
  return 5;
}

static size_t
roles_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t l = dx_take_bits (&x, 4), order = dx_take_bits (&x, 8);
  const uint32_t roles = (uint32_t) x;
  keys[0] = dx_key (T_ROLES, roles);
  keys[1] = dx_key (T_ROLES + 1, dx_join (roles, order));
  keys[2] = dx_key (T_ROLES + 2, dx_join (roles, order * 16u + l));
  return 3;
}

static size_t
governed_thing (uint64_t x, uint64_t *keys)
{
  const uint32_t tops = dx_take_bits (&x, 4), pos = dx_take_bits (&x, 5),
                 depth = dx_take_bits (&x, 4), label = dx_take_bits (&x, 4),
                 edge = dx_take_bits (&x, 4);
  const uint32_t role = (uint32_t) x;
  keys[0] = dx_key (T_GOVERNED, role * 16 + label);
  keys[1] = dx_key (T_GOVERNED + 2, (role * 16 + edge) * 16 + label);
  keys[2] = dx_key (T_GOVERNED + 4, (role * 16 + depth) * 32 + pos);
  keys[3] = dx_key (T_GOVERNED + 5, (role * 16 + tops) * 16 + label);
  return 4;
}

static size_t
thing_features_again (uint64_t x, uint64_t *keys)
{
  switch (dx_take_bits (&x, DX_THING_KIND))
    {
    case K_HEARD: return heard_thing (x, keys);
    case K_LEFT: return echo_thing (x, T_ECHO, keys);
    case K_RIGHT: return echo_thing (x, T_ECHO + ECHOES, keys);
    case K_ROLES: return roles_thing (x, keys);
    default: return governed_thing (x, keys);
    }
}

/* What token I is to the cue, as the first pass heard it, that governs it.  */
static size_t
governed_features (const dx_context *c, uint32_t i, uint32_t label,
                   uint64_t *keys, dx_things *things)
{
  uint32_t top, depth;
  const uint32_t at = find_governor (c, i, DEEP - 1, true, &top, &depth);
  if (at == DIXIT_NONE)
    return 0;
  const uint32_t role = dx_relation_at (c, top) * 2u + (i > at);
  const uint32_t word = dx_word_of (c->words, at)->lower;
  const uint32_t edge = edges (c, i, top);
  uint64_t x = dx_put_bits (dx_put_bits (role, edge, 4), label, 4);
  x = dx_put_bits (dx_put_bits (x, bin (depth), 4), c->pos[i], 5);
  dx_things_add (things, K_GOVERNED, dx_put_bits (x, c->heard[top], 4));
  keys[0] = dx_key (T_GOVERNED + 1, dx_join (word, role));
  keys[1] = dx_key (T_GOVERNED + 3, dx_join (word, role * 16 + edge));
  return 2;
}

static size_t
features_again (const dx_context *c, uint32_t i, uint32_t from, uint32_t end,
                uint64_t *keys, dx_things *things)
{
  window v;
  see (&v, c, i, from, end);
  size_t n = wide_features (&v, c, i, from, end, keys);
  uint32_t label[5];
  const dx_echo *e = &c->echoes[i - c->echoed];
  const uint32_t roles = c->roles[dx_sentence_at (c, i)];
  const uint32_t pos = c->pos[i];
  const uint32_t inside = c->marks->state[i] & DX_M_INSIDE;
  for (int o = -2; o <= 2; o++)
    label[o + 2] = heard_at (c, (int64_t) i + o, from, end);
  const uint32_t *l = label + 2;
  const uint32_t sure = c->heard_sure[i] / 32u;
  uint64_t x = dx_put_bits (dx_put_bits (l[-2], l[-1], 4), l[0], 4);
  x = dx_put_bits (dx_put_bits (x, l[1], 4), sure, 3);
  dx_things_add (things, K_HEARD, dx_put_bits (x, pos, 5));
  keys[n++] = dx_key (T_AGAIN + 5,
                      dx_join (dx_word_of (c->words, i)->lower, l[0]));
  for (uint32_t side = 0; side < 2; side++)
    {
      const uint32_t cue = bin (e->cue[side]), t = T_ECHO + side * ECHOES;
      const uint32_t near = -(uint32_t) (e->cue[side] != DX_ECHO_FAR);
      const uint32_t far = e->cue[side] & near;
      const uint32_t lower
        = dx_word_of (c->words, side ? i + far : i - far)->lower;
      const uint32_t word = (lower & near) | (3 & ~near);
      x = dx_put_bits (dx_put_bits (cue, bin (e->source[side]), 4),
                   bin (e->content[side]), 4);
      dx_things_add (things, K_LEFT + side, dx_put_bits (dx_put_bits (x, l[0], 4), pos, 5));
      keys[n++] = dx_key (t + 4, dx_join (word, cue));
      keys[n++] = dx_key (t + 5, dx_join (word, pos));
      keys[n++] = dx_key (t + 6, dx_join (word, l[0] * 2 + inside));
    }
  n += governed_features (c, i, l[0], keys + n, things);
  dx_things_add (things, K_ROLES, dx_put_bits (dx_put_bits (roles, e->order, 8), l[0], 4));
  keys[n++] = dx_key (T_ROLES + 3, dx_join (roles, (e->order * 16u + l[0]) * 8
                                                     + sure));
  keys[n++] = dx_key (T_ROLES + 4, dx_join (roles, (e->order * 16u + l[0]) * 32
                                                     + pos));
  keys[n++] = dx_key (T_ROLES + 5, dx_join (roles, (e->order * 16u + l[0]) * 2
                                                     + inside));
  return n;
}

#define NEAR_STATES                                                           \
  { 2 * STATES + 1, 2 * STATES + 1,                                           \
    { { -3, 0 }, { -2, 1 }, { -1, 2 }, { 0, 3 }, { 1, 4 }, { 2, 5 }, { 3, 6 } } }

/* What the second pass looks at beside what the first has heard.  */
static const dx_templates base
  = { .features = features, .thing_features = thing_features,
      .word_features = wide_word_features,
      .words = { 2 * NEAR + 1, 2 * NEAR + 1,
                 { { -4, 0 }, { -3, 1 }, { -2, 2 }, { -1, 3 }, { 0, 4 },
                   { 1, 5 }, { 2, 6 }, { 3, 7 }, { 4, 8 } } },
      .state = state, .state_features = state_features,
      .states = NEAR_STATES };

const dx_templates dx_speech_templates
  = { .features = features, .thing_features = thing_features,
      .word_features = core_word_features,
      .words = { 5, 5, { { -2, 0 }, { -1, 1 }, { 0, 2 }, { 1, 3 }, { 2, 4 } } },
      .state = state, .state_features = state_features,
      .states = NEAR_STATES, .both = &base };

const dx_templates dx_speech_again_templates
  = { .features = features_again, .thing_features = thing_features_again,
      .state = heard_state,
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
  for (uint32_t first = 0; first < t->token_count;
       first = dx_paragraph_of (t, first).end)
    {
      uint32_t i = first;
      const bool dated = t->tokens[i].flags & DX_DATELINE;
      while (i < t->token_count && t->tokens[i].flags & DX_DATELINE)
        c->speech[i++] = DX_SP_O;
      if (dated && i < t->token_count)
        c->speech[i] = dx_speech_begin (c->speech[i]);
    }
}

/* What sentence S, number SENTENCE, has of roles, in order, for its tokens in RUN.  Of a very long one
   only what is near counts.  */
static void
order_roles (dx_context *c, const dx_run *run, dx_run s, uint32_t sentence)
{
  const uint32_t first = run->first > s.first + DX_SEQUENCE_MAX
                           ? run->first - DX_SEQUENCE_MAX : s.first;
  const uint32_t end = s.end > run->end + DX_SEQUENCE_MAX
                         ? run->end + DX_SEQUENCE_MAX : s.end;
  uint32_t roles = 0, order = 0;
  for (uint32_t i = first; i < end; i++)
    {
      const uint8_t l = c->heard[i];
      const bool begins = l && (!dx_speech_inner (l) || i == s.first);
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
      dx_run s = { .end = runs[p].first };
      for (uint32_t k = dx_sentence_at (c, s.end); s.end < runs[p].end; k++)
        {
          s = dx_sentence_of (text, s.end);
          order_roles (c, &runs[p], s, k);
        }
    }
  return DIXIT_OK;
}
