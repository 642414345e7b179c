/* lines.c -- lines, hard wraps, page furniture, and where paragraphs start.
   SPDX-License-Identifier: GPL-3.0-or-later

   Lines that say something are measured first; then the text as a whole shows
   whether it is hard-wrapped, which short lines are running heads, and at last
   which lines belong together.  */

#include "base/sixteen.h"
#include "text/stage.h"
#include "text/utf8.h"

#include <string.h>

enum
{
  BLANK_BEFORE = 1,  /* at least one blank line */
  PAGE_BEFORE = 2,   /* a form feed */
  FURNITURE = 4,
  TERMINAL = 8,      /* ends in . ! ? … and closing marks */
  COLON = 16,
  UPPER = 32,        /* how its first word starts */
  LOWER = 64,
  HANGING = 128      /* ends in a comma or a word that asks for more */
};

enum
{
  LONGEST = 1000,          /* wider than any hard-wrapped line */
  NARROWEST_WRAP = 35,
  WIDEST_WRAP = 180,
  SHORT_LINE = 60,         /* a running head is no longer */
  HEADLINE_WIDTH = 110,
  FURNITURE_BYTES = 400
};

/* A line that is not blank, without the white space around it.  */
typedef struct
{
  dx_byte start, end;
  uint16_t width;       /* in characters, at most LONGEST */
  uint16_t seen;        /* the same, a run of blanks counted once */
  uint16_t first_word;  /* like the width */
  uint16_t flags;
} line;

typedef struct
{
  line *items;
  size_t count, room;
  size_t bare;          /* lines in a row, up to here, that have next to nothing */
} line_list;

static bool
blank_char (uint32_t cp)
{
  int class = dx_class (cp);
  return class == DX_C_SPACE || class == DX_C_IGNORE;
}

/* Trim [*START, *END) of white space and of what nobody sees; true if a form
   feed was trimmed from the start.  */
static bool
trim (const char *s, dx_byte *start, dx_byte *end)
{
  bool page = false;
  uint32_t cp;
  while (*start < *end)
    {
      size_t n = dx_decode (s + *start, *end - *start, &cp);
      if (!blank_char (cp))
        break;
      page |= cp == '\f';
      *start += (dx_byte) n;
    }
  while (*end > *start)
    {
      size_t n = dx_decode_back (s, *end, &cp);
      if (!blank_char (cp))
        break;
      *end -= (dx_byte) n;
    }
  return page;
}

/* The characters from START to END, at most LONGEST; and in *SEEN the same, but
   a run of blanks counts as one: where markup was, there are many, and what was
   wrapped may have been the line without.  */
static uint16_t
count_chars (const char *s, dx_byte start, dx_byte end, uint16_t *seen)
{
  unsigned more = 0, blanks = 0;   /* bytes that go on a character, a run */
  *seen = LONGEST;
  if (end - start > 4 * LONGEST)
    return LONGEST;
  /* The first byte does neither.  */
  dx_byte i = start < end ? start + 1 : end;
  dx_sixteen going_on = { 0 }, in_run = { 0 };
  _Static_assert (4 * LONGEST <= 16 * 255, "the sums of so many fit in a byte");
  for (; end - i >= sizeof going_on; i += (dx_byte) sizeof going_on)
    {
      const dx_sixteen here = dx_sixteen_at (s + i);
      going_on -= (dx_sixteen) ((here & 0xC0) == 0x80);
      in_run -= (dx_sixteen) ((here == ' ') & (dx_sixteen_at (s + i - 1) == ' '));
    }
  more = dx_sum_of (going_on);
  blanks = dx_sum_of (in_run);
  for (; i < end; i++)
    {
      more += ((unsigned char) s[i] & 0xC0) == 0x80;
      blanks += s[i - 1] == ' ' && s[i] == ' ';
    }
  const unsigned chars = end - start - more, some = chars - blanks;
  *seen = (uint16_t) (some < LONGEST ? some : LONGEST);
  return (uint16_t) (chars < LONGEST ? chars : LONGEST);
}

/* How many of the bytes from START to END are control characters that no text
   has: neither white space, nor what typewriters and terminals go back and
   change colours with.  */
static dx_byte
count_controls (const char *s, dx_byte start, dx_byte end)
{
  const uint32_t none = ~(UINT32_C (1) << '\b' | UINT32_C (1) << '\t'
                          | UINT32_C (1) << '\n' | UINT32_C (1) << '\v'
                          | UINT32_C (1) << '\f' | UINT32_C (1) << '\r'
                          | UINT32_C (1) << 0x1b);
  dx_byte n = 0;
  for (dx_byte i = start; i < end;)
    {
      enum { AT_ONCE = sizeof (dx_sixteen) };
      /* Is one of them below a blank, but for ends of lines, or DEL?  Hardly ever.  */
      for (; end - i >= AT_ONCE; i += AT_ONCE)
        {
          const dx_sixteen here = dx_sixteen_at (s + i);
          if (dx_any_of ((dx_sixteen) (((here < ' ') & (here != '\n'))
                                       | (here == 0x7f))))
            break;
        }
      for (const dx_byte stop = end - i < AT_ONCE ? end : i + AT_ONCE; i < stop;
           i++)
        {
          const unsigned char c = (unsigned char) s[i];
          n += (c < 32 && none >> c & 1) || c == 0x7f;
        }
    }
  return n;
}

/* Is what stands from START to END no line of a text, but part of some other
   file?  */
static bool
is_binary (const char *s, dx_byte start, dx_byte end)
{
  enum { LEAST = 4, OFTEN = 8 };
  const dx_byte n = count_controls (s, start, end);
  return n >= LEAST && n >= (end - start) / OFTEN;
}

/* Words after which nobody ends a paragraph or a headline.  */
static bool
asks_for_more (const char *s, dx_byte start, dx_byte end)
{
  static const char *const words[]
    = { "a", "an", "and", "as", "at", "but", "by", "for", "from", "has",
        "have", "he", "his", "in", "into", "is", "its", "of", "on", "or",
        "our", "she", "that", "the", "their", "they", "to", "was", "were",
        "which", "who", "with", "would" };
  dx_byte word = end;
  while (word > start && end - word < 7 && s[word - 1] >= 'a'
         && s[word - 1] <= 'z')
    word--;
  if (word == end || (word > start && s[word - 1] != ' '))
    return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++)
    if (strlen (words[i]) == end - word
        && !memcmp (words[i], s + word, end - word))
      return true;
  return false;
}

/* Does the point before END follow a title or an initial?  */
static bool
before_name (const char *s, dx_byte start, dx_byte end)
{
  static const char titles[]
    = " Mr Mrs Ms Dr Gen Sen Sens Rep Reps Gov Col Lt Maj Capt Sgt Adm Prof"
      " Rev Hon St No vs ";
  dx_byte point = end - 1, word = point;
  while (word > start && point - word < 5 && s[word - 1] != ' ')
    word--;
  size_t n = point - word;
  if (!n || n > 4 || (word > start && s[word - 1] != ' '))
    return false;
  if (n == 1)
    return word > start && s[word] >= 'A' && s[word] <= 'Z';
  char key[7] = " ";
  memcpy (key + 1, s + word, n);
  key[n + 1] = ' ';
  return strstr (titles, key) != NULL;
}

static uint16_t
ending (const char *s, dx_byte start, dx_byte end)
{
  dx_byte at = end;
  uint32_t cp = 0;
  /* At most a few closing marks.  */
  for (int i = 0; i < 6 && at > start; i++)
    {
      size_t n = dx_decode_back (s, at, &cp);
      if (dx_class (cp) != DX_C_QUOTE && cp != ')' && cp != ']' && cp != '*'
          && !blank_char (cp))
        break;
      at -= (dx_byte) n;
    }
  switch (cp)
    {
    case '.':
      return at == end && before_name (s, start, end) ? HANGING : TERMINAL;
    case '!': case '?': case 0x2026: case 0x3002: case 0xFF01: case 0xFF1F:
    case 0x06D4: case 0x061F: case 0x0964:
      return TERMINAL;
    case ':': case 0xFF1A:
      return COLON;
    case ',': case '-': case ';': case 0x2013: case 0x2014:
      return HANGING;
    default:
      return asks_for_more (s, start, end) ? HANGING : 0;
    }
}

static uint16_t
beginning (const char *s, dx_byte start, dx_byte end)
{
  dx_byte at = start;
  for (int i = 0; i < 6 && at < end; i++)
    {
      uint32_t cp;
      size_t n = dx_decode (s + at, end - at, &cp);
      if (dx_is_upper (cp))
        return UPPER;
      if (dx_is_lower (cp))
        return LOWER;
      if (dx_class (cp) != DX_C_QUOTE && cp != '(' && cp != '[')
        return 0;
      at += (dx_byte) n;
    }
  return 0;
}

static uint16_t
first_word (const char *s, dx_byte start, dx_byte end)
{
  dx_byte at = start;
  while (at < end && at - start < LONGEST && s[at] != ' ' && s[at] != '\t')
    at++;
  uint16_t seen;
  return count_chars (s, start, at, &seen);
}

/* Can a line that starts with C be furniture?  Spares the pattern most
   lines.  */
static bool
may_be_furniture (unsigned char c)
{
  return c >= 0xE2 || (c && strchr ("0123456789-[(|hHwWpPaAsScCdDfF", c));
}

static bool
measure (dx_stage *stage, line_list *list, dx_byte start, dx_byte end,
         uint16_t flags)
{
  enum { BARE_BYTES = 2, BARE_LINES = 500 };
  const char *s = stage->text->bytes;
  /* A letter a line, hundreds of them: nobody's paragraphs, but more of one line.  */
  list->bare = end - start <= BARE_BYTES ? list->bare + 1 : 0;
  if (list->bare > BARE_LINES)
    {
      list->items[list->count - 1].end = end;
      return true;
    }
  if (!dx_reserve (stage->scratch, &list->items, &list->room, list->count,
                   list->count + 1, sizeof *list->items))
    return false;
  dx_byte size = end - start;
  if (size <= FURNITURE_BYTES && may_be_furniture ((unsigned char) s[start])
      && dx_match (stage->matcher, DX_P_FURNITURE, s + start, size))
    flags |= FURNITURE;
  flags |= ending (s, start, end);
  flags |= beginning (s, start, end);
  line *l = &list->items[list->count++];
  *l = (line) { .start = start, .end = end, .flags = flags,
                .first_word = first_word (s, start, end) };
  l->width = count_chars (s, start, end, &l->seen);
  return true;
}

/* Count lines, and fill LIST with what they hold.  */
static bool
find_lines (dx_stage *stage, line_list *list)
{
  dx_text *t = stage->text;
  const char *s = t->bytes;
  const bool returns = t->size && memchr (s, '\r', t->size);
  const bool controls = count_controls (s, 0, t->size);
  uint32_t count = 0;
  dx_byte at = 0, feed = 0;
  uint16_t flags = 0;
  bool feed_known = false;
  for (;;)
    {
      count++;
      if (!feed_known || feed < at)
        {
          const char *p = memchr (s + at, '\n', t->size - at);
          feed = p ? (dx_byte) (p - s) : t->size;
          feed_known = true;
        }
      dx_byte end = feed, next = feed < t->size ? feed + 1 : feed;
      if (returns)
        {
          /* A return ends a line, with or without a feed.  */
          const char *p = memchr (s + at, '\r', feed - at);
          if (p)
            {
              end = (dx_byte) (p - s);
              next = end + 1 == feed && feed < t->size ? feed + 1 : end + 1;
            }
        }
      dx_byte from = at, to = end;
      if (trim (s, &from, &to))
        flags |= PAGE_BEFORE;
      if (from == to || (controls && is_binary (s, at, end)))
        flags |= BLANK_BEFORE;
      else
        {
          if (!measure (stage, list, from, to, flags))
            return false;
          flags = 0;
        }
      if (end == t->size)
        break;
      at = next;
    }
  t->line_count = count;
  return true;
}

/* Is line I followed by another one of its block?  */
static bool
goes_on (const line_list *list, size_t i)
{
  return (i + 1 < list->count
          && !(list->items[i].flags & FURNITURE)
          && !(list->items[i + 1].flags
               & (BLANK_BEFORE | PAGE_BEFORE | FURNITURE)));
}

/* Would a word of FIRST columns after a line of WIDTH nearly reach WRAP?  Proportional
   fonts and pages that keep no word alone let lines end some columns early.  */
static bool
is_full (unsigned width, unsigned first, unsigned wrap)
{
  return (width + 1u + first) * 100 > wrap * 95;
}

/* The width to which the text is wrapped, or 0 if it is not.  In a wrapped
   text nearly no line that goes on had room for the next line's first word,
   few end in a full stop, many are continued by a small letter, and no others
   are much wider.  */
static unsigned
wrap_width (const line_list *list)
{
  uint32_t widths[LONGEST + 1] = { 0 };
  uint32_t lines = 0, open = 0, lower = 0, full = 0, wide = 0, all = 0;
  for (size_t i = 0; i < list->count; i++)
    if (goes_on (list, i))
      {
        widths[list->items[i].seen]++;
        lines++;
      }
  if (!lines)
    return 0;
  /* A long word or two may stick out.  */
  uint32_t out = lines / 50;
  unsigned width = LONGEST;
  while (width && widths[width] <= out)
    out -= widths[width--];
  if (width < NARROWEST_WRAP || width > WIDEST_WRAP)
    return 0;
  for (size_t i = 0; i < list->count; i++)
    {
      if (list->items[i].flags & FURNITURE)
        continue;
      all++;
      wide += list->items[i].seen * 100u > width * 115;
      if (goes_on (list, i))
        {
          const line *a = &list->items[i], *b = a + 1;
          open += !(a->flags & (TERMINAL | COLON));
          lower += !(b->flags & UPPER);
          full += is_full (a->width, b->first_word, width);
        }
    }
  /* A few lines prove little.  */
  uint32_t doubt = lines < 4;
  bool wrapped = (full * 10 >= lines * (5 + doubt)
                  && open * 10 >= lines * (4 + doubt)
                  && lower * 10 >= lines * (3 + doubt) && wide * 10 <= all);
  return wrapped ? width : 0;
}

static uint64_t
hash_line (const char *s, const line *l)
{
  uint64_t h = UINT64_C (0x9E3779B97F4A7C15) ^ (l->end - l->start);
  for (dx_byte i = l->start; i < l->end; i++)
    if (s[i] < '0' || s[i] > '9')
      {
        h = (h ^ (unsigned char) s[i]) * UINT64_C (0x100000001B3);
        h ^= h >> 29;
      }
  return h ? h : 1;
}

/* Does line I stand where a page breaks: beside furniture or a form feed, or
   between two lines of which neither ends or begins anything?  */
static bool
at_page_break (const line_list *list, size_t i)
{
  const line *l = &list->items[i];
  if (l->width > SHORT_LINE || l->flags & FURNITURE)
    return false;
  const line *before = i ? l - 1 : NULL;
  const line *after = i + 1 < list->count ? l + 1 : NULL;
  if (l->flags & PAGE_BEFORE || (before && before->flags & FURNITURE)
      || (after && after->flags & (FURNITURE | PAGE_BEFORE)))
    return true;
  return (before && after && l->flags & BLANK_BEFORE
          && after->flags & BLANK_BEFORE && after->flags & LOWER
          && before->width >= NARROWEST_WRAP
          && !(before->flags & (TERMINAL | COLON)));
}

/* Mark as furniture the short lines that repeat at page breaks.  Digits do
   not count, for they are page numbers.  */
static bool
find_running_heads (dx_stage *stage, line_list *list)
{
  enum { PROBES = 16 };
  typedef struct
  {
    uint64_t hash;
    size_t first;
  } slot;
  const char *s = stage->text->bytes;
  size_t candidates = 0, size = 16;
  for (size_t i = 0; i < list->count; i++)
    candidates += at_page_break (list, i);
  if (candidates < 2)
    return true;
  while (size < candidates * 2)
    size *= 2;
  slot *slots = dx_alloc (stage->scratch, size, sizeof *slots);
  size_t *found = dx_alloc (stage->scratch, candidates, sizeof *found);
  if (!slots || !found)
    return false;
  size_t heads = 0;
  for (size_t i = 0; i < list->count; i++)
    if (at_page_break (list, i))
      {
        uint64_t h = hash_line (s, &list->items[i]);
        for (size_t probe = 0; probe < PROBES; probe++)
          {
            slot *p = &slots[(h + probe) & (size - 1)];
            if (!p->hash)
              {
                *p = (slot) { h, i };
                break;
              }
            if (p->hash == h)
              {
                found[heads++] = i;
                if (p->first != SIZE_MAX)
                  {
                    /* It was one the first time already; there is room, for
                       each candidate is noted once.  */
                    found[heads++] = p->first;
                    p->first = SIZE_MAX;
                  }
                break;
              }
          }
      }
  for (size_t i = 0; i < heads; i++)
    list->items[found[i]].flags |= FURNITURE;
  return true;
}

/* What is known of the paragraph that is being put together.  */
typedef struct
{
  size_t lines;
  const line *last;
  bool told;            /* the text itself has begun: a full sentence stood
                           before */
} open_paragraph;

/* Are most of the longer words of line L capitalised?  */
static bool
title_case (const char *s, const line *l)
{
  unsigned words = 0, capitals = 0;
  for (dx_byte i = l->start; i < l->end; i++)
    if (i == l->start || s[i - 1] == ' ')
      {
        dx_byte n = 0;
        while (i + n < l->end && n < 5 && s[i + n] != ' ')
          n++;
        if (n < 4)
          continue;
        words++;
        capitals += s[i] >= 'A' && s[i] <= 'Z';
      }
  return words >= 3 && capitals * 4 >= words * 3;
}

static bool
headline_like (const char *s, const open_paragraph *p, unsigned wrap)
{
  if (p->lines > 2 || p->last->flags & HANGING)
    return false;
  if (p->lines == 1 && p->last->width < LONGEST && title_case (s, p->last))
    return true;
  /* Later than that, a short line that ends in no point is rather one that
     the page cut short.  */
  if (p->told)
    return wrap && p->lines == 1 && p->last->width * 10 < wrap * 7;
  if (wrap)
    return p->last->width * 10 < wrap * 7;
  return p->last->width < HEADLINE_WIDTH;
}

static bool
starts_item (dx_stage *stage, const line *l)
{
  const char *s = stage->text->bytes;
  unsigned char c = (unsigned char) s[l->start];
  size_t size = l->end - l->start;
  if (size > 120)
    size = dx_char_floor (s + l->start, 120);
  if (c >= 'A' && c <= 'Z')
    return (memchr (s + l->start, ':', size)
            && (dx_match (stage->matcher, DX_P_TURN, s + l->start, size)
                || dx_match (stage->matcher, DX_P_RELATED, s + l->start,
                             size)));
  if (c >= 'a' && c <= 'z')
    return size > 1 && s[l->start + 1] == ')';
  return (c != '"' && c != '\''
          && dx_match (stage->matcher, DX_P_BULLET, s + l->start, size));
}

/* May what stands after page furniture go on with P?  */
static bool
interrupted (dx_stage *stage, const open_paragraph *p, const line *l,
             unsigned wrap)
{
  if (p->last->flags & (TERMINAL | COLON) || starts_item (stage, l))
    return false;
  return (l->flags & LOWER
          || !headline_like (stage->text->bytes, p, wrap));
}

/* In a hard-wrapped text: does line L begin a paragraph although no blank line
   says so?  */
static bool
breaks (dx_stage *stage, const open_paragraph *p, const line *l,
        unsigned wrap)
{
  unsigned need = p->last->width + 1u + l->first_word;
  bool ended = p->last->flags & (TERMINAL | COLON);
  if (ended && !is_full (p->last->width, l->first_word, wrap))
    return true;
  /* Headline, byline, dateline under each other.  */
  if (need * 10 < wrap * 6 && l->flags & UPPER && !(p->last->flags & HANGING))
    return true;
  unsigned char c = (unsigned char) stage->text->bytes[l->start];
  if (!ended && (c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                 || c == '+' || c == '('))
    return false;
  return starts_item (stage, l);
}

/* In a text that is not hard-wrapped: does line L go on with a sentence that a
   stray newline tears?  */
static bool
torn (const open_paragraph *p, const line *l)
{
  enum { SHORTEST = 40 };
  return (l->flags & LOWER && p->last->width >= SHORTEST
          && !(p->last->flags & (TERMINAL | COLON)));
}

static bool
join_lines (dx_stage *stage, const line_list *list, unsigned wrap)
{
  open_paragraph p = { .lines = 0 };
  stage->pieces
    = dx_alloc (stage->scratch, list->count, sizeof *stage->pieces);
  if (!stage->pieces)
    return false;
  bool blank = false, gap = false;
  for (size_t i = 0; i < list->count; i++)
    {
      const line *l = &list->items[i];
      blank |= (l->flags & BLANK_BEFORE) != 0;
      gap |= (l->flags & (FURNITURE | PAGE_BEFORE)) != 0;
      if (l->flags & FURNITURE)
        continue;
      uint8_t flags = 0;
      if (!p.last)
        flags = DX_PARAGRAPH;
      else if (gap)
        flags = interrupted (stage, &p, l, wrap) ? DX_GAP : DX_PARAGRAPH;
      else if (blank
               || (wrap ? breaks (stage, &p, l, wrap) : !torn (&p, l)))
        flags = DX_PARAGRAPH;
      stage->pieces[stage->piece_count++]
        = (dx_piece) { l->start, l->end, flags };
      p.lines = flags & DX_PARAGRAPH ? 1 : p.lines + 1;
      p.told |= l->flags & TERMINAL && l->width > SHORT_LINE;
      p.last = l;
      blank = gap = false;
    }
  return true;
}

bool
dx_split_lines (dx_stage *stage)
{
  line_list list = { 0 };
  if (!find_lines (stage, &list) || !find_running_heads (stage, &list))
    return false;
  unsigned wrap = wrap_width (&list);
  stage->text->wrapped = wrap > 0;
  return join_lines (stage, &list, wrap);
}
