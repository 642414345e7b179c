/* test_around.c -- a word is seen with the neighbours of all its places.
   SPDX-License-Identifier: GPL-3.0-or-later

   With our own model, for parts of speech.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "find/around.h"
#include "find/reading.h"

typedef struct
{
  uint64_t keys[DX_AROUND_MAX];
  size_t count;
} seen;

/* What is seen of "Nexo" in TEXT.  */
static seen
look (const dixit_analyzer *a, const char *text)
{
  seen s = { .count = SIZE_MAX };
  dx_reading r;
  dixit_error error;
  assert_int_equal (dx_reading_open (&r, a, DX_TO_POS, text, strlen (text),
                                     NULL, &error),
                    DIXIT_OK);
  const uint32_t nexo = dx_lower_hash ("nexo");
  for (uint32_t k = 0; k < r.words.count; k++)
    if (r.words.words[k].lower == nexo)
      {
        s.count = dx_around (&r.context, k, s.keys);
        /* Who asks again is told the same.  */
        uint64_t again[DX_AROUND_MAX];
        assert_int_equal (dx_around (&r.context, k, again), s.count);
        for (size_t i = 0; i < s.count; i++)
          assert_int_equal (dx_feature_name (again[i]), dx_feature_name (s.keys[i]));
      }
  dx_reading_close (&r);
  assert_in_range (s.count, 1, DX_AROUND_MAX);
  for (size_t k = 0; k < s.count; k++)
    for (size_t j = 0; j < k; j++)
      assert_true (s.keys[j] != s.keys[k]);
  return s;
}

static bool
has (const seen *s, uint64_t key)
{
  for (size_t k = 0; k < s->count; k++)
    if (s->keys[k] == key)
      return true;
  return false;
}

static bool
same (const dixit_analyzer *a, const char *x, const char *y)
{
  const seen p = look (a, x), q = look (a, y);
  return p.count == q.count && !memcmp (p.keys, q.keys, p.count * sizeof *p.keys);
}

#define ROSE "Nexo rose. "
#define SEVEN ROSE ROSE ROSE ROSE ROSE ROSE ROSE
#define FIFTEEN SEVEN ROSE SEVEN

static void
test_around (void **state)
{
  (void) state;
  dixit_analyzer *a;
  dixit_error error;
  const char *path = getenv ("DIXIT_MODEL");
  assert_int_equal (dixit_analyzer_open (path ? path
                                              : "module/model/english.model",
                                         &a, &error),
                    DIXIT_OK);
  /* What follows it at one place, and at another, is seen of both together.  */
  const seen rose = look (a, ROSE), fell = look (a, "Nexo, an airline, fell."),
             both = look (a, ROSE "Nexo, an airline, fell.");
  size_t of_both = 0;
  for (size_t k = 0; k < both.count; k++)
    of_both += has (&rose, both.keys[k]) || has (&fell, both.keys[k]);
  assert_true (of_both > rose.count);
  assert_int_equal (of_both, both.count);
  /* What kind of thing it is said to be, and not how far into the phrase.  */
  assert_false (same (a, "Then Nexo, an airline, fell.",
                      "Then Nexo, a mother, fell."));
  assert_true (same (a, ROSE ROSE, ROSE));
  /* Sixteen places are enough, and headlines are none.  */
  assert_false (same (a, FIFTEEN ROSE, FIFTEEN "He left Nexo, an airline."));
  assert_true (same (a, FIFTEEN ROSE,
                     FIFTEEN ROSE "He left Nexo, an airline."));
  assert_true (same (a, ROSE, "Airline Nexo Sinks Fast Again\n\n" ROSE));
  /* As many different neighbours as there can be.  */
  look (a, "He left old Grand Nexo Hotel, a bank. Try big Royal Nexo Square, one "
           "mother. See the new Red Nexo City, no law. By far Blue Nexo Bank, a "
           "village. Ask mad Great Nexo Group, the driver. On top Little Nexo "
           "Lake, an army. In dim Upper Nexo House, some act. We like Lower "
           "Nexo Street, a film.");
  dixit_analyzer_close (a);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_around) };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
