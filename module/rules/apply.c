/* apply.c -- what the rules say of one text, and the tagger's names mended by
   it.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <stdlib.h>

#include "rules/rules.h"

static uint8_t
label (uint32_t type, uint32_t k, uint32_t n)
{
  const uint32_t place = n == 1       ? DX_UNIT
                         : !k         ? DX_BEGIN
                         : k + 1 == n ? DX_LAST
                                      : DX_INNER;
  return (uint8_t) (1 + 4 * type + place);
}

static void
write_name (uint8_t *labels, uint32_t first, uint32_t end, uint32_t type)
{
  for (uint32_t i = first; i < end; i++)
    labels[i] = label (type, i - first, end - first);
}

static void
find_forms (dx_ruled *ruled, const dx_context *c, const uint32_t *of)
{
  const dixit_rules *r = ruled->rules;
  const uint32_t n = c->text->token_count;
  for (uint32_t i = 0; i < n;)
    {
      uint32_t value;
      const uint32_t end
        = dx_forms_match (&r->forms, c->text, c->words, of, i, &value);
      if (value == DX_FORM_NEVER)
        for (uint32_t k = i; k < end; k++)
          ruled->labels[k] = DX_RULED_NEVER;
      else if (value)
        {
          write_name (ruled->labels, i, end, r->names[value - 1].type);
          for (uint32_t k = i; k < end; k++)
            ruled->names[k] = value;
        }
      i = end > i ? end : i + 1;
    }
}

static int
by_content (const void *a, const void *b)
{
  const dx_ruled_quote *x = a, *y = b;
  return x->content.first < y->content.first   ? -1
         : x->content.first > y->content.first ? 1
                                               : 0;
}

dixit_status
dx_ruled_open (dx_context *c, const dixit_rules *rules,
               const dixit_options *options, dx_arena *arena,
               dixit_error *error)
{
  if (!rules)
    return DIXIT_OK;
  const uint32_t n = c->text->token_count;
  dx_ruled *ruled = dx_alloc (arena, 1, sizeof *ruled);
  if (!ruled)
    goto memory;
  *ruled = (dx_ruled) { .rules = rules };
  ruled->labels = dx_alloc (arena, n, 1);
  ruled->names = dx_alloc (arena, n, sizeof *ruled->names);
  if (!ruled->labels || !ruled->names)
    goto memory;
  if (rules->forms.node_count > 1)
    {
      const uint32_t *of
        = dx_forms_words (&rules->forms, c->text, c->words, arena);
      if (!of)
        goto memory;
      find_forms (ruled, c, of);
    }
  const dixit_status s
    = dx_rule_patterns_run (ruled, c->text, options, arena, error);
  if (s != DIXIT_OK)
    return s;
  if (ruled->quote_count)
    qsort (ruled->quotes, ruled->quote_count, sizeof *ruled->quotes,
           by_content);
  c->ruled = ruled;
  return DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* The end of the name that the label at token I begins or is alone.  */
static uint32_t
name_end (const uint8_t *labels, uint32_t i, uint32_t n)
{
  const uint32_t type = (labels[i] - 1u) / 4;
  uint32_t end = i + 1;
  if ((labels[i] - 1u) % 4 == DX_UNIT)
    return end;
  while (end < n && labels[end] && labels[end] != DX_RULED_NEVER
         && (labels[end] - 1u) / 4 == type
         && ((labels[end] - 1u) % 4 == DX_INNER
             || (labels[end] - 1u) % 4 == DX_LAST))
    if ((labels[end++] - 1u) % 4 == DX_LAST)
      break;
  return end;
}

static uint32_t
words_in (const dx_context *c, uint32_t from, uint32_t to)
{
  uint32_t n = 0;
  for (uint32_t i = from; i < to; i++)
    n += c->text->tokens[i].kind == DX_WORD;
  return n;
}

/* What is left of a tagger's name of TYPE that the rules cut: words that stood
   beside a word that is never a name, and any two together; a word that a name
   of the rules leaves over was hardly one of its own.  */
static void
keep (const dx_context *c, uint8_t *labels, uint32_t first, uint32_t end,
      uint32_t from, uint32_t to, uint32_t type)
{
  const dx_ruled *ruled = c->ruled;
  const uint32_t words = words_in (c, from, to);
  const bool cut_left = from > first
                        && ruled->labels[from - 1] != DX_RULED_NEVER;
  const bool cut_right = to < end && ruled->labels[to] != DX_RULED_NEVER;
  if (words > 1 || (words && !cut_left && !cut_right))
    write_name (labels, from, to, type);
}

/* Is a token with LABEL one of several of a name?  */
static bool
is_several (uint8_t label)
{
  return label != DX_RULED_NEVER && (label - 1u) % 4 != DX_UNIT;
}

void
dx_ruled_names (const dx_context *c, uint8_t *labels, bool last)
{
  const dx_ruled *ruled = c->ruled;
  const uint32_t n = c->text->token_count;
  if (!ruled)
    return;
  /* First the tagger's names make room.  A form of one word leaves a longer
     name around it alone: "Okafor" is somebody else in "James Okafor".  */
  for (uint32_t i = 0, end; i < n; i = end)
    {
      end = i + 1;
      if (!labels[i])
        continue;
      end = name_end (labels, i, n);
      const uint32_t type = (labels[i] - 1u) / 4;
      bool cut = false;
      const uint32_t words = words_in (c, i, end);
      for (uint32_t k = i; k < end; k++)
        cut |= ruled->labels[k]
               && (is_several (ruled->labels[k])
                   || (last && (words < 2
                                || ruled->labels[k] == DX_RULED_NEVER
                                || ruled->names[k] == DX_RULED_FIXED)));
      if (!cut)
        continue;
      for (uint32_t k = i; k < end; k++)
        labels[k] = 0;
      for (uint32_t k = i, from; k < end; k++)
        {
          for (from = k; k < end && !ruled->labels[k];)
            k++;
          keep (c, labels, i, end, from, k, type);
        }
    }
  for (uint32_t i = 0, end; i < n; i = end)
    {
      end = i + 1;
      if (!ruled->labels[i] || ruled->labels[i] == DX_RULED_NEVER)
        continue;
      end = name_end (ruled->labels, i, n);
      if (end - i > 1 || (last && !labels[i]))
        for (uint32_t k = i; k < end; k++)
          labels[k] = ruled->labels[k];
    }
}

uint32_t
dx_ruled_end (const dx_context *c, uint32_t i)
{
  const dx_ruled *ruled = c->ruled;
  if (!ruled || !ruled->labels[i] || ruled->labels[i] == DX_RULED_NEVER
      || ruled->names[i] == DX_RULED_LOOSE || c->names[i] != ruled->labels[i]
      || ((ruled->labels[i] - 1u) % 4 != DX_UNIT
          && (ruled->labels[i] - 1u) % 4 != DX_BEGIN))
    return i;
  return name_end (ruled->labels, i, c->text->token_count);
}

uint32_t
dx_ruled_name (const dx_context *c, uint32_t first, uint32_t end)
{
  const dx_ruled *ruled = c->ruled;
  if (!ruled || !ruled->labels[first]
      || ruled->labels[first] == DX_RULED_NEVER
      || ruled->names[first] >= DX_RULED_LOOSE
      || name_end (ruled->labels, first, c->text->token_count) != end)
    return 0;
  return ruled->names[first];
}

bool
dx_ruled_words (const dx_context *c, uint32_t **of, dx_arena *arena)
{
  *of = NULL;
  if (!c->ruled || c->ruled->rules->said.node_count < 2)
    return true;
  *of = dx_forms_words (&c->ruled->rules->said, c->text, c->words, arena);
  return *of != NULL;
}
