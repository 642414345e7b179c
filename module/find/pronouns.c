/* pronouns.c -- whom he and she mean.
   SPDX-License-Identifier: GPL-3.0-or-later

   A salience model in the manner of Lappin and Leass (1994): the people of the
   last sentences compete; nearness, subjects, speakers and frequency count for
   one, a clash of gender rules one out.  The window is bounded, so the whole
   is linear.  */

#include "find/people.h"

enum { WINDOW = 24, SENTENCES = 12 };

static uint32_t
paragraph_starts (const dx_context *c, uint32_t from, uint32_t to)
{
  /* How many paragraphs begin between two sentences, up to three.  */
  uint32_t n = 0;
  for (uint32_t s = from + 1; s <= to && n < 3; s++)
    n += (c->text->tokens[c->text->sentences[s].first].flags & DX_PARAGRAPH)
         != 0;
  return n;
}

/* In hundredths.  */
static int
salience (const dx_people *p, const dx_context *c, const dx_mention *who,
          const dx_mention *he, const bool *leads)
{
  const dx_entity *e = &p->entities[who->entity];
  const uint32_t near = c->sentence[he->first], far = c->sentence[who->first];
  int s = -60 * (int) (near - far) - 40 * (int) paragraph_starts (c, far, near);
  s += who->subject ? 150 : 0;
  s += leads && leads[who->first] ? 100 : 0;
  s -= who->owner ? 60 : 0;
  s -= who->inside && !he->inside ? 250 : 0;
  s += e->gender == he->gender ? 150 : 0;
  s += who->kind == DIXIT_PRONOUN ? 60 : 0;
  s += 15 * (int) (e->mentions < 8 ? e->mentions : 8);
  if (near == far && !who->subject && he->subject)
    s -= 80;
  return s;
}

void
dx_pronouns_resolve (dx_people *p, const dx_context *c, const bool *leads)
{
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      dx_mention *he = &p->mentions[k];
      if (he->kind != DIXIT_PRONOUN)
        continue;
      uint32_t best = DIXIT_NONE;
      int most = 0;
      for (uint32_t d = 1; d <= WINDOW && d <= k; d++)
        {
          const dx_mention *who = &p->mentions[k - d];
          if (who->type != DIXIT_PER || who->entity == DIXIT_NONE)
            continue;
          if (c->sentence[he->first] - c->sentence[who->first] > SENTENCES)
            break;
          const dx_entity *e = &p->entities[who->entity];
          if (e->type != DIXIT_PER || (e->gender && e->gender != he->gender))
            continue;
          const int s = salience (p, c, who, he, leads);
          if (best == DIXIT_NONE || s > most)
            {
              best = who->entity;
              most = s;
            }
        }
      he->entity = best;
      if (best != DIXIT_NONE)
        {
          p->entities[best].mentions++;
          if (!p->entities[best].gender)
            p->entities[best].gender = he->gender;
        }
    }
}
