/* module.c -- the functions that Emacs sees.
   SPDX-License-Identifier: GPL-3.0-or-later

   Thin: values in, values out.  What to do with them is Lisp's business.  */

#include "handles.h"
#include "values.h"

#include "report/json.h"
#include "report/record.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
# include <io.h>
# define write _write
#else
# include <unistd.h>
#endif

/* All that is compiled is hidden but the two names that Emacs looks up.  */
#ifdef _WIN32
# define EXPORT __declspec (dllexport)
#else
# define EXPORT __attribute__ ((visibility ("default")))
#endif

extern EXPORT int plugin_is_GPL_compatible;
int plugin_is_GPL_compatible;

static emacs_value
version (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) args, (void) data;
  return dx_string_out (env, DIXIT_VERSION);
}

static emacs_value
open_model (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  size_t size;
  char *path = dx_string_in (env, args[0], &size);
  if (!path)
    return NULL;
  dixit_error error = { 0 };
  dixit_analyzer *analyzer = NULL;
  dixit_status status = dixit_analyzer_open (path, &analyzer, &error);
  free (path);
  if (status != DIXIT_OK)
    return error.status = status, dx_signal_error (env, &error);
  return dx_analyzer_out (env, analyzer);
}

/* Has the user typed C-g, or anything under `while-no-input'?  */
static bool
interrupted (void *data)
{
  emacs_env *env = data;
  return env->process_input (env) == emacs_process_input_quit
         || !dx_fine (env);
}

/* ANALYZER LABEL BYTES LABEL BYTES ...  */
static emacs_value
read_rules (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  const dx_shared *analyzer = dx_analyzer_in (env, args[0]);
  if (!analyzer)
    return NULL;
  const size_t count = (size_t) (nargs - 1) / 2;
  dixit_rules_file *files = calloc (count + 1, sizeof *files);
  char **strings = calloc (2 * count + 1, sizeof *strings);
  emacs_value value = NULL;
  dixit_error error = { 0 };
  dixit_rules *rules = NULL;
  size_t n = 0, size;
  if (!files || !strings)
    {
      dx_signal (env, "out of memory");
      goto end;
    }
  for (; n < 2 * count; n++)
    {
      strings[n] = dx_string_in (env, args[n + 1], &size);
      if (!strings[n])
        goto end;
      if (n % 2)
        files[n / 2] = (dixit_rules_file) { .file = strings[n - 1],
                                            .bytes = strings[n],
                                            .size = size };
    }
  if (dixit_rules_read (dx_shared_object (analyzer), files, count, &rules,
                        &error)
      == DIXIT_OK)
    value = dx_rules_out (env, rules);
  else
    dx_signal_error (env, &error);
 end:
  while (n)
    free (strings[--n]);
  free (strings);
  free (files);
  return value;
}

static emacs_value
analyze (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  const dx_shared *analyzer = dx_analyzer_in (env, args[0]);
  const dixit_rules *rules = NULL;
  if (!analyzer)
    return NULL;
  if (nargs > 2 && env->is_not_nil (env, args[2])
      && !(rules = dx_rules_in (env, args[2])))
    return NULL;
  size_t size;
  char *text = dx_string_in (env, args[1], &size);
  if (!text)
    return NULL;
  dixit_error error = { 0 };
  dixit_document *document = NULL;
  dx_found *found = NULL;
  dixit_options options = { .cancelled = interrupted, .data = env,
                            .rules = rules };
  dixit_status status = dixit_analyze (dx_shared_object (analyzer), text, size,
                                       &options, &document, &error);
  free (text);
  if (status == DIXIT_OK)
    status = dx_found_new (document, &found, &error);
  /* The quit is still pending; Emacs acts on it when this returns.  */
  if (status == DIXIT_CANCELLED)
    return dx_fine (env) ? dx_nil (env) : NULL;
  if (status != DIXIT_OK)
    return error.status = status, dx_signal_error (env, &error);
  return dx_found_out (env, found);
}

static emacs_value
free_document (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  return dx_found_empty (env, args[0]);
}

static emacs_value
length (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? env->make_integer (env,
                                    (intmax_t) dixit_length (found->document))
               : NULL;
}

static emacs_value
counts (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? dx_counts_value (env, found) : NULL;
}

static emacs_value
prominent (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? dx_prominent_value (env, found) : NULL;
}

static emacs_value
entities (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? dx_entities_value (env, found) : NULL;
}

static emacs_value
entity (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  if (!found)
    return NULL;
  size_t count;
  dixit_entities (found->document, &count);
  intmax_t index = env->extract_integer (env, args[1]);
  if (!dx_fine (env))
    return NULL;
  return index >= 0 && (uintmax_t) index < count
           ? dx_entity_value (env, found, (size_t) index) : dx_nil (env);
}

/* The range of the two characters in ARGS; any with a signal pending.  */
static dx_range
range_in (emacs_env *env, emacs_value *args)
{
  intmax_t ends[2];
  for (int k = 0; k < 2; k++)
    {
      ends[k] = env->extract_integer (env, args[k]);
      ends[k] = ends[k] < 0 ? 0 : ends[k] > UINT32_MAX ? UINT32_MAX : ends[k];
    }
  return (dx_range) { (uint32_t) ends[0], (uint32_t) ends[1] };
}

/* What ARGS, a document and perhaps two characters, pick of it.  */
static emacs_value
part (emacs_env *env, ptrdiff_t nargs, emacs_value *args,
      emacs_value (*value) (emacs_env *env, const dx_found *found,
                            const dx_range *range))
{
  const dx_found *found = dx_found_in (env, args[0]);
  if (!found)
    return NULL;
  if (nargs < 3 || !env->is_not_nil (env, args[1])
      || !env->is_not_nil (env, args[2]))
    return value (env, found, NULL);
  const dx_range range = range_in (env, args + 1);
  return dx_fine (env) ? value (env, found, &range) : NULL;
}

static emacs_value
mentions (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  return part (env, nargs, args, dx_mentions_value);
}

static emacs_value
quotes (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  return part (env, nargs, args, dx_quotes_value);
}

static emacs_value
marks (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  return part (env, nargs, args, dx_marks_value);
}

static emacs_value
paint (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  if (!found)
    return NULL;
  const dx_range range = range_in (env, args + 1);
  const intmax_t part = env->extract_integer (env, args[3]);
  const double doubtful = env->extract_float (env, args[4]);
  if (!dx_fine (env))
    return NULL;
  const dx_style style
    = { .part = part < 1 || part > UINT32_MAX ? UINT32_MAX : (uint32_t) part,
        .doubtful = doubtful };
  return dx_paint_value (env, found, &range, &style,
                         nargs > 5 ? args[5] : dx_nil (env));
}

static emacs_value
cast (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? dx_cast_value (env, found) : NULL;
}

static emacs_value
right_to_left (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return !found                 ? NULL
         : found->right_to_left ? env->intern (env, "t") : dx_nil (env);
}

static emacs_value
checks (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const dx_found *found = dx_found_in (env, args[0]);
  return found ? dx_checks_value (env, found) : NULL;
}

/* Of a document or of rules.  */
static emacs_value
problems (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  size_t count;
  const dixit_problem *all;
  if (dx_is_rules (env, args[0]))
    {
      const dixit_rules *rules = dx_rules_in (env, args[0]);
      if (!rules)
        return NULL;
      all = dixit_rules_problems (rules, &count);
    }
  else
    {
      const dx_found *found = dx_fine (env) ? dx_found_in (env, args[0])
                                            : NULL;
      if (!found)
        return NULL;
      all = dixit_problems (found->document, &count);
    }
  return dx_problems_value (env, all, count);
}

/* A piece of JSON on its way to a Lisp function.  */
typedef struct
{
  const char *bytes;     /* NULL where none is */
  size_t size;
} piece;

static void
piece_finalizer (void *data) EMACS_NOEXCEPT
{
  free (data);
}

static const dx_kind piece_kind = { "a piece of JSON", piece_finalizer };

/* Who is handed pieces, and by what.  */
typedef struct
{
  emacs_env *env;
  piece *piece;
  emacs_value give, arguments[2];
} receiver;

/* PIECE FUNCTION: what is made for a call is garbage after it, whereas all that a
   function of the module makes for itself lives until it returns.  */
static emacs_value
give (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  const piece *p = dx_pointer_in (env, &piece_kind, args[0]);
  if (!p || !p->bytes)
    return p ? dx_nil (env) : NULL;
  emacs_value string = dx_bytes_out (env, p->bytes, p->size);
  env->funcall (env, args[1], 1, &string);
  return dx_nil (env);
}

static bool
receive (const char *bytes, size_t size, void *data)
{
  receiver *r = data;
  if (interrupted (r->env))
    return false;
  *r->piece = (piece) { bytes, size };
  r->env->funcall (r->env, r->give, 2, r->arguments);
  *r->piece = (piece) { 0 };
  return dx_fine (r->env);
}

static emacs_value
json (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) data;
  dx_found *found = dx_found_in (env, args[0]);
  if (!found)
    return NULL;
  bool page = nargs > 4 && env->is_not_nil (env, args[4]);
  char *file = NULL, *id_text = NULL;
  json_t *id = NULL;
  size_t size;

  if (env->is_not_nil (env, args[1])
      && !(file = dx_string_in (env, args[1], &size)))
    goto end;
  if (env->is_not_nil (env, args[2]))
    {
      if (!(id_text = dx_string_in (env, args[2], &size)))
        goto end;
      id = json_loadb (id_text, size, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
      if (!id)
        {
          dx_signal (env, "the id is not valid JSON");
          goto end;
        }
    }
  receiver r = { .env = env, .piece = calloc (1, sizeof *r.piece) };
  if (!r.piece)
    {
      dx_signal (env, "out of memory");
      goto end;
    }
  r.arguments[0] = dx_pointer_out (env, &piece_kind, r.piece);
  r.arguments[1] = args[3];
  r.give = env->make_function (env, 2, 2, give,
                               "Call FUNCTION with PIECE."
                               "\n\n(fn PIECE FUNCTION)", NULL);
  if (!dx_fine (env))
    goto end;
  dixit_error error = { 0 };
  /* The function may do anything.  */
  found->lent++;
  dixit_status status
    = dx_report_json (found->document, file, id,
                      page ? DX_JSON_PAGE : DX_JSON_LINE, receive, &r, &error);
  found->lent--;
  /* Where it is cancelled, a signal or a quit is pending.  */
  if (status != DIXIT_OK && status != DIXIT_CANCELLED)
    dx_signal (env, error.message);

 end:
  json_decref (id);
  free (id_text);
  free (file);
  return dx_fine (env) ? dx_nil (env) : NULL;
}

static emacs_value
read_record (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  size_t size;
  char *line = dx_string_in (env, args[0], &size);
  if (!line)
    return NULL;
  dixit_error error = { 0 };
  dx_record record;
  dixit_status status = dx_record_read (&record, line, size, &error);
  free (line);
  if (status != DIXIT_OK)
    return dx_signal (env, error.message);
  emacs_value value = NULL;
  char *id = dx_json_scalar (record.id);
  if (id)
    {
      emacs_value pair[] = { dx_bytes_out (env, id, strlen (id)),
                             dx_bytes_out (env, record.text, record.bytes) };
      value = env->funcall (env, env->intern (env, "cons"), 2, pair);
    }
  else
    dx_signal (env, "out of memory");
  free (id);
  dx_record_free (&record);
  return value;
}

/* Emacs does not tell Lisp whether standard output took what it was given: a
   full disk or a reader that has gone would be noticed at the very end, if at
   all.  */
static emacs_value
print (emacs_env *env, ptrdiff_t nargs, emacs_value *args, void *data)
{
  (void) nargs, (void) data;
  enum { STANDARD_OUTPUT = 1, AT_ONCE = 1 << 20 };
  size_t size, done = 0;
  char *bytes = dx_string_in (env, args[0], &size);
  if (!bytes)
    return NULL;
  fflush (stdout);
  while (done < size)
    {
      size_t most = size - done < AT_ONCE ? size - done : AT_ONCE;
      ptrdiff_t n = write (STANDARD_OUTPUT, bytes + done, most);
      if (n < 0 && errno != EINTR)
        {
          char message[160];
          snprintf (message, sizeof message,
                    "standard output: cannot be written: %s", strerror (errno));
          free (bytes);
          return dx_signal (env, message);
        }
      done += n < 0 ? 0 : (size_t) n;
    }
  free (bytes);
  return dx_nil (env);
}

static const dx_definition definitions[] = {
  { "dixit--mod-version", 0, 0, version,
    "Return the version of the module that is loaded, a string.\n\n(fn)" },
  { "dixit--mod-open", 1, 1, open_model,
    "Return an analyzer that uses the model in MODEL-FILE.\n"
    "MODEL-FILE is an absolute file name, encoded as the file system has it.\n"
    "Signal `dixit-error' if it cannot be read or is no model."
    "\n\n(fn MODEL-FILE)" },
  { "dixit--mod-rules", 1, emacs_variadic_function, read_rules,
    "Return the rules in FILES, pairs of a name and the contents.\n"
    "What is wrong in them `dixit--mod-problems' tells.  ANALYZER divides\n"
    "their words.\n\n(fn ANALYZER &rest FILES)" },
  { "dixit--mod-problems", 1, 1, problems,
    "Return what is wrong with RULES, a vector of vectors.\n"
    "RULES may be a document; then it tells of the patterns that had to be\n"
    "stopped for its text.  Each is [FILE LINE KEY MESSAGE]."
    "\n\n(fn RULES)" },
  { "dixit--mod-analyze", 2, 3, analyze,
    "Return the document that ANALYZER finds in STRING.\n"
    "STRING is text, or a unibyte string of the bytes of UTF-8 text.\n"
    "RULES are what `dixit--mod-rules' has read, or nil.\n"
    "Signal `dixit-error' if it is not UTF-8.  A quit, or input under\n"
    "`while-no-input', ends it within a few milliseconds.\n"
    "Free the document by `dixit--mod-free', for it is memory that\n"
    "garbage collection does not see.\n\n(fn ANALYZER STRING &optional RULES)" },
  { "dixit--mod-free", 1, 1, free_document,
    "Free the memory of DOCUMENT, which cannot be used after.\n"
    "\n(fn DOCUMENT)" },
  { "dixit--mod-length", 1, 1, length,
    "Return the length in characters of the text of DOCUMENT."
    "\n\n(fn DOCUMENT)" },
  { "dixit--mod-counts", 1, 1, counts,
    "Return how much there is in DOCUMENT, a vector of integers.\n"
    "It is [MENTIONS ENTITIES QUOTES MARKS CHECKS SPOKEN SPEAKERS]; SPOKEN\n"
    "are the quotations that are no terms, SPEAKERS the entities with any."
    "\n\n(fn DOCUMENT)" },
  { "dixit--mod-prominent", 1, 1, prominent,
    "Return the entities in DOCUMENT that matter most, a flat vector.\n"
    "Each takes three: INDEX, NAME or nil, QUOTES.  First come those with the\n"
    "most quotations, then the people without one who are mentioned most, up\n"
    "to 24 of each.\n\n(fn DOCUMENT)" },
  { "dixit--mod-mentions", 1, 3, mentions,
    "Return the mentions in DOCUMENT as a flat vector of integers.\n"
    "Each mention takes five: START, END, TYPE, KIND, ENTITY.  ENTITY is\n"
    "an index into the entities, or -1.  With characters FROM and TO, only\n"
    "those that have one from FROM up to TO.\n\n(fn DOCUMENT &optional FROM TO)" },
  { "dixit--mod-entities", 1, 1, entities,
    "Return the entities in DOCUMENT as a vector of vectors.\n"
    "Each is [TYPE NAME ROLE GENDER MENTIONS QUOTES].\n\n(fn DOCUMENT)" },
  { "dixit--mod-entity", 2, 2, entity,
    "Return the entity with INDEX in DOCUMENT, or nil if there is none.\n"
    "For its form see `dixit--mod-entities'.\n\n(fn DOCUMENT INDEX)" },
  { "dixit--mod-quotes", 1, 3, quotes,
    "Return the quotations in DOCUMENT as a vector of vectors.\n"
    "Each is [KIND SOURCE-KIND CONTENT CUE SOURCE TEXT SPEAKER ENTITY LINE\n"
    "CONFIDENCE INDEX]; CONTENT, CUE and SOURCE are flat vectors of starts\n"
    "and ends.  With characters FROM and TO, only those with a piece before\n"
    "TO and one after FROM.\n\n(fn DOCUMENT &optional FROM TO)" },
  { "dixit--mod-marks", 1, 3, marks,
    "Return the passages in quotation marks in DOCUMENT as a flat vector.\n"
    "Each takes three integers: START, END, DEPTH.  With characters FROM and\n"
    "TO, only those that have one from FROM up to TO."
    "\n\n(fn DOCUMENT &optional FROM TO)" },
  { "dixit--mod-paint", 5, 6, paint,
    "Return what is to be painted of DOCUMENT, a flat vector of integers.\n"
    "Each piece takes five: START, END, WHAT, ENTITY or -1, NAME; after the\n"
    "last one comes -1.  They are sorted.  NAME is a number for the name of\n"
    "ENTITY, the same in all documents, or 0.  Pieces are broken every PART\n"
    "characters from their start on, and the parts are there that start from\n"
    "the character FROM up to TO.  WHAT is 0 for a mention; of a quotation it\n"
    "is 1 for words in marks, 2 for those of one that is not all in marks, 3\n"
    "for the cue, 4 for the source.  Added are, for a mention, 8 times its\n"
    "kind, 32 times its type, 512 if who is meant has a quotation, 1024 if the\n"
    "same words are a source, which does not come again; for a quotation 8 if\n"
    "it is nobody's, 16 if its source is a pronoun, 32 if none of it is in\n"
    "marks, 64 if it is somebody's, but less sure than DOUBTFUL, a float.\n"
    "The value is VECTOR if that is long enough, which spares garbage."
    "\n\n(fn DOCUMENT FROM TO PART DOUBTFUL &optional VECTOR)" },
  { "dixit--mod-cast", 1, 1, cast,
    "Return a number for what `dixit--mod-prominent' has of DOCUMENT.\n"
    "Where it is the same, the names, their order, and who of them speaks at\n"
    "all are the same.\n\n(fn DOCUMENT)" },
  { "dixit--mod-right-to-left", 1, 1, right_to_left,
    "Return non-nil if the text of DOCUMENT may have a paragraph from right to left.\n"
    "DOCUMENT is a job's.\n\n(fn DOCUMENT)" },
  { "dixit--mod-checks", 1, 1, checks,
    "Return what an editor should look at in DOCUMENT, a vector of vectors.\n"
    "Each is [CODE START END MESSAGE FIX].\n\n(fn DOCUMENT)" },
  { "dixit--mod-json", 4, 5, json,
    "Call FUNCTION with DOCUMENT as JSON, piece after piece.\n"
    "Each is a unibyte string of 64 KiB, the last one shorter, one with much\n"
    "text in a single string longer; a line end is the last byte.  FILE is its\n"
    "\"file\", or nil.  ID-JSON is its \"id\", a scalar as JSON text, or nil.\n"
    "It is one line unless PAGE is non-nil, which gives each record a line.\n"
    "DOCUMENT cannot be freed meanwhile.  What FUNCTION signals or throws, and a\n"
    "quit, end it."
    "\n\n(fn DOCUMENT FILE ID-JSON FUNCTION &optional PAGE)" },
  { "dixit--mod-record", 1, 1, read_record,
    "Return (ID-JSON . TEXT) for LINE, a record of JSON Lines input.\n"
    "LINE is {\"id\": SCALAR, \"text\": STRING}, as text or bytes.  ID-JSON is\n"
    "the id as JSON; both it and TEXT are unibyte strings of UTF-8.\n"
    "Signal `dixit-error' with the reason if LINE is no such record."
    "\n\n(fn LINE)" },
  { "dixit--mod-print", 1, 1, print,
    "Write STRING to standard output, as the bytes that it is made of.\n"
    "A multibyte string is written as UTF-8.  Signal `dixit-error' if not\n"
    "all of it can be written.\n\n(fn STRING)" },
  { NULL, 0, 0, NULL, NULL }
};

static bool
define (emacs_env *env, const dx_definition *d)
{
  emacs_value defalias = env->intern (env, "defalias");
  for (; d->name && dx_fine (env); d++)
    {
      emacs_value pair[] = {
        env->intern (env, d->name),
        env->make_function (env, d->least, d->most, d->function, d->doc,
                            NULL),
      };
      env->funcall (env, defalias, 2, pair);
    }
  return dx_fine (env);
}

EXPORT int
emacs_module_init (struct emacs_runtime *runtime) EMACS_NOEXCEPT
{
  if (runtime->size < (ptrdiff_t) sizeof *runtime)
    return 1;
  emacs_env *env = runtime->get_environment (runtime);
  if (env->size < (ptrdiff_t) sizeof (dx_oldest_env))
    return 2;
  return (define (env, definitions) && define (env, dx_job_functions)
          && define (env, dx_text_functions)) ? 0 : 3;
}
