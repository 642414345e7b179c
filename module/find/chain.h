/* chain.h -- from a source's words to the speaker's name, mention by mention.
   SPDX-License-Identifier: GPL-3.0-or-later

   "he" -> "Lee" -> "Ann Lee": so that somebody can check how a speaker was
   found.  */

#ifndef DX_CHAIN_H
#define DX_CHAIN_H

#include "find/quotes.h"

enum { DX_LINKS = 8 };

/* The mentions that lead from the source of Q, which comes first, to the
   fullest form of its speaker's name, which comes last; how many, at most
   DX_LINKS, and 0 for a speaker without a name.  One that names the speaker in
   full at once has one.  */
uint32_t dx_chain (const dx_people *people, const dx_quotation *q,
                   dx_piece *links);

#endif
