/* marks.c -- pairing of quotation marks.
   SPDX-License-Identifier: GPL-3.0-or-later

   One walk over the marks of each paragraph with a short stack of those that
   wait.  A mark's direction comes from its shape, its spacing and what is
   waiting, in that order for bent marks and the other way round for straight
   ones.  Whatever waits when the paragraph ends is repaired there, unless the
   next paragraph reopens it.  */

#include "find/marks.h"

#include "text/utf8.h"

#include <string.h>

enum { DEEPEST = 8, SINGLES_MIN = 2, DROPPED = UINT8_MAX /* a depth */ };

/* Marks of one family pair with each other, whatever their shape.  */
enum { DOUBLE, SINGLE, GUILLEMET, SINGLE_GUILLEMET, CORNER, WHITE_CORNER };

/* How a mark's shape leans.  */
enum { OPENS, CLOSES, STRAIGHT, ONLY_OPENS, ONLY_CLOSES };

/* What a mark's spacing says.  */
enum { LEFT /* it opens */, RIGHT /* it closes */, EITHER };

typedef struct
{
  uint8_t family, lean;
} shape;

typedef struct
{
  uint32_t passage;
  uint32_t child;   /* the mark directly in it that is, or holds, the first of
                       its own family; or none */
  uint8_t family, lean;
} waiting;

typedef struct
{
  const dx_text *text;
  dx_marks *marks;
  dx_arena *arena;
  waiting stack[DEEPEST];
  unsigned depth;
  uint32_t first, end;             /* the paragraph's tokens */
  uint32_t run_end;                /* of the marks glued together here */
  int spacing;                     /* what their spacing says */
  bool alone;                      /* one mark with space on both sides */
} pairing;

static shape
shape_of (const dx_text *t, uint32_t i)
{
  static const struct
  {
    uint16_t cp;
    shape is;
  } table[] = {
    { '"', { DOUBLE, STRAIGHT } },
    { '\'', { SINGLE, STRAIGHT } },
    { 0x201C, { DOUBLE, OPENS } },
    { 0x201D, { DOUBLE, CLOSES } },
    { 0x2018, { SINGLE, OPENS } },
    { 0x2019, { SINGLE, CLOSES } },
    { '`', { SINGLE, OPENS } },
    { 0x00B4, { SINGLE, STRAIGHT } },
    { 0x00AB, { GUILLEMET, OPENS } },
    { 0x00BB, { GUILLEMET, CLOSES } },
    { 0x2039, { SINGLE_GUILLEMET, OPENS } },
    { 0x203A, { SINGLE_GUILLEMET, CLOSES } },
    { 0x201E, { DOUBLE, ONLY_OPENS } },
    { 0x201A, { SINGLE, ONLY_OPENS } },
    { 0x201F, { DOUBLE, OPENS } },
    { 0x201B, { SINGLE, OPENS } },
    { 0x300C, { CORNER, ONLY_OPENS } },
    { 0x300D, { CORNER, ONLY_CLOSES } },
    { 0x300E, { WHITE_CORNER, ONLY_OPENS } },
    { 0x300F, { WHITE_CORNER, ONLY_CLOSES } },
    { 0x301D, { DOUBLE, ONLY_OPENS } },
    { 0x301E, { DOUBLE, ONLY_CLOSES } },
    { 0x301F, { DOUBLE, ONLY_CLOSES } },
    { 0xFE41, { CORNER, ONLY_OPENS } },
    { 0xFE42, { CORNER, ONLY_CLOSES } },
    { 0xFE43, { WHITE_CORNER, ONLY_OPENS } },
    { 0xFE44, { WHITE_CORNER, ONLY_CLOSES } },
    { 0xFF02, { DOUBLE, STRAIGHT } },
    { 0xFF07, { SINGLE, STRAIGHT } },
    { 0xFF62, { CORNER, ONLY_OPENS } },
    { 0xFF63, { CORNER, ONLY_CLOSES } },
  };
  uint32_t cp;
  const dx_token k = dx_token_of (t, i);
  size_t n = dx_decode (t->bytes + k.start, k.size, &cp);
  shape is = { DOUBLE, STRAIGHT };
  for (size_t x = 0; x < sizeof table / sizeof *table; x++)
    if (table[x].cp == cp)
      {
        is = table[x].is;
        break;
      }
  if (k.size > n)  /* `` '' ‘‘ ’’ */
    is.family = DOUBLE;
  return is;
}

/* How strongly what stands beside a run of marks says that it is an edge: 3
   for a comma, 2 for space, 1 for other punctuation of that side and for
   dashes.  */
static int
left_edge (const pairing *p, uint32_t i)
{
  if (i == p->first || p->text->tokens[i].flags & DX_SPACE)
    return 2;
  const dx_token before = dx_token_of (p->text, i - 1);
  uint32_t cp;
  dx_decode (p->text->bytes + before.start, before.size, &cp);
  return (cp == '(' || cp == '[' || cp == '{' || cp == '-' || cp == '/'
          || (cp >= 0x2010 && cp <= 0x2015) || cp == '=' || cp == '>');
}

static int
right_edge (const pairing *p, uint32_t i)
{
  if (i >= p->end)
    return 2;
  const dx_token k = dx_token_of (p->text, i);
  if (k.flags & DX_SPACE)
    return 2;
  uint32_t cp;
  dx_decode (p->text->bytes + k.start, k.size, &cp);
  /* Nothing that opens stands before a comma or a full stop.  */
  if (cp == ',' || cp == ';'
      || (cp == '.' && k.size == 1
          && (i + 1 == p->end
              || (p->text->tokens[i + 1].flags & DX_SPACE
                  && dx_first_byte (p->text, i + 1) != '.'))))
    return 3;
  return ((k.kind == DX_PUNCT && cp != '(' && cp != '[' && cp != '{')
          || cp == '<' || k.flags & DX_CLITIC);
}

static int
spacing_of (pairing *p, uint32_t i)
{
  if (i < p->run_end)
    return p->spacing;
  const dx_packed_token *tokens = p->text->tokens;
  uint32_t end = i + 1;
  while (end < p->end && tokens[end].kind == DX_QUOTE
         && !(tokens[end].flags & DX_SPACE))
    end++;
  int left = left_edge (p, i), right = right_edge (p, end);
  p->run_end = end;
  p->spacing = left > right ? LEFT : right > left ? RIGHT : EITHER;
  p->alone = left == 2 && right == 2 && end == i + 1;
  return p->spacing;
}

/* The place in the stack of what a mark of FAMILY would close, from 1; 0 for
   none.  A single mark never closes over a double one: it is more likely an
   apostrophe.  */
static unsigned
partner (const pairing *p, uint8_t family)
{
  for (unsigned i = p->depth; i; i--)
    {
      if (p->stack[i - 1].family == family)
        return i;
      if (family == SINGLE)
        return 0;
    }
  return 0;
}

/* "…, "he said: a space on the wrong side of a closing mark.  */
static bool
misplaced_space (const pairing *p, uint32_t i)
{
  const dx_packed_token *tokens = p->text->tokens;
  if (i == p->first || i + 1 >= p->end || tokens[i + 1].kind != DX_WORD)
    return false;
  const char before = dx_first_byte (p->text, i - 1);
  const char after = dx_first_byte (p->text, i + 1);
  if (before != ',' && before != '.' && before != '?' && before != '!')
    return false;
  if (after >= 'a' && after <= 'z')
    return true;
  /* "…, "Lee said.  "…": the next one opens, so this one does not.  */
  for (uint32_t k = i + 1; before == ',' && k < p->end; k++)
    if (tokens[k].kind == DX_QUOTE)
      return shape_of (p->text, k).lean == STRAIGHT
             && left_edge (p, k) > right_edge (p, k + 1);
  return false;
}

/* Does mark I come at the end of what it would close, although its shape and
   spacing do not say so?  */
static bool
at_end (const pairing *p, uint32_t i)
{
  const dx_packed_token *k = &p->text->tokens[i];
  if (i + 1 == p->end)
    return true;
  return (i > p->first && !(k->flags & DX_SPACE)
          && k[-1].kind == DX_PUNCT
          && strchr (".,!?", dx_first_byte (p->text, i - 1)));
}

/* Is mark I, which is alone and shaped to close, the first of a pair that is
   set apart by spaces: ” so ”, ” so “?  */
static bool
first_of_pair (const pairing *p, uint32_t i, uint8_t family)
{
  const dx_packed_token *tokens = p->text->tokens;
  for (uint32_t k = i + 1; k < p->end; k++)
    if (tokens[k].kind == DX_QUOTE)
      {
        shape is = shape_of (p->text, k);
        if (is.family == family)
          return is.lean == CLOSES || right_edge (p, k + 1) >= 2;
      }
  return false;
}

/* Does mark I open, close, or (EITHER) neither?  */
static int
decide (pairing *p, uint32_t i, shape is)
{
  int spacing = spacing_of (p, i);
  bool waits = partner (p, is.family) > 0;
  switch (is.lean)
    {
    case ONLY_OPENS:
      return LEFT;
    case ONLY_CLOSES:
      return waits ? RIGHT : EITHER;
    case OPENS:
      if (spacing == RIGHT)
        return waits ? RIGHT : EITHER;
      if (waits && spacing == EITHER
          && ((p->alone && is.family == DOUBLE) || at_end (p, i)))
        return RIGHT;
      return LEFT;
    case CLOSES:
      if (waits)
        return RIGHT;
      if (spacing == LEFT || i == p->first
          || (p->alone && first_of_pair (p, i, is.family)))
        return LEFT;
      return EITHER;
    default:
      if (spacing == LEFT)
        return waits && misplaced_space (p, i) ? RIGHT : LEFT;
      if (spacing == RIGHT)
        return waits ? RIGHT : EITHER;
      return waits ? RIGHT : LEFT;
    }
}

/* Passage I is none: its mark has no partner.  */
static void
drop (pairing *p, uint32_t i)
{
  dx_passage *passage = &p->marks->passages[i];
  p->marks->state[passage->open] = DX_M_STRAY;
  passage->depth = DROPPED;
}

static bool
open_mark (pairing *p, uint32_t i, shape is)
{
  dx_marks *m = p->marks;
  if (p->depth == DEEPEST)
    {
      m->state[i] = DX_M_STRAY;
      return true;
    }
  if (!dx_reserve (p->arena, &m->passages, &m->room, m->count,
                   (size_t) m->count + 1, sizeof *m->passages))
    return false;
  for (unsigned k = 0; k < p->depth; k++)
    if (p->stack[k].family == is.family && p->stack[k].child == DIXIT_NONE)
      p->stack[k].child = k + 1 < p->depth
                            ? m->passages[p->stack[k + 1].passage].open : i;
  p->stack[p->depth++]
    = (waiting) { m->count, DIXIT_NONE, is.family, is.lean };
  m->passages[m->count++] = (dx_passage) { .open = i, .close = i };
  m->state[i] = DX_M_OPEN;
  return true;
}

static void
close_mark (pairing *p, uint32_t i, shape is)
{
  unsigned at = partner (p, is.family);
  while (p->depth > at)
    drop (p, p->stack[--p->depth].passage);
  dx_passage *passage = &p->marks->passages[p->stack[--p->depth].passage];
  passage->close = i;
  passage->closed = true;
  p->marks->state[i] = DX_M_CLOSE;
}

/* At the paragraph's end: a passage that was never closed, but in which marks
   of its own family opened, ends before the first of them.  */
static void
cut_at_children (pairing *p)
{
  unsigned kept = 0;
  for (unsigned k = 0; k < p->depth; k++)
    {
      waiting *w = &p->stack[k];
      if (w->child == DIXIT_NONE)
        {
          p->stack[kept++] = *w;
          continue;
        }
      dx_passage *passage = &p->marks->passages[w->passage];
      if (w->child <= passage->open + 1 || w->family == SINGLE)
        drop (p, w->passage);
      else
        passage->close = w->child - 1;
    }
  p->depth = kept;
}

/* A passage that waits at the paragraph's end and is not reopened.  */
static void
give_up (pairing *p, const waiting *w)
{
  dx_passage *passage = &p->marks->passages[w->passage];
  /* Such single marks are nearly all apostrophes; and a mark at the very end
     opens nothing.  */
  if ((w->family == SINGLE && w->lean != OPENS && w->lean != ONLY_OPENS)
      || passage->open + 1 >= p->end)
    drop (p, w->passage);
  else
    passage->close = p->end - 1;
}

/* How many of the waiting passages the paragraph of run R reopens, by the
   marks that it starts with.  */
static unsigned
reopens (const pairing *p, const dx_run *r)
{
  const dx_packed_token *tokens = p->text->tokens;
  unsigned k = 0;
  while (k < p->depth && r->first + k < r->end)
    {
      const dx_packed_token *t = &tokens[r->first + k];
      if (t->kind != DX_QUOTE || (k && t->flags & DX_SPACE))
        break;
      shape is = shape_of (p->text, r->first + k);
      if (is.family != p->stack[k].family || is.lean == ONLY_CLOSES
          || (is.lean == CLOSES && p->stack[k].lean != CLOSES))
        break;
      k++;
    }
  return k;
}

static void
end_paragraph (pairing *p, const dx_run *next)
{
  cut_at_children (p);
  unsigned keep = next ? reopens (p, next) : 0;
  while (p->depth > keep)
    give_up (p, &p->stack[--p->depth]);
  for (unsigned k = 0; k < keep; k++)
    {
      dx_passage *const q = &p->marks->passages[p->stack[k].passage];
      q->reopened = (uint16_t) (q->reopened + (q->reopened < UINT16_MAX));
      p->marks->state[next->first + k] = DX_M_OPEN;
    }
}

/* “So,» with keys confused: a closing mark without a partner of its family
   takes the other family's.  */
static shape
adopt (const pairing *p, shape is)
{
  if (is.lean == CLOSES && (is.family == DOUBLE || is.family == GUILLEMET)
      && p->depth && !partner (p, is.family)
      && p->stack[p->depth - 1].lean == OPENS
      && p->stack[p->depth - 1].family == DOUBLE + GUILLEMET - is.family)
    is.family = p->stack[p->depth - 1].family;
  return is;
}

static bool
pair_paragraph (pairing *p)
{
  const dx_packed_token *tokens = p->text->tokens;
  /* Marks that reopen what waits are done already.  */
  for (uint32_t i = p->first + p->depth; i < p->end; i++)
    if (tokens[i].kind == DX_QUOTE)
      {
        shape is = adopt (p, shape_of (p->text, i));
        int verdict = decide (p, i, is);
        if (verdict == RIGHT)
          close_mark (p, i, is);
        else if (verdict == EITHER)
          p->marks->state[i] = DX_M_STRAY;
        else if (!open_mark (p, i, is))
          return false;
      }
  return true;
}

/* Throw out the dropped passages; then one walk over the tokens to say which
   passages each is in.  */
static void
fill_in (dx_marks *m, const dx_text *t)
{
  uint32_t kept = 0, next = 0, open[DEEPEST + 1];
  uint32_t singles = 0, others = 0, end = 0;
  unsigned depth = 0;
  bool single = false;   /* the outermost passage at hand has single marks */
  for (uint32_t i = 0; i < m->count; i++)
    if (m->passages[i].depth != DROPPED)
      {
        const dx_passage *p = &m->passages[i];
        if (p->closed && p->open >= end)
          {
            end = p->close + 1;
            if (shape_of (t, p->open).family == SINGLE)
              singles++;
            else
              others++;
          }
        m->passages[kept++] = *p;
      }
  m->count = kept;
  /* Where single marks are the rule, as in Britain, they mean what double ones
     do elsewhere.  */
  const bool rule = singles > SINGLES_MIN && singles > others;
  for (uint32_t i = kept ? m->passages[0].open : t->token_count;
       i < t->token_count; i++)
    {
      while (next < kept && m->passages[next].open == i && depth <= DEEPEST)
        {
          single = depth ? single
                         : shape_of (t, i).family == SINGLE;
          m->passages[next].depth = (uint8_t) depth;
          if (depth)
            m->passages[next].outer = open[depth - 1];
          open[depth++] = next++;
        }
      if (!depth)
        {
          /* On to the next one; what is nested too deeply has no place.  */
          if (next == kept || m->passages[next].open <= i)
            break;
          i = m->passages[next].open - 1;
          continue;
        }
      /* So is all up to where this one ends, or the next one begins.  */
      const uint8_t bits
        = (uint8_t) (DX_M_INSIDE | (depth > 1 ? DX_M_NESTED : 0)
                     | (!rule && single ? DX_M_SINGLE : 0));
      uint32_t last = m->passages[open[depth - 1]].close;
      if (next < kept && m->passages[next].open > i
          && m->passages[next].open <= last)
        last = m->passages[next].open - 1;
      if (last >= t->token_count)
        last = t->token_count - 1;
      m->state[i] |= bits;
      while (i < last)
        m->state[++i] |= bits;
      while (depth && m->passages[open[depth - 1]].close <= i)
        depth--;
    }
  dx_starts_fill (m->starts, t->token_count, m->passages, kept,
                  sizeof *m->passages);
}

dixit_status
dx_marks_pair (dx_marks *marks, const dx_text *text, dx_arena *arena,
               dixit_error *error)
{
  *marks = (dx_marks) { 0 };
  marks->state = dx_alloc (arena, text->token_count, sizeof *marks->state);
  marks->starts = dx_starts_open (arena, text->token_count);
  bool ok = marks->state && marks->starts;
  pairing p = { .text = text, .marks = marks, .arena = arena };
  const uint32_t n = text->token_count;
  dx_run next = n ? dx_paragraph_of (text, 0) : (dx_run) { 0, 0 };
  while (ok && next.first < n)
    {
      const dx_run r = next;
      next = r.end < n ? dx_paragraph_of (text, r.end) : (dx_run) { n, n };
      p.first = r.first;
      p.end = r.end;
      p.run_end = 0;
      for (unsigned k = 0; k < p.depth; k++)
        p.stack[k].child = DIXIT_NONE;
      ok = pair_paragraph (&p);
      if (ok)
        end_paragraph (&p, next.first < n ? &next : NULL);
    }
  if (ok)
    fill_in (marks, text);
  if (!ok
      || !dx_fit (arena, &marks->passages, &marks->room, marks->count,
                  sizeof *marks->passages))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return DIXIT_OK;
}

dixit_status
dx_marks_add (dx_marks *m, const dx_text *text, const dx_passage *passages,
              uint32_t count, dx_arena *arena, dixit_error *error)
{
  uint32_t n = m->count, left = count;
  if (!dx_reserve (arena, &m->passages, &m->room, n, (size_t) n + count,
                   sizeof *m->passages))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  /* From the last one on, so that each goes where none is needed.  */
  while (left)
    {
      const dx_passage *const next = &passages[left - 1];
      if (n && m->passages[n - 1].open >= next->open)
        {
          m->passages[n + left - 1] = m->passages[n - 1];
          n--;
          continue;
        }
      m->state[next->open] |= DX_M_OPEN;
      m->passages[n + --left] = *next;
    }
  m->count += count;
  for (uint32_t i = 0; i < text->token_count; i++)
    m->state[i] &= DX_M_OPEN | DX_M_CLOSE | DX_M_STRAY;
  fill_in (m, text);
  if (!dx_fit (arena, &m->passages, &m->room, m->count, sizeof *m->passages))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return DIXIT_OK;
}

uint32_t
dx_said_from (const dx_passage *p, const dx_text *text)
{
  const dx_token t = dx_token_of (text, p->open);
  return p->open + (p->dash && t.kind == DX_PUNCT);
}
