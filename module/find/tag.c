/* tag.c -- scoring and decoding, sequence by sequence.
   SPDX-License-Identifier: GPL-3.0-or-later

   Most of a token's features are those of single words around it, or of what is
   known of single tokens.  Their weights are added up once for each of these and
   each view of it; a token then adds a vector where it would look up a dozen
   features.  */

#include "find/tag.h"
#include "find/scorer.h"

#include <string.h>

size_t
dx_templates_keys (const dx_templates *p, const dx_context *c, uint32_t i,
                   uint32_t from, uint32_t end, uint64_t *keys)
{
  size_t n = p->base ? dx_templates_keys (p->base, c, i, from, end, keys) : 0;
  for (uint32_t g = 0; g < p->words.glances; g++)
    {
      const int64_t at = (int64_t) i + p->words.glance[g].offset;
      n += p->word_features (c, at >= from && at < end ? (uint32_t) at
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
  dx_things things = { .count = 0 };
  n += p->features (c, i, from, end, keys + n, &things);
  for (size_t k = 0; k < things.count; k++)
    n += p->thing_features (things.all[k], keys + n);
  return n;
}

/* Places, 1 << of them, and room for what finds none: a sequence's words, the
   document's own too, or states.  */
enum
{
  WORD_BITS = 11, WORD_SPARE = 2 * DX_SEQUENCE_MAX,
  STATE_BITS = 10, STATE_SPARE = DX_SEQUENCE_MAX + 1, THING_BITS = 13
};

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
  dx_desk *desk;
  dx_shelf *words, *states;
  size_t lanes;                  /* numbers of a view */
  size_t labels;                 /* of a score */
  part part;
  int16_t *carried;              /* of the sequence's first token */
  dx_scorer scorer;
  int16_t sums[DX_SEQUENCE_MAX * 2 * DX_PAIR_LABELS];   /* of the first */
} pass;

/* The next age of words.  */
static void
begin_words (pass *p)
{
  dx_shelf_begin (p->words, dx_desk_age (p->desk));
  dx_desk_round (p->desk);
}

/* A pass of TAGGER over the tokens of RUNS.  */
static bool
open_pass (pass *p, const dx_context *c, const dx_tagger *tagger,
           const dx_templates *templates, const dx_run *runs, uint32_t count,
           dx_desk *desk, dx_sums *sums, dx_arena *arena)
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
  p->desk = desk;
  p->words = &sums->words;
  p->states = &sums->states;
  if (p->part == FIRST
      && !dx_reserve (arena, &desk->carried, &desk->carried_room, 0,
                      tokens * DX_PAIR_LABELS, sizeof *desk->carried))
    return false;
  desk->carried_count = p->part == FIRST ? tokens : 0;
  p->carried = desk->carried;
  const dx_templates *const t = p->templates;
  if ((!desk->seen && !dx_desk_see (desk, p->c->words->count, arena))
      || (t->words.views
          && !dx_shelf_open (p->words, p->lanes * t->words.views, WORD_BITS,
                             WORD_SPARE))
      || (t->states.views
          && !dx_shelf_open (p->states, p->lanes * t->states.views, STATE_BITS,
                             STATE_SPARE))
      || !dx_scorer_open (&p->scorer, p->tagger, desk, &sums->things,
                          THING_BITS, t->thing_features))
    return false;
  begin_words (p);
  return true;
}

/* The number of the sums of WORD, or DIXIT_NONE; *NEW if they are yet to be filled.  */
static inline uint32_t
find_word (pass *p, uint32_t word, bool *new)
{
  const dx_context *const c = p->c;
  /* What is beyond has number 0; words without one are the document's own.  */
  const uint64_t thing = word == DIXIT_NONE ? 0 : c->on_desk[word];
  *new = true;
  return word != DIXIT_NONE
             && (!thing || (p->templates->evident
                            && dx_caps_of (&c->words->words[word]) >= DX_TITLE))
           ? dx_shelf_spare (p->words) : dx_shelf_find (p->words, thing, new);
}

/* Have the sums of the word of token I, or DIXIT_NONE, filled, which are those of
   NUMBER.  */
static void
fill_word (pass *p, uint32_t i, uint32_t number)
{
  const dx_templates *const t = p->templates;
  for (uint32_t v = 0; v < t->words.views; v++)
    {
      dx_load *load = dx_batch_next (&p->scorer.batch);
      load->key_count = t->word_features (p->c, i, v, load->keys);
      load->part_count = 0;
      load->sums = dx_shelf_sums (p->words, number) + v * p->lanes;
      load->scores = NULL;
      dx_batch_push (&p->scorer.batch);
    }
}

/* Where the vectors of what is near are: of token K of the sequence at K +
   DX_GLANCE_FAR, and on both sides those of what is beyond.  They are there when the
   batch is flushed.  */
enum { NEAR_ROOM = DX_SEQUENCE_MAX + 2 * DX_GLANCE_FAR };
typedef const int16_t *near_sums[NEAR_ROOM];

/* SUMS of the N tokens of a sequence are those of what is beyond.  */
static void
set_beyond (const int16_t **of, uint32_t n, const int16_t *sums)
{
  for (uint32_t i = 0; i < DX_GLANCE_FAR; i++)
    of[i] = of[n + DX_GLANCE_FAR + i] = sums;
}

/* Look for those words of the COUNT tokens NEAR, from FROM on, that were not looked for
   in this round.  Which these are no processor could foresee: first they are
   listed, without a branch.  */
static void
see_words (pass *p, uint32_t from, uint32_t n, const uint16_t *near,
           uint32_t count, near_sums sums)
{
  dx_word_sums *const seen = p->desk->seen;
  const uint16_t round = p->desk->round;
  const uint32_t *const of = p->c->words->of + from;
  uint16_t fresh[DX_SEQUENCE_MAX + 1];
  uint32_t all = 0;
  for (uint32_t k = 0; k < count; k++)
    {
      dx_word_sums *const s = &seen[of[near[k]]];
      fresh[all] = near[k];
      all += s->round != round;
      s->round = round;
    }
  for (uint32_t k = 0; k < all; k++)
    dx_shelf_ask (p->words, p->c->on_desk[of[fresh[k]]]);
  _Static_assert ((1 << WORD_BITS) + WORD_SPARE <= UINT16_MAX,
                  "a shelf's vectors have small numbers");
  uint32_t news = 0;
  bool new;
  for (uint32_t k = 0; k < all; k++)
    {
      const uint16_t i = fresh[k];
      seen[of[i]].number = (uint16_t) find_word (p, of[i], &new);
      fresh[news] = i;
      news += new;
    }
  for (uint32_t k = 0; k < news; k++)
    fill_word (p, from + fresh[k], seen[of[fresh[k]]].number);
  dx_word_sums *const beyond = &seen[p->c->words->count];
  if (beyond->round != round)
    {
      *beyond = (dx_word_sums) { round,
                                 (uint16_t) find_word (p, DIXIT_NONE, &new) };
      if (new)
        fill_word (p, DIXIT_NONE, beyond->number);
    }
  for (uint32_t k = 0; k < count; k++)
    sums[near[k] + DX_GLANCE_FAR]
      = dx_shelf_sums (p->words, seen[of[near[k]]].number);
  set_beyond (sums, n, dx_shelf_sums (p->words, beyond->number));
}

/* The same for states.  */
static void
see_states (pass *p, uint32_t from, uint32_t n, const uint16_t *near,
            uint32_t count, near_sums sums)
{
  const dx_templates *const t = p->templates;
  struct
  {
    uint64_t state;
    int16_t *sums;
  } fresh[DX_SEQUENCE_MAX + 2];
  uint32_t all = 0;
  const int16_t *last = NULL;
  for (uint32_t k = 0; k <= count; k++)
    {
      const uint64_t state = k < count ? t->state (p->c, from + near[k])
                                       : DX_BEYOND;
      bool new;
      int16_t *const its
        = dx_shelf_sums (p->states, dx_shelf_find (p->states, state, &new));
      last = its;
      if (k < count)
        sums[near[k] + DX_GLANCE_FAR] = its;
      fresh[all].state = state;
      fresh[all].sums = its;
      all += new;
    }
  set_beyond (sums, n, last);
  for (uint32_t k = 0; k < all; k++)
    for (uint32_t v = 0; v < t->states.views; v++)
      {
        dx_load *load = dx_batch_next (&p->scorer.batch);
        load->key_count = t->state_features (fresh[k].state, v, load->keys);
        load->part_count = 0;
        load->sums = fresh[k].sums + v * p->lanes;
        load->scores = NULL;
        dx_batch_push (&p->scorer.batch);
      }
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
  /* Of each token and one beyond either end: is it settled?  */
  bool is[DX_SEQUENCE_MAX + 2];
  const uint32_t count = end - from;
  uint32_t n = 0;
  is[0] = is[count + 1] = true;
  for (uint32_t i = 0; i < count; i++)
    is[i + 1] = t->settled && t->settled (p->c, from + i);
  for (uint32_t i = 0; i < count; i++)
    {
      kept[n] = from + i;
      settled[n] = is[i + 1];
      n += !(is[i] & is[i + 1] & is[i + 2]);
    }
  return n;
}

static void
score_slowly (pass *p, uint32_t from, uint32_t end, int32_t *scores)
{
  for (uint32_t i = from; i < end; i++, scores += p->labels)
    {
      dx_load *load = dx_batch_next (&p->scorer.batch);
      load->key_count
        = dx_templates_keys (p->templates, p->c, i, from, end, load->keys);
      load->part_count = 0;
      load->sums = NULL;
      load->scores = scores;
      dx_batch_push (&p->scorer.batch);
    }
  dx_batch_flush (&p->scorer.batch);
}

/* The scores of the COUNT tokens KEPT.  */
static void
score (pass *p, uint32_t from, uint32_t end, const uint32_t *kept,
       const bool *settled, uint32_t count, int32_t *scores)
{
  const dx_templates *const t = p->templates;
  const size_t labels = p->labels;
  const uint32_t n = end - from;
  near_sums word, state;
  uint16_t open[DX_SEQUENCE_MAX], near[DX_SEQUENCE_MAX];
  bool seen[NEAR_ROOM] = { false };
  uint32_t opens = 0, nears = 0;
  for (uint32_t k = 0; k < count; k++)
    {
      open[opens] = (uint16_t) k;
      opens += !settled[k];
    }
  /* All that can be seen from there.  */
  for (uint32_t x = 0; x < opens; x++)
    memset (seen + (kept[open[x]] - from), true, 2 * DX_GLANCE_FAR + 1);
  for (uint32_t i = 0; i < n; i++)
    {
      near[nears] = (uint16_t) i;
      nears += seen[i + DX_GLANCE_FAR];
    }
  if (!dx_shelf_has_room (p->words, n + 1))
    begin_words (p);
  dx_shelf_begin (p->states, dx_desk_age (p->desk));
  if (t->words.glances)
    see_words (p, from, n, near, nears, word);
  if (t->state)
    see_states (p, from, n, near, nears, state);
  dx_batch_flush (&p->scorer.batch);
  p->scorer.batch.repeats = true;
  for (uint32_t x = 0; x < opens; x++)
    {
      const uint32_t k = open[x], i = kept[k] - from;
      dx_things *things;
      dx_load *const load = dx_scorer_next (&p->scorer, &things);
      load->key_count
        = t->features (p->c, from + i, from, end, load->keys, things);
      load->part_count = look (&t->words, word + DX_GLANCE_FAR + i, p->lanes,
                               load->parts);
      load->part_count += look (&t->states, state + DX_GLANCE_FAR + i, p->lanes,
                                load->parts + load->part_count);
      if (p->part == SECOND)
        load->parts[load->part_count++] = p->carried + i * DX_PAIR_LABELS;
      load->sums = p->part == FIRST ? p->sums + i * 2 * DX_PAIR_LABELS : NULL;
      load->scores = p->part == FIRST ? NULL : scores + k * labels;
      dx_scorer_push (&p->scorer);
    }
  dx_scorer_flush (&p->scorer);
  p->scorer.batch.repeats = false;
  /* What is written past a token's last label is gone by now.  */
  uint32_t closes = 0;
  for (uint32_t k = 0; k < count; k++)
    {
      open[closes] = (uint16_t) k;
      closes += settled[k];
    }
  for (uint32_t x = 0; x < closes; x++)
    for (size_t j = 0; j < labels; j++)
      scores[open[x] * labels + j] = j ? SETTLED : 0;
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
        uint8_t *labels, uint8_t *sure, dx_desk *desk, dx_sums *sums,
        dx_arena *arena,
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
  if (!open_pass (&p, c, tagger, templates, runs, count, desk, sums, arena))
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
        if (!dx_lattice_reserve (lattice, &desk->arena, tagger, n,
                                 sure != NULL))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        if (p.part == SLOWLY)
          score_slowly (&p, from, end, lattice->scores);
        else
          score (&p, from, end, kept, settled, n, lattice->scores);
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
