/* decode.c -- the best labels of a sequence, and how likely they are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums run over four labels at a time.  Sums of probabilities keep their
   order, label by label, so that they round as they do one by one.  */

#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"

enum { LANES = 4, VECTOR = 16 };

typedef int32_t quad __attribute__ ((vector_size (16)));
typedef float reals __attribute__ ((vector_size (16)));

static inline quad
quad_at (const int32_t *p)
{
  quad q;
  memcpy (&q, p, sizeof q);
  return q;
}

static inline reals
reals_at (const float *p)
{
  reals q;
  memcpy (&q, p, sizeof q);
  return q;
}

bool
dx_lattice_reserve (dx_lattice *l, dx_arena *arena, const dx_tagger *t,
                    size_t n, bool marginals)
{
  /* Loops go over whole vectors, and so past the last label of the last
     token.  */
  const size_t cells = n * t->labels + VECTOR;
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

/* Decoding */

/* Sums are kept near 0 and above FLOOR; a forbidden move falls below NEVER,
   where no other can be.  */
enum { FLOOR = -(1 << 24), NEVER = -(1 << 27), FORBIDDEN = -(1 << 28) };

/* Whether labels A and B allow the same moves.  */
static bool
alike (const dx_tagger *t, size_t a, size_t b)
{
  for (size_t j = 0; j < t->labels; j++)
    if ((t->transition[a * t->labels + j] == DX_FORBIDDEN)
        != (t->transition[b * t->labels + j] == DX_FORBIDDEN))
      return false;
  return true;
}

void
dx_moves_read (dx_moves *v, const dx_tagger *t)
{
  const size_t m = t->labels;
  size_t freest = 0, most_ways = 0;
  v->labels = t->labels;
  v->lanes = (t->labels + LANES - 1) / LANES * LANES;
  v->start = t->start;
  for (size_t k = 0; k < m; k++)
    {
      size_t ways = 0;
      v->least[k] = -FORBIDDEN;
      v->most[k] = FORBIDDEN;
      v->first[k] = v->end[k] = 0;
      for (size_t j = 0; j < v->lanes; j++)
        {
          const int32_t w
            = j < m ? t->transition[k * m + j] : DX_FORBIDDEN;
          v->move[k * v->lanes + j] = w == DX_FORBIDDEN ? FORBIDDEN : w;
          if (w == DX_FORBIDDEN)
            continue;
          if (!ways++)
            v->first[k] = (uint8_t) (j / LANES);
          v->end[k] = (uint8_t) (j / LANES + 1);
          v->least[k] = w < v->least[k] ? w : v->least[k];
          v->most[k] = w > v->most[k] ? w : v->most[k];
        }
      if (ways > most_ways)
        {
          most_ways = ways;
          freest = k;
        }
    }
  for (size_t k = 0; k < v->lanes; k++)
    if (k >= m || !most_ways || !alike (t, k, freest))
      {
        v->least[k] = FORBIDDEN;
        v->most[k] = -FORBIDDEN;
      }
}

static inline quad
greater (quad a, quad b)
{
  const quad which = a > b;
  return (a & which) | (b & ~which);
}

static inline int32_t
greatest (quad q)
{
  int32_t top = q[0];
  for (int k = 1; k < LANES; k++)
    top = q[k] > top ? q[k] : top;
  return top;
}

/* One step: the best sums TO every label and WHO they come from, given the
   sums FROM, none greater than 0.  A label whose best move is worse than the
   worst move of another that allows the same ones is on no best way; mostly
   that leaves one or two of them to try.  */
static void
step (const dx_moves *v, const quad *from, quad *to, quad *who)
{
  const size_t m = v->labels, quads = v->lanes / LANES;
  const quad never = { NEVER, NEVER, NEVER, NEVER };
  quad sure = never;
  int32_t base[DX_LABELS_MAX];
  for (size_t q = 0; q < quads; q++)
    {
      sure = greater (sure, from[q] + quad_at (v->least + LANES * q));
      to[q] = never;
      who[q] = (quad) { 0 };
    }
  memcpy (base, from, quads * sizeof *from);
  const int32_t enough = greatest (sure);
  for (size_t k = 0; k < m; k++)
    {
      if (base[k] + v->most[k] < enough)
        continue;
      const int32_t *move = v->move + k * v->lanes;
      for (size_t q = v->first[k]; q < v->end[k]; q++)
        {
          const quad s = base[k] + quad_at (move + LANES * q);
          const quad better = s > to[q];
          to[q] = (s & better) | (to[q] & ~better);
          who[q] = ((int32_t) k & better) | (who[q] & ~better);
        }
    }
}

void
dx_best (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  enum { QUADS = DX_LABELS_MAX / LANES };
  const size_t m = v->labels, quads = v->lanes / LANES;
  const quad low = { FLOOR, FLOOR, FLOOR, FLOOR };
  quad best[QUADS], to[QUADS], who[QUADS];
  int32_t sums[DX_LABELS_MAX];
  if (!n)
    return;
  for (size_t j = 0; j < v->lanes; j++)
    sums[j] = j >= m ? NEVER
              : l->scores[j]
                  + (v->start[j] == DX_FORBIDDEN ? FLOOR : v->start[j]);
  memcpy (best, sums, quads * sizeof *best);
  for (size_t i = 1; i < n; i++)
    {
      /* Keeps sums far from overflow in a paragraph of any length.  */
      quad tops = best[0];
      for (size_t q = 1; q < quads; q++)
        tops = greater (tops, best[q]);
      const int32_t top = greatest (tops);
      for (size_t q = 0; q < quads; q++)
        best[q] -= top;
      step (v, best, to, who);
      const int32_t *scores = l->scores + i * m;
      for (size_t q = 0; q < quads; q++)
        best[q] = greater (to[q], low) + quad_at (scores + LANES * q);
      /* What is past the last label is the next token's.  */
      for (size_t j = m; j < v->lanes; j++)
        best[j / LANES][j % LANES] = NEVER;
      memcpy (sums, who, quads * sizeof *who);
      uint8_t *back = l->back + i * m;
      for (size_t j = 0; j < m; j++)
        back[j] = (uint8_t) sums[j];
    }
  memcpy (sums, best, quads * sizeof *best);
  uint8_t at = 0;
  for (size_t j = 1; j < m; j++)
    if (sums[j] > sums[at])
      at = (uint8_t) j;
  for (size_t i = n; i--;)
    {
      labels[i] = at;
      if (i)
        at = l->back[i * m + at];
    }
}

void
dx_viterbi (const dx_tagger *t, dx_lattice *l, size_t n, uint8_t *labels)
{
  dx_moves moves;
  dx_moves_read (&moves, t);
  dx_best (&moves, l, n, labels);
}

/* Probabilities */

static float
chance (int32_t move, float scale)
{
  return move == DX_FORBIDDEN ? 0.0f : dx_exp ((float) move * scale);
}

void
dx_chances_read (dx_chances *c, const dx_tagger *t)
{
  const size_t m = t->labels;
  c->labels = t->labels;
  c->lanes = (t->labels + LANES - 1) / LANES * LANES;
  c->scale = t->scale;
  memset (c->to, 0, m * c->lanes * sizeof *c->to);
  memset (c->from, 0, m * c->lanes * sizeof *c->from);
  for (size_t k = 0; k < m; k++)
    {
      c->start[k] = chance (t->start[k], t->scale);
      for (size_t j = 0; j < m; j++)
        c->to[k * c->lanes + j] = c->from[j * c->lanes + k]
          = chance (t->transition[k * m + j], t->scale);
    }
}

void
dx_weigh (const dx_chances *c, dx_lattice *l, size_t n)
{
  const size_t m = c->labels, lanes = c->lanes, quads = lanes / LANES;
  float *f = l->forward, *b = l->backward;
  reals sums[DX_LABELS_MAX / LANES];
  float now[DX_LABELS_MAX] = { 0 };  /* of the token at hand */
  for (size_t i = 0; i < n; i++)
    {
      const int32_t *s = l->scores + i * m;
      float sum = 0, *e = b + i * m;  /* the backward pass wants it again */
      int32_t top = s[0];
      for (size_t j = 1; j < m; j++)
        top = s[j] > top ? s[j] : top;
      for (size_t j = 0; j < m; j++)
        e[j] = dx_exp ((float) (s[j] - top) * c->scale);
      if (!i)
        memcpy (now, c->start, m * sizeof *now);
      else
        {
          for (size_t q = 0; q < quads; q++)
            sums[q] = (reals) { 0 };
          for (size_t k = 0; k < m; k++)
            for (size_t q = 0; q < quads; q++)
              sums[q] += now[k] * reals_at (c->to + k * lanes + LANES * q);
          memcpy (now, sums, lanes * sizeof *now);
        }
      for (size_t j = 0; j < m; j++)
        sum += now[j] *= e[j];
      const float scale = sum > 0 ? 1 / sum : 0;
      for (size_t j = 0; j < m; j++)
        f[i * m + j] = now[j] *= scale;
    }
  float beta[DX_LABELS_MAX];
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
      for (size_t q = 0; q < quads; q++)
        sums[q] = (reals) { 0 };
      for (size_t j = 0; j < m; j++)
        for (size_t q = 0; q < quads; q++)
          sums[q] += reals_at (c->from + j * lanes + LANES * q) * e[j]
                     * beta[j];
      memcpy (now, sums, lanes * sizeof *now);
      float top = 0;
      for (size_t k = 0; k < m; k++)
        top = now[k] > top ? now[k] : top;
      for (size_t k = 0; k < m; k++)
        beta[k] = top > 0 ? now[k] / top : 0;
    }
}

void
dx_marginals (const dx_tagger *t, dx_lattice *l, size_t n)
{
  dx_chances chances;
  dx_chances_read (&chances, t);
  dx_weigh (&chances, l, n);
}
