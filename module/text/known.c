/* known.c -- the tokens of paragraphs that an earlier text had, too.
   SPDX-License-Identifier: GPL-3.0-or-later

   The tokens and sentences of a paragraph come from its bytes, the places of its
   lines, and whether it is the first; so do its kind and its dateline, once the
   text itself has begun.  A token takes four bytes: how far it is from the one
   before, its length, its kind and its flags; the paragraph's kind comes first,
   in as many.  A paragraph with a token longer than that is not kept.  */

#include "text/stage.h"

#include <string.h>

enum { TOKEN_BYTES = 4 };

static dx_print
print_of (const dx_stage *stage, size_t first, size_t end)
{
  const dx_piece *p = stage->pieces;
  const dx_byte start = p[first].start;
  const char *s = stage->text->bytes + start;
  const size_t n = p[end - 1].end - start;
  dx_print print = dx_print_more (DX_PRINT_START, n << 1 | (first > 0));
  for (size_t i = first; i < end; i++)
    {
      print = dx_print_more (print, (uint64_t) (p[i].start - start) << 32
                                      | (p[i].end - start));
      print = dx_print_more (print, p[i].flags);
    }
  return dx_print_bytes (print, s, n);
}

const uint8_t *
dx_known_tokens (const dx_stage *stage, size_t first, size_t end,
                 uint32_t *count, uint8_t *kind, dx_print *print,
                 size_t *room)
{
  size_t size = DX_ANY_SIZE;
  *print = print_of (stage, first, end);
  const uint8_t *from
    = dx_memo_find (stage->memo, DX_KEPT_TOKENS, *print, &size, room);
  *count = from ? (uint32_t) (size / TOKEN_BYTES) - 1 : 0;
  *kind = from ? *from : DX_NO_KIND;
  return from ? from + TOKEN_BYTES : NULL;
}

void
dx_unpack_tokens (const uint8_t *from, dx_byte at, dx_token *to,
                  uint32_t count)
{
  for (uint32_t i = 0; i < count; i++, from += TOKEN_BYTES)
    {
      const dx_byte start = at + from[0];
      at = start + from[1];
      to[i] = (dx_token) { start, from[1], from[2], from[3] };
    }
}

size_t
dx_room_for_tokens (const dx_stage *stage, dx_byte at, const dx_token *t,
                    uint32_t count, dx_print print)
{
  if (t[0].start != at)
    return SIZE_MAX;
  for (uint32_t i = 0; i < count; i++)
    if (t[i].size > UINT8_MAX
        || (i && t[i].start - dx_token_end (&t[i - 1]) > UINT8_MAX))
      return SIZE_MAX;
  return dx_memo_add (stage->memo, DX_KEPT_TOKENS, print,
                      ((size_t) count + 1) * TOKEN_BYTES);
}

void
dx_keep_tokens (const dx_stage *stage)
{
  const dx_text *t = stage->text;
  for (uint32_t p = 0; stage->memo && p < t->paragraph_count; p++)
    {
      const dx_run *run = &stage->paragraphs[p];
      uint8_t *to = stage->known[p]
                      ? NULL : dx_memo_room (stage->memo, stage->rooms[p]);
      if (!to)
        continue;
      const uint8_t kind = stage->kinds[p];
      const uint8_t less = kind == DX_NO_KIND ? DX_DATELINE : 0;
      memset (to, kind, TOKEN_BYTES);
      to += TOKEN_BYTES;
      for (uint32_t i = run->first; i < run->end; i++)
        {
          const dx_token *k = &stage->tokens[i];
          *to++ = (uint8_t) (i > run->first ? k->start - dx_token_end (&k[-1])
                                            : 0);
          *to++ = (uint8_t) (k->size);
          *to++ = k->kind;
          *to++ = k->flags & (uint8_t) ~less;
        }
    }
}
