/* pages.h -- memory for large tables.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_PAGES_H
#define DX_PAGES_H

#include <stddef.h>

/* BYTES, a multiple of 64, from the start of a cache line on, not cleared; on large
   pages where the system has some, for most of the time that filling a table takes
   is taken by small ones.  To be freed with free; NULL when memory is out.  */
void *dx_pages (size_t bytes);

#endif
