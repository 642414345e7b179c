/* tagger.c -- reading and scoring.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "learn/model.h"
#include "text/text.h"

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
  MORE = 8        /* the first buckets again, after the last */
};

#define ROW 0xfffffu   /* the row in a bucket */
#define PRINT 0xfffu   /* what a bucket keeps of a key */

/* What a tag keeps of it; an empty bucket's tag is 0.  */
static inline uint64_t
tag_of (uint64_t key)
{
  return (key & 0x7f) | 0x80;
}

/* Bytes of a dense row, by two.  */
typedef uint16_t dx_pairs __attribute__ ((vector_size (16)));

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
   what is no row's start.  */
static dixit_status
number_rows (const dx_tagger *t, uint32_t *number, uint32_t row_units,
             uint32_t *count, dixit_error *error)
{
  dixit_status s = DIXIT_OK;
  *count = 0;
  for (uint32_t row = 0; s == DIXIT_OK && row < row_units;
       row += 1u + t->rows[2 * (size_t) row])
    {
      number[row] = ++*count;
      s = check_row (t, row, row_units, error);
    }
  return s;
}

static void
fill_dense (dx_tagger *t, uint32_t row_units, size_t bytes)
{
  memset (t->dense, BIAS, bytes);
  uint8_t *to = t->dense;
  for (const uint8_t *r = t->rows, *end = r + 2 * (size_t) row_units; r < end;
       r += 2 + 2 * (size_t) r[0])
    {
      to += t->stride;
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
      t->tags[i] = (uint8_t) (tag_of (b >> 20) & used);
    }
  memcpy (t->tags + t->mask + 1, t->tags, MORE);
  memcpy (t->slots + t->mask + 1, t->slots, MORE * sizeof *t->slots);
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
      t->stride = 8;  /* a power of two, so that few rows cross a cache line */
      while (t->stride < t->labels)
        t->stride *= 2;
      const size_t bytes
        = (count + (size_t) 1) * t->stride + sizeof (dx_pairs);
      t->slots = malloc (((size_t) t->mask + 1 + MORE) * sizeof *t->slots);
      t->tags = malloc ((size_t) t->mask + 1 + MORE);
      t->dense = malloc (bytes);
      if (t->slots && t->tags && t->dense)
        {
          fill_dense (t, row_units, bytes);
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
  free (t->tags);
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

/* The slot at which the search for KEY stops: an empty one or, as far as tags
   tell, its own; some other one if it has to go on.  Eight tags are looked at
   together: how long runs are no processor could foresee.  */
static inline uint32_t
stop_at (const uint8_t *tags, uint32_t at, uint64_t key)
{
  const uint64_t ones = 0x0101010101010101u, tops = ones << 7;
  uint64_t these;
  memcpy (&these, tags + at, sizeof these);
  const uint64_t others = these ^ tag_of (key) * ones;
  /* A byte's top bit says that the bucket is empty or that the tags are equal;
     above the first such byte it may be wrong.  The first is the lowest:
     models, and machines that read them, are little-endian.  */
  const uint64_t stops = (((others - ones) & ~others) | ~these) & tops;
  return at + (uint32_t) __builtin_ctzll (stops | (uint64_t) 1 << 63) / 8;
}

/* The row of KEY, bucket by bucket, for when tags do not do; 0 for none.  */
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

/* Note the dense rows of N keys in ROWS; how many there are.  Everything is
   asked for well before it is looked at: the tables are larger than the near
   caches.  */
static size_t
find_rows (const dx_tagger *t, const uint64_t *keys, size_t n,
           const uint8_t **rows)
{
  const uint32_t *const slots = t->slots;
  const uint8_t *const tags = t->tags, *const dense = t->dense;
  const size_t stride = t->stride;
  const uint32_t shift = t->shift;
  uint32_t at[DX_FEATURES_MAX];
  size_t found = 0;
  for (size_t i = 0; i < n; i++)
    __builtin_prefetch (tags + (keys[i] >> shift));
  for (size_t i = 0; i < n; i++)
    {
      at[i] = stop_at (tags, (uint32_t) (keys[i] >> shift), keys[i]);
      __builtin_prefetch (slots + at[i]);
    }
  for (size_t i = 0; i < n; i++)
    {
      /* If the prints are equal, the row is left; row 0 is none.  */
      const uint32_t b = slots[at[i]], used = -(uint32_t) (b != 0);
      uint32_t row = (b ^ (uint32_t) keys[i] << 20) & used;
      if (__builtin_expect (row > ROW, 0))
        row = search (t, keys[i]);
      rows[found] = dense + row * stride;
      __builtin_prefetch (rows[found]);
      found += row != 0;
    }
  return found;
}

/* Add N rows to SCORES, 16 labels in each of BLOCKS.  Bytes are added in
   pairs, and are never negative, so that no sum spills over into its
   neighbour's half.  */
static inline void
add_rows (const uint8_t *const *rows, size_t n, size_t labels,
          const size_t blocks, int32_t *scores)
{
  dx_pairs low[4] = { { 0 } }, high[4] = { { 0 } };
  for (size_t i = 0; i < n; i++)
#pragma GCC unroll 4
    for (size_t k = 0; k < blocks; k++)
      {
        dx_pairs p;
        memcpy (&p, rows[i] + k * sizeof p, sizeof p);
        low[k] += p & 0xff;
        high[k] += p >> 8;
      }
  uint16_t sum[2][32];
#pragma GCC unroll 4
  for (size_t k = 0; k < blocks; k++)
    {
      memcpy (sum[0] + 8 * k, &low[k], sizeof low[k]);
      memcpy (sum[1] + 8 * k, &high[k], sizeof high[k]);
    }
  for (size_t j = 0; j < labels; j++)
    scores[j] += sum[j % 2][j / 2] - BIAS * (int32_t) n;
}

void
dx_tagger_score (const dx_tagger *t, const uint64_t *keys, size_t n,
                 int32_t *scores)
{
  if (t->dense)
    {
      const uint8_t *rows[DX_FEATURES_MAX];
      n = find_rows (t, keys, n, rows);
      switch ((t->labels + 15) / 16)
        {
        case 1: add_rows (rows, n, t->labels, 1, scores); break;
        case 2: add_rows (rows, n, t->labels, 2, scores); break;
        case 3: add_rows (rows, n, t->labels, 3, scores); break;
        case 4: add_rows (rows, n, t->labels, 4, scores); break;
        }
      return;
    }
  for (size_t i = 0; i < n; i++)
    {
      const uint8_t *r = dx_tagger_row (t, keys[i]);
      if (r)
        for (size_t k = r[0]; k; k--)
          scores[r[2 * k]] += (int8_t) r[2 * k + 1];
    }
}
