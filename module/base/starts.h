/* starts.h -- which of many runs a place is in.
   SPDX-License-Identifier: GPL-3.0-or-later

   To note it at every place would take four bytes for each.  Runs begin in order,
   so it is enough to know for every 32 places how many have begun before them, and
   to go on from there.  */

#ifndef DX_STARTS_H
#define DX_STARTS_H

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum { DX_STARTS_STEP = 32 };

static inline uint32_t
dx_start_of (const void *runs, size_t size, size_t k)
{
  uint32_t start;
  memcpy (&start, (const char *) runs + k * size, sizeof start);
  return start;
}

/* Where runs begin among PLACES places: no run yet.  NULL when memory is out.  */
static inline uint32_t *
dx_starts_open (dx_arena *arena, uint32_t places)
{
  return dx_alloc (arena, places / DX_STARTS_STEP + (size_t) 2,
                   sizeof (uint32_t));
}

/* Fill STARTS, which was opened for PLACES, for the COUNT runs of SIZE bytes at RUNS.
   The first thing in a run is its first place, a uint32_t; no run begins before
   those before it.  */
static inline void
dx_starts_fill (uint32_t *starts, uint32_t places, const void *runs,
                uint32_t count, size_t size)
{
  uint32_t k = 0;
  for (size_t block = 0; block < places / DX_STARTS_STEP + (size_t) 2; block++)
    {
      while (k < count && dx_start_of (runs, size, k) < block * DX_STARTS_STEP)
        k++;
      starts[block] = k;
    }
}

/* How many of the runs begin at place I or before it.  */
static inline uint32_t
dx_started (const uint32_t *starts, const void *runs, size_t size, uint32_t i)
{
  const size_t block = i / DX_STARTS_STEP;
  uint32_t k = starts[block];
  while (k < starts[block + 1] && dx_start_of (runs, size, k) <= i)
    k++;
  return k;
}

#endif
