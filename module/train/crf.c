/* crf.c -- stochastic gradient descent on the conditional likelihood.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/crf.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"
#include "text/text.h"
#include "train/dictionary.h"
#include "train/pack.h"

enum { STEP = 64 };

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

/* All that one training run holds; freed in one place.  */
typedef struct
{
  dx_dictionary dict;
  uint32_t *features;     /* numbers, parallel to the data's keys */
  size_t *first;          /* where each token's features start */
  uint64_t *key_of;       /* by number */
  uint32_t count;
  float *weight, *paid;   /* count * labels; PAID: L1 penalty taken so far */
  float *move;            /* (labels + 1) * labels */
  uint32_t *order;
  double *score, *alpha, *beta;  /* longest sequence * labels */
  double *edge, *gain;    /* (labels + 1) * labels */
} run;

static void
run_free (run *r)
{
  dx_dictionary_free (&r->dict);
  free (r->features);
  free (r->first);
  free (r->key_of);
  free (r->weight);
  free (r->paid);
  free (r->move);
  free (r->order);
  free (r->score);
  free (r->alpha);
  free (r->beta);
  free (r->edge);
  free (r->gain);
}

static bool
number_features (run *r, const dx_data *d, const dx_training *how)
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
  return true;
}

/* One step of gradient descent on sequence S.  Forward and backward sums are
   scaled per token.  */
static void
step (run *r, const dx_data *d, const dx_training *how, size_t s, float rate,
      float penalty)
{
  const size_t m = d->labels;
  const size_t from = d->sequence[s], n = d->sequence[s + 1] - from;
  double *const score = r->score, *const alpha = r->alpha,
                *const beta = r->beta, *const edge = r->edge,
                *const gain = r->gain;

  for (size_t k = 0; k < (m + 1) * m; k++)
    {
      edge[k] = how->allowed && !how->allowed[k]
                  ? 0
                  : (double) dx_exp (r->move[k]);
      gain[k] = 0;
    }
  const double *const start = edge, *const move = edge + m;

  for (size_t i = 0; i < n; i++)
    {
      float sum[DX_LABELS_MAX] = { 0 }, top;
      for (size_t k = r->first[from + i]; k < r->first[from + i + 1]; k++)
        {
          const float *w = r->weight + (size_t) r->features[k] * m;
          for (size_t j = 0; j < m; j++)
            sum[j] += w[j];
        }
      top = sum[0];
      for (size_t j = 1; j < m; j++)
        top = sum[j] > top ? sum[j] : top;
      for (size_t j = 0; j < m; j++)
        score[i * m + j] = (double) dx_exp (sum[j] - top);
    }
  for (size_t i = 0; i < n; i++)
    {
      double *to = alpha + i * m, sum = 0;
      if (!i)
        for (size_t j = 0; j < m; j++)
          to[j] = start[j];
      else
        {
          for (size_t j = 0; j < m; j++)
            to[j] = 0;
          for (size_t k = 0; k < m; k++)
            {
              const double a = alpha[(i - 1) * m + k];
              for (size_t j = 0; j < m; j++)
                to[j] += a * move[k * m + j];
            }
        }
      for (size_t j = 0; j < m; j++)
        sum += to[j] *= score[i * m + j];
      sum = sum > 1e-300 ? 1 / sum : 0;
      for (size_t j = 0; j < m; j++)
        to[j] *= sum;
    }
  for (size_t j = 0; j < m; j++)
    beta[(n - 1) * m + j] = 1;
  for (size_t i = n - 1; i--;)
    {
      double sum = 0, in[DX_LABELS_MAX], *to = beta + i * m;
      for (size_t j = 0; j < m; j++)
        in[j] = score[(i + 1) * m + j] * beta[(i + 1) * m + j];
      for (size_t k = 0; k < m; k++)
        {
          double b = 0;
          for (size_t j = 0; j < m; j++)
            b += move[k * m + j] * in[j];
          to[k] = b;
          sum += b;
        }
      sum = sum > 1e-300 ? 1 / sum : 0;
      for (size_t k = 0; k < m; k++)
        to[k] *= sum;
    }

  /* Expected transitions.  */
  for (size_t i = 1; i < n; i++)
    {
      double in[DX_LABELS_MAX], sum = 0;
      const double *a = alpha + (i - 1) * m;
      for (size_t j = 0; j < m; j++)
        in[j] = score[i * m + j] * beta[i * m + j];
      for (size_t k = 0; k < m; k++)
        for (size_t j = 0; j < m; j++)
          sum += a[k] * move[k * m + j] * in[j];
      if (sum <= 1e-300)
        continue;
      sum = 1 / sum;
      for (size_t k = 0; k < m; k++)
        {
          const double ak = a[k] * sum;
          for (size_t j = 0; j < m; j++)
            gain[(k + 1) * m + j] -= ak * move[k * m + j] * in[j];
        }
      gain[((size_t) d->gold[from + i - 1] + 1) * m + d->gold[from + i]] += 1;
    }

  for (size_t i = 0; i < n; i++)
    {
      double p[DX_LABELS_MAX], sum = 0;
      float g[DX_LABELS_MAX];
      for (size_t j = 0; j < m; j++)
        sum += p[j] = alpha[i * m + j] * beta[i * m + j];
      sum = sum > 1e-300 ? 1 / sum : 0;
      float most = 0;
      for (size_t j = 0; j < m; j++)
        {
          p[j] *= sum;
          const double e = (j == d->gold[from + i]) - p[j];
          if (!i)
            gain[j] += e;
          g[j] = rate * (float) e;
          const float size = e < 0 ? (float) -e : (float) e;
          most = size > most ? size : most;
        }
      /* A token that the weights already explain teaches nothing.  */
      if (most < 1e-3f)
        continue;
      for (size_t k = r->first[from + i]; k < r->first[from + i + 1]; k++)
        {
          float *w = r->weight + (size_t) r->features[k] * m;
          float *q = r->paid + (size_t) r->features[k] * m;
          for (size_t j = 0; j < m; j++)
            {
              w[j] += g[j];
              dx_penalize (&w[j], &q[j], penalty);
            }
        }
    }
  for (size_t k = 0; k < (m + 1) * m; k++)
    r->move[k] += rate * (float) gain[k];
}

dixit_status
dx_crf_train (const dx_data *d, const dx_training *how, uint8_t **bytes,
              size_t *size, dixit_error *error)
{
  run r = { 0 };
  const size_t m = d->labels, moves = (m + 1) * m;
  dixit_status status = DIXIT_NO_MEMORY;
  *bytes = NULL;
  if (!number_features (&r, d, how))
    goto out;
  size_t longest = 1, used = 0;
  r.order = malloc ((d->sequences + 1) * sizeof *r.order);
  if (!r.order)
    goto out;
  for (size_t s = 0; s < d->sequences; s++)
    if (!left_out (how, d->group[s]))
      {
        const size_t n = d->sequence[s + 1] - d->sequence[s];
        longest = n > longest ? n : longest;
        r.order[used++] = (uint32_t) s;
      }
  r.weight = calloc ((size_t) r.count * m + 1, sizeof *r.weight);
  r.paid = calloc ((size_t) r.count * m + 1, sizeof *r.paid);
  r.move = calloc (moves, sizeof *r.move);
  r.score = malloc (longest * m * sizeof *r.score);
  r.alpha = malloc (longest * m * sizeof *r.alpha);
  r.beta = malloc (longest * m * sizeof *r.beta);
  r.edge = malloc (moves * sizeof *r.edge);
  r.gain = malloc (moves * sizeof *r.gain);
  if (!r.weight || !r.paid || !r.move || !r.score || !r.alpha
      || !r.beta || !r.edge || !r.gain)
    goto out;

  uint64_t random = 88172645463325252u;
  float rate = how->rate, total = 0;
  for (uint32_t epoch = 0; epoch < how->epochs; epoch++)
    {
      dx_shuffle (r.order, used, &random);
      for (size_t i = 0; i < used; i++)
        {
          /* A sequence's step grows with its length, and that of a paragraph of
             hundreds of words throws the weights off: it goes no farther than
             one of STEP words.  */
          const uint32_t s = r.order[i];
          const size_t n = d->sequence[s + 1] - d->sequence[s];
          total += rate * how->l1 / (float) used;
          step (&r, d, how, s, n > STEP ? rate * STEP / (float) n : rate,
                total);
        }
      rate *= how->decay;
      if (how->name)
        fprintf (stderr, "\r%s: epoch %u of %u", how->name, epoch + 1,
                 how->epochs);
    }
  /* What was not touched lately still owes.  */
  size_t alive = 0;
  for (size_t f = 0; f < (size_t) r.count * m; f++)
    {
      dx_penalize (&r.weight[f], &r.paid[f], total);
      alive += r.weight[f] < 0 || r.weight[f] > 0;
    }
  status = dx_pack (r.key_of, r.weight, r.count, (uint32_t) m, r.move,
                    how->allowed, how->unit, how->most, bytes, size,
                    error);
  if (how->name)
    fprintf (stderr,
             "\r%s: %zu sequences, %u features, %zu weights, %zu bytes\n",
             how->name, used, r.count, alive, *size);
out:
  run_free (&r);
  if (status == DIXIT_NO_MEMORY)
    dx_fail (error, status, 0, "out of memory while training");
  return status;
}
