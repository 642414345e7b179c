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
             && dx_token_in (&r->text.tokens[end], g))
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

/* Articles, then some of them once more in small letters, and in large ones.  */
enum { DRESSES = 3 };

typedef struct
{
  dx_corpus corpus[DRESSES];
  dx_data *data;
  int8_t allowed[(DX_NAME_LABELS + 1) * DX_NAME_LABELS];
} lesson;

/* One article in STEP, from FIRST on.  Copy J is of one in J's fold, since STEP
   is one more than a multiple of the folds and FIRST is one, so that no tagger is
   asked about an article that it knows in other dress.  */
enum { STEP = 2 * DX_FOLDS + 1, FIRST_SMALL = 0, FIRST_LARGE = DX_FOLDS };

/* Copy articles of FROM into TO with their letters from A to Z in one case.
   Their gold is FROM's.  False when memory is out.  */
static bool
in_one_case (dx_corpus *to, const dx_corpus *from, bool large)
{
  *to = (dx_corpus) { 0 };
  to->articles
    = dx_alloc (&to->arena, from->count / STEP + 1, sizeof *to->articles);
  if (!to->articles)
    return false;
  for (size_t k = large ? FIRST_LARGE : FIRST_SMALL; k < from->count;
       k += STEP)
    {
      dx_article *a = &to->articles[to->count++];
      *a = from->articles[k];
      a->text = dx_alloc (&to->arena, a->size + 1, 1);
      if (!a->text)
        return false;
      for (size_t i = 0; i < a->size; i++)
        {
          const char c = from->articles[k].text[i];
          const bool other
            = large ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
          a->text[i] = (char) (other ? c ^ 0x20 : c);
        }
    }
  return true;
}

static dixit_status
lesson_open (lesson *l, const char *corpora, dixit_error *error)
{
  char path[4096];
  *l = (lesson) { 0 };
  allow_names (l->allowed);
  dixit_status s = dx_train_path (path, sizeof path, corpora,
                                  "entities/worldwide-train.jsonl", error);
  if (s == DIXIT_OK)
    s = dx_corpus_jsonl (&l->corpus[0], path, error);
  if (s == DIXIT_OK
      && (!in_one_case (&l->corpus[1], &l->corpus[0], false)
          || !in_one_case (&l->corpus[2], &l->corpus[0], true)
          || !(l->data = dx_data_new (DX_NAME_LABELS))))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return s;
}

static void
lesson_close (lesson *l)
{
  dx_data_free (l->data);
  for (int k = 0; k < DRESSES; k++)
    dx_corpus_free (&l->corpus[k]);
}

static dixit_status
gather (lesson *l, const dixit_analyzer *analyzers, size_t folds,
        dx_stage upto, const dx_templates *templates, dixit_error *error)
{
  dixit_status s = DIXIT_OK;
  for (int k = 0; k < DRESSES && s == DIXIT_OK; k++)
    s = dx_gather (analyzers, folds, upto, &l->corpus[k], templates,
                   dx_names_gold, false, l->data, error);
  return s;
}

/* How many features are kept: what the first pass takes for names in text of one
   case is more than a table of 2^17 buckets holds.  */
enum { FIRST_MOST = 170000, NAMES_MOST = 88000 };

static dx_training
training (const lesson *l, uint32_t most, const char *name)
{
  return (dx_training) { .epochs = 16, .least = 2, .l1 = 0.35f, .rate = 0.05f,
                         .decay = 0.87f, .drop = 0.5f, .means = 4,
                         .unit = 0.05f, .most = most,
                         .allowed = l->allowed, .name = name };
}

dixit_status
dx_train_first (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                dixit_error *error)
{
  lesson l;
  dixit_status s = lesson_open (&l, corpora, error);
  if (s == DIXIT_OK)
    s = gather (&l, analyzer, 1, DX_TO_POS, &dx_names_templates, error);
  const dx_training how = training (&l, FIRST_MOST, "names, first pass");
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
    s = gather (&l, analyzer, 1, DX_TO_POS, &dx_names_templates, error);
  if (s == DIXIT_OK)
    s = dx_folds_train (l.data, training (&l, NAMES_MOST, NULL), folds, error);
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
                error);
  const dx_training how = training (&l, NAMES_MOST, "names, second pass");
  part->id = DX_S_NAMES;
  if (s == DIXIT_OK)
    s = dx_crf_train (l.data, &how, &part->bytes, &part->size, error);
  lesson_close (&l);
  dx_folds_free (folds);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->names, part->bytes,
                                         part->size, error)
                       : s;
}
