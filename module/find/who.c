/* who.c -- the people on stage, and which of them is meant.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/who.h"

enum { WINDOW = 40, SENTENCES = 12, FAR = 500 };

/* What it costs, in hundredths of a nat, to take one of unknown gender for a
   man or a woman: most people in the news are men.  */
enum { UNKNOWN_MAN = 40, UNKNOWN_WOMAN = 110 };

/* How many paragraphs begin between two sentences, up to four.  */
static uint32_t
paragraph_starts (const dx_context *c, uint32_t from, uint32_t to)
{
  uint32_t n = 0;
  for (uint32_t s = from + 1; s <= to && n < 4; s++)
    n += (c->text->tokens[c->text->sentences[s].first].flags & DX_PARAGRAPH)
         != 0;
  return n;
}

/* Does event V lead its sentence (1), its paragraph (2)?  */
static uint8_t
leads (const dx_story *t, uint32_t v)
{
  const dx_context *c = t->c;
  const uint32_t home = c->sentence[t->events[v].at];
  for (uint32_t d = 1; d < 4 && d <= v; d++)
    if (c->sentence[t->events[v - d].at] != home)
      break;
    else if (t->p->entities[t->events[v - d].entity].type == DIXIT_PER)
      return 0;
  return c->text->tokens[c->text->sentences[home].first].flags & DX_PARAGRAPH
           ? 2 : 1;
}

/* How one appearance speaks for somebody, in hundredths of a nat: in the manner
   of Lappin and Leass (1994).  */
static int32_t
salience (const dx_story *t, const dx_question *q, const dx_event *who)
{
  const dx_context *c = t->c;
  const dx_entity *e = &t->p->entities[who->entity];
  const uint32_t near = c->sentence[q->at], far = c->sentence[who->at];
  const bool inside = q->manner == DX_ASK_INSIDE;
  int32_t s = -40 * (int32_t) (near - far)
              - 30 * (int32_t) paragraph_starts (c, far, near);
  s += who->flags & DX_E_SUBJECT ? 90 : 0;
  s += who->flags & DX_E_PRONOUN ? 30 : 0;
  s += who->flags & DX_E_NEW && near - far < 3 ? 80 : 0;
  s += who->flags & DX_E_TOPIC && near - far < 2 ? 150 : 0;
  s -= who->flags & DX_E_OWNER ? 50 : 0;
  s -= who->flags & DX_E_INSIDE && !inside ? 220 : 0;
  s -= who->flags & DX_E_ASIDE ? 100 : 0;
  s += 8 * (int32_t) (e->mentions < 8 ? e->mentions : 8);
  s += inside && who->entity == t->chain ? 70 : 0;
  /* Who spoke last goes on.  */
  if (q->asks != DIXIT_NONE && t->spoken != DIXIT_NONE
      && t->q->all[t->spoken].entity == who->entity
      && who->flags & DX_E_SPEAKER)
    s += 80;
  return s;
}

uint32_t
dx_rivals (const dx_story *t, const dx_question *q, dx_rival *rivals)
{
  const dx_context *c = t->c;
  uint32_t n = 0, lo = 0, hi = t->count;
  while (lo < hi)
    {
      const uint32_t mid = lo + (hi - lo) / 2;
      if (t->events[mid].at < q->at)
        lo = mid + 1;
      else
        hi = mid;
    }
  for (uint32_t d = 1; d <= WINDOW && d <= lo; d++)
    {
      const dx_event *v = &t->events[lo - d];
      if (c->sentence[q->at] - c->sentence[v->at] > SENTENCES)
        break;
      if (t->p->entities[v->entity].type != DIXIT_PER
          || v->entity == q->except)
        continue;
      /* Who is spoken of in a quotation does not speak it.  */
      if (q->asks != DIXIT_NONE && t->speech[v->at] == q->asks + 1)
        continue;
      uint32_t k = 0;
      while (k < n && rivals[k].entity != v->entity)
        k++;
      if (k == DX_ON_STAGE)
        continue;
      dx_rival *r = &rivals[k];
      if (k == n)
        {
          *r = (dx_rival) { .entity = v->entity, .event = lo - d,
                            .acting = DIXIT_NONE, .led = leads (t, lo - d) };
          n++;
        }
      /* What is said between marks is beside the story.  */
      else if (t->events[r->event].flags & DX_E_INSIDE
               && !(v->flags & DX_E_INSIDE))
        {
          r->event = lo - d;
          r->led = leads (t, lo - d);
          r->behind = true;
        }
      const int32_t speaks = salience (t, q, v);
      if (!r->events++ || speaks > r->salience)
        r->salience = speaks;
      if (v->flags & (DX_E_SUBJECT | DX_E_SPEAKER)
          && (!(v->flags & DX_E_INSIDE) || q->manner == DX_ASK_INSIDE))
        {
          r->subjects++;
          if (r->acting == DIXIT_NONE)
            r->acting = lo - d;
        }
      if (c->sentence[v->at] == c->sentence[q->at])
        r->here |= v->flags | DX_E_HERE;
    }
  return n;
}

static uint32_t
few (uint32_t n)
{
  return n < 3 ? n : n < 5 ? 3 : n < 9 ? 4 : 5;
}

size_t
dx_who_features (const dx_story *t, const dx_question *q,
                 const dx_rival *rivals, uint32_t n, uint32_t k,
                 uint64_t *keys)
{
  const dx_context *c = t->c;
  const dx_rival *r = &rivals[k];
  const dx_event *v = &t->events[r->event];
  const dx_entity *e = &t->p->entities[r->entity];
  const uint32_t near = c->sentence[q->at], far = c->sentence[v->at];
  const uint32_t d = near - far < 5 ? near - far : near - far < 8 ? 5 : 6;
  const uint32_t p = paragraph_starts (c, far, near);
  const uint32_t way = v->flags
                       & (DX_E_SUBJECT | DX_E_OWNER | DX_E_INSIDE
                          | DX_E_PRONOUN | DX_E_SPEAKER | DX_E_ASIDE);
  const uint32_t m = q->manner;
  const bool last = t->spoken != DIXIT_NONE
                    && t->q->all[t->spoken].entity == r->entity;
  uint32_t more = 0, before = 0;
  for (uint32_t x = 0; x < n; x++)
    {
      more += t->p->entities[rivals[x].entity].mentions > e->mentions;
      before += x < k && (t->events[rivals[x].event].flags
                          & (DX_E_SUBJECT | DX_E_SPEAKER)) != 0;
    }
  /* Does the question's sentence begin a paragraph; is it early in it?  */
  const uint32_t start = c->text->sentences[near].first;
  const uint32_t opens = (c->text->tokens[start].flags & DX_PARAGRAPH ? 2u : 0u)
                         + (q->at < start + 4);
  uint32_t f = 0x6000;
  size_t z = 0;
  keys[z++] = dx_key (f++, d * 8 + p);
  keys[z++] = dx_key (f++, (d * 8 + p) * 8 + m);
  keys[z++] = dx_key (f++, way);
  keys[z++] = dx_key (f++, way * 8 + m);
  keys[z++] = dx_key (f++, (way * 8 + (d < 3 ? d : 3)) * 8 + (p < 2 ? p : 2));
  for (uint32_t b = 1; b < 256; b *= 2)
    keys[z++] = dx_key (f++, ((v->flags & b) != 0) * 64u + m * 8
                               + (d < 3 ? d : 3));
  keys[z++] = dx_key (f++, k < 5 ? k : 5);
  keys[z++] = dx_key (f++, (k < 5 ? k : 5) * 8 + m);
  keys[z++] = dx_key (f++, few (before) * 8 + m);
  keys[z++] = dx_key (f++, few (r->events));
  keys[z++] = dx_key (f++, few (r->subjects) * 8 + m);
  keys[z++] = dx_key (f++, few (r->subjects) * 8 + few (r->events));
  keys[z++] = dx_key (f++, few (e->mentions));
  keys[z++] = dx_key (f++, few (more) * 8 + few (e->mentions));
  keys[z++] = dx_key (f++, last * 8u + m);
  keys[z++] = dx_key (f++, (last * 8u + d) * 8 + p);
  uint32_t acts = 7, away = 4;
  if (r->acting != DIXIT_NONE)
    {
      const uint32_t then = c->sentence[t->events[r->acting].at];
      acts = near - then < 5 ? near - then : near - then < 8 ? 5 : 6;
      away = paragraph_starts (c, then, near);
    }
  keys[z++] = dx_key (f++, r->behind * 8u + m);
  keys[z++] = dx_key (f++, acts * 8 + away);
  keys[z++] = dx_key (f++, (acts * 8 + away) * 8 + m);
  keys[z++] = dx_key (f++, ((acts * 8 + d) * 2 + r->behind) * 8 + m);
  keys[z++] = dx_key (f++, r->led * 64u + d * 8 + m);
  keys[z++] = dx_key (f++, (r->led * 4u + (p < 3 ? p : 3)) * 2
                             + ((v->flags & DX_E_SUBJECT) != 0));
  keys[z++] = dx_key (f++, r->here * 8u + m);
  keys[z++] = dx_key (f++, ((r->here & DX_E_HERE) != 0) * 64u + opens * 8 + m);
  keys[z++] = dx_key (f++, (opens * 8 + d) * 8 + p);
  keys[z++] = dx_key (f++, (opens * 64 + way) * 4 + (d < 3 ? d : 3));
  keys[z++] = dx_key (f++, e->full > 0);
  /* Inside marks: whom the last pronoun there meant.  */
  keys[z++] = dx_key (f++, (r->entity == t->chain) * 8u + m);
  return z;
}

uint32_t
dx_who (const dx_story *t, const dx_question *q, int *margin)
{
  const dx_lore *lore = t->p->lore;
  dx_rival rivals[DX_ON_STAGE];
  uint64_t keys[DX_FEATURES_MAX];
  const uint32_t n = dx_rivals (t, q, rivals);
  if (margin)
    *margin = 0;
  if (lore->witness)
    {
      const uint32_t k
        = lore->witness->hear (lore->witness->data, t, q, rivals, n);
      if (k < n)
        return rivals[k].entity;
    }
  int32_t best = 0, second = 0;
  uint32_t who = DIXIT_NONE, others = 0;
  for (uint32_t k = 0; k < n; k++)
    {
      const char g = t->p->entities[rivals[k].entity].gender;
      if (q->gender && g && g != q->gender)
        continue;
      int32_t s = 0;
      if (lore->who->labels)
        {
          dx_tagger_score (lore->who, keys,
                           dx_who_features (t, q, rivals, n, k, keys), &s);
          s = (int32_t) (100.0f * (float) s * lore->who->scale);
        }
      s += rivals[k].salience;
      if (q->gender && !g)
        s -= q->gender == 'm' ? UNKNOWN_MAN : UNKNOWN_WOMAN;
      if (!others || s > best)
        {
          second = best;
          best = s;
          who = rivals[k].entity;
        }
      else if (others == 1 || s > second)
        second = s;
      others++;
    }
  if (margin && others)
    *margin = others > 1 ? best - second : FAR;
  return who;
}
