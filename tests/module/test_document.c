/* test_document.c -- what dixit.h promises, of good texts and of hostile ones.
   SPDX-License-Identifier: GPL-3.0-or-later

   A model that knows nothing must keep the promises too, so everything is
   read with one of those as well; what takes the real one is skipped where
   that is missing.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glob.h>

#include "dixit.h"
#include "models.h"

/* Promises */

/* Where each character of TEXT starts, and its end; malloc'd.  */
static size_t *
index_of (const char *text, size_t bytes, size_t *length)
{
  size_t *starts = malloc ((bytes + 1) * sizeof *starts);
  assert_non_null (starts);
  *length = 0;
  for (size_t i = 0; i < bytes; i++)
    if (((unsigned char) text[i] & 0xc0) != 0x80)
      starts[(*length)++] = i;
  starts[*length] = bytes;
  return starts;
}

static void
check_span (dixit_span s, size_t length)
{
  assert_true (s.start < s.end);
  assert_true (s.end <= length);
}

static void
check_pieces (dixit_spans s, size_t length)
{
  for (uint32_t i = 0; i < s.count; i++)
    {
      check_span (s.pieces[i], length);
      assert_true (!i || s.pieces[i - 1].end <= s.pieces[i].start);
    }
}

/* Blanks at AT.  */
static const char *
after_blanks (const char *at)
{
  while (*at && ((unsigned char) *at <= ' ' || *at == 0x7f))
    at++;
  return at;
}

/* Q's text is its content, give or take white space.  How many characters of
   the content, which are page furniture then, are not in it.  */
static size_t
check_words (const dixit_quote *q, const char *text, const size_t *starts)
{
  const char *at = after_blanks (q->text);
  size_t left_out = 0;
  for (uint32_t i = 0; i < dixit_content (q).count; i++)
    for (uint32_t k = dixit_content (q).pieces[i].start;
         k < dixit_content (q).pieces[i].end; k++)
      {
        const char *c = text + starts[k];
        const size_t n = starts[k + 1] - starts[k];
        if (!strncmp (at, c, n))
          at = after_blanks (at + n);
        else
          /* White space, of which some is no ASCII.  */
          left_out += (unsigned char) *c > ' ' && *c != 0x7f && n == 1;
      }
  assert_int_equal (*at, 0);
  return left_out;
}

static void
check_entities (const dixit_document *d)
{
  size_t entity_count, mention_count, quote_count;
  const dixit_entity *entities = dixit_entities (d, &entity_count);
  const dixit_mention *mentions = dixit_mentions (d, &mention_count);
  const dixit_quote *quotes = dixit_quotes (d, &quote_count);
  uint32_t *counts = calloc (2 * entity_count + 1, sizeof *counts);
  assert_non_null (counts);
  uint32_t met = 0;
  for (size_t i = 0; i < mention_count; i++)
    {
      const uint32_t e = mentions[i].entity;
      if (e == DIXIT_NONE)
        continue;
      assert_true (e < entity_count);
      /* Entities are in the order of their first mentions.  */
      assert_true (e <= met);
      met += e == met;
      counts[2 * e]++;
    }
  for (size_t i = 0; i < quote_count; i++)
    if (quotes[i].entity != DIXIT_NONE)
      {
        assert_true (quotes[i].entity < entity_count);
        counts[2 * quotes[i].entity + 1]++;
      }
  assert_int_equal (met, entity_count);
  for (size_t i = 0; i < entity_count; i++)
    {
      assert_true (entities[i].type < DIXIT_TYPES);
      assert_true (entities[i].name && entities[i].name[0]);
      assert_true (!entities[i].role || entities[i].role[0]);
      assert_true (!entities[i].gender || entities[i].gender == 'm'
                   || entities[i].gender == 'f');
      assert_int_equal (entities[i].mentions, counts[2 * i]);
      assert_int_equal (entities[i].quotes, counts[2 * i + 1]);
    }
  free (counts);
}

static void
check_mentions (const dixit_document *d)
{
  size_t n;
  const dixit_mention *m = dixit_mentions (d, &n);
  for (size_t i = 0; i < n; i++)
    {
      check_span (m[i].span, dixit_length (d));
      assert_true (!i || m[i - 1].span.end <= m[i].span.start);
      assert_true (m[i].type < DIXIT_TYPES && m[i].kind <= DIXIT_PRONOUN);
    }
}

static void
check_quotes (const dixit_document *d, const char *text, const size_t *starts)
{
  size_t n, entity_count;
  const dixit_quote *quotes = dixit_quotes (d, &n);
  const dixit_entity *entities = dixit_entities (d, &entity_count);
  const size_t length = dixit_length (d);
  uint32_t line = 0;
  for (size_t i = 0; i < n; i++)
    {
      const dixit_quote *q = &quotes[i];
      assert_true (dixit_content (q).count > 0);
      check_pieces (dixit_content (q), length);
      check_pieces (dixit_cue (q), length);
      check_pieces (dixit_source (q), length);
      assert_true (!i
                   || dixit_content (&quotes[i - 1]).pieces[0].start
                        <= dixit_content (q).pieces[0].start);
      assert_true (q->kind <= DIXIT_TERM);
      assert_true (q->source_kind <= DIXIT_SOURCE_PRONOUN);
      assert_true (q->text && q->text[0]);
      check_words (q, text, starts);
      if (q->entity == DIXIT_NONE)
        assert_null (q->speaker);
      else
        assert_ptr_equal (q->speaker, entities[q->entity].name);
      assert_true (q->line >= 1 && q->line >= line);
      line = q->line;
      assert_true (q->confidence >= 0 && q->confidence <= 1);
    }
}

/* Marks are in order, and each lies in DEPTH others, one in the other.  */
static void
check_marks (const dixit_document *d)
{
  enum { DEEPEST = 64 };
  size_t n;
  const dixit_mark *marks = dixit_marks (d, &n);
  dixit_span around[DEEPEST];
  size_t depth = 0;
  for (size_t i = 0; i < n; i++)
    {
      const dixit_span s = marks[i].span;
      check_span (s, dixit_length (d));
      assert_true (!i || marks[i - 1].span.start < s.start);
      while (depth && around[depth - 1].end <= s.start)
        depth--;
      assert_true (!depth || s.end <= around[depth - 1].end);
      /* One whose outer one is never closed has no other around it.  */
      assert_true (depth <= marks[i].depth && depth < DEEPEST);
      around[depth++] = s;
    }
}

static void
check_checks (const dixit_document *d)
{
  size_t n;
  const dixit_check *checks = dixit_checks (d, &n);
  for (size_t i = 0; i < n; i++)
    {
      check_span (checks[i].span, dixit_length (d));
      assert_true (!i || checks[i - 1].span.start <= checks[i].span.start);
      assert_true (checks[i].code && checks[i].code[0]);
      assert_true (checks[i].message && checks[i].message[0]);
    }
}

static void
check_document (const dixit_document *d, const char *text, size_t bytes)
{
  size_t length, *starts = index_of (text, bytes, &length);
  assert_int_equal (dixit_length (d), length);
  check_mentions (d);
  check_entities (d);
  check_quotes (d, text, starts);
  check_marks (d);
  check_checks (d);
  free (starts);
}

/* What MODEL finds in TEXT, which is in memory of its exact size.  */
static dixit_document *
analysed (int model, const char *text, size_t bytes)
{
  char *copy = (char *) small_copy ((const uint8_t *) text, bytes);
  dixit_document *d;
  dixit_error error;
  const dixit_status s
    = dixit_analyze (models[model], copy, bytes, NULL, &d, &error);
  free (copy);
  assert_int_equal (s, DIXIT_OK);
  assert_int_equal (error.status, DIXIT_OK);
  assert_non_null (d);
  check_document (d, text, bytes);
  return d;
}

static void
read_by (int model, const char *text, size_t bytes)
{
  if (models[model])
    dixit_document_free (analysed (model, text, bytes));
}

static void
read_by_all (const char *text, size_t bytes)
{
  for (int model = 0; model < MODELS; model++)
    read_by (model, text, bytes);
}

/* Our articles */

typedef void on_article (const char *path, const char *text, size_t bytes);

static void
with_articles (on_article *what)
{
  glob_t found;
  assert_int_equal (glob ("tests/articles/*.txt", 0, NULL, &found), 0);
  for (size_t i = 0; i < found.gl_pathc; i++)
    {
      size_t bytes;
      char *text = small_read (found.gl_pathv[i], &bytes);
      assert_non_null (text);
      what (found.gl_pathv[i], text, bytes);
      free (text);
    }
  globfree (&found);
}

static void
promises (const char *path, const char *text, size_t bytes)
{
  (void) path;
  read_by_all (text, bytes);
}

static void
articles_keep_the_promises (void **state)
{
  (void) state;
  with_articles (promises);
}

/* Cut anywhere, a text is a text.  */
static void
cut (const char *path, const char *text, size_t bytes)
{
  (void) path;
  for (size_t n = 1; n < bytes; n += 1 + n / 4)
    if (((unsigned char) text[n] & 0xc0) != 0x80)
      {
        read_by_all (text, n);
        read_by_all (text + n, bytes - n);
      }
}

static void
articles_cut_short_keep_them_too (void **state)
{
  (void) state;
  with_articles (cut);
}

static void
needs_the_model (void)
{
  if (!models[REAL])
    skip ();
}

static bool
in_marks (const dixit_document *d, dixit_span s)
{
  size_t n;
  const dixit_mark *marks = dixit_marks (d, &n);
  for (size_t i = 0; i < n; i++)
    if (marks[i].span.start <= s.start && s.end <= marks[i].span.end)
      return true;
  /* A passage that is never closed is no mark; its opening has a check.  */
  const dixit_check *checks = dixit_checks (d, &n);
  for (size_t i = 0; i < n; i++)
    if (!strcmp (checks[i].code, "unbalanced-mark")
        && checks[i].span.end <= s.end && checks[i].span.end + 1 > s.start)
      return true;
  return false;
}

/* A mark that is never closed makes no passage, but words of somebody.  */
static bool
at_unbalanced_mark (const dixit_document *d, dixit_span s)
{
  size_t n;
  const dixit_check *checks = dixit_checks (d, &n);
  for (size_t i = 0; i < n; i++)
    if (!strcmp (checks[i].code, "unbalanced-mark")
        && checks[i].span.start == s.start)
      return true;
  return false;
}

static void
quotations_of (const char *path, const char *text, size_t bytes)
{
  dixit_document *d = analysed (REAL, text, bytes);
  size_t n, length, *starts = index_of (text, bytes, &length);
  const dixit_quote *quotes = dixit_quotes (d, &n);
  assert_true (n > 0);
  for (size_t i = 0; i < n; i++)
    {
      const dixit_quote *q = &quotes[i];
      uint32_t line = 1;
      assert_int_equal (check_words (q, text, starts), 0);
      for (size_t k = 0; k < starts[dixit_content (q).pieces[0].start]; k++)
        line += text[k] == '\n';
      assert_int_equal (q->line, line);
      for (uint32_t k = 0; q->kind == DIXIT_DIRECT && k < dixit_content (q).count;
           k++)
        if (!in_marks (d, dixit_content (q).pieces[k])
            && !at_unbalanced_mark (d, dixit_content (q).pieces[k]))
          {
            print_message ("%s: line %u\n", path, q->line);
            fail ();
          }
    }
  free (starts);
  dixit_document_free (d);
}

static void
direct_words_are_in_marks_and_lines_are_lines (void **state)
{
  (void) state;
  needs_the_model ();
  with_articles (quotations_of);
}

/* The same quotations in A and B, whose offsets are those of A and SHIFT; the
   same lines.  SHIFT -1: the offsets are others.  */
static void
check_same (const dixit_document *a, const dixit_document *b, int shift)
{
  size_t n, m;
  const dixit_quote *p = dixit_quotes (a, &n), *q = dixit_quotes (b, &m);
  assert_int_equal (n, m);
  for (size_t i = 0; i < n; i++)
    {
      assert_int_equal (p[i].kind, q[i].kind);
      assert_string_equal (p[i].text, q[i].text);
      assert_string_equal (p[i].speaker ? p[i].speaker : "",
                           q[i].speaker ? q[i].speaker : "");
      assert_int_equal (p[i].line, q[i].line);
      if (shift >= 0)
        assert_int_equal (dixit_content (&p[i]).pieces[0].start + (uint32_t) shift,
                          dixit_content (&q[i]).pieces[0].start);
    }
}

static void
line_ends_and_order_marks (const char *path, const char *text, size_t bytes)
{
  (void) path;
  char *other = malloc (2 * bytes + 3), *at = other;
  assert_non_null (other);
  dixit_document *plain = analysed (REAL, text, bytes), *d;
  for (size_t i = 0; i < bytes; i++)
    {
      if (text[i] == '\n')
        *at++ = '\r';
      *at++ = text[i];
    }
  d = analysed (REAL, other, (size_t) (at - other));
  check_same (plain, d, -1);
  dixit_document_free (d);

  memcpy (other, "\xef\xbb\xbf", 3);
  memcpy (other + 3, text, bytes);
  d = analysed (REAL, other, bytes + 3);
  check_same (plain, d, 1);
  dixit_document_free (d);

  for (size_t i = 0; i < bytes; i++)
    other[i] = (char) (text[i] == '\n' ? '\r' : text[i]);
  read_by_all (other, bytes);
  dixit_document_free (plain);
  free (other);
}

static void
line_ends_and_an_order_mark_change_nothing (void **state)
{
  (void) state;
  needs_the_model ();
  with_articles (line_ends_and_order_marks);
}

static void
twice_the_same (const char *path, const char *text, size_t bytes)
{
  (void) path;
  dixit_document *a = analysed (REAL, text, bytes),
                 *b = analysed (REAL, text, bytes);
  check_same (a, b, 0);
  dixit_document_free (a);
  dixit_document_free (b);
}

static void
an_analysis_leaves_no_trace_in_the_next (void **state)
{
  (void) state;
  needs_the_model ();
  with_articles (twice_the_same);
}

/* Cancelling */

static bool
countdown (void *data)
{
  size_t *left = data;
  if (!*left)
    return true;
  --*left;
  return false;
}

static void
cancel (const char *path, const char *text, size_t bytes)
{
  (void) path;
  for (int model = 0; model < MODELS; model++)
    for (size_t n = 0; models[model]; n = n * 2 + 1)
      {
        size_t left = n;
        const dixit_options options = { .cancelled = countdown, .data = &left };
        dixit_document *d = (dixit_document *) (void *) &d;
        dixit_error error;
        const dixit_status s = dixit_analyze (models[model], text, bytes,
                                              &options, &d, &error);
        assert_int_equal (error.status, s);
        if (s == DIXIT_OK)
          {
            /* It has been asked, so a first true answer would have done.  */
            assert_true (n > 0);
            check_document (d, text, bytes);
            dixit_document_free (d);
            break;
          }
        assert_int_equal (s, DIXIT_CANCELLED);
        assert_null (d);
        assert_true (error.message[0]);
      }
}

static void
a_true_answer_ends_it (void **state)
{
  (void) state;
  with_articles (cancel);
}

/* Hostile texts */

/* UNIT again and again, SIZE bytes at most.  */
static void
repeated (int model, const char *unit, size_t size)
{
  const size_t n = strlen (unit), times = size / n;
  char *text = malloc (times * n + 1);
  assert_non_null (text);
  for (size_t i = 0; i < times; i++)
    memcpy (text + i * n, unit, n);
  read_by (model, text, times * n);
  free (text);
}

enum { KILO = 1024, MEGA = 1024 * KILO };

static void
next_to_nothing (void **state)
{
  (void) state;
  read_by_all ("", 0);
  read_by_all ("\0", 1);
  read_by_all ("\0\0\0", 3);
  static const char *const texts[]
    = { " ", "\n", "\r\n", "\r", "a", "\"", "“", "”", "'", "“”", "\"\"", "((",
        ".", "“a", "a”", "\xef\xbb\xbf", "\xe2\x80\xa8", "\xe2\x80\xa9",
        "\xc2\x85", "\xc2\xa0", "\xe2\x80\x8b", "\xf0\x9f\x98\x80", "中", "א",
        "\xcc\x81", "\xf4\x8f\xbf\xbf", "said", "said.", "he said", "“A,” he",
        "Mr.", "By", "A:", "A: b", "- a", "-", "—", "``", "''", "``a''" };
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
    read_by_all (texts[i], strlen (texts[i]));
  /* A NUL is white space.  */
  static const char nuls[]
    = "“One\0,” said\0Ann\0Lee.\0\0\n\0“Two,”\0 she said.";
  read_by_all (nuls, sizeof nuls - 1);
}

static void
a_text_need_not_end_in_a_nul (void **state)
{
  (void) state;
  static const char text[] = "“Yes,” said Mary Poole. “No,” he said";
  for (size_t n = 0; n < sizeof text; n++)
    if (((unsigned char) text[n] & 0xc0) != 0x80)
      read_by_all (text, n);
}

/* By the model that knows most; the other sees little of it.  */
static void
much_of (const char *unit, size_t size)
{
  repeated (REAL, unit, size);
  repeated (SILLY, unit, models[REAL] ? size / 30 : size);
}

static void
nothing_but_marks (void **state)
{
  (void) state;
  static const char *const units[]
    = { "\"", "'", "“", "”", "‘", "’", "«", "»", "`", "「", "(“‘", "“‘",
        "“”", "”“", "\" ", "' ", "“ ", "\n\"", "\n\n“", "“a\n\n", "’s", "—",
        "“a” ", "\"a ", "('", "``", "„“" };
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    much_of (units[i], 10 * KILO);
  much_of ("\"", MEGA);
  much_of ("(“‘", MEGA);
}

static void
nothing_but_words (void **state)
{
  (void) state;
  much_of ("several words in one line without an end ", 2 * MEGA);
  much_of ("word ", 40 * KILO);
  much_of ("CAPITALS ONLY, EVERYWHERE. ", 40 * KILO);
  much_of ("Every Word Begins With One ", 40 * KILO);
  much_of ("a", 300 * KILO);
  much_of ("A", 300 * KILO);
  much_of ("A.", 40 * KILO);
  much_of ("a-", 40 * KILO);
  much_of ("a'", 40 * KILO);
  much_of ("1,", 40 * KILO);
  much_of (".", 40 * KILO);
  much_of ("a. ", 40 * KILO);
  much_of ("A. B. ", 40 * KILO);
  much_of ("\n", 300 * KILO);
  much_of ("a\n", 40 * KILO);
  much_of ("\n\nA", 40 * KILO);
  much_of ("\r\n \t", 40 * KILO);
  much_of ("https://a.example/b/c?d ", 40 * KILO);
  much_of ("@a #b $c ", 40 * KILO);
  much_of ("Q: ", 40 * KILO);
  much_of ("\nQ: a\nA: b", 40 * KILO);
  much_of ("\n- a", 40 * KILO);
  much_of ("and ", 40 * KILO);
  much_of ("he ", 40 * KILO);
  much_of ("said ", 40 * KILO);
  much_of ("John Smith, ", 40 * KILO);
}

static void
a_hundred_thousand_speakers (void **state)
{
  (void) state;
  enum { LINES = 100000 };
  char *text = malloc (LINES * 40), *at = text;
  assert_non_null (text);
  for (int i = 0; i < LINES; i++)
    at += sprintf (at, "Mr. %c%c%c%c said\n", 'A' + i % 26,
                   'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576);
  read_by (REAL, text, (size_t) (at - text));
  at = text;
  for (int i = 0; i < LINES / 40; i++)
    at += sprintf (at, "“No,” Ann %c%c%c%c said. She denied it.\n\n",
                   'A' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26,
                   'a' + i / 17576);
  read_by_all (text, (size_t) (at - text));
  free (text);
  much_of ("Mr. X said\n", LINES * 11);
  much_of ("“A,” said Mr. X. ", 100 * KILO);
}

static void
other_scripts (void **state)
{
  (void) state;
  much_of ("他说：「今天天气很好。」", 40 * KILO);
  much_of ("中", 40 * KILO);
  much_of ("אמר: \"שלום\" ", 40 * KILO);
  much_of ("\xe2\x80\xae" "he said “x” " "\xe2\x80\xac", 40 * KILO);
  much_of ("قال: «نعم» ", 40 * KILO);
  much_of ("\xf0\x9f\x98\x80", 40 * KILO);
  much_of ("\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb ", 40 * KILO);
  much_of ("peoрle ерфе ", 40 * KILO);
  much_of ("a\xcc\x81\xcc\x81", 40 * KILO);
  much_of ("\xcc\x81", 40 * KILO);
  much_of ("“A,” he said.\xe2\x80\xa8", 40 * KILO);
  much_of ("“A,” he said.\xe2\x80\xa9", 40 * KILO);
  much_of ("\xef\xbb\xbf", 40 * KILO);
  much_of ("“A,”\r\nhe said.\r\n\r\n", 40 * KILO);
}

static size_t
put_utf8 (char *to, uint32_t c)
{
  size_t n = 0;
  if (c < 0x80)
    to[n++] = (char) c;
  else if (c < 0x800)
    to[n++] = (char) (0xc0 | c >> 6);
  else
    {
      if (c < 0x10000)
        to[n++] = (char) (0xe0 | c >> 12);
      else
        {
          to[n++] = (char) (0xf0 | c >> 18);
          to[n++] = (char) (0x80 | (c >> 12 & 0x3f));
        }
      to[n++] = (char) (0x80 | (c >> 6 & 0x3f));
    }
  if (c >= 0x80)
    to[n++] = (char) (0x80 | (c & 0x3f));
  return n;
}

static void
random_characters (void **state)
{
  (void) state;
  enum { SIZE = 30000 };
  static const uint32_t limits[]
    = { 0x80, 0x250, 0x800, 0x2100, 0x3100, 0x10000, 0x110000 };
  static const char marks[] = "\"'`.,:;()-\n\n \t";
  uint64_t random = 42;
  char *text = malloc (SIZE + 4);
  assert_non_null (text);
  for (size_t k = 0; k < 2 * sizeof limits / sizeof *limits; k++)
    {
      size_t n = 0;
      while (n < SIZE)
        {
          uint32_t c = small_below (&random, limits[k / 2]);
          if (c >= 0xd800 && c < 0xe000)
            c = 0x201c + c % 4;
          if (k % 2 && small_below (&random, 2))
            c = (unsigned char) marks[small_below (&random, sizeof marks - 1)];
          n += put_utf8 (text + n, c);
        }
      read_by_all (text, n);
    }
  free (text);
}

/* What is at home in an article, in any order.  */
static void
random_phrases (void **state)
{
  (void) state;
  static const char *const phrases[]
    = { "“", "”", "‘", "’", "\"", "'", " ", " ", " ", "\n", "\n\n", ".", ",",
        "?", " said ", " he ", " She ", " Mr. ", "Smith", "Ann Lee", " told ",
        " that ", " according to ", " the ", "U.S.", " president", " denied ",
        "Moscow", " they ", "’s", "n't", "—", "Q:", "\nA: ", "(", ")", "«",
        "»", "http://a.b ", "By ", "\nPage 1 of 2\n", " and ", "5", "IBM",
        " who ", "``", "''", " Mrs. ", "his ", "the minister", "\n- " };
  enum { SIZE = 20000 };
  uint64_t random = 43;
  char *text = malloc (SIZE + 32);
  assert_non_null (text);
  for (int round = 0; round < 20; round++)
    {
      size_t n = 0;
      while (n < SIZE)
        {
          const char *p
            = phrases[small_below (&random,
                                   sizeof phrases / sizeof *phrases)];
          memcpy (text + n, p, strlen (p));
          n += strlen (p);
        }
      read_by_all (text, n);
    }
  free (text);
}

static void
refused_at (const char *text, size_t bytes, size_t where)
{
  char *copy = (char *) small_copy ((const uint8_t *) text, bytes);
  dixit_document *d = (dixit_document *) (void *) &d;
  dixit_error error;
  assert_int_equal (dixit_analyze (models[SILLY], copy, bytes, NULL, &d,
                                   &error),
                    DIXIT_BAD_UTF8);
  assert_int_equal (error.status, DIXIT_BAD_UTF8);
  assert_int_equal (error.byte, where);
  assert_true (error.message[0]);
  assert_null (d);
  assert_int_equal (dixit_analyze (models[SILLY], copy, bytes, NULL, &d,
                                   NULL),
                    DIXIT_BAD_UTF8);
  free (copy);
}

static void
what_is_not_utf_8_is_refused (void **state)
{
  (void) state;
  static const struct
  {
    const char *text;
    size_t byte;
  } bad[] = {
    { "\xff", 0 },              { "abc\xfe", 3 },
    { "\x80", 0 },              { "a\xbfz", 1 },
    { "\xc3", 0 },              { "ab\xc3", 2 },
    { "\xc3z", 0 },             { "a\xe2\x82", 1 },
    { "\xe2\x82z", 0 },         { "\xf0\x9f\x98", 0 },
    { "z\xf0\x9f\x98z", 1 },    { "\xc0\xaf", 0 },
    { "\xc1\xbf", 0 },          { "\xe0\x9f\xbf", 0 },
    { "\xf0\x8f\xbf\xbf", 0 },  { "\xed\xa0\x80", 0 },
    { "a\xed\xbf\xbf", 1 },     { "\xf4\x90\x80\x80", 0 },
    { "\xf5\x80\x80\x80", 0 },  { "\xf8\x88\x80\x80\x80", 0 },
    { "é\xc3", 2 },             { "“ok” \xe9t\xe9", 9 },
    { "\xef\xbb", 0 },          { "\xef\xbb\xbf\xff", 3 }
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    refused_at (bad[i].text, strlen (bad[i].text), bad[i].byte);
  char text[300];
  for (size_t n = 0; n < sizeof text; n++)
    {
      memset (text, 'a', sizeof text);
      text[n] = (char) 0xff;
      refused_at (text, sizeof text, n);
      for (size_t i = 0; i + 1 < n; i += 2)
        memcpy (text + i, "é", 2);
      refused_at (text, sizeof text, n);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (articles_keep_the_promises),
    cmocka_unit_test (articles_cut_short_keep_them_too),
    cmocka_unit_test (direct_words_are_in_marks_and_lines_are_lines),
    cmocka_unit_test (line_ends_and_an_order_mark_change_nothing),
    cmocka_unit_test (an_analysis_leaves_no_trace_in_the_next),
    cmocka_unit_test (a_true_answer_ends_it),
    cmocka_unit_test (next_to_nothing),
    cmocka_unit_test (a_text_need_not_end_in_a_nul),
    cmocka_unit_test (nothing_but_marks),
    cmocka_unit_test (nothing_but_words),
    cmocka_unit_test (a_hundred_thousand_speakers),
    cmocka_unit_test (other_scripts),
    cmocka_unit_test (random_characters),
    cmocka_unit_test (random_phrases),
    cmocka_unit_test (what_is_not_utf_8_is_refused),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
