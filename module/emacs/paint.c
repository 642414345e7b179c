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
mention (canvas *c, const dixit_mention *m, const dixit_entity *entities)
{
  bool speaks = m->entity != DIXIT_NONE && entities[m->entity].quotes;
  return stroke (c, m->span,
                 DX_MENTION | (uint32_t) m->kind * DX_KIND
                   | (uint32_t) m->type * DX_TYPE | (speaks ? DX_SPEAKS : 0),
                 m->entity);
}

static uint32_t
layer (const uint32_t stroke[WIDTH])
{
  return stroke[2] & (DX_KIND - 1);
}

static int
by_place (const void *a, const void *b)
{
  const uint32_t *x = *(const uint32_t *const *) a;
  const uint32_t *y = *(const uint32_t *const *) b;
  const uint32_t keys[][2] = { { x[0], y[0] }, { x[1], y[1] }, { x[3], y[3] },
                               { layer (x), layer (y) } };
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    if (keys[k][0] != keys[k][1])
      return keys[k][0] < keys[k][1] ? -1 : 1;
  return 0;
}

/* Let a mention stand for the sources in the same place: Emacs draws one
   overlay faster than two.  A source that goes keeps nothing from start to
   end.  */
static bool
join_sources (canvas *c)
{
  uint32_t **order = malloc ((c->count ? c->count : 1) * sizeof *order);
  if (!order)
    return dx_signal (c->env, "out of memory") != NULL;
  size_t count = 0;
  for (size_t i = 0; i < c->count; i++)
    if (layer (c->strokes[i]) == DX_SOURCE
        || layer (c->strokes[i]) == DX_MENTION)
      order[count++] = c->strokes[i];
  qsort (order, count, sizeof *order, by_place);
  uint32_t *m = NULL;
  for (size_t i = 0; i < count; i++)
    {
      uint32_t *s = order[i];
      if (layer (s) == DX_MENTION)
        m = s;
      else if (m && m[0] == s[0] && m[1] == s[1] && m[3] == s[3]
               && (m[2] / DX_KIND % 4 == DIXIT_PRONOUN)
                    == !!(s[2] & DX_PRONOUN))
        {
          m[2] |= DX_IS_SOURCE;
          s[1] = s[0];
        }
    }
  free (order);
  return true;
}

static bool
paint (canvas *c, const dx_found *found, double doubtful)
{
  size_t count, all;
  uint32_t *in;
  bool ok = true;
  const dixit_mention *m = dixit_mentions (found->document, &all);
  const dixit_entity *e = dixit_entities (found->document, &all);
  if (!dx_picked (c->env, &found->quotes, &c->range, &in, &count))
    return false;
  for (size_t i = 0; i < count && ok; i++)
    ok = quotation (c, found, in[i], doubtful);
  free (in);
  if (!ok || !dx_picked (c->env, &found->mentions, &c->range, &in, &count))
    return false;
  for (size_t i = 0; i < count && ok; i++)
    ok = mention (c, &m[in[i]], e);
  free (in);
  return ok && join_sources (c);
}

emacs_value
dx_paint_value (emacs_env *env, const dx_found *found, const dx_range *range,
                double doubtful)
{
  canvas c = { .env = env, .range = *range };
  emacs_value vector = NULL;
  size_t left = 0, at = 0;
  if (paint (&c, found, doubtful))
    {
      for (size_t i = 0; i < c.count; i++)
        left += c.strokes[i][0] < c.strokes[i][1];
      vector = dx_vector (env, left * WIDTH);
    }
  for (size_t i = 0; i < c.count && vector && dx_fine (env); i++)
    for (size_t k = 0; k < WIDTH && c.strokes[i][0] < c.strokes[i][1]; k++)
      dx_set_integer (env, vector, at++,
                      k == 3 && c.strokes[i][k] == DIXIT_NONE
                        ? -1 : (intmax_t) c.strokes[i][k]);
  free (c.strokes);
  return vector;
}
