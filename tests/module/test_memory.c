/* test_memory.c -- memory that runs out anywhere is an error, and no more.
   SPDX-License-Identifier: GPL-3.0-or-later

   This program's own malloc, calloc, realloc and free stand before the
   sanitizer's, for the library as for the libraries that it calls.  The Nth
   request is refused, for N from 1 until no request is; in one series only
   that one, in the other all from then on.  */

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "find/reading.h"
#include "small.h"

#if defined __linux__ && defined __SANITIZE_ADDRESS__

void *__interceptor_malloc (size_t size);
void *__interceptor_calloc (size_t count, size_t size);
void *__interceptor_realloc (void *p, size_t size);
void *__interceptor_aligned_alloc (size_t align, size_t size);
int __interceptor_posix_memalign (void **out, size_t align, size_t size);
void __interceptor_free (void *p);

/* While ARMED: how many requests are still granted, how many have been
   refused, and how many pieces of memory are held that were given
   meanwhile.  */
static bool armed, for_good;
static size_t granted, refused;
static ptrdiff_t held;

static bool
refuse (void)
{
  if (!armed)
    return false;
  if (granted)
    {
      granted--;
      return false;
    }
  if (refused && !for_good)
    return false;
  refused++;
  errno = ENOMEM;
  return true;
}

__attribute__ ((visibility ("default"))) void *
malloc (size_t size)
{
  if (refuse ())
    return NULL;
  void *p = __interceptor_malloc (size);
  held += armed && p;
  return p;
}

__attribute__ ((visibility ("default"))) void *
calloc (size_t count, size_t size)
{
  if (refuse ())
    return NULL;
  void *p = __interceptor_calloc (count, size);
  held += armed && p;
  return p;
}

__attribute__ ((visibility ("default"))) void *
realloc (void *old, size_t size)
{
  if (refuse ())
    return NULL;
  void *p = __interceptor_realloc (old, size);
  held += armed && p && !old;
  return p;
}

__attribute__ ((visibility ("default"))) void *
aligned_alloc (size_t align, size_t size)
{
  if (refuse ())
    return NULL;
  void *p = __interceptor_aligned_alloc (align, size);
  held += armed && p;
  return p;
}

__attribute__ ((visibility ("default"))) int
posix_memalign (void **out, size_t align, size_t size)
{
  if (refuse ())
    return ENOMEM;
  const int failed = __interceptor_posix_memalign (out, align, size);
  held += armed && !failed;
  return failed;
}

__attribute__ ((visibility ("default"))) void
free (void *p)
{
  held -= armed && p;
  __interceptor_free (p);
}

static dixit_analyzer *analyzer;

/* From here on the Nth request is refused.  The analyzer keeps nothing from before,
   and in the end nothing of what it was given meanwhile.  */
static void
arm (size_t n, bool all_after)
{
  dx_desks_empty (analyzer->desks);
  granted = n - 1;
  refused = 0;
  held = 0;
  for_good = all_after;
  armed = true;
}

static void
disarm (void)
{
  dx_desks_empty (analyzer->desks);
  armed = false;
}

enum { SERIES = 2, MOST = 100000 };

static const char article[]
  = "Bakery to Close After a Century\n\nBy Ines Marchetti\n\n"
    "LOWER HAM, May 3 — “We have no more flour, and no more patience,” Paul "
    "Dremmel told reporters on Monday, “and that is all.”\n\n"
    "His sister, Anna Dremmel, said that the bakery would close in June. She "
    "denied that it had been sold to Crumb & Sons for $2 million. “Not for "
    "ten,” she added.\n\n“The oven stays,\n\n“and so does the cat,” Mr. "
    "Dremmel wrote in a “farewell.” According to the Ministry of Trade (MOT), "
    "a senior official said, it is “a loss. The peoрle of Lower Ham were not "
    "asked.\n\n" "'Old' is no word,\" said Dr. Lena Ortiz of the United "
    "Nations in New York.\n";

/* The model of the project or, where there is none, one that knows
   nothing.  */
static char model[200];

static int
set_up (void **state)
{
  (void) state;
  dixit_error error;
  const char *path = getenv ("DIXIT_MODEL");
  small_file (model, sizeof model);
  uint64_t random = 31;
  dx_packed parts[SMALL_PARTS];
  small_parts (parts, &random);
  assert_int_equal (dx_model_write (model, parts, SMALL_PARTS, NULL),
                    DIXIT_OK);
  small_free (parts);
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &analyzer, &error) == DIXIT_OK)
    return 0;
  print_message ("with a small model: %s\n", error.message);
  return dixit_analyzer_open (model, &analyzer, &error) != DIXIT_OK;
}

static int
tear_down (void **state)
{
  (void) state;
  dixit_analyzer_close (analyzer);
  unlink (model);
  return 0;
}

/* After a call that was refused memory.  */
static void
check_failure (dixit_status s, const void *out, const dixit_error *error)
{
  assert_int_equal (s, DIXIT_NO_MEMORY);
  assert_int_equal (error->status, DIXIT_NO_MEMORY);
  assert_true (error->message[0]);
  assert_null (out);
  assert_int_equal (held, 0);
}

static void
opening (void **state)
{
  (void) state;
  for (int series = 0; series < SERIES; series++)
    for (size_t n = 1;; n++)
      {
        dixit_analyzer *a = (dixit_analyzer *) (void *) &a;
        dixit_error error;
        assert_true (n < MOST);
        arm (n, series);
        const dixit_status s = dixit_analyzer_open (model, &a, &error);
        disarm ();
        const bool enough = !refused;
        /* Patterns that cannot be compiled to machine code are interpreted:
           a refusal there is no failure.  */
        if (refused && s != DIXIT_OK)
          check_failure (s, a, &error);
        else
          assert_int_equal (s, DIXIT_OK);
        armed = true;
        dixit_analyzer_close (a);
        armed = false;
        assert_int_equal (held, 0);
        if (enough)
          {
            assert_true (n > 20);
            break;
          }
      }
}

static void
analysing (void **state)
{
  (void) state;
  for (int series = 0; series < SERIES; series++)
    for (size_t n = 1;; n++)
      {
        dixit_document *d = (dixit_document *) (void *) &d;
        dixit_error error;
        assert_true (n < MOST);
        arm (n, series);
        const dixit_status s
          = dixit_analyze (analyzer, article, sizeof article - 1, NULL, &d,
                           n % 2 ? &error : NULL);
        disarm ();
        if (!refused)
          {
            assert_int_equal (s, DIXIT_OK);
            assert_true (n > 3);
            size_t count;
            assert_non_null (dixit_mentions (d, &count));
            armed = true;
            dixit_document_free (d);
            armed = false;
            assert_int_equal (held, 0);
            break;
          }
        if (n % 2)
          check_failure (s, d, &error);
        assert_int_equal (s, DIXIT_NO_MEMORY);
        assert_null (d);
        assert_int_equal (held, 0);
      }
}

/* A long text needs many pieces of memory, of all sizes; some are
   refused.  */
static void
analysing_more (void **state)
{
  (void) state;
  enum { TIMES = 60 };
  char *text = malloc (TIMES * sizeof article);
  assert_non_null (text);
  for (size_t i = 0; i < TIMES; i++)
    memcpy (text + i * (sizeof article - 1), article, sizeof article);
  for (size_t n = 1;; n += 1 + n / 8)
    {
      dixit_document *d = NULL;
      dixit_error error;
      assert_true (n < MOST);
      arm (n, true);
      const dixit_status s = dixit_analyze (
        analyzer, text, TIMES * (sizeof article - 1), NULL, &d, &error);
      disarm ();
      if (!refused)
        {
          assert_int_equal (s, DIXIT_OK);
          dixit_document_free (d);
          break;
        }
      check_failure (s, d, &error);
    }
  free (text);
}

/* Two analyses with a memo, the second of an edited text.  One that goes
   through finds what it finds with memory enough.  */
static void
remembering (void **state)
{
  (void) state;
  char *edited = malloc (sizeof article);
  dixit_document *d;
  assert_non_null (edited);
  memcpy (edited, article, sizeof article);
  memcpy (strstr (edited, "no more flour"), "no more juice", 13);
  assert_int_equal (dixit_analyze (analyzer, edited, sizeof article - 1, NULL,
                                   &d, NULL),
                    DIXIT_OK);
  char *json = small_json (d, DX_JSON_LINE);
  dixit_document_free (d);
  for (int series = 0; series < SERIES; series++)
    for (size_t n = 1;; n++)
      {
        dixit_memo *memo = NULL;
        dixit_document *first = NULL;
        d = NULL;
        assert_true (n < MOST);
        arm (n, series);
        dixit_status s = dixit_memo_new (&memo, NULL);
        const dixit_options options = { .memo = memo };
        if (s == DIXIT_OK)
          s = dixit_analyze (analyzer, article, sizeof article - 1, &options,
                             &first, NULL);
        if (memo)
          s = dixit_analyze (analyzer, edited, sizeof article - 1, &options,
                             &d, NULL);
        disarm ();
        const bool enough = !refused;
        assert_true (s == DIXIT_OK || (refused && s == DIXIT_NO_MEMORY));
        if (s == DIXIT_OK)
          {
            char *again = small_json (d, DX_JSON_LINE);
            assert_string_equal (again, json);
            free (again);
          }
        armed = true;
        dixit_document_free (first);
        dixit_document_free (d);
        dixit_memo_free (memo);
        armed = false;
        assert_int_equal (held, 0);
        if (enough)
          break;
      }
  free (json);
  free (edited);
}

static const char rules_json[]
  = "{\"schema\": \"dixit-rules/1\", \"names\": ["
    "{\"name\": \"Paul Dremmel\", \"type\": \"PER\", \"role\": \"baker\","
    " \"aliases\": [\"Mr. Dremmel\", \"the baker\"]},"
    "{\"name\": \"Crumb & Sons\", \"type\": \"ORG\"}, {\"name\": 1}],"
    "\"not\": [\"Century\"], \"odd\": 1, \"corrections\": ["
    "{\"quote\": \"Not for ten\", \"speaker\": \"Ada Bloom\"},"
    "{\"quote\": \"and that is all\", \"speaker\": null},"
    "{\"merge\": [\"Anna Dremmel\", \"Lena Ortiz\"]},"
    "{\"split\": [\"Paul Dremmel\", \"the baker\"]}], \"patterns\": ["
    "{\"pattern\": \"(?<MONEY>\\\\$\\\\d+ million)\"},"
    "{\"pattern\": \"said (?<speaker>Dr\\\\. [\\\\w ]+?) of\"},"
    "{\"pattern\": \"(?<speaker>He|She) (?<cue>added|denied) (?<content>.+)\"},"
    "{\"pattern\": \"(?<PER>(.|..)+)\\\\z\"}, {\"pattern\": \"(\"}]}";

/* Rules, and an analysis by them.  */
static void
ruling (void **state)
{
  (void) state;
  const dixit_rules_file file = { "rules.json", rules_json,
                                  sizeof rules_json - 1 };
  for (int series = 0; series < SERIES; series++)
    for (size_t n = 1;; n++)
      {
        dixit_rules *r = (dixit_rules *) (void *) &r;
        dixit_document *d = NULL;
        dixit_error error = { 0 };
        assert_true (n < MOST);
        arm (n, series);
        dixit_status s = dixit_rules_read (analyzer, &file, 1, &r, &error);
        if (s == DIXIT_OK)
          {
            const dixit_options options = { .rules = r };
            s = dixit_analyze (analyzer, article, sizeof article - 1,
                               &options, &d, &error);
          }
        disarm ();
        const bool enough = !refused;
        /* Without machine code, or a stack for it, a pattern works too.  */
        assert_true (s == DIXIT_OK || refused);
        if (s != DIXIT_OK)
          {
            assert_int_equal (s, DIXIT_NO_MEMORY);
            assert_int_equal (error.status, DIXIT_NO_MEMORY);
            assert_true (error.message[0]);
            assert_null (d);
          }
        armed = true;
        dixit_document_free (d);
        dixit_rules_free (r);
        armed = false;
        assert_int_equal (held, 0);
        if (enough)
          {
            assert_true (n > 20);
            break;
          }
      }
}

/* Compares what it is handed with what is to come.  */
static bool
compare (const char *bytes, size_t size, void *data)
{
  const char **rest = data;
  assert_memory_equal (bytes, *rest, size);
  *rest += size;
  return true;
}

static void
writing (void **state)
{
  (void) state;
  dixit_document *d;
  assert_int_equal (dixit_analyze (analyzer, article, sizeof article - 1, NULL,
                                   &d, NULL),
                    DIXIT_OK);
  json_t *id = json_string ("a long identifier");
  assert_non_null (id);
  for (int run = 0; run < 2 * SERIES; run++)
    for (size_t n = 1;; n++)
      {
        const int series = run / 2;
        const char *file = series ? "article.txt" : NULL;
        const dx_json_layout layout = run % 2 ? DX_JSON_PAGE : DX_JSON_LINE;
        small_text json = { 0 };
        assert_int_equal (dx_report_json (d, file, id, layout, small_gather,
                                          &json, NULL),
                          DIXIT_OK);
        const char *rest = json.bytes, *const end = rest + json.size;
        dixit_error error;
        assert_true (n < MOST);
        arm (n, series);
        const dixit_status s
          = dx_report_json (d, file, id, layout, compare, &rest, &error);
        disarm ();
        const bool whole = rest == end;
        free (json.bytes);
        if (!refused)
          {
            assert_int_equal (s, DIXIT_OK);
            assert_true (whole && n > 5);
            break;
          }
        check_failure (s, NULL, &error);
      }
  for (size_t n = 1;; n++)
    {
      arm (n, true);
      char *scalar = dx_json_scalar (id);
      disarm ();
      if (!refused)
        {
          assert_string_equal (scalar, "\"a long identifier\"");
          free (scalar);
          break;
        }
      assert_null (scalar);
      assert_int_equal (held, 0);
    }
  json_decref (id);
  dixit_document_free (d);
}

#else

static int set_up (void **state) { (void) state; return 0; }
static int tear_down (void **state) { (void) state; return 0; }
static void opening (void **state) { (void) state; skip (); }
static void analysing (void **state) { (void) state; skip (); }
static void analysing_more (void **state) { (void) state; skip (); }
static void remembering (void **state) { (void) state; skip (); }
static void ruling (void **state) { (void) state; skip (); }
static void writing (void **state) { (void) state; skip (); }

#endif

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (opening),
    cmocka_unit_test (analysing),
    cmocka_unit_test (analysing_more),
    cmocka_unit_test (remembering),
    cmocka_unit_test (ruling),
    cmocka_unit_test (writing),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
