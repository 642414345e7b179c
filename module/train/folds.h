/* folds.h -- the same tagger trained on all but a part, part by part.
   SPDX-License-Identifier: GPL-3.0-or-later

   A stage that learns from the tags of the one before must see that stage's
   mistakes, so it gets tags made by jackknife: every article's by a tagger that
   has not seen it.  */

#ifndef DX_FOLDS_H
#define DX_FOLDS_H

#include "learn/tagger.h"
#include "train/crf.h"

enum { DX_FOLDS = 4 };

typedef struct
{
  dx_tagger tagger;
  uint8_t *bytes;   /* what the tagger points into */
} dx_fold;

/* Train on DATA as HOW says, DX_FOLDS times, each time without the sequences
   whose group is K modulo DX_FOLDS, into FOLDS[K].  Free them in any case.  */
dixit_status dx_folds_train (const dx_data *data, dx_training how,
                             dx_fold *folds, dixit_error *error);
void dx_folds_free (dx_fold *folds);

#endif
