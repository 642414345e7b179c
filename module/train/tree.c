/* tree.c -- learning to parse.
   SPDX-License-Identifier: GPL-3.0-or-later

   A dynamic oracle (Goldberg and Nivre 2012) tells which moves lose no arc that
   can still be had, so that the parser learns from states that its own mistakes
   lead to.  The moves are weighed by a conditional logit, with the L1 penalty of
   dictionary.h.  Words have jackknifed parts of speech.  */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/tree.h"
#include "learn/fastexp.h"
#include "train/dictionary.h"
#include "train/folds.h"
#include "train/stages.h"

/* Sentences, one after the other.  */
typedef struct
{
  dx_atom *atoms;
  int16_t *head;         /* gold, in its sentence; -1: root */
  uint8_t *relation;
  size_t tokens, atom_room, head_room, relation_room;
  size_t *first;         /* where each sentence starts; COUNT + 1 */
  size_t count, first_room;
} bank;

static void
bank_free (bank *b)
{
  free (b->atoms);
  free (b->head);
  free (b->relation);
  free (b->first);
  *b = (bank) { 0 };
}

/* The gold heads of the reading's tokens: a token takes the head of the word in
   it whose own head is outside of it; the further tokens of a word hang on its
   first.  */
static void
gold_heads (const dx_reading *r, const dx_article *a, uint32_t *head,
            uint8_t *relation)
{
  const uint32_t n = r->text.token_count;
  for (uint32_t i = 0; i < n; i++)
    {
      head[i] = DIXIT_NONE;
      relation[i] = DX_REL_ROOT;
    }
  for (size_t k = 0; k < a->count; k++)
    {
      const dx_gold *g = &a->gold[k];
      const uint32_t first = dx_token_at (&r->text, g->start);
      if (first >= n)
        continue;
      for (uint32_t i = first + 1;
           i < n && dx_token_in (&r->text, i, g); i++)
        {
          head[i] = first;
          relation[i] = DX_REL_FLAT;
        }
      if (!g->group || g->group > a->count)
        continue;
      const uint32_t to = dx_token_at (&r->text, a->gold[g->group - 1].start);
      if (to < n && to != first && head[first] == DIXIT_NONE)
        {
          head[first] = to;
          relation[first] = g->relation;
        }
    }
}

/* Start to parse sentence K of B.  */
static void
start (dx_parse *p, const bank *b, size_t k)
{
  const size_t at = b->first[k], n = b->first[k + 1] - at;
  memcpy (p->atoms, b->atoms + at, n * sizeof *p->atoms);
  dx_parse_start (p, (uint32_t) n);
}

static bool
bank_add (bank *b, const dx_reading *r, uint32_t from, uint32_t end,
          const uint32_t *head, const uint8_t *relation)
{
  const size_t n = end - from;
  if (!dx_grow (&b->atoms, &b->atom_room, b->tokens + n, sizeof *b->atoms)
      || !dx_grow (&b->head, &b->head_room, b->tokens + n, sizeof *b->head)
      || !dx_grow (&b->relation, &b->relation_room, b->tokens + n,
                   sizeof *b->relation)
      || !dx_grow (&b->first, &b->first_room, b->count + 2, sizeof *b->first))
    return false;
  dx_atoms_read (&r->context, from, end, b->atoms + b->tokens);
  for (uint32_t i = from; i < end; i++)
    {
      const bool inside
        = head[i] != DIXIT_NONE && head[i] >= from && head[i] < end;
      b->head[b->tokens + i - from]
        = inside ? (int16_t) (head[i] - from) : (int16_t) -1;
      b->relation[b->tokens + i - from]
        = inside ? relation[i] : (uint8_t) DX_REL_ROOT;
    }
  b->first[b->count++] = b->tokens;
  b->tokens += n;
  b->first[b->count] = b->tokens;
  return true;
}

/* Article K read by ANALYZERS[K % FOLDS].  */
static dixit_status
bank_fill (bank *b, const dixit_analyzer *analyzers, size_t folds,
           const dx_corpus *corpus, dixit_error *error)
{
  for (size_t k = 0; k < corpus->count; k++)
    {
      const dx_article *a = &corpus->articles[k];
      dx_reading r;
      const dixit_status s
        = dx_reading_open (&r, &analyzers[k % folds], DX_TO_POS, a->text,
                           a->size, NULL, error);
      if (s != DIXIT_OK)
        return s;
      const uint32_t n = r.text.token_count;
      uint32_t *head = dx_alloc (&r.arena, n, sizeof *head);
      uint8_t *relation = dx_alloc (&r.arena, n, 1);
      bool ok = head && relation;
      if (ok)
        gold_heads (&r, a, head, relation);
      for (uint32_t p = 0; p < r.text.sentence_count && ok; p++)
        {
          const dx_run run = dx_sentence (&r.text, p);
          if (run.end - run.first <= DX_SEQUENCE_MAX)
            ok = bank_add (b, &r, run.first, run.end, head, relation);
        }
      dx_reading_close (&r);
      if (!ok)
        return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  return DIXIT_OK;
}

/* The arcs of HEAD that can no longer be had after each kind of move.  */
typedef struct
{
  uint32_t shift, reduce, left, right;
} losses;

static losses
count_losses (const dx_parse *p, const int16_t *head)
{
  const int32_t b = (int32_t) p->next;
  const int32_t top = p->stack[p->depth];
  losses l = { 0 };
  for (uint32_t k = 1; k <= p->depth; k++)
    {
      const int32_t i = p->stack[k];
      const uint32_t waits = p->head[i] == DX_NOBODY && head[i] == b;
      l.shift += waits + (head[b] == i);
      l.right += waits + (head[b] == i && i != top);
    }
  /* Of what has no head in the text, any is wrong.  */
  l.right += head[b] < 0 || head[b] > b;
  if (top == DX_NOBODY)
    return l;
  for (int32_t k = b; k < (int32_t) p->n; k++)
    l.reduce += head[k] == top;
  l.left = l.reduce + (p->head[top] == DX_NOBODY && (head[top] < 0 || head[top] > b));
  return l;
}

/* Which moves lose least, by number; how many there are.  An arc that is gold
   has its relation.  */
static uint32_t
good_moves (const dx_parse *p, const int16_t *head, const uint8_t *relation,
            uint32_t good[4])
{
  const losses l = count_losses (p, head);
  const int32_t b = (int32_t) p->next;
  const int32_t top = p->stack[p->depth];
  const uint32_t left
    = dx_move_of (top == DX_NOBODY ? DX_REL_DEP : (dx_relation) relation[top], true);
  const uint32_t right = dx_move_of ((dx_relation) relation[b], false);
  const struct
  {
    uint32_t move, loss;
  } all[] = { { left, l.left }, { right, l.right }, { DX_REDUCE, l.reduce },
              { DX_SHIFT, l.shift } };
  uint32_t least = UINT32_MAX, n = 0;
  for (int k = 0; k < 4; k++)
    if (dx_parse_allows (p, all[k].move) && all[k].loss < least)
      least = all[k].loss;
  for (int k = 0; k < 4; k++)
    if (dx_parse_allows (p, all[k].move) && all[k].loss == least)
      good[n++] = all[k].move;
  return n;
}

typedef struct
{
  dx_dictionary dict;
  uint64_t *key_of;
  uint32_t count;
  float *weight, *paid;   /* count * DX_TREE_MOVES */
  uint32_t *order;
} run;

static const dx_training how = { .epochs = 12, .least = 2, .l1 = 0.5f,
                                 .rate = 0.1f, .decay = 0.75f, .unit = 0.05f,
                                 .most = 60000, .name = "trees" };

/* Count the keys on the way that gold takes.  */
static bool
count_keys (run *r, const bank *b, dx_parse *p)
{
  uint64_t keys[DX_FEATURES_MAX];
  uint32_t good[4];
  for (size_t k = 0; k < b->count; k++)
    {
      const size_t at = b->first[k];
      start (p, b, k);
      while (p->next < p->n)
        {
          const size_t n = dx_parse_features (p, keys);
          for (size_t i = 0; i < n; i++)
            if (!dx_dictionary_count (&r->dict, keys[i]))
              return false;
          good_moves (p, b->head + at, b->relation + at, good);
          dx_parse_do (p, good[0]);
        }
    }
  return dx_dictionary_number (&r->dict, how.least, &r->key_of, &r->count);
}

/* One step of gradient descent where P stands; the move to go on with.  */
static uint32_t
learn (run *r, const dx_parse *p, const uint32_t *good, uint32_t goods,
       float rate, float total, bool explore)
{
  uint64_t keys[DX_FEATURES_MAX];
  float *rows[DX_FEATURES_MAX], *paids[DX_FEATURES_MAX];
  float score[DX_TREE_MOVES] = { 0 }, step[DX_TREE_MOVES];
  size_t n = 0;
  const size_t all = dx_parse_features (p, keys);
  for (size_t k = 0; k < all; k++)
    {
      const uint32_t f = dx_dictionary_find (&r->dict, keys[k]);
      if (f == UINT32_MAX)
        continue;
      rows[n] = r->weight + (size_t) f * DX_TREE_MOVES;
      paids[n++] = r->paid + (size_t) f * DX_TREE_MOVES;
    }
  for (size_t k = 0; k < n; k++)
    for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
      score[m] += rows[k][m];
  uint32_t best = DX_SHIFT, best_good = good[0];
  for (uint32_t m = 1; m < DX_TREE_MOVES; m++)
    if (score[m] > score[best] && dx_parse_allows (p, m))
      best = m;
  for (uint32_t k = 1; k < goods; k++)
    if (score[good[k]] > score[best_good])
      best_good = good[k];
  float sum = 0, right = 0;
  for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
    sum += step[m] = dx_parse_allows (p, m) ? dx_exp (score[m] - score[best])
                                            : 0;
  for (uint32_t k = 0; k < goods; k++)
    right += step[good[k]];
  for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
    {
      float wish = 0;
      for (uint32_t k = 0; k < goods; k++)
        if (good[k] == m)
          wish = right > 0 ? step[m] / right : 1.0f / (float) goods;
      score[m] = rate * (wish - step[m] / sum);
    }
  for (size_t k = 0; k < n; k++)
    for (uint32_t m = 0; m < DX_TREE_MOVES; m++)
      if (step[m] > 0)
        {
          rows[k][m] += score[m];
          dx_penalize (&rows[k][m], &paids[k][m], total);
        }
  return explore ? best : best_good;
}

static bool
descend (run *r, const bank *b, dx_parse *p)
{
  uint64_t random = 88172645463325252u;
  float rate = how.rate, total = 0;
  r->weight = calloc ((size_t) r->count * DX_TREE_MOVES + 1, sizeof *r->weight);
  r->paid = calloc ((size_t) r->count * DX_TREE_MOVES + 1, sizeof *r->paid);
  r->order = malloc ((b->count + 1) * sizeof *r->order);
  if (!r->weight || !r->paid || !r->order)
    return false;
  for (size_t k = 0; k < b->count; k++)
    r->order[k] = (uint32_t) k;
  for (uint32_t epoch = 0; epoch < how.epochs; epoch++)
    {
      dx_shuffle (r->order, b->count, &random);
      for (size_t o = 0; o < b->count; o++)
        {
          const size_t at = b->first[r->order[o]];
          start (p, b, r->order[o]);
          total += rate * how.l1 / (float) b->count;
          while (p->next < p->n)
            {
              uint32_t good[4];
              const uint32_t n
                = good_moves (p, b->head + at, b->relation + at, good);
              const bool explore
                = epoch > 0 && dx_random (&random) % 10 < 9;
              dx_parse_do (p, learn (r, p, good, n, rate, total, explore));
            }
        }
      rate *= how.decay;
    }
  for (size_t f = 0; f < (size_t) r->count * DX_TREE_MOVES; f++)
    dx_penalize (&r->weight[f], &r->paid[f], total);
  return true;
}

static dixit_status
train (const bank *b, dx_packed *part, dixit_error *error)
{
  run r = { 0 };
  dx_parse *p = malloc (sizeof *p);
  float *none = calloc ((DX_TREE_MOVES + 1) * DX_TREE_MOVES, sizeof *none);
  const bool ok = p && none && count_keys (&r, b, p) && descend (&r, b, p);
  dixit_status s
    = ok ? dx_pack (r.key_of, r.weight, r.count, DX_TREE_MOVES, none, NULL,
                    how.unit, how.most, &part->bytes, &part->size, error)
         : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory while training");
  if (s == DIXIT_OK)
    fprintf (stderr, "%s: %zu sentences, %u features, %zu bytes\n", how.name,
             b->count, r.count, part->size);
  dx_dictionary_free (&r.dict);
  free (r.key_of);
  free (r.weight);
  free (r.paid);
  free (r.order);
  free (p);
  free (none);
  return s;
}

/* Say how well TAGGER parses, if there is anything to try it on.  */
static void
judge (const dixit_analyzer *analyzer, const char *corpora)
{
  char path[4096];
  dx_corpus corpus;
  bank b = { 0 };
  dx_parse *p = malloc (sizeof *p);
  size_t heads = 0, both = 0, all = 0;
  if (p
      && dx_train_path (path, sizeof path, corpora, "syntax/ewt-dev.conllu",
                        NULL) == DIXIT_OK
      && dx_corpus_conllu (&corpus, path, NULL) == DIXIT_OK)
    {
      if (bank_fill (&b, analyzer, 1, &corpus, NULL) == DIXIT_OK)
        for (size_t k = 0; k < b.count; k++)
          {
            const size_t at = b.first[k];
            start (p, &b, k);
            dx_parse_run (p, &analyzer->tree);
            for (size_t i = 0; i < p->n; i++)
              if (b.relation[at + i] != DX_REL_PUNCT)
                {
                  const int16_t head = p->head[i] == DX_NOBODY ? -1 : p->head[i];
                  const bool right = head == b.head[at + i];
                  all++;
                  heads += right;
                  both += right && p->relation[i] == b.relation[at + i];
                }
          }
      dx_corpus_free (&corpus);
    }
  if (all)
    fprintf (stderr, "%s: of %zu words that are not in training, %.1f %% have "
             "the right head, %.1f %% the right relation too\n", how.name, all,
             100.0 * (double) heads / (double) all,
             100.0 * (double) both / (double) all);
  bank_free (&b);
  free (p);
}

dixit_status
dx_train_tree (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
               dixit_error *error)
{
  dx_corpus corpus;
  dx_data *data;
  dx_fold folds[DX_FOLDS] = { 0 };
  dixit_analyzer with[DX_FOLDS];
  bank b = { 0 };
  part->id = DX_S_TREE;
  dixit_status s = dx_pos_data (analyzer, corpora, &corpus, &data, error);
  if (s == DIXIT_OK)
    s = dx_folds_train (data, dx_pos_training (), folds, error);
  dx_data_free (data);
  for (int k = 0; k < DX_FOLDS; k++)
    {
      with[k] = *analyzer;
      with[k].pos = folds[k].tagger;
    }
  if (s == DIXIT_OK)
    s = bank_fill (&b, with, DX_FOLDS, &corpus, error);
  dx_folds_free (folds);
  dx_corpus_free (&corpus);
  if (s == DIXIT_OK)
    s = train (&b, part, error);
  bank_free (&b);
  if (s == DIXIT_OK)
    s = dx_tagger_read (&analyzer->tree, part->bytes, part->size, error);
  if (s == DIXIT_OK)
    judge (analyzer, corpora);
  return s;
}
