/* dictionary.h -- numbering of feature keys for training.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_DICTIONARY_H
#define DX_DICTIONARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Open addressing; all zeroes is empty.  */
typedef struct
{
  uint64_t *keys;
  uint32_t *value;   /* first how often, after dx_dictionary_number 1 + number */
  size_t slots, used;
} dx_dictionary;

/* Count KEY once more.  False when memory is out.  */
bool dx_dictionary_count (dx_dictionary *d, uint64_t key)
  __attribute__ ((warn_unused_result));

/* Number the keys that were counted at least LEAST times, from 0; gives the
   keys by number (malloc'd) and how many.  False when memory is out.  */
bool dx_dictionary_number (dx_dictionary *d, uint32_t least,
                           uint64_t **keys, uint32_t *count)
  __attribute__ ((warn_unused_result));

/* The number of KEY; UINT32_MAX for none.  */
uint32_t dx_dictionary_find (const dx_dictionary *d, uint64_t key);

void dx_dictionary_free (dx_dictionary *d);

/* Room for at least NEED elements of SIZE bytes at *ITEMS, by realloc.  */
bool dx_grow (void *items, size_t *room, size_t need, size_t size)
  __attribute__ ((warn_unused_result));

/* The L1 penalty of Tsuruoka, Tsujii and Ananiadou (2009), APPLYPENALTY: pull
   *WEIGHT towards zero by what the penalty has come to in TOTAL and it has not
   *PAID.  */
static inline void
dx_penalize (float *weight, float *paid, float total)
{
  const float z = *weight;
  if (z > 0)
    {
      const float w = z - (total + *paid);
      *weight = w > 0 ? w : 0;
    }
  else if (z < 0)
    {
      const float w = z + (total - *paid);
      *weight = w < 0 ? w : 0;
    }
  *paid += *weight - z;
}

/* Marsaglia's xorshift: the same order of examples on every machine.  */
static inline uint64_t
dx_random (uint64_t *state)
{
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

static inline void
dx_shuffle (uint32_t *order, size_t n, uint64_t *state)
{
  for (size_t i = n; i > 1; i--)
    {
      const size_t k = (size_t) (dx_random (state) % i);
      const uint32_t t = order[i - 1];
      order[i - 1] = order[k];
      order[k] = t;
    }
}

#endif
