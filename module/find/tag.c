/* tag.c -- scoring and decoding, sequence by sequence.
   SPDX-License-Identifier: GPL-3.0-or-later

   More than half of a token's features are those of single words around it.
   Their weights are added up once for each word of the text and each view of
   it; a token then adds a vector where it would look up a dozen features.  */

#include "find/tag.h"

#include <string.h>

size_t
dx_templates_keys (const dx_templates *p, const dx_context *c, uint32_t i,
                   uint32_t from, uint32_t end, uint64_t *keys)
{
  size_t n = 0;
  for (uint32_t g = 0; g < p->glances; g++)
    {
      const int64_t at = (int64_t) i + p->glance[g].offset;
      n += p->word_features (c, at >= from && at < end ? c->words->of[at]
                                                       : DIXIT_NONE,
                             p->glance[g].view, keys + n);
    }
  return n + p->features (c, i, from, end, keys + n);
}

/* So many words have vectors at a time, the latest made, in a ring.  A power
   of two; no sequence may push out what it has just made.  */
enum { RING = 4096 };

/* One pass.  */
typedef struct
{
  const dx_context *c;
  const dx_tagger *tagger;
  const dx_templates *templates;
  int16_t *sums;           /* RING * stride, or for fewer words less */
  uint32_t *turn;          /* per word, and at last for what is no word */
  size_t lanes, stride;    /* numbers of a view; of a word */
  uint32_t made;           /* vectors' words so far */
  dx_batch batch;
} pass;

static bool
open_pass (pass *p, dx_desk *desk, dx_arena *arena)
{
  const uint32_t words = p->c->words->count;
  p->lanes = dx_tagger_lanes (p->tagger);
  p->stride = p->lanes * p->templates->views;
  if (!dx_reserve (arena, &desk->sums, &desk->sums_room, 0,
                   (words < RING ? words + 1 : RING) * p->stride,
                   sizeof *desk->sums))
    return false;
  if (!desk->turn
      && !(desk->turn = dx_alloc (arena, words + (size_t) 1,
                                  sizeof *desk->turn)))
    return false;
  memset (desk->turn, 0, (words + (size_t) 1) * sizeof *desk->turn);
  p->sums = desk->sums;
  p->turn = desk->turn;
  return true;
}

/* The vectors of word AT, or of the edge.  */
static const int16_t *
sums_of (const pass *p, uint32_t at)
{
  return p->sums + ((p->turn[at] - 1) % RING) * p->stride;
}

/* See to it that word AT has its vectors until RING - DX_SEQUENCE_MAX more are
   made.  START: how many there were at the sequence's beginning.  */
static void
make_sums (pass *p, uint32_t at, uint32_t start)
{
  if (p->turn[at] && p->turn[at] + RING > start + DX_SEQUENCE_MAX + 1)
    return;
  p->turn[at] = ++p->made;
  int16_t *to = p->sums + ((p->made - 1) % RING) * p->stride;
  const uint32_t word = at < p->c->words->count ? at : DIXIT_NONE;
  for (uint32_t v = 0; v < p->templates->views; v++)
    {
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count
        = p->templates->word_features (p->c, word, v, load->keys);
      load->part_count = 0;
      load->sums = to + v * p->lanes;
      load->scores = NULL;
      dx_batch_push (&p->batch);
    }
}

static void
score (pass *p, uint32_t from, uint32_t end, int32_t *scores)
{
  const dx_templates *const t = p->templates;
  const uint32_t edge = p->c->words->count, *const of = p->c->words->of;
  const size_t labels = p->tagger->labels;
  /* Where each token's vectors are, and the edge's on both sides.  */
  const int16_t *word[DX_SEQUENCE_MAX + 2 * DX_GLANCE_FAR];
  const uint32_t n = end - from, start = p->made;
  make_sums (p, edge, start);
  for (uint32_t i = 0; i < DX_GLANCE_FAR; i++)
    word[i] = word[n + DX_GLANCE_FAR + i] = sums_of (p, edge);
  for (uint32_t i = 0; i < n; i++)
    {
      make_sums (p, of[from + i], start);
      word[i + DX_GLANCE_FAR] = sums_of (p, of[from + i]);
    }
  dx_batch_flush (&p->batch);
  for (uint32_t i = 0; i < n; i++)
    {
      dx_load *load = dx_batch_next (&p->batch);
      const int16_t *const *const here = word + DX_GLANCE_FAR + i;
      load->key_count = t->features (p->c, from + i, from, end, load->keys);
      load->part_count = t->glances;
      for (uint32_t g = 0; g < t->glances; g++)
        load->parts[g] = here[t->glance[g].offset]
                         + t->glance[g].view * p->lanes;
      load->sums = NULL;
      load->scores = scores + i * labels;
      dx_batch_push (&p->batch);
    }
  dx_batch_flush (&p->batch);
}

dixit_status
dx_tag (const dx_context *c, const dx_tagger *tagger,
        const dx_templates *templates, const dx_run *runs, uint32_t count,
        uint8_t *labels, uint8_t *sure, dx_desk *desk, dx_arena *arena,
        const dixit_options *options, dixit_error *error)
{
  pass p;
  p.c = c;
  p.tagger = tagger;
  p.templates = templates;
  p.made = 0;
  dx_lattice *const lattice = &desk->lattice;
  dx_moves moves;
  dx_chances chances;
  dx_moves_read (&moves, tagger);
  if (sure)
    dx_chances_read (&chances, tagger);
  dx_batch_open (&p.batch, tagger);
  if (!open_pass (&p, desk, arena))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t r = 0; r < count; r++)
    for (uint32_t from = runs[r].first, end; from < runs[r].end; from = end)
      {
        end = runs[r].end - from > DX_SEQUENCE_MAX ? from + DX_SEQUENCE_MAX
                                                   : runs[r].end;
        if (dx_cancelled (options, error))
          return DIXIT_CANCELLED;
        const size_t n = end - from;
        if (!dx_lattice_reserve (lattice, arena, tagger, n, sure != NULL))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        score (&p, from, end, lattice->scores);
        dx_best (&moves, lattice, n, labels + from);
        if (sure)
          {
            dx_weigh (&chances, lattice, n);
            for (uint32_t i = from; i < end; i++)
              sure[i] = (uint8_t) (255.0f
                                   * lattice->forward[(i - from)
                                                      * tagger->labels
                                                      + labels[i]]);
          }
      }
  return DIXIT_OK;
}
