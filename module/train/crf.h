/* crf.h -- training of a linear-chain conditional random field.
   SPDX-License-Identifier: GPL-3.0-or-later

   Stochastic gradient descent with the cumulative L1 penalty of Tsuruoka,
   Tsujii and Ananiadou (2009), which leaves most weights at zero, then
   quantising.  IEEE arithmetic in a fixed order, an own generator
   for the order of sequences: the same data give the same bytes.  */

#ifndef DX_CRF_H
#define DX_CRF_H

#include "dixit.h"

typedef struct dx_data dx_data;

/* An empty set of sequences over LABELS labels; NULL when memory is out.  */
dx_data *dx_data_new (uint32_t labels);
void dx_data_free (dx_data *data);

/* Add one token with its N feature keys and gold label to the open sequence.
   False when memory is out.  */
bool dx_data_add (dx_data *data, const uint64_t *keys, size_t n, uint8_t gold)
  __attribute__ ((warn_unused_result));

/* Close the open sequence.  GROUP: what it is part of, for jackknifing.  */
bool dx_data_end (dx_data *data, uint32_t group)
  __attribute__ ((warn_unused_result));

typedef struct
{
  uint32_t epochs;
  uint32_t least;     /* features in fewer tokens are left out */
  float l1;           /* the penalty's weight */
  float rate, decay;  /* the first learning rate; what an epoch leaves of it */
  float drop;         /* the share of features that a step does not see, below 1:
                         weights then do not rely on each other */
  uint32_t means;     /* over how many of the last epochs weights are averaged; 0: 1 */
  uint32_t runs;      /* how many times, in other orders and with other noise;
                         the mean of all counts (Breiman 1996); 0: 1 */
  float match;        /* then shift the labels' scores until so many times as
                         many tokens are expected to have each, label 0
                         aside, as have it; 0: leave them */
  float unit;             /* the quantum of weights, in nats */
  uint32_t most;          /* how many features to keep, the strongest; 0: all */
  const int8_t *allowed;  /* (labels + 1) * labels, first row the start; 0: never */
  uint32_t folds, fold;   /* leave out sequences with group % folds == fold; folds 0: none */
  const char *name;   /* for progress on stderr; NULL: silent */
} dx_training;

/* Train on DATA and give the bytes of a tagger section (malloc'd).
   DIXIT_NO_MEMORY.  */
dixit_status dx_crf_train (const dx_data *data, const dx_training *how,
                           uint8_t **bytes, size_t *size, dixit_error *error);

#endif
