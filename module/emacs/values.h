/* values.h -- what a document holds, as Lisp values.
   SPDX-License-Identifier: GPL-3.0-or-later

   Offsets stay what the library counts, characters from 0; Lisp makes
   buffer positions of them.  Absent entities are -1 in flat vectors and nil
   elsewhere.  Each returns NULL with a signal pending on failure.  */

#ifndef DX_VALUES_H
#define DX_VALUES_H

#include "env.h"

/* [start end type kind entity  start end ...], types and kinds by number.  */
emacs_value dx_mentions_value (emacs_env *env, const dixit_document *document);

/* [[type name role gender mentions quotes] ...]  */
emacs_value dx_entities_value (emacs_env *env, const dixit_document *document);

/* [[kind source-kind content cue source text speaker entity line confidence]
   ...], spans as [start end start end ...].  */
emacs_value dx_quotes_value (emacs_env *env, const dixit_document *document);

/* [start end depth  start end depth ...]  */
emacs_value dx_marks_value (emacs_env *env, const dixit_document *document);

/* [[code start end message fix] ...]  */
emacs_value dx_checks_value (emacs_env *env, const dixit_document *document);

#endif
