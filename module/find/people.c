/* people.c -- who there is: the way through the rooms that find it.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/people.h"

enum { CHAIN_MAX = 24 };

void
dx_chains_open (dx_chains *t, dx_arena *arena, size_t expected)
{
  size_t n = 64;
  while (n < expected)
    n *= 2;
  *t = (dx_chains) { .mask = n - 1, .arena = arena };
}

void
dx_chains_close (dx_chains *t)
{
  if (t->heads)
    dx_release (t->arena, t->heads);
  if (t->links)
    dx_release (t->arena, t->links);
  *t = (dx_chains) { 0 };
}

bool
dx_chains_add (dx_chains *t, uint32_t key, uint32_t value)
{
  if (!t->heads
      && !(t->heads = dx_alloc (t->arena, t->mask + 1, sizeof *t->heads)))
    return false;
  if (!dx_reserve (t->arena, &t->links, &t->room, t->count, t->count + 1,
                   sizeof *t->links))
    return false;
  uint32_t *head = &t->heads[key & t->mask];
  t->links[t->count] = (dx_chain_link) { key, value, *head };
  *head = (uint32_t) ++t->count;
  return true;
}

uint32_t
dx_chains_next (const dx_chains *t, uint32_t key, uint32_t *at, int *steps)
{
  uint32_t k = *steps ? *at : t->heads ? t->heads[key & t->mask] : 0;
  for (; k && *steps < CHAIN_MAX; k = t->links[k - 1].older)
    {
      ++*steps;
      if (t->links[k - 1].key == key)
        {
          *at = t->links[k - 1].older;
          return t->links[k - 1].value;
        }
    }
  return DIXIT_NONE;
}

char
dx_pronoun_gender (const dx_word *w)
{
  static const char *const words[]
    = { "he", "his", "him", "himself", "she", "her", "hers", "herself" };
  if (w->size < 2 || w->size > 7)
    return 0;
  for (int k = 0; k < 8; k++)
    if (w->lower == dx_lower_hash (words[k]))
      return k < 4 ? 'm' : 'f';
  return 0;
}

static char
row_gender (const dx_tagger *table, uint32_t word)
{
  const uint8_t *row
    = table->labels ? dx_tagger_row (table, dx_key (1, word)) : NULL;
  return !row || row[0] != 1 ? 0 : (int8_t) row[3] > 0 ? 'm' : 'f';
}

char
dx_table_gender (const dx_tagger *table, const dx_word *w)
{
  const char g = row_gender (table, w->lower);
  return g || w->bare == w->lower ? g : row_gender (table, w->bare);
}

char
dx_given_gender (const dx_lore *lore, const dx_word *w)
{
  const uint32_t forms[] = { w->lower, w->bare };
  char g = 0;
  for (int f = 0; !g && f < (w->bare == w->lower ? 1 : 2); f++)
    {
      g = row_gender (lore->given, forms[f]);
      if (!g)
        g = row_gender (lore->gender, forms[f]);
    }
  return g;
}

bool
dx_alike (const dx_context *c, uint32_t a, uint32_t b)
{
  enum { SPELLING_LETTERS = 5 };
  const dx_token x = dx_token_of (c->text, a), y = dx_token_of (c->text, b);
  const char *s = c->text->bytes + x.start;
  const char *t = c->text->bytes + y.start;
  uint32_t n = x.size, m = y.size, head = 0, tail = 0;
  if (dx_word_of (c->words, a)->caps < DX_TITLE
      || dx_word_of (c->words, b)->caps < DX_TITLE)
    return false;
  if (n < SPELLING_LETTERS || m < SPELLING_LETTERS || n > m + 1 || m > n + 1)
    return false;
  const uint32_t least = n < m ? n : m;
  /* But for case: McDonnell, Mcdonell.  */
  while (head < least && (s[head] | 32) == (t[head] | 32))
    head++;
  while (tail < least - head
         && (s[n - 1 - tail] | 32) == (t[m - 1 - tail] | 32))
    tail++;
  return head && head + tail + 1 >= (n > m ? n : m);
}

uint32_t
dx_name_key (const dx_people *p, const dx_context *c, uint32_t first,
             uint32_t end)
{
  uint32_t h = 7;
  if (end - first > 1 && dx_bits (&p->lexicon, c, first) & DX_L_THE)
    first++;
  for (uint32_t i = first; i < end; i++)
    {
      const dx_word *w = dx_word_of (c->words, i);
      h = dx_join (h, c->text->tokens[i].kind == DX_NUMBER ? w->form
                                                           : w->lower);
    }
  return h;
}

dixit_status
dx_people_meet (dx_people *p, const dx_context *c, const dx_lore *lore,
                dx_recall *recall, dx_arena *arena, dixit_error *error)
{
  *p = (dx_people) { .lore = lore, .recall = recall };
  const dixit_status s
    = dx_lexicon_open (&p->lexicon, c, lore->listed, arena, error);
  return s == DIXIT_OK ? dx_mentions_find (p, c, lore, arena, error) : s;
}

dixit_status
dx_people_know (dx_people *p, const dx_context *c, dx_arena *arena,
                dixit_error *error)
{
  const dixit_status s = dx_people_join (p, c, p->lore, arena, error);
  return s == DIXIT_OK ? dx_parts_find (p, c, arena, error) : s;
}
