/* tokens.c -- the pieces of lines to tokens and paragraphs.
   SPDX-License-Identifier: GPL-3.0-or-later

   One pass, by the class of the character at hand.  What an apostrophe is
   takes a file of its own (apostrophes.c).  */

#include "base/eight.h"
#include "text/scan.h"
#include "text/utf8.h"

#include <string.h>

void
dx_add_token (dx_scan *z, dx_byte end, uint8_t kind, uint8_t flags)
{
  if (end - z->at > DX_TOKEN_BYTES)
    end = z->at + (dx_byte) dx_char_floor (z->s + z->at, DX_TOKEN_BYTES);
  /* What had to be divided is no word.  */
  if (end == z->limit && end < z->piece_end)
    kind = DX_SYMBOL;
  z->tokens[z->count++]
    = (dx_token) { .start = z->at, .size = (uint16_t) (end - z->at),
                   .kind = kind, .flags = (uint8_t) (z->before | flags) };
  z->before = 0;
  z->at = end;
}

/* How many of the eight bytes at S, from the first on, are letters, digits and
   underscores of ASCII.  How long a word is no processor foresees: all are looked
   at together.  */
static inline dx_byte
word_bytes (const char *s)
{
  const uint64_t x = dx_eight_at (s), low = x & DX_EACH (127);
  return dx_row_of ((dx_between (low | DX_EACH (32), 'a', 'z')
                     | dx_between (low, '0', '9') | dx_between (low, '_', '_'))
                    & ~x);
}

/* The end of the letters, digits and joiners from AT on.  */
dx_byte
dx_word_end (const dx_scan *z, dx_byte at)
{
  const char *s = z->s;
  while (at < z->limit)
    {
      if (z->limit - at >= 8)
        {
          const dx_byte n = word_bytes (s + at);
          at += n;
          if (n == 8)
            continue;
        }
      unsigned char c = (unsigned char) s[at];
      if (c < 0x80)
        {
          if (dx_ascii[c] != DX_C_LETTER && dx_ascii[c] != DX_C_DIGIT
              && c != '_')
            break;
          at++;
          continue;
        }
      uint32_t cp;
      dx_byte n = (dx_byte) dx_decode (s + at, z->limit - at, &cp);
      int class = dx_class (cp);
      if (class != DX_C_LETTER && class != DX_C_DIGIT && class != DX_C_IGNORE)
        break;
      at += n;
    }
  return at;
}

/* A letter or a digit at AT?  */
bool
dx_word_at (const dx_scan *z, dx_byte at)
{
  if (at >= z->limit)
    return false;
  int class = dx_class_at (z, at);
  return class == DX_C_LETTER || class == DX_C_DIGIT;
}

/* The end of "U.S.", "a.m.", "J.", which starts at Z->at, or 0.  */
static dx_byte
acronym (const dx_scan *z)
{
  const char *s = z->s;
  uint32_t cp, next;
  dx_byte at = z->at;
  unsigned points = 0;
  bool upper = false, pronoun = false;
  while (at < z->limit)
    {
      dx_byte n = (dx_byte) dx_decode (s + at, z->limit - at, &cp);
      if (dx_class (cp) != DX_C_LETTER)
        break;
      if (at + n >= z->limit || s[at + n] != '.')
        {
          /* "U.S" without its last point */
          if (points > 1 || (points == 1 && upper && dx_is_upper (cp)))
            if (!dx_word_at (z, at + n))
              return at + n;
          break;
        }
      if (!points)
        {
          upper = dx_is_upper (cp);
          pronoun = cp == 'I';
        }
      points++;
      at += n + 1;
    }
  if (points > 1)
    return at;
  if (!points || !upper)
    return 0;
  /* An initial stands before a name; a lone letter also ends sentences.  */
  dx_byte name = at;
  while (name < z->limit && s[name] == ' ')
    name++;
  if (name >= z->limit)
    name = z->next_piece;
  if (!name)
    return 0;
  /* "as tall as I. The": a small word before it, and no name.  */
  if (pronoun && name != at && z->count > z->paragraph
      && dx_is_lower ((unsigned char) s[z->tokens[z->count - 1].start]))
    return 0;
  dx_decode (s + name, z->paragraph_end - name, &next);
  if (name == at && next == ',')
    return at;
  return dx_is_upper (next) ? at : 0;
}

/* The end of "example.com", "news.example.co.uk", of which the first word ends
   at END with a point, or 0.  */
static dx_byte
domain (const dx_scan *z, dx_byte end)
{
  static const char tlds[] = " com org net edu gov int mil info tv io co uk ie"
    " au nz za ca in fr de ru ua eu cn jp kr br mx ng ke gh il ps ir id ph"
    " my sg th vn news app blog online ";
  const char *s = z->s;
  for (int parts = 0; parts < 4; parts++)
    {
      dx_byte start = end + 1, at = start;
      while (at < z->limit && at - start < 64
             && ((s[at] >= 'a' && s[at] <= 'z') || s[at] == '-'
                 || (s[at] >= '0' && s[at] <= '9')))
        at++;
      if (at == start || at - start >= 64)
        return 0;
      if (at + 1 < z->limit && s[at] == '.' && s[at + 1] >= 'a'
          && s[at + 1] <= 'z')
        {
          end = at;
          continue;
        }
      char key[9];
      if (at - start > sizeof key - 3 || dx_word_at (z, at))
        return 0;
      key[0] = ' ';
      memcpy (key + 1, s + start, at - start);
      key[at - start + 1] = ' ';
      key[at - start + 2] = 0;
      return strstr (tlds, key) ? at : 0;
    }
  return 0;
}

/* The end of a link that starts at AT: all up to white space or a mark that
   is never in one, without the punctuation that belongs to the sentence.  */
static dx_byte
link_end (const dx_scan *z, dx_byte at)
{
  const char *s = z->s;
  dx_byte start = at;
  int depth = 0;
  while (at < z->limit)
    {
      uint32_t cp;
      dx_byte n = (dx_byte) dx_decode (s + at, z->limit - at, &cp);
      int class = dx_class (cp);
      if (class == DX_C_SPACE || (class == DX_C_QUOTE && cp != '\'')
          || cp == '<' || cp == '>' || cp == '{' || cp == '}' || cp == '|'
          || (cp >= 0x80 && class == DX_C_PUNCT))
        break;
      if (cp == '(')
        depth++;
      else if (cp == ')' && --depth < 0)
        break;
      at += n;
    }
  while (at > start && strchr (".,;:!?']'*(", s[at - 1]))
    at--;
  return at;
}

static bool
starts_with (const dx_scan *z, const char *lower, size_t n)
{
  if (z->limit - z->at <= n)
    return false;
  for (size_t i = 0; i < n; i++)
    {
      char c = z->s[z->at + i];
      if (c >= 'A' && c <= 'Z')
        c = (char) (c + 32);
      if (c != lower[i])
        return false;
    }
  return true;
}

static bool
starts_link (const dx_scan *z)
{
  return (starts_with (z, "http://", 7) || starts_with (z, "https://", 8)
          || starts_with (z, "www.", 4) || starts_with (z, "ftp://", 6));
}

/* Does the point at POINT belong to the word that starts at Z->at?  */
static dx_byte
abbreviation (dx_scan *z, dx_byte point)
{
  enum { LONGEST = 8, SEEN = 16 };
  const char *s = z->s + z->at;
  size_t size = z->limit - z->at;
  char first = *s;
  if (point - z->at > LONGEST)
    return 0;
  if (!(first >= 'A' && first <= 'Z')
      && (first < 'a' || first > 'z' || !strchr ("acdefnpsv", first)))
    return 0;
  if (size > SEEN)
    size = dx_char_floor (s, SEEN);
  size_t n = dx_match (z->matcher, DX_P_ABBREVIATION, s, size);
  return n > point - z->at ? z->at + (dx_byte) n : 0;
}

/* "bulls***", "f**k": the end of a word that asterisks veil at AT, or 0.  */
static dx_byte
veiled (const dx_scan *z, dx_byte at)
{
  const char *s = z->s;
  if (z->at && s[z->at - 1] == '*')
    return 0;
  dx_byte end = at;
  while (end < z->limit && s[end] == '*')
    end++;
  if (dx_word_at (z, end))
    return dx_word_end (z, end);
  return end - at > 1 ? end : 0;
}

static void
scan_word (dx_scan *z)
{
  const char *s = z->s;
  unsigned char c = (unsigned char) s[z->at];
  if ((c | 0x20) == 'h' || (c | 0x20) == 'w' || (c | 0x20) == 'f')
    if (starts_link (z))
      {
        dx_add_token (z, link_end (z, z->at), DX_LINK, 0);
        return;
      }
  dx_byte end = dx_word_end (z, z->at);
  if (end < z->limit && s[end] == '.' && end - z->at <= 4)
    {
      dx_byte whole = acronym (z);
      if (whole)
        {
          dx_add_token (z, whole, DX_WORD, 0);
          return;
        }
    }
  dx_byte clitic = 0;
  while (end < z->limit)
    {
      unsigned char d = (unsigned char) s[end];
      if (d == '.')
        {
          dx_byte whole = abbreviation (z, end);
          if (!whole && end + 1 < z->limit && s[end + 1] >= 'a'
              && s[end + 1] <= 'z')
            {
              whole = domain (z, end);
              if (whole)
                {
                  bool path = whole < z->limit && s[whole] == '/';
                  bool name = s[z->at] >= 'A' && s[z->at] <= 'Z' && !path;
                  dx_add_token (z, path ? link_end (z, z->at) : whole,
                                name ? DX_WORD : DX_LINK, 0);
                  return;
                }
            }
          if (whole)
            end = whole;
          break;
        }
      dx_byte next;
      if (d == '*')
        next = veiled (z, end);
      else if (d == '\'' || d == '`' || d >= 0xC2)
        {
          next = dx_inner_apostrophe (z, end, &clitic);
          if (clitic)
            {
              end = next;
              break;
            }
        }
      else
        break;
      if (!next)
        break;
      end = next;
    }
  dx_add_token (z, end, DX_WORD, 0);
  if (clitic)
    dx_add_token (z, clitic, DX_WORD, DX_CLITIC);
}

static void
scan_number (dx_scan *z)
{
  const char *s = z->s;
  dx_byte end = dx_word_end (z, z->at);
  while (end + 1 < z->limit && s[end + 1] >= '0' && s[end + 1] <= '9'
         && s[end - 1] >= '0' && s[end - 1] <= '9'
         && (s[end] == ',' || s[end] == '.' || s[end] == ':'))
    end = dx_word_end (z, end + 1);
  dx_add_token (z, end, DX_NUMBER, 0);
}

/* name@host: takes back the glued tokens that the name has become.  */
static bool
scan_address (dx_scan *z)
{
  enum { MOST = 16 };
  const char *s = z->s;
  dx_byte at = z->at + 1, point = 0;
  while (at < z->limit
         && (dx_ascii[s[at] & 0x7F] == DX_C_LETTER || s[at] == '-'
             || dx_ascii[s[at] & 0x7F] == DX_C_DIGIT || s[at] == '.'))
    {
      if ((unsigned char) s[at] >= 0x80)
        break;
      if (s[at] == '.' && at + 1 < z->limit
          && dx_ascii[s[at + 1] & 0x7F] == DX_C_LETTER)
        point = at;
      at++;
    }
  while (at > z->at && (s[at - 1] == '.' || s[at - 1] == '-'))
    at--;
  if (!point || point >= at)
    return false;
  uint32_t first = z->count;
  for (int i = 0; i < MOST && first > z->paragraph; i++)
    {
      const dx_token *k = &z->tokens[first - 1];
      dx_byte end = first == z->count ? z->at : k[1].start;
      if (dx_token_end (k) != end
          || !(k->kind == DX_WORD || k->kind == DX_NUMBER
               || (k->kind == DX_PUNCT && (s[k->start] == '.'
                                           || s[k->start] == '-'))
               || s[k->start] == '_' || s[k->start] == '+'))
        break;
      first--;
      if (k->flags & (DX_SPACE | DX_PARAGRAPH))
        break;
    }
  if (first == z->count)
    return false;
  z->count = first;
  z->before = z->tokens[first].flags;
  z->at = z->tokens[first].start;
  dx_add_token (z, at, DX_LINK, 0);
  return true;
}

static bool
glued_to_word (const dx_scan *z)
{
  return (z->count > z->paragraph
          && dx_token_end (&z->tokens[z->count - 1]) == z->at
          && z->tokens[z->count - 1].kind <= DX_NUMBER);
}

static void
scan_symbol (dx_scan *z)
{
  const char *s = z->s;
  unsigned char c = (unsigned char) s[z->at];
  if (c == '@' && glued_to_word (z) && scan_address (z))
    return;
  if ((c == '@' || c == '#') && !glued_to_word (z)
      && z->at + 1 < z->limit && dx_class_at (z, z->at + 1) == DX_C_LETTER)
    {
      dx_add_token (z, dx_word_end (z, z->at + 1), DX_LINK, 0);
      return;
    }
  uint32_t cp;
  dx_byte n = (dx_byte) dx_decode (s + z->at, z->limit - z->at, &cp);
  dx_add_token (z, z->at + n, DX_SYMBOL, 0);
}

static void
scan_punct (dx_scan *z)
{
  const char *s = z->s;
  uint32_t cp;
  dx_byte end
    = z->at + (dx_byte) dx_decode (s + z->at, z->limit - z->at, &cp);
  if (cp == '.' || cp == '-')
    while (end < z->limit && (unsigned char) s[end] == cp)
      end++;
  else if (cp == '!' || cp == '?')
    while (end < z->limit && (s[end] == '!' || s[end] == '?'))
      end++;
  dx_add_token (z, end, DX_PUNCT, 0);
}

/* A pictograph with what is joined to it; flags are pairs of letters.  */
static void
scan_emoji (dx_scan *z)
{
  const char *s = z->s;
  uint32_t cp;
  dx_byte at = z->at + (dx_byte) dx_decode (s + z->at, z->limit - z->at, &cp);
  bool flag = cp >= 0x1F1E6 && cp <= 0x1F1FF, joined = false;
  while (at < z->limit)
    {
      dx_byte n = (dx_byte) dx_decode (s + at, z->limit - at, &cp);
      if (flag && cp >= 0x1F1E6 && cp <= 0x1F1FF)
        flag = false;
      else if (cp == 0x200D)
        joined = true;
      else if (cp == 0xFE0F || cp == 0x20E3 || (cp >= 0xE0020 && cp < 0xE0080)
               || (cp >= 0x1F3FB && cp <= 0x1F3FF))
        ;
      else if (joined && dx_class (cp) == DX_C_EMOJI)
        joined = false;
      else
        break;
      at += n;
    }
  dx_add_token (z, at, DX_EMOJI, 0);
}

static void
scan_quote (dx_scan *z)
{
  uint32_t cp;
  dx_byte n
    = (dx_byte) dx_decode (z->s + z->at, z->limit - z->at, &cp);
  switch (cp)
    {
    case '\'': case '`': case 0x2018: case 0x2019: case 0x201B: case 0xB4:
      dx_scan_single (z, cp, n);
      return;
    case '"':
      /* 6'2", or 12" where nothing is open */
      if (z->count > z->paragraph
          && dx_token_end (&z->tokens[z->count - 1]) == z->at
          && z->tokens[z->count - 1].kind == DX_NUMBER
          && !dx_word_at (z, z->at + 1)
          && (z->feet || !(z->doubles & 1)))
        {
          z->feet = false;
          dx_add_token (z, z->at + 1, DX_SYMBOL, 0);
          return;
        }
      z->doubles++;
      break;
    case 0x201C: case 0x201E:
      z->doubles |= 1;
      break;
    case 0x201D:
      z->doubles &= ~1u;
      break;
    default:
      break;
    }
  dx_add_token (z, z->at + n, DX_QUOTE, 0);
}

/* What is written without spaces.  A few characters in a paragraph, a name most
   likely, have a token each; of more, as many as CJK_TOKEN in a row have one, for
   nobody here knows what a word of theirs is.  */
static void
scan_cjk (dx_scan *z)
{
  enum { CJK_FEW = 32, CJK_TOKEN = 8 };
  const int most = z->cjk < CJK_FEW ? 1 : CJK_TOKEN;
  dx_byte end = z->at;
  for (int n = 0; n < most && end < z->limit; n++)
    {
      uint32_t cp;
      const dx_byte size
        = (dx_byte) dx_decode (z->s + end, z->limit - end, &cp);
      if (dx_class (cp) != DX_C_CJK)
        break;
      end += size;
    }
  z->cjk += z->cjk < CJK_FEW;
  dx_add_token (z, end, DX_WORD, 0);
}

/* Up to the piece's end, or until there is no room or enough to be sifted.  */
static void
scan_piece (dx_scan *z)
{
  const char *s = z->s;
  const size_t stop = z->room < z->sifted + (size_t) DX_SIFTED
                        ? z->room : z->sifted + (size_t) DX_SIFTED;
  while (z->at < z->piece_end && z->count + 4 <= stop)
    {
      z->limit = z->piece_end - z->at <= DX_TOKEN_BYTES
                   ? z->piece_end
                   : z->at + (dx_byte) dx_char_floor (s + z->at,
                                                      DX_TOKEN_BYTES);
      unsigned char c = (unsigned char) s[z->at];
      int class = c < 0x80 ? dx_ascii[c] : dx_class_at (z, z->at);
      switch (class)
        {
        case DX_C_SPACE:
        case DX_C_IGNORE:
          {
            uint32_t cp;
            z->at += (dx_byte) dx_decode (s + z->at, z->limit - z->at, &cp);
            if (class == DX_C_SPACE)
              z->before |= DX_SPACE;
            break;
          }
        case DX_C_LETTER:
          scan_word (z);
          break;
        case DX_C_CJK:
          scan_cjk (z);
          break;
        case DX_C_DIGIT:
          scan_number (z);
          break;
        case DX_C_QUOTE:
          scan_quote (z);
          break;
        case DX_C_PUNCT:
          scan_punct (z);
          break;
        case DX_C_EMOJI:
          scan_emoji (z);
          break;
        default:
          scan_symbol (z);
        }
    }
}

static bool
end_paragraph (dx_stage *stage, dx_scan *z, size_t *room)
{
  if (z->paragraph == z->count)
    return true;
  const uint32_t n = stage->text->paragraph_count;
  if (!dx_reserve (z->arena, &stage->paragraphs, room, n, (size_t) n + 1,
                   sizeof *stage->paragraphs))
    return false;
  stage->paragraphs[n] = (dx_run) { z->paragraph, z->count };
  stage->text->paragraph_count++;
  z->paragraph = z->count;
  return true;
}

/* The paragraph of pieces FIRST to END.  */
static bool
scan_paragraph (dx_scan *z, const dx_piece *pieces, size_t first, size_t end)
{
  z->paragraph_end = pieces[end - 1].end;
  z->before = first ? DX_PARAGRAPH | DX_SPACE : DX_PARAGRAPH;
  z->singles = z->doubles = 0;
  z->cjk = 0;
  z->feet = false;
  z->ahead_kind = DX_AHEAD_UNKNOWN;
  z->sifted = z->count;
  for (size_t i = first; i < end; i++)
    {
      z->at = pieces[i].start;
      z->piece_end = pieces[i].end;
      z->next_piece = i + 1 < end ? pieces[i + 1].start : 0;
      if (i > first)
        z->before |= (uint8_t) (DX_SPACE | DX_WRAP | pieces[i].flags);
      for (;;)
        {
          scan_piece (z);
          if (z->at >= z->piece_end)
            break;
          if (z->count + 4 > z->sifted + (size_t) DX_SIFTED)
            dx_sift (z);
          else if (!dx_reserve (z->arena, &z->tokens, &z->room, z->count,
                                z->room + 1, sizeof *z->tokens))
            return false;
        }
    }
  dx_sift (z);
  dx_sift_marks (z);
  return true;
}

/* Room for what is known of the paragraphs.  */
static bool
open_known (dx_stage *stage)
{
  size_t n = 0;
  for (size_t i = 0; i < stage->piece_count; i++)
    n += stage->pieces[i].flags & DX_PARAGRAPH;
  stage->known = dx_alloc (stage->scratch, n, sizeof *stage->known);
  stage->kinds = dx_alloc (stage->scratch, n, 1);
  stage->rooms = dx_alloc (stage->scratch, n, sizeof *stage->rooms);
  stage->text->prints
    = dx_alloc (stage->arena, n, sizeof *stage->text->prints);
  return stage->known && stage->kinds && stage->rooms
         && stage->text->prints;
}

/* The same with a memo.  */
static bool
recall_paragraph (dx_stage *stage, dx_scan *z, size_t first, size_t end)
{
  const uint32_t p = stage->text->paragraph_count;
  dx_print print;
  size_t room;
  uint32_t count;
  uint8_t kind;
  const uint8_t *from
    = dx_known_tokens (stage, first, end, &count, &kind, &print, &room);
  if (from)
    {
      if (!dx_reserve (z->arena, &z->tokens, &z->room, z->count,
                       (size_t) z->count + count, sizeof *z->tokens))
        return false;
      dx_unpack_tokens (from, stage->pieces[first].start,
                        z->tokens + z->count, count);
      z->count += count;
    }
  else
    {
      if (!scan_paragraph (z, stage->pieces, first, end))
        return false;
      if (z->count == z->paragraph)
        return true;
      room = dx_room_for_tokens (stage, stage->pieces[first].start,
                                 z->tokens + z->paragraph,
                                 z->count - z->paragraph, print);
    }
  stage->known[p] = from != NULL;
  stage->kinds[p] = kind;
  stage->rooms[p] = room;
  stage->text->prints[p] = print;
  return true;
}

bool
dx_split_tokens (dx_stage *stage)
{
  dx_text *t = stage->text;
  dx_scan z = { .s = t->bytes, .matcher = stage->matcher,
                .arena = stage->scratch };
  size_t room = 0;
  if ((stage->memo && !open_known (stage))
      || !dx_reserve (stage->scratch, &z.tokens, &z.room, 0,
                      t->size / 8 + 16, sizeof *z.tokens))
    return false;
  for (size_t i = 0, end; i < stage->piece_count; i = end)
    {
      for (end = i + 1; end < stage->piece_count
           && !(stage->pieces[end].flags & DX_PARAGRAPH);)
        end++;
      if (!(stage->memo ? recall_paragraph (stage, &z, i, end)
                        : scan_paragraph (&z, stage->pieces, i, end))
          || !end_paragraph (stage, &z, &room))
        return false;
    }
  stage->tokens = z.tokens;
  t->token_count = z.count;
  t->kinds = dx_alloc (stage->arena, t->paragraph_count, 1);
  return t->kinds != NULL;
}
