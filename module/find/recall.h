/* recall.h -- what the taggers need not do again.
   SPDX-License-Identifier: GPL-3.0-or-later

   Between two stages each run of tokens, sentences or paragraphs, is looked up
   in the memo by a print of all that the next stage reads of it.  What is
   there is filled in, and the stage gets the other runs alone.  The prints
   have to be complete: a feature that reads something else belongs there, too
   (tests/module/test_memo.c finds out).  */

#ifndef DX_RECALL_H
#define DX_RECALL_H

#include "find/context.h"
#include "find/link.h"
#include "text/memo.h"

typedef struct
{
  dixit_memo *memo;        /* NULL: everything is new */
  const dx_text *text;
  dx_context *c;
  dx_known *known;         /* for the words, or NULL */
  size_t *kept;            /* per paragraph: where MEMO will keep its words */
  dx_known_around *around; /* per word with a capital: for the next analysis; or
                              NULL */
  uint64_t *words;         /* per word with a capital, from trees on: a print of how
                              it occurs and of what stands around it */
  uint32_t *open;          /* per sentence, and for their end: the first of KNOWN->open
                              that is in it */
  dx_print *prints;        /* per sentence: of what was read so far */
  dx_print *paragraphs;    /* per paragraph: of all that was read for speech, then
                              of that and all that was found */
  const dx_run *runs;      /* what the next stage has to do; without a memo NULL for
                              speech: all paragraphs */
  uint32_t count;
  dx_run *new;             /* room for RUNS */
  dx_arena *arena;         /* of the stages */
  size_t *rooms;           /* per run: where MEMO will keep it */
} dx_recall;

/* Begin for TEXT, which has been read with MEMO.  MEMO may be NULL; it is not
   used either when memory is out.  KEPT outlives the links, ARENA the stages.  False
   when there is not even memory to go on without it.  */
bool dx_recall_open (dx_recall *recall, dixit_memo *memo,
                     const dx_text *text, dx_arena *kept, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* Before the words are read: see which paragraphs are known, and set KNOWN.  */
void dx_recall_words (dx_recall *recall, dx_arena *arena);

/* After that: keep what is known of them.  */
void dx_recall_keep_words (dx_recall *recall, dx_context *c,
                           dx_arena *arena);

/* Before stage KIND: fill in what is known, and set RUNS to the rest.  For
   speech both passes are one.  */
void dx_recall_known (dx_recall *recall, dx_kept kind);

/* The next of RUNS: the *K-th; *K begins at 0, and *RUN is then the one before.  False
   after the last.  */
bool dx_recall_next (const dx_recall *recall, uint32_t *k, dx_run *run);

/* After it: keep what it has found for RUNS.  */
void dx_recall_keep (dx_recall *recall, dx_kept kind);

/* When all stages are over: of what it had for them nothing is needed any more.  */
void dx_recall_tagged (dx_recall *recall);

/* After that: dx_link for all SEGMENTS.  */
void dx_recall_links (dx_recall *recall, dx_segments *segments,
                      const dx_tagger *link);

/* And a print of all that stands in paragraph RUN, number P, the one before it, and
   the DX_NEAR tokens after it.  Rules of the user are not in it.  */
enum { DX_NEAR = 32 };
dx_print dx_recall_near (const dx_recall *recall, const dx_run *run,
                         uint32_t p);

#endif
