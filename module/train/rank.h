/* rank.h -- training of a ranker: one weight vector, one of several chosen.
   SPDX-License-Identifier: GPL-3.0-or-later

   A conditional logit model: the probability of a candidate among its rivals
   is proportional to e to its score.  Packed as a tagger with one label.  */

#ifndef DX_RANK_H
#define DX_RANK_H

#include "learn/tagger.h"
#include "train/crf.h"

typedef struct dx_choices dx_choices;

dx_choices *dx_choices_new (void);  /* NULL when memory is out */
void dx_choices_free (dx_choices *choices);

/* Add a candidate with its N feature keys to the open choice; RIGHT: it is an
   answer (there may be several, then any of them is right).  */
bool dx_choices_add (dx_choices *choices, const uint64_t *keys, size_t n,
                     bool right) __attribute__ ((warn_unused_result));

/* The candidate just added has SCORE nats before anything is learned.  */
void dx_choices_lean (dx_choices *choices, float score);

/* Close the open choice.  One without a right answer, or without a wrong one,
   is forgotten.  */
bool dx_choices_end (dx_choices *choices, uint32_t group)
  __attribute__ ((warn_unused_result));

/* As dx_crf_train; HOW's allowed is not read.  */
dixit_status dx_rank_train (const dx_choices *choices, const dx_training *how,
                            uint8_t **bytes, size_t *size, dixit_error *error);

/* How many choices of fold FOLD of FOLDS (all if FOLDS is 0) RANKER, of one
   label, gets right; *ALL: of how many.  RANKER NULL: by what candidates lean to
   alone.  */
size_t dx_rank_right (const dx_choices *choices, const dx_tagger *ranker,
                      uint32_t folds, uint32_t fold, size_t *all);

#endif
