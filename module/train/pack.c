/* pack.c -- quantising, sharing rows, ordering features, writing.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "learn/tagger.h"
#include "text/text.h"

enum { ROW_LIMIT = 1 << 20 };

typedef struct
{
  uint8_t *bytes;        /* the pool of rows */
  size_t units;
  uint32_t *slots;       /* row + 1 by hash of its bytes */
  size_t mask;
} pool;

static int32_t
quantised (float w, float unit, int32_t limit)
{
  const float q = w / unit;
  const int32_t r = (int32_t) (q < 0 ? q - 0.5f : q + 0.5f);
  return r > limit ? limit : r < -limit ? -limit : r;
}

/* The place of ROW (N bytes), added if it is new; ROW_LIMIT: full.  */
static uint32_t
place (pool *p, const uint8_t *row, size_t n)
{
  size_t at = dx_hash ((const char *) row, n) & p->mask;
  for (; p->slots[at]; at = (at + 1) & p->mask)
    if (!memcmp (p->bytes + 2 * (size_t) (p->slots[at] - 1), row, n))
      return p->slots[at] - 1;
  if (p->units + n / 2 > ROW_LIMIT)
    return ROW_LIMIT;
  memcpy (p->bytes + 2 * p->units, row, n);
  const uint32_t here = (uint32_t) p->units;
  p->units += n / 2;
  p->slots[at] = here + 1;
  return here;
}

/* A feature's name and its row.  */
typedef struct
{
  uint32_t name, row;
} entry;

static int
by_name (const void *a, const void *b)
{
  const entry *x = a, *y = b;
  return (x->name > y->name) - (x->name < y->name);
}

/* Put the N ENTRIES in order.  Of two of one name, which is one pair in 2^32, that
   of the lesser row stays.  How many are left.  */
static uint32_t
sort_entries (entry *entries, size_t n)
{
  uint32_t kept = 0;
  qsort (entries, n, sizeof *entries, by_name);
  for (size_t i = 0; i < n; i++)
    if (!kept || entries[kept - 1].name != entries[i].name)
      entries[kept++] = entries[i];
    else if (entries[i].row < entries[kept - 1].row)
      entries[kept - 1] = entries[i];
  return kept;
}

/* The sum of the quantised weights of a feature.  */
static uint32_t
strength (const float *weights, uint32_t labels, float unit)
{
  uint32_t sum = 0;
  for (uint32_t j = 0; j < labels; j++)
    sum += (uint32_t) abs (quantised (weights[j], unit, 127));
  return sum;
}

enum { STRONGEST = 127 * DX_LABELS_MAX };

/* The least strength that at most MOST features have, 1 at least.  */
static uint32_t
least_strength (const float *weights, uint32_t count, uint32_t labels,
                float unit, uint32_t most)
{
  uint32_t by_strength[STRONGEST + 1] = { 0 }, sum = 0;
  for (uint32_t f = 0; f < count; f++)
    by_strength[strength (weights + (size_t) f * labels, labels, unit)]++;
  for (uint32_t k = STRONGEST; k; k--)
    if ((sum += by_strength[k]) > most)
      return k + 1;
  return 1;
}

void
dx_settle (float *weights, uint32_t count, uint32_t labels, float unit,
           uint32_t most)
{
  const uint32_t least
    = most ? least_strength (weights, count, labels, unit, most) : 1;
  for (uint32_t f = 0; f < count; f++)
    {
      float *row = weights + (size_t) f * labels;
      const bool kept = strength (row, labels, unit) >= least;
      for (uint32_t j = 0; j < labels; j++)
        row[j] = kept ? (float) quantised (row[j], unit, 127) * unit : 0;
    }
}

dixit_status
dx_pack (const uint64_t *keys, const float *weights, uint32_t count,
         uint32_t labels, const float *moves, const int8_t *allowed,
         float unit, uint32_t most, uint8_t **bytes, size_t *size,
         dixit_error *error)
{
  dixit_status status = DIXIT_NO_MEMORY;
  pool p = { calloc (2 * ROW_LIMIT + 256, 1), 1, calloc (1 << 21, 4), (1 << 21) - 1 };
  entry *entries = malloc (((size_t) count + 1) * sizeof *entries);
  size_t n = 0;
  *bytes = NULL;
  *size = 0;
  if (!p.bytes || !p.slots || !entries)
    goto out;
  p.bytes[0] = p.bytes[1] = 0;  /* row 0 has no weights */
  const uint32_t least
    = most ? least_strength (weights, count, labels, unit, most) : 1;
  for (uint32_t f = 0; f < count; f++)
    {
      if (strength (weights + (size_t) f * labels, labels, unit) < least)
        continue;
      uint8_t row[2 + 2 * DX_LABELS_MAX] = { 0 };
      size_t at = 2;
      for (uint32_t j = 0; j < labels; j++)
        {
          const int32_t q
            = quantised (weights[(size_t) f * labels + j], unit, 127);
          if (q)
            {
              row[at++] = (uint8_t) j;
              row[at++] = (uint8_t) (int8_t) q;
              row[0]++;
            }
        }
      const uint32_t where = place (&p, row, at);
      if (where == ROW_LIMIT)
        {
          status = dx_fail (error, DIXIT_TOO_LARGE, 0,
                            "more weights than a tagger holds");
          goto out;
        }
      entries[n++] = (entry) { dx_feature_name (keys[f]), where };
    }
  const uint32_t features = sort_entries (entries, n);
  uint32_t bits = 4;  /* two to four names begin alike */
  while ((size_t) 4 << bits < features)
    bits++;

  const size_t move_bytes
    = (((size_t) labels + 1) * labels * 2 + 3) & ~(size_t) 3;
  const size_t row_bytes = (2 * p.units + 3) & ~(size_t) 3;
  *size = 20 + move_bytes
          + 4 * (((size_t) 1 << bits) + 1 + 2 * (size_t) features) + row_bytes;
  uint8_t *out = *bytes = calloc (1, *size);
  if (!out)
    goto out;
  const uint32_t head[4] = { labels, bits, features, (uint32_t) p.units };
  memcpy (out, head, 16);
  memcpy (out + 16, &unit, 4);
  out += 20;
  for (size_t k = 0; k < ((size_t) labels + 1) * labels; k++)
    {
      const int16_t w = allowed && !allowed[k]
                          ? DX_FORBIDDEN
                          : (int16_t) quantised (moves[k], unit, 32000);
      memcpy (out + 2 * k, &w, 2);
    }
  out += move_bytes;
  for (uint32_t b = 0, f = 0; b <= 1u << bits; b++, out += 4)
    {
      while (f < features && entries[f].name >> (32 - bits) < b)
        f++;
      memcpy (out, &f, 4);
    }
  for (uint32_t f = 0; f < features; f++)
    {
      memcpy (out + 4 * (size_t) f, &entries[f].name, 4);
      memcpy (out + 4 * ((size_t) features + f), &entries[f].row, 4);
    }
  memcpy (out + 8 * (size_t) features, p.bytes, 2 * p.units);
  status = DIXIT_OK;
out:
  free (p.bytes);
  free (p.slots);
  free (entries);
  if (status == DIXIT_NO_MEMORY)
    dx_fail (error, status, 0, "out of memory while packing weights");
  return status;
}

dixit_status
dx_model_write (const char *path, const dx_packed *parts, size_t n,
                dixit_error *error)
{
  size_t size = 32 + 24 * n;
  for (size_t i = 0; i < n; i++)
    size = ((size + 15) & ~(size_t) 15) + parts[i].size;
  uint8_t *out = calloc (1, size);
  char name[4096];
  const int length = snprintf (name, sizeof name, "%s.new", path);
  if (!out || length < 0 || (size_t) length >= sizeof name)
    {
      free (out);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  const uint32_t version = DX_MODEL_VERSION, sections = (uint32_t) n;
  const uint64_t total = size;
  memcpy (out, "DIXITMDL", 8);
  memcpy (out + 8, &version, 4);
  memcpy (out + 12, &sections, 4);
  memcpy (out + 16, &total, 8);
  size_t at = 32 + 24 * n;
  for (size_t i = 0; i < n; i++)
    {
      at = (at + 15) & ~(size_t) 15;
      const uint32_t id = (uint32_t) parts[i].id;
      const uint64_t where[2] = { at, parts[i].size };
      memcpy (out + 32 + 24 * i, &id, 4);
      memcpy (out + 32 + 24 * i + 8, where, 16);
      memcpy (out + at, parts[i].bytes, parts[i].size);
      at += parts[i].size;
    }
  const uint64_t sum = dx_checksum (out + 32, size - 32);
  memcpy (out + 24, &sum, 8);

  FILE *f = fopen (name, "wb");
  bool ok = f && fwrite (out, 1, size, f) == size;
  if (f && fclose (f))
    ok = false;
  free (out);
  if (!ok || rename (name, path))
    return dx_fail (error, DIXIT_IO, 0, "cannot write %s: %s", path,
                    strerror (errno));
  return DIXIT_OK;
}
