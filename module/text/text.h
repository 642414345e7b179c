/* text.h -- the first stage: bytes to paragraphs, sentences and tokens.
   SPDX-License-Identifier: GPL-3.0-or-later

   Later stages work on tokens and never look at lines again: a hard wrap is a
   space, and page furniture (a footer, a URL line, a page number in the middle
   of a paragraph) has no tokens at all; the token after it says so.  A long stretch
   with a token for every byte or two and hardly a word is no text, and has one a line,
   a DX_SYMBOL (noise.c).  All offsets are BYTES into the text; dx_char_at converts
   at the very end.  */

#ifndef DX_TEXT_H
#define DX_TEXT_H

#include "base/arena.h"
#include "base/starts.h"
#include "dixit.h"
#include "text/memo.h"

typedef uint32_t dx_byte;  /* a byte offset into the text */

/* What a token is.  */
enum
{
  DX_WORD,     /* letters, and digits among them; an inner apostrophe or
                  point stays inside (O'Neill, U.S., rock'n'roll); a hyphen is a
                  token of its own; a clitic too ('s, n't, 're, 'll, 've, 'd, 'm;
                  with either apostrophe); a character of Han or kana, or eight of
                  them where there are many */
  DX_NUMBER,   /* starts with a digit: 1,200  4.2  2022  6th */
  DX_QUOTE,    /* a character that can be a quotation mark and is not an
                  apostrophe inside a word: “ ” ‘ ’ " ' « » ‹ › „ ‚ 「 」 『 』 `` '' ` */
  DX_PUNCT,    /* . , ; : ! ? … ( ) [ ] { } - – — and the like; "..." and "--" are one token */
  DX_SYMBOL,   /* $ % & # @ € + = | ... */
  DX_LINK,     /* a URL, an e-mail address, @name, #tag */
  DX_EMOJI     /* pictographs, with their modifiers */
};

/* What stands before a token, and where it is.  */
enum
{
  DX_SPACE = 1,       /* white space (NBSP too) before it, a wrap included */
  DX_WRAP = 2,        /* at least one line end before it, in its paragraph */
  DX_GAP = 4,         /* page furniture before it, in its paragraph */
  DX_SENTENCE = 8,    /* first of its sentence */
  DX_PARAGRAPH = 16,  /* first of its paragraph */
  DX_DATELINE = 32,   /* inside a dateline: KUALA LUMPUR, July 10 (AFP) — */
  DX_CLITIC = 64      /* glued to the word before it: 's, n't */
};

/* What is longer is divided; parts of such a word are symbols, but for its last.  */
enum { DX_TOKEN_BYTES = UINT16_MAX };

typedef struct
{
  dx_byte start;
  uint16_t size;      /* bytes */
  uint8_t kind;       /* DX_WORD ... */
  uint8_t flags;      /* DX_SPACE ... */
} dx_token;

/* The same in half the room, as a text keeps it.  Tokens lie DX_ROW to a row, and the
   row says where it starts.  */
typedef struct
{
  uint32_t from : 16, size : 6;   /* bytes; FROM the row's start */
  uint32_t kind : 3, flags : 7;   /* as in dx_token */
} dx_packed_token;

enum { DX_ROW = 32 };

typedef struct
{
  dx_byte start;
  uint32_t wide;      /* 0; or FROM or SIZE has no room for one of its tokens, and they
                         are all in this one, from 1, of the wide rows */
} dx_row;

/* A token of a wide row.  */
typedef struct
{
  dx_byte start;
  uint16_t size;
} dx_extent;

/* Where T ends, exclusive.  */
static inline dx_byte
dx_token_end (const dx_token *t)
{
  return t->start + t->size;
}

/* What a paragraph is.  */
enum
{
  DX_BODY,
  DX_HEADLINE,  /* short, no final point, capitals or position show it */
  DX_BYLINE,    /* By Jane Smith; a lone date; an agency's sign-off */
  DX_CAPTION,   /* a picture's caption or credit */
  DX_RELATED,   /* Related article: ...  Read more: ...  Also read ... */
  DX_LIST,      /* an item after a bullet or a number */
  DX_TURN       /* transcript or interview: NAME: ...   Q: ... */
};

typedef struct
{
  const char *bytes;
  dx_byte size;
  uint32_t length;         /* in characters */
  const uint32_t *index;   /* characters before byte DX_BLOCK * i */
  uint32_t line_count;     /* at least one */
  dx_packed_token *tokens;
  dx_row *rows;
  dx_extent *wide;         /* DX_ROW for each wide row */
  uint32_t token_count;
  dx_starts *paragraphs, *sentences;  /* where they start: they are runs that cover all
                                         tokens; a sentence lies in one paragraph */
  uint8_t *kinds;          /* per paragraph: DX_BODY ... */
  uint32_t paragraph_count, sentence_count;
  dx_print *prints;        /* with a memo, per paragraph: of all that its tokens
                              and sentences come from; or NULL */
  bool wrapped;            /* the lines are hard-wrapped */
} dx_text;

struct dx_patterns;

/* Validate and divide the SIZE bytes at BYTES, which must outlive TEXT.
   Everything else is taken from ARENA.  Linear.  DIXIT_BAD_UTF8,
   DIXIT_TOO_LARGE, DIXIT_NO_MEMORY; DIXIT_OK for an empty text (no tokens).
   A NUL or another control character counts as white space; a line with four or
   more of them, one in eight, as blank.  */
dixit_status dx_text_read (dx_text *text, const char *bytes, size_t size,
                           const struct dx_patterns *patterns,
                           dx_arena *arena, dixit_error *error);

/* The same, with what MEMO, which may be NULL and else has begun, knows of
   it.  */
dixit_status dx_text_read_again (dx_text *text, const char *bytes,
                                 size_t size,
                                 const struct dx_patterns *patterns,
                                 dixit_memo *memo, dx_arena *arena,
                                 dixit_error *error);

/* Token I.  */
static inline dx_token
dx_token_of (const dx_text *text, uint32_t i)
{
  const dx_packed_token *const t = &text->tokens[i];
  const dx_row *const row = &text->rows[i / DX_ROW];
  dx_token token = { .start = row->start + t->from, .size = t->size,
                     .kind = t->kind, .flags = t->flags };
  if (row->wide)
    {
      const dx_extent *const e
        = &text->wide[(size_t) (row->wide - 1) * DX_ROW + i % DX_ROW];
      token.start = e->start;
      token.size = e->size;
    }
  return token;
}

/* Where token I starts.  */
static inline dx_byte
dx_start_of (const dx_text *text, uint32_t i)
{
  return dx_token_of (text, i).start;
}

/* Where it ends, exclusive.  */
static inline dx_byte
dx_end_of (const dx_text *text, uint32_t i)
{
  const dx_token t = dx_token_of (text, i);
  return dx_token_end (&t);
}

/* The first of its bytes.  */
static inline char
dx_first_byte (const dx_text *text, uint32_t i)
{
  return text->bytes[dx_start_of (text, i)];
}

/* The number of the paragraph that token I is in.  */
static inline uint32_t
dx_paragraph_at (const dx_text *text, uint32_t i)
{
  return dx_started (text->paragraphs, i) - 1;
}

/* The paragraph that it is in, and the sentence.  */
static inline dx_run
dx_paragraph_of (const dx_text *text, uint32_t i)
{
  return dx_run_around (text->paragraphs, text->token_count, i);
}

static inline dx_run
dx_sentence_of (const dx_text *text, uint32_t i)
{
  return dx_run_around (text->sentences, text->token_count, i);
}

/* Paragraph P, and sentence S; from their numbers these take longer to find.  */
static inline dx_run
dx_paragraph (const dx_text *text, uint32_t p)
{
  return dx_nth_run (text->paragraphs, text->token_count, p);
}

static inline dx_run
dx_sentence (const dx_text *text, uint32_t s)
{
  return dx_nth_run (text->sentences, text->token_count, s);
}

/* The character offset of byte AT (a character's first byte, or the size).  */
uint32_t dx_char_at (const dx_text *text, dx_byte at);

/* The same for both ends of a span, between characters.  */
dixit_span dx_chars_of (const dx_text *text, dx_byte start, dx_byte end);

/* How many lines end among the bytes from FROM on up to END; of a return and a feed the
   feed is the end.  */
uint32_t dx_lines_between (const dx_text *text, dx_byte from, dx_byte end);

/* Set ERROR (may be NULL) and return STATUS.  */
dixit_status dx_fail (dixit_error *error, dixit_status status, size_t byte,
                      const char *format, ...)
  __attribute__ ((format (printf, 4, 5)));

/* What kind of paragraph token I is in.  */
static inline uint8_t
dx_kind_at (const dx_text *text, uint32_t i)
{
  return text->kinds[dx_paragraph_at (text, i)];
}

#endif
