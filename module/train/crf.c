/* crf.c -- stochastic gradient descent on the conditional likelihood.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/crf.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"
#include "text/text.h"
#include "train/dictionary.h"
#include "train/match.h"
#include "train/pack.h"

enum
{
  STEP = 64,
  AHEAD = 8,   /* how many features before its use a row is asked for */
  SHARE = 3    /* one sequence in so many is matched */
};

struct dx_data
{
  uint32_t labels;
  uint64_t *keys;                 /* of all tokens, one after the other */
  size_t key_count, key_room;
  size_t *token;                  /* where each token's keys start */
  uint8_t *gold;
  size_t tokens, token_room, gold_room;
  size_t *sequence;               /* where each sequence's tokens start */
  uint32_t *group;
  size_t sequences, sequence_room, group_room;
};

dx_data *
dx_data_new (uint32_t labels)
{
  dx_data *d = calloc (1, sizeof *d);
  if (d)
    d->labels = labels;
  return d;
}

void
dx_data_free (dx_data *d)
{
  if (!d)
    return;
  free (d->keys);
  free (d->token);
  free (d->gold);
  free (d->sequence);
  free (d->group);
  free (d);
}

bool
dx_data_add (dx_data *d, const uint64_t *keys, size_t n, uint8_t gold)
{
  if (!dx_grow (&d->keys, &d->key_room, d->key_count + n, sizeof *d->keys)
      || !dx_grow (&d->token, &d->token_room, d->tokens + 2, sizeof *d->token)
      || !dx_grow (&d->gold, &d->gold_room, d->tokens + 1, sizeof *d->gold)
      || !dx_grow (&d->sequence, &d->sequence_room, d->sequences + 2,
                sizeof *d->sequence))
    return false;
  if (!d->tokens)
    d->token[0] = d->sequence[0] = 0;
  if (n)
    memcpy (d->keys + d->key_count, keys, n * sizeof *keys);
  d->key_count += n;
  d->gold[d->tokens++] = gold;
  d->token[d->tokens] = d->key_count;
  return true;
}

bool
dx_data_end (dx_data *d, uint32_t group)
{
  if (!d->tokens || d->sequence[d->sequences] == d->tokens)
    return true;
  if (!dx_grow (&d->sequence, &d->sequence_room, d->sequences + 2,
             sizeof *d->sequence)
      || !dx_grow (&d->group, &d->group_room, d->sequences + 1,
                sizeof *d->group))
    return false;
  d->group[d->sequences++] = group;
  d->sequence[d->sequences] = d->tokens;
  return true;
}

static bool
left_out (const dx_training *how, uint32_t group)
{
  return how->folds && group % how->folds == how->fold;
}

/* Labels by four.  */
typedef float dx_quad __attribute__ ((vector_size (16)));
enum { QUADS_MAX = DX_LABELS_MAX / 4 };

/* The features, by number: what all runs share.  */
typedef struct
{
  dx_dictionary dict;
  uint32_t *features;     /* numbers, parallel to the data's keys */
  size_t *first;          /* where each token's features start */
  uint64_t *key_of;       /* by number */
  uint32_t count;
  uint32_t *used;         /* sequences to learn from */
  size_t used_count;
  size_t longest, widest; /* the most tokens, and features, of a sequence */
} numbers;

static void
numbers_free (numbers *n)
{
  dx_dictionary_free (&n->dict);
  free (n->features);
  free (n->first);
  free (n->key_of);
  free (n->used);
}

/* All that one run of descent holds; freed in one place.  */
typedef struct
{
  const numbers *n;
  size_t quads;           /* of a row of labels */
  dx_quad *weight;        /* count * 2 * quads: weights, then the L1 penalty that
                             each has paid so far */
  float *mean;            /* count * labels: sums of weights, to average */
  float *move;            /* (labels + 1) * labels */
  float *move_mean;
  uint32_t *order;
  dx_quad *score, *alpha, *beta;  /* longest sequence * quads */
  uint32_t *kept;         /* of the longest sequence: the features of this step */
  size_t *kept_first;
  dx_quad *edge, *gain;   /* (labels + 1) * quads */
} run;

static void
run_free (run *r)
{
  free (r->weight);
  free (r->mean);
  free (r->move);
  free (r->move_mean);
  free (r->order);
  free (r->score);
  free (r->alpha);
  free (r->beta);
  free (r->kept);
  free (r->kept_first);
  free (r->edge);
  free (r->gain);
}

static bool
number_features (numbers *r, const dx_data *d, const dx_training *how)
{
  for (size_t s = 0; s < d->sequences; s++)
    if (!left_out (how, d->group[s]))
      for (size_t k = d->token[d->sequence[s]];
           k < d->token[d->sequence[s + 1]]; k++)
        if (!dx_dictionary_count (&r->dict, d->keys[k]))
          return false;
  r->features = malloc ((d->key_count + 1) * sizeof *r->features);
  r->first = malloc ((d->tokens + 1) * sizeof *r->first);
  if (!r->features || !r->first
      || !dx_dictionary_number (&r->dict, how->least, &r->key_of, &r->count))
    return false;
  size_t n = 0;
  for (size_t t = 0; t < d->tokens; t++)
    {
      r->first[t] = n;
      for (size_t k = d->token[t]; k < d->token[t + 1]; k++)
        {
          const uint32_t f = dx_dictionary_find (&r->dict, d->keys[k]);
          if (f != UINT32_MAX)
            r->features[n++] = f;
        }
    }
  r->first[d->tokens] = n;
  dx_dictionary_free (&r->dict);
  r->used = malloc ((d->sequences + 1) * sizeof *r->used);
  if (!r->used)
    return false;
  r->longest = r->widest = 1;
  for (size_t s = 0; s < d->sequences; s++)
    if (!left_out (how, d->group[s]))
      {
        const size_t from = d->sequence[s], end = d->sequence[s + 1];
        const size_t all = r->first[end] - r->first[from];
        r->longest = end - from > r->longest ? end - from : r->longest;
        r->widest = all > r->widest ? all : r->widest;
        r->used[r->used_count++] = (uint32_t) s;
      }
  return true;
}

static inline float
sum_of (const dx_quad *v, size_t quads)
{
  dx_quad s = v[0];
  for (size_t q = 1; q < quads; q++)
    s += v[q];
  return (s[0] + s[1]) + (s[2] + s[3]);
}

/* Scale V to a sum of 1.  */
static inline void
to_one (dx_quad *v, size_t quads)
{
  const float sum = sum_of (v, quads);
  const float by = sum > 1e-30f ? 1 / sum : 0;
  for (size_t q = 0; q < quads; q++)
    v[q] *= by;
}

/* Add GAIN to four weights, and take the penalty as dx_penalize does.  */
static inline void
penalize (dx_quad *weight, dx_quad *paid, dx_quad gain, float total)
{
  typedef int32_t mask __attribute__ ((vector_size (16)));
  const dx_quad none = { 0 };
  const dx_quad z = *weight + gain;
  const dx_quad down = z - (total + *paid), up = z + (total - *paid);
  const mask w = (((mask) down & (down > none)) & (z > none))
                 | (((mask) up & (up < none)) & (z < none));
  *paid += (dx_quad) w - z;
  *weight = (dx_quad) w;
}

/* The features of sequence S that this step sees.  Each is left out with
   probability HOW->drop, so that no weight can rely on any other (Wang and
   Manning 2013, "Feature noising for log-linear structured prediction").  */
static void
keep_some (run *r, const dx_data *d, const dx_training *how, size_t s,
           uint64_t *random)
{
  const size_t from = d->sequence[s], n = d->sequence[s + 1] - from;
  const uint32_t least = (uint32_t) (how->drop * 65536.0f);
  size_t at = 0;
  uint64_t bits = 0;
  int left = 0;
  for (size_t i = 0; i < n; i++)
    {
      r->kept_first[i] = at;
      for (size_t k = r->n->first[from + i]; k < r->n->first[from + i + 1]; k++)
        {
          if (!left--)
            {
              bits = dx_random (random);
              left = 3;
            }
          r->kept[at] = r->n->features[k];
          at += (bits & 0xffff) >= least;
          bits >>= 16;
        }
    }
  r->kept_first[n] = at;
}

/* One step of gradient descent on sequence S.  Forward and backward sums are
   scaled per token.  */
static void
step (run *r, const dx_data *d, const dx_training *how, size_t s, float rate,
      float penalty, uint64_t *random)
{
  const size_t m = d->labels, Q = r->quads;
  const size_t from = d->sequence[s], n = d->sequence[s + 1] - from;
  dx_quad *const score = r->score, *const alpha = r->alpha,
                *const beta = r->beta, *const edge = r->edge,
                *const gain = r->gain;
  const float share = 1 / (1 - how->drop);
  const dx_quad none = { 0 };

  for (size_t k = 0; k < (m + 1) * Q; k++)
    edge[k] = gain[k] = none;
  for (size_t k = 0; k <= m; k++)
    for (size_t j = 0; j < m; j++)
      if (!how->allowed || how->allowed[k * m + j])
        edge[k * Q + j / 4][j % 4] = dx_exp (r->move[k * m + j]);
  const dx_quad *const start = edge, *const move = edge + Q;
  keep_some (r, d, how, s, random);

  for (size_t i = 0; i < n; i++)
    {
      dx_quad sum[QUADS_MAX];
      for (size_t q = 0; q < Q; q++)
        sum[q] = none;
      for (size_t k = r->kept_first[i]; k < r->kept_first[i + 1]; k++)
        {
          const dx_quad *w = r->weight + (size_t) r->kept[k] * 2 * Q;
          if (k + AHEAD < r->kept_first[i + 1])
            {
              /* The table is much larger than any cache.  */
              const dx_quad *next
                = r->weight + (size_t) r->kept[k + AHEAD] * 2 * Q;
              for (size_t q = 0; q < Q; q += 4)
                __builtin_prefetch (next + q);
            }
          for (size_t q = 0; q < Q; q++)
            sum[q] += w[q];
        }
      float top = sum[0][0];
      for (size_t j = 1; j < m; j++)
        top = sum[j / 4][j % 4] > top ? sum[j / 4][j % 4] : top;
      for (size_t q = 0; q < Q; q++)
        score[i * Q + q] = none;
      for (size_t j = 0; j < m; j++)
        score[i * Q + j / 4][j % 4]
          = dx_exp ((sum[j / 4][j % 4] - top) * share);
    }
  for (size_t i = 0; i < n; i++)
    {
      dx_quad *to = alpha + i * Q;
      for (size_t q = 0; q < Q; q++)
        to[q] = i ? none : start[q];
      if (i)
        for (size_t k = 0; k < m; k++)
          {
            const float a = alpha[(i - 1) * Q + k / 4][k % 4];
            for (size_t q = 0; q < Q; q++)
              to[q] += a * move[k * Q + q];
          }
      for (size_t q = 0; q < Q; q++)
        to[q] *= score[i * Q + q];
      to_one (to, Q);
    }
  for (size_t q = 0; q < Q; q++)
    beta[(n - 1) * Q + q] = none + 1;
  for (size_t i = n - 1; i--;)
    {
      dx_quad in[QUADS_MAX], *to = beta + i * Q;
      for (size_t q = 0; q < Q; q++)
        {
          in[q] = score[(i + 1) * Q + q] * beta[(i + 1) * Q + q];
          to[q] = none;
        }
      for (size_t k = 0; k < m; k++)
        {
          dx_quad b = none;
          for (size_t q = 0; q < Q; q++)
            b += move[k * Q + q] * in[q];
          to[k / 4][k % 4] = sum_of (&b, 1);
        }
      to_one (to, Q);
    }

  /* Expected transitions.  */
  for (size_t i = 1; i < n; i++)
    {
      dx_quad in[QUADS_MAX];
      const dx_quad *a = alpha + (i - 1) * Q;
      for (size_t q = 0; q < Q; q++)
        in[q] = score[i * Q + q] * beta[i * Q + q];
      dx_quad all = none;
      for (size_t k = 0; k < m; k++)
        {
          const float ak = a[k / 4][k % 4];
          for (size_t q = 0; q < Q; q++)
            all += ak * move[k * Q + q] * in[q];
        }
      const float sum = sum_of (&all, 1);
      if (sum <= 1e-30f)
        continue;
      for (size_t k = 0; k < m; k++)
        {
          const float ak = a[k / 4][k % 4] / sum;
          for (size_t q = 0; q < Q; q++)
            gain[(k + 1) * Q + q] -= ak * move[k * Q + q] * in[q];
        }
      const size_t gold = d->gold[from + i];
      gain[((size_t) d->gold[from + i - 1] + 1) * Q + gold / 4][gold % 4] += 1;
    }

  for (size_t i = 0; i < n; i++)
    {
      dx_quad g[QUADS_MAX];
      const size_t gold = d->gold[from + i];
      for (size_t q = 0; q < Q; q++)
        g[q] = alpha[i * Q + q] * beta[i * Q + q];
      to_one (g, Q);
      float most = 0;
      for (size_t q = 0; q < Q; q++)
        g[q] = -g[q];
      g[gold / 4][gold % 4] += 1;
      for (size_t j = 0; j < m; j++)
        most = g[j / 4][j % 4] > most    ? g[j / 4][j % 4]
               : -g[j / 4][j % 4] > most ? -g[j / 4][j % 4]
                                         : most;
      if (!i)
        for (size_t q = 0; q < Q; q++)
          gain[q] += g[q];
      /* A token that the weights already explain teaches nothing.  */
      if (most < 1e-3f)
        continue;
      for (size_t q = 0; q < Q; q++)
        g[q] *= rate * share;
      for (size_t k = r->kept_first[i]; k < r->kept_first[i + 1]; k++)
        {
          dx_quad *w = r->weight + (size_t) r->kept[k] * 2 * Q;
          for (size_t q = 0; q < Q; q++)
            penalize (&w[q], &w[Q + q], g[q], penalty);
        }
    }
  for (size_t k = 0; k <= m; k++)
    for (size_t j = 0; j < m; j++)
      r->move[k * m + j] += rate * gain[k * Q + j / 4][j % 4];
}

/* Add the weights to their sums, after they have paid the penalty TOTAL: what
   was not touched lately still owes.  */
static void
add_up (run *r, size_t m, float total)
{
  for (size_t f = 0; f < r->n->count; f++)
    for (size_t j = 0; j < m; j++)
      {
        dx_quad *w = r->weight + f * 2 * r->quads + j / 4;
        float weight = (*w)[j % 4], paid = w[r->quads][j % 4];
        dx_penalize (&weight, &paid, total);
        (*w)[j % 4] = weight;
        w[r->quads][j % 4] = paid;
        r->mean[f * m + j] += weight;
      }
  for (size_t k = 0; k < (m + 1) * m; k++)
    r->move_mean[k] += r->move[k];
}

/* Descend once, in the order and with the noise of run NUMBER; the sums of the
   last weights are then in R.  False when memory is out.  */
static bool
descend (run *r, const numbers *n, const dx_data *d, const dx_training *how,
         uint32_t number)
{
  const size_t m = d->labels, moves = (m + 1) * m;
  *r = (run) { .n = n, .quads = (m + 3) / 4 };
  const size_t row = r->quads * sizeof (dx_quad);
  r->order = malloc ((n->used_count + 1) * sizeof *r->order);
  r->weight = calloc ((size_t) n->count + 1, 2 * row);
  r->mean = calloc ((size_t) n->count * m + 1, sizeof *r->mean);
  r->move = calloc (moves, sizeof *r->move);
  r->move_mean = calloc (moves, sizeof *r->move_mean);
  r->score = malloc (n->longest * row);
  r->alpha = malloc (n->longest * row);
  r->beta = malloc (n->longest * row);
  r->kept = malloc ((n->widest + 1) * sizeof *r->kept);
  r->kept_first = malloc ((n->longest + 1) * sizeof *r->kept_first);
  r->edge = malloc ((m + 1) * row);
  r->gain = malloc ((m + 1) * row);
  if (!r->order || !r->weight || !r->mean || !r->move || !r->move_mean
      || !r->score || !r->alpha || !r->beta || !r->kept || !r->kept_first
      || !r->edge || !r->gain)
    return false;

  uint64_t random = 88172645463325252u + number * 0x9e3779b97f4a7c15u,
           noise = 0x2545f4914f6cdd1du + number * 0xbf58476d1ce4e5b9u;
  float rate = how->rate, total = 0;
  const uint32_t means = how->means ? how->means : 1;
  memcpy (r->order, n->used, n->used_count * sizeof *r->order);
  for (uint32_t epoch = 0; epoch < how->epochs; epoch++)
    {
      dx_shuffle (r->order, n->used_count, &random);
      for (size_t i = 0; i < n->used_count; i++)
        {
          /* A sequence's step grows with its length, and that of a paragraph of
             hundreds of words throws the weights off: it goes no farther than
             one of STEP words.  */
          const uint32_t s = r->order[i];
          const size_t size = d->sequence[s + 1] - d->sequence[s];
          total += rate * how->l1 / (float) n->used_count;
          step (r, d, how, s,
                size > STEP ? rate * STEP / (float) size : rate, total,
                &noise);
        }
      rate *= how->decay;
      if (epoch + means >= how->epochs)
        add_up (r, m, total);
      if (how->name && !number)
        fprintf (stderr, "\r%s: epoch %u of %u", how->name, epoch + 1,
                 how->epochs);
    }
  return true;
}

/* A run and what became of it.  */
typedef struct
{
  const numbers *n;
  const dx_data *data;
  const dx_training *how;
  uint32_t number;
  run run;
  bool done;
} descent;

static void *
work (void *p)
{
  descent *t = p;
  t->done = descend (&t->run, t->n, t->data, t->how, t->number);
  return NULL;
}

/* The means of all runs' weights, into WEIGHTS and MOVES, which are 0.  Two
   runs at a time, added up in their order: the bytes are the same as one by
   one.  False when memory is out.  */
static bool
average (const numbers *n, const dx_data *d, const dx_training *how,
         float *weights, float *moves)
{
  const size_t all = (size_t) n->count * d->labels,
               all_moves = (d->labels + 1) * (size_t) d->labels;
  const uint32_t runs = how->runs ? how->runs : 1;
  bool ok = true;
  for (uint32_t k = 0; k < runs && ok; k += 2)
    {
      descent t[2];
      pthread_t other;
      const int these = k + 1 < runs ? 2 : 1;
      for (int i = 0; i < these; i++)
        t[i] = (descent) { .n = n, .data = d, .how = how,
                           .number = k + (uint32_t) i };
      const bool threaded
        = these > 1 && !pthread_create (&other, NULL, work, &t[1]);
      work (&t[0]);
      if (threaded)
        pthread_join (other, NULL);
      else if (these > 1)
        work (&t[1]);
      for (int i = 0; i < these; i++)
        {
          ok &= t[i].done;
          for (size_t f = 0; f < all && ok; f++)
            weights[f] += t[i].run.mean[f];
          for (size_t f = 0; f < all_moves && ok; f++)
            moves[f] += t[i].run.move_mean[f];
          run_free (&t[i].run);
        }
    }
  const float sums = (float) (runs * (how->means ? how->means : 1));
  for (size_t f = 0; f < all; f++)
    weights[f] /= sums;
  for (size_t f = 0; f < all_moves; f++)
    moves[f] /= sums;
  return ok;
}

/* Tell dx_match_labels of one sequence in SHARE.  False when memory is out.  */
static bool
match (const numbers *n, const dx_data *d, const dx_training *how,
       const float *weights, float *moves)
{
  const size_t m = d->labels;
  size_t tokens = 0, count = 0;
  for (size_t i = 0; i < n->used_count; i += SHARE)
    tokens += d->sequence[n->used[i] + 1] - d->sequence[n->used[i]];
  float *scores = calloc (tokens * m + 1, sizeof *scores);
  size_t *sizes = malloc ((n->used_count / SHARE + 1) * sizeof *sizes);
  double wanted[DX_LABELS_MAX] = { 0 };
  float *to = scores;
  bool ok = scores && sizes;
  for (size_t i = 0; ok && i < n->used_count; i += SHARE)
    {
      const size_t from = d->sequence[n->used[i]],
                   end = d->sequence[n->used[i] + 1];
      sizes[count++] = end - from;
      for (size_t t = from; t < end; t++, to += m)
        {
          for (size_t k = n->first[t]; k < n->first[t + 1]; k++)
            for (size_t j = 0; j < m; j++)
              to[j] += weights[n->features[k] * m + j];
          wanted[d->gold[t]] += (double) how->match;
        }
    }
  ok = ok
       && dx_match_labels (scores, sizes, count, m, wanted, how->allowed, moves);
  free (scores);
  free (sizes);
  return ok;
}

dixit_status
dx_crf_train (const dx_data *d, const dx_training *how, uint8_t **bytes,
              size_t *size, dixit_error *error)
{
  numbers n = { 0 };
  const size_t m = d->labels;
  dixit_status status = DIXIT_NO_MEMORY;
  float *weights = NULL, *moves = NULL;
  *bytes = NULL;
  if (!number_features (&n, d, how))
    goto out;
  weights = calloc ((size_t) n.count * m + 1, sizeof *weights);
  moves = calloc ((m + 1) * m, sizeof *moves);
  if (!weights || !moves || !average (&n, d, how, weights, moves))
    goto out;
  dx_settle (weights, n.count, (uint32_t) m, how->unit, how->most);
  if (how->match > 0 && !match (&n, d, how, weights, moves))
    goto out;
  status = dx_pack (n.key_of, weights, n.count, (uint32_t) m, moves,
                    how->allowed, how->unit, how->most, bytes, size, error);
  if (how->name)
    {
      size_t alive = 0;
      for (size_t f = 0; f < (size_t) n.count * m; f++)
        alive += weights[f] < 0 || weights[f] > 0;
      fprintf (stderr,
               "\r%s: %zu sequences, %u features, %zu weights, %zu bytes\n",
               how->name, n.used_count, n.count, alive, *size);
    }
out:
  numbers_free (&n);
  free (weights);
  free (moves);
  if (status == DIXIT_NO_MEMORY)
    dx_fail (error, status, 0, "out of memory while training");
  return status;
}
