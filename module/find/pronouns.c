/* pronouns.c -- whom he and she mean.
   SPDX-License-Identifier: GPL-3.0-or-later

   A salience model in the manner of Lappin and Leass (1994): the people of the
   last sentences compete; nearness, subjects, speakers and frequency count for
   one, a clash of gender rules one out.  The window is bounded, so the whole
   is linear.  */

#include "find/story.h"

enum { WINDOW = 32, SENTENCES = 10, CANDIDATES = 8 };

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

/* In hundredths.  */
static int
salience (const dx_story *t, const dx_event *who, uint32_t at, char gender,
          uint32_t asks)
{
  const dx_context *c = t->c;
  const dx_entity *e = &t->p->entities[who->entity];
  const uint32_t near = c->sentence[at], far = c->sentence[who->at];
  const bool inside = c->marks->state[at] & DX_M_INSIDE;
  int s = -40 * (int) (near - far)
          - 30 * (int) paragraph_starts (c, far, near);
  s += who->flags & DX_E_SUBJECT ? 90 : 0;
  s += who->flags & DX_E_PRONOUN ? 30 : 0;
  s += who->flags & DX_E_NEW && near - far < 3 ? 80 : 0;
  s += who->flags & DX_E_TOPIC && near - far < 2 ? 150 : 0;
  s -= who->flags & DX_E_OWNER ? 50 : 0;
  s -= who->flags & DX_E_INSIDE && !inside ? 220 : 0;
  s -= who->flags & DX_E_ASIDE ? 100 : 0;
  s += gender && e->gender == gender ? 60 : 0;
  s += 8 * (int) (e->mentions < 8 ? e->mentions : 8);
  s += inside && who->entity == t->chain ? 70 : 0;
  if (asks != DIXIT_NONE)
    {
      /* Who spoke last goes on; who is spoken of does not.  */
      if (t->spoken != DIXIT_NONE
          && t->q->all[t->spoken].entity == who->entity
          && who->flags & DX_E_SPEAKER)
        s += 80;
      if (t->speech[who->at] == asks + 1)
        s -= 150;
    }
  return s;
}

uint32_t
dx_story_person (const dx_story *t, uint32_t at, char gender, uint32_t asks,
                 uint32_t except, int *margin)
{
  const dx_context *c = t->c;
  uint32_t who[CANDIDATES], n = 0;
  int score[CANDIDATES];
  uint32_t lo = 0, hi = t->count;
  while (lo < hi)
    {
      const uint32_t mid = lo + (hi - lo) / 2;
      if (t->events[mid].at < at)
        lo = mid + 1;
      else
        hi = mid;
    }
  for (uint32_t d = 1; d <= WINDOW && d <= lo; d++)
    {
      const dx_event *v = &t->events[lo - d];
      const dx_entity *e = &t->p->entities[v->entity];
      if (c->sentence[at] - c->sentence[v->at] > SENTENCES)
        break;
      if (e->type != DIXIT_PER || v->entity == except
          || (gender && e->gender && e->gender != gender))
        continue;
      const int s = salience (t, v, at, gender, asks);
      uint32_t k = 0;
      while (k < n && who[k] != v->entity)
        k++;
      if (k == n && n < CANDIDATES)
        {
          who[n] = v->entity;
          score[n++] = s;
        }
      else if (k < n && s > score[k])
        score[k] = s;
    }
  uint32_t best = 0;
  for (uint32_t k = 1; k < n; k++)
    if (score[k] > score[best])
      best = k;
  int second = -500;
  for (uint32_t k = 0; k < n; k++)
    if (k != best && score[k] > second)
      second = score[k];
  if (margin)
    *margin = n ? score[best] - second : 0;
  return n ? who[best] : DIXIT_NONE;
}
