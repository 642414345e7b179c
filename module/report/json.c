/* json.c -- a document as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later

   Keys, numbers and names of kinds are written here as they stand, and so are
   strings of a text, which are UTF-8, if no byte of them has to be escaped; all others
   are written by jansson.  That is many times as fast as
   building objects, and needs no memory beyond one piece of it.  jansson's
   allocator and hash seed belong to whoever else uses it in the process (Emacs
   does): they are never set here, and what is returned comes from plain
   malloc.  */

#include "report/json.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is written is gathered here until there is a piece of it to hand over.
   After a failure every write is refused.  */
enum { PIECE = 64 * 1024 };

typedef struct
{
  dx_json_writer *write;
  void *data;
  char *bytes;      /* PIECE of them */
  size_t size;
  bool failed;      /* memory is out, or ... */
  bool refused;     /* the writer wants no more */
} sink;

static bool
hand_over (sink *s, const char *bytes, size_t size)
{
  if (size && !s->failed && !s->write (bytes, size, s->data))
    s->failed = s->refused = true;
  return !s->failed;
}

/* Put what has no room left, or no longer.  */
__attribute__ ((noinline, cold)) static bool
put_beyond (sink *s, const char *bytes, size_t size)
{
  const size_t held = s->size;
  s->size = 0;
  if (s->failed || !hand_over (s, s->bytes, held))
    return false;
  if (size > PIECE)
    return hand_over (s, bytes, size);
  memcpy (s->bytes, bytes, size);
  s->size = size;
  return true;
}

/* Inline, for of most of what is put the compiler knows the size.  */
static inline bool
put (sink *s, const char *bytes, size_t size)
{
  if (s->failed || size > PIECE - s->size)
    return put_beyond (s, bytes, size);
  memcpy (s->bytes + s->size, bytes, size);
  s->size += size;
  return true;
}

__attribute__ ((always_inline)) static inline bool
put_string (sink *s, const char *string)
{
  return put (s, string, strlen (string));
}

static int
put_from_jansson (const char *bytes, size_t size, void *data)
{
  return put (data, bytes, size) ? 0 : -1;
}

/* Fifteen digits: what a decimal fraction needs to come out as it was
   written.  */
enum { FLAGS = JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION (15) };

/* Write VALUE and drop it.  NULL, which jansson answers when memory is out,
   is a failure.  */
static void
put_value (sink *s, json_t *value)
{
  if (!value || json_dump_callback (value, put_from_jansson, s, FLAGS) < 0)
    s->failed = true;
  json_decref (value);
}

/* What needs no escapes.  */
static void
put_name (sink *s, const char *name)
{
  put_string (s, "\"");
  put_string (s, name);
  put_string (s, "\"");
}

/* Would JSON escape some of TEXT?  */
static bool
is_escaped (const char *text)
{
  for (const char *p = text; *p; p++)
    if ((unsigned char) *p < ' ' || *p == '"' || *p == '\\')
      return true;
  return false;
}

/* What may need to be escaped, in UTF-8; NULL is null.  */
static void
put_text (sink *s, const char *text)
{
  if (!text)
    put_string (s, "null");
  else if (is_escaped (text))
    put_value (s, json_string (text));
  else
    put_name (s, text);
}

static void
put_number (sink *s, size_t n)
{
  char digits[24], *at = digits + sizeof digits;
  do
    *--at = (char) ('0' + n % 10);
  while (n /= 10);
  put (s, at, (size_t) (digits + sizeof digits - at));
}

static void
put_entity (sink *s, uint32_t entity)
{
  if (entity == DIXIT_NONE)
    put_string (s, "null");
  else
    put_number (s, entity);
}

/* [[start,end], ...]  */
static void
put_spans (sink *s, dixit_spans spans)
{
  put_string (s, "[");
  for (uint32_t i = 0; i < spans.count; i++)
    {
      put_string (s, i ? ",[" : "[");
      put_number (s, spans.pieces[i].start);
      put_string (s, ",");
      put_number (s, spans.pieces[i].end);
      put_string (s, "]");
    }
  put_string (s, "]");
}

static void
put_span (sink *s, dixit_span span)
{
  put_string (s, "\"start\":");
  put_number (s, span.start);
  put_string (s, ",\"end\":");
  put_number (s, span.end);
}

/* From 0 to 1, with as many of three decimals as it has, but one.  */
static void
put_confidence (sink *s, double c)
{
  const unsigned n = c > 0 ? c < 1 ? (unsigned) round (c * 1000) : 1000 : 0;
  char decimals[] = { (char) ('0' + n / 100 % 10), (char) ('0' + n / 10 % 10),
                      (char) ('0' + n % 10) };
  size_t count = 3;
  while (count > 1 && decimals[count - 1] == '0')
    count--;
  put_string (s, n < 1000 ? "0." : "1.");
  put (s, decimals, count);
}

static void
put_entity_record (sink *s, const void *items, size_t i)
{
  const dixit_entity *e = (const dixit_entity *) items + i;
  put_string (s, "{\"id\":");
  put_number (s, i);
  put_string (s, ",\"type\":");
  put_name (s, dixit_type_name (e->type));
  put_string (s, ",\"name\":");
  put_text (s, e->name);
  put_string (s, ",\"role\":");
  put_text (s, e->role);
  put_string (s, ",\"gender\":");
  put_string (s, e->gender == 'm' ? "\"m\"" : e->gender ? "\"f\"" : "null");
  put_string (s, ",\"mentions\":");
  put_number (s, e->mentions);
  put_string (s, ",\"quotes\":");
  put_number (s, e->quotes);
  put_string (s, "}");
}

static void
put_mention_record (sink *s, const void *items, size_t i)
{
  const dixit_mention *m = (const dixit_mention *) items + i;
  put_string (s, "{");
  put_span (s, m->span);
  put_string (s, ",\"type\":");
  put_name (s, dixit_type_name (m->type));
  put_string (s, ",\"kind\":");
  put_name (s, dixit_mention_kind_name (m->kind));
  put_string (s, ",\"entity\":");
  put_entity (s, m->entity);
  put_string (s, "}");
}

static void
put_quote_record (sink *s, const void *items, size_t i)
{
  const dixit_quote *q = (const dixit_quote *) items + i;
  put_string (s, "{\"id\":");
  put_number (s, i);
  put_string (s, ",\"kind\":");
  put_name (s, dixit_quote_kind_name (q->kind));
  put_string (s, ",\"content\":");
  put_spans (s, dixit_content (q));
  put_string (s, ",\"cue\":");
  put_spans (s, dixit_cue (q));
  put_string (s, ",\"source\":");
  put_spans (s, dixit_source (q));
  put_string (s, ",\"text\":");
  put_text (s, q->text);
  put_string (s, ",\"speaker\":");
  put_text (s, q->speaker);
  put_string (s, ",\"entity\":");
  put_entity (s, q->entity);
  put_string (s, ",\"line\":");
  put_number (s, q->line);
  put_string (s, ",\"confidence\":");
  put_confidence (s, q->confidence);
  put_string (s, ",\"source_kind\":");
  put_name (s, dixit_source_kind_name (q->source_kind));
  put_string (s, ",\"chain\":");
  put_spans (s, dixit_chain (q));
  put_string (s, "}");
}

static void
put_mark_record (sink *s, const void *items, size_t i)
{
  const dixit_mark *m = (const dixit_mark *) items + i;
  put_string (s, "{");
  put_span (s, m->span);
  put_string (s, ",\"depth\":");
  put_number (s, m->depth);
  put_string (s, "}");
}

static void
put_check_record (sink *s, const void *items, size_t i)
{
  const dixit_check *c = (const dixit_check *) items + i;
  put_string (s, "{\"code\":");
  put_name (s, c->code);
  put_string (s, ",");
  put_span (s, c->span);
  put_string (s, ",\"message\":");
  put_text (s, c->message);
  put_string (s, ",\"fix\":");
  put_text (s, c->fix);
  put_string (s, "}");
}

/* ,"KEY":[...] with COUNT records.  */
static void
put_records (sink *s, dx_json_layout layout, const char *key,
             void (*record) (sink *s, const void *items, size_t i),
             const void *items, size_t count)
{
  put_string (s, layout == DX_JSON_PAGE ? ",\n \"" : ",\"");
  put_string (s, key);
  put_string (s, "\":[");
  for (size_t i = 0; i < count && !s->failed; i++)
    {
      put_string (s, i ? "," : "");
      put_string (s, layout == DX_JSON_PAGE ? "\n  " : "");
      record (s, items, i);
    }
  put_string (s, "]");
}

dixit_status
dx_report_json (const dixit_document *document, const char *file,
                const json_t *id, dx_json_layout layout,
                dx_json_writer *write, void *data, dixit_error *error)
{
  json_t *name = file ? json_string (file) : json_null ();
  if (!name)
    {
      /* jansson says NULL for both reasons.  */
      json_t *empty = json_string ("");
      json_decref (empty);
      return empty ? dx_fail (error, DIXIT_BAD_UTF8, 0,
                              "the file's name is not valid UTF-8")
                   : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  sink s = { .write = write, .data = data, .bytes = malloc (PIECE) };
  size_t count;
  s.failed = !s.bytes;
  put_string (&s, "{\"schema\":\"" DIXIT_SCHEMA "\",\"file\":");
  put_value (&s, name);
  put_string (&s, ",\"id\":");
  put_value (&s, id ? json_deep_copy (id) : json_null ());
  put_string (&s, ",\"length\":");
  put_number (&s, dixit_length (document));

  const void *items = dixit_entities (document, &count);
  put_records (&s, layout, "entities", put_entity_record, items, count);
  items = dixit_mentions (document, &count);
  put_records (&s, layout, "mentions", put_mention_record, items, count);
  items = dixit_quotes (document, &count);
  put_records (&s, layout, "quotes", put_quote_record, items, count);
  items = dixit_marks (document, &count);
  put_records (&s, layout, "marks", put_mark_record, items, count);
  items = dixit_checks (document, &count);
  put_records (&s, layout, "checks", put_check_record, items, count);
  put_string (&s, "}\n");
  hand_over (&s, s.bytes, s.size);
  free (s.bytes);
  return s.refused ? dx_fail (error, DIXIT_CANCELLED, 0,
                              "JSON was not written to its end")
         : s.failed ? dx_fail (error, DIXIT_NO_MEMORY, 0,
                               "out of memory while writing JSON")
                    : DIXIT_OK;
}

char *
dx_json_scalar (const json_t *id)
{
  json_t *value = id ? json_deep_copy (id) : json_null ();
  const size_t size = value ? json_dumpb (value, NULL, 0, FLAGS) : 0;
  char *bytes = size ? malloc (size + 1) : NULL;
  if (bytes && json_dumpb (value, bytes, size, FLAGS) != size)
    {
      free (bytes);
      bytes = NULL;
    }
  if (bytes)
    bytes[size] = 0;
  json_decref (value);
  return bytes;
}
