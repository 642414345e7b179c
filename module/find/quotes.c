/* quotes.c -- assembling quotations.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/story.h"

#include <stdlib.h>
#include <string.h>

enum { REACH = 1000 };

typedef struct
{
  dx_quotations *quotes;
  const dx_context *c;
  const dx_segments *s;
  dx_people *people;
  dx_arena *arena;
  size_t room;
  uint32_t *owner;     /* per segment: its quotation, or DIXIT_NONE */
  uint32_t *covered;   /* per token: 1 + the quotation whose content it is */
} builder;

/* Let a piece that has most of a passage take all of it, marks included, as
   far as no other segment stands there.  */
static dx_piece
snap (const builder *b, dx_piece piece)
{
  const dx_marks *m = b->c->marks;
  const uint8_t *speech = b->c->speech;
  for (int side = 0; side < 2; side++)
    {
      const uint32_t i = side ? piece.end - 1 : piece.first;
      const uint32_t k = m->passage[i];
      if (k == DIXIT_NONE)
        continue;
      const dx_passage *q = &m->passages[k];
      if (q->close < q->open)
        continue;
      const uint32_t lo = piece.first > q->open ? piece.first : q->open;
      const uint32_t hi = piece.end < q->close + 1 ? piece.end : q->close + 1;
      if (hi <= lo || 2 * (hi - lo) < q->close + 1 - q->open)
        continue;
      while (piece.first > q->open && speech[piece.first - 1] == DX_SP_O
             && !(b->c->text->tokens[piece.first].flags & DX_PARAGRAPH))
        piece.first--;
      while (piece.end <= q->close && speech[piece.end] == DX_SP_O
             && !(b->c->text->tokens[piece.end].flags & DX_PARAGRAPH))
        piece.end++;
    }
  return piece;
}

static dx_quotation *
add (builder *b, uint32_t contents)
{
  dx_quotations *q = b->quotes;
  if (!dx_reserve (b->arena, &q->all, &b->room, q->count, q->count + 1u,
                   sizeof *q->all))
    return NULL;
  dx_quotation *new = &q->all[q->count];
  *new = (dx_quotation) { .entity = DIXIT_NONE, .confidence = 1 };
  new->content = dx_alloc (b->arena, contents, sizeof *new->content);
  if (!new->content)
    return NULL;
  q->count++;
  return new;
}

static dx_piece
piece_of (const dx_segment *s)
{
  return (dx_piece) { s->first, s->end };
}

static void
cover (builder *b, const dx_quotation *q)
{
  const uint32_t id = (uint32_t) (q - b->quotes->all) + 1;
  for (uint32_t k = 0; k < q->content_count; k++)
    for (uint32_t i = q->content[k].first; i < q->content[k].end; i++)
      b->covered[i] = id;
}

static void
classify (const builder *b, dx_quotation *q)
{
  uint32_t in = 0, out = 0;
  for (uint32_t k = 0; k < q->content_count; k++)
    for (uint32_t i = q->content[k].first; i < q->content[k].end; i++)
      if (b->c->text->tokens[i].kind != DX_PUNCT
          && b->c->text->tokens[i].kind != DX_QUOTE)
        {
          if (b->c->marks->state[i] & DX_M_INSIDE)
            in++;
          else
            out++;
        }
  q->kind = !in ? DIXIT_INDIRECT : out ? DIXIT_MIXED : DIXIT_DIRECT;
}

/* Contents that chose a cue, cue by cue.  */
static bool
with_cue (builder *b)
{
  const dx_segments *s = b->s;
  uint32_t *count = dx_alloc (b->arena, s->count, sizeof *count);
  if (!count)
    return false;
  for (uint32_t x = 0; x < s->count; x++)
    if (s->all[x].role == DX_CONTENT && s->all[x].chosen != DIXIT_NONE)
      count[s->all[x].chosen]++;
  for (uint32_t x = 0; x < s->count; x++)
    {
      const dx_segment *me = &s->all[x];
      if (me->role != DX_CONTENT || me->chosen == DIXIT_NONE)
        continue;
      const dx_segment *cue = &s->all[me->chosen];
      uint32_t *owner = &b->owner[me->chosen];
      dx_quotation *q;
      if (*owner == DIXIT_NONE)
        {
          q = add (b, count[me->chosen]);
          if (!q)
            return false;
          *owner = (uint32_t) (q - b->quotes->all);
          q->cue = piece_of (cue);
          q->confidence = (float) cue->sure / 255.0f;
          if (cue->chosen != DIXIT_NONE)
            {
              q->source = piece_of (&s->all[cue->chosen]);
              q->confidence *= cue->chance;
            }
          else
            q->confidence *= cue->chance;
        }
      q = &b->quotes->all[*owner];
      q->content[q->content_count++] = snap (b, piece_of (me));
      if (q->content_count == 1)
        q->confidence *= me->chance;
      b->owner[x] = *owner;
    }
  for (uint32_t k = 0; k < b->quotes->count; k++)
    cover (b, &b->quotes->all[k]);
  return true;
}

/* The quotation whose content ends last before token AT, at most two
   paragraphs and REACH tokens before it; DIXIT_NONE for none.  */
static uint32_t
quotation_before (const builder *b, uint32_t at)
{
  uint32_t paragraphs = 0;
  for (uint32_t i = at; i-- && at - i < REACH;)
    {
      if (b->covered[i])
        return b->covered[i] - 1;
      if (b->c->text->tokens[i].flags & DX_PARAGRAPH && ++paragraphs == 2)
        break;
    }
  return DIXIT_NONE;
}

/* Contents without a cue: a source next to them, or the speaker of the marked
   words just before.  */
static bool
without_cue (builder *b)
{
  const dx_segments *s = b->s;
  for (uint32_t x = 0; x < s->count; x++)
    {
      const dx_segment *me = &s->all[x];
      if (me->role != DX_CONTENT || me->chosen != DIXIT_NONE)
        continue;
      const bool marked = b->c->marks->state[me->first] & DX_M_INSIDE;
      uint32_t source = DIXIT_NONE;
      if (x && s->all[x - 1].role == DX_SOURCE
          && s->all[x - 1].paragraph == me->paragraph
          && me->first - s->all[x - 1].end < 3)
        source = x - 1;
      else if (x + 1 < s->count && s->all[x + 1].role == DX_SOURCE
               && s->all[x + 1].paragraph == me->paragraph
               && s->all[x + 1].first - me->end < 3)
        source = x + 1;
      if (source == DIXIT_NONE && !marked)
        continue;
      const uint32_t last = quotation_before (b, me->first);
      dx_quotation *q = add (b, 1);
      if (!q)
        return false;
      q->content[q->content_count++] = snap (b, piece_of (me));
      q->confidence = (float) me->sure / 255.0f * me->chance * 0.7f;
      if (source != DIXIT_NONE)
        q->source = piece_of (&s->all[source]);
      else if (last != DIXIT_NONE
               && b->quotes->all[last].kind != DIXIT_TERM)
        q->source = b->quotes->all[last].source;
      b->owner[x] = (uint32_t) (q - b->quotes->all);
      cover (b, q);
    }
  return true;
}

/* Passages that no content covers: words of nobody, unless they are whole
   sentences.  */
static bool
leftovers (builder *b)
{
  const dx_marks *m = b->c->marks;
  for (uint32_t k = 0; k < m->count; k++)
    {
      const dx_passage *p = &m->passages[k];
      if (p->depth || p->close < p->open)
        continue;
      uint32_t taken = 0, words = 0, verbs = 0;
      for (uint32_t i = p->open; i <= p->close; i++)
        {
          taken += b->covered[i] != 0;
          words += b->c->text->tokens[i].kind == DX_WORD;
          verbs += dx_is_verb (b->c->pos[i]) || b->c->pos[i] == DX_POS_MD;
        }
      if (taken || !words)
        continue;
      const uint32_t last = quotation_before (b, p->open);
      dx_quotation *q = add (b, 1);
      if (!q)
        return false;
      q->content[q->content_count++] = (dx_piece) { p->open, p->close + 1 };
      const bool said = words > 5 && verbs;
      q->kind = said ? DIXIT_DIRECT : DIXIT_TERM;
      q->confidence = said ? 0.3f : 0.7f;
      if (said && last != DIXIT_NONE)
        q->source = b->quotes->all[last].source;
      if (said)
        cover (b, q);
    }
  return true;
}

static int
by_start (const void *a, const void *b)
{
  const dx_quotation *x = a, *y = b;
  return x->content[0].first < y->content[0].first   ? -1
         : x->content[0].first > y->content[0].first ? 1
         : x->content[0].end < y->content[0].end     ? -1
                                                     : x->content[0].end
                                                         > y->content[0].end;
}

dixit_status
dx_quotes_find (dx_quotations *quotes, const dx_context *c,
                const dx_segments *segments, dx_people *people,
                dx_arena *arena, dixit_error *error)
{
  const uint32_t n = c->text->token_count;
  builder b = { .quotes = quotes, .c = c, .s = segments, .people = people,
                .arena = arena };
  *quotes = (dx_quotations) { 0 };
  b.owner = dx_alloc (arena, segments->count, sizeof *b.owner);
  b.covered = dx_alloc (arena, n, sizeof *b.covered);
  if (!b.owner || !b.covered)
    goto memory;
  memset (b.owner, 0xff, segments->count * sizeof *b.owner);
  if (!with_cue (&b) || !without_cue (&b))
    goto memory;
  for (uint32_t k = 0; k < quotes->count; k++)
    classify (&b, &quotes->all[k]);
  if (!leftovers (&b))
    goto memory;
  if (quotes->count)
    qsort (quotes->all, quotes->count, sizeof *quotes->all, by_start);
  return dx_story_tell (people, c, quotes, arena, error);
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
