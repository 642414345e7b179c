/* around.h -- what stands around a word, here and elsewhere in the text.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_AROUND_H
#define DX_AROUND_H

#include "find/context.h"

/* Where a capitalised word stands: its first places where capitals tell
   something, headlines left out.  Words are seen at the first half of them
   alone, what kind of noun they are at all.  */
enum { DX_STANDS_MOST = 16, DX_STANDS_WORDS = 8 };

/* Keys of a word, at most.  */
enum { DX_AROUND_MAX = 8 * DX_STANDS_WORDS + 24 };

/* Fill C->noun, C->which, C->stands, C->places and C->arounds, which grows in ARENA.
   DIXIT_NO_MEMORY.  */
dixit_status dx_around_open (dx_context *c, dx_arena *arena,
                             dixit_error *error);

/* Where WORD stands, as far as that counts: *AT is the first of so many tokens.  */
static inline uint32_t
dx_stands_of (const dx_context *c, uint32_t word, const uint32_t **at)
{
  const uint32_t *from = &c->stands[c->which[word]];
  *at = c->places + from[0];
  return from[1] - from[0];
}

/* The features of all places of WORD, of C->words, which has a capital; how
   many.  They need parts of speech.  Of their keys the names alone are sure.  */
size_t dx_around (const dx_context *c, uint32_t word, uint64_t *keys);

#endif
