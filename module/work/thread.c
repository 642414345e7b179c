/* thread.c -- threads beside that of an editor.
   SPDX-License-Identifier: GPL-3.0-or-later  */

/* For SCHED_BATCH.  */
#define _GNU_SOURCE 1

#include "work/thread.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

enum { STACK = 4 << 20 };

typedef struct
{
  void *(*function) (void *);
  void *data;
} task;

static void *
begin (void *data)
{
  task t = *(task *) data;
  free (data);
  /* Where there is one processor, the owner would wait for the thread that it
     has just woken.  */
#ifdef SCHED_BATCH
  pthread_setschedparam (pthread_self (), SCHED_BATCH,
                         &(struct sched_param) { 0 });
#endif
  return t.function (t.data);
}

int
dx_thread_start (pthread_t *thread, void *(*function) (void *), void *data)
{
  pthread_attr_t attributes;
  sigset_t all, before;
  task *t = malloc (sizeof *t);
  int failed = t ? pthread_attr_init (&attributes) : ENOMEM;
  if (failed)
    {
      free (t);
      return failed;
    }
  *t = (task) { function, data };
  sigfillset (&all);
  /* These come from the thread's own mistakes, and must not hang it.  */
  sigdelset (&all, SIGSEGV);
  sigdelset (&all, SIGBUS);
  sigdelset (&all, SIGFPE);
  sigdelset (&all, SIGILL);
  failed = pthread_attr_setstacksize (&attributes, STACK);
  if (!failed)
    failed = pthread_sigmask (SIG_BLOCK, &all, &before);
  if (!failed)
    {
      failed = pthread_create (thread, &attributes, begin, t);
      pthread_sigmask (SIG_SETMASK, &before, NULL);
    }
  pthread_attr_destroy (&attributes);
  if (failed)
    free (t);
  return failed;
}

typedef struct
{
  void *object;
  void (*free_object) (void *);
} rubbish;

static void *
carry_away (void *data)
{
  rubbish r = *(rubbish *) data;
  free (data);
  r.free_object (r.object);
  return NULL;
}

void
dx_discard (void *object, void (*free_object) (void *object))
{
  pthread_t thread;
  rubbish *r = object ? malloc (sizeof *r) : NULL;
  if (!object)
    return;
  if (r)
    *r = (rubbish) { object, free_object };
  if (r && !dx_thread_start (&thread, carry_away, r))
    pthread_detach (thread);
  else
    {
      free (r);
      free_object (object);
    }
}
