/* who.c -- whom pronouns mean, learned from those whose gender tells; and whose
   words they are, learned from attributions.
   SPDX-License-Identifier: GPL-3.0-or-later

   Nobody has marked whom the pronouns of the corpora mean.  But where all
   people on stage are known to be men or women and just one of them has the
   pronoun's gender, that one is meant; how it differs from the others is what
   find/who.c must know where gender does not tell.  */

#include <stdlib.h>

#include "find/holder.h"
#include "find/who.h"
#include "train/stages.h"

typedef struct
{
  dx_choices *choices;
  uint32_t group;
  bool failed;
} pupil;

static uint32_t
hear (void *data, const dx_story *story, const dx_question *q,
      const dx_rival *rivals, uint32_t n)
{
  pupil *me = data;
  uint64_t keys[DX_FEATURES_MAX];
  uint32_t answer = DIXIT_NONE;
  if (!q->gender)
    return DIXIT_NONE;
  for (uint32_t k = 0; k < n; k++)
    {
      const char g = story->p->entities[rivals[k].entity].gender;
      if (g && g != q->gender)
        continue;
      if (!g || answer != DIXIT_NONE)
        return DIXIT_NONE;
      answer = k;
    }
  if (answer == DIXIT_NONE)
    return DIXIT_NONE;
  for (uint32_t k = 0; k < n && !me->failed; k++)
    me->failed = !dx_choices_add (me->choices, keys,
                                  dx_who_features (story, q, rivals, n, k,
                                                   keys),
                                  k == answer);
  me->failed |= !dx_choices_end (me->choices, me->group);
  return answer;
}

/* The tokens of the pieces of ROLE in attribution GROUP that lie together, the
   first run; empty if there is none.  */
static dx_piece
run_of (const dx_text *text, const dx_article *a, uint8_t role,
        uint32_t group)
{
  dx_piece x = { 0, 0 };
  for (size_t k = 0; k < a->count; k++)
    {
      const dx_gold *g = &a->gold[k];
      if (g->group != group || g->label != role)
        continue;
      const uint32_t first = dx_token_at (text, g->start);
      uint32_t end = first;
      while (end < text->token_count && dx_token_in (&text->tokens[end], g))
        end++;
      if (end == first || (x.end && first != x.end))
        break;
      x = (dx_piece) { x.end ? x.first : first, end };
    }
  return x;
}

static bool
is_source (const dx_text *text, const dx_article *a, uint32_t group,
           dx_piece x)
{
  for (size_t k = 0; k < a->count; k++)
    if (a->gold[k].group == group && a->gold[k].label == DX_ROLE_SOURCE)
      for (uint32_t i = x.first; i < x.end; i++)
        if (dx_token_in (&text->tokens[i], &a->gold[k]))
          return true;
  return false;
}

/* Which phrase of its sentence was the source of each cue, and of each marked
   content.  */
static void
attributions (const dx_context *c, const dx_people *people,
              const dx_article *a, pupil *me)
{
  uint32_t groups = 0;
  for (size_t k = 0; k < a->count; k++)
    if (a->gold[k].group >= groups)
      groups = a->gold[k].group + 1;
  for (uint32_t g = 0; g < groups; g++)
    {
      const dx_piece cue = run_of (c->text, a, DX_ROLE_CUE, g);
      const dx_piece content = run_of (c->text, a, DX_ROLE_CONTENT, g);
      for (int marked = 0; marked < 2; marked++)
        {
          dx_orphan o = { cue, content, false };
          if (marked)
            {
              const uint32_t k = content.end
                                   ? c->marks->passage[content.end - 1]
                                   : DIXIT_NONE;
              if (k == DIXIT_NONE)
                continue;
              const dx_passage *p = &c->marks->passages[k];
              if (!p->closed || p->depth || p->close < p->open)
                continue;
              o = (dx_orphan) { { p->open, p->close + 1 }, { 0, 0 }, true };
            }
          if (!o.words.end)
            continue;
          dx_piece phrases[DX_PHRASES];
          uint64_t keys[DX_FEATURES_MAX];
          const uint32_t n = dx_phrases (c, people, &o, phrases);
          bool any = false;
          for (uint32_t k = 0; k <= n && !me->failed; k++)
            {
              const bool right
                = k == n ? !any : is_source (c->text, a, g, phrases[k]);
              any |= right;
              me->failed
                = !dx_choices_add (me->choices, keys,
                                   dx_holder_features (c, people, &o, phrases,
                                                       n, k, keys),
                                   right);
            }
          me->failed |= !dx_choices_end (me->choices, me->group);
        }
    }
}

static dixit_status
learn (const dixit_analyzer *a, const dx_article *article, bool attributed,
       pupil *me, dixit_error *error)
{
  dx_reading r;
  dx_segments segments;
  dx_people people;
  dx_quotations quotes;
  const dx_witness witness = { hear, me };
  const dx_lore lore = { .given = &a->given, .gender = &a->gender,
                         .who = &a->who, .witness = &witness };
  dixit_status s = dx_reading_open (&r, a, DX_TO_SPEECH, article->text,
                                    article->size, NULL, error);
  if (s != DIXIT_OK)
    return s;
  s = dx_segments_read (&segments, &r.context, &r.arena, error);
  if (s == DIXIT_OK)
    {
      dx_link (&r.context, &segments, &a->link);
      s = dx_people_find (&people, &r.context, &lore, &r.arena, error);
    }
  if (s == DIXIT_OK)
    s = dx_quotes_find (&quotes, &r.context, &segments, &people, &r.arena,
                        error);
  if (s == DIXIT_OK && attributed)
    attributions (&r.context, &people, article, me);
  if (s == DIXIT_OK && me->failed)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_reading_close (&r);
  return s;
}

dixit_status
dx_train_who (dixit_analyzer *analyzer, const char *corpora, dx_packed *part,
              dixit_error *error)
{
  static const char *const files[]
    = { "quotations/polnear-train.jsonl", "entities/worldwide-train.jsonl" };
  pupil me = { .choices = dx_choices_new () };
  dixit_status s = me.choices ? DIXIT_OK
                              : dx_fail (error, DIXIT_NO_MEMORY, 0,
                                         "out of memory");
  analyzer->who = (dx_tagger) { 0 };
  for (int f = 0; f < 2 && s == DIXIT_OK; f++)
    {
      char path[4096];
      dx_corpus corpus = { 0 };
      s = dx_train_path (path, sizeof path, corpora, files[f], error);
      if (s == DIXIT_OK)
        s = dx_corpus_jsonl (&corpus, path, error);
      for (size_t k = 0; k < corpus.count && s == DIXIT_OK; k++, me.group++)
        s = learn (analyzer, &corpus.articles[k], f == 0, &me, error);
      dx_corpus_free (&corpus);
    }
  const dx_training how = { .epochs = 12, .least = 3, .l1 = 0.5f,
                            .rate = 0.05f, .decay = 0.8f, .unit = 0.05f,
                            .name = "who" };
  part->id = DX_S_WHO;
  if (s == DIXIT_OK)
    s = dx_rank_train (me.choices, &how, &part->bytes, &part->size, error);
  dx_choices_free (me.choices);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->who, part->bytes,
                                         part->size, error)
                       : s;
}
