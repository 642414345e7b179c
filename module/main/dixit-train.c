/* dixit-train.c -- learn a model from corpora.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: dixit-train CORPORA VOCABULARY MODEL [STAGE...]

   With STAGEs (vocabulary, pos, tree, first, caseless, names, gender, given,
   cues, saying, heard, speech, link, who, meant) only those are learned anew, in this
   order, and the rest is kept from MODEL.  */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "train/stages.h"

/* In the order of training: each sees the tags of those before it.  */
static const struct
{
  const char *name;
  dx_section id;
  dx_train_stage *train;     /* NULL: it asks for both paths */
} stages[] = {
  { "vocabulary", DX_S_VOCABULARY, dx_train_vocabulary },
  { "pos", DX_S_POS, dx_train_pos },
  { "tree", DX_S_TREE, dx_train_tree },
  { "first", DX_S_FIRST, dx_train_first },
  { "caseless", DX_S_CASELESS, dx_train_caseless },
  { "names", DX_S_NAMES, dx_train_names },
  { "gender", DX_S_GENDER, dx_train_gender },
  { "given", DX_S_GIVEN, dx_train_given },
  { "cues", DX_S_CUES, dx_train_cues },
  { "saying", DX_S_SAYING, dx_train_saying },
  { "heard", DX_S_HEARD, dx_train_heard },
  { "speech", DX_S_SPEECH, dx_train_speech },
  { "link", DX_S_LINK, dx_train_link },
  { "who", DX_S_WHO, dx_train_who },
  { "meant", DX_S_MEANT, NULL }
};
enum { STAGES = sizeof stages / sizeof *stages };

static bool
asked (const char *name, int argc, char **argv)
{
  for (int k = 4; k < argc; k++)
    if (!strcmp (argv[k], name))
      return true;
  return argc == 4;
}

/* Take stage K from the MODEL there is.  */
static dixit_status
keep (const dx_model *model, int k, dixit_analyzer *a, dx_packed *part,
      dixit_error *error)
{
  const uint8_t *bytes = dx_model_section (model, stages[k].id, &part->size);
  if (!bytes)
    return dx_fail (error, DIXIT_BAD_MODEL, 0,
                    "the model has no stage %s to keep; ask for it, too",
                    stages[k].name);
  part->id = stages[k].id;
  part->bytes = malloc (part->size + 1);
  if (!part->bytes)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  memcpy (part->bytes, bytes, part->size);
  switch (stages[k].id)
    {
    case DX_S_VOCABULARY:
      return dx_vocabulary_read (&a->vocabulary, part->bytes, part->size, error);
    case DX_S_POS:
      return dx_tagger_read (&a->pos, part->bytes, part->size, error);
    case DX_S_TREE:
      return dx_tagger_read (&a->tree, part->bytes, part->size, error);
    case DX_S_FIRST:
      return dx_tagger_read (&a->first, part->bytes, part->size, error);
    case DX_S_NAMES:
      return dx_tagger_read (&a->names, part->bytes, part->size, error);
    case DX_S_GENDER:
      return dx_tagger_read (&a->gender, part->bytes, part->size, error);
    case DX_S_GIVEN:
      return dx_tagger_read (&a->given, part->bytes, part->size, error);
    case DX_S_CASELESS:
      return dx_tagger_read (&a->caseless, part->bytes, part->size, error);
    case DX_S_CUES:
      return dx_tagger_read (&a->cues, part->bytes, part->size, error);
    case DX_S_SAYING:
      return dx_vocabulary_read (&a->saying, part->bytes, part->size, error);
    case DX_S_HEARD:
      return dx_tagger_read (&a->heard, part->bytes, part->size, error);
    case DX_S_SPEECH:
      return dx_tagger_read (&a->speech, part->bytes, part->size, error);
    case DX_S_LINK:
      return dx_tagger_read (&a->link, part->bytes, part->size, error);
    case DX_S_WHO:
      return dx_tagger_read (&a->who, part->bytes, part->size, error);
    case DX_S_MEANT:
      return dx_tagger_read (&a->meant, part->bytes, part->size, error);
    }
  return DIXIT_OK;
}

int
main (int argc, char **argv)
{
  dx_packed parts[STAGES] = { 0 };
  dixit_analyzer analyzer = { 0 };
  dixit_error error = { 0 };
  if (argc < 4)
    {
      fputs ("usage: dixit-train CORPORA VOCABULARY MODEL [STAGE...]\n", stderr);
      return 2;
    }
  dixit_status s = dx_patterns_compile (&analyzer.patterns, &error);
  if (s == DIXIT_OK && argc > 4)
    s = dx_model_map (&analyzer.model, argv[3], &error);
  for (int k = 0; k < STAGES && s == DIXIT_OK; k++)
    {
      const time_t start = time (NULL);
      if (!asked (stages[k].name, argc, argv))
        s = keep (&analyzer.model, k, &analyzer, &parts[k], &error);
      else
        {
          const bool tables = stages[k].id == DX_S_VOCABULARY
                              || stages[k].id == DX_S_GIVEN
                              || stages[k].id == DX_S_SAYING;
          s = stages[k].train
                ? stages[k].train (&analyzer, argv[tables ? 2 : 1], &parts[k],
                                   &error)
                : dx_train_meant (&analyzer, argv[1], argv[2], &parts[k],
                                  &error);
          fprintf (stderr, "%s: %zu bytes, %ld s\n", stages[k].name,
                   parts[k].size, (long) (time (NULL) - start));
        }
    }
  if (s == DIXIT_OK)
    s = dx_model_write (argv[3], parts, STAGES, &error);
  for (int k = 0; k < STAGES; k++)
    free (parts[k].bytes);
  dx_model_unmap (&analyzer.model);
  dx_patterns_free (analyzer.patterns);
  if (s != DIXIT_OK)
    fprintf (stderr, "dixit-train: %s\n", error.message);
  return s == DIXIT_OK ? 0 : 1;
}
