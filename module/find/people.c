/* people.c -- names become mentions, mentions join as entities.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/people.h"

#include <string.h>

/* A chained hash table from words to entities, newest first.  */
enum { CHAIN_MAX = 16 };

typedef struct
{
  uint32_t key, entity, older;
} link;

typedef struct
{
  uint32_t *heads;
  size_t mask;
  link *links;
  size_t count, room;
  dx_arena *arena;
} chains;

static bool
chains_open (chains *t, dx_arena *arena, size_t expected)
{
  size_t n = 64;
  while (n < expected)
    n *= 2;
  *t = (chains) { .heads = dx_alloc (arena, n, sizeof *t->heads),
                  .mask = n - 1, .arena = arena };
  return t->heads != NULL;
}

static bool
chains_add (chains *t, uint32_t key, uint32_t entity)
{
  if (!dx_reserve (t->arena, &t->links, &t->room, t->count, t->count + 1,
                   sizeof *t->links))
    return false;
  uint32_t *head = &t->heads[key & t->mask];
  t->links[t->count] = (link) { key, entity, *head };
  *head = (uint32_t) ++t->count;
  return true;
}

/* The newest entity under KEY from *AT on (0 to start), DIXIT_NONE at the end.
   A chain is followed only so far.  */
static uint32_t
chains_next (const chains *t, uint32_t key, uint32_t *at, int *steps)
{
  uint32_t k = *steps ? *at : t->heads[key & t->mask];
  for (; k && *steps < CHAIN_MAX; k = t->links[k - 1].older)
    {
      ++*steps;
      if (t->links[k - 1].key == key)
        {
          *at = t->links[k - 1].older;
          return t->links[k - 1].entity;
        }
    }
  return DIXIT_NONE;
}

typedef struct
{
  dx_people *people;
  const dx_context *c;
  dx_arena *arena;
  chains whole;   /* all words of a name */
  chains pair;    /* first and last word */
  chains last;    /* a person's last word */
  chains part;    /* a person's other words */
  chains initials;
  size_t entity_room;
} joiner;

static uint32_t
lower (const joiner *j, uint32_t i)
{
  return dx_word_of (j->c->words, i)->lower;
}

static uint32_t
whole_key (const joiner *j, const dx_mention *m)
{
  uint32_t h = 7, from = m->first;
  if (m->end - from > 1 && lower (j, from) == dx_lower_hash ("the"))
    from++;
  for (uint32_t i = from; i < m->end; i++)
    h = dx_join (h, lower (j, i));
  return h;
}

static uint32_t
new_entity (joiner *j, uint32_t mention)
{
  dx_people *p = j->people;
  const dx_mention *m = &p->mentions[mention];
  if (!dx_reserve (j->arena, &p->entities, &j->entity_room, p->entity_count,
                   p->entity_count + 1u, sizeof *p->entities))
    return DIXIT_NONE;
  p->entities[p->entity_count]
    = (dx_entity) { .type = m->type, .name = mention, .name_first = m->first,
                    .name_end = m->end, .latest = mention };
  return p->entity_count++;
}

static bool
index_person (joiner *j, const dx_mention *m, uint32_t e)
{
  const uint32_t n = m->end - m->first;
  if (!chains_add (&j->whole, whole_key (j, m), e)
      || !chains_add (&j->last, lower (j, m->end - 1), e))
    return false;
  if (n < 2)
    return true;
  if (!chains_add (&j->pair, dx_join (lower (j, m->first),
                                      lower (j, m->end - 1)), e))
    return false;
  for (uint32_t i = m->first; i + 1 < m->end && i < m->first + 5; i++)
    if (j->c->text->tokens[i].kind == DX_WORD
        && !chains_add (&j->part, lower (j, i), e))
      return false;
  return true;
}

/* Are the words of M, in order, among those of entity E's name?  */
static bool
within (const joiner *j, const dx_mention *m, uint32_t e)
{
  const dx_entity *who = &j->people->entities[e];
  uint32_t i = m->first;
  for (uint32_t k = who->name_first; k < who->name_end && i < m->end; k++)
    if (lower (j, k) == lower (j, i))
      i++;
  return i == m->end;
}

/* Of the entities under KEY the one mentioned latest before mention AT; else
   the one that comes first after it.  Genders must not clash.  */
static uint32_t
nearest (const joiner *j, const chains *t, uint32_t key, uint32_t at)
{
  uint32_t best = DIXIT_NONE, k = 0;
  int steps = 0;
  const char gender = j->people->mentions[at].gender;
  for (uint32_t e; (e = chains_next (t, key, &k, &steps)) != DIXIT_NONE;)
    {
      const dx_entity *x = &j->people->entities[e];
      if (gender && x->gender && gender != x->gender)
        continue;
      if (best == DIXIT_NONE)
        {
          best = e;
          continue;
        }
      const dx_entity *y = &j->people->entities[best];
      const bool before = x->latest < at;
      if (before ? y->latest >= at || x->latest > y->latest
                 : y->latest >= at && x->latest < y->latest)
        best = e;
    }
  return best;
}

/* The initials of a name's capitalised words: USA.  0 for fewer than two.  */
static uint32_t
initials (const joiner *j, uint32_t first, uint32_t end)
{
  uint32_t h = DX_FNV_START, n = 0;
  for (uint32_t i = first; i < end; i++)
    {
      const dx_token *t = &j->c->text->tokens[i];
      const char ch = j->c->text->bytes[t->start];
      if (t->kind == DX_WORD && ch >= 'A' && ch <= 'Z')
        {
          h = dx_fnv (h, (unsigned char) ch);
          n++;
        }
    }
  return n > 1 ? dx_finish (h) : 0;
}

static uint32_t
letters (const joiner *j, uint32_t i)
{
  const dx_token *t = &j->c->text->tokens[i];
  uint32_t h = DX_FNV_START, n = 0;
  for (dx_byte k = t->start; k < t->end; k++)
    {
      const char ch = j->c->text->bytes[k];
      if (ch >= 'A' && ch <= 'Z')
        {
          h = dx_fnv (h, (unsigned char) ch);
          n++;
        }
      else if (ch != '.')
        return 0;
    }
  return n > 1 ? dx_finish (h) : 0;
}

static bool
person_of_several_words (const dx_mention *m)
{
  return m->type == DIXIT_PER && m->end - m->first > 1;
}

/* Which entity the name M is, among those indexed so far.  */
static uint32_t
known (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->people->mentions[at];
  uint32_t e;
  if (m->type == DIXIT_PER)
    {
      e = nearest (j, &j->whole, whole_key (j, m), at);
      if (e != DIXIT_NONE && j->people->entities[e].type == DIXIT_PER)
        return e;
      const uint32_t last = lower (j, m->end - 1);
      if (m->end - m->first == 1)
        {
          e = nearest (j, &j->last, last, at);
          if (e == DIXIT_NONE)
            e = nearest (j, &j->part, last, at);
          return e;
        }
      e = nearest (j, &j->pair, dx_join (lower (j, m->first), last), at);
      if (e != DIXIT_NONE)
        return e;
      uint32_t k = 0;
      int steps = 0;
      while ((e = chains_next (&j->last, last, &k, &steps)) != DIXIT_NONE)
        if (within (j, m, e))
          return e;
      return DIXIT_NONE;
    }
  e = nearest (j, &j->whole, whole_key (j, m), at);
  if (e != DIXIT_NONE && j->people->entities[e].type != DIXIT_PER)
    return e;
  if (m->end - m->first == 1)
    {
      const uint32_t key = letters (j, m->first);
      if (key)
        return nearest (j, &j->initials, key, at);
    }
  return DIXIT_NONE;
}

static bool
settle (joiner *j, uint32_t at)
{
  dx_people *p = j->people;
  dx_mention *m = &p->mentions[at];
  uint32_t e = known (j, at);
  if (e == DIXIT_NONE)
    {
      e = new_entity (j, at);
      if (e == DIXIT_NONE)
        return false;
      if (m->type == DIXIT_PER)
        {
          if (!index_person (j, m, e))
            return false;
        }
      else
        {
          const uint32_t key = initials (j, m->first, m->end);
          if (!chains_add (&j->whole, whole_key (j, m), e)
              || (key && !chains_add (&j->initials, key, e)))
            return false;
        }
    }
  dx_entity *who = &p->entities[e];
  m->entity = e;
  who->latest = at;
  if (m->gender && !who->gender)
    who->gender = m->gender;
  if (m->end - m->first > who->name_end - who->name_first)
    {
      who->name = at;
      who->name_first = m->first;
      who->name_end = m->end;
      if (m->type == DIXIT_PER && !index_person (j, m, e))
        return false;
    }
  return true;
}

static bool
is_word (uint32_t h, const char *const *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (h == dx_lower_hash (list[i]))
      return true;
  return false;
}

static char
honorific_gender (const dx_context *c, uint32_t first)
{
  static const char *const men[]
    = { "mr.", "mr", "sir", "lord", "king", "prince", "congressman",
        "chairman", "spokesman", "sheikh", "datuk", "emperor", "duke" };
  static const char *const women[]
    = { "mrs.", "mrs", "ms.", "ms", "miss", "lady", "queen", "princess",
        "congresswoman", "chairwoman", "spokeswoman", "dame", "madame",
        "actress", "duchess" };
  if (!first || c->text->tokens[first].flags & DX_SENTENCE)
    return 0;
  const uint32_t h = dx_word_of (c->words, first - 1)->lower;
  return is_word (h, men, sizeof men / sizeof *men)         ? 'm'
         : is_word (h, women, sizeof women / sizeof *women) ? 'f'
                                                            : 0;
}

char
dx_pronoun_gender (const dx_word *w)
{
  static const char *const he[] = { "he", "his", "him", "himself" };
  static const char *const she[] = { "she", "her", "hers", "herself" };
  return w->size > 7                          ? 0
         : is_word (w->lower, he, 4)  ? 'm'
         : is_word (w->lower, she, 4) ? 'f'
                                      : 0;
}

/* Leads its clause: only function words, titles and names between the start
   (or a comma) and it, and a verb soon after.  */
static bool
leads (const dx_context *c, uint32_t first, uint32_t end)
{
  const uint32_t home = c->sentence[first];
  for (uint32_t i = end; i < end + 4 && i < c->text->token_count
                         && c->sentence[i] == home;
       i++)
    {
      if (dx_is_verb (c->pos[i]) || c->pos[i] == DX_POS_MD)
        return true;
      if (c->pos[i] == DX_POS_PUNCT)
        break;
    }
  return first == c->text->sentences[home].first;
}

/* Names and third-person pronouns, in text order.  */
static bool
gather (joiner *j)
{
  const dx_context *c = j->c;
  dx_people *p = j->people;
  size_t room = 0;
  const uint32_t n = c->text->token_count;
  for (uint32_t i = 0; i < n;)
    {
      dx_mention m = { .first = i, .entity = DIXIT_NONE };
      uint32_t end = i + 1;
      if (c->names[i])
        {
          const uint8_t type = (uint8_t) ((c->names[i] - 1) / 4);
          while (end < n && c->names[end]
                 && (c->names[end] - 1) / 4 == type
                 && ((c->names[end] - 1) % 4 == DX_INNER
                     || (c->names[end] - 1) % 4 == DX_LAST)
                 && (c->names[end - 1] - 1) % 4 != DX_LAST
                 && (c->names[end - 1] - 1) % 4 != DX_UNIT
                 && !(c->text->tokens[end].flags & DX_PARAGRAPH))
            end++;
          m.type = type;
          m.kind = DIXIT_NAME;
          if (type == DIXIT_PER)
            m.gender = honorific_gender (c, i);
        }
      else if ((m.gender = dx_pronoun_gender (dx_word_of (c->words, i))))
        {
          m.type = DIXIT_PER;
          m.kind = DIXIT_PRONOUN;
        }
      else
        {
          i++;
          continue;
        }
      m.end = end;
      m.owner = end < n && c->pos[end] == DX_POS_POS;
      m.inside = (c->marks->state[i] & DX_M_INSIDE) != 0;
      m.subject = !m.owner && leads (c, i, end);
      if (!dx_reserve (j->arena, &p->mentions, &room, p->mention_count,
                       p->mention_count + 1u, sizeof *p->mentions))
        return false;
      for (uint32_t k = i; k < end; k++)
        p->at[k] = p->mention_count;
      p->mentions[p->mention_count++] = m;
      i = end;
    }
  return true;
}

/* Before a name: U.S. Secretary of State, Russian President.  After it, between
   commas: the city's mayor.  */
static void
find_role (const dx_context *c, dx_people *p, const dx_mention *m)
{
  dx_entity *e = &p->entities[m->entity];
  const uint32_t start = c->text->sentences[c->sentence[m->first]].first;
  const uint32_t stop = c->text->sentences[c->sentence[m->first]].end;
  uint32_t i = m->first;
  if (e->role_end > e->role_first)
    return;
  while (i > start && m->first - i < 8
         && (c->pos[i - 1] <= DX_POS_NNP || c->pos[i - 1] == DX_POS_JJ
             || (c->pos[i - 1] == DX_POS_IN
                 && dx_word_of (c->words, i - 1)->lower
                      == dx_lower_hash ("of")))
         && c->text->tokens[i - 1].kind == DX_WORD
         && !(p->at[i - 1] != DIXIT_NONE
              && p->mentions[p->at[i - 1]].type == DIXIT_PER))
    i--;
  while (i < m->first && (c->pos[i] == DX_POS_IN))
    i++;
  /* The word next to the name is the role's head: a noun, no place.  */
  if (i < m->first && c->pos[m->first - 1] <= DX_POS_NNP
      && c->names[m->first - 1] == 0
      && dx_word_of (c->words, m->first - 1)->size > 3)
    {
      e->role_first = i;
      e->role_end = m->first;
      return;
    }
  if (m->end + 2 < stop && c->pos[m->end] == DX_POS_PUNCT
      && c->text->bytes[c->text->tokens[m->end].start] == ','
      && (c->pos[m->end + 1] == DX_POS_DT || c->pos[m->end + 1] == DX_POS_JJ
          || dx_is_noun (c->pos[m->end + 1])
          || c->pos[m->end + 1] == DX_POS_PRPS))
    {
      uint32_t k = m->end + 1;
      const uint32_t from = k + (c->pos[k] == DX_POS_DT);
      while (k < stop && k < m->end + 14 && c->pos[k] != DX_POS_PUNCT
             && !dx_is_verb (c->pos[k]) && c->pos[k] != DX_POS_WP
             && c->text->tokens[k].kind == DX_WORD)
        k++;
      if (k > from && k < stop && c->pos[k] == DX_POS_PUNCT
          && (dx_is_noun (c->pos[k - 1]))
          && !(p->at[from] != DIXIT_NONE
               && p->mentions[p->at[from]].end >= k))
        {
          e->role_first = from;
          e->role_end = k;
        }
    }
}

/* Number the entities by first mention.  */
static bool
renumber (joiner *j)
{
  dx_people *p = j->people;
  uint32_t *new = dx_alloc (j->arena, p->entity_count, sizeof *new);
  dx_entity *sorted = dx_alloc (j->arena, p->entity_count, sizeof *sorted);
  uint32_t n = 0;
  if (!new || !sorted)
    return false;
  memset (new, 0xff, p->entity_count * sizeof *new);
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      dx_mention *m = &p->mentions[k];
      if (m->entity == DIXIT_NONE)
        continue;
      if (new[m->entity] == DIXIT_NONE)
        {
          sorted[n] = p->entities[m->entity];
          new[m->entity] = n++;
        }
      m->entity = new[m->entity];
    }
  p->entities = sorted;
  p->entity_count = n;
  return true;
}

dixit_status
dx_people_find (dx_people *p, const dx_context *c, const dx_tagger *gender,
                dx_arena *arena, dixit_error *error)
{
  joiner j = { .people = p, .c = c, .arena = arena };
  const uint32_t n = c->text->token_count;
  *p = (dx_people) { .at = dx_alloc (arena, n, sizeof *p->at) };
  if (!p->at)
    goto memory;
  memset (p->at, 0xff, n * sizeof *p->at);
  if (!gather (&j) || !chains_open (&j.whole, arena, p->mention_count)
      || !chains_open (&j.pair, arena, p->mention_count)
      || !chains_open (&j.last, arena, p->mention_count)
      || !chains_open (&j.part, arena, p->mention_count)
      || !chains_open (&j.initials, arena, 64))
    goto memory;

  /* Full names first, so that a bare surname before its full name finds it;
     then names of one word, and all that are not people.  */
  for (uint32_t k = 0; k < p->mention_count; k++)
    if (p->mentions[k].kind == DIXIT_NAME
        && person_of_several_words (&p->mentions[k]) && !settle (&j, k))
      goto memory;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      if (m->kind == DIXIT_NAME && m->type != DIXIT_DATE
          && m->type != DIXIT_MONEY)
        {
          if (person_of_several_words (m))
            p->entities[m->entity].latest = k;
          else if (!settle (&j, k))
            goto memory;
        }
    }
  if (!renumber (&j))
    goto memory;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      if (m->entity == DIXIT_NONE)
        continue;
      dx_entity *e = &p->entities[m->entity];
      e->mentions++;
      if (e->type == DIXIT_PER && m->kind == DIXIT_NAME)
        find_role (c, p, m);
    }
  if (gender->labels)
    for (uint32_t k = 0; k < p->entity_count; k++)
      {
        dx_entity *e = &p->entities[k];
        if (e->type != DIXIT_PER || e->gender
            || e->name_end - e->name_first < 2)
          continue;
        const uint8_t *row = dx_tagger_row (
          gender, dx_key (1, dx_word_of (c->words, e->name_first)->lower));
        if (row && row[0] == 1)
          e->gender = (int8_t) row[3] > 0 ? 'm' : 'f';
      }
  return DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
