/* check.h -- what an editor should look at.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_CHECK_H
#define DX_CHECK_H

#include "find/quotes.h"

/* The checks of C, in text order, into ARENA; strings too.  Codes:
     unbalanced-mark      a quotation mark without a partner, or with a wrong
                          one; the mark
     unattributed-quote   whole sentences in marks, and nothing near them that
                          could say whose; with their marks
     mixed-script         a word in letters that a keyboard left in another
                          layout, or letters that look alike, explain; FIX is
                          what was meant
     no-full-name         a speaker of whom the text gives one name alone;
                          where it first stands
     two-spellings        a name that one letter tells from the same person's
                          fullest name, once for each; FIX is as it is there
   A check that may be wrong is worth nothing: in doubt there is none.
   Linear.  DIXIT_NO_MEMORY.  */
dixit_status dx_checks_find (dixit_check **checks, size_t *count,
                             const dx_context *c, const dx_people *people,
                             const dx_quotations *quotes, dx_arena *arena,
                             dixit_error *error);

#endif
