/* dixit.h -- who said what in a text: the one public header of the library.

   Copyright (C) 2026 The Dixit authors
   SPDX-License-Identifier: GPL-3.0-or-later

   An analyzer (the model and its compiled patterns) is opened once and never
   changes: any number of threads may share it.  For each that analyses at the same
   time, eight at most, it keeps 16 MB of what can be computed once for all texts.  A document is what one
   analysis found; it owns everything reachable from it, and is read through
   the functions below until dixit_document_free.

   Units: every offset here counts CHARACTERS (Unicode code points) from 0, end
   exclusive, except where a name or comment says bytes.  Strings are UTF-8 and
   NUL-terminated.

   Errors: a function that can fail returns a dixit_status and fills the
   dixit_error that it is given (which may be NULL).  The first error wins.  On
   failure the out-parameter is set to NULL and nothing has to be freed.  */

#ifndef DIXIT_H
#define DIXIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DIXIT_VERSION "0.1.0"
#define DIXIT_SCHEMA "dixit/1"
#define DIXIT_RULES_SCHEMA "dixit-rules/1"

/* No entity: the speaker is unnamed, or nobody.  */
#define DIXIT_NONE UINT32_MAX

typedef enum
{
  DIXIT_OK,
  DIXIT_NO_MEMORY,
  DIXIT_BAD_UTF8,     /* error.byte is the offset of the first bad byte */
  DIXIT_BAD_MODEL,    /* not a model, another version, or damaged */
  DIXIT_BAD_PATTERN,  /* a pattern does not compile */
  DIXIT_IO,           /* a file cannot be read */
  DIXIT_CANCELLED,    /* options.cancelled, or who is called, said so */
  DIXIT_TOO_LARGE     /* the text is longer than 4 GiB - 16 bytes */
} dixit_status;

typedef struct
{
  dixit_status status;
  size_t byte;        /* where in the input, in bytes; 0 if that says nothing */
  char message[240];  /* one English sentence without a final point */
} dixit_error;

/* Characters, end exclusive.  */
typedef struct
{
  uint32_t start, end;
} dixit_span;

/* Pieces in text order.  A quotation's content that a page footer or
   "he said" cuts in two has two.  */
typedef struct
{
  const dixit_span *pieces;
  uint32_t count;
} dixit_spans;

typedef enum
{
  DIXIT_PER, DIXIT_ORG, DIXIT_LOC, DIXIT_FAC, DIXIT_NORP, DIXIT_MISC,
  DIXIT_DATE, DIXIT_MONEY, DIXIT_PRODUCT,
  DIXIT_TYPES
} dixit_type;

typedef enum { DIXIT_NAME, DIXIT_NOMINAL, DIXIT_PRONOUN } dixit_mention_kind;

typedef struct
{
  dixit_span span;
  uint32_t entity;            /* index into the entities, or DIXIT_NONE */
  uint8_t type;               /* dixit_type */
  uint8_t kind;               /* dixit_mention_kind */
} dixit_mention;

typedef struct
{
  const char *name;           /* the fullest form in the text */
  const char *role;           /* "U.S. Secretary of State", or NULL */
  uint32_t mentions, quotes;  /* how many */
  uint8_t type;               /* dixit_type */
  char gender;                /* 'm', 'f', or 0 where the text does not show it */
} dixit_entity;

typedef enum
{
  DIXIT_DIRECT,    /* all of the content is inside marks, or a turn that a
                      dash opens */
  DIXIT_MIXED,     /* some is */
  DIXIT_INDIRECT,  /* none is */
  DIXIT_TERM       /* marked text that is nobody's words: a title, a nickname */
} dixit_quote_kind;

/* How the source names the speaker.  */
typedef enum
{
  DIXIT_SOURCE_NONE, DIXIT_SOURCE_NAME, DIXIT_SOURCE_NOMINAL, DIXIT_SOURCE_PRONOUN
} dixit_source_kind;

typedef struct
{
  const dixit_span *spans;  /* content, cue, source, chain: for the functions below */
  uint32_t contents, cues, sources, chained;   /* how many of each */
  uint32_t entity;      /* the speaker, or DIXIT_NONE */
  uint32_t line;        /* where the content starts; lines count from 1 */
  const char *text;     /* the content joined and unwrapped */
  const char *speaker;  /* the entity's name; NULL for a speaker without one */
  float confidence;     /* 0 to 1 */
  uint8_t kind;         /* dixit_quote_kind */
  uint8_t source_kind;  /* dixit_source_kind */
} dixit_quote;

static inline dixit_spans
dixit_content (const dixit_quote *quote)
{
  return (dixit_spans) { quote->spans, quote->contents };
}

static inline dixit_spans
dixit_cue (const dixit_quote *quote)
{
  return (dixit_spans) { quote->spans + quote->contents, quote->cues };
}

static inline dixit_spans
dixit_source (const dixit_quote *quote)
{
  return (dixit_spans) { quote->spans + quote->contents + quote->cues,
                         quote->sources };
}

/* Mentions from the source's to the full name: how the speaker was found; none for an
   unnamed one.  */
static inline dixit_spans
dixit_chain (const dixit_quote *quote)
{
  return (dixit_spans) { quote->spans + quote->contents + quote->cues
                           + quote->sources,
                         quote->chained };
}

/* A passage between paired quotation marks, marks included; one that reopens
   over paragraphs is one.  Of a turn that a dash opens, what is said without
   a break: from the dash (or, where none resumes the speech, its first word)
   to the last word or final point, the narrator's clause left out.  The
   content of such a turn's quotation has a piece for each, less the dash.  */
typedef struct
{
  dixit_span span;
  uint32_t depth;  /* 0: outermost */
} dixit_mark;

/* What an editor should look at.  Of each code there are a thousand at most, and one
   more for every 128 bytes of text; the last one's message then says how many are left
   out.  */
typedef struct
{
  const char *code;     /* "unbalanced-mark", ... */
  dixit_span span;
  const char *message;
  const char *fix;      /* what to put there, or NULL */
} dixit_check;

/* What the user knows better; see below.  */
typedef struct dixit_rules dixit_rules;

/* What is wrong with rules.  */
typedef struct
{
  const char *file;     /* as it was called when it was read */
  uint32_t line;        /* from 1 */
  const char *key;      /* "names[3].type", or "" for the file */
  const char *message;  /* one English sentence without a final point */
} dixit_problem;

/* What analyses of one text after another keep for each other: what was found
   for each sentence and paragraph, under what it was found by.  An analysis with
   a memo finds just what one without it finds, but works on what is new alone;
   another model makes it forget.  It belongs to the caller, may serve any texts
   and analyzers, and serves one analysis at a time; others that come meanwhile, in
   other threads, go without.  It holds a few times what the last text did.  */
typedef struct dixit_memo dixit_memo;

typedef struct
{
  /* Polled about every millisecond of work; a true answer ends the analysis
     with DIXIT_CANCELLED.  NULL: never.  */
  bool (*cancelled) (void *data);
  void *data;
  const dixit_rules *rules;   /* NULL: none */
  dixit_memo *memo;           /* NULL: none */
} dixit_options;

typedef struct dixit_analyzer dixit_analyzer;
typedef struct dixit_document dixit_document;

/* Open the model file at PATH (mapped, checked, not copied).  */
dixit_status dixit_analyzer_open (const char *path, dixit_analyzer **out,
                                  dixit_error *error);
void dixit_analyzer_close (dixit_analyzer *analyzer);  /* NULL-safe */

/* Rules are read from JSON files (doc/rules.md tells their schema) and never
   change: any number of analyses may share them.  What is wrong in a file is
   no error but a problem; the entry with the problem is left out, and the rest
   counts.  Where two files speak of the same words, the later one counts.

   No text, and no time, beyond what the limits in rules/rules.h allow: 4 MiB a
   file, 100,000 names and aliases, 100 patterns of 4,000 bytes.  A pattern
   that takes too many steps or too long for a text is given up for good by
   the analysis that finds it out, which has a problem that says so.  */
typedef struct
{
  const char *file;     /* what problems call it */
  const char *bytes;    /* its contents, UTF-8 */
  size_t size;
} dixit_rules_file;

/* Read COUNT FILES, of which nothing is kept.  ANALYZER divides the words, and
   need not outlive the rules.  DIXIT_NO_MEMORY.  */
dixit_status dixit_rules_read (const dixit_analyzer *analyzer,
                               const dixit_rules_file *files, size_t count,
                               dixit_rules **out, dixit_error *error);

/* What was wrong in the files, in their order.  Borrowed from the rules.  */
const dixit_problem *dixit_rules_problems (const dixit_rules *, size_t *count);

/* RULES, which is now to be freed once more.  Any thread may share and free
   them.  */
dixit_rules *dixit_rules_share (dixit_rules *rules);
void dixit_rules_free (dixit_rules *rules);            /* NULL-safe */

/* A memo that knows nothing yet.  DIXIT_NO_MEMORY.  */
dixit_status dixit_memo_new (dixit_memo **out, dixit_error *error);
void dixit_memo_free (dixit_memo *memo);               /* NULL-safe */

/* Analyze BYTES bytes of UTF-8 at TEXT, which is not kept.  OPTIONS may be
   NULL.  Linear in time and memory.  */
dixit_status dixit_analyze (const dixit_analyzer *analyzer, const char *text,
                            size_t bytes, const dixit_options *options,
                            dixit_document **out, dixit_error *error);
void dixit_document_free (dixit_document *document);   /* NULL-safe */

/* What was found, in text order (entities: by first mention).  Borrowed from
   the document; *COUNT is set, and the array may be NULL where it is 0.  */
const dixit_mention *dixit_mentions (const dixit_document *, size_t *count);
const dixit_entity *dixit_entities (const dixit_document *, size_t *count);
const dixit_quote *dixit_quotes (const dixit_document *, size_t *count);
const dixit_mark *dixit_marks (const dixit_document *, size_t *count);
const dixit_check *dixit_checks (const dixit_document *, size_t *count);

/* The patterns of the rules that this analysis gave up.  */
const dixit_problem *dixit_problems (const dixit_document *, size_t *count);

/* The text's length in characters.  */
size_t dixit_length (const dixit_document *);

/* The names that JSON and Lisp use: "PER", "name", "direct", "pronoun".  */
const char *dixit_type_name (dixit_type);
const char *dixit_mention_kind_name (dixit_mention_kind);
const char *dixit_quote_kind_name (dixit_quote_kind);
const char *dixit_source_kind_name (dixit_source_kind);

#endif
