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
  dixit_memo *memo;   /* or NULL */
  bool *known;        /* with a memo, per paragraph: its tokens were known */
  uint8_t *kinds;     /* with one: the kind that it has where the text itself has
                         begun; or DX_NO_KIND */
  size_t *rooms;      /* with one: where it will keep them */
  dx_matcher *matcher;
  dx_arena *arena;    /* lives as long as the document */
  dx_arena *scratch;  /* lives as long as dx_text_read */
  dx_token *tokens;
  dx_run *paragraphs;
  dx_piece *pieces;
  size_t piece_count;
} dx_stage;

enum { DX_NO_KIND = 255 };

/* The tokens that the memo has of the paragraph of pieces FIRST to END, packed;
   NULL if it has none.  Sets *COUNT, the paragraph's KIND or DX_NO_KIND, the
   PRINT to look for them, and where they will be kept.  */
const uint8_t *dx_known_tokens (const dx_stage *stage, size_t first,
                                size_t end, uint32_t *count, uint8_t *kind,
                                dx_print *print, size_t *room);

/* The COUNT tokens packed at FROM, of a paragraph that begins at byte AT.  */
void dx_unpack_tokens (const uint8_t *from, dx_byte at, dx_token *to,
                       uint32_t count);

/* Where the memo will keep the COUNT tokens T of the paragraph that begins at
   byte AT and has PRINT.  */
size_t dx_room_for_tokens (const dx_stage *stage, dx_byte at,
                           const dx_token *t, uint32_t count,
                           dx_print print);

/* Keep those of all paragraphs that it did not know.  */
void dx_keep_tokens (const dx_stage *stage);

/* Each is linear, and false when memory is out.  In this order; the last alone fills in
   what the text has of tokens, paragraphs and sentences, but for how many.  */
bool dx_split_lines (dx_stage *stage);      /* lines, pieces, wrapped */
bool dx_split_tokens (dx_stage *stage);     /* tokens, paragraphs */
void dx_name_paragraphs (dx_stage *stage);  /* their kinds, datelines */
void dx_split_sentences (dx_stage *stage);  /* flags of their first tokens */
bool dx_pack_tokens (dx_stage *stage);

#endif
