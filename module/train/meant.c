/* meant.c -- whom pronouns mean, learned from some whose meaning is known.
   SPDX-License-Identifier: GPL-3.0-or-later

   A table has a line for each: an article's id, the character where the pronoun
   is, the one where a name of whoever it means begins, and "hand" if a reader
   says so, "agreed" if salience and a ranker that had learned from pronouns
   whose gender leaves one person do; with tabs between.  The ranker learns by
   how much to correct salience.  */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/who.h"
#include "train/dictionary.h"
#include "train/folds.h"
#include "train/stages.h"

typedef struct
{
  char id[128];
  uint32_t pronoun, name;    /* characters */
  bool hand;
} line;

typedef struct
{
  line *lines;
  size_t count;
  const char *id;            /* of the article at hand */
  const dx_text *text;
  dx_choices *choices, *hand;   /* all; those that a reader made */
  uint32_t group;
  bool failed;
} pupil;

static int
by_id (const void *a, const void *b)
{
  const line *x = a, *y = b;
  const int order = strcmp (x->id, y->id);
  return order ? order : (x->pronoun > y->pronoun) - (x->pronoun < y->pronoun);
}

static dixit_status
read_table (const char *path, pupil *me, dixit_error *error)
{
  size_t room = 0;
  char id[128], by[8];
  unsigned pronoun, name;
  int n;
  FILE *f = fopen (path, "r");
  if (!f)
    return dx_fail (error, DIXIT_IO, 0, "cannot read %s: %s", path,
                    strerror (errno));
  while ((n = fscanf (f, "%127s %u %u %7s", id, &pronoun, &name, by)) == 4)
    {
      if (!dx_grow (&me->lines, &room, me->count + 1, sizeof *me->lines))
        {
          fclose (f);
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        }
      line *l = &me->lines[me->count++];
      memcpy (l->id, id, sizeof id);
      l->pronoun = pronoun;
      l->name = name;
      l->hand = !strcmp (by, "hand");
    }
  fclose (f);
  if (n != EOF || !me->count)
    return dx_fail (error, DIXIT_IO, 0,
                    "%s:%zu: not an id, two characters, and by whom", path,
                    me->count + 1);
  qsort (me->lines, me->count, sizeof *me->lines, by_id);
  return DIXIT_OK;
}

/* The first line of the article with this ID; COUNT for none.  */
static size_t
first_line (const pupil *me, const char *id)
{
  size_t k = 0;
  while (k < me->count && strcmp (me->lines[k].id, id))
    k++;
  return k;
}

static uint32_t
entity_at (const dx_story *t, uint32_t character)
{
  for (uint32_t k = 0; k < t->p->mention_count; k++)
    {
      const dx_mention *m = &t->p->mentions[k];
      const dx_text *x = t->c->text;
      if (m->kind == DIXIT_NAME
          && dx_char_at (x, dx_start_of (x, m->first)) <= character
          && dx_char_at (x, dx_end_of (x, m->end - 1)) > character)
        return m->entity;
    }
  return DIXIT_NONE;
}

static void
hear (void *p, const dx_story *t, const dx_question *q,
      const dx_candidate *all, uint32_t n)
{
  pupil *me = p;
  const uint32_t at
    = dx_char_at (t->c->text, dx_start_of (t->c->text, q->at));
  uint32_t right = DIXIT_NONE;
  bool hand = false;
  for (size_t k = first_line (me, me->id);
       k < me->count && !strcmp (me->lines[k].id, me->id); k++)
    if (me->lines[k].pronoun == at)
      {
        right = entity_at (t, me->lines[k].name);
        hand = me->lines[k].hand;
      }
  if (right == DIXIT_NONE)
    return;
  for (int x = 0; x <= hand && !me->failed; x++)
    {
      dx_choices *to = x ? me->hand : me->choices;
      for (uint32_t k = 0; k < n && !me->failed; k++)
        {
          uint64_t keys[DX_FEATURES_MAX];
          const size_t z = dx_who_features (t, q, all, n, k, keys);
          me->failed = !dx_choices_add (to, keys, z, all[k].entity == right);
          if (!me->failed)
            dx_choices_lean (to, DX_SALIENCE * (float) all[k].salience / 100);
        }
      me->failed |= !dx_choices_end (to, me->group);
    }
}

static dixit_status
learn (const dixit_analyzer *a, const dx_article *article, pupil *me,
       dixit_error *error)
{
  dx_reading r;
  dx_segments segments;
  dx_people people;
  dx_quotations quotes;
  const dx_listener listener = { hear, me };
  const dx_lore lore = { .given = &a->given, .gender = &a->gender,
                         .who = &a->who, .listener = &listener };
  dixit_status s = dx_reading_open (&r, a, DX_TO_SPEECH, article->text,
                                    article->size, NULL, error);
  if (s != DIXIT_OK)
    return s;
  me->id = article->id;
  s = dx_segments_read (&segments, &r.context, &r.arena, &r.arena, error);
  if (s == DIXIT_OK)
    {
      dx_link (&r.context, &segments, &a->link);
      s = dx_people_meet (&people, &r.context, &lore, NULL, &r.arena,
                          error);
    }
  if (s == DIXIT_OK)
    s = dx_people_know (&people, &r.context, &r.arena, error);
  if (s == DIXIT_OK)
    s = dx_quotes_find (&quotes, &r.context, &segments, &people, &r.arena,
                        error);
  if (s == DIXIT_OK)
    s = dx_story_tell (&people, &r.context, &quotes, &r.arena, error);
  if (s == DIXIT_OK && me->failed)
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_reading_close (&r);
  return s;
}

/* Say how many of a reader's are right when their articles are left out of
   training.  */
static dixit_status
leave_out (const pupil *me, dx_training how, dixit_error *error)
{
  size_t right = 0, of = 0, all;
  how.name = NULL;
  how.folds = DX_FOLDS;
  for (how.fold = 0; how.fold < DX_FOLDS; how.fold++)
    {
      uint8_t *bytes;
      size_t size;
      dx_tagger ranker;
      dixit_status s = dx_rank_train (me->choices, &how, &bytes, &size, error);
      if (s == DIXIT_OK)
        s = dx_tagger_read (&ranker, bytes, size, error);
      if (s == DIXIT_OK)
        right += dx_rank_right (me->hand, &ranker, DX_FOLDS, how.fold, &all);
      free (bytes);
      if (s != DIXIT_OK)
        return s;
      of += all;
    }
  fprintf (stderr, "meant: left out of training %zu of %zu right, "
           "by salience alone %zu\n", right, of,
           dx_rank_right (me->hand, NULL, 0, 0, &all));
  return DIXIT_OK;
}

dixit_status
dx_train_meant (dixit_analyzer *analyzer, const char *corpora,
                const char *vocabulary, dx_packed *part, dixit_error *error)
{
  static const char *const files[]
    = { "quotations/polnear-train.jsonl", "entities/worldwide-train.jsonl" };
  const dx_training how = { .epochs = 12, .least = 2, .l1 = 1.5f,
                            .rate = 0.02f, .decay = 0.8f, .unit = 0.01f,
                            .name = "meant" };
  char path[4096];
  pupil me = { .choices = dx_choices_new (), .hand = dx_choices_new () };
  dixit_status s
    = dx_train_beside (path, sizeof path, vocabulary, "pronouns.tsv", error);
  if (s == DIXIT_OK && (!me.choices || !me.hand))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (s == DIXIT_OK)
    s = read_table (path, &me, error);
  for (size_t x = 0; x < sizeof files / sizeof *files && s == DIXIT_OK; x++)
    {
      dx_corpus corpus;
      s = dx_train_path (path, sizeof path, corpora, files[x], error);
      if (s == DIXIT_OK)
        s = dx_corpus_jsonl (&corpus, path, error);
      if (s != DIXIT_OK)
        break;
      for (size_t k = 0; k < corpus.count && s == DIXIT_OK; k++)
        if (first_line (&me, corpus.articles[k].id) < me.count)
          {
            s = learn (analyzer, &corpus.articles[k], &me, error);
            me.group++;
          }
      dx_corpus_free (&corpus);
    }
  part->id = DX_S_MEANT;
  if (s == DIXIT_OK)
    s = leave_out (&me, how, error);
  if (s == DIXIT_OK)
    s = dx_rank_train (me.choices, &how, &part->bytes, &part->size, error);
  dx_choices_free (me.choices);
  dx_choices_free (me.hand);
  free (me.lines);
  return s == DIXIT_OK ? dx_tagger_read (&analyzer->meant, part->bytes,
                                         part->size, error)
                       : s;
}
