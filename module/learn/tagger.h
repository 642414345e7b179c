/* tagger.h -- a linear-chain tagger: sparse weights, transitions, Viterbi.
   SPDX-License-Identifier: GPL-3.0-or-later

   The weights of a linear-chain conditional random field (Lafferty, McCallum
   and Pereira 2001), quantised to eight bits.  A feature is a 64-bit key
   (base/hash.h), whose upper half is its name in the file.  The tagger knows
   nothing of words.

   A tagger that was opened has its features in blocks of eight slots, none of
   which crosses a cache line, and keeps only part of their names: a feature never
   seen in training passes for another about once in ten thousand times.  */

#ifndef DX_TAGGER_H
#define DX_TAGGER_H

#include "base/arena.h"
#include "dixit.h"

enum
{
  DX_LABELS_MAX = 64,
  DX_FEATURES_MAX = 256,  /* of one token */
  DX_PARTS_MAX = 31,
  DX_BATCH = 32, DX_BATCH_KEYS = 256,
  DX_PROBES_MAX = 96,     /* features whose names begin alike are fewer */
  DX_PAIR_LABELS = 8,
  DX_TOGETHER = 8,           /* slots looked at together */
  DX_ABREAST = 4,            /* rows and parts added together */
  DX_NO_WEIGHT = 128      /* what a weight of nothing is in a dense row */
};

typedef struct dx_moves dx_moves;
typedef struct dx_tagger dx_tagger;

struct dx_tagger
{
  uint32_t labels;
  float scale;             /* a weight's unit, in nats */
  /* In the order of their names, no two the same.  Those whose names begin with
     the bits B are numbered from starts[B] up to starts[B + 1].  */
  uint32_t features;
  uint32_t shift;          /* what a name begins with: name >> shift */
  const uint32_t *starts;
  const uint32_t *names;   /* per feature */
  const uint32_t *where;   /* per feature: its row */
  const uint8_t *rows;     /* row r at 2 r: n, 0, then n times (label, weight) */
  uint32_t row_units;      /* all of that is so many times two bytes */
  /* In units of the weights.  From label i to j: transition[i * labels + j];
     start[j]: of a sequence's first label; FORBIDDEN where j cannot follow.  */
  int32_t start[DX_LABELS_MAX];
  int32_t transition[DX_LABELS_MAX * DX_LABELS_MAX];
  /* Of a tagger that was opened, else NULL.  A slot: the lower bits of a name,
     then as many as ROW_MASK has for the number of its row; 0: empty.  A block is
     filled from its first slot on, and what finds no room goes to the next.  The
     rows have a byte for every label; row 0 has no weights.  */
  uint32_t *slots;
  uint32_t blocks, row_mask, row_bits;
  uint8_t *dense;
  uint32_t step;           /* from one dense row to the next: 1 << step bytes */
  bool wide;               /* the processor has vectors of 32 bytes */
  bool lent;               /* slots and rows are PAIR's */
  dx_moves *moves;
  dx_tagger *pair;         /* of the first of two that were opened together */
};

#define DX_FORBIDDEN INT16_MIN

/* Read a tagger from the SIZE bytes at DATA (4-aligned), which it keeps
   pointing into.  Every index is checked here, once.  DIXIT_BAD_MODEL.  */
dixit_status dx_tagger_read (dx_tagger *tagger, const uint8_t *data,
                             size_t size, dixit_error *error);

/* The same, and lay its weights out for speed: several times as fast, and equal
   scores but for those few features that pass for others.  Close it, unless this
   fails.  DIXIT_BAD_MODEL, DIXIT_NO_MEMORY.  */
dixit_status dx_tagger_open (dx_tagger *tagger, const uint8_t *data,
                             size_t size, dixit_error *error);

/* Open two, which were read, so that what both ask for is looked up once: A->pair
   adds up the weights of A's labels, and after DX_PAIR_LABELS of them, padding
   included, those of B's; neither may have more.  A is closed after B.
   DIXIT_BAD_MODEL, DIXIT_NO_MEMORY; then both stay as they were.  */
dixit_status dx_tagger_open_pair (dx_tagger *a, dx_tagger *b,
                                  dixit_error *error);

void dx_tagger_close (dx_tagger *tagger);  /* a tagger of zeroes too */

/* The numbers in a vector of sums: the labels, and padding.  */
static inline uint32_t
dx_tagger_lanes (const dx_tagger *tagger)
{
  return tagger->labels <= 8 ? 8 : (tagger->labels + 15) & ~15u;
}

/* Features to be looked up, and where their weights go.  The caller fills all
   but FIRST and AGAIN: KEYS and PARTS, vectors of sums[lanes] that were written before,
   of no more than DX_FEATURES_MAX features in all.  What is written past the
   labels means nothing.  */
typedef struct
{
  uint64_t *keys;          /* given: room for DX_FEATURES_MAX */
  size_t key_count, part_count;
  int16_t *sums;           /* [lanes], or NULL */
  int32_t *scores;         /* the same, or NULL */
  uint32_t first;          /* of its keys in the batch */
  uint32_t again;          /* its scores are those of so many loads before; or 0 */
  const int16_t *parts[DX_PARTS_MAX + DX_ABREAST];
} dx_load;

/* Loads are looked up some at a time.  Tables do not fit into the nearest cache, so
   all blocks are asked for before the first is looked at, and all rows before
   the first is added.  And loads are short: where each has loops of its own, a
   processor sees no loop's end coming, so all keys of a batch are in one
   row.  */
typedef struct
{
  const dx_tagger *tagger;
  bool repeats;            /* loads may be the same as others before: see to it */
  uint32_t count, key_count;
  uint32_t asked;          /* of the keys: their blocks are on their way */
  dx_load loads[DX_BATCH];
  uint64_t keys[DX_BATCH_KEYS + DX_FEATURES_MAX + DX_TOGETHER];
  uint32_t rows[DX_BATCH_KEYS + DX_FEATURES_MAX + DX_TOGETHER];  /* each key's
                                                   block, then its row */
} dx_batch;

static inline void
dx_batch_open (dx_batch *batch, const dx_tagger *tagger)
{
  batch->tagger = tagger;
  batch->repeats = false;
  batch->count = batch->key_count = batch->asked = 0;
}

void dx_batch_flush (dx_batch *batch);  /* all are to be written, in order */

/* The load to be filled next.  A batch that is full is flushed.  */
static inline dx_load *
dx_batch_next (dx_batch *batch)
{
  if (batch->count == DX_BATCH || batch->key_count >= DX_BATCH_KEYS)
    dx_batch_flush (batch);
  dx_load *const load = &batch->loads[batch->count];
  load->keys = batch->keys + batch->key_count;
  load->first = batch->key_count;
  return load;
}

void dx_batch_ask (dx_batch *batch);

/* It is filled, all but the parts, which may come until the batch is
   flushed.  */
static inline void
dx_batch_push (dx_batch *batch)
{
  batch->key_count += (uint32_t) batch->loads[batch->count++].key_count;
  if (batch->key_count - batch->asked >= DX_TOGETHER)
    dx_batch_ask (batch);
}

/* Add the weights of N features, at most DX_FEATURES_MAX, to
   SCORES[labels].  */
void dx_tagger_score (const dx_tagger *tagger, const uint64_t *keys, size_t n,
                      int32_t *scores);

/* The weight that the feature KEY has for the first label.  */
int32_t dx_tagger_weight (const dx_tagger *tagger, uint64_t key);

/* What the file knows the feature KEY by.  */
static inline uint32_t
dx_feature_name (uint64_t key)
{
  return (uint32_t) (key >> 32);
}

/* The row of KEY: n, 0, (label, weight)...; NULL for none.  */
const uint8_t *dx_tagger_row (const dx_tagger *tagger, uint64_t key);

/* The moves of a tagger, ready for decoding: rows padded to whole vectors.  A label is
   near its sources if only itself and the two numbered before it may move to it, as
   inside a name only what began that name may.  */
struct dx_moves
{
  uint32_t labels, lanes;  /* LANES: labels and padding */
  bool wide;               /* the processor has vectors of 32 bytes */
  bool any_near;
  int32_t start[DX_LABELS_MAX];
  /* From k to j: move[k * lanes + j]; far below all sums if forbidden.  */
  int32_t move[DX_LABELS_MAX * DX_LABELS_MAX];
  /* The most that a move of j gains over the same of k, to labels that are not near:
     lead[k * lanes + j]; more than any sum if k forbids what j allows, far below all
     if j allows none.  */
  int32_t lead[DX_LABELS_MAX * DX_LABELS_MAX];
  int32_t near[DX_LABELS_MAX];        /* of j: -1 or 0 */
  int32_t far[DX_LABELS_MAX];         /* -1 if j may move to one that is not near */
  int32_t from[3][DX_LABELS_MAX];     /* if j is near, from j - b to j: from[b][j] */
};

void dx_moves_read (dx_moves *moves, const dx_tagger *tagger);

/* The same for probabilities: e to the move, 0 if forbidden.  */
typedef struct
{
  uint32_t labels, lanes;
  bool wide;
  float scale;
  float start[DX_LABELS_MAX];
  float to[DX_LABELS_MAX * DX_LABELS_MAX];    /* from k to j: k * lanes + j */
  float from[DX_LABELS_MAX * DX_LABELS_MAX];  /* from k to j: j * lanes + k */
} dx_chances;

void dx_chances_read (dx_chances *chances, const dx_tagger *tagger);

/* Working memory of one analysis, grown as needed.  All zeroes is empty.  */
typedef struct
{
  int32_t *scores;     /* N * labels: filled by the caller */
  size_t scores_room;
  uint8_t *back;
  size_t back_room;
  float *forward, *backward;
  size_t forward_room, backward_room;
} dx_lattice;

/* Room for N tokens, whose scores are to be filled in.  False when memory is
   out.  */
bool dx_lattice_reserve (dx_lattice *lattice, dx_arena *arena,
                         const dx_tagger *tagger, size_t n, bool marginals)
  __attribute__ ((warn_unused_result));

/* The best labels of N tokens for the scores in LATTICE.  */
void dx_best (const dx_moves *moves, dx_lattice *lattice, size_t n,
                uint8_t *labels);
void dx_viterbi (const dx_tagger *tagger, dx_lattice *lattice, size_t n,
                 uint8_t *labels);  /* the same, for a single sequence */

/* After dx_lattice_reserve with marginals: the probability of every label of
   every token, N * labels, in lattice->forward.  */
void dx_weigh (const dx_chances *chances, dx_lattice *lattice, size_t n);
void dx_marginals (const dx_tagger *tagger, dx_lattice *lattice,
                   size_t n);  /* the same, for a single sequence */

#endif
