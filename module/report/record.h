/* record.h -- one line of JSON Lines input.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_RECORD_H
#define DX_RECORD_H

#include "dixit.h"

#include <jansson.h>

typedef struct
{
  json_t *root;      /* owns the rest */
  const char *text;  /* UTF-8; may hold NULs */
  size_t bytes;
  const json_t *id;  /* a scalar; JSON's null where the line has none */
} dx_record;

/* Read the SIZE bytes at LINE, {"id": any scalar, "text": "..."}; other keys
   are passed over.  The text lives until dx_record_free.  DIXIT_IO for a line
   that is not such a record, with the reason and, where the reason has a place,
   the column in the message.  DIXIT_NO_MEMORY.  */
dixit_status dx_record_read (dx_record *record, const char *line, size_t size,
                             dixit_error *error)
  __attribute__ ((warn_unused_result));
void dx_record_free (dx_record *record);

#endif
