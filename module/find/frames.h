/* frames.h -- what the typography says of who speaks.
   SPDX-License-Identifier: GPL-3.0-or-later

   "…," said the mayor.   The mayor said: "…"   "…" ― Ann Lee   LEE: …
   Where the marks, commas and line starts leave no doubt, they overrule what
   the taggers made of the words.  */

#ifndef DX_FRAMES_H
#define DX_FRAMES_H

#include "find/quotes.h"

/* The paragraph that token I is in.  */
uint32_t dx_paragraph_at (const dx_context *c, uint32_t i);

/* What stands next to a passage.  */
typedef struct
{
  dx_piece source, cue;   /* empty (end 0) for none */
} dx_frame;

/* The clause after passage P that says who spoke; an empty source if there is
   none.  */
dx_frame dx_frame_after (const dx_context *c, const dx_people *people,
                         const dx_passage *p);

/* The clause that introduces it.  */
dx_frame dx_frame_before (const dx_context *c, const dx_people *people,
                          const dx_passage *p);

/* The subject and verb of saying that passage P hangs on, anywhere before it
   in its sentence; ANY: be content with a verb that seldom says.  */
dx_frame dx_frame_around (const dx_context *c, const dx_people *people,
                          const dx_passage *p, bool any);

/* Who acts in the sentence before passage P, in its paragraph: "Lee put down
   the box.  '…'"  */
dx_frame dx_frame_beat (const dx_context *c, const dx_people *people,
                        const dx_passage *p);

/* A turn of a transcript or an interview.  */
typedef struct
{
  dx_piece source;        /* LEE, or Q */
  dx_piece content;       /* to the end of the turn */
} dx_turn;

/* Find the turns, in text order: labels before colons that come again, and
   paragraphs that the text stage calls turns.  DIXIT_NO_MEMORY.  */
dixit_status dx_turns_find (dx_turn **turns, uint32_t *count,
                            const dx_context *c, dx_arena *arena,
                            dixit_error *error);

#endif
