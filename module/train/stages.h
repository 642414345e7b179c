/* stages.h -- training of each stage on the predictions of those before it.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_STAGES_H
#define DX_STAGES_H

#include "find/reading.h"
#include "train/corpus.h"
#include "train/crf.h"
#include "train/pack.h"

/* Each trains one section, which the caller frees, and reads it into the
   analyzer, so that the next stage can use it.  CORPORA is a directory.  */
typedef dixit_status dx_train_stage (dixit_analyzer *analyzer,
                                     const char *corpora, dx_part *part,
                                     dixit_error *error);

dx_train_stage dx_train_pos, dx_train_names, dx_train_cues, dx_train_speech,
  dx_train_link, dx_train_gender;

/* The same from the table of words and places at PATH.  */
dx_train_stage dx_train_vocabulary;

/* The gold speech labels of READING's tokens, for ARTICLE.  */
void dx_speech_gold (const dx_reading *reading, const dx_article *article,
                     uint8_t *labels);

/* The articles that speech and links are learned from.  */
dixit_status dx_train_polnear (const char *corpora, dx_corpus *corpus,
                               dixit_error *error);

/* The sequences of CORPUS for the tagger of speech, to dx_data_free.  */
dixit_status dx_speech_data (const dixit_analyzer *analyzer,
                             const dx_corpus *corpus, dx_data **data,
                             dixit_error *error);

/* ALLOWED, (DX_SP_LABELS + 1) * DX_SP_LABELS: which label may follow which.  */
void dx_allow_speech (int8_t *allowed);

/* How the tagger of speech is trained; FOLDS 0: on all articles.  */
dx_training dx_speech_training (const int8_t *allowed, uint32_t folds,
                                uint32_t fold);

/* CORPORA/NAME in BUFFER; DIXIT_TOO_LARGE if it does not fit.  */
dixit_status dx_train_path (char *buffer, size_t size, const char *corpora,
                            const char *name, dixit_error *error);

/* Is this the article's token inside gold span G?  */
static inline bool
dx_token_in (const dx_token *t, const dx_gold *g)
{
  return t->start < g->end && t->end > g->start;
}

#endif
