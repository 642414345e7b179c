/* noise.c -- long stretches in which nearly every byte or two is a token.
   SPDX-License-Identifier: GPL-3.0-or-later

   A token of text takes five bytes with the space before it, Chinese three.  Where for
   hundreds of tokens on end it is hardly more than two, and there are no words of more
   than a letter, there are marks, brackets, bars, figures, letters one by one, code
   squeezed together or random bytes, but nobody says anything, and all that later
   stages would find there is chance.  So they get one token for each line of it, or
   for some lines that are short.

   Which stretch that is: a token is worth WORTH less PRICE for each of its bytes, a
   mark's counted as one, and less a WORD's price for two letters on end; the stretch is
   the one whose sum is greatest (Bentley 1984, after Kadane), if that is LEAST; it ends
   before whatever loses DROP.  So no more than two words in a row are ever in one, and
   a text of 2.2 bytes a token or more never is, nor one in which every fourth token is
   a word, as in the shortest of dialogues: "I do," he said.

   Nor does a paragraph say anything that has MARKS tokens or more, and not a letter or
   a figure.  */

#include "text/scan.h"

enum { WORTH = 11, PRICE = 5, WORD = 20, LEAST = 1024, DROP = 64 };
enum { LEAST_TOKENS = LEAST / (WORTH - PRICE), SHORT_LINES = 64, MARKS = 8 };

/* Of the tokens from FROM on, in a paragraph; the white space before the first is
   no matter.  */
static int32_t
worth (const dx_token *t, uint32_t i, uint32_t from)
{
  const dx_byte space = i > from ? t[i].start - dx_token_end (&t[i - 1]) : 0;
  const dx_byte own = t[i].kind == DX_QUOTE ? 1 : t[i].size;
  const bool word = t[i].kind == DX_WORD && own > 1;
  return space > DROP || own > DROP
           ? -DROP
           : WORTH - PRICE * (int32_t) (space + own) - (word ? WORD : 0);
}

/* The next stretch among the tokens *FIRST to END.  Sets where it starts and
   returns its end; END, with *FIRST the same, if there is none.  */
static uint32_t
find_stretch (const dx_token *t, uint32_t *first, uint32_t end)
{
  const uint32_t from = *first;
  uint32_t start = from, best_end = from;
  int32_t sum = 0, best = 0;
  for (uint32_t i = from; i < end; i++)
    {
      sum += worth (t, i, from);
      if (sum > best)
        {
          best = sum;
          best_end = i + 1;
        }
      if (sum >= 0 && sum > best - DROP)
        continue;
      if (best >= LEAST)
        break;
      start = best_end = i + 1;
      sum = best = 0;
    }
  /* The point after a sentence's last word is the sentence's.  */
  while (start > from && start < best_end && t[start - 1].kind == DX_WORD
         && dx_token_end (&t[start - 1]) == t[start].start)
    start++;
  *first = best >= LEAST ? start : end;
  return best >= LEAST ? best_end : end;
}

/* Make one token a line of the tokens FROM to END; they are put from *TO on.  */
static void
melt (dx_token *t, uint32_t from, uint32_t end, uint32_t *to)
{
  for (uint32_t i = from; i < end; i++)
    {
      dx_token *const last = &t[*to - (i > from)];
      if (i == from
          || (t[i].flags & (DX_WRAP | DX_GAP)
              && t[i].start - last->start >= SHORT_LINES)
          || dx_token_end (&t[i]) - last->start > DX_TOKEN_BYTES)
        {
          t[*to] = t[i];
          t[(*to)++].kind = DX_SYMBOL;
        }
      else
        last->size = (uint16_t) (dx_token_end (&t[i]) - last->start);
    }
}

void
dx_sift (dx_scan *z)
{
  dx_token *const t = z->tokens;
  const uint32_t end = z->count;
  uint32_t from = z->sifted < end ? z->sifted : end, to = from;
  z->sifted = end;
  if (end - from < LEAST_TOKENS)
    return;
  while (from < end)
    {
      uint32_t start = from;
      const uint32_t stop = find_stretch (t, &start, end);
      while (from < start)
        t[to++] = t[from++];
      melt (t, from, stop, &to);
      from = stop;
    }
  z->sifted = z->count = to;
}

void
dx_sift_marks (dx_scan *z)
{
  uint32_t to = z->paragraph;
  if (z->count - to < MARKS)
    return;
  for (uint32_t i = to; i < z->count; i++)
    if (z->tokens[i].kind != DX_QUOTE && z->tokens[i].kind != DX_PUNCT
        && z->tokens[i].kind != DX_SYMBOL)
      return;
  melt (z->tokens, to, z->count, &to);
  z->count = to;
}
