/* dictionary.c -- open addressing from keys to numbers.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/dictionary.h"

#include <stdlib.h>
#include <string.h>

bool
dx_grow (void *items, size_t *room, size_t need, size_t size)
{
  if (need <= *room)
    return true;
  size_t want = *room ? *room : 1024;
  while (want < need)
    want *= 2;
  void *old, *new;
  memcpy (&old, items, sizeof old);
  if (want > SIZE_MAX / size || !(new = realloc (old, want * size)))
    return false;
  memcpy (items, &new, sizeof new);
  *room = want;
  return true;
}

static size_t
slot (const dx_dictionary *d, uint64_t key)
{
  size_t at = (size_t) (key >> 20) & (d->slots - 1);
  while (d->value[at] && d->keys[at] != key)
    at = (at + 1) & (d->slots - 1);
  return at;
}

static bool
rebuild (dx_dictionary *d, size_t slots)
{
  dx_dictionary n = { malloc (slots * sizeof *n.keys),
                      calloc (slots, sizeof *n.value), slots, d->used };
  if (!n.keys || !n.value)
    {
      dx_dictionary_free (&n);
      return false;
    }
  for (size_t i = 0; i < d->slots; i++)
    if (d->value[i])
      {
        const size_t at = slot (&n, d->keys[i]);
        n.keys[at] = d->keys[i];
        n.value[at] = d->value[i];
      }
  dx_dictionary_free (d);
  *d = n;
  return true;
}

bool
dx_dictionary_count (dx_dictionary *d, uint64_t key)
{
  if (d->used * 2 >= d->slots
      && !rebuild (d, d->slots ? d->slots * 2 : 1 << 16))
    return false;
  const size_t at = slot (d, key);
  if (!d->value[at])
    {
      d->keys[at] = key;
      d->used++;
    }
  d->value[at]++;
  return true;
}

bool
dx_dictionary_number (dx_dictionary *d, uint32_t least, uint64_t **keys,
                      uint32_t *count)
{
  *count = 0;
  *keys = malloc ((d->used + 1) * sizeof **keys);
  if (!*keys)
    return false;
  for (size_t i = 0; i < d->slots; i++)
    if (d->value[i] >= least && d->value[i])
      {
        (*keys)[(*count)++] = d->keys[i];
        d->value[i] = *count;
      }
    else if (d->value[i])
      d->value[i] = UINT32_MAX;
  return true;
}

uint32_t
dx_dictionary_find (const dx_dictionary *d, uint64_t key)
{
  const uint32_t v = d->slots ? d->value[slot (d, key)] : 0;
  return v && v != UINT32_MAX ? v - 1 : UINT32_MAX;
}

void
dx_dictionary_free (dx_dictionary *d)
{
  free (d->keys);
  free (d->value);
  *d = (dx_dictionary) { 0 };
}
