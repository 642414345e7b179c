/* kinds.c -- what each paragraph is, and which tokens are its dateline.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "text/stage.h"
#include "text/utf8.h"

#include <string.h>

enum
{
  START_BYTES = 200,     /* what patterns see of a longer paragraph */
  SHORT_BYTES = 320,     /* no byline or caption is longer */
  HEADLINE_TOKENS = 30,
  SUBHEAD_TOKENS = 18,
  CROSSHEAD_TOKENS = 6   /* in small letters */
};

typedef struct
{
  const dx_text *text;
  dx_matcher *matcher;
  const char *s;      /* the paragraph */
  size_t size;
  size_t start;       /* what patterns see of its start */
  const dx_token *tokens;
  uint32_t count;
  bool first;         /* of the text */
  bool before_body;   /* no body paragraph has been seen yet */
} view;

static bool
terminal (const view *v)
{
  uint32_t cp;
  size_t at = v->size;
  for (int i = 0; i < 6 && at; i++)
    {
      at -= dx_decode_back (v->s, at, &cp);
      if (dx_class (cp) != DX_C_QUOTE && cp != ')' && cp != ']')
        return (cp == '.' || cp == '!' || cp == '?' || cp == 0x2026
                || cp == 0x3002 || cp == ':' || cp == ',');
    }
  return false;
}

/* Capitalised words among those that title case capitalises, in percent.  */
static unsigned
capitals (const view *v, uint32_t from)
{
  unsigned words = 0, upper = 0;
  for (uint32_t i = from; i < v->count; i++)
    {
      const dx_token *k = &v->tokens[i];
      if (k->kind != DX_WORD || k->flags & DX_CLITIC
          || k->size < 4)
        continue;
      uint32_t cp;
      dx_decode (v->text->bytes + k->start, k->size, &cp);
      words++;
      upper += dx_is_upper (cp);
    }
  return words ? upper * 100 / words : 0;
}

/* "Two men shake hands. City Hall Press Service": a sentence, then a credit
   without a final point.  */
static bool
credited (const view *v)
{
  if (v->count > 60)
    return false;
  for (uint32_t i = v->count; i-- > 1;)
    {
      const dx_token *k = &v->tokens[i];
      if (k->kind == DX_PUNCT && v->text->bytes[k->start] == '.'
          && k->size == 1)
        return i + 1 < v->count && v->count - i <= 9
               && capitals (v, i + 1) >= 75;
    }
  return false;
}

static bool
headline (const view *v)
{
  unsigned char c = (unsigned char) *v->s;
  if (v->count > HEADLINE_TOKENS || c == '.' || c == '<')
    return false;
  /* Some archives end headlines in a full stop.  */
  if (terminal (v))
    return v->first && v->size < 120 && capitals (v, 0) >= 80;
  if (v->first)
    return true;
  if (v->count <= CROSSHEAD_TOKENS && c >= 'A' && c <= 'Z'
      && v->tokens[v->count - 1].kind != DX_QUOTE)
    return true;
  return v->count <= (v->before_body ? HEADLINE_TOKENS : SUBHEAD_TOKENS)
         && capitals (v, 0) >= 60;
}

static bool
match (const view *v, dx_pattern pattern, bool whole)
{
  return dx_match (v->matcher, pattern, v->s, whole ? v->size : v->start) > 0;
}

static bool
bullet_like (unsigned char c)
{
  return (c >= 0xC2 || c == '-' || c == '*' || c == '+' || c == '('
          || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
}

static uint8_t
kind (const view *v)
{
  unsigned char c = (unsigned char) *v->s;
  bool letter = (c >= 'A' && c <= 'Z') || c >= 0xC3;
  if (v->size < 2)
    return DX_BODY;
  if (bullet_like (c) && (c < 'a' || c > 'z' || v->s[1] == ')')
      && match (v, DX_P_BULLET, false))
    return DX_LIST;
  if ((letter || (c >= 'a' && c <= 'z'))
      && strchr ("rRwWlLmMsSiIeEfFdDaAyYpP", c)
      && match (v, DX_P_RELATED, false))
    return DX_RELATED;
  if (v->size <= SHORT_BYTES && v->count <= 60)
    {
      if ((v->count < 40 && match (v, DX_P_BYLINE, true)))
        return DX_BYLINE;
      if (match (v, DX_P_CAPTION, true))
        return DX_CAPTION;
    }
  if (letter && memchr (v->s, ':', v->start < 80 ? v->start : 80)
      && match (v, DX_P_TURN, false))
    return v->before_body && headline (v) && capitals (v, 0) >= 75
             ? DX_HEADLINE : DX_TURN;
  if (letter && c < 0x80 && v->size > 2 && v->s[1] == '.'
      && (c == 'Q' || c == 'A') && match (v, DX_P_TURN, false))
    return DX_TURN;
  if (v->before_body && !terminal (v) && credited (v))
    return DX_CAPTION;
  if (headline (v))
    return DX_HEADLINE;
  return DX_BODY;
}

static void
flag_dateline (dx_token *t, const view *v)
{
  unsigned char c = (unsigned char) *v->s;
  if (!((c >= 'A' && c <= 'Z') || c == '(' || c >= 0xC3) || v->size < 40)
    return;
  size_t size = dx_match (v->matcher, DX_P_DATELINE, v->s, v->start);
  for (uint32_t i = 0; i < v->count && t[i].start - t->start < size; i++)
    t[i].flags |= DX_DATELINE;
}

/* One turn alone is a sentence with a colon.  */
static void
check_turns (dx_text *t)
{
  uint32_t turns = 0, last = 0;
  for (uint32_t i = 0; i < t->paragraph_count; i++)
    if (t->kinds[i] == DX_TURN)
      {
        turns++;
        last = i;
      }
  if (turns == 1)
    t->kinds[last] = DX_BODY;
}

void
dx_name_paragraphs (dx_stage *stage)
{
  dx_text *t = stage->text;
  bool before_body = true;
  for (uint32_t i = 0; i < t->paragraph_count; i++)
    {
      const dx_run *p = &stage->paragraphs[i];
      dx_token *first = &stage->tokens[p->first];
      size_t size = dx_token_end (&stage->tokens[p->end - 1]) - first->start;
      const char *s = t->bytes + first->start;
      view v = { .text = t, .matcher = stage->matcher, .s = s, .size = size,
                 .start = size > START_BYTES
                            ? dx_char_floor (s, START_BYTES) : size,
                 .tokens = first, .count = p->end - p->first,
                 .first = i == 0, .before_body = before_body };
      const bool begun = i && !before_body;
      if (begun && stage->memo && stage->kinds[i] != DX_NO_KIND)
        {
          t->kinds[i] = stage->kinds[i];
          continue;
        }
      for (uint32_t k = 0; k < v.count; k++)
        first[k].flags &= (uint8_t) ~DX_DATELINE;
      t->kinds[i] = kind (&v);
      if (t->kinds[i] == DX_BODY)
        {
          before_body &= v.count < HEADLINE_TOKENS;
          flag_dateline (first, &v);
        }
      if (stage->memo)
        stage->kinds[i] = begun ? t->kinds[i] : DX_NO_KIND;
    }
  check_turns (t);
}
