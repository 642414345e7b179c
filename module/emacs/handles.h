/* handles.h -- user pointers: analyzers, rules and documents in Lisp's hands.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_HANDLES_H
#define DX_HANDLES_H

#include "env.h"

#include "work/found.h"
#include "work/shared.h"
#include "work/worker.h"

/* A function that Lisp sees.  */
typedef struct
{
  const char *name;
  ptrdiff_t least, most;  /* arguments */
  emacs_function function;
  const char *doc;
} dx_definition;

/* The functions on workers and jobs, up to one without a name.  */
extern const dx_definition dx_job_functions[];

/* The same on copies of texts.  */
extern const dx_definition dx_text_functions[];

/* The job in VALUE, borrowed.  NULL with a signal pending.  */
dx_job *dx_job_in (emacs_env *env, emacs_value value);

/* ANALYZER as a value that owns it, which it does on failure too.  */
emacs_value dx_analyzer_out (emacs_env *env, dixit_analyzer *analyzer);

/* The dixit_analyzer in VALUE, borrowed.  NULL with a signal pending.  */
dx_shared *dx_analyzer_in (emacs_env *env, emacs_value value);

/* The same for what was found in a text.  */
emacs_value dx_found_out (emacs_env *env, dx_found *found);
dx_found *dx_found_in (emacs_env *env, emacs_value value);

/* Free what is in the document VALUE.  Returns nil.  */
emacs_value dx_found_empty (emacs_env *env, emacs_value value);

/* RULES as a value that owns them, which it does on failure too; the rules in
   VALUE, borrowed.  */
emacs_value dx_rules_out (emacs_env *env, dixit_rules *rules);
dixit_rules *dx_rules_in (emacs_env *env, emacs_value value);

/* A new memo as a value that holds it; the one in VALUE, borrowed; and VALUE
   without it, which returns nil.  */
emacs_value dx_memo_out (emacs_env *env);
dx_shared *dx_memo_in (emacs_env *env, emacs_value value);
emacs_value dx_memo_empty (emacs_env *env, emacs_value value);

/* Is VALUE a user pointer for rules?  False with a signal pending if it is no
   user pointer.  */
bool dx_is_rules (emacs_env *env, emacs_value value);

#endif
