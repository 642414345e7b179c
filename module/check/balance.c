/* balance.c -- quotation marks without a partner.
   SPDX-License-Identifier: GPL-3.0-or-later

   Double marks are reported as they are found.  Of single ones only the bent
   opening mark, and only before a common word: all others may be apostrophes,
   or letters of a language that has more of them (‘Ali, Ge‘ez).  */

#include "base/eight.h"
#include "check/rules.h"

#include <string.h>

#include "check/english.h"
#include "text/utf8.h"

enum { MARK_BYTES = 16, ASIDE_TOKENS = 15, ASIDES = 3 };

static bool
add (dx_findings *f, const dx_text *text, uint32_t i, const char *format)
{
  const dx_token t = dx_token_of (text, i);
  size_t size = t.size;
  if (size > MARK_BYTES)
    size = dx_char_floor (text->bytes + t.start, MARK_BYTES);
  return dx_finding (f, text, "unbalanced-mark", i, i + 1,
                     dx_message (f, format, (int) size,
                                 text->bytes + t.start),
                     NULL);
}

static bool
is_common (const dx_text *text, uint32_t i)
{
  enum { LONGEST = 12 };
  char s[LONGEST];
  const dx_token t = dx_token_of (text, i);
  const size_t n = t.size;
  if (t.kind != DX_WORD || n > LONGEST)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      char ch = text->bytes[t.start + k];
      s[k] = (char) (ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    }
  return dx_is_common_english (s, n);
}

static uint32_t
mark_at (const dx_text *text, uint32_t i)
{
  uint32_t cp;
  const dx_token t = dx_token_of (text, i);
  const size_t n
    = dx_decode (text->bytes + t.start, t.size, &cp);
  /* `` and '' are double marks.  */
  return n == t.size ? cp : '"';
}

/* Is token I surely a quotation mark?  END: of its paragraph.  */
static bool
is_sure (const dx_text *text, uint32_t i, uint32_t end)
{
  switch (mark_at (text, i))
    {
    case '\'': case '`': case 0xB4: case 0x2019: case 0x201B: case 0xFF07:
      return false;
    case 0x2018:
      return (i + 1 < end && !(text->tokens[i + 1].flags & DX_SPACE)
              && is_common (text, i + 1));
    default:
      return true;
    }
}

static bool
is_closing (uint32_t mark)
{
  return mark == 0x201D || mark == 0xBB;
}

/* A closing mark where one should open: said:”There is…  */
static bool
is_reversed (const dx_text *text, uint32_t i, const dx_run *p)
{
  return (is_closing (mark_at (text, i)) && i + 1 < p->end
          && text->tokens[i + 1].kind == DX_WORD
          && (text->tokens[i].flags & DX_SPACE
              || !(text->tokens[i + 1].flags & DX_SPACE)));
}

/* Does P have marks that mean something else: attributes of some markup, or
   inches that were taken for a closing mark (6’2”)?  */
static bool
is_odd (const dx_text *text, const dx_run *p)
{
  const dx_packed_token *t = text->tokens;
  for (uint32_t i = p->first + 1; i < p->end; i++)
    if (t[i].kind == DX_QUOTE && dx_end_of (text, i - 1) == dx_start_of (text, i))
      {
        if (text->bytes[dx_start_of (text, i) - 1] == '=')
          return true;
        if (i > p->first + 2 && t[i - 1].kind == DX_NUMBER
            && dx_end_of (text, i - 2) == dx_start_of (text, i - 1)
            && t[i - 3].kind == DX_NUMBER
            && (mark_at (text, i - 2) == '\''
                || mark_at (text, i - 2) == 0x2019))
          return true;
      }
  return false;
}

/* Does the quotation that the mark at I opened go on after paragraph R, with nothing
   but pictures and the like between?  */
static bool
goes_on (const dx_text *text, dx_run r, uint32_t i)
{
  const dx_token open = dx_token_of (text, i);
  const uint32_t p = dx_paragraph_at (text, r.first);
  for (uint32_t k = p + 1; k < text->paragraph_count && k - p <= ASIDES; k++)
    {
      r = dx_paragraph_of (text, r.end);
      const dx_token t = dx_token_of (text, r.first);
      if (t.kind == DX_QUOTE && t.size == open.size
          && !memcmp (text->bytes + t.start, text->bytes + open.start,
                      t.size))
        return true;
      if (text->kinds[k] == DX_BODY && r.end - r.first > ASIDE_TOKENS)
        return false;
    }
  return false;
}

typedef struct
{
  dx_findings *found;
  const dx_context *c;
  dx_run p;            /* the paragraph at hand */
  uint32_t reversed;   /* in it: a mark that should be the other way round */
  uint32_t waiting;    /* the latest finding's mark, if it is one that was
                          never closed, and none has opened since */
  uint32_t ran_to;     /* the end of the paragraph up to which its passage ran */
  uint32_t doubtful;   /* straight marks that bent ones inside them cut */
  bool checked, odd;
} balance;

static bool
in_odd (balance *b)
{
  if (!b->checked)
    b->odd = is_odd (b->c->text, &b->p);
  b->checked = true;
  return b->odd;
}

static bool
is_guillemet (uint32_t mark)
{
  return mark == 0xAB || mark == 0xBB;
}

static const char *
pair_message (const balance *b, uint32_t open, uint32_t close)
{
  const dx_text *text = b->c->text;
  const dx_token o = dx_token_of (text, open), e = dx_token_of (text, close);
  return dx_message (b->found,
                     "%.*s is closed by %.*s, which is of another kind",
                     (int) o.size, text->bytes + o.start,
                     (int) e.size, text->bytes + e.start);
}

/* Q is closed, but by what?  That straight and bent marks close each other is
   too common for anybody to want to know.  */
static bool
look_at_pair (balance *b, const dx_passage *q)
{
  const dx_text *text = b->c->text;
  if (is_guillemet (mark_at (text, q->open))
      == is_guillemet (mark_at (text, q->close)))
    return true;
  return dx_finding (b->found, text, "unbalanced-mark", q->open, q->open + 1,
                     pair_message (b, q->open, q->close), NULL);
}

/* The mark that waits is closed at I after all, but not as it should be.  */
static bool
close_late (balance *b, uint32_t i)
{
  const dx_text *text = b->c->text;
  const dx_token open = dx_token_of (text, b->waiting);
  if (b->found->more)
    {
      b->waiting = DIXIT_NONE;
      return true;
    }
  dixit_check *last = &b->found->all[b->found->count - 1];
  last->message
    = b->ran_to == b->p.end
        ? pair_message (b, b->waiting, i)
        : dx_message (b->found,
                      "%.*s is closed in a later paragraph, which does not"
                      " open with it",
                      (int) open.size, text->bytes + open.start);
  b->waiting = DIXIT_NONE;
  return last->message != NULL;
}

static bool
look_at_stray (balance *b, uint32_t i)
{
  const dx_text *text = b->c->text;
  const uint32_t mark = mark_at (text, i);
  if (!is_sure (text, i, b->p.end) || in_odd (b))
    return true;
  if (b->reversed != DIXIT_NONE && is_closing (mark))
    {
      /* Its partner, which has been reported.  */
      b->reversed = DIXIT_NONE;
      return true;
    }
  if (mark == '"' && b->doubtful)
    {
      b->doubtful--;
      return true;
    }
  if (is_reversed (text, i, &b->p))
    {
      b->reversed = i;
      b->waiting = DIXIT_NONE;
      return add (b->found, text, i,
                  "%.*s closes nothing: an opening mark belongs here");
    }
  if (b->waiting != DIXIT_NONE && (is_closing (mark) || mark == '"'))
    return close_late (b, i);
  b->waiting = DIXIT_NONE;
  if (mark == 0x201C)
    b->reversed = i;
  return add (b->found, text, i, "%.*s has no partner in its paragraph");
}

/* The passage Q, which opens at I and is not closed.  */
static bool
look_at_open (balance *b, const dx_passage *q, uint32_t i)
{
  const dx_text *text = b->c->text;
  if (!is_sure (text, i, b->p.end) || in_odd (b))
    return true;
  if (b->reversed != DIXIT_NONE)
    {
      b->reversed = DIXIT_NONE;
      return true;
    }
  const uint32_t close
    = q->close < text->token_count ? q->close : text->token_count - 1;
  const dx_run last = dx_paragraph_of (text, close);
  const bool whole = q->close + 1 >= last.end;
  if (whole && goes_on (text, last, i))
    return true;
  if (!whole && text->tokens[q->close + 1].kind != DX_QUOTE)
    return add (b->found, text, i,
                "%.*s is not closed before the words that say who spoke");
  if (!whole && mark_at (text, i) == '"'
      && mark_at (text, q->close + 1) != '"')
    {
      b->doubtful += 1 + q->reopened;
      return true;
    }
  if (!add (b->found, text, i,
            whole ? "%.*s is never closed: it ran to the paragraph's end"
                  : "%.*s is not closed before the next one opens"))
    return false;
  if (whole)
    {
      b->waiting = i;
      b->ran_to = last.end;
    }
  return true;
}

/* Is one of the eight tokens at STATE a mark without a partner?  */
static bool
any_stray (const uint8_t *state)
{
  uint64_t eight;
  memcpy (&eight, state, sizeof eight);
  return eight & DX_EACH (DX_M_STRAY);
}

bool
dx_check_balance (dx_findings *f, const dx_context *c)
{
  const dx_text *text = c->text;
  const dx_marks *m = c->marks;
  uint32_t next = 0;
  balance b = { .found = f, .c = c, .waiting = DIXIT_NONE };
  while (b.p.end < text->token_count)
    {
      const dx_run r = b.p = dx_paragraph_of (text, b.p.end);
      b.reversed = DIXIT_NONE;
      b.checked = false;
      for (uint32_t i = r.first; i < r.end; i++)
        {
          if (next == m->count || m->passages[next].open > i)
            {
              /* On to the next mark: none of eight tokens may be one.  */
              const uint32_t end = next < m->count && m->passages[next].open < r.end
                                     ? m->passages[next].open : r.end;
              while (end - i >= 8 && !any_stray (m->state + i))
                i += 8;
              if (i == r.end)
                break;
            }
          if (m->state[i] & DX_M_STRAY && !look_at_stray (&b, i))
            return false;
          for (; next < m->count && m->passages[next].open == i; next++)
            {
              const dx_passage *q = &m->passages[next];
              if (q->dash)
                continue;
              if (!q->depth)
                b.waiting = DIXIT_NONE;
              if (!(q->closed ? look_at_pair (&b, q)
                              : look_at_open (&b, q, i)))
                return false;
            }
        }
    }
  return true;
}
