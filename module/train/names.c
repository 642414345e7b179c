/* names.c -- the two passes over names.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <stdlib.h>
#include <string.h>

#include "train/folds.h"
#include "train/stages.h"

void
dx_names_gold (const dx_reading *r, const dx_article *a, uint8_t *labels)
{
  memset (labels, 0, r->text.token_count);
  for (size_t k = 0; k < a->count; k++)
    {
      const dx_gold *g = &a->gold[k];
      const uint32_t from = dx_token_at (&r->text, g->start);
      uint32_t end = from;
      while (end < r->text.token_count
             && dx_token_in (&r->text, end, g))
        end++;
      for (uint32_t i = from; i < end; i++)
        labels[i]
          = (uint8_t) (1 + 4 * g->label
                       + (end - from == 1 ? DX_UNIT
                          : i == from     ? DX_BEGIN
                          : i + 1 == end  ? DX_LAST
                                          : DX_INNER));
    }
}

/* What a label may follow.  */
static void
allow_names (int8_t *allowed)
{
  const int m = DX_NAME_LABELS;
  for (int from = -1; from < m; from++)
    for (int to = 0; to < m; to++)
      {
        const bool open = from > 0 && ((from - 1) % 4 == DX_BEGIN
                                       || (from - 1) % 4 == DX_INNER);
        const bool goes_on
          = to > 0 && ((to - 1) % 4 == DX_INNER || (to - 1) % 4 == DX_LAST);
        allowed[(from + 1) * m + to]
          = open ? goes_on && (from - 1) / 4 == (to - 1) / 4 : !goes_on;
      }
}

typedef struct
{
  dx_corpus corpus;
  dx_data *data;
  int8_t allowed[(DX_NAME_LABELS + 1) * DX_NAME_LABELS];
} lesson;

static dixit_status
lesson_open (lesson *l, const char *corpora, dixit_error *error)
{
  char path[4096];
  *l = (lesson) { 0 };
  allow_names (l->allowed);
  dixit_status s = dx_train_path (path, sizeof path, corpora,
                                  "entities/worldwide-train.jsonl", error);
  if (s == DIXIT_OK)
    s = dx_corpus_jsonl (&l->corpus, path, error);
  if (s == DIXIT_OK && !(l->data = dx_data_new (DX_NAME_LABELS)))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return s;
}

static void
lesson_close (lesson *l)
{
  dx_data_free (l->data);
  dx_corpus_free (&l->corpus);
}

static dixit_status
gather (lesson *l, const dixit_analyzer *analyzers, size_t folds,
        dx_stage upto, const dx_templates *templates, dx_sequences sequences,
        dixit_error *error)
{
  return dx_gather (analyzers, folds, upto, &l->corpus, templates,
                    dx_names_gold, sequences, l->data, error);
}

/* Features that are kept.  Of words without capitals more tell a little each, and
   fewer than these find names everywhere.  */
enum { MOST = 88000, CASELESS_MOST = 120000 };

/* How many trainings a tagger is the mean of.  */
enum { RUNS = 6 };

static dx_training
training (const lesson *l, const char *name)
{
  return (dx_training) { .epochs = 24, .least = 2, .l1 = 0.35f, .rate = 0.02f,
                         .decay = 0.92f, .drop = 0.5f, .means = 8,
                         .unit = 0.05f, .most = MOST,
                         .allowed = l->allowed, .name = name };
}

dixit_status
dx_train_first (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, corpora, error);
  if (s == DIXIT_OK)
    s = gather (&l, analyzer, 1, DX_TO_POS, &dx_names_templates,
                DX_CASED_SENTENCES, error);
  dx_training how = training (&l, "names, first pass");
  how.runs = RUNS;
  part->id = DX_S_FIRST;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->first, part->bytes,
                                         part->size, error)
                       : s;
}

dixit_status
dx_train_names (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                dixit_error *error)
{
  lesson l;
  dx_fold folds[DX_FOLDS] = { 0 };
  dixit_analyzer with[DX_FOLDS];
  dixit_status s = lesson_open (&l, corpora, error);
  if (s == DIXIT_OK)
    s = gather (&l, analyzer, 1, DX_TO_POS, &dx_names_templates,
                DX_CASED_SENTENCES, error);
  if (s == DIXIT_OK)
    s = dx_folds_train (l.data, training (&l, NULL), folds, error);
  dx_data_free (l.data);
  l.data = s == DIXIT_OK ? dx_data_new (DX_NAME_LABELS) : NULL;
  if (s == DIXIT_OK && !l.data)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (int k = 0; k < DX_FOLDS; k++)
    {
      with[k] = *analyzer;
      with[k].first = folds[k].tagger;
    }
  if (s == DIXIT_OK)
    s = gather (&l, with, DX_FOLDS, DX_TO_HINTS, &dx_names_again_templates,
                DX_CASED_SENTENCES, error);
  dx_training how = training (&l, "names, second pass");
  how.runs = RUNS;
  part->id = DX_S_NAMES;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  dx_folds_free (folds);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->names, part->bytes,
                                         part->size, error)
                       : s;
}

/* The articles in small letters, from A to Z: text in large ones is read as if it
   were in small ones.  */
dixit_status
dx_train_caseless (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, corpora, error);
  for (size_t k = 0; k < l.corpus.count; k++)
    for (size_t i = 0; i < l.corpus.articles[k].size; i++)
      {
        char *c = &l.corpus.articles[k].text[i];
        if (*c >= 'A' && *c <= 'Z')
          *c = (char) (*c | 0x20);
      }
  if (s == DIXIT_OK)
    s = gather (&l, analyzer, 1, DX_TO_POS, &dx_names_templates,
                DX_SENTENCES, error);
  dx_training how = training (&l, "names, caseless");
  how.most = CASELESS_MOST;
  how.epochs = 16;
  how.decay = 0.9f;
  how.means = 4;
  part->id = DX_S_CASELESS;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->caseless, part->bytes,
                                         part->size, error)
                       : s;
}
