/* reading.c -- the stages in their order.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/reading.h"
#include "rules/rules.h"

#include "find/dialogue.h"
#include "find/tree.h"

dixit_status
dx_reading_open (dx_reading *r, const dixit_analyzer *a, dx_stage last,
                 const char *bytes, size_t size, const dixit_options *options,
                 dixit_error *error)
{
  *r = (dx_reading) { 0 };
  dx_context *const c = &r->context;
  dixit_status s
    = dx_text_read (&r->text, bytes, size, a->patterns, &r->kept, error);
  if (s == DIXIT_OK && dx_cancelled (options, error))
    s = DIXIT_CANCELLED;
  if (s == DIXIT_OK)
    s = dx_context_open (c, &r->text, &r->marks, &r->words,
                         &a->vocabulary, a->cues.labels ? &a->cues : NULL,
                         &r->kept, error);
  if (s == DIXIT_OK)
    s = dx_ruled_open (c, options ? options->rules : NULL, options, &r->kept,
                       error);
  if (s == DIXIT_OK && last >= DX_TO_POS)
    s = dx_tag (c, &a->pos, &dx_pos_templates, r->text.sentences,
                r->text.sentence_count, c->pos, NULL, &r->desk, &r->arena,
                options, error);
  if (s == DIXIT_OK && last >= DX_TO_POS)
    s = dx_dialogue_find (&r->marks, c, &r->kept, error);
  if (s == DIXIT_OK && last >= DX_TO_TREES)
    s = dx_trees (c, &a->tree, &r->arena, options, error);
  if (s == DIXIT_OK && last >= DX_TO_HINTS)
    {
      s = dx_tag (c, &a->first, &dx_names_templates, r->text.sentences,
                  r->text.sentence_count, c->first, NULL, &r->desk,
                  &r->arena, options, error);
      if (s == DIXIT_OK)
        {
          dx_ruled_names (c, c->first, false);
          s = dx_names_hints (c, &r->arena, error);
        }
    }
  if (s == DIXIT_OK && last >= DX_TO_NAMES)
    {
      s = dx_tag (c, &a->names, &dx_names_again_templates, r->text.sentences,
                  r->text.sentence_count, c->names, NULL, &r->desk, &r->arena,
                  options, error);
      if (s == DIXIT_OK)
        dx_ruled_names (c, c->names, true);
    }
  if (s == DIXIT_OK && last >= DX_TO_ECHOES)
    {
      s = dx_tag (c, &a->heard, &dx_speech_templates, r->text.paragraphs,
                  r->text.paragraph_count, c->heard, c->heard_sure,
                  &r->desk, &r->arena, options, error);
      if (s == DIXIT_OK)
        s = dx_speech_echoes (c, &r->arena, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_SPEECH)
    {
      s = dx_tag (c, &a->speech, &dx_speech_again_templates,
                  r->text.paragraphs, r->text.paragraph_count, c->speech,
                  c->sure, &r->desk, &r->arena, options, error);
      if (s == DIXIT_OK)
        dx_speech_without_datelines (c);
    }
  if (s != DIXIT_OK)
    dx_reading_close (r);
  return s;
}

void
dx_reading_linked (dx_reading *r)
{
  dx_context *const c = &r->context;
  dx_arena_free (&r->arena);
  r->desk = (dx_desk) { 0 };
  c->hints = NULL;
  c->dependents = NULL;
  c->edges = NULL;
  c->echoes = NULL;
}

void
dx_reading_close (dx_reading *r)
{
  dx_arena_free (&r->kept);
  dx_arena_free (&r->arena);
  *r = (dx_reading) { 0 };
}
