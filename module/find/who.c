/* who.c -- whom a pronoun means.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/who.h"

enum { WINDOW = 32, SENTENCES = 10, CANDIDATES = 8, ALONE = -500 };

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

/* How one appearance speaks for somebody, in hundredths.  */
static int32_t
salience (const dx_story *t, const dx_question *q, const dx_event *who)
{
  const dx_context *c = t->c;
  const dx_entity *e = &t->p->entities[who->entity];
  const uint32_t near = c->sentence[q->at], far = c->sentence[who->at];
  const bool inside = c->marks->state[q->at] & DX_M_INSIDE;
  int32_t s = -40 * (int32_t) (near - far)
              - 30 * (int32_t) paragraph_starts (c, far, near);
  s += who->flags & DX_E_SUBJECT ? 90 : 0;
  s += who->flags & DX_E_PRONOUN ? 30 : 0;
  s += who->flags & DX_E_NEW && near - far < 3 ? 80 : 0;
  s += who->flags & DX_E_TOPIC && near - far < 2 ? 150 : 0;
  s -= who->flags & DX_E_OWNER ? 50 : 0;
  s -= who->flags & DX_E_INSIDE && !inside ? 220 : 0;
  s -= who->flags & DX_E_ASIDE ? 100 : 0;
  s += q->gender && e->gender == q->gender ? 30 : 0;
  s += 8 * (int32_t) (e->mentions < 8 ? e->mentions : 8);
  s += inside && who->entity == t->chain ? 70 : 0;
  /* Who is spoken of hardly speaks; who spoke last goes on.  */
  if (q->asks != DIXIT_NONE && t->speech[who->at] == q->asks + 1)
    s -= 150;
  if (q->asks != DIXIT_NONE && t->spoken != DIXIT_NONE
      && t->q->all[t->spoken].entity == who->entity
      && who->flags & DX_E_SPEAKER)
    s += 80;
  return s;
}

dx_answer
dx_who (const dx_story *t, const dx_question *q)
{
  const dx_context *c = t->c;
  uint32_t who[CANDIDATES], where[CANDIDATES], n = 0;
  int32_t score[CANDIDATES];
  uint32_t lo = 0, hi = t->count;
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
      const dx_entity *e = &t->p->entities[v->entity];
      if (c->sentence[q->at] - c->sentence[v->at] > SENTENCES)
        break;
      if (e->type != DIXIT_PER || v->entity == q->except
          || (q->gender && e->gender && e->gender != q->gender))
        continue;
      const int32_t s = salience (t, q, v);
      uint32_t k = 0;
      while (k < n && who[k] != v->entity)
        k++;
      if (k == n && n < CANDIDATES)
        {
          who[n] = v->entity;
          where[n] = v->at;
          score[n++] = s;
        }
      else if (k < n && s > score[k])
        {
          where[k] = v->at;
          score[k] = s;
        }
    }
  if (!n)
    return (dx_answer) { DIXIT_NONE, 0, 0 };
  uint32_t best = 0;
  for (uint32_t k = 1; k < n; k++)
    if (score[k] > score[best])
      best = k;
  int32_t second = ALONE;
  for (uint32_t k = 0; k < n; k++)
    if (k != best && score[k] > second)
      second = score[k];
  return (dx_answer) { who[best], where[best], score[best] - second };
}
