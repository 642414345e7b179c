/* reading.h -- one text on its way through the taggers.
   SPDX-License-Identifier: GPL-3.0-or-later

   Analysis and training both go this way, so that training sees what analysis
   will see.  */

#ifndef DX_READING_H
#define DX_READING_H

#include "find/lexicon.h"
#include "find/recall.h"
#include "find/tag.h"
#include "learn/vocabulary.h"
#include "learn/model.h"
#include "text/patterns.h"

/* What an analyzer is.  Immutable once it is open, but for the desks that wait;
   what is on them changes no result.  */
struct dixit_analyzer
{
  dx_model model;
  dx_patterns *patterns;
  dx_listed *listed;       /* or NULL */
  dx_desks *desks;         /* of the readings; or NULL: each has its own */
  dx_vocabulary vocabulary, saying;
  dx_tagger pos, tree, first, names, caseless, cues, heard, speech, link,
    gender, given, who, meant;
};

typedef enum
{
  DX_TO_WORDS, DX_TO_POS, DX_TO_TREES, DX_TO_HINTS, DX_TO_NAMES, DX_TO_ECHOES, DX_TO_SPEECH
} dx_stage;

typedef struct
{
  dx_arena arena;      /* what only taggers and trees look at */
  dx_arena pass;       /* what one pass or two look at: the parser's desk, the
                          first pass's names, runs, hints; then branches and
                          echoes */
  dx_arena told;       /* what nobody looks at once the story is told */
  dx_arena seen;       /* what nobody looks at once the checks are done: marks,
                          words, tags */
  dx_arena kept;       /* all else */
  dx_text text;
  dx_marks marks;
  dx_words words;
  dx_context context;
  dx_desks *desks;
  dx_desk *desk;       /* until the tags are there */
  dx_recall recall;
  bool complete;     /* it has come to the stage that was asked for */
} dx_reading;

/* Read the SIZE bytes at BYTES, which must outlive the reading, up to stage
   LAST.  On failure the reading is closed.  */
dixit_status dx_reading_open (dx_reading *reading,
                              const dixit_analyzer *analyzer, dx_stage last,
                              const char *bytes, size_t size,
                              const dixit_options *options,
                              dixit_error *error);

/* The tags are all there: free what nobody looks at any more.  Of the tags of first
   passes nothing is left; of those over names, of hints, branches and echoes not even
   before.  */
void dx_reading_tagged (dx_reading *reading);

/* Names and pronouns are found: of C->place and of the list of words with capitals nothing is
   left.  */
void dx_reading_met (dx_reading *reading);

/* The links are made: of how sure the tags of speech are, and of C->names, nothing is
   left.  */
void dx_reading_linked (dx_reading *reading);

/* The story is told: of C->arcs nothing is left.  */
void dx_reading_told (dx_reading *reading);

/* The checks are done: of marks, words and tags nothing is left.  */
void dx_reading_checked (dx_reading *reading);

void dx_reading_close (dx_reading *reading);

#endif
