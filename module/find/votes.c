/* votes.c -- names mended by the whole article.
   SPDX-License-Identifier: GPL-3.0-or-later

   The tagger sees a few words either way.  The article says more: a word that
   is a person's surname here is hardly a place there, what follows an
   honorific is a person wherever else it stands, and a name that was found
   once is a name where it was overlooked.  Each place of a name votes for its
   type; headlines, whose capitals mislead, count less.  */

#include "find/finder.h"

/* Where the poll with KEY is in the table, or would be.  */
static uint32_t *
slot_of (const dx_finder *f, uint32_t key)
{
  size_t at = key & f->mask;
  while (f->slots[at] && f->polls[f->slots[at] - 1].key != key)
    at = (at + 1) & f->mask;
  return &f->slots[at];
}

/* The poll with KEY; one without votes and key if there is none.  */
static const dx_poll *
poll_of (const dx_finder *f, uint32_t key)
{
  static const dx_poll none;
  const uint32_t k = *slot_of (f, key);
  return k ? &f->polls[k - 1] : &none;
}

/* Room for SLOTS in the table.  */
static bool
open_polls (dx_finder *f, size_t slots)
{
  dx_release (f->arena, f->slots);
  f->slots = dx_alloc (f->arena, slots, sizeof *f->slots);
  f->mask = slots - 1;
  if (!f->slots)
    return false;
  for (size_t k = 0; k < f->poll_count; k++)
    *slot_of (f, f->polls[k].key) = (uint32_t) k + 1;
  return true;
}

/* The poll with KEY, opened if need be, good until the next one is.  NULL when
   memory is out.  */
static dx_poll *
ballot (dx_finder *f, uint32_t key)
{
  uint32_t *slot = slot_of (f, key);
  if (*slot)
    return &f->polls[*slot - 1];
  if (!dx_reserve (f->arena, &f->polls, &f->poll_room, f->poll_count,
                   f->poll_count + 1, sizeof *f->polls))
    return NULL;
  f->polls[f->poll_count] = (dx_poll) { .key = key };
  *slot = (uint32_t) ++f->poll_count;
  if (4 * f->poll_count > 3 * f->mask && !open_polls (f, 2 * (f->mask + 1)))
    return NULL;
  return &f->polls[f->poll_count - 1];
}

static bool
votes (uint8_t type)
{
  return type != DIXIT_DATE && type != DIXIT_MONEY;
}

/* ", a rice farmer", ", who": what stands before was a person.  SURE: only by a
   noun that the lexicon has, for a company may be a provider.  */
static bool
person_follows (const dx_finder *f, uint32_t i, bool sure)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  if (i + 3 >= n || dx_first_byte (c->text, i) != ',')
    return false;
  if (c->pos[i + 1] == DX_POS_WP
      && f->who == dx_word_of (c->words, i + 1)->lower)
    return true;
  if (!(dx_finder_bits (f, i + 1) & (DX_L_A | DX_L_THE)))
    return false;
  for (uint32_t k = i + 2; k < i + 7 && k < n; k++)
    {
      if ((sure ? (dx_finder_bits (f, k) & DX_L_PERSON) != 0
                : dx_is_person_noun (f->p, c, k))
          && !(k + 1 < n && (dx_is_noun (c->pos[k + 1])
                             || c->pos[k + 1] == DX_POS_POS)))
        return true;
      if (!dx_is_noun (c->pos[k]) && c->pos[k] != DX_POS_JJ)
        return false;
    }
  return false;
}

/* Where the votes for TYPE are.  */
static uint8_t
candidate (uint8_t type)
{
  _Static_assert ((int) DIXIT_DATE + 1 == (int) DX_CANDIDATES
                  && (int) DIXIT_PRODUCT == (int) DX_CANDIDATES + 1,
                  "dates, money and products come last");
  return type < DIXIT_DATE ? type : DX_CANDIDATES - 1;
}

/* How many are for TYPE, which is no date and no money.  */
static uint16_t
votes_for (const dx_poll *p, uint8_t type)
{
  return p->votes[candidate (type)];
}

/* Give TYPE more votes, as far as they can be counted.  */
static void
cast (dx_poll *p, uint8_t type, int32_t more)
{
  uint16_t *all = &p->votes[candidate (type)];
  const int32_t sum = *all + more;
  *all = (uint16_t) (sum < UINT16_MAX ? sum : UINT16_MAX);
}

/* The head of a body's name comes first, or last: Ministry of Finance.  */
static bool
is_body (const dx_finder *f, const dx_mention *m)
{
  const uint32_t last = dx_finder_bits (f, m->end - 1);
  return (last | (m->end - m->first > 1 ? dx_finder_bits (f, m->first) : 0))
         & DX_L_BODY;
}

void
dx_finder_see (const dx_finder *f, dx_mention *m)
{
  const dx_context *c = f->c;
  const uint32_t n = m->end - m->first;
  if (m->seen || m->kind != DIXIT_NAME || !votes (m->type))
    return;
  m->seen = true;
  m->key = dx_name_key (f->p, c, m->first, m->end);
  if (is_body (f, m))
    return;
  m->apposed = person_follows (f, m->end, m->type == DIXIT_ORG);
  m->given = n > 1 && n < 5 && m->type != DIXIT_FAC && m->type != DIXIT_NORP
             && dx_given_gender (f->lore, dx_word_of (c->words, m->first));
}

/* What this place says of its name's type.  False when memory is out.  */
static bool
vote (dx_finder *f, dx_mention *m)
{
  const dx_context *c = f->c;
  dx_finder_see (f, m);
  dx_poll *mine = ballot (f, m->key);
  const int32_t weight = m->aside ? 1 : 4;
  const uint32_t n = m->end - m->first;
  if (!mine)
    return false;
  cast (mine, m->type, weight);
  if (mine->seen < UINT8_MAX)
    mine->seen++;
  const uint32_t before
    = m->first && !(c->text->tokens[m->first].flags & DX_SENTENCE)
        ? dx_finder_bits (f, m->first - 1)
        : 0;
  const bool body = is_body (f, m);
  if (before & DX_L_TITLE && dx_is_capital (f, m->first - 1) && !body
      && m->type != DIXIT_NORP)
    cast (mine, DIXIT_PER, 2 * weight);
  if (before & DX_L_IN && m->type != DIXIT_DATE)
    {
      cast (mine, m->type == DIXIT_PER ? DIXIT_LOC : m->type, weight / 2);
      if (mine->placed < UINT8_MAX)
        mine->placed++;
    }
  if (before & DX_L_OF && m->first > 1 && m->type == DIXIT_PER
      && dx_finder_bits (f, m->first - 2) & (DX_L_TITLE | DX_L_PERSON))
    cast (mine, DIXIT_LOC, 2 * weight);
  /* What stands in brackets after a body's name.  */
  if (m->type == DIXIT_ORG && m->first && m->end < c->text->token_count
      && dx_first_byte (c->text, m->first - 1) == '('
      && dx_first_byte (c->text, m->end) == ')')
    cast (mine, DIXIT_ORG, 2 * weight);
  if (m->apposed)
    cast (mine, DIXIT_PER, 2 * weight);
  if (m->given)
    cast (mine, DIXIT_PER, weight);
  if (n > 1 && body && m->type == DIXIT_LOC)
    cast (mine, DIXIT_ORG, weight);
  if (m->type != DIXIT_PER || n < 2)
    return true;
  /* Maria de la Torre, alone, is de la Torre.  */
  uint32_t head = m->end - 1;
  while (head > m->first + 1 && dx_finder_bits (f, head - 1) & DX_L_VAN)
    head--;
  if (head + 1 < m->end)
    {
      dx_poll *part = ballot (f, dx_name_key (f->p, c, head, m->end));
      if (!part)
        return false;
      cast (part, DIXIT_PER, 2 * weight);
      part->person_part = true;
      part->surname |= dx_is_given (f, m->first);
    }
  /* A person's words, alone, are likely the person.  */
  for (uint32_t i = m->first; i < m->end; i++)
    {
      if (!dx_is_capital (f, i) || dx_word_of (c->words, i)->size < 2)
        continue;
      dx_poll *part = ballot (f, dx_name_key (f->p, c, i, i + 1));
      if (!part)
        return false;
      if (votes_for (part, DIXIT_PER) < 64)
        cast (part, DIXIT_PER, i + 1 == m->end ? 2 * weight : weight / 2);
      part->person_part |= i + 1 == m->end;
      part->surname |= i + 1 == m->end && dx_is_given (f, m->first);
    }
  return true;
}

static uint8_t
elected (const dx_poll *p, uint8_t own)
{
  uint8_t best = own;
  uint16_t most = votes_for (p, own);
  /* John Bolton's surname: not the town.  */
  if (p->surname && 4 * p->placed <= p->seen)
    return DIXIT_PER;
  for (uint8_t k = 0; k < DX_CANDIDATES; k++)
    if (p->votes[k] > most)
      {
        best = k < DIXIT_DATE ? k : DIXIT_PRODUCT;
        most = p->votes[k];
      }
  return best;
}

static bool
place (dx_finder *f, uint32_t first, uint32_t end, uint8_t type)
{
  const dx_mention m = { .first = first, .end = end, .type = type,
                         .kind = DIXIT_NAME };
  const dx_mention described = dx_finder_describe (f, m);
  return dx_finder_add (f, &described);
}

/* The one word from token I on is a surname in the plural: the Ellerys, the
   Joneses.  */
static bool
is_family (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  char s[64];
  const dx_token t = dx_token_of (c->text, i);
  const size_t n = t.size;
  if (!i || !(dx_finder_bits (f, i - 1) & DX_L_THE) || !dx_is_capital (f, i)
      || t.flags & DX_SENTENCE || n < 4 || n > sizeof s
      || c->text->bytes[dx_token_end (&t) - 1] != 's')
    return false;
  for (size_t k = 0; k < n; k++)
    {
      const char ch = c->text->bytes[t.start + k];
      s[k] = (char) (ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    }
  for (size_t less = 1; less < (s[n - 2] == 'e' ? 3 : 2); less++)
    {
      const dx_poll *p
        = poll_of (f, dx_join (7, dx_word_hash (s, n - less)));
      if (p->key && p->person_part)
        return true;
    }
  return false;
}

/* May a name stand at token I that was overlooked?  What is left of a longer one
   in a headline, too.  */
static bool
is_free (const dx_finder *f, uint32_t i)
{
  return dx_is_capital (f, i)
         && (!f->c->names[i] || f->title_case[dx_sentence_at (f->c, i)]);
}

/* Names found elsewhere, at token I that is free: the longest that fits.  */
static bool
recover (dx_finder *f, uint32_t i, uint32_t limit, uint32_t *next)
{
  const dx_context *c = f->c;
  uint32_t run = 0;
  while (run < DX_NAME_WORDS && i + run < limit && is_free (f, i + run)
         && !(run && c->text->tokens[i + run].flags & DX_SENTENCE))
    run++;
  for (uint32_t k = run; k; k--)
    {
      const dx_poll *p = poll_of (f, dx_name_key (f->p, c, i, i + k));
      if (!p->key)
        continue;
      const uint8_t type = elected (p, DIXIT_MISC);
      if (type > DIXIT_LOC || votes_for (p, type) < 4)
        continue;
      const dx_word *w = dx_word_of (c->words, i);
      if (k == 1
          && (w->folded || w->size < 3
              || dx_finder_bits (f, i)
                   & (DX_L_TITLE | DX_L_PERSON | DX_L_BODY | DX_L_GROUP)
              || (type == DIXIT_PER && !p->person_part
                  && votes_for (p, type) < 8)))
        continue;
      *next = i + k;
      return place (f, i, i + k, type);
    }
  *next = i + 1;
  return true;
}

/* (ASEAN) after the name that it abbreviates.  */
static bool
bracketed (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const dx_text *t = c->text;
  return i + 1 < t->token_count && i
         && dx_first_byte (t, i - 1) == '('
         && dx_first_byte (t, i + 1) == ')'
         && t->tokens[i].kind == DX_WORD && !dx_ruled_never (c, i)
         && dx_word_of (c->words, i)->caps >= DX_UPPER
         && dx_word_of (c->words, i)->size > 1;
}

/* A headline's capitals made one name of too many words, "Kremlin Brushes Off
   Lee": keep what the body knows, at the end or the beginning.  */
static void
shrink (const dx_finder *f, dx_mention *m)
{
  bool verb = false;
  for (uint32_t i = m->first; i < m->end; i++)
    verb |= dx_is_verb (f->c->pos[i]) || f->c->pos[i] == DX_POS_RP
            || f->c->pos[i] == DX_POS_RB;
  if (!verb)
    return;
  for (uint32_t n = m->end - m->first - 1; n; n--)
    for (int side = 0; side < 2; side++)
      {
        const uint32_t first = side ? m->first : m->end - n;
        const dx_poll *p = poll_of (f, dx_name_key (f->p, f->c, first,
                                                 first + n));
        if (!p->key || !dx_is_capital (f, first))
          continue;
        const uint8_t type = elected (p, DIXIT_MISC);
        if (votes_for (p, type) < 4)
          continue;
        m->first = first;
        m->end = first + n;
        m->key = p->key;
        m->type = type;
        return;
      }
}

/* "Bluebird Air and Trans-Lakes": two names, if either stands elsewhere.  Not
   "Institute of Science and Technology", nor "A&B".  */
static bool
add_parts (dx_finder *f, const dx_mention *m)
{
  const dx_context *c = f->c;
  for (uint32_t i = m->first + 1; m->kind == DIXIT_NAME && !m->fixed
                                  && m->type <= DIXIT_LOC && i + 1 < m->end;
       i++)
    {
      if (dx_finder_bits (f, i) & DX_L_OF)
        break;
      if (c->pos[i] != DX_POS_CC || !(c->text->tokens[i].flags & DX_SPACE))
        continue;
      const dx_poll *a = poll_of (f, dx_name_key (f->p, c, m->first, i));
      const dx_poll *b = poll_of (f, dx_name_key (f->p, c, i + 1, m->end));
      if (!a->key && !b->key)
        break;
      dx_mention left = *m, right = *m;
      left.end = i;
      right.first = i + 1;
      left.key = right.key = 0;
      left.type = a->key ? elected (a, m->type) : m->type;
      right.type = b->key ? elected (b, m->type) : m->type;
      left = dx_finder_describe (f, left);
      right = dx_finder_describe (f, right);
      return dx_finder_add (f, &left) && dx_finder_add (f, &right);
    }
  return dx_finder_add (f, m);
}

/* Mark | Cuban, who is one person where the name stands whole: are A and B, side
   by side, the parts of one person's name?  */
static bool
is_cut (const dx_finder *f, const dx_mention *a, const dx_mention *b)
{
  const dx_poll *both;
  return a->end == b->first && a->kind == DIXIT_NAME && b->kind == DIXIT_NAME
         && a->type == DIXIT_PER && !a->fixed && !b->fixed
         && (b->type == DIXIT_PER || b->type == DIXIT_NORP)
         && !(f->c->text->tokens[b->first].flags
              & (DX_SENTENCE | DX_PARAGRAPH))
         && (both = poll_of (f, dx_name_key (f->p, f->c, a->first, b->end)))
              ->key
         && elected (both, DIXIT_MISC) == DIXIT_PER;
}

bool
dx_finder_room (dx_finder *f)
{
  dx_people *p = f->p;
  const size_t was = f->room, left = was - f->ahead;
  if (!dx_reserve (f->kept, &p->mentions, &f->room, was, was + 1,
                   sizeof *p->mentions))
    return false;
  f->ahead = f->room - left;
  memmove (p->mentions + f->ahead, p->mentions + (was - left),
           left * sizeof *p->mentions);
  return true;
}

bool
dx_mentions_mend (dx_finder *f)
{
  dx_people *p = f->p;
  const dx_context *c = f->c;
  if (!open_polls (f, 256))
    return false;
  for (uint32_t k = 0; k < p->mention_count; k++)
    if (p->mentions[k].kind == DIXIT_NAME && votes (p->mentions[k].type)
        && !vote (f, &p->mentions[k]))
      return false;
  /* All polls are open.  */
  if (!dx_fit (f->arena, &f->polls, &f->poll_room, f->poll_count,
               sizeof *f->polls))
    return false;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      dx_mention *m = &p->mentions[k];
      if (m->kind != DIXIT_NAME || m->fixed || !votes (m->type))
        continue;
      const dx_poll *mine = poll_of (f, m->key);
      if (mine->key)
        m->type = elected (mine, m->type);
      /* Republicans are no party.  */
      if (m->type == DIXIT_ORG && m->end - m->first == 1
          && dx_finder_bits (f, m->first) & DX_L_GROUP)
        m->type = DIXIT_NORP;
      if (m->end - m->first == 1 && is_family (f, m->first))
        {
          m->type = DIXIT_PER;
          m->family = true;
        }
      if (m->aside && m->end - m->first > 1
          && votes_for (mine, m->type) < 4)
        shrink (f, m);
      /* "House Ann Lee": a person's name with more before it.  */
      if (m->type != DIXIT_PER && m->end - m->first > 2
          && dx_given_gender (f->lore, dx_word_of (c->words, m->end - 2)))
        {
          const dx_poll *tail
            = poll_of (f, dx_name_key (p, c, m->end - 1, m->end));
          if ((tail->key && elected (tail, DIXIT_MISC) == DIXIT_PER)
              || (dx_finder_bits (f, m->first) & DX_L_BODY
                  && m->end - m->first == 3 && dx_is_given (f, m->end - 2)
                  && !(dx_finder_bits (f, m->end - 1) & DX_L_BODY)))
            {
              m->first = m->end - 2;
              m->key = 0;
              m->type = DIXIT_PER;
            }
        }
      m->gender = m->type == DIXIT_PER ? dx_honorific_gender (f, m->first) : 0;
    }

  /* Once more through the text, for what was overlooked.  The mentions go to the end of
     their room, and are taken from there.  */
  const uint32_t count = p->mention_count;
  p->mention_count = 0;
  f->ahead = f->room - count;
  if (count)
    memmove (p->mentions + f->ahead, p->mentions,
             count * sizeof *p->mentions);
  uint32_t from = 0, at = 0;
  dx_mention last = { 0 };
  while (true)
    {
      const bool more = f->ahead < f->room;
      const dx_mention m = more ? p->mentions[f->ahead] : last;
      const uint32_t limit = more ? m.first : c->text->token_count;
      for (; at < c->words->capital_count && c->words->capitals[at] < limit;
           at++)
        {
          const uint32_t i = c->words->capitals[at];
          uint32_t next;
          if (i < from)
            continue;
          from = next = i + 1;
          if (last.end && i == last.end + 1 && last.type == DIXIT_ORG
              && bracketed (f, i))
            {
              if (!place (f, i, i + 1, DIXIT_ORG))
                return false;
            }
          else if (!c->names[i] && is_family (f, i))
            {
              if (!place (f, i, i + 1, DIXIT_PER))
                return false;
              p->mentions[p->mention_count - 1].family = true;
            }
          else if (is_free (f, i) && !recover (f, i, limit, &next))
            return false;
          from = next;
        }
      if (!more)
        break;
      last = m;
      const dx_mention *const next = &p->mentions[++f->ahead];
      if (f->ahead < f->room && is_cut (f, &m, next))
        {
          last = *next;
          f->ahead++;
          if (!place (f, m.first, last.end, DIXIT_PER))
            return false;
        }
      else if (!add_parts (f, &m))
        return false;
      from = last.end;
    }
  return true;
}
