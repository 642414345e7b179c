/* quotes.h -- quotations, put together from linked segments and marks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_QUOTES_H
#define DX_QUOTES_H

#include <string.h>

#include "find/link.h"
#include "find/people.h"

/* A run of tokens, end exclusive.  */
typedef struct
{
  uint32_t first, end;
} dx_piece;

typedef struct
{
  union
  {
    dx_piece one;
    unsigned char list[sizeof (dx_piece *)];   /* where they are, if ELSEWHERE */
  } content;               /* for dx_said */
  uint32_t content_count;  /* at least one */
  dx_piece cue, source;    /* empty (end 0) for none */
  union
  {
    dx_piece nominal;      /* of the source, the words that mean the speaker
                              without a name; empty for none */
    uint32_t speaker;      /* if CORRECTED, until the story is told: or DIXIT_NONE;
                              NOMINAL is empty */
  };
  uint32_t entity;         /* the speaker, or DIXIT_NONE */
  uint8_t kind;            /* dixit_quote_kind */
  uint8_t source_kind;     /* dixit_source_kind */
  bool turn : 1;           /* of a transcript or an interview */
  bool nested : 1;         /* within the words of another */
  bool held : 1;           /* without a cue, but with a source */
  bool floating : 1;       /* without words of its own that name a source */
  bool corrected : 1;      /* the user says who speaks: SPEAKER does */
  bool elsewhere : 1;      /* there may be more than one piece of content */
  uint32_t talk, answer;   /* of a conversation: dx_passage's talk and turn; or 0 */
  float confidence;
} dx_quotation;

/* The pieces of Q's content, in text order.  Most have one, which needs no memory of its
   own.  */
static inline dx_piece *
dx_said (const dx_quotation *q)
{
  dx_piece *list = (dx_piece *) &q->content.one;
  if (q->elsewhere)
    memcpy (&list, q->content.list, sizeof list);
  return list;
}

/* Let these be the pieces; there is room for some.  */
static inline void
dx_say (dx_quotation *q, dx_piece *pieces)
{
  memcpy (q->content.list, &pieces, sizeof pieces);
  q->elsewhere = true;
}

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
