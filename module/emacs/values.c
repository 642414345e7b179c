/* values.c -- what a document holds, as Lisp values.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "values.h"

#include <stdlib.h>

/* The items of a part that are asked for: all COUNT, or those listed.  */
typedef struct
{
  uint32_t *list;
  size_t count;
} picked;

bool
dx_picked (emacs_env *env, const dx_places *places, const dx_range *range,
           uint32_t **list, size_t *count)
{
  *count = dx_places_in (places, range->start, range->end, NULL, 0);
  *list = malloc ((*count ? *count : 1) * sizeof **list);
  if (!*list)
    return dx_signal (env, "out of memory") != NULL;
  *count = dx_places_in (places, range->start, range->end, *list, *count);
  return true;
}

/* Those in RANGE of PLACES.  False with a signal pending.  */
static bool
pick (emacs_env *env, const dx_places *places, const dx_range *range,
      picked *p)
{
  *p = (picked) { .count = places->count };
  return !range || dx_picked (env, places, range, &p->list, &p->count);
}

static size_t
item (const picked *p, size_t i)
{
  return p->list ? p->list[i] : i;
}

emacs_value
dx_counts_value (emacs_env *env, const dx_found *found)
{
  size_t entities, checks;
  dixit_entities (found->document, &entities);
  dixit_checks (found->document, &checks);
  const size_t counts[]
    = { found->mentions.count, entities, found->quotes.count,
        found->marks.count, checks, found->spoken, found->speakers };
  emacs_value vector = dx_vector (env, sizeof counts / sizeof *counts);
  for (size_t i = 0; i < sizeof counts / sizeof *counts && dx_fine (env); i++)
    dx_set_integer (env, vector, i, (intmax_t) counts[i]);
  return vector;
}

emacs_value
dx_prominent_value (emacs_env *env, const dx_found *found)
{
  enum { WIDTH = 3 };
  size_t count;
  const dixit_entity *all = dixit_entities (found->document, &count);
  emacs_value vector = dx_vector (env, found->prominent_count * WIDTH);
  for (size_t i = 0; i < found->prominent_count && dx_fine (env); i++)
    {
      const dixit_entity *e = &all[found->prominent[i]];
      dx_set_integer (env, vector, i * WIDTH, found->prominent[i]);
      env->vec_set (env, vector, (ptrdiff_t) (i * WIDTH + 1),
                    dx_string_out (env, e->name));
      dx_set_integer (env, vector, i * WIDTH + 2, e->quotes);
    }
  return vector;
}

emacs_value
dx_mentions_value (emacs_env *env, const dx_found *found,
                   const dx_range *range)
{
  enum { WIDTH = 5 };
  size_t count;
  const dixit_mention *all = dixit_mentions (found->document, &count);
  picked p;
  if (!pick (env, &found->mentions, range, &p))
    return NULL;
  emacs_value vector = dx_vector (env, p.count * WIDTH);
  for (size_t i = 0; i < p.count && dx_fine (env); i++)
    {
      const dixit_mention *m = &all[item (&p, i)];
      size_t at = i * WIDTH;
      dx_set_integer (env, vector, at, m->span.start);
      dx_set_integer (env, vector, at + 1, m->span.end);
      dx_set_integer (env, vector, at + 2, (intmax_t) m->type);
      dx_set_integer (env, vector, at + 3, (intmax_t) m->kind);
      dx_set_integer (env, vector, at + 4, m->entity == DIXIT_NONE
                                             ? -1 : (intmax_t) m->entity);
    }
  free (p.list);
  return vector;
}

emacs_value
dx_marks_value (emacs_env *env, const dx_found *found, const dx_range *range)
{
  enum { WIDTH = 3 };
  size_t count;
  const dixit_mark *all = dixit_marks (found->document, &count);
  picked p;
  if (!pick (env, &found->marks, range, &p))
    return NULL;
  emacs_value vector = dx_vector (env, p.count * WIDTH);
  for (size_t i = 0; i < p.count && dx_fine (env); i++)
    {
      const dixit_mark *m = &all[item (&p, i)];
      size_t at = i * WIDTH;
      dx_set_integer (env, vector, at, m->span.start);
      dx_set_integer (env, vector, at + 1, m->span.end);
      dx_set_integer (env, vector, at + 2, m->depth);
    }
  free (p.list);
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
index_value (emacs_env *env, uint32_t entity)
{
  return entity == DIXIT_NONE ? dx_nil (env) : env->make_integer (env, entity);
}

static emacs_value
entity_value (emacs_env *env, const dixit_entity *e)
{
  emacs_value fields[] = {
    env->intern (env, dixit_type_name (e->type)),
    dx_string_out (env, e->name),
    dx_string_out (env, e->role),
    gender_value (env, e->gender),
    env->make_integer (env, e->mentions),
    env->make_integer (env, e->quotes),
  };
  return record (env, sizeof fields / sizeof *fields, fields);
}

emacs_value
dx_entity_value (emacs_env *env, const dx_found *found, size_t index)
{
  size_t count;
  return entity_value (env, &dixit_entities (found->document, &count)[index]);
}

emacs_value
dx_entities_value (emacs_env *env, const dx_found *found)
{
  size_t count;
  const dixit_entity *e = dixit_entities (found->document, &count);
  emacs_value vector = dx_vector (env, count);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    env->vec_set (env, vector, (ptrdiff_t) i, entity_value (env, &e[i]));
  return vector;
}

emacs_value
dx_quotes_value (emacs_env *env, const dx_found *found, const dx_range *range)
{
  size_t count;
  const dixit_quote *all = dixit_quotes (found->document, &count);
  picked p;
  if (!pick (env, &found->quotes, range, &p))
    return NULL;
  emacs_value vector = dx_vector (env, p.count);
  for (size_t i = 0; i < p.count && dx_fine (env); i++)
    {
      const dixit_quote *q = &all[item (&p, i)];
      emacs_value fields[] = {
        env->intern (env, dixit_quote_kind_name (q->kind)),
        env->intern (env, dixit_source_kind_name (q->source_kind)),
        spans_value (env, dixit_content (q)),
        spans_value (env, dixit_cue (q)),
        spans_value (env, dixit_source (q)),
        dx_string_out (env, q->text),
        dx_string_out (env, q->speaker),
        index_value (env, q->entity),
        env->make_integer (env, q->line),
        env->make_float (env, q->confidence),
        env->make_integer (env, (intmax_t) item (&p, i)),
        spans_value (env, dixit_chain (q)),
      };
      env->vec_set (env, vector, (ptrdiff_t) i,
                    record (env, sizeof fields / sizeof *fields, fields));
    }
  free (p.list);
  return vector;
}

emacs_value
dx_checks_value (emacs_env *env, const dx_found *found)
{
  size_t count;
  const dixit_check *c = dixit_checks (found->document, &count);
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

emacs_value
dx_problems_value (emacs_env *env, const dixit_problem *problems, size_t count)
{
  emacs_value vector = dx_vector (env, count);
  for (size_t i = 0; i < count && dx_fine (env); i++)
    {
      emacs_value fields[] = {
        dx_string_out (env, problems[i].file),
        env->make_integer (env, problems[i].line),
        dx_string_out (env, problems[i].key),
        dx_string_out (env, problems[i].message),
      };
      env->vec_set (env, vector, (ptrdiff_t) i,
                    record (env, sizeof fields / sizeof *fields, fields));
    }
  return vector;
}
