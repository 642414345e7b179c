/* rules.h -- what the user knows better: names, words that are none, patterns.
   SPDX-License-Identifier: GPL-3.0-or-later

   Rules are read once from JSON (read.c) and do not change after, so that any
   number of analyses may share them.  Names are looked up word by word in a
   hashed trie (forms.c): a text costs the same however many there are.
   Patterns run over the whole text on a short lead (patterns.c).  What both
   say of one text is a dx_ruled (apply.c), which the other stages consult.  */

#ifndef DX_RULES_H
#define DX_RULES_H

#include <stdatomic.h>

#include "find/context.h"
#include "text/patterns.h"

/* What hostile or mistaken files are held to.  */
enum
{
  DX_RULES_BYTES = 4 << 20,       /* of one file */
  DX_RULES_FORMS = 100000,        /* names, aliases and "not", all files */
  DX_RULES_FORM_BYTES = 400,
  DX_RULES_FORM_WORDS = 16,       /* tokens; of a quotation, those that count */
  DX_RULES_QUOTE_BYTES = 100000,
  DX_RULES_PATTERNS = 100,        /* all files */
  DX_RULES_PATTERN_BYTES = 4000,
  DX_RULES_PROBLEMS = 100         /* that are told */
};

/* What stands at the end of a form: 1 + a name, or one of these.  */
#define DX_FORM_NONE 0u
#define DX_FORM_NEVER UINT32_MAX

typedef struct
{
  const char *name;        /* in full */
  const char *role;        /* or NULL */
  char gender;             /* 'm', 'f' or 0 */
  uint8_t type;            /* dixit_type */
  /* The words of the full name, as joining wants them.  */
  uint32_t *keys;          /* per token: dx_word.lower, a number's form */
  bool *is_word;           /* per token */
  uint32_t count;
  uint32_t tail;           /* a person's surname among them */
  uint32_t initials;       /* hash of its capitals; 0 for fewer than two */
  uint32_t merged;         /* 1 + the name that it is by a correction, or 0 */
} dx_rule_name;

/* A word of a form: text words of the same letters, whatever their case, are
   this word.  */
typedef struct
{
  uint32_t lower;          /* dx_word.lower */
  uint32_t size;
  const char *bytes;
} dx_form_word;

typedef struct
{
  uint32_t node, word, child;
} dx_form_edge;

typedef struct
{
  uint32_t value;          /* DX_FORM_NONE, DX_FORM_NEVER or 1 + name */
  uint32_t capitals;       /* two bits a word: DX_WANT_... */
  uint32_t file;           /* which file says so */
} dx_form_node;

/* What a word of a form asks of the text: nothing, a capital at its start, or
   no small letters.  */
enum { DX_WANT_NONE, DX_WANT_CAPITAL, DX_WANT_UPPER };

typedef struct
{
  dx_arena *arena;
  dx_form_word *words;
  uint32_t *word_slots;    /* 1 + word, or 0 */
  dx_form_edge *edges;     /* hashed; child 0: free */
  dx_form_node *nodes;     /* nodes[0] is the root */
  size_t word_room, word_mask, edge_mask, node_room;
  uint32_t word_count, edge_count, node_count;
} dx_forms;

typedef struct dx_rule_pattern dx_rule_pattern;

struct dixit_rules
{
  atomic_uint shares;
  dx_arena arena;
  dx_forms forms;
  dx_forms said;           /* the beginnings of quotations whose speaker is
                              corrected: DX_FORM_NEVER for nobody */
  dx_rule_name *names;
  dx_rule_pattern *patterns;
  dixit_problem *problems;
  size_t name_room, problem_room;
  uint32_t name_count, pattern_count, problem_count, form_count;
};

/* A quotation that a pattern marks; tokens.  */
typedef struct
{
  dx_run content, cue, source;   /* cue and source may be empty (end 0) */
  uint8_t kind;                  /* dixit_quote_kind, or UINT8_MAX: look */
} dx_ruled_quote;

/* What the rules say of one text.  */
struct dx_ruled
{
  const dixit_rules *rules;
  uint8_t *labels;         /* per token: a label of names, DX_RULED_NEVER, 0 */
  uint32_t *names;         /* per token: whose it is, DX_RULED_... or 1 + name */
  dx_ruled_quote *quotes;  /* by start of content, apart from each other */
  size_t quote_room;
  uint32_t quote_count;
  dixit_problem *problems; /* patterns that had to be stopped */
  size_t problem_room;
  uint32_t problem_count;
};

#define DX_RULED_NEVER UINT8_MAX

/* A name whose type is settled, of no entity in the rules; and one that is to
   be treated like the tagger's.  */
#define DX_RULED_FIXED UINT32_MAX
#define DX_RULED_LOOSE (UINT32_MAX - 1)

/* forms.c */

bool dx_forms_open (dx_forms *forms, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* The node of tokens FIRST to END (at most DX_RULES_FORM_WORDS) of TEXT, made
   where there is none, and the CAPITALS that they ask for; node 0 where too
   many words look alike.  SAID: the tokens are speech, whose marks do not
   count, and of which only the beginning does.  False when memory is out.  */
bool dx_forms_add (dx_forms *forms, const dx_text *text,
                   const dx_words *words, uint32_t first, uint32_t end,
                   bool said, uint32_t *node, uint32_t *capitals)
  __attribute__ ((warn_unused_result));

/* Per distinct word of a text: 1 + the rules' word, 0 for none.  NULL when
   memory is out.  */
uint32_t *dx_forms_words (const dx_forms *forms, const dx_text *text,
                          const dx_words *words, dx_arena *arena);

/* The end of the longest form that starts at token I, and what it is in
   *VALUE; I for none.  OF is what dx_forms_words gave.  */
uint32_t dx_forms_match (const dx_forms *forms, const dx_text *text,
                         const dx_words *words, const uint32_t *of,
                         uint32_t i, uint32_t *value);

/* What is known of the speech that begins with the first of the COUNT WORDS,
   numbers of words that dx_forms_words gave.  */
uint32_t dx_forms_said (const dx_forms *forms, const uint32_t *words,
                        size_t count);

/* Does token T count in speech?  */
static inline bool
dx_is_said (const dx_packed_token *t)
{
  return t->kind != DX_PUNCT && t->kind != DX_QUOTE;
}

/* patterns.c */

/* Add SOURCE, of SIZE bytes, from line LINE of FILE where it is called KEY
   (both outlive the rules), whose quotations are of KIND.  *PROBLEM (room
   for 240) says what is wrong with it, "" for nothing; *SKIPPED if it is not
   taken.  DIXIT_NO_MEMORY.  */
dixit_status dx_rule_pattern_add (dixit_rules *rules, const char *source,
                                  size_t size, const char *file,
                                  uint32_t line, const char *key,
                                  uint8_t kind, char *problem, bool *skipped);
void dx_rule_patterns_free (dixit_rules *rules);

/* Mark in RULED what the patterns find in TEXT.  DIXIT_NO_MEMORY,
   DIXIT_CANCELLED.  */
dixit_status dx_rule_patterns_run (dx_ruled *ruled, const dx_text *text,
                                   const dixit_options *options,
                                   dx_arena *arena, dixit_error *error);

/* read.c */

/* Add what FILE, the NUMBERth (from 1), says.  */
dixit_status dx_rules_read_file (dixit_rules *rules,
                                 const dx_patterns *patterns,
                                 const dixit_rules_file *file, uint32_t number,
                                 dixit_error *error);

/* apply.c */

/* Say what RULES (may be NULL: then nothing) say of C's text: fills
   C->ruled.  */
dixit_status dx_ruled_open (dx_context *c, const dixit_rules *rules,
                            const dixit_options *options, dx_arena *arena,
                            dixit_error *error);

/* Put the rules' names into the tagger's LABELS.  Unless they are the LAST, only
   names of several words: what the tagger thinks of a single word is a hint for
   what it will think of the words around.  */
void dx_ruled_names (const dx_context *c, uint8_t *labels, bool last);

/* The end of the rules' name that starts at token I and is in force; I for
   none.  */
uint32_t dx_ruled_end (const dx_context *c, uint32_t i);

/* What the rules know of exactly the tokens FIRST to END: 1 + name, or 0.  */
uint32_t dx_ruled_name (const dx_context *c, uint32_t first, uint32_t end);

/* Per distinct word of C's text, its number among the corrected quotations; NULL
   in *OF if there are none.  False when memory is out.  */
bool dx_ruled_words (const dx_context *c, uint32_t **of, dx_arena *arena)
  __attribute__ ((warn_unused_result));

static inline bool
dx_ruled_never (const dx_context *c, uint32_t i)
{
  return c->ruled && c->ruled->labels[i] == DX_RULED_NEVER;
}

#endif
