/* shared.h -- what several threads hold, and the last to let go of destroys.
   SPDX-License-Identifier: GPL-3.0-or-later

   Emacs may collect an analyzer while a thread still reads it.  So both hold
   a reference, and neither has to know of the other.  */

#ifndef DX_SHARED_H
#define DX_SHARED_H

typedef struct dx_shared dx_shared;

/* A first reference to OBJECT, which DESTROY will be given after the last.
   NULL when memory is out; OBJECT is then still the caller's.  */
dx_shared *dx_shared_new (void *object, void (*destroy) (void *object))
  __attribute__ ((warn_unused_result));

void *dx_shared_object (const dx_shared *shared);

/* One more reference.  Returns SHARED, which may be NULL.  */
dx_shared *dx_shared_hold (dx_shared *shared);

/* One less.  NULL-safe.  */
void dx_shared_drop (dx_shared *shared);

#endif
