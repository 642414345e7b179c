/* apostrophes.c -- which single marks are apostrophes.
   SPDX-License-Identifier: GPL-3.0-or-later

   Spacing says most; where it does not, what is open in the paragraph and
   what comes next.  A mark that may be a quotation mark becomes a DX_QUOTE,
   and it is for find/marks.c to find its partner.  */

#include "text/scan.h"

#include <string.h>

/* The bytes of the character at AT if it can be an apostrophe, else 0.  */
static dx_byte
apostrophe (const dx_scan *z, dx_byte at)
{
  const unsigned char *s = (const unsigned char *) z->s + at;
  dx_byte left = z->limit > at ? z->limit - at : 0;
  if (!left)
    return 0;
  if (s[0] == '\'' || s[0] == '`')
    return 1;
  if (left > 2 && s[0] == 0xE2 && s[1] == 0x80
      && (s[2] == 0x98 || s[2] == 0x99 || s[2] == 0x9B))
    return 3;
  if (left > 1 && s[0] == 0xC2 && s[1] == 0xB4)
    return 2;
  return 0;
}

static char
lower_at (const dx_scan *z, dx_byte at)
{
  if (at >= z->limit)
    return 0;
  char c = z->s[at];
  return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
}

/* The end of the clitic whose letters start at AT ('s, 're; for n't the t),
   or 0.  */
static dx_byte
clitic_end (const dx_scan *z, dx_byte at, bool after_n)
{
  char a = lower_at (z, at), b = a ? lower_at (z, at + 1) : 0;
  dx_byte end = 0;
  if ((a == 's' || a == 'd' || a == 'm' || (a == 't' && after_n)))
    end = at + 1;
  if ((a == 'r' && b == 'e') || (a == 'v' && b == 'e')
      || (a == 'l' && b == 'l'))
    end = at + 2;
  return end && !dx_word_at (z, end) ? end : 0;
}

/* Is the word up to AT the honorific that is written Dato’?  */
static bool
is_dato (const dx_scan *z, dx_byte at)
{
  static const char word[] = "dato";
  const dx_byte n = sizeof word - 1;
  if (at - z->at != n)
    return false;
  for (dx_byte k = 0; k < n; k++)
    if (lower_at (z, z->at + k) != word[k])
      return false;
  return true;
}

dx_byte
dx_inner_apostrophe (const dx_scan *z, dx_byte at, dx_byte *clitic)
{
  *clitic = 0;
  dx_byte n = apostrophe (z, at);
  if (!n)
    return 0;
  if (!dx_word_at (z, at + n))
    return is_dato (z, at) ? at + n : 0;
  if (dx_class_at (z, at + n) == DX_C_DIGIT)
    return 0;
  bool after_n = at - z->at > 1 && lower_at (z, at - 1) == 'n';
  *clitic = clitic_end (z, at + n, after_n);
  if (*clitic)
    return lower_at (z, at + n) == 't' ? at - 1 : at;
  return dx_word_end (z, at + n);
}

static bool
opening_bracket (unsigned char c)
{
  return c == '(' || c == '[' || c == '{';
}

/* Sort the single mark of N bytes at AT: inside a word (unknown), or what its
   spacing makes of it.  */
static int
direction (const dx_scan *z, dx_byte at, dx_byte n)
{
  const char *s = z->s;
  dx_byte end = z->paragraph_end;
  bool left_word = false, left_space = at == 0, right_word = false,
       right_space = at + n >= end;
  uint32_t cp;
  if (at)
    {
      dx_decode_back (s, at, &cp);
      int class = dx_class (cp);
      left_word = class == DX_C_LETTER || class == DX_C_DIGIT;
      left_space = (class == DX_C_SPACE
                    || (cp < 0x80 && opening_bracket ((unsigned char) cp))
                    || cp == '"' || cp == 0x201C || cp == 0x2014);
    }
  if (at + n < end)
    {
      dx_decode (s + at + n, end - at - n, &cp);
      int class = dx_class (cp);
      right_word = class == DX_C_LETTER || class == DX_C_DIGIT;
      right_space = class == DX_C_SPACE;
    }
  if (left_word && right_word)
    return DX_AHEAD_UNKNOWN;
  if (n == 3 && (unsigned char) s[at + 2] == 0x98)
    return DX_AHEAD_OPEN;
  if (left_space && !right_space)
    return DX_AHEAD_OPEN;
  if (!left_space && !right_word)
    return DX_AHEAD_CLOSE;
  return DX_AHEAD_UNKNOWN;
}

/* The first single mark from FROM to the paragraph's end that is not inside a
   word.  What is found is kept, so a paragraph is searched once in all.  */
static int
look_ahead (dx_scan *z, dx_byte from)
{
  if (z->ahead_kind != DX_AHEAD_UNKNOWN && from >= z->ahead_from
      && (z->ahead_kind == DX_AHEAD_NONE || from <= z->ahead_at))
    return z->ahead_kind;
  const unsigned char *s = (const unsigned char *) z->s;
  z->ahead_from = from;
  for (dx_byte at = from; at < z->paragraph_end; at++)
    {
      dx_byte n = 0;
      if (s[at] == '\'')
        n = 1;
      else if (s[at] == 0xE2 && z->paragraph_end - at > 2 && s[at + 1] == 0x80
               && (s[at + 2] == 0x98 || s[at + 2] == 0x99))
        n = 3;
      if (!n)
        continue;
      int kind = direction (z, at, n);
      if (kind != DX_AHEAD_UNKNOWN)
        {
          z->ahead_at = at;
          z->ahead_kind = (uint8_t) kind;
          return kind;
        }
      at += n - 1;
    }
  z->ahead_kind = DX_AHEAD_NONE;
  return DX_AHEAD_NONE;
}

/* The end of the word at AT that is commonly written with an apostrophe before
   it, or 0.  *SURE: it hardly ever starts a quotation.  */
static dx_byte
clipped_word (const dx_scan *z, dx_byte at, bool *sure)
{
  static const struct
  {
    const char *word;
    bool sure;
  } words[] = {
    { "tis", true }, { "twas", true }, { "twere", true }, { "twill", true },
    { "t", true }, { "em", true }, { "til", true }, { "n", true },
    { "nuff", true },
    { "cuz", true }, { "coz", true }, { "cos", false }, { "cause", false },
    { "till", false }, { "bout", false }, { "round", false },
    { "hood", false }, { "burbs", true }, { "ere", false },
    { "neath", true }, { "tude", true }, { "sup", false },
  };
  dx_byte end = dx_word_end (z, at);
  if (end - at > 5)
    return 0;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    {
      size_t n = strlen (words[i].word);
      if (n != end - at)
        continue;
      size_t same = 0;
      while (same < n && lower_at (z, at + (dx_byte) same)
                         == words[i].word[same])
        same++;
      if (same == n)
        {
          *sure = words[i].sure && (z->s[at] & 0x20);
          return end;
        }
    }
  return 0;
}

/* '90s, ’68: two digits that stand for a year.  */
static bool
clipped_year (const dx_scan *z, dx_byte at)
{
  for (dx_byte i = at; i < at + 2; i++)
    if (i >= z->limit || z->s[i] < '0' || z->s[i] > '9')
      return false;
  at += 2;
  if (at < z->limit && z->s[at] == 's')
    at++;
  return !dx_word_at (z, at) && !(at < z->limit && z->s[at] == '%');
}

static void
quote (dx_scan *z, dx_byte n, bool opens)
{
  if (opens)
    z->singles++;
  else if (z->singles)
    z->singles--;
  dx_add_token (z, z->at + n, DX_QUOTE, 0);
}

/* A mark with space, a bracket or another mark before it.  */
static void
leading (dx_scan *z, uint32_t cp, dx_byte n)
{
  dx_byte next = z->at + n;
  if (!dx_word_at (z, next))
    {
      bool spaced = next >= z->limit
                    || dx_class_at (z, next) == DX_C_SPACE;
      quote (z, n, cp == 0x2018 || cp == '`' || !spaced || !z->singles);
      return;
    }
  if (clipped_year (z, next)
      && (cp == 0x2019 || lower_at (z, next + 2) == 's'
          /* No single mark opens within another.  */
          || (cp == '\'' && z->singles)
          || look_ahead (z, next) != DX_AHEAD_CLOSE))
    {
      dx_add_token (z, next, DX_PUNCT, 0);
      return;
    }
  bool sure;
  dx_byte end = cp == '`' ? 0 : clipped_word (z, next, &sure);
  if (end)
    {
      /* rock 'n' roll */
      dx_byte after = apostrophe (z, end);
      if (end == next + 1 && after)
        {
          dx_add_token (z, end + after, DX_WORD, 0);
          return;
        }
      const dx_token *mark
        = z->count > z->paragraph ? &z->tokens[z->count - 1] : NULL;
      if (sure
          || (cp != 0x2018 && mark && mark->kind == DX_QUOTE
              && dx_token_end (mark) == z->at)
          || (look_ahead (z, next) != DX_AHEAD_CLOSE && cp != 0x2018))
        {
          dx_add_token (z, end, DX_WORD, 0);
          return;
        }
    }
  /* Ahmad ‘Abd al-Qadir: a letter of its own in other scripts.  */
  const dx_token *last
    = z->count > z->paragraph ? &z->tokens[z->count - 1] : NULL;
  if (cp == 0x2018 && last && last->kind == DX_WORD
      && dx_token_end (last) < z->at
      && strchr ("AEIOU", z->s[next]) && dx_word_at (z, next + 1)
      && look_ahead (z, next) != DX_AHEAD_CLOSE)
    {
      dx_add_token (z, dx_word_end (z, next), DX_WORD, 0);
      return;
    }
  /* ’hood: the wrong way round, or no mark at all.  */
  if (cp == 0x2019 && !(z->before & DX_PARAGRAPH)
      && look_ahead (z, next) != DX_AHEAD_CLOSE)
    {
      dx_add_token (z, next, DX_PUNCT, 0);
      return;
    }
  quote (z, n, true);
}

/* Do a space or a line's end stand at AT, and then a word of the paragraph?  */
static bool
word_follows (const dx_scan *z, dx_byte at)
{
  const dx_byte from = at;
  uint32_t cp;
  while (at < z->limit && dx_class_at (z, at) == DX_C_SPACE)
    at++;
  if (at >= z->limit)
    at = z->next_piece;
  if (at <= from || at >= z->paragraph_end)
    return false;
  dx_decode (z->s + at, z->paragraph_end - at, &cp);
  const int class = dx_class (cp);
  return class == DX_C_LETTER || class == DX_C_DIGIT;
}

/* A mark glued to the word or number before it, and to none after it.  */
static void
trailing (dx_scan *z, uint32_t cp, dx_byte n)
{
  const dx_token *word = &z->tokens[z->count - 1];
  dx_byte next = z->at + n;
  char last = lower_at (z, z->at - 1);
  if (word->kind == DX_NUMBER && last >= '0' && last <= '9'
      && (cp == '\'' || cp == 0x2019))
    {
      /* 6'2", 5' 10" */
      dx_byte at = next;
      if (at < z->limit && z->s[at] == ' ')
        at++;
      bool inches = (at < z->limit && z->s[at] >= '0' && z->s[at] <= '9');
      if (!z->singles || (inches && at == next))
        {
          z->feet = inches;
          dx_add_token (z, next, DX_SYMBOL, 0);
          return;
        }
    }
  if (cp == 0x2018)
    {
      quote (z, n, true);
      return;
    }
  if (cp == '`')
    {
      quote (z, n, !z->singles);
      return;
    }
  bool apostrophe_here = !z->singles;
  if (z->singles && (last == 's' || (last == 'n' && z->at >= 2
                                     && lower_at (z, z->at - 2) == 'i'))
      && word_follows (z, next))
    apostrophe_here = look_ahead (z, next) == DX_AHEAD_CLOSE;
  if (apostrophe_here)
    dx_add_token (z, next, DX_PUNCT, DX_CLITIC);
  else
    quote (z, n, false);
}

/* Is the mark CP of N bytes at Z->at the first half of a double one?  Not when
   it closes a single one within: 'no,''' or, where no double mark waits,
   'I said 'no''.  */
static bool
doubled (const dx_scan *z, uint32_t cp, dx_byte n, bool glued)
{
  const char *s = z->s + z->at;
  dx_byte left = z->limit - z->at;
  if (left < 2 * n || cp == 0xB4)
    return false;
  /* ‘’So,’’ typed as four of a key; but not ‘’Tis I.’ */
  bool sure;
  if (cp == 0x2018 && !glued && !memcmp (s + n, "\xE2\x80\x99", 3)
      && dx_word_at (z, z->at + 2 * n))
    return !clipped_word (z, z->at + 2 * n, &sure);
  if (memcmp (s, s + n, n))
    return false;
  if (!glued || !z->singles)
    return true;
  bool three = left >= 3 * n && !memcmp (s, s + 2 * n, n);
  return !(three || (z->singles > 1 && !(z->doubles & 1)));
}

void
dx_scan_single (dx_scan *z, uint32_t cp, dx_byte n)
{
  dx_byte next = z->at + n;
  const dx_token *last = z->count > z->paragraph
                         ? &z->tokens[z->count - 1] : NULL;
  bool glued = last && dx_token_end (last) == z->at;
  if (doubled (z, cp, n, glued))
    {
      if (glued && last->kind == DX_NUMBER && !(z->doubles & 1))
        dx_add_token (z, next + n, DX_SYMBOL, 0);
      else
        {
          z->doubles = cp == '`' || cp == 0x2018
                         ? z->doubles | 1
                         : cp == 0x2019 ? z->doubles & ~1u : z->doubles + 1;
          dx_add_token (z, next + n, DX_QUOTE, 0);
        }
      return;
    }
  if (!glued || (z->before & DX_SPACE))
    {
      leading (z, cp, n);
      return;
    }
  bool letter = dx_word_at (z, next);
  unsigned char left = (unsigned char) z->s[last->start];
  bool after_word = last->kind == DX_WORD || last->kind == DX_NUMBER;
  dx_byte clitic = letter && cp != '`' ? clitic_end (z, next, false) : 0;
  if (clitic && (after_word || left == '%' || left == ')'
                 || (last->kind == DX_QUOTE && clitic == next + 1
                     && z->s[next] == 's' && !(last->flags & DX_SPACE))))
    {
      dx_add_token (z, clitic, DX_WORD, DX_CLITIC);
      return;
    }
  if (after_word && (!letter || last->kind == DX_NUMBER))
    {
      trailing (z, cp, n);
      return;
    }
  bool opens = cp == 0x2018
               || (letter && (last->kind == DX_QUOTE || opening_bracket (left)
                              || left == '-' || left == 0xE2 || !z->singles));
  if (opens)
    leading (z, cp, n);
  else
    quote (z, n, false);
}
