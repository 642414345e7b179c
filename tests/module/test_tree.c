/* test_tree.c -- the parser: its moves, what it learns, and that it ends.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "find/tree.h"
#include "small.h"
#include "train/stages.h"

static void
moves_and_relations_agree (void **state)
{
  (void) state;
  for (uint32_t m = 2; m < DX_TREE_MOVES; m++)
    {
      bool left;
      const dx_relation relation = dx_move_relation (m, &left);
      assert_in_range (relation, DX_REL_ROOT + 1, DX_RELATIONS - 1);
      assert_int_equal (dx_move_of (relation, left), m);
    }
  /* What no move ties becomes the nearest that one does.  */
  bool left;
  assert_int_equal (dx_move_relation (dx_move_of (DX_REL_CONJ, true), &left),
                    DX_REL_DEP);
  assert_true (left);
}

/* A parse whose moves are spelled out; -1 for nobody.  */
typedef struct
{
  int stack[DX_SEQUENCE_MAX], depth, next;
  int head[DX_SEQUENCE_MAX], relation[DX_SEQUENCE_MAX];
  int outermost[2][DX_SEQUENCE_MAX], dependents[2][DX_SEQUENCE_MAX];
} twin;

static void
tie (twin *t, int dependent, int head, bool left, dx_relation relation)
{
  t->head[dependent] = head;
  t->relation[dependent] = (int) relation;
  t->outermost[left][head] = dependent;
  t->dependents[left][head] += t->dependents[left][head] < 3;
}

static void
move_twin (twin *t, uint32_t move)
{
  bool left;
  const dx_relation relation = dx_move_relation (move, &left);
  if (move == DX_REDUCE)
    t->depth--;
  else if (left)
    {
      t->depth--;
      tie (t, t->stack[t->depth], t->next, true, relation);
    }
  else
    {
      if (move != DX_SHIFT)
        tie (t, t->next, t->stack[t->depth - 1], false, relation);
      t->stack[t->depth++] = t->next++;
    }
}

static int
or_nobody (int16_t i)
{
  return i == DX_NOBODY ? -1 : i;
}

/* After each of many moves at random, as after those of its twin.  */
static void
moves_do_what_they_say (void **state)
{
  (void) state;
  static dx_parse p;
  static twin t;
  uint64_t random = 77;
  for (uint32_t round = 0; round < 40; round++)
    {
      const uint32_t n
        = round ? 1 + small_below (&random, round < 30 ? 12 : DX_SEQUENCE_MAX)
                : DX_SEQUENCE_MAX;
      memset (&t, 0, sizeof t);
      for (uint32_t i = 0; i < n; i++)
        t.head[i] = t.outermost[0][i] = t.outermost[1][i] = -1;
      memset (p.atoms, 0, sizeof p.atoms);
      dx_parse_start (&p, n);
      while (p.next < p.n)
        {
          uint32_t move;
          do
            move = small_below (&random, DX_TREE_MOVES);
          while (!dx_parse_allows (&p, move));
          dx_parse_do (&p, move);
          move_twin (&t, move);
          assert_int_equal (p.next, t.next);
          assert_int_equal (p.depth, t.depth);
          assert_int_equal (or_nobody (p.stack[p.depth]),
                            t.depth ? t.stack[t.depth - 1] : -1);
        }
      for (uint32_t i = 0; i < n; i++)
        {
          assert_int_equal (or_nobody (p.head[i]), t.head[i]);
          assert_int_equal (p.relation[i], t.relation[i]);
          for (int side = 0; side < 2; side++)
            {
              assert_int_equal (or_nobody (p.outermost[side][i]),
                                t.outermost[side][i]);
              assert_int_equal (p.dependents[side][i], t.dependents[side][i]);
            }
        }
    }
}

/* Heads lead up to a root, and what is under a token is one run that holds
   it.  */
static void
check_trees (const dx_context *c)
{
  const uint32_t n = c->text->token_count;
  for (uint32_t i = 0; i < n; i++)
    {
      uint32_t at = i, steps = 0;
      while (dx_head_at (c, at) != DIXIT_NONE)
        {
          const uint32_t up = dx_head_at (c, at);
          assert_in_range (up, 0, n - 1);
          assert_int_equal (dx_sentence_at (c, up), dx_sentence_at (c, at));
          assert_true (c->branches[up].relations >> dx_relation_at (c, at) & 1);
          assert_in_range (at - c->branches[at].before,
                           up - c->branches[up].before, at);
          assert_in_range (at + c->branches[at].after, at,
                           up + c->branches[up].after);
          assert_in_range (++steps, 1, n);
          at = up;
        }
      assert_int_equal (dx_relation_at (c, at), DX_REL_ROOT);
    }
}

static void
chance_makes_trees_too (void **state)
{
  (void) state;
  char text[6000];
  uint64_t random = 7;
  dixit_analyzer a = { 0 };
  dixit_error error;
  static const char *const words[]
    = { "said", "He", "the", ",", "\"", ".", "that", "-", "\n\n", "\u201c" };
  assert_int_equal (dx_patterns_compile (&a.patterns, &error), DIXIT_OK);
  for (int round = 0; round < 40; round++)
    {
      dx_packed pos = small_tagger (DX_S_POS, DX_POS_COUNT, 40, 0.01f, &random);
      dx_packed tree
        = small_tagger (DX_S_TREE, DX_TREE_MOVES, 4000, 0.01f, &random);
      assert_int_equal (dx_tagger_read (&a.pos, pos.bytes, pos.size, &error),
                        DIXIT_OK);
      assert_int_equal (dx_tagger_open (&a.tree, tree.bytes, tree.size, &error),
                        DIXIT_OK);
      size_t size = 0;
      /* Sometimes a sentence longer than the parser takes at once.  */
      for (uint32_t k = 0; k < (round % 4 ? 60 : 900); k++)
        size += (size_t) sprintf (text + size, "%s ",
                                  words[small_below (&random,
                                                     round % 4 ? 10 : 3)]);
      dx_reading r;
      assert_int_equal (dx_reading_open (&r, &a, DX_TO_TREES, text, size, NULL,
                                         &error),
                        DIXIT_OK);
      check_trees (&r.context);
      dx_reading_close (&r);
      dx_tagger_close (&a.tree);
      free (pos.bytes);
      free (tree.bytes);
    }
  dx_patterns_free (a.patterns);
}

/* Sentences of a small language: "The dog saw the cat." and "The dog said the
   cat saw the bird."; their words' heads, from 1.  */
static size_t
sentence (char *text, int *heads, uint64_t *random)
{
  static const char *const nouns[] = { "dog", "cat", "bird", "fish" };
  static const char *const verbs[] = { "saw", "likes", "found" };
  static const int plain[] = { 2, 3, 0, 5, 3, 3 };
  static const int said[] = { 2, 3, 0, 5, 6, 3, 8, 6, 3 };
  const char *n[3], *v = verbs[small_below (random, 3)];
  for (int k = 0; k < 3; k++)
    n[k] = nouns[small_below (random, 4)];
  if (small_below (random, 2))
    {
      sprintf (text, "The %s %s the %s .", n[0], v, n[1]);
      memcpy (heads, plain, sizeof plain);
      return 6;
    }
  sprintf (text, "The %s said the %s %s the %s .", n[0], n[1], v, n[2]);
  memcpy (heads, said, sizeof said);
  return 9;
}

static void
write_corpus (const char *path)
{
  static const char *const relations[]
    = { "det", "nsubj", "root", "det", "obj", "punct" };
  static const char *const of_said[] = { "det",  "nsubj", "root",
                                         "det",  "nsubj", "ccomp",
                                         "det",  "obj",   "punct" };
  uint64_t random = 3;
  FILE *f = fopen (path, "w");
  assert_non_null (f);
  for (int k = 0; k < 300; k++)
    {
      char text[100], *save = NULL;
      int heads[9];
      const size_t n = sentence (text, heads, &random);
      size_t i = 0;
      for (char *w = strtok_r (text, " ", &save); w;
           w = strtok_r (NULL, " ", &save), i++)
        {
          const char *relation = n == 6 ? relations[i] : of_said[i];
          const char *tag = !strcmp (relation, "det")     ? "DT"
                            : !strcmp (relation, "punct") ? "."
                            : !strcmp (relation, "root")
                                || !strcmp (relation, "ccomp")
                              ? "VBD"
                              : "NN";
          fprintf (f, "%zu\t%s\t_\t_\t%s\t_\t%d\t%s\t_\t_\n", i + 1, w, tag,
                   heads[i], relation);
        }
      fputc ('\n', f);
    }
  assert_int_equal (fclose (f), 0);
}

static void
clauses_are_learned (void **state)
{
  (void) state;
  char directory[200], path[240], file[280];
  small_file (directory, sizeof directory);
  remove (directory);
  assert_int_equal (mkdir (directory, 0700), 0);
  snprintf (path, sizeof path, "%s/syntax", directory);
  assert_int_equal (mkdir (path, 0700), 0);
  snprintf (file, sizeof file, "%s/ewt-train.conllu", path);
  write_corpus (file);

  dixit_analyzer a = { 0 };
  dixit_error error = { 0 };
  dx_packed pos = { 0 }, tree = { 0 };
  assert_int_equal (dx_patterns_compile (&a.patterns, &error), DIXIT_OK);
  assert_int_equal (dx_train_pos (&a, directory, &pos, &error), DIXIT_OK);
  assert_int_equal (dx_train_tree (&a, directory, &tree, &error), DIXIT_OK);

  uint64_t random = 99;
  for (int k = 0; k < 60; k++)
    {
      char text[100];
      int heads[9];
      const size_t n = sentence (text, heads, &random);
      dx_reading r;
      assert_int_equal (dx_reading_open (&r, &a, DX_TO_TREES, text,
                                         strlen (text), NULL, &error),
                        DIXIT_OK);
      assert_int_equal (r.text.token_count, n);
      check_trees (&r.context);
      for (uint32_t i = 0; i < n; i++)
        assert_int_equal (dx_head_at (&r.context, i),
                          heads[i] ? (uint32_t) heads[i] - 1 : DIXIT_NONE);
      if (n == 9)
        assert_int_equal (dx_relation_at (&r.context, 5), DX_REL_COMP);
      dx_reading_close (&r);
    }
  free (pos.bytes);
  free (tree.bytes);
  dx_patterns_free (a.patterns);
  remove (file);
  remove (path);
  remove (directory);
}

static void
a_missing_corpus_is_named (void **state)
{
  (void) state;
  dixit_analyzer a = { 0 };
  dixit_error error = { 0 };
  dx_packed tree = { 0 };
  assert_int_equal (dx_train_tree (&a, "/nowhere", &tree, &error), DIXIT_IO);
  assert_non_null (strstr (error.message, "/nowhere/syntax/ewt-train.conllu"));
  assert_null (tree.bytes);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (moves_and_relations_agree),
    cmocka_unit_test (moves_do_what_they_say),
    cmocka_unit_test (chance_makes_trees_too),
    cmocka_unit_test (clauses_are_learned),
    cmocka_unit_test (a_missing_corpus_is_named),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
