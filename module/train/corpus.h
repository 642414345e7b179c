/* corpus.h -- reading the training corpora.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_CORPUS_H
#define DX_CORPUS_H

#include "find/context.h"

/* A labelled span, in bytes of its article; pieces of one attribution share
   GROUP.  */
typedef struct
{
  dx_byte start, end;
  uint32_t group;    /* of a word: its head's number from 1, or 0 for none */
  uint8_t label;     /* dixit_type, DX_ROLE_..., or dx_pos */
  uint8_t relation;  /* of a word: dx_relation to its head */
} dx_gold;

enum { DX_ROLE_CUE, DX_ROLE_SOURCE, DX_ROLE_CONTENT };

typedef struct
{
  const char *id;    /* empty if it has none */
  char *text;
  size_t size;
  dx_gold *gold;
  size_t count;
} dx_article;

typedef struct
{
  dx_article *articles;
  size_t count;
  dx_arena arena;   /* owns all */
} dx_corpus;

/* Articles of the JSON Lines file at PATH: "entities" or "attributions".
   DIXIT_IO (the message names file and line), DIXIT_NO_MEMORY.  */
dixit_status dx_corpus_jsonl (dx_corpus *corpus, const char *path,
                              dixit_error *error);

/* Sentences of the CoNLL-U file at PATH, each an article whose gold are its
   words with part of speech and head.  */
dixit_status dx_corpus_conllu (dx_corpus *corpus, const char *path,
                               dixit_error *error);

void dx_corpus_free (dx_corpus *corpus);

#endif
