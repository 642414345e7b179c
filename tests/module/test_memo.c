/* test_memo.c -- an edited text is read as one that was never read before.
   SPDX-License-Identifier: GPL-3.0-or-later

   Our articles, put together, are edited at random.  After each edit the text is
   analysed with the memo of the edits before and afresh, and whatever can be
   printed of both documents has to be the same.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glob.h>

#include "dixit.h"
#include "models.h"

typedef struct
{
  char *bytes;
  size_t size, room;
} text;

static uint64_t seed = 2463534242;

static size_t
below (size_t n)
{
  return dx_random (&seed) % n;
}

/* Put IN where OUT bytes at AT are.  */
static void
splice (text *t, size_t at, size_t out, const char *in, size_t n)
{
  assert_true (at + out <= t->size);
  if (t->size + n > t->room)
    {
      t->room = 2 * (t->size + n);
      t->bytes = realloc (t->bytes, t->room);
      assert_non_null (t->bytes);
    }
  memmove (t->bytes + at + n, t->bytes + at + out, t->size - at - out);
  memcpy (t->bytes + at, in, n);
  t->size = t->size - out + n;
}

static void
put (text *t, size_t at, size_t out, const char *in)
{
  splice (t, at, out, in, strlen (in));
}

/* The articles whose names match PATTERN, one after another.  */
static text
articles (const char *pattern)
{
  text t = { 0 };
  glob_t found;
  assert_int_equal (glob (pattern, 0, NULL, &found), 0);
  for (size_t k = 0; k < found.gl_pathc; k++)
    {
      size_t size;
      char *bytes = small_read (found.gl_pathv[k], &size);
      assert_non_null (bytes);
      splice (&t, t.size, 0, bytes, size);
      put (&t, t.size, 0, "\n\n");
      free (bytes);
    }
  globfree (&found);
  return t;
}

static char *
report (const dixit_analyzer *a, const text *t, const dixit_options *options)
{
  dixit_document *d;
  dixit_error error;
  assert_int_equal (dixit_analyze (a, t->bytes, t->size, options, &d, &error),
                    DIXIT_OK);
  char *json = small_json (d, DX_JSON_PAGE);
  dixit_document_free (d);
  return json;
}

/* Is T, with RULES, the same with MEMO and without?  */
static void
compare (const dixit_analyzer *a, const text *t, const dixit_rules *rules,
         dixit_memo *memo)
{
  const dixit_options with = { .rules = rules, .memo = memo };
  const dixit_options without = { .rules = rules };
  char *one = report (a, t, &with), *other = report (a, t, &without);
  if (strcmp (one, other))
    {
      size_t at = 0;
      while (one[at] == other[at])
        at++;
      at -= at < 200 ? at : 200;
      fail_msg ("with a memo: %.600s\nwithout: %.600s", one + at, other + at);
    }
  free (one);
  free (other);
}

/* Places.  Each is where a character begins.  */

static size_t
somewhere (const text *t)
{
  size_t at = below (t->size + 1);
  while (at < t->size && ((unsigned char) t->bytes[at] & 0xc0) == 0x80)
    at++;
  return at;
}

/* After the next C from AT on, or the end.  */
static size_t
past (const text *t, size_t at, char c)
{
  const char *p = at < t->size ? memchr (t->bytes + at, c, t->size - at) : NULL;
  return p ? (size_t) (p - t->bytes) + 1 : t->size;
}

/* The next blank line from AT on, or the end.  */
static size_t
blank (const text *t, size_t at)
{
  while (at + 1 < t->size
         && (t->bytes[at] != '\n' || t->bytes[at + 1] != '\n'))
    at++;
  return at + 1 < t->size ? at : t->size;
}

/* Edits.  */

static void
insert_words (text *t)
{
  static const char *const words[]
    = { "Marchetti ", "the ", "said ", "“", "” ", "\"", "Mr. ", "he said, ",
        "said Anna Dremmel, ", "in Lower Ham ", "’", "- ", "... ", "U.S. ",
        "not ", "Ministry of Trade ", "according to ", "2,000 ", "a\n", "ß",
        "' ", "``", "-- ", "LOWER HAM " };
  put (t, past (t, somewhere (t), ' '), 0,
       words[below (sizeof words / sizeof *words)]);
}

static void
insert_sentence (text *t)
{
  static const char *const all[]
    = { "“No,” she told him. ", "Lena Ortiz denied that it was so. ",
        "THE END. ", "By Ines Marchetti\n\n", "\n\n— Come in, he said.\n\n",
        "\n\nQ: Why?\n\nA: I do not know.\n\n", "\n\n“And so on. ",
        "LONDON, May 3 (AP) — ", "\n\nRelated article: Bees\n\n",
        "\n\nMARCHETTI TELLS THE MAYOR NO\n\n" };
  put (t, past (t, somewhere (t), '.'), 0,
       all[below (sizeof all / sizeof *all)]);
}

static void
delete_word (text *t)
{
  const size_t from = past (t, somewhere (t), ' ');
  put (t, from, past (t, from, ' ') - from, "");
}

static void
delete_letter (text *t)
{
  size_t at = somewhere (t);
  while (at < t->size && (unsigned char) t->bytes[at] >= 0x80)
    at++;
  if (at < t->size)
    put (t, at, 1, "");
}

static void
delete_paragraph (text *t)
{
  const size_t from = blank (t, somewhere (t));
  put (t, from, blank (t, from + 1 < t->size ? from + 1 : t->size) - from, "");
}

static void
split (text *t)
{
  put (t, past (t, somewhere (t), '.'), 0, "\n\n");
}

static void
join (text *t)
{
  const size_t at = blank (t, somewhere (t));
  if (at + 2 <= t->size)
    put (t, at, 2, " ");
}

static void
wrap (text *t)
{
  const size_t at = past (t, somewhere (t), ' ');
  if (at && at < t->size)
    put (t, at - 1, 1, "\n");
}

/* Some words, each in a paragraph of its own.  */
static void
crumble (text *t)
{
  size_t at = somewhere (t);
  for (size_t n = 2 + below (12); n; n--, at += 2)
    {
      at = past (t, at, ' ');
      put (t, at, 0, "\n\n");
    }
}

/* Cut a paragraph, and put it in elsewhere.  */
static void
move (text *t)
{
  const size_t from = blank (t, somewhere (t));
  const size_t to = blank (t, from + 1 < t->size ? from + 1 : t->size);
  char *copy = malloc (to - from + 1);
  assert_non_null (copy);
  memcpy (copy, t->bytes + from, to - from);
  put (t, from, to - from, "");
  splice (t, blank (t, somewhere (t)), 0, copy, to - from);
  free (copy);
}

/* Another name for somebody in the first article: all that the rest says of
   that name may change.  */
static void
rename_first (text *t)
{
  static const char *const names[]
    = { "London", "Smith", "Sarah Quill", "The Guardian", "Reuters", "April",
        "Maria", "Ford", "Washington" };
  size_t at = below (t->size < 400 ? t->size + 1 : 400), end;
  while (at < t->size && (t->bytes[at] < 'A' || t->bytes[at] > 'Z'))
    at++;
  for (end = at; end < t->size && (unsigned char) t->bytes[end] > ' ';)
    end++;
  put (t, at, end - at, names[below (sizeof names / sizeof *names)]);
}

/* The same word everywhere.  */
static void
replace_all (text *t)
{
  char word[40];
  const size_t from = past (t, somewhere (t), ' ');
  const size_t n = past (t, from, ' ') - from;
  if (n < 3 || n > sizeof word)
    return;
  memcpy (word, t->bytes + from, n);
  for (size_t at = 0; at + n <= t->size; at++)
    if (!memcmp (t->bytes + at, word, n))
      put (t, at, n, "Vale ");
}

typedef void an_edit (text *t);

static an_edit *const edits[]
  = { insert_words, insert_words, insert_words, insert_sentence,
      insert_sentence, delete_word, delete_word, delete_letter,
      delete_letter, delete_paragraph, split, join, wrap, wrap, crumble,
      move, rename_first, replace_all };

static void
edit (text *t)
{
  edits[below (sizeof edits / sizeof *edits)] (t);
}

static void
copy (text *to, const text *from)
{
  to->size = 0;
  splice (to, 0, 0, from->bytes, from->size);
}

/* TIMES edits of the articles that match PATTERN, some of them taken back, some
   two before the next analysis.  */
static void
write_on (const dixit_analyzer *a, const char *pattern, int times)
{
  text t = articles (pattern), before = { 0 };
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  compare (a, &t, NULL, memo);
  for (int k = 0; k < times; k++)
    {
      if (before.bytes && !below (8))
        copy (&t, &before);
      else
        {
          copy (&before, &t);
          do
            edit (&t);
          while (!below (4));
        }
      compare (a, &t, NULL, memo);
    }
  dixit_memo_free (memo);
  free (t.bytes);
  free (before.bytes);
}

static void
edited_texts (void **state)
{
  (void) state;
  if (!models[REAL])
    skip ();
  write_on (models[REAL], "tests/articles/*.txt", 50);
}

/* Few words, so that each edit matters more.  */
static void
short_texts (void **state)
{
  (void) state;
  if (!models[REAL])
    skip ();
  write_on (models[REAL], "tests/articles/k*.txt", 80);
  write_on (models[REAL], "tests/articles/h*.txt", 80);
}

static void
labels_without_sense (void **state)
{
  (void) state;
  write_on (models[SILLY], "tests/articles/*.txt", 30);
}

/* One line, whose sentences and paragraphs are longer than any sequence.  */
static void
one_line (void **state)
{
  (void) state;
  if (!models[REAL])
    skip ();
  text t = articles ("tests/articles/[b-h]*.txt");
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  for (int k = 0; k < 30; k++)
    {
      for (size_t i = 0; i < t.size; i++)
        if (t.bytes[i] == '\n' || (k > 15 && t.bytes[i] == '.'))
          t.bytes[i] = ' ';
      compare (models[REAL], &t, NULL, memo);
      edit (&t);
    }
  dixit_memo_free (memo);
  free (t.bytes);
}

/* Text whose capitals come to say nothing, and to say something again, in part
   of it first.  */
static void
one_case (void **state)
{
  (void) state;
  const dixit_analyzer *a = models[models[REAL] ? REAL : SILLY];
  const text was = articles ("tests/articles/[k-m]*.txt");
  text t = { 0 };
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  for (int k = 0; k < 16; k++)
    {
      const char first = k & 1 ? 'A' : 'a';
      const size_t end = k & 2 ? t.size / 8 : t.size;
      if (k % 4 == 3 || !t.size)
        copy (&t, &was);
      else
        for (size_t i = 0; i < end; i++)
          if (t.bytes[i] >= first && t.bytes[i] < first + 26)
            t.bytes[i] = (char) (t.bytes[i] ^ 0x20);
      compare (a, &t, NULL, memo);
      edit (&t);
    }
  dixit_memo_free (memo);
  free (was.bytes);
  free (t.bytes);
}

/* Everything and nothing, and texts that have nothing in common.  */
static void
other_texts (void **state)
{
  (void) state;
  const dixit_analyzer *a = models[models[REAL] ? REAL : SILLY];
  text t = articles ("tests/articles/b*.txt"), none = { .bytes = t.bytes },
       u = articles ("tests/articles/[c-h]*.txt");
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  compare (a, &none, NULL, memo);
  compare (a, &t, NULL, memo);
  compare (a, &u, NULL, memo);
  compare (a, &none, NULL, memo);
  compare (a, &u, NULL, memo);
  compare (a, &t, NULL, memo);
  splice (&u, u.size, 0, t.bytes, t.size);
  compare (a, &u, NULL, memo);
  dixit_memo_free (memo);
  dixit_memo_free (NULL);
  free (t.bytes);
  free (u.bytes);
}

/* A model is not taken for another.  */
static void
other_models (void **state)
{
  (void) state;
  if (!models[REAL])
    skip ();
  text t = articles ("tests/articles/h*.txt");
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  for (int k = 0; k < 6; k++)
    {
      compare (models[k % 3 ? REAL : SILLY], &t, NULL, memo);
      edit (&t);
    }
  dixit_memo_free (memo);
  free (t.bytes);
}

/* Nor are rules for others.  */
static void
other_rules (void **state)
{
  (void) state;
  static const char *const all[]
    = { "{\"schema\": \"dixit-rules/1\", \"names\": [{\"name\": \"The Harbour\","
        " \"type\": \"ORG\", \"aliases\": [\"she\", \"the\"]}]}",
        "{\"schema\": \"dixit-rules/1\", \"not\": [\"Mr\", \"London\", \"He\"],"
        " \"patterns\": [{\"pattern\": \"(?<PER>[A-Z]\\\\w+) said\"}, "
        "{\"pattern\": \"(?<speaker>[A-Z]\\\\w+), who (?<content>[^.]+)\"}]}" };
  enum { RULES = sizeof all / sizeof *all };
  const dixit_analyzer *a = models[models[REAL] ? REAL : SILLY];
  dixit_rules *rules[RULES + 1] = { NULL };
  for (size_t k = 0; k < RULES; k++)
    {
      const dixit_rules_file file = { "rules", all[k], strlen (all[k]) };
      size_t problems;
      assert_int_equal (dixit_rules_read (a, &file, 1, &rules[k], NULL),
                        DIXIT_OK);
      dixit_rules_problems (rules[k], &problems);
      assert_int_equal (problems, 0);
    }
  text t = articles ("tests/articles/h*.txt");
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  for (int k = 0; k < 40; k++)
    {
      compare (a, &t, rules[below (RULES + 1)], memo);
      if (k % 3)
        edit (&t);
    }
  dixit_memo_free (memo);
  for (size_t k = 0; k < RULES; k++)
    dixit_rules_free (rules[k]);
  free (t.bytes);
}

/* Cancelled after so many questions.  */
static bool
tired (void *data)
{
  size_t *left = data;
  return !*left || !--*left;
}

static void
given_up (void **state)
{
  (void) state;
  const dixit_analyzer *a = models[models[REAL] ? REAL : SILLY];
  text t = articles ("tests/articles/[b-h]*.txt");
  dixit_memo *memo;
  size_t left = SIZE_MAX, polls;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  const dixit_options options
    = { .cancelled = tired, .data = &left, .memo = memo };
  /* How often is it asked?  */
  const dixit_options afresh = { .cancelled = tired, .data = &left };
  free (report (a, &t, &afresh));
  polls = SIZE_MAX - left;
  assert_true (polls > 20);
  for (int k = 0; k < 40; k++)
    {
      dixit_document *d = NULL;
      left = 1 + below (polls);
      const dixit_status s
        = dixit_analyze (a, t.bytes, t.size, &options, &d, NULL);
      assert_true (s == DIXIT_OK || s == DIXIT_CANCELLED);
      dixit_document_free (d);
      if (k % 2)
        compare (a, &t, NULL, memo);
      edit (&t);
    }
  dixit_memo_free (memo);
  free (t.bytes);
}

/* An analysis within another's question finds the memo taken.  */
typedef struct
{
  const dixit_analyzer *analyzer;
  const text *text;
  dixit_memo *memo;
  int left;
} rival;

static bool
meanwhile (void *data)
{
  rival *r = data;
  if (r->left && !--r->left)
    compare (r->analyzer, r->text, NULL, r->memo);
  return false;
}

static void
taken (void **state)
{
  (void) state;
  text t = articles ("tests/articles/h*.txt");
  dixit_memo *memo;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  rival r = { models[models[REAL] ? REAL : SILLY], &t, memo, 30 };
  const dixit_options options
    = { .cancelled = meanwhile, .data = &r, .memo = memo };
  char *one = report (r.analyzer, &t, &options);
  char *other = report (r.analyzer, &t, NULL);
  assert_int_equal (r.left, 0);
  assert_string_equal (one, other);
  compare (r.analyzer, &t, NULL, memo);
  free (one);
  free (other);
  dixit_memo_free (memo);
  free (t.bytes);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (edited_texts),    cmocka_unit_test (short_texts),
    cmocka_unit_test (labels_without_sense),
    cmocka_unit_test (one_line),        cmocka_unit_test (one_case),
    cmocka_unit_test (other_texts),     cmocka_unit_test (other_models),
    cmocka_unit_test (other_rules),     cmocka_unit_test (given_up),
    cmocka_unit_test (taken),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
