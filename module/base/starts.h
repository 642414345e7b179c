/* starts.h -- which of many runs a place is in.
   SPDX-License-Identifier: GPL-3.0-or-later

   To note it at every place would take four bytes for each.  Runs lie in order, so
   a bit for each place where one begins will do, and for every 32 places how many
   began before them: a quarter of a byte.  (Jacobson 1989 has the idea, and how
   to count in even less.)  */

#ifndef DX_STARTS_H
#define DX_STARTS_H

#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum { DX_STARTS_STEP = 32 };

typedef struct
{
  uint32_t begin;     /* a bit for each of DX_STARTS_STEP places: a run begins */
  uint32_t before;    /* how many begin at earlier ones */
} dx_starts;

/* Where runs begin among PLACES places: none does.  NULL when memory is out.  */
static inline dx_starts *
dx_starts_open (dx_arena *arena, uint32_t places)
{
  return dx_alloc (arena, places / DX_STARTS_STEP + (size_t) 1,
                   sizeof (dx_starts));
}

/* Fill STARTS, which was opened for PLACES, for the COUNT runs of SIZE bytes at RUNS.
   What is first in a run is its first place, a uint32_t; no two begin at one.  */
static inline void
dx_starts_fill (dx_starts *starts, uint32_t places, const void *runs,
                uint32_t count, size_t size)
{
  const size_t steps = places / DX_STARTS_STEP + (size_t) 1;
  memset (starts, 0, steps * sizeof *starts);
  for (size_t k = 0; k < count; k++)
    {
      uint32_t first;
      memcpy (&first, (const char *) runs + k * size, sizeof first);
      dx_starts *const s = &starts[first / DX_STARTS_STEP];
      s->begin |= UINT32_C (1) << first % DX_STARTS_STEP;
      s->before++;
    }
  uint32_t all = 0;
  for (size_t k = 0; k < steps; k++)
    {
      const uint32_t here = starts[k].before;
      starts[k].before = all;
      all += here;
    }
}

/* How many of the runs begin at place I or before it.  */
static inline uint32_t
dx_started (const dx_starts *starts, uint32_t i)
{
  const dx_starts *const s = &starts[i / DX_STARTS_STEP];
  /* The bits are added up by twos, fours and bytes.  */
  uint32_t n = s->begin & (uint32_t) ((UINT64_C (2) << i % DX_STARTS_STEP) - 1);
  n -= n >> 1 & 0x55555555;
  n = (n & 0x33333333) + (n >> 2 & 0x33333333);
  n = (n + (n >> 4)) & 0x0f0f0f0f;
  return s->before + (n * 0x01010101 >> 24);
}

#endif
