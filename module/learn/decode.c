/* decode.c -- the best labels of a sequence, and how likely they are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums run over eight labels at a time; everything is compiled twice, for
   processors that have vectors of that size and for others.  Sums of
   probabilities keep their order, label by label, so that they round as they do
   one by one.  */

#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"

enum { LANES = 8, VECTOR = 16 };

/* Never passed to functions that are not inlined.  */
typedef int32_t octet __attribute__ ((vector_size (32)));
typedef uint32_t bits __attribute__ ((vector_size (32)));
typedef uint8_t octet_bytes __attribute__ ((vector_size (8)));
typedef float reals __attribute__ ((vector_size (32)));

#define INLINE static inline __attribute__ ((always_inline))

#define LOAD(vector, at) memcpy (&(vector), at, sizeof (vector))

/* Where WHICH is -1 that of A, where it is 0 that of B.  */
#define PICK(which, a, b) (((a) & (which)) | ((b) & ~(which)))

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
        v->most[k] = k < m ? -FORBIDDEN : FORBIDDEN;
      }
}

INLINE int32_t
greatest (const octet *v, size_t vectors)
{
  octet top = v[0];
  for (size_t q = 1; q < vectors; q++)
    top = PICK (v[q] > top, v[q], top);
  int32_t all[LANES], most;
  memcpy (all, &top, sizeof all);
  most = all[0];
  for (int k = 1; k < LANES; k++)
    most = all[k] > most ? all[k] : most;
  return most;
}

/* One step: the best sums TO every label and WHO they come from, given the
   sums FROM, none greater than 0.  A label whose best move is worse than the
   worst move of another that allows the same ones is on no best way; mostly
   that leaves one or two of them to try.  */
INLINE void
step (const dx_moves *v, const size_t vectors, const octet *from, octet *to,
      octet *who)
{
  octet sure[DX_LABELS_MAX / LANES];
  int32_t base[DX_LABELS_MAX];
  sure[0] = (octet) { 0 };   /* VECTORS is never 0, but who is to know */
  for (size_t q = 0; q < vectors; q++)
    {
      octet least;
      LOAD (least, v->least + LANES * q);
      sure[q] = from[q] + least;
      to[q] = (octet) { 0 } + NEVER;
      who[q] = (octet) { 0 };
    }
  memcpy (base, from, vectors * sizeof *from);
  const int32_t most = greatest (sure, vectors),
                enough = most > NEVER ? most : NEVER;
  for (size_t b = 0; b < vectors; b++)
    {
      /* Which of these have a chance: seldom any.  */
      octet good;
      int64_t some[LANES / 2];
      LOAD (good, v->most + LANES * b);
      good = from[b] + good >= enough;
      memcpy (some, &good, sizeof some);
      if (!(some[0] | some[1] | some[2] | some[3]))
        continue;
      int32_t which[LANES];
      memcpy (which, &good, sizeof which);
      for (size_t l = 0; l < LANES; l++)
        {
          const size_t k = LANES * b + l;
          if (!which[l])
            continue;
          const int32_t *move = v->move + k * v->lanes;
          for (size_t q = v->first[k]; q < v->end[k]; q++)
            {
              octet s;
              LOAD (s, move + LANES * q);
              s += base[k];
              const octet better = s > to[q];
              to[q] = PICK (better, s, to[q]);
              who[q] = PICK (better, (octet) { 0 } + (int32_t) k, who[q]);
            }
        }
    }
}

INLINE void
find_best (const dx_moves *v, const size_t vectors, dx_lattice *l, size_t n,
           uint8_t *labels)
{
  const size_t m = v->labels;
  octet best[DX_LABELS_MAX / LANES], to[DX_LABELS_MAX / LANES],
    who[DX_LABELS_MAX / LANES], past = { 0 };
  int32_t sums[DX_LABELS_MAX];
  for (size_t j = 0; j < LANES; j++)
    past[j] = (vectors - 1) * LANES + j < m ? 0 : -1;
  for (size_t j = 0; j < LANES * vectors; j++)
    sums[j] = j >= m ? NEVER
              : l->scores[j]
                  + (v->start[j] == DX_FORBIDDEN ? FLOOR : v->start[j]);
  memcpy (best, sums, vectors * sizeof *best);
  for (size_t i = 1; i < n; i++)
    {
      /* Keeps sums far from overflow in a paragraph of any length.  */
      const int32_t top = greatest (best, vectors);
      for (size_t q = 0; q < vectors; q++)
        best[q] -= top;
      step (v, vectors, best, to, who);
      const int32_t *scores = l->scores + i * m;
      uint8_t *back = l->back + i * m;
      for (size_t q = 0; q < vectors; q++)
        {
          octet s;
          LOAD (s, scores + LANES * q);
          best[q] = s + PICK (to[q] > FLOOR, to[q], (octet) { 0 } + FLOOR);
          /* What is past the last label is the next token's, here and
             there.  */
          const octet_bytes b = __builtin_convertvector (who[q], octet_bytes);
          memcpy (back + LANES * q, &b, sizeof b);
        }
      best[vectors - 1]
        = PICK (past, (octet) { 0 } + NEVER, best[vectors - 1]);
    }
  memcpy (sums, best, vectors * sizeof *best);
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

/* With the number of vectors known to the compiler for few labels.  */
INLINE void
find_best_of (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  if (v->lanes == LANES)
    find_best (v, 1, l, n, labels);
  else
    find_best (v, v->lanes / LANES, l, n, labels);
}

static void
best_plainly (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  find_best_of (v, l, n, labels);
}

#ifdef __x86_64__
__attribute__ ((target ("avx2"))) static void
best_widely (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  find_best_of (v, l, n, labels);
}
#endif

void
dx_best (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  if (!n)
    return;
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx2"))
    {
      best_widely (v, l, n, labels);
      return;
    }
#endif
  best_plainly (v, l, n, labels);
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

/* What dx_exp makes of each of eight, to the bit.  */
INLINE void
exponentials (reals *v)
{
  const octet none = *v < -87.0f, much = *v > 88.0f;
  const reals eighty_eight = (reals) { 0 } + 88.0f;
  const octet capped = PICK (much, (octet) eighty_eight, (octet) *v);
  const reals y = (reals) capped * 1.44269504f;
  const octet sign = y < 0.0f;
  const reals half = (reals) PICK (sign, (octet) ((reals) { 0 } - 0.5f),
                                   (octet) ((reals) { 0 } + 0.5f));
  const octet whole = __builtin_convertvector (y + half, octet);
  const reals r = (y - __builtin_convertvector (whole, reals)) * 0.693147181f;
  reals p = (reals) { 0 } + 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const octet two = (octet) (((bits) whole + 127u) << 23);
  *v = (reals) ((octet) (p * (reals) two) & ~none);
}

INLINE void
weigh (const dx_chances *c, const size_t vectors, dx_lattice *l, size_t n)
{
  const size_t m = c->labels, lanes = LANES * vectors;
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
      for (size_t q = 0; q < vectors; q++)
        {
          octet these;
          LOAD (these, s + LANES * q);
          reals x = __builtin_convertvector (these - top, reals) * c->scale;
          exponentials (&x);
          memcpy (e + LANES * q, &x, sizeof x);
        }
      if (!i)
        memcpy (now, c->start, m * sizeof *now);
      else
        {
          for (size_t q = 0; q < vectors; q++)
            sums[q] = (reals) { 0 };
          for (size_t k = 0; k < m; k++)
            for (size_t q = 0; q < vectors; q++)
              {
                reals to;
                LOAD (to, c->to + k * lanes + LANES * q);
                sums[q] += now[k] * to;
              }
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
      for (size_t q = 0; q < vectors; q++)
        sums[q] = (reals) { 0 };
      for (size_t j = 0; j < m; j++)
        for (size_t q = 0; q < vectors; q++)
          {
            reals from;
            LOAD (from, c->from + j * lanes + LANES * q);
            sums[q] += from * e[j] * beta[j];
          }
      memcpy (now, sums, lanes * sizeof *now);
      float top = 0;
      for (size_t k = 0; k < m; k++)
        top = now[k] > top ? now[k] : top;
      for (size_t k = 0; k < m; k++)
        beta[k] = top > 0 ? now[k] / top : 0;
    }
}

INLINE void
weigh_of (const dx_chances *c, dx_lattice *l, size_t n)
{
  if (c->lanes == LANES)
    weigh (c, 1, l, n);
  else
    weigh (c, c->lanes / LANES, l, n);
}

static void
weigh_plainly (const dx_chances *c, dx_lattice *l, size_t n)
{
  weigh_of (c, l, n);
}

#ifdef __x86_64__
__attribute__ ((target ("avx2"))) static void
weigh_widely (const dx_chances *c, dx_lattice *l, size_t n)
{
  weigh_of (c, l, n);
}
#endif

void
dx_weigh (const dx_chances *c, dx_lattice *l, size_t n)
{
#ifdef __x86_64__
  if (__builtin_cpu_supports ("avx2"))
    {
      weigh_widely (c, l, n);
      return;
    }
#endif
  weigh_plainly (c, l, n);
}

void
dx_marginals (const dx_tagger *t, dx_lattice *l, size_t n)
{
  dx_chances chances;
  dx_chances_read (&chances, t);
  dx_weigh (&chances, l, n);
}
