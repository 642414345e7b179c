/* thread.h -- threads beside that of an editor.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_THREAD_H
#define DX_THREAD_H

#include <pthread.h>

/* Start a thread that runs FUNCTION with DATA.  All signals are blocked in it,
   for they are the owner's business, and it does not preempt who wakes it.
   Returns an error number.  */
int dx_thread_start (pthread_t *thread, void *(*function) (void *),
                     void *data);

/* Have a thread of its own call FREE_OBJECT with OBJECT, which nobody else may
   know of.  To free what a long text needs takes longer than an editor should
   make its user wait.  */
void dx_discard (void *object, void (*free_object) (void *object));

#endif
