/* scorer.h -- scores of what has features and things.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_SCORER_H
#define DX_SCORER_H

#include "find/desk.h"

/* Loads are filled one after the other, with dx_scorer_next and dx_scorer_push; after
   dx_scorer_flush all are written.  While one batch of them waits for memory, their
   things are asked for.  */
typedef struct
{
  dx_batch batch;
  dx_things things_of[DX_BATCH]; /* of each of these loads */
  dx_batch fills;                /* what is yet to be added up for them */
  dx_shelf *shelf;
  dx_thing_features *features;   /* of a thing */
  dx_desk *desk;
} dx_scorer;

/* For TAGGER; things are on the SHELF of DESK that is this tagger's.  If FEATURES is
   NULL there are none.  False when memory is out.  */
bool dx_scorer_open (dx_scorer *scorer, const dx_tagger *tagger, dx_desk *desk,
                     dx_shelf *shelf, uint32_t bits,
                     dx_thing_features *features)
  __attribute__ ((warn_unused_result));

void dx_scorer_flush (dx_scorer *scorer);

/* The load to be filled next; *THINGS, none as yet, are its own.  */
static inline dx_load *
dx_scorer_next (dx_scorer *s, dx_things **things)
{
  if (s->batch.count == DX_BATCH || s->batch.key_count >= DX_BATCH_KEYS)
    dx_scorer_flush (s);
  *things = &s->things_of[s->batch.count];
  (*things)->count = 0;
  return dx_batch_next (&s->batch);
}

/* It is filled.  */
static inline void
dx_scorer_push (dx_scorer *s)
{
  const dx_things *const of = &s->things_of[s->batch.count];
  for (size_t x = 0; x < of->count; x++)
    dx_shelf_ask (s->shelf, of->all[x]);
  dx_batch_push (&s->batch);
}

#endif
