/* rank.c -- stochastic gradient descent on the conditional logit.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/rank.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/fastexp.h"
#include "text/text.h"
#include "train/dictionary.h"
#include "train/pack.h"

struct dx_choices
{
  uint64_t *keys;
  size_t key_count, key_room;
  size_t *candidate;     /* where each candidate's keys start */
  bool *right;
  float *lean;
  size_t candidates, candidate_room, right_room, lean_room;
  size_t *choice;        /* where each choice's candidates start */
  uint32_t *group;
  size_t choices, choice_room, group_room;
};

dx_choices *
dx_choices_new (void)
{
  return calloc (1, sizeof (dx_choices));
}

void
dx_choices_free (dx_choices *c)
{
  if (!c)
    return;
  free (c->keys);
  free (c->candidate);
  free (c->right);
  free (c->lean);
  free (c->choice);
  free (c->group);
  free (c);
}

bool
dx_choices_add (dx_choices *c, const uint64_t *keys, size_t n, bool right)
{
  if (!dx_grow (&c->keys, &c->key_room, c->key_count + n, sizeof *c->keys)
      || !dx_grow (&c->candidate, &c->candidate_room, c->candidates + 2,
                   sizeof *c->candidate)
      || !dx_grow (&c->right, &c->right_room, c->candidates + 1,
                   sizeof *c->right)
      || !dx_grow (&c->lean, &c->lean_room, c->candidates + 1,
                   sizeof *c->lean)
      || !dx_grow (&c->choice, &c->choice_room, c->choices + 2,
                   sizeof *c->choice))
    return false;
  if (!c->candidates)
    c->candidate[0] = 0;
  if (!c->choices)
    c->choice[0] = 0;
  if (n)
    memcpy (c->keys + c->key_count, keys, n * sizeof *keys);
  c->key_count += n;
  c->lean[c->candidates] = 0;
  c->right[c->candidates++] = right;
  c->candidate[c->candidates] = c->key_count;
  return true;
}

void
dx_choices_lean (dx_choices *c, float score)
{
  c->lean[c->candidates - 1] = score;
}

bool
dx_choices_end (dx_choices *c, uint32_t group)
{
  if (!c->choice)
    return true;
  const size_t from = c->choice[c->choices];
  size_t right = 0;
  for (size_t i = from; i < c->candidates; i++)
    right += c->right[i];
  if (!right || right == c->candidates - from)
    {
      c->candidates = from;
      c->key_count = c->candidate[from];
      return true;
    }
  if (!dx_grow (&c->group, &c->group_room, c->choices + 1, sizeof *c->group)
      || !dx_grow (&c->choice, &c->choice_room, c->choices + 2,
                   sizeof *c->choice))
    return false;
  c->group[c->choices++] = group;
  c->choice[c->choices] = c->candidates;
  return true;
}

typedef struct
{
  dx_dictionary dict;
  uint64_t *key_of;
  uint32_t count;
  uint32_t *features;
  size_t *first;
  float *weight, *paid, *mean, *score;
  uint32_t *order;
  uint32_t *kept;         /* of the choice at hand: the features of this step */
  size_t *kept_first;     /* where each candidate's start */
} run;

/* The features of the RIVALS candidates from FROM on that this step sees.  */
static void
keep_some (run *r, const dx_training *how, size_t from, size_t rivals,
           uint64_t *random)
{
  const uint32_t least = (uint32_t) (how->drop * 65536.0f);
  size_t at = 0;
  for (size_t i = 0; i < rivals; i++)
    {
      r->kept_first[i] = at;
      for (size_t k = r->first[from + i]; k < r->first[from + i + 1]; k++)
        {
          r->kept[at] = r->features[k];
          at += !least || (dx_random (random) & 0xffff) >= least;
        }
    }
  r->kept_first[rivals] = at;
}

dixit_status
dx_rank_train (const dx_choices *c, const dx_training *how, uint8_t **bytes,
               size_t *size, dixit_error *error)
{
  run r = { 0 };
  dixit_status status = DIXIT_NO_MEMORY;
  size_t used = 0, n = 0, most = 1, widest = 1, correct = 0;
  *bytes = NULL;
  for (size_t k = 0; k < c->key_count; k++)
    if (!dx_dictionary_count (&r.dict, c->keys[k]))
      goto out;
  r.features = malloc ((c->key_count + 1) * sizeof *r.features);
  r.first = malloc ((c->candidates + 1) * sizeof *r.first);
  r.order = malloc ((c->choices + 1) * sizeof *r.order);
  if (!r.features || !r.first || !r.order
      || !dx_dictionary_number (&r.dict, how->least, &r.key_of, &r.count))
    goto out;
  for (size_t i = 0; i < c->candidates; i++)
    {
      r.first[i] = n;
      for (size_t k = c->candidate[i]; k < c->candidate[i + 1]; k++)
        {
          const uint32_t f = dx_dictionary_find (&r.dict, c->keys[k]);
          if (f != UINT32_MAX)
            r.features[n++] = f;
        }
    }
  r.first[c->candidates] = n;
  for (size_t i = 0; i < c->choices; i++)
    if (!how->folds || c->group[i] % how->folds != how->fold)
      {
        r.order[used++] = (uint32_t) i;
        const size_t rivals = c->choice[i + 1] - c->choice[i];
        most = rivals > most ? rivals : most;
        const size_t all
          = r.first[c->choice[i + 1]] - r.first[c->choice[i]];
        widest = all > widest ? all : widest;
      }
  r.weight = calloc ((size_t) r.count + 1, sizeof *r.weight);
  r.paid = calloc ((size_t) r.count + 1, sizeof *r.paid);
  r.mean = calloc ((size_t) r.count + 1, sizeof *r.mean);
  r.score = malloc (most * sizeof *r.score);
  r.kept = malloc ((widest + 1) * sizeof *r.kept);
  r.kept_first = malloc ((most + 1) * sizeof *r.kept_first);
  if (!r.weight || !r.paid || !r.mean || !r.score || !r.kept || !r.kept_first)
    goto out;

  uint64_t random = 88172645463325252u, noise = 0x2545f4914f6cdd1du;
  const uint32_t means = how->means ? how->means : 1;
  const float share = 1 / (1 - how->drop);
  float rate = how->rate, total = 0;
  for (uint32_t epoch = 0; epoch < how->epochs; epoch++)
    {
      dx_shuffle (r.order, used, &random);
      correct = 0;
      for (size_t o = 0; o < used; o++)
        {
          const size_t from = c->choice[r.order[o]];
          const size_t rivals = c->choice[r.order[o] + 1] - from;
          float top = 0, all = 0, good = 0;
          size_t best = 0;
          total += rate * how->l1 / (float) used;
          keep_some (&r, how, from, rivals, &noise);
          for (size_t i = 0; i < rivals; i++)
            {
              float s = 0;
              for (size_t k = r.kept_first[i]; k < r.kept_first[i + 1]; k++)
                s += r.weight[r.kept[k]];
              r.score[i] = s = c->lean[from + i] + s * share;
              if (!i || s > top)
                {
                  top = s;
                  best = i;
                }
            }
          correct += c->right[from + best];
          for (size_t i = 0; i < rivals; i++)
            {
              r.score[i] = dx_exp (r.score[i] - top);
              all += r.score[i];
              if (c->right[from + i])
                good += r.score[i];
            }
          for (size_t i = 0; i < rivals; i++)
            {
              const float wish
                = c->right[from + i] ? (good > 0 ? r.score[i] / good : 1) : 0;
              const float step = rate * share * (wish - r.score[i] / all);
              for (size_t k = r.kept_first[i]; k < r.kept_first[i + 1]; k++)
                {
                  const uint32_t f = r.kept[k];
                  r.weight[f] += step;
                  dx_penalize (&r.weight[f], &r.paid[f], total);
                }
            }
        }
      rate *= how->decay;
      for (uint32_t f = 0; f < r.count && epoch + means >= how->epochs; f++)
        {
          dx_penalize (&r.weight[f], &r.paid[f], total);
          r.mean[f] += r.weight[f];
        }
    }
  for (uint32_t f = 0; f < r.count; f++)
    r.mean[f] /= (float) means;
  const float none[2] = { 0, 0 };
  status = dx_pack (r.key_of, r.mean, r.count, 1, none, NULL, how->unit,
                    how->most, bytes, size, error);
  if (how->name)
    fprintf (stderr, "%s: %zu choices, %u features, %.1f %% right in training, "
             "%zu bytes\n", how->name, used, r.count,
             100.0 * (double) correct / (double) (used ? used : 1), *size);
out:
  dx_dictionary_free (&r.dict);
  free (r.key_of);
  free (r.features);
  free (r.first);
  free (r.weight);
  free (r.paid);
  free (r.mean);
  free (r.kept);
  free (r.kept_first);
  free (r.score);
  free (r.order);
  if (status == DIXIT_NO_MEMORY)
    dx_fail (error, status, 0, "out of memory while training");
  return status;
}

size_t
dx_rank_right (const dx_choices *c, const dx_tagger *ranker, uint32_t folds,
               uint32_t fold, size_t *all)
{
  size_t right = 0;
  *all = 0;
  for (size_t i = 0; i < c->choices; i++)
    {
      size_t best = c->choice[i];
      float top = 0;
      if (folds && c->group[i] % folds != fold)
        continue;
      for (size_t x = best; x < c->choice[i + 1]; x++)
        {
          int32_t score = 0;
          if (ranker)
            dx_tagger_score (ranker, c->keys + c->candidate[x],
                             c->candidate[x + 1] - c->candidate[x], &score);
          const float s
            = c->lean[x] + (ranker ? (float) score * ranker->scale : 0);
          if (x == c->choice[i] || s > top)
            {
              top = s;
              best = x;
            }
        }
      ++*all;
      right += c->right[best];
    }
  return right;
}
