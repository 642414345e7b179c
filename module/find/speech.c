/* speech.c -- features of cue, source and content.
   SPDX-License-Identifier: GPL-3.0-or-later

   Words and parts of speech around, what quotation marks say, the nearest
   words that often head a cue (Pareti 2015; Scheible, Klinger and Pado 2016),
   and what the sentence holds left and right of a token.  */

#include "find/context.h"

enum { NEAR = 4, SCAN = 24 };

/* 0 1 2 3 4 5-6 7-9 10-14 15-24 25...  */
static uint32_t
bin (uint32_t d)
{
  return d < 5 ? d : d < 7 ? 5 : d < 10 ? 6 : d < 15 ? 7 : d < 25 ? 8 : 9;
}

/* What a name's label says here: 0 none, else type + 1, with its start.  */
static uint32_t
name_at (const dx_context *c, uint32_t i)
{
  const uint32_t l = c->names[i];
  if (!l)
    return 0;
  const uint32_t type = (l - 1) / 4, place = (l - 1) % 4;
  return (type + 1) * 2 + (place == DX_BEGIN || place == DX_UNIT);
}

/* The first thing of interest on one side of a token, in its sentence.  */
typedef struct
{
  uint32_t cue, cue_far;      /* word and distance of the nearest likely cue */
  uint32_t cue_pos;
  uint32_t stop, stop_far;    /* nearest comma, mark, colon, dash, bracket */
  uint32_t verb, verb_far;    /* nearest verb */
  uint32_t who, who_far;      /* nearest person, organisation, place or pronoun */
  uint32_t join;              /* nearest that, if, whether, to, who ... */
  uint32_t join_far;
  bool mark;                  /* a mark on the way to the cue */
  bool comma;                 /* a comma on the way to the cue */
} side;

static side
look (const dx_context *c, uint32_t i, uint32_t from, uint32_t end, int way)
{
  side s = { .cue_far = SCAN, .stop_far = SCAN, .verb_far = SCAN,
             .who_far = SCAN, .join_far = SCAN };
  const uint32_t home = c->sentence[i];
  for (uint32_t d = 1; d < SCAN; d++)
    {
      if (way < 0 ? i < from + d : i + d >= end)
        break;
      const uint32_t k = way < 0 ? i - d : i + d;
      if (c->sentence[k] != home)
        break;
      const dx_token *t = &c->text->tokens[k];
      const dx_word *w = dx_word_of (c->words, k);
      if (t->kind == DX_QUOTE || t->kind == DX_PUNCT)
        {
          if (s.stop_far == SCAN)
            {
              s.stop = w->lower;
              s.stop_far = d;
            }
          if (s.cue_far == SCAN)
            {
              s.mark |= t->kind == DX_QUOTE;
              s.comma |= t->kind == DX_PUNCT;
            }
          continue;
        }
      if (c->cue_rank[k] >= 2 && s.cue_far == SCAN)
        {
          s.cue = w->lower;
          s.cue_pos = c->pos[k];
          s.cue_far = d;
        }
      if (s.verb_far == SCAN && dx_is_verb (c->pos[k]))
        {
          s.verb = w->lower;
          s.verb_far = d;
        }
      if (s.who_far == SCAN)
        {
          const uint32_t name = c->names[k] ? (c->names[k] - 1u) / 4 : 99;
          if (name <= DIXIT_LOC || c->pos[k] == DX_POS_PRP)
            {
              s.who = name <= DIXIT_LOC ? name : 50;
              s.who_far = d;
            }
        }
      if (s.join_far == SCAN
          && (c->pos[k] == DX_POS_IN || c->pos[k] == DX_POS_TO
              || c->pos[k] == DX_POS_WP || c->pos[k] == DX_POS_WRB))
        {
          s.join = w->lower;
          s.join_far = d;
        }
    }
  return s;
}

size_t
dx_speech_features (const dx_context *c, uint32_t i, uint32_t from,
                    uint32_t end, uint64_t *keys)
{
  uint32_t low[2 * NEAR + 1], pos[2 * NEAR + 1], rank[2 * NEAR + 1],
    mark[2 * NEAR + 1], t = 0x3000;
  size_t n = 0;

  for (int o = -NEAR; o <= NEAR; o++)
    {
      const int64_t at = (int64_t) i + o;
      const bool in = at >= from && at < end;
      low[o + NEAR] = in ? dx_word_of (c->words, (uint32_t) at)->lower
                         : o < 0 ? 1 : 2;
      pos[o + NEAR] = in ? c->pos[at] : DX_POS_COUNT;
      rank[o + NEAR] = in ? c->cue_rank[at] : 4;
      mark[o + NEAR] = in ? c->marks->state[at] : 64;
      keys[n++] = dx_key (t++, low[o + NEAR]);
    }
  const uint32_t *l = low + NEAR, *p = pos + NEAR, *r = rank + NEAR,
                 *m = mark + NEAR;
  const dx_word *w = dx_word_of (c->words, i);
  for (int o = -3; o <= 3; o++)
    {
      keys[n++] = dx_key (t++, p[o]);
      keys[n++] = dx_key (t++, r[o] * 128 + m[o]);
    }
  keys[n++] = dx_key (t++, dx_join (l[-2], l[-1]));
  keys[n++] = dx_key (t++, dx_join (l[-1], l[0]));
  keys[n++] = dx_key (t++, dx_join (l[0], l[1]));
  keys[n++] = dx_key (t++, dx_join (l[1], l[2]));
  keys[n++] = dx_key (t++, dx_join (l[-1], l[1]));
  keys[n++] = dx_key (t++, dx_join (dx_join (l[-1], l[0]), l[1]));
  keys[n++] = dx_key (t++, p[-1] * 32 + p[0]);
  keys[n++] = dx_key (t++, p[0] * 32 + p[1]);
  keys[n++] = dx_key (t++, (p[-1] * 32 + p[0]) * 32 + p[1]);
  keys[n++] = dx_key (t++, (p[-2] * 32 + p[-1]) * 32 + p[0]);
  keys[n++] = dx_key (t++, (p[0] * 32 + p[1]) * 32 + p[2]);
  keys[n++] = dx_key (t++, (((p[-2] * 32 + p[-1]) * 32 + p[0]) * 32 + p[1]) * 32
                             + p[2]);
  keys[n++] = dx_key (t++, dx_join (l[0], p[0]));
  keys[n++] = dx_key (t++, dx_join (l[0], p[1]));
  keys[n++] = dx_key (t++, dx_join (l[0], p[-1]));
  keys[n++] = dx_key (t++, w->suffix[2]);
  keys[n++] = dx_key (t++, w->suffix[1]);
  keys[n++] = dx_key (t++, dx_join (w->prefix[3], p[0]));
  keys[n++] = dx_key (t++, w->brief);

  /* Names.  */
  const uint32_t before = i > from ? name_at (c, i - 1) : 40;
  const uint32_t here = name_at (c, i);
  const uint32_t after = i + 1 < end ? name_at (c, i + 1) : 40;
  keys[n++] = dx_key (t++, before * 64 + here);
  keys[n++] = dx_key (t++, here * 64 + after);
  keys[n++] = dx_key (t++, dx_join (l[-1], here));
  keys[n++] = dx_key (t++, dx_join (l[1], here));
  keys[n++] = dx_key (t++, dx_join (l[0], after));

  /* Marks: state around, and the place in the passage.  */
  const uint32_t inside = m[0] & (DX_M_INSIDE | DX_M_SINGLE);
  uint32_t in_from = 0, in_to = 0, long_is = 0;
  if (c->marks->passage[i] != DIXIT_NONE)
    {
      const dx_passage *q = &c->marks->passages[c->marks->passage[i]];
      in_from = 1 + bin (i - q->open);
      in_to = 1 + bin (q->close >= i ? q->close - i : 0);
      long_is = 1 + bin ((q->close - q->open) / 2);
    }
  keys[n++] = dx_key (t++, (m[-1] * 128 + m[0]) * 128 + m[1]);
  keys[n++] = dx_key (t++, (inside * 16 + in_from) * 16 + long_is);
  keys[n++] = dx_key (t++, (inside * 16 + in_to) * 16 + long_is);
  keys[n++] = dx_key (t++, dx_join (l[0], m[0]));
  keys[n++] = dx_key (t++, dx_join (l[-1], m[0] * 128 + m[-1]));
  keys[n++] = dx_key (t++, dx_join (l[1], m[0] * 128 + m[1]));
  keys[n++] = dx_key (t++, dx_join (p[0] * 32 + p[1], inside));

  /* The sentence and the paragraph.  */
  const uint32_t home = c->sentence[i];
  const dx_run *s = &c->text->sentences[home];
  const uint32_t left = i - s->first, right = s->end - 1 - i;
  const uint32_t first = c->marks->state[s->first], last
    = c->marks->state[s->end - 1];
  const uint32_t lead = c->marks->state[from];
  const uint32_t prior
    = s->first > from ? c->marks->state[s->first - 1] : 64;
  keys[n++] = dx_key (t++, bin (left) * 16 + (right < 6 ? right : 6));
  keys[n++] = dx_key (t++, (bin (left) * 128 + first) * 8 + inside);
  keys[n++] = dx_key (t++, (bin (right) * 128 + last) * 8 + inside);
  keys[n++] = dx_key (t++, (lead * 128 + prior) * 8 + inside);
  keys[n++] = dx_key (t++, (prior * 128 + first) * 128 + last);
  keys[n++] = dx_key (t++, dx_join (dx_word_of (c->words, s->first)->lower,
                                    left < 8 ? left : 8));
  keys[n++] = dx_key (t++, (c->text->tokens[from].flags & DX_PARAGRAPH) * 64
                             + bin (i - from));

  /* Left and right of it.  */
  const side a = look (c, i, from, end, -1), b = look (c, i, from, end, 1);
  keys[n++] = dx_key (t++, dx_join (a.cue, bin (a.cue_far)));
  keys[n++] = dx_key (t++, dx_join (b.cue, bin (b.cue_far)));
  keys[n++] = dx_key (t++, (bin (a.cue_far) * 2 + a.mark) * 2 + a.comma);
  keys[n++] = dx_key (t++, (bin (b.cue_far) * 2 + b.mark) * 2 + b.comma);
  keys[n++] = dx_key (t++, ((bin (a.cue_far) * 2 + a.mark) * 2 + a.comma) * 8
                             + inside);
  keys[n++] = dx_key (t++, ((bin (b.cue_far) * 2 + b.mark) * 2 + b.comma) * 8
                             + inside);
  keys[n++] = dx_key (t++, dx_join (a.cue, p[0]));
  keys[n++] = dx_key (t++, dx_join (b.cue, p[0]));
  keys[n++] = dx_key (t++, dx_join (a.cue, l[0]));
  keys[n++] = dx_key (t++, (a.cue_pos * 16 + bin (a.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (b.cue_pos * 16 + bin (b.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (bin (a.cue_far) * 16 + bin (b.cue_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, dx_join (a.stop, bin (a.stop_far)));
  keys[n++] = dx_key (t++, dx_join (b.stop, bin (b.stop_far)));
  keys[n++] = dx_key (t++, dx_join (a.stop, dx_join (b.stop, p[0])));
  keys[n++] = dx_key (t++, dx_join (a.verb, bin (a.verb_far)));
  keys[n++] = dx_key (t++, dx_join (b.verb, bin (b.verb_far)));
  keys[n++] = dx_key (t++, (bin (a.verb_far) * 16 + bin (b.verb_far)) * 32
                             + p[0]);
  keys[n++] = dx_key (t++, (a.who * 16 + bin (a.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, (b.who * 16 + bin (b.who_far)) * 32 + p[0]);
  keys[n++] = dx_key (t++, dx_join (l[0], a.who * 16 + (a.who_far < 4)));
  keys[n++] = dx_key (t++, dx_join (a.join, bin (a.join_far)));
  keys[n++] = dx_key (t++, dx_join (a.join, dx_join (a.cue, p[0])));
  keys[n++] = dx_key (t++, ((uint32_t) (a.cue_far < a.stop_far) * 4
                            + (uint32_t) (b.cue_far < b.stop_far)) * 32
                             + p[0]);
  return n;
}
