/* quotes.c -- assembling quotations.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/eight.h"
#include "base/layers.h"
#include "base/sort.h"
#include "find/frames.h"
#include "find/headlines.h"
#include "find/holder.h"
#include "find/story.h"
#include "find/tree.h"
#include "find/turns.h"
#include "rules/rules.h"

#include <string.h>

enum { REACH = 1000 };

/* A source that the linker is less sure of is looked at again.  */
static const float DOUBT = 0.6f;

typedef struct
{
  dx_quotations *quotes;
  const dx_context *c;
  const dx_segments *s;  /* what they chose is mended */
  dx_people *people;
  dx_arena *arena;     /* of what stays */
  dx_arena *scratch;   /* of what does not */
  size_t room;
  dx_piece **mended;   /* per PAGE segments: of each that has one, a cue's source that
                          is no segment; of a content FIRST is where another's words
                          begin; NULL where none is */
  dx_starts *starts;   /* where segments start */
  dx_layers covered;   /* 1 + the quotation whose content a token is */
} builder;

enum { PAGE = 64 };

/* How segment X was mended, nothing but zeroes for not.  */
static dx_piece
mended (const builder *b, uint32_t x)
{
  const dx_piece *const page = b->mended[x / PAGE];
  return page ? page[x % PAGE] : (dx_piece) { 0, 0 };
}

/* Mend it.  False when memory is out.  */
__attribute__ ((warn_unused_result)) static bool
mend (builder *b, uint32_t x, dx_piece piece)
{
  dx_piece **const page = &b->mended[x / PAGE];
  if (!*page && !(*page = dx_alloc (b->scratch, PAGE, sizeof **page)))
    return false;
  (*page)[x % PAGE] = piece;
  return true;
}

/* 1 + the quotation whose content token I is, or 0.  */
static inline uint32_t
covering (const builder *b, uint32_t i)
{
  return dx_layer_at (&b->covered, i);
}

/* The segment that token I is in, or DIXIT_NONE.  */
static uint32_t
segment_at (const builder *b, uint32_t i)
{
  const uint32_t n = dx_started (b->starts, i);
  return n && b->s->all[n - 1].end > i ? n - 1 : DIXIT_NONE;
}

static bool
one_paragraph (const builder *b, uint32_t i, uint32_t k)
{
  return dx_paragraph_at (b->c->text, i) == dx_paragraph_at (b->c->text, k);
}

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
      const uint32_t k = dx_passage_at (m, i);
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

/* A new quotation, which says PIECE, or nothing yet if that is empty.  NULL when memory
   is out.  */
static dx_quotation *
add (builder *b, dx_piece piece)
{
  dx_quotations *q = b->quotes;
  if (!dx_reserve (b->arena, &q->all, &b->room, q->count, q->count + 1u,
                   sizeof *q->all))
    return NULL;
  dx_quotation *new = &q->all[q->count];
  *new = (dx_quotation) { .content.one = piece, .entity = DIXIT_NONE,
                          .confidence = 1 };
  q->count++;
  return new;
}

/* Let Q say PIECE, too.  False when memory is out.  */
__attribute__ ((warn_unused_result)) static bool
say (builder *b, dx_quotation *q, dx_piece piece)
{
  const uint32_t count = dx_said_count (q);
  dx_pieces *list = dx_said_list (q);
  if (!count)
    {
      q->content.one = piece;
      return true;
    }
  /* Lists have room for a power of two.  */
  if (!(count & (count - 1)))
    {
      _Static_assert (sizeof *list <= sizeof piece,
                      "what stands before the pieces takes no more than one");
      list = dx_alloc (b->arena, 2 * (size_t) count + 1, sizeof piece);
      if (!list)
        return false;
      memcpy (list->all, dx_said (q), count * sizeof piece);
      list->count = count;
      dx_say_list (q, list);
    }
  list->all[list->count++] = piece;
  return true;
}

static dx_piece
piece_of (const dx_segment *s)
{
  return (dx_piece) { s->first, s->end };
}

/* The content of Q is its.  False when memory is out.  */
__attribute__ ((warn_unused_result)) static bool
cover (builder *b, const dx_quotation *q)
{
  const uint32_t id = (uint32_t) (q - b->quotes->all) + 1;
  const dx_piece *const said = dx_said (q);
  for (uint32_t k = 0; k < dx_said_count (q); k++)
    if (!dx_layers_put (&b->covered, said[k].first, said[k].end, id))
      return false;
  return true;
}

/* Does no token of PIECE stand inside marks?  */
static bool
all_outside (const builder *b, dx_piece piece)
{
  const uint8_t *const state = b->c->marks->state;
  uint32_t i = piece.first;
  for (uint64_t eight; i < piece.end && piece.end - i >= sizeof eight;
       i += (uint32_t) sizeof eight)
    {
      memcpy (&eight, state + i, sizeof eight);
      if (eight & DX_EACH (DX_M_INSIDE))
        return false;
    }
  for (; i < piece.end; i++)
    if (state[i] & DX_M_INSIDE)
      return false;
  return true;
}

static void
classify (const builder *b, dx_quotation *q)
{
  bool in = false, out = false;
  const uint32_t count = dx_said_count (q);
  uint32_t outside = 0;
  for (uint32_t k = 0; k < count; k++)
    outside += all_outside (b, dx_said (q)[k]);
  /* Most have no marks at all.  */
  for (uint32_t k = 0; outside < count && k < count; k++)
    for (uint32_t i = dx_said (q)[k].first; i < dx_said (q)[k].end && !(in && out);
         i++)
      if (b->c->text->tokens[i].kind != DX_PUNCT
          && b->c->text->tokens[i].kind != DX_QUOTE)
        {
          if (b->c->marks->state[i] & DX_M_INSIDE)
            in = true;
          else
            out = true;
        }
  q->kind = !in ? DIXIT_INDIRECT : out ? DIXIT_MIXED : DIXIT_DIRECT;
}

/* A segment of ROLE among the tokens of PIECE.  */
static uint32_t
segment_in (const builder *b, dx_piece piece, uint8_t role)
{
  for (uint32_t i = piece.first; i < piece.end; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x != DIXIT_NONE && b->s->all[x].role == role)
        return x;
    }
  return DIXIT_NONE;
}

/* The source of CUE is WHO, whatever it has chosen; SOURCE is a segment there, or
   DIXIT_NONE.  False when memory is out.  */
static bool
has_source (builder *b, uint32_t cue, uint32_t source, dx_piece who)
{
  dx_segment *const me = &b->s->all[cue];
  me->settled = false;
  if (source != DIXIT_NONE && who.first == b->s->all[source].first
      && who.end == b->s->all[source].end)
    {
      dx_choose (b->s, cue, source);
      me->settled = dx_chosen (b->s, cue) == source;
    }
  if (!me->settled)
    return mend (b, cue, who);
  return !mended (b, cue).end || mend (b, cue, (dx_piece) { 0, 0 });
}

/* Quotation P stands in a frame: let the contents in it choose the frame's
   cue; where the tagger saw no cue, it is a quotation by itself.  */
static bool
frame (builder *b, const dx_passage *p, dx_frame f)
{
  const dx_segments *s = b->s;
  const uint32_t cue = segment_in (b, f.cue, DX_CUE);
  const uint32_t source = segment_in (b, f.source, DX_SOURCE);
  dx_piece who = f.source;
  if (source != DIXIT_NONE)
    {
      /* The tagger's words are better, but for "which spoke of how she".  */
      bool clause = false;
      for (uint32_t i = s->all[source].first; i < f.source.first; i++)
        clause |= dx_is_verb (b->c->pos[i]);
      if (!clause)
        who = piece_of (&s->all[source]);
    }
  /* Who speaks is not what is said.  */
  for (uint32_t i = f.source.first; i < f.source.end; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x != DIXIT_NONE && s->all[x].role == DX_CONTENT
          && s->all[x].first >= f.source.first
          && s->all[x].end <= f.source.end && !s->all[x].owned)
        s->all[x].owned = true;
    }
  dx_piece whole = { p->open, p->close + 1 };
  uint32_t inside = 0;
  bool alone = false;
  for (uint32_t i = p->open; i <= p->close; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x == DIXIT_NONE)
        continue;
      const dx_segment *me = &s->all[x];
      const uint32_t lo = me->first > p->open ? me->first : p->open;
      const uint32_t hi = me->end < p->close + 1 ? me->end : p->close + 1;
      i = hi - 1;
      if (me->role != DX_CONTENT || b->s->all[x].owned)
        continue;
      inside += hi - lo;
      if (me->first < p->open && !mended (b, x).first
          && b->c->text->tokens[p->open].flags & DX_SENTENCE
          && f.source.first > p->close)
        {
          /* What the clause after the marks governs begins with them.  */
          if (!mend (b, x, (dx_piece) { .first = p->open }))
            return false;
          alone = true;
          continue;
        }
      if (cue != DIXIT_NONE)
        {
          dx_choose (b->s, x, cue);
          if (!has_source (b, cue, source, who))
            return false;
        }
      else if (2 * (hi - lo) < me->end - me->first)
        {
          /* Indirect speech with marked words: all of it, in its sentence.  */
          const bool same = dx_sentence_at (b->c, me->first)
                            == dx_sentence_at (b->c, me->end - 1);
          if (!same && f.cue.end > me->first && f.cue.end < p->open
              && dx_sentence_at (b->c, f.source.first)
                   > dx_sentence_at (b->c, me->first))
            {
              /* Two sentences' speech in one.  */
              if (!mend (b, x, (dx_piece) { .first = f.source.first }))
                return false;
              whole = (dx_piece) { f.cue.end, p->close + 1 };
              continue;
            }
          if (!same || dx_chosen (b->s, x) != DIXIT_NONE)
            return true;
          whole = piece_of (me);
        }
    }
  if (cue != DIXIT_NONE && inside && !alone)
    return true;
  dx_quotation *q = add (b, whole);
  if (!q)
    return false;
  q->cue = f.cue;
  q->source = who;
  q->confidence = 0.3f;
  for (uint32_t i = whole.first; i < whole.end; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x != DIXIT_NONE && s->all[x].role == DX_CONTENT
          && !mended (b, x).first)
        b->s->all[x].owned = true;
    }
  return cover (b, q);
}

/* Passage P begins a sentence, and its cue is in another paragraph.  */
static bool
linked_away (const builder *b, const dx_passage *p)
{
  const uint32_t x = segment_in (b, (dx_piece) { p->open, p->close + 1 },
                                 DX_CONTENT);
  return x != DIXIT_NONE && dx_chosen (b->s, x) != DIXIT_NONE
         && !one_paragraph (b, b->s->all[dx_chosen (b->s, x)].first,
                            b->s->all[x].first);
}

/* Passage P stands within a sentence, and nothing was found in it that a cue
   of that sentence governs: 1; something that another governs: 2; else 0.  */
static uint32_t
astray (const builder *b, const dx_passage *p)
{
  const dx_context *c = b->c;
  uint32_t words = 0, capital = 0, small = 0, long_small = 0;
  if (c->text->tokens[p->open].flags & (DX_SENTENCE | DX_PARAGRAPH))
    return 0;
  for (uint32_t i = p->open; i <= p->close; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x != DIXIT_NONE && b->s->all[x].role == DX_CONTENT)
        {
          const uint32_t cue = dx_chosen (b->s, x);
          return cue == DIXIT_NONE ? 1
                 : dx_sentence_at (c, b->s->all[cue].first)
                     != dx_sentence_at (c, p->open)
                   ? 2 : 0;
        }
      const dx_word *w = dx_word_of (c->words, i);
      words += c->text->tokens[i].kind == DX_WORD;
      capital += w->caps >= DX_TITLE;
      small += w->caps == DX_LOWER;
      long_small += w->caps == DX_LOWER && w->size > 3;
    }
  /* A title is nobody's words.  */
  return words > 1 && small && (long_small || capital < 2);
}

/* The phrase of its sentence that the ranker gives passage P to, empty if none
   has that CHANCE.  */
static dx_piece
holder (const builder *b, const dx_passage *p, float chance)
{
  float is;
  dx_orphan o = { { p->open, p->close + 1 }, { 0, 0 }, true };
  if (p->close < p->open)
    return (dx_piece) { 0, 0 };
  /* "Lee made this comment:", then a paragraph of its own.  */
  const dx_text *t = b->c->text;
  if (p->open && t->tokens[p->open].flags & DX_PARAGRAPH
      && dx_first_byte (t, p->open - 1) == ':')
    o.words = (dx_piece) { p->open - 1, p->open };
  const dx_piece who = dx_holder (b->c, b->people, &o, &is);
  return is >= chance ? who : (dx_piece) { 0, 0 };
}

/* Is all of passage P a few words without a verb or a pronoun, and no question:
   "safety check"?  Those are seldom anybody's.  */
static bool
is_phrase (const dx_context *c, const dx_passage *p)
{
  enum { FEW = 4 };
  uint32_t words = 0;
  if (p->open < p->close
      && strchr ("?!", dx_first_byte (c->text, p->close - 1)))
    return false;
  for (uint32_t i = p->open; i <= p->close; i++)
    {
      const uint8_t pos = c->pos[i];
      words += c->text->tokens[i].kind == DX_WORD;
      if (dx_is_verb (pos) || pos == DX_POS_MD || pos == DX_POS_PRP)
        return false;
    }
  return words <= FEW;
}

/* Passage P begins a sentence right after one in which F says who spoke, and
   hangs on nothing that follows: "…," said Lee, who wants to stay.  "…"  */
static bool
goes_on (const builder *b, const dx_passage *p, dx_frame f)
{
  const dx_context *c = b->c;
  const uint32_t flags = c->text->tokens[p->open].flags;
  if (!f.cue.end || !(flags & DX_SENTENCE) || flags & DX_PARAGRAPH
      || dx_sentence_at (c, f.cue.first) + 1 != dx_sentence_at (c, p->open))
    return false;
  const uint32_t x = segment_in (b, (dx_piece) { p->open, p->close + 1 },
                                 DX_CONTENT);
  return x == DIXIT_NONE || dx_chosen (b->s, x) == DIXIT_NONE
         || b->s->all[dx_chosen (b->s, x)].first < p->open;
}

static bool
framed (builder *b)
{
  const dx_marks *m = b->c->marks;
  dx_frame last = { { 0, 0 }, { 0, 0 } };
  for (uint32_t k = 0; k < m->count; k++)
    {
      const dx_passage *p = &m->passages[k];
      if (p->depth || p->dash || p->close <= p->open + 1
          || covering (b, p->open))
        continue;
      dx_frame f = dx_frame_after (b->c, b->people, p);
      if (!p->closed && !f.source.end)
        continue;
      if (!f.source.end)
        f = dx_frame_before (b->c, b->people, p, false);
      const uint32_t lost = f.source.end ? 0 : astray (b, p);
      if (lost)
        f = dx_frame_around (b->c, b->people, p, lost > 1);
      if (lost == 1 && !f.source.end && !is_phrase (b->c, p))
        f.source = holder (b, p, 0.6f);
      if (!f.source.end && linked_away (b, p))
        f = dx_frame_beat (b->c, b->people, p);
      if (!f.source.end && goes_on (b, p, last))
        f = last;
      last = f;
      if (f.source.end && !frame (b, p, f))
        return false;
    }
  return true;
}

/* Let a quotation have all the segments among the tokens of PIECE.  */
static void
own (builder *b, dx_piece piece)
{
  for (uint32_t i = piece.first; i < piece.end; i++)
    {
      const uint32_t x = segment_at (b, i);
      if (x != DIXIT_NONE)
        b->s->all[x].owned = true;
    }
}

/* What the rules' patterns call quotations; nothing else is looked for in
   them.  */
static bool
ruled (builder *b)
{
  const dx_ruled *r = b->c->ruled;
  for (uint32_t k = 0; r && k < r->quote_count; k++)
    {
      const dx_ruled_quote *from = &r->quotes[k];
      dx_quotation *q = add (b, (dx_piece) { from->content.first,
                                             from->content.end });
      if (!q)
        return false;
      q->cue = (dx_piece) { from->cue.first, from->cue.end };
      q->source = (dx_piece) { from->source.first, from->source.end };
      q->confidence = 0.9f;
      own (b, dx_said (q)[0]);
      own (b, q->cue);
      own (b, q->source);
      if (!cover (b, q))
        return false;
    }
  return true;
}

/* Has a quotation words among the tokens of PIECE?  */
static bool
is_covered (const builder *b, dx_piece piece)
{
  for (uint32_t i = piece.first; i < piece.end; i++)
    if (covering (b, i))
      return true;
  return false;
}

/* Marked words within marked words, whose speaker stands with them: “My
   director told me, ‘Wait.’”  */
static bool
nested (builder *b)
{
  enum { MARKED_MIN = 3 };
  const dx_marks *m = b->c->marks;
  dx_piece whole = { 0, 0 };   /* of the passage around */
  for (uint32_t k = 0; k < m->count; k++)
    {
      const dx_passage *p = &m->passages[k];
      dx_piece outer = { 0, 0 };
      const uint32_t of = covering (b, p->open);
      if (!p->depth)
        {
          whole = (dx_piece) { p->open + 1, p->close + !p->closed };
          if (of && b->quotes->all[of - 1].turn)
            outer = dx_said (&b->quotes->all[of - 1])[0];
        }
      else if (p->depth == 1)
        outer = whole;
      if (!outer.end || p->dash || !p->closed
          || p->close - p->open < MARKED_MIN)
        continue;
      dx_frame f = dx_frame_after (b->c, b->people, p);
      if (!f.source.end)
        f = dx_frame_before (b->c, b->people, p, true);
      if (!f.source.end || f.source.first < outer.first
          || f.source.end > outer.end || f.cue.first < outer.first
          || f.cue.end > outer.end)
        continue;
      dx_quotation *q = add (b, (dx_piece) { p->open, p->close + 1 });
      if (!q)
        return false;
      q->cue = f.cue;
      q->source = f.source;
      q->confidence = 0.4f;
      q->nested = true;
    }
  return true;
}

/* The turns of a transcript; nothing else is looked for in them.  */
static bool
turns (builder *b)
{
  dx_arena brief = { 0 };
  dx_turns all;
  dx_turn turn;
  bool fine = dx_turns_open (&all, b->c, &brief);
  while (fine && dx_turns_next (&all, &turn))
    {
      if (is_covered (b, turn.content))
        continue;
      dx_quotation *q = add (b, turn.content);
      if (!q)
        {
          fine = false;
          break;
        }
      q->source = turn.source;
      q->turn = true;
      q->confidence = 0.4f;
      own (b, (dx_piece) { turn.source.first, turn.content.end });
      fine = cover (b, q);
    }
  dx_arena_free (&brief);
  return fine;
}

/* The turns that dashes open; nothing else is looked for in them.  */
static bool
dashed (builder *b)
{
  const dx_marks *m = b->c->marks;
  for (uint32_t k = 0, end; k < m->count; k = end)
    {
      const dx_passage *p = &m->passages[k];
      end = k + 1;
      if (!p->dash || is_covered (b, (dx_piece) { p->open, p->close + 1 }))
        continue;
      uint32_t last = p->close;
      for (; end < m->count
             && (m->passages[end].depth
                 || (m->passages[end].dash && m->passages[end].turn == p->turn));
           end++)
        if (m->passages[end].dash)
          last = m->passages[end].close;
      dx_quotation *q = add (b, (dx_piece) { 0, 0 });
      if (!q)
        return false;
      q->talk = k + 1;
      q->confidence = 0.4f;
      for (uint32_t x = k; x < end; x++)
        {
          const dx_passage *said = &m->passages[x];
          if (!said->dash)
            continue;
          if (!say (b, q, (dx_piece) { dx_said_from (said, b->c->text),
                                       said->close + 1 }))
            return false;
          if (q->source.end)
            continue;
          const dx_frame f = dx_frame_after (b->c, b->people, said);
          q->source = f.source;
          q->cue = f.cue;
          if (f.source.end > last)
            last = f.source.end - 1;
          if (f.cue.end > last)
            last = f.cue.end - 1;
        }
      own (b, (dx_piece) { p->open, last + 1 });
      if (!cover (b, q))
        return false;
    }
  return true;
}

/* "The groups gave him a week to clean the mine, saying": is SOURCE, which ends where
   the participle CUE is set off, an object or less?  */
static bool
is_no_subject (const dx_context *c, const dx_segment *source,
               const dx_segment *cue)
{
  const uint32_t gap = cue->first - source->end;
  return source->end <= cue->first && gap <= 1
         && c->pos[cue->first] == DX_POS_VBG
         && dx_first_byte (c->text, cue->first - 1) == ','
         && source->first
              > dx_sentence_of (c->text, cue->first).first
         && dx_relation_at (c, dx_root_of (c, source->first, source->end))
              != DX_REL_SUBJECT
         && dx_relation_at (c, dx_root_of (c, source->first, source->end))
              != DX_REL_APPOS;
}

/* "After saying she was well, Lee went home": the name or pronoun that is the subject
   of the clause that the participle CUE hangs on; empty for none near.  */
static dx_piece
subject_over (const builder *b, const dx_segment *cue)
{
  enum { FAR = 80 };
  const dx_context *c = b->c;
  const dx_piece none = { 0, 0 };
  const uint32_t over = dx_head_at (c, cue->first);
  if (c->pos[cue->first] != DX_POS_VBG || over == DIXIT_NONE
      || dx_relation_at (c, cue->first) != DX_REL_ADVCL)
    return none;
  const dx_run s = dx_sentence_of (c->text, cue->first);
  const uint32_t from
    = over - s.first > FAR && over > s.first ? over - FAR : s.first;
  for (uint32_t i = from; i < s.end && i < over + FAR; i++)
    if (dx_head_at (c, i) == over && dx_relation_at (c, i) == DX_REL_SUBJECT
        && !(c->marks->state[i] & DX_M_INSIDE))
      {
        const uint32_t k = dx_mention_at (b->people, i);
        return k == DIXIT_NONE
                 ? none
                 : (dx_piece) { b->people->mentions[k].first,
                                b->people->mentions[k].end };
      }
  return none;
}

/* The source of CUE, whose content is CONTENT: the segment that the linker
   CHOSE, unless it was in doubt and the ranker of phrases is not.  */
static dx_piece
source_of (const builder *b, const dx_segment *cue, uint32_t chosen,
           const dx_segment *content)
{
  const dx_orphan o = { piece_of (cue), piece_of (content), false };
  dx_piece linked = { 0, 0 };
  bool object = false;
  if (chosen != DIXIT_NONE)
    {
      linked = piece_of (&b->s->all[chosen]);
      object = is_no_subject (b->c, &b->s->all[chosen], cue);
      if (cue->settled || (cue->chance >= DOUBT && !object))
        return linked;
    }
  float chance;
  const dx_piece held = dx_holder (b->c, b->people, &o, &chance);
  if (!linked.end)
    return held.end ? held : subject_over (b, cue);
  return held.end && (object || chance > 0.5f)
             && (held.end <= linked.first || held.first >= linked.end)
           ? held : linked;
}

/* The passage in marks of a conversation that token I is in, or NULL.  */
static const dx_passage *
talk_at (const builder *b, uint32_t i)
{
  const dx_marks *m = b->c->marks;
  const uint32_t k = dx_passage_at (m, i);
  return k != DIXIT_NONE && m->passages[k].talk && !m->passages[k].dash
           ? &m->passages[k] : NULL;
}

/* In a conversation another paragraph's cue is another speaker's.  */
static void
part_turns (builder *b)
{
  const dx_segments *s = b->s;
  for (uint32_t x = 0; x < s->count; x++)
    {
      if (s->all[x].role != DX_CONTENT || dx_chosen (b->s, x) == DIXIT_NONE)
        continue;
      const dx_passage *p = talk_at (b, s->all[x].first);
      const dx_segment *cue = &s->all[dx_chosen (b->s, x)];
      if (p && !one_paragraph (b, p->open, cue->first)
          && !one_paragraph (b, p->close, cue->first))
        dx_choose (b->s, x, DIXIT_NONE);
    }
}

/* The quotations of conversations in marks get their turns, and lose sources
   that only stand near.  */
static void
take_turns (builder *b)
{
  for (uint32_t k = 0; k < b->quotes->count; k++)
    {
      dx_quotation *q = &b->quotes->all[k];
      const dx_passage *p = talk_at (b, dx_said (q)[0].first);
      if (!p || q->kind == DIXIT_TERM || q->talk || q->nested)
        continue;
      q->talk = (uint32_t) (p - b->c->marks->passages) + 1;
      if (q->source.end && !q->floating
          && (one_paragraph (b, p->open, q->source.first)
              || one_paragraph (b, p->close, q->source.first)))
        continue;
      const dx_frame f = dx_frame_act (b->c, b->people, p);
      q->source = f.source;
      q->cue = (dx_piece) { 0, 0 };
      q->floating = false;
    }
}

/* "…, the mayor said, as the governor revealed that …": what the tagger took for
   more of the mayor's words is the governor's.  */
static bool
subordinate (builder *b)
{
  enum { SHORTEST = 3 };
  const dx_context *c = b->c;
  const uint32_t as = dx_lower_hash ("as"), whilst = dx_lower_hash ("while");
  for (uint32_t x = 0; x < b->s->count; x++)
    {
      const dx_segment *me = &b->s->all[x];
      const uint32_t word = dx_word_of (c->words, me->first)->lower;
      if (me->role != DX_CONTENT || b->s->all[x].owned
          || dx_chosen (b->s, x) == DIXIT_NONE || (word != as && word != whilst)
          || c->marks->state[me->first] & DX_M_INSIDE
          || me->end - me->first < SHORTEST
          || b->s->all[dx_chosen (b->s, x)].end > me->first)
        continue;
      const dx_frame f = dx_frame_clause (c, b->people, me->first + 1);
      if (!f.source.end || c->pos[f.source.first] == DX_POS_PRP
          || c->pos[f.cue.first] == DX_POS_VBN
          || dx_cue_rank (c, f.cue.first) < 3 || f.cue.end + SHORTEST > me->end)
        continue;
      dx_quotation *q = add (b, (dx_piece) { f.cue.end, me->end });
      if (!q)
        return false;
      q->cue = f.cue;
      q->source = f.source;
      q->confidence = me->chance;
      b->s->all[x].owned = true;
      if (!cover (b, q))
        return false;
    }
  return true;
}

/* Marked words in headlines that say whose they are, where nothing else did.  */
static bool
headlined (builder *b)
{
  const dx_marks *m = b->c->marks;
  for (uint32_t k = 0; k < m->count; k++)
    {
      const dx_passage *p = &m->passages[k];
      dx_headline h;
      if (p->depth || covering (b, p->open) || !dx_headline_read (b->c, p, &h))
        continue;
      /* "Related: " says nothing, whatever the tagger makes of it.  */
      const uint32_t x = segment_in (b, (dx_piece) { p->open, p->close + 1 },
                                     DX_CONTENT);
      if (x != DIXIT_NONE && dx_chosen (b->s, x) != DIXIT_NONE
          && dx_kind_at (b->c->text, p->open) != DX_RELATED)
        continue;
      dx_quotation *q = add (b, h.content);
      if (!q)
        return false;
      q->cue = h.cue;
      q->source = h.source;
      q->confidence = 0.5f;
      own (b, h.content);
      own (b, h.cue);
      own (b, h.source);
      if (!cover (b, q))
        return false;
    }
  return true;
}

/* Where the clause before token COMMA begins: the sentence, less a dateline.  */
static uint32_t
clause_before (const builder *b, uint32_t comma)
{
  const dx_text *t = b->c->text;
  uint32_t i = dx_sentence_of (t, comma).first;
  while (i < comma && t->tokens[i].flags & DX_DATELINE)
    i++;
  return i;
}

/* Is [FROM, END) a clause, its marks paired, in which the tagger is sure of no
   cue, and of which no word is spoken for?  */
static bool
may_be_said (const builder *b, uint32_t from, uint32_t end)
{
  enum { SURE = 160, SHORTEST = 4 };
  const uint8_t *state = b->c->marks->state;
  bool verb = false;
  if (end < from + SHORTEST
      || (state[from] & DX_M_INSIDE && !(state[from] & DX_M_OPEN))
      || (state[end - 1] & DX_M_INSIDE && !(state[end - 1] & DX_M_CLOSE)))
    return false;
  for (uint32_t i = from; i < end; i++)
    {
      const uint32_t x = segment_at (b, i);
      verb |= dx_is_verb (b->c->pos[i]);
      if (covering (b, i)
          || (x != DIXIT_NONE
              && (b->s->all[x].owned || b->s->all[x].first < from
                  || (b->s->all[x].role == DX_CUE
                      && b->s->all[x].sure >= SURE))))
        return false;
    }
  return verb;
}

/* Does a clause end before token I, or after a few words that say when or where
   something was said: "said on Friday afternoon, as"?  */
static bool
ends_clause (const builder *b, uint32_t i)
{
  enum { WORDS = 5 };
  const dx_text *t = b->c->text;
  const uint32_t home = dx_sentence_at (b->c, i - 1);
  for (uint32_t k = 0; k <= WORDS; k++, i++)
    {
      if (i >= t->token_count || dx_sentence_at (b->c, i) != home
          || t->tokens[i].kind == DX_PUNCT)
        return true;
      const uint8_t pos = b->c->pos[i];
      if (t->tokens[i].kind == DX_QUOTE || dx_is_verb (pos)
          || pos == DX_POS_PRP || pos == DX_POS_WP || pos == DX_POS_CC)
        return false;
    }
  return false;
}

/* "The two had met, the palace said, and would again": a word that is mostly a
   cue, its source before it, both set off by commas, and no content that chose
   it: its content is the clause before.  */
static bool
set_off (builder *b)
{
  const dx_segments *s = b->s;
  const dx_context *c = b->c;
  bool *taken = dx_alloc (b->scratch, s->count, sizeof *taken);
  if (!taken)
    return false;
  for (uint32_t x = 0; x < s->count; x++)
    if (s->all[x].role == DX_CONTENT && dx_chosen (b->s, x) != DIXIT_NONE
        && !b->s->all[x].owned)
      taken[dx_chosen (b->s, x)] = true;
  for (uint32_t x = 1; x < s->count; x++)
    {
      const dx_segment *cue = &s->all[x], *source = cue - 1;
      const uint32_t after = cue->end;
      if (cue->role != DX_CUE || source->role != DX_SOURCE || taken[x]
          || b->s->all[x].owned || s->all[x - 1].owned
          || source->end != cue->first || cue->end - cue->first > 1
          || dx_cue_rank (c, cue->first) < 3 || !source->first
          || dx_first_byte (c->text, source->first - 1) != ','
          || dx_sentence_at (c, source->first - 1) != dx_sentence_at (c, cue->first)
          || !ends_clause (b, after))
        continue;
      const uint32_t comma = source->first - 1,
                     from = clause_before (b, comma);
      if (!may_be_said (b, from, comma))
        continue;
      dx_quotation *q = add (b, (dx_piece) { from, comma });
      if (!q)
        return false;
      q->cue = piece_of (cue);
      q->source = piece_of (source);
      q->confidence = (float) cue->sure / 255.0f * 0.5f;
      s->all[x].owned = s->all[x - 1].owned = true;
      own (b, (dx_piece) { from, comma });
      if (!cover (b, q))
        return false;
    }
  dx_release (b->scratch, taken);
  return true;
}

/* Contents that chose a cue, cue by cue.  */
static bool
with_cue (builder *b)
{
  const dx_segments *s = b->s;
  /* A cue inside somebody's turn is that turn's own.  */
  for (uint32_t x = 0; x < s->count; x++)
    if (s->all[x].role == DX_CONTENT && dx_chosen (b->s, x) != DIXIT_NONE
        && !b->s->all[x].owned
        && s->all[dx_chosen (b->s, x)].owned)
      dx_choose (b->s, x, DIXIT_NONE);
  for (uint32_t x = 0; x < s->count; x++)
    {
      const dx_segment *me = &s->all[x];
      const uint32_t with = dx_chosen (b->s, x);
      if (me->role != DX_CONTENT || with == DIXIT_NONE
          || b->s->all[x].owned)
        continue;
      dx_segment *cue = &s->all[with];
      dx_quotation *q;
      if (!cue->owned)
        {
          q = add (b, (dx_piece) { 0, 0 });
          if (!q)
            return false;
          q->cue = piece_of (cue);
          q->confidence = (float) cue->sure / 255.0f;
          q->confidence *= cue->chance;
          q->source = mended (b, with);
          if (!q->source.end)
            q->source = source_of (b, cue, dx_chosen (b->s, with), me);
          cue->owned = true;
          cue->quotation = (uint32_t) (q - b->quotes->all);
        }
      q = &b->quotes->all[cue->quotation];
      if (!say (b, q, mended (b, x).first
                        ? (dx_piece) { me->first, mended (b, x).first }
                        : snap (b, piece_of (me))))
        return false;
      if (dx_said_count (q) == 1)
        q->confidence *= me->chance;
      s->all[x].owned = true;
    }
  for (uint32_t k = 0; k < b->quotes->count; k++)
    if (!cover (b, &b->quotes->all[k]))
      return false;
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
      if (covering (b, i))
        return covering (b, i) - 1;
      if (b->c->text->tokens[i].flags & DX_PARAGRAPH && ++paragraphs == 2)
        break;
    }
  return DIXIT_NONE;
}

/* The source of Q, which has marked words at token I and no cue.  */
static bool
hold (const builder *b, dx_quotation *q, uint32_t i)
{
  const uint32_t k = dx_passage_at (b->c->marks, i);
  if (k == DIXIT_NONE)
    return false;
  q->source = holder (b, &b->c->marks->passages[k], 0.5f);
  return q->held = q->source.end != 0;
}

/* Let PIECE, which hangs on nothing, be the next words of quotation ID, if only
   the words that name its speaker stand between: “A,” said X.  “B.”  */
static bool
join_last (builder *b, uint32_t id, dx_piece piece, bool *joined)
{
  const dx_context *c = b->c;
  dx_quotation *q = id == DIXIT_NONE ? NULL : &b->quotes->all[id];
  *joined = false;
  if (!q || !q->source.end || q->floating || q->turn || q->talk || q->nested
      || q->kind == DIXIT_TERM
      || !(c->text->tokens[piece.first].flags & DX_SENTENCE)
      || c->text->tokens[piece.first].flags & DX_PARAGRAPH)
    return true;
  const dx_piece last = dx_said (q)[dx_said_count (q) - 1];
  const uint32_t home = dx_sentence_at (c, piece.first - 1);
  if (q->source.first < last.end || dx_sentence_at (c, q->source.first) != home
      || dx_sentence_at (c, last.end - 1) + 1 < home
      || !(c->marks->state[last.end - 1] & DX_M_CLOSE))
    return true;
  return *joined = say (b, q, piece) && cover (b, q);
}

/* Content X, which hangs on nothing, with the rest of its passage, if nothing
   in that hangs on anything.  */
static dx_piece
passage_of (const builder *b, uint32_t x)
{
  const dx_segment *me = &b->s->all[x];
  const dx_marks *m = b->c->marks;
  const uint32_t k = dx_passage_at (m, me->first);
  if (k == DIXIT_NONE || m->passages[k].depth || m->passages[k].dash
      || !m->passages[k].closed || m->passages[k].close + 1 < me->end
      || m->passages[k].close - m->passages[k].open > REACH)
    return snap (b, piece_of (me));
  const dx_passage *p = &m->passages[k];
  for (uint32_t i = p->open; i <= p->close; i++)
    {
      const uint32_t there = segment_at (b, i);
      const uint32_t y = there == DIXIT_NONE ? x : there;
      if (covering (b, i) || b->s->all[y].role != DX_CONTENT
          || dx_chosen (b->s, y) != DIXIT_NONE || mended (b, y).first
          || b->s->all[y].first < p->open || b->s->all[y].end > p->close + 1)
        return snap (b, piece_of (me));
    }
  return (dx_piece) { p->open, p->close + 1 };
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
      if (me->role != DX_CONTENT || dx_chosen (b->s, x) != DIXIT_NONE
          || b->s->all[x].owned)
        continue;
      const bool marked = b->c->marks->state[me->first] & DX_M_INSIDE;
      uint32_t source = DIXIT_NONE;
      if (x && s->all[x - 1].role == DX_SOURCE
          && me->first - s->all[x - 1].end < 3
          && one_paragraph (b, s->all[x - 1].first, me->first))
        source = x - 1;
      else if (x + 1 < s->count && s->all[x + 1].role == DX_SOURCE
               && s->all[x + 1].first - me->end < 3
               && one_paragraph (b, s->all[x + 1].first, me->first))
        source = x + 1;
      if (source == DIXIT_NONE && !marked)
        continue;
      const uint32_t last = quotation_before (b, me->first);
      bool joined = false;
      if (source == DIXIT_NONE
          && !join_last (b, last, passage_of (b, x), &joined))
        return false;
      if (joined)
        {
          const dx_quotation *q = &b->quotes->all[last];
          own (b, dx_said (q)[dx_said_count (q) - 1]);
          continue;
        }
      dx_quotation *q = add (b, source == DIXIT_NONE ? passage_of (b, x)
                                                     : snap (b, piece_of (me)));
      if (!q)
        return false;
      q->confidence = (float) me->sure / 255.0f * me->chance * 0.7f;
      if (source != DIXIT_NONE)
        q->source = piece_of (&s->all[source]);
      else if (!hold (b, q, me->first) && last != DIXIT_NONE
               && b->quotes->all[last].kind != DIXIT_TERM)
        q->source = b->quotes->all[last].source;
      q->floating = source == DIXIT_NONE && !q->held;
      own (b, dx_said (q)[0]);
      if (!cover (b, q))
        return false;
    }
  return true;
}

/* Do the words before token I say that what follows is a name: titled, known
   as, so-called?  */
static bool
is_named (const dx_context *c, uint32_t i)
{
  static const char *const naming[]
    = { "titled", "entitled", "nicknamed", "nickname", "dubbed" };
  if (i < 3)
    return false;
  const uint32_t before = dx_word_of (c->words, i - 1)->lower;
  for (size_t k = 0; k < sizeof naming / sizeof *naming; k++)
    if (before == dx_lower_hash (naming[k]))
      return true;
  return (before == dx_lower_hash ("as")
          && dx_word_of (c->words, i - 2)->lower == dx_lower_hash ("known"))
         || (before == dx_lower_hash ("called")
             && dx_word_of (c->words, i - 3)->lower == dx_lower_hash ("so"));
}

/* Is passage P the name of something, in the middle of a sentence: “Make Your
   Kid a Millionaire”?  Nobody speaks in capitals, but headlines do.  */
static bool
is_title (const dx_context *c, const dx_passage *p)
{
  enum { SMALL = 4, NAME_MAX = 12 };
  uint32_t capitals = 0, last = 0;
  if (c->titled[dx_sentence_at (c, p->open)]
      || c->text->tokens[p->open].flags & DX_SENTENCE)
    return false;
  if (p->close - p->open <= NAME_MAX && is_named (c, p->open))
    return true;
  for (uint32_t i = p->open + 1; i < p->close; i++)
    {
      const dx_token t = dx_token_of (c->text, i);
      const char ch = c->text->bytes[t.start];
      const dx_word *w = dx_word_of (c->words, i);
      if ((t.kind == DX_PUNCT && (ch == '!' || ch == '?' || ch == ';'))
          || c->pos[i] == DX_POS_PRP)
        return false;
      if (t.kind != DX_WORD || t.flags & DX_CLITIC)
        continue;
      last = w->caps >= DX_TITLE;
      if (!last && (!capitals || w->size > SMALL))
        return false;
      capitals += last;
    }
  return last && capitals > 1;
}

/* Take the titles among what Q says out of it, as terms of their own.  */
static bool
take_titles (builder *b, uint32_t id)
{
  const dx_marks *m = b->c->marks;
  for (uint32_t k = 0; k < dx_said_count (&b->quotes->all[id]); k++)
    {
      dx_quotation *q = &b->quotes->all[id];
      const dx_piece piece = dx_said (q)[k];
      const uint32_t x = dx_passage_at (m, piece.first);
      if (x == DIXIT_NONE || m->passages[x].open != piece.first
          || m->passages[x].close + 1 != piece.end || !m->passages[x].closed
          || !is_title (b->c, &m->passages[x]))
        continue;
      dx_pieces *const list = dx_said_list (q);
      if (list && list->count > 1)
        {
          memmove (list->all + k, list->all + k + 1,
                   (list->count - k - 1) * sizeof *list->all);
          list->count--;
          k--;
          q = add (b, piece);
          if (!q)
            return false;
        }
      q->kind = DIXIT_TERM;
      q->cue = q->source = (dx_piece) { 0, 0 };
      q->confidence = 0.7f;
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
      if (p->depth || p->dash || p->close < p->open)
        continue;
      uint32_t words = 0, verbs = 0;
      bool taken = false;
      for (uint32_t i = p->open; i <= p->close && !taken; i++)
        {
          taken = covering (b, i) != 0;
          words += b->c->text->tokens[i].kind == DX_WORD;
          verbs += dx_is_verb (b->c->pos[i]) || b->c->pos[i] == DX_POS_MD;
        }
      if (taken || !words)
        continue;
      const bool sentence
        = verbs && p->closed && b->c->text->tokens[p->open].flags & DX_SENTENCE
          && strchr (".!?", dx_first_byte (b->c->text, p->close - 1));
      const bool said = p->talk || sentence || (words > 5 && verbs);
      const uint32_t last = quotation_before (b, p->open);
      bool joined = false;
      if ((sentence || said)
          && !join_last (b, last, (dx_piece) { p->open, p->close + 1 },
                         &joined))
        return false;
      if (joined)
        continue;
      dx_quotation *q = add (b, (dx_piece) { p->open, p->close + 1 });
      if (!q)
        return false;
      q->kind = said ? DIXIT_DIRECT : DIXIT_TERM;
      q->confidence = said ? 0.3f : 0.7f;
      if (said && !hold (b, q, p->open) && last != DIXIT_NONE)
        q->source = b->quotes->all[last].source;
      q->floating = said && !q->held;
      if (said && !cover (b, q))
        return false;
    }
  return true;
}

static int
by_first (const void *a, const void *b)
{
  const dx_piece *x = a, *y = b;
  return x->first < y->first ? -1 : x->first > y->first;
}

/* Put the pieces of Q in order, and join those that grew into each other.  False when
   memory is out.  */
static bool
tidy (dx_quotation *q)
{
  dx_pieces *const list = dx_said_list (q);
  if (!list)
    return true;   /* it is one */
  dx_piece *const said = list->all;
  uint32_t n = 0;
  if (!dx_sort (said, list->count, sizeof *said, by_first))
    return false;
  for (uint32_t k = 1; k < list->count; k++)
    if (said[k].first >= said[n].end)
      said[++n] = said[k];
    else if (said[k].end > said[n].end)
      said[n].end = said[k].end;
  list->count = n + 1;
  return true;
}

static int
by_start (const void *a, const void *b)
{
  const dx_piece *x = dx_said (a), *y = dx_said (b);
  return x->first < y->first   ? -1
         : x->first > y->first ? 1
         : x->end < y->end     ? -1
                               : x->end > y->end;
}

/* The entity that is the rules' name VALUE; made, without a mention, where
   there is none.  ENTITIES maps the rules' names to entities, and there is room
   for one more.  DIXIT_NONE when memory is out.  */
static uint32_t
entity_of (builder *b, dx_chains *entities, uint32_t value)
{
  dx_people *p = b->people;
  uint32_t at = 0;
  int steps = 0;
  const uint32_t e = dx_chains_next (entities, value, &at, &steps);
  if (e != DIXIT_NONE)
    return e;
  const dx_rule_name *r = &b->c->ruled->rules->names[value - 1];
  p->entities[p->entity_count]
    = (dx_entity) { .type = r->type, .gender = r->gender, .rule = value };
  return dx_chains_add (entities, value, p->entity_count) ? p->entity_count++
                                                          : DIXIT_NONE;
}

/* What the user has corrected: who speaks, wherever the words are those that
   the correction is for.  */
static bool
correct (builder *b)
{
  const dx_text *text = b->c->text;
  dx_quotations *all = b->quotes;
  dx_people *p = b->people;
  uint32_t *of, hits = 0;
  if (!dx_ruled_words (b->c, &of, b->scratch))
    return false;
  if (!of)
    return true;
  const dx_forms *said = &b->c->ruled->rules->said;
  uint32_t *words = dx_alloc (b->scratch, text->token_count, sizeof *words);
  if (!words)
    return false;
  for (uint32_t k = 0; k < all->count; k++)
    {
      dx_quotation *q = &all->all[k];
      size_t n = 0;
      for (uint32_t x = 0; x < dx_said_count (q); x++)
        for (uint32_t i = dx_said (q)[x].first; i < dx_said (q)[x].end; i++)
          if (dx_is_said (&text->tokens[i]))
            words[n++] = of[b->c->words->of[i]];
      for (size_t i = 0; i < n && !q->corrected; i++)
        {
          const uint32_t speaker = dx_forms_said (said, words + i, n - i);
          q->corrected = speaker != DX_FORM_NONE;
          if (q->corrected)
            q->speaker = speaker;
        }
      hits += q->corrected;
    }
  if (!hits)
    return true;
  dx_entity *entities = dx_alloc (b->arena, (size_t) p->entity_count + hits,
                                  sizeof *entities);
  dx_chains by_rule;
  if (!entities)
    return false;
  dx_chains_open (&by_rule, b->scratch, (size_t) p->entity_count + hits);
  if (p->entity_count)
    memcpy (entities, p->entities, p->entity_count * sizeof *entities);
  p->entities = entities;
  for (uint32_t e = 0; e < p->entity_count; e++)
    if (entities[e].rule && !dx_chains_add (&by_rule, entities[e].rule, e))
      return false;
  for (uint32_t k = 0; k < all->count; k++)
    {
      dx_quotation *q = &all->all[k];
      if (!q->corrected)
        continue;
      q->confidence = 1;
      if (q->speaker == DX_FORM_NEVER)
        {
          q->speaker = DIXIT_NONE;
          continue;
        }
      q->speaker = entity_of (b, &by_rule, q->speaker);
      if (q->speaker == DIXIT_NONE)
        return false;
      if (q->kind == DIXIT_TERM)
        classify (b, q);
    }
  return true;
}

/* The share of quotations as sure as RAW, a product of probabilities, that are
   right: found, with the right source.  Counted on articles left out of
   training; MODEL.md has the table.  */
static float
calibrated (float raw)
{
  static const float right[] = { 0.20f, 0.35f, 0.42f, 0.52f, 0.64f, 0.70f,
                                 0.78f, 0.87f, 0.93f, 0.97f, 0.995f };
  const float at = raw <= 0 ? 0 : raw >= 1 ? 9.999f : raw * 10;
  const int k = (int) at;
  return right[k] + (right[k + 1] - right[k]) * (at - (float) k);
}

/* Is a pronoun all that Q says, as the first of "which the fishermen call the Old
   Lady"?  */
static bool
is_empty (const dx_context *c, const dx_quotation *q)
{
  const dx_piece *words = &dx_said (q)[0];
  if (q->kind != DIXIT_INDIRECT || dx_said_count (q) != 1
      || words->end - words->first != 1)
    return false;
  const uint8_t pos = c->pos[words->first];
  return pos == DX_POS_PRP || pos == DX_POS_PRPS || pos == DX_POS_WP
         || pos == DX_POS_DT || pos == DX_POS_IN;
}

/* All of it, in order.  */
static dixit_status
build (builder *b, dixit_error *error)
{
  const dx_context *c = b->c;
  const dx_segments *segments = b->s;
  dx_quotations *quotes = b->quotes;
  const uint32_t tokens = c->text->token_count;
  const uint32_t count = segments->count;
  b->mended = dx_alloc (b->scratch, count / PAGE + (size_t) 1,
                        sizeof *b->mended);
  b->starts = dx_starts_open (b->scratch, tokens);
  if (!b->mended || !b->starts
      || !dx_layers_open (&b->covered, tokens, b->scratch))
    goto memory;
  dx_starts_fill (b->starts, tokens, segments->all, count,
                  sizeof *segments->all);
  if (!ruled (b))
    goto memory;
  if (!turns (b))
    goto memory;
  part_turns (b);
  if (!dashed (b) || !framed (b) || !headlined (b) || !subordinate (b)
      || !set_off (b) || !with_cue (b)
      || !without_cue (b) || !nested (b))
    goto memory;
  for (uint32_t k = 0; k < quotes->count; k++)
    classify (b, &quotes->all[k]);
  /* The rules' own were the first, and are what the rules say.  */
  const uint32_t given = c->ruled ? c->ruled->quote_count : 0;
  for (uint32_t k = 0; k < given; k++)
    if (c->ruled->quotes[k].kind != UINT8_MAX)
      quotes->all[k].kind = c->ruled->quotes[k].kind & 3u;
  for (uint32_t k = given, n = quotes->count; k < n; k++)
    if (!quotes->all[k].talk && quotes->all[k].kind != DIXIT_TERM
        && !take_titles (b, k))
      goto memory;
  for (uint32_t k = given; k < quotes->count; k++)
    if (quotes->all[k].kind != DIXIT_TERM)
      quotes->all[k].confidence = calibrated (quotes->all[k].confidence);
  if (!leftovers (b))
    goto memory;
  take_turns (b);
  uint32_t left = given;
  for (uint32_t k = given; k < quotes->count; k++)
    if (!is_empty (c, &quotes->all[k]))
      quotes->all[left++] = quotes->all[k];
  quotes->count = left;
  for (uint32_t k = 0; k < quotes->count; k++)
    if (!tidy (&quotes->all[k]))
      goto memory;
  /* Sorting takes memory of its own.  */
  dx_arena_free (b->scratch);
  b->covered = (dx_layers) { 0 };
  b->mended = NULL;
  b->starts = NULL;
  if (!dx_sort (quotes->all, quotes->count, sizeof *quotes->all, by_start)
      || !correct (b))
    goto memory;
  return DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

dixit_status
dx_quotes_find (dx_quotations *quotes, const dx_context *c,
                const dx_segments *segments, dx_people *people,
                dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };
  builder b = { .quotes = quotes, .c = c, .s = segments, .people = people,
                .arena = arena, .scratch = &scratch };
  *quotes = (dx_quotations) { 0 };
  dixit_status s = build (&b, error);
  dx_arena_free (&scratch);
  if (s == DIXIT_OK
      && !dx_fit (arena, &quotes->all, &b.room, quotes->count,
                  sizeof *quotes->all))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return s;
}
