/* record.c -- one line of JSON Lines input.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "report/record.h"

#include "text/text.h"

#include <string.h>

static const char *
kind_of (const json_t *value)
{
  switch (json_typeof (value))
    {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a string";
    case JSON_INTEGER: case JSON_REAL: return "a number";
    case JSON_TRUE: case JSON_FALSE: return "a truth value";
    default: return "null";
    }
}

static dixit_status
refuse (dx_record *record, dixit_error *error, const char *key,
        const json_t *value, const char *wanted)
{
  dixit_status status
    = value ? dx_fail (error, DIXIT_IO, 0, "\"%s\" is %s, not %s", key,
                       kind_of (value), wanted)
            : dx_fail (error, DIXIT_IO, 0, "the record has no \"%s\"", key);
  dx_record_free (record);
  return status;
}

dixit_status
dx_record_read (dx_record *record, const char *line, size_t size,
                dixit_error *error)
{
  *record = (dx_record) { 0 };
  size_t mark = size >= 3 && memcmp (line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  json_error_t why;
  record->root = json_loadb (line + mark, size - mark,
                             JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
  if (!record->root)
    {
      /* Most of jansson says nothing at all when memory is out.  */
      if (!why.text[0] || json_error_code (&why) == json_error_out_of_memory)
        return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      size_t at = why.position > 0 ? (size_t) why.position : 0;
      return dx_fail (error, DIXIT_IO, at + mark,
                      "not a JSON record: %s (column %d)", why.text,
                      why.column);
    }
  if (!json_is_object (record->root))
    {
      dixit_status status
        = dx_fail (error, DIXIT_IO, 0,
                   "the line is %s, not an object {\"id\": ..., \"text\": ...}",
                   kind_of (record->root));
      dx_record_free (record);
      return status;
    }
  const json_t *text = json_object_get (record->root, "text");
  if (!text || !json_is_string (text))
    return refuse (record, error, "text", text, "a string");
  const json_t *id = json_object_get (record->root, "id");
  if (id && (json_is_object (id) || json_is_array (id)))
    return refuse (record, error, "id", id, "a string, number or null");
  record->text = json_string_value (text);
  record->bytes = json_string_length (text);
  record->id = id ? id : json_null ();
  return DIXIT_OK;
}

void
dx_record_free (dx_record *record)
{
  json_decref (record->root);
  *record = (dx_record) { 0 };
}
