/* context.c -- opening a context, and tagging runs of it.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/context.h"

#include <string.h>

dixit_status
dx_context_open (dx_context *c, const dx_text *text, dx_marks *marks,
                 dx_words *words, const dx_tagger *cues, dx_arena *arena,
                 dixit_error *error)
{
  const uint32_t n = text->token_count;
  *c = (dx_context) { .text = text, .marks = marks, .words = words,
                      .cues = cues };
  dixit_status s = dx_marks_pair (marks, text, arena, error);
  if (s == DIXIT_OK)
    s = dx_words_read (words, text, arena, error);
  if (s != DIXIT_OK)
    return s;
  c->pos = dx_alloc (arena, n, 1);
  c->names = dx_alloc (arena, n, 1);
  c->speech = dx_alloc (arena, n, 1);
  c->sure = dx_alloc (arena, n, 1);
  c->cue_rank = dx_alloc (arena, n, 1);
  c->sentence = dx_alloc (arena, n, sizeof *c->sentence);
  uint8_t *rank = dx_alloc (arena, words->count, 1);
  if (!c->pos || !c->names || !c->speech || !c->sure || !c->cue_rank
      || !c->sentence || !rank)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (uint32_t k = 0; k < text->sentence_count; k++)
    for (uint32_t i = text->sentences[k].first; i < text->sentences[k].end;
         i++)
      c->sentence[i] = k;
  if (cues)
    for (uint32_t k = 0; k < words->count; k++)
      {
        const uint8_t *row
          = dx_tagger_row (cues, dx_key (0, words->words[k].lower));
        rank[k] = row && row[0] == 1 && row[3] <= 3 ? row[3] : 0;
      }
  for (uint32_t i = 0; i < n; i++)
    c->cue_rank[i] = rank[words->of[i]];
  return DIXIT_OK;
}

dixit_status
dx_tag (const dx_context *c, const dx_tagger *tagger, dx_features *features,
        const dx_run *runs, uint32_t count, uint8_t *labels, uint8_t *sure,
        dx_lattice *lattice, dx_arena *arena, const dixit_options *options,
        dixit_error *error)
{
  uint64_t keys[DX_FEATURES_MAX];
  for (uint32_t r = 0; r < count; r++)
    for (uint32_t from = runs[r].first, end; from < runs[r].end; from = end)
      {
        end = runs[r].end - from > DX_SEQUENCE_MAX ? from + DX_SEQUENCE_MAX
                                                   : runs[r].end;
        if (options && options->cancelled && options->cancelled (options->data))
          return dx_fail (error, DIXIT_CANCELLED, 0, "cancelled");
        const size_t n = end - from;
        if (!dx_lattice_reserve (lattice, arena, tagger, n, sure != NULL))
          return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
        for (uint32_t i = from; i < end; i++)
          dx_tagger_score (tagger, keys, features (c, i, from, end, keys),
                           lattice->scores + (i - from) * tagger->labels);
        dx_viterbi (tagger, lattice, n, labels + from);
        if (sure)
          {
            dx_marginals (tagger, lattice, n);
            for (uint32_t i = from; i < end; i++)
              sure[i] = (uint8_t) (255.0f
                                   * lattice->forward[(i - from)
                                                      * tagger->labels
                                                      + labels[i]]);
          }
      }
  return DIXIT_OK;
}
