/* speaker.c -- from a source's words to an entity.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/quotes.h"

static bool
is (const dx_context *c, uint32_t i, const char *word)
{
  return i < c->text->token_count
         && dx_word_of (c->words, i)->lower == dx_lower_hash (word);
}

/* "A spokesman for X", "sources close to X": whoever speaks, it is not X.  */
static bool
hangs_on (const dx_context *c, dx_piece s, uint32_t at)
{
  for (uint32_t i = at; i-- > s.first && at - i < 5;)
    {
      const uint8_t pos = c->pos[i];
      if (pos == DX_POS_IN || pos == DX_POS_TO || pos == DX_POS_VBG)
        return true;
      if (c->text->tokens[i].kind == DX_PUNCT || pos == DX_POS_WP)
        return false;
    }
  return false;
}

/* A role's last word, so that "the minister" finds the one who is one.  */
static uint32_t
by_role (const dx_context *c, const dx_people *p, dx_piece s)
{
  uint32_t head = s.end;
  while (head > s.first && !dx_is_noun (c->pos[head - 1]))
    head--;
  if (head == s.first || is (c, s.first, "a") || is (c, s.first, "an"))
    return DIXIT_NONE;
  const uint32_t word = dx_word_of (c->words, head - 1)->lower;
  /* Mentions are in text order: walk back from the source.  */
  uint32_t k = p->mention_count, lo = 0;
  while (lo < k)
    {
      const uint32_t mid = lo + (k - lo) / 2;
      if (p->mentions[mid].first < s.first)
        lo = mid + 1;
      else
        k = mid;
    }
  for (uint32_t d = 1; d <= 40 && d <= lo; d++)
    {
      const dx_mention *m = &p->mentions[lo - d];
      if (m->entity == DIXIT_NONE || m->type != DIXIT_PER)
        continue;
      const dx_entity *e = &p->entities[m->entity];
      for (uint32_t i = e->role_first; i < e->role_end; i++)
        if (dx_word_of (c->words, i)->lower == word)
          return m->entity;
    }
  return DIXIT_NONE;
}

uint32_t
dx_speaker_of (const dx_context *c, const dx_people *p, dx_piece s,
               uint8_t *source_kind)
{
  uint32_t person = DIXIT_NONE, body = DIXIT_NONE, he = DIXIT_NONE;
  *source_kind = DIXIT_SOURCE_NONE;
  if (s.end <= s.first)
    return DIXIT_NONE;
  *source_kind = DIXIT_SOURCE_NOMINAL;
  for (uint32_t i = s.first; i < s.end; i++)
    {
      const uint32_t k = p->at[i];
      if (k == DIXIT_NONE)
        continue;
      const dx_mention *m = &p->mentions[k];
      i = m->end - 1;
      if (m->kind == DIXIT_PRONOUN)
        {
          if (he == DIXIT_NONE && (s.end - s.first < 3 || !m->owner))
            he = k;
          continue;
        }
      if (m->entity == DIXIT_NONE || (m->owner && m->end < s.end - 1)
          || hangs_on (c, s, m->first))
        continue;
      if (m->type == DIXIT_PER && person == DIXIT_NONE)
        person = m->entity;
      else if ((m->type == DIXIT_ORG || m->type == DIXIT_LOC
                || m->type == DIXIT_FAC)
               && m->end == s.end)
        body = m->entity;
    }
  if (person != DIXIT_NONE || body != DIXIT_NONE)
    {
      *source_kind = DIXIT_SOURCE_NAME;
      return person != DIXIT_NONE ? person : body;
    }
  if (he != DIXIT_NONE
      && (s.end - s.first == 1 || p->mentions[he].first == s.first))
    {
      /* "his campaign" is not he.  */
      if (s.end - s.first == 1 || c->pos[s.first] == DX_POS_PRP)
        {
          *source_kind = DIXIT_SOURCE_PRONOUN;
          return p->mentions[he].entity;
        }
      return DIXIT_NONE;
    }
  if (s.end - s.first == 1 && c->pos[s.first] == DX_POS_PRP)
    {
      *source_kind = DIXIT_SOURCE_PRONOUN;
      return DIXIT_NONE;
    }
  return by_role (c, p, s);
}
