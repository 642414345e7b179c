/* read.c -- the text stage from end to end, and where a byte is.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "text/stage.h"
#include "text/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

dixit_status
dx_fail (dixit_error *error, dixit_status status, size_t byte,
         const char *format, ...)
{
  if (!error)
    return status;
  error->status = status;
  error->byte = byte;
  va_list args;
  va_start (args, format);
  if (vsnprintf (error->message, sizeof error->message, format, args) < 0)
    error->message[0] = 0;
  va_end (args);
  return status;
}

static dixit_status
divide (dx_text *text, const dx_patterns *patterns, dixit_memo *memo,
        dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };
  dx_stage stage = { .text = text, .memo = memo, .arena = arena,
                     .scratch = &scratch,
                     .matcher = dx_matcher_new (patterns) };
  bool ok = stage.matcher && dx_split_lines (&stage)
            && dx_split_tokens (&stage);
  if (ok)
    {
      dx_name_paragraphs (&stage);
      dx_split_sentences (&stage);
      ok = dx_pack_tokens (&stage);
    }
  dx_matcher_free (stage.matcher);
  dx_arena_free (&scratch);
  if (!ok)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return DIXIT_OK;
}

dixit_status
dx_text_read (dx_text *text, const char *bytes, size_t size,
              const dx_patterns *patterns, dx_arena *arena,
              dixit_error *error)
{
  return dx_text_read_again (text, bytes, size, patterns, NULL, arena, error);
}

dixit_status
dx_text_read_again (dx_text *text, const char *bytes, size_t size,
                    const dx_patterns *patterns, dixit_memo *memo,
                    dx_arena *arena, dixit_error *error)
{
  *text = (dx_text) { .bytes = size ? bytes : "" };
  if (size > UINT32_MAX - 16)
    return dx_fail (error, DIXIT_TOO_LARGE, 0,
                    "the text is longer than 4 GiB");
  text->size = (dx_byte) size;
  uint32_t *index = dx_alloc (arena, size / DX_BLOCK + 1, sizeof *index);
  if (!index)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  text->index = index;
  size_t bad;
  if (!dx_utf8_check (text->bytes, size, index, &text->length, &bad))
    return dx_fail (error, DIXIT_BAD_UTF8, bad,
                    "byte %zu is not valid UTF-8", bad);
  return divide (text, patterns, memo, arena, error);
}

/* A bit for each of the eight bytes at S that goes on a character.  */
static uint64_t
going_on (const char *s)
{
  uint64_t these;
  memcpy (&these, s, sizeof these);
  return (these & ~(these << 1)) >> 7 & 0x0101010101010101u;
}

/* How many of the bytes from START to END, at most DX_BLOCK, go on a character.  */
static uint32_t
count_going_on (const dx_text *text, dx_byte start, dx_byte end)
{
  const bool little = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
  const char *s = text->bytes;
  uint64_t sums = 0;       /* a byte each */
  uint32_t n = 0;
  dx_byte i = start;
  for (; end - i >= 8; i += 8)
    sums += going_on (s + i);
  if (i < end && text->size - i >= 8)
    {
      const uint32_t less = 64 - 8 * (end - i);
      const uint64_t these = going_on (s + i);
      sums += little ? these << less : these >> less;
      i = end;
    }
  for (; i < end; i++)
    n += ((unsigned char) s[i] & 0xC0) == 0x80;
  return n + (uint32_t) ((sums * 0x0101010101010101u) >> 56);
}

uint32_t
dx_char_at (const dx_text *text, dx_byte at)
{
  if (at > text->size)
    at = text->size;
  if (text->length == text->size)
    return at;
  const dx_byte block = at / DX_BLOCK, i = block * DX_BLOCK;
  const uint32_t *index = text->index + block;
  /* As many characters as bytes.  */
  if (i + DX_BLOCK <= text->size && index[1] - *index == DX_BLOCK)
    return *index + (at - i);
  return *index + (at - i) - count_going_on (text, i, at);
}

dixit_span
dx_chars_of (const dx_text *text, dx_byte start, dx_byte end)
{
  const uint32_t first = dx_char_at (text, start);
  if (end < start || end > text->size || end - start > DX_BLOCK)
    return (dixit_span) { first, dx_char_at (text, end) };
  const uint32_t more = text->length == text->size
                          ? 0 : count_going_on (text, start, end);
  return (dixit_span) { first, first + (end - start) - more };
}

uint32_t
dx_lines_between (const dx_text *text, dx_byte from, dx_byte end)
{
  const char *const last = text->bytes + text->size;
  uint32_t n = 0;
  for (dx_byte i = from; i < end; i++)
    n += text->bytes[i] == '\n';
  /* A return ends a line, with or without a feed.  */
  for (const char *s = text->bytes + from, *const stop = text->bytes + end;
       (s = memchr (s, '\r', (size_t) (stop - s))); s++)
    n += s + 1 == last || s[1] != '\n';
  return n;
}
