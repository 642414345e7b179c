/* json.c -- a document as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later

   The frame is written here; every value in it is written by jansson, one
   record at a time, so that a text of a gigabyte does not need all of its
   records as jansson objects at once.  jansson's allocator and hash seed
   belong to whoever else uses it in the process (Emacs does): they are never
   set here, and what is returned comes from plain malloc.  */

#include "report/json.h"

#include "text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Bytes written so far.  After a failure every write is refused.  */
typedef struct
{
  char *bytes;
  size_t size, room;
  bool failed;
} sink;

static bool
put (sink *s, const char *bytes, size_t size)
{
  if (s->failed)
    return false;
  /* Always room for the final NUL.  */
  if (size >= s->room - s->size)
    {
      size_t room = s->room ? s->room : 4096;
      while (size >= room - s->size)
        {
          if (room > SIZE_MAX / 2)
            return s->failed = true, false;
          room *= 2;
        }
      char *grown = realloc (s->bytes, room);
      if (!grown)
        return s->failed = true, false;
      s->bytes = grown;
      s->room = room;
    }
  memcpy (s->bytes + s->size, bytes, size);
  s->size += size;
  return true;
}

static bool
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
enum { FLAGS = JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY
               | JSON_REAL_PRECISION (15) };

/* Write VALUE and drop it.  NULL, which jansson answers when memory is out,
   is a failure.  */
static bool
put_value (sink *s, json_t *value)
{
  if (!value || json_dump_callback (value, put_from_jansson, s, FLAGS) < 0)
    s->failed = true;
  json_decref (value);
  return !s->failed;
}

/* What is handed over may be NULL: json_object_set_new refuses it.  */
static bool
set (json_t *object, const char *key, json_t *value)
{
  return json_object_set_new_nocheck (object, key, value) == 0;
}

static json_t *
integer (size_t n)
{
  return json_integer ((json_int_t) n);
}

static json_t *
string_or_null (const char *s)
{
  return s ? json_string (s) : json_null ();
}

static json_t *
entity_or_null (uint32_t entity)
{
  return entity == DIXIT_NONE ? json_null () : integer (entity);
}

static json_t *
gender (char c)
{
  return c ? json_stringn (&c, 1) : json_null ();
}

/* [[start,end], ...]  */
static json_t *
spans (dixit_spans pieces)
{
  json_t *all = json_array ();
  for (uint32_t i = 0; all && i < pieces.count; i++)
    {
      json_t *pair = json_array ();
      if (!pair
          || json_array_append_new (pair, integer (pieces.pieces[i].start)) < 0
          || json_array_append_new (pair, integer (pieces.pieces[i].end)) < 0)
        {
          json_decref (pair);
          json_decref (all);
          return NULL;
        }
      if (json_array_append_new (all, pair) < 0)
        {
          json_decref (all);
          return NULL;
        }
    }
  return all;
}

/* Three decimals.  JSON has no NaN.  */
static json_t *
confidence (double c)
{
  return json_real (isfinite (c) ? round (c * 1000) / 1000 : 0);
}

static json_t *
complete (json_t *object, bool ok)
{
  if (ok)
    return object;
  json_decref (object);
  return NULL;
}

static json_t *
entity_record (const void *items, size_t i)
{
  const dixit_entity *e = (const dixit_entity *) items + i;
  json_t *o = json_object ();
  return complete (o, o && set (o, "id", integer (i))
                   && set (o, "type", json_string (dixit_type_name (e->type)))
                   && set (o, "name", json_string (e->name))
                   && set (o, "role", string_or_null (e->role))
                   && set (o, "gender", gender (e->gender))
                   && set (o, "mentions", integer (e->mentions))
                   && set (o, "quotes", integer (e->quotes)));
}

static json_t *
mention_record (const void *items, size_t i)
{
  const dixit_mention *m = (const dixit_mention *) items + i;
  json_t *o = json_object ();
  return complete (o, o && set (o, "start", integer (m->span.start))
                   && set (o, "end", integer (m->span.end))
                   && set (o, "type", json_string (dixit_type_name (m->type)))
                   && set (o, "kind",
                           json_string (dixit_mention_kind_name (m->kind)))
                   && set (o, "entity", entity_or_null (m->entity)));
}

static json_t *
quote_record (const void *items, size_t i)
{
  const dixit_quote *q = (const dixit_quote *) items + i;
  json_t *o = json_object ();
  return complete (o, o && set (o, "id", integer (i))
                   && set (o, "kind",
                           json_string (dixit_quote_kind_name (q->kind)))
                   && set (o, "content", spans (q->content))
                   && set (o, "cue", spans (q->cue))
                   && set (o, "source", spans (q->source))
                   && set (o, "text", json_string (q->text))
                   && set (o, "speaker", string_or_null (q->speaker))
                   && set (o, "entity", entity_or_null (q->entity))
                   && set (o, "line", integer (q->line))
                   && set (o, "confidence", confidence (q->confidence))
                   && set (o, "source_kind",
                           json_string (dixit_source_kind_name (q->source_kind)))
                   && set (o, "chain", spans (q->chain)));
}

static json_t *
mark_record (const void *items, size_t i)
{
  const dixit_mark *m = (const dixit_mark *) items + i;
  json_t *o = json_object ();
  return complete (o, o && set (o, "start", integer (m->span.start))
                   && set (o, "end", integer (m->span.end))
                   && set (o, "depth", integer (m->depth)));
}

static json_t *
check_record (const void *items, size_t i)
{
  const dixit_check *c = (const dixit_check *) items + i;
  json_t *o = json_object ();
  return complete (o, o && set (o, "code", json_string (c->code))
                   && set (o, "start", integer (c->span.start))
                   && set (o, "end", integer (c->span.end))
                   && set (o, "message", json_string (c->message))
                   && set (o, "fix", string_or_null (c->fix)));
}

/* ,"KEY":[...] with COUNT records.  */
static void
put_records (sink *s, dx_json_layout layout, const char *key,
             json_t *(*record) (const void *items, size_t i),
             const void *items, size_t count)
{
  put_string (s, layout == DX_JSON_PAGE ? ",\n \"" : ",\"");
  put_string (s, key);
  put_string (s, "\":[");
  for (size_t i = 0; i < count && !s->failed; i++)
    {
      put_string (s, i ? "," : "");
      put_string (s, layout == DX_JSON_PAGE ? "\n  " : "");
      put_value (s, record (items, i));
    }
  put_string (s, "]");
}

dixit_status
dx_report_json (const dixit_document *document, const char *file,
                const json_t *id, dx_json_layout layout, char **out,
                size_t *size, dixit_error *error)
{
  *out = NULL;
  *size = 0;
  sink s = { 0 };
  size_t count;

  json_t *name = string_or_null (file);
  if (!name)
    {
      /* jansson says NULL for both reasons.  */
      json_t *empty = json_string ("");
      json_decref (empty);
      return empty ? dx_fail (error, DIXIT_BAD_UTF8, 0,
                              "the file's name is not valid UTF-8")
                   : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  put_string (&s, "{\"schema\":\"" DIXIT_SCHEMA "\",\"file\":");
  put_value (&s, name);
  put_string (&s, ",\"id\":");
  put_value (&s, id ? json_deep_copy (id) : json_null ());
  put_string (&s, ",\"length\":");
  put_value (&s, integer (dixit_length (document)));

  const void *items = dixit_entities (document, &count);
  put_records (&s, layout, "entities", entity_record, items, count);
  items = dixit_mentions (document, &count);
  put_records (&s, layout, "mentions", mention_record, items, count);
  items = dixit_quotes (document, &count);
  put_records (&s, layout, "quotes", quote_record, items, count);
  items = dixit_marks (document, &count);
  put_records (&s, layout, "marks", mark_record, items, count);
  items = dixit_checks (document, &count);
  put_records (&s, layout, "checks", check_record, items, count);
  put_string (&s, "}");

  if (s.failed)
    {
      free (s.bytes);
      return dx_fail (error, DIXIT_NO_MEMORY, 0,
                      "out of memory while writing JSON");
    }
  s.bytes[s.size] = 0;
  *out = s.bytes;
  *size = s.size;
  return DIXIT_OK;
}

char *
dx_json_scalar (const json_t *id)
{
  sink s = { 0 };
  if (!put_value (&s, id ? json_deep_copy (id) : json_null ()))
    {
      free (s.bytes);
      return NULL;
    }
  s.bytes[s.size] = 0;
  return s.bytes;
}
