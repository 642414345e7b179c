/* voices.h -- who takes which turn of a conversation.
   SPDX-License-Identifier: GPL-3.0-or-later

   When the story has been told, most turns have a speaker: "said Jo".  For the
   others, in this order: whom another turn calls by name ("Not now, Jo.") says
   the turn beside it; "her brother" is whoever of those on stage can be meant;
   two take turns; and one voice alone is answered by whoever stands nearest in
   the story around it.  */

#ifndef DX_VOICES_H
#define DX_VOICES_H

#include "find/story.h"

/* Settle the turns of all conversations of STORY that have no speaker by their
   own words.  Linear.  False when memory is out.  */
bool dx_voices_settle (dx_story *story) __attribute__ ((warn_unused_result));

#endif
