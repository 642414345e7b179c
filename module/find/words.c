/* words.c -- interning, shapes, affixes, and evidence from other occurrences.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/words.h"

#include <string.h>

#include "base/eight.h"
#include "base/hash.h"
#include "find/affixes.h"
#include "text/utf8.h"

/* Longer tokens are hashed and shaped by their first characters alone, so that
   one endless token costs no more than its bytes.  */
enum { WORD_CHARACTERS = 64, SIGN_BYTES = 16, NO_WORD = 0xfffd };

static uint32_t
hash_points (const uint32_t *p, size_t n)
{
  uint32_t h = DX_FNV_START;
  for (size_t i = 0; i < n; i++)
    {
      uint32_t c = p[i];
      for (; c > 0x7f; c >>= 7)
        h = dx_fnv (h, (unsigned char) (c & 0x7f) | 0x80);
      h = dx_fnv (h, (unsigned char) c);
    }
  return dx_finish (h);
}

uint32_t
dx_lower_hash (const char *s)
{
  return dx_hash (s, strlen (s));
}

/* One character for all characters that dress the same thing.  */
static uint32_t
plain (uint32_t c)
{
  switch (c)
    {
    case 0x2019: case 0x2018: case 0x201a: case 0x60: case 0xb4: case 0x2032:
      return '\'';
    case 0x201c: case 0x201d: case 0x201e: case 0xab: case 0xbb: case 0x300c:
    case 0x300d: case 0x300e: case 0x300f: case 0x2033:
      return '"';
    case 0x2010: case 0x2011:
      return '-';
    case 0x2013: case 0x2014: case 0x2015:
      return 0x2014;
    default:
      return c;
    }
}

/* What a shape has for C: a letter for all of its case, and none of the upper one where
   LEVEL.  */
static uint32_t
kind_of (uint32_t c, bool level)
{
  return dx_is_upper (c)          ? (level ? 'x' : 'X')
         : c >= '0' && c <= '9' ? '0'
         : dx_is_letter (c)      ? 'x' : plain (c);
}

/* Marks and signs that pass for another character: that is in LOW, in place of the *N
   that T has in lower case, then.  */
static bool
dress (dx_token t, uint32_t *low, size_t *n)
{
  if (t.kind == DX_QUOTE)
    /* All marks are one word: direction is the business of marks.h.  */
    low[0] = '"';
  else if (t.kind == DX_SYMBOL && t.size > SIGN_BYTES)
    /* What is no text, or no word for its length, is like no other.  */
    low[0] = NO_WORD;
  else if (t.kind == DX_PUNCT && *n == 2 && low[0] == '-' && low[1] == '-')
    low[0] = 0x2014;
  else
    return false;
  *n = 1;
  return true;
}

/* C, which is ASCII, in lower case, as describe has it.  */
static unsigned char
small (unsigned char c)
{
  return c >= 'A' && c <= 'Z' ? c | 0x20 : c >= '0' && c <= '9' ? '0'
                                         : c == '`' ? '\'' : c;
}

/* Eight characters of ASCII, in lower case as describe has it.  */
static uint64_t
eight_small (uint64_t x)
{
  x |= dx_between (x, 'A', 'Z') >> 2;
  x ^= (dx_between (x, '`', '`') >> 7) * ('`' ^ '\'');
  return x & ~((dx_between (x, '0', '9') >> 7) * ('0' ^ '?'));
}

/* The same as a shape has them: a letter for all of its case, and none of the upper
   one where LEVEL.  */
static uint64_t
eight_kinds (uint64_t x, bool level)
{
  const uint64_t upper = dx_between (x, 'A', 'Z') >> 7,
                 lower = dx_between (x, 'a', 'z') >> 7,
                 digit = dx_between (x, '0', '9') >> 7;
  x ^= (dx_between (x, '`', '`') >> 7) * ('`' ^ '\'');
  return (x & ~((upper | lower | digit) * 255)) | upper * (level ? 'x' : 'X')
         | lower * 'x' | digit * '0';
}

/* The shape of a word of SIZE characters, of which ENDS has the kinds as below.  */
static uint32_t
hash_shape (uint64_t ends, size_t size)
{
  uint32_t first = DX_FNV_START, last = DX_FNV_START;
  if (size > 2 * DX_AFFIXES)
    {
      for (size_t k = 0; k < DX_AFFIXES; k++)
        {
          first = dx_fnv (first, (unsigned char) (ends >> 8 * k));
          last = dx_fnv (last, (unsigned char) (ends >> 32 >> 8 * k));
        }
      return dx_join (dx_finish (first), dx_finish (last));
    }
  for (size_t k = 0; k < size && k < DX_AFFIXES; k++)
    first = dx_fnv (first, (unsigned char) (ends >> 8 * k));
  for (size_t k = 2 * DX_AFFIXES - size; k < DX_AFFIXES; k++)
    first = dx_fnv (first, (unsigned char) (ends >> 32 >> 8 * k));
  return dx_finish (first);
}

/* Those of a word of at least M characters, of which it has the first M in the lower
   half of ENDS and the last M in the other; they are all it has where M is less than
   DX_AFFIXES.  */
static inline void
hash_affixes (uint64_t ends, size_t m, dx_affixes *x)
{
  const uint64_t first = ends, last = ends >> 32;
  uint32_t start = DX_FNV_START;
  for (size_t k = 0; k < m; k++)
    {
      uint32_t end = DX_FNV_START;
      x->prefix[k] = start = dx_fnv (start, (unsigned char) (first >> 8 * k));
      for (size_t j = m - 1 - k; j < m; j++)
        end = dx_fnv (end, (unsigned char) (last >> 8 * j));
      x->suffix[k] = end;
    }
  for (size_t k = m; k < DX_AFFIXES; k++)
    {
      x->prefix[k] = x->prefix[m - 1];
      x->suffix[k] = x->suffix[m - 1];
    }
  for (size_t k = 0; k < DX_AFFIXES; k++)
    {
      x->prefix[k] = dx_finish (x->prefix[k]);
      x->suffix[k] = dx_finish (x->suffix[k]);
    }
}

/* Those of the word of SIZE bytes at S, if both its ends are ASCII.  */
static bool
make_plainly (const char *s, size_t size, bool level, dx_affixes *x)
{
  _Static_assert ((int) DX_AFFIXES == 4, "both ends are eight bytes");
  char ends[2 * DX_AFFIXES] = { 0 };
  const bool has_all = size >= DX_AFFIXES;
  if (!size || size > WORD_CHARACTERS)
    return false;
  if (has_all)
    {
      memcpy (ends, s, DX_AFFIXES);
      memcpy (ends + DX_AFFIXES, s + size - DX_AFFIXES, DX_AFFIXES);
    }
  else
    for (size_t k = 0; k < size && k < DX_AFFIXES; k++)
      ends[k] = ends[DX_AFFIXES + k] = s[k];
  const uint64_t both = dx_eight_at (ends);
  if (both & DX_EACH (128))
    return false;
  if (has_all)
    hash_affixes (eight_small (both), DX_AFFIXES, x);
  else
    hash_affixes (eight_small (both), size, x);
  x->shape = hash_shape (eight_kinds (both, level), size);
  return true;
}

void
dx_affixes_make (const dx_words *words, const dx_text *text, uint32_t i,
                 dx_affixes *x)
{
  /* All its tokens have the same bytes; what it is dressed as depends on the first
     of them, which may be far.  */
  const dx_word *const w = dx_word_of (words, i);
  const dx_token t
    = dx_token_of (text, w->dressed ? words->sample[words->of[i]] : i);
  const char *s = text->bytes + t.start;
  if (!w->dressed && make_plainly (s, t.size, w->level, x))
    return;
  uint32_t low[WORD_CHARACTERS] = { 0 }, shape[WORD_CHARACTERS] = { 0 };
  size_t n = 0;
  for (size_t at = 0; at < t.size && n < WORD_CHARACTERS; n++)
    {
      uint32_t c;
      at += dx_decode (s + at, t.size - at, &c);
      low[n] = c < 0x80                                 ? small ((unsigned char) c)
               : dx_is_upper (c) || dx_is_letter (c) ? dx_lower (c)
                                                        : plain (c);
      shape[n] = kind_of (c, w->level);
    }
  if (dress (t, low, &n) && low[0] == NO_WORD)
    shape[0] = NO_WORD;
  x->shape = n <= 8 ? hash_points (shape, n)
                    : dx_join (hash_points (shape, 4),
                               hash_points (shape + n - 4, 4));
  for (size_t k = 1; k <= DX_AFFIXES; k++)
    {
      const size_t m = k < n ? k : n;
      x->prefix[k - 1] = hash_points (low, m);
      x->suffix[k - 1] = hash_points (low + n - m, m);
    }
}

/* LEVEL: as it would look in small letters, but for CAPS.  */
static void
describe (dx_word *w, const dx_text *text, dx_token t, bool level)
{
  uint32_t low[WORD_CHARACTERS];
  size_t n = 0, brief = 0, upper = 0, lower = 0;
  uint32_t squeezed[WORD_CHARACTERS];
  const char *s = text->bytes + t.start;
  size_t size = t.size, at = 0, total = 0;
  bool first_upper = false, accents = false;
  low[0] = 0;

  while (at < size && n < WORD_CHARACTERS)
    {
      uint32_t c;
      at += dx_decode (s + at, size - at, &c);
      uint32_t l = dx_lower (c);
      const uint32_t kind = kind_of (c, level);
      if (dx_is_upper (c))
        {
          upper++;
          if (!n)
            first_upper = true;
        }
      else if (kind == 'x')
        lower++;
      else
        l = kind;
      accents |= dx_bare (l) != l;
      low[n++] = l;
      if (!brief || squeezed[brief - 1] != kind)
        squeezed[brief++] = kind;
    }
  for (size_t i = 0; i < size; i++)
    total += ((unsigned char) s[i] & 0xc0) != 0x80;

  w->dressed = dress (t, low, &n);
  if (w->dressed && low[0] == NO_WORD)
    {
      squeezed[0] = NO_WORD;
      brief = 1;
      upper = lower = 0;
    }
  w->lower = hash_points (low, n);
  w->form = level && upper ? w->lower : dx_hash (s, size);
  w->brief = hash_points (squeezed, brief);
  w->man = n > 2 && low[n - 3] == 'm' && low[n - 2] == 'a' && low[n - 1] == 'n';
  w->woman = w->man && n > 3 && low[n - 4] == 'o';
  w->bare = w->lower;
  if (accents)
    {
      for (size_t i = 0; i < n; i++)
        low[i] = dx_bare (low[i]);
      w->bare = hash_points (low, n);
    }
  w->size = (uint8_t) (total < 255 ? total : 255);
  /* A row of Han is in no case; one alone has always passed for small.  */
  if (n > 1 && dx_class (low[0]) == DX_C_CJK)
    lower = 0;
  w->caps = !upper && !lower ? DX_NOCASE
            : !upper         ? DX_LOWER
            : !lower         ? (upper == 1 && n <= 2 ? DX_TITLE : DX_UPPER)
            : first_upper && upper == 1 ? DX_TITLE
                                        : DX_MIXED;
  w->folded = false;
}

uint32_t
dx_word_hash (const char *s, size_t n)
{
  const dx_text text = { .bytes = s };
  const dx_token token = {
    .size = (uint16_t) (n < DX_TOKEN_BYTES ? n : DX_TOKEN_BYTES)
  };
  dx_word w = { 0 };
  describe (&w, &text, token, false);
  return w.lower;
}

typedef struct
{
  uint32_t *slots;  /* index + 1 of a word; 0 is empty */
  size_t mask;
} table;

static bool
same_bytes (const dx_text *text, dx_token a, dx_token b)
{
  return a.size == b.size
         && !memcmp (text->bytes + a.start, text->bytes + b.start, a.size);
}

/* A few words, by their hashes; and which last bytes of hashes these have, for
   nearly all words are none of them.  */
enum { SET_MAX = 32 };

typedef struct
{
  uint32_t hashes[SET_MAX];
  size_t count;
  uint64_t bytes[4];
} set;

static void
fill_set (set *s, const char *const *words, size_t n)
{
  *s = (set) { .count = n };
  for (size_t i = 0; i < n; i++)
    {
      const uint32_t h = s->hashes[i] = dx_lower_hash (words[i]);
      s->bytes[h >> 6 & 3] |= UINT64_C (1) << (h & 63);
    }
}

static bool
is_one_of (uint32_t h, const set *s)
{
  if (!(s->bytes[h >> 6 & 3] >> (h & 63) & 1))
    return false;
  for (size_t i = 0; i < s->count; i++)
    if (s->hashes[i] == h)
      return true;
  return false;
}

/* Is hardly a word written with a capital?  */
static bool
all_small (const dx_words *w)
{
  uint32_t small = 0, other = 0;
  for (uint32_t k = 0; k < w->count; k++)
    if (w->words[k].size > 1)
      {
        small += w->words[k].caps == DX_LOWER;
        other += w->words[k].caps > DX_LOWER;
      }
  return 40 * other < small;
}

/* Is hardly a word of the sentence RUN not all in large letters?  */
static bool
all_large (const dx_words *w, const dx_run *run)
{
  uint32_t large = 0, other = 0;
  for (uint32_t i = run->first; i < run->end; i++)
    {
      const dx_word *word = dx_word_of (w, i);
      if (word->size > 1)
        {
          large += word->caps == DX_UPPER;
          other += word->caps != DX_UPPER && word->caps != DX_NOCASE;
        }
    }
  return large > 2 && 8 * other <= large;
}

/* See where capitals tell nothing, and describe anew the words that are in large
   letters nowhere else.  False when memory is out.  */
static bool
level (dx_words *w, const dx_text *text, const dx_known *known,
       dx_arena *scratch, dx_arena *arena)
{
  uint32_t large = 0;
  w->cased = dx_alloc (arena, text->sentence_count, 1);
  if (!w->cased)
    return false;
  w->small = all_small (w);
  for (uint32_t k = 0, i = 0; k < text->sentence_count; k++)
    {
      const dx_run run = dx_sentence_of (text, i);
      const uint32_t p = dx_paragraph_at (text, i);
      i = run.end;
      const bool is_large = known && known->paragraphs[p]
                              ? known->sentences[k] & DX_KNOWN_LARGE
                              : all_large (w, &run);
      w->cased[k] = is_large   ? DX_ALL_LARGE
                    : w->small ? DX_ALL_SMALL
                               : DX_CASED;
      large += is_large;
      w->uncased += w->cased[k] != DX_CASED;
    }
  if (!large)
    return true;
  bool *elsewhere = dx_alloc (scratch, w->count, sizeof *elsewhere);
  if (!elsewhere)
    return false;
  for (uint32_t x = 0; x < w->capital_count; x++)
    {
      const uint32_t i = w->capitals[x];
      if (w->cased[dx_started (text->sentences, i) - 1] != DX_ALL_LARGE)
        elsewhere[w->of[i]] = true;
    }
  for (uint32_t k = 0; k < w->count; k++)
    if (!elsewhere[k] && w->words[k].caps > DX_LOWER)
      {
        /* What capitals, its own and its neighbours', say of it says
           nothing.  */
        w->words[k].seen &= DX_W_BEFORE_SAID;
        w->words[k].level = true;
        describe (&w->words[k], text, dx_token_of (text, w->sample[k]), true);
      }
  return true;
}

/* The words that say something of their neighbours.  */
typedef struct
{
  set title, place, said;
} telling;

static void
fill_sets (telling *t)
{
  static const char *const titles[] = {
    "mr.", "mrs.", "ms.", "mr", "mrs", "ms", "dr.", "dr", "prof.", "gen.",
    "sen.", "rep.", "gov.", "president", "minister", "senator", "judge",
    "professor", "sir", "justice", "secretary", "chairman", "spokesman",
    "spokeswoman", "sheikh", "king", "prince", "princess", "queen", "datuk"
  };
  static const char *const places[] = { "in", "at", "from", "near" };
  static const char *const says[]
    = { "said", "says", "told", "added", "adds", "wrote", "explained" };
  enum { T = sizeof titles / sizeof *titles, P = 4, S = 7 };
  _Static_assert ((int) T <= (int) SET_MAX, "a set has room for the titles");
  fill_set (&t->title, titles, T);
  fill_set (&t->place, places, P);
  fill_set (&t->said, says, S);
}

/* What the neighbours of token I say of its word.  */
static uint8_t
evidence (const dx_words *w, const dx_text *text, const telling *sets,
          uint32_t i)
{
  const dx_word *me = &w->words[w->of[i]];
  if (me->caps != DX_TITLE && me->caps != DX_UPPER && me->caps != DX_MIXED)
    return 0;
  if (text->tokens[i].flags & (DX_SENTENCE | DX_PARAGRAPH))
    return 0;
  const dx_word *before = &w->words[w->of[i - 1]];
  const uint8_t kind = text->tokens[i - 1].kind;
  uint8_t seen = 0;
  if (kind != DX_QUOTE && before->caps != DX_NOCASE)
    {
      seen |= DX_W_SEEN_CAPITAL;
      if (is_one_of (before->lower, &sets->title))
        seen |= DX_W_AFTER_TITLE;
      else if (before->caps == DX_TITLE
               && !(text->tokens[i - 1].flags & DX_SENTENCE))
        seen |= DX_W_AFTER_NAME;
      if (is_one_of (before->lower, &sets->place))
        seen |= DX_W_AFTER_IN;
    }
  if (is_one_of (before->lower, &sets->said))
    seen |= DX_W_BEFORE_SAID;
  if (i + 1 < text->token_count)
    {
      const dx_word *after = &w->words[w->of[i + 1]];
      if (after->caps == DX_TITLE
          && !(text->tokens[i + 1].flags & DX_PARAGRAPH))
        seen |= DX_W_BEFORE_NAME;
      if (is_one_of (after->lower, &sets->said))
        seen |= DX_W_BEFORE_SAID;
    }
  return seen;
}

/* What the bytes of a token alone tell of its word.  */
enum
{
  ALL,          /* everything */
  BUT_KIND,     /* a mark or a sign: not which of them it is taken for */
  BUT_CAPITALS  /* it has a capital: not what this says */
};

static uint8_t
told_of (const dx_word *w, uint8_t kind)
{
  return w->caps >= DX_TITLE                        ? BUT_CAPITALS
         : kind == DX_QUOTE || kind == DX_SYMBOL ? BUT_KIND
                                                    : ALL;
}

/* What the neighbours of every token say of its word; they say nothing of words
   without a capital.  */
static void
gather (dx_words *w, const dx_text *text, const dx_known *known)
{
  telling sets;
  fill_sets (&sets);
  for (uint32_t x = 0; x < w->capital_count; x++)
    {
      const uint32_t i = w->capitals[x];
      uint8_t seen;
      /* The next paragraph's first word has a say in the last one.  */
      if (!known)
        seen = evidence (w, text, &sets, i);
      else if (known->paragraphs[dx_paragraph_at (text, i)]
               && i + 1 < text->token_count
               && !(text->tokens[i + 1].flags & DX_PARAGRAPH))
        seen = known->evidence[i];
      else
        seen = known->evidence[i] = evidence (w, text, &sets, i);
      if (seen)
        w->words[w->of[i]].seen |= seen;
    }
}

/* What is needed while words are read.  */
typedef struct
{
  dx_words *w;
  const dx_text *text;
  dx_known *known;         /* or NULL */
  dx_arena *arena, *brief, *scratch;
  table all;
  size_t room, was_room, sample_room, told_room;
  uint8_t *told;           /* per word: what a token of it tells */
} reader;

/* Twice as many slots.  False when memory is out.  */
static bool
widen (reader *r)
{
  table *t = &r->all;
  const size_t slots = 2 * (t->mask + 1);
  dx_release (r->scratch, t->slots);
  t->mask = slots - 1;
  t->slots = dx_alloc (r->scratch, slots, sizeof *t->slots);
  if (!t->slots)
    return false;
  for (uint32_t k = 0; k < r->w->count; k++)
    {
      size_t b = r->w->words[k].form & t->mask;
      while (t->slots[b])
        b = (b + 1) & t->mask;
      t->slots[b] = k + 1;
    }
  return true;
}

/* Room for a few more than COUNT words.  False when memory is out.  */
static bool
expect (reader *r, size_t count)
{
  dx_words *w = r->w;
  count += count / 64 + 64;
  return dx_reserve (r->arena, &w->words, &r->room, 0, count, sizeof *w->words)
         && dx_reserve (r->brief, &w->sample, &r->sample_room, 0, count,
                        sizeof *w->sample)
         && dx_reserve (r->scratch, &r->told, &r->told_room, 0, count, 1)
         && dx_reserve (r->arena, &r->known->was, &r->was_room, 0, count,
                        sizeof *r->known->was);
}

/* Token I is a new word's first, OLD - 1 of those known, if not 0.  False when memory
   is out.  */
static bool
new_word (reader *r, uint32_t i, uint32_t old)
{
  dx_words *w = r->w;
  dx_known *known = r->known;
  const dx_token token = dx_token_of (r->text, i);
  const uint32_t k = w->count;
  if (!dx_reserve (r->arena, &w->words, &r->room, k, k + 1u, sizeof *w->words)
      || !dx_reserve (r->brief, &w->sample, &r->sample_room, k, k + 1u,
                      sizeof *w->sample)
      || !dx_reserve (r->scratch, &r->told, &r->told_room, k, k + 1u, 1)
      || (known
          && !dx_reserve (r->arena, &known->was, &r->was_room, k, k + 1u,
                          sizeof *known->was)))
    return false;
  /* The kind of the first token tells how a word is described.  */
  const bool same = old && known->lore[old - 1].kind == token.kind
                    && !known->words[old - 1].level;
  w->words[k] = (dx_word) { 0 };
  if (same)
    {
      w->words[k] = known->words[old - 1];
      w->words[k].folded = false;
      w->words[k].seen = 0;
    }
  else
    describe (&w->words[k], r->text, token, false);
  if (known)
    known->was[k] = same ? old : 0;
  w->sample[k] = i;
  r->told[k] = told_of (&w->words[k], token.kind);
  w->count++;
  return true;
}

/* 1 + the word of token I, OLD - 1 of those known, if not 0; 0 when memory is
   out.  It is not for the loop that most tokens go through.  */
__attribute__ ((noinline)) static uint32_t
intern (reader *r, uint32_t i, uint32_t old)
{
  const dx_token token = dx_token_of (r->text, i);
  const dx_word *was = old ? &r->known->words[old - 1] : NULL;
  const uint32_t h = was && !was->level
                       ? was->form
                       : dx_hash (r->text->bytes + token.start, token.size);
  size_t at = h & r->all.mask;
  uint32_t word;
  while ((word = r->all.slots[at])
         && (r->w->words[word - 1].form != h
             || !same_bytes (r->text, token,
                             dx_token_of (r->text, r->w->sample[word - 1]))))
    at = (at + 1) & r->all.mask;
  if (word)
    return word;
  if (!new_word (r, i, old))
    return 0;
  word = r->all.slots[at] = r->w->count;
  return 2 * (size_t) word <= r->all.mask || widen (r) ? word : 0;
}

/* Give each token its word, and list the tokens that need a second look.  False when
   memory is out.  */
static bool
intern_all (reader *r)
{
  dx_words *w = r->w;
  dx_known *known = r->known;
  size_t capital_room = 0, open_room = 0;
  uint32_t *const of = w->of;
  /* Per known word: 1 + what it is here, and what a token of it tells in the two highest
     bits, so that most tokens are looked at once; or 0.  Texts of 4 GiB have not 2^30
     words.  */
  uint32_t *now = NULL;
  enum { TOLD = 30, PORTION = 1024 };
  if (known && (!(now = dx_alloc (r->scratch, known->count, sizeof *now))
                || !expect (r, known->count)))
    return false;
  for (uint32_t i = 0, stop; i < r->text->token_count; i = stop)
    {
      const dx_run run = dx_paragraph_of (r->text, i);
      const uint32_t p = dx_paragraph_at (r->text, i);
      const bool recalled = known && known->paragraphs[p];
      stop = run.end - i > PORTION ? i + PORTION : run.end;
      if (!dx_reserve (r->arena, &w->capitals, &capital_room,
                       w->capital_count, w->capital_count + (size_t) PORTION,
                       sizeof *w->capitals)
          || (known
              && !dx_reserve (r->arena, &known->open, &open_room,
                              known->open_count,
                              known->open_count + (size_t) PORTION,
                              sizeof *known->open)))
        return false;
      uint32_t *const capitals = w->capitals;
      /* Where nobody asks for what is open, that is what has a capital, once more.  */
      uint32_t *const open = known ? known->open : capitals;
      const uint32_t least = known ? BUT_KIND : BUT_CAPITALS;
      uint32_t capital = w->capital_count;
      uint32_t opened = known ? known->open_count : capital;
      for (; i < stop; i++)
        {
          uint32_t word = recalled ? now[of[i]] : 0;
          if (!word)
            {
              word = intern (r, i, recalled ? of[i] + 1 : 0);
              if (!word)
                return false;
              word |= (uint32_t) r->told[word - 1] << TOLD;
              if (recalled)
                now[of[i]] = word;
            }
          of[i] = (word & ((UINT32_C (1) << TOLD) - 1)) - 1;
          /* Who could guess whether the next one has a capital?  */
          const uint32_t tells = word >> TOLD;
          capitals[capital] = i;
          capital += tells == BUT_CAPITALS;
          open[opened] = i;
          opened += tells >= least;
        }
      w->capital_count = capital;
      if (known)
        known->open_count = opened;
    }
  return dx_fit (r->arena, &w->capitals, &capital_room, w->capital_count,
                 sizeof *w->capitals);
}

dixit_status
dx_words_read (dx_words *w, const dx_text *text, dx_known *known,
               dx_arena *arena, dx_arena *brief, dixit_error *error)
{
  *w = (dx_words) { 0 };
  dx_arena scratch = { 0 };
  reader r = { .w = w, .text = text, .known = known, .arena = arena,
               .brief = brief, .scratch = &scratch };
  size_t slots = 256;
  dixit_status s = DIXIT_NO_MEMORY;
  while (known && slots < 2 * (size_t) known->count)
    slots *= 2;
  r.all = (table) { dx_alloc (&scratch, slots, sizeof *r.all.slots), slots - 1 };
  w->kept = dx_alloc (brief, 1, sizeof *w->kept);
  w->of = known ? known->of
                : dx_alloc (arena, text->token_count, sizeof *w->of);
  if (!w->of || !w->kept || !r.all.slots || !intern_all (&r))
    goto memory;
  const table t = r.all;

  /* Join each capitalised word to its lower-case twin.  A second table, by
     the hash of the lower-case form, of the words that are in lower case.  */
  memset (t.slots, 0, (t.mask + 1) * sizeof *t.slots);
  for (uint32_t k = 0; k < w->count; k++)
    if (w->words[k].caps == DX_LOWER)
      {
        /* The first of those alike but for digits is enough.  */
        size_t b = w->words[k].lower & t.mask;
        while (t.slots[b] && w->words[t.slots[b] - 1].lower != w->words[k].lower)
          b = (b + 1) & t.mask;
        if (!t.slots[b])
          t.slots[b] = k + 1;
      }
  for (uint32_t k = 0; k < w->count; k++)
    if (w->words[k].caps >= DX_TITLE)
      for (size_t b = w->words[k].lower & t.mask; t.slots[b];
           b = (b + 1) & t.mask)
        if (w->words[t.slots[b] - 1].lower == w->words[k].lower)
          {
            w->words[k].folded = true;
            w->words[k].seen |= DX_W_SEEN_LOWER;
            break;
          }
  gather (w, text, known);
  if (level (w, text, known, &scratch, arena)
      && dx_fit (arena, &w->words, &r.room, w->count, sizeof *w->words)
      && dx_fit (brief, &w->sample, &r.sample_room, w->count,
                 sizeof *w->sample))
    s = DIXIT_OK;

memory:
  dx_arena_free (&scratch);
  return s == DIXIT_OK ? s : dx_fail (error, s, 0, "out of memory");
}
