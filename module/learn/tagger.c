/* tagger.c -- scoring and decoding.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/tagger.h"

#include <math.h>
#include <string.h>

#include "learn/fastexp.h"
#include "learn/model.h"
#include "text/text.h"

/* The head of a tagger section; the transitions (labels + 1 rows of int16, the
   first for the start), buckets and rows follow, each padded to 4 bytes.  */
typedef struct
{
  uint32_t labels, bits, row_units;
  float scale;
} head;

static size_t
padded (size_t n)
{
  return (n + 3) & ~(size_t) 3;
}

dixit_status
dx_tagger_read (dx_tagger *t, const uint8_t *data, size_t size,
                dixit_error *error)
{
  head h;
  *t = (dx_tagger) { 0 };
  if (size < sizeof h)
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger is cut short");
  memcpy (&h, data, sizeof h);
  if (h.labels < 1 || h.labels > DX_LABELS_MAX || h.bits < 4 || h.bits > 24
      || h.row_units > 1u << 20 || !(h.scale > 0) || !(h.scale < 1000))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger's head is damaged");
  const size_t n = h.labels;
  const size_t moves = padded ((n + 1) * n * sizeof (int16_t));
  const size_t buckets = (size_t) 4 << h.bits;
  if (size != sizeof h + moves + buckets + padded (2 * (size_t) h.row_units))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger has the wrong size");

  t->labels = h.labels;
  t->shift = 64 - h.bits;
  t->mask = (1u << h.bits) - 1;
  t->scale = h.scale;
  const uint8_t *p = data + sizeof h;
  for (size_t i = 0; i <= n; i++)
    for (size_t j = 0; j < n; j++)
      {
        int16_t w;
        memcpy (&w, p + (i * n + j) * sizeof w, sizeof w);
        if (i)
          t->transition[(i - 1) * n + j] = w;
        else
          t->start[j] = w;
      }
  p += moves;
  t->buckets = (const uint32_t *) (const void *) p;
  t->rows = p + buckets;
  for (size_t i = 0; i <= t->mask; i++)
    if (t->buckets[i])
      {
        const size_t row = t->buckets[i] & 0xfffff;
        if (row >= h.row_units || row + 1 + t->rows[2 * row] > h.row_units)
          return dx_fail (error, DIXIT_BAD_MODEL, 0,
                          "a tagger's row lies outside of it");
        const uint8_t *r = t->rows + 2 * row;
        for (size_t k = 0; k < r[0]; k++)
          if (r[2 + 2 * k] >= n)
            return dx_fail (error, DIXIT_BAD_MODEL, 0,
                            "a tagger names a label that it has not");
      }
  return DIXIT_OK;
}

const uint8_t *
dx_tagger_row (const dx_tagger *t, uint64_t key)
{
  uint32_t at = (uint32_t) (key >> t->shift);
  const uint32_t print = (uint32_t) (key & 0xfff);
  for (int probe = 0; probe < DX_PROBES_MAX; probe++)
    {
      const uint32_t b = t->buckets[at];
      if (!b)
        return NULL;
      if (b >> 20 == print)
        return t->rows + 2 * (size_t) (b & 0xfffff);
      at = (at + 1) & t->mask;
    }
  return NULL;
}

void
dx_tagger_score (const dx_tagger *t, const uint64_t *keys, size_t n,
                 int32_t *scores)
{
  for (size_t i = 0; i < n; i++)
    {
      const uint8_t *r = dx_tagger_row (t, keys[i]);
      if (r)
        for (size_t k = r[0]; k; k--)
          scores[r[2 * k]] += (int8_t) r[2 * k + 1];
    }
}

bool
dx_lattice_reserve (dx_lattice *l, dx_arena *arena, const dx_tagger *t,
                    size_t n, bool marginals)
{
  const size_t cells = n * t->labels;
  if (!dx_reserve (arena, &l->scores, &l->scores_room, 0, cells,
                   sizeof *l->scores)
      || !dx_reserve (arena, &l->back, &l->back_room, 0, cells,
                      sizeof *l->back))
    return false;
  if (marginals
      && (!dx_reserve (arena, &l->forward, &l->forward_room, 0, cells,
                       sizeof *l->forward)
          || !dx_reserve (arena, &l->backward, &l->backward_room, 0, cells,
                          sizeof *l->backward)))
    return false;
  memset (l->scores, 0, cells * sizeof *l->scores);
  return true;
}

void
dx_viterbi (const dx_tagger *t, dx_lattice *l, size_t n, uint8_t *labels)
{
  const size_t m = t->labels;
  if (!n)
    return;
  int32_t best[2][DX_LABELS_MAX];
  for (size_t j = 0; j < m; j++)
    best[0][j] = l->scores[j] + (t->start[j] == DX_FORBIDDEN ? -(1 << 24)
                                                             : t->start[j]);
  for (size_t i = 1; i < n; i++)
    {
      const int32_t *from = best[(i - 1) & 1];
      int32_t *to = best[i & 1];
      uint8_t *back = l->back + i * m;
      /* Keeps sums far from overflow in a paragraph of any length.  */
      int32_t top = from[0];
      for (size_t j = 1; j < m; j++)
        top = from[j] > top ? from[j] : top;
      for (size_t j = 0; j < m; j++)
        {
          int32_t b = INT32_MIN;
          uint8_t who = 0;
          for (size_t k = 0; k < m; k++)
            {
              const int32_t w = t->transition[k * m + j];
              if (w == DX_FORBIDDEN)
                continue;
              const int32_t s = from[k] - top + w;
              if (s > b)
                {
                  b = s;
                  who = (uint8_t) k;
                }
            }
          if (b < -(1 << 24))
            b = -(1 << 24);
          to[j] = b + l->scores[i * m + j];
          back[j] = who;
        }
    }
  const int32_t *last = best[(n - 1) & 1];
  uint8_t at = 0;
  for (size_t j = 1; j < m; j++)
    if (last[j] > last[at])
      at = (uint8_t) j;
  for (size_t i = n; i--;)
    {
      labels[i] = at;
      if (i)
        at = l->back[i * m + at];
    }
}

void
dx_marginals (const dx_tagger *t, dx_lattice *l, size_t n)
{
  const size_t m = t->labels;
  float move[DX_LABELS_MAX * DX_LABELS_MAX];
  float *f = l->forward, *b = l->backward;
  if (!n)
    return;
  for (size_t k = 0; k < m * m; k++)
    move[k] = t->transition[k] == DX_FORBIDDEN
                ? 0.0f
                : dx_exp ((float) t->transition[k] * t->scale);
  for (size_t i = 0; i < n; i++)
    {
      const int32_t *s = l->scores + i * m;
      float *to = f + i * m, sum = 0, e[DX_LABELS_MAX];
      int32_t top = s[0];
      for (size_t j = 1; j < m; j++)
        top = s[j] > top ? s[j] : top;
      for (size_t j = 0; j < m; j++)
        e[j] = dx_exp ((float) (s[j] - top) * t->scale);
      for (size_t j = 0; j < m; j++)
        to[j] = 0;
      if (!i)
        for (size_t j = 0; j < m; j++)
          to[j] = t->start[j] == DX_FORBIDDEN
                    ? 0.0f
                    : dx_exp ((float) t->start[j] * t->scale);
      else
        for (size_t k = 0; k < m; k++)
          for (size_t j = 0; j < m; j++)
            to[j] += to[(ptrdiff_t) k - (ptrdiff_t) m] * move[k * m + j];
      for (size_t j = 0; j < m; j++)
        sum += to[j] *= e[j];
      const float scale = sum > 0 ? 1 / sum : 0;
      for (size_t j = 0; j < m; j++)
        {
          to[j] *= scale;
          /* The backward pass wants the emissions again.  */
          b[i * m + j] = e[j];
        }
    }
  float beta[DX_LABELS_MAX], next[DX_LABELS_MAX];
  for (size_t j = 0; j < m; j++)
    beta[j] = 1;
  for (size_t i = n; i--;)
    {
      float sum = 0, *p = f + i * m;
      const float *e = b + i * m;
      for (size_t j = 0; j < m; j++)
        sum += p[j] *= beta[j];
      for (size_t j = 0; j < m; j++)
        p[j] = sum > 0 ? p[j] / sum : 0;
      float top = 0;
      for (size_t k = 0; k < m; k++)
        {
          next[k] = 0;
          for (size_t j = 0; j < m; j++)
            next[k] += move[k * m + j] * e[j] * beta[j];
          top = next[k] > top ? next[k] : top;
        }
      for (size_t k = 0; k < m; k++)
        beta[k] = top > 0 ? next[k] / top : 0;
    }
}
