/* given.c -- the table of given names as a section.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "find/words.h"
#include "train/dictionary.h"
#include "train/stages.h"

dixit_status
dx_train_given (dixit_analyzer *analyzer, const char *vocabulary,
                dx_packed *part, dixit_error *error)
{
  char path[4096];
  dixit_status s = dx_train_beside (path, sizeof path, vocabulary, "given.tsv",
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
      number++;
      if (!tab || tab == line || (tab[1] != 'm' && tab[1] != 'f'))
        s = dx_fail (error, DIXIT_IO, 0, "%s:%zu: not a name, then m or f",
                     path, number);
      else if (!dx_grow (&keys, &keys_room, n + 1u, sizeof *keys)
               || !dx_grow (&weights, &weights_room, n + 1u, sizeof *weights))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      else
        {
          keys[n] = dx_key (1, dx_word_hash (line, (size_t) (tab - line)));
          weights[n++] = tab[1] == 'm' ? 1.0f : -1.0f;
        }
    }
  free (line);
  fclose (f);
  const float none[2] = { 0, 0 };
  part->id = DX_S_GIVEN;
  if (s == DIXIT_OK)
    s = dx_pack (keys, weights, n, 1, none, NULL, 1.0f, 0, &part->bytes,
                 &part->size, error);
  free (keys);
  free (weights);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->given, part->bytes,
                                         part->size, error)
                       : s;
}
