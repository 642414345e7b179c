/* fuzz_text.c -- any bytes through the first stage: tokens, sentences, marks.
   SPDX-License-Identifier: GPL-3.0-or-later

   Needs no model, and so gets through many more texts a second than
   fuzz_analyze.  Checks what text.h and marks.h promise.  */

#include <stdio.h>
#include <stdlib.h>

#include "find/marks.h"
#include "text/patterns.h"
#include "text/text.h"

#define PROMISE(condition) do { if (!(condition)) __builtin_trap (); } while (0)

static dx_patterns *patterns;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  (void) argc;
  (void) argv;
  dixit_error error;
  if (dx_patterns_compile (&patterns, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      exit (2);
    }
  return 0;
}

/* COUNT runs cover all TOKENS in order.  */
static void
check_runs (const dx_starts *starts, uint32_t count, uint32_t tokens)
{
  uint32_t next = 0;
  for (uint32_t i = 0; i < count; i++)
    {
      const dx_run run = dx_nth_run (starts, tokens, i);
      PROMISE (run.first == next && run.end > next);
      for (uint32_t k = run.first; k < run.end; k++)
        {
          const dx_run again = dx_run_around (starts, tokens, k);
          PROMISE (again.first == run.first && again.end == run.end);
        }
      next = run.end;
    }
  PROMISE (next == tokens);
}

static void
check_text (const dx_text *text)
{
  uint32_t line = 0;
  dx_byte from = 0;
  for (uint32_t i = 0; i < text->token_count; i++)
    {
      const dx_token token = dx_token_of (text, i), *const t = &token;
      PROMISE (t->start < dx_token_end (t) && dx_token_end (t) <= text->size);
      PROMISE (i == 0 || dx_end_of (text, i - 1) <= t->start);
      const uint32_t start = dx_char_at (text, t->start);
      const uint32_t end = dx_char_at (text, dx_token_end (t));
      PROMISE (start < end && end <= text->length);
      PROMISE (dx_lines_between (text, from, t->start) < text->line_count - line);
      line += dx_lines_between (text, from, t->start);
      from = t->start;
    }
  PROMISE (text->line_count >= 1);
  check_runs (text->paragraphs, text->paragraph_count, text->token_count);
  check_runs (text->sentences, text->sentence_count, text->token_count);
  for (uint32_t p = 0, s = 0; p < text->paragraph_count; p++)
    {
      while (s < text->sentence_count
             && dx_sentence (text, s).end <= dx_paragraph (text, p).end)
        s++;
      PROMISE (s > 0 && dx_sentence (text, s - 1).end == dx_paragraph (text, p).end);
    }
}

static void
check_marks (const dx_marks *marks, const dx_text *text)
{
  for (uint32_t i = 0; i < marks->count; i++)
    {
      const dx_passage *p = &marks->passages[i];
      PROMISE (p->open <= p->close && p->close < text->token_count);
      PROMISE (i == 0 || marks->passages[i - 1].open <= p->open);
      PROMISE (i > 0 || p->depth == 0);
    }
  for (uint32_t i = 0; i < text->token_count; i++)
    PROMISE (dx_passage_at (marks, i) == DIXIT_NONE
             || dx_passage_at (marks, i) < marks->count);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  dx_arena arena = { 0 };
  dx_text text;
  dixit_error error;
  const dixit_status status
    = dx_text_read (&text, (const char *) data, size, patterns, &arena, &error);
  if (status == DIXIT_OK)
    {
      check_text (&text);
      dx_marks marks;
      PROMISE (dx_marks_pair (&marks, &text, &arena, &error) == DIXIT_OK);
      check_marks (&marks, &text);
    }
  else
    PROMISE (status == DIXIT_BAD_UTF8 && error.byte < size);
  dx_arena_free (&arena);
  return 0;
}
