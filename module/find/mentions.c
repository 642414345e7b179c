/* mentions.c -- names as the tagger saw them, less titles and marks; names
   that only sources show; pronouns.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/finder.h"
#include "find/turns.h"

#include <string.h>

/* A title that is not part of the name: not "Queen", which is all of some
   names, but "Councilwoman".  */
static bool
mere_title (const dx_finder *f, uint32_t i)
{
  const uint32_t b = dx_finder_bits (f, i);
  return b & DX_L_TITLE
         && (!((b & (DX_L_MAN | DX_L_WOMAN)) && (b & DX_L_PERSON))
             || dx_word_of (f->c->words, i)->man);
}

/* How many tokens from I on are an honorific of the Malay world that no name
   has: Tan Sri, Dato’ Seri, Datuk.  0 for none.  */
static uint32_t
malay_title (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  const uint32_t word = dx_word_of (c->words, i)->lower;
  const uint32_t end = i + 1;
  const bool rank
    = word == f->dato || word == f->dato_mark || word == f->datuk;
  if (!rank && word != f->tan && word != f->puan)
    return 0;
  if (end < n && (dx_word_of (c->words, end)->lower == f->sri
                  || dx_word_of (c->words, end)->lower == f->seri))
    return 2;
  return rank;
}

/* Could the tagger have left token I out of the name that begins after it?  */
static bool
left_out (const dx_finder *f, uint32_t i)
{
  return dx_is_capital (f, i) && !f->c->names[i] && !dx_finder_bits (f, i)
         && dx_caps_of (dx_word_of (f->c->words, i)) != DX_LOWER
         && !dx_word_of (f->c->words, i)->folded;
}

/* A letter with a point: J.  */
static bool
is_initial (const dx_finder *f, uint32_t i)
{
  const dx_token t = dx_token_of (f->c->text, i);
  return dx_is_capital (f, i) && t.size == 2
         && f->c->text->bytes[t.start + 1] == '.';
}

/* Where the name that begins at FIRST really begins: Charles E. Lee, Pieter
   van der Meer.  */
static uint32_t
begin (const dx_finder *f, uint32_t first)
{
  const dx_packed_token *t = f->c->text->tokens;
  const uint32_t n = f->p->mention_count;
  const uint32_t stop = n ? f->p->mentions[n - 1].end : 0;
  uint32_t i = first;
  while (i > stop && !(t[i].flags & (DX_SENTENCE | DX_PARAGRAPH))
         && ((left_out (f, i - 1) && dx_is_given (f, i - 1))
             || (!f->c->names[i - 1] && is_initial (f, i - 1)
                 && is_initial (f, i))))
    i--;
  if (i < first)
    return i;
  while (i > stop && !(t[i].flags & (DX_SENTENCE | DX_PARAGRAPH))
         && !f->c->names[i - 1] && dx_finder_bits (f, i - 1) & DX_L_VAN
         && dx_word_of (f->c->words, i - 1)->caps == DX_LOWER)
    i--;
  return i < first && i > stop && !(t[i].flags & (DX_SENTENCE | DX_PARAGRAPH))
             && left_out (f, i - 1) && f->c->pos[i - 1] == DX_POS_NNP
           ? i - 1 : first;
}

/* A mark or a sign, which no name of TYPE begins or ends with.  */
static bool
is_sign (const dx_packed_token *t, uint8_t type)
{
  return t->kind == DX_QUOTE || t->kind == DX_PUNCT
         || (t->kind == DX_SYMBOL && type != DIXIT_MONEY);
}

/* The end of a person's name from FIRST to END without a party that was taken in:
   Ann Lee (D-Me.  Not without a nickname: Ann (Nan) Lee.  */
static uint32_t
before_bracket (const dx_text *t, uint32_t first, uint32_t end)
{
  uint32_t open = end;
  for (uint32_t i = first + 1; i < end; i++)
    {
      const char ch = dx_first_byte (t, i);
      if (ch == '(')
        open = i;
      else if (ch == ')' && i + 1 < end)
        open = end;
    }
  return open;
}

/* A word that owes its capital to the sentence that it begins: Yet.  */
static bool
is_opener (const dx_finder *f, uint32_t i)
{
  const uint8_t pos = f->c->pos[i];
  return f->c->text->tokens[i].flags & DX_SENTENCE
         && (pos == DX_POS_CC || pos == DX_POS_RB || pos == DX_POS_IN
             || pos == DX_POS_PRPS || pos == DX_POS_MD || pos == DX_POS_WRB)
         && dx_word_of (f->c->words, i)->caps == DX_TITLE;
}

/* Drop what the tagger should have left out of M: titles, marks, clitics.  */
static void
trim (const dx_finder *f, dx_mention *m)
{
  const dx_text *t = f->c->text;
  while (m->end - m->first > 1
         && (is_sign (&t->tokens[m->first], m->type)
             || t->tokens[m->first].flags & DX_CLITIC))
    m->first++;
  while (m->end - m->first > 1
         && is_sign (&t->tokens[m->end - 1], m->type)
         && dx_first_byte (t, m->end - 1) != ')')
    m->end--;
  /* Yet Republicans, That Lee.  */
  while (m->end - m->first > 1 && is_opener (f, m->first))
    m->first++;
  /* Miss Lee, Mr. Lee: not Miss World.  */
  const uint32_t b = dx_finder_bits (f, m->first);
  if (m->type != DIXIT_PER && m->type != DIXIT_DATE && m->end - m->first == 2
      && b & (DX_L_MAN | DX_L_WOMAN) && b & DX_L_TITLE && !(b & DX_L_PERSON)
      && dx_is_capital (f, m->first + 1) && !f->c->place[m->first + 1]
      && !dx_word_of (f->c->words, m->first + 1)->folded)
    m->type = DIXIT_PER;
  /* Ann Lee Jr.  */
  if (m->end - m->first > 1 && m->type != DIXIT_DATE
      && (dx_word_of (f->c->words, m->end - 1)->lower == f->jr
          || dx_word_of (f->c->words, m->end - 1)->lower == f->sr))
    m->type = DIXIT_PER;
  if (m->type == DIXIT_PER)
    {
      for (uint32_t n; m->end - m->first > 1; m->first += n)
        {
          n = malay_title (f, m->first);
          if (!n)
            n = mere_title (f, m->first);
          if (!n || n >= m->end - m->first)
            break;
        }
      m->first = begin (f, m->first);
      m->end = before_bracket (t, m->first, m->end);
      /* Ann Lee for the Herald.  */
      for (uint32_t i = m->first + 1; i + 1 < m->end; i++)
        if (dx_finder_bits (f, i) & DX_L_PREP
            && !(dx_finder_bits (f, i) & DX_L_OF)
            && dx_word_of (f->c->words, i)->caps == DX_LOWER)
          m->end = i;
    }
  else if (m->type != DIXIT_DATE && m->end - m->first > 2
           && mere_title (f, m->first)
           && dx_given_gender (f->lore,
                               dx_word_of (f->c->words, m->first + 1)))
    {
      m->first++;
      m->type = DIXIT_PER;
    }
}

char
dx_honorific_gender (const dx_finder *f, uint32_t first)
{
  if (!first || f->c->text->tokens[first].flags & DX_SENTENCE)
    return 0;
  const uint32_t b = dx_finder_bits (f, first - 1);
  return b & DX_L_MAN && !(b & DX_L_WOMAN) ? 'm'
         : b & DX_L_WOMAN && !(b & DX_L_MAN) ? 'f'
                                             : 0;
}

static bool
is_comma (const dx_context *c, uint32_t i)
{
  return dx_first_byte (c->text, i) == ',';
}

/* Are the tokens FIRST to END a phrase for a person, no verb in it?  */
static bool
opens_with_person (const dx_finder *f, uint32_t first, uint32_t end)
{
  enum { PHRASE = 16 };
  bool person = false;
  if (end - first > PHRASE)
    return false;
  for (uint32_t i = first; i < end; i++)
    {
      if (f->c->pos[i] == DX_POS_MD
          || (dx_is_verb (f->c->pos[i]) && f->c->pos[i] != DX_POS_VBN))
        return false;
      person |= dx_is_person_noun (f->p, f->c, i);
    }
  return person;
}

/* Leads its clause: no preposition or verb governs it, and a verb or an
   apposition follows.  */
static bool
leads (const dx_finder *f, uint32_t first, uint32_t end)
{
  const dx_context *c = f->c;
  const uint32_t home = dx_sentence_at (c, first);
  uint32_t k = first;
  while (k && dx_sentence_at (c, k - 1) == home && first - k < 8
         && (dx_is_noun (c->pos[k - 1]) || c->pos[k - 1] == DX_POS_JJ
             || c->pos[k - 1] == DX_POS_DT || c->pos[k - 1] == DX_POS_PRPS
             || c->pos[k - 1] == DX_POS_CD || c->pos[k - 1] == DX_POS_POS
             || dx_finder_bits (f, k - 1) & (DX_L_TITLE | DX_L_OF)))
    k--;
  if (k && dx_sentence_at (c, k - 1) == home
      && (dx_finder_bits (f, k - 1) & DX_L_PREP || c->pos[k - 1] == DX_POS_TO
          || dx_is_verb (c->pos[k - 1])))
    {
      /* "said Rubio": the subject may follow its verb.  */
      const uint32_t start = dx_sentence_of (c->text, first).first;
      if (dx_cue_rank (c, k - 1) < 2)
        return false;
      return dx_speech_begin (c->speech[first]) == DX_SP_B_SOURCE
             || k - 1 == start || c->text->tokens[k - 2].kind == DX_PUNCT
             || c->text->tokens[k - 2].kind == DX_QUOTE;
    }
  /* A local cook, Ann Lee, said.  */
  if (k == first && k && dx_sentence_at (c, k - 1) == home && is_comma (c, k - 1)
      && end + 1 < c->text->token_count && dx_sentence_at (c, end + 1) == home
      && is_comma (c, end)
      && (dx_is_verb (c->pos[end + 1]) || c->pos[end + 1] == DX_POS_MD))
    return opens_with_person (f, dx_sentence_of (c->text, first).first, k - 1);
  for (uint32_t i = end; i < end + 4 && i < c->text->token_count
                         && dx_sentence_at (c, i) == home;
       i++)
    {
      if (dx_is_verb (c->pos[i]) || c->pos[i] == DX_POS_MD)
        return true;
      if (c->pos[i] == DX_POS_PUNCT)
        break;
    }
  return k == dx_sentence_of (c->text, first).first;
}

dx_mention
dx_finder_describe (const dx_finder *f, dx_mention m)
{
  const dx_context *c = f->c;
  const uint32_t home = dx_sentence_at (c, m.first);
  m.entity = DIXIT_NONE;
  m.owner = m.end < c->text->token_count && c->pos[m.end] == DX_POS_POS;
  m.inside = (c->marks->state[m.first] & DX_M_INSIDE) != 0;
  m.subject = !m.owner && leads (f, m.first, m.end);
  const uint32_t start = dx_sentence_of (c->text, m.first).first;
  m.topic = m.first == start + 2
            && f->as == dx_word_of (c->words, start)->lower
            && dx_finder_bits (f, start + 1) & DX_L_PREP;
  m.aside = f->title_case[home]
            || (f->kinds[home] != DX_BODY && f->kinds[home] != DX_LIST
                && f->kinds[home] != DX_TURN);
  if (m.kind == DIXIT_NAME)
    m.gender = m.type == DIXIT_PER ? dx_honorific_gender (f, m.first) : 0;
  return m;
}

/* What words look like.  False when memory is out.  */
static bool
look (dx_finder *f)
{
  const dx_context *c = f->c;
  const dx_lexicon *l = &f->p->lexicon;
  f->looks = dx_alloc (f->arena, c->words->count, 1);
  for (uint32_t k = 0; f->looks && k < c->words->count; k++)
    {
      const dx_word *w = &c->words->words[k];
      f->looks[k] = (uint8_t) (
        (w->caps >= DX_TITLE ? DX_LOOKS_CAPITAL : 0)
        | (w->size > 3 ? DX_LOOKS_LONG : 0)
        | (l->listed[l->which[k]].bits & (DX_L_HE | DX_L_SHE)
             ? DX_LOOKS_PRONOUN : 0));
    }
  return f->looks != NULL;
}

/* Which sentences of paragraph P are in title case, and what they are.  */
static void
survey (dx_finder *f, const dx_run *p)
{
  const dx_context *c = f->c;
  const dx_text *t = c->text;
  const uint8_t kind = dx_kind_at (t, p->first);
  dx_run run = { .end = p->first };
  for (uint32_t s = dx_sentence_at (c, p->first); run.end < p->end; s++)
    {
      run = dx_sentence_of (t, run.end);
      uint32_t words = 0, capitals = 0;
      bool verb = false;   /* one that no headline would leave small */
      for (uint32_t i = run.first; i < run.end; i++)
        {
          if (t->tokens[i].kind != DX_WORD)
            continue;
          if (f->looks[c->words->of[i]] & DX_LOOKS_LONG)
            {
              words++;
              capitals += dx_is_capital (f, i);
            }
          if ((c->pos[i] == DX_POS_VBD || c->pos[i] == DX_POS_VBZ
               || c->pos[i] == DX_POS_VBP)
              && !dx_is_capital (f, i)
              && !(t->tokens[i].flags & DX_CLITIC))
            {
              verb = true;
              break;   /* nothing else matters then */
            }
        }
      /* A headline that is set like any sentence misleads nobody; and what
         opens with a dash may be an answer, and no byline.  */
      const uint32_t q = dx_passage_at (c->marks, run.first);
      const bool turn = kind == DX_TURN
                        || (q != DIXIT_NONE && c->marks->passages[q].dash);
      f->kinds[s] = turn                              ? DX_TURN
                    : kind == DX_HEADLINE && verb ? DX_BODY
                                                      : kind;
      f->title_case[s]
        = !turn && !verb && words > 3 && 10 * capitals >= 8 * words;
    }
}

/* Robert "Bob" Smith: token END is an opening mark or bracket, the name goes
   on after the closing one.  Where it goes on, or END.  */
static uint32_t
over_nickname (const dx_finder *f, uint32_t end)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  for (uint32_t close = end + 2; close < end + 4 && close + 1 < n; close++)
    {
      const bool marks = c->marks->state[end] & DX_M_OPEN
                         && c->marks->state[close] & DX_M_CLOSE;
      const bool brackets
        = dx_first_byte (c->text, end) == '('
          && dx_first_byte (c->text, close) == ')';
      if ((!marks && !brackets) || !dx_is_capital (f, end + 1))
        continue;
      if (dx_ruled_end (c, close + 1) > close + 1)
        return end;
      const uint8_t after = c->names[close + 1];
      if (after && (after - 1) / 4 == DIXIT_PER && dx_is_capital (f, close + 1)
          && !(c->text->tokens[close + 1].flags
               & (DX_SENTENCE | DX_PARAGRAPH)))
        return close + 1;
      return end;
    }
  return end;
}

/* Where the name that begins at token I ends, going by its labels; "Jr." is of
   the name before it, whatever its own.  */
static uint32_t
label_end (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
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
  if (type == DIXIT_PER && end < n
      && dx_finder_bits (f, end) & DX_L_JUNIOR
      && !(c->text->tokens[end].flags & (DX_SENTENCE | DX_PARAGRAPH)))
    end++;
  return end;
}

/* A hyphen that joins two words.  */
static bool
is_hyphen (const dx_context *c, uint32_t i)
{
  const dx_packed_token *t = c->text->tokens;
  return i + 1 < c->text->token_count && dx_token_of (c->text, i).size == 1
         && dx_first_byte (c->text, i) == '-' && !(t[i].flags & DX_SPACE)
         && !((t[i].flags | t[i + 1].flags) & (DX_SENTENCE | DX_PARAGRAPH))
         && !(t[i + 1].flags & DX_SPACE);
}

/* A source that is nothing but capitalised words names somebody, whatever the
   tagger of names thought.  Its end, or I.  */
static uint32_t
source_name (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  uint32_t end = i;
  const bool label = f->label && f->label[i] && !(i && f->label[i - 1]);
  const bool apposed = dx_is_capital (f, i) && i + 2 < n
                       && c->speech[i + 2] == DX_SP_B_SOURCE
                       && dx_finder_bits (f, i + 2) & DX_L_A
                       && dx_first_byte (c->text, i + 1) == ',';
  if (apposed)
    end = i + 1;
  else if (label)
    while (end < n && end - i < DX_NAME_WORDS && f->label[end]
           && dx_is_capital (f, end) && !c->names[end])
      end++;
  else if (dx_is_capital (f, i)
           && (c->speech[i] == DX_SP_B_SOURCE
               || (i && c->speech[i] == DX_SP_I_SOURCE
                   && (dx_finder_bits (f, i - 1) & (DX_L_THE | DX_L_TITLE)
                       || dx_first_byte (c->text, i - 1)
                            == ','))))
    {
      while (end < n && end - i < DX_NAME_WORDS && !c->names[end]
             && (end == i || c->speech[end] == DX_SP_I_SOURCE)
             && ((dx_is_capital (f, end)
                  && (dx_is_noun (c->pos[end])
                      || dx_finder_bits (f, end) & DX_L_VAN))
                 || (dx_finder_bits (f, end) & DX_L_VAN && end + 1 < n
                     && c->text->tokens[end].kind == DX_WORD
                     && c->speech[end + 1] == DX_SP_I_SOURCE)))
        end++;
      while (end > i && !dx_is_capital (f, end - 1))
        end--;
      if (end < n && c->speech[end] == DX_SP_I_SOURCE
          && c->pos[end] != DX_POS_POS
          && dx_first_byte (c->text, end) != ',')
        return i;
    }
  if (end == i)
    return i;
  /* The Prime Minister; Historians.  */
  if ((label || !apposed)
      && (dx_finder_bits (f, end - 1)
            & (DX_L_PERSON | DX_L_MOUTH | DX_L_GROUP)
          || (end - i == 1 && c->pos[i] == DX_POS_NNS
              && c->text->tokens[i].flags & DX_SENTENCE)))
    return i;
  const dx_word *w = dx_word_of (c->words, i);
  if (end - i == 1
      && (w->folded || w->size < 3
          || dx_finder_bits (f, i)
               & (DX_L_PERSON | DX_L_BODY | DX_L_PAPER | DX_L_GROUP | DX_L_THEY
                  | DX_L_IT | DX_L_I | DX_L_THE | DX_L_A | DX_L_TITLE)
          || dx_pronoun_gender (w)))
    return i;
  return end;
}

static bool
ends_in_s (const dx_context *c, uint32_t i)
{
  return c->text->bytes[dx_end_of (c->text, i) - 1] == 's';
}

/* A part of a person's name that the tagger left out before it.  */
static bool
forename (const dx_finder *f, uint32_t i)
{
  const dx_word *w = dx_word_of (f->c->words, i);
  return dx_is_capital (f, i) && w->caps == DX_TITLE && w->size > 1
         && !f->c->names[i] && f->c->pos[i] == DX_POS_NNP
         && !w->folded && !dx_finder_bits (f, i)
         && !dx_is_person_noun (f->p, f->c, i);
}

static bool
is_source (const dx_context *c, uint32_t i)
{
  return c->speech[i] == DX_SP_B_SOURCE || c->speech[i] == DX_SP_I_SOURCE;
}

/* Is token I like most, with no label and no capital, and no pronoun?  */
static bool
is_dull (const dx_finder *f, uint32_t i)
{
  const dx_context *c = f->c;
  return !c->names[i] && !f->label && !c->ruled
         && !(f->looks[c->words->of[i]]
              & (DX_LOOKS_CAPITAL | DX_LOOKS_PRONOUN));
}

/* The gender of the pronoun that token I is, or 0.  */
static char
spoken_gender (const dx_finder *f, uint32_t i)
{
  const uint32_t b = dx_finder_bits (f, i);
  return b & DX_L_HE ? 'm' : b & DX_L_SHE ? 'f' : 0;
}

/* Names as the labels say, those that only sources show, and pronouns, of the
   tokens FIRST to END, and *AFTER, where the last of them ends, or END.  False
   when memory is out.  */
static bool
gather (dx_finder *f, uint32_t first, uint32_t end, uint32_t *after)
{
  const dx_context *c = f->c;
  const uint32_t n = c->text->token_count;
  uint32_t i = first;
  while (i < end)
    {
      if (is_dull (f, i))
        {
          i++;
          continue;
        }
      dx_mention m = { .first = i, .end = i + 1, .kind = DIXIT_NAME };
      uint32_t next = i + 1;
      if (dx_ruled_end (c, i) > i)
        {
          m.end = next = dx_ruled_end (c, i);
          m.type = (uint8_t) ((c->names[i] - 1) / 4);
          m.fixed = true;
          m.rule = dx_ruled_name (c, i, next);
        }
      else if (c->names[i])
        {
          m.type = (uint8_t) ((c->names[i] - 1) / 4);
          m.end = next = label_end (f, i);
          /* Anne-Marie, cut in two by its hyphen.  */
          while (m.type == DIXIT_PER && next + 1 < n && is_hyphen (c, next)
                 && c->names[next + 1]
                 && (c->names[next + 1] - 1) / 4 == DIXIT_PER)
            m.end = next = label_end (f, next + 1);
          if (m.type == DIXIT_PER && next + 2 < n)
            {
              const uint32_t rest = over_nickname (f, next);
              if (rest > next)
                m.end = next = label_end (f, rest);
            }
          /* A source that ends inside of a name shows where the name does; in
             a headline, one that begins there, too.  */
          const bool titled = f->title_case[dx_sentence_at (c, i)];
          uint32_t from = i, cut;
          while (titled && from < m.end && !is_source (c, from))
            from++;
          for (cut = from; cut < m.end && is_source (c, cut);)
            cut++;
          if (cut > from && cut - from < m.end - i
              && (titled
                  || (m.type != DIXIT_PER
                      && (dx_finder_bits (f, cut) & DX_L_PREP
                          || dx_given_gender (f->lore,
                                              dx_word_of (c->words, i))))))
            {
              m.first = from;
              m.end = cut;
              if (!titled)
                m.type = DIXIT_PER;
            }
          /* "Greeks: 15 dollars" speaks of a people, and is no label; and "TNC:" is a
             paper that asks.  */
          if (f->label && f->label[i] && m.type != DIXIT_NORP
              && !(m.type == DIXIT_ORG && m.end - i == 1
                   && dx_word_of (c->words, i)->caps == DX_UPPER
                   && dx_word_of (c->words, i)->size < 5))
            m.type = DIXIT_PER;
          /* A lone source is a body, whatever its kind: the Kremlin.  */
          if (m.type == DIXIT_NORP && m.end - i == 1 && i + 1 < n
              && c->speech[i] == DX_SP_B_SOURCE && !is_source (c, i + 1)
              && c->pos[i] == DX_POS_NNP && c->pos[i + 1] != DX_POS_VBP
              && !ends_in_s (c, i))
            m.type = DIXIT_ORG;
          trim (f, &m);
          /* Her | Herald.  */
          if (m.first > i && spoken_gender (f, i))
            {
              const dx_mention her = dx_finder_describe (
                f, (dx_mention) { .first = i, .end = i + 1,
                                  .type = DIXIT_PER, .kind = DIXIT_PRONOUN,
                                  .gender = spoken_gender (f, i) });
              if (!dx_finder_add (f, &her))
                return false;
            }
          m.rule = dx_ruled_name (c, m.first, m.end);
          if (m.rule)
            {
              m.type = c->ruled->rules->names[m.rule - 1].type;
              m.fixed = true;
            }
        }
      else if ((m.gender = spoken_gender (f, i)))
        {
          m.type = DIXIT_PER;
          m.kind = DIXIT_PRONOUN;
        }
      else if (i + 3 < n && forename (f, i)
               && (next = over_nickname (f, i + 1)) > i + 1)
        {
          m.type = DIXIT_PER;
          m.end = next = label_end (f, next);
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
      m = dx_finder_describe (f, m);
      if (!dx_finder_add (f, &m))
        return false;
      i = next;
    }
  *after = i;
  return true;
}

/* All that, paragraph by paragraph.  */
static bool
read_on (dx_finder *f)
{
  const dx_text *t = f->c->text;
  const bool remember = f->recall && f->recall->memo && !f->c->ruled;
  f->title_case = dx_alloc (f->arena, t->sentence_count,
                            sizeof *f->title_case);
  f->kinds = dx_alloc (f->arena, t->sentence_count, 1);
  if (!f->title_case || !f->kinds || !look (f))
    return false;
  dx_run run = { 0 };
  for (uint32_t p = 0, i = 0; p < t->paragraph_count; p++)
    {
      run = dx_paragraph_of (t, run.end);
      const uint32_t mentions = f->p->mention_count;
      bool apart = remember && i <= run.first, found = false;
      dx_print print;
      if (apart && !dx_noted (f, &run, p, &print, &found))
        return false;
      if (found)
        continue;
      survey (f, &run);
      if (!gather (f, i > run.first ? i : run.first, run.end, &i))
        return false;
      if (apart && i == run.end)
        dx_note (f, &run, print, mentions);
    }
  return true;
}

dixit_status
dx_mentions_find (dx_people *p, const dx_context *c, const dx_lore *lore,
                  dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };   /* for what grows, and for votes */
  dx_finder f = { .p = p, .c = c, .lore = lore, .arena = &scratch,
               .kept = arena, .recall = p->recall,
               .as = dx_lower_hash ("as"), .who = dx_lower_hash ("who"),
               .jr = dx_lower_hash ("jr."), .sr = dx_lower_hash ("sr."), .tan = dx_lower_hash ("tan"),
               .puan = dx_lower_hash ("puan"), .dato = dx_lower_hash ("dato"),
               .dato_mark = dx_lower_hash ("dato'"),
               .datuk = dx_lower_hash ("datuk"), .sri = dx_lower_hash ("sri"),
               .seri = dx_lower_hash ("seri") };
  const uint32_t n = c->text->token_count;
  p->starts = dx_starts_open (arena, n);
  dx_turns turns;
  dx_turn turn;
  bool ok = p->starts && dx_turns_open (&turns, c, &scratch);
  while (ok && dx_turns_next (&turns, &turn))
    {
      if (!f.label)
        f.label = dx_alloc (&scratch, n, 1);
      ok = f.label != NULL;
      if (ok)
        memset (f.label + turn.source.first, 1,
                turn.source.end - turn.source.first);
    }
  if (ok)
    dx_turns_close (&turns);
  ok = ok && read_on (&f) && dx_mentions_mend (&f);
  ok = ok
       && dx_fit (arena, &p->mentions, &f.room, p->mention_count,
                  sizeof *p->mentions);
  dx_arena_free (&scratch);
  if (!ok)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_starts_fill (p->starts, n, p->mentions, p->mention_count,
                  sizeof *p->mentions);
  return DIXIT_OK;
}
