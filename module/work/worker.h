/* worker.h -- texts that are worked on in other threads.
   SPDX-License-Identifier: GPL-3.0-or-later

   The owner's thread makes a job, adds text to it piece by piece and starts
   it.  A thread of the worker runs the job's task on the text, writes the
   job's number and a line feed to the worker's file descriptor, and the owner
   takes the result.  A job can be cancelled, or freed, at any time.

   There are two lanes with a thread each, made when first needed: one for
   small texts, so that they never wait for a large one, and one for the
   others.  A lane takes its jobs in the order in which they were started.

   All functions belong to the owner's thread.  None of them waits for a
   task, but for dx_worker_stop.  */

#ifndef DX_WORKER_H
#define DX_WORKER_H

#include "dixit.h"

typedef struct dx_worker dx_worker;
typedef struct dx_job dx_job;

/* What is done with a text, and with what comes of it.  */
typedef struct
{
  /* In a thread of the worker: read the SIZE bytes at TEXT, which may be
     changed in place, and set *RESULT.  OPTIONS->cancelled is to be polled
     about every millisecond.  DATA is task.data.  */
  dixit_status (*run) (void *data, char *text, size_t size,
                       const dixit_options *options, void **result,
                       dixit_error *error);
  void (*free_result) (void *result);  /* of one that nobody took */
  void (*free_data) (void *data);      /* when the job needs it no more */
  void *data;
} dx_task;

typedef enum
{
  DX_JOB_FILLING,  /* takes text */
  DX_JOB_WAITING,  /* in its lane, or running */
  DX_JOB_DONE,     /* has a result or an error */
  DX_JOB_TAKEN
} dx_job_state;

/* Texts of more bytes go the slow lane.  */
#define DX_SMALL_TEXT (256u << 10)

/* A worker that writes to the descriptor FD, which it takes over and sets not
   to block; -1 for none.  On failure FD is still the caller's.  */
dixit_status dx_worker_new (int fd, dx_worker **out, dixit_error *error);

/* Cancel all jobs and wait for the threads to end, which takes as long as a
   task goes without polling.  No job can be started after.  */
void dx_worker_stop (dx_worker *worker);

/* Cancel all jobs and let go of the worker; what is left goes when the
   threads have ended and the jobs are freed.  NULL-safe.  */
void dx_worker_free (dx_worker *worker);

/* A job for TASK, whose data is the job's from now on, even on failure.  ROOM
   bytes of text are expected.  NUMBER is what tells the owner that it is
   done.  */
dixit_status dx_job_new (dx_worker *worker, uint32_t number,
                         const dx_task *task, size_t room, dx_job **out,
                         dixit_error *error);

/* Append room for SIZE bytes to the text and return its start, for the caller
   to fill; NULL if memory is out or the job has been started.  */
char *dx_job_room (dx_job *job, size_t size);

/* Take the last SIZE bytes, at most all, off the text again.  */
void dx_job_shorten (dx_job *job, size_t size);

/* The text added so far, borrowed until more is, and its *SIZE; NULL if the
   job has been started.  */
const char *dx_job_text (dx_job *job, size_t *size);

dixit_status dx_job_start (dx_job *job, dixit_error *error);
void dx_job_cancel (dx_job *job);
dx_job_state dx_job_now (dx_job *job);

/* The result of a job that is done goes to the caller, once; or its error
   (DIXIT_CANCELLED among them).  */
dixit_status dx_job_take (dx_job *job, void **result, dixit_error *error);

/* Cancel JOB and let go of it.  NULL-safe.  */
void dx_job_free (dx_job *job);

#endif
