/* starts.c -- filling them, and looking far.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/starts.h"

uint32_t
dx_starts_count (dx_starts *starts, uint32_t places)
{
  const size_t steps = places / DX_STARTS_STEP + (size_t) 1;
  uint32_t all = 0;
  for (size_t k = 0; k < steps; k++)
    {
      starts[k].before = all;
      all += dx_bits_in (starts[k].begin);
    }
  return all;
}

void
dx_starts_fill (dx_starts *starts, uint32_t places, const void *runs,
                uint32_t count, size_t size)
{
  memset (starts, 0, (places / DX_STARTS_STEP + (size_t) 1) * sizeof *starts);
  for (size_t k = 0; k < count; k++)
    {
      uint32_t first;
      memcpy (&first, (const char *) runs + k * size, sizeof first);
      dx_starts_note (starts, first);
    }
  dx_starts_count (starts, places);
}

/* Of the steps from LOW, before which no more than MOST runs begin, up to HIGH the last
   for which this holds.  */
static uint32_t
last_before (const dx_starts *starts, uint32_t low, uint32_t high,
             uint32_t most)
{
  while (low < high)
    {
      const uint32_t middle = low + (high - low + 1) / 2;
      if (starts[middle].before <= most)
        low = middle;
      else
        high = middle - 1;
    }
  return low;
}

uint32_t
dx_step_before (const dx_starts *starts, uint32_t step)
{
  uint32_t far = 1;
  if (!starts[step].before)
    return 0;
  const uint32_t most = starts[step].before - 1;
  while (far < step && starts[step - far].before > most)
    far *= 2;
  return last_before (starts, far < step ? step - far : 0, step, most);
}

uint32_t
dx_step_after (const dx_starts *starts, uint32_t step, uint32_t last)
{
  if (step >= last)
    return last;
  const uint32_t most = starts[step + 1].before;
  uint32_t far = 1;
  while (far < last - step && starts[step + far].before <= most)
    far *= 2;
  return last_before (starts, step + (far > 1 ? far / 2 : 1),
                      far < last - step ? step + far : last, most);
}

dx_run
dx_nth_run (const dx_starts *starts, uint32_t places, uint32_t k)
{
  const uint32_t step
    = last_before (starts, 0, places / DX_STARTS_STEP, k);
  uint32_t bits = starts[step].begin;
  for (uint32_t n = k - starts[step].before; n && bits; n--)
    bits &= bits - 1;
  const uint32_t first = step * DX_STARTS_STEP
                         + (bits ? (uint32_t) __builtin_ctz (bits) : 0);
  return dx_run_around (starts, places, first);
}
