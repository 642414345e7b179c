/* link.h -- which cue a content belongs to, and which source a cue.
   SPDX-License-Identifier: GPL-3.0-or-later

   The tagger says what is cue, source and content; two rankers tie them
   together.  Every content chooses among the cues near it, and every cue among
   the sources near it; each may also choose none.  */

#ifndef DX_LINK_H
#define DX_LINK_H

#include "find/context.h"

typedef enum { DX_CUE, DX_SOURCE, DX_CONTENT } dx_role;

/* On which side of its cue a content stands, as its tags have it.  */
enum { DX_AFTER_CUE, DX_BEFORE_CUE, DX_ANY_SIDE };

/* A maximal run of tokens of one role.  */
typedef struct
{
  uint32_t first, end;   /* tokens */
  union
  {
    float chance;        /* probability of what it has chosen */
    uint32_t quotation;  /* of a cue, once it has one that a content chose it for */
  };
  int16_t far;           /* that is so many segments on; 0: it has chosen none */
  uint8_t sure;          /* the least sure token's, of 255 */
  uint8_t role : 2, side : 2;
  bool settled : 1;      /* a cue: there is no doubt of what it has chosen */
  bool owned : 1;        /* it is part of a quotation, or of none after all */
} dx_segment;

/* What only its links ask for.  */
typedef struct
{
  uint32_t root;         /* the first token of it that depends on a word outside */
  uint32_t paragraph;
} dx_segment_home;

typedef struct
{
  dx_segment *all;       /* in text order */
  dx_segment_home *homes;   /* of each; or NULL, when all have chosen */
  uint32_t count;
} dx_segments;

/* What segment X has chosen: a content its cue, a cue its source; or DIXIT_NONE.  */
static inline uint32_t
dx_chosen (const dx_segments *s, uint32_t x)
{
  return s->all[x].far ? (uint32_t) (x + (int64_t) s->all[x].far) : DIXIT_NONE;
}

/* Let X choose segment Y, or DIXIT_NONE, as it does if Y is out of reach.  */
static inline void
dx_choose (const dx_segments *s, uint32_t x, uint32_t y)
{
  const int64_t far = (int64_t) y - x;
  const bool near = y != DIXIT_NONE && far >= INT16_MIN && far <= INT16_MAX;
  s->all[x].far = (int16_t) (near ? far : 0);
}

/* Segments of the speech tags in C, whose homes are taken from BRIEF.
   DIXIT_NO_MEMORY.  */
dixit_status dx_segments_read (dx_segments *segments, const dx_context *c,
                               dx_arena *arena, dx_arena *brief,
                               dixit_error *error);

/* The first token of FROM to END that hangs on one outside, or on none, and is
   more than a comma or a conjunction.  */
uint32_t dx_root_of (const dx_context *c, uint32_t from, uint32_t end);

enum { DX_RIVALS_MAX = 24 };

/* The segments that segment X (a content or a cue) may choose from, near
   ones, at most DX_RIVALS_MAX.  */
uint32_t dx_link_rivals (const dx_segments *segments, uint32_t x,
                         uint32_t *rivals);

/* Features of X choosing Y (DIXIT_NONE: nothing).  At most
   DX_FEATURES_MAX.  */
size_t dx_link_features (const dx_context *c, const dx_segments *segments,
                         uint32_t x, uint32_t y, uint64_t *keys);

/* Choose for every content and cue.  LINK has one label.  */
void dx_link (const dx_context *c, dx_segments *segments,
              const dx_tagger *link);

/* The same for the segments from FIRST up to END.  A choice depends on nothing but
   what stands in its paragraph and the two beside it (recall.c counts on it).  */
void dx_link_some (const dx_context *c, dx_segments *segments, uint32_t first,
                   uint32_t end, const dx_tagger *link);

#endif
