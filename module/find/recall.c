/* recall.c -- what each stage reads, and what it finds.
   SPDX-License-Identifier: GPL-3.0-or-later

   A paragraph's bytes tell nearly all, and have a print already.  A sentence's begins
   with that one, and what may be otherwise where the bytes are the same is added
   stage by stage: how a word in large letters, or a mark, is taken, which marks are
   open.  How a name occurs in the text and what stands around it there, and hints,
   which come from the whole text, are for names alone; speech sees what names were
   found.  What a stage has found is a matter of what it has read, and need not be in
   the next one's print; but the rules may have changed names.  */

#include "find/recall.h"
#include "find/around.h"

#include <string.h>

/* Without memory everything is new.  */
static void
forget (dx_recall *r)
{
  dx_memo_end (r->memo, false);
  r->memo = NULL;
}

bool
dx_recall_open (dx_recall *r, dixit_memo *memo, const dx_text *text,
                dx_arena *kept, dx_arena *arena)
{
  *r = (dx_recall) { .memo = memo, .text = text, .arena = arena };
  r->new = dx_alloc (arena, text->sentence_count, sizeof *r->new);
  if (!r->new)
    return false;
  if (!memo)
    return true;
  /* There are no more paragraphs than sentences.  */
  r->prints = dx_alloc (arena, text->sentence_count, sizeof *r->prints);
  r->paragraphs
    = dx_alloc (kept, text->paragraph_count, sizeof *r->paragraphs);
  r->rooms = dx_alloc (arena, text->sentence_count, sizeof *r->rooms);
  r->open = dx_alloc (arena, text->sentence_count + (size_t) 1, sizeof *r->open);
  if (!r->prints || !r->paragraphs || !r->rooms || !r->open)
    forget (r);
  return true;
}

/* Words.  A record has, of each token of a paragraph, the number of its word
   among those of its time, where it stands in a place's name, and what its
   neighbours say of it; and of each sentence DX_KNOWN_...  What the numbers refer
   to are COUNTED, then what is around each word with a capital, all words and all
   lore.  */

enum { WORD_BYTES = 6 };

typedef struct
{
  uint32_t words, capitals;
} counted;

static size_t
size_of (counted n)
{
  return sizeof n + n.capitals * sizeof (dx_known_around)
         + n.words * (sizeof (dx_word) + sizeof (dx_lore_of_word));
}

/* Where the words begin that the last analysis has left for K, if it has.  */
static bool
find_words (const dx_recall *r, dx_known *k)
{
  size_t size;
  counted n;
  const char *from = dx_memo_words (r->memo, &size);
  if (!from)
    return false;
  memcpy (&n, from, sizeof n);
  k->count = n.words;
  k->around = (const dx_known_around *) (const void *) (from + sizeof n);
  k->words = (const dx_word *) (const void *) (k->around + n.capitals);
  k->lore = (const dx_lore_of_word *) (const void *) (k->words + n.words);
  return true;
}

void
dx_recall_words (dx_recall *r, dx_arena *arena)
{
  const dx_text *t = r->text;
  if (!r->memo)
    return;
  dx_known *k = dx_alloc (arena, 1, sizeof *k);
  r->kept = dx_alloc (arena, t->paragraph_count, sizeof *r->kept);
  if (k)
    *k = (dx_known) {
      .paragraphs = dx_alloc (arena, t->paragraph_count, 1),
      .of = dx_alloc (arena, t->token_count, sizeof *k->of),
      .place = dx_alloc (arena, t->token_count, 1),
      .evidence = dx_alloc (arena, t->token_count, 1),
      .sentences = dx_alloc (arena, t->sentence_count, 1)
    };
  if (!k || !r->kept || !k->paragraphs || !k->of || !k->place || !k->evidence
      || !k->sentences)
    {
      forget (r);
      return;
    }
  const bool words = find_words (r, k);
  dx_run run = { 0 };
  for (uint32_t p = 0, s = 0, end; p < t->paragraph_count; p++, s = end)
    {
      run = dx_paragraph_of (t, run.end);
      const size_t n = run.end - run.first;
      end = dx_started (t->sentences, run.end - 1);
      size_t bytes = n * WORD_BYTES + (end - s);
      const char *from = dx_memo_find (r->memo, DX_KEPT_WORDS, t->prints[p],
                                       &bytes, &r->kept[p]);
      k->paragraphs[p] = from && words;
      if (!k->paragraphs[p])
        continue;
      memcpy (k->of + run.first, from, n * sizeof *k->of);
      from += n * sizeof *k->of;
      memcpy (k->place + run.first, from, n);
      memcpy (k->evidence + run.first, from + n, n);
      memcpy (k->sentences + s, from + 2 * n, end - s);
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
  dx_known *k = r->known;
  counted n = { .words = c->words->count };
  for (uint32_t i = 0; i < n.words; i++)
    if (c->words->words[i].caps >= DX_TITLE)
      {
        const uint32_t which = ++n.capitals;
        k->now[i].which = which <= DX_KNOWN_MOST ? which & DX_KNOWN_MOST : 0;
      }
  char *to = dx_memo_words_room (r->memo, size_of (n));
  if (!to)
    return;
  /* They are numbered as they come.  */
  for (uint32_t i = 0, next = 0; next < n.words; i++)
    if (c->words->of[i] == next)
      k->now[next++].kind = t->tokens[i].kind & 7u;
  memcpy (to, &n, sizeof n);
  to += sizeof n;
  r->around = (dx_known_around *) (void *) to;
  memset (r->around, 0, n.capitals * sizeof *r->around);
  to += n.capitals * sizeof *r->around;
  if (n.words)
    {
      memcpy (to, c->words->words, n.words * sizeof *k->words);
      to += n.words * sizeof *k->words;
      memcpy (to, k->now, n.words * sizeof *k->now);
    }
  dx_run run = { 0 };
  for (uint32_t p = 0, s = 0, end; p < t->paragraph_count; p++, s = end)
    {
      run = dx_paragraph_of (t, run.end);
      const size_t all = run.end - run.first;
      end = dx_started (t->sentences, run.end - 1);
      to = dx_memo_room (r->memo, r->kept[p]);
      if (!to)
        continue;
      memcpy (to, c->words->of + run.first, all * sizeof *k->of);
      to += all * sizeof *k->of;
      memcpy (to, c->place + run.first, all);
      memcpy (to + all, k->evidence + run.first, all);
      to += 2 * all;
      for (uint32_t i = s; i < end; i++)
        *to++ = (char) (c->words->cased[i] == DX_ALL_LARGE ? DX_KNOWN_LARGE
                        : c->titled[i] ? DX_KNOWN_TITLED : 0);
    }
}

void
dx_recall_keep_words (dx_recall *r, dx_context *c, dx_arena *arena)
{
  r->c = c;
  if (!r->memo)
    return;
  /* Places are others where all is in small letters.  */
  if (!c->words->small)
    keep_words (r);
  r->words = dx_alloc (arena, c->words->count, sizeof *r->words);
  if (!r->words)
    forget (r);
}

/* Prints.  What bytes alone tell is in the print of a paragraph; the rest is in those
   of its sentences, stage by stage.  */

/* Sentence RUN; what words that are OPEN are taken for.  */
static dx_print
print_words (const dx_recall *r, const dx_run *run,
             const uint32_t *open, const uint32_t *end)
{
  const dx_text *t = r->text;
  const uint32_t first = dx_paragraph_of (t, run->first).first;
  dx_print print = dx_print_more (t->prints[dx_paragraph_at (t, first)],
                                  run->first - first);
  for (; open < end; open++)
    {
      const dx_word *w = dx_word_of (r->c->words, *open);
      if (w->level || w->caps < DX_TITLE)
        print = dx_print_more (print, (uint64_t) (*open - run->first) << 33
                                        | (uint64_t) w->lower << 1 | w->level);
    }
  return print;
}

/* What DX_AROUND finds of WORD depends on.  */
static uint64_t
print_stands (const dx_recall *r, uint32_t word)
{
  const dx_context *c = r->c;
  const uint32_t *at, count = dx_stands_of (c, word, &at);
  dx_print p = dx_print_more (DX_PRINT_START, count);
  for (uint32_t k = 0; k < count; k++)
    {
      const uint32_t home = dx_sentence_at (c, at[k]);
      p = dx_print_more (p, r->prints[home].a
                              + (at[k] - dx_sentence_of (r->text, at[k]).first));
    }
  return (p.a ^ p.b) | 1;
}

/* Prints of how words with capitals occur and of what stands around them, when their
   parts of speech are known.  */
static void
print_around (dx_recall *r)
{
  const dx_context *c = r->c;
  const dx_known *known = r->known;
  uint64_t keys[DX_AROUND_MAX];
  for (uint32_t k = 0; k < c->words->count; k++)
    {
      if (!c->which[k])
        continue;
      const dx_word *w = &c->words->words[k];
      const uint32_t was
        = known->was[k] ? known->lore[known->was[k] - 1].which : 0;
      dx_known_around now = { .stands = print_stands (r, k) };
      if (was && known->around[was - 1].stands == now.stands)
        now.around = known->around[was - 1].around;
      else
        {
          const size_t n = dx_around (c, k, keys);
          dx_print p = DX_PRINT_START;
          for (size_t i = 0; i < n; i++)
            p = dx_print_more (p, dx_feature_name (keys[i]));
          now.around = p.a ^ p.b;
        }
      if (r->around)
        r->around[c->which[k] - 1] = now;
      const dx_print p
        = dx_print_more (dx_print_more (DX_PRINT_START, now.around),
                         (uint64_t) w->seen << 1 | w->folded);
      r->words[k] = p.a ^ p.b;
    }
}

/* What is seen of sentence K beside its words.  Where a dateline ends is a matter of
   bytes, whether there is one is not.  */
static dx_print
print_tokens (const dx_recall *r, uint32_t k, const dx_run *run)
{
  const dx_context *c = r->c;
  const bool dated = c->text->tokens[run->first].flags & DX_DATELINE;
  const dx_print p
    = dx_print_more (r->prints[k], (uint64_t) c->words->cased[k] << 3
                                     | (uint64_t) c->words->small << 2
                                     | (uint64_t) dated << 1 | c->titled[k]);
  return dx_print_bytes (p, c->marks->state + run->first,
                         run->end - run->first);
}

/* What names see besides, of the first pass: how words occur elsewhere.  */
static dx_print
print_occurs (const dx_recall *r, dx_print p, const uint32_t *open,
              const uint32_t *end)
{
  const dx_context *c = r->c;
  for (; open < end; open++)
    {
      const uint64_t word = r->words[c->words->of[*open]];
      if (word)
        p = dx_print_more (p, word);
    }
  return p;
}

/* And of the second.  What the first says of it comes from what it reads, but for the
   rules.  */
static dx_print
print_hints (const dx_recall *r, dx_print p, const dx_run *run,
             const uint32_t *open, const uint32_t *end)
{
  const dx_context *c = r->c;
  p = print_occurs (r, p, open, end);
  for (; open < end; open++)
    if (r->words[c->words->of[*open]])
      p = dx_print_bytes (p, &c->hints[*open], sizeof *c->hints);
  return c->ruled ? dx_print_bytes (p, c->first + run->first,
                                    run->end - run->first)
                  : p;
}

/* Passage K, as the tokens from FIRST on are in it.  */
static dx_print
print_passage (const dx_marks *m, dx_print p, uint32_t k, uint32_t first)
{
  const dx_passage *q = &m->passages[k];
  p = dx_print_more (p, (uint64_t) q->open - first);
  return dx_print_more (p, ((uint64_t) q->close - first) << 1 | q->dash);
}

/* The names in RUN, and the passages that tokens of it are in: those that go on there,
   and those that open there.  */
static dx_print
print_names (const dx_context *c, dx_print p, const dx_run *run)
{
  const dx_marks *m = c->marks;
  p = dx_print_bytes (p, c->names + run->first, run->end - run->first);
  for (uint32_t k = dx_passage_at (m, run->first); k != DIXIT_NONE;
       k = dx_outer_of (m, k))
    if (m->passages[k].open < run->first)
      p = print_passage (m, p, k, run->first);
  const uint32_t end = dx_started (m->starts, run->end - 1);
  for (uint32_t k = run->first ? dx_started (m->starts, run->first - 1) : 0;
       k < end; k++)
    p = print_passage (m, p, k, run->first);
  return p;
}

/* A paragraph, and the print of all its sentences.  Speech does not see how words
   occur elsewhere but by what names these are.  */
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

/* Of sentence or paragraph K, which is RUN.  */
static dx_print
print_of (dx_recall *r, dx_kept kind, uint32_t k, const dx_run *run)
{
  const dx_known *known = r->known;
  if (kind == DX_KEPT_SPEECH)
    return r->paragraphs[k] = print_paragraph (r, run);
  if (kind == DX_KEPT_POS)
    {
      uint32_t at = r->open[k];
      while (at < known->open_count && known->open[at] < run->end)
        at++;
      r->open[k + 1] = at;
    }
  const uint32_t *const open = known->open + r->open[k];
  const uint32_t *const end = known->open + r->open[k + 1];
  switch (kind)
    {
    case DX_KEPT_POS:
      return r->prints[k] = print_words (r, run, open, end);
    case DX_KEPT_TREES:
      return r->prints[k] = print_tokens (r, k, run);
    case DX_KEPT_FIRST:
      return print_occurs (r, r->prints[k], open, end);
    default:
      return print_hints (r, r->prints[k], run, open, end);
    }
}

/* Records.  Heads are as far from a token as in the context.  */

static const size_t token_bytes[DX_KEPT_KINDS]
  = { [DX_KEPT_POS] = 1,
      [DX_KEPT_TREES] = sizeof (dx_arc),
      [DX_KEPT_FIRST] = 1,
      [DX_KEPT_NAMES] = 1,
      [DX_KEPT_SPEECH] = 4 };

/* The arrays that stage KIND fills, a byte a token; trees have two.  */
static size_t
arrays (const dx_context *c, dx_kept kind, uint8_t **list)
{
  switch (kind)
    {
    case DX_KEPT_POS:
      list[0] = c->pos;
      return 1;
    case DX_KEPT_TREES:
      return 0;
    case DX_KEPT_FIRST:
      list[0] = c->first;
      return 1;
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

enum { PLAIN = 128 };
_Static_assert ((int) DX_NAME_LABELS <= (int) PLAIN, "no label has that bit");

static void
pack (const dx_context *c, dx_kept kind, const dx_run *run, char *to)
{
  char *const start = to;
  uint8_t *list[4];
  const size_t count = arrays (c, kind, list), n = run->end - run->first;
  for (size_t k = 0; k < count; k++, to += n)
    memcpy (to, list[k] + run->first, n);
  if (kind == DX_KEPT_TREES)
    memcpy (to, c->arcs + run->first, n * sizeof *c->arcs);
  /* Labels of names leave a bit.  */
  for (size_t i = 0; kind == DX_KEPT_FIRST && i < n; i++)
    if (c->plain[run->first + i])
      start[i] = (char) (c->first[run->first + i] | PLAIN);
}

static void
unpack (dx_context *c, dx_kept kind, const dx_run *run, const char *from)
{
  uint8_t *list[4];
  const size_t count = arrays (c, kind, list), n = run->end - run->first;
  for (size_t k = 0; k < count; k++, from += n)
    memcpy (list[k] + run->first, from, n);
  if (kind == DX_KEPT_TREES)
    memcpy (c->arcs + run->first, from, n * sizeof *c->arcs);
  if (kind == DX_KEPT_FIRST)
    {
      uint8_t *const first = c->first + run->first;
      uint8_t *const plain = c->plain + run->first;
      for (size_t i = 0; i < n; i++)
        plain[i] = first[i] >> 7;
      for (size_t i = 0; i < n; i++)
        first[i] &= (uint8_t) ~PLAIN;
    }
}

/* Where the runs of stage KIND start, paragraphs or sentences.  */
static const dx_starts *
starts_of (const dx_text *t, dx_kept kind)
{
  return kind == DX_KEPT_SPEECH ? t->paragraphs : t->sentences;
}

/* Without a memo there are all to do.  The sentences are listed once, and given back
   when they are done with: paragraphs are asked for one by one.  */
static void
list_all (dx_recall *r, dx_kept kind)
{
  const dx_text *t = r->text;
  r->runs = r->new;
  if (kind == DX_KEPT_POS)
    for (uint32_t i = 0; i < t->token_count; i = r->new[r->count++].end)
      r->new[r->count] = dx_sentence_of (t, i);
  if (kind == DX_KEPT_SPEECH)
    {
      dx_release (r->arena, r->new);
      r->runs = r->new = NULL;
      r->count = t->paragraph_count;
    }
}

bool
dx_recall_next (const dx_recall *r, uint32_t *k, dx_run *run)
{
  if (*k == r->count)
    return false;
  *run = r->runs ? r->runs[*k]
                 : dx_paragraph_of (r->text, *k ? run->end : 0);
  ++*k;
  return true;
}

void
dx_recall_known (dx_recall *r, dx_kept kind)
{
  const dx_text *t = r->c->text;
  if (!r->memo)
    {
      list_all (r, kind);
      return;
    }
  if (kind == DX_KEPT_TREES)
    print_around (r);
  r->runs = r->new;
  r->count = 0;
  dx_run run = { 0, 0 };
  for (uint32_t k = 0; run.end < t->token_count; k++)
    {
      run = dx_run_around (starts_of (t, kind), t->token_count, run.end);
      size_t size = token_bytes[kind] * (size_t) (run.end - run.first);
      const char *from
        = dx_memo_find (r->memo, kind, print_of (r, kind, k, &run), &size,
                        &r->rooms[r->count]);
      if (from)
        unpack (r->c, kind, &run, from);
      else
        r->new[r->count++] = run;
    }
}

/* Links.  A segment chooses among those of its paragraph and the two beside it,
   by what stands in these.  */

/* What a segment has chosen, as it has it.  */
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

/* Paragraph P as all later stages see it, its words with capitals from CAPITAL on up
   to END: these also see which of them stand in small letters elsewhere.  Its tags
   come from what was read.  */
static dx_print
print_tags (const dx_recall *r, uint32_t p, const uint32_t *capital,
            const uint32_t *end)
{
  const dx_context *c = r->c;
  uint64_t small = 1;
  dx_print print = print_both (r->paragraphs[p], c->text->prints[p]);
  for (; capital < end; capital++)
    {
      small = small << 1
              | dx_word_of (c->words, *capital)->folded;
      if (small >> 63)
        {
          print = dx_print_more (print, small);
          small = 1;
        }
    }
  return dx_print_more (dx_print_more (print, small),
                        c->text->kinds[p]);
}

void
dx_recall_tagged (dx_recall *r)
{
  const dx_words *w = r->c->words;
  const dx_text *t = r->text;
  uint32_t from = 0, end;
  dx_run run = { 0 };
  for (uint32_t p = 0; r->memo && p < t->paragraph_count; p++, from = end)
    {
      run = dx_paragraph_of (t, run.end);
      for (end = from; end < w->capital_count && w->capitals[end] < run.end;)
        end++;
      r->paragraphs[p] = print_tags (r, p, w->capitals + from,
                                     w->capitals + end);
    }
}

void
dx_recall_links (dx_recall *r, dx_segments *s, const dx_tagger *link)
{
  const uint32_t paragraphs = r->c->text->paragraph_count;
  if (!r->memo || !s->count)
    {
      dx_link (r->c, s, link);
      return;
    }
  for (uint32_t x = 0, end; x < s->count; x = end)
    {
      const uint32_t p = s->homes[x].paragraph;
      for (end = x + 1; end < s->count && s->homes[end].paragraph == p;)
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
          choice c = { s->all[k].chance, s->all[k].far };
          if (from)
            {
              memcpy (&c, from + (k - x) * sizeof c, sizeof c);
              s->all[k].chance = c.chance;
              s->all[k].far = (int16_t) c.far;
            }
          else if (to)
            memcpy (to + (k - x) * sizeof c, &c, sizeof c);
        }
    }
}

dx_print
dx_recall_near (const dx_recall *r, const dx_run *run, uint32_t p)
{
  const dx_text *t = r->text;
  dx_print print
    = print_both (r->paragraphs[p], p ? r->paragraphs[p - 1] : DX_PRINT_START);
  for (uint32_t i = run->end; i < t->token_count && i < run->end + DX_NEAR;
       i = dx_paragraph_of (t, i).end)
    print = print_both (print, r->paragraphs[++p]);
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
