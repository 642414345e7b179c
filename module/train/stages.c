/* stages.c -- parts of speech, names, cues and speech.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/stages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "train/crf.h"
#include "train/dictionary.h"

dixit_status
dx_train_beside (char *buffer, size_t size, const char *vocabulary,
                 const char *name, dixit_error *error)
{
  const char *slash = strrchr (vocabulary, '/');
  const int n = snprintf (buffer, size, "%.*s%s",
                          slash ? (int) (slash + 1 - vocabulary) : 0,
                          vocabulary, name);
  return n > 0 && (size_t) n < size
           ? DIXIT_OK
           : dx_fail (error, DIXIT_TOO_LARGE, 0, "a path is too long");
}

dixit_status
dx_train_path (char *buffer, size_t size, const char *corpora,
               const char *name, dixit_error *error)
{
  const int n = snprintf (buffer, size, "%s/%s", corpora, name);
  return n > 0 && (size_t) n < size
           ? DIXIT_OK
           : dx_fail (error, DIXIT_TOO_LARGE, 0, "a path is too long");
}

static dixit_status
memory (dixit_error *error)
{
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory while training");
}

uint32_t
dx_token_at (const dx_text *text, dx_byte at)
{
  uint32_t lo = 0, hi = text->token_count;
  while (lo < hi)
    {
      const uint32_t mid = lo + (hi - lo) / 2;
      if (dx_end_of (text, mid) <= at)
        lo = mid + 1;
      else
        hi = mid;
    }
  return lo;
}

static void
pos_gold (const dx_reading *r, const dx_article *a, uint8_t *labels)
{
  memset (labels, DX_POS_X, r->text.token_count);
  for (size_t k = a->count; k--;)
    for (uint32_t i = dx_token_at (&r->text, a->gold[k].start);
         i < r->text.token_count && dx_token_in (&r->text, i, &a->gold[k]);
         i++)
      labels[i] = a->gold[k].label;
}

dixit_status
dx_gather (const dixit_analyzer *analyzers, size_t folds, dx_stage upto,
           const dx_corpus *corpus, const dx_templates *templates,
           dx_write_labels *write, dx_sequences sequences, dx_data *data,
           dixit_error *error)
{
  uint64_t keys[DX_FEATURES_MAX];
  for (size_t k = 0; k < corpus->count; k++)
    {
      const dx_article *a = &corpus->articles[k];
      dx_reading r;
      dixit_status s = dx_reading_open (&r, &analyzers[k % folds], upto, a->text,
                                        a->size, NULL, error);
      if (s != DIXIT_OK)
        return s;
      const uint32_t n = r.text.token_count;
      uint8_t *gold = dx_alloc (&r.arena, n + 1u, 1);
      if (!gold)
        {
          dx_reading_close (&r);
          return memory (error);
        }
      write (&r, a, gold);
      const bool paragraphs = sequences == DX_PARAGRAPHS;
      const dx_starts *starts
        = paragraphs ? r.text.paragraphs : r.text.sentences;
      const uint32_t count
        = paragraphs ? r.text.paragraph_count : r.text.sentence_count;
      bool ok = true;
      for (uint32_t p = 0; p < count && ok; p++)
        {
          const dx_run run = dx_nth_run (starts, n, p);
          if (sequences == DX_CASED_SENTENCES
              && r.words.cased[p] != DX_CASED)
            continue;
          for (uint32_t from = run.first, end; from < run.end && ok; from = end)
            {
              end = run.end - from > DX_SEQUENCE_MAX
                      ? from + DX_SEQUENCE_MAX : run.end;
              for (uint32_t i = from; i < end && ok; i++)
                ok = dx_data_add (data, keys,
                                  dx_templates_keys (templates, &r.context, i,
                                                     from, end, keys),
                                  gold[i]);
              ok = ok && dx_data_end (data, (uint32_t) k);
            }
        }
      dx_reading_close (&r);
      if (!ok)
        return memory (error);
    }
  return DIXIT_OK;
}

dixit_status
dx_pos_data (const dixit_analyzer *analyzer, const char *corpora,
             dx_corpus *corpus, dx_data **data, dixit_error *error)
{
  char path[4096];
  *data = NULL;
  *corpus = (dx_corpus) { 0 };
  const dixit_status s = dx_train_path (path, sizeof path, corpora,
                                        "syntax/ewt-train.conllu", error);
  if (s != DIXIT_OK)
    return s;
  const dixit_status t = dx_corpus_conllu (corpus, path, error);
  if (t != DIXIT_OK)
    return t;
  *data = dx_data_new (DX_POS_COUNT);
  return *data ? dx_gather (analyzer, 1, DX_TO_WORDS, corpus, &dx_pos_templates,
                            pos_gold, DX_SENTENCES, *data, error)
               : memory (error);
}

dx_training
dx_pos_training (void)
{
  return (dx_training) { .epochs = 10, .least = 2, .l1 = 0.5f, .rate = 0.1f,
                         .decay = 0.8f, .unit = 0.05f, .most = 91000 };
}

dixit_status
dx_train_pos (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
              dixit_error *error)
{
  dx_corpus corpus;
  dx_data *data;
  dixit_status s = dx_pos_data (analyzer, corpora, &corpus, &data, error);
  dx_training how = dx_pos_training ();
  how.name = "parts of speech";
  part->id = DX_S_POS;
  if (s == DIXIT_OK)
    s = dx_crf_train (data, &how, &part->bytes, &part->size, error);
  dx_data_free (data);
  dx_corpus_free (&corpus);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->pos, part->bytes,
                                         part->size, error)
                       : s;
}

/* How often each word stands in a cue, of all its occurrences, as a rank: 1
   from one in twenty, 2 from one in five, 3 from one in two.  */
dixit_status
dx_train_cues (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
               dixit_error *error)
{
  dx_corpus corpus;
  dx_dictionary in = { 0 }, all = { 0 };
  dixit_status s = dx_train_polnear (corpora, &corpus, error);
  if (s != DIXIT_OK)
    return s;
  bool ok = true;
  for (size_t k = 0; k < corpus.count && s == DIXIT_OK && ok; k++)
    {
      const dx_article *a = &corpus.articles[k];
      dx_reading r;
      s = dx_reading_open (&r, analyzer, DX_TO_WORDS, a->text, a->size, NULL,
                           error);
      if (s != DIXIT_OK)
        break;
      const uint32_t n = r.text.token_count;
      uint8_t *gold = dx_alloc (&r.arena, n + 1u, 1);
      ok = gold != NULL;
      if (ok)
        dx_speech_gold (&r, a, gold);
      for (uint32_t i = 0; i < n && ok; i++)
        {
          const uint64_t key = dx_key (0, dx_word_of (&r.words, i)->lower);
          ok = dx_dictionary_count (&all, key);
          if (ok && (gold[i] == DX_SP_B_CUE || gold[i] == DX_SP_I_CUE)
              && r.text.tokens[i].kind == DX_WORD)
            ok = dx_dictionary_count (&in, key);
        }
      dx_reading_close (&r);
    }
  dx_corpus_free (&corpus);
  uint64_t *keys = NULL;
  float *rank = malloc ((in.used + 1) * sizeof *rank);
  size_t n = 0;
  if (ok && s == DIXIT_OK && rank
      && (keys = malloc ((in.used + 1) * sizeof *keys)))
    {
      for (size_t i = 0; i < in.slots; i++)
        if (in.value[i] >= 3)
          {
            size_t at = 0;
            /* ALL holds every key of IN.  */
            for (at = (size_t) (in.keys[i] >> 20) & (all.slots - 1);
                 all.keys[at] != in.keys[i] || !all.value[at];
                 at = (at + 1) & (all.slots - 1))
              ;
            const float share = (float) in.value[i] / (float) all.value[at];
            if (share >= 0.05f)
              {
                keys[n] = in.keys[i];
                rank[n++] = share >= 0.5f ? 3 : share >= 0.2f ? 2 : 1;
              }
          }
      const float none[2] = { 0, 0 };
      part->id = DX_S_CUES;
      s = dx_pack (keys, rank, (uint32_t) n, 1, none, NULL, 1.0f, 0,
                   &part->bytes, &part->size, error);
    }
  else if (s == DIXIT_OK)
    s = memory (error);
  free (keys);
  free (rank);
  dx_dictionary_free (&in);
  dx_dictionary_free (&all);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->cues, part->bytes,
                                         part->size, error)
                       : s;
}
