/* shelf.h -- vectors of sums, kept for the next time.
   SPDX-License-Identifier: GPL-3.0-or-later

   A thing is a number that says all that some features read.  What their weights
   add up to depends on nothing else, so a vector stays good for as long as the
   tagger does, in whatever text the thing is met again.  A shelf is a cache of two
   ways: a thing has two places, and takes the one that was not used for longer.
   What is used in the present age stays where it is until that is over; things that
   find both their places in use get vectors of their own, for this age.  */

#ifndef DX_SHELF_H
#define DX_SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct
{
  uint64_t thing;          /* its complement */
  uint64_t age;            /* when it was used last; 0: never */
} dx_place_of_thing;

/* All zeroes is a shelf that is not there yet.  */
typedef struct
{
  dx_place_of_thing *places;   /* two by two */
  uint32_t shift;              /* of a hash, for the twos */
  int16_t *sums;               /* of each place, then the spare ones */
  size_t stride;               /* numbers of a vector */
  uint32_t count;              /* places */
  uint32_t spare, used;        /* vectors without a place, and how many are taken */
  uint64_t age;
} dx_shelf;

/* See to it that S is there, with 1 << BITS places and SPARE vectors more, of STRIDE
   numbers.  What is on it stays, if it had that before.  False when memory is
   out.  */
bool dx_shelf_open (dx_shelf *s, size_t stride, uint32_t bits, uint32_t spare)
  __attribute__ ((warn_unused_result));
void dx_shelf_free (dx_shelf *s);

/* AGE begins, which is greater than all before.  */
static inline void
dx_shelf_begin (dx_shelf *s, uint64_t age)
{
  s->age = age;
  s->used = 0;
}

/* Have N more things room in this age?  */
static inline bool
dx_shelf_has_room (const dx_shelf *s, uint32_t n)
{
  return n <= s->spare - s->used;
}

/* Vector NUMBER.  */
static inline int16_t *
dx_shelf_sums (const dx_shelf *s, uint32_t number)
{
  return s->sums + number * s->stride;
}

static inline dx_place_of_thing *
dx_shelf_home (const dx_shelf *s, uint64_t thing)
{
  return s->places + 2 * (size_t) (thing * 0x9e3779b97f4a7c15u >> s->shift);
}

/* THING will be looked for.  */
static inline void
dx_shelf_ask (const dx_shelf *s, uint64_t thing)
{
  __builtin_prefetch (dx_shelf_home (s, thing));
}

/* A vector for this age alone.  */
static inline uint32_t
dx_shelf_spare (dx_shelf *s)
{
  return s->count + s->used++;
}

/* The number of the vector of THING, which is not UINT64_MAX; *NEW if that is yet
   to be filled.  There must be room.  Whether a thing is there, and in which of its
   places, no processor could foresee: neither is a branch.  */
static inline uint32_t
dx_shelf_find (dx_shelf *s, uint64_t thing, bool *new)
{
  dx_place_of_thing *const home = dx_shelf_home (s, thing);
  const bool first = home[0].thing == ~thing;
  const bool found = first | (home[1].thing == ~thing);
  const bool older = home[1].age < home[0].age;
  dx_place_of_thing *const p = home + ((found & !first) | (!found & older));
  *new = !found;
  if (__builtin_expect (!((p->age ^ s->age) | -(uint64_t) found), 0))
    return dx_shelf_spare (s);
  p->thing = ~thing;
  p->age = s->age;
  const uint32_t number = (uint32_t) (p - s->places);
  for (size_t k = 0; k < s->stride; k += 32)
    __builtin_prefetch (dx_shelf_sums (s, number) + k);
  return number;
}

#endif
