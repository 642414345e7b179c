/* small.h -- small random taggers and a small model for the tests.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_SMALL_H
#define DX_SMALL_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "find/tree.h"
#include "learn/model.h"
#include "report/json.h"
#include "train/dictionary.h"
#include "train/pack.h"

/* 0 to N - 1.  */
static inline uint32_t
small_below (uint64_t *random, uint32_t n)
{
  return (uint32_t) (dx_random (random) >> 33) % n;
}

/* -1 to 1.  */
static inline float
small_float (uint64_t *random)
{
  return (float) (dx_random (random) >> 40) / (float) (1 << 23) - 1;
}

/* The exact bytes SIZE at BYTES in memory of their own, so that a sanitizer
   sees what is read past their end.  */
static inline uint8_t *
small_copy (const uint8_t *bytes, size_t size)
{
  uint8_t *copy = malloc (size ? size : 1);
  assert_non_null (copy);
  if (size)
    memcpy (copy, bytes, size);
  return copy;
}

/* A section of COUNT random features over LABELS, everything allowed.  */
static inline dx_packed
small_tagger (dx_section id, uint32_t labels, uint32_t count, float unit,
              uint64_t *random)
{
  dx_packed part = { .id = id };
  const size_t moves = ((size_t) labels + 1) * labels;
  uint64_t *keys = malloc ((count + 1u) * sizeof *keys);
  float *weights = malloc ((count * (size_t) labels + 1) * sizeof *weights);
  float *move = malloc (moves * sizeof *move);
  assert_true (keys && weights && move);
  for (uint32_t f = 0; f < count; f++)
    keys[f] = dx_random (random) * 0x9e3779b97f4a7c15u;
  for (size_t k = 0; k < count * (size_t) labels; k++)
    weights[k] = small_float (random);
  for (size_t k = 0; k < moves; k++)
    move[k] = small_float (random);
  assert_int_equal (dx_pack (keys, weights, count, labels, move, NULL, unit, 0,
                             &part.bytes, &part.size, NULL),
                    DIXIT_OK);
  free (keys);
  free (weights);
  free (move);
  return part;
}

/* The last two are words.  */
enum { SMALL_PARTS = 15, SMALL_WORDS = 2 };

/* The parts of a model that opens; it has learned nothing.  */
static inline void
small_parts (dx_packed *parts, uint64_t *random)
{
  static const struct
  {
    dx_section id;
    uint32_t labels;
  } taggers[] = {
    { DX_S_POS, DX_POS_COUNT },      { DX_S_TREE, DX_TREE_MOVES },
    { DX_S_FIRST, DX_NAME_LABELS },
    { DX_S_NAMES, DX_NAME_LABELS },  { DX_S_CUES, 1 },
    { DX_S_HEARD, DX_SP_LABELS },    { DX_S_SPEECH, DX_SP_LABELS },
    { DX_S_LINK, 1 },                { DX_S_GENDER, 1 },
    { DX_S_GIVEN, 1 },               { DX_S_WHO, 1 },
    { DX_S_MEANT, 1 },               { DX_S_CASELESS, DX_NAME_LABELS }
  };
  for (size_t k = 0; k < SMALL_PARTS - SMALL_WORDS; k++)
    parts[k] = small_tagger (taggers[k].id, taggers[k].labels, 40, 0.01f,
                             random);
  for (size_t k = SMALL_PARTS - SMALL_WORDS; k < SMALL_PARTS; k++)
    {
      dx_packed *words = &parts[k];
      const uint32_t bits = 6;
      words->id = k + 1 == SMALL_PARTS ? DX_S_VOCABULARY : DX_S_SAYING;
      words->size = 4 + (4u << bits);
      words->bytes = calloc (1, words->size);
      assert_non_null (words->bytes);
      memcpy (words->bytes, &bits, 4);
      for (uint32_t i = 0; i < 1u << bits; i += 2)
        {
          const uint32_t bucket = (uint32_t) dx_random (random);
          memcpy (words->bytes + 4 + 4 * i, &bucket, 4);
        }
    }
}

static inline void
small_free (dx_packed *parts)
{
  for (size_t k = 0; k < SMALL_PARTS; k++)
    free (parts[k].bytes);
}

/* A name for a temporary file, which exists and is empty.  The caller
   removes it.  */
static inline void
small_file (char *path, size_t room)
{
  const char *directory = getenv ("TMPDIR");
  const int n = snprintf (path, room, "%s/dixit-XXXXXX",
                          directory ? directory : "/tmp");
  assert_true (n > 0 && (size_t) n < room);
  const int fd = mkstemp (path);
  assert_true (fd >= 0);
  close (fd);
}

static inline void
small_write (const char *path, const void *bytes, size_t size)
{
  FILE *f = fopen (path, "wb");
  assert_non_null (f);
  assert_int_equal (fwrite (bytes, 1, size, f), size);
  assert_int_equal (fclose (f), 0);
}

/* The file at PATH, malloc'd, with a NUL after it; NULL if it cannot be
   read.  */
static inline char *
small_read (const char *path, size_t *size)
{
  FILE *f = fopen (path, "rb");
  if (!f)
    return NULL;
  size_t room = 4096;
  char *bytes = malloc (room);
  assert_non_null (bytes);
  for (*size = 0;;)
    {
      *size += fread (bytes + *size, 1, room - *size - 1, f);
      if (*size + 1 < room)
        break;
      bytes = realloc (bytes, room *= 2);
      assert_non_null (bytes);
    }
  bytes[*size] = 0;
  fclose (f);
  return bytes;
}

/* What is written to one: a text, and in how many pieces it came.  */
typedef struct
{
  char *bytes;
  size_t size, pieces;
} small_text;

static inline bool
small_gather (const char *bytes, size_t size, void *text)
{
  small_text *t = text;
  t->bytes = realloc (t->bytes, t->size + size + 1);
  assert_non_null (t->bytes);
  memcpy (t->bytes + t->size, bytes, size);
  t->size += size;
  t->bytes[t->size] = 0;
  t->pieces++;
  return true;
}

/* D as JSON, malloc'd.  */
static inline char *
small_json (const dixit_document *d, dx_json_layout layout)
{
  small_text t = { 0 };
  assert_int_equal (dx_report_json (d, NULL, NULL, layout, small_gather, &t,
                                    NULL),
                    DIXIT_OK);
  return t.bytes;
}

#endif
