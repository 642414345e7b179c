/* english.h -- what a word's letters alone say: can it be English?
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_ENGLISH_H
#define DX_ENGLISH_H

#include <stdbool.h>
#include <stddef.h>

/* Both want N small ASCII letters (and apostrophes) at S.  */

/* One of the commonest words of the language and of the news.  */
bool dx_is_common_english (const char *s, size_t n);

/* Do English words have all its pairs of letters?  Says no with certainty,
   and yes with none.  */
bool dx_may_be_english (const char *s, size_t n);

#endif
