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

/* DOCUMENT as one JSON document of *SIZE bytes in *OUT (malloc'd, the
   caller frees; a NUL follows, no line end).  FILE is its "file", in UTF-8, or
   NULL; ID its "id", a scalar, or NULL.  DIXIT_NO_MEMORY; DIXIT_BAD_UTF8 for
   a FILE that is not UTF-8.  */
dixit_status dx_report_json (const dixit_document *document, const char *file,
                             const json_t *id, dx_json_layout layout,
                             char **out, size_t *size, dixit_error *error)
  __attribute__ ((warn_unused_result));

/* ID, a scalar, as JSON text (malloc'd).  NULL when memory is out.  */
char *dx_json_scalar (const json_t *id) __attribute__ ((warn_unused_result));

#endif
