/* folds.c -- jackknife training, two folds at a time.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/folds.h"

#include <pthread.h>
#include <stdlib.h>

typedef struct
{
  const dx_data *data;
  dx_training how;
  dx_fold *fold;
  dixit_status status;
  dixit_error error;
} job;

static void *
work (void *p)
{
  job *j = p;
  size_t size;
  j->status
    = dx_crf_train (j->data, &j->how, &j->fold->bytes, &size, &j->error);
  if (j->status == DIXIT_OK)
    j->status
      = dx_tagger_read (&j->fold->tagger, j->fold->bytes, size, &j->error);
  return NULL;
}

dixit_status
dx_folds_train (const dx_data *data, dx_training how, dx_fold *folds,
                dixit_error *error)
{
  job jobs[DX_FOLDS] = { 0 };
  how.name = NULL;
  how.folds = DX_FOLDS;
  how.runs = 1;
  for (uint32_t k = 0; k < DX_FOLDS; k++)
    {
      folds[k] = (dx_fold) { 0 };
      jobs[k] = (job) { .data = data, .how = how, .fold = &folds[k] };
      jobs[k].how.fold = k;
    }
  /* Each has its own memory, and the order of its sums does not depend on the
     other, so two threads give the same bytes as one.  */
  for (int k = 0; k < DX_FOLDS; k += 2)
    {
      pthread_t other;
      const bool threaded
        = k + 1 < DX_FOLDS && !pthread_create (&other, NULL, work, &jobs[k + 1]);
      work (&jobs[k]);
      if (threaded)
        pthread_join (other, NULL);
      else if (k + 1 < DX_FOLDS)
        work (&jobs[k + 1]);
    }
  for (int k = 0; k < DX_FOLDS; k++)
    if (jobs[k].status != DIXIT_OK)
      {
        if (error)
          *error = jobs[k].error;
        return jobs[k].status;
      }
  return DIXIT_OK;
}

void
dx_folds_free (dx_fold *folds)
{
  for (int k = 0; k < DX_FOLDS; k++)
    free (folds[k].bytes);
}
