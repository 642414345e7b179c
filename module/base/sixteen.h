/* sixteen.h -- sixteen bytes at a time.
   SPDX-License-Identifier: GPL-3.0-or-later

   In the compiler's own vectors, which every machine has, if need be as words.  What
   compares them gives 255 for a byte where it is so, and 0 elsewhere.  */

#ifndef DX_SIXTEEN_H
#define DX_SIXTEEN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t dx_sixteen __attribute__ ((vector_size (16)));

/* The sixteen bytes at S.  */
static inline dx_sixteen
dx_sixteen_at (const char *s)
{
  dx_sixteen v;
  memcpy (&v, s, sizeof v);
  return v;
}

static inline bool
dx_any_of (dx_sixteen v)
{
  uint64_t halves[2];
  memcpy (halves, &v, sizeof halves);
  return halves[0] | halves[1];
}

static inline unsigned
dx_sum_of (dx_sixteen v)
{
  const uint64_t low = UINT64_C (0x00ff00ff00ff00ff);
  uint64_t halves[2];
  memcpy (halves, &v, sizeof halves);
  /* Four sums of two bytes each, and then all of them in the highest.  */
  const uint64_t sums = (halves[0] & low) + (halves[0] >> 8 & low)
                        + (halves[1] & low) + (halves[1] >> 8 & low);
  return (unsigned) (sums * UINT64_C (0x0001000100010001) >> 48);
}

#endif
