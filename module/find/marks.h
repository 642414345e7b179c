/* marks.h -- pairing of quotation marks.
   SPDX-License-Identifier: GPL-3.0-or-later

   Pairs are found before anything is tagged, for a tagger that loses track of
   what is inside marks loses every cue after it.  Damage by a mark that is
   never closed stops at its paragraph's end, unless the next paragraph reopens
   with the same mark (a quotation continued over paragraphs: one passage).  */

#ifndef DX_MARKS_H
#define DX_MARKS_H

#include "base/starts.h"
#include "text/text.h"

/* A passage between paired marks.  */
typedef struct
{
  uint32_t open;       /* the opening mark's token */
  uint32_t close;      /* the closing mark's token, or (unclosed) the last token inside */
  union
  {
    uint32_t outer;    /* at depths from 1 on: the one that this one is directly in */
    uint32_t turn;     /* of an outermost one that has a TALK: the turn, numbered
                          through the text from 1 */
  };
  uint32_t talk;       /* 0; or the conversation, from 1, in which somebody says it */
  uint16_t reopened;   /* paragraphs that it reopens, marks repeated at their starts; 0 for most,
                          and UINT16_MAX for all that are more */
  uint8_t depth;       /* 0: outermost */
  bool closed : 1;     /* false: it ran to the end of its paragraph */
  bool dash : 1;       /* a dash opens the turn: OPEN is a dash or the first word said, CLOSE
                          the last token said */
} dx_passage;

/* Per token; bit set.  */
enum
{
  DX_M_INSIDE = 1,   /* inside a passage of depth 0, marks included */
  DX_M_OPEN = 2,     /* an opening mark (a repeated one too), or a dash that opens speech */
  DX_M_CLOSE = 4,    /* a closing mark */
  DX_M_NESTED = 8,   /* inside a passage of depth 1 or more, marks included */
  DX_M_STRAY = 16,   /* a mark without a partner */
  DX_M_SINGLE = 32   /* its outermost passage is in single marks, and most others are not */
};

typedef struct
{
  dx_passage *passages;     /* by opening token; an inner one after its outer one */
  uint32_t count;
  size_t room;
  uint8_t *state;           /* per token, DX_M_... */
  dx_starts *starts;        /* where passages start */
} dx_marks;

/* The passage that passage K is directly in, or DIXIT_NONE.  */
static inline uint32_t
dx_outer_of (const dx_marks *m, uint32_t k)
{
  return m->passages[k].depth ? m->passages[k].outer : DIXIT_NONE;
}

/* The turn of P, which has a talk.  */
static inline uint32_t
dx_turn_of (const dx_marks *m, const dx_passage *p)
{
  while (p->depth)
    p = &m->passages[p->outer];
  return p->turn;
}

/* The innermost passage that token I is in, or DIXIT_NONE.  */
static inline uint32_t
dx_passage_at (const dx_marks *m, uint32_t i)
{
  if (!(m->state[i] & DX_M_INSIDE))
    return DIXIT_NONE;
  uint32_t k = dx_started (m->starts, i) - 1;
  while (k != DIXIT_NONE && m->passages[k].close < i)
    k = dx_outer_of (m, k);
  return k;
}

/* Pair the marks of TEXT.  Linear, no recursion, nesting bounded.
   DIXIT_NO_MEMORY.  */
dixit_status dx_marks_pair (dx_marks *marks, const dx_text *text,
                            dx_arena *arena, dixit_error *error);

/* Add COUNT passages, by opening token, to the MARKS of TEXT.  None of them may overlap
   another, nor cut one of MARKS in two; those of MARKS that lie in one are nested
   in it.  DIXIT_NO_MEMORY.  */
dixit_status dx_marks_add (dx_marks *marks, const dx_text *text,
                           const dx_passage *passages, uint32_t count,
                           dx_arena *arena, dixit_error *error);

/* The first token that passage P says: after its mark or dash.  */
uint32_t dx_said_from (const dx_passage *p, const dx_text *text);

#endif
