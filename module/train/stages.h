/* stages.h -- training of each stage on the predictions of those before it.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_STAGES_H
#define DX_STAGES_H

#include "find/reading.h"
#include "train/corpus.h"
#include "train/crf.h"
#include "train/pack.h"
#include "train/rank.h"

/* Each trains one section, which the caller frees, and reads it into the
   analyzer, so that the next stage can use it.  CORPORA is a directory.  */
typedef dixit_status dx_train_stage (dixit_analyzer *analyzer,
                                     const char *corpora, dx_packed *part,
                                     dixit_error *error);

dx_train_stage dx_train_pos, dx_train_tree, dx_train_first, dx_train_names,
  dx_train_caseless, dx_train_gender, dx_train_cues, dx_train_heard, dx_train_speech,
  dx_train_link, dx_train_who;

/* The same from the table of words and places at PATH; from those of given names
   and of what words lean to in speech beside it.  */
dx_train_stage dx_train_vocabulary, dx_train_given, dx_train_saying;

/* From CORPORA and the table of pronouns beside VOCABULARY.  */
dixit_status dx_train_meant (dixit_analyzer *analyzer, const char *corpora,
                             const char *vocabulary, dx_packed *part,
                             dixit_error *error);

/* The sequences that parts of speech are learned from, with what was read of
   them in CORPUS; both are the caller's to free.  */
dixit_status dx_pos_data (const dixit_analyzer *analyzer, const char *corpora,
                          dx_corpus *corpus, dx_data **data,
                          dixit_error *error);
dx_training dx_pos_training (void);

/* The gold speech labels of READING's tokens, for ARTICLE.  */
void dx_speech_gold (const dx_reading *reading, const dx_article *article,
                     uint8_t *labels);

/* The same of names.  */
void dx_names_gold (const dx_reading *reading, const dx_article *article,
                    uint8_t *labels);

/* The articles that speech and links are learned from.  */
dixit_status dx_train_polnear (const char *corpora, dx_corpus *corpus,
                               dixit_error *error);

/* Add to CHOICES which cue each content of ARTICLE chose, and which source each
   cue, among the segments that ANALYZER makes.  */
dixit_status dx_link_choices (const dixit_analyzer *analyzer,
                              const dx_article *article, uint32_t group,
                              dx_choices *choices, dixit_error *error);

/* Writes the gold labels of a reading's tokens.  */
typedef void dx_write_labels (const dx_reading *reading,
                              const dx_article *article, uint8_t *labels);

/* What a sequence is.  Sentences in which capitals tell nothing are not for
   taggers that do not read them: they would learn of small letters there.  */
typedef enum { DX_PARAGRAPHS, DX_SENTENCES, DX_CASED_SENTENCES } dx_sequences;

/* Add the SEQUENCES of CORPUS to DATA: article K read by ANALYZERS[K % FOLDS] up
   to the stage before, group K.  */
dixit_status dx_gather (const dixit_analyzer *analyzers, size_t folds,
                        dx_stage upto, const dx_corpus *corpus,
                        const dx_templates *templates, dx_write_labels *write,
                        dx_sequences sequences, dx_data *data,
                        dixit_error *error);

/* The first token that ends after byte AT.  */
uint32_t dx_token_at (const dx_text *text, dx_byte at);

/* CORPORA/NAME in BUFFER; DIXIT_TOO_LARGE if it does not fit.  */
dixit_status dx_train_path (char *buffer, size_t size, const char *corpora,
                            const char *name, dixit_error *error);

/* The file NAME in the directory of the file VOCABULARY; as dx_train_path.  */
dixit_status dx_train_beside (char *buffer, size_t size,
                              const char *vocabulary, const char *name,
                              dixit_error *error);

/* Is token I of the article inside gold span G?  */
static inline bool
dx_token_in (const dx_text *text, uint32_t i, const dx_gold *g)
{
  return dx_start_of (text, i) < g->end && dx_end_of (text, i) > g->start;
}

#endif
