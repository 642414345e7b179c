/* story.c -- mentions and quotations in the order of the text.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/sort.h"
#include "find/voices.h"
#include "find/who.h"

/* A pronoun that leads by this much settles a gender not known before.  */
enum { LAST = 2, SURE = 90, NEAR = 12, FLOAT_BACK = 5, FLOAT_REACH = 400,
       TALK_BACK = 12, GOES_ON = 2 };

static int
compare (const void *a, const void *b)
{
  const dx_by_source *x = a, *y = b;
  return x->at != y->at ? (x->at < y->at ? -1 : 1)
                        : (x->quote > y->quote) - (x->quote < y->quote);
}

static bool
appear (dx_story *t, uint32_t at, uint32_t entity, uint8_t flags)
{
  const size_t words = t->count / 64 + (size_t) 1;
  if ((t->count == t->room
       && !dx_reserve (t->arena, &t->events, &t->room, t->count, t->count + 1u,
                       sizeof *t->events))
      || (words > t->people_room
          && !dx_reserve (t->arena, &t->people, &t->people_room, words - 1,
                          words, sizeof *t->people)))
    return false;
  if (t->count % 64 == 0)
    t->people[words - 1] = 0;
  const bool person = t->p->entities[entity].type == DIXIT_PER;
  const int64_t head = person ? (int64_t) dx_event_head (t, at) - at : 0;
  /* Events come nearly in order.  */
  uint32_t k = t->count++;
  for (; k && t->events[k - 1].at > at; k--)
    t->events[k] = t->events[k - 1];
  t->events[k]
    = (dx_event) { .at = at, .entity = entity, .flags = flags,
                   .head = (int16_t) (head >= INT16_MIN && head <= INT16_MAX
                                        ? head : 0),
                   .person = person };
  for (; k < t->count; k++)
    {
      const uint64_t bit = UINT64_C (1) << k % 64;
      t->people[k / 64] = (t->people[k / 64] & ~bit)
                          | (t->events[k].person ? bit : 0);
    }
  return true;
}

static uint8_t
flags_of (const dx_story *t, const dx_mention *m)
{
  return (uint8_t) ((m->subject ? DX_E_SUBJECT : 0)
                    | (m->owner ? DX_E_OWNER : 0)
                    | (m->inside ? DX_E_INSIDE : 0)
                    | (m->aside ? DX_E_ASIDE : 0)
                    | (m->topic ? DX_E_TOPIC : 0)
                    | (m->kind == DIXIT_PRONOUN ? DX_E_PRONOUN : 0)
                    | (m->kind == DIXIT_NAME && m->end - m->first > 1
                           && !t->met[m->entity]
                         ? DX_E_NEW
                         : 0));
}

/* A possessive that does not stand for a speaker: his campaign.  */
static bool
possessive (const dx_context *c, const dx_mention *m)
{
  return c->pos[m->first] == DX_POS_PRPS;
}

/* Is quotation Q a question, which another answers?  */
static bool
asks_back (const dx_story *t, const dx_quotation *q)
{
  static const char *const words[] = { "asked", "asks", "ask", "asking" };
  for (uint32_t i = q->cue.first; i < q->cue.end; i++)
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
      if (dx_word_of (t->c->words, i)->lower == dx_lower_hash (words[k]))
        return true;
  return false;
}

/* "A clerk at the ministry said ...  \"...,\" she said": does the pronoun M, who
   speaks, go on with somebody who spoke last and has no name?  */
static bool
stays_unnamed (const dx_story *t, const dx_mention *m)
{
  const dx_context *c = t->c;
  uint32_t told = t->told;
  /* Not what is said within, nor by "who asked not to be named".  */
  while (told && t->told - told < TALK_BACK)
    {
      const dx_quotation *q = &t->q->all[t->order[told - 1].quote];
      if (!q->nested
          && !(q->source.end == q->source.first + 1
               && dx_bits (&t->p->lexicon, c, q->source.first) & DX_L_WHO))
        break;
      told--;
    }
  if (!told)
    return false;
  const dx_quotation *x = &t->q->all[t->order[told - 1].quote];
  const uint32_t at = x->source.first, end = x->source.end;
  if (x->entity != DIXIT_NONE || x->talk || end <= at || end > m->first
      || dx_sentence_at (c, m->first) - dx_sentence_at (c, at) > GOES_ON
      || dx_layer_at (&t->speech, m->first) == t->order[told - 1].quote + 1
      || asks_back (t, x))
    return false;
  /* One person, brought in or gone on with.  */
  bool one = dx_mention_at (t->p, at) != DIXIT_NONE && end == at + 1
             && t->p->mentions[dx_mention_at (t->p, at)].kind == DIXIT_PRONOUN;
  for (uint32_t i = at; i < end && !one; i++)
    {
      const uint32_t b = dx_bits (&t->p->lexicon, c, i);
      if (!dx_is_person_noun (t->p, c, i) || b & DX_L_GROUP
          || c->pos[i] == DX_POS_NNS
          || (i + 1 < end && dx_is_noun (c->pos[i + 1])))
        continue;
      /* "The leader", though, may only not have been found out.  */
      const uint32_t first = dx_bits (&t->p->lexicon, c, at);
      one = (first & DX_L_A
             || (first & DX_L_THE && b & (DX_L_MOUTH | DX_L_OTHER)))
            && !(b & DX_L_MAN && m->gender == 'f')
            && !(b & DX_L_WOMAN && m->gender == 'm');
      break;
    }
  for (uint32_t d = 1; one && d <= t->count && d <= TALK_BACK; d++)
    {
      const dx_event *v = &t->events[t->count - d];
      if (v->at < at)
        break;
      /* Another clerk, Ann Lee of the ministry, has a name.  */
      const bool apposed
        = v->at > at && v->at <= end + 1
          && dx_first_byte (c->text, v->at - 1) == ',';
      one = t->p->entities[v->entity].type != DIXIT_PER
            || (!apposed
                && (!(v->flags & DX_E_SUBJECT) || v->flags & DX_E_INSIDE
                    || dx_layer_at (&t->speech, v->at)));
    }
  return one;
}

static bool
pronoun (dx_story *t, dx_mention *m, uint32_t asks, uint32_t except)
{
  if (asks != DIXIT_NONE && stays_unnamed (t, m))
    return true;
  const dx_question q = { .at = m->first, .gender = m->gender, .asks = asks,
                          .except = except };
  const dx_answer who = dx_who (t, &q);
  m->entity = who.entity;
  if (m->entity == DIXIT_NONE)
    return true;
  dx_entity *e = &t->p->entities[m->entity];
  m->back = who.at + 1;
  e->mentions++;
  if (!e->gender && who.margin >= SURE)
    e->gender = m->gender;
  if (m->inside)
    {
      t->chain = m->entity;
      return true;
    }
  uint8_t flags = flags_of (t, m);
  if (possessive (t->c, m))
    flags = (uint8_t) ((flags | DX_E_OWNER) & ~(DX_E_SPEAKER | DX_E_SUBJECT));
  return appear (t, m->first, m->entity, flags);
}

/* A quotation that hangs on nothing goes on with the last speaker; people
   rather than bodies speak in whole sentences.  */
static void
float_on (dx_story *t, uint32_t quote)
{
  dx_quotation *q = &t->q->all[quote];
  if (q->talk
      || (q->entity != DIXIT_NONE
          && t->p->entities[q->entity].type == DIXIT_PER))
    return;
  for (uint32_t d = 1; d <= FLOAT_BACK && d <= t->told; d++)
    {
      const dx_quotation *x = &t->q->all[t->order[t->told - d].quote];
      if (dx_said (q)[0].first - dx_said (x)[0].first > FLOAT_REACH)
        break;
      if (x->entity == DIXIT_NONE
          || t->p->entities[x->entity].type != DIXIT_PER)
        continue;
      q->entity = x->entity;
      q->source = x->source;
      q->source_kind = x->source_kind;
      return;
    }
}

/* Who says quotation Q: an entity, or where the words are that name somebody
   without a name; 0 for nobody yet.  */
static uint64_t
voice (const dx_quotation *q)
{
  if (q->entity != DIXIT_NONE)
    return q->entity + UINT64_C (1);
  return q->source.end ? (UINT64_C (1) << 32) + q->source.first : 0;
}

/* Quotation QUOTE of a conversation has no words of its own that name a
   source.  Two take turns: whoever spoke last before the turn before it.  It is
   voices.h that settles this, but pronouns are waiting.  */
static void
answer (dx_story *t, uint32_t quote)
{
  dx_quotation *q = &t->q->all[quote];
  uint64_t other = 0;
  const dx_marks *const m = t->c->marks;
  const dx_passage *const here = dx_talk_of (m, q);
  for (uint32_t d = 1; d <= TALK_BACK && d <= t->told; d++)
    {
      const dx_quotation *x = &t->q->all[t->order[t->told - d].quote];
      const uint64_t who = voice (x);
      if (!x->talk || !who || !x->source.end)
        continue;
      const dx_passage *const there = dx_talk_of (m, x);
      const uint32_t far = dx_turn_of (m, here) - dx_turn_of (m, there);
      if (there->talk != here->talk)
        continue;
      if (far == 1)
        other = who;
      if (far == 0 || (other ? who != other : far == 2))
        {
          q->entity = x->entity;
          q->source = x->source;
          q->source_kind = x->source_kind;
          q->floating = true;
          return;
        }
    }
}

/* Once the senator, the senator for good: let the nominal that is Q's source be a
   part of its speaker, if the text has not said so of anybody.  */
static bool
play (dx_story *t, const dx_quotation *q)
{
  const dx_people *p = t->p;
  const dx_piece w = dx_nominal (q);
  uint32_t at = 0, k;
  int steps = 0;
  if (w.end <= w.first || p->entities[q->entity].type != DIXIT_PER)
    return true;
  const uint32_t head = dx_sense (&p->lexicon, t->c, w.end - 1);
  while ((k = dx_chains_next (&p->by_part, head, &at, &steps)) != DIXIT_NONE)
    if (p->parts[k].first < w.first)
      return true;
  return dx_parts_add (t->p, t->c, t->kept, q->entity, w.first, w.end);
}

/* The words of a quotation's source have been read: who is it?  */
static bool
source (dx_story *t, uint32_t quote)
{
  dx_quotation *q = &t->q->all[quote];
  const uint32_t speaker = q->speaker;
  q->entity = dx_speaker_of (t, q);
  if (q->corrected)
    {
      q->entity = speaker;
      dx_set_nominal (q, (dx_piece) { 0, 0 });
    }
  else if (q->floating)
    float_on (t, quote);
  if (q->talk && !q->source.end && !q->corrected)
    answer (t, quote);
  if (q->entity == DIXIT_NONE)
    {
      if (q->source.end > q->source.first)
        t->spoken = DIXIT_NONE;
      /* Officials at the agency, who: it leads as they do.  */
      uint32_t end = q->source.first;
      while (end < q->source.end
             && !(dx_bits (&t->p->lexicon, t->c, end) & DX_L_WHO))
        end++;
      dx_event *leads = NULL;
      for (uint32_t d = 1; d <= NEAR && d <= t->count; d++)
        {
          dx_event *v = &t->events[t->count - d];
          if (v->at < q->source.first)
            break;
          if (v->at < end && t->p->entities[v->entity].type == DIXIT_ORG)
            leads = v;
        }
      if (leads)
        leads->flags |= DX_E_SUBJECT;
      return true;
    }
  t->spoken = quote;
  t->p->entities[q->entity].quotes++;
  for (uint32_t d = 1; d <= NEAR && d <= t->count; d++)
    {
      dx_event *v = &t->events[t->count - d];
      if (v->entity == q->entity && v->at >= q->source.first
          && v->at < q->source.end)
        v->flags |= DX_E_SPEAKER;
    }
  if (q->source_kind == DIXIT_SOURCE_NOMINAL)
    {
      if (!play (t, q))
        return false;
      return appear (t, q->source.first, q->entity,
                     DX_E_SUBJECT | DX_E_SPEAKER);
    }
  return true;
}

/* The speaker of quotation Q within another's words, when all pronouns are
   understood: its own "he", or the other's "I"; but no other words that the
   other says mean himself.  */
static void
speak_within (dx_story *t, dx_quotation *q)
{
  const uint32_t i = q->source.first, outer = dx_layer_at (&t->speech, i);
  const uint32_t k = dx_mention_at (t->p, i);
  const uint32_t teller
    = outer ? t->q->all[outer - 1].entity : DIXIT_NONE;
  const uint32_t before = q->entity;
  const bool teller_speaks = dx_bits (&t->p->lexicon, t->c, i) & DX_L_I;
  if (q->source_kind == DIXIT_SOURCE_PRONOUN)
    q->entity = teller_speaks     ? teller
                : k != DIXIT_NONE ? t->p->mentions[k].entity
                                  : before;
  if (q->entity == teller && !teller_speaks
      && q->source_kind != DIXIT_SOURCE_NAME)
    q->entity = DIXIT_NONE;
  if (before != DIXIT_NONE)
    t->p->entities[before].quotes--;
  if (q->entity != DIXIT_NONE)
    t->p->entities[q->entity].quotes++;
  else
    dx_set_nominal (q, (dx_piece) { 0, 0 });
}

/* Who is interviewed: whom the words before the first turn name most.  */
static uint32_t
guest (const dx_story *t)
{
  uint32_t best = DIXIT_NONE, first = 0;
  while (first < t->q->count && !t->q->all[first].turn)
    first++;
  if (first == t->q->count)
    return DIXIT_NONE;
  const uint32_t at = t->q->all[first].source.first;
  for (uint32_t k = 0; k < t->p->mention_count; k++)
    {
      const dx_mention *m = &t->p->mentions[k];
      if (m->first >= at)
        break;
      if (m->kind == DIXIT_NAME && m->entity != DIXIT_NONE
          && m->type == DIXIT_PER
          && (best == DIXIT_NONE
              || t->p->entities[m->entity].mentions
                   > t->p->entities[best].mentions))
        best = m->entity;
    }
  return best;
}

/* Who wrote the text: the byline's person; whom its last paragraph begins with
   and says is something: "Ann Lee is a potter in Kent."; or whom its headline
   does: "Ann Lee: What to plant now".  */
static uint32_t
author (const dx_story *t)
{
  const dx_text *x = t->c->text;
  for (uint32_t p = 0; p < x->paragraph_count; p++)
    {
      const bool last = p + LAST >= x->paragraph_count && p;
      if (x->kinds[p] != DX_BYLINE && !last && p)
        continue;
      const dx_run run = dx_paragraph (x, p);
      for (uint32_t i = run.first; i < run.end && i < run.first + 4; i++)
        {
          const uint32_t k = dx_mention_at (t->p, i);
          if (k == DIXIT_NONE)
            continue;
          const dx_mention *m = &t->p->mentions[k];
          const bool full = m->end - m->first > 1;
          const bool leads = i == run.first && m->end + 1 < run.end;
          if (m->kind != DIXIT_NAME || m->type != DIXIT_PER
              || m->entity == DIXIT_NONE)
            break;
          if (x->kinds[p] == DX_BYLINE
                ? full
              : last ? leads
                         && dx_bits (&t->p->lexicon, t->c, m->end) & DX_L_IS
                         && (full
                             || dx_bits (&t->p->lexicon, t->c, m->end + 1)
                                  & DX_L_A)
                     : full && leads && x->kinds[p] == DX_HEADLINE
                         && dx_first_byte (x, m->end) == ':')
            return m->entity;
          break;
        }
    }
  return DIXIT_NONE;
}

/* A mention for every nominal and for every other pronoun that was
   understood.  */
static bool
explain (dx_story *t)
{
  dx_people *p = t->p;
  uint32_t extra = 0;
  for (uint32_t k = 0; k < t->q->count; k++)
    extra += t->q->all[k].entity != DIXIT_NONE
             && t->q->all[k].nominal_size;
  if (!extra)
    return true;
  dx_mention *all = dx_alloc (t->kept, (size_t) p->mention_count + extra,
                              sizeof *all);
  dx_by_source *order = dx_alloc (t->arena, extra, sizeof *order);
  if (!all || !order)
    return false;
  uint32_t n = 0, count = 0, at = 0;
  for (uint32_t k = 0; k < t->q->count; k++)
    {
      const dx_quotation *q = &t->q->all[k];
      if (q->entity != DIXIT_NONE && q->nominal_size)
        order[n++] = (dx_by_source) { q->nominal, k };
    }
  if (!dx_sort (order, n, sizeof *order, compare))
    return false;
  for (uint32_t k = 0; k <= p->mention_count; k++)
    {
      const uint32_t limit = k < p->mention_count ? p->mentions[k].first
                                                  : t->c->text->token_count;
      for (; at < n && order[at].at <= limit; at++)
        {
          const dx_quotation *q = &t->q->all[order[at].quote];
          const dx_piece w = dx_nominal (q);
          /* "the Vermont senator" holds a name: hovering tells that one; the
             phrase is given up to it.  */
          if (w.end > limit || (count && all[count - 1].end > w.first))
            continue;
          all[count++] = (dx_mention) {
            .first = w.first, .end = w.end, .entity = q->entity,
            .type = p->entities[q->entity].type,
            .kind = q->source_kind == DIXIT_SOURCE_PRONOUN ? DIXIT_PRONOUN
                                                           : DIXIT_NOMINAL
          };
          p->entities[q->entity].mentions++;
        }
      if (k < p->mention_count)
        all[count++] = p->mentions[k];
    }
  dx_release (t->kept, p->mentions);
  p->mentions = all;
  p->mention_count = count;
  dx_starts_fill (p->starts, t->c->text->token_count, all, count, sizeof *all);
  return true;
}

/* All of it->  False when memory is out->  */
static bool
tell (dx_story *t)
{
  const dx_context *c = t->c;
  dx_people *p = t->p;
  dx_quotations *quotes = t->q;
  const uint32_t n = c->text->token_count;
  uint32_t asked = 0, next = 0, most = 0;
  for (uint32_t k = 0; k < quotes->count; k++)
    most += quotes->all[k].kind != DIXIT_TERM;
  dx_by_source *const order = dx_alloc (t->arena, most, sizeof *order);
  const uint32_t features = dx_who_number (t->first);
  t->worths = dx_alloc (t->arena, features, sizeof *t->worths);
  t->met = dx_alloc (t->arena, p->entity_count, sizeof *t->met);
  t->order = order;
  if (!order || !t->met || !t->worths
      || !dx_layers_open (&t->speech, n, t->arena)
      || !dx_layers_open (&t->source, n, t->arena))
    return false;
  for (uint32_t f = 0; f < features; f++)
    t->worths[f] = INT32_MIN;
  for (uint32_t k = 0; k < quotes->count; k++)
    {
      const dx_quotation *q = &quotes->all[k];
      if (q->kind == DIXIT_TERM)
        continue;
      for (uint32_t x = 0; x < dx_said_count (q); x++)
        if (!dx_layers_put (&t->speech, dx_said (q)[x].first, dx_said (q)[x].end,
                            k + 1))
          return false;
      if (!dx_layers_put (&t->source, q->source.first, q->source.end, k + 1))
        return false;
      order[asked++] = (dx_by_source) {
        q->source.end && !q->floating ? q->source.first : dx_said (q)[0].first,
        k
      };
    }
  if (!dx_sort (order, asked, sizeof *order, compare))
    return false;

  t->guest = guest (t);
  t->author = author (t);

  /* The story itself first; who is meant inside quotation marks, when it is
     known who speaks.  */
  for (uint32_t k = 0; k <= p->mention_count; k++)
    {
      const uint32_t limit = k < p->mention_count ? p->mentions[k].first : n;
      for (; next < asked; t->told = ++next)
        {
          const dx_quotation *q = &quotes->all[order[next].quote];
          const uint32_t end = q->source.end && !q->floating
                                 ? q->source.end
                                 : order[next].at;
          if (k < p->mention_count && end > limit)
            break;
          if (!source (t, order[next].quote))
            return false;
        }
      if (k == p->mention_count)
        break;
      dx_mention *m = &p->mentions[k];
      if (m->kind == DIXIT_PRONOUN)
        {
          const uint32_t of = dx_layer_at (&t->source, m->first);
          const uint32_t quote
            = of && !possessive (c, m) ? of - 1 : DIXIT_NONE;
          if (!m->inside && !pronoun (t, m, quote, DIXIT_NONE))
            return false;
        }
      else if (m->entity != DIXIT_NONE)
        {
          if (!appear (t, m->first, m->entity, flags_of (t, m)))
            return false;
          t->met[m->entity] |= !m->aside;
        }
    }
  if (!dx_voices_settle (t))
    return false;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      dx_mention *m = &p->mentions[k];
      if (m->kind != DIXIT_PRONOUN || !m->inside)
        continue;
      const uint32_t quote = dx_layer_at (&t->speech, m->first);
      if (!pronoun (t, m, DIXIT_NONE,
                    quote ? quotes->all[quote - 1].entity : DIXIT_NONE))
        return false;
    }
  for (uint32_t k = 0; k < quotes->count; k++)
    if (quotes->all[k].nested && quotes->all[k].source.end
        && !quotes->all[k].corrected)
      speak_within (t, &quotes->all[k]);
  return true;
}

dixit_status
dx_story_tell (dx_people *people, const dx_context *c, dx_quotations *quotes,
               dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };
  dx_story t = { .c = c, .p = people, .q = quotes, .arena = &scratch,
                 .kept = arena, .spoken = DIXIT_NONE, .chain = DIXIT_NONE };
  bool ok = tell (&t);
  /* It is told: of the story nothing more is needed.  */
  dx_arena_free (&scratch);
  ok = ok && explain (&t);
  dx_arena_free (&scratch);
  return ok ? DIXIT_OK
            : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
