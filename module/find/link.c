/* link.c -- segments of tags, and the rankers that tie them together.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/link.h"

#include "find/tree.h"
#include "learn/fastexp.h"

uint32_t
dx_root_of (const dx_context *c, uint32_t from, uint32_t end)
{
  for (uint32_t i = from; i < end; i++)
    {
      const uint32_t head = dx_head_at (c, i), relation = dx_relation_at (c, i);
      if ((head == DIXIT_NONE || head < from || head >= end)
          && relation != DX_REL_PUNCT && relation != DX_REL_MARK
          && relation != DX_REL_CC)
        return i;
    }
  return from;
}

dixit_status
dx_segments_read (dx_segments *s, const dx_context *c, dx_arena *arena,
                  dx_arena *brief, dixit_error *error)
{
  size_t room = 0, homes = 0;
  const uint8_t *const speech = c->speech, *const sure = c->sure;
  /* Labels that go on with a run that begins with another, by that one, bit set.  */
  uint32_t inner_of[DX_SP_LABELS] = { 0 };
  for (uint8_t k = 0; k < DX_SP_LABELS; k++)
    if (dx_speech_inner (k))
      inner_of[dx_speech_begin (k)] |= UINT32_C (1) << k;
  *s = (dx_segments) { 0 };
  dx_run run = { 0 };
  for (uint32_t p = 0; p < c->text->paragraph_count; p++)
    {
      run = dx_paragraph_of (c->text, run.end);
      for (uint32_t i = run.first, end = run.end; i < end;)
        {
          if (speech[i] == DX_SP_O)
            {
              i++;
              continue;
            }
          const uint8_t begin = dx_speech_begin (speech[i]);
          const uint32_t goes_on = inner_of[begin];
          dx_segment g = { .first = i,
                           .role = begin / 2u & 3, .sure = sure[i] };
          uint32_t before = 0, inner = 0;   /* words, going by their labels */
          do
            {
              before += speech[i] == DX_SP_I_BEFORE;
              inner += goes_on >> speech[i] & 1;
              if (sure[i] < g.sure)
                g.sure = sure[i];
            }
          while (++i < end && goes_on >> speech[i] & 1);
          g.side = !inner ? DX_ANY_SIDE
                   : 2 * before > inner ? DX_BEFORE_CUE : DX_AFTER_CUE;
          g.end = i;
          if (!dx_reserve (arena, &s->all, &room, s->count, s->count + 1u,
                           sizeof *s->all)
              || !dx_reserve (brief, &s->homes, &homes, s->count,
                              s->count + 1u, sizeof *s->homes))
            return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
          s->homes[s->count] = (dx_segment_home) {
            .root = dx_root_of (c, g.first, g.end), .paragraph = p
          };
          s->all[s->count++] = g;
        }
    }
  if (!dx_fit (arena, &s->all, &room, s->count, sizeof *s->all))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  return DIXIT_OK;
}

uint32_t
dx_link_rivals (const dx_segments *s, uint32_t x, uint32_t *rivals)
{
  const uint8_t role = s->all[x].role == DX_CONTENT ? DX_CUE : DX_SOURCE;
  const uint32_t home = s->homes[x].paragraph;
  uint32_t n = 0;
  /* Segments alternate, so a few steps either way reach all that matter; the
     paragraph bounds them too, but for a neighbour that has no cue.  */
  for (uint32_t d = 1; d <= 24 && x >= d && n < DX_RIVALS_MAX / 2; d++)
    {
      const dx_segment *y = &s->all[x - d];
      if (s->homes[x - d].paragraph + 1 < home)
        break;
      if (y->role == role)
        rivals[n++] = x - d;
    }
  const uint32_t before = n;
  for (uint32_t d = 1; d <= 24 && d < s->count - x
                       && n - before < DX_RIVALS_MAX / 2;
       d++)
    {
      const dx_segment *y = &s->all[x + d];
      if (s->homes[x + d].paragraph > home + 1)
        break;
      if (y->role == role)
        rivals[n++] = x + d;
    }
  return n;
}

static uint32_t
bin (uint32_t d)
{
  return d < 4 ? d : d < 6 ? 4 : d < 9 ? 5 : d < 14 ? 6 : d < 22 ? 7
         : d < 40 ? 8 : 9;
}

static uint32_t
few (uint32_t n)
{
  return n < 3 ? n : 3;
}

static uint32_t
lower (const dx_context *c, uint32_t i)
{
  return i < c->text->token_count ? dx_word_of (c->words, i)->lower : 2;
}

/* What kind of source this is: a pronoun, a name by type, another word.  */
static uint32_t
kind_of (const dx_context *c, const dx_segment *g)
{
  for (uint32_t i = g->first; i < g->end && i < g->first + 12; i++)
    {
      if (c->names[i])
        return 1 + (c->names[i] - 1u) / 4;
      if (c->pos[i] == DX_POS_PRP || c->pos[i] == DX_POS_PRPS)
        return 20;
    }
  return c->pos[g->end - 1] == DX_POS_NNS ? 21 : 22;
}

/* The way in the tree from A to B: the relations up from A to what both depend
   on, and down to B.  0 where that is far, or not in one sentence.  */
static uint32_t
path (const dx_context *c, const dx_segments *s, uint32_t x, uint32_t y)
{
  enum { STEPS = 4 };
  const dx_segment *a = &s->all[x], *b = &s->all[y];
  const uint32_t a_root = s->homes[x].root, b_root = s->homes[y].root;
  if (dx_sentence_at (c, a_root) != dx_sentence_at (c, b_root))
    return 0;
  uint32_t up = 1, at = a_root;
  for (int k = 0; k <= STEPS && at != DIXIT_NONE; k++)
    {
      uint32_t down = 1, from = b_root;
      for (int j = 0; j <= STEPS && from != DIXIT_NONE; j++)
        {
          if (from == at || (from >= a->first && from < a->end && at == a_root)
              || (at >= b->first && at < b->end && from == b_root))
            return dx_join (up, down);
          down = down * 32 + dx_relation_at (c, from);
          from = dx_head_at (c, from);
        }
      up = up * 32 + dx_relation_at (c, at);
      at = dx_head_at (c, at);
    }
  return 0;
}

size_t
dx_link_features (const dx_context *c, const dx_segments *s, uint32_t x,
                  uint32_t y, uint64_t *keys)
{
  const dx_segment *me = &s->all[x];
  const uint32_t base = me->role == DX_CONTENT ? 0x4000 : 0x5000;
  const uint8_t *state = c->marks->state;
  const uint32_t marked = (uint32_t) (state[me->first] & DX_M_OPEN) * 2
                          + (state[me->first] & DX_M_INSIDE);
  const uint32_t size = bin (me->end - me->first);
  uint32_t t = base;
  size_t n = 0;

  if (y == DIXIT_NONE)
    {
      keys[n++] = dx_key (t++, 0);
      keys[n++] = dx_key (t++, marked * 16 + size);
      keys[n++] = dx_key (t++, lower (c, me->first));
      keys[n++] = dx_key (t++, lower (c, me->end - 1));
      keys[n++] = dx_key (t++, lower (c, me->end));
      keys[n++] = dx_key (t++, c->text->kinds[s->homes[x].paragraph]);
      /* Who else is about.  */
      uint32_t cues = 0, sources = 0;
      for (uint32_t d = 1; d <= 8; d++)
        {
          if (x >= d && s->homes[x - d].paragraph == s->homes[x].paragraph)
            {
              cues += s->all[x - d].role == DX_CUE;
              sources += s->all[x - d].role == DX_SOURCE;
            }
          if (d < s->count - x && s->homes[x + d].paragraph == s->homes[x].paragraph)
            {
              cues += s->all[x + d].role == DX_CUE;
              sources += s->all[x + d].role == DX_SOURCE;
            }
        }
      keys[n++] = dx_key (t++, (few (cues) * 4 + few (sources)) * 512 + marked);
      keys[n++] = dx_key (t++, dx_join (lower (c, me->first), few (sources)));
      return n;
    }

  t = base + 0x100;
  const dx_segment *you = &s->all[y];
  const bool after = y > x;   /* you stand after me */
  const dx_segment *a = after ? me : you, *b = after ? you : me;
  const uint32_t lo = after ? x : y, hi = after ? y : x;
  const uint32_t way = after ? 1 : 0;
  const uint32_t gap = b->first - a->end;
  const uint32_t sentences = few (dx_sentence_at (c, b->first)
                                  - dx_sentence_at (c, a->end - 1));
  const uint32_t paragraphs = few (s->homes[hi].paragraph - s->homes[lo].paragraph);
  uint32_t between[3] = { 0 };
  for (uint32_t k = lo + 1; k < hi; k++)
    between[s->all[k].role]++;
  enum { FAR = 24 };
  uint32_t commas = 0, marks = 0, verbs = 0;
  const uint32_t stop = b->first < a->end + FAR ? b->first : a->end + FAR;
  for (uint32_t i = a->end; i < stop; i++)
    {
      marks += c->text->tokens[i].kind == DX_QUOTE;
      commas += c->text->tokens[i].kind == DX_PUNCT;
      verbs += dx_is_verb (c->pos[i]);
    }
  const uint32_t others = stop > a->end ? stop - a->end - marks - commas : 0;
  const uint32_t order
    = few (between[me->role == DX_CONTENT ? DX_CUE : DX_SOURCE]);
  const uint32_t head = lower (c, you->role == DX_CUE ? you->end - 1
                                                      : you->first);
  const uint32_t mine = lower (c, me->role == DX_CUE ? me->end - 1 : me->first);
  const uint32_t yours = you->role == DX_SOURCE ? kind_of (c, you) : 0;
  const uint32_t inner = state[you->first] & DX_M_INSIDE;

  keys[n++] = dx_key (t++, way);
  keys[n++] = dx_key (t++, way * 16 + bin (gap));
  keys[n++] = dx_key (t++, (way * 4 + sentences) * 4 + paragraphs);
  keys[n++] = dx_key (t++, (way * 4 + order) * 4 + sentences);
  keys[n++] = dx_key (t++, ((way * 4 + few (between[DX_CUE])) * 4
                            + few (between[DX_SOURCE])) * 4
                             + few (between[DX_CONTENT]));
  keys[n++] = dx_key (t++, ((way * 4 + few (commas)) * 4 + few (marks)) * 4
                             + few (others));
  keys[n++] = dx_key (t++, (way * 4 + few (verbs)) * 4 + sentences);
  keys[n++] = dx_key (t++, dx_join (head, way));
  keys[n++] = dx_key (t++, dx_join (head, way * 16 + bin (gap)));
  keys[n++] = dx_key (t++, dx_join (head, mine));
  keys[n++] = dx_key (t++, dx_join (mine, way * 16 + bin (gap)));
  keys[n++] = dx_key (t++, dx_join (head, way * 16 + few (sentences) * 4
                                            + order));
  keys[n++] = dx_key (t++, (marked * 4 + way) * 4 + sentences);
  keys[n++] = dx_key (t++, ((marked * 4 + way) * 4 + few (commas)) * 4 + order);
  keys[n++] = dx_key (t++, inner * 512 + marked);
  keys[n++] = dx_key (t++, (yours * 4 + way) * 16 + bin (gap));
  keys[n++] = dx_key (t++, dx_join (mine, yours * 2 + way));
  keys[n++] = dx_key (t++, dx_join (lower (c, a->end), way));
  keys[n++] = dx_key (t++, dx_join (lower (c, b->first - 1), way));
  keys[n++] = dx_key (t++, dx_join (dx_join (lower (c, a->end), way),
                                    gap < 4 ? gap : 4));
  keys[n++] = dx_key (t++, (c->pos[you->end - 1] * 32u + c->pos[me->first]) * 2
                             + way);
  keys[n++] = dx_key (t++, (way * 4 + order) * 16 + size);
  const uint32_t steps = path (c, s, x, y);
  keys[n++] = dx_key (t++, steps);
  keys[n++] = dx_key (t++, dx_join (steps, way * 16 + bin (gap)));
  keys[n++] = dx_key (t++, dx_join (steps, way * 16 + order * 4 + sentences));
  keys[n++] = dx_key (t++, dx_join (steps, me->role == DX_CUE ? mine : head));
  /* Does something else claim you from nearer?  */
  uint32_t rival = 9;
  if (after)
    {
      if (y > x + 1)
        rival = s->all[y - 1].role;
    }
  else if (x > y + 1)
    rival = s->all[y + 1].role;
  uint32_t beyond = 9;
  if (after && y + 1 < s->count
      && s->homes[y + 1].paragraph == s->homes[y].paragraph)
    beyond = s->all[y + 1].role
             * 2u + (dx_sentence_at (c, s->all[y + 1].first)
                     == dx_sentence_at (c, you->first));
  if (!after && y > 0 && s->homes[y - 1].paragraph == s->homes[y].paragraph)
    beyond = s->all[y - 1].role
             * 2u + (dx_sentence_at (c, s->all[y - 1].first)
                     == dx_sentence_at (c, you->first));
  keys[n++] = dx_key (t++, ((way * 16 + rival) * 16 + beyond) * 4 + sentences);
  keys[n++] = dx_key (t++, dx_join (head, (way * 16 + rival) * 16 + beyond));
  const uint32_t side = me->side * 2u + way;
  keys[n++] = dx_key (t++, side);
  keys[n++] = dx_key (t++, (side * 4 + order) * 4 + sentences);
  keys[n++] = dx_key (t++, dx_join (head, side * 4 + order));
  return n;
}

/* The numbers in the sums of a tagger of one label.  */
enum { LANES = 8 };

void
dx_link_some (const dx_context *c, dx_segments *s, uint32_t first,
              uint32_t end, const dx_tagger *link)
{
  dx_batch batch;
  dx_batch_open (&batch, link);
  for (uint32_t x = first; x < end; x++)
    {
      dx_segment *me = &s->all[x];
      if (me->role == DX_SOURCE)
        continue;
      uint32_t rivals[DX_RIVALS_MAX + 1];
      uint32_t n = dx_link_rivals (s, x, rivals);
      rivals[n++] = DIXIT_NONE;
      int16_t score[DX_RIVALS_MAX + 1][LANES];
      for (uint32_t k = 0; k < n; k++)
        {
          dx_load *const load = dx_batch_next (&batch);
          load->key_count = dx_link_features (c, s, x, rivals[k], load->keys);
          load->part_count = 0;
          load->sums = score[k];
          load->scores = NULL;
          dx_batch_push (&batch);
        }
      dx_batch_flush (&batch);
      uint32_t best = 0;
      for (uint32_t k = 1; k < n; k++)
        if (*score[k] > *score[best])
          best = k;
      float all = 0;
      for (uint32_t k = 0; k < n; k++)
        all += dx_exp ((float) (*score[k] - *score[best]) * link->scale);
      dx_choose (s, x, rivals[best]);
      me->chance = 1 / all;
    }
}

void
dx_link (const dx_context *c, dx_segments *s, const dx_tagger *link)
{
  dx_link_some (c, s, 0, s->count, link);
}
