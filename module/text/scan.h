/* scan.h -- the state of the tokenizer, for its two files.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_SCAN_H
#define DX_SCAN_H

#include "text/stage.h"
#include "text/utf8.h"

/* The next single mark of the paragraph that is not inside a word.  */
enum
{
  DX_AHEAD_UNKNOWN,
  DX_AHEAD_NONE,
  DX_AHEAD_OPEN,
  DX_AHEAD_CLOSE
};

/* Tokens that are sifted together.  */
enum { DX_SIFTED = 1 << 13 };

typedef struct
{
  const char *s;
  dx_byte at, limit;      /* the rest of the piece, as far as a token may reach */
  dx_byte piece_end;
  dx_byte next_piece;     /* where the paragraph goes on; 0 if it does not */
  dx_byte paragraph_end;
  uint32_t paragraph;     /* its first token */
  uint8_t before;         /* flags for the next token */
  bool feet;              /* feet were given: inches may follow */
  uint32_t cjk;           /* characters without spaces between them so far, if few */
  uint32_t singles;       /* single marks that wait for their partner */
  uint32_t doubles;       /* odd: a double one waits */
  dx_byte ahead_from, ahead_at;  /* ahead_kind holds between them */
  uint8_t ahead_kind;

  dx_token *tokens;
  uint32_t count;
  uint32_t sifted;        /* the tokens before this one are what they stay */
  size_t room;
  dx_matcher *matcher;
  dx_arena *arena;
} dx_scan;

static inline int
dx_class_at (const dx_scan *z, dx_byte at)
{
  unsigned char c = (unsigned char) z->s[at];
  if (c < 0x80)
    return dx_ascii[c];
  uint32_t cp;
  dx_decode (z->s + at, z->limit - at, &cp);
  return dx_class (cp);
}

/* A token from Z->at to END; Z->at moves there.  There is room for it.  */
void dx_add_token (dx_scan *z, dx_byte end, uint8_t kind, uint8_t flags);

dx_byte dx_word_end (const dx_scan *z, dx_byte at);
bool dx_word_at (const dx_scan *z, dx_byte at);

/* The word that starts at Z->at has come to an apostrophe, or something like
   it, at AT.  Returns where the word goes on after it, 0 if it does not.
   *CLITIC is 0, or the end of a clitic that starts at the returned place.  */
dx_byte dx_inner_apostrophe (const dx_scan *z, dx_byte at, dx_byte *clitic);

/* Of the tokens of the paragraph that are not sifted yet, make one a line of what is
   no text (noise.c).  */
void dx_sift (dx_scan *z);

/* Make one a line of the paragraph, if it is nothing but marks.  */
void dx_sift_marks (dx_scan *z);

/* The token or tokens of the single mark CP of N bytes at Z->at.  */
void dx_scan_single (dx_scan *z, uint32_t cp, dx_byte n);

#endif
