/* mentions.c -- names as the tagger saw them, mended by the whole article.
   SPDX-License-Identifier: GPL-3.0-or-later

   The tagger sees a few words either way.  The article says more: a word that
   is a person's surname here is hardly a place there, what follows an
   honorific is a person wherever else it stands, and a name that was found
   once is a name where it was overlooked.  Each place of a name votes for its
   type; headlines, whose capitals mislead, count less.  */

#include "find/frames.h"

#include <string.h>

enum { NAME_WORDS = 5 };

/* The votes for one name.  */
typedef struct
{
  uint32_t key;
  int32_t votes[DIXIT_TYPES];
  bool person_part;      /* also a word of a longer person's name */
} poll;

typedef struct
{
  dx_people *p;
  const dx_context *c;
  const dx_tagger *gender;
  dx_arena *arena;
  size_t room;
  poll *polls;
  size_t mask;
  bool *title_case;      /* per sentence: all its longer words are
                            capitalised */
  uint32_t as, who;      /* the words "as" and "who" */
  uint8_t *label;        /* per token: 1 in a transcript's label; or NULL */
  uint8_t *kinds;        /* per sentence: its paragraph's kind */
} finder;

static uint32_t
bits (const finder *f, uint32_t i)
{
  return dx_bits (&f->p->lexicon, f->c, i);
}

static poll *
poll_of (const finder *f, uint32_t key)
{
  size_t at = key & f->mask;
  while (f->polls[at].key && f->polls[at].key != key)
    at = (at + 1) & f->mask;
  return &f->polls[at];
}

static bool
add (finder *f, dx_mention m)
{
  dx_people *p = f->p;
  if (!dx_reserve (f->arena, &p->mentions, &f->room, p->mention_count,
                   p->mention_count + 1u, sizeof *p->mentions))
    return false;
  p->mentions[p->mention_count++] = m;
  return true;
}

static bool
capital (const finder *f, uint32_t i)
{
  return f->c->text->tokens[i].kind == DX_WORD
         && dx_word_of (f->c->words, i)->caps >= DX_TITLE;
}

/* A title that is not part of the name: not "Queen", which is all of some
   names.  */
static bool
mere_title (const finder *f, uint32_t i)
{
  const uint32_t b = bits (f, i);
  return b & DX_L_TITLE
         && !((b & (DX_L_MAN | DX_L_WOMAN)) && (b & DX_L_PERSON));
}

/* Drop what the tagger should have left out of M: titles, marks, clitics.  */
static void
trim (const finder *f, dx_mention *m)
{
  const dx_text *t = f->c->text;
  while (m->end - m->first > 1
         && (t->tokens[m->first].kind == DX_QUOTE
             || t->tokens[m->first].flags & DX_CLITIC
             || t->tokens[m->first].kind == DX_PUNCT))
    m->first++;
  while (m->end - m->first > 1
         && (t->tokens[m->end - 1].kind == DX_QUOTE
             || (t->tokens[m->end - 1].kind == DX_PUNCT
                 && t->bytes[t->tokens[m->end - 1].start] != ')')))
    m->end--;
  if (m->type == DIXIT_PER)
    while (m->end - m->first > 1 && mere_title (f, m->first))
      m->first++;
  else if (m->type != DIXIT_DATE && m->end - m->first > 2
           && mere_title (f, m->first)
           && dx_given_gender (f->gender,
                               dx_word_of (f->c->words, m->first + 1)))
    {
      m->first++;
      m->type = DIXIT_PER;
    }
}

static char
honorific_gender (const finder *f, uint32_t first)
{
  if (!first || f->c->text->tokens[first].flags & DX_SENTENCE)
    return 0;
  const uint32_t b = bits (f, first - 1);
  return b & DX_L_MAN && !(b & DX_L_WOMAN) ? 'm'
         : b & DX_L_WOMAN && !(b & DX_L_MAN) ? 'f'
                                             : 0;
}

/* Leads its clause: no preposition or verb governs it, and a verb or an
   apposition follows.  */
static bool
leads (const finder *f, uint32_t first, uint32_t end)
{
  const dx_context *c = f->c;
  const uint32_t home = c->sentence[first];
  uint32_t k = first;
  while (k && c->sentence[k - 1] == home && first - k < 8
         && (dx_is_noun (c->pos[k - 1]) || c->pos[k - 1] == DX_POS_JJ
             || c->pos[k - 1] == DX_POS_DT || c->pos[k - 1] == DX_POS_PRPS
             || c->pos[k - 1] == DX_POS_CD || c->pos[k - 1] == DX_POS_POS
             || bits (f, k - 1) & (DX_L_TITLE | DX_L_OF)))
    k--;
  if (k && c->sentence[k - 1] == home
      && (bits (f, k - 1) & DX_L_PREP || c->pos[k - 1] == DX_POS_TO
          || dx_is_verb (c->pos[k - 1])))
    {
      /* "said Rubio": the subject may follow its verb.  */
      const uint32_t start = c->text->sentences[home].first;
      if (c->cue_rank[k - 1] < 2)
        return false;
      return (c->speech[first] != DX_SP_O && (c->speech[first] - 1) / 2 == 1)
             || k - 1 == start || c->text->tokens[k - 2].kind == DX_PUNCT
             || c->text->tokens[k - 2].kind == DX_QUOTE;
    }
  for (uint32_t i = end; i < end + 4 && i < c->text->token_count
                         && c->sentence[i] == home;
       i++)
    {
      if (dx_is_verb (c->pos[i]) || c->pos[i] == DX_POS_MD)
        return true;
      if (c->pos[i] == DX_POS_PUNCT)
        break;
    }
  return k == c->text->sentences[home].first;
}

static dx_mention
describe (const finder *f, dx_mention m)
{
  const dx_context *c = f->c;
  const uint32_t home = c->sentence[m.first];
  m.entity = DIXIT_NONE;
  m.owner = m.end < c->text->token_count && c->pos[m.end] == DX_POS_POS;
  m.inside = (c->marks->state[m.first] & DX_M_INSIDE) != 0;
  m.subject = !m.owner && leads (f, m.first, m.end);
  const uint32_t start = c->text->sentences[home].first;
  m.topic = m.first == start + 2 && f->as == dx_word_of (c->words, start)->lower
            && bits (f, start + 1) & DX_L_PREP;
  m.aside = f->title_case[home]
            || (f->kinds[home] != DX_BODY && f->kinds[home] != DX_LIST
                && f->kinds[home] != DX_TURN);
  if (m.kind == DIXIT_NAME)
    m.gender = m.type == DIXIT_PER ? honorific_gender (f, m.first) : 0;
  return m;
}

/* Sentences in title case, and what paragraphs they are in.  */
static bool
survey (finder *f)
{
  const dx_context *c = f->c;
  const dx_text *t = c->text;
  f->title_case = dx_alloc (f->arena, t->sentence_count,
                            sizeof *f->title_case);
  f->kinds = dx_alloc (f->arena, t->sentence_count, 1);
  if (!f->title_case || !f->kinds)
    return false;
  for (uint32_t p = 0, s = 0; p < t->paragraph_count; p++)
    for (; s < t->sentence_count
           && t->sentences[s].first < t->paragraphs[p].end;
         s++)
      {
        uint32_t words = 0, capitals = 0;
        for (uint32_t i = t->sentences[s].first; i < t->sentences[s].end; i++)
          if (t->tokens[i].kind == DX_WORD
              && dx_word_of (c->words, i)->size > 3)
            {
              words++;
              capitals += capital (f, i);
            }
        f->kinds[s] = t->paragraphs[p].kind;
        f->title_case[s] = words > 3 && 10 * capitals >= 8 * words
                           && t->paragraphs[p].kind != DX_TURN;
      }
  return true;
}

/* Robert "Bob" Smith: token END is an opening mark or bracket, the name goes on
   after the closing one.  Where it goes on, or END.  */
static uint32_t
over_nickname (const finder *f, uint32_t end)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  for (uint32_t close = end + 2; close < end + 4 && close + 1 < n; close++)
    {
      const bool marks = c->marks->state[end] & DX_M_OPEN
                         && c->marks->state[close] & DX_M_CLOSE;
      const bool brackets
        = c->text->bytes[c->text->tokens[end].start] == '('
          && c->text->bytes[c->text->tokens[close].start] == ')';
      if ((!marks && !brackets) || !capital (f, end + 1))
        continue;
      const uint8_t after = c->names[close + 1];
      if (after && (after - 1) / 4 == DIXIT_PER && capital (f, close + 1)
          && !(c->text->tokens[close + 1].flags
               & (DX_SENTENCE | DX_PARAGRAPH)))
        return close + 1;
      return end;
    }
  return end;
}

static uint32_t
label_end (const dx_context *c, uint32_t i)
{
  const uint32_t n = c->text->token_count;
  const uint8_t type = (uint8_t) ((c->names[i] - 1) / 4);
  uint32_t end = i + 1;
  while (end < n && c->names[end] && (c->names[end] - 1) / 4 == type
         && ((c->names[end] - 1) % 4 == DX_INNER
             || (c->names[end] - 1) % 4 == DX_LAST)
         && (c->names[end - 1] - 1) % 4 != DX_LAST
         && (c->names[end - 1] - 1) % 4 != DX_UNIT
         && !(c->text->tokens[end].flags & DX_PARAGRAPH))
    end++;
  return end;
}

/* A source that is nothing but capitalised words names somebody, whatever the
   tagger of names thought.  Its end, or I.  */
static uint32_t
source_name (const finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  uint32_t end = i;
  const bool label = f->label && f->label[i] && !(i && f->label[i - 1]);
  const bool apposed = capital (f, i) && i + 2 < n
                       && c->speech[i + 2] == DX_SP_B_SOURCE
                       && bits (f, i + 2) & DX_L_A
                       && c->text->bytes[c->text->tokens[i + 1].start] == ',';
  if (apposed)
    end = i + 1;
  else if (label)
    while (end < n && end - i < NAME_WORDS && f->label[end]
           && capital (f, end) && !c->names[end])
      end++;
  else if (capital (f, i)
           && (c->speech[i] == DX_SP_B_SOURCE
               || (i && c->speech[i] == DX_SP_I_SOURCE
                   && (bits (f, i - 1) & (DX_L_THE | DX_L_TITLE)
                       || c->text->bytes[c->text->tokens[i - 1].start]
                            == ','))))
    {
      while (end < n && end - i < NAME_WORDS && !c->names[end]
             && (end == i || c->speech[end] == DX_SP_I_SOURCE)
             && ((capital (f, end)
                  && (dx_is_noun (c->pos[end]) || bits (f, end) & DX_L_VAN))
                 || (bits (f, end) & DX_L_VAN && end + 1 < n
                     && c->text->tokens[end].kind == DX_WORD
                     && c->speech[end + 1] == DX_SP_I_SOURCE)))
        end++;
      while (end > i && !capital (f, end - 1))
        end--;
      if (end < n && c->speech[end] == DX_SP_I_SOURCE
          && c->pos[end] != DX_POS_POS
          && c->text->bytes[c->text->tokens[end].start] != ',')
        return i;
    }
  if (end == i)
    return i;
  if (label && bits (f, end - 1) & (DX_L_PERSON | DX_L_MOUTH | DX_L_GROUP))
    return i;
  const dx_word *w = dx_word_of (c->words, i);
  if (end - i == 1
      && (w->folded != DIXIT_NONE || w->size < 3
          || bits (f, i)
               & (DX_L_PERSON | DX_L_BODY | DX_L_PAPER | DX_L_GROUP | DX_L_THEY
                  | DX_L_IT | DX_L_I | DX_L_THE | DX_L_A | DX_L_TITLE)
          || dx_pronoun_gender (w)))
    return i;
  return end;
}

static bool
ends_in_s (const dx_context *c, uint32_t i)
{
  return c->text->bytes[c->text->tokens[i].end - 1] == 's';
}

/* A part of a person's name that the tagger left out before it.  */
static bool
forename (const finder *f, uint32_t i)
{
  const dx_word *w = dx_word_of (f->c->words, i);
  return capital (f, i) && w->caps == DX_TITLE && w->size > 1
         && !f->c->names[i] && f->c->pos[i] == DX_POS_NNP
         && w->folded == DIXIT_NONE && !bits (f, i)
         && !dx_is_person_noun (f->p, f->c, i);
}

static bool
is_source (const dx_context *c, uint32_t i)
{
  return c->speech[i] == DX_SP_B_SOURCE || c->speech[i] == DX_SP_I_SOURCE;
}

/* Names as the labels say, those that only sources show, and pronouns.  */
static bool
gather (finder *f)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  uint32_t last = 0;      /* the last mention's end */
  for (uint32_t i = 0; i < n;)
    {
      dx_mention m = { .first = i, .end = i + 1, .kind = DIXIT_NAME };
      uint32_t next = i + 1;
      if (c->names[i])
        {
          m.type = (uint8_t) ((c->names[i] - 1) / 4);
          m.end = next = label_end (c, i);
          if (m.type == DIXIT_PER && next + 2 < n)
            {
              const uint32_t rest = over_nickname (f, next);
              if (rest > next)
                m.end = next = label_end (c, rest);
            }
          /* A source that ends inside of a name shows where the name does; in
             a headline, one that begins there, too.  */
          const bool titled = f->title_case[c->sentence[i]];
          uint32_t from = i, cut;
          while (titled && from < m.end && !is_source (c, from))
            from++;
          for (cut = from; cut < m.end && is_source (c, cut);)
            cut++;
          if (cut > from && cut - from < m.end - i
              && (titled
                  || (m.type != DIXIT_PER
                      && (bits (f, cut) & DX_L_PREP
                          || dx_given_gender (f->gender,
                                              dx_word_of (c->words, i))))))
            {
              m.first = from;
              m.end = cut;
              if (!titled)
                m.type = DIXIT_PER;
            }
          if (f->label && f->label[i])
            m.type = DIXIT_PER;
          /* A lone source is a body, whatever its kind: the Kremlin.  */
          if (m.type == DIXIT_NORP && m.end - i == 1 && i + 1 < n
              && c->speech[i] == DX_SP_B_SOURCE && !is_source (c, i + 1)
              && c->pos[i] == DX_POS_NNP && c->pos[i + 1] != DX_POS_VBP
              && !ends_in_s (c, i))
            m.type = DIXIT_ORG;
          trim (f, &m);
          if (m.type == DIXIT_PER)
            for (int k = 0; k < 2 && m.first && m.first > last
                            && !(c->text->tokens[m.first].flags
                                 & (DX_SENTENCE | DX_PARAGRAPH))
                            && forename (f, m.first - 1);
                 k++)
              m.first--;
        }
      else if ((m.gender
                = bits (f, i) & DX_L_HE    ? 'm'
                  : bits (f, i) & DX_L_SHE ? 'f'
                                           : 0))
        {
          m.type = DIXIT_PER;
          m.kind = DIXIT_PRONOUN;
        }
      else if (i + 3 < n && forename (f, i)
               && (next = over_nickname (f, i + 1)) > i + 1)
        {
          m.type = DIXIT_PER;
          m.end = next = label_end (c, next);
        }
      else if ((next = source_name (f, i)) > i)
        {
          m.end = next;
          m.type = next == i + 1 && !f->label
                       && dx_word_of (c->words, i)->caps == DX_UPPER
                     ? DIXIT_ORG
                     : DIXIT_PER;
          trim (f, &m);
        }
      else
        {
          i++;
          continue;
        }
      if (!add (f, describe (f, m)))
        return false;
      i = last = next;
    }
  return true;
}

static bool
votes (uint8_t type)
{
  return type != DIXIT_DATE && type != DIXIT_MONEY;
}

/* ", a rice farmer", ", who": what stands before was a person.  */
static bool
person_follows (const finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  if (i + 3 >= n || c->text->bytes[c->text->tokens[i].start] != ',')
    return false;
  if (c->pos[i + 1] == DX_POS_WP && f->who == dx_word_of (c->words, i + 1)->lower)
    return true;
  if (!(bits (f, i + 1) & (DX_L_A | DX_L_THE)))
    return false;
  for (uint32_t k = i + 2; k < i + 7 && k < n; k++)
    {
      if (dx_is_person_noun (f->p, c, k)
          && !(k + 1 < n && (dx_is_noun (c->pos[k + 1])
                             || c->pos[k + 1] == DX_POS_POS)))
        return true;
      if (!dx_is_noun (c->pos[k]) && c->pos[k] != DX_POS_JJ)
        return false;
    }
  return false;
}

/* What this place says of its name's type.  */
static void
vote (finder *f, const dx_mention *m)
{
  const dx_context *c = f->c;
  poll *mine = poll_of (f, dx_name_key (f->p, c, m->first, m->end));
  const int32_t weight = m->aside ? 1 : 4;
  const uint32_t n = m->end - m->first;
  mine->key = dx_name_key (f->p, c, m->first, m->end);
  mine->votes[m->type] += weight;
  const uint32_t before
    = m->first && !(c->text->tokens[m->first].flags & DX_SENTENCE)
        ? bits (f, m->first - 1)
        : 0;
  if (before & DX_L_TITLE && capital (f, m->first - 1)
      && m->type != DIXIT_NORP)
    mine->votes[DIXIT_PER] += 2 * weight;
  if (before & DX_L_IN && m->type != DIXIT_DATE)
    mine->votes[m->type == DIXIT_PER ? DIXIT_LOC : m->type] += weight / 2;
  if (person_follows (f, m->end))
    mine->votes[DIXIT_PER] += 2 * weight;
  const bool body = bits (f, m->end - 1) & DX_L_BODY;
  if (n > 1 && n < 5 && !body && m->type != DIXIT_FAC
      && m->type != DIXIT_NORP
      && dx_given_gender (f->gender, dx_word_of (c->words, m->first)))
    mine->votes[DIXIT_PER] += weight;
  if (n > 1 && body && m->type == DIXIT_LOC)
    mine->votes[DIXIT_ORG] += weight;
  if (m->type != DIXIT_PER || n < 2)
    return;
  /* A person's words, alone, are likely the person.  */
  for (uint32_t i = m->first; i < m->end; i++)
    {
      if (!capital (f, i) || dx_word_of (c->words, i)->size < 2)
        continue;
      const uint32_t key = dx_name_key (f->p, c, i, i + 1);
      poll *part = poll_of (f, key);
      part->key = key;
      if (part->votes[DIXIT_PER] < 64)
        part->votes[DIXIT_PER] += i + 1 == m->end ? 2 * weight : weight / 2;
      part->person_part |= i + 1 == m->end;
    }
}

static uint8_t
elected (const poll *p, uint8_t own)
{
  uint8_t best = own;
  for (uint8_t k = 0; k < DIXIT_TYPES; k++)
    if (votes (k) && p->votes[k] > p->votes[best])
      best = k;
  return best;
}

/* Names found elsewhere, at untagged token I: the longest that fits.  */
static bool
recover (finder *f, uint32_t i, uint32_t limit, uint32_t *next)
{
  const dx_context *c = f->c;
  uint32_t run = 0;
  while (run < NAME_WORDS && i + run < limit && capital (f, i + run)
         && !c->names[i + run]
         && !(run && c->text->tokens[i + run].flags & DX_SENTENCE))
    run++;
  for (uint32_t k = run; k; k--)
    {
      const poll *p = poll_of (f, dx_name_key (f->p, c, i, i + k));
      if (!p->key)
        continue;
      const uint8_t type = elected (p, DIXIT_MISC);
      if (type > DIXIT_LOC || p->votes[type] < 4)
        continue;
      const dx_word *w = dx_word_of (c->words, i);
      if (k == 1
          && (w->folded != DIXIT_NONE || w->size < 3
              || bits (f, i) & (DX_L_TITLE | DX_L_PERSON | DX_L_BODY)
              || (type == DIXIT_PER && !p->person_part
                  && p->votes[type] < 8)))
        continue;
      *next = i + k;
      return add (f, describe (f, (dx_mention) { .first = i, .end = i + k,
                                                 .type = type,
                                                 .kind = DIXIT_NAME }));
    }
  *next = i + (run ? run : 1);
  return true;
}

/* (ASEAN) after the name that it abbreviates.  */
static bool
bracketed (const finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const dx_text *t = c->text;
  return i + 1 < t->token_count && i
         && t->bytes[t->tokens[i - 1].start] == '('
         && t->bytes[t->tokens[i + 1].start] == ')'
         && t->tokens[i].kind == DX_WORD
         && dx_word_of (c->words, i)->caps >= DX_UPPER
         && dx_word_of (c->words, i)->size > 1;
}

/* A headline's capitals made one name of too many words, "Kremlin Brushes Off
   Lee": keep what the body knows, at the end or the beginning.  */
static void
shrink (const finder *f, dx_mention *m)
{
  for (uint32_t n = m->end - m->first - 1; n; n--)
    for (int side = 0; side < 2; side++)
      {
        const uint32_t first = side ? m->first : m->end - n;
        const poll *p = poll_of (f, dx_name_key (f->p, f->c, first,
                                                 first + n));
        if (!p->key || !capital (f, first))
          continue;
        const uint8_t type = elected (p, DIXIT_MISC);
        if (p->votes[type] < 4)
          continue;
        m->first = first;
        m->end = first + n;
        m->type = type;
        return;
      }
}

/* "Bluebird Air and Trans-Lakes": two names, if either stands elsewhere.  */
static bool
add_parts (finder *f, dx_mention m)
{
  const dx_context *c = f->c;
  for (uint32_t i = m.first + 1; m.kind == DIXIT_NAME && votes (m.type)
                                 && i + 1 < m.end;
       i++)
    {
      if (c->pos[i] != DX_POS_CC)
        continue;
      const poll *a = poll_of (f, dx_name_key (f->p, c, m.first, i));
      const poll *b = poll_of (f, dx_name_key (f->p, c, i + 1, m.end));
      if (!a->key && !b->key)
        break;
      dx_mention left = m, right = m;
      left.end = i;
      right.first = i + 1;
      left.type = a->key ? elected (a, m.type) : m.type;
      right.type = b->key ? elected (b, m.type) : m.type;
      return add (f, describe (f, left)) && add (f, describe (f, right));
    }
  return add (f, m);
}

static bool
mend (finder *f)
{
  dx_people *p = f->p;
  const dx_context *c = f->c;
  size_t slots = 256;
  while (slots < 8 * (size_t) p->mention_count)
    slots *= 2;
  f->polls = dx_alloc (f->arena, slots, sizeof *f->polls);
  f->mask = slots - 1;
  if (!f->polls)
    return false;
  size_t polled = 0;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      /* The table must keep room, however long the names are.  */
      polled += m->end - m->first + 1;
      if (m->kind == DIXIT_NAME && votes (m->type) && polled < slots / 2)
        vote (f, m);
    }
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      dx_mention *m = &p->mentions[k];
      if (m->kind != DIXIT_NAME || !votes (m->type))
        continue;
      const poll *mine = poll_of (f, dx_name_key (p, c, m->first, m->end));
      if (mine->key)
        m->type = elected (mine, m->type);
      if (m->aside && m->end - m->first > 1
          && mine->votes[m->type] < 4)
        shrink (f, m);
      /* "House Newt Gingrich": a person's name with more before it.  */
      if (m->type != DIXIT_PER && m->end - m->first > 2
          && dx_given_gender (f->gender, dx_word_of (c->words, m->end - 2)))
        {
          const poll *tail
            = poll_of (f, dx_name_key (p, c, m->end - 1, m->end));
          if (tail->key && elected (tail, DIXIT_MISC) == DIXIT_PER)
            {
              m->first = m->end - 2;
              m->type = DIXIT_PER;
            }
        }
      m->gender = m->type == DIXIT_PER ? honorific_gender (f, m->first) : 0;
    }

  /* Once more through the text, for what was overlooked.  */
  const dx_mention *old = p->mentions;
  const uint32_t count = p->mention_count;
  p->mentions = NULL;
  p->mention_count = 0;
  f->room = 0;
  uint32_t i = 0;
  for (uint32_t k = 0; k <= count; k++)
    {
      const uint32_t limit = k < count ? old[k].first : c->text->token_count;
      while (i < limit)
        {
          uint32_t next = i + 1;
          if (k && bracketed (f, i) && i == old[k - 1].end + 1
              && old[k - 1].type == DIXIT_ORG)
            {
              if (!add (f, describe (f, (dx_mention) { .first = i,
                                                       .end = i + 1,
                                                       .type = DIXIT_ORG,
                                                       .kind = DIXIT_NAME })))
                return false;
            }
          else if (capital (f, i) && !c->names[i]
                   && !recover (f, i, limit, &next))
            return false;
          i = next;
        }
      if (k < count)
        {
          if (!add_parts (f, old[k]))
            return false;
          i = old[k].end;
        }
    }
  return true;
}

dixit_status
dx_mentions_find (dx_people *p, const dx_context *c, const dx_tagger *gender,
                  dx_arena *arena, dixit_error *error)
{
  finder f = { .p = p, .c = c, .gender = gender, .arena = arena,
               .as = dx_lower_hash ("as"), .who = dx_lower_hash ("who") };
  const uint32_t n = c->text->token_count;
  p->at = dx_alloc (arena, n, sizeof *p->at);
  dx_turn *turns;
  uint32_t count;
  const dixit_status s = dx_turns_find (&turns, &count, c, arena, error);
  if (s != DIXIT_OK)
    return s;
  if (count)
    {
      f.label = dx_alloc (arena, n, 1);
      if (!f.label)
        return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      for (uint32_t k = 0; k < count; k++)
        memset (f.label + turns[k].source.first, 1,
                turns[k].source.end - turns[k].source.first);
    }
  if (!p->at || !survey (&f) || !gather (&f) || !mend (&f))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  memset (p->at, 0xff, n * sizeof *p->at);
  for (uint32_t k = 0; k < p->mention_count; k++)
    for (uint32_t i = p->mentions[k].first; i < p->mentions[k].end; i++)
      p->at[i] = k;
  return DIXIT_OK;
}
