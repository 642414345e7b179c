/* tagger.c -- reading and scoring.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "learn/model.h"
#include "text/text.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The head of a tagger section; the transitions (labels + 1 rows of int16, the
   first for the start), buckets and rows follow, each padded to 4 bytes.  */
typedef struct
{
  uint32_t labels, bits, row_units;
  float scale;
} head;

enum
{
  BIAS = 128,     /* what a weight of nothing is in a dense row */
  TOGETHER = 4    /* buckets that are looked at together; as many of the first
                     stand again after the last */
};

#define ROW 0xfffffu   /* the row in a bucket */
#define PRINT 0xfffu   /* what a bucket keeps of a key */

/* Sixteen labels, or eight.  Sums never overflow: DX_FEATURES_MAX times the
   greatest weight is less than 2^15.  */
typedef uint8_t dx_bytes __attribute__ ((vector_size (16)));
typedef int16_t dx_sums __attribute__ ((vector_size (32)));
typedef int32_t dx_scores __attribute__ ((vector_size (64)));
typedef uint8_t dx_few_bytes __attribute__ ((vector_size (8)));
typedef int16_t dx_few_sums __attribute__ ((vector_size (16)));
typedef int32_t dx_few_scores __attribute__ ((vector_size (32)));

static size_t
padded (size_t n)
{
  return (n + 3) & ~(size_t) 3;
}

/* All but the rows.  */
static dixit_status
read_head (dx_tagger *t, const uint8_t *data, size_t size, uint32_t *row_units,
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
  *row_units = h.row_units;
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
  return DIXIT_OK;
}

static dixit_status
check_row (const dx_tagger *t, size_t row, uint32_t row_units,
           dixit_error *error)
{
  if (row >= row_units || row + 1 + t->rows[2 * row] > row_units)
    return dx_fail (error, DIXIT_BAD_MODEL, 0,
                    "a tagger's row lies outside of it");
  const uint8_t *r = t->rows + 2 * row;
  for (size_t k = 0; k < r[0]; k++)
    if (r[2 + 2 * k] >= t->labels)
      return dx_fail (error, DIXIT_BAD_MODEL, 0,
                      "a tagger names a label that it has not");
  return DIXIT_OK;
}

dixit_status
dx_tagger_read (dx_tagger *t, const uint8_t *data, size_t size,
                dixit_error *error)
{
  uint32_t row_units;
  dixit_status s = read_head (t, data, size, &row_units, error);
  for (size_t i = 0; s == DIXIT_OK && i <= t->mask; i++)
    if (t->buckets[i])
      s = check_row (t, t->buckets[i] & ROW, row_units, error);
  return s;
}

/* Number the rows, which lie one after the other, from 1: NUMBER[row], 0 for
   what is no row's start.  Those of the most features come first: together in
   few cache lines.  */
static dixit_status
number_rows (const dx_tagger *t, uint32_t *number, uint32_t row_units,
             uint32_t *count, dixit_error *error)
{
  /* A part of the features does, to know the rows of many.  */
  enum { MANY = 64, PART = 8 };
  uint32_t used[MANY + 1] = { 0 };  /* rows by how many features they have */
  *count = 0;
  for (size_t i = 0; i <= t->mask; i += PART)
    if (t->buckets[i] && (t->buckets[i] & ROW) < row_units
        && number[t->buckets[i] & ROW] < MANY)
      number[t->buckets[i] & ROW]++;
  for (uint32_t row = 0; row < row_units; row += 1u + t->rows[2 * (size_t) row])
    {
      const dixit_status s = check_row (t, row, row_units, error);
      if (s != DIXIT_OK)
        return s;
      used[number[row]]++;
      ++*count;
    }
  for (uint32_t k = MANY, before = 1; k <= MANY; k--)
    {
      const uint32_t these = used[k];
      used[k] = before;
      before += these;
    }
  /* What is no row's start may have been counted.  */
  for (uint32_t row = 0, next; row < row_units; row = next)
    {
      next = row + 1u + t->rows[2 * (size_t) row];
      number[row] = used[number[row]]++;
      for (uint32_t k = row + 1; k < next; k++)
        number[k] = 0;
    }
  return DIXIT_OK;
}

static void
fill_dense (dx_tagger *t, const uint32_t *number, uint32_t row_units,
            size_t bytes)
{
  memset (t->dense, BIAS, bytes);
  for (size_t row = 0; row < row_units; row += 1u + t->rows[2 * row])
    {
      const uint8_t *r = t->rows + 2 * row;
      uint8_t *to = t->dense + ((size_t) number[row] << t->step);
      for (size_t k = r[0]; k; k--)
        to[r[2 * k]] = (uint8_t) (to[r[2 * k]] + r[2 * k + 1]);
    }
}

static dixit_status
fill_slots (dx_tagger *t, const uint32_t *number, uint32_t row_units,
            dixit_error *error)
{
  for (size_t i = 0; i <= t->mask; i++)
    {
      /* Which are empty is random: no branch for it.  The first row is there,
         so it does for them.  */
      const uint32_t b = t->buckets[i], row = b & ROW;
      const uint32_t used = -(uint32_t) (b != 0);
      if (row >= row_units || !number[row])
        return dx_fail (error, DIXIT_BAD_MODEL, 0,
                        "a tagger's row lies outside of it");
      t->slots[i] = ((b & ~ROW) | number[row]) & used;
    }
  memcpy (t->slots + t->mask + 1, t->slots, TOGETHER * sizeof *t->slots);
  return DIXIT_OK;
}

dixit_status
dx_tagger_open (dx_tagger *t, const uint8_t *data, size_t size,
                dixit_error *error)
{
  uint32_t row_units, count;
  dixit_status s = read_head (t, data, size, &row_units, error);
  if (s != DIXIT_OK)
    return s;
  uint32_t *number = calloc (row_units + 1u, sizeof *number);
  if (!number)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  s = number_rows (t, number, row_units, &count, error);
  if (s == DIXIT_OK)
    {
      t->step = 3;  /* a power of two, so that no row crosses a cache line */
      while (1u << t->step < t->labels)
        t->step++;
      /* Whole cache lines, and room to read the last row in sixteens.  */
      const size_t bytes
        = ((((size_t) count + 1) << t->step) + 127) & ~(size_t) 63;
      t->slots = malloc (((size_t) t->mask + 1 + TOGETHER) * sizeof *t->slots);
      t->dense = aligned_alloc (64, bytes);
      if (t->slots && t->dense)
        {
          fill_dense (t, number, row_units, bytes);
          s = fill_slots (t, number, row_units, error);
        }
      else
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  free (number);
  if (s != DIXIT_OK)
    dx_tagger_close (t);
  return s;
}

void
dx_tagger_close (dx_tagger *t)
{
  free (t->slots);
  free (t->dense);
  *t = (dx_tagger) { 0 };
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

/* The row of KEY, bucket by bucket, for when a few do not do; 0 for none.  */
static uint32_t
search (const dx_tagger *t, uint64_t key)
{
  uint32_t at = (uint32_t) (key >> t->shift);
  for (int probe = 0; probe < DX_PROBES_MAX; probe++)
    {
      const uint32_t b = t->slots[at];
      if (!b || b >> 20 == (key & PRINT))
        return b & ROW;
      at = (at + 1) & t->mask;
    }
  return 0;
}

/* The row of KEY, which starts its search at P; 0 for none.  Where a search
   stops no processor could foresee, so four buckets are looked at together.  */
static inline uint32_t
row_at (const dx_tagger *t, const uint32_t *p, uint64_t key)
{
#ifdef __SSE2__
  const __m128i these = _mm_loadu_si128 ((const __m128i *) (const void *) p);
  const __m128i print = _mm_set1_epi32 ((int) (key & PRINT));
  const __m128i stops
    = _mm_or_si128 (_mm_cmpeq_epi32 (_mm_srli_epi32 (these, 20), print),
                    _mm_cmpeq_epi32 (these, _mm_setzero_si128 ()));
  const unsigned which = (unsigned) _mm_movemask_ps (_mm_castsi128_ps (stops));
  if (__builtin_expect (which != 0, 1))
    return p[__builtin_ctz (which)] & ROW;
#else
  for (int k = 0; k < TOGETHER; k++)
    if (!p[k] || p[k] >> 20 == (key & PRINT))
      return p[k] & ROW;
#endif
  return search (t, key);
}

/* Find the rows of LOAD's keys, and ask for them.  */
static inline __attribute__ ((always_inline)) void
find_rows (const dx_tagger *t, dx_load *load)
{
  const uint32_t *const slots = t->slots;
  const uint8_t *const dense = t->dense;
  const uint32_t shift = t->shift, step = t->step;
  size_t found = 0;
  for (size_t i = 0; i < load->key_count; i++)
    {
      const uint64_t key = load->keys[i];
      const uint32_t row = row_at (t, slots + (key >> shift), key);
      load->rows[found] = dense + ((size_t) row << step);
      __builtin_prefetch (load->rows[found]);
      found += row != 0;
    }
  load->row_count = found;
}

/* Rows and parts added up, 16 labels in each of BLOCKS.  */
static inline __attribute__ ((always_inline)) void
add_blocks (const dx_load *load, const size_t blocks)
{
  dx_sums all[4];
#pragma GCC unroll 4
  for (size_t k = 0; k < blocks; k++)
    all[k] = (dx_sums) { 0 } - (int16_t) (BIAS * load->row_count);
  for (size_t i = 0; i < load->part_count; i++)
#pragma GCC unroll 4
    for (size_t k = 0; k < blocks; k++)
      {
        dx_sums s;
        memcpy (&s, load->parts[i] + 16 * k, sizeof s);
        all[k] += s;
      }
  for (size_t i = 0; i < load->row_count; i++)
#pragma GCC unroll 4
    for (size_t k = 0; k < blocks; k++)
      {
        dx_bytes b;
        memcpy (&b, load->rows[i] + 16 * k, sizeof b);
        all[k] += __builtin_convertvector (b, dx_sums);
      }
#pragma GCC unroll 4
  for (size_t k = 0; k < blocks; k++)
    {
      if (load->sums)
        memcpy (load->sums + 16 * k, &all[k], sizeof all[k]);
      if (load->scores)
        {
          const dx_scores s = __builtin_convertvector (all[k], dx_scores);
          memcpy (load->scores + 16 * k, &s, sizeof s);
        }
    }
}

/* The same for at most eight labels.  */
static inline __attribute__ ((always_inline)) void
add_few (const dx_load *load)
{
  dx_few_sums all = (dx_few_sums) { 0 } - (int16_t) (BIAS * load->row_count);
  for (size_t i = 0; i < load->part_count; i++)
    {
      dx_few_sums s;
      memcpy (&s, load->parts[i], sizeof s);
      all += s;
    }
  for (size_t i = 0; i < load->row_count; i++)
    {
      dx_few_bytes b;
      memcpy (&b, load->rows[i], sizeof b);
      all += __builtin_convertvector (b, dx_few_sums);
    }
  if (load->sums)
    memcpy (load->sums, &all, sizeof all);
  if (load->scores)
    {
      const dx_few_scores s = __builtin_convertvector (all, dx_few_scores);
      memcpy (load->scores, &s, sizeof s);
    }
}

static inline __attribute__ ((always_inline)) void
add (const dx_tagger *t, const dx_load *load)
{
  if (t->labels <= 8)
    add_few (load);
  else if (t->labels <= 16)
    add_blocks (load, 1);
  else if (t->labels <= 32)
    add_blocks (load, 2);
  else if (t->labels <= 48)
    add_blocks (load, 3);
  else
    add_blocks (load, 4);
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
  for (size_t j = 0; j < dx_tagger_lanes (t); j++)
    {
      if (load->sums)
        load->sums[j] = sums[j];
      if (load->scores)
        load->scores[j] = sums[j];
    }
}

static inline __attribute__ ((always_inline)) void
look_up (dx_batch *batch)
{
  for (uint32_t k = 0; k < batch->count; k++)
    find_rows (batch->tagger, &batch->loads[k]);
  for (uint32_t k = 0; k < batch->count; k++)
    add (batch->tagger, &batch->loads[k]);
}

/* The same compiled twice: vectors of 32 bytes are worth having where they
   are.  */
static void
look_up_plainly (dx_batch *batch)
{
  look_up (batch);
}

#ifdef __x86_64__
__attribute__ ((target ("avx2"))) static void
look_up_widely (dx_batch *batch)
{
  look_up (batch);
}
#endif

void
dx_batch_flush (dx_batch *batch)
{
  if (!batch->tagger->dense)
    for (uint32_t k = 0; k < batch->count; k++)
      add_sparse (batch->tagger, &batch->loads[k]);
#ifdef __x86_64__
  else if (__builtin_cpu_supports ("avx2"))
    look_up_widely (batch);
#endif
  else
    look_up_plainly (batch);
  batch->count = 0;
}

void
dx_batch_push (dx_batch *batch)
{
  const dx_tagger *const t = batch->tagger;
  const dx_load *load = dx_batch_next (batch);
  if (t->dense)
    for (size_t i = 0; i < load->key_count; i++)
      __builtin_prefetch (t->slots + (load->keys[i] >> t->shift));
  if (++batch->count == DX_BATCH)
    dx_batch_flush (batch);
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
