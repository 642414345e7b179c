/* tree.c -- the arc-eager parser.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/tree.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* What a dependent on the left, or on the right, of its head can be: with the
   two moves that tie nothing, DX_TREE_MOVES in all.  */
static const uint8_t lefts[] = {
  DX_REL_SUBJECT, DX_REL_OBJECT, DX_REL_COMP, DX_REL_ADVCL, DX_REL_OBLIQUE,
  DX_REL_NMOD, DX_REL_CASE, DX_REL_MARK, DX_REL_AUX, DX_REL_DET, DX_REL_ADV,
  DX_REL_CC, DX_REL_FLAT, DX_REL_PUNCT, DX_REL_DEP
};
static const uint8_t rights[] = {
  DX_REL_SUBJECT, DX_REL_OBJECT, DX_REL_COMP, DX_REL_OPEN, DX_REL_ADVCL,
  DX_REL_ACL, DX_REL_OBLIQUE, DX_REL_NMOD, DX_REL_ADV, DX_REL_CONJ,
  DX_REL_APPOS, DX_REL_FLAT, DX_REL_PUNCT, DX_REL_DEP, DX_REL_AUX
};
enum { LEFTS = sizeof lefts, RIGHTS = sizeof rights, FIRST = 2 };
_Static_assert (FIRST + LEFTS + RIGHTS == DX_TREE_MOVES, "every move has a number");

dx_relation
dx_move_relation (uint32_t move, bool *left)
{
  *left = move >= FIRST && move < FIRST + LEFTS;
  return move < FIRST ? DX_REL_ROOT
         : *left      ? (dx_relation) lefts[move - FIRST]
                      : (dx_relation) rights[move - FIRST - LEFTS];
}

uint32_t
dx_move_of (dx_relation relation, bool left)
{
  const uint8_t *list = left ? lefts : rights;
  const uint32_t n = left ? LEFTS : RIGHTS, base = left ? FIRST : FIRST + LEFTS;
  for (uint32_t k = 0; k < n; k++)
    if (list[k] == relation)
      return base + k;
  return dx_move_of (DX_REL_DEP, left);
}

void
dx_parse_start (dx_parse *p, const dx_atom *atoms, uint32_t n)
{
  p->atoms = atoms;
  p->n = n;
  p->next = p->depth = 0;
  for (uint32_t i = 0; i < n; i++)
    {
      p->head[i] = p->left[i] = p->right[i] = -1;
      p->relation[i] = DX_REL_ROOT;
      p->lefts[i] = p->rights[i] = 0;
    }
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
  const bool headed = p->head[p->stack[p->depth - 1]] >= 0;
  return move == DX_REDUCE ? headed : move >= FIRST + LEFTS || !headed;
}

static uint8_t
one_more (uint8_t n)
{
  return (uint8_t) (n + (n < 3));
}

void
dx_parse_do (dx_parse *p, uint32_t move)
{
  bool left;
  const dx_relation relation = dx_move_relation (move, &left);
  const int16_t next = (int16_t) p->next;
  if (move == DX_REDUCE)
    p->depth--;
  else if (left)
    {
      const int16_t top = p->stack[--p->depth];
      p->head[top] = next;
      p->relation[top] = (uint8_t) relation;
      p->left[next] = top;
      p->lefts[next] = one_more (p->lefts[next]);
    }
  else
    {
      if (move != DX_SHIFT)
        {
          const int16_t top = p->stack[p->depth - 1];
          p->head[next] = top;
          p->relation[next] = (uint8_t) relation;
          p->right[top] = next;
          p->rights[top] = one_more (p->rights[top]);
        }
      p->stack[p->depth++] = next;
      p->next++;
    }
}

/* Features */

typedef struct
{
  uint32_t word, pos, relation, cluster;
} view;

static inline view
see (const dx_parse *p, int32_t i)
{
  static const dx_atom no_atom = { .pos = 31 };
  static const uint8_t no_relation = 31;
  const bool in = (uint32_t) i < p->n;
  const dx_atom *const a = in ? &p->atoms[i] : &no_atom;
  return (view) { a->word, a->pos, *(in ? &p->relation[i] : &no_relation),
                  a->cluster };
}

size_t
dx_parse_features (const dx_parse *p, uint64_t *keys)
{
  const int32_t top = p->depth ? p->stack[p->depth - 1] : -1;
  const int32_t under = p->depth > 1 ? p->stack[p->depth - 2] : -1;
  const int32_t next = (int32_t) p->next;
  const view s = see (p, top), u = see (p, under), b = see (p, next),
             b1 = see (p, next + 1), b2 = see (p, next + 2);
  const view h = see (p, top < 0 ? -1 : p->head[top]);
  const view sl = see (p, top < 0 ? -1 : p->left[top]);
  const view sr = see (p, top < 0 ? -1 : p->right[top]);
  const view bl = see (p, p->left[next]);
  const uint32_t far = top < 0 ? 0 : (uint32_t) (next - top);
  const uint32_t gap = far < 5 ? far : far < 8 ? 5 : far < 12 ? 6 : 7;
  const uint32_t both = s.pos * 32 + b.pos;
  const uint32_t sides
    = top < 0 ? 0 : p->lefts[top] * 4u + p->rights[top];
  const uint32_t marks
    = (top < 0 ? 0 : p->atoms[top].mark) * 4u + p->atoms[next].mark;
  uint32_t t = 0x6000;
  size_t n = 0;

  keys[n++] = dx_key (t++, dx_join (s.word, s.pos));
  keys[n++] = dx_key (t++, s.pos * 64 + gap * 4 + p->lefts[next]);
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
  keys[n++] = dx_key (t++, (b.pos * 4 + p->lefts[next]) * 32 + s.pos);
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
      const bool left = m >= FIRST && m < FIRST + LEFTS;
      c->with[false][m] = m == DX_REDUCE ? 0 : -1;
      c->with[true][m] = left ? 0 : -1;
    }
}

/* The best move that can be done, given a stack: of equal ones the first.  Sums are
   never as low as INT16_MIN.  */
static uint32_t
best_move (const choices *c, const dx_parse *p, const int16_t *sums)
{
  const int16_t *allowed = c->with[p->head[p->stack[p->depth - 1]] >= 0];
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
  dx_atom atoms[DX_SEQUENCE_MAX];
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

static void
finish (dx_context *c, const lane *l)
{
  const dx_parse *p = &l->parse;
  for (uint32_t i = 0; i < p->n; i++)
    {
      c->head[l->from + i]
        = (int16_t) (p->head[i] < 0 ? 0 : p->head[i] - (int32_t) i);
      c->relation[l->from + i] = p->relation[i];
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
      dx_atoms_read (c, q->at, end, l->atoms);
      dx_parse_start (&l->parse, l->atoms, end - q->at);
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
  const int16_t *const head = c->head + from;
  memset (all, 0, n * sizeof *all);
  /* How far its outermost dependents are...  */
  for (uint32_t i = 0; i < n; i++)
    {
      /* The tree at either end may be cut.  */
      const int64_t over = (int64_t) i + head[i];
      if (!head[i] || over < 0 || over >= n)
        continue;
      dx_branch *const up = &all[over];
      up->relations |= 1u << c->relation[from + i];
      if (head[i] < 0)
        up->after = (uint16_t) -head[i];
      else if (!up->before)
        up->before = (uint16_t) head[i];
    }
  /* ... and, a tree being projective, theirs.  */
  for (uint32_t i = 0; i < n; i++)
    if (all[i].before)
      all[i].before
        = (uint16_t) (all[i].before + all[i - all[i].before].before);
  for (uint32_t i = n; i--;)
    if (all[i].after)
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
            {
              *l = d->lanes[busy];
              l->parse.atoms = l->atoms;
            }
        }
    }
  return DIXIT_OK;
}
