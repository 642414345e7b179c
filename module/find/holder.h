/* holder.h -- who holds what is said: the source of a cue or of marked words
   that the linker left without one.
   SPDX-License-Identifier: GPL-3.0-or-later

   "Lee attacked the plan, calling it ..." says Lee's name far from the cue, and
   the tagger of words hardly looks that far.  Here the noun phrases of the
   sentence compete, weighed by the ranker that also weighs the people on
   stage.  */

#ifndef DX_HOLDER_H
#define DX_HOLDER_H

#include "find/quotes.h"

enum { DX_PHRASES = 20 };

/* What lacks a source.  */
typedef struct
{
  dx_piece words;      /* a cue; or a marked passage without one */
  dx_piece content;    /* what hangs on the cue, or empty */
  bool marked;         /* a passage */
} dx_orphan;

/* The noun phrases of O's sentence that could be its source, nearest to it, in
   text order; how many, at most DX_PHRASES.  */
uint32_t dx_phrases (const dx_context *c, const dx_people *people,
                     const dx_orphan *o, dx_piece *phrases);

/* Features of phrase K of N; of none of them if K is N.  At most
   DX_FEATURES_MAX.  */
size_t dx_holder_features (const dx_context *c, const dx_people *people,
                           const dx_orphan *o, const dx_piece *phrases,
                           uint32_t n, uint32_t k, uint64_t *keys);

/* The source of O, empty for none; *CHANCE: its probability, 0 for none.
   None where the model has no ranker.  */
dx_piece dx_holder (const dx_context *c, const dx_people *people,
                    const dx_orphan *o, float *chance);

#endif
