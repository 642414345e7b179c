/* rules.h -- one check a function, each in a file of its own.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_RULES_H
#define DX_RULES_H

#include "find/quotes.h"

/* What one check has found, in text order.  Beyond MOST of them they are only
   counted: nobody reads so many, and a text of nothing but marks without a partner
   would need many times its size for what there is to say about it.  */
typedef struct
{
  dixit_check *all;
  size_t count, room;
  size_t most, more;   /* MORE: how many were left out */
  dx_arena *keep;      /* for strings: lives as long as the document */
  dx_arena *scratch;   /* for the rest: gone when the checks are done */
} dx_findings;

/* The most that one check finds in a text of so many bytes.  */
static inline size_t
dx_findings_most (size_t bytes)
{
  return 1000 + bytes / 128;
}

/* Add a check of the tokens FIRST to END (exclusive), if there is room for it.  MESSAGE and FIX (may be
   NULL) live as long as the document.  False when memory is out.  */
bool dx_finding (dx_findings *f, const dx_text *text, const char *code,
                 uint32_t first, uint32_t end, const char *message,
                 const char *fix) __attribute__ ((warn_unused_result));

/* The message of FORMAT, in F's memory, for dx_finding; NULL when memory is out.  */
const char *dx_message (const dx_findings *f, const char *format, ...)
  __attribute__ ((format (printf, 2, 3), warn_unused_result));

/* The checks.  False when memory is out.  */
bool dx_check_balance (dx_findings *f, const dx_context *c)
  __attribute__ ((warn_unused_result));
bool dx_check_speakers (dx_findings *f, const dx_context *c,
                        const dx_quotations *quotes)
  __attribute__ ((warn_unused_result));
bool dx_check_script (dx_findings *f, const dx_context *c)
  __attribute__ ((warn_unused_result));
bool dx_check_full_names (dx_findings *f, const dx_context *c,
                          const dx_people *people)
  __attribute__ ((warn_unused_result));

bool dx_check_spelling (dx_findings *f, const dx_context *c,
                        const dx_people *people)
  __attribute__ ((warn_unused_result));

#endif
