/* turns.c -- the turns of transcripts and interviews.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/turns.h"

enum { LABEL_WORDS = 4, ADDRESS_WORDS = 8, TWICE = 2, TURNS_MIN = 3,
       SMALL_MIN = 4 /* turns with labels in small letters */,
       GOES_ON = 3 /* paragraphs of a turn after its first */ };

/* How plainly a paragraph's start is a label.  */
enum { NONE, SMALL /* Lee: */, CAPITALS /* LEE: */, TURN /* the text's own */ };

typedef struct
{
  dx_piece who;
  uint32_t said;          /* the first token after the label */
  int kind;
} label;

/* The label of the paragraph RUN, marks before it aside.  */
static label
label_of (const dx_context *c, const dx_run *run)
{
  const label none = { { 0, 0 }, 0, NONE };
  const dx_text *t = c->text;
  const uint8_t is = dx_kind_at (t, run->first);
  const bool turn = is == DX_TURN;
  uint32_t i = run->first;
  while (i < run->end && t->tokens[i].kind == DX_QUOTE)
    i++;
  /* "Q." may be one token.  */
  if (turn && i + 1 < run->end && dx_token_of (t, i).size == 2
      && t->bytes[dx_end_of (t, i) - 1] == '.')
    return (label) { { i, i + 1 }, i + 1, TURN };
  uint32_t k = i;
  bool small = false;
  while (k < run->end && k - i < LABEL_WORDS && t->tokens[k].kind == DX_WORD
         && dx_word_of (c->words, k)->caps >= DX_TITLE)
    {
      small |= dx_word_of (c->words, k)->caps < DX_UPPER;
      k++;
    }
  if (k == i && turn)
    while (k < run->end && k - i < ADDRESS_WORDS && dx_first_byte (t, k) != ':')
      k++;
  if (k == i || k + 1 >= run->end
      || (small && !turn && is != DX_BODY))
    return none;
  const int kind = turn ? TURN : small ? SMALL : CAPITALS;
  if (t->tokens[k].kind == DX_PUNCT
      && (dx_first_byte (t, k) == ':' || (turn && dx_first_byte (t, k) == '.')))
    return (label) { { i, k }, k + 1, kind };
  return none;
}

static uint32_t
key_of (const dx_turns *r, const label *l)
{
  return dx_word_of (r->c->words, l->who.end - 1)->lower;
}

/* How often a label with KEY came, at most twice.  */
static uint32_t
times (const dx_turns *r, uint32_t key)
{
  uint32_t at = 0, n = 0;
  int steps = 0;
  while (n < TWICE && dx_chains_next (&r->seen, key, &at, &steps) != DIXIT_NONE)
    n++;
  return n;
}

/* Does the paragraph RUN end as sentences do, marks and brackets aside?  */
static bool
ends (const dx_text *t, const dx_run *run)
{
  uint32_t i = run->end;
  while (i > run->first + 1
         && (t->tokens[i - 1].kind == DX_QUOTE || dx_first_byte (t, i - 1) == ')'))
    i--;
  const char ch = dx_first_byte (t, i - 1);
  return t->tokens[i - 1].kind == DX_PUNCT
         && (ch == '.' || ch == '?' || ch == '!' || (unsigned char) ch == 0xe2);
}

static bool
count (dx_turns *r, const label *l, const dx_run *run)
{
  const uint32_t key = key_of (r, l), n = times (r, key);
  if (l->kind == SMALL)
    {
      r->small++;
      r->named += dx_named (r->c, l->who.end - 1) != 0;
      r->ended += ends (r->c->text, run);
      r->repeated += n == 1;
    }
  return n >= TWICE || dx_chains_add (&r->seen, key, run->first);
}

/* Are the labels in small letters those of a conversation?  */
static bool
is_talk (const dx_turns *r)
{
  return r->small >= SMALL_MIN && r->repeated > 1
         && 2 * r->named >= r->small && 4 * r->ended >= 3 * r->small;
}

/* May the paragraph RUN, which has no label, be more of the turn before it?  */
static bool
goes_on (const dx_turns *r, const dx_run *run)
{
  const dx_context *c = r->c;
  const char first = dx_first_byte (c->text, run->first);
  const uint8_t kind = dx_kind_at (c->text, run->first);
  if ((kind != DX_BODY && kind != DX_LIST) || first == '('
      || first == '[' || !ends (c->text, run))
    return false;
  for (uint32_t i = run->first; i < run->end; i++)
    if (c->text->tokens[i].kind == DX_WORD
        && dx_word_of (c->words, i)->caps >= DX_TITLE
        && dx_word_of (c->words, i)->size > 1
        && times (r, dx_word_of (c->words, i)->lower))
      return false;
  return true;
}

bool
dx_turns_open (dx_turns *r, const dx_context *c, dx_arena *arena)
{
  const dx_text *t = c->text;
  uint32_t labels = 0;
  *r = (dx_turns) { .c = c };
  /* Most texts have none, and need no room for them.  */
  for (dx_run run = { 0, 0 }; run.end < t->token_count;)
    {
      run = dx_paragraph_of (t, run.end);
      labels += label_of (c, &run).kind != NONE;
    }
  r->any = labels >= TURNS_MIN;
  if (!r->any)
    return true;
  dx_chains_open (&r->seen, arena, labels);
  for (dx_run run = { 0, 0 }; run.end < t->token_count;)
    {
      run = dx_paragraph_of (t, run.end);
      const label l = label_of (c, &run);
      if (l.kind != NONE && !count (r, &l, &run))
        return false;
    }
  r->talk = is_talk (r);
  return true;
}

bool
dx_turns_next (dx_turns *r, dx_turn *turn)
{
  const dx_context *const c = r->c;
  const dx_text *const t = c->text;
  dx_turn *const last = &r->last;
  uint32_t more = last->content.end, gap = 0;   /* where the last turn may end, and
                                                   the paragraphs since its first */
  bool going = true;            /* none of them was anybody else's */
  while (r->any && r->paragraph < t->paragraph_count)
    {
      const uint32_t k = r->paragraph++;
      const dx_run run = r->run = dx_paragraph_of (t, r->run.end);
      const label l = label_of (c, &run);
      const bool begun = last->content.end;
      const bool again = l.kind != NONE && times (r, key_of (r, &l)) >= TWICE;
      if (l.kind == TURN || (l.kind == CAPITALS && again)
          || (l.kind == SMALL && r->talk && (again || (begun && gap <= 1))))
        {
          if (begun && gap <= GOES_ON)
            last->content.end = more;
          *turn = *last;
          *last = (dx_turn) { l.who, { l.said, run.end } };
          if (begun)
            return true;
          more = run.end;
          continue;
        }
      if (!begun)
        continue;
      gap++;
      going = going && goes_on (r, &run);
      /* Marks that reopen leave no doubt.  */
      if (last->content.end == run.first
          && (t->kinds[k] == DX_BODY || t->kinds[k] == DX_LIST)
          && c->marks->state[run.first] & DX_M_OPEN
          && c->marks->state[last->source.first] & DX_M_INSIDE)
        last->content.end = run.end;
      if (going || last->content.end == run.end)
        more = run.end;
    }
  *turn = *last;
  *last = (dx_turn) { { 0, 0 }, { 0, 0 } };
  return turn->content.end != 0;
}

void
dx_turns_close (dx_turns *r)
{
  if (r->any)
    dx_chains_close (&r->seen);
  r->any = false;
}
