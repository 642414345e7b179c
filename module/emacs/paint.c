/* paint.c -- what an editor paints of a part of a text, as one flat vector.
   SPDX-License-Identifier: GPL-3.0-or-later

   Records with their strings would be garbage as soon as they are painted,
   and Emacs collects it while somebody types.  */

#include "values.h"

#include <stdlib.h>
#include <string.h>

enum
{
  WIDTH = 4,           /* of a stroke */
  FIELDS = WIDTH + 1   /* of one in Lisp, which has the name, too */
};

typedef struct
{
  emacs_env *env;
  dx_range range;
  uint32_t part;
  uint32_t (*strokes)[WIDTH];
  size_t count, room;
} canvas;

static bool
add (canvas *c, dixit_span span, uint32_t what, uint32_t who)
{
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
  s[0] = span.start;
  s[1] = span.end;
  s[2] = what;
  s[3] = who;
  return true;
}

/* Add the parts of SPAN that start in the range.  False with a signal
   pending.  */
static bool
stroke (canvas *c, dixit_span span, uint32_t what, uint32_t who)
{
  uint32_t start = span.start;
  if (start < c->range.start)
    {
      const uint64_t parts = (c->range.start - start - 1) / c->part + 1;
      if (start + parts * c->part >= span.end)
        return true;
      start += (uint32_t) (parts * c->part);
    }
  while (start < span.end && start < c->range.end)
    {
      const uint32_t end
        = span.end - start > c->part ? start + c->part : span.end;
      if (!add (c, (dixit_span) { start, end }, what, who))
        return false;
      start = end;
    }
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
  bool nobody = q->entity == DIXIT_NONE && !q->speaker && !dixit_source (q).count;
  uint32_t flags = (nobody ? DX_NOBODY : 0)
                   | (q->source_kind == DIXIT_SOURCE_PRONOUN ? DX_PRONOUN : 0)
                   | (q->kind == DIXIT_INDIRECT ? DX_INDIRECT : 0)
                   | (q->confidence < doubtful && !nobody ? DX_DOUBTFUL : 0);
  if (q->kind == DIXIT_TERM)
    return true;
  if (q->kind == DIXIT_DIRECT)
    {
      if (!strokes (c, dixit_content (q), DX_SAID | flags, q->entity))
        return false;
    }
  else
    {
      if (!strokes (c, dixit_content (q), DX_REPORTED | flags, q->entity))
        return false;
      for (uint32_t k = 0; k < dixit_content (q).count; k++)
        if (!marked (c, found, dixit_content (q).pieces[k], DX_SAID | flags,
                     q->entity))
          return false;
    }
  return strokes (c, dixit_cue (q), DX_CUE | flags, q->entity)
         && strokes (c, dixit_source (q), DX_SOURCE | flags, q->entity);
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

/* By start, end, what, and who; nobody comes first.  */
static int
by_start (const void *a, const void *b)
{
  const uint32_t *x = a, *y = b;
  for (size_t k = 0; k < WIDTH; k++)
    if (x[k] != y[k])
      return x[k] + (k == 3) < y[k] + (k == 3) ? -1 : 1;
  return 0;
}

/* A number for NAME that others hardly have; 0 for none.  */
static intmax_t
number_of (const char *name)
{
  uint64_t h = 0xcbf29ce484222325u;
  if (!name)
    return 0;
  for (; *name; name++)
    h = (h ^ (unsigned char) *name) * 0x100000001b3u;
  /* Within what is no bignum anywhere.  */
  return (intmax_t) (h >> 8) + 1;
}

/* VECTOR, if it is one with ROOM, else a new one with room to spare.  */
static emacs_value
with_room (emacs_env *env, emacs_value vector, size_t room)
{
  if (env->is_not_nil (env, vector)
      && (size_t) env->vec_size (env, vector) >= room)
    return vector;
  return dx_fine (env) ? dx_vector (env, 2 * room) : NULL;
}

emacs_value
dx_paint_value (emacs_env *env, const dx_found *found, const dx_range *range,
                const dx_style *style, emacs_value vector)
{
  canvas c = { .env = env, .range = *range,
               .part = style->part ? style->part : 1 };
  size_t all, left = 0, at = 0;
  const dixit_entity *e = dixit_entities (found->document, &all);
  if (!paint (&c, found, style->doubtful))
    {
      free (c.strokes);
      return NULL;
    }
  for (size_t i = 0; i < c.count; i++)
    if (c.strokes[i][0] < c.strokes[i][1])
      memmove (c.strokes[left++], c.strokes[i], sizeof *c.strokes);
  if (left)
    qsort (c.strokes, left, sizeof *c.strokes, by_start);
  vector = with_room (env, vector, left * FIELDS + 1);
  for (size_t i = 0; i < left && vector && dx_fine (env); i++)
    {
      const uint32_t *s = c.strokes[i];
      const bool known = s[3] != DIXIT_NONE;
      for (size_t k = 0; k < 3; k++)
        dx_set_integer (env, vector, at++, s[k]);
      dx_set_integer (env, vector, at++, known ? (intmax_t) s[3] : -1);
      dx_set_integer (env, vector, at++,
                      known ? number_of (e[s[3]].name) : 0);
    }
  if (vector && dx_fine (env))
    dx_set_integer (env, vector, at, -1);
  free (c.strokes);
  return vector;
}

emacs_value
dx_cast_value (emacs_env *env, const dx_found *found)
{
  size_t count;
  const dixit_entity *all = dixit_entities (found->document, &count);
  uint64_t h = found->prominent_count;
  for (size_t i = 0; i < found->prominent_count; i++)
    {
      const dixit_entity *e = &all[found->prominent[i]];
      h = (h ^ (uint64_t) number_of (e->name)) * 0x100000001b3u;
      h = (h ^ (e->quotes != 0) ^ h >> 32) * 0x9e3779b97f4a7c15u;
    }
  return env->make_integer (env, (intmax_t) (h >> 8));
}
