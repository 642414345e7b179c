/* test_arena.c -- what arena.h promises.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/layers.h"
#include "base/pages.h"
#include "base/sort.h"
#include "base/starts.h"
#include "small.h"

static void
nothing_is_a_valid_pointer (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  assert_non_null (dx_alloc (&a, 0, 8));
  assert_non_null (dx_alloc (&a, 8, 0));
  assert_string_equal (dx_copy (&a, "", 0), "");
  dx_arena_free (&a);
}

static void
what_is_given_is_zero_and_aligned (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  for (size_t n = 1; n < 300000; n = n * 3 + 1)
    {
      static const size_t sizes[] = { 1, 2, 4, 8, 12, 16, 24, 1 };
      for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        {
          const size_t size = sizes[k];
          const size_t align = n * size >= 64 ? 16 : size & (~size + 1);
          unsigned char *p = dx_alloc (&a, n, size);
          assert_non_null (p);
          assert_int_equal ((uintptr_t) p % align, 0);
          for (size_t i = 0; i < n * size; i++)
            assert_int_equal (p[i], 0);
          memset (p, 0xff, n * size);
        }
    }
  dx_arena_free (&a);
}

static void
too_much_is_refused (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  assert_null (dx_alloc (&a, SIZE_MAX / 4, 8));
  assert_null (dx_alloc (&a, SIZE_MAX, 1));
  assert_null (dx_copy (&a, "", SIZE_MAX));
  int *items = NULL;
  size_t room = 0;
  assert_false (dx_reserve (&a, &items, &room, 0, SIZE_MAX, sizeof *items));
  assert_null (items);
  assert_int_equal (room, 0);
  dx_arena_free (&a);
}

static void
growing_keeps_what_is_there (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  uint32_t *items = NULL;
  size_t room = 0;
  for (uint32_t i = 0; i < 100000; i++)
    {
      assert_true (dx_reserve (&a, &items, &room, i, i + 1, sizeof *items));
      assert_true (room > i);
      items[i] = i;
    }
  for (uint32_t i = 0; i < 100000; i++)
    assert_int_equal (items[i], i);
  dx_arena_free (&a);
}

/* Where a large array grows, and is cut to what it holds, nothing of it is lost,
   nor of its neighbours.  */
static void
fitting_keeps_what_is_there (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  uint32_t *one = NULL, *two = NULL;
  size_t room_one = 0, room_two = 0;
  for (uint32_t i = 0; i < 500000; i++)
    {
      assert_true (dx_reserve (&a, &one, &room_one, i, i + 1, sizeof *one));
      one[i] = i;
      if (i % 3)
        continue;
      assert_true (dx_reserve (&a, &two, &room_two, i / 3, i / 3 + 1,
                               sizeof *two));
      two[i / 3] = i;
    }
  assert_true (dx_fit (&a, &one, &room_one, 500000, sizeof *one));
  assert_int_equal (room_one, 500000);
  assert_true (dx_fit (&a, &two, &room_two, 10, sizeof *two));
  for (uint32_t i = 0; i < 500000; i++)
    assert_int_equal (one[i], i);
  for (uint32_t i = 0; i < 10; i++)
    assert_int_equal (two[i], 3 * i);
  size_t none = 0;
  uint32_t *empty = NULL;
  assert_true (dx_fit (&a, &empty, &none, 0, sizeof *empty));
  dx_arena_free (&a);
}

/* What is given back is gone (the address sanitizer would tell of a second time),
   small or large, and nothing else with it.  */
static void
releasing_takes_nothing_else (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  uint32_t *arrays[40];
  for (uint32_t k = 0; k < 40; k++)
    {
      arrays[k] = dx_alloc (&a, k % 4 ? 10 : 100000, sizeof *arrays[k]);
      assert_non_null (arrays[k]);
      arrays[k][9] = k;
    }
  for (uint32_t k = 0; k < 40; k += 3)
    dx_release (&a, arrays[k]);
  for (uint32_t k = 0; k < 40; k++)
    if (k % 3)
      assert_int_equal (arrays[k][9], k);
  dx_release (&a, NULL);
  dx_arena_free (&a);
  dx_release (&a, NULL);
}

/* How many runs have begun, against counting.  */
static void
starts_are_counted (void **state)
{
  (void) state;
  enum { PLACES = 5000 };
  struct
  {
    uint32_t first, other;
  } runs[PLACES];
  uint32_t random = 5;
  for (uint32_t apart = 1; apart < 3000; apart = 2 * apart + 1)
    {
      dx_arena a = { 0 };
      uint32_t count = 0;
      for (uint32_t at = random % apart; at < PLACES; at += 1 + random % apart)
        {
          runs[count].first = at;
          runs[count++].other = random;
          random = random * 1664525 + 1013904223;
        }
      dx_starts *starts = dx_starts_open (&a, PLACES);
      assert_non_null (starts);
      assert_int_equal (dx_started (starts, 17), 0);
      dx_starts_fill (starts, PLACES, runs, count, sizeof *runs);
      for (uint32_t i = 0, begun = 0; i < PLACES; i++)
        {
          begun += begun < count && runs[begun].first == i;
          assert_int_equal (dx_started (starts, i), begun);
        }
      dx_arena_free (&a);
    }
}

/* What is seen of runs that lie on each other is what painting them one by one
   would leave.  */
static void
the_uppermost_is_seen (void **state)
{
  (void) state;
  enum { PLACES = 20000, RUNS = 400 };
  static uint32_t seen[PLACES];
  uint64_t random = 7;
  for (uint32_t most = 2; most < PLACES; most *= 9)
    {
      dx_arena a = { 0 };
      dx_layers l;
      assert_true (dx_layers_open (&l, PLACES, &a));
      memset (seen, 0, sizeof seen);
      for (uint32_t k = 1; k <= RUNS; k++)
        {
          const uint32_t first = small_below (&random, PLACES - most + 1);
          const uint32_t end = first + small_below (&random, most + 1);
          assert_true (dx_layers_put (&l, first, end, k));
          for (uint32_t i = first; i < end; i++)
            seen[i] = k;
        }
      for (uint32_t i = 0; i < PLACES; i++)
        assert_int_equal (dx_layer_at (&l, i), seen[i]);
      dx_arena_free (&a);
    }
  dx_arena a = { 0 };
  dx_layers none;
  assert_true (dx_layers_open (&none, 0, &a));
  assert_int_equal (dx_layer_at (&none, 0), 0);
  dx_arena_free (&a);
}

typedef struct
{
  uint32_t key, was;
} item;

static int
by_key (const void *a, const void *b)
{
  const item *x = a, *y = b;
  return (x->key > y->key) - (x->key < y->key);
}

/* Lists of all lengths, one after the other; equal items stay as they were.  */
static void
lists_are_merged (void **state)
{
  (void) state;
  enum { ITEMS = 300 };
  uint64_t random = 5;
  for (uint32_t n = 0; n < ITEMS; n++)
    for (uint32_t most = 1; most <= ITEMS; most *= 7)
      {
        item all[ITEMS];
        for (uint32_t k = 0, key = 0; k < n; k++)
          {
            key = small_below (&random, most) ? key + small_below (&random, 3)
                                              : small_below (&random, n);
            all[k] = (item) { key, k };
          }
        assert_true (dx_sort (all, n, sizeof *all, by_key));
        for (uint32_t k = 1; k < n; k++)
          assert_true (all[k - 1].key < all[k].key
                       || (all[k - 1].key == all[k].key
                           && all[k - 1].was < all[k].was));
      }
}

static void
a_freed_arena_serves_again (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  assert_non_null (dx_alloc (&a, 1, 1));
  dx_arena_free (&a);
  dx_arena_free (&a);
  assert_string_equal (dx_copy (&a, "again", 3), "aga");
  dx_arena_free (&a);
}

/* Of any size, all of it is there.  */
static void
pages_are_there (void **state)
{
  (void) state;
  static const size_t sizes[] = { 64, 4096, 2097152 - 64, 2097152, 2097152 + 64,
                                  5000000 / 64 * 64 };
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    {
      unsigned char *const p = dx_pages (sizes[k]);
      assert_non_null (p);
      assert_int_equal ((uintptr_t) p % 64, 0);
      memset (p, 0xa5, sizes[k]);
      assert_int_equal (p[0] + p[sizes[k] - 1], 2 * 0xa5);
      free (p);
    }
}

/* Runs of all lengths, found around each of their places and by their numbers.  */
static void
runs_are_found (void **state)
{
  (void) state;
  enum { MOST = 3000 };
  static const uint32_t places[] = { 1, 31, 32, 33, 64, 1000, MOST };
  static const uint32_t every[] = { 1, 2, 7, 40, 300, 2 * MOST };
  uint64_t random = 1;
  for (size_t n = 0; n < sizeof places / sizeof *places; n++)
    for (size_t e = 0; e < sizeof every / sizeof *every; e++)
      {
        dx_arena a = { 0 };
        static dx_run runs[MOST];
        uint32_t count = 0;
        for (uint32_t i = 0; i < places[n]; i++)
          {
            random = random * 6364136223846793005u + 1442695040888963407u;
            if (!i || (random >> 33) % every[e] == 0)
              runs[count++].first = i;
            runs[count - 1].end = i + 1;
          }
        dx_starts *starts = dx_starts_open (&a, places[n]);
        dx_starts *noted = dx_starts_open (&a, places[n]);
        assert_true (starts && noted);
        dx_starts_fill (starts, places[n], runs, count, sizeof *runs);
        for (uint32_t k = 0; k < count; k++)
          dx_starts_note (noted, runs[k].first);
        assert_int_equal (dx_starts_count (noted, places[n]), count);
        for (uint32_t k = 0; k < count; k++)
          {
            const dx_run run = dx_nth_run (starts, places[n], k);
            assert_memory_equal (&run, &runs[k], sizeof run);
            for (uint32_t i = run.first; i < run.end; i++)
              {
                const dx_run around = dx_run_around (noted, places[n], i);
                assert_memory_equal (&around, &run, sizeof run);
                assert_int_equal (dx_started (starts, i), k + 1);
              }
          }
        dx_arena_free (&a);
      }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (nothing_is_a_valid_pointer),
    cmocka_unit_test (what_is_given_is_zero_and_aligned),
    cmocka_unit_test (too_much_is_refused),
    cmocka_unit_test (growing_keeps_what_is_there),
    cmocka_unit_test (fitting_keeps_what_is_there),
    cmocka_unit_test (releasing_takes_nothing_else),
    cmocka_unit_test (starts_are_counted),
    cmocka_unit_test (the_uppermost_is_seen),
    cmocka_unit_test (lists_are_merged),
    cmocka_unit_test (a_freed_arena_serves_again),
    cmocka_unit_test (runs_are_found),
    cmocka_unit_test (pages_are_there),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
