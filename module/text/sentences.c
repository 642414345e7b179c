/* sentences.c -- where sentences end.
   SPDX-License-Identifier: GPL-3.0-or-later

   At . ! ? … and the closing marks after them, unless what follows goes on in
   small letters.  After an abbreviation only where the next word is one that
   starts sentences; after a title never.  */

#include "text/stage.h"
#include "text/utf8.h"

#include <string.h>

/* What a token does to its sentence.  */
enum { GOES_ON, ENDS, MAY_END /* an abbreviation */ };

static bool
in_list (const char *const *list, size_t count, const char *s, size_t n)
{
  for (size_t i = 0; i < count; i++)
    if (strlen (list[i]) == n && !memcmp (list[i], s, n))
      return true;
  return false;
}

#define IN_LIST(list, s, n) in_list (list, sizeof list / sizeof *list, s, n)

/* Always before a name.  */
static const char *const titles[]
  = { "Mr.", "Mrs.", "Ms.", "Mx.", "Dr.", "Drs.", "Prof.", "Gen.", "Lt.",
      "Col.", "Maj.", "Capt.", "Cpt.", "Cmdr.", "Sgt.", "Cpl.", "Pvt.",
      "Adm.", "Sen.", "Sens.", "Rep.", "Reps.", "Gov.", "Govs.", "Pres.",
      "Rev.", "Fr.", "Hon.", "Amb.", "Supt.", "Insp.", "Det.", "Messrs.",
      "Mme.", "Mlle.", "St.", "Sts.", "Ste.", "Brig.", "Cdr.", "Atty.",
      "Sec.", "Asst.", "Assoc.", "Mt.", "Ft.", "Pt.", "vs.", "No.", "Nos.",
      "e.g.", "i.e.", "cf.", "ca.", "approx.", "viz.", "v." };

/* Capitalised, they are the start of a sentence and seldom of a name.  */
static const char *const starters[]
  = { "A", "After", "All", "Also", "Although", "Among", "An", "And", "Another",
      "As", "Asked", "At", "Because", "Before", "Both", "But", "By",
      "Despite", "During", "Each", "Earlier", "Even", "For", "Former", "From",
      "He", "Her", "Here", "His", "How", "However", "I", "If", "In", "Instead",
      "It", "Its", "Last", "Later", "Many", "Meanwhile", "More", "Most", "My",
      "No", "Not", "Nor", "Now", "Of", "On", "Once", "One", "Only", "Or",
      "Other", "Others", "Our", "Over", "She", "Since", "So", "Some", "Still",
      "Such", "That", "The", "Their", "Then", "There", "These", "They", "This",
      "Those", "Though", "Through", "To", "Two", "Under", "Until", "We",
      "What", "When", "Where", "Whether", "Which", "While", "Who", "Why",
      "With", "Yet", "You", "Your" };

static int
effect (const char *s, const dx_token *k)
{
  uint32_t cp;
  if (k->kind == DX_WORD)
    return s[dx_token_end (k) - 1] == '.' ? MAY_END : GOES_ON;
  if (k->kind != DX_PUNCT)
    return GOES_ON;
  dx_decode (s + k->start, k->size, &cp);
  switch (cp)
    {
    case '.': case '!': case '?': case 0x2026: case 0x3002: case 0xFF01:
    case 0xFF1F: case 0x06D4: case 0x061F: case 0x0964: case 0x203C:
    case 0x2047: case 0x2048: case 0x2049:
      return ENDS;
    default:
      return GOES_ON;
    }
}

/* Straight marks say nothing of their direction: what waits for a partner.  */
typedef struct
{
  bool straight;  /* " */
  bool doubled;   /* '' without `` */
} waiting;

static void
count_mark (const char *s, const dx_token *k, waiting *open)
{
  if (k->kind != DX_QUOTE)
    return;
  if (s[k->start] == '"')
    open->straight = !open->straight;
  else if (s[k->start] == '\'' && k->size == 2)
    open->doubled = !open->doubled;
  else if (s[k->start] == '`' && k->size == 2)
    open->doubled = true;
}

/* Does token K, after the end of a sentence, still belong to it?  */
static bool
closes (const char *s, const dx_token *k, const waiting *open)
{
  uint32_t cp;
  dx_decode (s + k->start, k->size, &cp);
  bool spaced = k->flags & DX_SPACE;
  if (k->kind == DX_PUNCT)
    return !spaced && (cp == ')' || cp == ']' || cp == '}' || cp == 0xFF09);
  if (k->kind != DX_QUOTE)
    return false;
  switch (cp)
    {
    case 0x201D: case 0x2019: case 0xBB: case 0x203A: case 0x300D:
    case 0x300F:
      return true;
    case '"':
      return open->straight || !spaced;
    case '\'':
      return k->size == 2 ? open->doubled : !spaced;
    case 0x201C: case 0x2018: case 0xAB: case 0x2039:
      return !spaced;  /* German */
    default:
      return false;
    }
}

/* The token after a glued note, "[3]", that starts at I; I if none does.  */
static uint32_t
skip_note (const dx_stage *stage, uint32_t i, uint32_t end)
{
  const dx_token *k = &stage->tokens[i];
  const char *s = stage->text->bytes;
  if (i + 2 < end && s[k->start] == '[' && k[1].kind == DX_NUMBER
      && s[k[2].start] == ']'
      && !((k->flags | k[1].flags | k[2].flags) & DX_SPACE))
    return i + 3;
  return i;
}

/* Does token K look like the start of a sentence after one that EFFECT
   describes?  MARK: a quotation mark stands between.  */
static bool
starts (const dx_stage *stage, uint32_t i, uint32_t last, int how, bool mark)
{
  const char *s = stage->text->bytes;
  const dx_token *t = stage->tokens, *k = &t[i];
  uint32_t cp;
  if (!(k->flags & DX_SPACE) && !mark && k->kind != DX_WORD
      && k->kind != DX_QUOTE)
    return false;
  /* An opening mark or bracket starts what it encloses.  */
  uint32_t at = i;
  while (at < last && (t[at].kind == DX_QUOTE || s[t[at].start] == '('
                       || s[t[at].start] == '['))
    at++;
  const dx_token *w = &t[at];
  size_t n = dx_decode (s + w->start, w->size, &cp);
  if (how == MAY_END)
    {
      if (at > i && k->kind == DX_QUOTE)
        return dx_is_upper (cp);
      return (w->kind == DX_WORD
              && IN_LIST (starters, s + w->start, w->size));
    }
  switch (w->kind)
    {
    case DX_WORD:
      if (dx_is_lower (cp))
        /* iPhone, eBay */
        return (w->size > n && (k->flags & DX_SPACE)
                && dx_is_upper ((unsigned char) s[w->start + n]));
      return true;
    case DX_NUMBER: case DX_LINK: case DX_EMOJI:
      return (k->flags & DX_SPACE) != 0;
    case DX_SYMBOL:
      return (k->flags & DX_SPACE) != 0;
    default:
      /* A dash or a comma goes on; a mark alone, bullets, brackets start.  */
      return !(cp == ',' || cp == ';' || cp == ':' || cp == '-' || cp == '.'
               || cp == '!' || cp == '?' || cp == 0x2013 || cp == 0x2014
               || cp == ')' || cp == ']');
    }
}

static void
split_paragraph (dx_stage *stage, const dx_run *p)
{
  dx_token *t = stage->tokens;
  const char *s = stage->text->bytes;
  waiting open = { false, false };
  t[p->first].flags |= DX_SENTENCE;
  for (uint32_t i = p->first; i < p->end; i++)
    {
      const dx_token *k = &t[i];
      count_mark (s, k, &open);
      int how = effect (s, k);
      if (how == GOES_ON)
        continue;
      if (how == MAY_END
          && IN_LIST (titles, s + k->start, k->size))
        continue;
      bool mark = false;
      while (i + 1 < p->end
             && (closes (s, &t[i + 1], &open)
                 || effect (s, &t[i + 1]) == ENDS))
        {
          i++;
          if (effect (s, &t[i]) == ENDS)
            how = ENDS;
          mark |= t[i].kind == DX_QUOTE;
          count_mark (s, &t[i], &open);
        }
      i = skip_note (stage, i + 1, p->end) - 1;
      if (i + 1 < p->end && starts (stage, i + 1, p->end - 1, how, mark))
        t[i + 1].flags |= DX_SENTENCE;
    }
}

void
dx_split_sentences (dx_stage *stage)
{
  for (uint32_t i = 0; i < stage->text->paragraph_count; i++)
    /* Where the tokens are known they say it.  */
    if (!stage->memo || !stage->known[i])
      split_paragraph (stage, &stage->paragraphs[i]);
  dx_keep_tokens (stage);
}
