/* script.c -- words in letters that a keyboard or a look-alike explains.
   SPDX-License-Identifier: GPL-3.0-or-later

   A word is only reported with what was meant, so every one is read anew: key
   by key as on QWERTY, or letter by letter as it looks.  What cannot be read
   so is a genuine word, and makes its neighbours genuine too: a foreign phrase
   is not reported for the one word in it that happens to read as English.  */

#include "check/rules.h"

#include <string.h>

#include "base/hash.h"
#include "check/english.h"
#include "check/keyboard.h"
#include "text/utf8.h"

enum { LONGEST = 40 /* characters */, PROBES = 64 };

/* The script of a word.  */
enum { NEUTRAL, LATIN, FOREIGN, MIXED };

/* A word's characters, and how many of each script.  */
typedef struct
{
  uint32_t points[LONGEST];
  size_t n;
  unsigned latin, cyrillic, greek;
} spelling;

/* A new reading of a word: its bytes, and where its letters are, without the
   punctuation around them.  */
typedef struct
{
  char bytes[4 * LONGEST + 1];
  size_t size;
  size_t first, end;            /* of the letters, apostrophes inside too */
  char lower[4 * LONGEST + 1];  /* those, in lower case */
  bool shaped;                  /* nothing but such punctuation is around */
} reading;

typedef struct
{
  dx_findings *found;
  const dx_context *c;
  uint32_t *slots;    /* words by dx_word.lower: 1 + index; NULL until asked */
  size_t mask;
  uint32_t *sample;   /* per word: a token of it */

  /* Words on end that are foreign or partly so.  */
  size_t start, start_more;   /* the findings before the run, and those that were
                                 left out */
  bool genuine;       /* one of them cannot be read anew */
  bool strong;        /* one of them is surely misspelt */
} search;

static bool
is_latin (uint32_t cp)
{
  return ((cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z')
          || (cp >= 0xC0 && cp < 0x2B0 && cp != 0xD7 && cp != 0xF7)
          || (cp >= 0x1E00 && cp < 0x1F00));
}

static bool
is_cyrillic (uint32_t cp)
{
  return cp >= 0x0400 && cp < 0x0530 && dx_is_letter (cp);
}

static bool
is_greek (uint32_t cp)
{
  return ((cp >= 0x0370 && cp < 0x0400) || (cp >= 0x1F00 && cp < 0x2000))
         && dx_is_letter (cp);
}

/* The script of token I, as far as can be told cheaply.  Nearly all words are
   done by their first bytes.  */
static int
script_of (const dx_text *text, uint32_t i)
{
  const dx_token t = dx_token_of (text, i);
  bool latin = false, foreign = false;
  if (t.kind != DX_WORD && t.kind != DX_NUMBER)
    return NEUTRAL;
  for (dx_byte k = t.start; k < dx_token_end (&t); k++)
    {
      const unsigned char b = (unsigned char) text->bytes[k];
      if (b < 0x80)
        latin |= (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
      else if (b >= 0xCD && b <= 0xD4)
        {
          uint32_t cp;
          dx_decode (text->bytes + k, dx_token_end (&t) - k, &cp);
          foreign |= is_cyrillic (cp) || is_greek (cp);
        }
    }
  return foreign ? latin ? MIXED : FOREIGN : latin ? LATIN : NEUTRAL;
}

/* The characters of token I.  False for one that is too long, or has letters
   of yet another script.  */
static bool
spell (const dx_text *text, uint32_t i, spelling *s)
{
  const dx_token t = dx_token_of (text, i);
  const char *bytes = text->bytes;
  *s = (spelling) { .n = 0 };
  for (dx_byte k = t.start; k < dx_token_end (&t);)
    {
      uint32_t cp;
      if (s->n == LONGEST)
        return false;
      k += (dx_byte) dx_decode (bytes + k, dx_token_end (&t) - k, &cp);
      if (is_latin (cp))
        s->latin++;
      else if (is_cyrillic (cp))
        s->cyrillic++;
      else if (is_greek (cp))
        s->greek++;
      else if (dx_class (cp) != DX_C_DIGIT && cp >= 0x80 && cp != 0x2019)
        return false;
      s->points[s->n++] = cp;
    }
  return true;
}

static bool
is_letter_byte (char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static void
put (reading *r, uint32_t cp)
{
  char *to = r->bytes + r->size;
  if (cp < 0x80)
    {
      to[0] = (char) cp;
      r->size++;
    }
  else if (cp < 0x800)
    {
      to[0] = (char) (0xC0 | cp >> 6);
      to[1] = (char) (0x80 | (cp & 0x3F));
      r->size += 2;
    }
  else
    {
      to[0] = (char) (0xE0 | cp >> 12);
      to[1] = (char) (0x80 | (cp >> 6 & 0x3F));
      to[2] = (char) (0x80 | (cp & 0x3F));
      r->size += 3;
    }
}

/* Find the letters of R, and what is around them.  */
static void
measure (reading *r)
{
  size_t first = 0, end = r->size, k;
  r->bytes[r->size] = 0;
  while (first < end && strchr ("\"'[{", r->bytes[first]))
    first++;
  while (end > first && strchr (".,;:'\"]}", r->bytes[end - 1]))
    end--;
  r->first = first;
  r->end = end;
  r->shaped = end > first;
  for (k = first; k < end; k++)
    {
      char ch = r->bytes[k];
      if (!is_letter_byte (ch) && ch != '\'')
        r->shaped = false;
      r->lower[k - first] = (char) (ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    }
  r->lower[end - first] = 0;
}

/* S with its foreign letters replaced by what LETTER says of them.  False if
   it has nothing to say of one.  */
static bool
respell (const spelling *s, char (*letter) (uint32_t), reading *r)
{
  r->size = 0;
  for (size_t i = 0; i < s->n; i++)
    {
      uint32_t cp = s->points[i];
      if (is_cyrillic (cp) || is_greek (cp))
        cp = (unsigned char) letter (cp);
      if (!cp || cp > 0xFFFF)
        return false;
      put (r, cp);
    }
  measure (r);
  return true;
}

/* S, a foreign word with Latin letters in it that look alike.  */
static bool
respell_foreign (const spelling *s, reading *r)
{
  unsigned own = 0;
  r->size = 0;
  for (size_t i = 0; i < s->n; i++)
    {
      uint32_t cp = s->points[i];
      if (is_latin (cp))
        cp = dx_cyrillic_lookalike (cp);
      else if (is_cyrillic (cp))
        own += !dx_lookalike (cp);
      if (!cp || cp > 0xFFFF)
        return false;
      put (r, cp);
    }
  r->bytes[r->size] = 0;
  return own > 1 && s->cyrillic > 2 * s->latin;
}

/* Does token I read as the N bytes at LOWER, but for capitals?  */
static bool
reads_as (const dx_text *text, uint32_t i, const char *lower, size_t n)
{
  const dx_token t = dx_token_of (text, i);
  if (t.size != n)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      char ch = text->bytes[t.start + k];
      if (ch >= 'A' && ch <= 'Z')
        ch = (char) (ch + 32);
      if (ch != lower[k])
        return false;
    }
  return true;
}

/* Make the table of the text's words; most texts never ask for it.  */
static bool
index_words (search *z)
{
  const dx_words *w = z->c->words;
  const uint32_t n = z->c->text->token_count;
  size_t size = 256;
  while (size < 2 * (size_t) w->count)
    size *= 2;
  z->slots = dx_alloc (z->found->scratch, size, sizeof *z->slots);
  z->sample = dx_alloc (z->found->scratch, w->count, sizeof *z->sample);
  if (!z->slots || !z->sample)
    return false;
  z->mask = size - 1;
  for (uint32_t i = n; i--;)
    z->sample[w->of[i]] = i;
  for (uint32_t k = 0; k < w->count; k++)
    {
      size_t at = w->words[k].lower & z->mask;
      int probes = PROBES;
      if (w->words[k].size > LONGEST || w->words[k].caps < DX_LOWER)
        continue;
      while (z->slots[at] && --probes
             && w->words[z->slots[at] - 1].lower != w->words[k].lower)
        at = (at + 1) & z->mask;
      if (!z->slots[at])
        z->slots[at] = k + 1;
    }
  return true;
}

/* Is the N bytes at LOWER, all ASCII, a word of this text?  */
static bool
stands_elsewhere (search *z, const char *lower, size_t n, bool *memory)
{
  if (!z->slots && !index_words (z))
    {
      *memory = false;
      return false;
    }
  const dx_words *w = z->c->words;
  const uint32_t h = dx_hash (lower, n);
  size_t at = h & z->mask;
  for (int probes = PROBES; z->slots[at] && probes--;
       at = (at + 1) & z->mask)
    {
      const uint32_t k = z->slots[at] - 1;
      if (w->words[k].lower == h)
        return reads_as (z->c->text, z->sample[k], lower, n);
    }
  return false;
}

/* Are the letters of R a word that this text or the language is sure to
   have?  */
static bool
is_known (search *z, const reading *r, bool *memory)
{
  enum { TELLING = 4 };  /* shorter words can be anything */
  size_t n = r->end - r->first;
  const char *s = r->lower;
  if (!r->shaped)
    return false;
  if (dx_is_common_english (s, n))
    return true;
  if (n > 3 && !strcmp (s + n - 3, "n't"))
    n -= 3;
  else if (n > 2 && s[n - 2] == '\'' && s[n - 1] == 's')
    n -= 2;
  else if (n > 3 && s[n - 3] == '\'')
    n -= 3;
  for (size_t k = 0; k < n; k++)
    if (s[k] < 'a' || s[k] > 'z')
      return false;
  return (dx_is_common_english (s, n)
          || (n >= TELLING && stands_elsewhere (z, s, n, memory)));
}

/* May a word of foreign letters alone, of which R is a reading, be reported
   without another beside it?  Some are words or suffixes of their own.  */
static bool
is_strong (const reading *r)
{
  static const char *const weak[]
    = { "of", "if", "he", "us", "by", "at", "in", "it", "her" };
  const size_t n = r->end - r->first;
  if (n < 2 || (n == 2 && r->size > n))
    return false;
  for (size_t k = 0; k < sizeof weak / sizeof *weak; k++)
    if (!strcmp (r->lower, weak[k]))
      return false;
  return true;
}

/* All small, all capitals, or a capital first.  */
static bool
is_cased (const reading *r)
{
  unsigned upper = 0;
  const size_t n = r->end - r->first;
  for (size_t k = r->first; k < r->end; k++)
    upper += r->bytes[k] >= 'A' && r->bytes[k] <= 'Z';
  return !upper || upper == n
         || (upper == 1 && r->bytes[r->first] >= 'A'
             && r->bytes[r->first] <= 'Z');
}

/* Foreign letters alone.  */
static bool
explain_foreign (search *z, const spelling *s, reading *r, bool *memory)
{
  if (s->cyrillic != s->n)
    return false;
  if (respell (s, dx_key_of, r) && is_cased (r) && is_known (z, r, memory))
    return true;
  return (s->n > 2 && respell (s, dx_lookalike, r) && is_cased (r)
          && is_known (z, r, memory));
}

/* Was the layout switched once in S, so that R is what the keys say, and does
   R look like a word?  */
static bool
is_switched (const spelling *s, const reading *r)
{
  unsigned switches = 0;
  for (size_t i = 1; i < s->n; i++)
    {
      if (!is_latin (s->points[i]) && !is_cyrillic (s->points[i]))
        return false;
      switches += is_latin (s->points[i]) != is_latin (s->points[i - 1]);
    }
  if (switches != 1 || s->latin < 2 || !r->shaped)
    return false;
  if (is_latin (s->points[0]) && r->first == 0 && r->end == s->latin)
    return r->size == r->end + 1;
  return (s->n > 3 && is_cased (r)
          && (is_latin (s->points[0]) || s->cyrillic > 1)
          && dx_may_be_english (r->lower, r->end - r->first));
}

/* Latin and foreign letters.  *OTHER: the word is foreign, and only its Latin
   letters are wrong.  */
static bool
explain_mixed (search *z, const spelling *s, reading *r, bool *other,
               bool *memory)
{
  reading keys;
  const bool alike = respell (s, dx_lookalike, r);
  if (alike && is_known (z, r, memory))
    return true;
  if (!s->greek && respell (s, dx_key_of, &keys)
      && (is_known (z, &keys, memory)
          || (!alike && is_switched (s, &keys))))
    {
      *r = keys;
      return true;
    }
  if (alike)
    return true;
  *other = !s->greek && respell_foreign (s, r);
  return *other;
}

/* A year before what was to be the point: 2022ю  */
static bool
explain_number (const spelling *s, reading *r)
{
  return (s->cyrillic == 1 && !s->latin && !s->greek && s->n > 2
          && s->points[s->n - 1] == 0x044E && respell (s, dx_key_of, r));
}

static bool
report (search *z, uint32_t i, bool mixed, bool other, const reading *r)
{
  const char *fix = dx_copy (z->found->keep, r->bytes, r->size);
  if (!fix)
    return false;
  return dx_finding (z->found, z->c->text, "mixed-script", i, i + 1,
                     dx_message (z->found,
                                 other ? "Latin letters in a Cyrillic word;"
                                         " “%s” was meant"
                                 : mixed
                                   ? "letters of another alphabet in a"
                                     " Latin word; “%s” was meant"
                                   : "typed with another keyboard layout;"
                                     " “%s” was meant",
                                 fix),
                     fix);
}

static void
end_run (search *z)
{
  if (z->genuine || !z->strong)
    {
      z->found->count = z->start;
      z->found->more = z->start_more;
    }
  z->start = z->found->count;
  z->start_more = z->found->more;
  z->genuine = z->strong = false;
}

/* Token I, which has foreign letters.  */
static bool
look_at (search *z, uint32_t i, int script)
{
  spelling s;
  reading r;
  bool memory = true, other = false;
  if (!spell (z->c->text, i, &s))
    {
      z->genuine = true;
      return true;
    }
  if (z->c->text->tokens[i].kind == DX_NUMBER)
    {
      if (!explain_number (&s, &r))
        return true;
      z->strong = true;
      return report (z, i, true, false, &r);
    }
  const bool explained
    = script == MIXED ? explain_mixed (z, &s, &r, &other, &memory)
                      : explain_foreign (z, &s, &r, &memory);
  if (!memory)
    return false;
  if (!explained)
    {
      z->genuine = true;
      return true;
    }
  if (!other)
    {
      z->strong |= script == MIXED || is_strong (&r);
      return z->genuine || report (z, i, script == MIXED, false, &r);
    }
  /* A foreign word makes the others of its run genuine, but stays itself.  */
  z->genuine = true;
  end_run (z);
  if (!report (z, i, true, true, &r))
    return false;
  z->start = z->found->count;
  z->start_more = z->found->more;
  z->genuine = true;
  return true;
}

/* Can the N bytes at S have what script_of calls foreign?  Nearly all of a text is
   ASCII, and done eight bytes at a time.  */
static bool
may_be_foreign (const char *s, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      uint64_t eight;
      for (; n - i >= sizeof eight; i += sizeof eight)
        {
          memcpy (&eight, s + i, sizeof eight);
          if (eight & UINT64_C (0x8080808080808080))
            break;
        }
      const size_t end = n - i < sizeof eight ? n : i + sizeof eight;
      for (; i < end; i++)
        {
          const unsigned char c = (unsigned char) s[i];
          if (c >= 0xCD && c <= 0xD4)
            return true;
        }
      i--;
    }
  return false;
}

bool
dx_check_script (dx_findings *f, const dx_context *c)
{
  const dx_text *text = c->text;
  search z = { .found = f, .c = c };
  for (dx_run run = { 0 }; run.end < text->token_count;)
    {
      run = dx_paragraph_of (text, run.end);
      const dx_byte start = dx_start_of (text, run.first);
      if (!may_be_foreign (text->bytes + start,
                           dx_end_of (text, run.end - 1) - start))
        continue;
      uint32_t count[MIXED + 1] = { 0 };
      for (uint32_t i = run.first; i < run.end; i++)
        count[script_of (text, i)]++;
      if (!count[MIXED] && !count[FOREIGN])
        continue;
      if (count[LATIN] + count[MIXED] <= count[FOREIGN])
        continue;
      for (uint32_t i = run.first; i < run.end; i++)
        {
          const int script = script_of (text, i);
          if (script == LATIN)
            end_run (&z);
          else if (script != NEUTRAL && !look_at (&z, i, script))
            return false;
        }
      end_run (&z);
    }
  return true;
}
