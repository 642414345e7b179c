/* dixit-train.c -- learn a model from corpora.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: dixit-train CORPORA MODEL  */

#include <stdio.h>
#include <stdlib.h>

#include "train/stages.h"

int
main (int argc, char **argv)
{
  static dx_train_stage *const stages[]
    = { dx_train_pos, dx_train_names, dx_train_gender, dx_train_cues, dx_train_speech,
        dx_train_link };
  enum { STAGES = sizeof stages / sizeof *stages };
  dx_part parts[STAGES] = { 0 };
  dixit_analyzer analyzer = { 0 };
  dixit_error error = { 0 };
  if (argc != 3)
    {
      fputs ("usage: dixit-train CORPORA MODEL\n", stderr);
      return 2;
    }
  dixit_status s = dx_patterns_compile (&analyzer.patterns, &error);
  for (int k = 0; k < STAGES && s == DIXIT_OK; k++)
    s = stages[k] (&analyzer, argv[1], &parts[k], &error);
  if (s == DIXIT_OK)
    s = dx_model_write (argv[2], parts, STAGES, &error);
  for (int k = 0; k < STAGES; k++)
    free (parts[k].bytes);
  dx_patterns_free (analyzer.patterns);
  if (s != DIXIT_OK)
    fprintf (stderr, "dixit-train: %s\n", error.message);
  return s == DIXIT_OK ? 0 : 1;
}
