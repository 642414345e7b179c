/* context.c -- opening a context.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/context.h"

#include <string.h>

/* Mark the longest place name, of up to DX_PLACE_WORDS words, that starts at
   each capitalised token of the paragraph RUN.  */
static void
find_places (dx_context *c, const dx_vocabulary *vocabulary,
             const uint8_t *single, const dx_run *run)
{
  memset (c->place + run->first, 0, run->end - run->first);
  for (uint32_t i = run->first; i < run->end;)
    {
      const dx_word *w = dx_word_of (c->words, i);
      uint32_t end = i + 1, flags = 0;
      if (w->caps >= DX_TITLE || c->words->small)
        {
          uint32_t h = w->lower;
          flags = single[c->words->of[i]];
          for (uint32_t k = i + 1; k < run->end && k < i + DX_PLACE_WORDS; k++)
            {
              /* What word a mark is depends on other paragraphs.  */
              const uint8_t kind = c->text->tokens[k].kind;
              if (kind == DX_QUOTE || kind == DX_SYMBOL)
                break;
              h = dx_join (h, dx_word_of (c->words, k)->lower);
              const uint32_t e
                = dx_vocabulary_find (vocabulary, dx_key (DX_KEY_PHRASE, h))
                  & ((1u << DX_VOC_FLAGS) - 1);
              if (e)
                {
                  flags = e;
                  end = k + 1;
                }
            }
        }
      for (uint32_t k = i; k < end && flags; k++)
        c->place[k] = (uint8_t) (flags | (k == i ? DX_PLACE_FIRST
                                                 : DX_PLACE_LATER));
      i = end;
    }
}

/* Is the sentence RUN Set Like a Headline?  */
static bool
is_titled (const dx_words *words, const dx_run *run)
{
  uint32_t capital = 0, plain = 0;
  for (uint32_t i = run->first; i < run->end; i++)
    {
      const dx_word *w = dx_word_of (words, i);
      /* Short words stay small in headlines too.  */
      const uint8_t caps = dx_caps_of (w);
      capital += caps >= DX_TITLE;
      plain += caps == DX_LOWER && w->size > 3;
    }
  return capital > 3 && capital > 3 * plain;
}

dixit_status
dx_context_open (dx_context *c, const dx_text *text, dx_marks *marks,
                 dx_words *words, const dx_vocabulary *vocabulary,
                 const dx_tagger *cues, const dx_vocabulary *saying,
                 dx_known *known, dx_arena *arena, dx_arena *told, dx_arena *brief,
                 dixit_error *error)
{
  const uint32_t n = text->token_count;
  *c = (dx_context) { .text = text, .marks = marks, .words = words };
  dixit_status s = dx_marks_pair (marks, text, arena, error);
  if (s == DIXIT_OK)
    s = dx_words_read (words, text, known, arena, brief, error);
  if (s != DIXIT_OK)
    return s;
  c->cluster = dx_alloc (brief, words->count, sizeof *c->cluster);
  c->leaning = dx_alloc (brief, words->count, 1);
  c->saying = dx_alloc (arena, words->count, 1);
  c->place = known ? known->place : dx_alloc (told, n, 1);
  uint8_t *single = dx_alloc (brief, words->count, 1);
  c->pos = dx_alloc (arena, n, 1);
  c->titled = dx_alloc (arena, text->sentence_count, 1);
  c->head = dx_alloc (told, n, sizeof *c->head);
  c->relation = dx_alloc (told, n, 1);
  c->names = dx_alloc (told, n, 1);
  c->cue_rank = dx_alloc (arena, words->count, 1);
  c->sentences = dx_starts_open (arena, n);
  if (!c->titled || !c->head || !c->relation || !c->cluster || !c->leaning
      || !c->saying || !c->place || !single || !c->pos || !c->names
      || !c->cue_rank || !c->sentences)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (known
      && !(known->now = dx_alloc (arena, words->count, sizeof *known->now)))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_starts_fill (c->sentences, n, text->sentences, text->sentence_count,
                  sizeof *text->sentences);
  for (uint32_t k = 0, p = 0; k < text->sentence_count; k++)
    {
      const dx_run *run = &text->sentences[k];
      p += run->first == text->paragraphs[p].end;
      /* How large letters are taken depends on all of the text.  */
      if (known && known->paragraphs[p]
          && !(known->sentences[k] & DX_KNOWN_LARGE))
        c->titled[k] = (known->sentences[k] & DX_KNOWN_TITLED) != 0;
      else
        c->titled[k] = is_titled (words, run);
    }
  for (uint32_t k = 0; k < words->count; k++)
    {
      enum { AHEAD = 8 };
      if (k + AHEAD < words->count && !(known && known->was[k + AHEAD]))
        {
          const uint64_t key
            = dx_key (DX_KEY_WORD, words->words[k + AHEAD].lower);
          dx_vocabulary_ask (vocabulary, key);
          dx_vocabulary_ask (saying, key);
        }
      const uint32_t was = known ? known->was[k] : 0;
      const uint32_t e
        = was ? known->lore[was - 1].entry
              : dx_vocabulary_find (vocabulary,
                                    dx_key (DX_KEY_WORD,
                                            words->words[k].lower));
      c->cluster[k] = (uint16_t) (e >> (DX_VOC_FLAGS + DX_VOC_LEANING));
      c->leaning[k]
        = c->cluster[k]
            ? (uint8_t) (1 + (e >> DX_VOC_FLAGS & ((1u << DX_VOC_LEANING) - 1)))
            : 0;
      single[k] = (uint8_t) (e & ((1u << DX_VOC_FLAGS) - 1));
      if (was)
        c->cue_rank[k] = (uint8_t) known->lore[was - 1].rank;
      else if (cues->labels)
        {
          const uint8_t *row
            = dx_tagger_row (cues, dx_key (0, words->words[k].lower));
          c->cue_rank[k] = row && row[0] == 1 && row[3] <= 3 ? row[3] : 0;
        }
      c->saying[k]
        = was ? (uint8_t) known->lore[was - 1].saying
              : (uint8_t) (dx_vocabulary_find (
                             saying, dx_key (DX_KEY_WORD,
                                             words->words[k].lower))
                           & DX_SAYING_MOST);
      if (known)
        known->now[k] = (dx_lore_of_word) { .entry = e, .rank = c->cue_rank[k] & 3u,
                                            .saying = c->saying[k] & 31u };
    }
  for (uint32_t p = 0; p < text->paragraph_count; p++)
    if (!known || !known->paragraphs[p] || words->small)
      find_places (c, vocabulary, single, &text->paragraphs[p]);
  dx_release (brief, single);
  return dx_speech_open (c, arena, error);
}

bool
dx_cancelled (const dixit_options *options, dixit_error *error)
{
  if (!options || !options->cancelled || !options->cancelled (options->data))
    return false;
  dx_fail (error, DIXIT_CANCELLED, 0, "cancelled");
  return true;
}
