/* recall.c -- what each stage reads, and what it finds.
   SPDX-License-Identifier: GPL-3.0-or-later

   A stage's print goes on from that of the one before, so that none has to read
   the words again; what a stage has found is a matter of what it has read, and
   need not be in the next one's print.  But the rules may have changed names, and
   hints come from the whole text.  */

#include "find/recall.h"
#include "find/around.h"

#include <string.h>

/* Whatever a word is by itself, its rank as a cue with it.  How it occurs is a matter
   of tokens.  */
static uint64_t
word_print (const dx_context *c, uint32_t word)
{
  dx_word w = c->words->words[word];
  uint32_t all[sizeof w / sizeof (uint32_t)];
  dx_print p = DX_PRINT_START;
  w.folded = 0;
  w.seen = 0;
  memcpy (all, &w, sizeof all);
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    p = dx_print_more (p, all[k]);
  p = dx_print_more (p, (uint64_t) c->cluster[word] << 32 | c->leaning[word]);
  return p.a ^ (p.b << 32 | p.b >> 32);
}

void
dx_recall_open (dx_recall *r, dixit_memo *memo, const dx_text *text,
                dx_arena *kept, dx_arena *arena)
{
  *r = (dx_recall) { .memo = memo, .text = text };
  if (!memo)
    return;
  /* There are no more paragraphs than sentences.  */
  r->prints = dx_alloc (arena, text->sentence_count, sizeof *r->prints);
  r->paragraphs
    = dx_alloc (kept, text->paragraph_count, sizeof *r->paragraphs);
  r->new = dx_alloc (arena, text->sentence_count, sizeof *r->new);
  r->rooms = dx_alloc (arena, text->sentence_count, sizeof *r->rooms);
  if (!r->prints || !r->paragraphs || !r->new || !r->rooms)
    {
      dx_memo_end (memo, false);
      r->memo = NULL;
    }
}

/* Words.  A record has, of each token of a paragraph, the number of its word
   among those of its time, where it stands in a place's name, and what its
   neighbours say of it.  */

enum { WORD_BYTES = 6 };

void
dx_recall_words (dx_recall *r, dx_arena *arena)
{
  const dx_text *t = r->text;
  if (!r->memo)
    return;
  dx_known *k = dx_alloc (arena, 1, sizeof *k);
  r->kept = dx_alloc (arena, t->paragraph_count, sizeof *r->kept);
  if (!k || !r->kept)
    return;
  *k = (dx_known) {
    .paragraphs = dx_alloc (arena, t->paragraph_count, 1),
    .of = dx_alloc (arena, t->token_count, sizeof *k->of),
    .place = dx_alloc (arena, t->token_count, 1),
    .evidence = dx_alloc (arena, t->token_count, 1)
  };
  if (!k->paragraphs || !k->of || !k->place || !k->evidence)
    return;
  size_t size;
  const char *words = dx_memo_words (r->memo, &size);
  if (words)
    {
      k->count = (uint32_t) (size / (sizeof *k->words + sizeof *k->lore));
      k->words = (const dx_word *) (const void *) words;
      k->lore = (const dx_lore_of_word *) (const void *) (k->words + k->count);
    }
  for (uint32_t p = 0; p < t->paragraph_count; p++)
    {
      const dx_run *run = &t->paragraphs[p];
      const size_t n = run->end - run->first;
      size_t bytes = n * WORD_BYTES;
      const char *from = dx_memo_find (r->memo, DX_KEPT_WORDS, t->prints[p],
                                       &bytes, &r->kept[p]);
      k->paragraphs[p] = from && words;
      if (!k->paragraphs[p])
        continue;
      memcpy (k->of + run->first, from, n * sizeof *k->of);
      from += n * sizeof *k->of;
      memcpy (k->place + run->first, from, n);
      memcpy (k->evidence + run->first, from + n, n);
    }
  r->known = k;
}

/* Leave the words, and their numbers in each paragraph, to the next
   analysis.  */
static void
keep_words (dx_recall *r)
{
  const dx_context *c = r->c;
  const dx_text *t = r->text;
  const dx_known *k = r->known;
  const uint32_t count = c->words->count;
  char *to = dx_memo_words_room (r->memo, count * (sizeof *k->words
                                                   + sizeof *k->lore));
  if (!to)
    return;
  /* They are numbered as they come.  */
  for (uint32_t i = 0, next = 0; next < count; i++)
    if (c->words->of[i] == next)
      k->now[next++].kind = t->tokens[i].kind;
  if (count)
    {
      memcpy (to, c->words->words, count * sizeof *k->words);
      memcpy (to + count * sizeof *k->words, k->now, count * sizeof *k->now);
    }
  for (uint32_t p = 0; p < t->paragraph_count; p++)
    {
      const dx_run *run = &t->paragraphs[p];
      const size_t n = run->end - run->first;
      to = dx_memo_room (r->memo, r->kept[p]);
      if (!to)
        continue;
      memcpy (to, c->words->of + run->first, n * sizeof *k->of);
      to += n * sizeof *k->of;
      memcpy (to, c->place + run->first, n);
      memcpy (to + n, k->evidence + run->first, n);
    }
}

void
dx_recall_keep_words (dx_recall *r, dx_context *c, dx_arena *arena)
{
  r->c = c;
  if (!r->memo)
    return;
  /* Places are others where all is in small letters.  */
  if (r->known && !c->words->small)
    keep_words (r);
  r->words = dx_alloc (arena, c->words->count, sizeof *r->words);
  r->occurs = dx_alloc (arena, c->words->count, sizeof *r->occurs);
  if (!r->words || !r->occurs)
    {
      dx_memo_end (r->memo, false);
      r->memo = NULL;
      return;
    }
  for (uint32_t k = 0; k < c->words->count; k++)
    {
      const dx_word *w = &c->words->words[k];
      r->words[k] = word_print (c, k);
      r->occurs[k]
        = (uint16_t) (w->seen | (w->folded != DIXIT_NONE ? 0x100 : 0));
    }
}

/* Prints.  Of sentence K, whose tokens are RUN, after P.  */

static dx_print
print_words (const dx_recall *r, dx_print p, const dx_run *run)
{
  const uint32_t *of = r->c->words->of;
  for (uint32_t i = run->first; i < run->end; i++)
    p = dx_print_more (p, r->words[of[i]]);
  return p;
}

/* Prints of what stands around words, when their parts of speech are known.  */
static void
print_around (dx_recall *r)
{
  const dx_context *c = r->c;
  uint64_t keys[DX_AROUND_MAX];
  for (uint32_t k = 0; k < c->words->count; k++)
    {
      dx_print p = DX_PRINT_START;
      const size_t n = c->which[k] ? dx_around (c, k, keys) : 0;
      for (size_t i = 0; i < n; i++)
        p = dx_print_more (p, keys[i]);
      r->words[k] = n ? p.a ^ (p.b << 32 | p.b >> 32) : 0;
    }
}

/* What is seen of tokens beside their words, two at a time.  */
static dx_print
print_tokens (const dx_recall *r, dx_print p, const dx_run *run)
{
  const dx_context *c = r->c;
  const dx_token *tokens = c->text->tokens;
  const size_t n = run->end - run->first;
  uint64_t two = 0;
  for (uint32_t i = run->first; i < run->end; i++)
    {
      const dx_token *t = &tokens[i];
      const uint32_t flags
        = t->flags & (DX_SPACE | DX_SENTENCE | DX_PARAGRAPH | DX_DATELINE);
      const uint32_t one = flags << 24 | (uint32_t) t->kind << 16
                           | r->occurs[c->words->of[i]];
      two = two << 32 | one;
      if ((run->end - i) % 2)
        p = dx_print_more (p, two);
      if (r->words[c->words->of[i]])
        p = dx_print_more (p, r->words[c->words->of[i]]);
    }
  p = dx_print_bytes (p, c->marks->state + run->first, n);
  return dx_print_bytes (p, c->place + run->first, n);
}

static dx_print
print_hints (const dx_context *c, dx_print p, const dx_run *run)
{
  const size_t n = run->end - run->first;
  p = dx_print_bytes (p, c->hints + run->first, n * sizeof *c->hints);
  return dx_print_bytes (p, c->first + run->first, n);
}

static dx_print
print_names (const dx_context *c, dx_print p, const dx_run *run)
{
  const dx_marks *m = c->marks;
  p = dx_print_bytes (p, c->names + run->first, run->end - run->first);
  for (uint32_t i = run->first; i < run->end; i++)
    {
      const uint32_t k = dx_passage_at (m, i);
      if (k == DIXIT_NONE)
        continue;
      const dx_passage *q = &m->passages[k];
      p = dx_print_more (p, (i - run->first) | (uint64_t) (i - q->open) << 32);
      p = dx_print_more (p, ((uint64_t) q->close - i)
                              | (uint64_t) q->dash << 63);
    }
  return p;
}

/* A paragraph, and the print of all its sentences.  */
static dx_print
print_paragraph (const dx_recall *r, const dx_run *run)
{
  const dx_context *c = r->c;
  dx_print p = DX_PRINT_START;
  for (uint32_t k = dx_sentence_at (c, run->first); k <= dx_sentence_at (c, run->end - 1);
       k++)
    p = dx_print_more (dx_print_more (p, r->prints[k].a), r->prints[k].b);
  return print_names (c, p, run);
}

static dx_print
print_of (dx_recall *r, dx_kept kind, uint32_t k, const dx_run *run)
{
  const dx_context *c = r->c;
  const uint64_t size = run->end - run->first;
  switch (kind)
    {
    case DX_KEPT_POS:
      return r->prints[k]
             = print_words (r, dx_print_more (DX_PRINT_START, size), run);
    case DX_KEPT_TREES:
      return r->prints[k]
             = print_tokens (r, dx_print_more (r->prints[k],
                                               c->titled[k]
                                                 | (uint64_t) c->words
                                                       ->cased[k] << 1),
                             run);
    case DX_KEPT_NAMES:
      return print_hints (c, r->prints[k], run);
    default:
      return r->paragraphs[k] = print_paragraph (r, run);
    }
}

/* Records.  Heads are as far from a token as in the context.  */

static const size_t token_bytes[DX_KEPT_KINDS]
  = { [DX_KEPT_POS] = 1,
      [DX_KEPT_TREES] = 3 + sizeof (int16_t),
      [DX_KEPT_NAMES] = 1,
      [DX_KEPT_SPEECH] = 4 };

/* The arrays that stage KIND fills, a byte a token.  */
static size_t
arrays (const dx_context *c, dx_kept kind, uint8_t **list)
{
  switch (kind)
    {
    case DX_KEPT_POS:
      list[0] = c->pos;
      return 1;
    case DX_KEPT_TREES:
      list[0] = c->relation;
      list[1] = c->first;
      list[2] = c->plain;
      return 3;
    case DX_KEPT_NAMES:
      list[0] = c->names;
      return 1;
    default:
      list[0] = c->heard;
      list[1] = c->heard_sure;
      list[2] = c->speech;
      list[3] = c->sure;
      return 4;
    }
}

static void
pack (const dx_context *c, dx_kept kind, const dx_run *run, char *to)
{
  uint8_t *list[4];
  const size_t count = arrays (c, kind, list), n = run->end - run->first;
  for (size_t k = 0; k < count; k++, to += n)
    memcpy (to, list[k] + run->first, n);
  if (kind == DX_KEPT_TREES)
    memcpy (to, c->head + run->first, n * sizeof *c->head);
}

static void
unpack (dx_context *c, dx_kept kind, const dx_run *run, const char *from)
{
  uint8_t *list[4];
  const size_t count = arrays (c, kind, list), n = run->end - run->first;
  for (size_t k = 0; k < count; k++, from += n)
    memcpy (list[k] + run->first, from, n);
  if (kind == DX_KEPT_TREES)
    memcpy (c->head + run->first, from, n * sizeof *c->head);
}

void
dx_recall_known (dx_recall *r, dx_kept kind)
{
  const dx_text *t = r->c->text;
  const bool whole = kind == DX_KEPT_SPEECH;
  const dx_run *runs = whole ? t->paragraphs : t->sentences;
  const uint32_t count = whole ? t->paragraph_count : t->sentence_count;
  if (!r->memo)
    {
      r->runs = runs;
      r->count = count;
      return;
    }
  if (kind == DX_KEPT_TREES)
    print_around (r);
  r->runs = r->new;
  r->count = 0;
  for (uint32_t k = 0; k < count; k++)
    {
      size_t size
        = token_bytes[kind] * (size_t) (runs[k].end - runs[k].first);
      const char *from
        = dx_memo_find (r->memo, kind, print_of (r, kind, k, &runs[k]), &size,
                        &r->rooms[r->count]);
      if (from)
        unpack (r->c, kind, &runs[k], from);
      else
        r->new[r->count++] = runs[k];
    }
}

/* Links.  A segment chooses among those of its paragraph and the two beside it,
   by what stands in these.  */

/* What a segment has chosen: how many segments farther on that is, 0 for
   none.  */
typedef struct
{
  float chance;
  int32_t far;
} choice;

static dx_print
print_both (dx_print a, dx_print b)
{
  return dx_print_more (dx_print_more (a, b.a), b.b);
}

/* Paragraph P as all later stages see it.  Its tags come from what was read.  */
static dx_print
print_tags (const dx_recall *r, uint32_t p)
{
  const dx_context *c = r->c;
  const dx_run *run = &c->text->paragraphs[p];
  dx_print print = print_both (r->paragraphs[p], c->text->prints[p]);
  return dx_print_more (print, run->kind);
}

void
dx_recall_links (dx_recall *r, dx_segments *s, const dx_tagger *link)
{
  const uint32_t paragraphs = r->c->text->paragraph_count;
  for (uint32_t p = 0; r->memo && p < paragraphs; p++)
    r->paragraphs[p] = print_tags (r, p);
  if (!r->memo || !s->count)
    {
      dx_link (r->c, s, link);
      return;
    }
  for (uint32_t x = 0, end; x < s->count; x = end)
    {
      const uint32_t p = s->all[x].paragraph;
      for (end = x + 1; end < s->count && s->all[end].paragraph == p;)
        end++;
      dx_print print = r->paragraphs[p];
      print = print_both (print, p ? r->paragraphs[p - 1] : DX_PRINT_START);
      print = print_both (print, p + 1 < paragraphs ? r->paragraphs[p + 1]
                                                    : DX_PRINT_START);
      size_t room;
      size_t size = (end - x) * sizeof (choice);
      const char *from
        = dx_memo_find (r->memo, DX_KEPT_LINKS, print, &size, &room);
      if (!from)
        dx_link_some (r->c, s, x, end, link);
      char *to = from ? NULL : dx_memo_room (r->memo, room);
      for (uint32_t k = x; k < end; k++)
        {
          choice c = { s->all[k].chance,
                       s->all[k].chosen == DIXIT_NONE
                         ? 0 : (int32_t) (s->all[k].chosen - (int64_t) k) };
          if (from)
            {
              memcpy (&c, from + (k - x) * sizeof c, sizeof c);
              s->all[k].chance = c.chance;
              if (c.far)
                s->all[k].chosen = (uint32_t) (k + (int64_t) c.far);
            }
          else if (to)
            memcpy (to + (k - x) * sizeof c, &c, sizeof c);
        }
    }
}

dx_print
dx_recall_near (const dx_recall *r, uint32_t p)
{
  const dx_text *t = r->text;
  const uint32_t end = t->paragraphs[p].end;
  dx_print print
    = print_both (r->paragraphs[p], p ? r->paragraphs[p - 1] : DX_PRINT_START);
  while (++p < t->paragraph_count && t->paragraphs[p].first < end + DX_NEAR)
    print = print_both (print, r->paragraphs[p]);
  return print;
}

void
dx_recall_keep (dx_recall *r, dx_kept kind)
{
  for (uint32_t k = 0; r->memo && k < r->count; k++)
    {
      char *to = dx_memo_room (r->memo, r->rooms[k]);
      if (to)
        pack (r->c, kind, &r->runs[k], to);
    }
}
