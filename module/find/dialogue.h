/* dialogue.h -- conversations: turns that dashes open, or marks.
   SPDX-License-Identifier: GPL-3.0-or-later

     -- I never saw it, said Ann.  -- Nor heard it.
     -- Come in! -- he called -- the door is open.

   What is said becomes passages, as if it stood between marks; the narrator's
   words between two passages stay out of both.  A dash opens lists, datelines
   and asides far more often than speech, so that a turn needs a narrator's
   clause, or turns around it that have one or talk to each other.

   Where paragraphs in marks follow each other as short answers or answers to
   questions, those are a conversation too, as in fiction: another paragraph
   is then another speaker's.  News hardly ever has it.  */

#ifndef DX_DIALOGUE_H
#define DX_DIALOGUE_H

#include "find/context.h"

/* Kinds of dashes, 0 for none.  */
enum { DX_NO_DASH, DX_HYPHEN /* after a space */, DX_EN_DASH, DX_EM_DASH,
       DX_TWO_HYPHENS };

/* What kind of dash token I is.  */
uint8_t dx_dash (const dx_text *text, uint32_t i);

/* End the passages of MARKS, which are C's, that are never closed before the words
   that say who spoke; add those of turns after dashes, and number the turns of
   all conversations.  C's parts of speech are known.  Linear.
   DIXIT_NO_MEMORY.  */
dixit_status dx_dialogue_find (dx_marks *marks, const dx_context *c,
                               dx_arena *arena, dixit_error *error);

#endif
