/* holder.c -- the noun phrases of a sentence, and which of them speaks.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/holder.h"

#include "find/frames.h"
#include "learn/fastexp.h"

#include <string.h>

enum { REACH = 120, PHRASE_MAX = 14 };

static uint32_t
bits (const dx_context *c, const dx_people *p, uint32_t i)
{
  return i < c->text->token_count ? dx_bits (&p->lexicon, c, i) : 0;
}

static bool
within (uint32_t i, dx_piece p)
{
  return i >= p.first && i < p.end;
}

/* The end of the noun phrase at I, without what prepositions add; I if there
   is none.  */
static uint32_t
phrase_end (const dx_context *c, const dx_people *p, const dx_orphan *o,
            uint32_t i, uint32_t stop)
{
  const uint8_t pos = c->pos[i];
  if (pos == DX_POS_PRP || pos == DX_POS_WP || bits (c, p, i) & DX_L_WHO)
    return pos == DX_POS_IN || pos == DX_POS_DT ? i : i + 1;
  uint32_t noun = i, k = i;
  for (; k < stop && k - i < PHRASE_MAX && !within (k, o->words)
         && !within (k, o->content);
       k++)
    {
      const dx_token t = dx_token_of (c->text, k);
      const uint8_t x = c->pos[k];
      if (t.kind == DX_PUNCT)
        {
          if (c->text->bytes[t.start] == '-' && !(t.flags & DX_SPACE)
              && k > i)
            continue;
          break;
        }
      if (t.kind != DX_WORD && t.kind != DX_NUMBER)
        break;
      if (dx_is_noun (x) || dx_named (c, k))
        {
          noun = k + 1;
          continue;
        }
      if (x != DX_POS_JJ && x != DX_POS_CD && x != DX_POS_POS
          && !((x == DX_POS_DT || x == DX_POS_PRPS) && k == i)
          && !(bits (c, p, k) & DX_L_TITLE))
        break;
    }
  /* "Lee's claim" has two: the owner, then the whole.  */
  for (k = i; k < noun; k++)
    if (c->pos[k] == DX_POS_POS && k > i)
      return k;
  return noun;
}

uint32_t
dx_phrases (const dx_context *c, const dx_people *p, const dx_orphan *o,
            dx_piece *phrases)
{
  const dx_run s = dx_sentence_of (c->text, o->words.first);
  const uint32_t from = o->words.first - s.first > REACH
                          ? o->words.first - REACH : s.first;
  const uint32_t stop = s.end > o->words.end && s.end - o->words.end > REACH
                          ? o->words.end + REACH : s.end;
  uint32_t n = 0;
  for (uint32_t i = from; i < stop;)
    {
      /* Those words may be as many as the paragraph has.  */
      if (within (i, o->words) || within (i, o->content))
        {
          i = within (i, o->words) ? o->words.end : o->content.end;
          continue;
        }
      if (c->marks->state[i] & DX_M_INSIDE)
        {
          i++;
          continue;
        }
      const uint32_t end = phrase_end (c, p, o, i, stop);
      if (end == i)
        {
          i++;
          continue;
        }
      if (n == DX_PHRASES)
        {
          /* The nearest matter; those after the words are few.  */
          if (i >= o->words.end)
            break;
          for (uint32_t k = 1; k < n; k++)
            phrases[k - 1] = phrases[k];
          n--;
        }
      phrases[n++] = (dx_piece) { i, end };
      i = end;
    }
  return n;
}

static uint32_t
bin (uint32_t d)
{
  return d < 3 ? d : d < 5 ? 3 : d < 8 ? 4 : d < 13 ? 5 : d < 22 ? 6 : 7;
}

static uint32_t
few (uint32_t n)
{
  return n < 3 ? n : n < 6 ? 3 : 4;
}

/* What a phrase is: a pronoun, a name by type, a person's or body's noun.  */
static uint32_t
sort_of (const dx_context *c, const dx_people *p, dx_piece x)
{
  const uint32_t head = x.end - 1;
  const uint32_t k = dx_mention_at (p, head);
  if (k != DIXIT_NONE && p->mentions[k].kind == DIXIT_NAME)
    return 1 + p->mentions[k].type;
  const uint32_t b = bits (c, p, head);
  if (x.end - x.first == 1
      && b & (DX_L_HE | DX_L_SHE | DX_L_THEY | DX_L_IT | DX_L_I | DX_L_WHO))
    return b & (DX_L_HE | DX_L_SHE) ? (c->pos[head] == DX_POS_PRPS ? 25 : 20)
           : b & DX_L_THEY          ? 21
           : b & DX_L_IT            ? 22
           : b & DX_L_I             ? 23
                                    : 24;
  return b & DX_L_PAPER                       ? 30
         : b & (DX_L_GROUP | DX_L_MOUTH)      ? 31
         : dx_is_person_noun (p, c, head)     ? 32
         : b & DX_L_BODY                      ? 33
         : c->pos[head] == DX_POS_NNS         ? 34
         : c->pos[head] == DX_POS_PRP         ? 35
                                              : 36;
}

static uint32_t
pos_at (const dx_context *c, uint32_t i, const dx_run *s)
{
  return i >= s->first && i < s->end ? c->pos[i] : DX_POS_COUNT;
}

size_t
dx_holder_features (const dx_context *c, const dx_people *p,
                    const dx_orphan *o, const dx_piece *phrases, uint32_t n,
                    uint32_t k, uint64_t *keys)
{
  const dx_run s = dx_sentence_of (c->text, o->words.first);
  /* The cue's verb, or its last word.  */
  uint32_t verb = o->words.first;
  while (!o->marked && verb < o->words.end && !dx_is_verb (c->pos[verb]))
    verb++;
  if (verb == o->words.end)
    verb = o->words.end - 1;
  const uint32_t v = o->marked ? 30u : c->pos[verb];
  const uint32_t word = o->marked ? 0 : dx_word_of (c->words, verb)->lower;
  const uint32_t left = pos_at (c, o->words.first - 1, &s);
  const uint32_t right = pos_at (c, o->words.end, &s);
  const uint32_t starts = o->words.first == s.first;
  uint32_t f = o->marked ? 0x7200 : 0x7000;
  size_t z = 0;
  if (k == n)
    {
      keys[z++] = dx_key (f++, 0);
      keys[z++] = dx_key (f++, v * 2 + starts);
      keys[z++] = dx_key (f++, word);
      keys[z++] = dx_key (f++, v * 32 + left);
      keys[z++] = dx_key (f++, v * 32 + right);
      keys[z++] = dx_key (f++, v * 8 + few (n));
      keys[z++] = dx_key (f++, dx_word_of (c->words, o->words.first)->lower);
      keys[z++] = dx_key (f++, dx_word_of (c->words, o->words.end - 1)->lower);
      return z;
    }
  f += 0x40;
  const dx_piece x = phrases[k];
  const uint32_t way = x.first >= o->words.end;
  const uint32_t gap_from = way ? o->words.end : x.end;
  const uint32_t gap_to = way ? x.first : o->words.first;
  uint32_t commas = 0, verbs = 0, finite = 0, dashes = 0;
  for (uint32_t i = gap_from; i < gap_to; i++)
    {
      verbs += dx_is_verb (c->pos[i]);
      finite += c->pos[i] >= DX_POS_VBD && c->pos[i] <= DX_POS_VBP;
      if (c->text->tokens[i].kind == DX_PUNCT)
        {
          commas += dx_first_byte (c->text, i) == ',';
          dashes++;
        }
    }
  uint32_t rank = 0;
  if (way)
    while (rank < k && phrases[k - 1 - rank].first >= o->words.end)
      rank++;
  else
    while (k + 1 + rank < n && phrases[k + 1 + rank].end <= o->words.first)
      rank++;
  const uint32_t sort = sort_of (c, p, x);
  const uint32_t before = x.first > s.first
                              && bits (c, p, x.first - 1) & DX_L_PREP
                            ? 29u : pos_at (c, x.first - 1, &s);
  const uint32_t after = x.end < s.end && bits (c, p, x.end) & DX_L_PREP
                           ? 29u
                         : x.end < s.end && bits (c, p, x.end) & DX_L_WHO
                           ? 28u : pos_at (c, x.end, &s);
  const uint32_t leads = x.first == s.first;
  const uint32_t covers = o->content.end && way && x.first >= o->content.end;
  const bool tagged = c->speech[x.end - 1] == DX_SP_B_SOURCE
                      || c->speech[x.end - 1] == DX_SP_I_SOURCE;
  const uint32_t at = (way * 8 + bin (gap_to - gap_from)) * 32 + v;
  keys[z++] = dx_key (f++, at);
  keys[z++] = dx_key (f++, (way * 8 + few (rank)) * 32 + v);
  keys[z++] = dx_key (f++, (way * 8 + few (rank)) * 64 + sort);
  keys[z++] = dx_key (f++, sort * 32 + v);
  keys[z++] = dx_key (f++, sort * 32 + before);
  keys[z++] = dx_key (f++, sort * 32 + after);
  keys[z++] = dx_key (f++, before * 32 + after);
  keys[z++] = dx_key (f++, (before * 32 + v) * 2 + way);
  keys[z++] = dx_key (f++, (after * 32 + v) * 2 + way);
  keys[z++] = dx_key (f++, (leads * 32 + v) * 2 + way);
  keys[z++] = dx_key (f++, (leads * 8 + few (commas)) * 32 + v);
  keys[z++] = dx_key (f++, ((way * 8 + few (verbs)) * 8 + few (finite)) * 32
                             + v);
  keys[z++] = dx_key (f++, ((way * 8 + few (commas)) * 8 + few (dashes)) * 32
                             + v);
  keys[z++] = dx_key (f++, dx_join (word, way * 8 + few (rank)));
  keys[z++] = dx_key (f++, dx_join (word, sort * 2 + way));
  keys[z++] = dx_key (f++, dx_join (word, before * 2 + way));
  keys[z++] = dx_key (f++, ((left * 32 + v) * 2 + way) * 8 + few (rank));
  keys[z++] = dx_key (f++, (left * 32 + after) * 2 + way);
  keys[z++] = dx_key (f++, ((right * 32 + v) * 2 + way) * 8 + few (rank));
  keys[z++] = dx_key (f++, (starts * 2 + way) * 32 + after);
  keys[z++] = dx_key (f++, (covers * 32 + v) * 64 + sort);
  keys[z++] = dx_key (f++, dx_word_of (c->words, x.end - 1)->lower);
  keys[z++] = dx_key (f++, (tagged * 2u + way) * 32 + v);
  /* Who else is about: a person before a place, and so on.  */
  uint32_t better = 0;
  for (uint32_t y = 0; y < n; y++)
    if (y != k)
      {
        const uint32_t other = sort_of (c, p, phrases[y]);
        better |= other == 1 + DIXIT_PER ? 1u
                  : other == 1 + DIXIT_ORG ? 2u
                  : other >= 20 && other < 26 ? 4u : 0;
      }
  keys[z++] = dx_key (f++, sort * 8 + better);
  return z;
}

static dx_piece
choose (const dx_context *c, const dx_people *p, const dx_orphan *o,
        float *chance)
{
  const dx_tagger *who = p->lore->who;
  dx_piece phrases[DX_PHRASES];
  uint64_t keys[DX_FEATURES_MAX];
  int32_t score[DX_PHRASES + 1] = { 0 };
  *chance = 0;
  const uint32_t n = dx_phrases (c, p, o, phrases);
  uint32_t best = n;
  for (uint32_t k = 0; k <= n; k++)
    dx_tagger_score (who, keys,
                     dx_holder_features (c, p, o, phrases, n, k, keys),
                     &score[k]);
  for (uint32_t k = 0; k < n; k++)
    if (score[k] > score[best])
      best = k;
  if (best == n)
    return (dx_piece) { 0, 0 };
  float all = 0;
  for (uint32_t k = 0; k <= n; k++)
    all += dx_exp ((float) (score[k] - score[best]) * who->scale);
  *chance = 1 / all;
  return phrases[best];
}

/* A holder as it is kept, from the paragraph's first token on.  */
typedef struct
{
  uint32_t first, length;
  float chance;
} held;

/* The print of all that the holder of O, in the paragraph that begins at HOME, comes
   from: the paragraph, where O stands, the word that O ends with, and the mentions of
   O's sentence, whose types are a matter of the whole text.  */
static dx_print
print_of (const dx_context *c, const dx_people *p, const dx_orphan *o,
          uint32_t home)
{
  const dx_run s = dx_sentence_of (c->text, o->words.first);
  dx_print print = p->recall->paragraphs[dx_paragraph_at (c->text, home)];
  const uint32_t all[] = { o->words.first - home, o->words.end - home,
                           o->content.first - home, o->content.end - home,
                           o->content.end > 0, o->marked,
                           dx_word_of (c->words, o->words.end - 1)->lower };
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    print = dx_print_more (print, all[k]);
  const uint32_t begun = dx_started (p->starts, s.first);
  for (uint32_t k = dx_mention_at (p, s.first) == DIXIT_NONE ? begun : begun - 1;
       k < p->mention_count && p->mentions[k].first < s.end; k++)
    {
      const dx_mention *m = &p->mentions[k];
      print = dx_print_more (print, (uint64_t) (m->first - home) << 32
                                      | (m->end - home));
      print = dx_print_more (print, (uint32_t) m->type << 8 | m->kind);
    }
  return print;
}

dx_piece
dx_holder (const dx_context *c, const dx_people *p, const dx_orphan *o,
           float *chance)
{
  dixit_memo *memo = p->recall ? p->recall->memo : NULL;
  held h;
  size_t size = sizeof h, room;
  if (!memo)
    return choose (c, p, o, chance);
  const uint32_t home = dx_paragraph_of (c->text, o->words.first).first;
  const void *from = dx_memo_find (memo, DX_KEPT_HOLDERS,
                                   print_of (c, p, o, home), &size, &room);
  if (from)
    {
      memcpy (&h, from, sizeof h);
      *chance = h.chance;
      return h.length ? (dx_piece) { home + h.first,
                                     home + h.first + h.length }
                      : (dx_piece) { 0, 0 };
    }
  const dx_piece who = choose (c, p, o, chance);
  void *to = dx_memo_room (memo, room);
  h = (held) { who.end ? who.first - home : 0, who.end - who.first, *chance };
  if (to)
    memcpy (to, &h, sizeof h);
  return who;
}
