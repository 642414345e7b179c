/* handles.c -- user pointers: analyzers, rules and documents in Lisp's hands.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "handles.h"

#include "work/thread.h"

/* Characters of a text from which on what is known of it is freed by a thread:
   Emacs frees while it collects garbage, and everybody waits.  */
enum { LONG_TEXT = 100000 };

static void
close_analyzer (void *analyzer)
{
  dixit_analyzer_close (analyzer);
}

static void
free_memo (void *memo)
{
  dixit_memo_free (memo);
}

static void
analyzer_finalizer (void *shared) EMACS_NOEXCEPT
{
  dx_shared_drop (shared);
}

static void
drop_memo (void *shared)
{
  dx_shared_drop (shared);
}

static void
memo_finalizer (void *shared) EMACS_NOEXCEPT
{
  dx_discard (shared, drop_memo);
}

static void
free_found (void *found)
{
  dx_found_free (found);
}

static void
found_finalizer (void *data) EMACS_NOEXCEPT
{
  dx_found *found = data;
  if (found && dixit_length (found->document) >= LONG_TEXT)
    dx_discard (found, free_found);
  else
    dx_found_free (found);
}

static void
rules_finalizer (void *rules) EMACS_NOEXCEPT
{
  dixit_rules_free (rules);
}

static const dx_kind an_analyzer = { "an analyzer", analyzer_finalizer };
static const dx_kind a_memo = { "a memo", memo_finalizer };
static const dx_kind a_document = { "a document", found_finalizer };
static const dx_kind some_rules = { "rules", rules_finalizer };

/* OBJECT, to be freed by FREE_OBJECT, shared by the value and by others.  */
static emacs_value
shared_out (emacs_env *env, const dx_kind *kind, void *object,
            void (*free_object) (void *))
{
  dx_shared *shared = dx_shared_new (object, free_object);
  if (shared)
    return dx_pointer_out (env, kind, shared);
  free_object (object);
  return dx_signal (env, "out of memory");
}

emacs_value
dx_analyzer_out (emacs_env *env, dixit_analyzer *analyzer)
{
  return shared_out (env, &an_analyzer, analyzer, close_analyzer);
}

dx_shared *
dx_analyzer_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &an_analyzer, value);
}

emacs_value
dx_memo_out (emacs_env *env)
{
  dixit_memo *memo;
  dixit_error error = { 0 };
  if (dixit_memo_new (&memo, &error) != DIXIT_OK)
    return dx_signal_error (env, &error);
  return shared_out (env, &a_memo, memo, free_memo);
}

dx_shared *
dx_memo_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &a_memo, value);
}

emacs_value
dx_memo_empty (emacs_env *env, emacs_value value)
{
  return dx_pointer_free (env, &a_memo, value);
}

emacs_value
dx_found_out (emacs_env *env, dx_found *found)
{
  return dx_pointer_out (env, &a_document, found);
}

dx_found *
dx_found_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &a_document, value);
}

emacs_value
dx_found_empty (emacs_env *env, emacs_value value)
{
  const dx_found *found = dx_found_in (env, value);
  if (found && found->lent)
    return dx_signal (env, "a document that is being written cannot be freed");
  return found ? dx_pointer_free (env, &a_document, value) : NULL;
}

emacs_value
dx_rules_out (emacs_env *env, dixit_rules *rules)
{
  return dx_pointer_out (env, &some_rules, rules);
}

dixit_rules *
dx_rules_in (emacs_env *env, emacs_value value)
{
  return dx_pointer_in (env, &some_rules, value);
}

bool
dx_is_rules (emacs_env *env, emacs_value value)
{
  return env->get_user_finalizer (env, value) == rules_finalizer
         && dx_fine (env);
}
