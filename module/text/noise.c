/* noise.c -- long stretches in which nearly every byte is a token.
   SPDX-License-Identifier: GPL-3.0-or-later

   A token of text takes five bytes with the space before it, Chinese three, even
   letters one by one take two.  Where for hundreds of tokens on end it is hardly
   more than one, there are marks, brackets, bars, code squeezed together or
   random bytes, but nobody says anything, and all that later stages would find
   there is chance.  So they get one token for each line of it.

   Which stretch that is: a token is worth WORTH less PRICE for each of its bytes, and
   the stretch is the one whose sum is greatest (Bentley 1984, after Kadane), if
   that is LEAST; it ends before whatever loses DROP.  So no more than a few words
   in a row are ever in one, and a text of 1.4 bytes a token or more never is.  */

#include "text/scan.h"

enum { WORTH = 7, PRICE = 5, LEAST = 1024, DROP = 64 };
enum { LEAST_TOKENS = LEAST / (WORTH - PRICE) };

/* Of the tokens from FROM on, in a paragraph; the white space before the first is
   no matter.  */
static int32_t
worth (const dx_token *t, uint32_t i, uint32_t from)
{
  const dx_byte bytes = t[i].end - (i > from ? t[i - 1].end : t[i].start);
  return bytes > DROP ? -DROP : WORTH - PRICE * (int32_t) bytes;
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
  *first = best >= LEAST ? start : end;
  return best >= LEAST ? best_end : end;
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
      for (; from < stop; from++)
        if (from == start || t[from].flags & (DX_WRAP | DX_GAP))
          {
            t[to] = t[from];
            t[to++].kind = DX_SYMBOL;
          }
        else
          t[to - 1].end = t[from].end;
    }
  z->sifted = z->count = to;
}
