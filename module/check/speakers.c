/* speakers.c -- marked words of somebody, and nobody named.
   SPDX-License-Identifier: GPL-3.0-or-later

   That no speaker was found does not mean that there is none.  Reported are
   whole sentences in marks where nothing beside them can be about them: no
   other words in their paragraph speak of speaking, nor does the paragraph
   before it, nor the start of the one after it.  */

#include "check/rules.h"

#include "text/utf8.h"

enum { FEWEST_WORDS = 4 };

/* The character that ends token I.  */
static uint32_t
last_of (const dx_text *text, uint32_t i)
{
  uint32_t cp;
  dx_decode_back (text->bytes, dx_end_of (text, i), &cp);
  return cp;
}

static bool
is_sentence_end (uint32_t cp)
{
  return cp == '.' || cp == '!' || cp == '?' || cp == 0x2026;
}

/* Is the passage from OPEN to CLOSE one sentence at least?  */
static bool
is_sentence (const dx_context *c, uint32_t open, uint32_t close)
{
  const dx_text *text = c->text;
  uint32_t words = 0, verbs = 0, cp;
  if (close < open + 2 || !is_sentence_end (last_of (text, close - 1)))
    return false;
  dx_decode (text->bytes + dx_start_of (text, open + 1),
             dx_token_of (text, open + 1).size, &cp);
  if (!dx_is_upper (cp))
    return false;
  for (uint32_t i = open + 1; i < close; i++)
    {
      words += text->tokens[i].kind == DX_WORD;
      verbs += dx_is_verb (c->pos[i]) || c->pos[i] == DX_POS_MD;
    }
  return words >= FEWEST_WORDS && verbs;
}

/* May the tokens FIRST to END say who speaks?  */
static bool
may_tell (const dx_context *c, uint32_t first, uint32_t end)
{
  for (uint32_t i = first; i < end; i++)
    if (c->speech[i] != DX_SP_O || c->marks->state[i]
        || dx_first_byte (c->text, i) == ':')
      return true;
  return false;
}

/* Of the words that head cues, only those that nearly always do.  */
static bool
has_cue_word (const dx_context *c, uint32_t first, uint32_t end)
{
  for (uint32_t i = first; i < end; i++)
    if (dx_cue_rank (c, i) > 2)
      return true;
  return false;
}

/* May R say who speaks in the paragraph after it?  */
static bool
leads_up (const dx_context *c, const dx_run *r)
{
  return (dx_kind_at (c->text, r->first) != DX_BODY
          || !is_sentence_end (last_of (c->text, r->end - 1))
          || may_tell (c, r->first, r->end));
}

/* May R say who spoke in the paragraph before it?  */
static bool
looks_back (const dx_context *c, const dx_run *r)
{
  const uint32_t end = dx_sentence_of (c->text, r->first).end;
  return (dx_kind_at (c->text, r->first) != DX_BODY || may_tell (c, r->first, end)
          || has_cue_word (c, r->first, end));
}

bool
dx_check_speakers (dx_findings *f, const dx_context *c,
                   const dx_quotations *quotes)
{
  const dx_text *text = c->text;
  const dx_marks *m = c->marks;
  uint32_t seen = DIXIT_NONE;
  for (uint32_t k = 0; k < quotes->count; k++)
    {
      const dx_quotation *q = &quotes->all[k];
      const uint32_t first = dx_said (q)[0].first;
      const uint32_t p = dx_paragraph_at (text, first);
      const dx_run r = dx_paragraph_of (text, first);
      if (q->kind != DIXIT_DIRECT || q->source.end > q->source.first
          || q->entity != DIXIT_NONE || q->cue.end > q->cue.first
          || text->kinds[p] != DX_BODY || !p || dx_passage_at (m, first) == DIXIT_NONE
          /* Of a paragraph with two, neither can be judged alone; and so each
             is looked at once.  */
          || seen == p)
        continue;
      seen = p;
      const dx_passage *passage = &m->passages[dx_passage_at (m, first)];
      const uint32_t after = passage->close + 1;
      if (passage->open != first || !passage->closed || passage->reopened
          || !(text->tokens[first].flags & DX_SENTENCE)
          || (after < r.end && !(text->tokens[after].flags & DX_SENTENCE))
          || !is_sentence (c, first, passage->close)
          || may_tell (c, r.first, first) || may_tell (c, after, r.end)
          || has_cue_word (c, r.first, first)
          || has_cue_word (c, after, r.end))
        continue;
      const dx_run before = dx_paragraph_of (text, r.first - 1);
      if (leads_up (c, &before))
        continue;
      const dx_run next = r.end < text->token_count
                            ? dx_paragraph_of (text, r.end) : (dx_run) { 0, 0 };
      if (next.end && looks_back (c, &next))
        continue;
      if (!dx_finding (f, text, "unattributed-quote", first, after,
                       "nobody is named who says this", NULL))
        return false;
    }
  return true;
}
