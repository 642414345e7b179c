/* memo.c -- records on two shelves: those of the last analysis, and of this.
   SPDX-License-Identifier: GPL-3.0-or-later

   What is found on the old shelf is copied to the new one, and the old one is
   cleared when the analysis is over.  So a memo holds what one text needs.  */

#include "text/memo.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"

typedef struct
{
  dx_print print;
  uint32_t size;         /* of what follows, which is padded to PAD */
  uint16_t kind;
  uint16_t filled;
} record;

enum
{
  PAD = 8,
  AHEAD = 8,             /* records that may have gone from one to the next */
  PROBES = 64,
  STRANGE = 3,           /* so many new ones in a row may have been moved */
  FIRST_ROOM = 4096
};

typedef struct
{
  char *bytes;
  size_t used, room;
  size_t begin[DX_KEPT_KINDS];   /* where a kind's are */
  uint32_t *slots;               /* 1 + a record's place / PAD; or NULL */
  size_t mask;
  dx_kept in_slots;              /* whose they are */
  char *words;                   /* what records of words refer to */
  size_t words_size;
  bool full;                     /* memory is out */
} shelf;

struct dixit_memo
{
  shelf old, new;
  size_t next[DX_KEPT_KINDS];    /* on the old one: what is expected */
  uint32_t strange;              /* new ones in a row */
  int kind;                      /* asked for last, or -1 */
  uint64_t model[2];
  atomic_flag taken;             /* by an analysis */
};

dixit_status
dixit_memo_new (dixit_memo **out, dixit_error *error)
{
  *out = calloc (1, sizeof **out);
  if (!*out)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  atomic_flag_clear (&(*out)->taken);
  return DIXIT_OK;
}

static void
drop_slots (shelf *s)
{
  free (s->slots);
  s->slots = NULL;
}

static void
clear (shelf *s)
{
  drop_slots (s);
  free (s->words);
  free (s->bytes);
  *s = (shelf) { 0 };
}

void
dixit_memo_free (dixit_memo *memo)
{
  if (!memo)
    return;
  clear (&memo->old);
  clear (&memo->new);
  free (memo);
}

bool
dx_memo_begin (dixit_memo *memo, const uint64_t model[2])
{
  if (atomic_flag_test_and_set_explicit (&memo->taken, memory_order_acquire))
    return false;
  if (memo->model[0] != model[0] || memo->model[1] != model[1])
    clear (&memo->old);
  memcpy (memo->model, model, sizeof memo->model);
  memcpy (memo->next, memo->old.begin, sizeof memo->next);
  memo->kind = -1;
  return true;
}

static record *
at (const shelf *s, size_t place)
{
  return (record *) (void *) (s->bytes + place);
}

static size_t
after (const shelf *s, size_t place)
{
  return place + sizeof (record)
         + (((size_t) at (s, place)->size + PAD - 1) & ~(size_t) (PAD - 1));
}

static bool
fits (const record *r, dx_kept kind, dx_print print, size_t size)
{
  return r->print.a == print.a && r->print.b == print.b && r->filled
         && (r->size == size || size == DX_ANY_SIZE) && r->kind == kind;
}

/* The table of all records of KIND, made when it is first needed.  False when
   memory is out.  */
static bool
fill_slots (shelf *s, dx_kept kind)
{
  size_t slots = 64, count = 0;
  if (s->slots && s->in_slots == kind)
    return true;
  drop_slots (s);
  s->in_slots = kind;
  for (size_t place = s->begin[kind];
       place < s->used && at (s, place)->kind == kind;
       place = after (s, place))
    count++;
  while (slots < 2 * count)
    slots *= 2;
  if (s->used / PAD >= UINT32_MAX
      || !(s->slots = calloc (slots, sizeof *s->slots)))
    return false;
  s->mask = slots - 1;
  for (size_t place = s->begin[kind];
       place < s->used && at (s, place)->kind == kind;
       place = after (s, place))
    {
      const record *r = at (s, place);
      if (!r->filled)
        continue;
      size_t k = r->print.a & s->mask;
      for (int probe = 0; probe < PROBES; probe++, k = (k + 1) & s->mask)
        {
          if (!s->slots[k])
            s->slots[k] = (uint32_t) (place / PAD) + 1;
          const record *other = at (s, (s->slots[k] - 1) * (size_t) PAD);
          if (fits (r, (dx_kept) other->kind, other->print, other->size))
            break;
        }
    }
  return true;
}

/* Where the record is on the old shelf, or SIZE_MAX.  */
static size_t
look_up (dixit_memo *memo, dx_kept kind, dx_print print, size_t size)
{
  shelf *s = &memo->old;
  size_t place = memo->next[kind];
  for (int k = 0; k < AHEAD && place < s->used; k++)
    {
      const record *r = at (s, place);
      if (r->kind != kind)
        break;
      if (fits (r, kind, print, size))
        return place;
      place = after (s, place);
    }
  /* To make a table costs more than a few results.  */
  if (!s->used || ++memo->strange < STRANGE || !fill_slots (s, kind))
    return SIZE_MAX;
  size_t k = print.a & s->mask;
  for (int probe = 0; probe < PROBES && s->slots[k];
       probe++, k = (k + 1) & s->mask)
    {
      place = (s->slots[k] - 1) * (size_t) PAD;
      if (fits (at (s, place), kind, print, size))
        return place;
    }
  return SIZE_MAX;
}

/* Room for SIZE bytes, a record's and what follows it, on the new shelf, which
   will have EXPECTED in all; SIZE_MAX when memory is out.  */
static size_t
take (shelf *s, size_t size, size_t expected)
{
  if (s->full)
    return SIZE_MAX;
  if (size > s->room - s->used)
    {
      size_t room = s->room ? s->room : expected;
      while (room - s->used < size && room <= SIZE_MAX / 4)
        room *= 2;
      char *bytes = room - s->used < size ? NULL : realloc (s->bytes, room);
      if (!bytes)
        {
          s->full = true;
          return SIZE_MAX;
        }
      s->bytes = bytes;
      s->room = room;
    }
  const size_t place = s->used;
  s->used += size;
  return place;
}

const void *
dx_memo_find (dixit_memo *memo, dx_kept kind, dx_print print, size_t *size,
              size_t *room)
{
  *room = SIZE_MAX;
  if (memo->kind != (int) kind)
    {
      memo->new.begin[kind] = memo->new.used;
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
  *size = at (&memo->old, found)->size;
  const size_t end = after (&memo->old, found);
  *room = dx_memo_add (memo, kind, print, *size);
  if (*room != SIZE_MAX && kind != DX_KEPT_WORDS)
    memcpy (memo->new.bytes + *room, memo->old.bytes + found, end - found);
  memo->next[kind] = end;
  memo->strange = 0;
  return memo->old.bytes + found + sizeof (record);
}

size_t
dx_memo_add (dixit_memo *memo, dx_kept kind, dx_print print, size_t size)
{
  const size_t expected = memo->old.used + memo->old.used / 16 + FIRST_ROOM;
  if (size > UINT32_MAX - PAD)
    return SIZE_MAX;
  const size_t place
    = take (&memo->new,
            sizeof (record) + ((size + PAD - 1) & ~(size_t) (PAD - 1)),
            expected);
  if (place != SIZE_MAX)
    *at (&memo->new, place)
      = (record) { .print = print, .size = (uint32_t) size,
                   .kind = (uint16_t) kind };
  return place;
}

void *
dx_memo_room (dixit_memo *memo, size_t place)
{
  if (place == SIZE_MAX)
    return NULL;
  at (&memo->new, place)->filled = 1;
  return memo->new.bytes + place + sizeof (record);
}

const void *
dx_memo_words (const dixit_memo *memo, size_t *size)
{
  *size = memo->old.words_size;
  return memo->old.words;
}

void *
dx_memo_words_room (dixit_memo *memo, size_t size)
{
  memo->new.words = malloc (size ? size : 1);
  memo->new.words_size = size;
  return memo->new.words;
}

/* Give back what a shelf has not used.  */
static void
trim (shelf *s)
{
  char *bytes = s->used ? realloc (s->bytes, s->used) : NULL;
  if (bytes)
    {
      s->bytes = bytes;
      s->room = s->used;
    }
}

void
dx_memo_end (dixit_memo *memo, bool complete)
{
  /* One that was cancelled may have got farther than those before it.  */
  if (complete || memo->new.used > memo->old.used)
    {
      const shelf s = memo->old;
      memo->old = memo->new;
      memo->new = s;
    }
  clear (&memo->new);
  drop_slots (&memo->old);
  trim (&memo->old);
  atomic_flag_clear_explicit (&memo->taken, memory_order_release);
}
