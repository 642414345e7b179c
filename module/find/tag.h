/* tag.h -- tagging runs of tokens.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_TAG_H
#define DX_TAG_H

#include "find/context.h"

/* Vectors of sums, made once for each thing: a word, or what is known of a
   token.  It grows, and when it may no more it is emptied.  All zeroes is
   empty.  */
typedef struct
{
  uint64_t *things;        /* a hash table */
  uint32_t *numbers;       /* of them, from 1; 0: empty */
  size_t slots;
  int16_t *sums;           /* a vector for each view of each */
  size_t sums_room;
  size_t stride;           /* numbers of all views of a thing */
  uint32_t count, room, most;  /* things: that are there, fit, ever will */
  bool whole;              /* all that there can be will fit */
} dx_shelf;

/* Working memory of dx_tag, from one pass to the next.  All zeroes is
   empty.  */
typedef struct
{
  dx_lattice lattice;
  dx_shelf words, states;
  int16_t *carried;        /* per token of the runs, DX_PAIR_LABELS: what the first
                              of a pair has added up for the second */
  size_t carried_room;
  size_t carried_count;    /* tokens; 0: nothing is carried */
} dx_desk;

/* Tag the tokens of every run in RUNS (sentences or paragraphs) into LABELS,
   and with SURE (may be NULL) 255 times each label's probability.  The two
   passes of a pair of taggers go over the same runs, one right after the other.
   DIXIT_NO_MEMORY, DIXIT_CANCELLED.  */
dixit_status dx_tag (const dx_context *c, const dx_tagger *tagger,
                     const dx_templates *templates, const dx_run *runs,
                     uint32_t count, uint8_t *labels, uint8_t *sure,
                     dx_desk *desk, dx_arena *arena,
                     const dixit_options *options, dixit_error *error);

#endif
