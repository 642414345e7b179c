/* values.c -- what a document holds, as Lisp values.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "values.h"

emacs_value
dx_mentions_value (emacs_env *env, const dixit_document *document)
{
  enum { WIDTH = 5 };
  size_t count;
  const dixit_mention *m = dixit_mentions (document, &count);
  emacs_value vector = dx_vector (env, count * WIDTH);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      size_t at = i * WIDTH;
      dx_set_integer (env, vector, at, m[i].span.start);
      dx_set_integer (env, vector, at + 1, m[i].span.end);
      dx_set_integer (env, vector, at + 2, (intmax_t) m[i].type);
      dx_set_integer (env, vector, at + 3, (intmax_t) m[i].kind);
      dx_set_integer (env, vector, at + 4, m[i].entity == DIXIT_NONE
                                             ? -1 : (intmax_t) m[i].entity);
    }
  return vector;
}

emacs_value
dx_marks_value (emacs_env *env, const dixit_document *document)
{
  enum { WIDTH = 3 };
  size_t count;
  const dixit_mark *m = dixit_marks (document, &count);
  emacs_value vector = dx_vector (env, count * WIDTH);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      size_t at = i * WIDTH;
      dx_set_integer (env, vector, at, m[i].span.start);
      dx_set_integer (env, vector, at + 1, m[i].span.end);
      dx_set_integer (env, vector, at + 2, m[i].depth);
    }
  return vector;
}

/* A vector of the COUNT values in FIELDS.  */
static emacs_value
record (emacs_env *env, size_t count, emacs_value fields[])
{
  return env->funcall (env, env->intern (env, "vector"), (ptrdiff_t) count,
                       fields);
}

static emacs_value
spans_value (emacs_env *env, dixit_spans spans)
{
  emacs_value vector = dx_vector (env, (size_t) spans.count * 2);
  for (size_t i = 0; i < spans.count && dx_fine (env); i++)
    {
      dx_set_integer (env, vector, i * 2, spans.pieces[i].start);
      dx_set_integer (env, vector, i * 2 + 1, spans.pieces[i].end);
    }
  return vector;
}

static emacs_value
gender_value (emacs_env *env, char gender)
{
  char name[2] = { gender, 0 };
  return gender ? env->intern (env, name) : dx_nil (env);
}

static emacs_value
entity_value (emacs_env *env, uint32_t entity)
{
  return entity == DIXIT_NONE ? dx_nil (env) : env->make_integer (env, entity);
}

emacs_value
dx_entities_value (emacs_env *env, const dixit_document *document)
{
  size_t count;
  const dixit_entity *e = dixit_entities (document, &count);
  emacs_value vector = dx_vector (env, count);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      emacs_value fields[] = {
        env->intern (env, dixit_type_name (e[i].type)),
        dx_string_out (env, e[i].name),
        dx_string_out (env, e[i].role),
        gender_value (env, e[i].gender),
        env->make_integer (env, e[i].mentions),
        env->make_integer (env, e[i].quotes),
      };
      env->vec_set (env, vector, (ptrdiff_t) i,
                    record (env, sizeof fields / sizeof *fields, fields));
    }
  return vector;
}

emacs_value
dx_quotes_value (emacs_env *env, const dixit_document *document)
{
  size_t count;
  const dixit_quote *q = dixit_quotes (document, &count);
  emacs_value vector = dx_vector (env, count);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      emacs_value fields[] = {
        env->intern (env, dixit_quote_kind_name (q[i].kind)),
        env->intern (env, dixit_source_kind_name (q[i].source_kind)),
        spans_value (env, q[i].content),
        spans_value (env, q[i].cue),
        spans_value (env, q[i].source),
        dx_string_out (env, q[i].text),
        dx_string_out (env, q[i].speaker),
        entity_value (env, q[i].entity),
        env->make_integer (env, q[i].line),
        env->make_float (env, q[i].confidence),
      };
      env->vec_set (env, vector, (ptrdiff_t) i,
                    record (env, sizeof fields / sizeof *fields, fields));
    }
  return vector;
}

emacs_value
dx_checks_value (emacs_env *env, const dixit_document *document)
{
  size_t count;
  const dixit_check *c = dixit_checks (document, &count);
  emacs_value vector = dx_vector (env, count);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      emacs_value fields[] = {
        env->intern (env, c[i].code),
        env->make_integer (env, c[i].span.start),
        env->make_integer (env, c[i].span.end),
        dx_string_out (env, c[i].message),
        dx_string_out (env, c[i].fix),
      };
      env->vec_set (env, vector, (ptrdiff_t) i,
                    record (env, sizeof fields / sizeof *fields, fields));
    }
  return vector;
}
