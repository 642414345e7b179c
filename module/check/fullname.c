/* fullname.c -- speakers of whom the text gives one name alone.
   SPDX-License-Identifier: GPL-3.0-or-later

   A name of which only a part was found would be a false alarm, and so would
   a place or a company taken for somebody.  So every place where the word
   stands is looked at, and all have to agree.  */

#include "check/rules.h"

#include "check/english.h"
#include "text/utf8.h"

/* Per word.  */
enum
{
  ASKED = 1,    /* a speaker's only name */
  REFUSED = 2   /* it stands beside what may be more of it */
};

enum { NAME_BYTES = 60 };

static bool
is_word (uint32_t h, const char *const *list, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (h == dx_lower_hash (list[i]))
      return true;
  return false;
}

/* Before a surname.  */
static bool
is_title (uint32_t h)
{
  static const char *const titles[]
    = { "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "miss", "dr", "dr.",
        "prof", "prof.", "professor", "president", "minister", "senator",
        "sen", "sen.", "rep", "rep.", "gov", "gov.", "governor", "mayor",
        "judge", "justice", "general", "gen", "gen.", "colonel", "col.",
        "captain", "capt.", "sergeant", "sgt.", "lieutenant", "lt.",
        "officer", "detective", "inspector", "chief", "secretary",
        "chairman", "congressman", "congresswoman", "coach", "councillor",
        "councilman", "councilwoman", "commissioner", "ambassador",
        "attorney", "spokesman", "spokeswoman" };
  return is_word (h, titles, sizeof titles / sizeof *titles);
}

/* Before a name that is all there is.  */
static bool
is_rank (uint32_t h)
{
  static const char *const ranks[]
    = { "king", "queen", "prince", "princess", "pope", "emperor", "empress",
        "sultan", "emir", "sheikh", "sheik", "duke", "duchess", "lord",
        "lady", "sir", "dame", "saint", "st.", "brother", "sister", "father",
        "ayatollah", "imam", "archbishop", "bishop", "patriarch" };
  return is_word (h, ranks, sizeof ranks / sizeof *ranks);
}

static bool
is_capital (const dx_text *text, uint32_t i)
{
  uint32_t cp;
  const dx_token t = dx_token_of (text, i);
  dx_decode (text->bytes + t.start, t.size, &cp);
  return t.kind == DX_WORD && dx_is_upper (cp);
}

static bool
is_common (const dx_text *text, uint32_t i)
{
  enum { LONGEST = 12 };
  char s[LONGEST];
  const dx_token t = dx_token_of (text, i);
  const size_t n = t.size;
  if (n > LONGEST)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      char ch = text->bytes[t.start + k];
      s[k] = (char) (ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    }
  return dx_is_common_english (s, n);
}

/* Is token I more of a name than the one word?  */
static bool
is_part (const dx_context *c, const dx_people *people, uint32_t i)
{
  const dx_text *text = c->text;
  const uint32_t k = dx_mention_at (people, i);
  if (k == DIXIT_NONE || people->mentions[k].type != DIXIT_PER
      || people->mentions[k].end - people->mentions[k].first > 1)
    return true;
  if (i + 1 < text->token_count)
    {
      const dx_token after = dx_token_of (text, i + 1);
      const char ch = text->bytes[after.start];
      if (!(after.flags & DX_PARAGRAPH)
          && (is_capital (text, i + 1)
              || (!(after.flags & DX_SPACE) && (ch == '-' || ch == '/'))))
        return true;
    }
  if (!i)
    return false;
  const dx_token before = dx_token_of (text, i - 1);
  const char ch = text->bytes[before.start];
  const bool space = text->tokens[i].flags & DX_SPACE;
  if (text->tokens[i].flags & DX_PARAGRAPH)
    return is_capital (text, i - 1);
  if (before.kind == DX_QUOTE)
    return space;
  if (ch == ')' || before.kind == DX_LINK
      || (!space && (ch == '-' || ch == '/')))
    return true;
  /* A word torn apart by a bad conversion of letters.  */
  if (i > 1 && before.kind == DX_WORD
      && !(before.flags & (DX_SPACE | DX_PARAGRAPH | DX_CLITIC))
      && text->bytes[before.start - 1] & 0x80
      && text->tokens[i - 2].kind != DX_QUOTE)
    return true;
  const uint32_t h = dx_word_of (c->words, i - 1)->lower;
  if (c->pos[i - 1] == DX_POS_JJ || c->pos[i - 1] == DX_POS_CD
      || is_rank (h))
    return true;
  return (is_capital (text, i - 1) && !is_title (h)
          && !(before.flags & DX_SENTENCE && is_common (text, i - 1)));
}

/* The entities and their words that are asked about; false if none is.  */
static bool
ask (const dx_context *c, const dx_people *people, uint8_t *words)
{
  bool any = false;
  for (uint32_t k = 0; k < people->entity_count; k++)
    {
      const dx_entity *e = &people->entities[k];
      if (e->type != DIXIT_PER || !e->quotes || e->mentions < 2
          || e->name_end - e->name_first != 1)
        continue;
      const dx_word *w = dx_word_of (c->words, e->name_first);
      if (w->caps != DX_TITLE || w->size < 3
          || w->seen & (DX_W_AFTER_IN | DX_W_SEEN_LOWER)
          || !(w->seen & DX_W_AFTER_TITLE
               || (w->seen & DX_W_BEFORE_SAID && e->gender)))
        continue;
      words[c->words->of[e->name_first]] |= ASKED;
      any = true;
    }
  return any;
}

bool
dx_check_full_names (dx_findings *f, const dx_context *c,
                     const dx_people *people)
{
  const dx_text *text = c->text;
  uint8_t *words = dx_alloc (f->scratch, c->words->count, sizeof *words);
  if (!words)
    return false;
  if (!ask (c, people, words))
    return true;
  for (uint32_t i = 0; i < text->token_count; i++)
    {
      uint8_t *w = &words[c->words->of[i]];
      if (*w == ASKED && dx_word_of (c->words, i)->caps >= DX_TITLE
          && is_part (c, people, i))
        *w |= REFUSED;
    }
  for (uint32_t k = 0; k < people->mention_count; k++)
    {
      const dx_mention *m = &people->mentions[k];
      uint8_t *w = &words[c->words->of[m->first]];
      if (m->kind != DIXIT_NAME || *w != ASKED)
        continue;
      *w |= REFUSED;   /* the first mention is enough */
      const dx_token t = dx_token_of (text, m->first);
      size_t size = t.size;
      if (size > NAME_BYTES)
        size = dx_char_floor (text->bytes + t.start, NAME_BYTES);
      if (!dx_finding (f, text, "no-full-name", m->first, m->end,
                       dx_message (f, "%.*s speaks, but is never named in"
                                      " full",
                                   (int) size, text->bytes + t.start),
                       NULL))
        return false;
    }
  return true;
}
