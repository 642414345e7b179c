/* tag.c -- scoring and decoding, sequence by sequence.
   SPDX-License-Identifier: GPL-3.0-or-later

   Most of a token's features are those of single words around it, or of what is
   known of single tokens.  Their weights are added up once for each of these and
   each view of it; a token then adds a vector where it would look up a dozen
   features.  */

#include "find/tag.h"

#include <string.h>

size_t
dx_templates_keys (const dx_templates *p, const dx_context *c, uint32_t i,
                   uint32_t from, uint32_t end, uint64_t *keys)
{
  size_t n = 0;
  for (uint32_t g = 0; g < p->words.glances; g++)
    {
      const int64_t at = (int64_t) i + p->words.glance[g].offset;
      n += p->word_features (c, at >= from && at < end ? c->words->of[at]
                                                       : DIXIT_NONE,
                             p->words.glance[g].view, keys + n);
    }
  for (uint32_t g = 0; g < p->states.glances; g++)
    {
      const int64_t at = (int64_t) i + p->states.glance[g].offset;
      n += p->state_features (at >= from && at < end
                                ? p->state (c, (uint32_t) at) : DX_BEYOND,
                              p->states.glance[g].view, keys + n);
    }
  return n + p->features (c, i, from, end, keys + n);
}

/* A shelf holds so many numbers, and so has room for a few thousand things; for
   those of the longest sequence, and what is beyond it, at least.  */
enum { SHELF_SUMS = 1 << 19, SHELF_LEAST = DX_SEQUENCE_MAX + 1 };

/* A shelf for ALL things, with STRIDE numbers each, or as many as it holds.  */
static bool
shelf_open (dx_shelf *s, uint32_t all, size_t stride, dx_arena *arena)
{
  if (!stride)
    return true;
  const size_t most = SHELF_SUMS / stride;
  size_t slots = 16;
  s->most = most < SHELF_LEAST ? SHELF_LEAST : (uint32_t) most;
  s->count = 0;
  const size_t room = all < s->most ? all : s->most;
  while (slots < 2 * room)
    slots *= 2;
  s->slots = slots;
  if (!dx_reserve (arena, &s->things, &s->things_room, 0, slots,
                   sizeof *s->things)
      || !dx_reserve (arena, &s->numbers, &s->numbers_room, 0, slots,
                      sizeof *s->numbers)
      || !dx_reserve (arena, &s->sums, &s->sums_room, 0, room * stride,
                      sizeof *s->sums))
    return false;
  memset (s->numbers, 0, slots * sizeof *s->numbers);
  return true;
}

/* See to it that N more things find room.  */
static void
shelf_ready (dx_shelf *s, uint32_t n)
{
  if (s->count + n <= s->most)
    return;
  s->count = 0;
  memset (s->numbers, 0, s->slots * sizeof *s->numbers);
}

/* The number of THING, from 0; *NEW if it was not there.  */
static uint32_t
shelf_number (dx_shelf *s, uint64_t thing, bool *new)
{
  size_t at = (size_t) (thing * 0x9e3779b97f4a7c15u >> 32) & (s->slots - 1);
  while (s->numbers[at] && s->things[at] != thing)
    at = (at + 1) & (s->slots - 1);
  *new = !s->numbers[at];
  if (*new)
    {
      s->things[at] = thing;
      s->numbers[at] = ++s->count;
    }
  return s->numbers[at] - 1;
}

/* One pass.  */
typedef struct
{
  const dx_context *c;
  const dx_tagger *tagger;
  const dx_templates *templates;
  dx_shelf *words, *states;
  size_t lanes;            /* numbers of a view */
  dx_batch batch;
} pass;

static bool
open_pass (pass *p, dx_desk *desk, dx_arena *arena)
{
  const dx_templates *const t = p->templates;
  p->lanes = dx_tagger_lanes (p->tagger);
  p->words = &desk->words;
  p->states = &desk->states;
  return shelf_open (p->words, p->c->words->count + 1,
                     p->lanes * t->words.views, arena)
         && shelf_open (p->states, p->c->text->token_count + 1,
                        p->lanes * t->states.views, arena);
}

/* The vectors of WORD, or DIXIT_NONE: they are there when the batch is
   flushed.  */
static const int16_t *
sums_of_word (pass *p, uint32_t word)
{
  const dx_templates *const t = p->templates;
  bool new;
  int16_t *const sums = p->words->sums
                        + shelf_number (p->words, word, &new)
                            * (p->lanes * t->words.views);
  for (uint32_t v = 0; new && v < t->words.views; v++)
    {
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count = t->word_features (p->c, word, v, load->keys);
      load->part_count = 0;
      load->sums = sums + v * p->lanes;
      load->scores = NULL;
      dx_batch_push (&p->batch);
    }
  return sums;
}

/* The same of STATE.  */
static const int16_t *
sums_of_state (pass *p, uint64_t state)
{
  const dx_templates *const t = p->templates;
  bool new;
  int16_t *const sums = p->states->sums
                        + shelf_number (p->states, state, &new)
                            * (p->lanes * t->states.views);
  for (uint32_t v = 0; new && v < t->states.views; v++)
    {
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count = t->state_features (state, v, load->keys);
      load->part_count = 0;
      load->sums = sums + v * p->lanes;
      load->scores = NULL;
      dx_batch_push (&p->batch);
    }
  return sums;
}

/* The vectors seen in GLANCES, HERE pointing to those of the token looked at;
   how many.  */
static inline size_t
look (const dx_glances *glances, const int16_t *const *here, size_t lanes,
      const int16_t **parts)
{
  for (uint32_t g = 0; g < glances->glances; g++)
    parts[g] = here[glances->glance[g].offset] + glances->glance[g].view * lanes;
  return glances->glances;
}

/* What another label than a settled one is worth: less than any sum can
   make good.  */
enum { SETTLED = -(1 << 20) };

static void
score (pass *p, uint32_t from, uint32_t end, int32_t *scores)
{
  const dx_templates *const t = p->templates;
  const uint32_t *const of = p->c->words->of;
  const size_t labels = p->tagger->labels;
  /* Where each token's vectors are, and on both sides those of what is beyond.  */
  enum { ROOM = DX_SEQUENCE_MAX + 2 * DX_GLANCE_FAR };
  const int16_t *word[ROOM], *state[ROOM];
  const uint32_t n = end - from;
  shelf_ready (p->words, n + 1);
  if (t->state)
    shelf_ready (p->states, n + 1);
  for (uint32_t i = 0; i < n; i++)
    word[i + DX_GLANCE_FAR] = sums_of_word (p, of[from + i]);
  for (uint32_t i = 0; i < n && t->state; i++)
    state[i + DX_GLANCE_FAR] = sums_of_state (p, t->state (p->c, from + i));
  word[0] = sums_of_word (p, DIXIT_NONE);
  state[0] = t->state ? sums_of_state (p, DX_BEYOND) : NULL;
  for (uint32_t i = 0; i < DX_GLANCE_FAR; i++)
    {
      word[i] = word[n + DX_GLANCE_FAR + i] = word[0];
      state[i] = state[n + DX_GLANCE_FAR + i] = state[0];
    }
  dx_batch_flush (&p->batch);
  bool settled[DX_SEQUENCE_MAX];
  for (uint32_t i = 0; i < n; i++)
    {
      settled[i] = t->settled && t->settled (p->c, from + i, from, end);
      if (settled[i])
        continue;
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count = t->features (p->c, from + i, from, end, load->keys);
      load->part_count = look (&t->words, word + DX_GLANCE_FAR + i, p->lanes,
                               load->parts);
      load->part_count += look (&t->states, state + DX_GLANCE_FAR + i, p->lanes,
                                load->parts + load->part_count);
      load->sums = NULL;
      load->scores = scores + i * labels;
      dx_batch_push (&p->batch);
    }
  dx_batch_flush (&p->batch);
  for (uint32_t i = 0; i < n; i++)
    for (size_t j = 0; settled[i] && j < labels; j++)
      scores[i * labels + j] = j ? SETTLED : 0;
}

/* Which of N tokens have label 0, by FAR units, in PLAIN.  */
static void
find_plain (const int32_t *scores, const uint8_t *labels, size_t n, size_t m,
            float far, uint8_t *plain)
{
  for (size_t i = 0; i < n; i++)
    {
      const int32_t *s = scores + i * m;
      int32_t most = INT32_MIN;
      for (size_t j = 1; j < m; j++)
        most = s[j] > most ? s[j] : most;
      plain[i] = !labels[i] && (float) (s[0] - most) >= far;
    }
}

dixit_status
dx_tag (const dx_context *c, const dx_tagger *tagger,
        const dx_templates *templates, const dx_run *runs, uint32_t count,
        uint8_t *labels, uint8_t *sure, dx_desk *desk, dx_arena *arena,
        const dixit_options *options, dixit_error *error)
{
  if (!count)
    return DIXIT_OK;
  pass p;
  p.c = c;
  p.tagger = tagger;
  p.templates = templates;
  dx_lattice *const lattice = &desk->lattice;
  dx_moves moves;        /* of a tagger that was only read */
  dx_chances chances;
  if (!tagger->moves)
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
        dx_best (tagger->moves ? tagger->moves : &moves, lattice, n, labels + from);
        if (templates->far > 0)
          find_plain (lattice->scores, labels + from, n, tagger->labels,
                      templates->far / tagger->scale, c->plain + from);
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
