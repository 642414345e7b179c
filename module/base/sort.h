/* sort.h -- sorting what is nearly in order.
   SPDX-License-Identifier: GPL-3.0-or-later

   What was found in some passes over a text are a few lists in order, one after the
   other.  Natural merging (Knuth, volume 3, 5.2.4, algorithm N) looks for them, and is
   done with one pass for what is in order already.  Equal items stay as they were.  */

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

/* Sort the COUNT items of SIZE bytes at ITEMS; of order COUNT log COUNT at worst.  False
   when memory is out.  */
__attribute__ ((warn_unused_result)) static inline bool
dx_sort (void *items, size_t count, size_t size, dx_compare *compare)
{
  if (!count || dx_run_end (items, 0, count, size, compare) == count)
    return true;
  char *const other = count > SIZE_MAX / size ? NULL : malloc (count * size);
  if (!other)
    return false;
  char *from = items, *to = other;
  for (size_t runs = 2; runs > 1;)
    {
      runs = 0;
      for (size_t i = 0, middle, end; i < count; i = end, runs++)
        {
          middle = dx_run_end (from, i, count, size, compare);
          end = middle < count
                  ? dx_run_end (from, middle, count, size, compare) : count;
          const char *a = from + i * size, *b = from + middle * size;
          const char *const a_end = b, *const b_end = from + end * size;
          char *at = to + i * size;
          for (; a < a_end && b < b_end; at += size)
            {
              const char **least = compare (a, b) <= 0 ? &a : &b;
              memcpy (at, *least, size);
              *least += size;
            }
          memcpy (at, a, (size_t) (a_end - a));
          memcpy (at + (a_end - a), b, (size_t) (b_end - b));
        }
      char *const was = from;
      from = to;
      to = was;
    }
  if (from == other)
    memcpy (items, other, count * size);
  free (other);
  return true;
}

#endif
