/* layers.h -- which of many runs, that may lie on each other, is uppermost at a place.
   SPDX-License-Identifier: GPL-3.0-or-later

   For whoever asks here and there.  A number at every place would take four bytes for
   each; the runs that can be seen from above take twelve for each of them.  */

#ifndef DX_LAYERS_H
#define DX_LAYERS_H

#include <stdbool.h>

#include "base/starts.h"

/* A run of places, end exclusive, that is OF something from 1 on.  */
typedef struct
{
  uint32_t first, end;
  uint32_t of;
} dx_layer;

/* All zeroes is empty: room for runs is made by dx_layers_put.  */
typedef struct
{
  dx_layer *runs;          /* when they are laid: by place, none on another */
  size_t room;
  uint32_t count;
  dx_starts *starts;
} dx_layers;

/* Put a run there, unless it is empty.  False when memory is out.  */
static inline bool
dx_layers_put (dx_layers *l, uint32_t first, uint32_t end, uint32_t of,
               dx_arena *arena)
{
  if (first >= end)
    return true;
  if (!dx_reserve (arena, &l->runs, &l->room, l->count, l->count + (size_t) 1,
                   sizeof *l->runs))
    return false;
  l->runs[l->count++] = (dx_layer) { first, end, of };
  return true;
}

/* Lay the runs that were put there, which lie in PLACES places: where some lie on each
   other, the one with the greatest number is seen.  But for sorting them, linear in
   places and runs.  False when memory is out.  */
bool dx_layers_lay (dx_layers *layers, uint32_t places, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* What is seen at place I, 0 for nothing.  */
static inline uint32_t
dx_layer_at (const dx_layers *l, uint32_t i)
{
  const uint32_t n = dx_started (l->starts, i);
  return n && l->runs[n - 1].end > i ? l->runs[n - 1].of : 0;
}

#endif
