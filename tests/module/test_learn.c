/* test_learn.c -- taggers: packing, reading, scoring, decoding.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/stat.h>

#include <cmocka.h>

#include "learn/fastexp.h"
#include "learn/tagger.h"
#include "small.h"
#include "train/stages.h"

/* Packing */

/* No two are of one name for different NUMBERs.  */
static uint64_t
key_of_name (uint64_t *random, uint32_t number)
{
  return (uint64_t) (number * 0x9e3779b1u) << 32
         | (dx_random (random) & UINT32_MAX);
}

static int32_t
rounded (float w, float unit, int32_t limit)
{
  const int32_t q = (int32_t) roundf (w / unit);
  return q > limit ? limit : q < -limit ? -limit : q;
}

static size_t
padded (size_t n)
{
  return (n + 3) / 4 * 4;
}

static void
weights_come_back_quantised (void **state)
{
  (void) state;
  enum { COUNT = 4000, LABELS = 7, MOVES = (LABELS + 1) * LABELS };
  const float unit = 0.0625f;
  uint64_t random = 1, *keys = malloc (COUNT * sizeof *keys);
  float *weights = malloc (COUNT * LABELS * sizeof *weights), moves[MOVES];
  int8_t allowed[MOVES];
  assert_true (keys && weights);
  for (uint32_t f = 0; f < COUNT; f++)
    {
      keys[f] = key_of_name (&random, f);
      for (uint32_t j = 0; j < LABELS; j++)
        /* Most are small: some rows round to nothing; some are too large for
           eight bits.  */
        weights[f * LABELS + j]
          = small_below (&random, 5) ? 0.04f * small_float (&random)
                                     : 10 * small_float (&random);
    }
  for (int k = 0; k < MOVES; k++)
    {
      moves[k] = 40 * small_float (&random);
      allowed[k] = small_below (&random, 4) > 0;
    }
  moves[3] = 1e6f;
  moves[4] = -1e6f;
  allowed[3] = allowed[4] = 1;

  uint8_t *bytes;
  size_t size;
  dx_tagger t;
  assert_int_equal (dx_pack (keys, weights, COUNT, LABELS, moves, allowed,
                             unit, 0, &bytes, &size, NULL),
                    DIXIT_OK);
  uint8_t *copy = small_copy (bytes, size);
  assert_int_equal (dx_tagger_read (&t, copy, size, NULL), DIXIT_OK);
  assert_int_equal (t.labels, LABELS);
  assert_true (fabsf (t.scale - unit) <= 0);

  int nothing = 0;
  for (uint32_t f = 0; f < COUNT; f++)
    {
      int32_t want[LABELS], got[LABELS] = { 0 };
      size_t left = 0;
      for (uint32_t j = 0; j < LABELS; j++)
        left += (want[j] = rounded (weights[f * LABELS + j], unit, 127)) != 0;
      const uint8_t *row = dx_tagger_row (&t, keys[f]);
      if (left)
        {
          assert_non_null (row);
          assert_int_equal (row[0], left);
          for (size_t k = 1; k <= left; k++)
            assert_int_not_equal (row[2 * k + 1], 0);
        }
      else
        {
          assert_null (row);
          nothing++;
        }
      dx_tagger_score (&t, &keys[f], 1, got);
      assert_memory_equal (got, want, sizeof got);
    }
  assert_true (nothing > 50 && nothing < COUNT / 2);

  for (int i = 0; i <= LABELS; i++)
    for (int j = 0; j < LABELS; j++)
      assert_int_equal (i ? t.transition[(i - 1) * LABELS + j] : t.start[j],
                        allowed[i * LABELS + j]
                          ? rounded (moves[i * LABELS + j], unit, 32000)
                          : DX_FORBIDDEN);

  /* Scores are sums.  */
  int32_t sum[LABELS] = { 0 }, one[LABELS] = { 0 };
  dx_tagger_score (&t, keys, DX_FEATURES_MAX, sum);
  for (int f = 0; f < DX_FEATURES_MAX; f++)
    dx_tagger_score (&t, &keys[f], 1, one);
  assert_memory_equal (sum, one, sizeof sum);
  free (copy);
  free (bytes);
  free (keys);
  free (weights);
}

static void
equal_rows_are_kept_once (void **state)
{
  (void) state;
  enum { COUNT = 1000, LABELS = 3 };
  uint64_t random = 2, keys[COUNT];
  float weights[COUNT * LABELS], moves[(LABELS + 1) * LABELS] = { 0 };
  for (uint32_t f = 0; f < COUNT; f++)
    {
      keys[f] = key_of_name (&random, f);
      /* Two kinds, of three and of one weight.  */
      weights[f * LABELS] = 1;
      weights[f * LABELS + 1] = f % 2 ? -2.0f : 0;
      weights[f * LABELS + 2] = f % 2 ? 3 : 0;
    }
  uint8_t *bytes;
  size_t size;
  dx_tagger t;
  assert_int_equal (dx_pack (keys, weights, COUNT, LABELS, moves, NULL, 1, 0,
                             &bytes, &size, NULL),
                    DIXIT_OK);
  assert_int_equal (dx_tagger_read (&t, bytes, size, NULL), DIXIT_OK);
  for (uint32_t f = 2; f < COUNT; f++)
    assert_ptr_equal (dx_tagger_row (&t, keys[f]),
                      dx_tagger_row (&t, keys[f - 2]));
  assert_int_equal (t.features, COUNT);
  /* The head, transitions, starts, names and places; an empty row and the
     two.  */
  assert_int_equal (size, 20 + padded ((LABELS + 1) * LABELS * 2)
                            + 4 * ((size_t) (UINT32_MAX >> t.shift) + 2)
                            + 8 * COUNT + padded (2 * (1 + 2 + 4)));
  free (bytes);
}

static void
at_most_so_many_are_kept_the_strongest (void **state)
{
  (void) state;
  enum { COUNT = 2000, LABELS = 2 };
  uint64_t random = 3, keys[COUNT];
  float weights[COUNT * LABELS], moves[(LABELS + 1) * LABELS] = { 0 };
  uint32_t strength[COUNT];
  for (uint32_t f = 0; f < COUNT; f++)
    {
      keys[f] = key_of_name (&random, f);
      strength[f] = 0;
      for (uint32_t j = 0; j < LABELS; j++)
        {
          weights[f * LABELS + j] = 30 * small_float (&random);
          strength[f]
            += (uint32_t) abs (rounded (weights[f * LABELS + j], 1, 127));
        }
    }
  static const uint32_t most[] = { 1, 10, 500, 1999, 2000, 5000 };
  for (size_t m = 0; m < sizeof most / sizeof *most; m++)
    {
      uint8_t *bytes;
      size_t size;
      dx_tagger t;
      assert_int_equal (dx_pack (keys, weights, COUNT, LABELS, moves, NULL, 1,
                                 most[m], &bytes, &size, NULL),
                        DIXIT_OK);
      assert_int_equal (dx_tagger_read (&t, bytes, size, NULL), DIXIT_OK);
      uint32_t kept = 0, weakest = UINT32_MAX, strongest_lost = 0;
      for (uint32_t f = 0; f < COUNT; f++)
        if (dx_tagger_row (&t, keys[f]))
          {
            kept++;
            weakest = strength[f] < weakest ? strength[f] : weakest;
          }
        else if (strength[f] > strongest_lost)
          strongest_lost = strength[f];
      assert_true (kept <= most[m]);
      assert_true (strongest_lost < weakest);
      /* Ties, a few dozen here, are dropped together.  */
      assert_true (kept + 100 > most[m] || kept + 100 > COUNT);
      free (bytes);
    }
}

static void
no_features_are_a_tagger_too (void **state)
{
  (void) state;
  const float moves[6] = { 1, 2, 0, 0, 0, 0 };
  uint8_t *bytes;
  size_t size;
  dx_tagger t;
  assert_int_equal (dx_pack (NULL, NULL, 0, 2, moves, NULL, 1, 0, &bytes,
                             &size, NULL),
                    DIXIT_OK);
  assert_int_equal (dx_tagger_read (&t, bytes, size, NULL), DIXIT_OK);
  assert_null (dx_tagger_row (&t, 0));
  assert_null (dx_tagger_row (&t, UINT64_MAX));
  assert_int_equal (t.start[1], 2);
  free (bytes);
}

/* Whichever of a row's weights, of few or of many, names a label that there is not, and
   whether other rows follow or none.  */
static void
strange_labels_are_refused (void **state)
{
  (void) state;
  enum { COUNT = 12, LABELS = 12 };
  uint64_t random = 12, keys[COUNT];
  float weights[COUNT * LABELS] = { 0 }, moves[(LABELS + 1) * LABELS] = { 0 };
  for (uint32_t f = 0; f < COUNT; f++)
    {
      keys[f] = key_of_name (&random, f);
      for (uint32_t j = 0; j <= f; j++)
        weights[f * LABELS + (f * 5 + j) % LABELS] = 1;
    }
  uint8_t *bytes;
  size_t size, refused = 0;
  dx_tagger t;
  dixit_error error;
  assert_int_equal (dx_pack (keys, weights, COUNT, LABELS, moves, NULL, 1, 0,
                             &bytes, &size, NULL),
                    DIXIT_OK);
  uint8_t *copy = small_copy (bytes, size);
  assert_int_equal (dx_tagger_read (&t, copy, size, NULL), DIXIT_OK);
  const size_t rows = (size_t) (t.rows - copy), units = t.row_units;
  assert_int_equal (units, 1 + COUNT + COUNT * (COUNT + 1) / 2);
  for (size_t row = 1; row < units; row += 1u + bytes[rows + 2 * row])
    for (size_t k = 1; k <= bytes[rows + 2 * row]; k++, refused++)
      {
        static const uint8_t strange[] = { LABELS, 127, 128, 255 };
        copy[rows + 2 * (row + k)] = strange[k % sizeof strange];
        assert_int_equal (dx_tagger_read (&t, copy, size, &error),
                          DIXIT_BAD_MODEL);
        assert_non_null (strstr (error.message, "names a label"));
        assert_int_equal (dx_tagger_open (&t, copy, size, &error),
                          DIXIT_BAD_MODEL);
        copy[rows + 2 * (row + k)] = bytes[rows + 2 * (row + k)];
      }
  assert_int_equal (refused, COUNT * (COUNT + 1) / 2);
  assert_int_equal (dx_tagger_open (&t, copy, size, NULL), DIXIT_OK);
  dx_tagger_close (&t);
  free (copy);
  free (bytes);
}

static bool
accepted (const dx_tagger *t, uint64_t key)
{
  int32_t scores[DX_LABELS_MAX] = { 0 };
  bool any = false;
  dx_tagger_score (t, &key, 1, scores);
  for (uint32_t j = 0; j < t->labels; j++)
    any |= scores[j] != 0;
  return any;
}

/* How many features a search for KEY, which is not there, looks at.  */
static uint32_t
looked_at (const dx_tagger *t, uint64_t key)
{
  const uint64_t name = dx_feature_name (key);
  uint32_t n = 0;
  for (size_t at = (size_t) (name * t->blocks >> 32) * DX_TOGETHER; t->slots[at];
       at++)
    n++;
  return n;
}

/* Once they are opened, as seldom as slots are long, or names where that is
   more seldom than two of a block have the same bits.  */
static void
unseen_features_are_refused (void **state)
{
  (void) state;
  const double all = 4294967296.0;
  enum { UNSEEN = 1000000 };
  uint64_t random = 4;
  static const uint32_t counts[] = { 1000, 20000, 50000 };
  for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
    {
      dx_packed part = small_tagger (DX_S_LINK, 5, counts[c], 0.01f, &random);
      dx_tagger read, opened;
      uint32_t passed = 0;
      double expected = 0;
      assert_int_equal (dx_tagger_read (&read, part.bytes, part.size, NULL),
                        DIXIT_OK);
      assert_int_equal (dx_tagger_open (&opened, part.bytes, part.size, NULL),
                        DIXIT_OK);
      for (uint32_t i = 0; i < UNSEEN; i++)
        {
          const uint64_t key = dx_key (7, i);
          assert_int_equal (accepted (&read, key),
                            dx_tagger_row (&read, key) != NULL);
          passed += accepted (&opened, key);
          const double alike = (double) (UINT64_C (1) << opened.row_bits);
          expected += looked_at (&opened, key) / all
                      * (alike > opened.blocks ? alike : opened.blocks);
        }
      assert_true (passed < expected * 1.5 + 4 && passed > expected / 1.5 - 4);
      assert_true (passed < UNSEEN / 5000);
      dx_tagger_close (&opened);
      free (part.bytes);
    }
}

/* With few features and with as many as a table holds, of few labels and of
   many; known ones and unknown.  */
static void
an_opened_tagger_adds_up_the_same (void **state)
{
  (void) state;
  static const uint32_t labels[] = { 1, 7, 8, 9, 27, 37, DX_LABELS_MAX };
  for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
    for (uint32_t count = 0; count < 12000; count = 3 * count + 5)
      {
        uint64_t random = 11 + count;
        dx_packed part
          = small_tagger (DX_S_POS, labels[k], count, 0.01f, &random);
        uint8_t *copy = small_copy (part.bytes, part.size);
        dx_tagger read, opened;
        assert_int_equal (dx_tagger_read (&read, copy, part.size, NULL),
                          DIXIT_OK);
        assert_int_equal (dx_tagger_open (&opened, copy, part.size, NULL),
                          DIXIT_OK);
        random = 11 + count;
        for (int round = 0; round < 60; round++)
          {
            uint64_t keys[DX_FEATURES_MAX];
            int32_t want[DX_LABELS_MAX] = { 0 }, got[DX_LABELS_MAX] = { 0 };
            const size_t n = small_below (&random, DX_FEATURES_MAX + 1);
            random = round % 2 ? random : 11 + count;
            for (size_t i = 0; i < n; i++)
              keys[i] = dx_random (&random) * 0x9e3779b97f4a7c15u;
            dx_tagger_score (&read, keys, n, want);
            dx_tagger_score (&opened, keys, n, got);
            assert_memory_equal (got, want, sizeof got);
            dx_tagger plain = opened;
            plain.wide = false;
            memset (got, 0, sizeof got);
            dx_tagger_score (&plain, keys, n, got);
            assert_memory_equal (got, want, sizeof got);
            int32_t first[2] = { 0 };
            for (size_t i = 0; i < n; i++)
              {
                first[0] += dx_tagger_weight (&read, keys[i]);
                first[1] += dx_tagger_weight (&opened, keys[i]);
              }
            assert_int_equal (first[0], want[0]);
            assert_int_equal (first[1], want[0]);
          }
        dx_tagger_close (&opened);
        dx_tagger_close (&opened);
        free (copy);
        free (part.bytes);
      }
}

/* Two that share some of their features: what the pair adds up, and each of them
   by itself, is what they did before.  */
static void
a_pair_adds_up_what_both_do (void **state)
{
  (void) state;
  static const uint32_t labels[][2] = { { 1, 8 }, { 8, 8 }, { 8, 3 }, { 7, 1 } };
  static const uint32_t counts[][2] = { { 0, 0 }, { 9, 0 }, { 0, 40 },
                                        { 300, 700 }, { 4000, 3000 } };
  for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
      {
        dx_packed part[2];
        dx_tagger read[2], opened[2];
        for (int i = 0; i < 2; i++)
          {
            uint64_t seed = 31;   /* the first keys are the same */
            part[i] = small_tagger (DX_S_HEARD, labels[k][i], counts[c][i],
                                    0.01f, &seed);
            assert_int_equal (dx_tagger_read (&read[i], part[i].bytes,
                                              part[i].size, NULL),
                              DIXIT_OK);
            opened[i] = read[i];
          }
        assert_int_equal (dx_tagger_open_pair (&opened[0], &opened[1], NULL),
                          DIXIT_OK);
        uint64_t random = 31;
        for (int round = 0; round < 60; round++)
          {
            uint64_t keys[DX_FEATURES_MAX];
            const size_t n = small_below (&random, DX_FEATURES_MAX + 1);
            random = round % 2 ? random : 31;
            for (size_t i = 0; i < n; i++)
              keys[i] = dx_random (&random) * 0x9e3779b97f4a7c15u;
            int32_t want[2][DX_LABELS_MAX] = { { 0 } };
            for (int i = 0; i < 2; i++)
              {
                int32_t got[DX_LABELS_MAX] = { 0 };
                dx_tagger_score (&read[i], keys, n, want[i]);
                dx_tagger_score (&opened[i], keys, n, got);
                assert_memory_equal (got, want[i], sizeof got);
              }
            for (int wide = 0; wide < 2; wide++)
              {
                dx_tagger pair = *opened[0].pair;
                int32_t got[DX_LABELS_MAX] = { 0 };
                pair.wide &= wide;
                dx_tagger_score (&pair, keys, n, got);
                assert_memory_equal (got, want[0],
                                     labels[k][0] * sizeof *got);
                assert_memory_equal (got + DX_PAIR_LABELS, want[1],
                                     labels[k][1] * sizeof *got);
              }
          }
        for (int i = 2; i--;)
          {
            dx_tagger_close (&opened[i]);
            dx_tagger_close (&opened[i]);
            free (part[i].bytes);
          }
      }
}

static void
a_pair_of_many_labels_is_refused (void **state)
{
  (void) state;
  uint64_t random = 32;
  dx_packed few = small_tagger (DX_S_HEARD, 8, 100, 0.01f, &random);
  dx_packed many = small_tagger (DX_S_SPEECH, 9, 100, 0.01f, &random);
  dx_tagger a, b;
  assert_int_equal (dx_tagger_read (&a, few.bytes, few.size, NULL), DIXIT_OK);
  assert_int_equal (dx_tagger_read (&b, many.bytes, many.size, NULL), DIXIT_OK);
  assert_int_equal (dx_tagger_open_pair (&a, &b, NULL), DIXIT_BAD_MODEL);
  assert_int_equal (dx_tagger_open_pair (&b, &a, NULL), DIXIT_BAD_MODEL);
  assert_null (a.dense);
  assert_null (b.moves);
  dx_tagger_close (&b);
  dx_tagger_close (&a);
  free (few.bytes);
  free (many.bytes);
}

static void
the_same_weights_give_the_same_bytes (void **state)
{
  (void) state;
  uint64_t one = 5, two = 5;
  dx_packed a = small_tagger (DX_S_POS, 9, 3000, 0.01f, &one);
  dx_packed b = small_tagger (DX_S_POS, 9, 3000, 0.01f, &two);
  assert_int_equal (a.size, b.size);
  assert_memory_equal (a.bytes, b.bytes, a.size);
  free (a.bytes);
  free (b.bytes);
}

/* Decoding */

enum { LABELS_MOST = 4, TOKENS_MOST = 6 };

/* A tagger of M labels with random moves, some forbidden, from 0 always a way
   on.  */
static void
random_moves (dx_tagger *t, uint32_t m, int32_t size, uint64_t *random)
{
  *t = (dx_tagger) { .labels = m, .scale = 0.02f };
  for (uint32_t i = 0; i <= m; i++)
    for (uint32_t j = 0; j < m; j++)
      {
        int32_t w = (int32_t) ((float) size * small_float (random));
        if (j && !small_below (random, 3))
          w = DX_FORBIDDEN;
        *(i ? &t->transition[(i - 1) * m + j] : &t->start[j]) = w;
      }
}

static void
random_scores (dx_lattice *l, size_t cells, int32_t size, uint64_t *random)
{
  for (size_t k = 0; k < cells; k++)
    l->scores[k] = (int32_t) ((float) size * small_float (random));
}

/* The score of LABELS, or INT64_MIN if one cannot follow the one before.  */
static int64_t
score_of (const dx_tagger *t, const dx_lattice *l, size_t n,
          const uint8_t *labels)
{
  int64_t sum = 0;
  for (size_t i = 0; i < n; i++)
    {
      const int32_t w
        = i ? t->transition[labels[i - 1] * t->labels + labels[i]]
            : t->start[labels[i]];
      if (w == DX_FORBIDDEN)
        return INT64_MIN;
      sum += w + l->scores[i * t->labels + labels[i]];
    }
  return sum;
}

/* The next of all sequences over M labels; false after the last.  */
static bool
next_sequence (uint8_t *labels, size_t n, uint32_t m)
{
  for (size_t i = 0; i < n; i++)
    {
      if (++labels[i] < m)
        return true;
      labels[i] = 0;
    }
  return false;
}

static void
viterbi_finds_the_best_of_all_sequences (void **state)
{
  (void) state;
  uint64_t random = 6;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  for (int round = 0; round < 600; round++)
    {
      const uint32_t m = 1 + small_below (&random, LABELS_MOST);
      const size_t n = 1 + small_below (&random, TOKENS_MOST);
      dx_tagger t;
      random_moves (&t, m, 200, &random);
      assert_true (dx_lattice_reserve (&l, &arena, &t, n, false));
      random_scores (&l, n * m, 300, &random);
      uint8_t got[TOKENS_MOST], labels[TOKENS_MOST] = { 0 };
      dx_viterbi (&t, &l, n, got);
      int64_t best = INT64_MIN;
      do
        {
          const int64_t s = score_of (&t, &l, n, labels);
          best = s > best ? s : best;
        }
      while (next_sequence (labels, n, m));
      assert_true (best > INT64_MIN);
      assert_true (score_of (&t, &l, n, got) == best);
    }
  dx_arena_free (&arena);
}

/* Against the same recurrence in 64 bits.  */
static void
viterbi_does_not_overflow (void **state)
{
  (void) state;
  enum { N = 20000, M = 5 };
  uint64_t random = 7;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  dx_tagger t;
  random_moves (&t, M, 32000, &random);
  assert_true (dx_lattice_reserve (&l, &arena, &t, N, false));
  random_scores (&l, N * M, 127 * DX_FEATURES_MAX, &random);
  uint8_t *got = dx_alloc (&arena, N, 1);
  assert_non_null (got);
  dx_viterbi (&t, &l, N, got);
  int64_t best[2][M], top = INT64_MIN;
  for (size_t i = 0; i < N; i++)
    for (size_t j = 0; j < M; j++)
      {
        int64_t b = INT64_MIN / 2;
        for (size_t k = 0; k < (i ? M : 1); k++)
          {
            const int32_t w = i ? t.transition[k * M + j] : t.start[j];
            const int64_t from = i ? best[(i - 1) & 1][k] : 0;
            if (w != DX_FORBIDDEN && from + w > b)
              b = from + w;
          }
        best[i & 1][j] = b + l.scores[i * M + j];
      }
  for (size_t j = 0; j < M; j++)
    top = best[(N - 1) & 1][j] > top ? best[(N - 1) & 1][j] : top;
  assert_true (score_of (&t, &l, N, got) == top);
  dx_arena_free (&arena);
}

/* Labels as of names: what is begun goes on, everything else is free.  Small
   scores make many sums equal, and then the first label wins.  In a third of the rounds
   label 0 is mostly far ahead, as it is in texts.  */
static void
viterbi_tries_what_can_win (void **state)
{
  (void) state;
  enum { N = 60, M = 37 };
  uint64_t random = 12;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  for (int round = 0; round < 300; round++)
    {
      dx_tagger t = { .labels = M, .scale = 1 };
      dx_moves moves;
      const int32_t size = round % 2 ? 4 : 300;
      for (size_t k = 0; k <= M; k++)
        for (size_t j = 0; j < M; j++)
          {
            const bool begun = k > 1 && (k - 2) % 4 < 2;
            const bool goes_on = j && (j - 1) % 4 % 3;
            const bool may = begun ? goes_on && (k - 2) / 4 == (j - 1) / 4
                                   : !goes_on;
            *(k ? &t.transition[(k - 1) * M + j] : &t.start[j])
              = may ? (int32_t) ((float) size * small_float (&random))
                    : DX_FORBIDDEN;
          }
      assert_true (dx_lattice_reserve (&l, &arena, &t, N, false));
      random_scores (&l, N * M, size, &random);
      for (size_t i = 0; round % 3 == 2 && i < N; i++)
        l.scores[i * M] += small_below (&random, 4) ? 3 * size : 0;
      uint8_t got[N], plain[N], from[N][M], want;
      dx_moves_read (&moves, &t);
      dx_best (&moves, &l, N, got);
      moves.wide = false;
      dx_best (&moves, &l, N, plain);
      assert_memory_equal (plain, got, sizeof plain);
      int64_t best[M], next[M];
      for (size_t j = 0; j < M; j++)
        best[j] = (t.start[j] == DX_FORBIDDEN ? -(1 << 24) : t.start[j])
                  + (int64_t) l.scores[j];
      for (size_t i = 1; i < N; i++)
        {
          for (size_t j = 0; j < M; j++)
            {
              next[j] = INT64_MIN;
              for (uint8_t k = 0; k < M; k++)
                {
                  const int32_t w = t.transition[k * M + j];
                  if (w != DX_FORBIDDEN && best[k] + w > next[j])
                    {
                      next[j] = best[k] + w;
                      from[i][j] = k;
                    }
                }
              next[j] += l.scores[i * M + j];
            }
          memcpy (best, next, sizeof best);
        }
      want = 0;
      for (uint8_t j = 1; j < M; j++)
        if (best[j] > best[want])
          want = j;
      for (size_t i = N; i--; want = from[i][want])
        {
          assert_int_equal (got[i], want);
          if (!i)
            break;
        }
    }
  dx_arena_free (&arena);
}

static void
without_a_way_labels_are_labels_still (void **state)
{
  (void) state;
  enum { N = 50, M = 3 };
  uint64_t random = 8;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  dx_tagger t = { .labels = M, .scale = 1 };
  for (size_t k = 0; k < M; k++)
    t.start[k] = DX_FORBIDDEN;
  for (size_t k = 0; k < M * M; k++)
    t.transition[k] = DX_FORBIDDEN;
  assert_true (dx_lattice_reserve (&l, &arena, &t, N, true));
  random_scores (&l, N * M, 20000, &random);
  uint8_t got[N];
  dx_viterbi (&t, &l, N, got);
  dx_marginals (&t, &l, N);
  for (size_t i = 0; i < N; i++)
    assert_true (got[i] < M);
  for (size_t i = 0; i < N * M; i++)
    assert_true (l.forward[i] >= 0 && l.forward[i] <= 1);
  dx_viterbi (&t, &l, 0, got);
  dx_marginals (&t, &l, 0);
  dx_arena_free (&arena);
}

static void
marginals_are_sums_over_all_sequences (void **state)
{
  (void) state;
  uint64_t random = 9;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  for (int round = 0; round < 600; round++)
    {
      const uint32_t m = 1 + small_below (&random, LABELS_MOST);
      const size_t n = 1 + small_below (&random, TOKENS_MOST);
      dx_tagger t;
      random_moves (&t, m, 150, &random);
      assert_true (dx_lattice_reserve (&l, &arena, &t, n, true));
      random_scores (&l, n * m, 150, &random);
      uint8_t labels[TOKENS_MOST] = { 0 };
      double sum[TOKENS_MOST * LABELS_MOST] = { 0 }, all = 0;
      do
        {
          const int64_t s = score_of (&t, &l, n, labels);
          const double p
            = s == INT64_MIN ? 0 : exp ((double) s * (double) t.scale);
          all += p;
          for (size_t i = 0; i < n; i++)
            sum[i * m + labels[i]] += p;
        }
      while (next_sequence (labels, n, m));
      dx_marginals (&t, &l, n);
      for (size_t k = 0; k < n * m; k++)
        assert_true (fabs ((double) l.forward[k] - sum[k] / all) < 1e-3);
    }
  dx_arena_free (&arena);
}

static void
marginals_of_long_sequences_sum_to_one (void **state)
{
  (void) state;
  enum { N = DX_SEQUENCE_MAX, M = 37 };
  uint64_t random = 10;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  dx_tagger t;
  for (int round = 0; round < 5; round++)
    {
      random_moves (&t, M, 400, &random);
      assert_true (dx_lattice_reserve (&l, &arena, &t, N, true));
      random_scores (&l, N * M, 800, &random);
      dx_marginals (&t, &l, N);
      for (size_t i = 0; i < N; i++)
        {
          double sum = 0;
          for (size_t j = 0; j < M; j++)
            {
              const float p = l.forward[i * M + j];
              assert_true (p >= 0 && p <= 1);
              sum += (double) p;
            }
          assert_true (fabs (sum - 1) < 1e-3);
        }
    }
  dx_arena_free (&arena);
}

/* Of few labels and of many, with sums near each other, far apart, and equal.  */
static void
wide_vectors_decide_as_plain_ones_do (void **state)
{
  (void) state;
  enum { N = 200 };
  static const uint32_t labels[] = { 1, 2, 7, 8, 9, 27, 32, 37, 40, 41, DX_LABELS_MAX };
  static const int32_t sizes[] = { 2, 40, 400, 127 * DX_FEATURES_MAX };
  uint64_t random = 33;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  for (size_t k = 0; k < sizeof labels / sizeof *labels; k++)
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
      {
        const uint32_t m = labels[k];
        dx_tagger t;
        dx_moves moves;
        dx_chances chances;
        uint8_t wide[N], plain[N];
        float *sure = dx_alloc (&arena, N * m, sizeof *sure);
        assert_non_null (sure);
        random_moves (&t, m, sizes[s] < 400 ? sizes[s] : 400, &random);
        dx_moves_read (&moves, &t);
        dx_chances_read (&chances, &t);
        assert_true (dx_lattice_reserve (&l, &arena, &t, N, true));
        random_scores (&l, N * m, sizes[s], &random);
        dx_best (&moves, &l, N, wide);
        dx_weigh (&chances, &l, N);
        memcpy (sure, l.forward, N * m * sizeof *sure);
        moves.wide = chances.wide = false;
        dx_best (&moves, &l, N, plain);
        dx_weigh (&chances, &l, N);
        assert_memory_equal (plain, wide, sizeof plain);
        assert_memory_equal (l.forward, sure, N * m * sizeof *sure);
        /* No other label at a single place is better; some places do.  */
        const int64_t best = score_of (&t, &l, N, plain);
        for (size_t i = 0; i < N; i += 1 + m / 4)
          for (uint32_t j = 0; j < m; j++)
            {
              const uint8_t was = plain[i];
              plain[i] = (uint8_t) j;
              assert_true (score_of (&t, &l, N, plain) <= best);
              plain[i] = was;
            }
      }
  dx_arena_free (&arena);
}

static void
exp_is_close (void **state)
{
  (void) state;
  double worst = 0, small = 0;
  for (int k = -8700; k < 8800; k++)
    for (int f = 0; f < 10; f++)
      {
        const float x = (float) k / 100 + (float) f / 1000;
        const double want = exp ((double) x);
        const double off = fabs ((double) dx_exp (x) - want) / want;
        worst = off > worst ? off : worst;
        if (x > -20 && x < 20)
          small = off > small ? off : small;
      }
  assert_true (worst < 4e-6);
  assert_true (small < 2e-6);
  assert_true (dx_exp (0) >= 1 && dx_exp (0) <= 1);
  assert_true (dx_exp (-87.01f) <= 0 && dx_exp (-1e30f) <= 0);
  assert_true (dx_exp (89) >= dx_exp (88) && dx_exp (1e30f) <= dx_exp (88));
  assert_true (isfinite (dx_exp (1e30f)));
}

/* The vocabulary */

enum { ABOVE = DX_VOC_FLAGS + DX_VOC_LEANING };

static dixit_status
vocabulary_of (const char *lines, dixit_analyzer *a, dx_packed *part,
               dixit_error *error)
{
  char path[200];
  small_file (path, sizeof path);
  small_write (path, lines, strlen (lines));
  *part = (dx_packed) { 0 };
  const dixit_status s = dx_train_vocabulary (a, path, part, error);
  unlink (path);
  return s;
}

static uint32_t
word_entry (const dixit_analyzer *a, const char *word)
{
  return dx_vocabulary_find (
    &a->vocabulary, dx_key (DX_KEY_WORD, dx_word_hash (word, strlen (word))));
}

static void
words_and_places_are_found_again (void **state)
{
  (void) state;
  dixit_analyzer a = { 0 };
  dx_packed part;
  assert_int_equal (vocabulary_of ("water\t7\t\nlima\t-\tc\nlima\t40\t\n"
                                   "Ohio\t511\ts\t127\nnothing\t-\t\t-\n"
                                   "new york\t-\tcs\nguinea-bissau\t-\tn\n",
                                   &a, &part, NULL),
                    DIXIT_OK);
  assert_int_equal (part.id, DX_S_VOCABULARY);
  assert_int_equal (word_entry (&a, "water"), 8 << ABOVE);
  assert_int_equal (word_entry (&a, "WATER"), 8 << ABOVE);
  /* A word that is a place too has one entry with both.  */
  assert_int_equal (word_entry (&a, "lima"), 41 << ABOVE | DX_VOC_CITY);
  assert_int_equal (word_entry (&a, "ohio"),
                    512 << ABOVE | 127 << DX_VOC_FLAGS | DX_VOC_STATE);
  assert_int_equal (word_entry (&a, "nothing"), 0);
  assert_int_equal (word_entry (&a, "new"), 0);
  uint32_t h = dx_join (dx_word_hash ("new", 3), dx_word_hash ("york", 4));
  assert_int_equal (dx_vocabulary_find (&a.vocabulary,
                                        dx_key (DX_KEY_PHRASE, h)),
                    DX_VOC_CITY | DX_VOC_STATE);
  h = dx_join (dx_word_hash ("guinea", 6), dx_word_hash ("-", 1));
  h = dx_join (h, dx_word_hash ("bissau", 6));
  assert_int_equal (dx_vocabulary_find (&a.vocabulary,
                                        dx_key (DX_KEY_PHRASE, h)),
                    DX_VOC_COUNTRY);
  free (part.bytes);
}

/* The table of what words lean to in speech, which lies beside the vocabulary.  */
static dixit_status
saying_of (const char *lines, dixit_analyzer *a, dx_packed *part,
           dixit_error *error)
{
  char directory[4096], path[4200], vocabulary[4200];
  small_file (directory, sizeof directory);
  /* A directory in the file's place.  */
  unlink (directory);
  assert_int_equal (mkdir (directory, 0700), 0);
  snprintf (path, sizeof path, "%s/saying.tsv", directory);
  snprintf (vocabulary, sizeof vocabulary, "%s/vocabulary.tsv", directory);
  small_write (path, lines, strlen (lines));
  *part = (dx_packed) { 0 };
  const dixit_status s = dx_train_saying (a, vocabulary, part, error);
  unlink (path);
  rmdir (directory);
  return s;
}

static void
words_lean_to_speech (void **state)
{
  (void) state;
  static const char *const bad[]
    = { "said\t28\nquipped\n", "said\t28\nquipped\t0\n",
        "said\t28\nquipped\t32\n", "said\t28\n\t4\n",
        "said\t28\nquipped\t-1\n" };
  dixit_analyzer a = { 0 };
  dx_packed part;
  dixit_error error;
  assert_int_equal (saying_of ("said\t28\nwitness\t3\n", &a, &part, NULL),
                    DIXIT_OK);
  assert_int_equal (part.id, DX_S_SAYING);
  static const struct
  {
    const char *word;
    uint32_t saying;
  } e[] = { { "said", 28 }, { "witness", 3 }, { "stone", 0 } };
  for (size_t k = 0; k < sizeof e / sizeof *e; k++)
    assert_int_equal (
      dx_vocabulary_find (&a.saying,
                          dx_key (DX_KEY_WORD, dx_word_hash (e[k].word,
                                                  strlen (e[k].word)))),
      e[k].saying);
  free (part.bytes);
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
    {
      assert_int_equal (saying_of (bad[k], &a, &part, &error), DIXIT_IO);
      assert_non_null (strstr (error.message, "saying.tsv:2: not a word"));
      free (part.bytes);
    }
}

static void
many_words_are_found_again (void **state)
{
  (void) state;
  enum { WORDS = 20000 };
  char *lines = malloc (WORDS * 28), *at = lines;
  assert_non_null (lines);
  for (int i = 0; i < WORDS; i++)
    at += sprintf (at, "w%cx%cy%c%c\t%d\t\t%d\n", 'a' + i % 26,
                   'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576 % 26,
                   i % 2048, i % 128);
  dixit_analyzer a = { 0 };
  dx_packed part;
  assert_int_equal (vocabulary_of (lines, &a, &part, NULL), DIXIT_OK);
  int wrong = 0, unseen = 0;
  for (int i = 0; i < WORDS; i++)
    {
      char word[16];
      snprintf (word, sizeof word, "w%cx%cy%c%c", 'a' + i % 26,
                'a' + i / 26 % 26, 'a' + i / 676 % 26, 'a' + i / 17576 % 26);
      const uint32_t e = word_entry (&a, word);
      assert_int_not_equal (e, 0);
      wrong += e != ((uint32_t) (i % 2048 + 1) << ABOVE
                    | (uint32_t) (i % 128) << DX_VOC_FLAGS);
      word[0] = 'v';
      unseen += word_entry (&a, word) != 0;
    }
  /* One in some hundreds gets another's.  */
  assert_true (wrong < WORDS / 500);
  assert_true (unseen < WORDS / 150);
  free (part.bytes);
  free (lines);
}

static void
bad_tables_of_words_are_refused (void **state)
{
  (void) state;
  static const char *const bad[]
    = { "word\n", "word\t7\n", "\t7\tc\n", "word\t4096\t\n",
        "word\t7\t\t128\n",
        "good\t1\t\nbad\n" };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    {
      dixit_analyzer a = { 0 };
      dx_packed part;
      dixit_error error = { 0 };
      assert_int_equal (vocabulary_of (bad[i], &a, &part, &error), DIXIT_IO);
      assert_int_equal (error.status, DIXIT_IO);
      assert_non_null (strchr (error.message, ':'));
      assert_null (part.bytes);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (weights_come_back_quantised),
    cmocka_unit_test (equal_rows_are_kept_once),
    cmocka_unit_test (at_most_so_many_are_kept_the_strongest),
    cmocka_unit_test (no_features_are_a_tagger_too),
    cmocka_unit_test (strange_labels_are_refused),
    cmocka_unit_test (unseen_features_are_refused),
    cmocka_unit_test (an_opened_tagger_adds_up_the_same),
    cmocka_unit_test (a_pair_adds_up_what_both_do),
    cmocka_unit_test (a_pair_of_many_labels_is_refused),
    cmocka_unit_test (the_same_weights_give_the_same_bytes),
    cmocka_unit_test (viterbi_finds_the_best_of_all_sequences),
    cmocka_unit_test (viterbi_does_not_overflow),
    cmocka_unit_test (viterbi_tries_what_can_win),
    cmocka_unit_test (without_a_way_labels_are_labels_still),
    cmocka_unit_test (marginals_are_sums_over_all_sequences),
    cmocka_unit_test (marginals_of_long_sequences_sum_to_one),
    cmocka_unit_test (wide_vectors_decide_as_plain_ones_do),
    cmocka_unit_test (exp_is_close),
    cmocka_unit_test (words_and_places_are_found_again),
    cmocka_unit_test (words_lean_to_speech),
    cmocka_unit_test (many_words_are_found_again),
    cmocka_unit_test (bad_tables_of_words_are_refused),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
