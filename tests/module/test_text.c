/* test_text.c -- bytes to paragraphs, sentences and tokens.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "text/patterns.h"
#include "text/text.h"
#include "text/utf8.h"

static dx_patterns *patterns;

static int
set_up (void **state)
{
  (void) state;
  dixit_error error;
  return dx_patterns_compile (&patterns, &error) != DIXIT_OK;
}

static int
tear_down (void **state)
{
  (void) state;
  dx_patterns_free (patterns);
  return 0;
}

static void
read_bytes (dx_text *t, dx_arena *a, const char *s, size_t n)
{
  dixit_error error = { .status = DIXIT_OK };
  if (dx_text_read (t, s, n, patterns, a, &error) != DIXIT_OK)
    fail_msg ("%s", error.message);
}

/* Appends to a buffer of fixed size, and fails rather than overflow.  */
typedef struct
{
  char s[4096];
  size_t n;
} buffer;

static void
put (buffer *b, const char *s, size_t n)
{
  assert_true (b->n + n < sizeof b->s);
  memcpy (b->s + b->n, s, n);
  b->n += n;
  b->s[b->n] = 0;
}

/* Tokens with a space between those that have one, and else "|".  What is
   neither word nor punctuation is followed by its kind.  */
static void
put_tokens (buffer *b, const dx_text *t, uint32_t first, uint32_t end)
{
  static const char *const kinds[]
    = { "", "/n", "/q", "", "/s", "/l", "/e" };
  for (uint32_t i = first; i < end; i++)
    {
      const dx_token k = dx_token_of (t, i);
      if (i > first)
        put (b, k.flags & DX_SPACE ? " " : "|", 1);
      put (b, t->bytes + k.start, k.size);
      put (b, kinds[k.kind], strlen (kinds[k.kind]));
    }
}

/* Everything that must hold of any text.  */
static void
check_text (const dx_text *t)
{
  dx_byte at = 0;
  for (uint32_t i = 0; i < t->token_count; i++)
    {
      const dx_token token = dx_token_of (t, i), *const k = &token;
      assert_true (k->start >= at && k->size && dx_token_end (k) <= t->size);
      assert_int_equal (k->kind, t->tokens[i].kind);
      assert_int_equal (k->flags, t->tokens[i].flags);
      assert_true (dx_char_floor (t->bytes, k->start) == k->start);
      assert_true (dx_token_end (k) == t->size
                   || dx_char_floor (t->bytes, dx_token_end (k))
                        == dx_token_end (k));
      assert_true (k->kind <= DX_EMOJI);
      at = dx_token_end (k);
    }
  uint32_t next = 0, sentence = 0;
  for (uint32_t i = 0; i < t->paragraph_count; i++)
    {
      const dx_run paragraph = dx_paragraph (t, i), *const p = &paragraph;
      assert_int_equal (p->first, next);
      assert_true (p->end > p->first && t->kinds[i] <= DX_TURN);
      assert_true (t->tokens[p->first].flags & DX_PARAGRAPH);
      assert_true (t->tokens[p->first].flags & DX_SENTENCE);
      while (sentence < t->sentence_count
             && dx_sentence (t, sentence).first < p->end)
        {
          const dx_run run = dx_sentence (t, sentence++), *const s = &run;
          for (uint32_t k = s->first; k < s->end; k++)
            {
              const dx_run again = dx_sentence_of (t, k);
              assert_true (again.first == s->first && again.end == s->end);
              assert_int_equal (dx_paragraph_of (t, k).first, p->first);
              assert_int_equal (dx_paragraph_of (t, k).end, p->end);
              assert_int_equal (dx_paragraph_at (t, k), i);
            }
          assert_int_equal (s->first, next);
          assert_true (s->end > s->first && s->end <= p->end);
          assert_true (t->tokens[s->first].flags & DX_SENTENCE);
          next = s->end;
        }
      assert_int_equal (next, p->end);
    }
  assert_int_equal (next, t->token_count);
  assert_int_equal (sentence, t->sentence_count);
  assert_int_equal (t->line_count, 1 + dx_lines_between (t, 0, t->size));
  assert_int_equal (dx_char_at (t, t->size), t->length);
}

typedef struct
{
  const char *text, *expected;
} example;

static void
check_tokens (const example *e, size_t count)
{
  for (size_t i = 0; i < count; i++)
    {
      dx_arena a = { 0 };
      dx_text t;
      buffer b = { .n = 0 };
      read_bytes (&t, &a, e[i].text, strlen (e[i].text));
      check_text (&t);
      put_tokens (&b, &t, 0, t.token_count);
      assert_string_equal (b.s, e[i].expected);
      dx_arena_free (&a);
    }
}

#define COUNT(a) (sizeof a / sizeof *a)

static void
test_words (void **state)
{
  (void) state;
  static const example e[] = {
    { "", "" },
    { " \t\n ", "" },
    { "One word", "One word" },
    { "The mayor, Ana Lima, left.", "The mayor|, Ana Lima|, left|." },
    { "a well-known U.S.-funded plan",
      "a well|-|known U.S.|-|funded plan" },
    { "the state‑run agency", "the state|‑|run agency" },
    { "J. K. Marsh and J.R. Lund", "J. K. Marsh and J.R. Lund" },
    { "Mr. Brown met Gen. Lee in Jan. 2020",
      "Mr. Brown met Gen. Lee in Jan. 2020/n" },
    { "Acme Inc., of St. Ives", "Acme Inc.|, of St. Ives" },
    { "He said no. 5 is taken", "He said no. 5/n is taken" },
    { "He said no.", "He said no|." },
    { "It began at 5 p.m. today", "It began at 5/n p.m. today" },
    { "He holds a Ph.D. in law", "He holds a Ph.D. in law" },
    { "This is plan B.", "This is plan B|." },
    { "taller than I. The end", "taller than I|. The end" },
    { "one sentence.Another one", "one sentence|.|Another one" },
    { "f**k that bulls*** now", "f**k that bulls*** now" },
    { "**bold** word", "*/s|*/s|bold|*/s|*/s word" },
    { "naïve Øystein Łódź", "naïve Øystein Łódź" },
    { "Москва и Київ", "Москва и Київ" },
    { "東京 tower", "東|京 tower" },
    { "서울 시장", "서울 시장" },
    { "a snake_case name", "a snake_case name" },
    { "co\xC2\xADoperate", "co\xC2\xADoperate" },
    { "NBSP\xC2\xA0here", "NBSP here" },
    { "AT&T and R&D", "AT|&/s|T and R|&/s|D" },
  };
  check_tokens (e, COUNT (e));
}

static void
test_numbers (void **state)
{
  (void) state;
  static const example e[] = {
    { "1,200 and 4.2 percent", "1,200/n and 4.2/n percent" },
    { "in 2022.", "in 2022/n|." },
    { "the 6th, the 1990s, 5G", "the 6th/n|, the 1990s/n|, 5G/n" },
    { "at 10:30, 3 goals", "at 10:30/n|, 3/n goals" },
    { "$1.2bn or €5", "$/s|1.2bn/n or €/s|5/n" },
    { "30% of 20", "30/n|%/s of 20/n" },
    { "won 3-2", "won 3/n|-|2/n" },
    { "1, 2, 3", "1/n|, 2/n|, 3/n" },
    { "COVID-19 and G20", "COVID|-|19/n and G20" },
    { "½ cup", "½/n cup" },
  };
  check_tokens (e, COUNT (e));
}

static void
test_punctuation (void **state)
{
  (void) state;
  static const example e[] = {
    { "wait... what?!", "wait|... what|?!" },
    { "yes--no -- never", "yes|--|no -- never" },
    { "(a) [b] {c}", "(|a|) [|b|] {|c|}" },
    { "a—b – c…", "a|—|b – c|…" },
    { "a/b", "a|/|b" },
    { "¿Qué? ¡No!", "¿|Qué|? ¡|No|!" },
  };
  check_tokens (e, COUNT (e));
}

static void
test_links (void **state)
{
  (void) state;
  static const example e[] = {
    { "see https://example.com/a-b?c=d.",
      "see https://example.com/a-b?c=d/l|." },
    { "(see www.example.com)", "(|see www.example.com/l|)" },
    { "at https://example.org/x_(y) now",
      "at https://example.org/x_(y)/l now" },
    { "write to ann.lee+x@example.co.uk, please",
      "write to ann.lee+x@example.co.uk/l|, please" },
    { "@ann_lee said #peace now", "@ann_lee/l said #peace/l now" },
    { "number #1 @ home", "number #/s|1/n @/s home" },
    { "buy at example.com today", "buy at example.com/l today" },
    { "Example.com said", "Example.com said" },
    { "a@ b", "a|@/s b" },
    { "https://", "https|:|/|/" },
  };
  check_tokens (e, COUNT (e));
}

static void
test_apostrophes (void **state)
{
  (void) state;
  static const example e[] = {
    { "Don't, can’t, won't", "Do|n't|, ca|n’t|, wo|n't" },
    { "It's Ann’s; they're, we'll, I've, he'd, I'm",
      "It|'s Ann|’s|; they|'re|, we|'ll|, I|'ve|, he|'d|, I|'m" },
    { "I'd've gone", "I|'d|'ve gone" },
    { "O'Neill of Côte d’Ivoire", "O'Neill of Côte d’Ivoire" },
    { "five o'clock rock'n'roll", "five o'clock rock'n'roll" },
    { "rock 'n' roll", "rock 'n' roll" },
    { "rock ’n’ roll", "rock ’n’ roll" },
    { "'Tis the season; 'twas", "'Tis the season|; 'twas" },
    { "'Tis the season,' he said", "'/q|Tis the season|,|'/q he said" },
    { "tell ’em", "tell ’em" },
    { "the ’90s and the '60s", "the ’|90s/n and the '|60s/n" },
    { "Dato’ Seri Lim, DATO' Lim", "Dato’ Seri Lim|, DATO' Lim" },
    { "Jones' cow and the boys’ hats", "Jones|' cow and the boys|’ hats" },
    { "the 1990's songs", "the 1990/n|'s songs" },
    { "the U.S.'s role", "the U.S.|'s role" },
    { "Hawai‘i and Sana'a", "Hawai‘i and Sana'a" },
    { "he is 6'2\" tall", "he is 6/n|'/s|2/n|\"/s tall" },
    { "he is 5' 10\" tall", "he is 5/n|'/s 10/n|\"/s tall" },
    { "a 12\" record", "a 12/n|\"/s record" },
    { "Sophie in 't Veld", "Sophie in 't Veld" },
    { "He said 'the boys' hats' again",
      "He said '/q|the boys|' hats|'/q again" },
    { "Claims ‘No Deal’ on Grain", "Claims ‘/q|No Deal|’/q on Grain" },
    { "'I do,' said Jones' wife", "'/q|I do|,|'/q said Jones|' wife" },
    { "in the year \"2012\"", "in the year \"/q|2012/n|\"/q" },
    { "``So,'' he said", "``/q|So|,|''/q he said" },
    { "`So,' he said", "`/q|So|,|'/q he said" },
    { "''He said 'no,''' she said",
      "''/q|He said '/q|no|,|'/q|''/q she said" },
    { "the song \"Hello\"'s start", "the song \"/q|Hello|\"/q|'s start" },
  };
  check_tokens (e, COUNT (e));
}

static void
test_emoji (void **state)
{
  (void) state;
  static const example e[] = {
    { "ok 👍🏽!", "ok 👍🏽/e|!" },
    { "👩‍👧🇫🇷🇩🇪", "👩‍👧/e|🇫🇷/e|🇩🇪/e" },
  };
  check_tokens (e, COUNT (e));
}

/* Sentences end in " / "; paragraphs in a line end, and start with the letter
   of their kind.  */
static void
check_layout (const char *text, bool wrapped, const char *expected)
{
  static const char kinds[] = "BHYCRLT";
  dx_arena a = { 0 };
  dx_text t;
  buffer b = { .n = 0 };
  read_bytes (&t, &a, text, strlen (text));
  check_text (&t);
  uint32_t s = 0;
  for (uint32_t i = 0; i < t.paragraph_count; i++)
    {
      put (&b, &kinds[t.kinds[i]], 1);
      put (&b, ":", 1);
      for (; s < t.sentence_count
             && dx_sentence (&t, s).first < dx_paragraph (&t, i).end; s++)
        {
          put (&b, " /", 2);
          const dx_run run = dx_sentence (&t, s);
          for (uint32_t k = run.first; k < run.end; k++)
            {
              const dx_token token = dx_token_of (&t, k);
              if (token.flags & DX_GAP)
                put (&b, " <gap>", 6);
              if (token.flags & DX_SPACE || k == run.first)
                put (&b, " ", 1);
              put (&b, t.bytes + token.start, token.size);
            }
        }
      put (&b, "\n", 1);
    }
  assert_string_equal (b.s, expected);
  assert_int_equal (t.wrapped, wrapped);
  dx_arena_free (&a);
}

/* N times PATTERN between two sentences, with a line end after every 50th; how
   many tokens the text has, and the longest of them.  */
static uint32_t
count_between (const char *pattern, int n, const char *before,
               const char *after, uint32_t *longest)
{
  const size_t size = strlen (before) + strlen (after) + 2
                      + (size_t) n * (strlen (pattern) + 1);
  char *s = malloc (size), *at = s;
  assert_non_null (s);
  at += sprintf (at, "%s", before);
  for (int k = 0; k < n; k++)
    at += sprintf (at, k % 50 == 49 ? "%s\n" : "%s", pattern);
  at += sprintf (at, "%s", after);
  dx_arena a = { 0 };
  dx_text t;
  read_bytes (&t, &a, s, (size_t) (at - s));
  check_text (&t);
  *longest = 0;
  for (uint32_t i = 0; i < t.token_count; i++)
    if (dx_token_of (&t, i).size > *longest)
      *longest = dx_token_of (&t, i).size;
  const uint32_t count = t.token_count;
  dx_arena_free (&a);
  free (s);
  return count;
}

static void
test_noise (void **state)
{
  (void) state;
  static const char before[] = "He came here. ", after[] = " She left then.";
  static const struct
  {
    const char *pattern;
    int least;        /* repetitions that are noise; 0: none are */
  } noise[] = {
    { "\"", 172 }, { "(", 172 }, { "<>|", 60 }, { "a[i]=b(c);", 19 },
    { "'a ", 150 }, { "“a ", 150 }, { "a ", 1030 }, { "x ; ", 520 },
    { "a 1 ", 520 }, { "b | 5 | ", 260 }, { "x = y[i] + 1; ", 59 },
    /* A word or two; lines that are paragraphs; letters of two bytes.  */
    { "[0,1],", 0 }, { "a;b\n", 0 }, { "x = y[i] + 1;\n", 0 }, { "\"name\":\"Bob\",", 0 },
    { "“No.” ", 0 }, { "\"I do,\" he said. ", 0 }, { "12 7 ", 0 }, { "и ", 0 },
    { "中 ", 0 }
  };
  for (size_t k = 0; k < COUNT (noise); k++)
    for (int n = 20; n < 100000; n *= 3)
      {
        uint32_t longest;
        const uint32_t count
          = count_between (noise[k].pattern, n, before, after, &longest);
        if (!noise[k].least)
          assert_true (count >= (uint32_t) n && longest < 10);
        else if (n < noise[k].least / 2)
          assert_true (count >= (uint32_t) n && longest < 10);
        else if (n > noise[k].least)
          {
            /* What stands around it is whole; the last of it may be left.  */
            assert_in_range (count, 8 + (uint32_t) n / 101,
                             1100 + (uint32_t) n / 35);
            assert_true (longest >= 50);
          }
      }
  /* Nor do three words in it go.  */
  uint32_t longest;
  char pattern[1100];
  memset (pattern, '"', 1000);
  strcpy (pattern + 1000, " Nobody knows why this came to be. ");
  const uint32_t count = count_between (pattern, 4, before, after, &longest);
  assert_int_equal (longest, 1000);
  assert_int_equal (count, 8 + 4 * 9);
}

/* Nor does a paragraph of eight marks say anything; seven, or a letter, may.  */
static void
test_marks_alone (void **state)
{
  (void) state;
  static const example e[] = {
    { "“ ” — … ( ) ; ”", "“ ” — … ( ) ; ”/s" },
    { "“ ” — … ( ) ”", "“/q ”/q — … ( ) ”/q" },
    { "“ ” — a ( ) ; ” !", "“/q ”/q — a ( ) ; ”/q !" },
    { "“ ” — 1 ( ) ; ” !", "“/q ”/q — 1/n ( ) ; ”/q !" },
  };
  check_tokens (e, COUNT (e));
}

/* What is too long for a token is divided between characters, and goes on.  */
static void
test_long_tokens (void **state)
{
  (void) state;
  static const char *const of[]
    = { "a", "é", "中文", ".", "!?", "1,", "U.S.", "a'", "http://a.b/", "x@y.z",
        "😀\u200d", "a.b-", "*", "rock'n'" };
  for (size_t k = 0; k < COUNT (of); k++)
    for (size_t n = DX_TOKEN_BYTES - 2; n < 4 * DX_TOKEN_BYTES; n += 40000)
      {
        const size_t one = strlen (of[k]);
        char *s = malloc (n + 2 * one + 20), *at = s;
        assert_non_null (s);
        at += sprintf (at, "Ann ");
        while (at < s + n)
          at += sprintf (at, "%s", of[k]);
        at += sprintf (at, " Bea");
        dx_arena a = { 0 };
        dx_text t;
        read_bytes (&t, &a, s, (size_t) (at - s));
        check_text (&t);
        assert_true (t.token_count > 2);
        assert_int_equal (dx_token_of (&t, 0).size, 3);
        assert_int_equal (dx_token_of (&t, t.token_count - 1).size, 3);
        for (uint32_t i = 1; i + 1 < t.token_count; i++)
          if (k < 2 && i + 2 < t.token_count)
            assert_int_equal (t.tokens[i].kind, DX_SYMBOL);
        dx_arena_free (&a);
        free (s);
      }
}

/* Rows of tokens: what is too long or too far for one has it all the same.  */
static void
test_rows (void **state)
{
  (void) state;
  enum { WORDS = 300, LONG = 63, FAR = 70000 };
  char *s = malloc (WORDS * 4 + 3 * FAR), *at = s;
  assert_non_null (s);
  for (int k = 0; k < WORDS; k++)
    {
      /* A word of 63 bytes has room in a row, one of 64 has not.  */
      const int n = k == 40 ? LONG : k == 100 || k == 299 ? LONG + 1 : 3;
      memset (at, k % 2 ? 'b' : 'a', (size_t) n);
      at += n;
      const int gap = k == 200 || k == 257 ? FAR : 1;
      memset (at, ' ', (size_t) gap);
      at += gap;
    }
  dx_arena a = { 0 };
  dx_text t;
  read_bytes (&t, &a, s, (size_t) (at - s));
  check_text (&t);
  assert_int_equal (t.token_count, WORDS);
  const char *from = s;
  for (uint32_t i = 0; i < WORDS; i++)
    {
      const uint32_t n = i == 40 ? LONG : i == 100 || i == 299 ? LONG + 1 : 3;
      assert_int_equal (dx_token_of (&t, i).size, n);
      assert_int_equal (dx_start_of (&t, i), from - s);
      from += n + (i == 200 || i == 257 ? FAR : 1);
    }
  assert_int_equal (t.rows[40 / DX_ROW].wide, 0);
  assert_int_equal (t.rows[100 / DX_ROW].wide, 1);
  assert_int_equal (t.rows[200 / DX_ROW].wide, 2);
  assert_int_equal (t.rows[257 / DX_ROW].wide, 3);
  assert_int_equal (t.rows[299 / DX_ROW].wide, 4);
  dx_arena_free (&a);
  free (s);
}

/* A letter a line is no paragraph each, for hundreds of lines; two are, and what is
   longer too.  */
static void
test_bare_lines (void **state)
{
  (void) state;
  enum { LINES = 5000, FEW = 500 };
  static const char tail[] = "The storm came back.\n";
  static const char *const lines[] = { "a\n", "и\n", "ab\n\n", "abc\n" };
  for (size_t k = 0; k < COUNT (lines); k++)
    {
      char *s = malloc (LINES * strlen (lines[k]) + sizeof tail), *at = s;
      assert_non_null (s);
      for (int i = 0; i < LINES; i++)
        at += sprintf (at, "%s", lines[k]);
      at += sprintf (at, "%s", tail);
      dx_arena a = { 0 };
      dx_text t;
      read_bytes (&t, &a, s, (size_t) (at - s));
      check_text (&t);
      assert_int_equal (t.line_count,
                        1 + LINES * (k == 2 ? 2 : 1) + 1);
      assert_int_equal (t.paragraph_count, 1 + (k < 3 ? FEW : LINES));
      const dx_run last = dx_paragraph (&t, t.paragraph_count - 1);
      assert_int_equal (last.end - last.first, 5);
      dx_arena_free (&a);
      free (s);
    }
}

/* Han: a token a character at first, then eight have one, up to a mark.  */
static void
test_han (void **state)
{
  (void) state;
  enum { FEW = 32, CLAUSES = 40, LONG = 11 };
  static const char clause[] = "「中中中中中中中中中中中」 。", han[] = "中";
  const size_t size = FEW * (sizeof han - 1) + CLAUSES * (sizeof clause - 1);
  char *s = malloc (size + 1), *at = s;
  assert_non_null (s);
  for (int k = 0; k < FEW; k++)
    at += sprintf (at, "%s", han);
  for (int k = 0; k < CLAUSES; k++)
    at += sprintf (at, "%s", clause);
  dx_arena a = { 0 };
  dx_text t;
  read_bytes (&t, &a, s, size);
  check_text (&t);
  assert_int_equal (t.token_count, FEW + CLAUSES * 5);
  for (uint32_t i = 0; i < t.token_count; i++)
    {
      const uint32_t in = i < FEW ? 1 : (i - FEW) % 5;
      const uint32_t n = dx_token_of (&t, i).size;
      assert_int_equal (n, i >= FEW && in == 1 ? 8 * 3
                           : i >= FEW && in == 2 ? (LONG - 8) * 3 : 3);
      assert_int_equal (t.tokens[i].kind,
                        i < FEW || in == 1 || in == 2 ? DX_WORD
                        : in == 4                     ? DX_PUNCT : DX_QUOTE);
    }
  dx_arena_free (&a);
  free (s);
}

static void
test_direction (void **state)
{
  (void) state;
  static const char *const from_left[]
    = { "", "The sea rose. The sea rose.", "„Ça“ — 東京 «Да» 😀 Δ Ա ऄ \xEF\xBB\xBF",
        "The sea rose\xe2\x80\x8e, and rose" },
    *const from_right[]
    = { "ש", "The sea rose. The sea rose, שלום", "ع", "\xe2\x80\x8f", "ﻻ",
        "𞤀", "𐤀 the sea rose" };
  for (size_t k = 0; k < COUNT (from_left); k++)
    assert_false (dx_right_to_left (from_left[k], strlen (from_left[k])));
  for (size_t k = 0; k < COUNT (from_right); k++)
    assert_true (dx_right_to_left (from_right[k], strlen (from_right[k])));
}

/* Lines of another file have no tokens; a few odd characters do no harm.  */
static void
test_binary (void **state)
{
  (void) state;
  static const struct
  {
    const char *line;
    uint32_t tokens;
  } e[] = {
    { "\1a\2b\3c\4d", 0 },
    { "\x7f" "ELF\2\1\1\3>", 0 },
    { "A\1 line\2 of\3 words.", 5 },
    { "Four\1 of\2 them\3 among so many words that nobody\4 would mind.", 12 },
    { "N\bNA\bAM\bME\bE", 5 },
    { "\033[1mB\033[0m \033[1mB\033[0m", 8 },
    { "a\tb\tc\td\te", 5 }
  };
  for (size_t k = 0; k < COUNT (e); k++)
    {
      char s[200];
      const int n = snprintf (s, sizeof s, "He left.\n%s\nShe stayed.\n",
                              e[k].line);
      dx_arena a = { 0 };
      dx_text t;
      read_bytes (&t, &a, s, (size_t) n);
      check_text (&t);
      assert_int_equal (t.token_count, 6 + e[k].tokens);
      assert_int_equal (t.line_count, 4);
      dx_arena_free (&a);
    }
}

static void
test_sentences (void **state)
{
  (void) state;
  static const example e[] = {
    { "He left. She stayed! Why? Nobody knows…",
      "B: / He left. / She stayed! / Why? / Nobody knows…\n" },
    { "“We won.” “Did you?” he asked.",
      "B: / “We won.” / “Did you?” he asked.\n" },
    { "He said: “Go.” Then he left.",
      "B: / He said: “Go.” / Then he left.\n" },
    { "\"Go.\" \"No!\" she said.", "B: / \"Go.\" / \"No!\" she said.\n" },
    { "''Go.'' ''No!'' she said.", "B: / ''Go.'' / ''No!'' she said.\n" },
    { "Mr. Gray met Dr. Moss. They spoke.",
      "B: / Mr. Gray met Dr. Moss. / They spoke.\n" },
    { "She lives in the U.S. The house is old.",
      "B: / She lives in the U.S. / The house is old.\n" },
    { "The U.S. Senate voted on it.", "B: / The U.S. Senate voted on it.\n" },
    { "It closed at 5 p.m. He went home. Acme Inc. Ltd. grew.",
      "B: / It closed at 5 p.m. / He went home. / Acme Inc. Ltd. grew.\n" },
    { "He rose 3.5 percent. In 2020, it fell.",
      "B: / He rose 3.5 percent. / In 2020, it fell.\n" },
    { "(It rained.) They left.", "B: / (It rained.) / They left.\n" },
    { "Wait ... what now.", "B: / Wait ... what now.\n" },
    { "We saw: Rain fell on all of it.",
      "B: / We saw: Rain fell on all of it.\n" },
    { "It ended.[3] They went home.",
      "B: / It ended.[3] / They went home.\n" },
    { "J. Marsh spoke. K. Lund did not.",
      "B: / J. Marsh spoke. / K. Lund did not.\n" },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    check_layout (e[i].text, false, e[i].expected);
}

static void
test_paragraphs (void **state)
{
  (void) state;
  /* Every newline ends a paragraph.  */
  check_layout ("The ferry sank at noon.\nNobody was hurt, they said.\n"
                "\r\nBoats came.\r\nThey left.",
                false,
                "B: / The ferry sank at noon.\n"
                "B: / Nobody was hurt, they said.\n"
                "B: / Boats came.\nB: / They left.\n");
  /* A stray newline in a sentence does not.  */
  check_layout ("The ferry that was to leave the harbour at noon\n"
                "did not leave it.\nBoats came.",
                false,
                "B: / The ferry that was to leave the harbour at noon did not"
                " leave it.\nB: / Boats came.\n");
}

/* An initial, or a title, at the end of a line.  */
static void
test_wrapped_names (void **state)
{
  (void) state;
  check_layout ("It was not known on Monday who had told the paper, but Ida"
                " K.\n"
                "Holm said that it had not been her. Nor, she said, was it"
                " Dr.\n"
                "Moss, who was at sea on that day, and who has no telephone\n"
                "with him when he is out there. He came back to the harbour\n"
                "on Friday, with the tide.\n", true,
                "B: / It was not known on Monday who had told the paper, but"
                " Ida K. Holm said that it had not been her. / Nor, she said,"
                " was it Dr. Moss, who was at sea on that day, and who has no"
                " telephone with him when he is out there. / He came back to"
                " the harbour on Friday, with the tide.\n");
}

static const char wrapped[]
  = "Harbour Board Puts Off Its Vote Again\n"
    "\n"
    "The harbour board put off its vote on the new pier on Monday, after\n"
    "two of its members walked out of the meeting in the old customs\n"
    "house and did not come back.\n"
    "\n"
    "“We will not vote on a plan that nobody in this room has read from\n"
    "\n"
    "https://www.example.com/author/someone-7\n"
    "\n"
    "\n"
    "Tuesday on,” said Ida Holm, who chairs it, in a short statement that\n"
    "was given out after the meeting.\n"
    "\n"
    "“It is a bad plan. It is a costly one too, and I would not sign it if\n"
    "you paid me,” she said.\n"
    "Holm added that the pier was “a good idea in the wrong place, and it\n"
    "will stay one.”\n"
    "\n"
    "Related article: Fishermen’s ‘Last Word’ on the Pier and\n"
    "What It Costs\n"
    "\n"
    "The members who walked out did not want to say why they had done so\n"
    "when they were asked.\n";

/* Markup that was blanked makes some lines wide; the others tell.  */
static void
test_wrapped_markup (void **state)
{
  (void) state;
  check_layout (
    "The harbour board put off its vote on the new pier on Monday, after\n"
    "two of its members walked out of the meeting in the old customs\n"
    "house and did not come back.\n"
    "\n"
    "“We will not vote,” said  Ida Holm                          , who    \n"
    "chairs it, “on a plan that nobody in this"
    "                                                           room\n"
    "has read.” She was in a hurry, and had been in a hurry all that day\n"
    "of the long week.\n",
    true,
    "B: / The harbour board put off its vote on the new pier on Monday, after"
    " two of its members walked out of the meeting in the old customs house"
    " and did not come back.\n"
    "B: / “We will not vote,” said Ida Holm , who chairs it, “on a plan that"
    " nobody in this room has read.” / She was in a hurry, and had been in a"
    " hurry all that day of the long week.\n");
}

/* A line may end some columns early where a proportional font measures it: what ends a
   sentence there does not end the paragraph.  */
static void
test_wrapped_loosely (void **state)
{
  (void) state;
  check_layout (
    "The harbour board put off its vote on the new pier on Monday, after\n"
    "two of its members walked out of the meeting in the old customs\n"
    "house and did not come back.\n"
    "\n"
    "“We were told that the money would come, and each time we agreed.\n"
    "I\n"
    "\n"
    "Page 1 of 2\n"
    "\n"
    "now have a drawer full of plans,” said Ida Holm, who chairs it, in a\n"
    "statement that was given out.\n",
    true,
    "B: / The harbour board put off its vote on the new pier on Monday, after"
    " two of its members walked out of the meeting in the old customs house"
    " and did not come back.\n"
    "B: / “We were told that the money would come, and each time we agreed. / I"
    " <gap> now have a drawer full of plans,” said Ida Holm, who chairs it, in"
    " a statement that was given out.\n");
}

static void
test_wrapped (void **state)
{
  (void) state;
  check_layout (wrapped, true,
    "H: / Harbour Board Puts Off Its Vote Again\n"
    "B: / The harbour board put off its vote on the new pier on Monday, after"
    " two of its members walked out of the meeting in the old customs house"
    " and did not come back.\n"
    "B: / “We will not vote on a plan that nobody in this room has read from"
    " <gap> Tuesday on,” said Ida Holm, who chairs it, in a short statement"
    " that was given out after the meeting.\n"
    "B: / “It is a bad plan. / It is a costly one too, and I would not sign it"
    " if you paid me,” she said.\n"
    "B: / Holm added that the pier was “a good idea in the wrong place, and it"
    " will stay one.”\n"
    "R: / Related article: Fishermen’s ‘Last Word’ on the Pier and What It"
    " Costs\n"
    "B: / The members who walked out did not want to say why they had done so"
    " when they were asked.\n");
}

/* What stands between the halves of a paragraph, and does not count.  */
static void
test_furniture (void **state)
{
  (void) state;
  static const char *const furniture[]
    = { "https://example.com/a/b", "www.example.com/a", "Page 3 of 7",
        "page 12", "3/7", "12", "- 12 -", "[4]", "Advertisement",
        "7/11/25, 9:14 AM Harbour Board Puts Off Its Vote",
        "https://example.com/x 2/3", "(MORE)", "Continued on page 7" };
  static const char *const around[][2]
    = { { "\n", "\n" }, { "\n\n", "\n\n" }, { "\n\n\n", "\n" },
        { "\n\f", "\n" }, { "\r\n\r\n", "\r\n" } };
  char text[512];
  for (size_t i = 0; i < COUNT (furniture); i++)
    for (size_t k = 0; k < COUNT (around); k++)
      {
        snprintf (text, sizeof text,
                  "The board said that the pier would not be built in the"
                  " harbour of%s%s%sHolm, where it was to stand. Then it"
                  " left.", around[k][0], furniture[i], around[k][1]);
        check_layout (text, false,
                      "B: / The board said that the pier would not be built"
                      " in the harbour of <gap> Holm, where it was to stand."
                      " / Then it left.\n");
      }
  /* A form feed alone.  */
  check_layout ("The board said that the pier would be built in the harbour"
                " of\n\n\fHolm, and left.", false,
                "B: / The board said that the pier would be built in the"
                " harbour of <gap> Holm, and left.\n");
  /* A sentence that ended, and a headline, do not go on.  */
  check_layout ("The pier will be built.\n\nhttps://example.com\n\nIt will"
                " stand.", false,
                "B: / The pier will be built.\nB: / It will stand.\n");
  check_layout ("Harbour Board Votes\n\nhttps://example.com\n\nIt will"
                " stand.", false,
                "H: / Harbour Board Votes\nB: / It will stand.\n");
  /* Once the text has begun, a short line is one that the page cut.  */
  check_layout ("The pier will be built in the harbour, as the board of Holm"
                " has said.\n\nThe board\n\nhttps://example.com\n\nHolm"
                " has said so.", false,
                "B: / The pier will be built in the harbour, as the board of"
                " Holm has said.\nB: / The board <gap> Holm has said so.\n");
  check_layout ("https://example.com/a\n\nIt will stand, he said.", false,
                "B: / It will stand, he said.\n");
  /* A running head.  */
  check_layout ("The board said that the pier would be built in the harbour"
                " of\n\nThe Daily Gull\n\f\nHolm, and left. It said again"
                " that the pier would be built in the\n\nThe Daily Gull\n"
                "\f\nharbour of Holm.", false,
                "B: / The board said that the pier would be built in the"
                " harbour of <gap> Holm, and left. / It said again that the"
                " pier would be built in the <gap> harbour of Holm.\n");
}

static void
test_kinds (void **state)
{
  (void) state;
  static const struct
  {
    const char *text;
    int kind;
  } e[] = {
    { "By Ann Lee", DX_BYLINE },
    { "By Ann Lee and Bo Ek, Staff Writers", DX_BYLINE },
    { "July 10, 2025", DX_BYLINE },
    { "Published: 3 May 2024, 10:15 GMT", DX_BYLINE },
    { "(Reporting by Ann Lee; Editing by Bo Ek)", DX_BYLINE },
    { "© 2025 The Daily Gull", DX_BYLINE },
    { "By Monday the town was quiet again.", DX_BODY },
    { "May 5 was a day of rain in the whole of the north.", DX_BODY },
    { "Photo: Ann Lee", DX_CAPTION },
    { "The old pier in winter. (Photo by Ann Lee)", DX_CAPTION },
    { "A ship leaves the port. Ann Lee/Getty Images", DX_CAPTION },
    { "Related article: The Pier", DX_RELATED },
    { "Read more: Why the pier fell", DX_RELATED },
    { "ALSO READ | Why the pier fell", DX_RELATED },
    { "Read the report before you sign, she told them.", DX_BODY },
    { "• one thing", DX_LIST },
    { "1. one thing", DX_LIST },
    { "(a) one thing", DX_LIST },
    { "The Board Votes On Pier", DX_HEADLINE },
    { "What the board wants", DX_HEADLINE },
  };
  char text[512];
  for (size_t i = 0; i < COUNT (e); i++)
    {
      dx_arena a = { 0 };
      dx_text t;
      snprintf (text, sizeof text,
                "The board met on Monday to talk about the pier that it does"
                " not want to build, and it did so all day long, with one"
                " short pause for tea and none for anything else at all.\n\n"
                "%s\n\nIt left.",
                e[i].text);
      read_bytes (&t, &a, text, strlen (text));
      check_text (&t);
      if (t.paragraph_count != 3 || t.kinds[1] != e[i].kind)
        fail_msg ("%s: kind %d", e[i].text,
                  t.paragraph_count > 1 ? t.kinds[1] : -1);
      dx_arena_free (&a);
    }
  check_layout ("Q: Who builds it?\n\nA: Nobody does.\n\n"
                "HOLM: I would not.\n\nIda Holm: Nor would I.", false,
                "T: / Q: Who builds it?\nT: / A: Nobody does.\n"
                "T: / HOLM: I would not.\nT: / Ida Holm: Nor would I.\n");
  check_layout ("Two men at the pier. Harbour Press Service\n\nIt stands.",
                false,
                "C: / Two men at the pier. / Harbour Press Service\n"
                "B: / It stands.\n");
}

static void
test_dateline (void **state)
{
  (void) state;
  static const struct
  {
    const char *text;
    uint32_t tokens;
  } e[] = {
    { "HOLM HARBOUR, July 10 (AFP) — The board voted on Monday.", 9 },
    { "WASHINGTON (AP) — The board voted on Monday evening.", 5 },
    { "Holm (Reuters) - The board voted on Monday evening.", 5 },
    { "LONDON — The board voted on the pier on Monday evening.", 2 },
    { "LONDON ― The board voted on the pier on Monday evening.", 2 },
    { "(CNN) The board voted on the pier on Monday evening.", 0 },
    { "(CNN) — The board voted on the pier on Monday evening.", 4 },
    { "The board — all of it — voted on the pier on Monday.", 0 },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    {
      dx_arena a = { 0 };
      dx_text t;
      uint32_t n = 0;
      read_bytes (&t, &a, e[i].text, strlen (e[i].text));
      while (n < t.token_count && t.tokens[n].flags & DX_DATELINE)
        n++;
      if (n != e[i].tokens)
        fail_msg ("%s: %u", e[i].text, n);
      dx_arena_free (&a);
    }
}

static void
test_positions (void **state)
{
  (void) state;
  dx_arena a = { 0 };
  dx_text t;
  const char *s = "aé\n東b\r\nc\rd\n";
  read_bytes (&t, &a, s, strlen (s));
  static const struct
  {
    dx_byte byte;
    uint32_t character, line;
  } e[] = {
    { 0, 0, 1 }, { 1, 1, 1 }, { 3, 2, 1 }, { 4, 3, 2 }, { 7, 4, 2 },
    { 8, 5, 2 }, { 9, 6, 2 }, { 10, 7, 3 }, { 12, 9, 4 }, { 14, 11, 5 },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    {
      assert_int_equal (dx_char_at (&t, e[i].byte), e[i].character);
      assert_int_equal (1 + dx_lines_between (&t, 0, e[i].byte), e[i].line);
    }
  dx_arena_free (&a);
  /* Across blocks of the index.  */
  static char big[3000];
  for (size_t i = 0; i < sizeof big; i += 3)
    memcpy (big + i, "東", 3);
  read_bytes (&t, &a, big, sizeof big);
  for (dx_byte i = 0; i <= sizeof big; i += 3)
    assert_int_equal (dx_char_at (&t, i), i / 3);
  dx_arena_free (&a);
}

static void
test_bad_utf8 (void **state)
{
  (void) state;
  static const struct
  {
    const char *bytes;
    size_t at;
  } e[] = {
    { "\x80", 0 }, { "a\xFF", 1 }, { "ab\xC3", 2 }, { "\xC0\xAF", 0 },
    { "\xC1\xBF", 0 }, { "\xE0\x80\xAF", 0 }, { "é\xE6\x9D", 2 },
    { "\xED\xA0\x80", 0 }, { "\xF4\x90\x80\x80", 0 },
    { "\xF5\x80\x80\x80", 0 },
    { "\xF0\x80\x80\x80", 0 }, { "x\xE2\x28\xA1", 1 }, { "\xF0\x9F\x98", 0 },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    for (size_t pad = 0; pad < 600; pad += 119)
      {
        char s[700];
        memset (s, 'x', pad);
        strcpy (s + pad, e[i].bytes);
        dx_arena a = { 0 };
        dx_text t;
        dixit_error error;
        assert_int_equal (dx_text_read (&t, s, strlen (s), patterns, &a,
                                        &error),
                          DIXIT_BAD_UTF8);
        assert_int_equal (error.status, DIXIT_BAD_UTF8);
        assert_int_equal (error.byte, pad + e[i].at);
        dx_arena_free (&a);
      }
}

static void
test_characters (void **state)
{
  (void) state;
  static const struct
  {
    uint32_t upper, lower;
  } e[] = {
    { 'A', 'a' }, { 0xC9, 0xE9 }, { 0x141, 0x142 }, { 0x160, 0x161 },
    { 0x178, 0xFF }, { 0x17D, 0x17E }, { 0x391, 0x3B1 }, { 0x386, 0x3AC },
    { 0x38E, 0x3CD }, { 0x401, 0x451 }, { 0x416, 0x436 }, { 0x490, 0x491 },
    { 0x4D8, 0x4D9 }, { 0x531, 0x561 }, { 0x1EA4, 0x1EA5 },
    { 0xFF21, 0xFF41 }, { 0x15E, 0x15F }, { 0x18F, 0x259 },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    {
      assert_true (dx_is_upper (e[i].upper) && !dx_is_lower (e[i].upper));
      assert_true (dx_is_lower (e[i].lower) && !dx_is_upper (e[i].lower));
      assert_int_equal (dx_lower (e[i].upper), e[i].lower);
      assert_int_equal (dx_lower (e[i].lower), e[i].lower);
      assert_true (dx_is_letter (e[i].upper) && dx_is_letter (e[i].lower));
    }
  static const uint32_t letters[]
    = { 0x5D0, 0x627, 0x905, 0xAC00, 0x4E2D, 0x3042, 0x30A2, 0x10D0, 0x301 };
  for (size_t i = 0; i < COUNT (letters); i++)
    {
      assert_true (dx_is_letter (letters[i]));
      assert_false (dx_is_upper (letters[i]) || dx_is_lower (letters[i]));
      assert_int_equal (dx_lower (letters[i]), letters[i]);
    }
  assert_true (dx_is_space (0xA0) && dx_is_space (0x3000) && dx_is_space (0));
  assert_true (dx_is_digit ('7') && dx_is_digit (0x663));
  assert_int_equal (dx_class (0x1F600), DX_C_EMOJI);
  assert_int_equal (dx_class (0x20AC), DX_C_SYMBOL);
  assert_int_equal (dx_class (0x2014), DX_C_PUNCT);
  assert_int_equal (dx_class (0x10FFFF), DX_C_SYMBOL);
  for (uint32_t cp = 0; cp < 0x110000; cp++)
    if (dx_is_upper (cp))
      assert_false (dx_is_upper (dx_lower (cp)));
}

static void
test_patterns (void **state)
{
  (void) state;
  dx_matcher *m = dx_matcher_new (patterns);
  assert_non_null (m);
  assert_int_equal (dx_match (m, DX_P_ABBREVIATION, "Mr. X", 5), 3);
  assert_int_equal (dx_match (m, DX_P_ABBREVIATION, "Cat. X", 6), 0);
  assert_int_equal (dx_match (m, DX_P_FURNITURE, "3/7", 3), 3);
  assert_int_equal (dx_match (m, DX_P_FURNITURE, "3/7 of it", 9), 0);
  assert_int_equal (dx_match (m, DX_P_TURN, "", 0), 0);
  dx_matcher_free (m);
  dx_matcher_free (NULL);
  dx_patterns_free (NULL);
}

static void
read_repeated (const char *unit, size_t size)
{
  size_t n = strlen (unit), unit_size = n ? n : 1;
  char *s = malloc (size);
  assert_non_null (s);
  for (size_t i = 0; i < size; i++)
    s[i] = unit[i % unit_size];
  size -= size % unit_size;
  dx_arena a = { 0 };
  dx_text t;
  read_bytes (&t, &a, s, size);
  check_text (&t);
  dx_arena_free (&a);
  free (s);
}

static void
test_hostile (void **state)
{
  (void) state;
  static const char *const units[]
    = { "", "a", "\n", "\r", "\f", "\r\n", "\"", "'", "`", "“", "”", "’", "«",
        ".", "a.", "A.", "a.b", "1.", "1,", "@", "a@", "a@b.c", "-", "- a\n",
        "*", "a*", "#", "http://", "www.(", "http://a\n", "1\n", "Mr. ",
        "'a ", "s' ", "o'", "a's'", "'tis ", "'90 ", "A: b\n", "AB ",
        "By A\n", "中", "\xCC\x81", "\xE2\x80\x8D", "👨‍👩", "a\n\n",
        "Head 1\n\f\n", "\xC2\xA0", "\xEF\xBB\xBF", "A b (photo\n\n" };
  for (size_t i = 0; i < COUNT (units); i++)
    read_repeated (units[i], 1000000);
}

static uint32_t
next_random (uint32_t *seed)
{
  *seed = *seed * 1664525 + 1013904223;
  return *seed >> 8;
}

static size_t
encode (char *s, uint32_t cp)
{
  if (cp < 0x80)
    {
      s[0] = (char) cp;
      return 1;
    }
  size_t n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
  for (size_t i = n - 1; i; i--, cp >>= 6)
    s[i] = (char) (0x80 | (cp & 0x3F));
  s[0] = (char) (uint8_t) ((0xF00u >> n) | cp);
  return n;
}

/* Random characters, mostly those that mean something.  */
static void
test_random (void **state)
{
  (void) state;
  static const char *const bits[]
    = { " ", " ", " ", "\n", "\n\n", "a", "B", "word", "Name", "1", "'", "’",
        "\"", "“", "”", "‘", ".", ",", "Mr.", "U.S.", "-", "—", "(", ")",
        "''", "``", "http://x.y", "@", "#", "s", "n't", "'s", "\f", "\r", ":",
        "?", "…", "3/7", "é", "中", "*", "Q:", "By ", "•", "\xE2\x80\x8D" };
  uint32_t seed = 20260101;
  char s[2048];
  for (int round = 0; round < 3000; round++)
    {
      size_t n = 0, want = next_random (&seed) % (sizeof s - 16);
      while (n < want)
        if (next_random (&seed) % 8)
          {
            const char *bit = bits[next_random (&seed) % COUNT (bits)];
            memcpy (s + n, bit, strlen (bit));
            n += strlen (bit);
          }
        else
          {
            uint32_t cp = next_random (&seed) % 0x110000;
            if (cp < 0xD800 || cp > 0xDFFF)
              n += encode (s + n, next_random (&seed) % 2 ? cp % 0x3000 : cp);
          }
      char *copy = malloc (n + 1);  /* so that a sanitizer sees its end */
      assert_non_null (copy);
      memcpy (copy, s, n);
      dx_arena a = { 0 };
      dx_text t;
      dixit_error error;
      if (dx_text_read (&t, copy, n, patterns, &a, &error) == DIXIT_OK)
        check_text (&t);
      else
        assert_int_equal (error.status, DIXIT_BAD_UTF8);
      dx_arena_free (&a);
      free (copy);
    }
}

/* Whatever a text is cut at, what is left of it reads.  */
static void
test_prefixes (void **state)
{
  (void) state;
  for (size_t n = 0; n < sizeof wrapped; n++)
    {
      char *copy = malloc (n + 1);
      assert_non_null (copy);
      memcpy (copy, wrapped, n);
      dx_arena a = { 0 };
      dx_text t;
      dixit_error error;
      dixit_status status
        = dx_text_read (&t, copy, n, patterns, &a, &error);
      if (status == DIXIT_OK)
        check_text (&t);
      else
        {
          assert_int_equal (status, DIXIT_BAD_UTF8);
          assert_true (error.byte < n && error.byte + 3 >= n);
        }
      dx_arena_free (&a);
      free (copy);
    }
}

static void
test_errors (void **state)
{
  (void) state;
  dixit_error error;
  assert_int_equal (dx_fail (NULL, DIXIT_IO, 3, "no"), DIXIT_IO);
  assert_int_equal (dx_fail (&error, DIXIT_IO, 3, "no %d", 5), DIXIT_IO);
  assert_string_equal (error.message, "no 5");
  assert_int_equal (error.byte, 3);
  dx_arena a = { 0 };
  dx_text t;
  assert_int_equal (dx_text_read (&t, "", (size_t) UINT32_MAX, patterns, &a,
                                  &error),
                    DIXIT_TOO_LARGE);
  read_bytes (&t, &a, NULL, 0);
  check_text (&t);
  assert_int_equal (t.token_count, 0);
  dx_arena_free (&a);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_words),
    cmocka_unit_test (test_numbers),
    cmocka_unit_test (test_punctuation),
    cmocka_unit_test (test_links),
    cmocka_unit_test (test_apostrophes),
    cmocka_unit_test (test_emoji),
    cmocka_unit_test (test_noise),
    cmocka_unit_test (test_marks_alone),
    cmocka_unit_test (test_long_tokens),
    cmocka_unit_test (test_rows),
    cmocka_unit_test (test_bare_lines),
    cmocka_unit_test (test_han),
    cmocka_unit_test (test_direction),
    cmocka_unit_test (test_binary),
    cmocka_unit_test (test_sentences),
    cmocka_unit_test (test_paragraphs),
    cmocka_unit_test (test_wrapped_names),
    cmocka_unit_test (test_wrapped),
    cmocka_unit_test (test_wrapped_loosely),
    cmocka_unit_test (test_wrapped_markup),
    cmocka_unit_test (test_furniture),
    cmocka_unit_test (test_kinds),
    cmocka_unit_test (test_dateline),
    cmocka_unit_test (test_positions),
    cmocka_unit_test (test_bad_utf8),
    cmocka_unit_test (test_characters),
    cmocka_unit_test (test_patterns),
    cmocka_unit_test (test_hostile),
    cmocka_unit_test (test_random),
    cmocka_unit_test (test_prefixes),
    cmocka_unit_test (test_errors),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
