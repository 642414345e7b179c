/* who.c -- whom a pronoun means.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/tree.h"
#include "find/who.h"

#include <string.h>

enum { WINDOW = 40, SENTENCES = 10, AHEAD = 4, MANY = 18, ALONE = -500,
       MOVE_MAX = 1000000, BESIDE = 150, NAMED = 150,
       INSIDE = 300, ONLY = 100 };

/* How many paragraphs begin after token FROM up to TO, up to four.  */
static uint32_t
paragraph_starts (const dx_story *t, uint32_t from, uint32_t to)
{
  const dx_text *x = t->c->text;
  const uint32_t n = dx_paragraph_at (x, to) - dx_paragraph_at (x, from);
  return n < 4 ? n : 4;
}

uint32_t
dx_near_from (const dx_story *t, uint32_t at, uint32_t quote)
{
  const uint32_t first
    = quote == DIXIT_NONE ? at : dx_said (&t->q->all[quote])[0].first;
  return first < at ? first : at;
}

/* The head of the words of event V.  */
static uint32_t
head_of_event (const dx_event *v)
{
  return (uint32_t) ((int64_t) v->at + v->head);
}

/* How many sentences event V lies before the question's: none, where it is in the
   words that lead up to it.  */
static uint32_t
distance (const dx_story *t, const dx_question *q, const dx_event *v)
{
  const uint32_t sentence = dx_event_sentence (t, v);
  return sentence < q->home ? q->home - sentence : 0;
}

/* Is event V among the words of the quotation that the question asks the speaker of?  */
static bool
in_words (const dx_story *t, const dx_question *q, const dx_event *v)
{
  return q->asks != DIXIT_NONE
         && dx_layer_at (&t->speech, v->at) == q->asks + 1;
}

/* How many paragraphs begin between event V and the question.  */
static uint32_t
breaks (const dx_story *t, const dx_question *q, const dx_event *v)
{
  return v->at < q->from ? paragraph_starts (t, v->at, q->from) : 0;
}

/* How one appearance, FAR sentences and so many PARAGRAPHS before, speaks for
   somebody, in hundredths.  INSIDE: the question is inside quotation marks.  */
static int32_t
salience (const dx_story *t, const dx_question *q, const dx_event *who,
          uint32_t far, uint32_t paragraphs, bool inside)
{
  const dx_entity *e = &t->p->entities[who->entity];
  int32_t s = -40 * (int32_t) far - 30 * (int32_t) paragraphs;
  s += who->flags & DX_E_SUBJECT ? 90 : 0;
  s += who->flags & DX_E_PRONOUN ? 30 : 0;
  s += who->flags & DX_E_NEW && far < 3 ? 80 : 0;
  s += who->flags & DX_E_TOPIC && far < 2 ? 150 : 0;
  s -= who->flags & DX_E_OWNER ? 50 : 0;
  s -= who->flags & DX_E_INSIDE && !inside ? 220 : 0;
  s -= who->flags & DX_E_ASIDE ? 100 : 0;
  s += q->gender && e->gender == q->gender ? 30 : 0;
  s += 8 * (int32_t) (e->mentions < 8 ? e->mentions : 8);
  s += inside && who->entity == t->chain ? 70 : 0;
  /* Who is spoken of hardly speaks; who spoke last goes on.  */
  if (in_words (t, q, who))
    s -= 150;
  if (q->asks != DIXIT_NONE && t->spoken != DIXIT_NONE
      && t->q->all[t->spoken].entity == who->entity
      && who->flags & DX_E_SPEAKER)
    s += 80;
  return s;
}

/* The head of the words of mention M: the one that hangs on a word outside.  */
static uint32_t
head_of (const dx_context *c, const dx_mention *m)
{
  for (uint32_t i = m->first; i < m->end; i++)
    if (dx_head_at (c, i) == DIXIT_NONE || dx_head_at (c, i) < m->first
        || dx_head_at (c, i) >= m->end)
      return i;
  return m->first;
}

uint32_t
dx_event_head (const dx_story *t, uint32_t at)
{
  /* A nominal has no mention yet.  */
  const uint32_t k = dx_mention_at (t->p, at);
  return k == DIXIT_NONE ? at : head_of (t->c, &t->p->mentions[k]);
}

/* Which of the WINDOW events before event END are a person's: a bit for each, the
   highest for the last.  */
static uint64_t
people_before (const dx_story *t, uint32_t end)
{
  _Static_assert (WINDOW < 64, "a window's events have a bit each");
  uint64_t bits = 0;
  if (end)
    {
      const uint32_t last = end - 1, shift = 63 - last % 64;
      bits = t->people[last / 64] << shift;
      if (shift && last >= 64)
        bits |= t->people[last / 64 - 1] >> (64 - shift);
    }
  return bits & ~UINT64_C (0) << (64 - WINDOW);
}

/* An event that speaks for a candidate, by their numbers.  */
typedef struct
{
  uint32_t event, candidate;
} appearance;

/* The candidates for Q among the events before event END, without what these say;
   how many.  Their events, the latest first, are put into SEEN.  */
static uint32_t
cast (const dx_story *t, const dx_question *q, uint32_t end, dx_candidate *all,
      appearance seen[WINDOW], uint32_t *count)
{
  uint32_t n = 0;
  *count = 0;
  for (uint64_t left = people_before (t, end); left;)
    {
      const uint32_t d = 1 + (uint32_t) __builtin_clzll (left);
      const dx_event *v = &t->events[end - d];
      left &= ~(UINT64_C (1) << (64 - d));
      if (distance (t, q, v) > SENTENCES)
        break;
      if (v->entity == q->except)
        continue;
      const char gender = t->p->entities[v->entity].gender;
      if (q->gender && gender && gender != q->gender)
        continue;
      uint32_t k = 0;
      while (k < n && all[k].entity != v->entity)
        k++;
      if (k == DX_CANDIDATES)
        continue;
      if (k == n)
        all[n++] = (dx_candidate) { .entity = v->entity, .best = DIXIT_NONE,
                                    .speaker = DIXIT_NONE,
                                    .subject = DIXIT_NONE };
      seen[(*count)++] = (appearance) { end - d, k };
    }
  return n;
}

/* What the COUNT events in SEEN say of the candidates for Q.  */
static void
gather (const dx_story *t, const dx_question *q, const appearance *seen,
        uint32_t count, dx_candidate *all)
{
  const dx_context *c = t->c;
  const uint32_t here = dx_sentence_at (c, q->at), governor = dx_head_at (c, q->at);
  const bool inside = c->marks->state[q->at] & DX_M_INSIDE;
  for (uint32_t k = 0; k < count; k++)
    {
      const uint32_t event = seen[k].event;
      const dx_event *v = &t->events[event];
      dx_candidate *a = &all[seen[k].candidate];
      const uint32_t far = distance (t, q, v), paragraphs = breaks (t, q, v);
      const int32_t s = salience (t, q, v, far, paragraphs, inside);
      if (!a->count)
        a->last = event;
      if (!a->count || s > a->salience)
        {
          a->best = event;
          a->salience = s;
        }
      a->count++;
      a->near = (uint8_t) (a->near + (far < 2));
      a->here = (uint8_t) (a->here + !paragraphs);
      if (v->flags & DX_E_SUBJECT && far < 5)
        a->subjects++;
      if (v->flags & DX_E_SPEAKER && a->speaker == DIXIT_NONE)
        a->speaker = event;
      if (v->flags & DX_E_SUBJECT && !(v->flags & DX_E_INSIDE)
          && a->subject == DIXIT_NONE)
        a->subject = event;
      a->spoken_of |= in_words (t, q, v);
      a->beside |= dx_event_sentence (t, v) == here && governor != DIXIT_NONE
                   && dx_head_at (c, head_of_event (v)) == governor;
    }
}

/* The candidate that is ENTITY, as a bit; 0 if none of the N is.  */
static uint32_t
bit_of (const dx_candidate *all, uint32_t n, uint32_t entity)
{
  uint32_t k = 0;
  while (k < n && all[k].entity != entity)
    k++;
  return k < n ? UINT32_C (1) << k : 0;
}

/* "He told Lee": which of the N candidates, a bit each, are named after the pronoun
   beside it.  */
static uint32_t
ahead (const dx_story *t, const dx_question *q, const dx_candidate *all,
       uint32_t n)
{
  const dx_context *c = t->c;
  const uint32_t governor = dx_head_at (c, q->at);
  uint32_t k = dx_mention_at (t->p, q->at), named = 0;
  if (governor == DIXIT_NONE || k == DIXIT_NONE)
    return 0;
  const uint32_t end = dx_sentence_of (c->text, q->at).end;
  for (uint32_t d = 0; d < AHEAD && ++k < t->p->mention_count; d++)
    {
      const dx_mention *m = &t->p->mentions[k];
      if (m->first >= end)
        break;
      if (m->kind == DIXIT_NAME && dx_head_at (c, head_of (c, m)) == governor)
        named |= bit_of (all, n, m->entity);
    }
  return named;
}

/* Which of them are named in the words whose speaker is asked for, before the pronoun
   or after it.  */
static uint32_t
inside_of (const dx_story *t, const dx_question *q, const dx_candidate *all,
           uint32_t n)
{
  const dx_people *p = t->p;
  uint32_t seen = 0, named = 0;
  if (q->asks == DIXIT_NONE)
    return 0;
  const dx_quotation *said = &t->q->all[q->asks];
  for (uint32_t x = 0; x < dx_said_count (said) && seen < INSIDE; x++)
    {
      const uint32_t first = dx_said (said)[x].first;
      const uint32_t more = dx_said (said)[x].end - first;
      const uint32_t end
        = first + (more < INSIDE - seen ? more : INSIDE - seen);
      seen += end - first;
      /* The first that ends after that begins there, or holds it.  */
      uint32_t k = dx_started (p->starts, first);
      for (k -= k && p->mentions[k - 1].end > first;
           k < p->mention_count && p->mentions[k].first < end; k++)
        if (p->mentions[k].kind == DIXIT_NAME)
          named |= bit_of (all, n, p->mentions[k].entity);
    }
  return named;
}

/* "Look at Lee.  He": the only one of whom the sentence before, and the
   pronoun's up to there, speak.  */
static void
look_behind (dx_candidate *all, uint32_t n)
{
  uint32_t only = DIXIT_NONE, near = 0;
  for (uint32_t k = 0; k < n; k++)
    if (all[k].near)
      {
        near++;
        only = k;
      }
  if (near == 1)
    {
      all[only].salience += ONLY;
      all[only].only = true;
    }
}

static uint32_t
few (uint32_t n)
{
  return n < 4 ? n : n < 6 ? 4 : n < 9 ? 5 : 6;
}

static uint32_t
least (uint32_t a, uint32_t b)
{
  return a < b ? a : b;
}

/* Templates of the ranker and how many values each has: those of an event, which are
   there for two of them, and the others.  Features are numbered through, one
   template's values after another's, so that what each is worth has a place of its
   own.  */
enum
{
  EVENT_TEMPLATES = 23, OTHERS = 24,
  TEMPLATES = 2 * EVENT_TEMPLATES + OTHERS,
  RELATIONS = 32, T_WHO = 0x7400,
  SHOWN = DX_E_SUBJECT | DX_E_PRONOUN | DX_E_SPEAKER
};

static const uint16_t values[EVENT_TEMPLATES + OTHERS]
  = { 20, 320, 3, 48, 3, 48, 3, 48, 3, 48, 3, 48, 3, 48, 3, 48, 3, 48,
      4 * RELATIONS, 32 * RELATIONS, 16 * (SHOWN + 1),
      2 * RELATIONS * RELATIONS, 16,
      11, 44, 4, 64, 8, 7, 28, 7, 7, 28, 7, 4, 32, 64, 16, 2, 8, RELATIONS, 3,
      8, 40, 160, 3, 8 };

uint32_t
dx_who_number (uint16_t first[DX_WHO_TEMPLATES])
{
  _Static_assert ((int) DX_WHO_TEMPLATES == (int) TEMPLATES,
                  "the story knows how many templates there are");
  uint32_t count = 0;
  for (uint32_t t = 0; t < TEMPLATES; t++)
    {
      first[t] = (uint16_t) count;
      count += values[t < EVENT_TEMPLATES ? t : t - EVENT_TEMPLATES];
    }
  return count;
}

/* What the model calls FEATURE.  */
static uint64_t
key_of (const dx_story *t, uint32_t feature)
{
  uint32_t k = 0;
  for (uint32_t step = 64; step; step /= 2)
    if (k + step < TEMPLATES && t->first[k + step] <= feature)
      k += step;
  const uint32_t kind = least (k / EVENT_TEMPLATES, 2);
  return dx_key (T_WHO + 0x40 * kind + k - kind * EVENT_TEMPLATES,
                 feature - t->first[k]);
}

/* The feature VALUE of TEMPLATE in story T.  */
#define NUMBER(template, value) ((uint16_t) (t->first[template] + (value)))

static uint32_t
relation_of (const dx_context *c, uint32_t i)
{
  return least (dx_relation_at (c, i), RELATIONS - 1);
}

/* What event V of a candidate says; KIND: which event it is.  */
static size_t
event_features (const dx_story *t, const dx_question *q, uint32_t place,
                uint32_t kind, const dx_event *v, uint16_t *features)
{
  const dx_context *c = t->c;
  const uint32_t far = least (distance (t, q, v), 4);
  const uint32_t starts = least (breaks (t, q, v), 3);
  const uint32_t head = head_of_event (v), governor = dx_head_at (c, head);
  const uint32_t relation = relation_of (c, head);
  const uint32_t over = governor == DIXIT_NONE ? DX_RELATIONS
                                               : relation_of (c, governor);
  const uint32_t off = least (v->at - dx_sentence_of (c->text, v->at).first, 3);
  uint32_t f = EVENT_TEMPLATES * kind;
  size_t z = 0;
  features[z++] = NUMBER (f++, far * 4 + starts);
  features[z++] = NUMBER (f++, (far * 4 + starts) * 16 + place);
  for (uint32_t flags = v->flags; flags; flags &= flags - 1)
    {
      const uint32_t bit = (uint32_t) __builtin_ctz (flags);
      features[z++] = NUMBER (f + 2 * bit, least (far, 2));
      features[z++] = NUMBER (f + 2 * bit + 1, least (far, 2) * 16 + place);
    }
  f += 16;
  features[z++] = NUMBER (f++, relation * 4 + least (far, 2));
  features[z++] = NUMBER (f++, (relation * 2 + least (far, 1)) * 16 + place);
  features[z++] = NUMBER (f++, (v->flags & SHOWN) * 16u + least (far, 2) * 4
                                 + least (starts, 2));
  features[z++] = NUMBER (f++, (over * 32 + relation) * 2 + least (far, 1));
  features[z++] = NUMBER (f++, off * 4 + least (far, 2));
  return z;
}

/* The features of candidate K.  */
static size_t
features_of (const dx_story *t, const dx_question *q, const dx_candidate *all,
             uint32_t n, uint32_t k, uint16_t *features)
{
  const dx_context *c = t->c;
  const dx_candidate *a = &all[k];
  const dx_entity *e = &t->p->entities[a->entity];
  const dx_event *last = &t->events[a->last];
  const dx_run s = dx_sentence_of (c->text, q->at);
  const bool inside = c->marks->state[q->at] & DX_M_INSIDE;
  const uint32_t what = q->asks != DIXIT_NONE                ? 0
                        : c->pos[q->at] == DX_POS_PRPS       ? 1
                        : dx_relation_at (c, q->at) == DX_REL_SUBJECT ? 2 : 3;
  const uint32_t place = what * 2 + inside;
  /* The paragraph begins with it.  */
  const bool opens = q->at - s.first < 3
                     && c->text->tokens[s.first].flags & DX_PARAGRAPH;
  uint32_t weightier = 0, later = 0, commoner = 0;
  int32_t top = a->salience;
  for (uint32_t x = 0; x < n; x++)
    {
      weightier += all[x].salience > a->salience;
      later += all[x].last > a->last;
      commoner += t->p->entities[all[x].entity].mentions > e->mentions;
      top = all[x].salience > top ? all[x].salience : top;
    }
  const uint32_t behind = least ((uint32_t) (top - a->salience) / 25, 10);
  const uint32_t far = distance (t, q, last);
  const bool spoke = t->spoken != DIXIT_NONE
                     && t->q->all[t->spoken].entity == a->entity;
  size_t z = event_features (t, q, place, 0, last, features);
  z += event_features (t, q, place, 1, &t->events[a->best], features + z);
  uint32_t f = 2 * EVENT_TEMPLATES;
  features[z++] = NUMBER (f++, behind);
  features[z++] = NUMBER (f++, behind * 4 + what);
  features[z++] = NUMBER (f++, least (weightier, 3));
  features[z++] = NUMBER (f++, least (later, 3) * 16 + place);
  features[z++] = NUMBER (f++, least (commoner, 3) * 2 + opens);
  features[z++] = NUMBER (f++, few (e->mentions / 2));
  features[z++] = NUMBER (f++, few (e->quotes) * 4 + what);
  features[z++] = NUMBER (f++, few (a->count));
  features[z++] = NUMBER (f++, few (a->near));
  features[z++] = NUMBER (f++, few (a->here) * 4 + what);
  features[z++] = NUMBER (f++, few (a->subjects));
  features[z++] = NUMBER (f++, (e->gender != 0) * 2u + !weightier);
  features[z++] = NUMBER (f++, spoke * 16u + place);
  features[z++] = NUMBER (f++, ((spoke * 2u + opens) * 4 + what) * 4
                                 + least (far, 2));
  features[z++] = NUMBER (f++, (opens * 2u
                                + ((last->flags & DX_E_SUBJECT) != 0))
                                 * 4
                                 + least (breaks (t, q, last), 2));
  features[z++] = NUMBER (f++, e->name_end - e->name_first > 1);
  if (a->beside)
    {
      features[z++] = NUMBER (f, place);
      features[z++] = NUMBER (f + 1, relation_of (c, q->at));
    }
  if (a->spoken_of)
    features[z++] = NUMBER (f + 2, least (far, 2));
  if (inside && a->entity == t->chain)
    features[z++] = NUMBER (f + 3, place);
  if (a->only)
    features[z++] = NUMBER (f + 7, place);
  if (a->named)
    features[z++] = NUMBER (f + 6, least (far, 2));
  const uint32_t spoken_at
    = a->speaker == DIXIT_NONE
        ? 9 : least (distance (t, q, &t->events[a->speaker]), 4);
  const uint32_t led_at
    = a->subject == DIXIT_NONE
        ? 9 : least (distance (t, q, &t->events[a->subject]), 4);
  features[z++] = NUMBER (f + 4, spoken_at * 4 + what);
  features[z++] = NUMBER (f + 5, led_at * 16 + place);
  return z;
}

size_t
dx_who_features (const dx_story *t, const dx_question *q,
                 const dx_candidate *all, uint32_t n, uint32_t k,
                 uint64_t *keys)
{
  uint16_t features[DX_FEATURES_MAX];
  const size_t count = features_of (t, q, all, n, k, features);
  for (size_t f = 0; f < count; f++)
    keys[f] = key_of (t, features[f]);
  return count;
}

/* By how much the ranker moves candidate K, in hundredths of salience.  */
static int32_t
learned (const dx_story *t, const dx_question *q, const dx_candidate *all,
         uint32_t n, uint32_t k)
{
  uint16_t features[DX_FEATURES_MAX];
  const size_t count = features_of (t, q, all, n, k, features);
  int32_t score = 0;
  for (size_t f = 0; f < count; f++)
    {
      int32_t *const worth = &t->worths[features[f]];
      if (*worth == INT32_MIN)
        *worth = dx_tagger_weight (t->p->lore->meant, key_of (t, features[f]));
      score += *worth;
    }
  const float moved
    = (float) score * t->p->lore->meant->scale * 100.0f / DX_SALIENCE;
  return moved > MOVE_MAX    ? MOVE_MAX
         : moved < -MOVE_MAX ? -MOVE_MAX
                             : (int32_t) moved;
}

/* A print of all that the answer to Q about the pronoun comes from, with N candidates
   and the COUNT events in SEEN; NAMED and BESIDE: which candidates are.  What stands in
   the paragraphs from the first of these events on is in the prints of these.  */
static dx_print
print_of (const dx_story *t, const dx_question *q, const dx_candidate *all,
          uint32_t n, const appearance *seen, uint32_t count, uint32_t named,
          uint32_t beside)
{
  const dx_context *c = t->c;
  const uint32_t here = dx_sentence_at (c, q->at);
  const uint32_t speaker
    = t->spoken == DIXIT_NONE ? DIXIT_NONE : t->q->all[t->spoken].entity;
  const uint32_t to = dx_paragraph_at (c->text, q->at);
  dx_print p = DX_PRINT_START;
  for (uint32_t k
       = dx_paragraph_at (c->text, t->events[seen[count - 1].event].at);
       k <= to; k++)
    p = dx_print_more (p, t->p->recall->paragraphs[k].a
                            ^ t->p->recall->paragraphs[k].b);
  p = dx_print_more (p, (uint64_t) (q->at - dx_paragraph_of (c->text, q->at).first) << 32
                          | (here - q->home));
  p = dx_print_more (p, (uint64_t) named << 32 | beside << 16
                          | (uint32_t) (uint8_t) q->gender << 8 | n << 1
                          | (q->asks != DIXIT_NONE));
  for (uint32_t k = 0; k < n; k++)
    {
      const dx_entity *e = &t->p->entities[all[k].entity];
      uint32_t commoner = 0;
      for (uint32_t x = 0; x < n; x++)
        commoner += t->p->entities[all[x].entity].mentions > e->mentions;
      p = dx_print_more (p, (uint64_t) (uint8_t) e->gender << 32
                              | least (e->mentions, MANY) << 24
                              | least (e->quotes, MANY) << 16 | commoner << 8
                              | (uint32_t) (all[k].entity == speaker) << 2
                              | (uint32_t) (all[k].entity == t->chain) << 1
                              | (e->name_end - e->name_first > 1));
    }
  for (uint32_t k = 0; k < count; k++)
    {
      const dx_event *v = &t->events[seen[k].event];
      p = dx_print_more (
        p, (uint64_t) (q->at - v->at) << 32
             | (uint32_t) in_words (t, q, v) << 16
             | seen[k].candidate << 8 | v->flags);
      p = dx_print_more (p, (uint16_t) v->head);
    }
  return p;
}

/* An answer that is kept: which of the events seen tells most.  */
typedef struct
{
  uint32_t seen;
  int32_t margin;
} kept;

/* Whom Q means of N candidates, of whom the COUNT events in SEEN speak.  */
static kept
choose (const dx_story *t, const dx_question *q, dx_candidate *all, uint32_t n,
        const appearance *seen, uint32_t count, uint32_t named,
        uint32_t beside, bool pronoun)
{
  int32_t score[DX_CANDIDATES];
  gather (t, q, seen, count, all);
  for (uint32_t k = 0; k < n; k++)
    if (named >> k & 1)
      {
        all[k].named = true;
        all[k].salience -= NAMED;
      }
  if (n > 1)
    look_behind (all, n);
  for (uint32_t k = 0; k < n && n > 1 && pronoun; k++)
    {
      all[k].beside |= beside >> k & 1;
      if (all[k].beside && t->c->pos[q->at] != DX_POS_PRPS)
        all[k].salience -= BESIDE;
    }
  for (uint32_t k = 0; k < n; k++)
    score[k] = all[k].salience;
  /* Nominals have taught it nothing.  */
  if (n > 1 && pronoun)
    {
      if (t->p->lore->meant && t->p->lore->meant->labels)
        for (uint32_t k = 0; k < n; k++)
          score[k] += learned (t, q, all, n, k);
      if (t->p->lore->listener)
        t->p->lore->listener->hear (t->p->lore->listener->me, t, q, all, n);
    }
  uint32_t best = 0;
  for (uint32_t k = 1; k < n; k++)
    if (score[k] > score[best])
      best = k;
  int32_t second = ALONE;
  for (uint32_t k = 0; k < n; k++)
    if (k != best && score[k] > second)
      second = score[k];
  uint32_t at = 0;
  while (seen[at].event != all[best].best)
    at++;
  return (kept) { at, score[best] - second };
}

/* What an earlier analysis has answered where all was the same.  Rules are in no
   print.  */
static dixit_memo *
memo_of (const dx_story *t)
{
  const dx_people *p = t->p;
  return p->recall && !t->c->ruled && !p->lore->listener ? p->recall->memo
                                                          : NULL;
}

dx_answer
dx_who (const dx_story *t, const dx_question *question)
{
  dx_question asked = *question;
  const dx_question *q = &asked;
  asked.from = dx_near_from (t, q->at, q->asks);
  asked.home = dx_sentence_at (t->c, asked.from);
  dx_candidate all[DX_CANDIDATES];
  appearance seen[WINDOW];
  uint32_t count;
  /* Mostly all of them.  */
  uint32_t lo = 0, hi = t->count;
  if (hi && t->events[hi - 1].at < q->at)
    lo = hi;
  while (lo < hi)
    {
      const uint32_t mid = lo + (hi - lo) / 2;
      if (t->events[mid].at < q->at)
        lo = mid + 1;
      else
        hi = mid;
    }
  const uint32_t n = cast (t, q, lo, all, seen, &count);
  if (!n)
    return (dx_answer) { DIXIT_NONE, 0, 0 };
  const uint32_t mention = dx_mention_at (t->p, q->at);
  const bool pronoun = mention != DIXIT_NONE
                       && t->p->mentions[mention].kind == DIXIT_PRONOUN;
  const uint32_t named = n > 1 ? inside_of (t, q, all, n) : 0;
  const uint32_t beside = n > 1 && pronoun ? ahead (t, q, all, n) : 0;
  dixit_memo *memo = n > 1 && pronoun ? memo_of (t) : NULL;
  size_t size = sizeof (kept), room = SIZE_MAX;
  const void *from
    = memo ? dx_memo_find (memo, DX_KEPT_MEANT,
                           print_of (t, q, all, n, seen, count, named, beside),
                           &size, &room)
           : NULL;
  kept best;
  if (from)
    memcpy (&best, from, sizeof best);
  else
    {
      best = choose (t, q, all, n, seen, count, named, beside, pronoun);
      void *to = memo ? dx_memo_room (memo, room) : NULL;
      if (to)
        memcpy (to, &best, sizeof best);
    }
  const dx_event *v = &t->events[seen[best.seen].event];
  return (dx_answer) { v->entity, v->at, best.margin };
}
