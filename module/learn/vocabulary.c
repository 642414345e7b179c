/* vocabulary.c -- reading and finding.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/vocabulary.h"

#include <string.h>

#include "learn/tagger.h"
#include "text/text.h"

dixit_status
dx_vocabulary_read (dx_vocabulary *l, const uint8_t *data, size_t size,
                 dixit_error *error)
{
  uint32_t bits = 0;
  *l = (dx_vocabulary) { 0 };
  if (size >= sizeof bits)
    memcpy (&bits, data, sizeof bits);
  if (bits < 4 || bits > 24 || size != 4 + ((size_t) 4 << bits))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "the vocabulary is damaged");
  l->shift = 64 - bits;
  l->mask = (1u << bits) - 1;
  l->buckets = (const uint32_t *) (const void *) (data + 4);
  return DIXIT_OK;
}

uint32_t
dx_vocabulary_find (const dx_vocabulary *l, uint64_t key)
{
  uint32_t at = (uint32_t) (key >> l->shift);
  const uint32_t print = (uint32_t) (key & (0xffffffffu >> DX_VOC_ENTRY));
  if (!l->buckets)
    return 0;
  for (int probe = 0; probe < DX_PROBES_MAX; probe++)
    {
      const uint32_t b = l->buckets[at];
      /* One branch: which of the two it is no processor foresees.  */
      const bool found = b >> DX_VOC_ENTRY == print;
      if (!b | found)
        return b & ((1u << DX_VOC_ENTRY) - 1) & -(uint32_t) (found & !!b);
      at = (at + 1) & l->mask;
    }
  return 0;
}
