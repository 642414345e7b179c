/* reading.c -- the stages in their order.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/reading.h"
#include "rules/rules.h"

#include "find/around.h"
#include "find/dialogue.h"
#include "find/lookup.h"
#include "find/tree.h"

#include <string.h>

/* Of the sentences that the next stage has to do those whose capitals tell
   something, or the others, into *RUNS.  False when memory is out.  */
static bool
sentences_of (dx_reading *r, bool cased, const dx_run **runs, uint32_t *count)
{
  const dx_recall *k = &r->recall;
  *runs = k->runs;
  *count = cased ? k->count : 0;
  if (!r->words.uncased)
    return true;
  dx_run *some = dx_alloc (&r->pass, k->count, sizeof *some);
  if (!some)
    return false;
  *runs = some;
  *count = 0;
  for (uint32_t i = 0; i < k->count; i++)
    {
      const uint32_t sentence = dx_sentence_at (&r->context, k->runs[i].first);
      if ((r->words.cased[sentence] == DX_CASED) == cased)
        some[(*count)++] = k->runs[i];
    }
  return true;
}

/* The first pass over names; where capitals tell nothing, by a tagger that has
   learned without them.  */
static dixit_status
first_names (dx_reading *r, const dixit_analyzer *a,
             const dixit_options *options, dixit_error *error)
{
  dx_context *const c = &r->context;
  const dx_run *runs;
  uint32_t count;
  if (!sentences_of (r, true, &runs, &count))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dixit_status s = dx_tag (c, &a->first, &dx_names_templates, runs, count,
                           c->first, NULL, r->desk, &r->desk->first, &r->arena,
                           options, error);
  if (s == DIXIT_OK && !sentences_of (r, false, &runs, &count))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (s == DIXIT_OK && count)
    s = dx_tag (c, &a->caseless, &dx_names_templates, runs, count, c->first,
                NULL, r->desk, &r->desk->caseless, &r->arena, options, error);
  return s;
}

/* The second; that other tagger has none.  */
static dixit_status
second_names (dx_reading *r, const dixit_analyzer *a,
              const dixit_options *options, dixit_error *error)
{
  dx_context *const c = &r->context;
  const dx_run *runs, *copied;
  uint32_t count, others;
  if (!sentences_of (r, true, &runs, &count)
      || !sentences_of (r, false, &copied, &others))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t i = 0; i < others; i++)
    memcpy (c->names + copied[i].first, c->first + copied[i].first,
            copied[i].end - copied[i].first);
  return dx_tag (c, &a->names, &dx_names_again_templates, runs, count,
                 c->names, NULL, r->desk, &r->desk->names, &r->arena, options,
                 error);
}

/* Tags of speech, all zero.  */
static dixit_status
room_for_speech (dx_reading *r, dixit_error *error)
{
  dx_context *const c = &r->context;
  const uint32_t n = r->text.token_count;
  c->heard = dx_alloc (&r->arena, n, 1);
  c->heard_sure = dx_alloc (&r->arena, n, 1);
  c->speech = dx_alloc (&r->seen, n, 1);
  c->sure = dx_alloc (&r->told, n, 1);
  c->named = dx_alloc (&r->told, n / 4 + (size_t) 1, 1);
  return c->heard && c->heard_sure && c->speech && c->sure && c->named
           ? DIXIT_OK
           : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* Both passes over speech for RUNS, which are paragraphs or a part of one; without
   the second, if LAST is the first.  */
static dixit_status
speech_of (dx_reading *r, const dixit_analyzer *a, const dx_run *runs,
           uint32_t count, dx_stage last, const dixit_options *options,
           dixit_error *error)
{
  dx_context *const c = &r->context;
  const dx_run all = { .first = runs[0].first, .end = runs[count - 1].end };
  const dx_run wide = dx_widened (&r->text, &all, DX_SEQUENCE_MAX);
  const dx_run ahead = { .first = all.end, .end = wide.end };
  dixit_status s = dx_branches (c, wide.first, wide.end, &r->pass, error);
  /* What the first hears right after a part is heard again as part of the next.  */
  if (s == DIXIT_OK && ahead.first < ahead.end)
    s = dx_tag (c, &a->heard, &dx_speech_templates, &ahead, 1, c->heard,
                c->heard_sure, r->desk, &r->desk->heard, &r->arena, options,
                error);
  if (s == DIXIT_OK)
    s = dx_tag (c, &a->heard, &dx_speech_templates, runs, count, c->heard,
                c->heard_sure, r->desk, &r->desk->heard, &r->arena, options,
                error);
  if (s == DIXIT_OK)
    s = dx_speech_echoes (c, runs, count, &r->pass, error);
  if (s == DIXIT_OK && last >= DX_TO_SPEECH)
    s = dx_tag (c, &a->speech, &dx_speech_again_templates, runs, count,
                c->speech, c->sure, r->desk, &r->desk->speech, &r->arena,
                options, error);
  return s;
}

/* That for all paragraphs, some of them at a time, and of a long one some sequences:
   what lies between the two passes is large and soon done with.  If LAST is the
   first, it stays.  */
static dixit_status
speech (dx_reading *r, const dixit_analyzer *a, dx_stage last,
        const dixit_options *options, dixit_error *error)
{
  enum { PORTION = 27 * DX_SEQUENCE_MAX };   /* tokens */
  const dx_recall *const k = &r->recall;
  const uint32_t most = last < DX_TO_SPEECH || k->count < PORTION ? k->count : PORTION;
  dx_run *runs = dx_alloc (&r->pass, most, sizeof *runs), next = { 0, 0 };
  uint32_t at = 0;
  dixit_status s = DIXIT_OK;
  if (!runs)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (bool more = dx_recall_next (k, &at, &next); s == DIXIT_OK && more;)
    {
      const uint32_t first = next.first;
      uint32_t count = 0;
      if (last >= DX_TO_SPEECH && next.end - first > PORTION)
        {
          /* A part of a long one; the next time the rest of it.  */
          runs[count++] = (dx_run) { first, first + PORTION };
          next.first += PORTION;
        }
      else
        do
          runs[count++] = next;
        while ((more = dx_recall_next (k, &at, &next))
               && (last < DX_TO_SPEECH || next.end - first <= PORTION));
      s = speech_of (r, a, runs, count, last, options, error);
    }
  return s;
}

dixit_status
dx_reading_open (dx_reading *r, const dixit_analyzer *a, dx_stage last,
                 const char *bytes, size_t size, const dixit_options *options,
                 dixit_error *error)
{
  *r = (dx_reading) { 0 };
  dx_context *const c = &r->context;
  dx_recall *const k = &r->recall;
  dixit_memo *memo = options ? options->memo : NULL;
  if (memo)
    {
      uint64_t which[2];
      dx_model_print (&a->model, which);
      if (!dx_memo_begin (memo, which))
        memo = NULL;
    }
  k->memo = memo;
  dixit_status s = dx_text_read_again (&r->text, bytes, size, a->patterns,
                                       memo, &r->kept, error);
  if (s == DIXIT_OK && dx_cancelled (options, error))
    s = DIXIT_CANCELLED;
  if (s == DIXIT_OK)
    {
      if (!dx_recall_open (k, memo, &r->text, &r->kept, &r->arena))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  if (s == DIXIT_OK)
    {
      /* What it knows of tokens stays with them.  */
      dx_recall_words (k, &r->kept);
      s = dx_context_open (c, &r->text, &r->marks, &r->words, k->known,
                           &r->seen, &r->told, &r->arena, error);
    }
  r->desks = a->desks;
  if (s == DIXIT_OK && !(r->desk = dx_desk_take (r->desks)))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (s == DIXIT_OK)
    s = dx_desk_number (r->desk, c, &r->arena, error);
  if (s == DIXIT_OK)
    s = dx_look_up (c, r->desk, &a->vocabulary, &a->cues, &a->saying, k->known,
                    &r->arena, error);
  if (s == DIXIT_OK)
    {
      dx_recall_keep_words (k, c, &r->arena);
      s = dx_ruled_open (c, options ? options->rules : NULL, options,
                         &r->kept, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_POS)
    {
      dx_recall_known (k, DX_KEPT_POS);
      s = dx_tag (c, &a->pos, &dx_pos_templates, k->runs, k->count, c->pos,
                  NULL, r->desk, &r->desk->pos, &r->arena, options, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_POS)
    {
      dx_recall_keep (k, DX_KEPT_POS);
      s = dx_dialogue_find (&r->marks, c, &r->seen, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_POS)
    s = dx_around_open (c, &r->arena, error);
  if (s == DIXIT_OK && last >= DX_TO_TREES)
    {
      c->first = dx_alloc (&r->pass, r->text.token_count, 1);
      c->plain = dx_alloc (&r->pass, r->text.token_count, 1);
      if (!c->first || !c->plain)
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  if (s == DIXIT_OK && last >= DX_TO_TREES)
    {
      dx_recall_known (k, DX_KEPT_TREES);
      s = dx_trees (c, &a->tree, k->runs, k->count, &r->pass, options,
                    error);
    }
  if (s == DIXIT_OK && last >= DX_TO_HINTS)
    {
      dx_recall_keep (k, DX_KEPT_TREES);
      dx_recall_known (k, DX_KEPT_FIRST);
      s = first_names (r, a, options, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_HINTS)
    {
      dx_recall_keep (k, DX_KEPT_FIRST);
      dx_ruled_names (c, c->first, false);
      s = dx_names_hints (c, &r->pass, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_NAMES)
    {
      dx_recall_known (k, DX_KEPT_NAMES);
      s = second_names (r, a, options, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_NAMES)
    {
      dx_recall_keep (k, DX_KEPT_NAMES);
      dx_ruled_names (c, c->names, true);
    }
  /* For who goes on from there: training, and tests.  */
  if (s == DIXIT_OK && last >= DX_TO_TREES && last < DX_TO_ECHOES)
    s = dx_branches (c, 0, r->text.token_count, &r->pass, error);
  if (s == DIXIT_OK && last >= DX_TO_ECHOES)
    {
      dx_arena_free (&r->pass);
      c->hints = NULL;
      c->first = c->plain = NULL;
      s = room_for_speech (r, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_ECHOES)
    {
      dx_recall_known (k, DX_KEPT_SPEECH);
      s = speech (r, a, last, options, error);
    }
  if (s == DIXIT_OK && last >= DX_TO_SPEECH)
    {
      dx_recall_keep (k, DX_KEPT_SPEECH);
      dx_arena_free (&r->pass);
      c->echoes = NULL;
      c->echoes_room = 0;
      c->branches = NULL;
      c->branches_room = 0;
      c->roles = NULL;
      dx_speech_without_datelines (c);
      for (uint32_t i = 0; i < r->text.token_count; i++)
        if (c->names[i])
          {
            const bool norp = (c->names[i] - 1) / 4 == DIXIT_NORP;
            const int told = DX_NAMED | (norp ? DX_NAMED_NORP : 0);
            c->named[i / 4] |= (uint8_t) (told << i % 4 * 2);
          }
    }
  r->complete = s == DIXIT_OK;
  if (s != DIXIT_OK)
    dx_reading_close (r);
  return s;
}

void
dx_reading_tagged (dx_reading *r)
{
  dx_context *const c = &r->context;
  dx_recall_tagged (&r->recall);
  dx_arena_free (&r->arena);
  dx_desk_leave (r->desks, r->desk);
  r->desk = NULL;
  c->on_desk = NULL;
  dx_release (&r->seen, r->words.cased);
  r->words.cased = NULL;
  r->words.sample = NULL;
  r->words.kept = NULL;
  c->noun = c->leaning = c->saying = NULL;
  c->cluster = NULL;
  c->which = c->stands = c->places = NULL;
  c->arounds = NULL;
  c->heard = c->heard_sure = NULL;
}

void
dx_reading_met (dx_reading *r)
{
  dx_release (&r->told, r->context.place);
  dx_release (&r->seen, r->words.capitals);
  r->context.place = NULL;
  r->words.capitals = NULL;
  r->words.capital_count = 0;
}

void
dx_reading_linked (dx_reading *r)
{
  dx_release (&r->told, r->context.sure);
  dx_release (&r->told, r->context.names);
  r->context.sure = r->context.names = NULL;
}

void
dx_reading_told (dx_reading *r)
{
  dx_context *const c = &r->context;
  dx_arena_free (&r->told);
  c->arcs = NULL;
  c->named = NULL;
}

void
dx_reading_checked (dx_reading *r)
{
  const dx_ruled *const ruled = r->context.ruled;
  dx_text *const t = &r->text;
  dx_arena_free (&r->seen);
  dx_release (&r->kept, t->sentences);
  dx_release (&r->kept, t->paragraphs);
  t->sentences = t->paragraphs = NULL;
  t->sentence_count = t->paragraph_count = 0;
  r->marks = (dx_marks) { 0 };
  r->words = (dx_words) { 0 };
  r->context = (dx_context) { .text = &r->text, .marks = &r->marks,
                              .words = &r->words, .ruled = ruled };
}

void
dx_reading_close (dx_reading *r)
{
  if (r->recall.memo)
    dx_memo_end (r->recall.memo, r->complete);
  dx_desk_leave (r->desks, r->desk);
  dx_arena_free (&r->kept);
  dx_arena_free (&r->seen);
  dx_arena_free (&r->told);
  dx_arena_free (&r->arena);
  dx_arena_free (&r->pass);
  *r = (dx_reading) { 0 };
}
