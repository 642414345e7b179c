/* test_tag.c -- tagging is what adding up every feature one by one gives.
   SPDX-License-Identifier: GPL-3.0-or-later

   With our own model; DIXIT_MODEL names another one.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "find/reading.h"
#include "small.h"

/* TAGGER as if it had only been read.  */
static dx_tagger
bare (const dx_tagger *tagger)
{
  dx_tagger t = *tagger;
  t.slots = NULL;
  t.dense = NULL;
  t.pair = NULL;
  t.lent = false;
  return t;
}

/* Labels of every sequence of RUNS, feature by feature.  */
static void
plainly (const dx_context *c, const dx_tagger *tagger,
         const dx_templates *templates, const dx_run *runs, uint32_t count,
         uint8_t *labels)
{
  dx_tagger slow = *tagger;
  slow.wide = false;
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  for (uint32_t r = 0; r < count; r++)
    for (uint32_t from = runs[r].first, end; from < runs[r].end; from = end)
      {
        uint64_t keys[DX_FEATURES_MAX];
        end = runs[r].end - from > DX_SEQUENCE_MAX ? from + DX_SEQUENCE_MAX
                                                   : runs[r].end;
        assert_true (dx_lattice_reserve (&l, &arena, &slow, end - from, false));
        memset (l.scores, 0, (end - from) * slow.labels * sizeof *l.scores);
        for (uint32_t i = from; i < end; i++)
          {
            int32_t *scores = l.scores + (i - from) * slow.labels;
            if (templates->settled && templates->settled (c, i))
              {
                scores[0] = 1 << 20;
                continue;
              }
            const size_t n
              = dx_templates_keys (templates, c, i, from, end, keys);
            assert_in_range (n, 1, DX_FEATURES_MAX);
            dx_tagger_score (&slow, keys, n, scores);
          }
        dx_viterbi (&slow, &l, end - from, labels + from);
      }
  dx_arena_free (&arena);
}

/* Read TEXT and tag it again, each pass with what is there when it begins: hints
   and echoes go with the passes that look at them.  */
static void
compare (const char *text)
{
  enum { NAMES, ECHOES, SPEECH, READINGS };
  static const dx_stage stages[]
    = { [NAMES] = DX_TO_NAMES, [ECHOES] = DX_TO_ECHOES, [SPEECH] = DX_TO_SPEECH };
  const char *path = getenv ("DIXIT_MODEL");
  dixit_analyzer *a;
  dixit_error error;
  dx_reading r[READINGS];
  if (dixit_analyzer_open (path ? path : "module/model/english.model", &a,
                           &error) != DIXIT_OK)
    fail_msg ("%s", error.message);
  for (int k = 0; k < READINGS; k++)
    assert_int_equal (dx_reading_open (&r[k], a, stages[k], text,
                                       strlen (text), NULL, &error),
                      DIXIT_OK);
  const struct
  {
    const dx_tagger *tagger;
    const dx_templates *templates;
    int reading;
    const uint8_t *labels;
    bool paragraphs;
  } passes[] = {
    { &a->pos, &dx_pos_templates, NAMES, r[SPEECH].context.pos, false },
    { &a->first, &dx_names_templates, NAMES, r[NAMES].context.first, false },
    { &a->names, &dx_names_again_templates, NAMES, r[SPEECH].context.names,
      false },
    { &a->heard, &dx_speech_templates, ECHOES, r[SPEECH].context.heard, true },
    { &a->speech, &dx_speech_again_templates, ECHOES, r[SPEECH].context.speech,
      true },
  };
  const dx_text *t = &r[SPEECH].text;
  uint8_t *want = calloc (t->token_count + 1u, 1);
  assert_non_null (want);
  for (size_t k = 0; k < sizeof passes / sizeof *passes; k++)
    {
      const bool p = passes[k].paragraphs;
      const dx_context *c = &r[passes[k].reading].context;
      const dx_templates *templates = passes[k].templates;
      const uint32_t count = p ? t->paragraph_count : t->sentence_count;
      dx_run *runs = calloc (count + 1u, sizeof *runs);
      assert_non_null (runs);
      for (uint32_t i = 0; i < count; i++)
        runs[i] = p ? dx_paragraph (t, i) : dx_sentence (t, i);
      plainly (c, passes[k].tagger, templates, runs, count, want);
      assert_memory_equal (want, passes[k].labels, t->token_count);
      /* Without tables, as in training.  */
      const dx_tagger read = bare (passes[k].tagger);
      dx_desk desk = { 0 };
      dx_arena arena = { 0 };
      uint8_t *got = dx_alloc (&arena, t->token_count, 1);
      assert_non_null (got);
      assert_int_equal (dx_tag (c, &read, templates, runs, count, got, NULL,
                                &desk, &desk.pos, &arena, NULL, &error),
                        DIXIT_OK);
      plainly (c, &read, templates, runs, count, want);
      assert_memory_equal (want, got, t->token_count);
      dx_desk_free (&desk);
      dx_arena_free (&arena);
      free (runs);
    }
  free (want);
  for (int k = 0; k < READINGS; k++)
    dx_reading_close (&r[k]);
  dixit_analyzer_close (a);
}

static void
an_article (void **state)
{
  (void) state;
  FILE *in = fopen ("tests/articles/harbour.txt", "r");
  static char text[1 << 16];
  assert_non_null (in);
  const size_t n = fread (text, 1, sizeof text - 1, in);
  assert_in_range (n, 1, sizeof text - 2);
  fclose (in);
  compare (text);
}

/* One line longer than what both passes over speech take at a time.  */
static void
a_long_line (void **state)
{
  (void) state;
  enum { TIMES = 50 };
  size_t n;
  char *article = small_read ("tests/articles/harbour.txt", &n);
  assert_non_null (article);
  char *text = malloc (TIMES * n + 1);
  assert_non_null (text);
  for (size_t k = 0; k < TIMES * n; k++)
    text[k] = article[k % n] == '\n' ? ' ' : article[k % n];
  text[TIMES * n] = 0;
  compare (text);
  free (text);
  free (article);
}

/* So many words that vectors made for the first are gone when they stand there
   again; in sentences of one token and of more than a sequence holds.  */
static void
many_words (void **state)
{
  (void) state;
  enum { WORDS = 30000, ROOM = 14 };
  static const char *const common[]
    = { "the", "said", "Mr. Reed", "of", "\xe2\x80\x9c", "\xe2\x80\x9d", "in",
        "minister", "not", "that", "," };
  char *text = malloc (WORDS * ROOM + 1), *at = text;
  uint64_t random = 5;
  assert_non_null (text);
  for (uint32_t k = 0; k < WORDS; k++)
    {
      const uint32_t kind = small_below (&random, 3);
      const bool ends = !small_below (&random, k < WORDS / 2 ? 10 : 900);
      if (kind)
        at += sprintf (at, "%s",
                       common[small_below (&random, sizeof common
                                                      / sizeof *common)]);
      else
        at += sprintf (at, "%c%c%u", 'A' + (char) small_below (&random, 40),
                       'a' + (char) small_below (&random, 26),
                       small_below (&random, 1000));
      strcpy (at, ends ? ".\n\n" : " ");
      at += strlen (at);
      assert_true (at <= text + (k + 1) * ROOM);
    }
  compare (text);
  free (text);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (an_article),
    cmocka_unit_test (a_long_line),
    cmocka_unit_test (many_words),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
