/* affixes.h -- hashes of what words begin and end with, and of their shapes.
   SPDX-License-Identifier: GPL-3.0-or-later

   All of a word's take as much memory as all else that is known of it, and are asked
   for while it is at hand.  So they are kept of the words last asked for, and of
   others made again of the bytes.  */

#ifndef DX_AFFIXES_H
#define DX_AFFIXES_H

#include "find/words.h"

enum { DX_AFFIXES = 4, DX_AFFIXES_KEPT = 512 };

/* Hashes of a word's first and last 1 ... 4 characters, in lower case, and of a pattern
   like Xxxx, of which a long one is told by its ends.  */
typedef struct
{
  uint32_t prefix[DX_AFFIXES], suffix[DX_AFFIXES];
  uint32_t shape;
} dx_affixes;

struct dx_affixes_kept
{
  uint32_t word[DX_AFFIXES_KEPT];      /* + 1, or 0 */
  dx_affixes of[DX_AFFIXES_KEPT];
};

/* Those of the word of token I, into *X.  */
void dx_affixes_make (const dx_words *words, const dx_text *text, uint32_t i,
                      dx_affixes *x);

/* The same, good until others are asked for.  */
static inline const dx_affixes *
dx_affixes_of (const dx_words *words, const dx_text *text, uint32_t i)
{
  struct dx_affixes_kept *k = words->kept;
  const uint32_t word = words->of[i], at = word % DX_AFFIXES_KEPT;
  if (k->word[at] != word + 1)
    {
      dx_affixes_make (words, text, i, &k->of[at]);
      k->word[at] = word + 1;
    }
  return &k->of[at];
}

#endif
