/* speaker.c -- from a source's words to an entity.
   SPDX-License-Identifier: GPL-3.0-or-later

   The words of a source are a noun phrase with trimmings.  Its head decides: a
   name at the end of the phrase speaks; a name that owns a memo speaks through
   it; a name that owns a spokesman does not; one in apposition does.  A phrase
   without a name is looked up among the parts that people play, then among
   those on stage.  */

#include "find/tree.h"
#include "find/who.h"

enum { LOOK_BACK = 60, PHRASE_MAX = 40, ANTECEDENT = 16, NEAR_PART = 12,
       INTRODUCED = 200 };

static uint32_t
bits (const dx_story *t, uint32_t i)
{
  return i < t->c->text->token_count ? dx_bits (&t->p->lexicon, t->c, i) : 0;
}

static bool
is_char (const dx_story *t, uint32_t i, char ch)
{
  return i < t->c->text->token_count
         && dx_first_byte (t->c->text, i) == ch;
}

static const dx_mention *
name_at (const dx_story *t, uint32_t i)
{
  const uint32_t k = dx_mention_at (t->p, i);
  if (k == DIXIT_NONE)
    return NULL;
  const dx_mention *m = &t->p->mentions[k];
  return m->kind == DIXIT_NAME && m->entity != DIXIT_NONE
             && m->type != DIXIT_NORP
           ? m
           : NULL;
}

/* Does the name after "of", token I, end the noun phrase, before END at the
   latest?  */
static bool
closes (const dx_story *t, uint32_t i, uint32_t end)
{
  const uint32_t first = bits (t, i + 1) & DX_L_THE ? i + 2 : i + 1;
  const dx_mention *m = first < end ? name_at (t, first) : NULL;
  return m && (m->end >= end || t->c->text->tokens[m->end].kind == DX_PUNCT);
}

/* The end of the noun phrase that begins at S.first: before a comma, a
   relative pronoun, a verb, or a preposition that no name spans.  */
static uint32_t
head_end (const dx_story *t, dx_piece s)
{
  const dx_context *c = t->c;
  for (uint32_t i = s.first; i < s.end; i++)
    {
      const dx_mention *m = name_at (t, i);
      if (m && m->first <= i && m->end > i + 1)
        {
          i = m->end - 1;
          continue;
        }
      if (m)
        continue;
      const dx_token k = dx_token_of (c->text, i);
      if (k.kind == DX_PUNCT
          && !(c->text->bytes[k.start] == '-' && !(k.flags & DX_SPACE)))
        return i;
      if (i == s.first)
        continue;
      if (bits (t, i) & DX_L_OF && i + 1 < s.end)
        {
          /* Secretary of State Lee; not the mayor of Kent.  */
          if (bits (t, i - 1) & (DX_L_TITLE | DX_L_PERSON)
              && !closes (t, i, s.end))
            continue;
          return i;
        }
      if (bits (t, i) & (DX_L_PREP | DX_L_WHO) || c->pos[i] == DX_POS_WP
          || c->pos[i] == DX_POS_WRB || c->pos[i] == DX_POS_TO
          || c->pos[i] == DX_POS_MD
          || (dx_is_verb (c->pos[i]) && !(bits (t, i) & DX_L_PAPER)
              && !(i + 1 < s.end && dx_is_noun (c->pos[i + 1]))))
        return i;
    }
  return s.end;
}

/* An apposition's name: after the comma at I, perhaps after titles.  */
static uint32_t
apposed (const dx_story *t, uint32_t i, uint32_t end)
{
  for (uint32_t k = i + 1; k < end && k < i + 8; k++)
    {
      const dx_mention *m = name_at (t, k);
      if (m && !m->owner && (m->type == DIXIT_PER || m->type == DIXIT_ORG)
          && (m->end >= end || is_char (t, m->end, ',')
              || is_char (t, m->end, '(') || is_char (t, m->end, '.')))
        return m->entity;
      if (m)
        k = m->end - 1;
      else if (t->c->text->tokens[k].kind == DX_PUNCT
               || bits (t, k) & (DX_L_PREP | DX_L_WHO))
        break;
    }
  return DIXIT_NONE;
}

/* How recently, and how much, ENTITY was on stage before token AT: its last
   event's distance; DIXIT_NONE if it was not.  */
static uint32_t
seen (const dx_story *t, uint32_t entity, uint32_t at)
{
  for (uint32_t d = 1; d <= LOOK_BACK && d <= t->count; d++)
    {
      const dx_event *v = &t->events[t->count - d];
      if (v->entity == entity && v->at < at)
        return d;
    }
  return DIXIT_NONE;
}

/* Whose the phrase of tokens FIRST to END is: his wife, Lee's wife; or
   DIXIT_NONE.  */
static uint32_t
owner_of (const dx_story *t, uint32_t first, uint32_t end)
{
  for (uint32_t i = first; i < end; i++)
    if (t->c->pos[i] == DX_POS_PRPS
        || (i > first && t->c->pos[i] == DX_POS_POS))
      {
        const uint32_t k
          = dx_mention_at (t->p, t->c->pos[i] == DX_POS_PRPS ? i : i - 1);
        return k == DIXIT_NONE ? DIXIT_NONE : t->p->mentions[k].entity;
      }
  return DIXIT_NONE;
}

/* Does a word of SENSE end a noun phrase in PART?  */
static bool
heads (const dx_story *t, const dx_role_part *part, uint32_t sense)
{
  for (uint32_t i = part->first; i < part->end; i++)
    if (dx_sense (&t->p->lexicon, t->c, i) == sense
        && (i + 1 == part->end || !dx_is_noun (t->c->pos[i + 1])))
      return true;
  return false;
}

/* The person whose part the phrase's HEAD names; its other words choose among
   several.  */
static uint32_t
by_part (const dx_story *t, dx_piece s, uint32_t head)
{
  const dx_people *p = t->p;
  const uint32_t sense = dx_sense (&p->lexicon, t->c, head);
  const uint32_t whose = bits (t, head) & DX_L_OTHER
                           ? owner_of (t, s.first, head) : DIXIT_NONE;
  const bool person = dx_is_person_noun (p, t->c, head)
                      || bits (t, head) & DX_L_TITLE;
  uint32_t best = DIXIT_NONE, at = 0, k;
  int most = 0, steps = 0;
  while ((k = dx_chains_next (&p->by_part, sense, &at, &steps))
         != DIXIT_NONE)
    {
      const dx_role_part *part = &p->parts[k];
      if (part->first >= s.first && part->first < s.end)
        continue;
      /* The junta leader is no junta.  */
      if (!person && !heads (t, part, sense))
        continue;
      const uint32_t far = seen (t, part->entity, s.first);
      /* His friend is not her friend.  */
      if (whose != DIXIT_NONE && whose != part->entity)
        {
          const uint32_t theirs
            = owner_of (t, part->first - (part->first > 0), part->end);
          if (theirs != whose && (theirs != DIXIT_NONE || far > NEAR_PART))
            continue;
        }
      int score = far == DIXIT_NONE ? 5 : far < 6 ? 40 : far < 20 ? 30 : 20;
      for (uint32_t i = s.first; i < s.end && i < s.first + PHRASE_MAX; i++)
        if (i != head
            && (dx_is_noun (t->c->pos[i]) || t->c->pos[i] == DX_POS_JJ))
          for (uint32_t x = part->first; x < part->end; x++)
            if (dx_sense (&p->lexicon, t->c, x)
                == dx_sense (&p->lexicon, t->c, i))
              {
                score += 50;
                break;
              }
      const char g = bits (t, head) & DX_L_MAN     ? 'm'
                     : bits (t, head) & DX_L_WOMAN ? 'f'
                                                   : 0;
      /* Who has not come yet is hardly meant.  */
      if (far == DIXIT_NONE && part->first > s.first && score < 100)
        continue;
      if (g && p->entities[part->entity].gender
          && p->entities[part->entity].gender != g)
        continue;
      score += p->entities[part->entity].mentions > 3 ? 5 : 0;
      if (score > most)
        {
          most = score;
          best = part->entity;
        }
    }
  return best;
}

/* The last token before AT that brings in, with "a", one that the noun HEAD
   names: "A federal court ... the court".  0 for none.  */
static uint32_t
brought_in (const dx_story *t, uint32_t at, uint32_t head)
{
  const dx_lexicon *l = &t->p->lexicon;
  const uint32_t word = dx_sense (l, t->c, head);
  for (uint32_t i = at; i-- && at - i < INTRODUCED;)
    {
      if (dx_sense (l, t->c, i) != word || !dx_is_noun (t->c->pos[i]) || name_at (t, i))
        continue;
      for (uint32_t k = i; k-- && i - k < 6
                           && dx_sentence_at (t->c, k) == dx_sentence_at (t->c, i)
                           && t->c->text->tokens[k].kind == DX_WORD;)
        if (bits (t, k) & DX_L_A)
          return i;
      return 0;
    }
  return 0;
}

/* The last word of the name that owns the noun HEAD of phrase S: Taiwan's
   ministry; DIXIT_NONE if no name does.  */
static uint32_t
owner_name (const dx_story *t, dx_piece s, uint32_t head)
{
  for (uint32_t i = head; i > s.first + 1; i--)
    if (t->c->pos[i - 1] == DX_POS_POS)
      return dx_mention_at (t->p, i - 2) == DIXIT_NONE ? DIXIT_NONE : i - 2;
  return DIXIT_NONE;
}

static bool
named (const dx_story *t, const dx_entity *e, uint32_t sense)
{
  for (uint32_t i = e->name_first; i < e->name_end; i++)
    if (dx_sense (&t->p->lexicon, t->c, i) == sense)
      return true;
  return false;
}

/* The body that "the agency", "the union" means: one whose name has the word,
   or the last that spoke or led a sentence.  Taiwan's ministry is none that has
   not Taiwan in its name.  */
static uint32_t
by_body (const dx_story *t, dx_piece s, uint32_t head)
{
  const dx_people *p = t->p;
  const uint32_t owner = owner_name (t, s, head);
  const uint32_t word = bits (t, head) & DX_L_COURT
                          ? dx_lower_hash ("court")
                          : dx_sense (&t->p->lexicon, t->c, head);
  const uint32_t since = brought_in (t, s.first, head);
  uint32_t any = DIXIT_NONE;
  for (uint32_t d = 1; d <= LOOK_BACK && d <= t->count; d++)
    {
      const dx_event *v = &t->events[t->count - d];
      const dx_entity *e = &p->entities[v->entity];
      /* A company may have been taken for a person, but not by a pronoun.  */
      const bool person = e->type == DIXIT_PER
                          && (e->gender || v->flags & DX_E_PRONOUN
                              || !(v->flags & DX_E_SPEAKER));
      if (v->at < since)
        break;
      if (v->at >= s.first || person || e->type == DIXIT_NORP)
        continue;
      if (owner != DIXIT_NONE
          && !named (t, e, dx_sense (&p->lexicon, t->c, owner)))
        continue;
      if (named (t, e, word))
        return v->entity;
      if (owner == DIXIT_NONE && (e->type == DIXIT_ORG || e->type == DIXIT_PER)
          && any == DIXIT_NONE && d <= 16
          && !(bits (t, head) & DX_L_COURT)
          && !(bits (t, head) & DX_L_STATE)
          && v->flags & (DX_E_SUBJECT | DX_E_SPEAKER)
          && !(v->flags & DX_E_ASIDE))
        any = v->entity;
    }
  return any;
}

/* It, they, who, the report: the last speaker, if what was said is near.  */
static uint32_t
goes_on (const dx_story *t, uint32_t at, bool body)
{
  if (t->spoken == DIXIT_NONE)
    return DIXIT_NONE;
  const dx_quotation *q = &t->q->all[t->spoken];
  const uint32_t from = q->source.end ? q->source.first : dx_said (q)[0].first;
  if (q->entity == DIXIT_NONE || from > at
      || dx_sentence_at (t->c, at) - dx_sentence_at (t->c, from) > 3
      || (body && t->p->entities[q->entity].type == DIXIT_PER))
    return DIXIT_NONE;
  return q->entity;
}

/* Who, which: the name that ends right before, or the one that what ends right
   before is in apposition to: "Lee, now the leader of the house, who".  */
static uint32_t
antecedent (const dx_story *t, uint32_t at)
{
  const dx_context *c = t->c;
  const uint32_t home = dx_sentence_at (c, at);
  bool noun = false;
  for (uint32_t i = at; i-- && at - i < ANTECEDENT && dx_sentence_at (c, i) == home;)
    {
      const dx_mention *m = name_at (t, i);
      if (m && (!noun || is_char (t, m->end, ',')))
        return m->entity;
      if (is_char (t, i, ',') || c->text->tokens[i].kind == DX_QUOTE)
        continue;
      if (dx_is_verb (c->pos[i]) || c->pos[i] == DX_POS_MD
          || (c->text->tokens[i].kind == DX_PUNCT && !is_char (t, i, '-')))
        break;
      noun = true;
    }
  return DIXIT_NONE;
}

/* Does a plural noun lead a clause between tokens FROM and AT: "Residents told
   the agency ... They"?  */
static bool
crowded (const dx_story *t, uint32_t from, uint32_t at)
{
  const dx_context *c = t->c;
  for (uint32_t i = at; i-- > from;)
    if (dx_relation_at (c, i) == DX_REL_SUBJECT && !name_at (t, i)
        && !(c->marks->state[i] & DX_M_INSIDE)
        && ((c->pos[i] == DX_POS_NNS && !(bits (t, i) & DX_L_PAPER))
            || dx_named (c, i) & DX_NAMED_NORP))
      return true;
  return false;
}

/* They, it.  */
static uint32_t
things (const dx_story *t, uint32_t at, bool several)
{
  const uint32_t last = goes_on (t, at, true);
  if (last != DIXIT_NONE)
    {
      const dx_quotation *q = &t->q->all[t->spoken];
      return several && q->source.end && q->source.end < at
                 && crowded (t, q->source.end, at)
               ? DIXIT_NONE : last;
    }
  const uint32_t of = dx_layer_at (&t->source, at);
  const uint32_t home
    = dx_sentence_at (t->c, dx_near_from (t, at, of ? of - 1 : DIXIT_NONE));
  for (uint32_t d = 1; d <= 12 && d <= t->count; d++)
    {
      const dx_event *v = &t->events[t->count - d];
      const dx_entity *e = &t->p->entities[v->entity];
      if (v->at >= at)
        continue;
      if (dx_event_sentence (t, v) + 2 < home)
        break;
      if (e->type == DIXIT_ORG && v->flags & (DX_E_SUBJECT | DX_E_SPEAKER)
          && !(v->flags & DX_E_INSIDE))
        return several && crowded (t, v->at, at) ? DIXIT_NONE : v->entity;
      /* X, a senator from Z, and Y: they.  */
      if (several && e->type == DIXIT_PER)
        {
          uint32_t x = d + 1;
          while (x <= t->count && x < d + 4
                 && t->p->entities[t->events[t->count - x].entity].type
                      != DIXIT_PER)
            x++;
          if (x > t->count || x == d + 4)
            continue;
          const dx_event *u = &t->events[t->count - x];
          const uint32_t k = dx_mention_at (t->p, u->at);
          if (k == DIXIT_NONE || u->entity == v->entity
              || v->flags & DX_E_OWNER)
            continue;
          bool joined = false;
          for (uint32_t i = t->p->mentions[k].end; i < v->at; i++)
            {
              joined |= t->c->pos[i] == DX_POS_CC;
              if (dx_is_verb (t->c->pos[i]) || v->at - i > 12)
                {
                  joined = false;
                  break;
                }
            }
          if (joined)
            return u->entity;
        }
    }
  return DIXIT_NONE;
}

/* The pronoun that is the head of source S: "he", "now at 86 she", "who in
   1931"; DIXIT_NONE if there is none.  */
static uint32_t
pronoun_in (const dx_story *t, dx_piece s)
{
  enum { ANY = DX_L_HE | DX_L_SHE | DX_L_THEY | DX_L_IT | DX_L_I | DX_L_WHO };
  const uint32_t last = s.end - 1;
  if (s.end - s.first == 1)
    return t->c->pos[last] == DX_POS_PRP || bits (t, last) & ANY
             ? last : DIXIT_NONE;
  for (uint32_t i = s.first; i < s.end; i++)
    if (name_at (t, i))
      return DIXIT_NONE;
  if (t->c->pos[last] == DX_POS_PRP && bits (t, last) & ANY)
    return last;
  return t->c->pos[s.first] == DX_POS_WP && bits (t, s.first) & DX_L_WHO
           ? s.first : DIXIT_NONE;
}

/* Whom the definite phrase S, which speaks quotation ASKS, means.  */
static uint32_t
described (const dx_story *t, uint32_t asks, dx_piece s)
{
  const dx_context *c = t->c;
  uint32_t head = s.end, e = DIXIT_NONE;
  while (head > s.first && !dx_is_noun (c->pos[head - 1])
         && !(bits (t, head - 1) & DX_L_PAPER))
    head--;
  if (head-- == s.first)
    return DIXIT_NONE;
  const uint32_t b = bits (t, head);
  bool definite = false, group = (b & DX_L_GROUP) != 0;
  /* "The former mayor and county judge": the source may have but the end.  */
  uint32_t from = s.first;
  while (from && s.first - from < 8 && dx_sentence_at (c, from - 1) == dx_sentence_at (c, head)
         && (dx_is_noun (c->pos[from - 1]) || c->pos[from - 1] == DX_POS_JJ
             || c->pos[from - 1] == DX_POS_CC || c->pos[from - 1] == DX_POS_DT)
         && !name_at (t, from - 1))
    from--;
  for (uint32_t i = from; i < head; i++)
    {
      if (bits (t, i) & DX_L_A)
        return DIXIT_NONE;
      definite |= (bits (t, i) & DX_L_THE) != 0 || c->pos[i] == DX_POS_POS;
    }
  if (!definite || group || c->pos[head] == DX_POS_NNS)
    return DIXIT_NONE;
  if (b & DX_L_COURT)
    e = by_body (t, s, head);
  if (b & DX_L_PAPER)
    e = e == DIXIT_NONE ? goes_on (t, s.first, false) : e;
  else if (b & DX_L_BODY && !(b & DX_L_PERSON))
    e = by_body (t, s, head);
  else
    {
      e = by_part (t, s, head);
      bool bare = true;
      for (uint32_t i = s.first; i < head; i++)
        bare &= c->pos[i] != DX_POS_POS;
      if (e == DIXIT_NONE && bare && dx_is_person_noun (t->p, c, head)
          && !(b & (DX_L_MOUTH | DX_L_OTHER))
          && !brought_in (t, s.first, head))
        {
          const dx_question ask = {
            .at = s.first,
            .gender = b & DX_L_MAN ? 'm' : b & DX_L_WOMAN ? 'f' : 0,
            .asks = asks, .except = DIXIT_NONE
          };
          const dx_answer who = dx_who (t, &ask);
          if (who.margin >= 60)
            e = who.entity;
        }
    }
  return e;
}

static uint32_t
nominal (const dx_story *t, dx_quotation *q, uint32_t end)
{
  const dx_piece s = { q->source.first, end };
  const uint32_t e = described (t, (uint32_t) (q - t->q->all), s);
  if (e != DIXIT_NONE)
    dx_set_nominal (q, s);
  return e;
}

/* Whom the phrase before the "who" at AT, and its comma, means: "the senator,
   who".  */
static uint32_t
explained (const dx_story *t, uint32_t asks, uint32_t at)
{
  const dx_context *c = t->c;
  const uint32_t end = at - 1;
  uint32_t i = end;
  if (at < 3 || !is_char (t, end, ','))
    return DIXIT_NONE;
  while (i && end - i < PHRASE_MAX && dx_sentence_at (c, i - 1) == dx_sentence_at (c, at)
         && (dx_is_noun (c->pos[i - 1]) || c->pos[i - 1] == DX_POS_JJ
             || c->pos[i - 1] == DX_POS_CD || c->pos[i - 1] == DX_POS_DT
             || c->pos[i - 1] == DX_POS_PRPS
             || c->pos[i - 1] == DX_POS_POS))
    i--;
  if (i == end || !dx_is_person_noun (t->p, c, end - 1))
    return DIXIT_NONE;
  return described (t, asks, (dx_piece) { i, end });
}

static uint32_t
pronoun (const dx_story *t, dx_quotation *q, uint32_t i)
{
  const uint32_t b = bits (t, i);
  const uint32_t k = dx_mention_at (t->p, i);
  q->source_kind = DIXIT_SOURCE_PRONOUN;
  if (b & (DX_L_HE | DX_L_SHE))
    return k == DIXIT_NONE ? DIXIT_NONE : t->p->mentions[k].entity;
  uint32_t e = DIXIT_NONE;
  if (b & DX_L_WHO)
    {
      e = antecedent (t, i);
      if (e == DIXIT_NONE)
        e = explained (t, (uint32_t) (q - t->q->all), i);
    }
  else if (b & DX_L_THEY)
    e = things (t, i, true);
  else if (b & DX_L_IT)
    e = things (t, i, false);
  else if (b & DX_L_I && t->c->marks->state[i] & DX_M_INSIDE)
    {
      const uint32_t x = dx_layer_at (&t->speech, i);
      e = x ? t->q->all[x - 1].entity : DIXIT_NONE;
    }
  else if (b & DX_L_I)
    e = t->author;
  if (e != DIXIT_NONE)
    dx_set_nominal (q, (dx_piece) { i, i + 1 });
  return e;
}

uint32_t
dx_speaker_of (const dx_story *t, dx_quotation *q)
{
  dx_piece s = q->source;
  q->source_kind = DIXIT_SOURCE_NONE;
  if (s.end <= s.first)
    return DIXIT_NONE;
  const dx_text *x = t->c->text;
  const uint8_t size = dx_word_of (t->c->words, s.first)->size;
  if (q->turn && s.end - s.first == 1
      && (size == 1
          || (size == 2
              && x->bytes[dx_end_of (x, s.first) - 1] == '.')))
    {
      /* Q and A, or Q. and A.  */
      q->source_kind = DIXIT_SOURCE_NOMINAL;
      return dx_first_byte (x, s.first) == 'A' ? t->guest
                                                       : DIXIT_NONE;
    }
  const uint32_t he = pronoun_in (t, s);
  if (he != DIXIT_NONE)
    return pronoun (t, q, he);

  /* "seized on Lee's" claim: the owner's words.  */
  bool plain = true;
  for (uint32_t i = s.first; i < s.end; i++)
    plain &= t->c->text->tokens[i].kind != DX_PUNCT;
  if (plain && t->c->pos[s.end - 1] == DX_POS_POS && s.end - s.first > 1)
    {
      const dx_mention *m = name_at (t, s.end - 2);
      if (m)
        {
          q->source_kind = DIXIT_SOURCE_NAME;
          return m->entity;
        }
    }
  q->source_kind = DIXIT_SOURCE_NOMINAL;
  const uint32_t end = head_end (t, s);
  /* Her memo, her Herald column.  */
  if (t->c->pos[s.first] == DX_POS_PRPS && bits (t, end - 1) & DX_L_PAPER)
    {
      const uint32_t who = owner_of (t, s.first, s.first + 1);
      if (who != DIXIT_NONE)
        {
          q->source_kind = DIXIT_SOURCE_PRONOUN;
          return who;
        }
    }
  const dx_mention *last = NULL, *person = NULL;
  for (uint32_t i = s.first; i < end; i++)
    {
      const dx_mention *m = name_at (t, i);
      if (!m)
        continue;
      last = m;
      if (m->type == DIXIT_PER && !m->owner && !person)
        person = m;
      i = m->end - 1;
    }
  if (last && last->end >= end && !last->owner)
    {
      /* "Trump lawyer Marc Kasowitz", "Grassley and Leahy".  */
      bool joined = false;
      for (uint32_t i = person ? person->end : end; i < last->first; i++)
        joined |= t->c->pos[i] == DX_POS_CC;
      q->source_kind = DIXIT_SOURCE_NAME;
      return (joined ? person : last)->entity;
    }
  if (last)
    {
      /* A name with something after it.  Its head: */
      uint32_t head = end;
      while (head > last->end && !dx_is_noun (t->c->pos[head - 1]))
        head--;
      const uint32_t b = head > last->end ? bits (t, head - 1) : 0;
      const uint32_t who = apposed (t, end, s.end);
      if (who != DIXIT_NONE && is_char (t, end, ','))
        {
          q->source_kind = DIXIT_SOURCE_NAME;
          return who;
        }
      if (b & DX_L_PAPER || head <= last->end)
        {
          q->source_kind = DIXIT_SOURCE_NAME;
          return last->entity;
        }
      return nominal (t, q, end);
    }
  /* "a lawyer, Ann Lee", "a lawyer for the families, Ann Lee".  */
  uint32_t comma = end;
  if (end > s.first && dx_is_person_noun (t->p, t->c, end - 1))
    while (comma < s.end && !is_char (t, comma, ','))
      comma++;
  if (comma < s.end && is_char (t, comma, ','))
    {
      const uint32_t who = apposed (t, comma, s.end);
      if (who != DIXIT_NONE)
        {
          q->source_kind = DIXIT_SOURCE_NAME;
          return who;
        }
    }
  /* "Ann, a student, ...": the source is only the apposition.  */
  if (s.first > 1 && is_char (t, s.first - 1, ',')
      && bits (t, s.first) & (DX_L_A | DX_L_THE))
    {
      const dx_mention *m = name_at (t, s.first - 2);
      if (m && !m->owner
          && (m->type == DIXIT_PER || is_char (t, s.end - 1, ',')
              || is_char (t, s.end, ',')))
        {
          dx_set_nominal (q, (dx_piece) { s.first, end });
          return m->entity;
        }
    }
  /* A complaint by the commission.  */
  if (end < s.end && end > s.first && bits (t, end - 1) & DX_L_PAPER)
    for (uint32_t i = end; i < s.end && i < end + 8; i++)
      {
        const dx_mention *m = name_at (t, i);
        if (m)
          {
            q->source_kind = DIXIT_SOURCE_NAME;
            return m->entity;
          }
      }
  /* "said a lawyer, Ann Lee.": the source may stop too soon.  */
  if (is_char (t, s.end, ',') && s.end > s.first
      && t->c->pos[s.end - 1] != DX_POS_PRP)
    for (uint32_t i = s.first; i < s.end; i++)
      if (dx_is_person_noun (t->p, t->c, i))
        {
          const uint32_t n = t->c->text->token_count;
          const uint32_t who
            = apposed (t, s.end, s.end + 8 < n ? s.end + 8 : n);
          if (who == DIXIT_NONE || t->p->entities[who].type != DIXIT_PER)
            break;
          q->source_kind = DIXIT_SOURCE_NAME;
          return who;
        }
  return nominal (t, q, end);
}
