/* starts.h -- which of many runs a place is in.
   SPDX-License-Identifier: GPL-3.0-or-later

   To note it at every place would take four bytes for each.  Runs lie in order, so
   a bit for each place where one begins will do, and for every 32 places how many
   began before them: a quarter of a byte.  (Jacobson 1989 has the idea, and how
   to count in even less.)  Where the run around a place begins and ends is in the bits
   beside it, or found by halving.  */

#ifndef DX_STARTS_H
#define DX_STARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

enum { DX_STARTS_STEP = 32 };

typedef struct
{
  uint32_t begin;     /* a bit for each of DX_STARTS_STEP places: a run begins */
  uint32_t before;    /* how many begin at earlier ones */
} dx_starts;

/* A run of places.  */
typedef struct
{
  uint32_t first, end;    /* end exclusive; never empty */
} dx_run;

/* Where runs begin among PLACES places: none does.  NULL when memory is out.  */
static inline dx_starts *
dx_starts_open (dx_arena *arena, uint32_t places)
{
  return dx_alloc (arena, places / DX_STARTS_STEP + (size_t) 1,
                   sizeof (dx_starts));
}

/* A run begins at place I.  Once all are noted they are to be counted.  */
static inline void
dx_starts_note (dx_starts *starts, uint32_t i)
{
  starts[i / DX_STARTS_STEP].begin |= UINT32_C (1) << i % DX_STARTS_STEP;
}

/* Count the runs noted among PLACES places, and return how many there are.  */
uint32_t dx_starts_count (dx_starts *starts, uint32_t places);

/* Fill STARTS, which was opened for PLACES, for the COUNT runs of SIZE bytes at RUNS.
   What is first in a run is its first place, a uint32_t; no two begin at one.  */
void dx_starts_fill (dx_starts *starts, uint32_t places, const void *runs,
                     uint32_t count, size_t size);

/* A bit for each place of its step up to I, I included.  */
static inline uint32_t
dx_bits_up_to (uint32_t i)
{
  return (uint32_t) ((UINT64_C (2) << i % DX_STARTS_STEP) - 1);
}

/* How many bits of N are set: added up by twos, fours and bytes.  */
static inline uint32_t
dx_bits_in (uint32_t n)
{
  n -= n >> 1 & 0x55555555;
  n = (n & 0x33333333) + (n >> 2 & 0x33333333);
  n = (n + (n >> 4)) & 0x0f0f0f0f;
  return n * 0x01010101 >> 24;
}

/* How many of the runs begin at place I or before it.  */
static inline uint32_t
dx_started (const dx_starts *starts, uint32_t i)
{
  const dx_starts *const s = &starts[i / DX_STARTS_STEP];
  return s->before + dx_bits_in (s->begin & dx_bits_up_to (i));
}

/* The last of the steps before STEP in which a run begins; there is one.  */
uint32_t dx_step_before (const dx_starts *starts, uint32_t step);

/* The first of those after STEP, the last one being LAST; or LAST.  */
uint32_t dx_step_after (const dx_starts *starts, uint32_t step, uint32_t last);

/* The run that place I is in, of PLACES places.  One begins at the first of them.  */
static inline dx_run
dx_run_around (const dx_starts *starts, uint32_t places, uint32_t i)
{
  const uint32_t step = i / DX_STARTS_STEP, up_to = dx_bits_up_to (i);
  uint32_t at = step, bits = starts[step].begin & up_to;
  dx_run run = { .end = places };
  if (!bits)
    {
      at = dx_step_before (starts, step);
      bits = starts[at].begin;
    }
  if (bits)
    run.first = at * DX_STARTS_STEP + 31u - (uint32_t) __builtin_clz (bits);
  at = step;
  bits = starts[step].begin & ~up_to;
  if (!bits)
    {
      at = dx_step_after (starts, step, places / DX_STARTS_STEP);
      bits = at > step ? starts[at].begin : 0;
    }
  if (bits)
    run.end = at * DX_STARTS_STEP + (uint32_t) __builtin_ctz (bits);
  return run;
}

/* Run K of those of PLACES places; there are so many.  */
dx_run dx_nth_run (const dx_starts *starts, uint32_t places, uint32_t k);

#endif
