/* tables.c -- tables of words, a number each, as sections.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "find/words.h"
#include "train/dictionary.h"
#include "train/stages.h"

/* A table: a line a word, and after a tab what it is.  */
typedef struct
{
  const char *file;        /* beside the vocabulary */
  dx_section id;
  uint32_t keys;           /* the kind of its keys */
  const char *is;          /* what a line is, for complaints */
  float (*read) (const char *value);   /* the number, or 0: not such a line */
} table;

static float
read_gender (const char *value)
{
  return *value == 'm' ? 1.0f : *value == 'f' ? -1.0f : 0;
}

static float
read_saying (const char *value)
{
  const long n = strtol (value, NULL, 10);
  return n > 0 && n < 32 ? (float) n : 0;
}

static const table given
  = { "given.tsv", DX_S_GIVEN, 1, "a name, then m or f", read_gender },
  saying
  = { "saying.tsv", DX_S_SAYING, 0, "a word, then a number from 1 to 31",
      read_saying };

static dixit_status
pack_table (const table *t, const char *vocabulary, dx_tagger *tagger,
            dx_packed *part, dixit_error *error)
{
  char path[4096];
  dixit_status s = dx_train_beside (path, sizeof path, vocabulary, t->file,
                                    error);
  if (s != DIXIT_OK)
    return s;
  FILE *f = fopen (path, "r");
  if (!f)
    return dx_fail (error, DIXIT_IO, 0, "cannot read %s: %s", path,
                    strerror (errno));
  char *line = NULL;
  size_t room = 0, keys_room = 0, weights_room = 0, number = 0;
  uint32_t n = 0;
  uint64_t *keys = NULL;
  float *weights = NULL;
  while (s == DIXIT_OK && getline (&line, &room, f) > 0)
    {
      const char *tab = strchr (line, '\t');
      const float w = tab && tab > line ? t->read (tab + 1) : 0;
      number++;
      if (!(w < 0 || w > 0))
        s = dx_fail (error, DIXIT_IO, 0, "%s:%zu: not %s", path, number, t->is);
      else if (!dx_grow (&keys, &keys_room, n + 1u, sizeof *keys)
               || !dx_grow (&weights, &weights_room, n + 1u, sizeof *weights))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      else
        {
          keys[n]
            = dx_key (t->keys, dx_word_hash (line, (size_t) (tab - line)));
          weights[n++] = w;
        }
    }
  free (line);
  fclose (f);
  const float none[2] = { 0, 0 };
  part->id = t->id;
  if (s == DIXIT_OK)
    s = dx_pack (keys, weights, n, 1, none, NULL, 1.0f, 0, &part->bytes,
                 &part->size, error);
  free (keys);
  free (weights);
  return s == DIXIT_OK ? dx_tagger_read (tagger, part->bytes, part->size, error)
                       : s;
}

dixit_status
dx_train_given (dixit_analyzer *analyzer, const char *vocabulary,
                dx_packed *part, dixit_error *error)
{
  return pack_table (&given, vocabulary, &analyzer->given, part, error);
}

dixit_status
dx_train_saying (dixit_analyzer *analyzer, const char *vocabulary,
                 dx_packed *part, dixit_error *error)
{
  return pack_table (&saying, vocabulary, &analyzer->saying, part, error);
}
