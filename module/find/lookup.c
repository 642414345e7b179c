/* lookup.c -- vocabularies, asked once a word.
   SPDX-License-Identifier: GPL-3.0-or-later

   They are larger than what is near a processor, so the words of many texts stay with
   the desk, and others are asked for some words ahead.  */

#include "find/lookup.h"

#include <string.h>

/* Some tokens, and the keys of two words and more that start at each: COUNT of
   them.  */
enum { WINDOW = 64, LONGER = DX_PLACE_WORDS - 1 };

typedef struct
{
  uint8_t count[WINDOW];
  uint64_t keys[WINDOW][LONGER];
} phrases;

/* Ask for the phrases that start at the tokens from I up to END with a capital, and go
   on in the paragraph RUN.  */
static void
ask_phrases (const dx_context *c, const dx_vocabulary *vocabulary, uint32_t i,
             uint32_t end, const dx_run *run, phrases *p)
{
  for (uint32_t at = 0; i < end; i++, at++)
    {
      const dx_word *w = dx_word_of (c->words, i);
      uint32_t h = w->lower, n = 0;
      if (w->caps >= DX_TITLE || c->words->small)
        for (uint32_t k = i + 1; k < run->end && n < LONGER; k++)
          {
            /* What word a mark is depends on other paragraphs.  */
            const uint8_t kind = c->text->tokens[k].kind;
            if (kind == DX_QUOTE || kind == DX_SYMBOL)
              break;
            h = dx_join (h, dx_word_of (c->words, k)->lower);
            p->keys[at][n] = dx_key (DX_KEY_PHRASE, h);
            dx_vocabulary_ask (vocabulary, p->keys[at][n++]);
          }
      p->count[at] = (uint8_t) n;
    }
}

/* Mark the longest place name, of up to DX_PLACE_WORDS words, that starts at
   each capitalised token of the paragraph RUN.  */
static void
find_places (dx_context *c, const dx_vocabulary *vocabulary,
             const uint8_t *single, const dx_run *run)
{
  phrases p;
  memset (c->place + run->first, 0, run->end - run->first);
  for (uint32_t i = run->first, from = i, to = i; i < run->end;)
    {
      if (i >= to)
        {
          from = i;
          to = run->end - i > WINDOW ? i + WINDOW : run->end;
          ask_phrases (c, vocabulary, from, to, run, &p);
        }
      const dx_word *w = dx_word_of (c->words, i);
      uint32_t end = i + 1, flags = 0;
      if (w->caps >= DX_TITLE || c->words->small)
        {
          flags = single[c->words->of[i]];
          for (uint32_t n = 0; n < p.count[i - from]; n++)
            {
              const uint32_t e
                = dx_vocabulary_find (vocabulary, p.keys[i - from][n])
                  & ((1u << DX_VOC_FLAGS) - 1);
              if (e)
                {
                  flags = e;
                  end = i + n + 2;
                }
            }
        }
      for (uint32_t k = i; k < end && flags; k++)
        c->place[k] = (uint8_t) (flags | (k == i ? DX_PLACE_FIRST
                                                 : DX_PLACE_LATER));
      i = end;
    }
}

/* What is known of WORD in all texts.  */
static dx_lore_of_word
find_lore (const dx_word *word, const dx_vocabulary *vocabulary,
           const dx_tagger *cues, const dx_vocabulary *saying)
{
  const uint64_t key = dx_key (DX_KEY_WORD, word->lower);
  const uint8_t *row
    = cues->labels ? dx_tagger_row (cues, dx_key (0, word->lower)) : NULL;
  return (dx_lore_of_word) {
    .entry = dx_vocabulary_find (vocabulary, key),
    .rank = (row && row[0] == 1 && row[3] <= 3 ? row[3] : 0) & 3u,
    .saying = dx_vocabulary_find (saying, key) & DX_SAYING_MOST };
}

dixit_status
dx_look_up (dx_context *c, dx_desk *desk, const dx_vocabulary *vocabulary,
            const dx_tagger *cues, const dx_vocabulary *saying, dx_known *known,
            dx_arena *brief, dixit_error *error)
{
  const dx_words *const words = c->words;
  const dx_text *const text = c->text;
  uint8_t *single = dx_alloc (brief, words->count, 1);
  if (!single)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t k = 0; k < words->count; k++)
    {
      enum { AHEAD = 8 };
      if (k + AHEAD < words->count && !(known && known->was[k + AHEAD])
          && !dx_desk_lore (desk, k + AHEAD))
        {
          const uint64_t key
            = dx_key (DX_KEY_WORD, words->words[k + AHEAD].lower);
          dx_vocabulary_ask (vocabulary, key);
          dx_vocabulary_ask (saying, key);
        }
      const dx_lore_of_word *at = known && known->was[k]
                                    ? &known->lore[known->was[k] - 1]
                                    : dx_desk_lore (desk, k);
      const dx_lore_of_word lore
        = at ? *at : find_lore (&words->words[k], vocabulary, cues, saying);
      if (!at)
        dx_desk_tell (desk, k, lore);
      const uint32_t e = lore.entry;
      c->cluster[k] = (uint16_t) (e >> (DX_VOC_FLAGS + DX_VOC_LEANING));
      c->leaning[k]
        = c->cluster[k]
            ? (uint8_t) (1 + (e >> DX_VOC_FLAGS & ((1u << DX_VOC_LEANING) - 1)))
            : 0;
      single[k] = (uint8_t) (e & ((1u << DX_VOC_FLAGS) - 1));
      c->cue_rank[k] = lore.rank;
      c->saying[k] = lore.saying;
      if (known)
        known->now[k] = (dx_lore_of_word) { .entry = e, .rank = lore.rank,
                                            .saying = lore.saying };
    }
  for (uint32_t p = 0, i = 0; p < text->paragraph_count; p++)
    {
      const dx_run run = dx_paragraph_of (text, i);
      i = run.end;
      if (!known || !known->paragraphs[p] || words->small)
        find_places (c, vocabulary, single, &run);
    }
  dx_release (brief, single);
  dx_release (brief, desk->places);
  desk->places = NULL;
  return DIXIT_OK;
}
