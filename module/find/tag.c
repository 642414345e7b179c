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
  size_t n = p->base ? dx_templates_keys (p->base, c, i, from, end, keys) : 0;
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
   those of the longest sequence, and what is beyond it, at least.  It begins with
   room for FIRST, unless it is known how many there will be.  */
enum
{
  SHELF_SUMS = 1 << 19, SHELF_LEAST = DX_SEQUENCE_MAX + 1, SHELF_FIRST = 256
};

/* The slot of THING, or the one where it belongs.  */
static inline size_t
shelf_slot (const dx_shelf *s, uint64_t thing)
{
  size_t at = (size_t) (thing * 0x9e3779b97f4a7c15u >> 32) & (s->slots - 1);
  while (s->numbers[at] && s->things[at] != thing)
    at = (at + 1) & (s->slots - 1);
  return at;
}

/* Room for ROOM things, those that are there included.  */
static bool
shelf_reserve (dx_shelf *s, uint32_t room, dx_arena *arena)
{
  const dx_shelf old = *s;
  size_t slots = 16;
  while (slots < 2 * (size_t) room)
    slots *= 2;
  s->room = room;
  if (!dx_reserve (arena, &s->sums, &s->sums_room, s->count * s->stride,
                   room * s->stride, sizeof *s->sums))
    return false;
  if (slots <= s->slots)
    return true;
  s->things = dx_alloc (arena, slots, sizeof *s->things);
  s->numbers = dx_alloc (arena, slots, sizeof *s->numbers);
  if (!s->things || !s->numbers)
    return false;
  s->slots = slots;
  for (size_t k = 0; s->count && k < old.slots; k++)
    if (old.numbers[k])
      {
        const size_t at = shelf_slot (s, old.things[k]);
        s->things[at] = old.things[k];
        s->numbers[at] = old.numbers[k];
      }
  return true;
}

static void
shelf_empty (dx_shelf *s)
{
  s->count = 0;
  memset (s->numbers, 0, s->slots * sizeof *s->numbers);
}

/* An empty shelf for ALL things, with STRIDE numbers each, or as many as it
   holds; room for FIRST of them at first.  */
static bool
shelf_open (dx_shelf *s, uint32_t all, uint32_t first, size_t stride,
            dx_arena *arena)
{
  if (!stride)
    return true;
  const size_t fit = SHELF_SUMS / stride;
  const uint32_t most = fit < SHELF_LEAST ? SHELF_LEAST : (uint32_t) fit;
  s->whole = all <= most;
  s->most = s->whole ? all : most;
  s->count = 0;
  s->stride = stride;
  if (!shelf_reserve (s, first < s->most ? first : s->most, arena))
    return false;
  shelf_empty (s);
  return true;
}

/* See to it that N more things find room, SHELF_LEAST at most.  False when memory
   is out.  */
static bool
shelf_ready (dx_shelf *s, uint32_t n, dx_arena *arena)
{
  uint32_t need = s->count + n;
  if (need > s->most && s->whole)
    need = s->most;
  else if (need > s->most)
    {
      shelf_empty (s);
      need = n;
    }
  if (need <= s->room)
    return true;
  uint32_t room = s->room;
  while (room < need)
    room = room > s->most / 2 ? s->most : 2 * room;
  return shelf_reserve (s, room, arena);
}

/* The number of THING, from 0; *NEW if it was not there.  */
static uint32_t
shelf_number (dx_shelf *s, uint64_t thing, bool *new)
{
  const size_t at = shelf_slot (s, thing);
  *new = !s->numbers[at];
  if (*new)
    {
      s->things[at] = thing;
      s->numbers[at] = ++s->count;
    }
  return s->numbers[at] - 1;
}

/* What becomes of a pass's sums.  */
typedef enum
{
  ALONE,    /* they are the scores */
  FIRST,    /* of a pair: half of them are, the others are carried to the second */
  SECOND,   /* what was carried is added to them */
  SLOWLY    /* features are added up one by one: a second tagger without a pair */
} part;

/* One pass.  */
typedef struct
{
  const dx_context *c;
  const dx_tagger *tagger;       /* of the weights */
  const dx_templates *templates;
  dx_shelf *words, *states;
  size_t lanes;                  /* numbers of a view */
  size_t labels;                 /* of a score */
  part part;
  int16_t *carried;              /* of the sequence's first token */
  dx_batch batch;
  int16_t sums[DX_SEQUENCE_MAX * 2 * DX_PAIR_LABELS];   /* of the first */
} pass;

/* A pass of TAGGER over the tokens of RUNS.  */
static bool
open_pass (pass *p, const dx_context *c, const dx_tagger *tagger,
           const dx_templates *templates, const dx_run *runs, uint32_t count,
           dx_desk *desk, dx_arena *arena)
{
  size_t tokens = 0;
  for (uint32_t r = 0; r < count; r++)
    tokens += runs[r].end - runs[r].first;
  p->c = c;
  p->part = tagger->pair && templates->both ? FIRST
            : !templates->base              ? ALONE
            : tagger->lent && desk->carried_count == tokens ? SECOND
                                                            : SLOWLY;
  p->tagger = p->part == FIRST ? tagger->pair : tagger;
  p->templates = p->part == FIRST ? templates->both : templates;
  p->lanes = dx_tagger_lanes (p->tagger);
  p->labels = tagger->labels;
  p->words = &desk->words;
  p->states = &desk->states;
  dx_batch_open (&p->batch, p->tagger);
  if (p->part == FIRST
      && !dx_reserve (arena, &desk->carried, &desk->carried_room, 0,
                      tokens * DX_PAIR_LABELS, sizeof *desk->carried))
    return false;
  desk->carried_count = p->part == FIRST ? tokens : 0;
  p->carried = desk->carried;
  const dx_templates *const t = p->templates;
  return shelf_open (p->words, p->c->words->count + 1, UINT32_MAX,
                     p->lanes * t->words.views, arena)
         && shelf_open (p->states, p->c->text->token_count + 1, SHELF_FIRST,
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

/* The tokens of the sequence FROM to END that have to be decided upon, into KEPT;
   how many.  Of settled ones those next to another: what lies between them has
   label 0, as they do, and so no say in the others.  */
static uint32_t
keep (const pass *p, uint32_t from, uint32_t end, uint32_t *kept, bool *settled)
{
  const dx_templates *const t = p->templates;
  uint32_t n = 0, open = from;   /* OPEN: after the last that is not settled */
  for (uint32_t i = from; i < end; i++)
    {
      if (t->settled && t->settled (p->c, i))
        continue;
      if (i > open)
        {
          if (open > from)
            {
              settled[n] = true;
              kept[n++] = open;
            }
          if (i - 1 > open || open == from)
            {
              settled[n] = true;
              kept[n++] = i - 1;
            }
        }
      settled[n] = false;
      kept[n++] = i;
      open = i + 1;
    }
  if (n && open < end)
    {
      settled[n] = true;
      kept[n++] = open;
    }
  return n;
}

static void
score_slowly (pass *p, uint32_t from, uint32_t end, int32_t *scores)
{
  for (uint32_t i = from; i < end; i++, scores += p->labels)
    {
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count
        = dx_templates_keys (p->templates, p->c, i, from, end, load->keys);
      load->part_count = 0;
      load->sums = NULL;
      load->scores = scores;
      dx_batch_push (&p->batch);
    }
  dx_batch_flush (&p->batch);
}

/* The scores of the COUNT tokens KEPT.  False when memory is out.  */
static bool
score (pass *p, uint32_t from, uint32_t end, const uint32_t *kept,
       const bool *settled, uint32_t count, int32_t *scores, dx_arena *arena)
{
  const dx_templates *const t = p->templates;
  const uint32_t *const of = p->c->words->of;
  const size_t labels = p->labels;
  /* Where each token's vectors are, and on both sides those of what is beyond.  */
  enum { ROOM = DX_SEQUENCE_MAX + 2 * DX_GLANCE_FAR };
  const int16_t *word[ROOM], *state[ROOM];
  const uint32_t n = end - from;
  if ((t->words.glances && !shelf_ready (p->words, n + 1, arena))
      || (t->state && !shelf_ready (p->states, n + 1, arena)))
    return false;
  for (uint32_t k = 0, i = 0; k < count; k++)
    {
      if (settled[k])
        continue;
      /* All that can be seen from there.  */
      const uint32_t at = kept[k] - from;
      i = i + DX_GLANCE_FAR < at ? at - DX_GLANCE_FAR : i;
      for (; i < n && i <= at + DX_GLANCE_FAR; i++)
        {
          if (t->words.glances)
            word[i + DX_GLANCE_FAR] = sums_of_word (p, of[from + i]);
          if (t->state)
            state[i + DX_GLANCE_FAR]
              = sums_of_state (p, t->state (p->c, from + i));
        }
    }
  word[0] = t->words.glances ? sums_of_word (p, DIXIT_NONE) : NULL;
  state[0] = t->state ? sums_of_state (p, DX_BEYOND) : NULL;
  for (uint32_t i = 0; i < DX_GLANCE_FAR; i++)
    {
      word[i] = word[n + DX_GLANCE_FAR + i] = word[0];
      state[i] = state[n + DX_GLANCE_FAR + i] = state[0];
    }
  dx_batch_flush (&p->batch);
  for (uint32_t k = 0; k < count; k++)
    {
      if (settled[k])
        continue;
      const uint32_t i = kept[k] - from;
      dx_load *load = dx_batch_next (&p->batch);
      load->key_count = t->features (p->c, from + i, from, end, load->keys);
      load->part_count = look (&t->words, word + DX_GLANCE_FAR + i, p->lanes,
                               load->parts);
      load->part_count += look (&t->states, state + DX_GLANCE_FAR + i, p->lanes,
                                load->parts + load->part_count);
      if (p->part == SECOND)
        load->parts[load->part_count++] = p->carried + i * DX_PAIR_LABELS;
      load->sums = p->part == FIRST ? p->sums + i * 2 * DX_PAIR_LABELS : NULL;
      load->scores = p->part == FIRST ? NULL : scores + k * labels;
      dx_batch_push (&p->batch);
    }
  dx_batch_flush (&p->batch);
  /* What is written past a token's last label is gone by now.  */
  for (uint32_t k = 0; k < count; k++)
    for (size_t j = 0; settled[k] && j < labels; j++)
      scores[k * labels + j] = j ? SETTLED : 0;
  return true;
}

/* Half of what the first of a pair has added up, for the COUNT tokens of a
   sequence, are SCORES.  */
static void
divide_sums (pass *p, uint32_t count, int32_t *scores)
{
  for (uint32_t i = 0; i < count; i++)
    {
      const int16_t *sums = p->sums + i * 2 * DX_PAIR_LABELS;
      for (size_t j = 0; j < p->labels; j++)
        scores[i * p->labels + j] = sums[j];
      memcpy (p->carried + i * DX_PAIR_LABELS, sums + DX_PAIR_LABELS,
              DX_PAIR_LABELS * sizeof *sums);
    }
}

/* Which of N tokens have label 0, by FAR units, in PLAIN.  */
static void
find_plain (const int32_t *scores, const uint8_t *labels, size_t n, size_t m,
            float far, uint8_t *plain)
{
  for (size_t i = 0; i < n; i++)
    {
      const int32_t *s = scores + i * m;
      const int32_t least = s[0] - (int32_t) far;
      int32_t near = labels[i];
      for (size_t j = 1; j < m; j++)
        near |= s[j] > least;
      plain[i] = !near;
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
  dx_lattice *const lattice = &desk->lattice;
  dx_moves moves;        /* of a tagger that was only read */
  dx_chances chances;
  if (!tagger->moves)
    dx_moves_read (&moves, tagger);
  if (sure)
    dx_chances_read (&chances, tagger);
  if (!open_pass (&p, c, tagger, templates, runs, count, desk, arena))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t r = 0; r < count; r++)
    for (uint32_t from = runs[r].first, end; from < runs[r].end; from = end)
      {
        end = runs[r].end - from > DX_SEQUENCE_MAX ? from + DX_SEQUENCE_MAX
                                                   : runs[r].end;
        if (dx_cancelled (options, error))
          return DIXIT_CANCELLED;
        uint32_t kept[DX_SEQUENCE_MAX];
        bool settled[DX_SEQUENCE_MAX];
        uint8_t decided[DX_SEQUENCE_MAX];
        const uint32_t n = keep (&p, from, end, kept, settled);
        memset (labels + from, 0, end - from);
        if (!n)
          continue;
        if (!dx_lattice_reserve (lattice, arena, tagger, n, sure != NULL))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        if (p.part == SLOWLY)
          score_slowly (&p, from, end, lattice->scores);
        else if (!score (&p, from, end, kept, settled, n, lattice->scores,
                         arena))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        if (p.part == FIRST)
          divide_sums (&p, n, lattice->scores);
        if (p.part == FIRST || p.part == SECOND)
          p.carried += n * DX_PAIR_LABELS;
        dx_best (tagger->moves ? tagger->moves : &moves, lattice, n, decided);
        for (uint32_t k = 0; k < n; k++)
          labels[kept[k]] = decided[k];
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
