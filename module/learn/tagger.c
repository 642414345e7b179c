/* tagger.c -- reading a tagger, and laying its weights out for speed.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/tagger.h"

#include <stdlib.h>
#include <string.h>

#include "base/eight.h"
#include "base/pages.h"
#include "learn/model.h"
#include "text/text.h"

/* The head of a tagger section; the transitions (labels + 1 rows of int16, the
   first for the start), starts, names, places of rows, and rows follow, each padded
   to 4 bytes.  */
typedef struct
{
  uint32_t labels, bits, features, row_units;
  float scale;
} head;

static size_t
padded (size_t n)
{
  return (n + 3) & ~(size_t) 3;
}

static const uint32_t *
numbers (const uint8_t **at, size_t n)
{
  const uint32_t *these = (const uint32_t *) (const void *) *at;
  *at += n * sizeof *these;
  return these;
}

/* The head, and where everything is.  */
static dixit_status
read_head (dx_tagger *t, const uint8_t *data, size_t size, dixit_error *error)
{
  head h;
  *t = (dx_tagger) { 0 };
  if (size < sizeof h)
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger is cut short");
  memcpy (&h, data, sizeof h);
  if (h.labels < 1 || h.labels > DX_LABELS_MAX || h.bits < 4 || h.bits > 24
      || h.features > 1u << 20 || h.row_units < 1 || h.row_units > 1u << 20
      || !(h.scale > 1e-4f) || !(h.scale < 1000))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger's head is damaged");
  const size_t n = h.labels, beginnings = ((size_t) 1 << h.bits) + 1;
  const size_t moves = padded ((n + 1) * n * sizeof (int16_t));
  if (size != sizeof h + moves
                + (beginnings + 2 * (size_t) h.features) * sizeof (uint32_t)
                + padded (2 * (size_t) h.row_units))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger has the wrong size");

  t->labels = h.labels;
  t->scale = h.scale;
  t->features = h.features;
  t->shift = 32 - h.bits;
  t->row_units = h.row_units;
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
  t->starts = numbers (&p, beginnings);
  t->names = numbers (&p, h.features);
  t->where = numbers (&p, h.features);
  t->rows = p;
  /* Where one of two taggers has no weights, this row stands for it.  */
  return !p[0] ? DIXIT_OK
               : dx_fail (error, DIXIT_BAD_MODEL, 0,
                          "a tagger's first row has weights");
}

/* Are features where they are said to be?  */
static dixit_status
check_names (const dx_tagger *t, dixit_error *error)
{
  const uint32_t n = t->features, last = UINT32_MAX >> t->shift;
  bool sound = !t->starts[0] && t->starts[last + 1] == n;
  for (uint32_t f = 1; f < n; f++)
    sound &= t->names[f] > t->names[f - 1];
  for (uint32_t b = 0; b <= last && sound; b++)
    {
      const uint32_t from = t->starts[b], end = t->starts[b + 1];
      sound = from <= end && end <= n && end - from < DX_PROBES_MAX
              && (from == end || (t->names[from] >> t->shift == b
                                  && t->names[end - 1] >> t->shift == b));
    }
  return sound ? DIXIT_OK
               : dx_fail (error, DIXIT_BAD_MODEL, 0,
                          "a tagger's features are out of order");
}

/* Where a row has UNITS (label, weight) left, the next four of them, if it has that
   many, the first one lowest; nothing in the other's place.  How long a row is no
   processor foresees, and most have four at most.  */
enum { FOUR = 4 };

static inline uint64_t
four_units (const uint8_t *at, size_t units)
{
  /* In each of four numbers: are there as many?  */
  const uint64_t each = UINT64_C (0x0001000100010001);
  const uint64_t there
    = (units * each | 0x8000u * each) - UINT64_C (0x0004000300020001);
  return dx_eight_at (at) & (there >> 15 & each) * 0xffffu;
}

/* How many of the N units of ROW, which lies in T, can be read four at a time.  */
static size_t
by_fours (const dx_tagger *t, size_t row, size_t n)
{
  return row + 1 + n + FOUR <= t->row_units ? n : 0;
}

static dixit_status
check_row (const dx_tagger *t, size_t row, dixit_error *error)
{
  if (row >= t->row_units || row + 1 + t->rows[2 * row] > t->row_units)
    return dx_fail (error, DIXIT_BAD_MODEL, 0,
                    "a tagger's row lies outside of it");
  const uint8_t *const r = t->rows + 2 * row;
  const size_t n = r[0], quick = by_fours (t, row, n);
  const uint64_t each = UINT64_C (0x0001000100010001);
  uint64_t others = 0;
  for (size_t k = 0; k < quick; k += FOUR)
    others |= (four_units (r + 2 + 2 * k, n - k) & 255 * each)
              + (0x8000u - t->labels) * each;
  others &= 0x8000u * each;
  for (size_t k = quick; k < n; k++)
    others |= r[2 + 2 * k] >= t->labels;
  return !others ? DIXIT_OK
                 : dx_fail (error, DIXIT_BAD_MODEL, 0,
                            "a tagger names a label that it has not");
}

dixit_status
dx_tagger_read (dx_tagger *t, const uint8_t *data, size_t size,
                dixit_error *error)
{
  dixit_status s = read_head (t, data, size, error);
  if (s == DIXIT_OK)
    s = check_names (t, error);
  for (size_t f = 0; s == DIXIT_OK && f < t->features; f++)
    s = check_row (t, t->where[f], error);
  return s;
}

/* Laying weights out */

/* A row, or two that the same features have.  */
typedef struct
{
  uint32_t row[2];     /* in the taggers' ROWS; 0, which has no weights: none */
  uint32_t uses;
} couple;

/* The features of one tagger or of two, and which of the couples each has.  */
typedef struct
{
  const uint32_t *names;
  uint32_t *merged;    /* names too, of two */
  uint32_t *which;
  couple *couples;
  uint32_t *table;     /* of one: 1 + a couple, by row; of two: by hash */
  uint32_t count, couple_count;
} layout;

static void
layout_free (layout *l)
{
  free (l->merged);
  free (l->which);
  free (l->couples);
  free (l->table);
}

static dixit_status
memory (dixit_error *error)
{
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* Every row of T is a couple.  */
static dixit_status
layout_one (layout *l, const dx_tagger *t, dixit_error *error)
{
  const uint32_t row_units = t->row_units;
  *l = (layout) { .names = t->names, .count = t->features,
                  .which = malloc ((t->features + 1u) * sizeof *l->which),
                  .couples = malloc ((row_units + 1u) * sizeof *l->couples),
                  .table = calloc (row_units + 1u, sizeof *l->table) };
  if (!l->which || !l->couples || !l->table)
    return memory (error);
  for (uint32_t row = 0; row < row_units; row += 1u + t->rows[2 * (size_t) row])
    {
      const dixit_status s = check_row (t, row, error);
      if (s != DIXIT_OK)
        return s;
      l->couples[l->couple_count] = (couple) { { row, 0 }, 0 };
      l->table[row] = ++l->couple_count;
    }
  for (uint32_t f = 0; f < t->features; f++)
    {
      const uint32_t row = t->where[f];
      if (row >= row_units || !l->table[row])
        return dx_fail (error, DIXIT_BAD_MODEL, 0,
                        "a tagger's row lies outside of it");
      l->which[f] = l->table[row] - 1;
      l->couples[l->which[f]].uses++;
    }
  return DIXIT_OK;
}

/* One more feature of two taggers.  False if its rows share their hash with too
   many others, which no accident makes.  */
static bool
layout_add (layout *l, size_t mask, uint32_t name, uint32_t row, uint32_t row2)
{
  enum { PROBES = 1024 };
  uint32_t probes = 0;
  size_t at = ((row * UINT64_C (0x9e3779b97f4a7c15)
                + row2 * UINT64_C (0xd6e8feb86659fd93)) >> 32) & mask;
  for (; l->table[at]; at = (at + 1) & mask)
    {
      const couple *c = &l->couples[l->table[at] - 1];
      if (c->row[0] == row && c->row[1] == row2)
        break;
      if (++probes == PROBES)
        return false;
    }
  if (!l->table[at])
    {
      l->couples[l->couple_count] = (couple) { { row, row2 }, 0 };
      l->table[at] = ++l->couple_count;
    }
  l->couples[l->table[at] - 1].uses++;
  l->merged[l->count] = name;
  l->which[l->count++] = l->table[at] - 1;
  return true;
}

/* All features of A and B.  */
static dixit_status
layout_two (layout *l, const dx_tagger *a, const dx_tagger *b,
            dixit_error *error)
{
  const uint32_t n = a->features, m = b->features;
  const size_t most = (size_t) n + m + 1;
  size_t slots = 16;
  while (slots < 2 * most)
    slots *= 2;
  *l = (layout) { .merged = malloc (most * sizeof *l->merged),
                  .which = malloc (most * sizeof *l->which),
                  .couples = malloc (most * sizeof *l->couples),
                  .table = calloc (slots, sizeof *l->table) };
  l->names = l->merged;
  if (!l->merged || !l->which || !l->couples || !l->table)
    return memory (error);
  for (uint32_t i = 0, k = 0; i < n || k < m;)
    {
      /* Whose name comes first no processor foresees.  Behind the last one is no
         end of what can be read: places or rows follow.  */
      const uint64_t x = a->names[i] | (uint64_t) (i == n) << 32;
      const uint64_t y = b->names[k] | (uint64_t) (k == m) << 32;
      const bool mine = x <= y, theirs = y <= x;
      if (!layout_add (l, slots - 1, (uint32_t) (mine ? x : y),
                       a->where[i] & -(uint32_t) mine,
                       b->where[k] & -(uint32_t) theirs))
        return dx_fail (error, DIXIT_BAD_MODEL, 0,
                        "two taggers' rows are crowded");
      i += mine;
      k += theirs;
    }
  return DIXIT_OK;
}

/* Number the couples from 1, into NUMBER.  Those of the most features come
   first: together in few cache lines.  */
static void
number_couples (const layout *l, uint32_t *number)
{
  enum { MANY = 64 };
  uint32_t used[MANY + 1] = { 0 };   /* couples by how many features they have */
  for (uint32_t k = 0; k < l->couple_count; k++)
    used[l->couples[k].uses < MANY ? l->couples[k].uses : MANY]++;
  for (uint32_t k = MANY + 1, before = 1; k--;)
    {
      const uint32_t these = used[k];
      used[k] = before;
      before += these;
    }
  for (uint32_t k = 0; k < l->couple_count; k++)
    number[k] = used[l->couples[k].uses < MANY ? l->couples[k].uses : MANY]++;
}

/* Add the weights of ROW of T to those at TO.  */
static void
fill_row (uint8_t *to, const dx_tagger *t, uint32_t row)
{
  const uint8_t *const r = t->rows + 2 * (size_t) row;
  const size_t n = r[0], quick = by_fours (t, row, n);
  for (size_t k = 0; k < quick; k += FOUR)
    {
      uint64_t units = four_units (r + 2 + 2 * k, n - k);
      for (size_t f = 0; f < FOUR; f++, units >>= 16)
        to[units & 255] = (uint8_t) (to[units & 255] + (units >> 8 & 255));
    }
  for (size_t k = quick; k < n; k++)
    to[r[2 + 2 * k]] = (uint8_t) (to[r[2 + 2 * k]] + r[3 + 2 * k]);
}

static bool
fill_dense (dx_tagger *t, const layout *l, const uint32_t *number,
            const dx_tagger *a, const dx_tagger *b)
{
  t->step = 3;  /* a power of two, so that no row crosses a cache line */
  while (1u << t->step < t->labels)
    t->step++;
  /* Whole cache lines, and room to read the last row in sixteens.  */
  const size_t bytes
    = ((((size_t) l->couple_count + 1) << t->step) + 127) & ~(size_t) 63;
  t->dense = dx_pages (bytes);
  if (!t->dense)
    return false;
  memset (t->dense, DX_NO_WEIGHT, bytes);
  for (uint32_t k = 0; k < l->couple_count; k++)
    {
      uint8_t *to = t->dense + ((size_t) number[k] << t->step);
      const couple *c = &l->couples[k];
      fill_row (to, a, c->row[0]);
      if (b && c->row[1])
        fill_row (to + DX_PAIR_LABELS, b, c->row[1]);
    }
  return true;
}

static dixit_status
fill_slots (dx_tagger *t, const layout *l, const uint32_t *number,
            dixit_error *error)
{
  while (l->couple_count >> t->row_bits)
    t->row_bits++;
  t->row_mask = (1u << t->row_bits) - 1;
  /* One slot in three is full: a block that is full costs a branch that no
     processor foresees.  After the last block there is room for what finds none
     there, and an empty slot, so that every search ends.  */
  t->blocks = (uint32_t) ((uint64_t) l->count * 3 / DX_TOGETHER) + 1;
  const size_t slots = (size_t) t->blocks * DX_TOGETHER + DX_PROBES_MAX
                       + 2 * DX_TOGETHER;
  const size_t bytes = (slots * sizeof *t->slots + 63) & ~(size_t) 63;
  t->slots = dx_pages (bytes);
  if (!t->slots)
    return memory (error);
  memset (t->slots, 0, bytes);
  /* Features come in the order of their names, and so of their blocks.  */
  size_t next = 0;
  for (uint32_t f = 0; f < l->count; f++)
    {
      const size_t home
        = (size_t) ((uint64_t) l->names[f] * t->blocks >> 32) * DX_TOGETHER;
      next = next > home ? next : home;
      if (next - home >= DX_PROBES_MAX)
        return dx_fail (error, DIXIT_BAD_MODEL, 0,
                        "a tagger's features are crowded");
      t->slots[next++] = l->names[f] << t->row_bits | number[l->which[f]];
    }
  return DIXIT_OK;
}

/* Lay out the weights of A, and of B unless it is NULL, as L has them, in T,
   which has as many LABELS.  */
static dixit_status
lay_out (dx_tagger *t, const layout *l, const dx_tagger *a, const dx_tagger *b,
         dixit_error *error)
{
  uint32_t *number = malloc ((l->couple_count + 1u) * sizeof *number);
  if (!number)
    return memory (error);
#ifdef __x86_64__
  t->wide = __builtin_cpu_supports ("avx2");
#endif
  number_couples (l, number);
  const dixit_status s = fill_dense (t, l, number, a, b)
                           ? fill_slots (t, l, number, error) : memory (error);
  free (number);
  return s;
}

static dixit_status
open_moves (dx_tagger *t, dixit_error *error)
{
  t->moves = malloc (sizeof *t->moves);
  if (!t->moves)
    return memory (error);
  dx_moves_read (t->moves, t);
  return DIXIT_OK;
}

dixit_status
dx_tagger_open (dx_tagger *t, const uint8_t *data, size_t size,
                dixit_error *error)
{
  layout l = { 0 };
  dixit_status s = read_head (t, data, size, error);
  if (s == DIXIT_OK)
    s = check_names (t, error);
  if (s == DIXIT_OK)
    s = layout_one (&l, t, error);
  if (s == DIXIT_OK)
    s = lay_out (t, &l, t, NULL, error);
  if (s == DIXIT_OK)
    s = open_moves (t, error);
  layout_free (&l);
  if (s != DIXIT_OK)
    dx_tagger_close (t);
  return s;
}

/* T's weights are those of PAIR from LANE on.  */
static void
lend (const dx_tagger *pair, dx_tagger *t, uint32_t lane)
{
  t->slots = pair->slots;
  t->blocks = pair->blocks;
  t->row_mask = pair->row_mask;
  t->row_bits = pair->row_bits;
  t->dense = pair->dense + lane;
  t->step = pair->step;
  t->wide = pair->wide;
  t->lent = true;
}

dixit_status
dx_tagger_open_pair (dx_tagger *a, dx_tagger *b, dixit_error *error)
{
  if (a->labels > DX_PAIR_LABELS || b->labels > DX_PAIR_LABELS)
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "a tagger has too many labels");
  dx_tagger *pair = calloc (1, sizeof *pair);
  if (!pair)
    return memory (error);
  layout l;
  pair->labels = DX_PAIR_LABELS + b->labels;
  dixit_status s = layout_two (&l, a, b, error);
  if (s == DIXIT_OK)
    s = lay_out (pair, &l, a, b, error);
  layout_free (&l);
  if (s == DIXIT_OK)
    s = open_moves (a, error);
  if (s == DIXIT_OK)
    s = open_moves (b, error);
  if (s == DIXIT_OK)
    {
      lend (pair, a, 0);
      lend (pair, b, DX_PAIR_LABELS);
      a->pair = pair;
      return s;
    }
  free (a->moves);
  free (b->moves);
  a->moves = b->moves = NULL;
  dx_tagger_close (pair);
  free (pair);
  return s;
}

void
dx_tagger_close (dx_tagger *t)
{
  if (!t->lent)
    {
      free (t->slots);
      free (t->dense);
    }
  if (t->pair)
    dx_tagger_close (t->pair);
  free (t->pair);
  free (t->moves);
  *t = (dx_tagger) { 0 };
}

const uint8_t *
dx_tagger_row (const dx_tagger *t, uint64_t key)
{
  const uint32_t name = dx_feature_name (key);
  const uint32_t *start = t->starts + (name >> t->shift);
  for (uint32_t f = start[0]; f < start[1]; f++)
    if (t->names[f] == name)
      return t->rows + 2 * (size_t) t->where[f];
  return NULL;
}
