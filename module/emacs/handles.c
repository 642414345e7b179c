/* handles.c -- user pointers: analyzers, rules and documents in Lisp's hands.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "handles.h"

static void
close_analyzer (void *analyzer)
{
  dixit_analyzer_close (analyzer);
}

static void
analyzer_finalizer (void *shared) EMACS_NOEXCEPT
{
  dx_shared_drop (shared);
}

static void
found_finalizer (void *found) EMACS_NOEXCEPT
{
  dx_found_free (found);
}

static void
rules_finalizer (void *rules) EMACS_NOEXCEPT
{
  dixit_rules_free (rules);
}

static void
free_memo (void *memo)
{
  dixit_memo_free (memo);
}

static void
memo_finalizer (void *shared) EMACS_NOEXCEPT
{
  dx_shared_drop (shared);
}

/* POINTER in Lisp's hands, or freed by FINALIZER where that fails.  */
static emacs_value
out (emacs_env *env, void (*finalizer) (void *) EMACS_NOEXCEPT, void *pointer)
{
  emacs_value value = env->make_user_ptr (env, finalizer, pointer);
  if (!dx_fine (env))
    finalizer (pointer);
  return value;
}

emacs_value
dx_analyzer_out (emacs_env *env, dixit_analyzer *analyzer)
{
  dx_shared *shared = dx_shared_new (analyzer, close_analyzer);
  if (!shared)
    {
      dixit_analyzer_close (analyzer);
      return dx_signal (env, "out of memory");
    }
  return out (env, analyzer_finalizer, shared);
}

dx_shared *
dx_analyzer_in (emacs_env *env, emacs_value value)
{
  return dx_pointer (env, value, analyzer_finalizer, "an analyzer");
}

emacs_value
dx_found_out (emacs_env *env, dx_found *found)
{
  return out (env, found_finalizer, found);
}

dx_found *
dx_found_in (emacs_env *env, emacs_value value)
{
  return dx_pointer (env, value, found_finalizer, "a document");
}

emacs_value
dx_found_empty (emacs_env *env, emacs_value value)
{
  dx_found *found = dx_found_in (env, value);
  if (!found)
    return NULL;
  env->set_user_ptr (env, value, NULL);
  if (!dx_fine (env))
    return NULL;
  dx_found_free (found);
  return dx_nil (env);
}

emacs_value
dx_rules_out (emacs_env *env, dixit_rules *rules)
{
  return out (env, rules_finalizer, rules);
}

dixit_rules *
dx_rules_in (emacs_env *env, emacs_value value)
{
  return dx_pointer (env, value, rules_finalizer, "rules");
}

emacs_value
dx_memo_out (emacs_env *env)
{
  dixit_memo *memo;
  dixit_error error = { 0 };
  if (dixit_memo_new (&memo, &error) != DIXIT_OK)
    return dx_signal_error (env, &error);
  dx_shared *shared = dx_shared_new (memo, free_memo);
  if (!shared)
    {
      dixit_memo_free (memo);
      return dx_signal (env, "out of memory");
    }
  return out (env, memo_finalizer, shared);
}

dx_shared *
dx_memo_in (emacs_env *env, emacs_value value)
{
  return dx_pointer (env, value, memo_finalizer, "a memo");
}

emacs_value
dx_memo_empty (emacs_env *env, emacs_value value)
{
  dx_shared *shared = dx_memo_in (env, value);
  if (!shared)
    return NULL;
  env->set_user_ptr (env, value, NULL);
  if (!dx_fine (env))
    return NULL;
  dx_shared_drop (shared);
  return dx_nil (env);
}

bool
dx_is_rules (emacs_env *env, emacs_value value)
{
  return env->get_user_finalizer (env, value) == rules_finalizer
         && dx_fine (env);
}
