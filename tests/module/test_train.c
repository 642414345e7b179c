/* test_train.c -- the learning itself, on problems that have an answer.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "learn/tagger.h"
#include "small.h"
#include "train/crf.h"
#include "train/folds.h"
#include "train/match.h"
#include "train/rank.h"

/* A language of 12 words.  OPEN begins a phrase (label 1), a blank word goes
   on with it (label 2) until a plain word (label 0) ends it; outside of a
   phrase a blank word is label 0.  So a blank word's label depends on the
   label before it and on nothing else, and 2 never follows 0.  */
enum { OPEN = 0, PLAIN = 1, BLANK = 6, WORDS = 12, LONGEST = 12, LABELS = 3 };

static const int8_t allowed[] = { 1, 1, 0,  1, 1, 0,  1, 1, 1,  1, 1, 1 };

static size_t
sentence (uint8_t *words, uint8_t *labels, uint64_t *random)
{
  const size_t n = 1 + small_below (random, LONGEST);
  uint8_t before = 0;
  for (size_t i = 0; i < n; i++)
    {
      const uint32_t kind = small_below (random, 6);
      words[i] = (uint8_t) (kind == 0   ? OPEN
                            : kind == 1 ? PLAIN + small_below (random, 5)
                                        : BLANK + small_below (random, 6));
      before = words[i] == OPEN ? 1 : words[i] >= BLANK && before ? 2 : 0;
      labels[i] = before;
    }
  return n;
}

/* The word; and one that is there in every token.  */
static size_t
features (uint8_t word, uint64_t *keys)
{
  keys[0] = dx_key (1, word);
  keys[1] = dx_key (2, 0);
  return 2;
}

enum { SENTENCES = 400 };

/* Sentences of groups 0 to 7; without those of a group K, K % FOLDS = FOLD,
   unless FOLDS is 0.  */
static dx_data *
sentences (uint32_t folds, uint32_t fold)
{
  dx_data *d = dx_data_new (LABELS);
  uint64_t random = 11, keys[2];
  assert_non_null (d);
  for (uint32_t s = 0; s < SENTENCES; s++)
    {
      uint8_t words[LONGEST], labels[LONGEST];
      const size_t n = sentence (words, labels, &random);
      if (folds && s % 8 % folds == fold)
        continue;
      for (size_t i = 0; i < n; i++)
        assert_true (dx_data_add (d, keys, features (words[i], keys),
                                  labels[i]));
      assert_true (dx_data_end (d, s % 8));
    }
  return d;
}

static const dx_training gently = { .epochs = 40, .least = 1, .l1 = 0.2f,
                                    .rate = 0.1f, .decay = 0.92f,
                                    .unit = 0.1f, .allowed = allowed };

static dx_packed
trained (const dx_data *d, const dx_training *how)
{
  dx_packed part = { .id = DX_S_POS };
  dixit_error error = { 0 };
  assert_int_equal (dx_crf_train (d, how, &part.bytes, &part.size, &error),
                    DIXIT_OK);
  assert_non_null (part.bytes);
  return part;
}

/* How many of 1,000 tokens of new sentences TAGGER labels wrongly.  */
static uint32_t
mistakes (const dx_tagger *t)
{
  uint64_t random = 12, keys[2];
  uint32_t wrong = 0, tokens = 0;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  while (tokens < 1000)
    {
      uint8_t words[LONGEST], labels[LONGEST], got[LONGEST];
      const size_t n = sentence (words, labels, &random);
      assert_true (dx_lattice_reserve (&l, &arena, t, n, false));
      memset (l.scores, 0, n * t->labels * sizeof *l.scores);
      for (size_t i = 0; i < n; i++)
        dx_tagger_score (t, keys, features (words[i], keys),
                         l.scores + i * LABELS);
      dx_viterbi (t, &l, n, got);
      for (size_t i = 0; i < n; i++)
        {
          wrong += got[i] != labels[i];
          assert_true (allowed[(i ? got[i - 1] + 1 : 0) * LABELS + got[i]]);
        }
      tokens += (uint32_t) n;
    }
  dx_arena_free (&arena);
  return wrong;
}

static void
same (dx_packed a, dx_packed b)
{
  assert_int_equal (a.size, b.size);
  assert_memory_equal (a.bytes, b.bytes, a.size);
}

static void
a_language_is_learned (void **state)
{
  (void) state;
  dx_data *d = sentences (0, 0);
  dx_packed part = trained (d, &gently);
  dx_tagger t;
  assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                    DIXIT_OK);
  assert_int_equal (t.labels, LABELS);
  assert_int_equal (t.start[2], DX_FORBIDDEN);
  assert_int_equal (t.transition[2], DX_FORBIDDEN);
  assert_true (mistakes (&t) <= 10);
  free (part.bytes);
  dx_data_free (d);
}

static void
the_same_data_give_the_same_bytes (void **state)
{
  (void) state;
  dx_data *d = sentences (0, 0), *again = sentences (0, 0);
  dx_packed one = trained (d, &gently), two = trained (d, &gently),
            three = trained (again, &gently);
  same (one, two);
  same (one, three);
  free (one.bytes);
  free (two.bytes);
  free (three.bytes);
  dx_data_free (d);
  dx_data_free (again);
}

/* Steps that see only some of the features, and weights that are averaged.  */
static void
noise_and_means_do_no_harm (void **state)
{
  (void) state;
  dx_data *d = sentences (0, 0);
  dx_packed plain = trained (d, &gently);
  dx_training how = gently;
  how.means = 1;
  dx_packed one = trained (d, &how);
  same (plain, one);
  for (uint32_t k = 0; k < 4; k++)
    {
      how = gently;
      how.drop = k < 2 ? 0.2f : 0;
      how.means = k < 1 || k > 2 ? 5 : k;
      dx_packed part = trained (d, &how), again = trained (d, &how);
      dx_tagger t;
      same (part, again);
      assert_true (plain.size != part.size
                   || memcmp (plain.bytes, part.bytes, plain.size));
      assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                        DIXIT_OK);
      assert_true (mistakes (&t) <= 30);
      free (part.bytes);
      free (again.bytes);
    }
  free (plain.bytes);
  free (one.bytes);
  dx_data_free (d);
}

/* Several runs at a time, and labels that are matched.  */
static void
runs_and_matching_do_no_harm (void **state)
{
  (void) state;
  dx_data *d = sentences (0, 0);
  dx_packed plain = trained (d, &gently);
  for (uint32_t runs = 1; runs <= 3; runs++)
    for (int matched = 0; matched < 2; matched++)
      {
        dx_training how = gently;
        how.drop = 0.2f;
        how.runs = runs;
        how.match = matched ? 1 : 0;
        dx_packed part = trained (d, &how), again = trained (d, &how);
        dx_tagger t;
        same (part, again);
        assert_true (plain.size != part.size
                     || memcmp (plain.bytes, part.bytes, plain.size));
        assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                          DIXIT_OK);
        assert_true (mistakes (&t) <= 30);
        free (part.bytes);
        free (again.bytes);
      }
  free (plain.bytes);
  dx_data_free (d);
}

/* Of two labels, in sequences of one to three tokens that may follow each other
   in any way, as many are expected as wanted, however the scores lie: without
   moves each token is by itself, and its chances can be told.  */
static void
labels_are_matched (void **state)
{
  (void) state;
  enum { COUNT = 600, MOST = 3 * COUNT };
  uint64_t random = 7;
  for (int share = 1; share < 8; share += 3)
    {
      float scores[2 * MOST], moves[6] = { 0 };
      double before[MOST], all = 0;
      size_t sizes[COUNT], tokens = 0;
      for (size_t i = 0; i < COUNT; i++)
        for (sizes[i] = 0; sizes[i] < 1 + i % 3; sizes[i]++, tokens++)
          {
            scores[2 * tokens] = 0;
            before[tokens] = scores[2 * tokens + 1]
              = (float) small_below (&random, 400) / 100 - 2;
          }
      const double wanted[2] = { (double) tokens * (10 - share) / 10,
                                 (double) tokens * share / 10 };
      assert_true (dx_match_labels (scores, sizes, COUNT, 2, wanted, NULL,
                                    moves));
      for (size_t k = 0; k < 3; k++)
        {
          assert_true (moves[2 * k] == 0);
          assert_true (moves[2 * k + 1] == moves[1]);
        }
      for (size_t t = 0; t < tokens; t++)
        all += 1 / (1 + exp (-(before[t] + moves[1])));
      assert_true (fabs (all - wanted[1]) < 0.02 * (double) tokens);
    }
}

/* To leave out a fold is never to have seen it.  */
static void
a_fold_is_left_out (void **state)
{
  (void) state;
  dx_data *all = sentences (0, 0), *part = sentences (4, 1);
  dx_training how = gently;
  dx_packed whole = trained (all, &how), without = trained (part, &how);
  how.folds = 4;
  how.fold = 1;
  dx_packed left_out = trained (all, &how);
  same (without, left_out);
  assert_true (whole.size != without.size
               || memcmp (whole.bytes, without.bytes, whole.size));
  free (whole.bytes);
  free (without.bytes);
  free (left_out.bytes);
  dx_data_free (all);
  dx_data_free (part);
}

static void
threads_change_no_bit (void **state)
{
  (void) state;
  dx_data *d = sentences (0, 0);
  dx_fold folds[DX_FOLDS];
  assert_int_equal (dx_folds_train (d, gently, folds, NULL), DIXIT_OK);
  for (uint32_t k = 0; k < DX_FOLDS; k++)
    {
      dx_training how = gently;
      how.folds = DX_FOLDS;
      how.fold = k;
      dx_packed alone = trained (d, &how);
      assert_memory_equal (folds[k].bytes, alone.bytes, alone.size);
      assert_int_equal (folds[k].tagger.labels, LABELS);
      assert_true (mistakes (&folds[k].tagger) <= 20);
      free (alone.bytes);
    }
  dx_folds_free (folds);
  dx_data_free (d);
}

static size_t
features_kept (const dx_packed *part)
{
  dx_tagger t;
  assert_int_equal (dx_tagger_read (&t, part->bytes, part->size, NULL),
                    DIXIT_OK);
  return t.features;
}

/* Sentences where every token has a feature of its own as well.  */
static dx_data *
noisy_sentences (void)
{
  dx_data *d = dx_data_new (LABELS);
  uint64_t random = 13, keys[3];
  assert_non_null (d);
  for (uint32_t s = 0, token = 0; s < SENTENCES; s++)
    {
      uint8_t words[LONGEST], labels[LONGEST];
      const size_t n = sentence (words, labels, &random);
      for (size_t i = 0; i < n; i++)
        {
          const size_t k = features (words[i], keys);
          keys[k] = dx_key (3, token++);
          assert_true (dx_data_add (d, keys, k + 1, labels[i]));
        }
      assert_true (dx_data_end (d, s));
    }
  return d;
}

static void
rare_and_weak_features_are_left_out (void **state)
{
  (void) state;
  dx_data *d = noisy_sentences ();
  dx_training how = gently;
  how.l1 = 0;
  how.unit = 0.02f;
  dx_packed all = trained (d, &how);
  how.least = 2;
  dx_packed often = trained (d, &how);
  how.least = 1;
  how.most = 5;
  dx_packed few = trained (d, &how);
  how.most = 0;
  how.l1 = 50;
  dx_packed sparse = trained (d, &how);
  assert_true (features_kept (&all) > 1000);
  assert_in_range (features_kept (&often), 2, WORDS + 1);
  assert_in_range (features_kept (&few), 1, 5);
  assert_true (features_kept (&sparse) < features_kept (&all) / 10);
  free (all.bytes);
  free (often.bytes);
  free (few.bytes);
  free (sparse.bytes);
  dx_data_free (d);
}

static void
no_data_are_no_reason_to_fail (void **state)
{
  (void) state;
  dx_data *d = dx_data_new (LABELS);
  assert_non_null (d);
  assert_true (dx_data_end (d, 0));
  dx_packed part = trained (d, &gently);
  dx_tagger t;
  assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                    DIXIT_OK);
  free (part.bytes);

  /* Tokens without features, and one whose only feature is too rare.  */
  const uint64_t key = 1;
  dx_training how = gently;
  how.least = 2;
  assert_true (dx_data_add (d, NULL, 0, 0));
  assert_true (dx_data_end (d, 0));
  assert_true (dx_data_add (d, &key, 1, 0));
  assert_true (dx_data_end (d, 0));
  assert_true (dx_data_end (d, 0));
  part = trained (d, &how);
  assert_int_equal (features_kept (&part), 0);
  free (part.bytes);
  dx_data_free (d);
  dx_data_free (NULL);
}

/* Ranking.  Features 0 to 9: the less, the better; 10 to 19 say nothing.  */

enum { RIVALS = 5, CHOICES = 600 };

static size_t
candidate (uint32_t *worth, uint64_t *keys, uint64_t *random)
{
  *worth = small_below (random, 10);
  keys[0] = dx_key (4, *worth);
  keys[1] = dx_key (4, 10 + small_below (random, 10));
  return 2;
}

/* In SILLY data choices without a right or a wrong answer come between.  */
static dx_choices *
choices (bool silly)
{
  dx_choices *c = dx_choices_new ();
  uint64_t random = 14, keys[2 * RIVALS];
  assert_non_null (c);
  for (uint32_t k = 0; k < CHOICES; k++)
    {
      uint32_t worth[RIVALS], best = UINT32_MAX;
      for (size_t i = 0; i < RIVALS; i++)
        {
          candidate (&worth[i], keys + 2 * i, &random);
          best = worth[i] < best ? worth[i] : best;
        }
      for (int right = 0; silly && right < 2; right++)
        {
          for (size_t i = 0; i < RIVALS; i++)
            assert_true (dx_choices_add (c, keys + 2 * i, 2, right));
          assert_true (dx_choices_end (c, k));
          assert_true (dx_choices_end (c, k));
        }
      /* Several can be the best.  */
      for (size_t i = 0; i < RIVALS; i++)
        assert_true (dx_choices_add (c, keys + 2 * i, 2, worth[i] == best));
      assert_true (dx_choices_end (c, k % 8));
    }
  return c;
}

static dx_packed
ranked (const dx_choices *c, const dx_training *how)
{
  dx_packed part = { .id = DX_S_LINK };
  assert_int_equal (dx_rank_train (c, how, &part.bytes, &part.size, NULL),
                    DIXIT_OK);
  return part;
}

static void
an_order_is_learned (void **state)
{
  (void) state;
  dx_choices *c = choices (false);
  dx_packed part = ranked (c, &gently);
  dx_tagger t;
  assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                    DIXIT_OK);
  assert_int_equal (t.labels, 1);
  uint64_t random = 15, keys[2];
  int wrong = 0;
  for (int k = 0; k < 1000; k++)
    {
      uint32_t worth, best = UINT32_MAX, chosen = 0;
      int32_t top = INT32_MIN;
      for (int i = 0; i < RIVALS; i++)
        {
          int32_t score = 0;
          const size_t n = candidate (&worth, keys, &random);
          dx_tagger_score (&t, keys, n, &score);
          best = worth < best ? worth : best;
          if (score > top)
            {
              top = score;
              chosen = worth;
            }
        }
      wrong += chosen != best;
    }
  assert_true (wrong <= 30);
  free (part.bytes);
  dx_choices_free (c);
}

static void
the_same_choices_give_the_same_bytes (void **state)
{
  (void) state;
  dx_choices *c = choices (false), *silly = choices (true);
  dx_packed one = ranked (c, &gently), two = ranked (c, &gently),
            three = ranked (silly, &gently);
  same (one, two);
  /* What cannot teach anything is forgotten.  */
  same (one, three);
  dx_training how = gently;
  how.folds = 4;
  how.fold = 3;
  dx_packed fold = ranked (c, &how), again = ranked (c, &how);
  same (fold, again);
  assert_true (fold.size != one.size
               || memcmp (fold.bytes, one.bytes, one.size));
  free (one.bytes);
  free (two.bytes);
  free (three.bytes);
  free (fold.bytes);
  free (again.bytes);
  dx_choices_free (c);
  dx_choices_free (silly);
}

static void
what_a_fold_leaves_out_has_no_weight (void **state)
{
  (void) state;
  dx_choices *c = dx_choices_new ();
  assert_non_null (c);
  for (uint32_t k = 0; k < 400; k++)
    {
      const uint64_t good = dx_key (5, k % 4), bad = dx_key (5, 10 + k % 4);
      assert_true (dx_choices_add (c, &good, 1, true));
      assert_true (dx_choices_add (c, &bad, 1, false));
      assert_true (dx_choices_end (c, k));
    }
  dx_training how = gently;
  how.folds = 4;
  how.fold = 2;
  dx_packed part = ranked (c, &how);
  dx_tagger t;
  assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                    DIXIT_OK);
  for (uint32_t g = 0; g < 4; g++)
    {
      const uint8_t *good = dx_tagger_row (&t, dx_key (5, g));
      const uint8_t *bad = dx_tagger_row (&t, dx_key (5, 10 + g));
      if (g == 2)
        assert_true (!good && !bad);
      else
        assert_true (good && bad && (int8_t) good[3] > 0
                     && (int8_t) bad[3] < 0);
    }
  free (part.bytes);
  dx_choices_free (c);
}

/* Candidates lean the wrong way once in four, which their features tell.  */
static void
a_leaning_is_corrected (void **state)
{
  (void) state;
  dx_choices *c = dx_choices_new ();
  assert_non_null (c);
  for (uint32_t k = 0; k < 400; k++)
    {
      const uint64_t odd = dx_key (6, k % 4 == 0);
      assert_true (dx_choices_add (c, &odd, 1, k % 4 == 0));
      dx_choices_lean (c, -1);
      assert_true (dx_choices_add (c, NULL, 0, k % 4 != 0));
      assert_true (dx_choices_end (c, k));
    }
  dx_packed part = ranked (c, &gently);
  dx_tagger t;
  size_t all;
  assert_int_equal (dx_tagger_read (&t, part.bytes, part.size, NULL),
                    DIXIT_OK);
  assert_int_equal (dx_rank_right (c, NULL, 0, 0, &all), 300);
  assert_int_equal (all, 400);
  assert_int_equal (dx_rank_right (c, &t, 0, 0, &all), 400);
  assert_int_equal (dx_rank_right (c, NULL, 4, 0, &all), 0);
  assert_int_equal (all, 100);
  free (part.bytes);
  dx_choices_free (c);
}

static void
no_choices_are_no_reason_to_fail (void **state)
{
  (void) state;
  dx_choices *c = dx_choices_new ();
  assert_non_null (c);
  assert_true (dx_choices_end (c, 0));
  dx_packed part = ranked (c, &gently);
  free (part.bytes);
  /* Candidates without features; one that stands alone.  */
  assert_true (dx_choices_add (c, NULL, 0, true));
  assert_true (dx_choices_add (c, NULL, 0, false));
  assert_true (dx_choices_end (c, 0));
  assert_true (dx_choices_add (c, NULL, 0, true));
  assert_true (dx_choices_end (c, 0));
  part = ranked (c, &gently);
  assert_int_equal (features_kept (&part), 0);
  free (part.bytes);
  dx_choices_free (c);
  dx_choices_free (NULL);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_language_is_learned),
    cmocka_unit_test (the_same_data_give_the_same_bytes),
    cmocka_unit_test (noise_and_means_do_no_harm),
    cmocka_unit_test (runs_and_matching_do_no_harm),
    cmocka_unit_test (labels_are_matched),
    cmocka_unit_test (a_fold_is_left_out),
    cmocka_unit_test (threads_change_no_bit),
    cmocka_unit_test (rare_and_weak_features_are_left_out),
    cmocka_unit_test (no_data_are_no_reason_to_fail),
    cmocka_unit_test (an_order_is_learned),
    cmocka_unit_test (the_same_choices_give_the_same_bytes),
    cmocka_unit_test (what_a_fold_leaves_out_has_no_weight),
    cmocka_unit_test (a_leaning_is_corrected),
    cmocka_unit_test (no_choices_are_no_reason_to_fail),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
