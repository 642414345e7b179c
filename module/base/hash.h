/* hash.h -- the hashes that words, features and tables share.
   SPDX-License-Identifier: GPL-3.0-or-later

   Model files hold these values: a change here is a new model version.  */

#ifndef DX_HASH_H
#define DX_HASH_H

#include <stddef.h>
#include <stdint.h>

/* FNV-1a, 32 bits, finished so that all bits are good.  */
#define DX_FNV_START 2166136261u

static inline uint32_t
dx_fnv (uint32_t h, unsigned char c)
{
  return (h ^ c) * 16777619u;
}

static inline uint32_t
dx_finish (uint32_t h)
{
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  h *= 0x846ca68bu;
  return h ^ h >> 16;
}

static inline uint32_t
dx_hash (const char *s, size_t n)
{
  uint32_t h = DX_FNV_START;
  for (size_t i = 0; i < n; i++)
    h = dx_fnv (h, (unsigned char) s[i]);
  return dx_finish (h);
}

/* Two attributes as one.  */
static inline uint32_t
dx_join (uint32_t a, uint32_t b)
{
  uint64_t x = (uint64_t) a * 0x9e3779b97f4a7c15u ^ (uint64_t) b << 17 ^ b;
  x *= 0xd6e8feb86659fd93u;
  return (uint32_t) (x >> 32);
}

/* The key of a feature: attribute A under template T.  Tables take their
   index from the high bits, which a product mixes best.  */
static inline uint64_t
dx_key (uint32_t t, uint32_t a)
{
  uint64_t x = ((uint64_t) t << 32 | t) * 0x9e3779b97f4a7c15u ^ a;
  x *= 0xd6e8feb86659fd93u;
  x ^= x >> 32;
  return x * 0xd6e8feb86659fd93u;
}

#endif
