/* turns.h -- the turns of transcripts and interviews.
   SPDX-License-Identifier: GPL-3.0-or-later

     LEE: I was there.     Q: And then?     A. Then I left.     Lee: I was.

   A label before a colon says who speaks, if it comes again.  Labels that are
   not in capitals begin many other lines ("When: Friday"), so that these must
   be names, take turns, and stand before sentences.  A paragraph between two
   turns goes on with the first, unless it is in brackets or speaks of one of
   those who take turns.  */

#ifndef DX_TURNS_H
#define DX_TURNS_H

#include "find/quotes.h"

typedef struct
{
  dx_piece source;        /* LEE, or Q */
  dx_piece content;       /* to the end of the turn */
} dx_turn;

/* Find the turns, in text order.  C's names are tagged.  Linear.
   DIXIT_NO_MEMORY.  */
dixit_status dx_turns_find (dx_turn **turns, uint32_t *count,
                            const dx_context *c, dx_arena *arena,
                            dixit_error *error);

#endif
