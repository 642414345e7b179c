/* match.h -- as many labels as there are.
   SPDX-License-Identifier: GPL-3.0-or-later

   A penalty and dropout leave the weights of a conditional random field too
   small, above all those of rare labels, and where its descent stops is chance.
   A run of labels is decided by the sum over its tokens, so that a fiftieth of a
   nat a token moves recall by a point.  What is expected of each label can be
   put right afterwards: it grows with the label's score, and with nothing else
   that is changed here.  */

#ifndef DX_MATCH_H
#define DX_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Change MOVES, (M + 1) * M scores of what may follow what (first row: the
   start; 0 in ALLOWED: nothing may), in nats, such that of the tokens of COUNT
   sequences of SIZES tokens, with SCORES[tokens * M] of their labels, which are
   overwritten, WANTED[M] are expected to have each label.  Label 0 is left as it
   is.  False when memory is out.  */
bool dx_match_labels (float *scores, const size_t *sizes, size_t count,
                      size_t m, const double *wanted, const int8_t *allowed,
                      float *moves);

#endif
