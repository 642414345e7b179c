/* quotes.h -- quotations, put together from linked segments and marks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_QUOTES_H
#define DX_QUOTES_H

#include "find/link.h"
#include "find/people.h"

/* A run of tokens, end exclusive.  */
typedef struct
{
  uint32_t first, end;
} dx_piece;

typedef struct
{
  dx_piece *content;       /* in text order; at least one */
  uint32_t content_count;
  dx_piece cue, source;    /* empty (end 0) for none */
  dx_piece nominal;        /* of the source, the words that mean the speaker
                              without a name; empty for none */
  uint32_t entity;         /* the speaker, or DIXIT_NONE */
  uint8_t kind;            /* dixit_quote_kind */
  uint8_t source_kind;     /* dixit_source_kind */
  bool turn : 1;           /* of a transcript or an interview */
  bool nested : 1;         /* within the words of another */
  bool held : 1;           /* without a cue, but with a source */
  bool floating : 1;       /* without words of its own that name a source */
  bool corrected : 1;      /* the user says who speaks: SPEAKER does */
  uint32_t talk, answer;   /* of a conversation: dx_passage's talk and turn; or 0 */
  uint32_t speaker;        /* or DIXIT_NONE; matters if CORRECTED */
  float confidence;
} dx_quotation;

typedef struct
{
  dx_quotation *all;       /* by start of content */
  uint32_t count;
} dx_quotations;

/* Put the quotations of linked SEGMENTS together, and find the marked passages
   that are none.  PEOPLE's pronouns get their entities on the way, and what SEGMENTS
   chose is mended.
   DIXIT_NO_MEMORY.  */
dixit_status dx_quotes_find (dx_quotations *quotes, const dx_context *c,
                             const dx_segments *segments, dx_people *people,
                             dx_arena *arena, dixit_error *error);

#endif
