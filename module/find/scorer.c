/* scorer.c -- looking things up, and adding up what is new.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/scorer.h"

bool
dx_scorer_open (dx_scorer *s, const dx_tagger *tagger, dx_desk *desk,
                dx_shelf *shelf, uint32_t bits, dx_thing_features *features)
{
  dx_batch_open (&s->batch, tagger);
  dx_batch_open (&s->fills, tagger);
  s->desk = desk;
  s->shelf = shelf;
  s->features = features;
  return !features
         || dx_shelf_open (shelf, dx_tagger_lanes (tagger), bits,
                           DX_BATCH * DX_THINGS_MAX);
}

void
dx_scorer_flush (dx_scorer *s)
{
  struct
  {
    uint64_t thing;
    int16_t *sums;
  } fresh[DX_BATCH * DX_THINGS_MAX + 1];
  uint32_t count = 0;
  if (s->features)
    dx_shelf_begin (s->shelf, dx_desk_age (s->desk));
  size_t most = 0;
  for (uint32_t k = 0; k < s->batch.count; k++)
    most = s->things_of[k].count > most ? s->things_of[k].count : most;
  /* The first of all loads, then their second, and so on: mostly things of one
     kind, of which the features come together.  */
  for (size_t x = 0; x < most; x++)
    for (uint32_t k = 0; k < s->batch.count; k++)
      {
        const dx_things *const of = &s->things_of[k];
        dx_load *const load = &s->batch.loads[k];
        if (x >= of->count)
          continue;
        bool new;
        int16_t *const sums = dx_shelf_sums (
          s->shelf, dx_shelf_find (s->shelf, of->all[x], &new));
        load->parts[load->part_count++] = sums;
        fresh[count].thing = of->all[x];
        fresh[count].sums = sums;
        count += new;
      }
  for (uint32_t k = 0; k < count; k++)
    {
      dx_load *load = dx_batch_next (&s->fills);
      load->key_count = s->features (fresh[k].thing, load->keys);
      load->part_count = 0;
      load->sums = fresh[k].sums;
      load->scores = NULL;
      dx_batch_push (&s->fills);
    }
  dx_batch_flush (&s->fills);
  dx_batch_flush (&s->batch);
}
