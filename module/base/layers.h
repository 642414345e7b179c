/* layers.h -- which of many runs, that may lie on each other, is uppermost at a place.
   SPDX-License-Identifier: GPL-3.0-or-later

   A number at every place would take four bytes for each.  Here it takes three eighths
   of one, and four for each run that can be seen from above, and again for every page
   that one goes on to.  */

#ifndef DX_LAYERS_H
#define DX_LAYERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum { DX_LAYERS_PAGE = 64, DX_LAYERS_FEW = 2, DX_LAYERS_ROOMS = 5 };

/* So many places.  */
typedef struct
{
  uint64_t on;             /* a bit for each: a run lies there */
  uint64_t begin;          /* and another one than at the place before, or the first
                              here */
  union
  {
    uint32_t few[DX_LAYERS_FEW];   /* what those that begin are of, if they are no more */
    uint32_t *many;
  } of;
} dx_layers_page;

typedef struct
{
  dx_layers_page *pages;
  void *spare[DX_LAYERS_ROOMS];   /* lists of arrays of 4, 8, ... that grew, to be used
                                     again: each begins with where the next one is */
  dx_arena *arena;
} dx_layers;

/* No run lies in PLACES places yet; all memory is to come from ARENA.  False when memory
   is out.  */
bool dx_layers_open (dx_layers *layers, uint32_t places, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* Put a run of places, end exclusive, that is OF something from 1 on, above those that
   were put there before; nothing if it is empty.  False when memory is out.  */
bool dx_layers_put (dx_layers *layers, uint32_t first, uint32_t end, uint32_t of)
  __attribute__ ((warn_unused_result));

/* What is seen at place I, 0 for nothing.  */
static inline uint32_t
dx_layer_at (const dx_layers *l, uint32_t i)
{
  const dx_layers_page *const p = &l->pages[i / DX_LAYERS_PAGE];
  const unsigned at = i % DX_LAYERS_PAGE;
  if (!(p->on >> at & 1))
    return 0;
  const int before = __builtin_popcountll (p->begin << (DX_LAYERS_PAGE - 1 - at)) - 1;
  return __builtin_popcountll (p->begin) > DX_LAYERS_FEW ? p->of.many[before]
                                                         : p->of.few[before];
}

#endif
