/* pack.h -- quantised weights as a tagger section, and sections as a file.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_PACK_H
#define DX_PACK_H

#include "dixit.h"
#include "learn/model.h"

/* COUNT features with LABELS weights each, and (labels + 1) * labels MOVES
   (first row: the start; 0 in ALLOWED: forbidden; ALLOWED may be NULL), in
   units of UNIT, as the bytes of a tagger section (malloc'd).  Weights that
   round to zero are dropped; of the features left, at most MOST (0: all) are
   kept, those with the largest sums of weights; equal rows are kept once.  */
dixit_status dx_pack (const uint64_t *keys, const float *weights,
                      uint32_t count, uint32_t labels, const float *moves,
                      const int8_t *allowed, float unit, uint32_t most,
                      uint8_t **bytes, size_t *size, dixit_error *error);

/* Make of WEIGHTS what they will be once they are packed.  */
void dx_settle (float *weights, uint32_t count, uint32_t labels, float unit,
                uint32_t most);

typedef struct
{
  dx_section id;
  uint8_t *bytes;
  size_t size;
} dx_packed;

/* A word, or several, and what is known of them: DX_VOC_ENTRY bits.  */
typedef struct
{
  uint64_t key;
  uint32_t entry;
} dx_known_word;

/* N WORDS, which are put in order, as the bytes of a vocabulary section
   (malloc'd).  Of equal keys the entries are joined.  DIXIT_NO_MEMORY.  */
dixit_status dx_pack_words (dx_known_word *words, size_t n, dx_packed *part,
                            dixit_error *error);

/* Write a model of N sections to PATH, by way of a temporary file.  */
dixit_status dx_model_write (const char *path, const dx_packed *parts, size_t n,
                             dixit_error *error);

#endif
