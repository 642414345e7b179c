/* things.h -- what several features read, in one number.
   SPDX-License-Identifier: GPL-3.0-or-later

   Features of small numbers, such as parts of speech and distances, read the same few
   of them again and again.  Some of these together are a thing: the weights of
   all features that read nothing else are added up once for it (find/shelf.h).  */

#ifndef DX_THINGS_H
#define DX_THINGS_H

#include <stddef.h>
#include <stdint.h>

enum { DX_THINGS_MAX = 12, DX_THING_KIND = 4 };

/* The things of a token: numbers packed together, and in the last bits what kind of
   thing it is.  */
typedef struct
{
  uint64_t all[DX_THINGS_MAX];
  size_t count;
} dx_things;

/* FIELD, of BITS, behind what was packed before.  */
static inline uint64_t
dx_put_bits (uint64_t packed, uint32_t field, uint32_t bits)
{
  return packed << bits | field;
}

/* The last that was packed.  */
static inline uint32_t
dx_take_bits (uint64_t *packed, uint32_t bits)
{
  const uint32_t field = (uint32_t) (*packed & ((UINT64_C (1) << bits) - 1));
  *packed >>= bits;
  return field;
}

static inline void
dx_things_add (dx_things *t, uint32_t kind, uint64_t packed)
{
  t->all[t->count++] = dx_put_bits (packed, kind, DX_THING_KIND);
}

#endif
