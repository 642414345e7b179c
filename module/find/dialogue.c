/* dialogue.c -- conversations: turns that dashes open, or marks.
   SPDX-License-Identifier: GPL-3.0-or-later

   Each paragraph that may be a turn is read as if it were one; then turns that
   stand together are judged together.  */

#include "find/dialogue.h"

#include <string.h>

enum
{
  SUBJECT_MAX = 6,    /* tokens: "the old postman" */
  RUN_GAP = 2,        /* paragraphs of story between two turns of one run */
  SHORT_TURN = 14,    /* tokens between marks */
  ANSWERED = 8        /* one turn in so many is plainly an answer */
};

/* What may stand before a narrator's clause.  */
enum { NOTHING, COMMA, END /* ? ! ... */, DASH, STOP_DASH /* . -- */ };

/* Words that decide, by their hashes.  */
enum { AUXILIARY, TALK, NOMINATIVE, ARTICLE, THAT, LISTS };

static const char *const words_of[LISTS]
  = { "did do does had has have was were is are am be been being got get",
      "i you we me my your us our mine yours yes oh please",
      "he she they i we",
      "the a an one another",
      "that" };

enum { LIST_MAX = 16 };

typedef struct
{
  uint32_t open, close;    /* tokens */
} speech;

typedef struct
{
  uint32_t paragraph;
  size_t first, end;       /* its passages */
  uint8_t kind;            /* of dash */
  bool clause;             /* the narrator says who speaks */
  bool talks;              /* to somebody */
  bool list;               /* as items of lists are introduced */
} turn;

typedef struct
{
  const dx_context *c;
  dx_arena *arena;       /* of passages */
  dx_arena *scratch;     /* of all else */
  uint32_t words[LISTS][LIST_MAX];
  speech *speeches;
  turn *turns;
  size_t speech_count, speech_room, turn_count, turn_room;
  uint32_t end;            /* of the paragraph at hand */
  uint8_t kind;            /* of its dash */
  uint32_t last_dash;      /* in the paragraph at hand */
  uint32_t talk_sentence;  /* for which LAST_TALK is known */
  uint32_t last_talk;      /* its last token that talks to somebody; or 0 */
} reader;

uint8_t
dx_dash (const dx_text *text, uint32_t i)
{
  const dx_token t = dx_token_of (text, i);
  const unsigned char *s = (const unsigned char *) text->bytes + t.start;
  const uint32_t n = t.size;
  if (t.kind != DX_PUNCT)
    return DX_NO_DASH;
  if (n == 3 && s[0] == 0xE2 && s[1] == 0x80 && s[2] >= 0x92 && s[2] <= 0x95)
    return s[2] <= 0x93 ? DX_EN_DASH : DX_EM_DASH;
  if (n == 2 && s[0] == '-' && s[1] == '-')
    return DX_TWO_HYPHENS;
  return n == 1 && s[0] == '-' && t.flags & (DX_SPACE | DX_PARAGRAPH)
           ? DX_HYPHEN : DX_NO_DASH;
}

static void
hash_lists (reader *d)
{
  for (int k = 0; k < LISTS; k++)
    {
      const char *s = words_of[k];
      for (int n = 0; *s && n < LIST_MAX; n++)
        {
          const size_t size = strcspn (s, " ");
          d->words[k][n] = dx_word_hash (s, size);
          s += size + (s[size] == ' ');
        }
    }
}

static bool
in_list (const reader *d, uint32_t i, int list)
{
  const uint32_t h = dx_word_of (d->c->words, i)->lower;
  for (int n = 0; n < LIST_MAX && d->words[list][n]; n++)
    if (d->words[list][n] == h)
      return true;
  return false;
}

/* The dash that token I is, of those that can resume a turn's speech.  */
static bool
is_dash (const reader *d, uint32_t i)
{
  const uint8_t kind = dx_dash (d->c->text, i);
  return kind && (kind != DX_HYPHEN || d->kind == DX_HYPHEN);
}

static bool
is_marked (const reader *d, uint32_t i)
{
  return d->c->marks->state[i] & DX_M_INSIDE;
}

/* What ends a sentence, or 0: '.', '?' or '!'.  */
static char
ending (const dx_text *text, uint32_t i)
{
  const dx_token t = dx_token_of (text, i);
  const char ch = text->bytes[t.start];
  if (t.kind != DX_PUNCT)
    return 0;
  if (t.size == 3
      && !memcmp ("\xE2\x80\xA6", text->bytes + t.start, 3))
    return '.';
  return ch == '.' || ch == '?' || ch == '!' ? ch : 0;
}

/* Is token I said to somebody: I, you, a question?  */
static bool
talks (const reader *d, uint32_t i)
{
  const char e = ending (d->c->text, i);
  return e == '?' || e == '!' || in_list (d, i, TALK);
}

/* The last token of I's sentence that talks to somebody, or 0.  */
static uint32_t
last_talk (reader *d, uint32_t i)
{
  const uint32_t home = dx_sentence_at (d->c, i);
  if (d->talk_sentence != home)
    {
      d->talk_sentence = home;
      d->last_talk = 0;
      const dx_run s = dx_sentence_of (d->c->text, i);
      for (uint32_t k = s.first; k < s.end; k++)
        if (talks (d, k))
          d->last_talk = k;
    }
  return d->last_talk;
}

/* The end of the noun phrase at I that can be a narrator's subject; or I.  */
static uint32_t
subject (const reader *d, uint32_t i)
{
  const dx_context *c = d->c;
  if (i >= d->end || c->text->tokens[i].kind != DX_WORD)
    return i;
  if (in_list (d, i, NOMINATIVE))
    return i + 1;
  uint32_t k = i, noun = i;
  const bool article = in_list (d, i, ARTICLE) || c->pos[i] == DX_POS_PRPS;
  if (article)
    k++;
  for (; k < d->end && k - i < SUBJECT_MAX; k++)
    {
      const dx_token t = dx_token_of (c->text, k);
      const dx_word *w = dx_word_of (c->words, k);
      if (t.kind != DX_WORD || (k > i && t.flags & DX_SENTENCE))
        break;
      if (w->caps >= DX_TITLE && !in_list (d, k, TALK)
          && !in_list (d, k, NOMINATIVE))
        noun = k + 1;
      else if (article && dx_is_noun (c->pos[k]))
        noun = k + 1;
      else if (!article || (c->pos[k] != DX_POS_JJ && c->pos[k] != DX_POS_CD))
        break;
    }
  return noun;
}

static bool
is_verb (const reader *d, uint32_t i)
{
  const uint8_t pos = d->c->pos[i];
  return d->c->text->tokens[i].kind == DX_WORD
         && dx_word_of (d->c->words, i)->caps == DX_LOWER
         && (pos == DX_POS_VBD || pos == DX_POS_VBZ || pos == DX_POS_VBN)
         && !in_list (d, i, AUXILIARY);
}

/* Does the narrator's verb end its clause at I, but for an adverb or whom it
   is said to?  */
static bool
ends_clause (const reader *d, uint32_t i)
{
  if (i >= d->end)
    return true;
  const uint8_t pos = d->c->pos[i];
  return d->c->text->tokens[i].kind == DX_PUNCT || pos == DX_POS_RB
         || (pos == DX_POS_IN && !in_list (d, i, THAT)) || pos == DX_POS_TO;
}

/* Does a narrator's clause stand at S, after BEFORE?  */
static bool
is_clause (const reader *d, uint32_t s, int before)
{
  const dx_context *c = d->c;
  if (s >= d->end || c->text->tokens[s].kind != DX_WORD)
    return false;
  const bool small = dx_word_of (c->words, s)->caps == DX_LOWER;
  const bool starts = c->text->tokens[s].flags & DX_SENTENCE;
  /* "said Ann": inverted, it is hardly anything else.  */
  if (small && before != STOP_DASH && is_verb (d, s))
    {
      const uint32_t k
        = s + 1 + (s + 1 < d->end && c->pos[s + 1] == DX_POS_RB);
      const uint32_t end = subject (d, k);
      if (end == k)
        return false;
      return before != COMMA || dx_cue_rank (c, s) >= 2
             || in_list (d, k, NOMINATIVE)
             || dx_word_of (c->words, k)->caps >= DX_TITLE
             || c->text->tokens[end < d->end ? end : end - 1].kind == DX_PUNCT;
    }
  uint32_t k = subject (d, s);
  if (k == s || k >= d->end)
    return false;
  const bool adverb = c->pos[k] == DX_POS_RB;
  k += adverb;
  if (k >= d->end || !is_verb (d, k))
    return false;
  switch (before)
    {
    case DASH:
      return true;
    case STOP_DASH:
      /* -- Come in.  -- He held the door.  -- Sit.  */
      return c->pos[k] == DX_POS_VBD && d->last_dash > k;
    case END:
      if (small && !starts)
        return true;
      break;
    default:
      break;
    }
  return dx_cue_rank (c, k) >= 2 && ends_clause (d, k + 1);
}

/* Does token I tell the past?  */
static bool
is_past (const reader *d, uint32_t i)
{
  return d->c->pos[i] == DX_POS_VBD
         || (d->c->pos[i] == DX_POS_VBN && i && !in_list (d, i - 1, AUXILIARY));
}

/* Is the sentence at I something said, after the narrator's?  Stories are told
   in the past.  */
static bool
goes_on (reader *d, uint32_t i)
{
  const dx_run s = dx_sentence_of (d->c->text, i);
  if (last_talk (d, i) >= i)
    return true;
  bool present = false;
  for (uint32_t k = i; k < s.end; k++)
    {
      const uint8_t pos = d->c->pos[k];
      if (is_past (d, k))
        return false;
      present |= pos == DX_POS_VBZ || pos == DX_POS_VBP || pos == DX_POS_MD;
    }
  return present;
}

/* Is what stands at I, between dashes, the narrator's still: "-- for that was
   her name --"?  */
static bool
is_aside (const reader *d, uint32_t i)
{
  if (i >= d->end || dx_word_of (d->c->words, i)->caps != DX_LOWER)
    return false;
  bool past = false;
  for (; i < d->end && !is_dash (d, i)
         && !(d->c->text->tokens[i].flags & DX_SENTENCE); i++)
    {
      past |= is_past (d, i);
      if (talks (d, i))
        return false;
    }
  return past;
}

/* Where the speech goes on after the narrator's clause at S; the paragraph's
   end if it does not.  */
static uint32_t
resume (reader *d, uint32_t s)
{
  const dx_text *t = d->c->text;
  for (uint32_t i = s + 1; i < d->end; i++)
    {
      if (is_marked (d, i))
        continue;
      if (is_dash (d, i) && !is_aside (d, i + 1))
        return i;
      if (d->last_dash != DIXIT_NONE && d->last_dash > i)
        continue;
      if (t->tokens[i].flags & DX_SENTENCE)
        {
          if (goes_on (d, i))
            return i;
        }
      else if (dx_first_byte (t, i - 1) == ','
               && t->tokens[i - 1].kind == DX_PUNCT && last_talk (d, i) >= i)
        return i;
    }
  return d->end;
}

/* Add what stands from OPEN to CLOSE, less what sets it off.  */
static bool
add (reader *d, uint32_t open, uint32_t close)
{
  const dx_text *t = d->c->text;
  bool words = false;
  while (close > open && !is_marked (d, close)
         && (is_dash (d, close)
             || (t->tokens[close].kind == DX_PUNCT
                 && dx_first_byte (t, close) == ',')))
    close--;
  for (uint32_t i = open; i <= close && !words; i++)
    words = t->tokens[i].kind == DX_WORD || t->tokens[i].kind == DX_NUMBER;
  if (!words)
    return true;
  if (!dx_reserve (d->scratch, &d->speeches, &d->speech_room, d->speech_count,
                   d->speech_count + 1, sizeof *d->speeches))
    return false;
  d->speeches[d->speech_count++] = (speech) { open, close };
  return true;
}

/* Does the paragraph R look like a turn from outside?  */
static bool
is_candidate (const reader *d, const dx_run *r)
{
  const dx_text *t = d->c->text;
  const dx_marks *m = d->c->marks;
  const uint8_t kind = dx_dash (t, r->first);
  uint32_t i = r->first + 1;
  /* Marks that go on over paragraphs say more.  */
  const uint32_t over
    = r->end < t->token_count ? dx_passage_at (m, r->end) : DIXIT_NONE;
  if (over != DIXIT_NONE && m->passages[over].open < r->end)
    return false;
  if (!kind || i >= r->end || is_marked (d, r->first)
      || dx_kind_at (t, r->first) == DX_RELATED
      || (kind != DX_EM_DASH && !(t->tokens[i].flags & DX_SPACE)))
    return false;
  /* -- "Habit" is no reason.  But marks that hold all that is said leave
     nothing to the dash.  */
  enum { WORD_MARKED = 6 };
  const uint32_t marked
    = t->tokens[i].kind == DX_QUOTE ? dx_passage_at (m, i) : DIXIT_NONE;
  if (marked != DIXIT_NONE)
    {
      const uint32_t close = m->passages[marked].close;
      if (close - i > WORD_MARKED || close + 2 >= r->end
          || t->tokens[close - 1].kind == DX_PUNCT)
        return false;
      i++;
    }
  const bool dots = ending (t, i) == '.';
  while (i + 1 < r->end && t->tokens[i].kind == DX_PUNCT && !dx_dash (t, i))
    i++;
  if (i + 1 >= r->end || !ending (t, r->end - 1))
    {
      const uint32_t last = r->end - 1;
      if (i >= last
          || (!dx_dash (t, last) && t->tokens[last].kind != DX_QUOTE
              && dx_first_byte (t, last) != ')'
              && t->bytes[dx_end_of (t, last) - 1] != '.'))
        return false;
    }
  return t->tokens[i].kind == DX_NUMBER
         || (t->tokens[i].kind == DX_WORD
             && (dots || dx_word_of (d->c->words, i)->caps >= DX_TITLE));
}

/* Read the paragraph R, number P, as a turn.  */
static bool
read_turn (reader *d, dx_run r, uint32_t p)
{
  const dx_context *c = d->c;
  const dx_text *t = c->text;
  turn now = { .paragraph = p, .first = d->speech_count,
               .kind = dx_dash (t, r.first) };
  d->end = r.end;
  d->kind = now.kind;
  d->last_dash = DIXIT_NONE;
  for (uint32_t i = r.first + 1; i < r.end; i++)
    {
      if (!is_marked (d, i) && is_dash (d, i))
        d->last_dash = i;
      now.talks |= talks (d, i);
    }
  if (p)
    {
      const dx_token before = dx_token_of (t, r.first - 1);
      now.list = before.kind == DX_PUNCT && t->bytes[before.start] == ':';
    }
  uint32_t open = r.first;
  for (uint32_t i = open + 1; i < r.end; i++)
    {
      if (is_marked (d, i) || t->tokens[i].kind != DX_PUNCT)
        continue;
      const char end = ending (t, i);
      uint32_t s = i + 1;
      int before = NOTHING;
      if (is_dash (d, i))
        before = DASH;
      else if (end || dx_first_byte (t, i) == ',')
        {
          const bool dash = s < r.end && is_dash (d, s);
          s += dash;
          before = end == '.' && dash && s < r.end
                       && dx_word_of (c->words, s)->caps != DX_LOWER
                     ? STOP_DASH
                   : end == '.' && !dash && dx_first_byte (t, i) == '.'
                       && dx_token_of (t, i).size == 1
                     ? NOTHING
                   : dash ? DASH : end ? END : COMMA;
        }
      if (before == NOTHING || (s < d->end && is_marked (d, s))
          || !is_clause (d, s, before))
        continue;
      if (!add (d, open, end ? i : i - 1))
        return false;
      now.clause = true;
      open = i = resume (d, s);
    }
  if (open < r.end && !add (d, open, r.end - 1))
    return false;
  now.end = d->speech_count;
  if (now.end == now.first)
    return true;
  if (!dx_reserve (d->scratch, &d->turns, &d->turn_room, d->turn_count,
                   d->turn_count + 1, sizeof *d->turns))
    return false;
  d->turns[d->turn_count++] = now;
  return true;
}

/* Are the turns FIRST to END, which stand together, a conversation?  */
static bool
is_conversation (const reader *d, size_t first, size_t end)
{
  size_t clauses = 0, lively = 0;
  for (size_t k = first; k < end; k++)
    {
      clauses += d->turns[k].clause;
      lively += d->turns[k].clause || d->turns[k].talks;
    }
  if (2 * lively < end - first)
    return false;
  if (d->turns[first].kind == DX_HYPHEN)
    return clauses && end - first > 1;
  return clauses
         || (end - first > 1 && 4 * lively >= 3 * (end - first)
             && !d->turns[first].list);
}

static bool
same_run (const turn *a, const turn *b)
{
  return a->kind == b->kind && b->paragraph <= a->paragraph + 1 + RUN_GAP;
}

/* Number the turns that dashes open, and add their passages.  */
static dixit_status
find_dashed (reader *d, dx_marks *marks, uint32_t *talks, uint32_t *turns,
             dixit_error *error)
{
  dx_passage *passages = NULL;
  size_t room = 0;
  uint32_t count = 0;
  for (size_t first = 0, end; first < d->turn_count; first = end)
    {
      for (end = first + 1; end < d->turn_count; end++)
        if (!same_run (&d->turns[end - 1], &d->turns[end]))
          break;
      if (!is_conversation (d, first, end))
        continue;
      ++*talks;
      for (size_t k = first; k < end; k++)
        {
          ++*turns;
          for (size_t x = d->turns[k].first; x < d->turns[k].end; x++)
            {
              if (!dx_reserve (d->scratch, &passages, &room, count, count + 1u,
                               sizeof *passages))
                return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
              passages[count++] = (dx_passage) {
                .open = d->speeches[x].open, .close = d->speeches[x].close,
                .closed = true, .dash = true, .talk = *talks, .turn = *turns
              };
            }
        }
    }
  return count ? dx_marks_add (marks, d->c->text, passages, count, d->arena,
                               error)
               : DIXIT_OK;
}

/* A paragraph, or several that one passage joins, in which marked words stand
   as sentences.  */
typedef struct
{
  uint32_t paragraph, last;   /* of the text */
  uint32_t first, end;        /* its outermost passages, and those within */
  bool pure;                  /* nothing but one passage */
  bool brief;
  bool asks;                  /* ends in a question */
} marked_turn;

static bool
is_outer (const dx_passage *p)
{
  return !p->depth && p->closed && !p->dash;
}

/* Does passage P begin where speech does?  */
static bool
is_speech (const dx_text *t, const dx_passage *p)
{
  if (!is_outer (p) || p->close < p->open + 2)
    return false;
  if (t->tokens[p->open].flags & (DX_SENTENCE | DX_PARAGRAPH))
    return true;
  const dx_token k = dx_token_of (t, p->open - 1);
  return k.kind == DX_PUNCT
         && (t->bytes[k.start] == ',' || t->bytes[k.start] == ':');
}

/* The turn at paragraph RUN, number P, whose passages begin at NEXT, or later; .end
   equals .first if it is none, otherwise RUN becomes its last paragraph.  */
static marked_turn
marked_at (const dx_text *t, const dx_marks *m, dx_run *run, uint32_t p,
           uint32_t next)
{
  marked_turn now = { .paragraph = p, .last = p, .first = next, .end = next };
  dx_run r = *run;
  bool said = false;
  if (t->kinds[p] != DX_BODY && t->kinds[p] != DX_HEADLINE)
    return now;
  while (now.end < m->count && m->passages[now.end].open < r.end)
    {
      const dx_passage *q = &m->passages[now.end++];
      said |= is_speech (t, q)
              && t->tokens[q->open].flags & (DX_SENTENCE | DX_PARAGRAPH);
      while (is_outer (q) && q->close >= r.end)
        {
          now.last++;
          r = dx_paragraph_of (t, r.end);
        }
    }
  if (!said)
    {
      now.end = now.first;
      return now;
    }
  const dx_passage *q = &m->passages[now.first];
  now.pure = is_outer (q) && q->open == run->first
             && q->close + 1 == r.end;
  now.brief = now.pure && q->close - q->open - 1 <= SHORT_TURN;
  for (uint32_t k = now.end; k-- > now.first;)
    if (is_outer (&m->passages[k]))
      {
        const dx_token last = dx_token_of (t, m->passages[k].close - 1);
        now.asks = last.kind == DX_PUNCT && t->bytes[last.start] == '?';
        break;
      }
  *run = r;
  return now;
}

/* Number the turns of the conversations in marks.  */
static dixit_status
find_marked (const reader *d, dx_marks *m, uint32_t talks, uint32_t turns,
             dixit_error *error)
{
  const dx_text *t = d->c->text;
  marked_turn *all = NULL;
  size_t room = 0, count = 0;
  uint32_t next = 0;
  dx_run run = { 0 };
  for (uint32_t p = 0; p < t->paragraph_count; p++)
    {
      run = dx_paragraph_of (t, run.end);
      const uint32_t end = run.end;
      const marked_turn now = marked_at (t, m, &run, p, next);
      if (now.end == now.first)
        {
          while (next < m->count && m->passages[next].open < end)
            next++;
          continue;
        }
      if (!dx_reserve (d->scratch, &all, &room, count, count + 1,
                       sizeof *all))
        return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      all[count++] = now;
      next = now.end;
      p = now.last;
    }
  for (size_t first = 0, end; first < count; first = end)
    {
      size_t answers = 0;
      for (end = first + 1;
           end < count
           && all[end].paragraph <= all[end - 1].last + 1 + RUN_GAP;
           end++)
        {
          const marked_turn *a = &all[end - 1], *b = &all[end];
          answers += b->paragraph == a->last + 1
                     && (a->asks ? a->pure || b->pure
                                 : a->brief && b->brief);
        }
      if (!answers || ANSWERED * answers < end - first || end - first < 3)
        continue;
      talks++;
      for (size_t k = first; k < end; k++)
        {
          bool said = false;
          turns++;
          for (uint32_t x = all[k].first; x < all[k].end; x++)
            {
              dx_passage *q = &m->passages[x];
              said = q->depth ? said : is_speech (t, q);
              q->talk = said ? talks : 0;
              if (!q->depth)
                q->turn = said ? turns : 0;
            }
        }
    }
  return DIXIT_OK;
}

/* Is the narrator's clause at S, in words whose mark is closed in a later
   paragraph, plainly no part of them: a name or "the driver", and a verb that
   hardly does but report; and nothing after those, unless the verb comes
   first?  */
static bool
is_plain (const reader *d, uint32_t s)
{
  enum { REPORTS = 3 };
  const dx_context *c = d->c;
  const bool inverted = is_verb (d, s);
  const uint32_t first = s + inverted;
  const uint32_t end = subject (d, first);
  const uint32_t verb = inverted ? s : end;
  const uint32_t next = end + 1;
  return end > first && end < d->end && c->pos[first] != DX_POS_PRPS
         && !in_list (d, first, NOMINATIVE) && dx_cue_rank (c, verb) >= REPORTS
         && (inverted || next >= d->end
             || c->text->tokens[next].kind == DX_PUNCT);
}

/* In the paragraph R, whose first words passage K says from token I on and
   which does not close it there: the last token said before somebody else
   says who spoke; DIXIT_NONE if nobody does.  LATER: K is closed in a later
   paragraph.  */
static uint32_t
said_to (reader *d, uint32_t k, uint32_t i, const dx_run *r, bool later)
{
  const dx_text *t = d->c->text;
  const dx_marks *m = d->c->marks;
  d->end = r->end;
  for (i++; i + 1 < r->end && i + 1 <= m->passages[k].close; i++)
    {
      if (dx_passage_at (m, i) != k || dx_passage_at (m, i + 1) != k
          || t->tokens[i].kind != DX_PUNCT)
        continue;
      const int before = ending (t, i)                          ? END
                         : dx_first_byte (t, i) == ',' ? COMMA
                                                               : NOTHING;
      if (before != NOTHING && is_clause (d, i + 1, before)
          && (!later || is_plain (d, i + 1)))
        return i;
    }
  return DIXIT_NONE;
}

/* Add PASSAGE to the COUNT of *ALL.  */
static bool
push (reader *d, dx_passage **all, size_t *room, uint32_t *count,
      dx_passage passage)
{
  if (!dx_reserve (d->scratch, all, room, *count, *count + 1u, sizeof **all))
    return false;
  (*all)[(*count)++] = passage;
  return true;
}

/* “We are late, said Ann.  A mark that is never closed ends where the
   narrator's clause begins; the next paragraph's mark then reopens nothing.  */
static dixit_status
end_unclosed (reader *d, dx_marks *m, dixit_error *error)
{
  const dx_text *t = d->c->text;
  dx_passage *rest = NULL;
  size_t room = 0;
  uint32_t count = 0;
  bool any = false;
  for (uint32_t k = 0; k < m->count; k++)
    {
      const dx_passage q = m->passages[k];
      if (q.depth || (q.closed && !q.reopened) || q.close < q.open)
        continue;
      const uint32_t p = dx_paragraph_at (t, q.open);
      /* Each piece goes on from FROM, in paragraph HOME.  */
      dx_passage first = q;
      uint32_t from = q.open, home = p, n = p;
      for (dx_run r = dx_paragraph_of (t, q.open); r.end <= q.close || !q.closed;
           r = dx_paragraph_of (t, r.end), n++)
        {
          const bool last = r.end > q.close;
          const uint32_t at
            = said_to (d, k, r.first > from ? r.first : from, &r, q.closed);
          if (at != DIXIT_NONE)
            {
              const dx_passage piece
                = { .open = from, .close = at, .reopened = (uint16_t) (
                                     n - home < UINT16_MAX ? n - home
                                                           : UINT16_MAX) };
              any = true;
              if (from == q.open)
                first = piece;
              else if (!push (d, &rest, &room, &count, piece))
                goto memory;
              from = last ? DIXIT_NONE : r.end;
              home = n + 1;
            }
          if (last)
            break;
        }
      m->passages[k] = first;
      if (from != q.open && from != DIXIT_NONE
          && !push (d, &rest, &room, &count,
                    (dx_passage) { .open = from, .close = q.close,
                                   .closed = q.closed,
                                   .reopened = (uint16_t) (
                                     n - home < UINT16_MAX ? n - home
                                                           : UINT16_MAX) }))
        goto memory;
    }
  return any ? dx_marks_add (m, t, rest, count, d->arena, error) : DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

dixit_status
dx_dialogue_find (dx_marks *marks, const dx_context *c, dx_arena *arena,
                  dixit_error *error)
{
  const dx_text *t = c->text;
  dx_arena scratch = { 0 };
  reader d = { .c = c, .arena = arena, .scratch = &scratch,
               .talk_sentence = DIXIT_NONE };
  uint32_t talks = 0, turns = 0;
  hash_lists (&d);
  dixit_status s = end_unclosed (&d, marks, error);
  for (uint32_t p = 0, i = 0; p < t->paragraph_count && s == DIXIT_OK; p++)
    {
      const dx_run r = dx_paragraph_of (t, i);
      i = r.end;
      if (is_candidate (&d, &r) && !read_turn (&d, r, p))
        s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  if (s == DIXIT_OK)
    s = find_dashed (&d, marks, &talks, &turns, error);
  if (s == DIXIT_OK)
    s = find_marked (&d, marks, talks, turns, error);
  dx_arena_free (&scratch);
  return s;
}
