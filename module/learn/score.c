/* score.c -- adding up the weights of features.
   SPDX-License-Identifier: GPL-3.0-or-later

   Half of an analysis is spent here.  What is done is said by the plain twin,
   for any processor; the wide one looks at eight slots and sixteen labels at a
   time, and is for those of x86 with vectors of that size.  */

#include "learn/tagger.h"

#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* The slot where the search for NAME from slot AT on ends; 0 if it is nowhere.
   Some block on the way has an empty slot.  */
static uint32_t
search (const dx_tagger *t, uint32_t at, uint32_t name)
{
  for (;; at++)
    {
      const uint32_t b = t->slots[at];
      if (!b || !((b ^ name << t->row_bits) & ~t->row_mask))
        return b;
    }
}

static void
put_scores (const dx_load *load, const int16_t *sums, size_t lanes)
{
  if (load->sums)
    memcpy (load->sums, sums, lanes * sizeof *sums);
  if (load->scores)
    for (size_t j = 0; j < lanes; j++)
      load->scores[j] = sums[j];
}

/* Sums never overflow: DX_FEATURES_MAX times the greatest weight is less than
   2^15.  */
static void
look_up_plainly (dx_batch *batch)
{
  const dx_tagger *const t = batch->tagger;
  const size_t lanes = dx_tagger_lanes (t);
  for (uint32_t k = 0; k < batch->count; k++)
    {
      const dx_load *load = &batch->loads[k];
      int16_t sums[DX_LABELS_MAX] = { 0 };
      for (size_t i = 0; i < load->part_count; i++)
        for (size_t j = 0; j < lanes; j++)
          sums[j] = (int16_t) (sums[j] + load->parts[i][j]);
      for (size_t i = 0; i < load->key_count; i++)
        {
          const uint32_t name = dx_feature_name (load->keys[i]);
          const uint32_t row
            = search (t, batch->rows[load->first + i], name) & t->row_mask;
          const uint8_t *r = t->dense + ((size_t) row << t->step);
          for (size_t j = 0; j < lanes; j++)
            sums[j] = (int16_t) (sums[j] + r[j] - DX_NO_WEIGHT);
        }
      put_scores (load, sums, lanes);
    }
}

/* Without dense rows.  */
static void
add_sparse (const dx_tagger *t, const dx_load *load)
{
  int16_t sums[DX_LABELS_MAX] = { 0 };
  for (size_t i = 0; i < load->part_count; i++)
    for (size_t j = 0; j < t->labels; j++)
      sums[j] = (int16_t) (sums[j] + load->parts[i][j]);
  for (size_t i = 0; i < load->key_count; i++)
    {
      const uint8_t *r = dx_tagger_row (t, load->keys[i]);
      if (r)
        for (size_t k = r[0]; k; k--)
          sums[r[2 * k]]
            = (int16_t) (sums[r[2 * k]] + (int8_t) r[2 * k + 1]);
    }
  put_scores (load, sums, dx_tagger_lanes (t));
}

#ifdef __x86_64__
#define WIDE __attribute__ ((target ("avx2")))
#define WIDE_INLINE static inline __attribute__ ((always_inline, target ("avx2")))

/* The slot of key I beyond its own block.  */
__attribute__ ((noinline, cold)) static uint32_t
search_on (const dx_batch *batch, size_t i)
{
  return search (batch->tagger, batch->rows[i] + DX_TOGETHER,
                 dx_feature_name (batch->keys[i]));
}

/* Find the rows of all keys, of 1 << STEP bytes, and ask for them.  Where a
   search stops no processor could foresee, so eight slots are looked at
   together, and the row of what is not found is read too.  */
WIDE_INLINE void
find_rows (dx_batch *batch, const uint32_t step)
{
  const dx_tagger *const t = batch->tagger;
  const uint32_t *const slots = t->slots;
  const uint8_t *const dense = t->dense;
  const size_t row_mask = t->row_mask;
  const __m128i shift = _mm_cvtsi32_si128 ((int) t->row_bits);
  const __m256i none = _mm256_setzero_si256 ();
  const __m256i names = _mm256_set1_epi32 ((int) ~row_mask);
  const uint64_t *const keys = batch->keys;
  uint32_t *const rows = batch->rows;
  const size_t n = batch->key_count;
#pragma GCC unroll 2
  for (size_t i = 0; i < n; i++)
    {
      const uint32_t *p = slots + rows[i];
      const __m256i these
        = _mm256_load_si256 ((const __m256i *) (const void *) p);
      const __m256i all
        = _mm256_sll_epi32 (_mm256_set1_epi32 ((int) dx_feature_name (keys[i])),
                            shift);
      const __m256i differ
        = _mm256_and_si256 (_mm256_xor_si256 (these, all), names);
      const __m256i stops
        = _mm256_cmpeq_epi32 (_mm256_min_epu32 (differ, these), none);
      const unsigned which
        = (unsigned) _mm256_movemask_ps (_mm256_castsi256_ps (stops));
      const size_t row
        = (size_t) (__builtin_expect (which != 0, 1)
                      ? p[__builtin_ctzll (which)] : search_on (batch, i))
          & row_mask;
      rows[i] = (uint32_t) (row << step);
      __builtin_prefetch (dense + (row << step));
    }
}

/* What adds nothing.  */
static const int16_t nothing[DX_LABELS_MAX];

/* Add the four rows that start at FOUR, 16 labels in each of BLOCKS, or 8 if that
   is 0.  */
WIDE_INLINE void
add_four (__m256i *all, const uint8_t *dense, __m128i four, const size_t blocks)
{
  const uint64_t two[2] = { (uint64_t) _mm_cvtsi128_si64 (four),
                            (uint64_t) _mm_extract_epi64 (four, 1) };
#pragma GCC unroll 4
  for (size_t f = 0; f < DX_ABREAST; f++)
    {
      const uint32_t at = (uint32_t) (two[f / 2] >> 32 * (f % 2));
      const __m128i *row = (const __m128i *) (const void *) (dense + at);
#pragma GCC unroll 4
      for (size_t k = 0; k < blocks; k++)
        all[k] = _mm256_add_epi16 (all[k],
                                   _mm256_cvtepu8_epi16 (_mm_loadu_si128 (row + k)));
      if (!blocks)
        all[0] = _mm256_add_epi16 (all[0],
                                   _mm256_cvtepu8_epi16 (_mm_loadl_epi64 (row)));
    }
}

/* The parts of LOAD added up.  */
WIDE_INLINE void
add_parts (__m256i *all, dx_load *load, const size_t blocks)
{
  for (size_t f = 0; f + 1 < DX_ABREAST; f++)
    load->parts[load->part_count + f] = nothing;
#pragma GCC unroll 1
  for (size_t i = 0; i < load->part_count; i += DX_ABREAST)
#pragma GCC unroll 4
    for (size_t f = 0; f < DX_ABREAST; f++)
      {
        const void *const part = load->parts[i + f];
#pragma GCC unroll 4
        for (size_t k = 0; k < blocks; k++)
          all[k] = _mm256_add_epi16 (
            all[k], _mm256_loadu_si256 ((const __m256i *) part + k));
        if (!blocks)
          all[0] = _mm256_add_epi16 (
            all[0], _mm256_castsi128_si256 (_mm_loadu_si128 (part)));
      }
}

/* Rows and parts added up, four at a time, the last four filled up with what adds
   nothing: how many there are no processor could foresee.  */
WIDE_INLINE void
add_up (const dx_batch *batch, dx_load *load, const size_t blocks)
{
  const uint8_t *const dense = batch->tagger->dense;
  const uint32_t *const rows = batch->rows + load->first;
  const size_t keys = load->key_count;
  const size_t n = blocks ? blocks : 1;
  __m256i all[4];
#pragma GCC unroll 4
  for (size_t k = 0; k < n; k++)
    all[k] = _mm256_setzero_si256 ();
  if (load->part_count)
    add_parts (all, load, blocks);
  size_t i = 0;
#pragma GCC unroll 1
  for (; i + DX_ABREAST < keys; i += DX_ABREAST)
    add_four (all, dense,
              _mm_loadu_si128 ((const __m128i *) (const void *) (rows + i)),
              blocks);
  const __m128i there = _mm_cmpgt_epi32 (_mm_set1_epi32 ((int) (keys - i)),
                                         _mm_setr_epi32 (0, 1, 2, 3));
  add_four (all, dense,
            _mm_and_si128 (
              there, _mm_loadu_si128 ((const __m128i *) (const void *) (rows + i))),
            blocks);
  const __m256i bias
    = _mm256_set1_epi16 ((int16_t) (-DX_NO_WEIGHT * (int) (i + DX_ABREAST)));
  int16_t sums[64];
#pragma GCC unroll 4
  for (size_t k = 0; k < n; k++)
    _mm256_storeu_si256 ((__m256i *) (void *) (sums + 16 * k),
                         _mm256_add_epi16 (all[k], bias));
  put_scores (load, sums, blocks ? 16 * blocks : 8);
}

/* STEP and BLOCKS, 0 for half a block, are known to the compiler.  */
WIDE_INLINE void
look_up (dx_batch *batch, const uint32_t step, const size_t blocks)
{
  find_rows (batch, step);
  for (uint32_t k = 0; k < batch->count; k++)
    if (batch->repeats && batch->loads[k].again)
      continue;
    else
      add_up (batch, &batch->loads[k], blocks);
}

WIDE static void
look_up_widely (dx_batch *batch)
{
  const uint32_t labels = batch->tagger->labels;
  if (labels <= 8 && batch->tagger->step == 3)
    look_up (batch, 3, 0);
  else if (labels <= 8)
    look_up (batch, 4, 0);   /* one of a pair */
  else if (labels <= 16)
    look_up (batch, 4, 1);
  else if (labels <= 32)
    look_up (batch, 5, 2);
  else if (labels <= 48)
    look_up (batch, 6, 3);
  else
    look_up (batch, 6, 4);
}
#endif

/* Ask for the block of key I.  */
static inline void
ask (dx_batch *batch, size_t i)
{
  const uint64_t name = dx_feature_name (batch->keys[i]);
  const uint32_t at
    = (uint32_t) (name * batch->tagger->blocks >> 32) * DX_TOGETHER;
  batch->rows[i] = at;
  __builtin_prefetch (batch->tagger->slots + at);
}

/* Ask for the blocks of the keys that are there, eight at a time; the others can
   wait.  While features of the next load are made these come.  */
void
dx_batch_ask (dx_batch *batch)
{
  if (!batch->tagger->dense)
    return;
  size_t i = batch->asked;
  for (; i + DX_TOGETHER <= batch->key_count; i += DX_TOGETHER)
#pragma GCC unroll 8
    for (size_t k = 0; k < DX_TOGETHER; k++)
      ask (batch, i + k);
  batch->asked = (uint32_t) i;
}

/* The rest, filled up to eight with the first key: how many are left no processor
   foresees.  */
static void
ask_rest (dx_batch *batch)
{
  const size_t n = batch->key_count;
  if (batch->asked < n)
    {
      for (size_t k = 0; k < DX_TOGETHER; k++)
        batch->keys[n + k] = batch->keys[0];
#pragma GCC unroll 8
      for (size_t k = 0; k < DX_TOGETHER; k++)
        ask (batch, batch->asked + k);
    }
}

/* Where a text says one thing without end, or two in turns, so do its
   features.  */
static inline bool
same (const dx_load *a, const dx_load *b)
{
  return a->key_count && ((a->key_count == b->key_count)
                          & (a->keys[0] == b->keys[0]))
         && a->part_count == b->part_count
         && !a->scores == !b->scores && !a->sums == !b->sums
         && !memcmp (a->keys, b->keys, a->key_count * sizeof *a->keys)
         && !memcmp (a->parts, b->parts, a->part_count * sizeof *a->parts);
}

static void
find_repeats (dx_batch *batch)
{
  for (uint32_t k = 0; k < batch->count; k++)
    {
      dx_load *const load = &batch->loads[k];
      load->again = k > 0 && same (load - 1, load)   ? 1
                    : k > 1 && same (load - 2, load) ? 2
                                                     : 0;
    }
}

static void
copy_repeats (dx_batch *batch)
{
  const dx_tagger *const t = batch->tagger;
  for (uint32_t k = 1; k < batch->count; k++)
    {
      const dx_load *const load = &batch->loads[k];
      const dx_load *const like = load - load->again;
      if (load->again && load->scores)
        memcpy (load->scores, like->scores, t->labels * sizeof *load->scores);
      if (load->again && load->sums)
        memcpy (load->sums, like->sums,
                dx_tagger_lanes (t) * sizeof *load->sums);
    }
}

void
dx_batch_flush (dx_batch *batch)
{
  const dx_tagger *const t = batch->tagger;
  if (batch->repeats)
    find_repeats (batch);
  if (t->dense)
    ask_rest (batch);
  if (!t->dense)
    for (uint32_t k = 0; k < batch->count; k++)
      add_sparse (t, &batch->loads[k]);
#ifdef __x86_64__
  else if (t->wide)
    look_up_widely (batch);
#endif
  else
    look_up_plainly (batch);
  if (batch->repeats)
    copy_repeats (batch);
  batch->count = batch->key_count = batch->asked = 0;
}

void
dx_tagger_score (const dx_tagger *t, const uint64_t *keys, size_t n,
                 int32_t *scores)
{
  if (!t->dense)
    {
      for (size_t i = 0; i < n; i++)
        {
          const uint8_t *r = dx_tagger_row (t, keys[i]);
          if (r)
            for (size_t k = r[0]; k; k--)
              scores[r[2 * k]] += (int8_t) r[2 * k + 1];
        }
      return;
    }
  dx_batch batch;
  int16_t sums[DX_LABELS_MAX];
  dx_batch_open (&batch, t);
  dx_load *load = dx_batch_next (&batch);
  memcpy (load->keys, keys, n * sizeof *keys);
  load->key_count = n;
  load->part_count = 0;
  load->sums = sums;
  load->scores = NULL;
  dx_batch_push (&batch);
  dx_batch_flush (&batch);
  for (size_t j = 0; j < t->labels; j++)
    scores[j] += sums[j];
}

int32_t
dx_tagger_weight (const dx_tagger *t, uint64_t key)
{
  int32_t weight = 0;
  const uint32_t name = dx_feature_name (key);
  if (t->dense)
    {
      const uint32_t home
        = (uint32_t) ((uint64_t) name * t->blocks >> 32) * DX_TOGETHER;
      const size_t row = search (t, home, name) & t->row_mask;
      return t->dense[row << t->step] - DX_NO_WEIGHT;
    }
  const uint8_t *r = dx_tagger_row (t, key);
  for (size_t k = r ? r[0] : 0; k; k--)
    weight += r[2 * k] ? 0 : (int8_t) r[2 * k + 1];
  return weight;
}
