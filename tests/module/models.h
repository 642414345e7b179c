/* models.h -- the two models that whole texts are analysed with in tests.
   SPDX-License-Identifier: GPL-3.0-or-later

   Ours, or the one that DIXIT_MODEL names; absent (NULL) where there is none.
   And one that has learned nothing, so that what must hold of any model is tried
   on labels that make no sense.  */

#ifndef DX_MODELS_H
#define DX_MODELS_H

#include "dixit.h"
#include "small.h"

enum { REAL, SILLY, MODELS };

static dixit_analyzer *models[MODELS];

static inline int
set_up (void **state)
{
  (void) state;
  dixit_error error;
  const char *path = getenv ("DIXIT_MODEL");
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &models[REAL], &error) != DIXIT_OK)
    print_message ("without a model: %s\n", error.message);
  char name[200];
  uint64_t random = 41;
  dx_packed parts[SMALL_PARTS];
  small_file (name, sizeof name);
  small_parts (parts, &random);
  assert_int_equal (dx_model_write (name, parts, SMALL_PARTS, NULL), DIXIT_OK);
  small_free (parts);
  const dixit_status s = dixit_analyzer_open (name, &models[SILLY], &error);
  unlink (name);
  return s != DIXIT_OK;
}

static inline int
tear_down (void **state)
{
  (void) state;
  for (int k = 0; k < MODELS; k++)
    dixit_analyzer_close (models[k]);
  return 0;
}

#endif
