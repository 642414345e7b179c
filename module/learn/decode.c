/* decode.c -- the best labels of a sequence, and how likely they are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums run over four labels at a time.  Sums of probabilities keep their
   order, label by label, so that they round as they do one by one.  */

#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"

enum { LANES = 4 };

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
  /* Loops go over whole quads, and so past the last label of the last
     token.  */
  const size_t cells = n * t->labels + LANES;
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

void
dx_moves_read (dx_moves *v, const dx_tagger *t)
{
  const size_t m = t->labels;
  v->labels = t->labels;
  v->lanes = (t->labels + LANES - 1) / LANES * LANES;
  v->start = t->start;
  for (size_t k = 0; k < m; k++)
    {
      const int32_t *from = t->transition + k * m;
      int32_t *to = v->move + k * v->lanes;
      v->least[k] = -FORBIDDEN;
      v->most[k] = FORBIDDEN;
      for (size_t j = 0; j < v->lanes; j++)
        {
          const bool never = j >= m || from[j] == DX_FORBIDDEN;
          to[j] = never ? FORBIDDEN : from[j];
          if (never)
            continue;
          v->least[k] = from[j] < v->least[k] ? from[j] : v->least[k];
          v->most[k] = from[j] > v->most[k] ? from[j] : v->most[k];
        }
      v->like[k] = (uint8_t) k;
      for (size_t i = 0; i < k; i++)
        {
          size_t j = 0;
          while (j < m && (from[j] == DX_FORBIDDEN)
                            == (t->transition[i * m + j] == DX_FORBIDDEN))
            j++;
          if (j == m)
            {
              v->like[k] = (uint8_t) i;
              break;
            }
        }
    }
}

/* One step: the best sums TO every label and WHO they come from, given the
   sums FROM, of which TOP is the greatest.  A label whose best move is worse
   than the worst move of another one with the same ways on is on no best way;
   mostly that leaves one or two to try.  */
static void
step (const dx_moves *v, const int32_t *from, int32_t top, quad *to,
      quad *who)
{
  const size_t m = v->labels, quads = v->lanes / LANES;
  int32_t enough[DX_LABELS_MAX];
  for (size_t k = 0; k < m; k++)
    {
      const int32_t sure = from[k] - top + v->least[k];
      const size_t like = v->like[k];
      enough[k] = NEVER;
      if (sure > enough[like])
        enough[like] = sure;
    }
  for (size_t q = 0; q < quads; q++)
    {
      to[q] = (quad) { NEVER, NEVER, NEVER, NEVER };
      who[q] = (quad) { 0 };
    }
  for (size_t k = 0; k < m; k++)
    {
      const int32_t base = from[k] - top;
      if (base + v->most[k] < enough[v->like[k]])
        continue;
      const int32_t *move = v->move + k * v->lanes;
      for (size_t q = 0; q < quads; q++)
        {
          const quad s = base + quad_at (move + LANES * q);
          const quad better = s > to[q];
          to[q] = (s & better) | (to[q] & ~better);
          who[q] = ((int32_t) k & better) | (who[q] & ~better);
        }
    }
}

void
dx_best (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  const size_t m = v->labels, quads = v->lanes / LANES;
  if (!n)
    return;
  quad to[DX_LABELS_MAX / LANES], who[DX_LABELS_MAX / LANES];
  int32_t best[DX_LABELS_MAX], from_label[DX_LABELS_MAX];
  for (size_t j = 0; j < m; j++)
    best[j] = l->scores[j]
              + (v->start[j] == DX_FORBIDDEN ? FLOOR : v->start[j]);
  for (size_t i = 1; i < n; i++)
    {
      /* Keeps sums far from overflow in a paragraph of any length.  */
      int32_t top = best[0];
      for (size_t j = 1; j < m; j++)
        top = best[j] > top ? best[j] : top;
      step (v, best, top, to, who);
      const int32_t *scores = l->scores + i * m;
      for (size_t q = 0; q < quads; q++)
        {
          const quad low = to[q] < FLOOR;
          to[q] = (FLOOR & low) | (to[q] & ~low);
          to[q] += quad_at (scores + LANES * q);
        }
      memcpy (best, to, quads * sizeof *to);
      memcpy (from_label, who, quads * sizeof *who);
      uint8_t *back = l->back + i * m;
      for (size_t j = 0; j < m; j++)
        back[j] = (uint8_t) from_label[j];
    }
  uint8_t at = 0;
  for (size_t j = 1; j < m; j++)
    if (best[j] > best[at])
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
