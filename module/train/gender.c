/* gender.c -- given names of men and of women, from the pronouns after them.
   SPDX-License-Identifier: GPL-3.0-or-later

   A full name followed, in its own sentence or the next and with nobody else
   between, by "he" or "she" says what its first word is.  Only names that agree
   with themselves are kept.  */

#include <stdlib.h>

#include "find/people.h"
#include "train/dictionary.h"
#include "train/stages.h"

static bool
count (const dx_reading *r, dx_dictionary *men, dx_dictionary *women)
{
  const dx_context *c = &r->context;
  uint32_t first = DIXIT_NONE, at = 0;
  for (uint32_t i = 0; i < c->text->token_count; i++)
    {
      if (c->names[i])
        {
          const uint32_t place = (c->names[i] - 1u) % 4;
          if ((c->names[i] - 1u) / 4 == DIXIT_PER)
            {
              if (place == DX_BEGIN)
                {
                  first = i;
                  at = dx_sentence_at (c, i);
                }
              else if (place == DX_UNIT)
                first = DIXIT_NONE;
            }
          continue;
        }
      const char g = dx_pronoun_gender (dx_word_of (c->words, i));
      if (g && first != DIXIT_NONE && dx_sentence_at (c, i) - at <= 1)
        {
          const uint64_t key
            = dx_key (1, dx_word_of (c->words, first)->lower);
          if (!dx_dictionary_count (g == 'm' ? men : women, key))
            return false;
          first = DIXIT_NONE;
        }
    }
  return true;
}

static uint32_t
times (const dx_dictionary *d, uint64_t key)
{
  if (!d->slots)
    return 0;
  size_t at = (size_t) (key >> 20) & (d->slots - 1);
  while (d->value[at] && d->keys[at] != key)
    at = (at + 1) & (d->slots - 1);
  return d->value[at];
}

dixit_status
dx_train_gender (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
                 dixit_error *error)
{
  static const char *const files[]
    = { "quotations/polnear-train.jsonl", "entities/worldwide-train.jsonl" };
  dx_dictionary men = { 0 }, women = { 0 };
  dixit_status s = DIXIT_OK;
  for (int f = 0; f < 2 && s == DIXIT_OK; f++)
    {
      char path[4096];
      dx_corpus corpus = { 0 };
      s = dx_train_path (path, sizeof path, corpora, files[f], error);
      if (s == DIXIT_OK)
        s = dx_corpus_jsonl (&corpus, path, error);
      for (size_t k = 0; k < corpus.count && s == DIXIT_OK; k++)
        {
          dx_reading r;
          s = dx_reading_open (&r, analyzer, DX_TO_NAMES,
                               corpus.articles[k].text,
                               corpus.articles[k].size, NULL, error);
          if (s != DIXIT_OK)
            break;
          if (!count (&r, &men, &women))
            s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
          dx_reading_close (&r);
        }
      dx_corpus_free (&corpus);
    }
  uint64_t *keys = malloc ((men.used + women.used + 1) * sizeof *keys);
  float *weights = malloc ((men.used + women.used + 1) * sizeof *weights);
  uint32_t n = 0;
  if (s == DIXIT_OK && keys && weights)
    {
      for (int g = 0; g < 2; g++)
        {
          const dx_dictionary *mine = g ? &women : &men,
                              *others = g ? &men : &women;
          for (size_t i = 0; i < mine->slots; i++)
            if (mine->value[i] >= 2
                && mine->value[i] >= 5 * times (others, mine->keys[i]))
              {
                keys[n] = mine->keys[i];
                weights[n++] = g ? -1.0f : 1.0f;
              }
        }
      const float none[2] = { 0, 0 };
      part->id = DX_S_GENDER;
      s = dx_pack (keys, weights, n, 1, none, NULL, 1.0f, 0, &part->bytes,
                   &part->size, error);
    }
  else if (s == DIXIT_OK)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  free (keys);
  free (weights);
  dx_dictionary_free (&men);
  dx_dictionary_free (&women);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->gender, part->bytes,
                                         part->size, error)
                       : s;
}
