/* speech.c -- the two passes over speech, and the links.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each learns from jackknifed tags of the one before: article K's first pass by
   a tagger that has not seen it, its second pass too, and its links from
   those.  */

#include <stdlib.h>
#include <string.h>

#include "train/folds.h"
#include "train/stages.h"

dixit_status
dx_train_polnear (const char *corpora, dx_corpus *corpus, dixit_error *error)
{
  char path[4096];
  const dixit_status s = dx_train_path (
    path, sizeof path, corpora, "quotations/polnear-train.jsonl", error);
  return s == DIXIT_OK ? dx_corpus_jsonl (corpus, path, error) : s;
}

/* Whether content G stands before the first cue of its attribution.  */
static bool
stands_before (const dx_article *a, const dx_gold *g)
{
  for (size_t k = 0; k < a->count; k++)
    if (a->gold[k].group == g->group && a->gold[k].label == DX_ROLE_CUE)
      return g->start < a->gold[k].start;
  return false;
}

void
dx_speech_gold (const dx_reading *r, const dx_article *a, uint8_t *labels)
{
  memset (labels, 0, r->text.token_count);
  /* Content first: a source or cue inside it wins.  */
  for (int role = DX_ROLE_CONTENT; role >= DX_ROLE_CUE; role--)
    for (size_t k = 0; k < a->count; k++)
      {
        const dx_gold *g = &a->gold[k];
        if (g->label != role)
          continue;
        const uint32_t from = dx_token_at (&r->text, g->start);
        const uint8_t first = (uint8_t) (2 * role + DX_SP_B_CUE);
        const uint8_t then
          = role == DX_ROLE_CONTENT && stands_before (a, g) ? DX_SP_I_BEFORE
                                                            : first + 1;
        for (uint32_t i = from; i < r->text.token_count
                                && dx_token_in (&r->text, i, g);
             i++)
          labels[i] = i > from ? then : first;
      }
}

/* What a label may follow.  */
static void
allow_speech (int8_t *allowed)
{
  const int m = DX_SP_LABELS;
  for (int from = -1; from < m; from++)
    for (int to = 0; to < m; to++)
      {
        /* A long paragraph is cut, so a run may go on at its start.  */
        allowed[(from + 1) * m + to]
          = !dx_speech_inner ((uint8_t) to) || from == to || from < 0
            || from == dx_speech_begin ((uint8_t) to);
      }
}

typedef struct
{
  dx_corpus corpus;
  dx_data *data;
  int8_t allowed[(DX_SP_LABELS + 1) * DX_SP_LABELS];
  dx_fold heard[DX_FOLDS], speech[DX_FOLDS];
  dixit_analyzer with[DX_FOLDS];
} lesson;

/* How many features are kept.  */
enum { HEARD_MOST = 45800, SPEECH_MOST = 91700, LINK_MOST = 45000 };

static dx_training
training (const lesson *l, uint32_t most, const char *name)
{
  return (dx_training) { .epochs = 20, .least = 2, .l1 = 2.0f, .rate = 0.006f,
                         .decay = 0.9f, .drop = 0.5f, .means = 4, .runs = 6,
                         .match = 1.02f, .unit = 0.04f, .most = most, .allowed = l->allowed,
                         .name = name };
}

/* The sequences for the first pass.  */
static dixit_status
lesson_open (lesson *l, const dixit_analyzer *analyzer, const char *corpora,
             dixit_error *error)
{
  *l = (lesson) { 0 };
  allow_speech (l->allowed);
  const dixit_status s = dx_train_polnear (corpora, &l->corpus, error);
  if (s != DIXIT_OK)
    return s;
  for (int k = 0; k < DX_FOLDS; k++)
    l->with[k] = *analyzer;
  l->data = dx_data_new (DX_SP_LABELS);
  return l->data ? dx_gather (analyzer, 1, DX_TO_NAMES, &l->corpus,
                              &dx_speech_templates, dx_speech_gold,
                              DX_PARAGRAPHS, l->data, error)
                 : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* Jackknife the first pass, and gather the sequences for the second.  */
static dixit_status
lesson_again (lesson *l, dixit_error *error)
{
  dixit_status s
    = dx_folds_train (l->data, training (l, HEARD_MOST, NULL), l->heard, error);
  dx_data_free (l->data);
  l->data = dx_data_new (DX_SP_LABELS);
  if (s == DIXIT_OK && !l->data)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (int k = 0; k < DX_FOLDS; k++)
    l->with[k].heard = l->heard[k].tagger;
  return s == DIXIT_OK ? dx_gather (l->with, DX_FOLDS, DX_TO_ECHOES,
                                    &l->corpus, &dx_speech_again_templates,
                                    dx_speech_gold, DX_PARAGRAPHS, l->data,
                                    error)
                       : s;
}

static void
lesson_close (lesson *l)
{
  dx_data_free (l->data);
  dx_corpus_free (&l->corpus);
  dx_folds_free (l->heard);
  dx_folds_free (l->speech);
}

dixit_status
dx_train_heard (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, analyzer, corpora, error);
  const dx_training how = training (&l, HEARD_MOST, "speech, first pass");
  part->id = DX_S_HEARD;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->heard, part->bytes,
                                         part->size, error)
                       : s;
}

dixit_status
dx_train_speech (dixit_analyzer *analyzer, const char *corpora,
                 dx_packed *part, dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, analyzer, corpora, error);
  if (s == DIXIT_OK)
    s = lesson_again (&l, error);
  const dx_training how = training (&l, SPEECH_MOST,
                                    "speech, second pass");
  part->id = DX_S_SPEECH;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->speech, part->bytes,
                                         part->size, error)
                       : s;
}

dixit_status
dx_train_link (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
               dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, analyzer, corpora, error);
  dx_choices *choices = dx_choices_new ();
  if (s == DIXIT_OK)
    s = lesson_again (&l, error);
  if (s == DIXIT_OK)
    s = dx_folds_train (l.data, training (&l, SPEECH_MOST, NULL), l.speech, error);
  if (s == DIXIT_OK && !choices)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (size_t k = 0; k < l.corpus.count && s == DIXIT_OK; k++)
    {
      dixit_analyzer *with = &l.with[k % DX_FOLDS];
      with->speech = l.speech[k % DX_FOLDS].tagger;
      s = dx_link_choices (with, &l.corpus.articles[k], (uint32_t) k, choices,
                           error);
    }
  const dx_training how = { .epochs = 30, .least = 2, .l1 = 1.0f,
                            .rate = 0.01f, .decay = 0.9f, .drop = 0.5f,
                            .means = 4, .unit = 0.05f,
                            .most = LINK_MOST, .name = "links" };
  part->id = DX_S_LINK;
  if (s == DIXIT_OK)
    s = dx_rank_train (choices, &how, &part->bytes, &part->size, error);
  dx_choices_free (choices);
  lesson_close (&l);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->link, part->bytes,
                                         part->size, error)
                       : s;
}
