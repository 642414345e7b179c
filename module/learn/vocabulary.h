/* vocabulary.h -- what is known of words beforehand: clusters and places.
   SPDX-License-Identifier: GPL-3.0-or-later

   A hash table from the key of a word (or of several, joined) to 20 bits.  It
   keeps 12 bits of the key, so one word in some thousands that is not in it
   gets another's entry.  */

#ifndef DX_VOCABULARY_H
#define DX_VOCABULARY_H

#include "dixit.h"

enum
{
  DX_VOC_CITY = 1, DX_VOC_COUNTRY = 2, DX_VOC_STATE = 4,
  DX_VOC_FLAGS = 8,         /* bits for flags; the cluster's number + 1 above */
  DX_CLUSTER_BITS = 11      /* 64 clusters of 8 of 4 */
};

typedef struct
{
  const uint32_t *buckets;  /* 0: empty; else fingerprint << 20 | entry */
  uint32_t shift, mask;
} dx_vocabulary;

/* Read a vocabulary section (u32 bits, then buckets), which it keeps pointing
   into.  DIXIT_BAD_MODEL.  */
dixit_status dx_vocabulary_read (dx_vocabulary *vocabulary, const uint8_t *data,
                              size_t size, dixit_error *error);

/* The entry of KEY, or 0.  */
uint32_t dx_vocabulary_find (const dx_vocabulary *vocabulary, uint64_t key);

#endif
