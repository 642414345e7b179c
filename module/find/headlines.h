/* headlines.h -- Harbour Board Denies ‘Secret Deal’.
   SPDX-License-Identifier: GPL-3.0-or-later

   Headlines are told from the order of their words and the verb of saying:
   capitals hide from a tagger what is a verb in them.  */

#ifndef DX_HEADLINES_H
#define DX_HEADLINES_H

#include "find/quotes.h"

typedef struct
{
  dx_piece content, cue, source;
} dx_headline;

/* Does passage P stand in a sentence Set Like a Headline that says who speaks:
   Board Denies ‘Deal’ | ‘Deal’ Is Off, Board Says | ‘Deal’ Is Off, Says Board?  */
bool dx_headline_read (const dx_context *c, const dx_passage *p,
                       dx_headline *headline);

#endif
