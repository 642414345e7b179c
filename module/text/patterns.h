/* patterns.h -- what is a pattern, as PCRE2 patterns compiled once.
   SPDX-License-Identifier: GPL-3.0-or-later

   The compiled patterns are immutable and shared by all analyses; match data
   belongs to one analysis.  JIT, UTF and UCP, with match and heap limits: a
   match that runs into a limit counts as no match.  */

#ifndef DX_PATTERNS_H
#define DX_PATTERNS_H

#include "dixit.h"

typedef enum
{
  DX_P_FURNITURE,    /* a whole line: URL, page number, "Page 3 of 7", print stamp */
  DX_P_DATELINE,     /* at a paragraph's start */
  DX_P_RELATED,      /* at a paragraph's start */
  DX_P_BYLINE,       /* a whole short paragraph */
  DX_P_CAPTION,      /* a whole short paragraph, or its start */
  DX_P_TURN,         /* at a paragraph's start: "Q:", "SMITH:", "Jane Smith:" */
  DX_P_BULLET,       /* at a line's start */
  DX_P_ABBREVIATION, /* a token with its final point that ends no sentence */
  DX_PATTERN_COUNT
} dx_pattern;

typedef struct dx_patterns dx_patterns;
typedef struct dx_matcher dx_matcher;  /* match data of one analysis */

dixit_status dx_patterns_compile (dx_patterns **out, dixit_error *error);
void dx_patterns_free (dx_patterns *patterns);  /* NULL-safe */

/* NULL when memory is out.  */
dx_matcher *dx_matcher_new (const dx_patterns *patterns);
void dx_matcher_free (dx_matcher *matcher);     /* NULL-safe */

/* Bytes of the match of PATTERN at the start of the SIZE bytes at S, which are
   valid UTF-8; 0 for none.  */
size_t dx_match (dx_matcher *matcher, dx_pattern pattern, const char *s,
                 size_t size);

#endif
