/* worker.c -- two lanes of jobs, a thread each.
   SPDX-License-Identifier: GPL-3.0-or-later

   One lock guards everything but the text, which has one owner at a time, and
   the flag that cancels.  Worker and jobs are counted: the owner holds each
   once, a thread its worker, a lane its jobs, and a job its worker.  */

#include "work/worker.h"

#include "text/text.h"
#include "work/thread.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LANES = 2 };

typedef struct
{
  dx_worker *worker;
  dx_job *first, *last;  /* waiting */
  dx_job *running;
  pthread_t thread;
  pthread_cond_t wake;
  bool started, idle;
} lane;

struct dx_worker
{
  pthread_mutex_t lock;
  lane lanes[LANES];
  size_t holders;
  int fd;
  bool stopping;
};

struct dx_job
{
  dx_worker *worker;
  dx_job *next;
  dx_task task;
  char *text;
  size_t size, room;
  void *result;
  dixit_error error;
  size_t holders;
  uint32_t number;
  dx_job_state state;
  atomic_bool cancelled;
};

static void
lock (dx_worker *w)
{
  pthread_mutex_lock (&w->lock);
}

/* Let go of W, whose lock is held.  */
static void
drop_worker (dx_worker *w)
{
  bool last = --w->holders == 0;
  pthread_mutex_unlock (&w->lock);
  if (!last)
    return;
  if (w->fd >= 0)
    close (w->fd);
  for (int k = 0; k < LANES; k++)
    pthread_cond_destroy (&w->lanes[k].wake);
  pthread_mutex_destroy (&w->lock);
  free (w);
}

/* Let go of JOB, with its worker's lock held, and unlock.  */
static void
drop_job (dx_job *job)
{
  dx_worker *w = job->worker;
  if (--job->holders)
    {
      pthread_mutex_unlock (&w->lock);
      return;
    }
  /* Nobody else knows of the job: what may take long is done unlocked.  */
  pthread_mutex_unlock (&w->lock);
  if (job->result)
    job->task.free_result (job->result);
  if (job->task.free_data)
    job->task.free_data (job->task.data);
  free (job->text);
  free (job);
  lock (w);
  drop_worker (w);
}

static bool
is_cancelled (void *data)
{
  dx_job *job = data;
  return atomic_load_explicit (&job->cancelled, memory_order_relaxed);
}

/* Tell the owner.  The pipe may be full, and then says enough already; or its
   reader gone, and then nobody cares (SIGPIPE is blocked here).  */
static void
notify (const dx_worker *w, uint32_t number)
{
  char line[16];
  int n = snprintf (line, sizeof line, "%lu\n", (unsigned long) number);
  if (w->fd < 0 || n < 0)
    return;
  ssize_t done;
  do
    done = write (w->fd, line, (size_t) n);
  while (done < 0 && errno == EINTR);
}

static void
run (dx_job *job, void **result, dixit_error *error)
{
  dixit_options options = { .cancelled = is_cancelled, .data = job };
  dixit_status status
    = is_cancelled (job)
        ? dx_fail (error, DIXIT_CANCELLED, 0, "cancelled")
        : job->task.run (job->task.data, job->text, job->size, &options,
                         result, error);
  error->status = status;
  free (job->text);
  job->text = NULL;
  if (job->task.free_data)
    job->task.free_data (job->task.data);
  job->task.free_data = NULL;
}

/* Wake the thread of L if it sleeps.  The lock is held.  Nobody wakes it twice:
   glibc would have the second wait until it has run.  */
static void
rouse (lane *l)
{
  if (l->idle)
    pthread_cond_signal (&l->wake);
  l->idle = false;
}

static void *
work (void *data)
{
  lane *l = data;
  dx_worker *w = l->worker;
  lock (w);
  for (;;)
    {
      while (!l->first && !w->stopping)
        {
          l->idle = true;
          pthread_cond_wait (&l->wake, &w->lock);
          l->idle = false;
        }
      dx_job *job = l->first;
      if (!job)
        break;
      l->first = job->next;
      if (!l->first)
        l->last = NULL;
      job->next = NULL;
      l->running = job;
      pthread_mutex_unlock (&w->lock);

      void *result = NULL;
      dixit_error error = { 0 };
      run (job, &result, &error);

      lock (w);
      l->running = NULL;
      job->result = result;
      job->error = error;
      job->state = DX_JOB_DONE;
      /* Whoever freed it does not want to hear of it.  */
      bool heard = job->holders > 1 && !w->stopping;
      uint32_t number = job->number;
      drop_job (job);
      if (heard)
        notify (w, number);
      lock (w);
    }
  drop_worker (w);
  return NULL;
}

dixit_status
dx_worker_new (int fd, dx_worker **out, dixit_error *error)
{
  *out = NULL;
  if (fd >= 0)
    {
      int flags = fcntl (fd, F_GETFL), kept = fcntl (fd, F_GETFD);
      if (flags < 0 || kept < 0 || fcntl (fd, F_SETFL, flags | O_NONBLOCK) < 0
          || fcntl (fd, F_SETFD, kept | FD_CLOEXEC) < 0)
        return dx_fail (error, DIXIT_IO, 0, "the pipe cannot be set up: %s",
                        strerror (errno));
    }
  dx_worker *w = calloc (1, sizeof *w);
  if (!w)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (pthread_mutex_init (&w->lock, NULL))
    {
      free (w);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "no lock can be made");
    }
  for (int k = 0; k < LANES; k++)
    {
      w->lanes[k].worker = w;
      if (pthread_cond_init (&w->lanes[k].wake, NULL))
        {
          while (k)
            pthread_cond_destroy (&w->lanes[--k].wake);
          pthread_mutex_destroy (&w->lock);
          free (w);
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "no lock can be made");
        }
    }
  w->fd = fd;
  w->holders = 1;
  *out = w;
  return DIXIT_OK;
}

/* Make every job cancelled and the threads end.  The lock is held.  */
static void
stop (dx_worker *w)
{
  w->stopping = true;
  for (int k = 0; k < LANES; k++)
    {
      if (w->lanes[k].running)
        atomic_store (&w->lanes[k].running->cancelled, true);
      for (dx_job *job = w->lanes[k].first; job; job = job->next)
        atomic_store (&job->cancelled, true);
      rouse (&w->lanes[k]);
    }
}

void
dx_worker_stop (dx_worker *w)
{
  lock (w);
  stop (w);
  pthread_mutex_unlock (&w->lock);
  for (int k = 0; k < LANES; k++)
    if (w->lanes[k].started)
      {
        pthread_join (w->lanes[k].thread, NULL);
        w->lanes[k].started = false;
      }
}

void
dx_worker_free (dx_worker *w)
{
  if (!w)
    return;
  lock (w);
  stop (w);
  for (int k = 0; k < LANES; k++)
    if (w->lanes[k].started)
      {
        pthread_detach (w->lanes[k].thread);
        w->lanes[k].started = false;
      }
  drop_worker (w);
}

dixit_status
dx_job_new (dx_worker *w, uint32_t number, const dx_task *task, size_t room,
            dx_job **out, dixit_error *error)
{
  dx_job *job = calloc (1, sizeof *job);
  *out = NULL;
  if (job)
    job->text = malloc (room + 1);
  if (!job || !job->text)
    {
      free (job);
      if (task->free_data)
        task->free_data (task->data);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  job->worker = w;
  job->task = *task;
  job->room = room + 1;
  job->number = number;
  job->holders = 1;
  atomic_init (&job->cancelled, false);
  lock (w);
  w->holders++;
  pthread_mutex_unlock (&w->lock);
  *out = job;
  return DIXIT_OK;
}

char *
dx_job_room (dx_job *job, size_t size)
{
  if (dx_job_now (job) != DX_JOB_FILLING)
    return NULL;
  if (size > job->room - job->size)
    {
      if (size > SIZE_MAX / 2 - job->size)
        return NULL;
      size_t room = job->size + size;
      room += room / 2;
      char *text = realloc (job->text, room);
      if (!text)
        return NULL;
      job->text = text;
      job->room = room;
    }
  char *at = job->text + job->size;
  job->size += size;
  return at;
}

void
dx_job_shorten (dx_job *job, size_t size)
{
  if (dx_job_now (job) == DX_JOB_FILLING)
    job->size -= size < job->size ? size : job->size;
}

const char *
dx_job_text (dx_job *job, size_t *size)
{
  if (dx_job_now (job) != DX_JOB_FILLING)
    return NULL;
  *size = job->size;
  return job->text;
}

dixit_status
dx_job_start (dx_job *job, dixit_error *error)
{
  dx_worker *w = job->worker;
  lane *l = &w->lanes[job->size > DX_SMALL_TEXT];
  dixit_status status = DIXIT_OK;
  lock (w);
  if (w->stopping || job->state != DX_JOB_FILLING)
    status = dx_fail (error, DIXIT_CANCELLED, 0, "%s",
                      w->stopping ? "the worker has been stopped"
                                  : "the job has been started before");
  else if (!l->started)
    {
      w->holders++;
      int failed = dx_thread_start (&l->thread, work, l);
      if (failed)
        {
          w->holders--;
          status = dx_fail (error, DIXIT_NO_MEMORY, 0,
                            "no thread can be started: %s", strerror (failed));
        }
      else
        l->started = true;
    }
  if (status == DIXIT_OK)
    {
      job->state = DX_JOB_WAITING;
      job->holders++;
      if (l->last)
        l->last->next = job;
      else
        l->first = job;
      l->last = job;
      rouse (l);
    }
  pthread_mutex_unlock (&w->lock);
  return status;
}

void
dx_job_cancel (dx_job *job)
{
  atomic_store (&job->cancelled, true);
}

dx_job_state
dx_job_now (dx_job *job)
{
  lock (job->worker);
  dx_job_state state = job->state;
  pthread_mutex_unlock (&job->worker->lock);
  return state;
}

dixit_status
dx_job_take (dx_job *job, void **result, dixit_error *error)
{
  dixit_status status;
  *result = NULL;
  lock (job->worker);
  if (job->state != DX_JOB_DONE)
    status = dx_fail (error, DIXIT_CANCELLED, 0, "the job has no result");
  else
    {
      *result = job->result;
      job->result = NULL;
      job->state = DX_JOB_TAKEN;
      status = job->error.status;
      if (error)
        *error = job->error;
    }
  pthread_mutex_unlock (&job->worker->lock);
  return status;
}

void
dx_job_free (dx_job *job)
{
  if (!job)
    return;
  dx_job_cancel (job);
  lock (job->worker);
  drop_job (job);
}
