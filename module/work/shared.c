/* shared.c -- counted references.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "work/shared.h"

#include <stdatomic.h>
#include <stdlib.h>

struct dx_shared
{
  void *object;
  void (*destroy) (void *object);
  atomic_size_t holders;
};

dx_shared *
dx_shared_new (void *object, void (*destroy) (void *object))
{
  dx_shared *s = malloc (sizeof *s);
  if (!s)
    return NULL;
  s->object = object;
  s->destroy = destroy;
  atomic_init (&s->holders, 1);
  return s;
}

void *
dx_shared_object (const dx_shared *s)
{
  return s->object;
}

dx_shared *
dx_shared_hold (dx_shared *s)
{
  if (s)
    atomic_fetch_add_explicit (&s->holders, 1, memory_order_relaxed);
  return s;
}

void
dx_shared_drop (dx_shared *s)
{
  if (s && atomic_fetch_sub (&s->holders, 1) == 1)
    {
      s->destroy (s->object);
      free (s);
    }
}
