/* memo.h -- what one analysis of a text keeps for the next.
   SPDX-License-Identifier: GPL-3.0-or-later

   A stage's result for a sentence or a paragraph depends on nothing but what
   the stage reads.  So it is kept under a print of just that, 128 bits that no
   two inputs are likely to share, and is taken from there where the print comes
   again.  Records lie in the order in which they were asked for: an edited text
   asks for nearly the same ones in nearly the same order, so that the next one
   is mostly the one at hand, and no table is needed.

   A memo is only ever a saving: without memory it forgets.  */

#ifndef DX_MEMO_H
#define DX_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "dixit.h"

typedef struct
{
  uint64_t a, b;
} dx_print;

#define DX_PRINT_START                                                        \
  ((dx_print) { 0x243f6a8885a308d3u, 0x13198a2e03707344u })

/* The print of what P was made of, and X after it.  */
static inline dx_print
dx_print_more (dx_print p, uint64_t x)
{
  p.a = (p.a ^ x) * 0x9e3779b97f4a7c15u;
  p.a ^= p.a >> 32;
  p.b = ((p.b << 25 | p.b >> 39) + x) * 0xd6e8feb86659fd93u;
  return p;
}

/* The same with the N bytes at BYTES after it, eight at a time, the last ones filled up
   with zeros: how many they are must be in the print otherwise.  */
static inline dx_print
dx_print_bytes (dx_print p, const void *bytes, size_t n)
{
  const char *at = bytes;
  uint64_t eight;
  for (; n >= sizeof eight; at += sizeof eight, n -= sizeof eight)
    {
      memcpy (&eight, at, sizeof eight);
      p = dx_print_more (p, eight);
    }
  eight = 0;
  memcpy (&eight, at, n);
  return dx_print_more (p, eight);
}

/* What a record is of.  Each kind is asked for in one go, in this order.  */
typedef enum
{
  DX_KEPT_TOKENS, DX_KEPT_WORDS, DX_KEPT_POS, DX_KEPT_TREES, DX_KEPT_FIRST, DX_KEPT_NAMES,
  DX_KEPT_SPEECH, DX_KEPT_LINKS, DX_KEPT_MENTIONS, DX_KEPT_HOLDERS, DX_KEPT_MEANT,
  DX_KEPT_KINDS
} dx_kept;

/* An analysis with the model that MODEL tells from others begins.  False if
   another has MEMO now.  */
bool dx_memo_begin (dixit_memo *memo, const uint64_t model[2]);

/* The *SIZE bytes that are kept of KIND for PRINT, good until the analysis ends;
   or NULL.  For DX_ANY_SIZE *SIZE is set to what they are.  *AT: where
   dx_memo_room will have room for them, or SIZE_MAX, as always for what is not
   there and of unknown size.  What was found is kept further; words are to be filled
   in again, which may change what was found.  */
const void *dx_memo_find (dixit_memo *memo, dx_kept kind, dx_print print,
                          size_t *size, size_t *at);
#define DX_ANY_SIZE SIZE_MAX

/* Where there will be room for SIZE bytes of KIND for PRINT, which were not
   found; or SIZE_MAX.  */
size_t dx_memo_add (dixit_memo *memo, dx_kept kind, dx_print print,
                    size_t size);

/* The room AT that dx_memo_find gave, to be filled; for SIZE_MAX NULL.  */
void *dx_memo_room (dixit_memo *memo, size_t at);

/* The words that the last analysis has left, and their SIZE; NULL for none.  */
const void *dx_memo_words (const dixit_memo *memo, size_t *size);

/* Room for the SIZE bytes of this one's, once; NULL when memory is out.  */
void *dx_memo_words_room (dixit_memo *memo, size_t size);

/* The analysis is over.  COMPLETE: it has asked for all.  */
void dx_memo_end (dixit_memo *memo, bool complete);

#endif
