/* stage.h -- what the files of the text stage share.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_STAGE_H
#define DX_STAGE_H

#include "text/patterns.h"
#include "text/text.h"

/* A line, or the part of one that is not white space, that has tokens.  */
typedef struct
{
  dx_byte start, end;
  uint8_t flags;  /* DX_PARAGRAPH: starts one; DX_GAP: furniture before it */
} dx_piece;

typedef struct
{
  dx_text *text;
  dx_matcher *matcher;
  dx_arena *arena;    /* lives as long as the document */
  dx_arena *scratch;  /* lives as long as dx_text_read */
  dx_piece *pieces;
  size_t piece_count;
} dx_stage;

/* Each is linear, and false when memory is out.  In this order.  */
bool dx_split_lines (dx_stage *stage);      /* lines, pieces, wrapped */
bool dx_split_tokens (dx_stage *stage);     /* tokens, paragraphs */
void dx_name_paragraphs (dx_stage *stage);  /* their kinds, datelines */
bool dx_split_sentences (dx_stage *stage);

#endif
