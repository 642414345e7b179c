/* json.h -- a document as JSON, and nothing else as JSON.
   SPDX-License-Identifier: GPL-3.0-or-later

   The schema is DIXIT_SCHEMA: key order fixed, absent values null, offsets in
   characters.  Within a schema keys are only ever added, at an object's end.  */

#ifndef DX_JSON_H
#define DX_JSON_H

#include "dixit.h"

#include <jansson.h>

typedef enum
{
  DX_JSON_LINE,  /* everything on one line */
  DX_JSON_PAGE   /* one record a line, for eyes and line tools */
} dx_json_layout;

/* Takes the next SIZE bytes, which are gone when it returns; not at a character's
   end for sure.  False: no more is wanted.  */
typedef bool dx_json_writer (const char *bytes, size_t size, void *data);

/* DOCUMENT as one JSON document and a line end, handed to WRITE with DATA in pieces of
   64 KiB, but for a longer string of the text without escapes, which is one: it is never
   held whole.  FILE is its "file", in UTF-8, or NULL; ID its "id", a scalar, or NULL.
   DIXIT_NO_MEMORY; DIXIT_BAD_UTF8 for a FILE that is not UTF-8, before anything is
   written; DIXIT_CANCELLED where WRITE wanted no more, and is not called again.  */
dixit_status dx_report_json (const dixit_document *document, const char *file,
                             const json_t *id, dx_json_layout layout,
                             dx_json_writer *write, void *data,
                             dixit_error *error)
  __attribute__ ((warn_unused_result));

/* ID, a scalar, as JSON text (malloc'd).  NULL when memory is out.  */
char *dx_json_scalar (const json_t *id) __attribute__ ((warn_unused_result));

#endif
