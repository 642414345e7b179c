/* sort.h -- sorting what is nearly in order.
   SPDX-License-Identifier: GPL-3.0-or-later

   What was found in some passes over a text are a few lists in order, one after the
   other.  Natural merging (Knuth, volume 3, 5.2.4, algorithm N) looks for them, and is
   done with one pass for what is in order already.  Equal items stay as they were.
   Memory is taken for the shorter one of two lists alone.  */

#ifndef DX_SORT_H
#define DX_SORT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef int dx_compare (const void *a, const void *b);

/* Where the run of items in order ends that begins with item I of COUNT.  */
static inline size_t
dx_run_end (const char *items, size_t i, size_t count, size_t size,
            dx_compare *compare)
{
  while (++i < count
         && compare (items + (i - 1) * size, items + i * size) <= 0)
    ;
  return i;
}

/* Merge the runs of A and B bytes at ITEMS, of items of SIZE bytes, which stand one after
   the other; the shorter one by way of ROOM, which has enough for it.  */
static inline void
dx_merge (char *items, size_t a, size_t b, size_t size, char *room,
          dx_compare *compare)
{
  char *const middle = items + a, *const end = middle + b;
  if (a <= b)
    {
      memcpy (room, items, a);
      const char *x = room, *y = middle;
      for (char *at = items; x < room + a; at += size)
        {
          const char **least = y == end || compare (x, y) <= 0 ? &x : &y;
          memcpy (at, *least, size);
          *least += size;
        }
      return;
    }
  /* From the end on.  */
  memcpy (room, middle, b);
  const char *x = middle, *y = room + b;
  for (char *at = end; y > room; at -= size)
    {
      const char **most
        = x == items || compare (x - size, y - size) <= 0 ? &y : &x;
      *most -= size;
      memcpy (at - size, *most, size);
    }
}

/* Sort the COUNT items of SIZE bytes at ITEMS; of order COUNT log COUNT at worst.  False
   when memory is out.  */
__attribute__ ((warn_unused_result)) static inline bool
dx_sort (void *items, size_t count, size_t size, dx_compare *compare)
{
  if (!count || dx_run_end (items, 0, count, size, compare) == count)
    return true;
  char *const from = items;
  char *room = NULL;
  size_t have = 0;
  for (size_t runs = 2; runs > 1;)
    {
      runs = 0;
      for (size_t i = 0, middle, end; i < count; i = end, runs++)
        {
          end = middle = dx_run_end (from, i, count, size, compare);
          if (middle == count)
            continue;
          end = dx_run_end (from, middle, count, size, compare);
          const size_t a = (middle - i) * size, b = (end - middle) * size;
          const size_t need = a < b ? a : b;
          if (need > have)
            {
              free (room);
              have = need;
              room = malloc (have);
              if (!room)
                return false;
            }
          dx_merge (from + i * size, a, b, size, room, compare);
        }
    }
  free (room);
  return true;
}

#endif
