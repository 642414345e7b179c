/* vocabulary.c -- the table of words and places as a section.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "find/words.h"
#include "train/dictionary.h"
#include "train/stages.h"

/* The key of a name of several words, as find/context.c makes it.  */
static uint64_t
key_of (const char *s, size_t n)
{
  uint32_t h = 0;
  size_t words = 0;
  for (size_t from = 0, i = 0; i <= n; i++)
    if (i == n || s[i] == ' ' || s[i] == '-')
      {
        const uint32_t w = dx_word_hash (s + from, i - from);
        if (i > from)
          h = words++ ? dx_join (h, w) : w;
        if (i < n && s[i] == '-')
          h = words++ ? dx_join (h, dx_word_hash ("-", 1)) : h;
        from = i + 1;
      }
  return dx_key (words > 1 ? DX_KEY_PHRASE : DX_KEY_WORD, h);
}

static int
by_key (const void *a, const void *b)
{
  const dx_known_word *x = a, *y = b;
  return x->key < y->key ? -1 : x->key > y->key;
}

dixit_status
dx_pack_words (dx_known_word *items, size_t n, dx_packed *part,
               dixit_error *error)
{
  uint32_t bits = 4;
  while ((size_t) 8 << bits < 10 * n)
    bits++;
  qsort (items, n, sizeof *items, by_key);
  for (; bits <= 24; bits++)
    {
      const uint32_t mask = (1u << bits) - 1;
      bool ok = true;
      part->size = 4 + ((size_t) 4 << bits);
      free (part->bytes);
      part->bytes = calloc (1, part->size);
      if (!part->bytes)
        break;
      memcpy (part->bytes, &bits, 4);
      uint32_t *buckets = (uint32_t *) (void *) (part->bytes + 4);
      for (size_t i = 0; i < n && ok; i++)
        {
          /* One word can have two lines: a word and a place.  */
          uint32_t entry = items[i].entry;
          if (i && items[i - 1].key == items[i].key)
            continue;
          for (size_t k = i + 1; k < n && items[k].key == items[i].key; k++)
            {
              const uint32_t flags
                = (entry | items[k].entry) & ((1u << DX_VOC_FLAGS) - 1);
              entry = (entry >> DX_VOC_FLAGS ? entry : items[k].entry) | flags;
            }
          uint32_t at = (uint32_t) (items[i].key >> (64 - bits));
          int probe = 0;
          for (; buckets[at] && ok; at = (at + 1) & mask)
            ok = ++probe < DX_PROBES_MAX;
          if (ok)
            buckets[at] = (uint32_t) items[i].key << DX_VOC_ENTRY | entry;
        }
      if (ok)
        return DIXIT_OK;
    }
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

dixit_status
dx_train_vocabulary (dixit_analyzer *analyzer, const char *path, dx_packed *part,
                  dixit_error *error)
{
  FILE *f = fopen (path, "r");
  if (!f)
    return dx_fail (error, DIXIT_IO, 0, "cannot read %s: %s", path,
                    strerror (errno));
  char *line = NULL;
  size_t room = 0, n = 0, items_room = 0, number = 0;
  dx_known_word *items = NULL;
  dixit_status s = DIXIT_OK;
  while (s == DIXIT_OK && getline (&line, &room, f) > 0)
    {
      char *cluster = strchr (line, '\t');
      char *flags = cluster ? strchr (cluster + 1, '\t') : NULL;
      number++;
      if (!flags || cluster == line)
        {
          s = dx_fail (error, DIXIT_IO, 0,
                       "%s:%zu: not words, cluster, flags, leaning", path, number);
          break;
        }
      uint32_t entry = 0;
      if (cluster[1] != '-')
        entry = ((uint32_t) strtoul (cluster + 1, NULL, 10) + 1)
                << (DX_VOC_FLAGS + DX_VOC_LEANING);
      for (flags++; *flags > ' '; flags++)
        entry |= *flags == 'c'   ? DX_VOC_CITY
                 : *flags == 'n' ? DX_VOC_COUNTRY
                 : *flags == 's' ? DX_VOC_STATE
                                 : 0;
      const unsigned long leaning
        = *flags == '\t' ? strtoul (flags + 1, NULL, 10) : 0;
      entry |= (uint32_t) leaning << DX_VOC_FLAGS;
      if (entry >= 1u << DX_VOC_ENTRY || leaning >= 1u << DX_VOC_LEANING)
        s = dx_fail (error, DIXIT_IO, 0, "%s:%zu: no such cluster or leaning",
                     path, number);
      else if (!dx_grow (&items, &items_room, n + 1, sizeof *items))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      else if (entry)
        items[n++]
          = (dx_known_word) { key_of (line, (size_t) (cluster - line)), entry };
    }
  free (line);
  fclose (f);
  part->id = DX_S_VOCABULARY;
  if (s == DIXIT_OK)
    s = dx_pack_words (items, n, part, error);
  free (items);
  return s == DIXIT_OK ? dx_vocabulary_read (&analyzer->vocabulary, part->bytes,
                                          part->size, error)
                       : s;
}
