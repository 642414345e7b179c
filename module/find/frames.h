/* frames.h -- what the typography says of who speaks.
   SPDX-License-Identifier: GPL-3.0-or-later

   "…," said the mayor.   The mayor said: "…"   "…" ― Ann Lee   LEE: …
   Where the marks, commas and line starts leave no doubt, they overrule what
   the taggers made of the words.  */

#ifndef DX_FRAMES_H
#define DX_FRAMES_H

#include "find/quotes.h"

/* What stands next to a passage.  */
typedef struct
{
  dx_piece source, cue;   /* empty (end 0) for none */
} dx_frame;

/* The clause after passage P that says who spoke; an empty source if there is
   none.  */
dx_frame dx_frame_after (const dx_context *c, const dx_people *people,
                         const dx_passage *p);

/* The clause that introduces it, before a colon; WITHIN another's words also
   before a comma: I said, 'Wait.'  */
dx_frame dx_frame_before (const dx_context *c, const dx_people *people,
                          const dx_passage *p, bool within);

/* The subject and verb of saying that passage P hangs on, anywhere before it
   in its sentence; ANY: be content with a verb that seldom says.  */
dx_frame dx_frame_around (const dx_context *c, const dx_people *people,
                          const dx_passage *p, bool any);

/* The subject and verb of saying that stand at token FIRST: the mayor said.  */
dx_frame dx_frame_clause (const dx_context *c, const dx_people *people,
                          uint32_t first);

/* Who acts in the sentence before passage P, in its paragraph: "Lee put down
   the box.  '…'"  */
dx_frame dx_frame_beat (const dx_context *c, const dx_people *people,
                        const dx_passage *p);

/* The same in a conversation, where another paragraph is another speaker's:
   who acts in the sentences before P, as far as nothing is said in them, or in the
   sentence after it; by a name, a pronoun, or as "her brother".  */
dx_frame dx_frame_act (const dx_context *c, const dx_people *people,
                       const dx_passage *p);

#endif
