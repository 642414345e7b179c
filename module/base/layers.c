/* layers.c -- painting runs, some places at a time.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/layers.h"
#include "base/sort.h"

enum { CANVAS = 4096 };   /* places */

static int
compare (const void *a, const void *b)
{
  const dx_layer *x = a, *y = b;
  return (x->first > y->first) - (x->first < y->first);
}

bool
dx_layers_lay (dx_layers *l, uint32_t places, dx_arena *arena)
{
  dx_layers seen = { .starts = dx_starts_open (arena, places) };
  uint32_t *canvas
    = dx_alloc (arena, places < CANVAS ? places : CANVAS, sizeof *canvas);
  uint32_t next = 0, open = 0;   /* OPEN at the front go on beyond the canvas */
  if (!seen.starts || !canvas
      || !dx_sort (l->runs, l->count, sizeof *l->runs, compare))
    return false;
  while (open || next < l->count)
    {
      const dx_layer one = l->runs[open ? 0 : next];
      if (!open && (next + 1 == l->count || l->runs[next + 1].first >= one.end))
        {
          /* Nothing lies on it.  */
          if (!dx_layers_put (&seen, one.first, one.end, one.of, arena))
            return false;
          next++;
          continue;
        }
      /* Those that lie on each other.  */
      const uint32_t from = one.first;
      uint32_t end = one.end;
      for (uint32_t k = 1; k < open; k++)
        end = l->runs[k].end > end ? l->runs[k].end : end;
      while (next < l->count && l->runs[next].first < end
             && l->runs[next].first - from < CANVAS)
        {
          end = l->runs[next].end > end ? l->runs[next].end : end;
          l->runs[open++] = l->runs[next++];
        }
      end = end - from > CANVAS ? from + CANVAS : end;
      memset (canvas, 0, (end - from) * sizeof *canvas);
      uint32_t left = 0;
      for (uint32_t k = 0; k < open; k++)
        {
          dx_layer r = l->runs[k];
          for (uint32_t i = r.first; i < r.end && i < end; i++)
            if (canvas[i - from] < r.of)
              canvas[i - from] = r.of;
          r.first = end;
          if (r.end > end)
            l->runs[left++] = r;
        }
      open = left;
      for (uint32_t i = from, stop; i < end; i = stop)
        {
          const uint32_t of = canvas[i - from];
          for (stop = i + 1; stop < end && canvas[stop - from] == of; stop++)
            ;
          if (of && !dx_layers_put (&seen, i, stop, of, arena))
            return false;
        }
    }
  dx_release (arena, l->runs);
  *l = seen;
  dx_starts_fill (l->starts, places, l->runs, l->count, sizeof *l->runs);
  return true;
}
