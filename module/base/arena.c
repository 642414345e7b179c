/* arena.c -- a bump allocator of growing chunks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct dx_chunk
{
  dx_chunk *older;
  alignas (max_align_t) char bytes[];
};

enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 1024 * 1024 };

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

static void *
chunk (dx_arena *a, size_t bytes)
{
  dx_chunk *c = malloc (sizeof *c + bytes);
  if (!c)
    return NULL;
  c->older = a->newest;
  a->newest = c;
  return c->bytes;
}

static void *
take (dx_arena *a, size_t bytes)
{
  const size_t align = alignof (max_align_t);
  if (bytes > SIZE_MAX / 2)
    return NULL;
  /* Nothing takes room too: the pointer has to be valid, in an empty arena
     also.  */
  bytes = bytes ? bytes : 1;
  if (APART)
    return chunk (a, bytes);
  bytes = (bytes + align - 1) / align * align;
  if (bytes > (size_t) (a->limit - a->next))
    {
      const size_t want = a->chunk ? a->chunk : FIRST_CHUNK;
      /* What is large gets a chunk of just its size, and leaves the room of the
         newest to others.  */
      if (bytes > want / 4)
        return chunk (a, bytes);
      char *room = chunk (a, want);
      if (!room)
        return NULL;
      a->next = room;
      a->limit = room + want;
      if (want < LARGEST_CHUNK)
        a->chunk = want * 2;
    }
  void *p = a->next;
  a->next += bytes;
  return p;
}

void *
dx_alloc (dx_arena *a, size_t count, size_t size)
{
  if (size && count > SIZE_MAX / size)
    return NULL;
  void *p = take (a, count * size);
  return p ? memset (p, 0, count * size) : NULL;
}

char *
dx_copy (dx_arena *a, const char *s, size_t n)
{
  if (n == SIZE_MAX)
    return NULL;
  char *p = take (a, n + 1);
  if (!p)
    return NULL;
  if (n)
    memcpy (p, s, n);
  p[n] = 0;
  return p;
}

_Bool
dx_reserve (dx_arena *a, void *items, size_t *room, size_t used, size_t need,
            size_t size)
{
  if (need <= *room)
    return 1;
  size_t want = *room ? *room : 16;
  while (want < need)
    {
      if (want > SIZE_MAX / 2)
        return 0;
      want *= 2;
    }
  if (want > SIZE_MAX / size)
    return 0;
  void *p = take (a, want * size);
  if (!p)
    return 0;
  void *old;
  memcpy (&old, items, sizeof old);
  if (used)
    memcpy (p, old, used * size);
  memcpy (items, &p, sizeof p);
  *room = want;
  return 1;
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
