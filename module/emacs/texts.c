/* texts.c -- copies of texts that Lisp keeps in step with its buffers.
   SPDX-License-Identifier: GPL-3.0-or-later

   A string of a whole buffer is garbage that Emacs has to collect.  A copy
   here takes what has changed alone, and gives its bytes to one job after the
   other.  Emacs's own thread is the only one that knows of it.  */

#include "handles.h"

#include <stdlib.h>
#include <string.h>

typedef struct
{
  char *bytes;
  size_t size, room;
} copy;

static void
copy_finalizer (void *data) EMACS_NOEXCEPT
{
  copy *c = data;
  if (c)
    free (c->bytes);
  free (c);
}

static const dx_kind a_text = { "a text", copy_finalizer };

static copy *
copy_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &a_text, value);
}

/* A size from Lisp, at most MOST; MOST + 1 with a signal pending.  */
static size_t
size_in (emacs_env *env, emacs_value value, size_t most)
{
  intmax_t n = env->extract_integer (env, value);
  if (dx_fine (env) && n >= 0 && (uintmax_t) n <= most)
    return (size_t) n;
  dx_signal (env, "a place is outside the text");
  return most + 1;
}

static emacs_value
text (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  dx_job *job = dx_job_in (env, args[0]);
  if (!job)
    return NULL;
  size_t size = 0;
  const char *bytes = dx_job_text (job, &size);
  if (!bytes)
    return dx_signal (env, "the job has no text any more");
  copy *c = calloc (1, sizeof *c);
  /* Typing goes on at once.  */
  size_t room = size + size / 64 + 256;
  if (!c || !(c->bytes = malloc (room)))
    {
      free (c);
      return dx_signal (env, "out of memory");
    }
  memcpy (c->bytes, bytes, size);
  c->size = size;
  c->room = room;
  return dx_pointer_out (env, &a_text, c);
}

static emacs_value
text_size (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  copy *c = copy_in (env, args[0]);
  return c ? env->make_integer (env, (intmax_t) c->size) : NULL;
}

static emacs_value
replace (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  copy *c = copy_in (env, args[0]);
  if (!c)
    return NULL;
  size_t from = size_in (env, args[1], c->size);
  if (!dx_fine (env))
    return NULL;
  size_t gone = size_in (env, args[2], c->size - from), come = 0;
  if (!dx_fine (env))
    return NULL;
  char *string = dx_string_in (env, args[3], &come);
  if (!string)
    return NULL;
  size_t rest = c->size - from - gone;
  if (come > gone && come - gone > c->room - c->size)
    {
      size_t room = c->size + (come - gone);
      room += room / 64 + 256;
      char *bytes = realloc (c->bytes, room);
      if (!bytes)
        {
          free (string);
          return dx_signal (env, "out of memory");
        }
      c->bytes = bytes;
      c->room = room;
    }
  memmove (c->bytes + from + come, c->bytes + from + gone, rest);
  memcpy (c->bytes + from, string, come);
  c->size = from + come + rest;
  free (string);
  return dx_nil (env);
}

static emacs_value
give (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  copy *c = copy_in (env, args[0]);
  dx_job *job = c ? dx_job_in (env, args[1]) : NULL;
  if (!job)
    return NULL;
  char *at = dx_job_room (job, c->size);
  if (!at)
    return dx_signal (env, "the job takes no text, or memory is out");
  memcpy (at, c->bytes, c->size);
  return dx_nil (env);
}

static emacs_value
release (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  return dx_pointer_free (env, &a_text, args[0]);
}

const dx_definition dx_text_functions[] = {
  { "dixit--mod-text", 1, 1, text,
    "Return a copy of the text that JOB has been given so far.\n"
    "Signal `dixit-error' if JOB has been started.\n\n(fn JOB)" },
  { "dixit--mod-text-size", 1, 1, text_size,
    "Return the size of TEXT in bytes.\n\n(fn TEXT)" },
  { "dixit--mod-text-replace", 4, 4, replace,
    "In TEXT replace COUNT bytes after the first FROM by those of STRING.\n"
    "Signal `dixit-error' if it has fewer, and `wrong-type-argument' if STRING\n"
    "has characters that Unicode has not.\n\n(fn TEXT FROM COUNT STRING)" },
  { "dixit--mod-text-give", 2, 2, give,
    "Append TEXT to the text of JOB.\n\n(fn TEXT JOB)" },
  { "dixit--mod-text-free", 1, 1, release,
    "Free TEXT.\n\n(fn TEXT)" },
  { NULL, 0, 0, NULL, NULL }
};
