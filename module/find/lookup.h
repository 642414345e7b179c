/* lookup.h -- what is known of words before a text is read.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_LOOKUP_H
#define DX_LOOKUP_H

#include "find/desk.h"

/* Fill C's clusters, leanings, ranks of cues and places, by VOCABULARY, CUES and
   SAYING, which may be empty.  DESK has numbered the words, with the arena BRIEF
   (dx_desk_number), and keeps what was found for other texts; their places go.  KNOWN,
   which may be NULL, is completed.  DIXIT_NO_MEMORY.  */
dixit_status dx_look_up (dx_context *c, dx_desk *desk,
                         const dx_vocabulary *vocabulary, const dx_tagger *cues,
                         const dx_vocabulary *saying, dx_known *known,
                         dx_arena *brief, dixit_error *error);

#endif
