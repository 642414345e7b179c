/* test_desk.c -- what is kept from one text to the next changes nothing.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "find/reading.h"
#include "models.h"

enum { STRIDE = 8, BITS = 6, SPARE = 40 };

/* What the vector of THING is filled with.  */
static int16_t
sum_of (uint64_t thing)
{
  return (int16_t) (thing * 0x9e3779b97f4a7c15u >> 48);
}

/* A vector that was found is its thing's, whatever came between, and stays so
   for its age.  */
static void
a_shelf (void **state)
{
  (void) state;
  dx_shelf s = { 0 };
  uint64_t random = 3;
  uint32_t found = 0, spare = 0;
  assert_true (dx_shelf_open (&s, STRIDE, BITS, SPARE));
  for (uint64_t age = 1; age < 3000; age++)
    {
      uint64_t things[SPARE];
      uint32_t numbers[SPARE];
      dx_shelf_begin (&s, age);
      for (int k = 0; k < SPARE; k++)
        {
          /* Few come often; some ask for the same places.  */
          const bool common = small_below (&random, 3);
          bool new;
          things[k] = common ? small_below (&random, 20)
                             : dx_random (&random) >> small_below (&random, 60);
          assert_true (dx_shelf_has_room (&s, 1));
          numbers[k] = dx_shelf_find (&s, things[k], &new);
          int16_t *const sums = dx_shelf_sums (&s, numbers[k]);
          for (int j = 0; j < STRIDE; j++)
            if (new)
              sums[j] = sum_of (things[k]);
            else
              assert_int_equal (sums[j], sum_of (things[k]));
          found += !new;
          spare += numbers[k] >= s.count;
        }
      for (int k = 0; k < SPARE; k++)
        assert_int_equal (*dx_shelf_sums (&s, numbers[k]), sum_of (things[k]));
    }
  assert_true (found > 3000 * SPARE / 3);
  assert_true (spare > 100);
  /* Opened alike it keeps what it has; otherwise it begins anew.  */
  bool new;
  dx_shelf_begin (&s, 4000);
  dx_shelf_find (&s, 5, &new);
  assert_true (dx_shelf_open (&s, STRIDE, BITS, SPARE));
  dx_shelf_find (&s, 5, &new);
  assert_false (new);
  assert_true (dx_shelf_open (&s, STRIDE + 8, BITS, SPARE));
  dx_shelf_begin (&s, 4001);
  dx_shelf_find (&s, 5, &new);
  assert_true (new);
  dx_shelf_free (&s);
}

/* Numbers packed together come out in turn.  */
static void
packed (void **state)
{
  (void) state;
  dx_things t = { .count = 0 };
  dx_things_add (&t, 9, dx_put_bits (dx_put_bits (dx_put_bits (77, 5, 3), 0, 6), 63, 6));
  assert_int_equal (t.count, 1);
  uint64_t x = t.all[0];
  assert_int_equal (dx_take_bits (&x, DX_THING_KIND), 9);
  assert_int_equal (dx_take_bits (&x, 6), 63);
  assert_int_equal (dx_take_bits (&x, 6), 0);
  assert_int_equal (dx_take_bits (&x, 3), 5);
  assert_int_equal (x, 77);
}

/* A text of words of a few kinds, common ones and new ones.  */
static void
write_text (char *at, size_t room, uint64_t *random)
{
  static const char *const common[]
    = { "the", "said", "Reed", "Mr. Reed", "of", "\xe2\x80\x9c", "\xe2\x80\x9d",
        "IN THE END", "minister", "that", ",", "Paris", "He", "told", "1998" };
  char *const end = at + room - 40;
  while (at < end)
    {
      if (small_below (random, 4))
        at += sprintf (at, "%s", common[small_below (random, sizeof common
                                                               / sizeof *common)]);
      else
        at += sprintf (at, "%c%c%cing", "Bbn"[small_below (random, 3)],
                       'a' + (char) small_below (random, 26),
                       'a' + (char) small_below (random, 26));
      at += sprintf (at, "%s", small_below (random, 15) ? " " : ".\n\n");
    }
}

typedef struct
{
  uint8_t *tags[5];
  dx_arc *arcs;
  uint32_t count;
} tags;

static uint8_t *
copy_of (const uint8_t *from, size_t n)
{
  uint8_t *to = malloc (n + 1);
  assert_non_null (to);
  memcpy (to, from, n);
  return to;
}

/* All that taggers and the parser find in TEXT.  */
static void
read_text (const dixit_analyzer *a, const char *text, tags *t)
{
  dixit_error error;
  dx_reading r;
  if (dx_reading_open (&r, a, DX_TO_SPEECH, text, strlen (text), NULL, &error)
      != DIXIT_OK)
    fail_msg ("%s", error.message);
  const dx_context *c = &r.context;
  const uint8_t *const all[]
    = { c->pos, c->names, c->heard, c->speech, c->sure };
  t->count = r.text.token_count;
  for (int k = 0; k < 5; k++)
    t->tags[k] = copy_of (all[k], t->count);
  t->arcs = (dx_arc *) (void *) copy_of ((const uint8_t *) c->arcs,
                                         t->count * sizeof *c->arcs);
  dx_reading_close (&r);
}

static void
free_tags (tags *t)
{
  for (int k = 0; k < 5; k++)
    free (t->tags[k]);
  free (t->arcs);
}

/* Texts read one after the other at a desk, and each at one of its own.  */
static void
one_after_the_other (void **state)
{
  (void) state;
  enum { TEXTS = 40, ROOM = 9000 };
  static char text[ROOM];
  for (int m = 0; m < MODELS; m++)
    {
      if (!models[m])
        continue;
      dixit_analyzer fresh = *models[m];
      uint64_t random = 7;
      fresh.desks = NULL;
      for (int k = 0; k < TEXTS; k++)
        {
          tags was, now;
          write_text (text, 80 + small_below (&random, ROOM - 80), &random);
          read_text (models[m], text, &now);
          read_text (&fresh, text, &was);
          assert_int_equal (was.count, now.count);
          for (int j = 0; j < 5; j++)
            assert_memory_equal (was.tags[j], now.tags[j], was.count);
          assert_memory_equal (was.arcs, now.arcs,
                               was.count * sizeof *was.arcs);
          free_tags (&was);
          free_tags (&now);
        }
    }
}

/* More desks come back than are kept.  */
static void
many_desks (void **state)
{
  (void) state;
  dx_desks *desks = calloc (1, sizeof *desks);
  dx_desk *taken[DX_DESKS + 2];
  assert_non_null (desks);
  for (int k = 0; k < DX_DESKS + 2; k++)
    assert_non_null (taken[k] = dx_desk_take (desks));
  for (int k = 0; k < DX_DESKS + 2; k++)
    dx_desk_leave (desks, taken[k]);
  dx_desk *const again = dx_desk_take (desks);
  assert_ptr_equal (again, taken[0]);
  dx_desk_leave (desks, again);
  dx_desk_leave (desks, NULL);
  dx_desks_free (desks);
  dx_desks_free (NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_shelf),
    cmocka_unit_test (packed),
    cmocka_unit_test (one_after_the_other),
    cmocka_unit_test (many_desks),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
