/* forms.c -- names and aliases, word by word, in a hashed trie.
   SPDX-License-Identifier: GPL-3.0-or-later

   Forms are divided into tokens by the text stage itself, so that they meet
   the text's.  Case is folded but for what a form insists on: a capital in it
   wants a capital, a word all in capitals wants all of them, small letters
   match any.  The distinct words of a text are looked up once each; from then
   on numbers are compared.  */

#include "rules/rules.h"

#include <string.h>

#include "text/utf8.h"

/* Words with one hash: more of them than ever happens by chance would only
   cost time.  */
enum { ALIKE_MAX = 32 };

/* Are the words A and B, whose hashes are equal, the same but for case and the
   kind of apostrophe?  */
static bool
same_word (const char *a, size_t m, const char *b, size_t n)
{
  size_t i = 0, k = 0;
  while (i < m && k < n)
    {
      uint32_t x, y;
      i += dx_decode (a + i, m - i, &x);
      k += dx_decode (b + k, n - k, &y);
      const int class = dx_class (x);
      if (class == DX_C_QUOTE && dx_class (y) == DX_C_QUOTE)
        continue;
      if (dx_lower (x) != dx_lower (y)
          && (class != DX_C_PUNCT || dx_class (y) != DX_C_PUNCT))
        return false;
    }
  return i == m && k == n;
}

bool
dx_forms_open (dx_forms *f, dx_arena *arena)
{
  enum { SLOTS = 64 };
  *f = (dx_forms) { .arena = arena, .word_mask = SLOTS - 1,
                    .edge_mask = SLOTS - 1, .node_count = 1 };
  f->word_slots = dx_alloc (arena, SLOTS, sizeof *f->word_slots);
  f->edges = dx_alloc (arena, SLOTS, sizeof *f->edges);
  if (!f->word_slots || !f->edges
      || !dx_reserve (arena, &f->nodes, &f->node_room, 0, 1,
                      sizeof *f->nodes))
    return false;
  f->nodes[0] = (dx_form_node) { 0 };
  return true;
}

/* The word of SIZE bytes at S: 1 + its number, 0 if there is none; then *SLOT
   is where it would go, or SIZE_MAX.  */
static uint32_t
find_word (const dx_forms *f, uint32_t lower, const char *s, size_t size,
           size_t *slot)
{
  int alike = 0;
  for (size_t at = dx_finish (lower) & f->word_mask;;
       at = (at + 1) & f->word_mask)
    {
      const uint32_t w = f->word_slots[at];
      *slot = at;
      if (!w)
        return 0;
      const dx_form_word *word = &f->words[w - 1];
      if (word->lower != lower)
        continue;
      if (same_word (word->bytes, word->size, s, size))
        return w;
      if (++alike == ALIKE_MAX)
        {
          *slot = SIZE_MAX;
          return 0;
        }
    }
}

static bool
grow_words (dx_forms *f)
{
  if (2 * ((size_t) f->word_count + 1) <= f->word_mask)
    return true;
  const size_t mask = 2 * f->word_mask + 1;
  uint32_t *slots = dx_alloc (f->arena, mask + 1, sizeof *slots);
  if (!slots)
    return false;
  for (uint32_t w = 0; w < f->word_count; w++)
    {
      size_t at = dx_finish (f->words[w].lower) & mask;
      while (slots[at])
        at = (at + 1) & mask;
      slots[at] = w + 1;
    }
  f->word_slots = slots;
  f->word_mask = mask;
  return true;
}

static dx_form_edge *
find_edge (const dx_forms *f, uint32_t node, uint32_t word)
{
  size_t at = (size_t) dx_key (node, word) & f->edge_mask;
  while (f->edges[at].child
         && (f->edges[at].node != node || f->edges[at].word != word))
    at = (at + 1) & f->edge_mask;
  return &f->edges[at];
}

static bool
grow_edges (dx_forms *f)
{
  if (2 * ((size_t) f->edge_count + 1) <= f->edge_mask)
    return true;
  const dx_form_edge *old = f->edges;
  const size_t count = f->edge_mask + 1;
  dx_form_edge *edges = dx_alloc (f->arena, 2 * count, sizeof *edges);
  if (!edges)
    return false;
  f->edges = edges;
  f->edge_mask = 2 * count - 1;
  for (size_t k = 0; k < count; k++)
    if (old[k].child)
      *find_edge (f, old[k].node, old[k].word) = old[k];
  return true;
}

/* The child of *NODE by token T of TEXT, whose word is W; 0 where too many
   words look alike.  */
static bool
descend (dx_forms *f, const dx_text *text, dx_token t,
         const dx_word *w, uint32_t *node)
{
  const char *s = text->bytes + t.start;
  const uint32_t size = t.size;
  size_t slot;
  uint32_t word = find_word (f, w->lower, s, size, &slot);
  if (!word)
    {
      if (slot == SIZE_MAX)
        {
          *node = 0;
          return true;
        }
      char *copy = dx_copy (f->arena, s, size);
      if (!copy
          || !dx_reserve (f->arena, &f->words, &f->word_room, f->word_count,
                          f->word_count + 1u, sizeof *f->words))
        return false;
      f->words[f->word_count]
        = (dx_form_word) { .lower = w->lower, .size = size, .bytes = copy };
      f->word_slots[slot] = word = ++f->word_count;
      if (!grow_words (f))
        return false;
    }
  dx_form_edge *edge = find_edge (f, *node, word);
  if (!edge->child)
    {
      if (!dx_reserve (f->arena, &f->nodes, &f->node_room, f->node_count,
                       f->node_count + 1u, sizeof *f->nodes))
        return false;
      f->nodes[f->node_count] = (dx_form_node) { 0 };
      *edge = (dx_form_edge) { *node, word, f->node_count++ };
      *node = edge->child;
      f->edge_count++;
      return grow_edges (f);
    }
  *node = edge->child;
  return true;
}

/* What W, as a form writes it, wants of the text.  */
static uint32_t
wanted (const dx_word *w, const dx_text *text, dx_token t)
{
  uint32_t first;
  dx_decode (text->bytes + t.start, t.size, &first);
  return !dx_is_upper (first)    ? DX_WANT_NONE
         : w->caps == DX_UPPER   ? DX_WANT_UPPER
                                 : DX_WANT_CAPITAL;
}

bool
dx_forms_add (dx_forms *f, const dx_text *text, const dx_words *words,
              uint32_t first, uint32_t end, bool said, uint32_t *node,
              uint32_t *capitals)
{
  uint32_t at = 0, n = 0;
  *capitals = 0;
  for (uint32_t i = first; i < end && n < DX_RULES_FORM_WORDS; i++)
    {
      const dx_word *w = dx_word_of (words, i);
      if (said && !dx_is_said (&text->tokens[i]))
        continue;
      const dx_token t = dx_token_of (text, i);
      if (!descend (f, text, t, w, &at))
        return false;
      *capitals |= wanted (w, text, t) << 2 * n++;
      if (!at)
        break;
    }
  *node = at;
  return true;
}

uint32_t *
dx_forms_words (const dx_forms *f, const dx_text *text, const dx_words *words,
                dx_arena *arena)
{
  const uint32_t unseen = UINT32_MAX;
  uint32_t *of = dx_alloc (arena, words->count, sizeof *of);
  if (!of)
    return NULL;
  memset (of, 0xff, words->count * sizeof *of);
  for (uint32_t i = 0; i < text->token_count; i++)
    {
      uint32_t *to = &of[words->of[i]];
      const dx_token t = dx_token_of (text, i);
      size_t slot;
      if (*to == unseen)
        *to = find_word (f, dx_word_of (words, i)->lower,
                         text->bytes + t.start, t.size, &slot);
    }
  return of;
}

/* Has the text at token I the capitals that NODE, of N words, asks for?  */
static bool
dressed (const dx_form_node *node, const dx_words *words, uint32_t i,
         uint32_t n)
{
  for (uint32_t k = 0; k < n; k++)
    {
      const uint32_t want = node->capitals >> 2 * k & 3;
      const uint8_t caps = dx_word_of (words, i + k)->caps;
      if (want == DX_WANT_CAPITAL ? caps < DX_TITLE
                                  : want == DX_WANT_UPPER && caps != DX_UPPER)
        return false;
    }
  return true;
}

uint32_t
dx_forms_match (const dx_forms *f, const dx_text *text, const dx_words *words,
                const uint32_t *of, uint32_t i, uint32_t *value)
{
  uint32_t node = 0, best = i;
  *value = DX_FORM_NONE;
  for (uint32_t k = i; k < text->token_count && k < i + DX_RULES_FORM_WORDS;
       k++)
    {
      const uint32_t word = of[words->of[k]];
      if (!word || (k > i && text->tokens[k].flags & DX_PARAGRAPH))
        break;
      node = find_edge (f, node, word)->child;
      if (!node)
        break;
      if (f->nodes[node].value
          && dressed (&f->nodes[node], words, i, k + 1 - i))
        {
          best = k + 1;
          *value = f->nodes[node].value;
        }
    }
  return best;
}

uint32_t
dx_forms_said (const dx_forms *f, const uint32_t *words, size_t count)
{
  uint32_t node = 0, value = DX_FORM_NONE;
  for (size_t k = 0; k < count && words[k]; k++)
    {
      node = find_edge (f, node, words[k])->child;
      if (!node)
        break;
      if (f->nodes[node].value)
        value = f->nodes[node].value;
    }
  return value;
}
