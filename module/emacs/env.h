/* env.h -- talking to Emacs: strings, vectors, errors.
   SPDX-License-Identifier: GPL-3.0-or-later

   Once a Lisp signal, throw or quit is pending, every call of the environment
   returns at once and does nothing, and what it returns means nothing.  So a
   chain of calls needs no check; a loop, and C code that is about to use what
   came back, do.  Nothing here ever clears what is pending.  */

#ifndef DX_ENV_H
#define DX_ENV_H

#include "dixit.h"

#include <emacs-module.h>

/* The oldest environment that has all that is called: Emacs 28's.  A header of
   a later Emacs only appends to it.  */
typedef struct emacs_env_28 dx_oldest_env;

/* Is nothing pending?  */
bool dx_fine (emacs_env *env);

emacs_value dx_nil (emacs_env *env);

/* Signal `dixit-error' with MESSAGE, whose bytes that are not UTF-8 become
   question marks.  Returns NULL, for the caller to return.  */
emacs_value dx_signal (emacs_env *env, const char *message);

/* The same for what the library says: a place in the text and what to do are
   added where the status has them.  */
emacs_value dx_signal_error (emacs_env *env, const dixit_error *error);

/* The bytes of the Lisp string VALUE and a NUL (malloc'd), *SIZE without the
   NUL.  A multibyte string comes as UTF-8, a unibyte one as it is.  NULL with
   a signal pending.  */
char *dx_string_in (emacs_env *env, emacs_value value, size_t *size);

/* S as a Lisp string; nil for NULL.  */
emacs_value dx_string_out (emacs_env *env, const char *s);

/* SIZE bytes as a unibyte Lisp string.  */
emacs_value dx_bytes_out (emacs_env *env, const char *bytes, size_t size);

/* A vector of COUNT elements, nil each.  NULL with a signal pending.  */
emacs_value dx_vector (emacs_env *env, size_t count);

/* Set element I of VECTOR to N.  */
void dx_set_integer (emacs_env *env, emacs_value vector, size_t i, intmax_t n);

/* A kind of user pointer: what it is called, and its finalizer, by which it is
   told from others.  */
typedef struct
{
  const char *what;  /* such as "a job" */
  void (*finalizer) (void *pointer) EMACS_NOEXCEPT;
} dx_kind;

/* POINTER as a value that owns it, which it does on failure too.  */
emacs_value dx_pointer_out (emacs_env *env, const dx_kind *kind, void *pointer);

/* The pointer in VALUE, borrowed.  NULL with a signal pending if VALUE is not
   of KIND or was emptied.  */
void *dx_pointer_in (emacs_env *env, const dx_kind *kind, emacs_value value);

/* Finalize what is in VALUE now, which is empty then.  Returns nil.  */
emacs_value dx_pointer_free (emacs_env *env, const dx_kind *kind,
                             emacs_value value);

#endif
