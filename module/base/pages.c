/* pages.c -- asking for large pages.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#define _DEFAULT_SOURCE   /* madvise */

#include "base/pages.h"

#include <stdlib.h>

#ifdef __linux__
#include <sys/mman.h>
#endif

enum { LINE = 64, LARGE = 2 * 1024 * 1024 };

void *
dx_pages (size_t bytes)
{
#ifdef MADV_HUGEPAGE
  if (bytes >= LARGE)
    {
      void *p;
      if (posix_memalign (&p, LARGE, bytes))
        return NULL;
      /* What is left over goes without.  Where there are none, nothing is lost.  */
      (void) madvise (p, bytes / LARGE * LARGE, MADV_HUGEPAGE);
      return p;
    }
#endif
  return aligned_alloc (LINE, bytes);
}
