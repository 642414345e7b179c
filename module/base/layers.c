/* layers.c -- painting runs over each other.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/layers.h"

#include <string.h>

bool
dx_layers_open (dx_layers *l, uint32_t places, dx_arena *arena)
{
  *l = (dx_layers) { .arena = arena };
  l->pages = dx_alloc (arena, places / DX_LAYERS_PAGE + (size_t) 1,
                       sizeof *l->pages);
  return l->pages != NULL;
}

/* The bits below the one for place AT of a page.  */
static uint64_t
below (uint32_t at)
{
  return at < DX_LAYERS_PAGE ? (UINT64_C (1) << at) - 1 : UINT64_MAX;
}

/* Which list of spare arrays is for N numbers, more than a few; DX_LAYERS_ROOMS for
   those that need none.  */
static unsigned
room_for (unsigned n)
{
  unsigned room = 0;
  if (n <= DX_LAYERS_FEW)
    return DX_LAYERS_ROOMS;
  while (4u << room < n)
    room++;
  return room;
}

/* An array of that ROOM.  NULL when memory is out.  */
static uint32_t *
take_room (dx_layers *l, unsigned room)
{
  void *const spare = l->spare[room];
  if (!spare)
    return dx_alloc (l->arena, 4u << room, sizeof (uint32_t));
  memcpy (&l->spare[room], spare, sizeof spare);
  return spare;
}

static void
leave_room (dx_layers *l, unsigned room, uint32_t *array)
{
  memcpy (array, &l->spare[room], sizeof l->spare[room]);
  l->spare[room] = array;
}

/* Put a run there, from FIRST up to END of page P.  */
static bool
put (dx_layers *l, dx_layers_page *p, unsigned first, unsigned end, uint32_t of)
{
  const uint64_t bits = below (end) & ~below (first);
  const unsigned all = (unsigned) __builtin_popcountll (p->begin),
                 head = (unsigned) __builtin_popcountll (p->begin & below (first)),
                 hidden = (unsigned) __builtin_popcountll (p->begin & bits);
  /* Where a run goes on behind the new one, it begins again.  */
  const uint64_t again = (below (end) + 1) & p->on & ~p->begin;
  const unsigned more = again ? 2 : 1;
  const unsigned rest = all - head - hidden, now = head + more + rest;
  const unsigned room = room_for (now), old = room_for (all);
  uint32_t *const from = old < DX_LAYERS_ROOMS ? p->of.many : p->of.few;
  uint32_t *const to = room == old             ? from
                       : room < DX_LAYERS_ROOMS ? take_room (l, room)
                                                : p->of.few;
  if (!to)
    return false;
  const uint32_t behind = again ? from[head + hidden - 1] : 0;
  memmove (to + head + more, from + head + hidden, rest * sizeof *to);
  if (to != from)
    memcpy (to, from, head * sizeof *to);
  to[head] = of;
  if (again)
    to[head + 1] = behind;
  if (room < DX_LAYERS_ROOMS)
    p->of.many = to;
  if (old != room && old < DX_LAYERS_ROOMS)
    leave_room (l, old, from);
  p->on |= bits;
  p->begin = (p->begin & ~bits) | (UINT64_C (1) << first) | again;
  return true;
}

bool
dx_layers_put (dx_layers *l, uint32_t first, uint32_t end, uint32_t of)
{
  for (uint32_t i = first, stop; i < end; i = stop)
    {
      const uint32_t page = i / DX_LAYERS_PAGE, last = page * DX_LAYERS_PAGE
                                                       + (DX_LAYERS_PAGE - 1);
      stop = end <= last ? end : last + 1;
      if (!put (l, &l->pages[page], i % DX_LAYERS_PAGE,
                (stop - 1) % DX_LAYERS_PAGE + 1, of))
        return false;
    }
  return true;
}
