/* rules.c -- rules from the outside: read, shared, freed.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <stdlib.h>

#include "find/reading.h"
#include "rules/rules.h"

dixit_status
dixit_rules_read (const dixit_analyzer *analyzer,
                  const dixit_rules_file *files, size_t count,
                  dixit_rules **out, dixit_error *error)
{
  dixit_rules *r = calloc (1, sizeof *r);
  *out = NULL;
  if (error)
    *error = (dixit_error) { 0 };
  if (!r)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  atomic_init (&r->shares, 1);
  dixit_status s = dx_forms_open (&r->forms, &r->arena)
                       && dx_forms_open (&r->said, &r->arena)
                     ? DIXIT_OK
                     : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (size_t k = 0; k < count && s == DIXIT_OK; k++)
    s = dx_rules_read_file (r, analyzer->patterns, &files[k],
                            (uint32_t) k + 1, error);
  if (s == DIXIT_OK)
    *out = r;
  else
    dixit_rules_free (r);
  return s;
}

dixit_rules *
dixit_rules_share (dixit_rules *r)
{
  atomic_fetch_add (&r->shares, 1);
  return r;
}

void
dixit_rules_free (dixit_rules *r)
{
  if (!r || atomic_fetch_sub (&r->shares, 1) > 1)
    return;
  dx_rule_patterns_free (r);
  dx_arena_free (&r->arena);
  free (r);
}

const dixit_problem *
dixit_rules_problems (const dixit_rules *r, size_t *count)
{
  *count = r->problem_count;
  return r->problems;
}
