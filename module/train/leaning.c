/* leaning.c -- what words are, learned from their vectors.
   SPDX-License-Identifier: GPL-3.0-or-later

   Adam: Kingma and Ba (2015).  */

#include "train/leaning.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "find/reading.h"
#include "learn/fastexp.h"
#include "train/dictionary.h"
#include "train/stages.h"

enum
{
  FOLDS = 5, EPOCHS = 40, BATCH = 256,
  HIDDEN = 64,
  OUT = 16                  /* as many as a word can be, and padding */
};

#define RATE 0.002f
#define DECAY 0.0003f       /* of weights */
#define DROP 0.3f           /* of hidden units, in a step */
#define SCALE 3.0f          /* vectors have length 1: too short to start with */

typedef struct
{
  uint32_t lower, word;
} entry;

static int
by_lower (const void *a, const void *b)
{
  const entry *x = a, *y = b;
  return x->lower != y->lower ? (x->lower < y->lower ? -1 : 1)
         : x->word < y->word  ? -1
                              : x->word > y->word;
}

static const entry *
find (const entry *entries, size_t count, uint32_t lower)
{
  size_t lo = 0, hi = count;
  while (lo < hi)
    {
      const size_t mid = lo + (hi - lo) / 2;
      if (entries[mid].lower < lower)
        lo = mid + 1;
      else
        hi = mid;
    }
  return lo < count && entries[lo].lower == lower ? &entries[lo] : NULL;
}

static int
lean_of (uint8_t label, uint8_t caps)
{
  static const uint8_t leans[DIXIT_TYPES] = {
    [DIXIT_PER] = DX_LEAN_PER, [DIXIT_ORG] = DX_LEAN_ORG,
    [DIXIT_LOC] = DX_LEAN_LOC, [DIXIT_FAC] = DX_LEAN_LOC,
    [DIXIT_NORP] = DX_LEAN_NORP, [DIXIT_MISC] = DX_LEAN_MISC,
    [DIXIT_DATE] = DX_LEAN_DATE, [DIXIT_MONEY] = DX_LEAN_MONEY,
    [DIXIT_PRODUCT] = DX_LEAN_MISC
  };
  if (!label)
    return caps == DX_LOWER || caps == DX_NOCASE ? DX_LEAN_SMALL : DX_LEAN_O;
  const int lean = leans[(label - 1) / 4], place = (label - 1) % 4;
  return lean + (lean < DX_LEAN_NORP && (place == DX_INNER || place == DX_LAST));
}

static void
tell_names (const dx_reading *r, const dx_article *a, uint8_t *things)
{
  dx_names_gold (r, a, things);
  for (uint32_t i = 0; i < r->text.token_count; i++)
    things[i]
      = (uint8_t) lean_of (things[i], dx_word_of (&r->words, i)->caps);
}

static void
tell_speech (const dx_reading *r, const dx_article *a, uint8_t *things)
{
  dx_speech_gold (r, a, things);
  for (uint32_t i = 0; i < r->text.token_count; i++)
    {
      const uint8_t begin = things[i] ? dx_speech_begin (things[i]) : DX_SP_O;
      things[i] = begin == DX_SP_B_CUE      ? DX_SAYS
                  : begin == DX_SP_B_SOURCE ? DX_IS_SOURCE
                                            : DX_SAYS_NOTHING;
    }
}

const dx_leaning_of dx_leaning_names = { DX_LEANINGS, tell_names },
                    dx_leaning_speech = { DX_SAYINGS, tell_speech };

/* How often each word is what: COUNT * OF->count.  */
static dixit_status
tally (const dx_leaning_of *of, const dx_corpus *corpus, const entry *entries,
       size_t count, float *tallies, dixit_error *error)
{
  dixit_analyzer analyzer = { 0 };
  dixit_status s = dx_patterns_compile (&analyzer.patterns, error);
  for (size_t k = 0; k < corpus->count && s == DIXIT_OK; k++)
    {
      const dx_article *a = &corpus->articles[k];
      dx_reading r;
      s = dx_reading_open (&r, &analyzer, DX_TO_WORDS, a->text, a->size, NULL,
                           error);
      if (s != DIXIT_OK)
        break;
      const uint32_t n = r.text.token_count;
      uint8_t *gold = dx_alloc (&r.arena, n + 1u, 1);
      if (!gold)
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      else
        of->tell (&r, a, gold);
      for (uint32_t i = 0; i < n && s == DIXIT_OK; i++)
        {
          const entry *e
            = find (entries, count, dx_word_of (&r.words, i)->lower);
          if (e)
            tallies[e->word * of->count + gold[i]] += 1;
        }
      dx_reading_close (&r);
    }
  dx_patterns_free (analyzer.patterns);
  return s;
}

/* A network's parameters, or as many of anything else.  */
typedef struct
{
  size_t inputs;        /* the last of them is always 1 */
  size_t outcomes;      /* at most OUT */
  size_t count;
  float *v;             /* inputs * HIDDEN, then (HIDDEN + 1) * OUT */
} network;

static float *
second (const network *n)
{
  return n->v + n->inputs * HIDDEN;
}

/* The hidden layer and the chances for input X.  KEEP: by unit, what to
   multiply it by; NULL for 1.  */
static void
forward (const network *n, const float *x, const float *keep, float *hidden,
         float *chances)
{
  for (size_t h = 0; h < HIDDEN; h++)
    hidden[h] = 0;
  for (size_t d = 0; d < n->inputs; d++)
    for (size_t h = 0; h < HIDDEN; h++)
      hidden[h] += x[d] * n->v[d * HIDDEN + h];
  for (size_t h = 0; h < HIDDEN; h++)
    hidden[h] = hidden[h] > 0 ? hidden[h] * (keep ? keep[h] : 1) : 0;
  const float *w = second (n);
  float sum = 0;
  for (size_t k = 0; k < OUT; k++)
    chances[k] = w[HIDDEN * OUT + k];
  for (size_t h = 0; h < HIDDEN; h++)
    for (size_t k = 0; k < OUT; k++)
      chances[k] += hidden[h] * w[h * OUT + k];
  float top = chances[0];
  for (size_t k = 1; k < n->outcomes; k++)
    top = chances[k] > top ? chances[k] : top;
  for (size_t k = 0; k < OUT; k++)
    {
      chances[k] = k < n->outcomes ? dx_exp (chances[k] - top) : 0;
      sum += chances[k];
    }
  for (size_t k = 0; k < OUT; k++)
    chances[k] /= sum;
}

/* Add to GRADIENT the slope of the cross-entropy to WANTED, times WEIGHT.  */
static void
backward (const network *n, const float *x, const float *wanted, float weight,
          uint64_t *random, network *gradient)
{
  float keep[HIDDEN], hidden[HIDDEN], chances[OUT], back[HIDDEN] = { 0 };
  for (size_t h = 0; h < HIDDEN; h++)
    keep[h] = (float) (dx_random (random) % 1024) < DROP * 1024
                ? 0
                : 1 / (1 - DROP);
  forward (n, x, keep, hidden, chances);
  for (size_t k = 0; k < OUT; k++)
    chances[k]
      = weight * (chances[k] - (k < n->outcomes ? wanted[k] : 0));
  const float *w = second (n);
  float *g = second (gradient);
  for (size_t h = 0; h < HIDDEN; h++)
    if (hidden[h] > 0)
      {
        float sum = 0;
        for (size_t k = 0; k < OUT; k++)
          {
            g[h * OUT + k] += hidden[h] * chances[k];
            sum += w[h * OUT + k] * chances[k];
          }
        back[h] = sum * keep[h];
      }
  for (size_t k = 0; k < OUT; k++)
    g[HIDDEN * OUT + k] += chances[k];
  for (size_t d = 0; d < n->inputs; d++)
    for (size_t h = 0; h < HIDDEN; h++)
      gradient->v[d * HIDDEN + h] += x[d] * back[h];
}

/* What all the networks learn from.  */
typedef struct
{
  const uint32_t *known;   /* the words of the corpus */
  size_t known_count;
  const float *wanted;     /* by known word: the chances of all outcomes */
  const float *weight;
  const float *inputs;     /* by word */
  size_t width;
} lesson;

static void
learn (const lesson *l, size_t fold, network *n, network *gradient,
       network *mean, network *square, uint32_t *order)
{
  uint64_t random = 88172645463325252u;
  size_t used = 0, steps = 0;
  for (size_t i = 0; i < n->count; i++)
    {
      const float r = (float) (dx_random (&random) % 2048) / 1024 - 1;
      n->v[i] = i < n->inputs * HIDDEN ? 0.25f * r
                : i < n->inputs * HIDDEN + HIDDEN * OUT ? 0.17f * r
                                                        : 0;
      mean->v[i] = square->v[i] = 0;
    }
  for (size_t i = 0; i < l->known_count; i++)
    if (l->known[i] % FOLDS != fold)
      order[used++] = (uint32_t) i;
  float first = 1, then = 1;
  for (size_t epoch = 0; epoch < EPOCHS; epoch++)
    {
      dx_shuffle (order, used, &random);
      for (size_t from = 0; from < used; from += BATCH)
        {
          const size_t end = from + BATCH < used ? from + BATCH : used;
          memset (gradient->v, 0, n->count * sizeof *n->v);
          for (size_t i = from; i < end; i++)
            backward (n, l->inputs + l->known[order[i]] * l->width,
                      l->wanted + order[i] * n->outcomes,
                      l->weight[order[i]] / (float) (end - from), &random,
                      gradient);
          steps++;
          first *= 0.9f;
          then *= 0.999f;
          const float rate
            = RATE * (1 - (float) epoch / EPOCHS) / (1 - first);
          for (size_t i = 0; i < n->count; i++)
            {
              const float g = gradient->v[i] + DECAY * n->v[i];
              mean->v[i] = 0.9f * mean->v[i] + 0.1f * g;
              square->v[i] = 0.999f * square->v[i] + 0.001f * g * g;
              n->v[i] -= rate * mean->v[i]
                         / (sqrtf (square->v[i] / (1 - then)) + 1e-8f);
            }
        }
    }
}

dixit_status
dx_leanings (const dx_leaning_of *of, const dx_corpus *corpus,
             char *const *words, const float *vectors, size_t count,
             size_t dimensions, float *expected, dixit_error *error)
{
  const size_t outcomes = of->count;
  const size_t width = dimensions + 2;
  const size_t parameters = width * HIDDEN + (HIDDEN + 1) * OUT;
  entry *entries = malloc ((count + 1) * sizeof *entries);
  float *tallies = calloc (count + 1, outcomes * sizeof *tallies);
  float *inputs = malloc ((count + 1) * width * sizeof *inputs);
  float *wanted = malloc ((count + 1) * outcomes * sizeof *wanted);
  float *weight = malloc ((count + 1) * sizeof *weight);
  uint32_t *known = malloc ((count + 1) * sizeof *known);
  uint32_t *order = malloc ((count + 1) * sizeof *order);
  bool *is_known = calloc (count + 1, sizeof *is_known);
  float *space = malloc (4 * parameters * sizeof *space);
  dixit_status s = DIXIT_NO_MEMORY;
  if (!entries || !tallies || !inputs || !wanted || !weight || !known || !order
      || !is_known || !space)
    {
      dx_fail (error, s, 0, "out of memory");
      goto out;
    }
  network nets[4];
  for (size_t k = 0; k < 4; k++)
    nets[k] = (network) { width, outcomes, parameters,
                          space + k * parameters };

  for (size_t i = 0; i < count; i++)
    entries[i]
      = (entry) { dx_word_hash (words[i], strlen (words[i])), (uint32_t) i };
  qsort (entries, count, sizeof *entries, by_lower);
  s = tally (of, corpus, entries, count, tallies, error);
  if (s != DIXIT_OK)
    goto out;
  size_t n = 0;
  float total = 0;
  for (size_t i = 0; i < count; i++)
    {
      const float *t = tallies + i * outcomes;
      float sum = 0;
      for (size_t k = 0; k < outcomes; k++)
        sum += t[k];
      /* How common a word is says something too: by powers of two.  */
      float rank = 0;
      for (size_t r = i + 1; r > 1; r /= 2)
        rank += 1.0f / 16;
      for (size_t d = 0; d < dimensions; d++)
        inputs[i * width + d] = SCALE * vectors[i * dimensions + d];
      inputs[i * width + dimensions] = rank;
      inputs[i * width + dimensions + 1] = 1;
      if (sum > 0)
        {
          for (size_t k = 0; k < outcomes; k++)
            wanted[n * outcomes + k] = t[k] / sum;
          total += weight[n] = sqrtf (sum);
          is_known[i] = true;
          known[n++] = (uint32_t) i;
        }
    }
  for (size_t i = 0; i < n; i++)
    weight[i] *= (float) n / total;

  memset (expected, 0, count * outcomes * sizeof *expected);
  const lesson l = { known, n, wanted, weight, inputs, width };
  for (size_t fold = 0; fold < FOLDS; fold++)
    {
      learn (&l, fold, &nets[0], &nets[1], &nets[2], &nets[3], order);
      for (size_t i = 0; i < count; i++)
        if (!is_known[i] || i % FOLDS == fold)
          {
            float hidden[HIDDEN], chances[OUT];
            forward (&nets[0], inputs + i * width, NULL, hidden, chances);
            for (size_t k = 0; k < outcomes; k++)
              expected[i * outcomes + k]
                += is_known[i] ? chances[k] : chances[k] / FOLDS;
          }
    }
out:
  free (entries);
  free (tallies);
  free (inputs);
  free (wanted);
  free (weight);
  free (known);
  free (order);
  free (is_known);
  free (space);
  return s;
}
