/* memo.c -- records in boxes, and in which order they were asked for.
   SPDX-License-Identifier: GPL-3.0-or-later

   What is found stays where it is; only its place goes into the new order, and what
   is in no order when the analysis is over is gone.  A box that is empty then is freed.
   From one with too much of that whatever is found moves to another, so that it will
   be empty next time.  So a memo holds hardly more than what one text needs.  */

#include "text/memo.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

typedef struct
{
  dx_print print;
  uint32_t size;         /* of what follows, which is padded to PAD */
  uint32_t filled;
} record;

enum
{
  PAD = 8,
  AHEAD = 8,             /* records that may have gone from one to the next */
  PROBES = 64,
  STRANGE = 3,           /* so many new ones in a row may have been moved */
  BOX_BITS = 13,
  BOX = PAD << BOX_BITS, /* bytes of a box; what is larger gets one of its own */
  MOST_BOXES = 1 << (31 - BOX_BITS),
  LOST = 16,             /* of so much of a box one may be gone */
  FEW = 64
};

typedef struct
{
  char *bytes;           /* or NULL: there is none */
  size_t used;
  size_t live;           /* bytes of records that are in the new order */
  bool leaving;          /* what is found moves */
} box;

/* A record's place: its box, and in the last BOX_BITS where it is there, divided by
   PAD.  */
typedef uint32_t place;

typedef struct
{
  place *all;
  size_t count, room;
} order;

struct dixit_memo
{
  box *boxes;
  size_t box_count, box_room;
  size_t open;                   /* the box that takes new ones, or SIZE_MAX */
  order old[DX_KEPT_KINDS], new[DX_KEPT_KINDS];
  size_t next[DX_KEPT_KINDS];    /* of the old order: what is expected */
  uint32_t *slots;               /* 1 + a place in the old order; or NULL */
  size_t mask;
  dx_kept in_slots;              /* whose they are */
  char *words, *new_words;       /* what records of words refer to */
  size_t words_size, new_words_size;
  uint32_t strange;              /* new ones in a row */
  int kind;                      /* asked for last, or -1 */
  bool full;                     /* memory is out */
  uint64_t model[2];
  atomic_flag taken;             /* by an analysis */
};

dixit_status
dixit_memo_new (dixit_memo **out, dixit_error *error)
{
  *out = calloc (1, sizeof **out);
  if (!*out)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  (*out)->open = SIZE_MAX;
  atomic_flag_clear (&(*out)->taken);
  return DIXIT_OK;
}

static void
drop_slots (dixit_memo *memo)
{
  free (memo->slots);
  memo->slots = NULL;
}

static void
drop_order (order *o)
{
  free (o->all);
  *o = (order) { 0 };
}

static void
clear (dixit_memo *memo)
{
  for (size_t k = 0; k < memo->box_count; k++)
    free (memo->boxes[k].bytes);
  free (memo->boxes);
  memo->boxes = NULL;
  memo->box_count = memo->box_room = 0;
  memo->open = SIZE_MAX;
  for (int kind = 0; kind < DX_KEPT_KINDS; kind++)
    {
      drop_order (&memo->old[kind]);
      drop_order (&memo->new[kind]);
    }
  drop_slots (memo);
  free (memo->words);
  free (memo->new_words);
  memo->words = memo->new_words = NULL;
}

void
dixit_memo_free (dixit_memo *memo)
{
  if (memo)
    clear (memo);
  free (memo);
}

bool
dx_memo_begin (dixit_memo *memo, const uint64_t model[2])
{
  if (atomic_flag_test_and_set_explicit (&memo->taken, memory_order_acquire))
    return false;
  if (memo->model[0] != model[0] || memo->model[1] != model[1])
    clear (memo);
  memcpy (memo->model, model, sizeof memo->model);
  memset (memo->next, 0, sizeof memo->next);
  memo->kind = -1;
  memo->full = false;
  return true;
}

static record *
at (const dixit_memo *memo, place p)
{
  return (record *) (void *) (memo->boxes[p >> BOX_BITS].bytes
                              + (size_t) PAD * (p & ((1u << BOX_BITS) - 1)));
}

/* The bytes that a record of SIZE takes with what is before it.  */
static size_t
bytes_of (size_t size)
{
  return sizeof (record) + ((size + PAD - 1) & ~(size_t) (PAD - 1));
}

static bool
fits (const record *r, dx_print print, size_t size)
{
  return r->print.a == print.a && r->print.b == print.b && r->filled
         && (r->size == size || size == DX_ANY_SIZE);
}

/* The table of all records of KIND, made when it is first needed.  False when
   memory is out.  */
static bool
fill_slots (dixit_memo *memo, dx_kept kind)
{
  const order *o = &memo->old[kind];
  size_t slots = 64;
  if (memo->slots && memo->in_slots == kind)
    return true;
  drop_slots (memo);
  memo->in_slots = kind;
  while (slots < 2 * o->count)
    slots *= 2;
  if (o->count >= UINT32_MAX
      || !(memo->slots = calloc (slots, sizeof *memo->slots)))
    return false;
  memo->mask = slots - 1;
  for (size_t i = 0; i < o->count; i++)
    {
      const record *r = at (memo, o->all[i]);
      if (!r->filled)
        continue;
      size_t k = r->print.a & memo->mask;
      for (int probe = 0; probe < PROBES; probe++, k = (k + 1) & memo->mask)
        {
          if (!memo->slots[k])
            memo->slots[k] = (uint32_t) i + 1;
          const record *other = at (memo, o->all[memo->slots[k] - 1]);
          if (fits (r, other->print, other->size))
            break;
        }
    }
  return true;
}

/* Where the record is in the old order, or SIZE_MAX.  */
static size_t
look_up (dixit_memo *memo, dx_kept kind, dx_print print, size_t size)
{
  const order *o = &memo->old[kind];
  const size_t next = memo->next[kind];
  for (size_t i = next; i < o->count && i < next + AHEAD; i++)
    if (fits (at (memo, o->all[i]), print, size))
      return i;
  /* To make a table costs more than a few results.  */
  if (!o->count || ++memo->strange < STRANGE || !fill_slots (memo, kind))
    return SIZE_MAX;
  size_t k = print.a & memo->mask;
  for (int probe = 0; probe < PROBES && memo->slots[k];
       probe++, k = (k + 1) & memo->mask)
    {
      const size_t i = memo->slots[k] - 1;
      if (fits (at (memo, o->all[i]), print, size))
        return i;
    }
  return SIZE_MAX;
}

/* A new box of ROOM bytes; its number, or SIZE_MAX when memory is out.  */
static size_t
new_box (dixit_memo *memo, size_t room)
{
  size_t k = 0;
  while (k < memo->box_count && memo->boxes[k].bytes)
    k++;
  if (k == memo->box_room)
    {
      const size_t more = k ? 2 * k : FEW;
      box *boxes = more > MOST_BOXES
                     ? NULL : realloc (memo->boxes, more * sizeof *boxes);
      if (!boxes)
        return SIZE_MAX;
      memo->boxes = boxes;
      memo->box_room = more;
    }
  char *bytes = malloc (room);
  if (!bytes)
    return SIZE_MAX;
  memo->box_count += k == memo->box_count;
  memo->boxes[k] = (box) { .bytes = bytes };
  return k;
}

/* Put P, of SIZE bytes, into the new order of KIND.  False when memory is out.  */
static bool
enter (dixit_memo *memo, dx_kept kind, place p, size_t size)
{
  order *o = &memo->new[kind];
  if (o->count == o->room)
    {
      const size_t was = memo->old[kind].count;
      const size_t room = o->room ? 2 * o->room : was + was / 16 + FEW;
      place *all = realloc (o->all, room * sizeof *all);
      if (!all)
        return false;
      o->all = all;
      o->room = room;
    }
  o->all[o->count++] = p;
  memo->boxes[p >> BOX_BITS].live += size;
  return true;
}

const void *
dx_memo_find (dixit_memo *memo, dx_kept kind, dx_print print, size_t *size,
              size_t *room)
{
  *room = SIZE_MAX;
  if (memo->kind != (int) kind)
    {
      memo->kind = (int) kind;
      memo->strange = 0;
    }
  const size_t found = look_up (memo, kind, print, *size);
  if (found == SIZE_MAX)
    {
      if (*size != DX_ANY_SIZE)
        *room = dx_memo_add (memo, kind, print, *size);
      return NULL;
    }
  const place p = memo->old[kind].all[found];
  const record *r = at (memo, p);
  *size = r->size;
  memo->next[kind] = found + 1;
  memo->strange = 0;
  if (!memo->boxes[p >> BOX_BITS].leaving)
    *room = enter (memo, kind, p, bytes_of (r->size)) ? p : SIZE_MAX;
  else if ((*room = dx_memo_add (memo, kind, print, r->size)) != SIZE_MAX)
    memcpy (at (memo, (place) *room), r, bytes_of (r->size));
  return r + 1;
}

size_t
dx_memo_add (dixit_memo *memo, dx_kept kind, dx_print print, size_t size)
{
  if (size > UINT32_MAX - PAD || memo->full)
    return SIZE_MAX;
  const size_t bytes = bytes_of (size);
  size_t k = memo->open;
  if (bytes > BOX)
    k = new_box (memo, bytes);
  else if (k == SIZE_MAX || BOX - memo->boxes[k].used < bytes)
    k = memo->open = new_box (memo, BOX);
  if (k == SIZE_MAX)
    {
      memo->full = true;
      return SIZE_MAX;
    }
  box *b = &memo->boxes[k];
  const place p = (place) (k << BOX_BITS | b->used / PAD);
  b->used += bytes;
  *at (memo, p) = (record) { .print = print, .size = (uint32_t) size };
  memo->full = !enter (memo, kind, p, bytes);
  return memo->full ? SIZE_MAX : p;
}

void *
dx_memo_room (dixit_memo *memo, size_t place_of)
{
  if (place_of == SIZE_MAX)
    return NULL;
  record *r = at (memo, (place) place_of);
  r->filled = 1;
  return r + 1;
}

const void *
dx_memo_words (const dixit_memo *memo, size_t *size)
{
  *size = memo->words_size;
  return memo->words;
}

void *
dx_memo_words_room (dixit_memo *memo, size_t size)
{
  memo->new_words = malloc (size ? size : 1);
  memo->new_words_size = size;
  return memo->new_words;
}

/* The words are those of the new records, or there are none.  Old records may have been
   filled in again.  */
static void
take_words (dixit_memo *memo)
{
  free (memo->words);
  memo->words = memo->new_words;
  memo->words_size = memo->new_words_size;
  memo->new_words = NULL;
}

/* The order NEW takes the place of OLD.  */
static void
take_order (order *old, order *new)
{
  drop_order (old);
  place *all
    = new->count ? realloc (new->all, new->count * sizeof *all) : NULL;
  if (all)
    {
      new->all = all;
      new->room = new->count;
    }
  *old = *new;
  *new = (order) { 0 };
}

/* Count again what of each box is in an order.  */
static void
count_live (dixit_memo *memo)
{
  for (size_t k = 0; k < memo->box_count; k++)
    memo->boxes[k].live = 0;
  for (int kind = 0; kind < DX_KEPT_KINDS; kind++)
    for (size_t i = 0; i < memo->old[kind].count; i++)
      {
        const place p = memo->old[kind].all[i];
        memo->boxes[p >> BOX_BITS].live += bytes_of (at (memo, p)->size);
      }
}

/* Free the boxes that are empty, and see which will be.  */
static void
tidy (dixit_memo *memo)
{
  for (size_t k = 0; k < memo->box_count; k++)
    {
      box *b = &memo->boxes[k];
      if (!b->live && k != memo->open)
        {
          free (b->bytes);
          b->bytes = NULL;
          b->used = 0;
        }
      b->leaving = k != memo->open && b->live < b->used - b->used / LOST;
      b->live = 0;
    }
}

void
dx_memo_end (dixit_memo *memo, bool complete)
{
  /* One that was cancelled may have got farther than those before it.  */
  const bool words = complete || memo->new_words;
  if (words)
    take_words (memo);
  for (int kind = 0; kind < DX_KEPT_KINDS; kind++)
    if (kind == DX_KEPT_WORDS
          ? words
          : complete || memo->new[kind].count > memo->old[kind].count)
      take_order (&memo->old[kind], &memo->new[kind]);
    else
      drop_order (&memo->new[kind]);
  if (!complete)
    count_live (memo);
  tidy (memo);
  drop_slots (memo);
  atomic_flag_clear_explicit (&memo->taken, memory_order_release);
}
