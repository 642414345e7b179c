/* patterns.c -- the user's patterns, on a short lead.
   SPDX-License-Identifier: GPL-3.0-or-later

   A pattern may come from a stranger's directory, and its author may not know
   what it costs.  So its length and nesting are limited when it is compiled,
   and its steps when it matches, at each place of the text where a match could
   start; it sees REACH bytes ahead and no more, which keeps the cost linear;
   and what stays below those limits all the way is stopped by the clock of its
   thread.  One that runs into a limit is given up for good, and said so.  */

#define PCRE2_CODE_UNIT_WIDTH 8
#define _POSIX_C_SOURCE 200809L

#include "rules/rules.h"

#include <pcre2.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum
{
  NEST_LIMIT = 60,
  MATCH_LIMIT = 50000,
  HEAP_LIMIT = 4096,         /* KiB; where there is no JIT */
  STARTS = 256,              /* bytes of starts that one call tries */
  REACH = 32 * 1024,         /* bytes that a match may span */
  STACK_LEAST = 32 * 1024, STACK_MOST = 512 * 1024,
  CALLS = 8,                 /* between two looks at the clock */
  NAME_TOKENS = 32           /* no name is longer */
};

/* What a pattern may take for a text of N bytes, in seconds.  */
static double
budget (size_t n)
{
  return 0.05 + 0.5e-6 * (double) n;
}

/* What named groups do.  The types' names come first, by number.  */
enum { G_SPEAKER = DIXIT_TYPES, G_SOURCE, G_CUE, G_CONTENT, G_COUNT };

static const char *const group_names[]
  = { [G_SPEAKER] = "speaker", [G_SOURCE] = "source", [G_CUE] = "cue",
      [G_CONTENT] = "content" };

typedef struct
{
  uint16_t number;           /* of the group */
  uint8_t does;
} pattern_group;

struct dx_rule_pattern
{
  pcre2_code *code;
  pattern_group *groups;
  uint32_t group_count;
  uint8_t kind;
  const char *file, *key;
  uint32_t line;
  atomic_bool given_up;
};

static const char *
group_name (int does)
{
  return does < DIXIT_TYPES ? dixit_type_name ((dixit_type) does)
                            : group_names[does];
}

/* What the group NAME does, or -1.  */
static int
what_does (const char *name)
{
  for (int k = 0; k < G_COUNT; k++)
    if (!strcmp (name, group_name (k)))
      return k;
  return -1;
}

/* Compile with limits; NULL with *CODE and *OFFSET set, CODE 0 when memory is
   out.  */
static pcre2_code *
compile (const char *source, size_t size, int *code, size_t *offset)
{
  pcre2_code *made = NULL;
  *code = 0;
  *offset = 0;
  pcre2_compile_context *context = pcre2_compile_context_create (NULL);
  if (!context)
    return NULL;
  pcre2_set_max_pattern_length (context, DX_RULES_PATTERN_BYTES);
  pcre2_set_parens_nest_limit (context, NEST_LIMIT);
  made = pcre2_compile ((PCRE2_SPTR) source, size,
                        PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE
                          | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C
                          | PCRE2_USE_OFFSET_LIMIT,
                        code, offset, context);
  pcre2_compile_context_free (context);
  if (!made && *code == PCRE2_ERROR_HEAP_FAILED)
    *code = 0;
  /* Where the system forbids machine code, the interpreter does.  */
  if (made)
    (void) pcre2_jit_compile (made, PCRE2_JIT_COMPLETE);
  return made;
}

enum { PROBLEM_ROOM = 240 };

/* Fill P's groups from the names in its code.  */
static bool
name_groups (dixit_rules *r, dx_rule_pattern *p, char *problem)
{
  uint32_t count = 0, width = 0;
  PCRE2_SPTR names = NULL;
  pcre2_pattern_info (p->code, PCRE2_INFO_NAMECOUNT, &count);
  pcre2_pattern_info (p->code, PCRE2_INFO_NAMEENTRYSIZE, &width);
  pcre2_pattern_info (p->code, PCRE2_INFO_NAMETABLE, &names);
  p->groups = dx_alloc (&r->arena, count, sizeof *p->groups);
  if (!p->groups)
    return false;
  for (uint32_t k = 0; k < count; k++, names += width)
    {
      const char *name = (const char *) names + 2;
      const int does = what_does (name);
      if (does >= 0)
        p->groups[p->group_count++] = (pattern_group) {
          (uint16_t) (names[0] << 8 | names[1]), (uint8_t) does
        };
      else if (name[0] != '_' && !problem[0])
        snprintf (problem, PROBLEM_ROOM,
                  "the group \"%.40s\" means nothing here (PER, ORG and the"
                  " other types, speaker, source, cue and content do; a name"
                  " of your own begins with _)",
                  name);
    }
  return true;
}

dixit_status
dx_rule_pattern_add (dixit_rules *r, const char *source, size_t size,
                     const char *file, uint32_t line, const char *key,
                     uint8_t kind, char *problem, bool *skipped)
{
  problem[0] = 0;
  *skipped = true;
  if (r->pattern_count == DX_RULES_PATTERNS)
    {
      snprintf (problem, PROBLEM_ROOM, "there are more than %d patterns",
                DX_RULES_PATTERNS);
      return DIXIT_OK;
    }
  if (size > DX_RULES_PATTERN_BYTES)
    {
      snprintf (problem, PROBLEM_ROOM, "the pattern is longer than %d bytes",
                DX_RULES_PATTERN_BYTES);
      return DIXIT_OK;
    }
  if (!r->patterns
      && !(r->patterns = dx_alloc (&r->arena, DX_RULES_PATTERNS,
                                   sizeof *r->patterns)))
    return DIXIT_NO_MEMORY;
  int code;
  size_t offset;
  pcre2_code *made = compile (source, size, &code, &offset);
  if (!made && !code)
    return DIXIT_NO_MEMORY;
  if (!made)
    {
      PCRE2_UCHAR why[160];
      if (pcre2_get_error_message (code, why, sizeof why) < 0)
        why[0] = 0;
      snprintf (problem, PROBLEM_ROOM, "at byte %zu of the pattern: %s",
                offset, (const char *) why);
      return DIXIT_OK;
    }
  dx_rule_pattern *p = &r->patterns[r->pattern_count];
  *p = (dx_rule_pattern) { .code = made, .kind = kind, .file = file,
                           .key = key, .line = line };
  atomic_init (&p->given_up, false);
  if (!name_groups (r, p, problem))
    {
      pcre2_code_free (made);
      return DIXIT_NO_MEMORY;
    }
  bool useful = false;
  for (uint32_t k = 0; k < p->group_count; k++)
    useful |= p->groups[k].does < DIXIT_TYPES
              || p->groups[k].does == G_SPEAKER
              || p->groups[k].does == G_CONTENT;
  if (!useful)
    {
      pcre2_code_free (made);
      if (!problem[0])
        snprintf (problem, PROBLEM_ROOM,
                  "the pattern names nothing: it needs a group such as"
                  " (?<PER>...), or (?<speaker>...) and (?<content>...)");
      return DIXIT_OK;
    }
  *skipped = false;
  r->pattern_count++;
  return DIXIT_OK;
}

void
dx_rule_patterns_free (dixit_rules *r)
{
  for (uint32_t k = 0; k < r->pattern_count; k++)
    pcre2_code_free (r->patterns[k].code);
}

/* One analysis at the patterns.  */
typedef struct
{
  dx_ruled *ruled;
  const dx_text *text;
  const dixit_options *options;
  dx_arena *arena;
  pcre2_match_context *context;
  pcre2_match_data *data;
  pcre2_jit_stack *stack;
  double start;
  uint32_t *open;      /* per token: 1 + the quotation whose words it is */
} runner;

/* Seconds that this thread has worked.  */
static double
worked (void)
{
  struct timespec t = { 0 };
#ifdef CLOCK_THREAD_CPUTIME_ID
  if (clock_gettime (CLOCK_THREAD_CPUTIME_ID, &t) == 0)
    return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
#endif
  (void) t;
  return (double) clock () / CLOCKS_PER_SEC;
}

/* The tokens that bytes FROM to TO touch; empty for none.  */
static dx_run
tokens_of (const dx_text *text, size_t from, size_t to)
{
  uint32_t low = 0, high = text->token_count;
  while (low < high)
    {
      const uint32_t middle = low + (high - low) / 2;
      if (dx_end_of (text, middle) <= from)
        low = middle + 1;
      else
        high = middle;
    }
  dx_run run = { .first = low, .end = low };
  high = text->token_count;
  while (low < high)
    {
      const uint32_t middle = low + (high - low) / 2;
      if (dx_start_of (text, middle) < to)
        low = middle + 1;
      else
        high = middle;
    }
  run.end = from < to && low > run.first ? low : run.first;
  return run;
}

/* Mark RUN as a name of TYPE, unless a form of the rules that is as long
   stands there.  */
static void
mark_name (dx_ruled *ruled, const dx_text *text, dx_run run, int type,
           uint32_t whose)
{
  if (run.end - run.first > NAME_TOKENS)
    return;
  for (uint32_t i = run.first + 1; i < run.end; i++)
    if (text->tokens[i].flags & DX_PARAGRAPH)
      run.end = i;
  uint32_t never = 0;
  for (uint32_t i = run.first; i < run.end; i++)
    never += ruled->labels[i] == DX_RULED_NEVER;
  if (never == run.end - run.first)
    return;
  /* Forms that lie inside of it give way; others stay, and so do names that
     an earlier pattern found.  */
  for (uint32_t i = run.first; i < run.end;)
    {
      uint32_t end = i + 1;
      if (!ruled->labels[i])
        {
          i++;
          continue;
        }
      if (ruled->labels[i] != DX_RULED_NEVER)
        {
          const uint32_t place = (ruled->labels[i] - 1u) % 4;
          if (place == DX_INNER || place == DX_LAST)
            return;
          while (place == DX_BEGIN && end < text->token_count
                 && (ruled->labels[end] - 1u) % 4 == DX_INNER)
            end++;
          end += place == DX_BEGIN;
        }
      if (end > run.end || end - i == run.end - run.first
          || ruled->names[i] == DX_RULED_FIXED)
        return;
      i = end;
    }
  const uint32_t n = run.end - run.first;
  for (uint32_t i = run.first; i < run.end; i++)
    {
      const uint32_t place = n == 1              ? DX_UNIT
                             : i == run.first    ? DX_BEGIN
                             : i + 1 == run.end  ? DX_LAST
                                                 : DX_INNER;
      ruled->labels[i] = (uint8_t) (1 + 4 * type + (int) place);
      ruled->names[i] = whose;
    }
}

static bool
apart (const dx_run *a, const dx_run *b)
{
  return a->end <= b->first || b->end <= a->first;
}

/* Take RUNS, by what their groups do, as a quotation, unless it has words of
   another.  */
static bool
mark_quote (runner *u, const dx_rule_pattern *p, const dx_run *runs)
{
  dx_ruled *const ruled = u->ruled;
  dx_ruled_quote q = { .content = runs[G_CONTENT], .cue = runs[G_CUE],
                       .source = runs[G_SOURCE], .kind = p->kind };
  if (q.source.end == q.source.first)
    q.source = runs[G_SPEAKER];
  if (!apart (&q.content, &q.cue))
    q.cue = (dx_run) { 0 };
  if (!apart (&q.content, &q.source))
    q.source = (dx_run) { 0 };
  for (uint32_t i = q.content.first; i < q.content.end; i++)
    if (u->open[i])
      return true;
  if (!dx_reserve (u->arena, &ruled->quotes, &ruled->quote_room,
                   ruled->quote_count, ruled->quote_count + 1u,
                   sizeof *ruled->quotes))
    return false;
  ruled->quotes[ruled->quote_count++] = q;
  for (uint32_t i = q.content.first; i < q.content.end; i++)
    u->open[i] = ruled->quote_count;
  return true;
}

/* Act on a match of P.  */
static bool
act (runner *u, const dx_rule_pattern *p)
{
  const dx_text *text = u->text;
  const PCRE2_SIZE *at = pcre2_get_ovector_pointer (u->data);
  const uint32_t pairs = pcre2_get_ovector_count (u->data);
  dx_run runs[G_COUNT] = { { 0 } };
  for (uint32_t k = 0; k < p->group_count; k++)
    {
      const pattern_group g = p->groups[k];
      if (g.number >= pairs || at[2 * g.number] == PCRE2_UNSET
          || at[2 * g.number + 1] > text->size)
        continue;
      const dx_run run
        = tokens_of (text, at[2 * g.number], at[2 * g.number + 1]);
      if (run.end == run.first)
        continue;
      runs[g.does] = run;
      if (g.does < DIXIT_TYPES)
        mark_name (u->ruled, text, run, g.does, DX_RULED_FIXED);
    }
  const dx_run who = runs[G_SPEAKER];
  if (who.end > who.first && who.end - who.first <= DX_RULES_FORM_WORDS)
    {
      /* Not "he", nor "the mayor".  */
      const char ch = dx_first_byte (text, who.first);
      if (!(ch >= 'a' && ch <= 'z'))
        mark_name (u->ruled, text, who, DIXIT_PER, DX_RULED_LOOSE);
    }
  const dx_run *said = &runs[G_CONTENT];
  return said->end == said->first || mark_quote (u, p, runs);
}

/* Give P up, and say WHY unless another analysis already has.  */
static bool
give_up (runner *u, dx_rule_pattern *p, const char *why)
{
  dx_ruled *const ruled = u->ruled;
  if (atomic_exchange (&p->given_up, true))
    return true;
  char *copy = dx_copy (u->arena, why, strlen (why));
  if (!copy
      || !dx_reserve (u->arena, &ruled->problems, &ruled->problem_room,
                      ruled->problem_count, ruled->problem_count + 1u,
                      sizeof *ruled->problems))
    return false;
  ruled->problems[ruled->problem_count++]
    = (dixit_problem) { .file = p->file, .line = p->line, .key = p->key,
                        .message = copy };
  return true;
}

/* Where the text that a match may see ends, when it starts before LIMIT.  */
static size_t
horizon (const dx_text *text, size_t limit)
{
  if (text->size - limit <= REACH)
    return text->size;
  size_t end = limit + REACH;
  while (((unsigned char) text->bytes[end] & 0xC0) == 0x80)
    end--;
  return end;
}

static dixit_status
run (runner *u, dx_rule_pattern *p)
{
  const dx_text *text = u->text;
  const size_t size = text->size;
  const double most = budget (size);
  const double start = worked ();
  size_t at = 0;
  for (uint32_t calls = 1; at <= size && !atomic_load (&p->given_up); calls++)
    {
      const dixit_options *o = u->options;
      if (o && o->cancelled && o->cancelled (o->data))
        return DIXIT_CANCELLED;
      size_t limit = size - at > STARTS ? at + STARTS : size;
      while (limit < size
             && ((unsigned char) text->bytes[limit] & 0xC0) == 0x80)
        limit++;
      const size_t end = horizon (text, limit);
      pcre2_set_offset_limit (u->context, limit < size ? limit - 1 : size);
      const int found
        = pcre2_match (p->code, (PCRE2_SPTR) text->bytes, end, at,
                       PCRE2_NO_UTF_CHECK | (end < size ? PCRE2_NOTEOL : 0),
                       u->data, u->context);
      if (found == PCRE2_ERROR_NOMATCH)
        {
          if (limit == size)
            break;
          at = limit;
        }
      else if (found == PCRE2_ERROR_NOMEMORY)
        return DIXIT_NO_MEMORY;
      else if (found < 0)
        {
          char why[PROBLEM_ROOM];
          PCRE2_UCHAR reason[160];
          if (pcre2_get_error_message (found, reason, sizeof reason) < 0)
            reason[0] = 0;
          snprintf (why, sizeof why,
                    "the pattern takes too many steps (%s); it is skipped"
                    " from here on",
                    (const char *) reason);
          return give_up (u, p, why) ? DIXIT_OK : DIXIT_NO_MEMORY;
        }
      else
        {
          if (!act (u, p))
            return DIXIT_NO_MEMORY;
          const PCRE2_SIZE *match = pcre2_get_ovector_pointer (u->data);
          size_t next = match[1];
          if (next <= match[0] || next <= at)
            {
              next = at > match[0] ? at : match[0];
              for (next++; next < size
                           && ((unsigned char) text->bytes[next] & 0xC0)
                                == 0x80;)
                next++;
            }
          at = next;
        }
      if (calls % CALLS == 0 && worked () - start > most)
        {
          char why[PROBLEM_ROOM];
          snprintf (why, sizeof why,
                    "the pattern takes too long (more than %.0f ms); it is"
                    " skipped from here on",
                    1000 * most);
          return give_up (u, p, why) ? DIXIT_OK : DIXIT_NO_MEMORY;
        }
    }
  return DIXIT_OK;
}

dixit_status
dx_rule_patterns_run (dx_ruled *ruled, const dx_text *text,
                      const dixit_options *options, dx_arena *arena,
                      dixit_error *error)
{
  const dixit_rules *r = ruled->rules;
  if (!r->pattern_count || !text->token_count)
    return DIXIT_OK;
  uint32_t pairs = 1;
  for (uint32_t k = 0; k < r->pattern_count; k++)
    {
      uint32_t groups = 0;
      pcre2_pattern_info (r->patterns[k].code, PCRE2_INFO_CAPTURECOUNT,
                          &groups);
      if (groups + 1 > pairs)
        pairs = groups + 1;
    }
  runner u = { .ruled = ruled, .text = text, .options = options,
               .arena = arena,
               .context = pcre2_match_context_create (NULL),
               .data = pcre2_match_data_create (pairs, NULL),
               .stack = pcre2_jit_stack_create (STACK_LEAST, STACK_MOST,
                                                NULL),
               .open = dx_alloc (arena, text->token_count, sizeof *u.open) };
  dixit_status s = DIXIT_NO_MEMORY;
  if (u.context && u.data && u.open)
    {
      pcre2_set_match_limit (u.context, MATCH_LIMIT);
      pcre2_set_heap_limit (u.context, HEAP_LIMIT);
      /* Without a stack of its own a pattern uses what the thread has, 32 KiB
         of it at most.  */
      if (u.stack)
        pcre2_jit_stack_assign (u.context, NULL, u.stack);
      s = DIXIT_OK;
      for (uint32_t k = 0; k < r->pattern_count && s == DIXIT_OK; k++)
        s = run (&u, &r->patterns[k]);
    }
  pcre2_jit_stack_free (u.stack);
  pcre2_match_data_free (u.data);
  pcre2_match_context_free (u.context);
  return s == DIXIT_OK          ? s
         : s == DIXIT_CANCELLED ? dx_fail (error, s, 0, "cancelled")
                                : dx_fail (error, s, 0, "out of memory");
}
