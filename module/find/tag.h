/* tag.h -- tagging runs of tokens.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_TAG_H
#define DX_TAG_H

#include "find/context.h"

/* Working memory of dx_tag, from one pass to the next.  All zeroes is
   empty.  */
typedef struct
{
  dx_lattice lattice;
  int16_t *sums;           /* per word at hand: a vector for each view */
  size_t sums_room;
  uint32_t *turn;          /* per word: when its vectors were made, from 1 */
} dx_desk;

/* Tag the tokens of every run in RUNS (sentences or paragraphs) into LABELS,
   and with SURE (may be NULL) 255 times each label's probability.
   DIXIT_NO_MEMORY, DIXIT_CANCELLED.  */
dixit_status dx_tag (const dx_context *c, const dx_tagger *tagger,
                     const dx_templates *templates, const dx_run *runs,
                     uint32_t count, uint8_t *labels, uint8_t *sure,
                     dx_desk *desk, dx_arena *arena,
                     const dixit_options *options, dixit_error *error);

#endif
