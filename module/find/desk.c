/* desk.c -- numbering words, and handing desks out.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/desk.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_BITS = 13, WORDS = 1 << WORD_BITS };

static void
free_sums (dx_sums *s)
{
  dx_shelf_free (&s->words);
  dx_shelf_free (&s->states);
  dx_shelf_free (&s->things);
}

void
dx_desk_free (dx_desk *d)
{
  free_sums (&d->pos);
  free_sums (&d->first);
  free_sums (&d->names);
  free_sums (&d->caseless);
  free_sums (&d->heard);
  free_sums (&d->speech);
  free (d->words);
  dx_arena_free (&d->arena);
  *d = (dx_desk) { 0 };
}

/* Do features see the same of W and its AFFIXES as of N, less what a text shows?  */
static bool
is_same (const dx_numbered *n, const dx_word *w, const dx_affixes *affixes)
{
  const dx_word *v = &n->word;
  return n->number && v->form == w->form && v->lower == w->lower
         && v->shape == w->shape && v->brief == w->brief && v->bare == w->bare
         && v->caps == w->caps && v->size == w->size && v->level == w->level
         && v->man == w->man && v->woman == w->woman
         && !memcmp (&n->affixes, affixes, sizeof *affixes);
}

/* The number of WORD; 0 for the third with one hash in a text.  */
static uint64_t
number_of (dx_desk *d, const dx_word *word, const dx_affixes *affixes)
{
  dx_numbered *const home
    = d->words
      + 2 * (size_t) (word->form * UINT32_C (0x9e3779b1) >> (33 - WORD_BITS));
  dx_numbered *n = home;
  if (!is_same (n, word, affixes) && !is_same (++n, word, affixes))
    {
      n = home + (home[1].age < home[0].age);
      if (n->age == d->age)
        return 0;
      n->number = ++d->numbers;
      n->word = *word;
      n->affixes = *affixes;
    }
  n->age = d->age;
  return n->number;
}

dixit_status
dx_desk_number (dx_desk *d, dx_context *c, dx_arena *arena, dixit_error *error)
{
  const dx_words *const words = c->words;
  if (!d->words)
    d->words = calloc (WORDS, sizeof *d->words);
  c->on_desk = dx_alloc (arena, words->count, sizeof *c->on_desk);
  d->seen = dx_alloc (arena, words->count + (size_t) 1, sizeof *d->seen);
  if (!d->words || !c->on_desk || !d->seen)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_desk_age (d);
  for (uint32_t k = 0; k < words->count; k++)
    c->on_desk[k] = number_of (d, &words->words[k], &words->affixes[k]);
  return DIXIT_OK;
}

dx_desk *
dx_desk_take (dx_desks *desks)
{
  for (size_t k = 0; desks && k < DX_DESKS; k++)
    {
      dx_desk *const d = atomic_exchange (&desks->spare[k], NULL);
      if (d)
        return d;
    }
  return calloc (1, sizeof (dx_desk));
}

static void
drop (dx_desk *d)
{
  if (d)
    dx_desk_free (d);
  free (d);
}

void
dx_desk_leave (dx_desks *desks, dx_desk *d)
{
  if (d)
    {
      d->seen = NULL;
      d->carried = NULL;
      d->carried_room = d->carried_count = 0;
    }
  for (size_t k = 0; d && desks && k < DX_DESKS; k++)
    {
      dx_desk *none = NULL;
      if (atomic_compare_exchange_strong (&desks->spare[k], &none, d))
        return;
    }
  drop (d);
}

void
dx_desks_empty (dx_desks *desks)
{
  for (size_t k = 0; desks && k < DX_DESKS; k++)
    drop (atomic_exchange (&desks->spare[k], NULL));
}

void
dx_desks_free (dx_desks *desks)
{
  dx_desks_empty (desks);
  free (desks);
}
