/* voices.c -- who takes which turn of a conversation.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/voices.h"

#include <string.h>

enum { BACK = 12 /* turns */, NEAR = 100, FAR = 300 /* tokens */ };

/* A turn's voice is an entity, or, from UNNAMED on, whoever without a name the
   source of a quotation means.  */
#define UNNAMED (UINT64_C (1) << 32)
#define SILENT UINT64_MAX

typedef struct
{
  uint32_t first, end;     /* its quotations, among all */
  uint32_t answer;         /* its number */
  uint32_t told;           /* the quotation whose words name the source; or
                              DIXIT_NONE */
  uint64_t voice;          /* or SILENT */
  uint32_t called;         /* whom it calls by name; or DIXIT_NONE */
} turn;

typedef struct
{
  dx_story *t;
  turn *turns;
  size_t room;
  uint32_t count;
  uint32_t *met;           /* per entity: the token of its first mention */
} scene;

static bool
is_said (const dx_quotation *q)
{
  return q->talk && !q->nested && q->kind != DIXIT_TERM;
}

/* Do Q's own words say whose it is?  */
static bool
is_told (const dx_quotation *q)
{
  return q->corrected || (q->source.end && !q->floating);
}

static uint64_t
voice_of (const scene *s, uint32_t quote)
{
  const dx_quotation *q = &s->t->q->all[quote];
  return q->entity != DIXIT_NONE ? q->entity : UNNAMED + quote;
}

/* Whom the words of PIECE call: "Not now, Jo."  "Jo, come here."  */
static uint32_t
called_in (const scene *s, dx_piece piece)
{
  const dx_text *x = s->t->c->text;
  const dx_people *p = s->t->p;
  for (uint32_t i = piece.first; i < piece.end; i++)
    {
      const uint32_t k = dx_mention_at (p, i);
      if (k == DIXIT_NONE)
        continue;
      const dx_mention *m = &p->mentions[k];
      i = m->end - 1;
      if (m->kind != DIXIT_NAME || m->type != DIXIT_PER || m->end >= x->token_count
          || m->entity == DIXIT_NONE || m->first < piece.first
          || m->end > piece.end)
        continue;
      const dx_token before = dx_token_of (x, m->first ? m->first - 1 : 0),
                     after = dx_token_of (x, m->end);
      const bool opens = m->first == piece.first || before.kind == DX_QUOTE;
      const char b = x->bytes[before.start], a = x->bytes[after.start];
      const bool ends = m->end == piece.end || after.kind == DX_QUOTE
                        || (after.kind == DX_PUNCT && (a == '.' || a == '?'
                                                        || a == '!'));
      if (opens ? after.kind == DX_PUNCT && (a == ',' || a == '!' || a == '?')
                : before.kind == DX_PUNCT && b == ','
                    && (ends || (after.kind == DX_PUNCT && a == ',')))
        return m->entity;
    }
  return DIXIT_NONE;
}

/* The turns of the conversation whose first quotation is QUOTE; returns the
   first quotation after it, or DIXIT_NONE when memory is out.  */
static uint32_t
gather (scene *s, uint32_t quote)
{
  const dx_quotations *all = s->t->q;
  const dx_marks *const m = s->t->c->marks;
  const uint32_t talk = dx_talk_of (m, &all->all[quote])->talk;
  s->count = 0;
  uint32_t k = quote;
  for (; k < all->count; k++)
    {
      const dx_quotation *q = &all->all[k];
      if (!is_said (q))
        continue;
      const dx_passage *const p = dx_talk_of (m, q);
      if (p->talk != talk)
        break;
      if (!s->count || s->turns[s->count - 1].answer != dx_turn_of (m, p))
        {
          if (!dx_reserve (s->t->arena, &s->turns, &s->room, s->count,
                           s->count + 1u, sizeof *s->turns))
            return DIXIT_NONE;
          s->turns[s->count++] = (turn) { .first = k, .answer = dx_turn_of (m, p),
                                          .told = DIXIT_NONE, .voice = SILENT,
                                          .called = DIXIT_NONE };
        }
      turn *now = &s->turns[s->count - 1];
      now->end = k + 1;
      if (now->told == DIXIT_NONE && is_told (q))
        {
          now->told = k;
          now->voice = voice_of (s, k);
        }
      for (uint32_t x = 0; x < dx_said_count (q) && now->called == DIXIT_NONE;
           x++)
        now->called = called_in (s, dx_said (q)[x]);
    }
  return k;
}

static bool
beside (const turn *a, const turn *b)
{
  return a->answer + 1 == b->answer;
}

static uint32_t
start_of (const scene *s, const turn *a)
{
  return dx_said (&s->t->q->all[a->first])[0].first;
}

static uint32_t
end_of (const scene *s, const turn *a)
{
  const dx_quotation *q = &s->t->q->all[a->end - 1];
  return dx_said (q)[dx_said_count (q) - 1].end;
}

/* What the noun of phrase W says of whom it means: 'm', 'f' or 0.  */
static char
gender_of (const scene *s, dx_piece w)
{
  for (uint32_t i = w.end; i-- > w.first;)
    {
      const uint32_t b = dx_bits (&s->t->p->lexicon, s->t->c, i);
      if (b & (DX_L_MAN | DX_L_WOMAN))
        return b & DX_L_MAN && b & DX_L_WOMAN ? 0 : b & DX_L_MAN ? 'm' : 'f';
    }
  return 0;
}

/* Whom the sentence after token I begins with, in the same paragraph: "said her
   brother.  Adam was holding the ladder."  */
static uint32_t
told_next (const scene *s, uint32_t i)
{
  const dx_text *x = s->t->c->text;
  const dx_people *p = s->t->p;
  const uint32_t at = dx_sentence_of (x, i).end;
  if (at >= x->token_count || x->tokens[at].flags & DX_PARAGRAPH
      || dx_mention_at (p, at) == DIXIT_NONE)
    return DIXIT_NONE;
  const dx_mention *m = &p->mentions[dx_mention_at (p, at)];
  return m->kind == DIXIT_NAME && m->type == DIXIT_PER && m->subject
           ? m->entity : DIXIT_NONE;
}

static bool
may_be (const scene *s, uint32_t who, char gender, const uint64_t not[3])
{
  if (who == DIXIT_NONE || who == not[0] || who == not[1] || who == not[2])
    return false;
  const char g = s->t->p->entities[who].gender;
  return !gender || !g || g == gender;
}

/* Who of those that the story speaks of between tokens FROM and END, nearest to
   AT first, may be meant: of GENDER, and none of NOT.  With ALONE, DIXIT_NONE if
   there are two.  */
static uint32_t
on_stage (const scene *s, uint32_t from, uint32_t end, uint32_t at,
          char gender, const uint64_t not[3], bool alone)
{
  const dx_people *p = s->t->p;
  uint32_t best = DIXIT_NONE, least = UINT32_MAX;
  for (uint32_t i = from; i < end; i++)
    {
      const uint32_t k = dx_mention_at (p, i);
      if (k == DIXIT_NONE)
        continue;
      const dx_mention *m = &p->mentions[k];
      const uint32_t e = m->entity;
      if (m->end > i)
        i = m->end - 1;
      if (m->kind != DIXIT_NAME || m->inside || m->aside || e == DIXIT_NONE
          || p->entities[e].type != DIXIT_PER
          || dx_layer_at (&s->t->speech, m->first)
          || !may_be (s, e, gender, not))
        continue;
      if (alone && best != DIXIT_NONE && best != e)
        return DIXIT_NONE;
      const uint32_t far = m->first < at ? at - m->first : m->first - at;
      if (far < least)
        {
          least = far;
          best = e;
        }
    }
  return best;
}

static uint32_t
clamped (const scene *s, uint64_t at)
{
  const uint32_t n = s->t->c->text->token_count;
  return at < n ? (uint32_t) at : n;
}

/* "her brother", "the landlady", whom nobody has understood: the one person on
   stage who is neither "her" nor who spoke just before.  */
static void
understand (scene *s, uint32_t n)
{
  turn *now = &s->turns[n];
  dx_quotation *q = &s->t->q->all[now->told];
  const dx_people *p = s->t->p;
  /* Hardly whoever spoke just before.  */
  const uint64_t before
    = n && beside (now - 1, now) ? now[-1].voice : SILENT;
  if ((q->entity != DIXIT_NONE
       && (q->source_kind != DIXIT_SOURCE_NOMINAL || q->entity != before))
      || q->corrected || q->source_kind == DIXIT_SOURCE_PRONOUN
      || !(dx_bits (&p->lexicon, s->t->c, q->source.first) & DX_L_THE))
    return;
  for (uint32_t i = q->source.first; i < q->source.end; i++)
    if (dx_bits (&p->lexicon, s->t->c, i) & DX_L_GROUP
        || (dx_mention_at (p, i) != DIXIT_NONE
            && p->mentions[dx_mention_at (p, i)].kind == DIXIT_NAME))
      return;
  const uint32_t owner = dx_mention_at (p, q->source.first);
  const uint64_t not[3]
    = { before,
        owner != DIXIT_NONE ? p->mentions[owner].entity : SILENT,
        now->called != DIXIT_NONE ? now->called : SILENT };
  const uint32_t at = q->source.first;
  const bool answered = n + 1 < s->count && beside (now, now + 1);
  const char gender = gender_of (s, q->source);
  uint32_t who = told_next (s, at);
  if (!may_be (s, who, gender, not))
    who = answered ? now[1].called : DIXIT_NONE;
  if (!may_be (s, who, gender, not))
    who = on_stage (s, at > FAR ? at - FAR : 0,
                    clamped (s, (uint64_t) end_of (s, now) + NEAR), at, gender,
                    not, true);
  if (q->entity != DIXIT_NONE)
    {
      s->t->p->entities[q->entity].quotes--;
      q->entity = DIXIT_NONE;
      dx_set_nominal (q, (dx_piece) { 0, 0 });
      now->voice = UNNAMED + now->told;
    }
  if (who == DIXIT_NONE)
    return;
  q->entity = who;
  /* A mention, unless the text has yet to introduce them.  */
  if (s->met[who] < at)
    dx_set_nominal (q, q->source);
  q->source_kind = DIXIT_SOURCE_NOMINAL;
  s->t->p->entities[who].quotes++;
  now->voice = who;
}

/* Who spoke last before the turn that stands STEP (1 or -1) against the order
   of N, of those who are not OTHER.  */
static uint64_t
other_than (const scene *s, uint32_t n, int step, uint64_t other,
            uint32_t called)
{
  for (uint32_t d = 2; d <= BACK; d++)
    {
      const uint64_t k = step > 0 ? (uint64_t) n - d : (uint64_t) n + d;
      if (k >= s->count)
        break;
      const uint64_t v = s->turns[k].voice;
      if (v != SILENT && v != other && v != called)
        return v;
    }
  return SILENT;
}

/* The voice of turn N, which no words of its own name, going by the turns on
   one side of it.  */
static uint64_t
answering (const scene *s, uint32_t n, int step)
{
  const turn *now = &s->turns[n];
  const uint64_t k = step > 0 ? (uint64_t) n - 1 : (uint64_t) n + 1;
  if (k >= s->count
      || !(step > 0 ? beside (&s->turns[k], now) : beside (now, &s->turns[k])))
    return SILENT;
  const turn *next = &s->turns[k];
  if (next->called != DIXIT_NONE && next->called != next->voice
      && next->called != now->called)
    return next->called;
  if (next->voice == SILENT)
    return SILENT;
  return other_than (s, n, step, next->voice, now->called);
}

/* Let the quotations of turn N have its voice.  */
static void
speak (scene *s, uint32_t n)
{
  const turn *now = &s->turns[n];
  for (uint32_t k = now->first; k < now->end; k++)
    {
      dx_quotation *q = &s->t->q->all[k];
      if (!is_said (q) || is_told (q))
        continue;
      if (q->entity != DIXIT_NONE)
        s->t->p->entities[q->entity].quotes--;
      q->entity = DIXIT_NONE;
      q->source = (dx_piece) { 0, 0 };
      q->source_kind = DIXIT_SOURCE_NONE;
      dx_set_nominal (q, (dx_piece) { 0, 0 });
      q->floating = false;
      if (now->voice == SILENT)
        continue;
      q->floating = true;
      /* The source of one who spoke.  */
      for (uint32_t d = 0; d <= BACK; d++)
        for (int side = -1; side <= 1; side += 2)
          {
            const uint64_t x = (uint64_t) n + (uint64_t) ((int64_t) d * side);
            if (q->source.end || x >= s->count
                || s->turns[x].voice != now->voice
                || s->turns[x].told == DIXIT_NONE)
              continue;
            const dx_quotation *from = &s->t->q->all[s->turns[x].told];
            q->source = from->source;
            q->source_kind = from->source_kind;
          }
      if (now->voice < UNNAMED)
        {
          q->entity = (uint32_t) now->voice;
          s->t->p->entities[q->entity].quotes++;
        }
    }
}

static void
play (scene *s)
{
  for (uint32_t n = 0; n < s->count; n++)
    {
      turn *now = &s->turns[n];
      if (now->told != DIXIT_NONE)
        {
          understand (s, n);
          continue;
        }
      now->voice = answering (s, n, 1);
      if (now->voice == SILENT && n + 1 < s->count
          && beside (now, now + 1) && now[1].called != DIXIT_NONE
          && now[1].called != now->called && now[1].voice != now[1].called
          && !(n && beside (now - 1, now) && now[-1].voice == now[1].called))
        now->voice = now[1].called;
      if (now->voice == SILENT && n && beside (now - 1, now)
          && now[-1].voice != SILENT && n < 3)
        {
          /* One voice so far: whoever else is near.  */
          const uint64_t not[3] = { now[-1].voice, SILENT,
                                    now->called != DIXIT_NONE ? now->called
                                                              : SILENT };
          const uint32_t at = start_of (s, now);
          const uint32_t who
            = on_stage (s, at > NEAR ? at - NEAR : 0,
                        clamped (s, (uint64_t) end_of (s, now) + NEAR), at, 0,
                        not, false);
          if (who != DIXIT_NONE)
            now->voice = who;
        }
    }
  for (uint32_t n = s->count; n-- > 0;)
    if (s->turns[n].voice == SILENT)
      s->turns[n].voice = answering (s, n, -1);
  for (uint32_t n = 0; n < s->count; n++)
    speak (s, n);
}

bool
dx_voices_settle (dx_story *story)
{
  const dx_people *p = story->p;
  scene s = { .t = story };
  uint32_t first = 0;
  while (first < story->q->count && !is_said (&story->q->all[first]))
    first++;
  if (first == story->q->count)
    return true;
  s.met = dx_alloc (story->arena, p->entity_count, sizeof *s.met);
  if (!s.met)
    return false;
  memset (s.met, 0xff, p->entity_count * sizeof *s.met);
  for (uint32_t k = p->mention_count; k-- > 0;)
    if (p->mentions[k].entity != DIXIT_NONE)
      s.met[p->mentions[k].entity] = p->mentions[k].first;
  for (uint32_t k = first; k < story->q->count;)
    {
      if (!is_said (&story->q->all[k]))
        {
          k++;
          continue;
        }
      k = gather (&s, k);
      if (k == DIXIT_NONE)
        return false;
      play (&s);
    }
  return true;
}
