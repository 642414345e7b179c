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
  uint32_t count;
  dx_piece all[];
} dx_pieces;

enum { DX_NOMINAL_MOST = (1 << 22) - 1 };

typedef struct
{
  union
  {
    dx_piece one;          /* END is 0 for none yet */
    unsigned char list[sizeof (dx_pieces *)];   /* where they are, if ELSEWHERE */
  } content;               /* for dx_said */
  dx_piece cue, source;    /* empty (end 0) for none */
  union
  {
    uint32_t nominal;      /* for dx_nominal */
    uint32_t speaker;      /* if CORRECTED, until the story is told: or DIXIT_NONE;
                              there is no nominal */
  };
  uint32_t entity;         /* the speaker, or DIXIT_NONE */
  uint32_t talk;           /* 1 + the passage of a conversation that it is, or 0 */
  float confidence;
  unsigned nominal_size : 22;   /* tokens */
  unsigned kind : 2;       /* dixit_quote_kind */
  unsigned source_kind : 2;   /* dixit_source_kind */
  bool turn : 1;           /* of a transcript or an interview */
  bool nested : 1;         /* within the words of another */
  bool held : 1;           /* without a cue, but with a source */
  bool floating : 1;       /* without words of its own that name a source */
  bool corrected : 1;      /* the user says who speaks: SPEAKER does */
  bool elsewhere : 1;      /* there may be more than one piece of content */
} dx_quotation;

/* What Q says is a list of pieces; or NULL: it is one piece at most.  */
static inline dx_pieces *
dx_said_list (const dx_quotation *q)
{
  dx_pieces *list = NULL;
  if (q->elsewhere)
    memcpy (&list, q->content.list, sizeof list);
  return list;
}

/* The pieces of Q's content, in text order.  Most have one, which needs no memory of its
   own.  */
static inline const dx_piece *
dx_said (const dx_quotation *q)
{
  const dx_pieces *const list = dx_said_list (q);
  return list ? list->all : &q->content.one;
}

/* How many there are; at least one, once it is found.  */
static inline uint32_t
dx_said_count (const dx_quotation *q)
{
  const dx_pieces *const list = dx_said_list (q);
  return list ? list->count : q->content.one.end != 0;
}

/* Let it be a LIST from now on.  */
static inline void
dx_say_list (dx_quotation *q, dx_pieces *list)
{
  memcpy (q->content.list, &list, sizeof list);
  q->elsewhere = true;
}

/* Of Q's source the words that mean the speaker without a name; empty for none.  */
static inline dx_piece
dx_nominal (const dx_quotation *q)
{
  return (dx_piece) { q->nominal, q->nominal + q->nominal_size };
}

/* Let them be PIECE, which is empty for none; of a very long one the first words.  */
static inline void
dx_set_nominal (dx_quotation *q, dx_piece piece)
{
  const uint32_t size = piece.end > piece.first ? piece.end - piece.first : 0;
  q->nominal = piece.first;
  q->nominal_size = (size < DX_NOMINAL_MOST ? size : DX_NOMINAL_MOST)
                    & DX_NOMINAL_MOST;
}

/* The passage of a conversation that Q, which is in one, is.  */
static inline const dx_passage *
dx_talk_of (const dx_marks *m, const dx_quotation *q)
{
  return &m->passages[q->talk - 1];
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
