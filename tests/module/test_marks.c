/* test_marks.c -- pairing of quotation marks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "find/marks.h"
#include "find/reading.h"
#include "text/patterns.h"

static dx_patterns *patterns;
static dixit_analyzer *analyzer;  /* for dialogue, which takes parts of speech; or NULL */

static int
set_up (void **state)
{
  (void) state;
  dixit_error error;
  const char *path = getenv ("DIXIT_MODEL");
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &analyzer, &error) != DIXIT_OK)
    print_message ("without a model: %s\n", error.message);
  return dx_patterns_compile (&patterns, &error) != DIXIT_OK;
}

static int
tear_down (void **state)
{
  (void) state;
  dx_patterns_free (patterns);
  dixit_analyzer_close (analyzer);
  return 0;
}

typedef struct
{
  dx_arena arena;
  dx_text text;
  dx_marks marks;
} document;

static void
read_bytes (document *d, const char *s, size_t n)
{
  dixit_error error = { .status = DIXIT_OK };
  *d = (document) { .arena = { 0 } };
  if (dx_text_read (&d->text, s, n, patterns, &d->arena, &error) != DIXIT_OK
      || dx_marks_pair (&d->marks, &d->text, &d->arena, &error) != DIXIT_OK)
    fail_msg ("%s", error.message);
}

/* Everything that must hold of the marks of any text.  */
static void
check_marks (const document *d)
{
  const dx_marks *m = &d->marks;
  const dx_text *t = &d->text;
  uint32_t stack[16], depth = 0, next = 0;
  for (uint32_t i = 0; i < m->count; i++)
    {
      const dx_passage *p = &m->passages[i];
      assert_true (p->open < p->close + p->dash && p->close < t->token_count);
      assert_true (i == 0 || p->open > m->passages[i - 1].open);
      assert_true (p->dash || t->tokens[p->open].kind == DX_QUOTE);
      assert_true (m->state[p->open] & DX_M_OPEN);
      assert_true ((p->talk > 0) == (p->talk && dx_turn_of (m, p) > 0)
                   && (!p->dash || p->talk));
      if (p->dash)
        assert_true (p->closed && !p->depth && !p->reopened
                     && dx_said_from (p, t) <= p->close);
      else if (p->closed)
        {
          assert_int_equal (t->tokens[p->close].kind, DX_QUOTE);
          assert_true (m->state[p->close] & DX_M_CLOSE);
        }
    }
  for (uint32_t i = 0; i < t->token_count; i++)
    {
      if (next < m->count && m->passages[next].open == i)
        {
          assert_true (depth < 16);
          assert_int_equal (m->passages[next].depth, depth);
          if (depth)
            assert_true (m->passages[next].close
                         <= m->passages[stack[depth - 1]].close);
          stack[depth++] = next++;
        }
      assert_int_equal (dx_passage_at (m, i),
                        depth ? stack[depth - 1] : DIXIT_NONE);
      assert_int_equal ((m->state[i] & DX_M_INSIDE) != 0, depth > 0);
      assert_int_equal ((m->state[i] & DX_M_NESTED) != 0, depth > 1);
      if (t->tokens[i].kind == DX_QUOTE)
        {
          unsigned roles = m->state[i] & (DX_M_OPEN | DX_M_CLOSE | DX_M_STRAY);
          assert_true (roles == DX_M_OPEN || roles == DX_M_CLOSE
                       || roles == DX_M_STRAY);
        }
      else if (dx_passage_at (m, i) == DIXIT_NONE
               || m->passages[dx_passage_at (m, i)].open != i)
        assert_false (m->state[i] & (DX_M_OPEN | DX_M_CLOSE | DX_M_STRAY));
      while (depth && m->passages[stack[depth - 1]].close == i)
        depth--;
    }
  assert_int_equal (depth, 0);
  assert_int_equal (next, m->count);
}

/* The text with "[" before each passage, "]" after a closed one, "}" after
   one that was not closed, "+" before a mark that reopens, and "?" before a
   stray one.  */
static void
render (const document *d, char *out, size_t room)
{
  const dx_marks *m = &d->marks;
  const dx_text *t = &d->text;
  size_t n = 0;
  uint32_t stack[16], depth = 0, next = 0;
  dx_byte at = 0;
  for (uint32_t i = 0; i < t->token_count; i++)
    {
      const dx_token token = dx_token_of (t, i), *const k = &token;
      for (; at < k->start && n + 8 < room; at++)
        out[n++] = t->bytes[at] == '\n' ? '/' : t->bytes[at];
      bool opens = next < m->count && m->passages[next].open == i;
      if (opens)
        {
          out[n++] = '[';
          stack[depth++] = next++;
        }
      else if (m->state[i] & DX_M_OPEN)
        out[n++] = '+';
      if (m->state[i] & DX_M_STRAY)
        out[n++] = '?';
      assert_true (n + (k->size) + 32 < room);
      for (; at < dx_token_end (k); at++)
        out[n++] = t->bytes[at];
      while (depth && m->passages[stack[depth - 1]].close == i)
        out[n++] = m->passages[stack[--depth]].closed ? ']' : '}';
    }
  out[n] = 0;
}

typedef struct
{
  const char *text, *expected;
} example;

static void
check_all (const example *e, size_t count)
{
  char out[2048];
  for (size_t i = 0; i < count; i++)
    {
      document d;
      read_bytes (&d, e[i].text, strlen (e[i].text));
      check_marks (&d);
      render (&d, out, sizeof out);
      assert_string_equal (out, e[i].expected);
      dx_arena_free (&d.arena);
    }
}

#define COUNT(a) (sizeof a / sizeof *a)

static void
test_shapes (void **state)
{
  (void) state;
  static const example e[] = {
    { "no marks at all", "no marks at all" },
    { "“Go,” he said.", "[“Go,”] he said." },
    { "\"Go,\" he said.", "[\"Go,\"] he said." },
    { "‘Go,’ he said.", "[‘Go,’] he said." },
    { "'Go,' he said.", "['Go,'] he said." },
    { "«Go», he said.", "[«Go»], he said." },
    { "« Go », he said.", "[« Go »], he said." },
    { "‹Go›, he said.", "[‹Go›], he said." },
    { "„Go“, he said.", "[„Go“], he said." },
    { "„Go”, he said.", "[„Go”], he said." },
    { "‚Go‘, he said.", "[‚Go‘], he said." },
    { "「去」他说", "[「去」]他说" },
    { "『去』他说", "[『去』]他说" },
    { "``Go,'' he said.", "[``Go,''] he said." },
    { "`Go,' he said.", "[`Go,'] he said." },
    { "''Go,'' he said.", "[''Go,''] he said." },
    { "‘‘Go,’’ he said.", "[‘‘Go,’’] he said." },
    { "»Go«, he said.", "[»Go«], he said." },
    { "»Go», he said.", "[»Go»], he said." },
    { "”Go”, he said.", "[”Go”], he said." },
    { "’Go now,’ he said.", "[’Go now,’] he said." },
    { "“Go,\" he said.", "[“Go,\"] he said." },
    { "\"Go,” he said.", "[\"Go,”] he said." },
    { "“Go,'' he said.", "[“Go,''] he said." },
    { "\"\"Go,\"\" he said.", "[\"[\"Go,\"]\"] he said." },
    { "“Go. “", "[“Go. “]" },
    { "“Go.“[1] he said", "[“Go.“][1] he said" },
    { "\" Go \" he said.", "[\" Go \"] he said." },
  };
  check_all (e, COUNT (e));
}

static void
test_spacing (void **state)
{
  (void) state;
  static const example e[] = {
    { "\"A,\" he said, \"B.\"", "[\"A,\"] he said, [\"B.\"]" },
    { "(\"A\") and [\"B\"]", "([\"A\"]) and [[\"B\"]]" },
    { "\"A\"—he said—\"B\"", "[\"A\"]—he said—[\"B\"]" },
    { "he said:\"A.\" Then", "he said:[\"A.\"] Then" },
    { "\"A.\"Then \"B.\"", "[\"A.\"]Then [\"B.\"]" },
    { "the \"A\"-like \"B\"/\"C\"", "the [\"A\"]-like [\"B\"]/[\"C\"]" },
    { "\"We go, \"he said, and left.", "[\"We go, \"]he said, and left." },
    { "\"...and so,\" he said", "[\"...and so,\"] he said" },
    { "“A”“B”", "[“A”][“B”]" },
    { "the \"Song\"'s end", "the [\"Song\"]'s end" },
  };
  check_all (e, COUNT (e));
}

static void
test_apostrophes (void **state)
{
  (void) state;
  static const example e[] = {
    { "Don't say it's Jones' cow.", "Don't say it's Jones' cow." },
    { "the ’90s, rock ’n’ roll", "the ’90s, rock ’n’ roll" },
    { "he is 6'2\" and 5' 10\" tall", "he is 6'2\" and 5' 10\" tall" },
    { "‘It’s the boys’ turn,’ he said", "[‘It’s the boys’ turn,’] he said" },
    { "'It's the boys' turn,' he said", "['It's the boys' turn,'] he said" },
    { "Wins ‘Big Prize’ and Claims ‘No Rivals’ Remain",
      "Wins [‘Big Prize’] and Claims [‘No Rivals’] Remain" },
    { "Lake 'very low', say fishers' wives",
      "Lake ['very low'], say fishers' wives" },
    { "“the workers’ plan,” he said", "[“the workers’ plan,”] he said" },
    { "He came home very late again last night.  ‘It is for once the boys’\n"
      "turn,’ he said, and he put his own plate away.",
      "He came home very late again last night.  [‘It is for once the boys’/"
      "turn,’] he said, and he put his own plate away." },
    { "‘’Tis late,’ he said. ‘’So,’’ she said",
      "[‘’Tis late,’] he said. [‘’So,’’] she said" },
    { "'It's the '74 strike again,' he said",
      "['It's the '74 strike again,'] he said" },
  };
  check_all (e, COUNT (e));
}

static void
test_nesting (void **state)
{
  (void) state;
  static const example e[] = {
    { "“He said ‘no’ to me,” she said", "[“He said [‘no’] to me,”] she said" },
    { "“He said ‘no,’” she said", "[“He said [‘no,’]”] she said" },
    { "‘He said “no” to me,’ she said", "[‘He said [“no”] to me,’] she said" },
    { "\"He said 'no,'\" she said", "[\"He said ['no,']\"] she said" },
    { "''He said 'no,''' she said", "[''He said ['no,']''] she said" },
    { "\"He said \"no\" to me,\" she said",
      "[\"He said [\"no\"] to me,\"] she said" },
    { "« a “b” c »", "[« a [“b”] c »]" },
    { "“A ‘b “c” d’ e”", "[“A [‘b [“c”] d’] e”]" },
    /* A single mark inside that has no partner harms nothing.  */
    { "“He ‘said no,” she said. “B.”", "[“He ?‘said no,”] she said. [“B.”]" },
  };
  check_all (e, COUNT (e));
}

static void
test_damage (void **state)
{
  (void) state;
  static const example e[] = {
    /* It ends with its paragraph.  */
    { "“We go, he said.\n\nThen “they” left.",
      "[“We go, he said.}//Then [“they”] left." },
    { "\"We go, he said.\n\nThen \"they\" left.",
      "[\"We go, he said.}//Then [\"they\"] left." },
    { "We go,” he said.\n\nThen “they” left.",
      "We go,?” he said.//Then [“they”] left." },
    /* It ends where the next one starts.  */
    { "“We go, he said. “Now,” he said.",
      "[“We go, he said.} [“Now,”] he said." },
    { "\"We go, he said. \"Now,\" he said.",
      "[\"We go, he said.} [\"Now,\"] he said." },
    /* Single straight marks without a partner are apostrophes.  */
    { "the 'hoods of the town", "the ?'hoods of the town" },
    { "\"We go, \"Lee said. \"We go.\"", "[\"We go, \"]Lee said. [\"We go.\"]" },
    { "She said, \"Lee is here.\"", "She said, [\"Lee is here.\"]" },
    { "““We go,” he said.", "?“[“We go,”] he said." },
    { "We go. “\n\nThen.", "We go. ?“//Then." },
    { "「去", "[「去}" },
    { "去」", "去?」" },
  };
  check_all (e, COUNT (e));
}

static void
test_reopened (void **state)
{
  (void) state;
  static const example e[] = {
    { "“We go.\n\n“We stay.\n\n“We sleep,” he said.",
      "[“We go.//+“We stay.//+“We sleep,”] he said." },
    { "\"We go.\n\n\"We stay,\" he said.",
      "[\"We go.//+\"We stay,\"] he said." },
    { "‘We go.\n\n‘We stay,’ he said.", "[‘We go.//+‘We stay,’] he said." },
    { "«We go.\n\n«We stay», he said.", "[«We go.//+«We stay»], he said." },
    { "“He said: ‘We go.\n\n“‘We stay.’ I did,” she said.",
      "[“He said: [‘We go.//+“+‘We stay.’] I did,”] she said." },
    { "“We go.\n\n“We stay.\n\nThey left.",
      "[“We go.//+“We stay.}//They left." },
    { "“We go.\n\n“We stay.” He left. “I sleep.”",
      "[“We go.//+“We stay.”] He left. [“I sleep.”]" },
    { "“We go.” He “ate.\n\n“We stay.”",
      "[“We go.”] He [“ate.//+“We stay.”]" },
  };
  check_all (e, COUNT (e));
  document d;
  const char *s = "“We go.\n\n“We stay.\n\n“We sleep,” he said.";
  read_bytes (&d, s, strlen (s));
  assert_int_equal (d.marks.count, 1);
  assert_int_equal (d.marks.passages[0].reopened, 2);
  assert_true (d.marks.passages[0].closed);
  dx_arena_free (&d.arena);
}

/* Page furniture and hard wraps are no edges of a passage.  */
static void
test_interrupted (void **state)
{
  (void) state;
  static const example e[] = {
    { "“The board will not vote on the pier that stands at the end of\n\n"
      "https://example.com/a\n\nHolm,” he said.",
      "[“The board will not vote on the pier that stands at the end of//"
      "https://example.com/a//Holm,”] he said." },
  };
  check_all (e, COUNT (e));
}

static void
test_states (void **state)
{
  (void) state;
  document d;
  const char *s = "'Go “now” then,' he said";
  read_bytes (&d, s, strlen (s));
  assert_int_equal (d.marks.count, 2);
  assert_int_equal (d.marks.passages[1].depth, 1);
  assert_int_equal (d.marks.state[0],
                    DX_M_INSIDE | DX_M_OPEN | DX_M_SINGLE);
  assert_int_equal (d.marks.state[3],
                    DX_M_INSIDE | DX_M_NESTED | DX_M_SINGLE);
  assert_int_equal (d.marks.state[d.text.token_count - 1], 0);
  dx_arena_free (&d.arena);
  /* Where most are single, that says nothing.  */
  s = "‘Go,’ he said. ‘Stay,’ she said. They called it ‘a night’ and “slept”.";
  read_bytes (&d, s, strlen (s));
  assert_int_equal (d.marks.count, 4);
  assert_int_equal (d.marks.state[0], DX_M_INSIDE | DX_M_OPEN);
  dx_arena_free (&d.arena);
}

static void
test_hostile (void **state)
{
  (void) state;
  static const char *const units[]
    = { "", "\"", "'", "`", "“", "”", "‘", "’", "«", "»", "„", "「", "」",
        "“a ", "“ ", "” ", "\"a ", "a\" ", "'a ", "a' ", "\" ", "' ",
        "“‘", "“a ‘b ", "“a\n\n", "\"a b\n\n", "a” “b", "„a“ «b ",
        "\n", "a", "''' ", "\"'", "“a. “b.” " };
  for (size_t i = 0; i < COUNT (units); i++)
    {
      size_t n = strlen (units[i]), size = n ? 1000000 / n * n : 0;
      char *s = malloc (size + 1);
      assert_non_null (s);
      for (size_t k = 0; k < size; k++)
        s[k] = units[i][k % n];
      document d;
      read_bytes (&d, s, size);
      check_marks (&d);
      dx_arena_free (&d.arena);
      free (s);
    }
}

static void
test_random (void **state)
{
  (void) state;
  static const char *const bits[]
    = { " ", " ", " ", "a", "Word", "s", ".", ",", "\n\n", "\"", "\"", "“",
        "”", "‘", "’", "'", "''", "``", "`", "«", "»", "„", "‚", "‹", "›",
        "「", "」", "『", "』", "(", ")", "—", "1" };
  uint32_t seed = 42;
  char s[600];
  for (int round = 0; round < 5000; round++)
    {
      size_t n = 0;
      seed = seed * 1664525 + 1013904223;
      size_t want = (seed >> 8) % (sizeof s - 8);
      while (n < want)
        {
          seed = seed * 1664525 + 1013904223;
          const char *bit = bits[(seed >> 8) % COUNT (bits)];
          memcpy (s + n, bit, strlen (bit));
          n += strlen (bit);
        }
      document d;
      read_bytes (&d, s, n);
      check_marks (&d);
      dx_arena_free (&d.arena);
    }
}

/* Read S as the analyzer does, as far as dialogue needs it.  D is R's.  */
static void
read_dialogue (dx_reading *r, document *d, const char *s, size_t n)
{
  dixit_error error = { .status = DIXIT_OK };
  if (dx_reading_open (r, analyzer, DX_TO_POS, s, n, NULL, &error) != DIXIT_OK)
    fail_msg ("%s", error.message);
  *d = (document) { .text = r->text, .marks = r->marks };
}

static void
test_dialogue (void **state)
{
  (void) state;
  if (!analyzer)
    skip ();
  static const example examples[] = {
    /* the narrator's clause, and what goes on after it */
    { "— I never saw it, said Ann. — Nor heard it.",
      "[— I never saw it], said Ann. [— Nor heard it.]" },
    { "— Come in! — he called — the door is open.",
      "[— Come in!] — he called [— the door is open.]" },
    { "— Sit down, she said, and tell me.",
      "[— Sit down], she said, [and tell me.]" },
    { "— Sit down, she said, closing the door.",
      "[— Sit down], she said, closing the door." },
    { "— Is it yours? she asked. You must not leave it here.",
      "[— Is it yours?] she asked. [You must not leave it here.]" },
    { "— Is it yours? she asked. The bag stood by the door.",
      "[— Is it yours?] she asked. The bag stood by the door." },
    { "— Why? said Ellen — for that was her name — and moved.",
      "[— Why?] said Ellen — for that was her name — and moved." },
    { "—I'm coming, Tom said.", "[—I'm coming], Tom said." },
    { "-- Not I, grumbled the old postman.",
      "[-- Not I], grumbled the old postman." },
    { "— The door — the big one — is open, he said.",
      "[— The door — the big one — is open], he said." },
    /* turns that the others vouch for */
    { "— Are you there? asked Tom.\n\n— Yes.\n\n— “Here” is no place.",
      "[— Are you there?] asked Tom.//[— Yes.]//[— [“Here”] is no place.]" },
    { "- Are you there? asked Tom.\n- I am.\n- Then stay.",
      "[- Are you there?] asked Tom./[- I am.]/[- Then stay.]" },
    { "— Where do you live?\n\n— I live here.\n\nThey stood.\n\n— Do you?",
      "[— Where do you live?]//[— I live here.]//They stood.//[— Do you?]" },
    /* no dialogue */
    { "LONDON — The mayor, Ann Lee said, will come.",
      "LONDON — The mayor, Ann Lee said, will come." },
    { "The plan has two parts:\n\n— Lower the charges.\n\n— Build a bridge.",
      "The plan has two parts://— Lower the charges.//— Build a bridge." },
    { "She brought:\n\n— tea, he said\n\n— two cups",
      "She brought://— tea, he said//— two cups" },
    { "- Roads, she said, are bad.", "- Roads, she said, are bad." },
    { "From 2010 – 2014 the mayor – he said so – slept.",
      "From 2010 – 2014 the mayor – he said so – slept." },
    { "“It is late.”\n\n— Ann Lowe, in a letter",
      "[“It is late.”]//— Ann Lowe, in a letter" },
    { "– “I will come,” he said.\n\n– “You must,” she said.",
      "– [“I will come,”] he said.//– [“You must,”] she said." },
    { "“One, he said.\n\n— Two, he said.", "[“One,} he said.//[— Two], he said." },
    { "“One.\n\n“— Two, he said.”", "[“One.//+“— Two, he said.”]" },
  };
  char out[2048];
  for (size_t i = 0; i < COUNT (examples); i++)
    {
      dx_reading r;
      document d;
      read_dialogue (&r, &d, examples[i].text, strlen (examples[i].text));
      check_marks (&d);
      render (&d, out, sizeof out);
      assert_string_equal (out, examples[i].expected);
      dx_reading_close (&r);
    }
}

/* A mark that is never closed ends before whoever says who spoke.  */
static void
test_unclosed (void **state)
{
  (void) state;
  if (!analyzer)
    skip ();
  static const example examples[] = {
    { "“We are late, said Ann Lowe, and left.\n\n“Then run,” said Tom.",
      "[“We are late,} said Ann Lowe, and left.//[“Then run,”] said Tom." },
    { "\"Are we late? asked one boy.\n\n\"No,\" said Tom.",
      "[\"Are we late?} asked one boy.//[\"No,\"] said Tom." },
    { "“We are late,” said Ann.\n\n“We ran, Tom said.\n\n“No.",
      "[“We are late,”] said Ann.//[“We ran,} Tom said.//[“No.}" },
    { "“It is late, said Ann.  “Run,” said Tom.",
      "[“It is late,} said Ann.  [“Run,”] said Tom." },
    /* These go on over paragraphs.  */
    { "“We are late.\n\n“My mother, she said, would wait.\n\n“And so,” he"
      " said, “we ran.”",
      "[“We are late.//+“My mother, she said, would wait.//+“And so,”] he"
      " said, [“we ran.”]" },
    { "“He argued, and said that it was late.\n\n“So we ran,” he said.",
      "[“He argued, and said that it was late.//+“So we ran,”] he said." },
  };
  char out[2048];
  for (size_t i = 0; i < COUNT (examples); i++)
    {
      dx_reading r;
      document d;
      read_dialogue (&r, &d, examples[i].text, strlen (examples[i].text));
      check_marks (&d);
      render (&d, out, sizeof out);
      assert_string_equal (out, examples[i].expected);
      dx_reading_close (&r);
    }
}

/* In marks, short answers and answers to questions make a conversation; each
   paragraph is a turn then, however many a passage goes on over.  */
static void
test_conversation (void **state)
{
  (void) state;
  if (!analyzer)
    skip ();
  static const struct
  {
    const char *text, *turns;
  } e[] = {
    { "“Come,” said Jo.\n\n“Why?”\n\n“It is late.\n\n“It is cold.” She"
      " left. “Come.”\n\nThe wind blew.\n\n“No.”", "12334" },
    { "“The roof will be mended this spring,” Lee said.\n\n“It has let in the"
      " rain for the whole of ten long years, and everybody knew.”\n\n“It has"
      " let in the snow for as long, and nobody did anything about it.”",
      "000" },
    { "“Come.”\n\n“Why?”\n\nHe called it “a box” and left.", "000" },
  };
  for (size_t i = 0; i < COUNT (e); i++)
    {
      dx_reading r;
      document d;
      char out[16] = "";
      size_t n = 0;
      read_dialogue (&r, &d, e[i].text, strlen (e[i].text));
      check_marks (&d);
      for (uint32_t k = 0; k < d.marks.count && n < 15; k++)
        out[n++] = (char) ('0' + d.marks.passages[k].turn);
      assert_string_equal (out, e[i].turns);
      dx_reading_close (&r);
    }
}

static void
test_random_dialogue (void **state)
{
  (void) state;
  if (!analyzer)
    skip ();
  static const char *const bits[]
    = { "\n\n— ", "\n\n— ", "\n\n- ", "\n-- ", " — ", ", ", ". ", "? ", "…",
        "said Ann", "he called", "I never saw it", "The door is open", "The",
        " ", "“", "”", "\"", "‘", "’", "«", "»", "1" };
  uint32_t seed = 7;
  char s[600];
  for (int round = 0; round < 2000; round++)
    {
      size_t n = 0;
      seed = seed * 1664525 + 1013904223;
      size_t want = (seed >> 8) % (sizeof s - 20);
      while (n < want)
        {
          seed = seed * 1664525 + 1013904223;
          const char *bit = bits[(seed >> 8) % COUNT (bits)];
          memcpy (s + n, bit, strlen (bit));
          n += strlen (bit);
        }
      dx_reading r;
      document d;
      read_dialogue (&r, &d, s, n);
      check_marks (&d);
      dx_reading_close (&r);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_shapes),
    cmocka_unit_test (test_spacing),
    cmocka_unit_test (test_apostrophes),
    cmocka_unit_test (test_nesting),
    cmocka_unit_test (test_damage),
    cmocka_unit_test (test_reopened),
    cmocka_unit_test (test_interrupted),
    cmocka_unit_test (test_states),
    cmocka_unit_test (test_hostile),
    cmocka_unit_test (test_random),
    cmocka_unit_test (test_dialogue),
    cmocka_unit_test (test_unclosed),
    cmocka_unit_test (test_conversation),
    cmocka_unit_test (test_random_dialogue),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
