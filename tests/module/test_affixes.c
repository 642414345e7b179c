/* test_affixes.c -- what words begin and end with.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find/affixes.h"
#include "find/reading.h"
#include "models.h"
#include "text/utf8.h"

/* Where the Kth character of S is, or its end.  */
static size_t
byte_of (const char *s, size_t size, size_t k)
{
  size_t at = 0;
  uint32_t c;
  while (k-- && at < size)
    at += dx_decode (s + at, size - at, &c);
  return at;
}

/* Is SHAPE that of the word of SIZE bytes at S, if it can be told with ASCII?  */
static bool
is_shape (const char *s, size_t size, bool level, uint32_t shape)
{
  char kinds[64];
  size_t n = 0;
  for (size_t at = 0; at < size && n < sizeof kinds; n++)
    {
      uint32_t c;
      at += dx_decode (s + at, size - at, &c);
      if (c >= 0x80 && !dx_is_letter (c) && c != 0x2019)
        return true;
      kinds[n] = dx_is_upper (c)                 ? (level ? 'x' : 'X')
                 : c >= '0' && c <= '9'         ? '0'
                 : dx_is_letter (c)              ? 'x'
                 : c == '`' || c == 0x2019      ? '\'' : (char) c;
    }
  return shape == (n <= 8 ? dx_hash (kinds, n)
                          : dx_join (dx_hash (kinds, 4),
                                     dx_hash (kinds + n - 4, 4)));
}

/* An affix is hashed as a word of its own is.  The words of TEXT, which are no marks,
   must be so, however often others were asked for between.  How many there are.  */
static uint32_t
check (const char *text, size_t size)
{
  dx_reading r;
  dixit_error error;
  assert_int_equal (dx_reading_open (&r, models[SILLY], DX_TO_POS, text, size,
                                     NULL, &error),
                    DIXIT_OK);
  const dx_words *w = &r.words;
  for (uint32_t turn = 0; turn < 2; turn++)
    for (uint32_t i = 0; i < r.text.token_count; i++)
      {
        const dx_token token = dx_token_of (&r.text, i), *const t = &token;
        const dx_word *word = dx_word_of (w, i);
        const char *s = text + t->start;
        const dx_affixes x = *dx_affixes_of (w, &r.text, i);
        const size_t n = word->size < 64 ? word->size : 64;
        const size_t whole = byte_of (s, t->size, 64);
        if (word->dressed)
          continue;
        assert_true (is_shape (s, t->size, word->level, x.shape));
        for (size_t m = 1; m <= DX_AFFIXES; m++)
          {
            const size_t end = byte_of (s, t->size, m);
            const size_t from = m < n ? byte_of (s, t->size, n - m) : 0;
            assert_int_equal (x.prefix[m - 1], dx_word_hash (s, end));
            assert_int_equal (x.suffix[m - 1],
                              dx_word_hash (s + from, whole - from));
          }
      }
  const uint32_t count = w->count;
  dx_reading_close (&r);
  return count;
}

static void
affixes_are_words (void **state)
{
  (void) state;
  static const char *const pieces[]
    = { "a", "b", "Q", "Z", "7", "0", "é", "Ñ", "ß", "Ж", "中", "'", "’", "-",
        "`", "\xf0\x9f\x98\x80", "_", "ing", "1995" };
  enum { WORDS = 4000, LONGEST = 90 };
  char *text = malloc (WORDS * (LONGEST + 10)), *at = text;
  uint64_t random = 5;
  assert_non_null (text);
  for (int k = 0; k < WORDS; k++)
    {
      const char *word = at;
      const uint32_t n = 1 + small_below (&random, k % 9 ? 6 : LONGEST);
      const uint32_t kinds = k % 3 ? 6 : sizeof pieces / sizeof *pieces;
      for (uint32_t i = 0; i < n && at - word < LONGEST; i++)
        {
          const char *p = pieces[small_below (&random, kinds)];
          memcpy (at, p, strlen (p));
          at += strlen (p);
        }
      *at++ = k % 20 == 19 ? '\n' : ' ';
    }
  assert_true (check (text, (size_t) (at - text)) > DX_AFFIXES_KEPT);
  free (text);
}

/* The first token with its bytes tells what a mark passes for, for all of them.  */
static void
marks_are_dressed (void **state)
{
  (void) state;
  static const char text[] = "“Yes,” he said -- “no.”\n\n\"Yes,\" he said — \"no.\"";
  dx_reading r;
  dixit_error error;
  uint32_t dressed = 0;   /* tokens */
  assert_int_equal (dx_reading_open (&r, models[SILLY], DX_TO_POS, text,
                                     sizeof text - 1, NULL, &error),
                    DIXIT_OK);
  for (uint32_t i = 0; i < r.text.token_count; i++)
    if (dx_word_of (&r.words, i)->dressed)
      {
        const dx_affixes *x = dx_affixes_of (&r.words, &r.text, i);
        dressed++;
        for (size_t m = 0; m < DX_AFFIXES; m++)
          {
            assert_int_equal (x->prefix[m], dx_word_of (&r.words, i)->lower);
            assert_int_equal (x->suffix[m], dx_word_of (&r.words, i)->lower);
          }
      }
  assert_int_equal (dressed, 9);   /* eight quotation marks, "--" */
  dx_reading_close (&r);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (affixes_are_words),
    cmocka_unit_test (marks_are_dressed),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
