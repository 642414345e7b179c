/* found.h -- a document, and what of it is where.
   SPDX-License-Identifier: GPL-3.0-or-later

   An editor asks for what a window shows, not for all that a long text has.
   So the thread that makes a document also sorts it by place.  */

#ifndef DX_FOUND_H
#define DX_FOUND_H

#include "dixit.h"

/* Spans sorted by start.  reach[k] is the greatest end of spans 0 to k: going
   back from a place, the search is over where it ends before the place.  */
typedef struct
{
  uint32_t *start, *end, *reach;
  uint32_t *item;  /* the span's index in the document */
  size_t count;
} dx_places;

/* How many entities of each kind are picked out: more than there are colours
   to tell them apart by.  */
enum { DX_PROMINENT = 24 };

typedef struct
{
  dixit_document *document;
  dx_places mentions, marks;
  dx_places quotes;  /* from the first to the last character of any piece */
  /* The entities with the most quotations, then the people without one with
     the most mentions; ties in text order.  */
  uint32_t prominent[2 * DX_PROMINENT];
  size_t prominent_count;
  size_t spoken;     /* quotations that are no terms */
  size_t speakers;   /* entities with a quotation */
  unsigned lent;        /* to how many it must not be freed under; 0 until somebody says so */
  bool right_to_left;   /* some of the text may be; false until the caller says so */
} dx_found;

/* Sort what is in DOCUMENT, which is the result's from now on, even on
   failure.  */
dixit_status dx_found_new (dixit_document *document, dx_found **out,
                           dixit_error *error);
void dx_found_free (dx_found *found);  /* NULL-safe */

/* The items of PLACES that have a character from FROM up to TO: at most ROOM
   of them go to ITEMS, ascending.  Returns how many there are.  */
size_t dx_places_in (const dx_places *places, uint32_t from, uint32_t to,
                     uint32_t *items, size_t room);

#endif
