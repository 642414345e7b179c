/* decode.c -- the best labels of a sequence, and how likely they are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Sums run over eight labels at a time; everything is compiled twice, for
   processors that have vectors of that size and for others.  Sums of
   probabilities keep their order, label by label, so that they round as they do
   one by one.  */

#include <string.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"

#ifdef __x86_64__
#include <immintrin.h>
#endif

enum { LANES = 8, VECTOR = 16, OFTEN = 16 };

/* Never passed to functions that are not inlined.  */
typedef int32_t octet __attribute__ ((vector_size (32)));
typedef uint32_t bits __attribute__ ((vector_size (32)));
typedef uint8_t octet_bytes __attribute__ ((vector_size (8)));
typedef float reals __attribute__ ((vector_size (32)));

#define INLINE static inline __attribute__ ((always_inline))
#define WIDE __attribute__ ((target ("avx2")))

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
  memset (l->scores + n * t->labels, 0, VECTOR * sizeof *l->scores);
  return true;
}

/* Decoding */

/* Sums are kept near 0 and above FLOOR; a forbidden move falls below NEVER,
   where no other can be.  */
enum { FLOOR = -(1 << 24), NEVER = -(1 << 27), FORBIDDEN = -(1 << 28) };

/* May label K move to J?  */
static bool
allows (const dx_moves *v, size_t k, size_t j)
{
  return v->move[k * v->lanes + j] != FORBIDDEN;
}

/* The most that a move of label B gains over the same of label A.  */
static int32_t
lead (const dx_moves *v, size_t a, size_t b)
{
  const int32_t *x = v->move + a * v->lanes, *y = v->move + b * v->lanes;
  int32_t most = FORBIDDEN;
  for (size_t j = 0; j < v->labels; j++)
    if (!v->near[j] && allows (v, b, j))
      {
        const int32_t more = allows (v, a, j) ? y[j] - x[j] : -FORBIDDEN;
        most = more > most ? more : most;
      }
  return most;
}

/* Which labels are near, and what leads to them.  */
static void
find_near (dx_moves *v)
{
  v->any_near = false;
  for (size_t j = 0; j < v->lanes; j++)
    {
      bool near = j < v->labels;
      for (size_t k = 0; k < v->labels; k++)
        near &= (k + 2 >= j && k <= j) || !allows (v, k, j);
      v->near[j] = near ? -1 : 0;
      v->any_near |= near;
      for (size_t b = 0; b < 3; b++)
        v->from[b][j] = near && j >= b ? v->move[(j - b) * v->lanes + j]
                                       : FORBIDDEN;
    }
  for (size_t k = 0; k < v->lanes; k++)
    {
      v->far[k] = 0;
      for (size_t j = 0; k < v->labels && j < v->labels; j++)
        v->far[k] |= !v->near[j] && allows (v, k, j) ? -1 : 0;
    }
}

static bool
is_wide (void)
{
#ifdef __x86_64__
  return __builtin_cpu_supports ("avx2");
#else
  return false;
#endif
}

void
dx_moves_read (dx_moves *v, const dx_tagger *t)
{
  const size_t m = t->labels;
  v->labels = t->labels;
  v->wide = is_wide ();
  v->lanes = (t->labels + LANES - 1) / LANES * LANES;
  memcpy (v->start, t->start, sizeof v->start);
  for (size_t k = 0; k < v->lanes; k++)
    {
      for (size_t j = 0; j < v->lanes; j++)
        {
          const int32_t w
            = j < m && k < m ? t->transition[k * m + j] : DX_FORBIDDEN;
          v->move[k * v->lanes + j] = w == DX_FORBIDDEN ? FORBIDDEN : w;
        }
    }
  find_near (v);
  for (size_t a = 0; a < m; a++)
    for (size_t b = 0; b < v->lanes; b++)
      v->lead[a * v->lanes + b] = b < m ? lead (v, a, b) : FORBIDDEN;
}

/* Which lanes of WHICH are -1: a bit each.  Compilers make more of it than it
   is, so it is said in intrinsics where they are; so is the next.  */
INLINE unsigned
lanes_plainly (const octet *which)
{
  unsigned lanes = 0;
  for (unsigned j = 0; j < LANES; j++)
    lanes |= ((unsigned) (*which)[j] & 1) << j;
  return lanes;
}

/* The greatest of the eight in V, in all of its lanes.  */
INLINE void
spread_plainly (octet *v)
{
  int32_t most = (*v)[0];
  for (unsigned j = 1; j < LANES; j++)
    most = (*v)[j] > most ? (*v)[j] : most;
  *v = (octet) { 0 } + most;
}

/* Numbers of less than 128 as bytes.  */
INLINE void
narrow_plainly (const octet *numbers, uint8_t *to)
{
  const octet_bytes b = __builtin_convertvector (*numbers, octet_bytes);
  memcpy (to, &b, sizeof b);
}

/* What stands one lane and two lanes before those of HERE, which BEFORE is
   before.  */
INLINE void
shift_plainly (const octet *before, const octet *here, octet *one, octet *two)
{
  int32_t both[2 * LANES];
  memcpy (both, before, sizeof *before);
  memcpy (both + LANES, here, sizeof *here);
  memcpy (one, both + LANES - 1, sizeof *one);
  memcpy (two, both + LANES - 2, sizeof *two);
}

#ifdef __x86_64__
WIDE static inline unsigned
lanes_widely (const octet *which)
{
  return (unsigned) _mm256_movemask_ps (_mm256_castsi256_ps ((__m256i) *which));
}

WIDE static inline void
spread_widely (octet *v)
{
  __m256i m = (__m256i) *v;
  m = _mm256_max_epi32 (m, _mm256_permute2x128_si256 (m, m, 1));
  m = _mm256_max_epi32 (m, _mm256_shuffle_epi32 (m, 0x4e));
  *v = (octet) _mm256_max_epi32 (m, _mm256_shuffle_epi32 (m, 0xb1));
}

WIDE static inline void
narrow_widely (const octet *numbers, uint8_t *to)
{
  const __m256i n = (__m256i) *numbers;
  const __m128i shorts = _mm_packs_epi32 (_mm256_castsi256_si128 (n),
                                          _mm256_extracti128_si256 (n, 1));
  _mm_storel_epi64 ((__m128i *) (void *) to, _mm_packs_epi16 (shorts, shorts));
}

WIDE static inline void
shift_widely (const octet *before, const octet *here, octet *one, octet *two)
{
  const __m256i h = (__m256i) *here;
  const __m256i halves = _mm256_permute2x128_si256 ((__m256i) *before, h, 0x21);
  *one = (octet) _mm256_alignr_epi8 (h, halves, 12);
  *two = (octet) _mm256_alignr_epi8 (h, halves, 8);
}
#else
#define shift_widely shift_plainly
#define lanes_widely lanes_plainly
#define spread_widely spread_plainly
#define narrow_widely narrow_plainly
#endif

INLINE unsigned
lanes_of (const bool wide, const octet *which)
{
  return wide ? lanes_widely (which) : lanes_plainly (which);
}

/* The greatest of all V, in all lanes of TOP.  */
INLINE void
find_greatest (const bool wide, const octet *v, const size_t vectors, octet *top)
{
  *top = v[0];
#pragma GCC unroll 5
  for (size_t q = 1; q < vectors; q++)
    *top = PICK (v[q] > *top, v[q], *top);
  if (wide)
    spread_widely (top);
  else
    spread_plainly (top);
}

/* The sums TO every label from label K, whose sum is BASE, if they are better
   than those that WHO has made.  */
INLINE void
try_label (const dx_moves *v, const size_t vectors, size_t k, int32_t base,
           octet *to, octet *who)
{
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      octet s;
      LOAD (s, v->move + k * v->lanes + LANES * q);
      s += base;
      const octet better = s > to[q];
      to[q] = PICK (better, s, to[q]);
      who[q] = PICK (better, (octet) { 0 } + (int32_t) k, who[q]);
    }
}

/* One step: the best sums TO every label and WHO they come from, given the
   sums FROM, of few labels: all are tried, for which a processor has nothing to
   foresee.  */
INLINE void
short_step (const dx_moves *v, const octet *from, octet *to, octet *who)
{
  int32_t base[LANES];
  memcpy (base, from, sizeof base);
  *to = (octet) { 0 } + NEVER;
  *who = (octet) { 0 };
#pragma GCC unroll 8
  for (size_t k = 0; k < LANES; k++)
    try_label (v, 1, k, base[k], to, who);
}

/* The sums TO every label that is not near, and WHO they come from, given the
   sums FROM.  A label that is farther behind another than its moves can gain is on no
   best way; mostly that leaves one or two to try.  */
INLINE void
step_far (const bool wide, const dx_moves *v, const size_t vectors,
          const octet *from, octet *to, octet *who)
{
  octet top, these[DX_LABELS_MAX / LANES];
  uint64_t ahead = 0, good = 0;
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      octet far;
      LOAD (far, v->far + LANES * q);
      these[q] = PICK (far, from[q], (octet) { 0 } + NEVER);
    }
  find_greatest (wide, these, vectors, &top);
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      const octet none_ahead = these[q] == top;
      ahead |= (uint64_t) lanes_of (wide, &none_ahead) << (LANES * q);
    }
  const size_t first = (size_t) __builtin_ctzll (ahead);
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      octet lead;
      LOAD (lead, v->lead + first * v->lanes + LANES * q);
      lead = from[q] + lead >= top;
      good |= (uint64_t) lanes_of (wide, &lead) << (LANES * q);
    }
  good |= UINT64_C (1) << first;  /* even where a model forbids every move */
  if (!(good & (good - 1)))
    {
#pragma GCC unroll 5
      for (size_t q = 0; q < vectors; q++)
        {
          LOAD (to[q], v->move + first * v->lanes + LANES * q);
          to[q] += top;
          who[q] = (to[q] > NEVER) & ((octet) { 0 } + (int32_t) first);
        }
      return;
    }
  int32_t base[DX_LABELS_MAX];
  memcpy (base, from, vectors * sizeof *from);
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      to[q] = (octet) { 0 } + NEVER;
      who[q] = (octet) { 0 };
    }
  for (; good; good &= good - 1)
    {
      const size_t k = (size_t) __builtin_ctzll (good);
      try_label (v, vectors, k, base[k], to, who);
    }
}

/* The same where most tokens have label 0 and it alone is to be tried: false if it is
   not so.  A processor foresees that it is, and goes on with the next step before it
   knows the sums of this one.  */
INLINE bool
step_from_first (const bool wide, const dx_moves *v, const size_t vectors,
                 const octet *from, octet *to, octet *who)
{
  const octet first = (octet) { 0 } + from[0][0];
  octet lead, others = { 0 };
#pragma GCC unroll 5
  for (size_t q = 1; q < vectors; q++)
    {
      LOAD (lead, v->lead + LANES * q);
      others |= from[q] + lead >= first;
    }
  LOAD (lead, v->lead);
  lead = from[0] + lead >= first;
  if (lanes_of (wide, &lead) != 1 || lanes_of (wide, &others))
    return false;
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      LOAD (to[q], v->move + LANES * q);
      to[q] += first;
      who[q] = (octet) { 0 };
    }
  return true;
}

/* The same of labels that are near: all that may move to them are tried.  */
INLINE void
step_near (const bool wide, const dx_moves *v, const size_t vectors,
           const octet *from, octet *to, octet *who)
{
  octet before = (octet) { 0 } + NEVER;
#pragma GCC unroll 5
  for (size_t q = 0; q < vectors; q++)
    {
      octet one, two, near, w;
      if (wide)
        shift_widely (&before, &from[q], &one, &two);
      else
        shift_plainly (&before, &from[q], &one, &two);
      const octet own = (octet) { 0, 1, 2, 3, 4, 5, 6, 7 } + (int32_t) (LANES * q);
      LOAD (w, v->from[2] + LANES * q);
      octet best = two + w, whose = own - 2;
      LOAD (w, v->from[1] + LANES * q);
      octet s = one + w;
      whose -= s > best;
      best = PICK (s > best, s, best);
      LOAD (w, v->from[0] + LANES * q);
      s = from[q] + w;
      whose = PICK (s > best, own, whose);
      best = PICK (s > best, s, best);
      LOAD (near, v->near + LANES * q);
      to[q] = PICK (near, best, to[q]);
      who[q] = PICK (near, whose & (best > NEVER), who[q]);
      before = from[q];
    }
}

/* One step of many labels.  */
INLINE void
step (const bool wide, const dx_moves *v, const size_t vectors,
      const octet *from, octet *to, octet *who)
{
  if (!v->any_near)
    {
      step_far (wide, v, vectors, from, to, who);
      return;
    }
  if (!step_from_first (wide, v, vectors, from, to, who))
    step_far (wide, v, vectors, from, to, who);
  step_near (wide, v, vectors, from, to, who);
}

INLINE void
find_best (const bool wide, const dx_moves *v, const size_t vectors,
           dx_lattice *l, size_t n, uint8_t *labels)
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
      if (i % OFTEN == 0)
        {
          octet top;
          find_greatest (wide, best, vectors, &top);
#pragma GCC unroll 5
          for (size_t q = 0; q < vectors; q++)
            best[q] -= top;
        }
      if (vectors > 1)
        step (wide, v, vectors, best, to, who);
      else
        short_step (v, best, to, who);
      const int32_t *scores = l->scores + i * m;
      uint8_t *back = l->back + i * m;
#pragma GCC unroll 5
      for (size_t q = 0; q < vectors; q++)
        {
          octet s;
          LOAD (s, scores + LANES * q);
          best[q] = s + PICK (to[q] > FLOOR, to[q], (octet) { 0 } + FLOOR);
          /* What is past the last label is the next token's, here and
             there.  */
          if (wide)
            narrow_widely (&who[q], back + LANES * q);
          else
            narrow_plainly (&who[q], back + LANES * q);
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
find_best_of (const bool wide, const dx_moves *v, dx_lattice *l, size_t n,
              uint8_t *labels)
{
  switch (v->lanes / LANES)
    {
    case 1: find_best (wide, v, 1, l, n, labels); break;
    case 4: find_best (wide, v, 4, l, n, labels); break;
    case 5: find_best (wide, v, 5, l, n, labels); break;
    default: find_best (wide, v, v->lanes / LANES, l, n, labels);
    }
}

static void
best_plainly (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  find_best_of (false, v, l, n, labels);
}

#ifdef __x86_64__
WIDE static void
best_widely (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  find_best_of (true, v, l, n, labels);
}
#endif

void
dx_best (const dx_moves *v, dx_lattice *l, size_t n, uint8_t *labels)
{
  if (!n)
    return;
#ifdef __x86_64__
  if (v->wide)
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
  c->wide = is_wide ();
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

/* What token I has for its labels, once what comes from before it is FORWARD and
   what comes from after it BACKWARD.  */
INLINE void
meet (const size_t m, const float *forward, const float *backward, float *to)
{
  float sum = 0;
  for (size_t j = 0; j < m; j++)
    sum += to[j] = forward[j] * backward[j];
  for (size_t j = 0; j < m; j++)
    to[j] = sum > 0 ? to[j] / sum : 0;
}

/* Each step waits for the one before, so both ways are gone at the same time: up to
   the middle they leave what they have with each token, and after it they
   find there what the other has left.  M: the labels.  */
INLINE void
weigh (const dx_chances *c, const size_t m, const size_t vectors, dx_lattice *l,
       size_t n)
{
  const size_t lanes = LANES * vectors;
  float *const e = l->backward, *const f = l->forward;
  reals sums[DX_LABELS_MAX / LANES];
  float now[DX_LABELS_MAX] = { 0 }, beta[DX_LABELS_MAX];
  for (size_t i = 0; i < n; i++)
    {
      const int32_t *s = l->scores + i * m;
      int32_t top = s[0];
      for (size_t j = 1; j < m; j++)
        top = s[j] > top ? s[j] : top;
      for (size_t q = 0; q < vectors; q++)
        {
          octet these;
          LOAD (these, s + LANES * q);
          reals x = __builtin_convertvector (these - top, reals) * c->scale;
          exponentials (&x);
          memcpy (e + i * m + LANES * q, &x, sizeof x);
        }
    }
  for (size_t j = 0; j < m; j++)
    beta[j] = 1;
  for (size_t i = 0, k = n - 1; i < n; i++, k--)
    {
      const float *ei = e + i * m, *ek = e + k * m;
      float *fi = f + i * m, *fk = f + k * m;
      if (!i)
        memcpy (now, c->start, m * sizeof *now);
      else
        {
          for (size_t q = 0; q < vectors; q++)
            sums[q] = (reals) { 0 };
          for (size_t j = 0; j < m; j++)
            for (size_t q = 0; q < vectors; q++)
              {
                reals to;
                LOAD (to, c->to + j * lanes + LANES * q);
                sums[q] += now[j] * to;
              }
          memcpy (now, sums, lanes * sizeof *now);
        }
      float sum = 0;
      for (size_t j = 0; j < m; j++)
        sum += now[j] *= ei[j];
      const float scale = sum > 0 ? 1 / sum : 0;
      for (size_t j = 0; j < m; j++)
        now[j] *= scale;
      if (i < k)
        {
          memcpy (fi, now, m * sizeof *now);
          memcpy (fk, beta, m * sizeof *beta);
        }
      else
        {
          meet (m, now, i == k ? beta : fi, fi);
          if (i > k)
            meet (m, fk, beta, fk);
        }
      for (size_t q = 0; q < vectors; q++)
        sums[q] = (reals) { 0 };
      for (size_t j = 0; j < m; j++)
        for (size_t q = 0; q < vectors; q++)
          {
            reals from;
            LOAD (from, c->from + j * lanes + LANES * q);
            sums[q] += from * ek[j] * beta[j];
          }
      float before[DX_LABELS_MAX], top = 0;
      memcpy (before, sums, lanes * sizeof *before);
      for (size_t j = 0; j < m; j++)
        top = before[j] > top ? before[j] : top;
      for (size_t j = 0; j < m; j++)
        beta[j] = top > 0 ? before[j] / top : 0;
    }
}

/* With the numbers of labels and vectors known to the compiler where labels fill
   one.  */
INLINE void
weigh_of (const dx_chances *c, dx_lattice *l, size_t n)
{
  if (c->labels == LANES)
    weigh (c, LANES, 1, l, n);
  else
    weigh (c, c->labels, c->lanes / LANES, l, n);
}

static void
weigh_plainly (const dx_chances *c, dx_lattice *l, size_t n)
{
  weigh_of (c, l, n);
}

#ifdef __x86_64__
WIDE static void
weigh_widely (const dx_chances *c, dx_lattice *l, size_t n)
{
  weigh_of (c, l, n);
}
#endif

void
dx_weigh (const dx_chances *c, dx_lattice *l, size_t n)
{
#ifdef __x86_64__
  if (c->wide)
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
