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

/* Do features see the same of W, made of the SIZE BYTES, as of N, less what a text
   shows?  */
static bool
is_same (const dx_numbered *n, const dx_word *w, size_t size, const char *bytes)
{
  const dx_word *v = &n->word;
  return n->number && v->form == w->form && v->lower == w->lower
         && v->brief == w->brief && v->bare == w->bare
         && v->caps == w->caps && v->size == w->size && v->level == w->level
         && v->man == w->man && v->woman == w->woman
         && v->dressed == w->dressed && n->size == size
         && !memcmp (n->bytes, bytes, sizeof n->bytes);
}

/* The two places where WORD may be.  */
static dx_numbered *
home_of (const dx_desk *d, const dx_word *word)
{
  return d->words
         + 2 * (size_t) (word->form * UINT32_C (0x9e3779b1) >> (33 - WORD_BITS));
}

/* The place of WORD, whose token is T; the last for the third with one hash in a text,
   and for those that are long.  */
static dx_numbered *
place_of (dx_desk *d, const dx_word *word, const dx_text *text,
           dx_token t)
{
  const char *s = text->bytes + t.start;
  const size_t size = t.size;
  char bytes[32] = { 0 };
  if (size > DX_NUMBERED_BYTES)
    return d->words + WORDS;
  if (size <= sizeof bytes)
    memcpy (bytes, s, size);
  else
    {
      memcpy (bytes, s, 16);
      memcpy (bytes + 16, s + size - 16, 16);
    }
  dx_numbered *const home = home_of (d, word), *n = home;
  if (!is_same (n, word, size, bytes) && !is_same (++n, word, size, bytes))
    {
      n = home + (home[1].age < home[0].age);
      if (n->age == d->age)
        return d->words + WORDS;
      n->told = false;
      n->number = ++d->numbers;
      n->word = *word;
      n->size = (uint8_t) size;
      memcpy (n->bytes, bytes, sizeof bytes);
    }
  n->age = d->age;
  return n;
}

bool
dx_desk_see (dx_desk *d, uint32_t count, dx_arena *arena)
{
  d->seen = dx_alloc (arena, count + (size_t) 1, sizeof *d->seen);
  d->seen_count = count;
  d->round = 0;
  return d->seen != NULL;
}

dixit_status
dx_desk_number (dx_desk *d, dx_context *c, dx_arena *arena, dixit_error *error)
{
  const dx_words *const words = c->words;
  /* Once in some thousand million words: there are no numbers left.  */
  if (words->count > UINT32_MAX - d->numbers)
    dx_desk_free (d);
  if (!d->words)
    d->words = calloc (WORDS + 1, sizeof *d->words);
  c->on_desk = dx_alloc (arena, words->count, sizeof *c->on_desk);
  d->places = dx_alloc (arena, words->count, sizeof *d->places);
  if (!d->words || !c->on_desk || !d->places
      || !dx_desk_see (d, words->count, arena))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_desk_age (d);
  for (uint32_t k = 0; k < words->count; k++)
    {
      enum { AHEAD = 8 };
      if (k + AHEAD < words->count)
        {
          const dx_numbered *home = home_of (d, &words->words[k + AHEAD]);
          __builtin_prefetch (home);
          __builtin_prefetch (&home->lore);
        }
      const dx_numbered *n
        = place_of (d, &words->words[k], c->text,
                    dx_token_of (c->text, words->sample[k]));
      c->on_desk[k] = n->number;
      d->places[k] = (uint16_t) (n - d->words);
    }
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
      d->places = NULL;
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
