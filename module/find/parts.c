/* parts.c -- what the text says that people are.
   SPDX-License-Identifier: GPL-3.0-or-later

   Before a name: U.S. Secretary of State, the city's mayor.  After it: , the
   driver of the bus,  , who is a nurse.  The nouns of a part lead from "the
   senator" back to the one who is one.  */

#include "find/people.h"

enum { PARTS_MAX = 6, BEFORE = 10, AFTER = 18 };

typedef struct
{
  dx_people *p;
  const dx_context *c;
  dx_arena *arena;
  uint8_t *count;     /* per entity: its parts */
} reader;

static uint32_t
bits (const reader *r, uint32_t i)
{
  return dx_bits (&r->p->lexicon, r->c, i);
}

static bool
comma (const dx_context *c, uint32_t i)
{
  return i < c->text->token_count
         && dx_first_byte (c->text, i) == ',';
}

bool
dx_is_person_noun (const dx_people *p, const dx_context *c, uint32_t i)
{
  static const char *const ends[] = { "ist", "ian", "er", "or", "man", "eer", "woman", "person", "surgeon" };
  if (dx_bits (&p->lexicon, c, i) & DX_L_PERSON)
    return true;
  if (c->pos[i] != DX_POS_NN || dx_word_of (c->words, i)->size < 5)
    return false;
  const dx_token t = dx_token_of (c->text, i);
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
    {
      const char *e = ends[k];
      uint32_t n = 0, same = 0;
      while (e[n])
        n++;
      if (t.size <= n)
        continue;
      for (uint32_t d = 0; d < n; d++)
        same += c->text->bytes[dx_token_end (&t) - n + d] == e[d];
      if (same == n)
        return true;
    }
  return false;
}

bool
dx_parts_add (dx_people *p, const dx_context *c, dx_arena *arena,
              uint32_t entity, uint32_t first, uint32_t end)
{
  if (!dx_reserve (arena, &p->parts, &p->part_room, p->part_count,
                   p->part_count + 1u, sizeof *p->parts))
    return false;
  p->parts[p->part_count] = (dx_role_part) { entity, first, end };
  for (uint32_t i = first; i < end; i++)
    if ((dx_is_noun (c->pos[i]) || dx_bits (&p->lexicon, c, i) & DX_L_TITLE)
        && c->text->tokens[i].kind == DX_WORD
        && !dx_chains_add (&p->by_part, dx_sense (&p->lexicon, c, i),
                           p->part_count))
      return false;
  p->part_count++;
  return true;
}

static bool
add (reader *r, uint32_t entity, uint32_t first, uint32_t end, bool shown)
{
  dx_people *p = r->p;
  dx_entity *e = &p->entities[entity];
  if (r->count[entity] == PARTS_MAX)
    return true;
  for (uint32_t i = first; i < end; i++)
    {
      const uint32_t b = bits (r, i);
      /* "his wife": her gender; "his wife's doctor": nobody's.  */
      if (!e->gender && b & DX_L_PERSON
          && (i + 1 == end || (bits (r, i + 1) & DX_L_PREP && i < first + 4))
          && !(b & DX_L_MAN && b & DX_L_WOMAN))
        e->gender = b & DX_L_MAN ? 'm' : b & DX_L_WOMAN ? 'f' : 0;
    }
  if (shown && !e->role_size)
    {
      e->role_first = first;
      e->role_size = (uint8_t) (end - first < DX_ROLE_MOST ? end - first
                                                           : DX_ROLE_MOST);
    }
  r->count[entity]++;
  return dx_parts_add (p, r->c, r->arena, entity, first, end);
}

/* Words that a role before a name is made of.  */
static bool
in_role (const reader *r, uint32_t i)
{
  const dx_context *c = r->c;
  const uint8_t pos = c->pos[i];
  const dx_token t = dx_token_of (c->text, i);
  if (t.kind == DX_PUNCT)
    return c->text->bytes[t.start] == '-' && !(t.flags & DX_SPACE);
  return (t.kind == DX_WORD || t.kind == DX_NUMBER)
         && (dx_is_noun (pos) || pos == DX_POS_JJ || pos == DX_POS_POS
             || pos == DX_POS_CD
             || bits (r, i) & (DX_L_OF | DX_L_TITLE | DX_L_PERSON));
}

static bool
person_at (const reader *r, uint32_t i)
{
  const uint32_t k = dx_mention_at (r->p, i);
  return k != DIXIT_NONE && r->p->mentions[k].type == DIXIT_PER;
}

/* Russian President, U.S. Secretary of State; not "policies of President".  */
static bool
before (reader *r, const dx_mention *m)
{
  const dx_context *c = r->c;
  const uint32_t start = dx_sentence_of (c->text, m->first).first;
  uint32_t i = m->first;
  while (i > start && m->first - i < BEFORE && in_role (r, i - 1)
         && !person_at (r, i - 1))
    i--;
  /* Begin after the last "of" or "'s" that no office stands before.  */
  uint32_t from = i;
  for (uint32_t k = i; k < m->first; k++)
    {
      const uint32_t head = k > i ? bits (r, k - 1) : 0;
      if ((bits (r, k) & DX_L_OF && !(head & (DX_L_TITLE | DX_L_PERSON)))
          || (c->pos[k] == DX_POS_POS && k == i))
        from = k + 1;
    }
  while (from < m->first && (c->pos[from] == DX_POS_POS
                             || c->text->tokens[from].kind == DX_PUNCT))
    from++;
  /* The mayor of Holbrook is not Holbrook.  */
  if (from == m->first || bits (r, m->first - 1) & DX_L_PREP)
    return true;
  const uint32_t head = m->first - 1;
  bool office = dx_is_person_noun (r->p, c, head)
                || bits (r, head) & DX_L_TITLE;
  for (uint32_t k = from; !office && k < head; k++)
    office = bits (r, k + 1) & DX_L_OF && dx_is_person_noun (r->p, c, k);
  if (!office
      && !(c->pos[head] == DX_POS_NN && !dx_named (c, head)
           && dx_word_of (c->words, head)->caps == DX_LOWER
           && dx_word_of (c->words, head)->size > 3))
    return true;
  /* A bare Mr. says nothing.  */
  const bool shown
    = m->first - from > 1
      || !(bits (r, head) & DX_L_TITLE)
      || (bits (r, head) & DX_L_PERSON
          && dx_word_of (c->words, head)->size > 3);
  return add (r, m->entity, from, m->first, shown && !m->aside);
}

/* The end of the noun phrase that begins at I, prepositions allowed once a
   noun was there; 0 if it does not look like a role.  */
static uint32_t
phrase (const reader *r, uint32_t i, uint32_t stop)
{
  const dx_context *c = r->c;
  const uint32_t from = i;
  bool noun = false, person = false, head = false;
  for (; i < stop && i - from < AFTER; i++)
    {
      const uint8_t pos = c->pos[i];
      const dx_token t = dx_token_of (c->text, i);
      if (t.kind == DX_PUNCT || t.kind == DX_QUOTE)
        {
          if (c->text->bytes[t.start] == '-' && !(t.flags & DX_SPACE)
              && i > from)
            continue;
          break;
        }
      if (bits (r, i) & DX_L_PREP)
        {
          if (!noun)
            return 0;
          head = true;
          continue;
        }
      if (dx_is_noun (pos))
        {
          noun = true;
          person |= !head && dx_is_person_noun (r->p, c, i);
          continue;
        }
      if (pos == DX_POS_DT || pos == DX_POS_JJ || pos == DX_POS_PRPS
          || pos == DX_POS_CD || pos == DX_POS_POS || pos == DX_POS_CC
          || bits (r, i) & DX_L_TITLE
          || (pos == DX_POS_VBN && !noun) || (pos == DX_POS_VBG && !noun)
          || (pos == DX_POS_RB && !noun))
        continue;
      break;
    }
  return noun && (person || bits (r, from) & (DX_L_THE | DX_L_A)) ? i : 0;
}

static bool
after (reader *r, const dx_mention *m)
{
  const dx_context *c = r->c;
  const uint32_t stop = dx_sentence_of (c->text, m->first).end;
  uint32_t i = m->end;
  /* Past (D-Mo.) and an age.  */
  if (i + 2 < stop && dx_first_byte (c->text, i) == '(')
    {
      uint32_t k = i + 1;
      while (k < stop && k < i + 8
             && dx_first_byte (c->text, k) != ')')
        k++;
      if (k < stop && k < i + 8)
        i = k + 1;
    }
  if (comma (c, i) && i + 2 < stop
      && c->text->tokens[i + 1].kind == DX_NUMBER && comma (c, i + 2))
    i += 2;
  const bool aside = comma (c, i);
  if (aside)
    i++;
  if (i + 2 >= stop)
    return true;
  bool is = false;
  if (aside && bits (r, i) & DX_L_WHO)
    i++, is = true;
  if ((is || !aside) && bits (r, i) & DX_L_IS && c->pos[i] != DX_POS_POS)
    i++, is = true;
  else if (is || !aside)
    return true;
  if (person_at (r, i) || (is && !(bits (r, i) & (DX_L_THE | DX_L_A))))
    return true;
  const uint32_t end = phrase (r, i, stop);
  if (!end)
    return true;
  if (!is && end < stop && c->text->tokens[end].kind != DX_PUNCT
      && !(bits (r, end) & DX_L_WHO) && c->pos[end] != DX_POS_VBG
      && !dx_is_verb (c->pos[end]))
    return true;
  if (c->pos[i] == DX_POS_DT)
    i++;
  return i >= end || add (r, m->entity, i, end, !is && !m->aside);
}

/* A lawyer for the news outlets, David Schulz,  */
static bool
apposed (reader *r, const dx_mention *m)
{
  const dx_context *c = r->c;
  const uint32_t start = dx_sentence_of (c->text, m->first).first;
  const uint32_t stop = dx_sentence_of (c->text, m->first).end;
  uint32_t i = m->first;
  while (i > start && bits (r, i - 1) & DX_L_TITLE)
    i--;
  if (i < start + 3 || !comma (c, i - 1)
      || !(m->end < stop && c->text->tokens[m->end].kind == DX_PUNCT))
    return true;
  const uint32_t end = i - 1;
  uint32_t head = DIXIT_NONE;
  for (i = end; i > start && end - i < BEFORE; i--)
    {
      const uint8_t pos = c->pos[i - 1];
      if (person_at (r, i - 1) && pos != DX_POS_POS
          && !(c->pos[i] == DX_POS_POS))
        return true;
      if (dx_is_person_noun (r->p, c, i - 1))
        head = i - 1;
      if ((bits (r, i - 1) & (DX_L_THE | DX_L_A)) && head != DIXIT_NONE)
        {
          /* "the son of a nurse, Ann": the nearest determiner's own head.  */
          const bool deeper = i - 1 > start && bits (r, i - 2) & DX_L_PREP;
          if (!deeper)
            return add (r, m->entity, i - (pos == DX_POS_PRPS), end,
                        !m->aside);
          continue;
        }
      if (!dx_is_noun (pos) && pos != DX_POS_JJ && pos != DX_POS_POS
          && pos != DX_POS_DT && pos != DX_POS_PRPS && pos != DX_POS_CD
          && !(bits (r, i - 1) & DX_L_PREP))
        break;
    }
  return true;
}

dixit_status
dx_parts_find (dx_people *p, const dx_context *c, dx_arena *arena,
               dixit_error *error)
{
  reader r = { .p = p, .c = c, .arena = arena,
               .count = dx_alloc (arena, p->entity_count, 1) };
  /* What people are called, for the most part.  */
  uint32_t names = 0;
  for (uint32_t k = 0; k < p->mention_count; k++)
    names += p->mentions[k].kind == DIXIT_NAME;
  dx_chains_open (&p->by_part, arena, names);
  if (!r.count)
    goto memory;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      if (m->kind != DIXIT_NAME || m->entity == DIXIT_NONE
          || p->entities[m->entity].type != DIXIT_PER
          || r.count[m->entity] == PARTS_MAX)
        continue;
      if (!before (&r, m) || !after (&r, m) || !apposed (&r, m))
        goto memory;
    }
  return DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
