/* place.h -- where in a JSON text a value stands.
   SPDX-License-Identifier: GPL-3.0-or-later

   jansson tells the line of a mistake in the syntax, but not where a value
   was that it read.  When there is something to say of one, it is looked for
   in the text: by the keys and numbers that lead to it.  */

#ifndef DX_PLACE_H
#define DX_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A value in a text that jansson has read without a complaint; anything else
   gives a wrong line and no worse.  */
typedef struct
{
  const char *at, *end;      /* the value starts at AT, the text ends at END */
  uint32_t line;             /* from 1 */
} dx_place;

/* The outermost value of the SIZE bytes at S.  */
dx_place dx_place_root (const char *s, size_t size);

/* From an object to the member KEY, from an array to element INDEX: false, and
   PLACE as it was, if there is none.  Linear in the object's or array's
   bytes.  */
bool dx_place_member (dx_place *place, const char *key);
bool dx_place_element (dx_place *place, size_t index);

#endif
