/* env.c -- talking to Emacs: strings, vectors, errors.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "env.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
dx_fine (emacs_env *env)
{
  return env->non_local_exit_check (env) == emacs_funcall_exit_return;
}

emacs_value
dx_nil (emacs_env *env)
{
  return env->intern (env, "nil");
}

/* Bytes of the UTF-8 sequence at S, by its first byte; 0 if it is cut short
   or starts with no first byte.  Good enough for messages.  */
static size_t
sequence (const char *s)
{
  unsigned char c = (unsigned char) *s;
  size_t n = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3
             : c < 0xF5 ? 4 : 0;
  for (size_t i = 1; i < n; i++)
    if (((unsigned char) s[i] & 0xC0) != 0x80)
      return 0;
  return n;
}

emacs_value
dx_signal (emacs_env *env, const char *message)
{
  char clean[512];
  size_t used = 0;
  while (*message && used < sizeof clean - 4)
    {
      size_t n = sequence (message);
      if (n)
        memcpy (clean + used, message, n);
      else
        clean[used] = '?';
      used += n ? n : 1;
      message += n ? n : 1;
    }
  clean[used] = 0;
  emacs_value text = dx_string_out (env, clean);
  emacs_value data = env->funcall (env, env->intern (env, "list"), 1, &text);
  emacs_value symbol = env->intern (env, "dixit-error");
  if (dx_fine (env))
    env->non_local_exit_signal (env, symbol, data);
  return NULL;
}

emacs_value
dx_signal_error (emacs_env *env, const dixit_error *error)
{
  char message[sizeof error->message + 160];
  const char *said = error->message[0] ? error->message : "the analysis failed";
  if (error->status == DIXIT_BAD_UTF8)
    {
      /* The library may have named the place already.  */
      char place[32] = "";
      if (!strstr (said, "byte"))
        snprintf (place, sizeof place, " at byte %zu", error->byte);
      snprintf (message, sizeof message,
                "%s%s; convert the text to UTF-8, for example by "
                "`iconv -f WINDOWS-1252 -t UTF-8'", said, place);
    }
  else if (error->status == DIXIT_BAD_MODEL)
    snprintf (message, sizeof message,
              "%s; M-x dixit-doctor says more about the model", said);
  else
    snprintf (message, sizeof message, "%s", said);
  return dx_signal (env, message);
}

char *
dx_string_in (emacs_env *env, emacs_value value, size_t *size)
{
  *size = 0;
  ptrdiff_t room = 0;
  if (!env->copy_string_contents (env, value, NULL, &room) || room < 1)
    {
      dx_signal (env, "a string cannot be copied");
      return NULL;
    }
  char *bytes = malloc ((size_t) room);
  if (!bytes)
    {
      dx_signal (env, "out of memory");
      return NULL;
    }
  if (!env->copy_string_contents (env, value, bytes, &room) || room < 1)
    {
      free (bytes);
      dx_signal (env, "a string cannot be copied");
      return NULL;
    }
  *size = (size_t) room - 1;
  return bytes;
}

emacs_value
dx_string_out (emacs_env *env, const char *s)
{
  return s ? env->make_string (env, s, (ptrdiff_t) strlen (s)) : dx_nil (env);
}

emacs_value
dx_bytes_out (emacs_env *env, const char *bytes, size_t size)
{
  if (size > PTRDIFF_MAX)
    return dx_signal (env, "the result is too large for a string");
  return env->make_unibyte_string (env, bytes, (ptrdiff_t) size);
}

emacs_value
dx_vector (emacs_env *env, size_t count)
{
  if (count > (size_t) PTRDIFF_MAX)
    return dx_signal (env, "the result is too large for a vector");
  emacs_value arguments[]
    = { env->make_integer (env, (intmax_t) count), dx_nil (env) };
  emacs_value vector
    = env->funcall (env, env->intern (env, "make-vector"), 2, arguments);
  return dx_fine (env) ? vector : NULL;
}

void
dx_set_integer (emacs_env *env, emacs_value vector, size_t i, intmax_t n)
{
  env->vec_set (env, vector, (ptrdiff_t) i, env->make_integer (env, n));
}

emacs_value
dx_pointer_out (emacs_env *env, const dx_kind *kind, void *pointer)
{
  emacs_value value = env->make_user_ptr (env, kind->finalizer, pointer);
  if (!dx_fine (env))
    kind->finalizer (pointer);
  return value;
}

void *
dx_pointer_in (emacs_env *env, const dx_kind *kind, emacs_value value)
{
  char message[80];
  emacs_value type = env->type_of (env, value);
  if (!dx_fine (env))
    return NULL;
  if (!env->eq (env, type, env->intern (env, "user-ptr"))
      || env->get_user_finalizer (env, value) != kind->finalizer)
    {
      snprintf (message, sizeof message, "this is not %s", kind->what);
      dx_signal (env, message);
      return NULL;
    }
  void *pointer = env->get_user_ptr (env, value);
  if (!pointer)
    {
      snprintf (message, sizeof message, "%s that was freed cannot be used",
                kind->what);
      dx_signal (env, message);
    }
  return pointer;
}

emacs_value
dx_pointer_free (emacs_env *env, const dx_kind *kind, emacs_value value)
{
  void *pointer = dx_pointer_in (env, kind, value);
  if (!pointer)
    return NULL;
  env->set_user_ptr (env, value, NULL);
  if (!dx_fine (env))
    return NULL;
  kind->finalizer (pointer);
  return dx_nil (env);
}
