/* vocabulary.h -- what is known of words beforehand: clusters and places.
   SPDX-License-Identifier: GPL-3.0-or-later

   A hash table from the key of a word (or of several, joined) to 22 bits.  It
   keeps 10 bits of the key, so one word in a hundred that is not in it gets
   another's entry, in training as in use.  */

#ifndef DX_VOCABULARY_H
#define DX_VOCABULARY_H

#include "dixit.h"

enum
{
  DX_VOC_CITY = 1, DX_VOC_COUNTRY = 2, DX_VOC_STATE = 4,
  DX_VOC_FLAGS = 3,         /* bits for flags; above them */
  DX_VOC_LEANING = 7,       /* bits for which names a word leans to, 16 kinds of
                               8; and above those the cluster's number + 1 */
  DX_CLUSTER_BITS = 11,     /* 64 clusters of 8 of 4 */
  DX_VOC_ENTRY = 22         /* bits of all that */
};

typedef struct
{
  const uint32_t *buckets;  /* 0: empty; else fingerprint << DX_VOC_ENTRY | entry */
  uint32_t shift, mask;
} dx_vocabulary;

/* Read a vocabulary section (u32 bits, then buckets), which it keeps pointing
   into.  DIXIT_BAD_MODEL.  */
dixit_status dx_vocabulary_read (dx_vocabulary *vocabulary, const uint8_t *data,
                              size_t size, dixit_error *error);

/* KEY will be looked for.  */
static inline void
dx_vocabulary_ask (const dx_vocabulary *l, uint64_t key)
{
  if (l->buckets)
    __builtin_prefetch (&l->buckets[key >> l->shift]);
}

/* The entry of KEY, or 0.  */
uint32_t dx_vocabulary_find (const dx_vocabulary *vocabulary, uint64_t key);

#endif
