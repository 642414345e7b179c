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

/* A line of a table: a word, and what it is after a tab.  */
typedef struct
{
  char *bytes;
  size_t room, size;   /* SIZE: of the word */
  const char *value;
} line;

/* Go through the table NAME beside VOCABULARY; TAKE each line, which is false where
   it is not what the table is MADE of.  */
static dixit_status
read_table (const char *vocabulary, const char *name, const char *made,
            bool (*take) (void *to, const line *l, bool *memory), void *to,
            dixit_error *error)
{
  char path[4096];
  const dixit_status s = dx_train_beside (path, sizeof path, vocabulary, name,
                                          error);
  if (s != DIXIT_OK)
    return s;
  FILE *f = fopen (path, "r");
  if (!f)
    return dx_fail (error, DIXIT_IO, 0, "cannot read %s: %s", path,
                    strerror (errno));
  line l = { 0 };
  size_t number = 0;
  bool ok = true, memory = true;
  while (ok && memory && getline (&l.bytes, &l.room, f) > 0)
    {
      const char *tab = strchr (l.bytes, '\t');
      number++;
      l.size = tab ? (size_t) (tab - l.bytes) : 0;
      l.value = tab ? tab + 1 : "";
      ok = l.size && take (to, &l, &memory);
    }
  free (l.bytes);
  fclose (f);
  return !memory ? dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory")
         : !ok   ? dx_fail (error, DIXIT_IO, 0, "%s:%zu: not %s", path, number,
                            made)
                 : DIXIT_OK;
}

typedef struct
{
  uint64_t *keys;
  float *weights;
  size_t keys_room, weights_room;
  uint32_t count;
} genders;

static bool
take_gender (void *to, const line *l, bool *memory)
{
  genders *g = to;
  if (*l->value != 'm' && *l->value != 'f')
    return false;
  *memory = dx_grow (&g->keys, &g->keys_room, g->count + 1u, sizeof *g->keys)
            && dx_grow (&g->weights, &g->weights_room, g->count + 1u,
                        sizeof *g->weights);
  if (*memory)
    {
      g->keys[g->count] = dx_key (1, dx_word_hash (l->bytes, l->size));
      g->weights[g->count++] = *l->value == 'm' ? 1.0f : -1.0f;
    }
  return true;
}

dixit_status
dx_train_given (dixit_analyzer *analyzer, const char *vocabulary,
                dx_packed *part, dixit_error *error)
{
  genders g = { 0 };
  const float none[2] = { 0, 0 };
  dixit_status s = read_table (vocabulary, "given.tsv", "a name, then m or f",
                               take_gender, &g, error);
  part->id = DX_S_GIVEN;
  if (s == DIXIT_OK)
    s = dx_pack (g.keys, g.weights, g.count, 1, none, NULL, 1.0f, 0,
                 &part->bytes, &part->size, error);
  free (g.keys);
  free (g.weights);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->given, part->bytes,
                                         part->size, error)
                       : s;
}

typedef struct
{
  dx_known_word *all;
  size_t room, count;
} sayings;

static bool
take_saying (void *to, const line *l, bool *memory)
{
  sayings *y = to;
  const unsigned long n = strtoul (l->value, NULL, 10);
  if (!n || n > DX_SAYING_MOST)
    return false;
  *memory = dx_grow (&y->all, &y->room, y->count + 1, sizeof *y->all);
  if (*memory)
    y->all[y->count++] = (dx_known_word) {
      dx_key (DX_KEY_WORD, dx_word_hash (l->bytes, l->size)), (uint32_t) n
    };
  return true;
}

dixit_status
dx_train_saying (dixit_analyzer *analyzer, const char *vocabulary,
                 dx_packed *part, dixit_error *error)
{
  sayings y = { 0 };
  dixit_status s = read_table (vocabulary, "saying.tsv",
                               "a word, then a number from 1 to 31",
                               take_saying, &y, error);
  part->id = DX_S_SAYING;
  if (s == DIXIT_OK)
    s = dx_pack_words (y.all, y.count, part, error);
  free (y.all);
  return s == DIXIT_OK ? dx_vocabulary_read (&analyzer->saying, part->bytes,
                                             part->size, error)
                       : s;
}
