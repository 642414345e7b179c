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

/* The way through them.  */
typedef struct
{
  const dx_context *c;
  dx_chains seen;         /* labels that came, each at most twice */
  uint32_t small, named, ended, repeated;   /* of those in small letters */
  bool any, talk;         /* there may be turns; small letters make some */
  dx_turn last;           /* the latest that began, empty before the first */
  dx_run run;             /* the paragraph read last, empty before the first */
  uint32_t paragraph;     /* the number of the next */
} dx_turns;

/* Begin.  C's names are tagged.  False when memory is out.  */
bool dx_turns_open (dx_turns *turns, const dx_context *c, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* The next turn, in text order; false at the end.  All of it is linear.  */
bool dx_turns_next (dx_turns *turns, dx_turn *turn);

/* Nobody asks for more.  */
void dx_turns_close (dx_turns *turns);

#endif
