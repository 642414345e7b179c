/* paint.c -- what an editor paints of a part of a text, as one flat vector.
   SPDX-License-Identifier: GPL-3.0-or-later

   Records with their strings would be garbage as soon as they are painted,
   and Emacs collects it while somebody types.  */

#include "values.h"

#include <stdlib.h>

enum { WIDTH = 4 };

typedef struct
{
  emacs_env *env;
  dx_range range;
  uint32_t (*strokes)[WIDTH];
  size_t count, room;
} canvas;

/* Add SPAN as far as it is in the range.  False with a signal pending.  */
static bool
stroke (canvas *c, dixit_span span, uint32_t what, uint32_t who)
{
  uint32_t start = span.start > c->range.start ? span.start : c->range.start;
  uint32_t end = span.end < c->range.end ? span.end : c->range.end;
  if (start >= end)
    return true;
  if (c->count == c->room)
    {
      size_t room = c->room ? c->room * 2 : 64;
      void *more = realloc (c->strokes, room * sizeof *c->strokes);
      if (!more)
        return dx_signal (c->env, "out of memory") != NULL;
      c->strokes = more;
      c->room = room;
    }
  uint32_t *s = c->strokes[c->count++];
  s[0] = start;
  s[1] = end;
  s[2] = what;
  s[3] = who;
  return true;
}

static bool
strokes (canvas *c, dixit_spans spans, uint32_t what, uint32_t who)
{
  for (uint32_t k = 0; k < spans.count; k++)
    if (!stroke (c, spans.pieces[k], what, who))
      return false;
  return true;
}

/* The outermost marked passages that are inside PIECE.  */
static bool
marked (canvas *c, const dx_found *found, dixit_span piece, uint32_t what,
        uint32_t who)
{
  size_t count;
  const dixit_mark *all = dixit_marks (found->document, &count);
  uint32_t *in;
  if (!dx_picked (c->env, &found->marks, &piece, &in, &count))
    return false;
  uint32_t last = piece.start;
  bool ok = true;
  for (size_t i = 0; i < count && ok; i++)
    {
      dixit_span span = all[in[i]].span;
      if (span.start < last || span.end > piece.end)
        continue;
      last = span.end;
      ok = stroke (c, span, what, who);
    }
  free (in);
  return ok;
}

static bool
quotation (canvas *c, const dx_found *found, uint32_t item, double doubtful)
{
  size_t count;
  const dixit_quote *q = &dixit_quotes (found->document, &count)[item];
  bool nobody = q->entity == DIXIT_NONE && !q->speaker && !q->source.count;
  uint32_t flags = (nobody ? DX_NOBODY : 0)
                   | (q->source_kind == DIXIT_SOURCE_PRONOUN ? DX_PRONOUN : 0)
                   | (q->kind == DIXIT_INDIRECT ? DX_INDIRECT : 0)
                   | (q->confidence < doubtful && !nobody ? DX_DOUBTFUL : 0);
  if (q->kind == DIXIT_TERM)
    return true;
  if (q->kind == DIXIT_DIRECT)
    {
      if (!strokes (c, q->content, DX_SAID | flags, q->entity))
        return false;
    }
  else
    {
      if (!strokes (c, q->content, DX_REPORTED | flags, q->entity))
        return false;
      for (uint32_t k = 0; k < q->content.count; k++)
        if (!marked (c, found, q->content.pieces[k], DX_SAID | flags,
                     q->entity))
          return false;
    }
  return strokes (c, q->cue, DX_CUE | flags, q->entity)
         && strokes (c, q->source, DX_SOURCE | flags, q->entity);
}

static bool
paint (canvas *c, const dx_found *found, double doubtful)
{
  size_t count;
  uint32_t *in;
  bool ok = true;
  if (!dx_picked (c->env, &found->quotes, &c->range, &in, &count))
    return false;
  for (size_t i = 0; i < count && ok; i++)
    ok = quotation (c, found, in[i], doubtful);
  free (in);
  if (!ok || !dx_picked (c->env, &found->mentions, &c->range, &in, &count))
    return false;
  size_t all;
  const dixit_mention *m = dixit_mentions (found->document, &all);
  for (size_t i = 0; i < count && ok; i++)
    {
      const dixit_mention *one = &m[in[i]];
      ok = stroke (c, one->span,
                   DX_MENTION | (uint32_t) one->kind * DX_KIND
                     | (uint32_t) one->type * DX_TYPE,
                   one->entity);
    }
  free (in);
  return ok;
}

emacs_value
dx_paint_value (emacs_env *env, const dx_found *found, const dx_range *range,
                double doubtful)
{
  canvas c = { .env = env, .range = *range };
  emacs_value vector = NULL;
  if (paint (&c, found, doubtful))
    vector = dx_vector (env, c.count * WIDTH);
  for (size_t i = 0; i < c.count && dx_fine (env); i++)
    for (size_t k = 0; k < WIDTH; k++)
      dx_set_integer (env, vector, i * WIDTH + k,
                      k == 3 && c.strokes[i][k] == DIXIT_NONE
                        ? -1 : (intmax_t) c.strokes[i][k]);
  free (c.strokes);
  return vector;
}
