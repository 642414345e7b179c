/* link.c -- the rankers of find/link.c, trained on what the tagger makes.
   SPDX-License-Identifier: GPL-3.0-or-later

   A ranker that has only seen gold segments knows nothing of a tagger's
   mistakes.  So the articles are tagged by jackknife: each fold by a tagger
   that has not seen it.  */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "find/link.h"
#include "train/rank.h"
#include "train/stages.h"

enum { FOLDS = 4 };

typedef struct
{
  const dx_data *data;
  dx_training how;
  uint8_t *bytes;
  size_t size;
  dixit_status status;
  dixit_error error;
  dx_tagger tagger;
} fold;

static void *
train_fold (void *p)
{
  fold *f = p;
  f->status = dx_crf_train (f->data, &f->how, &f->bytes, &f->size, &f->error);
  if (f->status == DIXIT_OK)
    f->status = dx_tagger_read (&f->tagger, f->bytes, f->size, &f->error);
  return NULL;
}

/* Two at a time: each has its own memory, and the order of its sums does not
   depend on the other.  */
static void
train_folds (fold *folds)
{
  for (int k = 0; k < FOLDS; k += 2)
    {
      pthread_t other;
      const bool threaded
        = k + 1 < FOLDS
          && !pthread_create (&other, NULL, train_fold, &folds[k + 1]);
      train_fold (&folds[k]);
      if (threaded)
        pthread_join (other, NULL);
      else if (k + 1 < FOLDS)
        train_fold (&folds[k + 1]);
    }
}

static bool
overlaps (const dx_text *text, const dx_segment *s, const dx_gold *g)
{
  return text->tokens[s->first].start < g->end
         && text->tokens[s->end - 1].end > g->start;
}

/* The attribution whose pieces of this role share most bytes with S; DIXIT_NONE
   for none.  */
static uint32_t
attribution_of (const dx_text *text, const dx_segment *s, const dx_article *a,
                uint8_t role)
{
  const dx_byte from = text->tokens[s->first].start,
                end = text->tokens[s->end - 1].end;
  uint32_t best = DIXIT_NONE;
  dx_byte most = 0;
  for (size_t k = 0; k < a->count; k++)
    {
      const dx_gold *g = &a->gold[k];
      if (g->label != role || !overlaps (text, s, g))
        continue;
      const dx_byte lo = g->start > from ? g->start : from;
      const dx_byte hi = g->end < end ? g->end : end;
      if (hi > lo && hi - lo > most)
        {
          most = hi - lo;
          best = g->group;
        }
    }
  return best;
}

static bool
has_piece (const dx_text *text, const dx_segment *s, const dx_article *a,
           uint8_t role, uint32_t group)
{
  for (size_t k = 0; k < a->count; k++)
    if (a->gold[k].label == role && a->gold[k].group == group
        && overlaps (text, s, &a->gold[k]))
      return true;
  return false;
}

static bool
add_choices (const dx_reading *r, const dx_segments *s, const dx_article *a,
             uint32_t group, dx_choices *choices)
{
  const dx_text *text = &r->text;
  uint64_t keys[DX_FEATURES_MAX];
  for (uint32_t x = 0; x < s->count; x++)
    {
      const dx_segment *me = &s->all[x];
      if (me->role == DX_SOURCE)
        continue;
      const bool content = me->role == DX_CONTENT;
      const uint32_t mine = attribution_of (
        text, me, a, content ? DX_ROLE_CONTENT : DX_ROLE_CUE);
      uint32_t rivals[DX_RIVALS_MAX];
      const uint32_t n = dx_link_rivals (s, x, rivals);
      bool any = false;
      for (uint32_t k = 0; k < n; k++)
        {
          const bool right
            = mine != DIXIT_NONE
              && has_piece (text, &s->all[rivals[k]], a,
                            content ? DX_ROLE_CUE : DX_ROLE_SOURCE, mine);
          any |= right;
          if (!dx_choices_add (choices, keys,
                               dx_link_features (&r->context, s, x, rivals[k],
                                                 keys),
                               right))
            return false;
        }
      if (!dx_choices_add (choices, keys,
                           dx_link_features (&r->context, s, x, DIXIT_NONE,
                                             keys),
                           !any)
          || !dx_choices_end (choices, group))
        return false;
    }
  return true;
}

dixit_status
dx_train_link (dixit_analyzer *analyzer, const char *corpora, dx_part *part,
               dixit_error *error)
{
  dx_corpus corpus;
  dx_data *data = NULL;
  fold folds[FOLDS] = { 0 };
  int8_t allowed[(DX_SP_LABELS + 1) * DX_SP_LABELS];
  dixit_status s = dx_train_polnear (corpora, &corpus, error);
  if (s != DIXIT_OK)
    return s;
  dx_choices *choices = dx_choices_new ();
  s = choices ? dx_speech_data (analyzer, &corpus, &data, error)
              : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_allow_speech (allowed);
  for (uint32_t k = 0; k < FOLDS; k++)
    {
      folds[k].data = data;
      folds[k].how = dx_speech_training (allowed, FOLDS, k);
    }
  if (s == DIXIT_OK)
    train_folds (folds);
  for (int k = 0; k < FOLDS && s == DIXIT_OK; k++)
    if (folds[k].status != DIXIT_OK)
      {
        s = folds[k].status;
        if (error)
          *error = folds[k].error;
      }
  for (size_t k = 0; k < corpus.count && s == DIXIT_OK; k++)
    {
      const dx_article *a = &corpus.articles[k];
      dixit_analyzer with = *analyzer;
      with.speech = folds[k % FOLDS].tagger;
      dx_reading r;
      dx_segments segments;
      s = dx_reading_open (&r, &with, DX_TO_SPEECH, a->text, a->size, NULL,
                           error);
      if (s != DIXIT_OK)
        break;
      s = dx_segments_read (&segments, &r.context, &r.arena, error);
      if (s == DIXIT_OK
          && !add_choices (&r, &segments, a, (uint32_t) k, choices))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      dx_reading_close (&r);
    }
  const dx_training how = { .epochs = 12, .least = 3, .l1 = 0.5f,
                            .rate = 0.05f, .decay = 0.8f, .unit = 0.05f,
                            .name = "links" };
  part->id = DX_S_LINK;
  if (s == DIXIT_OK)
    s = dx_rank_train (choices, &how, &part->bytes, &part->size, error);
  dx_choices_free (choices);
  dx_data_free (data);
  dx_corpus_free (&corpus);
  for (int k = 0; k < FOLDS; k++)
    free (folds[k].bytes);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->link, part->bytes,
                                         part->size, error)
                       : s;
}
