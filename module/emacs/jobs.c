/* jobs.c -- analyses in other threads, as Lisp sees them.
   SPDX-License-Identifier: GPL-3.0-or-later

   Only Emacs's own thread runs what is here, but for `analyze', which knows
   nothing of Emacs.  */

#include "handles.h"

#include "text/utf8.h"
#include "work/worker.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NO_ROOM "the job takes no text, or memory is out"

static void
worker_finalizer (void *worker) EMACS_NOEXCEPT
{
  dx_worker_free (worker);
}

static void
job_finalizer (void *job) EMACS_NOEXCEPT
{
  dx_job_free (job);
}

static const dx_kind a_worker = { "a worker", worker_finalizer };
static const dx_kind a_job = { "a job", job_finalizer };

static dx_worker *
worker_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &a_worker, value);
}

dx_job *
dx_job_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &a_job, value);
}

static emacs_value
failed (emacs_env *env, dixit_status status, dixit_error *error)
{
  error->status = status;
  return dx_signal_error (env, error);
}

static emacs_value
worker (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dixit_error error = { 0 };
  dx_worker *w = NULL;
  int fd = env->open_channel (env, args[0]);
  if (!dx_fine (env))
    return NULL;
  dixit_status status = dx_worker_new (fd, &w, &error);
  if (status != DIXIT_OK)
    {
      close (fd);
      return failed (env, status, &error);
    }
  return dx_pointer_out (env, &a_worker, w);
}

static emacs_value
stop (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dx_worker *w = worker_in (env, args[0]);
  if (!w)
    return NULL;
  dx_worker_stop (w);
  return dx_nil (env);
}

static emacs_value
release (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  return dx_pointer_free (env, &a_worker, args[0]);
}

/* Emacs gives lone surrogates as three bytes, which are no UTF-8.  U+FFFD has
   as many.  */
static void
mend_surrogates (char *text, size_t size)
{
  char *end = text + size, *at = text;
  while (end - at > 2 && (at = memchr (at, 0xED, (size_t) (end - at) - 2)))
    {
      if ((unsigned char) at[1] >= 0xA0)
        memcpy (at, "\xEF\xBF\xBD", 3);
      at++;
    }
}

/* What a task needs beside its text.  */
typedef struct
{
  dx_shared *analyzer;
  dixit_rules *rules;   /* or NULL */
  dx_shared *memo;      /* or NULL */
} needs;

static void
free_needs (void *data)
{
  needs *n = data;
  dx_shared_drop (n->analyzer);
  dixit_rules_free (n->rules);
  dx_shared_drop (n->memo);
  free (n);
}

/* The task, in a thread of the worker.  */
static dixit_status
analyze (void *data, char *text, size_t size, const dixit_options *options,
         void **result, dixit_error *error)
{
  const needs *n = data;
  dixit_document *document = NULL;
  dx_found *found = NULL;
  dixit_options with = *options;
  with.rules = n->rules;
  with.memo = n->memo ? dx_shared_object (n->memo) : NULL;
  mend_surrogates (text, size);
  dixit_status status = dixit_analyze (dx_shared_object (n->analyzer), text,
                                       size, &with, &document, error);
  if (status == DIXIT_OK)
    status = dx_found_new (document, &found, error);
  if (status == DIXIT_OK)
    found->right_to_left = dx_right_to_left (text, size);
  *result = found;
  return status;
}

static void
free_found (void *found)
{
  dx_found_free (found);
}

/* A number from Lisp, from 0 to MOST; MOST + 1 with a signal pending.  */
static size_t
number_in (emacs_env *env, emacs_value value, size_t most)
{
  intmax_t n = env->extract_integer (env, value);
  if (dx_fine (env) && n >= 0 && (uintmax_t) n <= most)
    return (size_t) n;
  dx_signal (env, "a number is out of range");
  return most + 1;
}

static emacs_value
job (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  dx_worker *w = worker_in (env, args[0]);
  dx_shared *analyzer = w ? dx_analyzer_in (env, args[1]) : NULL;
  dixit_rules *rules = NULL;
  dx_shared *remembers = NULL;
  if (!analyzer)
    return NULL;
  if (nargs > 4 && env->is_not_nil (env, args[4])
      && !(rules = dx_rules_in (env, args[4])))
    return NULL;
  if (nargs > 5 && env->is_not_nil (env, args[5])
      && !(remembers = dx_memo_in (env, args[5])))
    return NULL;
  size_t number = number_in (env, args[2], UINT32_MAX);
  size_t room = number_in (env, args[3], UINT32_MAX);
  if (!dx_fine (env))
    return NULL;
  dx_job *j = NULL;
  dixit_error error = { 0 };
  needs *n = malloc (sizeof *n);
  if (!n)
    return dx_signal (env, "out of memory");
  *n = (needs) { .analyzer = dx_shared_hold (analyzer),
                 .rules = rules ? dixit_rules_share (rules) : NULL,
                 .memo = dx_shared_hold (remembers) };
  const dx_task task = { .run = analyze,
                         .free_result = free_found,
                         .free_data = free_needs,
                         .data = n };
  dixit_status status = dx_job_new (w, (uint32_t) number, &task, room, &j,
                                    &error);
  if (status != DIXIT_OK)
    return failed (env, status, &error);
  return dx_pointer_out (env, &a_job, j);
}

static emacs_value
memo (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) args, (void) data;
  return dx_memo_out (env);
}

static emacs_value
memo_free (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  return dx_memo_empty (env, args[0]);
}

static emacs_value
add (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dx_job *j = dx_job_in (env, args[0]);
  ptrdiff_t size = 0;
  if (!j)
    return NULL;
  if (!env->copy_string_contents (env, args[1], NULL, &size) || size < 1)
    return dx_signal (env, "a string cannot be copied");
  size_t room = (size_t) size;
  char *at = dx_job_room (j, room);
  if (!at)
    return dx_signal (env, NO_ROOM);
  bool copied = env->copy_string_contents (env, args[1], at, &size);
  /* Emacs adds a NUL.  */
  dx_job_shorten (j, copied ? 1 : room);
  return copied ? dx_nil (env) : dx_signal (env, "a string cannot be copied");
}

static emacs_value
start (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dx_job *j = dx_job_in (env, args[0]);
  if (!j)
    return NULL;
  dixit_error error = { 0 };
  dixit_status status = dx_job_start (j, &error);
  return status == DIXIT_OK ? dx_nil (env) : failed (env, status, &error);
}

/* Take the job out of its handle, so that it is gone at once.  */
static emacs_value
cancel (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  return dx_pointer_free (env, &a_job, args[0]);
}

static emacs_value
take (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dx_job *j = dx_job_in (env, args[0]);
  if (!j)
    return NULL;
  if (dx_job_now (j) != DX_JOB_DONE)
    return dx_nil (env);
  dixit_error error = { 0 };
  void *found = NULL;
  dixit_status status = dx_job_take (j, &found, &error);
  return status == DIXIT_OK ? dx_found_out (env, found)
                            : failed (env, status, &error);
}

const dx_definition dx_job_functions[] = {
  { "dixit--mod-worker", 1, 1, worker,
    "Return a worker, whose threads tell the pipe process PROCESS of their jobs.\n"
    "They write the number of a job and a line feed when it is done."
    "\n\n(fn PROCESS)" },
  { "dixit--mod-stop", 1, 1, stop,
    "Cancel all jobs of WORKER and wait until its threads have ended.\n"
    "It takes no jobs after that.\n\n(fn WORKER)" },
  { "dixit--mod-release", 1, 1, release,
    "Cancel all jobs of WORKER and free it, without waiting for anything."
    "\n\n(fn WORKER)" },
  { "dixit--mod-memo", 0, 0, memo,
    "Return a memo, in which the jobs of one buffer after another keep what\n"
    "they have found: a job with it works on what is new in the text alone.\n"
    "What it finds is the same.\n\n(fn)" },
  { "dixit--mod-memo-free", 1, 1, memo_free,
    "Free MEMO, when the last job that has it is done.\n\n(fn MEMO)" },
  { "dixit--mod-job", 4, 6, job,
    "Return a new job of WORKER, to analyze a text by ANALYZER.\n"
    "NUMBER, an integer, is what WORKER calls it by.  About BYTES bytes of\n"
    "text are expected.  RULES are what `dixit--mod-rules' has read, or nil.\n"
    "MEMO is what `dixit--mod-memo' has returned, or nil."
    "\n\n(fn WORKER ANALYZER NUMBER BYTES &optional RULES MEMO)" },
  { "dixit--mod-job-add", 2, 2, add,
    "Append STRING to the text of JOB.\n"
    "Lone surrogates will be taken for U+FFFD.  Signal `wrong-type-argument'\n"
    "if it has characters that Unicode has not.\n\n(fn JOB STRING)" },
  { "dixit--mod-job-start", 1, 1, start,
    "Start JOB, which takes no more text after.\n\n(fn JOB)" },
  { "dixit--mod-job-cancel", 1, 1, cancel,
    "Cancel JOB, if it is not done, and free it.\n\n(fn JOB)" },
  { "dixit--mod-job-take", 1, 1, take,
    "Return the document that JOB has made, once; nil if there is none yet.\n"
    "Signal `dixit-error' if the analysis has failed.\n\n(fn JOB)" },
  { NULL, 0, 0, NULL, NULL }
};
