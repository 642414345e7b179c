/* tree.c -- the arc-eager parser.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/tree.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What a move ties: the two that tie nothing, then what a dependent on the left of
   its head can be, then one on the right.  */
enum { FIRST = 2, LEFTS = 15, RIGHTS = 15 };
static const uint8_t relations[DX_TREE_MOVES] = {
  DX_REL_ROOT, DX_REL_ROOT,
  DX_REL_SUBJECT, DX_REL_OBJECT, DX_REL_COMP, DX_REL_ADVCL, DX_REL_OBLIQUE,
  DX_REL_NMOD, DX_REL_CASE, DX_REL_MARK, DX_REL_AUX, DX_REL_DET, DX_REL_ADV,
  DX_REL_CC, DX_REL_FLAT, DX_REL_PUNCT, DX_REL_DEP,
  DX_REL_SUBJECT, DX_REL_OBJECT, DX_REL_COMP, DX_REL_OPEN, DX_REL_ADVCL,
  DX_REL_ACL, DX_REL_OBLIQUE, DX_REL_NMOD, DX_REL_ADV, DX_REL_CONJ,
  DX_REL_APPOS, DX_REL_FLAT, DX_REL_PUNCT, DX_REL_DEP, DX_REL_AUX
};
_Static_assert (FIRST + LEFTS + RIGHTS == DX_TREE_MOVES, "every move has a number");

static bool
ties_left (uint32_t move)
{
  return move - FIRST < LEFTS;
}

dx_relation
dx_move_relation (uint32_t move, bool *left)
{
  *left = ties_left (move);
  return (dx_relation) relations[move];
}

uint32_t
dx_move_of (dx_relation relation, bool left)
{
  const uint32_t from = left ? FIRST : FIRST + LEFTS;
  const uint32_t end = left ? FIRST + LEFTS : DX_TREE_MOVES;
  for (uint32_t move = from; move < end; move++)
    if (relations[move] == relation)
      return move;
  return dx_move_of (DX_REL_DEP, left);
}

enum { NO_RELATION = 31 };

void
dx_parse_start (dx_parse *p, uint32_t n)
{
  static const dx_atom no_atom = { .pos = 31 };
  p->n = n;
  p->next = p->depth = 0;
  p->stack[0] = DX_NOBODY;
  p->atoms[n] = p->atoms[n + 1] = p->atoms[DX_NOBODY] = no_atom;
  /* Nobody's too, and a few that are not there.  */
  const uint32_t end[] = { n + 2, DX_PARSE_ROOM };
  for (uint32_t k = 0, i = 0; k < 2; k++, i = DX_NOBODY)
    for (; i < end[k]; i++)
      {
        p->head[i] = p->outermost[0][i] = p->outermost[1][i] = DX_NOBODY;
        p->dependents[0][i] = p->dependents[1][i] = 0;
        p->relation[i] = DX_REL_ROOT;
      }
  p->relation[DX_NOBODY] = NO_RELATION;
}

bool
dx_parse_allows (const dx_parse *p, uint32_t move)
{
  if (p->next >= p->n)
    return false;
  if (move == DX_SHIFT)
    return true;
  if (!p->depth)
    return false;
  const bool headed = p->head[p->stack[p->depth]] != DX_NOBODY;
  return move == DX_REDUCE ? headed : !ties_left (move) || !headed;
}

/* A, if it is THIS, else B; compilers branch for a conditional operator.  */
static inline int16_t
either (bool this, int16_t a, int16_t b)
{
  return (int16_t) (b ^ ((a ^ b) & -(int) this));
}

void
dx_parse_do (dx_parse *p, uint32_t move)
{
  const bool left = ties_left (move), ties = move >= FIRST;
  const bool reads = move == DX_SHIFT || move >= FIRST + LEFTS;
  const int16_t next = (int16_t) p->next, top = p->stack[p->depth];
  const int16_t head = either (ties, either (left, next, top), DX_SCRATCH);
  const int16_t dependent = either (ties, either (left, top, next), DX_SCRATCH);
  uint8_t *const many = &p->dependents[left][head];
  p->head[dependent] = head;
  p->relation[dependent] = relations[move];
  p->outermost[left][head] = dependent;
  *many = (uint8_t) (*many + (*many < 3));
  p->stack[p->depth + 1] = next;   /* past the top, unless it is read */
  p->depth += 2 * (uint32_t) reads - 1;
  p->next += reads;
}

/* Features */

typedef struct
{
  uint32_t word, pos, relation, cluster;
} view;

static inline view
see (const dx_parse *p, uint32_t i)
{
  const dx_atom *const a = &p->atoms[i];
  return (view) { a->word, a->pos, p->relation[i], a->cluster };
}

static inline view
see_at (const dx_parse *p, int16_t i)
{
  return see (p, (uint32_t) i);
}

size_t
dx_parse_features (const dx_parse *p, uint64_t *keys)
{
  const uint32_t next = p->next, depth = p->depth;
  const int16_t top = p->stack[depth];
  const view s = see_at (p, top), u = see_at (p, p->stack[depth - (depth > 0)]),
             b = see (p, next), b1 = see (p, next + 1), b2 = see (p, next + 2);
  const view h = see_at (p, p->head[top]);
  const view sl = see_at (p, p->outermost[1][top]);
  const view sr = see_at (p, p->outermost[0][top]);
  const view bl = see_at (p, p->outermost[1][next]);
  const uint32_t far = top == DX_NOBODY ? 0 : next - (uint16_t) top;
  static const uint8_t gaps[] = { 0, 1, 2, 3, 4, 5, 5, 5, 6, 6, 6, 6, 7 };
  const uint32_t gap = gaps[far < 12 ? far : 12];
  const uint32_t both = s.pos * 32 + b.pos;
  const uint32_t sides = p->dependents[1][top] * 4u + p->dependents[0][top];
  const uint32_t before = p->dependents[1][next];
  const uint32_t marks = p->atoms[top].mark * 4u + p->atoms[next].mark;
  uint32_t t = 0x6000;
  size_t n = 0;

  keys[n++] = dx_key (t++, dx_join (s.word, s.pos));
  keys[n++] = dx_key (t++, s.pos * 64 + gap * 4 + before);
  keys[n++] = dx_key (t++, dx_join (b.word, b.pos));
  keys[n++] = dx_key (t++, b.pos * 32 + b1.pos);
  keys[n++] = dx_key (t++, dx_join (b1.word, b1.pos));
  keys[n++] = dx_key (t++, b1.pos * 32 + b2.pos);
  keys[n++] = dx_key (t++, dx_join (dx_join (s.word, b.word), both));
  keys[n++] = dx_key (t++, dx_join (s.word, both));
  keys[n++] = dx_key (t++, dx_join (b.word, both));
  keys[n++] = dx_key (t++, both);
  keys[n++] = dx_key (t++, both * 32 + b1.pos);
  keys[n++] = dx_key (t++, (b.pos * 32 + b1.pos) * 32 + b2.pos);
  keys[n++] = dx_key (t++, both * 32 + h.pos);
  keys[n++] = dx_key (t++, both * 32 + sl.pos);
  keys[n++] = dx_key (t++, both * 32 + sr.pos);
  keys[n++] = dx_key (t++, both * 32 + bl.pos);
  keys[n++] = dx_key (t++, both * 32 + u.pos);
  keys[n++] = dx_key (t++, both * 8 + gap);
  keys[n++] = dx_key (t++, dx_join (s.word, gap));
  keys[n++] = dx_key (t++, dx_join (b.word, gap));
  keys[n++] = dx_key (t++, s.pos * 16 + sides);
  keys[n++] = dx_key (t++, dx_join (s.word, sides));
  keys[n++] = dx_key (t++, (b.pos * 4 + before) * 32 + s.pos);
  keys[n++] = dx_key (t++, dx_join (h.word, h.pos * 32 + s.relation));
  keys[n++] = dx_key (t++, s.relation * 32 + b.pos);
  keys[n++] = dx_key (t++, (s.relation * 32 + s.pos) * 32 + sr.relation);
  keys[n++] = dx_key (t++, (sl.relation * 32 + sr.relation) * 32 + b.pos);
  keys[n++] = dx_key (t++, (s.pos * 32 + b.pos) * 32 + bl.relation);
  keys[n++] = dx_key (t++, dx_join (sr.word, s.pos * 32 + b.pos));
  keys[n++] = dx_key (t++, dx_join (b1.word, both));
  keys[n++] = dx_key (t++, s.cluster * 32 + b.pos);
  keys[n++] = dx_key (t++, b.cluster * 32 + s.pos);
  keys[n++] = dx_key (t++, dx_join (s.cluster, b.cluster));
  keys[n++] = dx_key (t++, (marks * 32 + s.pos) * 32 + b.pos);
  keys[n++] = dx_key (t++, (u.relation * 32 + s.relation) * 32 + b.pos);
  return n;
}

/* Which moves can be done (dx_parse_allows) when the top of the stack has no head,
   and when it has one: -1, else 0.  */
typedef struct
{
  int16_t with[2][DX_TREE_MOVES];
} choices;

static void
choices_open (choices *c)
{
  for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
    {
      c->with[false][m] = m == DX_REDUCE ? 0 : -1;
      c->with[true][m] = ties_left (m) ? 0 : -1;
    }
}

/* The best move that can be done, given a stack: of equal ones the first.  Sums are
   never as low as INT16_MIN.  */
static uint32_t
best_move (const choices *c, const dx_parse *p, const int16_t *sums)
{
  const int16_t *allowed = c->with[p->head[p->stack[p->depth]] != DX_NOBODY];
#ifdef __SSE2__
  enum { EIGHT = 8, VECTORS = DX_TREE_MOVES / EIGHT };
  const __m128i least = _mm_set1_epi16 (INT16_MIN);
  __m128i these[VECTORS], top = least;
  uint64_t best = 0;
  for (size_t k = 0; k < VECTORS; k++)
    {
      __m128i may, sum;
      memcpy (&may, allowed + EIGHT * k, sizeof may);
      memcpy (&sum, sums + EIGHT * k, sizeof sum);
      these[k] = _mm_or_si128 (_mm_and_si128 (may, sum),
                               _mm_andnot_si128 (may, least));
      top = _mm_max_epi16 (top, these[k]);
    }
  top = _mm_max_epi16 (top, _mm_shuffle_epi32 (top, 0x4e));
  top = _mm_max_epi16 (top, _mm_shuffle_epi32 (top, 0xb1));
  top = _mm_max_epi16 (top, _mm_or_si128 (_mm_slli_epi32 (top, 16),
                                          _mm_srli_epi32 (top, 16)));
  for (size_t k = 0; k < VECTORS; k++)
    best |= (uint64_t) (unsigned) _mm_movemask_epi8 (
              _mm_cmpeq_epi16 (these[k], top)) << (2 * EIGHT * k);
  return (uint32_t) __builtin_ctzll (best) / 2;
#else
  uint32_t best = DX_SHIFT;
  for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
    best = allowed[m] && sums[m] > sums[best] ? m : best;
  return best;
#endif
}

/* Do what there is no choice about: with an empty stack, shift.  False when the
   parse is done.  */
static bool
go_on (dx_parse *p)
{
  while (!p->depth && p->next < p->n)
    dx_parse_do (p, DX_SHIFT);
  return p->next < p->n;
}

void
dx_parse_run (dx_parse *p, const dx_tagger *tagger)
{
  uint64_t keys[DX_FEATURES_MAX];
  choices c;
  choices_open (&c);
  while (go_on (p))
    {
      int32_t scores[DX_TREE_MOVES] = { 0 };
      int16_t sums[DX_TREE_MOVES];
      dx_tagger_score (tagger, keys, dx_parse_features (p, keys), scores);
      for (size_t m = 0; m < DX_TREE_MOVES; m++)
        sums[m] = (int16_t) scores[m];
      dx_parse_do (p, best_move (&c, p, sums));
    }
}

void
dx_atoms_read (const dx_context *c, uint32_t from, uint32_t end, dx_atom *atoms)
{
  for (uint32_t i = from; i < end; i++)
    {
      const uint8_t state = c->marks->state[i];
      const uint16_t cluster = c->cluster[c->words->of[i]];
      atoms[i - from] = (dx_atom) {
        .word = dx_word_of (c->words, i)->lower,
        .cluster = (uint16_t) (cluster ? 1 + ((cluster - 1) >> 2) : 0),
        .pos = c->pos[i],
        .mark = state & DX_M_OPEN    ? 1
                : state & DX_M_CLOSE ? 2
                : c->text->tokens[i].kind == DX_QUOTE ? 3 : 0 };
    }
}

enum { LANES = 6 };

/* Sentences on their way, some at a time, so that while the features of one
   wait for memory another's are looked up.  */
typedef struct
{
  dx_parse parse;
  int16_t sums[DX_TREE_MOVES];
  uint32_t from;    /* its first token */
} lane;

typedef struct
{
  dx_batch batch;
  choices choices;
  lane lanes[LANES];
} table;

/* The sentences to be parsed, and how far that is.  */
typedef struct
{
  const dx_run *runs;
  uint32_t count, k, at;   /* token AT of sentence K is next */
} queue;

_Static_assert ((int) DX_RELATIONS <= (int) DX_ARC_FAR
                  && DX_ARC_FAR * DX_SEQUENCE_MAX <= INT16_MAX,
                "an arc has room for both");

static void
finish (dx_context *c, const lane *l)
{
  const dx_parse *p = &l->parse;
  for (uint32_t i = 0; i < p->n; i++)
    {
      const int32_t far = p->head[i] == DX_NOBODY ? 0 : p->head[i] - (int32_t) i;
      c->arcs[l->from + i] = (dx_arc) (DX_ARC_FAR * far + p->relation[i]);
    }
}

/* Start on the next sentence, or part of a very long one, that there is a choice
   about.  False when there is none.  */
static bool
begin (dx_context *c, lane *l, queue *q)
{
  for (;;)
    {
      while (q->k < q->count && q->at >= q->runs[q->k].end)
        if (++q->k < q->count)
          q->at = q->runs[q->k].first;
      if (q->k >= q->count)
        return false;
      uint32_t end = q->runs[q->k].end;
      if (end - q->at > DX_SEQUENCE_MAX)
        end = q->at + DX_SEQUENCE_MAX;
      l->from = q->at;
      dx_atoms_read (c, q->at, end, l->parse.atoms);
      dx_parse_start (&l->parse, end - q->at);
      q->at = end;
      if (go_on (&l->parse))
        return true;
      finish (c, l);
    }
}

dixit_status
dx_branches (dx_context *c, uint32_t from, uint32_t end, dx_arena *arena,
             dixit_error *error)
{
  const uint32_t n = end - from;
  if (!dx_reserve (arena, &c->branches, &c->branches_room, 0, n,
                   sizeof *c->branches))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  c->branched = from;
  dx_branch *const all = c->branches;
  const dx_arc *const arcs = c->arcs + from;
  memset (all, 0, n * sizeof *all);
  /* How far its outermost dependents are...  */
  for (uint32_t i = 0; i < n; i++)
    {
      /* The tree at either end may be cut.  */
      const int16_t far = (int16_t) dx_arc_far (arcs[i]);
      const int64_t over = (int64_t) i + far;
      if (!far || over < 0 || over >= n)
        continue;
      dx_branch *const up = &all[over];
      up->relations |= 1u << dx_relation_at (c, from + i);
      /* Either side is as likely: no branch.  */
      up->after = (uint16_t) either (far < 0, (int16_t) -far,
                                     (int16_t) up->after);
      up->before = (uint16_t) either ((far > 0) & !up->before, far,
                                      (int16_t) up->before);
    }
  /* ... and, a tree being projective, theirs; of one that has none that is 0.  */
  for (uint32_t i = 0; i < n; i++)
    all[i].before = (uint16_t) (all[i].before + all[i - all[i].before].before);
  for (uint32_t i = n; i--;)
    all[i].after = (uint16_t) (all[i].after + all[i + all[i].after].after);
  return DIXIT_OK;
}

dixit_status
dx_trees (dx_context *c, const dx_tagger *tagger, const dx_run *runs,
          uint32_t count, dx_arena *arena, const dixit_options *options,
          dixit_error *error)
{
  if (!count)
    return DIXIT_OK;
  table *d = dx_alloc (arena, 1, sizeof *d);
  if (!d)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_batch_open (&d->batch, tagger);
  choices_open (&d->choices);
  queue q = { .runs = runs, .count = count, .at = runs[0].first };
  uint32_t busy = 0;
  while (busy < LANES && begin (c, &d->lanes[busy], &q))
    busy++;
  while (busy)
    {
      for (uint32_t i = 0; i < busy; i++)
        {
          dx_load *load = dx_batch_next (&d->batch);
          load->key_count = dx_parse_features (&d->lanes[i].parse, load->keys);
          load->part_count = 0;
          load->sums = d->lanes[i].sums;
          load->scores = NULL;
          dx_batch_push (&d->batch);
        }
      dx_batch_flush (&d->batch);
      for (uint32_t i = busy; i--;)
        {
          lane *l = &d->lanes[i];
          dx_parse_do (&l->parse, best_move (&d->choices, &l->parse, l->sums));
          if (go_on (&l->parse))
            continue;
          finish (c, l);
          if (dx_cancelled (options, error))
            return DIXIT_CANCELLED;
          if (!begin (c, l, &q) && i < --busy)
            *l = d->lanes[busy];
        }
    }
  return DIXIT_OK;
}
