/* frames.c -- "…," said the mayor.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/frames.h"

#include "find/dialogue.h"

enum { PHRASE_MAX = 16, APPOSITION_MAX = 24, LEAD_MAX = 24,
       AROUND_MAX = 40, NICKNAME_MAX = 3 };

typedef struct
{
  const dx_context *c;
  const dx_people *p;
  uint32_t stop;           /* end of the paragraph */
} view;

static uint32_t
bits (const view *v, uint32_t i)
{
  if (i >= v->c->text->token_count)
    return 0;
  return dx_bits (&v->p->lexicon, v->c, i);
}

static char
first_char (const view *v, uint32_t i)
{
  return i < v->stop ? dx_first_byte (v->c->text, i) : 0;
}

static uint32_t
paragraph_end (const dx_context *c, uint32_t i)
{
  return dx_paragraph_of (c->text, i).end;
}

/* A finite verb that can report speech; any, where the comma says so.  */
static bool
reports (const view *v, uint32_t i, bool any)
{
  const uint8_t pos = v->c->pos[i];
  if (pos != DX_POS_VBD && pos != DX_POS_VBZ && pos != DX_POS_VBP
      && !(pos == DX_POS_VBN && dx_cue_rank (v->c, i) >= 2))
    return false;
  const bool cue = dx_cue_rank (v->c, i) >= 2 || v->c->speech[i] == DX_SP_B_CUE
                   || v->c->speech[i] == DX_SP_I_CUE;
  return cue || (any && !(bits (v, i) & DX_L_IS));
}

/* The end of the noun phrase at I, or I.  */
static uint32_t
phrase (const view *v, uint32_t i)
{
  const dx_context *c = v->c;
  const uint32_t from = i;
  uint32_t noun = from;
  if (c->pos[i] == DX_POS_PRP)
    return bits (v, i)
               & (DX_L_HE | DX_L_SHE | DX_L_THEY | DX_L_IT | DX_L_I)
             ? i + 1
             : i;
  for (; i < v->stop && i - from < PHRASE_MAX; i++)
    {
      const uint8_t pos = c->pos[i];
      const dx_token t = dx_token_of (c->text, i);
      if (i > from && t.flags & DX_SENTENCE)
        break;
      if (t.kind == DX_PUNCT)
        {
          if (first_char (v, i) == '-' && !(t.flags & DX_SPACE) && i > from)
            continue;
          break;
        }
      if (t.kind != DX_WORD && t.kind != DX_NUMBER)
        break;
      if (dx_is_noun (pos) || dx_named (c, i))
        noun = i + 1;
      else if (pos != DX_POS_DT && pos != DX_POS_JJ && pos != DX_POS_POS
               && pos != DX_POS_PRPS && pos != DX_POS_CD
               && !(bits (v, i) & DX_L_TITLE)
               && !(i > from && pos == DX_POS_CC && noun == i)
               && !(i > from && bits (v, i) & DX_L_OF && noun == i))
        break;
    }
  return noun;
}

/* Any apposition between commas after I: where it ends, or I.  */
static uint32_t
apposition (const view *v, uint32_t i)
{
  if (first_char (v, i) != ',')
    return i;
  for (uint32_t k = i + 1; k < v->stop && k - i < APPOSITION_MAX; k++)
    {
      const dx_token t = dx_token_of (v->c->text, k);
      if (t.flags & DX_SENTENCE)
        break;
      if (t.kind == DX_QUOTE)
        {
          /* Over a nickname.  */
          const uint32_t p = dx_passage_at (v->c->marks, k);
          if (p == DIXIT_NONE || v->c->marks->passages[p].open != k
              || v->c->marks->passages[p].close - k > NICKNAME_MAX)
            break;
          k = v->c->marks->passages[p].close;
          continue;
        }
      if (first_char (v, k) == ','
          && k + 1 < v->stop && reports (v, k + 1, false))
        return k + 1;
    }
  return i;
}

static uint32_t
verbs (const view *v, uint32_t i)
{
  while (i < v->stop
         && (dx_is_verb (v->c->pos[i]) || v->c->pos[i] == DX_POS_RP))
    i++;
  return i;
}

/* The noun phrase that begins the sentence of verb VERB, if a verb follows it:
   "Lee went further and accused".  */
static dx_frame
first_subject (const view *v, uint32_t verb)
{
  const uint32_t i = dx_sentence_of (v->c->text, verb).first;
  const uint32_t end = i < verb ? phrase (v, i) : i;
  if (end == i || end >= verb || verb - end > LEAD_MAX
      || !dx_is_verb (v->c->pos[end]))
    return (dx_frame) { { 0, 0 }, { 0, 0 } };
  return (dx_frame) { .source = { i, end }, .cue = { verb, verb + 1 } };
}

/* Verb VERB with the noun phrase before it, if one is.  */
static dx_frame
subject (const view *v, uint32_t verb)
{
  const dx_context *c = v->c;
  uint32_t from = verb;
  while (from && !(c->text->tokens[from].flags & DX_SENTENCE)
         && (dx_is_verb (c->pos[from - 1]) || c->pos[from - 1] == DX_POS_MD
             || c->pos[from - 1] == DX_POS_RB
             || (from == verb && from > 1 && c->pos[from - 1] == DX_POS_TO
                 && dx_is_verb (c->pos[from - 2]))))
    from--;
  if (from && v->c->pos[from - 1] == DX_POS_CC
      && !(c->text->tokens[from].flags & DX_SENTENCE))
    return first_subject (v, verb);
  /* Over a name in another script, a party: (D-Mo.).  */
  if (from && first_char (v, from - 1) == ')')
    for (uint32_t d = 2; d < 10 && d <= from; d++)
      if (first_char (v, from - d) == '(')
        {
          from -= d;
          break;
        }
  /* Over an apposition: ", who leads on transport,".  */
  const uint32_t source_end = from && first_char (v, from - 1) == ','
                                ? from - 1 : from;
  if (source_end < from)
    {
      uint32_t k = source_end;
      while (k && source_end - k < APPOSITION_MAX
             && !(c->text->tokens[k].flags & DX_SENTENCE)
             && c->text->tokens[k - 1].kind != DX_QUOTE
             && first_char (v, k - 1) != ',')
        k--;
      if (!k || first_char (v, k - 1) != ',')
        return (dx_frame) { { 0, 0 }, { 0, 0 } };
      from = k - 1;
    }
  uint32_t first = from;
  while (first && !(c->text->tokens[first].flags & DX_SENTENCE)
         && from - first < PHRASE_MAX)
    {
      const uint8_t pos = c->pos[first - 1];
      const dx_token t = dx_token_of (c->text, first - 1);
      if (dx_is_noun (pos) || pos == DX_POS_DT || pos == DX_POS_JJ
          || pos == DX_POS_POS || pos == DX_POS_PRPS || pos == DX_POS_CD
          || dx_named (c, first - 1)
          || bits (v, first - 1) & (DX_L_TITLE | DX_L_OF | DX_L_PREP)
          || (t.kind == DX_PUNCT && first_char (v, first - 1) == '-'
              && !(t.flags & DX_SPACE)))
        first--;
      else
        {
          if (pos == DX_POS_PRP && first == from)
            first--;
          else if (first == from && bits (v, first - 1) & DX_L_WHO)
            return (dx_frame) { .source = { first - 1, first },
                                .cue = { verb, verb + 1 } };
          break;
        }
    }
  const uint32_t end = first < from ? phrase (v, first) : first;
  /* A noun phrase, with whatever its prepositions add.  */
  if (end == first || (end != from && !(bits (v, end) & DX_L_PREP)))
    return (dx_frame) { { 0, 0 }, { 0, 0 } };
  return (dx_frame) { .source = { first, source_end },
                      .cue = { verb, verb + 1 } };
}

/* "…" ― Ann Lee, to the end of the line; or in a paragraph of its own below one
   that is all passage P.  */
static dx_piece
signature (const view *v, const dx_passage *p)
{
  const dx_text *t = v->c->text;
  const dx_piece none = { 0, 0 };
  uint32_t i = p->close + 1, stop = v->stop;
  if (i >= stop && t->tokens[p->open].flags & DX_PARAGRAPH
      && i < t->token_count)
    stop = paragraph_end (v->c, i);
  if (i + 1 >= stop || !dx_dash (t, i))
    return none;
  uint32_t k = i + 1;
  while (k < stop && k - i < 8 && t->tokens[k].kind == DX_WORD
         && dx_word_of (v->c->words, k)->caps >= DX_TITLE
         && !(k > i + 1 && t->tokens[k].flags & DX_WRAP))
    k++;
  const char next = k < stop ? dx_first_byte (t, k) : 0;
  return k > i + 1
             && (!next || next == '.' || next == ','
                 || t->tokens[k].flags & DX_WRAP)
           ? (dx_piece) { i + 1, k } : none;
}

dx_frame
dx_frame_after (const dx_context *c, const dx_people *people,
                const dx_passage *p)
{
  const dx_frame none = { { 0, 0 }, { 0, 0 } };
  view v = { c, people, paragraph_end (c, p->close) };
  uint32_t i = p->close + 1;
  if (p->closed && !p->dash)
    {
      const dx_piece by = signature (&v, p);
      if (by.end || (i < v.stop && dx_dash (c->text, i)))
        return (dx_frame) { .source = by };
    }
  if (i >= v.stop)
    return none;

  const char last
    = first_char (&v, p->dash || !p->closed ? p->close : p->close - 1);
  bool open = last == ',' || first_char (&v, i) == ',';
  if (first_char (&v, i) == ',')
    i++;
  /* -- Come in! -- he called.  */
  if (p->dash && i < v.stop && dx_dash (c->text, i))
    {
      open = true;
      i++;
    }
  if (i >= v.stop || c->text->tokens[i].kind != DX_WORD)
    return none;
  /* ‘No Cracks,’ Says Builder of Leaking Dam.  */
  const bool titled = c->titled[dx_sentence_at (c, i)] && dx_cue_rank (c, i) >= 3;
  const bool small = titled || dx_word_of (c->words, i)->caps == DX_LOWER;
  if (!open && !small && last != '?' && last != '!')
    return none;
  if (!open && last != '?' && last != '!' && last != '.'
      && (unsigned char) last != 0xe2)
    return none;

  uint32_t k = i;
  /* "asked the driver"; "grumbled Jo".  */
  if (small && (titled || reports (&v, k, p->dash)))
    {
      const uint32_t verb = k;
      k = verbs (&v, k);
      k += k == verb;
      if (k < v.stop && c->pos[k] == DX_POS_RB)
        k++;
      const uint32_t end = k < v.stop ? phrase (&v, k) : k;
      if (end > k
          && !(end < v.stop && c->pos[end] == DX_POS_POS)
          && (bits (&v, k) & (DX_L_THE | DX_L_HE | DX_L_SHE | DX_L_A)
              || c->pos[k] == DX_POS_PRP || dx_named (c, end - 1)
              || dx_word_of (c->words, end - 1)->caps >= DX_TITLE
              || open))
        return (dx_frame) { .source = { k, end }, .cue = { verb, k } };
      return none;
    }
  /* "the driver, a local man, said".  */
  const uint32_t end = phrase (&v, k);
  if (end == k)
    return none;
  k = apposition (&v, end);
  const uint32_t source_end = k > end ? k - 1 : end;
  if (k < v.stop && c->pos[k] == DX_POS_RB)
    k++;
  uint32_t verb = k;
  if (k < v.stop && (c->pos[k] == DX_POS_MD || bits (&v, k) & DX_L_IS
                     || dx_is_verb (c->pos[k])))
    k = verbs (&v, k + 1);
  if (k == verb || k > v.stop)
    return none;
  if (reports (&v, verb, open || p->dash) || reports (&v, k - 1, false))
    return (dx_frame) { .source = { i, source_end }, .cue = { verb, k } };
  return none;
}

dx_frame
dx_frame_clause (const dx_context *c, const dx_people *people, uint32_t first)
{
  view v = { c, people, dx_sentence_of (c->text, first).end };
  const uint32_t end = phrase (&v, first);
  const uint32_t verb = end > first ? apposition (&v, end) : end;
  if (verb == first || verb >= v.stop || !reports (&v, verb, false))
    return (dx_frame) { { 0, 0 }, { 0, 0 } };
  return (dx_frame) { .source = { first, verb > end ? verb - 1 : end },
                      .cue = { verb, verb + 1 } };
}

dx_frame
dx_frame_beat (const dx_context *c, const dx_people *people,
               const dx_passage *p)
{
  const dx_frame none = { { 0, 0 }, { 0, 0 } };
  if (!(c->text->tokens[p->open].flags & DX_SENTENCE) || !p->open
      || c->text->tokens[p->open].flags & DX_PARAGRAPH)
    return none;
  const dx_run s = dx_sentence_of (c->text, p->open - 1);
  for (uint32_t i = s.first; i < s.end; i++)
    {
      const uint32_t k = dx_mention_at (people, i);
      if (c->text->tokens[i].kind == DX_QUOTE)
        break;
      if (k == DIXIT_NONE || !people->mentions[k].subject
          || people->mentions[k].type != DIXIT_PER)
        continue;
      return (dx_frame) { .source = { people->mentions[k].first,
                                      people->mentions[k].end } };
    }
  return none;
}

/* Who acts in the sentence S: the words that name them; empty for nobody.  */
static dx_piece
actor (const view *v, const dx_run *s)
{
  const dx_context *c = v->c;
  for (uint32_t i = s->first; i < s->end; i++)
    if (c->text->tokens[i].kind == DX_QUOTE)
      return (dx_piece) { 0, 0 };
  if (bits (v, s->first) & DX_L_THE)
    {
      const uint32_t end = phrase (v, s->first);
      if (end > s->first && end < s->end && dx_is_verb (c->pos[end])
          && dx_is_person_noun (v->p, c, end - 1))
        return (dx_piece) { s->first, end };
    }
  for (uint32_t i = s->first; i < s->end; i++)
    {
      const uint32_t k = dx_mention_at (v->p, i);
      if (k != DIXIT_NONE && v->p->mentions[k].subject
          && v->p->mentions[k].type == DIXIT_PER)
        return (dx_piece) { v->p->mentions[k].first, v->p->mentions[k].end };
    }
  return (dx_piece) { 0, 0 };
}

dx_frame
dx_frame_act (const dx_context *c, const dx_people *people,
              const dx_passage *p)
{
  enum { SENTENCES = 3 };
  const dx_text *t = c->text;
  view v = { c, people, paragraph_end (c, p->open) };
  dx_frame f = { { 0, 0 }, { 0, 0 } };
  uint32_t i = p->open;
  if (!(t->tokens[i].flags & DX_SENTENCE))
    return f;
  for (int n = 0; n < SENTENCES && !(t->tokens[i].flags & DX_PARAGRAPH); n++)
    {
      const dx_run s = dx_sentence_of (t, i - 1);
      if (c->marks->state[s.end - 1] & DX_M_INSIDE)
        return f;
      f.source = actor (&v, &s);
      if (f.source.end)
        return f;
      i = s.first;
    }
  if (p->closed && p->close + 1 < v.stop
      && t->tokens[p->open].flags & DX_PARAGRAPH
      && t->tokens[p->close + 1].flags & DX_SENTENCE)
    {
      const dx_run s = dx_sentence_of (t, p->close + 1);
      f.source = actor (&v, &s);
      if (f.source.first != p->close + 1)
        f.source = (dx_piece) { 0, 0 };
    }
  return f;
}

/* What speaks for its author before the colon at COLON: "in a statement from
   the company: ", "the ministry's statement: ".  */
static dx_frame
paper (const view *v, uint32_t colon)
{
  const dx_context *c = v->c;
  const dx_frame none = { { 0, 0 }, { 0, 0 } };
  for (uint32_t i = colon; i && colon - i < LEAD_MAX; i--)
    {
      const uint32_t k = i - 1;
      const dx_token t = dx_token_of (c->text, k);
      if (bits (v, k) & DX_L_PAPER && dx_is_noun (c->pos[k]))
        {
          uint32_t first = k;
          while (first && !(c->text->tokens[first].flags & DX_SENTENCE)
                 && (c->pos[first - 1] == DX_POS_JJ
                     || c->pos[first - 1] == DX_POS_DT))
            first--;
          const dx_piece cue = { first, i };
          if (i < colon && bits (v, i) & (DX_L_BY | DX_L_OF))
            return (dx_frame) { .source = { i + 1, colon }, .cue = cue };
          if (i == colon && first
              && (c->pos[first - 1] == DX_POS_POS
                  || c->pos[first - 1] == DX_POS_PRPS))
            {
              uint32_t from = first - 1;
              while (from && !(c->text->tokens[from].flags & DX_SENTENCE)
                     && (dx_is_noun (c->pos[from - 1]) || dx_named (c, from - 1)
                         || c->pos[from - 1] == DX_POS_DT
                         || c->pos[from - 1] == DX_POS_JJ))
                from--;
              return (dx_frame) { .source = { from, first }, .cue = cue };
            }
          return none;
        }
      if (t.kind == DX_QUOTE || t.flags & DX_SENTENCE)
        break;
    }
  return none;
}

/* "used to say", "would say".  */
static bool
used_to (const view *v, uint32_t i)
{
  const dx_context *c = v->c;
  return i > 1 && c->pos[i] == DX_POS_VB && dx_cue_rank (c, i) >= 2
         && (c->pos[i - 1] == DX_POS_MD
             || (c->pos[i - 1] == DX_POS_TO && dx_is_verb (c->pos[i - 2])));
}

/* The verb of saying that leads up to the comma or colon at STOP, over
   "reporters", "in a statement"; or DIXIT_NONE.  */
static uint32_t
leading_verb (const view *v, uint32_t stop)
{
  for (uint32_t i = stop; i && stop + 1 - i < LEAD_MAX; i--)
    {
      const dx_token t = dx_token_of (v->c->text, i - 1);
      if (t.kind == DX_QUOTE)
        break;
      if (reports (v, i - 1, false) || used_to (v, i - 1))
        return i - 1;
      if (t.flags & (DX_SENTENCE | DX_PARAGRAPH)
          || (t.kind == DX_PUNCT && first_char (v, i - 1) != '-'
              && !(t.flags & DX_CLITIC)))
        break;
    }
  return DIXIT_NONE;
}

dx_frame
dx_frame_before (const dx_context *c, const dx_people *people,
                 const dx_passage *p, bool within)
{
  const dx_frame none = { { 0, 0 }, { 0, 0 } };
  view v = { c, people, paragraph_end (c, p->open) };
  if (!p->open || c->text->tokens[p->open].flags & DX_PARAGRAPH)
    return none;
  const char before = first_char (&v, p->open - 1);
  if (before != ':' && !(within && before == ','))
    return none;
  const uint32_t verb = leading_verb (&v, p->open - 1);
  return verb == DIXIT_NONE ? paper (&v, p->open - 1) : subject (&v, verb);
}

static bool
is_word (const view *v, uint32_t i, const char *word)
{
  return dx_word_of (v->c->words, i)->lower == dx_lower_hash (word);
}

/* "As the mayor put it in a letter, …", between tokens FROM and END.  */
static dx_frame
as_put (const view *v, uint32_t from, uint32_t end)
{
  static const char *const puts[] = { "put", "puts", "phrased" };
  for (uint32_t i = from; i + 3 < end; i++)
    {
      if (!is_word (v, i, "as"))
        continue;
      const uint32_t verb = phrase (v, i + 1);
      if (verb == i + 1 || verb + 1 >= end || !is_word (v, verb + 1, "it"))
        continue;
      for (size_t k = 0; k < sizeof puts / sizeof *puts; k++)
        if (is_word (v, verb, puts[k]))
          return (dx_frame) { .source = { i + 1, verb },
                              .cue = { verb, verb + 2 } };
    }
  return (dx_frame) { { 0, 0 }, { 0, 0 } };
}

dx_frame
dx_frame_around (const dx_context *c, const dx_people *people,
                 const dx_passage *p, bool any)
{
  enum { FAR = 24, AFTER = 12 };
  view v = { c, people, paragraph_end (c, p->open) };
  const uint32_t home = dx_sentence_at (c, p->open);
  const dx_run s = dx_sentence_of (c->text, p->open);
  const uint32_t from = p->open - s.first > FAR ? p->open - FAR : s.first;
  const uint32_t end = s.end > p->close + AFTER ? p->close + AFTER : s.end;
  const dx_frame put = as_put (&v, from, p->open);
  if (put.source.end)
    return put;
  if (p->close < end && first_char (&v, p->close - 1) == ',')
    {
      const dx_frame f = as_put (&v, p->close + 1, end);
      if (f.source.first == p->close + 2)
        return f;
    }
  for (uint32_t i = p->open; i && p->open - i < AROUND_MAX; i--)
    {
      if (dx_sentence_at (c, i - 1) != home || c->marks->state[i - 1] & DX_M_INSIDE)
        break;
      if (!reports (&v, i - 1, false)
          || (!any && dx_cue_rank (c, i - 1) < 3 && c->speech[i - 1] != DX_SP_B_CUE
              && c->speech[i - 1] != DX_SP_I_CUE))
        continue;
      const dx_frame f = subject (&v, i - 1);
      if (f.source.end)
        return f;
    }
  /* Despite the pardon, "…" for him, the minister said.  */
  for (uint32_t i = p->close + 1; i < v.stop && i - p->close < AROUND_MAX;
       i++)
    {
      if (dx_sentence_at (c, i) != home || c->marks->state[i] & DX_M_INSIDE)
        break;
      if (dx_cue_rank (c, i) < 3 || !reports (&v, i, false))
        continue;
      const dx_frame f = subject (&v, i);
      if (f.source.end && f.source.first > p->close + 1
          && first_char (&v, f.source.first - 1) == ',')
        return f;
    }
  return (dx_frame) { { 0, 0 }, { 0, 0 } };
}
