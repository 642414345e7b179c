/* context.c -- opening a context.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/context.h"

#include <string.h>

/* Is the sentence RUN Set Like a Headline?  */
static bool
is_titled (const dx_words *words, const dx_run *run)
{
  uint32_t capital = 0, plain = 0;
  for (uint32_t i = run->first; i < run->end; i++)
    {
      const dx_word *w = dx_word_of (words, i);
      /* Short words stay small in headlines too.  */
      const uint8_t caps = dx_caps_of (w);
      capital += caps >= DX_TITLE;
      plain += (caps == DX_LOWER) & (w->size > 3);
    }
  return capital > 3 && capital > 3 * plain;
}

dixit_status
dx_context_open (dx_context *c, const dx_text *text, dx_marks *marks,
                 dx_words *words, dx_known *known, dx_arena *arena,
                 dx_arena *told, dx_arena *brief, dixit_error *error)
{
  const uint32_t n = text->token_count;
  *c = (dx_context) { .text = text, .marks = marks, .words = words };
  dixit_status s = dx_marks_pair (marks, text, arena, error);
  if (s == DIXIT_OK)
    s = dx_words_read (words, text, known, arena, brief, error);
  if (s != DIXIT_OK)
    return s;
  c->cluster = dx_alloc (brief, words->count, sizeof *c->cluster);
  c->leaning = dx_alloc (brief, words->count, 1);
  c->saying = dx_alloc (brief, words->count, 1);
  c->place = known ? known->place : dx_alloc (told, n, 1);
  c->pos = dx_alloc (arena, n, 1);
  c->titled = dx_alloc (arena, text->sentence_count, 1);
  c->arcs = dx_alloc (told, n, sizeof *c->arcs);
  c->names = dx_alloc (told, n, 1);
  c->cue_rank = dx_alloc (arena, words->count, 1);
  if (!c->titled || !c->arcs || !c->cluster || !c->leaning
      || !c->saying || !c->place || !c->pos || !c->names
      || !c->cue_rank)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (known
      && !(known->now = dx_alloc (arena, words->count, sizeof *known->now)))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t k = 0, i = 0; k < text->sentence_count; k++)
    {
      const dx_run run = dx_sentence_of (text, i);
      const uint32_t p = dx_paragraph_at (text, i);
      i = run.end;
      /* How large letters are taken depends on all of the text.  */
      if (known && known->paragraphs[p]
          && !(known->sentences[k] & DX_KNOWN_LARGE))
        c->titled[k] = (known->sentences[k] & DX_KNOWN_TITLED) != 0;
      else
        c->titled[k] = is_titled (words, &run);
    }
  return dx_speech_open (c, arena, error);
}

bool
dx_cancelled (const dixit_options *options, dixit_error *error)
{
  if (!options || !options->cancelled || !options->cancelled (options->data))
    return false;
  dx_fail (error, DIXIT_CANCELLED, 0, "cancelled");
  return true;
}
