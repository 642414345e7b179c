/* who.c -- whose words they are, learned from attributions.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every attribution whose cue is in one piece, and every marked content, shows
   which noun phrase of its sentence was the source, or that none was.  */

#include <stdlib.h>

#include "find/holder.h"
#include "train/stages.h"

typedef struct
{
  dx_choices *choices;
  uint32_t group;
  bool failed;
} pupil;

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
      while (end < text->token_count && dx_token_in (text, end, g))
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
        if (dx_token_in (text, i, &a->gold[k]))
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
                                   ? dx_passage_at (c->marks, content.end - 1)
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
learn (const dixit_analyzer *a, const dx_article *article, pupil *me,
       dixit_error *error)
{
  dx_reading r;
  dx_people people;
  const dx_lore lore = { .given = &a->given, .gender = &a->gender,
                         .who = &a->who, .meant = &a->meant };
  dixit_status s = dx_reading_open (&r, a, DX_TO_SPEECH, article->text,
                                    article->size, NULL, error);
  if (s != DIXIT_OK)
    return s;
  s = dx_people_meet (&people, &r.context, &lore, NULL, &r.arena, error);
  if (s == DIXIT_OK)
    s = dx_people_know (&people, &r.context, &r.arena, error);
  if (s == DIXIT_OK)
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
  dx_corpus corpus;
  dixit_status s = dx_train_polnear (corpora, &corpus, error);
  if (s != DIXIT_OK)
    return s;
  pupil me = { .choices = dx_choices_new () };
  if (!me.choices)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (; me.group < corpus.count && s == DIXIT_OK; me.group++)
    s = learn (analyzer, &corpus.articles[me.group], &me, error);
  dx_corpus_free (&corpus);
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
