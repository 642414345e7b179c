/* shelf.c -- making and freeing.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/shelf.h"

#include <stdlib.h>

bool
dx_shelf_open (dx_shelf *s, size_t stride, uint32_t bits, uint32_t spare)
{
  const uint32_t count = UINT32_C (1) << bits;
  if (s->places && s->stride == stride && s->count == count
      && s->spare == spare)
    return true;
  dx_shelf_free (s);
  s->places = calloc (count, sizeof *s->places);
  s->sums = malloc (((size_t) count + spare) * stride * sizeof *s->sums);
  if (!s->places || !s->sums)
    {
      dx_shelf_free (s);
      return false;
    }
  s->shift = 65 - bits;
  s->stride = stride;
  s->count = count;
  s->spare = spare;
  return true;
}

void
dx_shelf_free (dx_shelf *s)
{
  free (s->places);
  free (s->sums);
  *s = (dx_shelf) { 0 };
}
