/* utf8.h -- UTF-8 and the few facts about characters that news text needs.
   SPDX-License-Identifier: GPL-3.0-or-later

   Only dx_utf8_check takes untrusted bytes; everything else wants text that
   it has passed.  */

#ifndef DX_UTF8_H
#define DX_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Classes of characters.  */
enum
{
  DX_C_SPACE,    /* white space, and control characters */
  DX_C_IGNORE,   /* joiners, direction marks, BOM: seen by nobody */
  DX_C_LETTER,   /* combining marks and modifiers too */
  DX_C_CJK,      /* Han and kana: letters without spaces between words */
  DX_C_DIGIT,
  DX_C_QUOTE,
  DX_C_PUNCT,
  DX_C_SYMBOL,
  DX_C_EMOJI
};

enum { DX_BLOCK = 64 };

/* Is the SIZE bytes at S valid UTF-8?  If not, *BAD is the offset of the
   first byte of the first bad sequence.  INDEX (room for SIZE / DX_BLOCK + 1)
   gets the characters that start before each byte DX_BLOCK * i, and *LENGTH the
   characters in all.  */
bool dx_utf8_check (const char *s, size_t size, uint32_t *index,
                    uint32_t *length, size_t *bad);

/* The character at S, where N > 0 bytes are left, into *CP; returns the bytes
   it takes.  Never reads or returns more than N.  */
size_t dx_decode (const char *s, size_t n, uint32_t *cp);

/* The bytes of the character that ends at S + AT; *CP is that character.
   AT > 0.  */
size_t dx_decode_back (const char *s, size_t at, uint32_t *cp);

/* AT, or the nearest start of a character before it.  */
size_t dx_char_floor (const char *s, size_t at);

/* Has S, of SIZE bytes, a character that may turn the direction of a paragraph from
   right to left?  Blocks of such letters count as a whole.  */
bool dx_right_to_left (const char *s, size_t size);

int dx_class (uint32_t cp);
extern const uint8_t dx_ascii[128];   /* the same of ASCII */
bool dx_is_upper (uint32_t cp);
bool dx_is_lower (uint32_t cp);
bool dx_is_letter (uint32_t cp);
bool dx_is_digit (uint32_t cp);
bool dx_is_space (uint32_t cp);

/* Simple lower case of Latin, Greek, Cyrillic and Armenian; others as is.  */
uint32_t dx_lower (uint32_t cp);

/* The letter from a to z that small Latin letter CP is without its accent; others
   as is.  */
uint32_t dx_bare (uint32_t cp);

#endif
