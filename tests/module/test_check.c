/* test_check.c -- what an editor should look at.
   SPDX-License-Identifier: GPL-3.0-or-later

   Marks and letters need no model, and are tested without one; the rest goes
   through the public interface, and is skipped where there is no model.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/english.h"
#include "check/keyboard.h"
#include "check/rules.h"
#include "text/patterns.h"

static dx_patterns *patterns;
static dixit_analyzer *analyzer;

static int
set_up (void **state)
{
  dixit_error error;
  const char *path = getenv ("DIXIT_MODEL");
  (void) state;
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &analyzer, &error) != DIXIT_OK)
    print_message ("without a model: %s\n", error.message);
  return dx_patterns_compile (&patterns, &error) != DIXIT_OK;
}

static int
tear_down (void **state)
{
  (void) state;
  dixit_analyzer_close (analyzer);
  dx_patterns_free (patterns);
  return 0;
}

/* What is found is written as "code:start-end", and "=fix" where there is
   one, with blanks between.  */
static void
write_checks (char *to, size_t room, const dixit_check *all, size_t count,
              const char *only)
{
  size_t at = 0;
  *to = 0;
  for (size_t i = 0; i < count; i++)
    {
      const dixit_check *k = &all[i];
      if (only && strcmp (only, k->code))
        continue;
      assert_true (k->span.start < k->span.end);
      assert_true (*k->message && strlen (k->message) < 320);
      int n = snprintf (to + at, room - at, "%s%s:%u-%u%s%s", at ? " " : "",
                        k->code, k->span.start, k->span.end,
                        k->fix ? "=" : "", k->fix ? k->fix : "");
      assert_true (n > 0 && (size_t) n < room - at);
      at += (size_t) n;
    }
}

typedef bool rule (dx_findings *f, const dx_context *c);

static size_t
run (rule *check, const char *s, size_t n, char *to, size_t room)
{
  dixit_error error = { .status = DIXIT_OK };
  dx_arena arena = { 0 }, scratch = { 0 };
  dx_text text;
  dx_marks marks;
  dx_words words;
  if (dx_text_read (&text, s, n, patterns, &arena, &error) != DIXIT_OK
      || dx_marks_pair (&marks, &text, &arena, &error) != DIXIT_OK
      || dx_words_read (&words, &text, NULL, &arena, &arena, &error) != DIXIT_OK)
    fail_msg ("%s", error.message);
  dx_context c = { .text = &text, .marks = &marks, .words = &words };
  dx_findings f = { .keep = &arena, .scratch = &scratch,
                    .most = dx_findings_most (n) };
  assert_true (check (&f, &c));
  if (to)
    write_checks (to, room, f.all, f.count, NULL);
  const size_t count = f.count;
  dx_arena_free (&scratch);
  dx_arena_free (&arena);
  return count;
}

typedef struct
{
  const char *text, *want;
} example;

static void
compare (rule *check, const example *all, size_t count, const char *code)
{
  for (size_t i = 0; i < count; i++)
    {
      char got[1000], want[1000] = "";
      run (check, all[i].text, strlen (all[i].text), got, sizeof got);
      for (const char *w = all[i].want; *w;)
        {
          const char *end = strchr (w, '|');
          const int n = end ? (int) (end - w) : (int) strlen (w);
          const size_t at = strlen (want);
          snprintf (want + at, sizeof want - at, "%s%s:%.*s", at ? " " : "",
                    code, n, w);
          w += n + (end != NULL);
        }
      if (strcmp (got, want))
        fail_msg ("of: %s\n  want %s\n  got  %s", all[i].text, want, got);
    }
}

static void
keys (void **state)
{
  (void) state;
  static const struct
  {
    uint32_t cp;
    char key, alike;
  } all[] = {
    { 0x0430, 'f', 'a' },  { 0x0415, 'T', 'E' }, { 0x0444, 'a', 0 },
    { 0x044E, '.', 0 },    { 0x0431, ',', 0 },   { 0x042D, '"', 0 },
    { 0x0439, 'q', 0 },    { 0x0426, 'W', 0 },   { 0x044F, 'z', 0 },
    { 0x0451, '`', 0 },    { 0x0456, 's', 'i' }, { 0x0443, 'e', 'y' },
    { 0x043D, 'y', 0 },    { 0x041D, 'Y', 'H' }, { 0x03BF, 0, 'o' },
    { 0x03B2, 0, 0 },      { 0x03BC, 0, 0 },     { 'a', 0, 0 },
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    {
      assert_int_equal (dx_key_of (all[i].cp), all[i].key);
      assert_int_equal (dx_lookalike (all[i].cp), all[i].alike);
    }
  assert_int_equal (dx_cyrillic_lookalike ('a'), 0x0430);
  assert_int_equal (dx_cyrillic_lookalike ('I'), 0x0406);
  assert_int_equal (dx_cyrillic_lookalike ('Z'), 0);
  /* Every key types one letter.  */
  for (uint32_t a = 0x0410; a < 0x0450; a++)
    for (uint32_t b = a + 1; b < 0x0450; b++)
      assert_int_not_equal (dx_key_of (a), dx_key_of (b));
}

static void
english (void **state)
{
  (void) state;
  static const char *const yes[]
    = { "a", "can't", "cannot", "in", "including", "the", "your" };
  static const char *const no[]
    = { "", "th", "thes", "zzz", "includ", "can'", "youri" };
  for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
    assert_true (dx_is_common_english (yes[i], strlen (yes[i])));
  for (size_t i = 0; i < sizeof no / sizeof *no; i++)
    assert_false (dx_is_common_english (no[i], strlen (no[i])));
  assert_true (dx_may_be_english ("negotiation", 11));
  assert_false (dx_may_be_english ("phonejv", 7));
  assert_true (dx_may_be_english ("", 0));
}

static void
letters (void **state)
{
  (void) state;
  static const example all[] = {
    { "He revealed ерфе his friend was there.", "12-16=that" },
    { "The storm killed two peopleю Then it went.", "21-28=people." },
    { "They came, the peopleб and then left.", "15-22=people," },
    { "The thаt was meant was good.", "4-8=that" },
    { "Тhe man said Не was there.", "0-3=The" },
    { "Ерфе was said, and ЕРФЕ was meant.", "0-4=That|19-23=THAT" },
    { "She said еру цщкв was there, and so on.", "9-12=the|13-17=word" },
    { "He вшвтэе say so, and he left.", "3-9=didn't" },
    /* Not common, but the text has it.  */
    { "The harbour was full. Everyone likes the рфкищгк now.",
      "41-48=harbour" },
    { "Everyone likes the рфкищгк now.", "" },
    { "A long negotiatшщт went on.", "7-18=negotiation" },
    { "The СNN and ТАSS men came.", "4-7=CNN|12-16=TASS" },
    { "It was in 2022ю Then came more.", "10-15=2022." },
    { "The gοod word with a Greek letter.", "4-8=good" },
    { "The city of Kиїв was named.", "12-16=Київ" },
    { "Eight days щт the road, she thought.", "11-13=on" },
    /* Genuine words, and what merely looks odd.  */
    { "The word привет means hello, and пока means bye.", "" },
    { "The newspaper Правда said so, and ТАСС too.", "" },
    { "In Russian рук is a form, and ща is short for now.", "" },
    { "It cost 100 руб. in the shop, and then 20 руб, too.", "" },
    { "He shouted Ерфе Путин from the hall of the house.", "" },
    { "The letter ф is an a on the keyboard, а is an f.", "" },
    { "The band KoЯn and the firm Яandex were named.", "" },
    { "About 5 μm of TNFα and IFNγ at ΔT was given to them.", "" },
    { "The read at Газета.ру and лента.ру was long.", "" },
    { "Он сказал, что ерфе and that are one.", "" },
    { "Москва. Это всё, что мы знаем.", "" },
    { "The Greek word λόγος means word, and ΟΧΙ is no.", "" },
    { "Une élève naïve, coöperate, Łódź, Nguyễn, ﬁne, ½.", "" },
    { "A 12б class in the 1990х was good.", "" },
    { "", "" },
  };
  compare (dx_check_script, all, sizeof all / sizeof *all, "mixed-script");
}

static void
balance (void **state)
{
  (void) state;
  static const example all[] = {
    { "“It rains,” she said. “It pours.”", "" },
    { "“It rains, she said.", "0-1" },
    { "It rains,” she said.", "9-10" },
    { "“It rains, she said. “It pours,” he said.", "0-1" },
    { "\"It rains,\" she said. \"It pours, he said.", "22-23" },
    { "“It rains.\n\n“It pours,” he said.", "" },
    { "“It rains.\n\nIt pours,” he said.", "0-1" },
    { "“It rains,» he said.", "0-1" },
    { "«It rains», he said, and „so it does“.", "" },
    { "He said:”It rains. It pours.” Then he left.", "8-9" },
    { "The ministers’ summit, the ’90s, rock ’n’ roll, 6' tall.", "" },
    { "Near ‘Ali and ‘Arab Faqih, the Ge‘ez of old.", "" },
    { "“She said to me, ‘you must go there today,” he said.", "17-18" },
    { "A <a href=\"x> link\" and more.", "" },
    { "He’s like 6’2”,” Ann said.", "" },
    { "``It rains,'' she said. ``It pours, he said.", "24-26" },
    { "", "" },
  };
  compare (dx_check_balance, all, sizeof all / sizeof *all,
           "unbalanced-mark");
}

/* Hostile texts: whatever is found, it comes soon and touches nothing that it
   should not.  */
static void
hostile (void **state)
{
  (void) state;
  enum { SIZE = 4000000 };
  static const char *const patterns_of[]
    = { "ю", "aю", "ерфе ", "ерфеx ", "а b ", "\"a ", "“", "” a", "a” «",
        "‘the ", "“a\n\n", "aю\n\n", "=\" ” ", "'", "2022ю ", "Aа" };
  char *s = malloc (SIZE);
  assert_non_null (s);
  for (size_t i = 0; i < sizeof patterns_of / sizeof *patterns_of; i++)
    {
      const size_t n = strlen (patterns_of[i]);
      size_t size = 0;
      while (size + n <= (i < 2 ? SIZE : SIZE / 16))
        {
          memcpy (s + size, patterns_of[i], n);
          size += n;
        }
      run (dx_check_script, s, size, NULL, 0);
      run (dx_check_balance, s, size, NULL, 0);
    }
  /* Words that differ by their capitals alone, and one that asks for them.  */
  size_t size = 0;
  for (unsigned k = 0; k < 30000; k++)
    {
      for (unsigned bit = 0; bit < 15; bit++)
        s[size++] = (char) (k >> bit & 1 ? 'Q' : 'q');
      s[size++] = ' ';
    }
  memcpy (s + size, "йййй", 8);
  run (dx_check_script, s, size + 8, NULL, 0);
  free (s);
}

static void
analyze (const char *text, const char *only, char *got, size_t room)
{
  dixit_error error;
  dixit_document *d;
  size_t count;
  if (!analyzer)
    skip ();
  if (dixit_analyze (analyzer, text, strlen (text), NULL, &d, &error)
      != DIXIT_OK)
    fail_msg ("%s", error.message);
  const dixit_check *all = dixit_checks (d, &count);
  for (size_t i = 1; i < count; i++)
    assert_true (all[i - 1].span.start <= all[i].span.start);
  write_checks (got, room, all, count, only);
  dixit_document_free (d);
}

static void
full_names (void **state)
{
  (void) state;
  static const example all[] = {
    { "The bridge will close in May, Mr. Hollis told reporters. “We have no"
      " choice,” Mr. Hollis said. He had hoped for more money.",
      "no-full-name:34-40" },
    { "The bridge will close in May, Peter Hollis told reporters. “We have"
      " no choice,” Mr. Hollis said. He had hoped for more money.", "" },
    /* The name stands in full only after it.  */
    { "“We have no choice,” Mr. Hollis said. He had hoped for more money."
      "\n\nThe family of Peter Hollis lives there.", "" },
    { "King Harald opened the bridge. “It is a fine bridge,” King Harald"
      " said. He left at noon.", "" },
    { "Mr. Hollis crossed the bridge. He went home.", "" },
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    {
      char got[1000];
      analyze (all[i].text, "no-full-name", got, sizeof got);
      assert_string_equal (got, all[i].want);
    }
}

static void
spellings (void **state)
{
  (void) state;
  static const example all[] = {
    { "Harold Bornemann founded the museum in 1961.\n\n“I had a shed,”"
      " Bornemann said.\n\n“The sign was bigger,” Bornemnn said. Bornemnn"
      " left.",
      "two-spellings:102-110=Bornemann" },
    { "Harold Bornemann founded the museum in 1961.\n\n“I had a shed,”"
      " Bornemann said. The Bornemanns left. BORNEMANN stayed.", "" },
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    {
      char got[1000];
      analyze (all[i].text, "two-spellings", got, sizeof got);
      assert_string_equal (got, all[i].want);
    }
}

static void
speakers (void **state)
{
  (void) state;
  static const example all[] = {
    { "The bridge was empty and the river was high.\n\n“We have lost all"
      " that we had in the world.”\n\nThe rain went on until Friday.",
      "unattributed-quote:46-90" },
    { "The bridge was empty and the river was high.\n\n“We have lost all"
      " that we had in the world,” said Ann Reed, a baker.\n\nThe rain went"
      " on until Friday.", "" },
    { "Ann Reed, a baker, said that the bridge was empty.\n\n“We have lost"
      " all that we had in the world.”\n\nThe rain went on until Friday.",
      "" },
    { "The bridge was called “Old Nan” by all.", "" },
  };
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    {
      char got[1000];
      analyze (all[i].text, "unattributed-quote", got, sizeof got);
      assert_string_equal (got, all[i].want);
    }
}

static void
in_order (void **state)
{
  (void) state;
  char got[1000];
  analyze ("Mr. Hollis revealed ерфе he would go. “We must leave nowю\n\n"
           "“We must,” Mr. Hollis said. He wept.",
           NULL, got, sizeof got);
  assert_non_null (strstr (got, "mixed-script:20-24=that"));
  assert_non_null (strstr (got, "mixed-script:53-57=now."));
  analyze ("", NULL, got, sizeof got);
  assert_string_equal (got, "");
}

/* Beyond so many nothing is found any more, but counted.  */
static void
many (void **state)
{
  (void) state;
  static const char *const texts[]
    = { "He left on “ Monday. It rained for days.\n\n",
        "He left on Monday.” It rained for days.\n\n",
        "He said to them ерфе it rained for days and days.\n\n" };
  enum { TIMES = 4000 };
  if (!analyzer)
    skip ();
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    {
      const size_t n = strlen (texts[k]);
      char *s = malloc (TIMES * n + 1);
      assert_non_null (s);
      for (size_t i = 0; i < TIMES; i++)
        memcpy (s + i * n, texts[k], n);
      dixit_document *d;
      dixit_error error;
      assert_int_equal (dixit_analyze (analyzer, s, TIMES * n, NULL, &d, &error),
                        DIXIT_OK);
      size_t count;
      const dixit_check *all = dixit_checks (d, &count);
      const size_t most = dx_findings_most (TIMES * n);
      assert_in_range (most, 1000, TIMES - 1);
      assert_int_equal (count, most);
      char said[80];
      snprintf (said, sizeof said, "; %zu more like this are not listed",
                TIMES - most);
      assert_non_null (strstr (all[count - 1].message, said));
      for (size_t i = 0; i + 1 < count; i++)
        assert_null (strstr (all[i].message, "not listed"));
      dixit_document_free (d);
      free (s);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (keys),       cmocka_unit_test (english),
    cmocka_unit_test (letters),    cmocka_unit_test (balance),
    cmocka_unit_test (hostile),    cmocka_unit_test (full_names),
    cmocka_unit_test (speakers),   cmocka_unit_test (spellings),
    cmocka_unit_test (in_order),   cmocka_unit_test (many),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
