/* tagger.c -- reading a tagger, and laying its weights out for speed.
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

#define ROW 0xfffffu   /* the row in a bucket of the file */

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
  memset (t->dense, DX_NO_WEIGHT, bytes);
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
      t->slots[i] = (number[row] << DX_PRINT_BITS | b >> 20) & used;
    }
  memcpy (t->slots + t->mask + 1, t->slots, DX_TOGETHER * sizeof *t->slots);
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
#ifdef __x86_64__
      t->wide = __builtin_cpu_supports ("avx2");
#endif
      t->step = 3;  /* a power of two, so that no row crosses a cache line */
      while (1u << t->step < t->labels)
        t->step++;
      /* Whole cache lines, and room to read the last row in sixteens.  */
      const size_t bytes
        = ((((size_t) count + 1) << t->step) + 127) & ~(size_t) 63;
      t->slots = malloc (((size_t) t->mask + 1 + DX_TOGETHER) * sizeof *t->slots);
      t->dense = aligned_alloc (64, bytes);
      t->moves = malloc (sizeof *t->moves);
      if (t->slots && t->dense && t->moves)
        {
          dx_moves_read (t->moves, t);
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
  free (t->moves);
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
