/* arena.c -- a bump allocator of growing chunks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/arena.h"

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct dx_chunk
{
  dx_chunk *older;
  bool alone;            /* it is one allocation's */
  alignas (max_align_t) char bytes[];
};

enum
{
  FIRST_CHUNK = 16 * 1024,
  LARGEST_CHUNK = 256 * 1024,   /* what is left of it at the end is lost */
  DOUBLED = 1024 * 1024,        /* arrays grow by a sixteenth from there on */
  SMALL = 64                    /* what is smaller is aligned no more than it needs */
};

/* Under the address sanitizer every allocation gets a chunk of its own, of
   just its size, for inside a chunk the sanitizer sees nothing.  */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define APART 1
#endif
#elif defined __SANITIZE_ADDRESS__
#define APART 1
#endif
#ifndef APART
#define APART 0
#endif

/* A chunk of BYTES, of zeroes if ZERO.  */
static void *
chunk (dx_arena *a, size_t bytes, bool alone, bool zero)
{
  dx_chunk *c = zero ? calloc (1, sizeof *c + bytes)
                     : malloc (sizeof *c + bytes);
  if (!c)
    return NULL;
  c->older = a->newest;
  c->alone = alone;
  a->newest = c;
  return c->bytes;
}

/* BYTES, of elements of SIZE.  */
static void *
take (dx_arena *a, size_t bytes, size_t size, bool zero)
{
  size_t align = alignof (max_align_t);
  if (bytes > SIZE_MAX / 2)
    return NULL;
  /* Nothing takes room too: the pointer has to be valid, in an empty arena
     also.  */
  bytes = bytes ? bytes : 1;
  if (APART)
    return chunk (a, bytes, true, zero);
  /* The size of anything is a multiple of its alignment.  */
  if (bytes < SMALL && size & (align - 1))
    align = size & (~size + 1);
  const size_t skip = (size_t) -(uintptr_t) a->next & (align - 1);
  bytes = (bytes + align - 1) / align * align;
  if (skip + bytes <= (size_t) (a->limit - a->next))
    a->next += skip;
  else
    {
      const size_t want = a->chunk ? a->chunk : FIRST_CHUNK;
      /* What is large gets a chunk of just its size, and leaves the room of the
         newest to others.  */
      if (bytes > want / 4)
        return chunk (a, bytes, true, zero);
      char *room = chunk (a, want, false, false);
      if (!room)
        return NULL;
      a->next = room;
      a->limit = room + want;
      if (want < LARGEST_CHUNK)
        a->chunk = want * 2;
    }
  void *p = a->next;
  a->next += bytes;
  return zero ? memset (p, 0, bytes) : p;
}

void *
dx_alloc (dx_arena *a, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size)
    return NULL;
  return take (a, count * size, size, true);
}

char *
dx_copy (dx_arena *a, const char *s, size_t n)
{
  if (n == SIZE_MAX)
    return NULL;
  char *p = take (a, n + 1, 1, false);
  if (!p)
    return NULL;
  if (n)
    memcpy (p, s, n);
  p[n] = 0;
  return p;
}

/* Where the chunk is that the array at ITEMS has to itself; NULL if it has
   none.  */
static dx_chunk **
own_chunk (dx_arena *a, const void *items)
{
  dx_chunk **c = &a->newest;
  while (*c && (*c)->bytes != items)
    c = &(*c)->older;
  return *c && (*c)->alone ? c : NULL;
}

/* The array at ITEMS, if it has a chunk to itself, with BYTES for room, moved if
   need be.  NULL if it has none; *FULL: or for want of memory.  */
static void *
stretch (dx_arena *a, const void *items, size_t bytes, bool *full)
{
  dx_chunk **c = own_chunk (a, items);
  *full = false;
  if (!c)
    return NULL;
  dx_chunk *moved
    = bytes > SIZE_MAX / 2 ? NULL : realloc (*c, sizeof *moved + bytes);
  *full = !moved;
  if (!moved)
    return NULL;
  *c = moved;
  return moved->bytes;
}

bool
dx_reserve (dx_arena *a, void *items, size_t *room, size_t used, size_t need,
            size_t size)
{
  if (need <= *room)
    return true;
  size_t want = *room ? *room : 16;
  while (want < need)
    {
      if (want > SIZE_MAX / 2)
        return false;
      /* What is large is stretched, and little of it left over.  */
      want += want * size < DOUBLED ? want : want / 16;
    }
  if (want > SIZE_MAX / size)
    return false;
  void *old;
  memcpy (&old, items, sizeof old);
  bool full = false;
  void *p = *room ? stretch (a, old, want * size, &full) : NULL;
  if (!p && !full && (p = take (a, want * size, size, false)) && used)
    memcpy (p, old, used * size);
  if (!p)
    return false;
  memcpy (items, &p, sizeof p);
  *room = want;
  return true;
}

bool
dx_fit (dx_arena *a, void *items, size_t *room, size_t used, size_t size)
{
  void *old;
  bool full = false;
  memcpy (&old, items, sizeof old);
  void *p = *room ? stretch (a, old, used ? used * size : 1, &full) : NULL;
  if (p)
    {
      memcpy (items, &p, sizeof p);
      *room = used;
    }
  return !full;
}

void
dx_release (dx_arena *a, const void *items)
{
  dx_chunk **c = own_chunk (a, items), *gone = c ? *c : NULL;
  if (gone)
    {
      *c = gone->older;
      free (gone);
    }
}

void
dx_arena_free (dx_arena *a)
{
  for (dx_chunk *c = a->newest, *older; c; c = older)
    {
      older = c->older;
      free (c);
    }
  *a = (dx_arena) { 0 };
}
