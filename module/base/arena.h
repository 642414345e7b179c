/* arena.h -- memory that lives as long as its document.
   SPDX-License-Identifier: GPL-3.0-or-later

   Everything that an analysis keeps is taken from one arena and freed at
   once, so no stage has to say who owns what.  */

#ifndef DX_ARENA_H
#define DX_ARENA_H

#include <stddef.h>

typedef struct dx_chunk dx_chunk;

typedef struct
{
  dx_chunk *newest;
  char *next, *limit;  /* free room in the newest chunk */
  size_t chunk;        /* bytes that the next chunk takes at least */
} dx_arena;

/* An arena of all zeroes is empty and ready.  */

/* COUNT zeroed elements of SIZE bytes, aligned for any type of that size.  NULL when
   memory is out or COUNT * SIZE overflows; for COUNT 0 a valid pointer.  */
void *dx_alloc (dx_arena *arena, size_t count, size_t size)
  __attribute__ ((warn_unused_result));

/* The N bytes at S and a NUL.  NULL when memory is out.  */
char *dx_copy (dx_arena *arena, const char *s, size_t n)
  __attribute__ ((warn_unused_result));

/* Room for at least NEED elements of SIZE bytes in the array at *ITEMS, which
   holds *ROOM and of which USED are kept.  What is small grows by doubling, and
   the old array stays in the arena; what is large may move, and the old one is
   gone: no pointer into it is good any more.  False when memory is out; *ITEMS
   is then unchanged.  */
_Bool dx_reserve (dx_arena *arena, void *items, size_t *room, size_t used,
                  size_t need, size_t size)
  __attribute__ ((warn_unused_result));

/* The array at *ITEMS, with room for *ROOM elements, grows no more: give back
   what is beyond the USED ones, if it is much.  It may move.  False when memory
   is out.  */
_Bool dx_fit (dx_arena *arena, void *items, size_t *room, size_t used,
              size_t size) __attribute__ ((warn_unused_result));

/* Nobody needs the array at ITEMS any more: give it back at once, if it is large
   enough to have memory of its own.  */
void dx_release (dx_arena *arena, const void *items);

void dx_arena_free (dx_arena *arena);

#endif
