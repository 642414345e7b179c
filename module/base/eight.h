/* eight.h -- eight bytes at a time, in one word of the machine.
   SPDX-License-Identifier: GPL-3.0-or-later

   What comes next in a text no processor foresees: where bytes are looked at
   together, nothing is guessed.  */

#ifndef DX_EIGHT_H
#define DX_EIGHT_H

#include <stdint.h>
#include <string.h>

/* BYTE eight times.  */
#define DX_EACH(byte) (UINT64_C (0x0101010101010101) * (byte))

/* The eight bytes at S, the first one lowest.  */
static inline uint64_t
dx_eight_at (const void *s)
{
  uint64_t x;
  memcpy (&x, s, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  x = __builtin_bswap64 (x);
#endif
  return x;
}

/* The highest bit of those bytes of X, all below 128, that are FIRST to LAST.  */
static inline uint64_t
dx_between (uint64_t x, uint8_t first, uint8_t last)
{
  return (x + DX_EACH (128u - first)) & ~(x + DX_EACH (127u - last))
         & DX_EACH (128);
}

/* How many bytes of X, from the lowest on, have their highest bit set.  */
static inline unsigned
dx_row_of (uint64_t x)
{
  const uint64_t other = ~x & DX_EACH (128);
  return other ? (unsigned) __builtin_ctzll (other) / 8 : 8;
}

#endif
