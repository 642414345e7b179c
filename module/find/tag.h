/* tag.h -- tagging runs of tokens.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_TAG_H
#define DX_TAG_H

#include "find/desk.h"

/* Tag the tokens of every run in RUNS (sentences or paragraphs) into LABELS,
   and with SURE (may be NULL) 255 times each label's probability.  The two
   passes of a pair of taggers go over the same runs, one right after the other.
   DIXIT_NO_MEMORY, DIXIT_CANCELLED.  */
dixit_status dx_tag (const dx_context *c, const dx_tagger *tagger,
                     const dx_templates *templates, const dx_run *runs,
                     uint32_t count, uint8_t *labels, uint8_t *sure,
                     dx_desk *desk, dx_sums *sums, dx_arena *arena,
                     const dixit_options *options, dixit_error *error);

#endif
