/* join.c -- names that mean the same one.
   SPDX-License-Identifier: GPL-3.0-or-later

   People join by their words: full names first, wherever they stand, so that a
   bare surname before its full name finds it.  A bare surname that several
   share means the one whom the article is about: the one named in full most
   often, unless an honorific says otherwise; the others go by first names.
   Bodies join by all their words, by those they end or begin with, and by
   initials; fathers and sons, and families as such, are kept apart.  */

#include <string.h>

#include "find/people.h"
#include "rules/rules.h"

enum { SPELLING_REACH = 48, SHORT_GIVEN = 6 };

typedef struct
{
  dx_people *p;
  const dx_context *c;
  const dx_lore *lore;
  dx_arena *arena;     /* of the joiner alone */
  dx_chains whole;     /* all words of a name */
  dx_chains pair;      /* a person's first and last word */
  dx_chains last;      /* a person's last word */
  dx_chains part;      /* a person's other words */
  dx_chains edge;      /* a body's leading or closing words */
  dx_chains initials;
  dx_chains rules;     /* 1 + names of the rules */
  uint32_t recent[SPELLING_REACH];   /* people with full names */
  uint32_t recents;
  size_t room;
} joiner;

static uint32_t
lower (const joiner *j, uint32_t i)
{
  return dx_word_of (j->c->words, i)->lower;
}

static bool
is_word (const joiner *j, uint32_t i)
{
  return j->c->text->tokens[i].kind == DX_WORD;
}

static uint32_t
key_up_to (const joiner *j, const dx_mention *m, uint32_t end)
{
  return m->key && end == m->end ? m->key
                                 : dx_name_key (j->p, j->c, m->first, end);
}

static uint32_t
key_of (const joiner *j, const dx_mention *m)
{
  return key_up_to (j, m, m->end);
}

/* The last word that is not Jr.  */
static uint32_t
surname (const joiner *j, const dx_mention *m)
{
  uint32_t i = m->end - 1;
  while (i > m->first
         && (!is_word (j, i)
             || dx_bits (&j->p->lexicon, j->c, i) & DX_L_JUNIOR))
    i--;
  return i;
}

/* The initials of the capitalised words: USA.  0 for fewer than two.  */
static uint32_t
initials (const joiner *j, uint32_t first, uint32_t end)
{
  uint32_t h = DX_FNV_START, n = 0;
  for (uint32_t i = first; i < end; i++)
    {
      const char ch = dx_first_byte (j->c->text, i);
      if (is_word (j, i) && ch >= 'A' && ch <= 'Z')
        {
          h = dx_fnv (h, (unsigned char) ch);
          n++;
        }
    }
  return n > 1 ? dx_finish (h) : 0;
}

/* The letters of U.S.A. as INITIALS has them; 0 if it is no acronym.  */
static uint32_t
letters (const joiner *j, uint32_t i)
{
  const dx_token t = dx_token_of (j->c->text, i);
  uint32_t h = DX_FNV_START, n = 0;
  for (dx_byte k = t.start; k < dx_token_end (&t); k++)
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

/* Are the tokens FIRST to END an acronym alone?  */
static bool
is_letters (const joiner *j, uint32_t first, uint32_t end)
{
  return end == first + 1 && letters (j, first);
}

static bool
is_body (const dx_mention *m)
{
  return m->kind == DIXIT_NAME && m->type != DIXIT_PER && m->type != DIXIT_DATE
         && m->type != DIXIT_MONEY;
}

/* How many mentions after mention AT are parts of its name, which the tagger cut
   where a place's or a people's name stands in it: University of | Cape Town,
   Association of Southeast | Asian | Nations.  */
static uint32_t
parts_after (const joiner *j, uint32_t at)
{
  enum { PARTS = 4 };
  const dx_people *p = j->p;
  const dx_mention *m = &p->mentions[at];
  uint32_t n = 0, of = m->end;
  if (!is_body (m) || m->rule)
    return 0;
  while (of > m->first && !(dx_bits (&p->lexicon, j->c, of - 1) & DX_L_OF))
    of--;
  if (of <= m->first + 1)
    return 0;
  for (; n < PARTS && at + n + 1 < p->mention_count; n++)
    {
      const dx_mention *a = m + n, *b = a + 1;
      if (b->first != a->end || !is_body (b) || b->rule
          || j->c->text->tokens[b->first].flags & DX_PARAGRAPH)
        break;
      /* After "of", and "of the", anything; after that, what goes on from a
         people's name.  */
      const bool open
        = a->end == of
          || (a->end == of + 1
              && dx_bits (&p->lexicon, j->c, a->end - 1) & DX_L_THE);
      if (!open && !(b->type == DIXIT_NORP && a == m)
          && a->type != DIXIT_NORP)
        break;
    }
  /* Not with a people's name at its end: Friends of | the | Chinese.  */
  while (n && m[n].type == DIXIT_NORP)
    n--;
  return n;
}

/* The end of all of the name that mention AT begins.  */
static uint32_t
whole_end (const joiner *j, uint32_t at)
{
  return j->p->mentions[at + parts_after (j, at)].end;
}

static uint32_t
new_entity (joiner *j, uint32_t at)
{
  dx_people *p = j->p;
  const dx_mention *m = &p->mentions[at];
  if (!dx_reserve (j->arena, &p->entities, &j->room, p->entity_count,
                   p->entity_count + 1u, sizeof *p->entities))
    return DIXIT_NONE;
  p->entities[p->entity_count]
    = (dx_entity) { .type = m->type, .name = at, .name_first = m->first,
                    .name_end = m->end, .latest = at };
  return p->entity_count++;
}

/* J., or J.K.  */
static bool
is_initials (const joiner *j, uint32_t i)
{
  const dx_token t = dx_token_of (j->c->text, i);
  const char *s = j->c->text->bytes;
  for (dx_byte k = t.start; k < dx_token_end (&t); k += 2)
    if (s[k] < 'A' || s[k] > 'Z' || k + 1 >= dx_token_end (&t)
        || s[k + 1] != '.')
      return false;
  return true;
}

static bool
index_person (joiner *j, const dx_mention *m, uint32_t e)
{
  const uint32_t tail = surname (j, m);
  if (!dx_chains_add (&j->whole, key_of (j, m), e)
      || !dx_chains_add (&j->last, lower (j, tail), e))
    return false;
  if (tail == m->first)
    return true;
  if (!dx_chains_add (&j->pair,
                      dx_join (lower (j, m->first), lower (j, tail)), e))
    return false;
  for (uint32_t i = m->first; i < tail && i < m->first + 5; i++)
    if (is_word (j, i) && !dx_chains_add (&j->part, lower (j, i), e))
      return false;
  j->recent[j->recents++ % SPELLING_REACH] = e;
  /* Nor Aini binti Kassim, Abdul Rahim Saleh: what it may be called for
     short.  */
  return tail < m->first + 2 || !is_word (j, m->first + 1)
         || is_initials (j, m->first + 1)
         || dx_bits (&j->p->lexicon, j->c, m->first + 1) & DX_L_VAN
         || dx_chains_add (&j->edge,
                           dx_name_key (j->p, j->c, m->first, m->first + 2),
                           e);
}

/* The words A of a name are, in order, among the words B.  */
static bool
among (const joiner *j, uint32_t a, uint32_t a_end, uint32_t b,
       uint32_t b_end)
{
  for (; a < a_end; a++)
    {
      if (!is_word (j, a))
        continue;
      while (b < b_end && lower (j, b) != lower (j, a))
        b++;
      if (b++ >= b_end)
        return false;
    }
  return true;
}

/* The office that stands before token I: Judge, Sen.; 0 for none.  */
static uint32_t
office (const joiner *j, uint32_t i)
{
  if (!i || j->c->text->tokens[i].flags & DX_SENTENCE)
    return 0;
  const uint32_t b = dx_bits (&j->p->lexicon, j->c, i - 1);
  return b & DX_L_TITLE && !(b & (DX_L_MAN | DX_L_WOMAN))
           ? dx_sense (&j->p->lexicon, j->c, i - 1)
           : 0;
}

/* Which of several of one name, as Jr., Sr. or a number at its end says; 0 for
   none.  */
static uint32_t
generation (const joiner *j, uint32_t first, uint32_t end)
{
  static const char *const words[]
    = { "jr", "jr.", "sr", "sr.", "ii", "iii", "iv" };
  if (end - first < 2
      || !(dx_bits (&j->p->lexicon, j->c, end - 1) & DX_L_JUNIOR))
    return 0;
  for (uint32_t k = 0; k < sizeof words / sizeof *words; k++)
    if (lower (j, end - 1) == dx_lower_hash (words[k]))
      return k < 4 ? 1 + k / 2 : k;
  return 0;
}

/* Father and son: George Tilden Sr., George Tilden Jr.  */
static bool
other_generation (const joiner *j, const dx_mention *m, const dx_entity *x)
{
  const uint32_t mine = generation (j, m->first, m->end);
  const uint32_t theirs
    = mine ? generation (j, x->name_first, x->name_end) : 0;
  return mine && theirs && mine != theirs;
}

/* How well entity E answers to a bare name at mention AT.  */
static int
claim (const joiner *j, uint32_t e, uint32_t at)
{
  const dx_entity *x = &j->p->entities[e];
  const dx_mention *m = &j->p->mentions[at];
  if ((m->gender && x->gender && m->gender != x->gender) || x->family
      || other_generation (j, m, x))
    return -1;
  int s = 20 * x->full;
  if (x->latest < at)
    {
      s += 40;
      const uint32_t far = dx_sentence_at (j->c, m->first)
                           - dx_sentence_at (j->c, j->p->mentions[x->latest].first);
      s += far < 1 ? 12 : far < 3 ? 8 : 0;
    }
  if (m->gender && x->gender == m->gender)
    s += 100;
  const uint32_t mine = office (j, m->first);
  if (mine && mine == office (j, j->p->mentions[x->name].first))
    s += 100;
  return s;
}

static uint32_t
best_claim (const joiner *j, const dx_chains *t, uint32_t key, uint32_t at)
{
  uint32_t best = DIXIT_NONE, k = 0;
  int most = -1, steps = 0;
  for (uint32_t e; (e = dx_chains_next (t, key, &k, &steps)) != DIXIT_NONE;)
    {
      if (j->p->entities[e].type != DIXIT_PER)
        continue;
      const int s = claim (j, e, at);
      /* The newest comes first: of equals take the oldest.  */
      if (s >= 0 && s >= most)
        {
          most = s;
          best = e;
        }
    }
  return best;
}

/* Next of the words and initials from *I up to END: a word's hash, or with
   *INITIAL its letter; 0 at the end.  *AT counts the letters of initials.  */
static uint32_t
next_part (const joiner *j, uint32_t *i, uint32_t end, uint32_t *at,
           char *initial)
{
  while (*i < end && !is_word (j, *i))
    ++*i;
  if (*i >= end)
    return 0;
  const dx_token t = dx_token_of (j->c->text, *i);
  const char *s = j->c->text->bytes + t.start + *at;
  *initial = *s;
  if (!is_initials (j, *i))
    return lower (j, (*i)++);
  *at += 2;
  if (t.start + *at >= dx_token_end (&t))
    {
      ++*i;
      *at = 0;
    }
  return 1;
}

/* May the given names from A to A_END and from B to B_END be one's, some of
   them initials: J. K., John K., John?  */
static bool
same_initials (const joiner *j, uint32_t a, uint32_t a_end, uint32_t b,
               uint32_t b_end)
{
  uint32_t in_a = 0, in_b = 0;
  for (int n = 0;; n++)
    {
      char x = 0, y = 0;
      const uint32_t p = next_part (j, &a, a_end, &in_a, &x);
      const uint32_t q = next_part (j, &b, b_end, &in_b, &y);
      if (!p || !q)
        return n > 0;
      if (p == 1 || q == 1 ? x != y : p != q)
        return false;
    }
}

/* One word of M is spelt with a slip, as against X, the others are as there.  */
static bool
misspelt (const joiner *j, const dx_mention *m, const dx_entity *x)
{
  uint32_t slips = 0;
  if (m->end - m->first != x->name_end - x->name_first)
    return false;
  for (uint32_t a = m->first, b = x->name_first; a < m->end; a++, b++)
    if (lower (j, a) != lower (j, b))
      {
        if (slips++ || !dx_alike (j->c, a, b))
          return false;
        const char mine = dx_given_gender (j->lore, dx_word_of (j->c->words,
                                                                a));
        const char theirs
          = dx_given_gender (j->lore, dx_word_of (j->c->words, b));
        /* Two given names that there are may be two people's: Maria, Marie.  */
        if (a == m->first && mine && theirs
            && (mine != theirs
                || dx_word_of (j->c->words, a)->size <= SHORT_GIVEN))
          return false;
      }
  return slips == 1;
}

/* George Bush and his son George W. Bush: are mention AT, which has another form,
   and the latest of X two, for one is named beside the other?  */
static bool
side_by_side (const joiner *j, uint32_t at, const dx_entity *x)
{
  enum { BETWEEN = 4 };
  const dx_context *c = j->c;
  const dx_mention *m = &j->p->mentions[at], *l = &j->p->mentions[x->latest];
  bool both = false;
  if (l->end >= m->first || m->first - l->end > BETWEEN)
    return false;
  for (uint32_t i = l->end; i < m->first; i++)
    {
      if (c->text->tokens[i].kind != DX_WORD || dx_is_verb (c->pos[i])
          || c->text->tokens[i].flags & DX_SENTENCE)
        return false;
      both |= c->pos[i] == DX_POS_CC;
    }
  return both;
}

/* The entity of a full name M: the same, or one with more or fewer words.  */
static uint32_t
full_name (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  const uint32_t tail = surname (j, m), head = lower (j, m->first);
  uint32_t k = 0, e;
  int steps = 0;
  e = best_claim (j, &j->whole, key_of (j, m), at);
  if (e == DIXIT_NONE)
    {
      e = best_claim (j, &j->pair, dx_join (head, lower (j, tail)), at);
      if (e != DIXIT_NONE && side_by_side (j, at, &j->p->entities[e]))
        e = DIXIT_NONE;
    }
  if (e != DIXIT_NONE)
    return e;
  while ((e = dx_chains_next (&j->last, lower (j, tail), &k, &steps))
         != DIXIT_NONE)
    {
      const dx_entity *x = &j->p->entities[e];
      if (x->name_end - x->name_first > 1 && !x->family
          && !other_generation (j, m, x) && !side_by_side (j, at, x)
          && (among (j, m->first, m->end, x->name_first, x->name_end)
              || among (j, x->name_first, x->name_end, m->first, m->end)))
        return e;
    }
  k = 0, steps = 0;
  while ((e = dx_chains_next (&j->last, lower (j, tail), &k, &steps))
         != DIXIT_NONE)
    {
      const dx_entity *x = &j->p->entities[e];
      if (x->name_end - x->name_first > 1 && !x->family
          && !other_generation (j, m, x) && !side_by_side (j, at, x)
          && same_initials (j, m->first, tail, x->name_first,
                            surname (j, &j->p->mentions[x->name])))
        return e;
    }
  e = best_claim (j, &j->edge, key_of (j, m), at);
  if (e != DIXIT_NONE || m->aside)
    return e;
  const uint32_t n = j->recents < SPELLING_REACH ? j->recents
                                                 : SPELLING_REACH;
  for (uint32_t d = 1; d <= n; d++)
    {
      const uint32_t x = j->recent[(j->recents - d) % SPELLING_REACH];
      if (misspelt (j, m, &j->p->entities[x]))
        return x;
    }
  return DIXIT_NONE;
}

/* Who of those with full names has the surname that mention AT is, but for a slip;
   or DIXIT_NONE.  */
static uint32_t
slip_of (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  const uint32_t n = j->recents < SPELLING_REACH ? j->recents
                                                 : SPELLING_REACH;
  for (uint32_t d = 1; d <= n; d++)
    {
      const uint32_t x = j->recent[(j->recents - d) % SPELLING_REACH];
      const dx_entity *who = &j->p->entities[x];
      if (dx_alike (j->c, m->first, who->name_end - 1))
        return x;
    }
  return DIXIT_NONE;
}

static uint32_t
bare_name (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  const uint32_t key = lower (j, m->first);
  uint32_t e = best_claim (j, &j->last, key, at);
  if (e == DIXIT_NONE)
    e = best_claim (j, &j->part, key, at);
  return e != DIXIT_NONE || m->aside ? e : slip_of (j, at);
}

/* Is mention AT all of a source?  */
static bool
speaks (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  return j->c->speech[m->first] == DX_SP_B_SOURCE
         && m->end < j->c->text->token_count
         && j->c->speech[m->end] != DX_SP_I_SOURCE;
}

/* The Ellerys, who are not any one of them.  */
static uint32_t
family (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  uint32_t k = 0, e;
  int steps = 0;
  while ((e = dx_chains_next (&j->whole, key_of (j, m), &k, &steps))
         != DIXIT_NONE)
    if (j->p->entities[e].family)
      return e;
  return DIXIT_NONE;
}

/* The place before mention AT, which may count as a part of its name: Harrow |
   Bridge Authority, HBA; or NULL.  */
static const dx_mention *
place_before (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  return at && m[-1].end == m->first && m[-1].type == DIXIT_LOC
             && m[-1].kind == DIXIT_NAME
           ? m - 1 : NULL;
}

/* The body that only its letters have named so far: WSJ, in a headline, before
   Wall Street Journal with the initials KEY; or DIXIT_NONE.  */
static uint32_t
abbreviated (const joiner *j, uint32_t key)
{
  uint32_t k = 0, e;
  int steps = 0;
  while (key
         && (e = dx_chains_next (&j->initials, key, &k, &steps)) != DIXIT_NONE)
    {
      const dx_entity *x = &j->p->entities[e];
      if (x->type == DIXIT_ORG && !x->rule
          && is_letters (j, x->name_first, x->name_end))
        return e;
    }
  return DIXIT_NONE;
}

static uint32_t
body (const joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  const uint32_t end = whole_end (j, at);
  const uint32_t key = key_up_to (j, m, end);
  uint32_t k = 0, e;
  int steps = 0;
  /* MISC is what the tagger says when it cannot tell.  */
  while ((e = dx_chains_next (&j->whole, key, &k, &steps)) != DIXIT_NONE)
    if (j->p->entities[e].type != DIXIT_PER)
      return e;
  if (m->end - m->first == 1 && letters (j, m->first))
    {
      k = 0, steps = 0;
      while ((e = dx_chains_next (&j->initials, letters (j, m->first), &k,
                                  &steps))
             != DIXIT_NONE)
        return e;
    }
  if (m->type != DIXIT_ORG)
    return DIXIT_NONE;
  k = 0, steps = 0;
  while ((e = dx_chains_next (&j->edge, key, &k, &steps)) != DIXIT_NONE)
    if (j->p->entities[e].type == DIXIT_ORG)
      return e;
  e = abbreviated (j, initials (j, m->first, end));
  const dx_mention *place = place_before (j, at);
  return e == DIXIT_NONE && place
           ? abbreviated (j, initials (j, place->first, end)) : e;
}

static bool
index_body (joiner *j, const dx_mention *m, uint32_t e)
{
  const uint32_t end = whole_end (j, (uint32_t) (m - j->p->mentions));
  const uint32_t key = initials (j, m->first, end);
  if (!dx_chains_add (&j->whole, key_up_to (j, m, end), e)
      || (key && !dx_chains_add (&j->initials, key, e)))
    return false;
  if (m->type != DIXIT_ORG)
    return true;
  if (is_letters (j, m->first, end)
      && !dx_chains_add (&j->initials, letters (j, m->first), e))
    return false;
  const dx_mention *place
    = place_before (j, (uint32_t) (m - j->p->mentions));
  if (place)
    {
      const uint32_t more = initials (j, place->first, end);
      if (more && !dx_chains_add (&j->initials, more, e))
        return false;
    }
  /* What it may be called for short: two words or more of its beginning or
     end.  */
  for (uint32_t n = 2; n < end - m->first && n < 6; n++)
    if (!dx_chains_add (&j->edge, dx_name_key (j->p, j->c, end - n, end), e)
        || !dx_chains_add (&j->edge,
                           dx_name_key (j->p, j->c, m->first, m->first + n),
                           e))
      return false;
  return true;
}

/* Index what the rules say of E: its name in full, which need not stand in the
   text.  */
static bool
index_rule (joiner *j, const dx_rule_name *r, uint32_t rule, uint32_t e)
{
  uint32_t key = 7;
  for (uint32_t k = 0; k < r->count; k++)
    key = dx_join (key, r->keys[k]);
  if (!dx_chains_add (&j->rules, rule, e)
      || !dx_chains_add (&j->whole, key, e))
    return false;
  if (r->type != DIXIT_PER)
    return !r->initials || dx_chains_add (&j->initials, r->initials, e);
  if (!dx_chains_add (&j->last, r->keys[r->tail], e))
    return false;
  if (r->tail
      && !dx_chains_add (&j->pair, dx_join (r->keys[0], r->keys[r->tail]), e))
    return false;
  for (uint32_t k = 0; k < r->tail && k < 5; k++)
    if (r->is_word[k] && !dx_chains_add (&j->part, r->keys[k], e))
      return false;
  return true;
}

/* Index the alias that mention AT is, if it looks like a person's name of
   several words: its surname may stand alone.  Once for each alias.  */
static bool
index_alias (joiner *j, const dx_mention *m, uint32_t e)
{
  uint32_t k = 0, x;
  int steps = 0;
  if (m->type != DIXIT_PER || m->end - m->first < 2
      || dx_word_of (j->c->words, m->first)->caps < DX_TITLE
      || dx_word_of (j->c->words, surname (j, m))->caps < DX_TITLE)
    return true;
  const uint32_t key = key_of (j, m);
  while ((x = dx_chains_next (&j->whole, key, &k, &steps)) != DIXIT_NONE)
    if (x == e)
      return true;
  return index_person (j, m, e);
}

/* The entity of mention AT, which the rules know; made where there is none.
   DIXIT_NONE when memory is out.  */
static uint32_t
known_name (joiner *j, uint32_t at)
{
  const dx_mention *m = &j->p->mentions[at];
  const dx_rule_name *r = &j->c->ruled->rules->names[m->rule - 1];
  uint32_t k = 0;
  int steps = 0;
  uint32_t e = dx_chains_next (&j->rules, m->rule, &k, &steps);
  if (e != DIXIT_NONE)
    return index_alias (j, m, e) ? e : DIXIT_NONE;
  e = new_entity (j, at);
  if (e == DIXIT_NONE)
    return e;
  dx_entity *who = &j->p->entities[e];
  who->rule = m->rule;
  who->gender = r->gender;
  if (!who->gender && r->type == DIXIT_PER && r->count > 1)
    who->gender = dx_given_gender (j->lore,
                                   &(dx_word) { .lower = r->keys[0],
                                               .bare = r->keys[0] });
  return index_rule (j, r, m->rule, e) && index_alias (j, m, e) ? e
                                                                : DIXIT_NONE;
}

/* Is mention AT, in brackets, the short or long form of the one before?  */
static bool
gloss (const joiner *j, uint32_t at)
{
  const dx_text *t = j->c->text;
  if (!at)
    return false;
  const dx_mention *a = &j->p->mentions[at - 1], *b = &j->p->mentions[at];
  if (b->first != a->end + 1 || dx_first_byte (t, a->end) != '('
      || b->end >= t->token_count
      || dx_first_byte (t, b->end) != ')'
      || a->entity == DIXIT_NONE || a->kind != DIXIT_NAME
      || a->type == DIXIT_PER || b->type == DIXIT_PER)
    return false;
  /* Association of Southeast | Asian | Nations (ASEAN).  */
  const uint32_t name = j->p->entities[a->entity].name;
  const bool longer
    = a->end - a->first > 1
      || (name < at && j->p->mentions[name].first < a->first
          && whole_end (j, name) == a->end);
  const dx_mention *brief = longer ? b : a;
  /* (NASA); also (Unesco).  */
  const uint8_t caps = longer && a->type == DIXIT_ORG && b->type == DIXIT_ORG
                         ? DX_TITLE : DX_UPPER;
  return brief->end - brief->first == 1
         && dx_word_of (j->c->words, brief->first)->caps >= caps
         && (longer || b->end - b->first > 1);
}

/* ALL IN CAPITALS, as headlines and datelines are; not NATO.  */
static bool
shouted (const joiner *j, uint32_t first, uint32_t end)
{
  bool any = false;
  for (uint32_t i = first; i < end; i++)
    {
      const dx_word *w = dx_word_of (j->c->words, i);
      if (is_word (j, i) && w->caps != DX_UPPER)
        return false;
      any |= w->size > 4;
    }
  return any;
}

/* What the given name at the head of M says.  Jean-Claude is a man, whatever Jean
   is alone.  */
static char
given_gender (const joiner *j, const dx_mention *m)
{
  const dx_token t = dx_token_of (j->c->text, m->first + 1);
  if (m->end - m->first > 2 && t.size == 1
      && j->c->text->bytes[t.start] == '-' && !(t.flags & DX_SPACE)
      && lower (j, m->first) == dx_lower_hash ("jean"))
    return 'm';
  return dx_given_gender (j->lore, dx_word_of (j->c->words, m->first));
}

/* Is the form M better than the one that E has?  */
static bool
fuller (const joiner *j, const dx_entity *e, const dx_mention *m)
{
  const bool aside = j->p->mentions[e->name].aside;
  if (aside != m->aside)
    return aside;
  if (m->end - m->first >= e->name_end - e->name_first
      && shouted (j, e->name_first, e->name_end)
      && !shouted (j, m->first, m->end))
    return true;
  if (e->type != DIXIT_PER)
    return m->end - m->first > e->name_end - e->name_first;
  uint32_t mine = 0, theirs = 0;
  for (uint32_t i = m->first; i < m->end; i++)
    mine += is_word (j, i);
  for (uint32_t i = e->name_first; i < e->name_end; i++)
    theirs += is_word (j, i);
  return mine > theirs;
}

static bool
settle (joiner *j, uint32_t at)
{
  dx_people *p = j->p;
  dx_mention *m = &p->mentions[at];
  const bool person = m->type == DIXIT_PER;
  const bool several = m->end - m->first > 1;
  uint32_t e;
  if (m->rule)
    {
      e = known_name (j, at);
      if (e == DIXIT_NONE)
        return false;
    }
  else if (!person && gloss (j, at))
    {
      e = m->entity = p->mentions[at - 1].entity;
      if (!dx_chains_add (&j->whole, key_of (j, m), e))
        return false;
    }
  else
    e = !person     ? body (j, at)
        : m->family ? family (j, at)
        : several   ? full_name (j, at)
                    : bare_name (j, at);
  /* A slip may hide a surname from the tagger, too.  */
  if (e == DIXIT_NONE && m->type == DIXIT_ORG && !several && !m->aside
      && !m->fixed && speaks (j, at) && (e = slip_of (j, at)) != DIXIT_NONE)
    m->type = DIXIT_PER;
  if (e == DIXIT_NONE)
    {
      e = new_entity (j, at);
      if (e == DIXIT_NONE
          || !(person ? index_person (j, m, e) : index_body (j, m, e)))
        return false;
      p->entities[e].family = m->family;
    }
  dx_entity *who = &p->entities[e];
  m->entity = e;
  /* Its last part means it too; a place in it is still a place.  */
  const uint32_t parts = person ? 0 : parts_after (j, at);
  if (parts && m[parts].type == m->type)
    m[parts].entity = e;
  who->latest = at;
  if (several && !m->aside && who->full < DX_FULL_MOST)
    who->full++;
  /* "Spokesman Ann Lee": the given name knows better than the noun.  */
  const char given = person && several ? given_gender (j, m) : 0;
  const bool noun
    = m->first
      && dx_bits (&p->lexicon, j->c, m->first - 1) & DX_L_MOUTH;
  if (!who->gender)
    who->gender = m->gender && !(noun && given) ? m->gender : given;
  /* WSJ, and then Wall Street | Journal.  */
  const bool spelt
    = !person && !m->rule && at != who->name
      && is_letters (j, who->name_first, who->name_end)
      && (several || place_before (j, at));
  if (at != who->name && (spelt || fuller (j, who, m)))
    {
      const bool more
        = spelt || m->end - m->first > who->name_end - who->name_first;
      who->name = at;
      who->name_first = m->first;
      who->name_end = m->end;
      if (more && !(person ? index_person (j, m, e) : index_body (j, m, e)))
        return false;
    }
  return true;
}

/* Number the entities by first mention.  */
static bool
renumber (joiner *j, dx_arena *kept)
{
  dx_people *p = j->p;
  uint32_t *new = dx_alloc (j->arena, p->entity_count, sizeof *new);
  dx_entity *sorted = dx_alloc (kept, p->entity_count, sizeof *sorted);
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
  dx_release (j->arena, p->entities);
  p->entities = sorted;
  p->entity_count = n;
  return true;
}

/* The end of the name of a court from FIRST to END with what it is for: the Court
   of Appeals for the Third Circuit.  END if it is no court, or for nothing.  */
static uint32_t
court_end (const joiner *j, uint32_t first, uint32_t end)
{
  const dx_context *c = j->c;
  uint32_t i = first;
  while (i < end && lower (j, i) != dx_lower_hash ("court"))
    i++;
  if (i == end || end + 2 >= c->text->token_count
      || lower (j, end) != dx_lower_hash ("for")
      || lower (j, end + 1) != dx_lower_hash ("the"))
    return end;
  const uint32_t k = dx_mention_at (j->p, end + 2);
  return k != DIXIT_NONE && j->p->mentions[k].kind == DIXIT_NAME
             && j->p->mentions[k].type != DIXIT_PER
           ? j->p->mentions[k].end : end;
}

/* The place, or the person, that a body's name begins with, if the tagger gave it a mention of
   its own: Russia's Foreign Ministry, Chicago Police Department.  */
static void
name_in_full (const joiner *j, dx_entity *e)
{
  const dx_people *p = j->p;
  const dx_context *c = j->c;
  const uint32_t first = e->name_first;
  if (!e->rule && p->mentions[e->name].first == first)
    {
      e->name_end = whole_end (j, e->name);
      e->name_end = court_end (j, first, e->name_end);
    }
  /* Upper Valley Bakers and Millers Union (UVBMU): as far back as the letters
     reach.  */
  const uint32_t g = e->name_end + 1;
  if (g + 1 < c->text->token_count
      && dx_first_byte (c->text, g - 1) == '('
      && dx_first_byte (c->text, g + 1) == ')'
      && letters (j, g)
      && initials (j, e->name_first, e->name_end) != letters (j, g))
    for (uint32_t i = first, d = 0;
         i && d < 12 && !(c->text->tokens[i].flags & DX_PARAGRAPH)
         && is_word (j, i - 1);
         d++)
      if (initials (j, --i, e->name_end) == letters (j, g))
        {
          e->name_first = i;
          return;
        }
  if (!first || c->text->tokens[first].flags & DX_SENTENCE
      || !(dx_bits (&p->lexicon, c, e->name_end - 1) & DX_L_BODY
           || dx_bits (&p->lexicon, c, first) & DX_L_BODY
           || e->name_end - first > 1))
    return;
  const bool owned = c->pos[first - 1] == DX_POS_POS;
  const uint32_t k
    = first > owned ? dx_mention_at (p, first - 1 - owned) : DIXIT_NONE;
  if (k == DIXIT_NONE)
    return;
  const dx_mention *m = &p->mentions[k];
  /* Ann Lee | Foundation, Ann Lee | University of Arts.  */
  const bool bare = dx_bits (&p->lexicon, c, first) & DX_L_BODY
                    && (e->name_end == first + 1
                        || dx_bits (&p->lexicon, c, first + 1) & DX_L_OF);
  if (m->kind == DIXIT_NAME && m->end == first - owned
      && (m->type == DIXIT_LOC
          || (!owned && (m->type == DIXIT_NORP || m->type == DIXIT_ORG
                         || (bare && m->type == DIXIT_PER)))))
    e->name_first = m->first;
}

/* Whom the article calls by the first word of two alone and never by the last,
   Shi for Shi Yinhong, has a family name first: then what other articles showed
   of that word as a given name says nothing.  The table of given names is
   surer.  False when memory is out.  */
static bool
family_first (const joiner *j)
{
  enum { FIRST = 1, LAST = 2, TOLD = 4, SHORT = 5 };
  const dx_people *p = j->p;
  uint8_t *called = dx_alloc (j->arena, p->entity_count, 1);
  if (!called)
    return false;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      if (m->kind != DIXIT_NAME || m->entity == DIXIT_NONE
          || p->entities[m->entity].type != DIXIT_PER)
        continue;
      const dx_entity *e = &p->entities[m->entity];
      const uint32_t word = lower (j, m->first);
      called[m->entity]
        |= m->gender               ? TOLD
           : m->end != m->first + 1 ? 0
           : word == lower (j, e->name_first)   ? FIRST
           : word == lower (j, e->name_end - 1) ? LAST
                                                : 0;
    }
  for (uint32_t e = 0; e < p->entity_count; e++)
    {
      dx_entity *x = &p->entities[e];
      if (called[e] == FIRST && x->name_end == x->name_first + 2
          && dx_word_of (j->c->words, x->name_first)->size <= SHORT
          && !dx_table_gender (j->lore->given,
                               dx_word_of (j->c->words, x->name_first))
          && !x->rule)
        x->gender = 0;
    }
  return true;
}

/* All of it, the entities in KEPT.  False when memory is out.  */
static bool
join (joiner *j, dx_arena *kept)
{
  dx_people *p = j->p;
  const dx_context *c = j->c;
  const size_t n = p->mention_count;
  dx_chains_open (&j->whole, j->arena, n);
  dx_chains_open (&j->pair, j->arena, n);
  dx_chains_open (&j->last, j->arena, n);
  dx_chains_open (&j->part, j->arena, n);
  dx_chains_open (&j->edge, j->arena, n);
  dx_chains_open (&j->initials, j->arena, 64);
  dx_chains_open (&j->rules, j->arena, 64);
  /* What the rules know; full names of people, body text before headlines;
     then all the rest.  */
  for (uint32_t k = 0; c->ruled && k < p->mention_count; k++)
    if (p->mentions[k].rule && p->mentions[k].type != DIXIT_DATE
        && p->mentions[k].type != DIXIT_MONEY && !settle (j, k))
      return false;
  for (int pass = 0; pass < 3; pass++)
    {
      for (uint32_t k = 0; k < p->mention_count; k++)
        {
          const dx_mention *m = &p->mentions[k];
          const bool full = m->type == DIXIT_PER && m->end - m->first > 1;
          if (m->kind != DIXIT_NAME || m->type == DIXIT_DATE
              || m->type == DIXIT_MONEY)
            continue;
          if (pass == 2 && (full || m->rule || m->entity != DIXIT_NONE))
            p->entities[m->entity].latest = k;
          else if (!m->rule
                   && (pass == 2 ? !full : full && m->aside == (pass == 1))
                   && !settle (j, k))
            return false;
        }
      if (pass == 1)
        for (uint32_t e = 0; e < p->entity_count; e++)
          p->entities[e].latest = p->mention_count;
    }
  dx_chains *const all[] = { &j->whole, &j->pair, &j->last, &j->part, &j->edge,
                             &j->initials, &j->rules };
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    dx_chains_close (all[k]);
  if (!renumber (j, kept) || !family_first (j))
    return false;
  for (uint32_t e = 0; e < p->entity_count; e++)
    {
      p->entities[e].mentions = 0;
      if (p->entities[e].type == DIXIT_ORG)
        name_in_full (j, &p->entities[e]);
      p->entities[e].quotes = 0;
    }
  for (uint32_t k = 0; k < p->mention_count; k++)
    if (p->mentions[k].entity != DIXIT_NONE)
      p->entities[p->mentions[k].entity].mentions++;
  return true;
}

dixit_status
dx_people_join (dx_people *p, const dx_context *c, const dx_lore *lore,
                dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };
  joiner j = { .p = p, .c = c, .lore = lore, .arena = &scratch };
  const bool ok = join (&j, arena);
  dx_arena_free (&scratch);
  return ok ? DIXIT_OK
            : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
