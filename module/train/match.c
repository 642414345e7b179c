/* match.c -- forward and backward sums, and a shift of every label.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/match.h"

#include <stdlib.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"

enum { ROUNDS = 16 };

/* Add to EXPECTED how many of the N tokens, whose labels weigh SCORES, EDGES
   and BIAS apart, are expected to have each label.  ALPHA: room for N * M.  */
static void
expect (const float *scores, size_t n, size_t m, const float *edges,
        const float *bias, float *alpha, double *expected)
{
  float beta[DX_LABELS_MAX], next[DX_LABELS_MAX];
  for (size_t i = 0; i < n; i++)
    {
      float *to = alpha + i * m, sum = 0;
      const float *const before = i ? to - m : to, *s = scores + i * m;
      for (size_t j = 0; j < m; j++)
        {
          float a = i ? 0 : edges[j];
          for (size_t k = 0; k < m && i; k++)
            a += before[k] * edges[(k + 1) * m + j];
          sum += to[j] = a * s[j] * bias[j];
        }
      for (size_t j = 0; j < m; j++)
        to[j] = sum > 1e-30f ? to[j] / sum : 0;
    }
  for (size_t j = 0; j < m; j++)
    beta[j] = 1;
  for (size_t i = n; i--;)
    {
      const float *a = alpha + i * m, *s = scores + i * m;
      float sum = 0, top = 0;
      for (size_t j = 0; j < m; j++)
        sum += a[j] * beta[j];
      for (size_t j = 0; j < m && sum > 1e-30f; j++)
        expected[j] += (double) (a[j] * beta[j] / sum);
      for (size_t k = 0; k < m; k++)
        {
          next[k] = 0;
          for (size_t j = 0; j < m; j++)
            next[k] += edges[(k + 1) * m + j] * s[j] * bias[j] * beta[j];
          top = next[k] > top ? next[k] : top;
        }
      for (size_t k = 0; k < m; k++)
        beta[k] = top > 1e-30f ? next[k] / top : 0;
    }
}

/* Take the exponential of the scores of N tokens; only differences count.  */
static void
weigh (float *scores, size_t n, size_t m)
{
  for (size_t i = 0; i < n; i++, scores += m)
    {
      float top = scores[0];
      for (size_t j = 1; j < m; j++)
        top = scores[j] > top ? scores[j] : top;
      for (size_t j = 0; j < m; j++)
        scores[j] = dx_exp (scores[j] - top);
    }
}

bool
dx_match_labels (float *scores, const size_t *sizes, size_t count, size_t m,
                 const double *wanted, const int8_t *allowed, float *moves)
{
  float shift[DX_LABELS_MAX] = { 0 }, last[DX_LABELS_MAX] = { 0 },
        bias[DX_LABELS_MAX], stride[DX_LABELS_MAX],
        edges[(DX_LABELS_MAX + 1) * DX_LABELS_MAX];
  size_t tokens = 0, longest = 1;
  for (size_t i = 0; i < count; i++)
    {
      tokens += sizes[i];
      longest = sizes[i] > longest ? sizes[i] : longest;
    }
  float *alpha = malloc (longest * m * sizeof *alpha);
  if (!alpha)
    return false;
  weigh (scores, tokens, m);
  for (size_t k = 0; k < (m + 1) * m; k++)
    edges[k] = allowed && !allowed[k] ? 0 : dx_exp (moves[k]);
  for (size_t j = 0; j < m; j++)
    {
      bias[j] = 1;
      stride[j] = 0.2f;
    }
  for (int round = 0; round < ROUNDS; round++)
    {
      double expected[DX_LABELS_MAX] = { 0 };
      const float *from = scores;
      for (size_t i = 0; i < count; from += sizes[i++] * m)
        expect (from, sizes[i], m, edges, bias, alpha, expected);
      /* Labels pull at each other, so steps are short, and shorter where they
         turn.  */
      for (size_t j = 1; j < m; j++)
        {
          const float off = (float) (2 * (wanted[j] - expected[j])
                                     / (wanted[j] + expected[j] + 1));
          stride[j] *= off * last[j] < 0 ? 0.5f : 1.2f;
          stride[j] = stride[j] > 0.6f ? 0.6f : stride[j];
          shift[j] += stride[j] * off;
          bias[j] = dx_exp (shift[j]);
          last[j] = off;
        }
    }
  for (size_t k = 0; k <= m; k++)
    for (size_t j = 1; j < m; j++)
      moves[k * m + j] += shift[j];
  free (alpha);
  return true;
}
