/* headlines.c -- who says what in a line of capitals.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/headlines.h"

enum { HEADLINE_MAX = 60, SOURCE_MAX = 6, OBJECT_MAX = 2, CLAIMS = 2, SAYS = 3 };

static char
first_char (const dx_context *c, uint32_t i)
{
  return dx_first_byte (c->text, i);
}

/* Is token I a verb of saying as headlines have them: Claims, Denies?  What is
   one more often than not need not be in the present tense.  */
static bool
is_verb (const dx_context *c, uint32_t i)
{
  const dx_token t = dx_token_of (c->text, i);
  const dx_word *w = dx_word_of (c->words, i);
  return t.kind == DX_WORD && w->caps >= DX_TITLE
         && (dx_cue_rank (c, i) >= SAYS
             || (dx_cue_rank (c, i) >= CLAIMS && w->size > 3
                 && c->text->bytes[dx_token_end (&t) - 1] == 's'));
}

/* Is token I the particle of a verb: Brushes Off, Plays Down?  */
static bool
is_particle (const dx_context *c, uint32_t i)
{
  static const char *const particles[]
    = { "off", "down", "up", "out", "back", "away", "over" };
  for (size_t k = 0; k < sizeof particles / sizeof *particles; k++)
    if (dx_word_of (c->words, i)->lower == dx_lower_hash (particles[k]))
      return true;
  return false;
}

/* The end of the name-like words from I on, before STOP: no preposition but
   "of", no verb.  */
static uint32_t
run (const dx_context *c, uint32_t i, uint32_t stop)
{
  const uint32_t from = i;
  for (; i < stop && i - from < SOURCE_MAX; i++)
    {
      const dx_token t = dx_token_of (c->text, i);
      const uint8_t pos = c->pos[i];
      const bool capital = dx_word_of (c->words, i)->caps >= DX_TITLE;
      const bool of = i > from && pos == DX_POS_IN && first_char (c, i) == 'o';
      if (t.kind != DX_WORD || !(capital || of))
        break;
      if (i > from + 1 && is_particle (c, i))
        return i - 1;
      if (capital
          && (pos == DX_POS_IN || pos == DX_POS_TO || pos == DX_POS_CC
              || pos == DX_POS_POS || (i > from && is_verb (c, i))))
        break;
    }
  return i;
}

/* … , Board Says | … , Says Board.  */
static bool
said_after (const dx_context *c, const dx_passage *p, uint32_t start,
            uint32_t stop, dx_headline *h)
{
  for (uint32_t k = p->close + 1; k + 2 < stop; k++)
    {
      if (first_char (c, k) != ',')
        continue;
      const uint32_t end = run (c, k + 1, stop);
      h->content = (dx_piece) { start, k };
      if (dx_cue_rank (c, k + 1) >= SAYS)
        {
          h->cue = (dx_piece) { k + 1, k + 2 };
          h->source = (dx_piece) { k + 2, run (c, k + 2, stop) };
          return h->source.end > h->source.first;
        }
      if (end > k + 1 && end < stop && dx_cue_rank (c, end) >= SAYS)
        {
          h->source = (dx_piece) { k + 1, end };
          h->cue = (dx_piece) { end, end + 1 };
          return true;
        }
    }
  return false;
}

/* Board Denies ‘Deal’ | Board Brushes Off Talk and Denies ‘Deal’.  */
static bool
said_before (const dx_context *c, const dx_passage *p, uint32_t start,
             uint32_t stop, dx_headline *h)
{
  uint32_t verb = p->open;
  while (verb > start && p->open - verb <= OBJECT_MAX
         && c->text->tokens[verb - 1].kind == DX_WORD
         && !is_verb (c, verb - 1))
    verb--;
  if (verb < start + 2 || !is_verb (c, --verb))
    return false;
  /* Either the run ends there, or at another verb, with a particle.  */
  const uint32_t end = run (c, start, verb);
  if (end == start
      || !(end == verb || is_verb (c, end)
           || (end + 1 < verb && is_particle (c, end + 1))))
    return false;
  uint32_t last = p->close + 1;
  while (last < stop && c->pos[last] != DX_POS_CC
         && c->text->tokens[last].kind == DX_WORD)
    last++;
  h->source = (dx_piece) { start, end };
  h->cue = (dx_piece) { verb, verb + 1 };
  h->content = (dx_piece) { verb + 1, last };
  return true;
}

bool
dx_headline_read (const dx_context *c, const dx_passage *p,
                  dx_headline *headline)
{
  const uint32_t home = dx_sentence_at (c, p->open);
  const dx_run s = dx_sentence_of (c->text, p->open);
  if (!c->titled[home] || s.end - s.first > HEADLINE_MAX || !p->closed
      || p->dash || p->close >= s.end || p->close <= p->open + 1)
    return false;
  uint32_t start = s.first;
  for (uint32_t i = s.first; i < p->open; i++)
    if (first_char (c, i) == ':')
      start = i + 1;
  return said_after (c, p, start, s.end, headline)
         || said_before (c, p, start, s.end, headline);
}
