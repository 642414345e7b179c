/* utf8.c -- validation, decoding, classes and case of characters.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "text/utf8.h"

#include <string.h>

/* The bytes of the valid sequence at S, which starts with a byte >= 0x80 and
   has N bytes left; 0 if it is none (Unicode, table 3-7).  */
static size_t
sequence (const unsigned char *s, size_t n)
{
  unsigned char lead = s[0];
  if (lead < 0xC2 || lead > 0xF4)
    return 0;
  size_t want = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (n < want)
    return 0;
  unsigned char low = 0x80, high = 0xBF;
  if (lead == 0xE0)
    low = 0xA0;
  else if (lead == 0xED)
    high = 0x9F;
  else if (lead == 0xF0)
    low = 0x90;
  else if (lead == 0xF4)
    high = 0x8F;
  if (s[1] < low || s[1] > high)
    return 0;
  for (size_t i = 2; i < want; i++)
    if ((s[i] & 0xC0) != 0x80)
      return 0;
  return want;
}

static bool
ascii_block (const unsigned char *s)
{
  uint64_t any = 0;
  for (size_t i = 0; i < DX_BLOCK; i += 8)
    {
      uint64_t word;
      memcpy (&word, s + i, 8);
      any |= word;
    }
  return !(any & UINT64_C (0x8080808080808080));
}

bool
dx_utf8_check (const char *text, size_t size, uint32_t *index,
               uint32_t *length, size_t *bad)
{
  const unsigned char *s = (const unsigned char *) text;
  uint32_t chars = 0;
  size_t at = 0;
  for (size_t block = 0; block <= size / DX_BLOCK; block++)
    {
      size_t end = (block + 1) * DX_BLOCK;
      index[block] = chars;
      if (at == block * DX_BLOCK && end <= size && ascii_block (s + at))
        {
          at = end;
          chars += DX_BLOCK;
          continue;
        }
      if (end > size)
        end = size;
      while (at < end)
        {
          uint64_t eight;
          if (end - at >= sizeof eight)
            {
              memcpy (&eight, s + at, sizeof eight);
              if (!(eight & UINT64_C (0x8080808080808080)))
                {
                  at += sizeof eight;
                  chars += sizeof eight;
                  continue;
                }
            }
          size_t n = s[at] < 0x80 ? 1 : sequence (s + at, size - at);
          if (!n)
            {
              *bad = at;
              return false;
            }
          at += n;
          chars++;
        }
    }
  *length = chars;
  return true;
}

size_t
dx_decode (const char *text, size_t n, uint32_t *cp)
{
  const unsigned char *s = (const unsigned char *) text;
  if (s[0] < 0xC0 || n < 2)
    {
      *cp = s[0];
      return 1;
    }
  if (s[0] < 0xE0 || n < 3)
    {
      *cp = (s[0] & 0x1Fu) << 6 | (s[1] & 0x3Fu);
      return 2;
    }
  if (s[0] < 0xF0 || n < 4)
    {
      *cp = (s[0] & 0x0Fu) << 12 | (s[1] & 0x3Fu) << 6 | (s[2] & 0x3Fu);
      return 3;
    }
  *cp = ((s[0] & 0x07u) << 18 | (s[1] & 0x3Fu) << 12 | (s[2] & 0x3Fu) << 6
         | (s[3] & 0x3Fu));
  return 4;
}

size_t
dx_char_floor (const char *s, size_t at)
{
  while (at && ((unsigned char) s[at] & 0xC0) == 0x80)
    at--;
  return at;
}

size_t
dx_decode_back (const char *s, size_t at, uint32_t *cp)
{
  size_t start = dx_char_floor (s, at - 1);
  dx_decode (s + start, at - start, cp);
  return at - start;
}

typedef struct
{
  uint32_t first, last;
  uint8_t class;
} range;

/* What is not a letter from U+0080 on, and what is more than a letter;
   whatever is not listed is a letter.  Ascending.  */
static const range ranges[] = {
  { 0x0080, 0x00A0, DX_C_SPACE },
  { 0x00A1, 0x00A1, DX_C_PUNCT },    /* ¡ */
  { 0x00A2, 0x00A6, DX_C_SYMBOL },
  { 0x00A7, 0x00A7, DX_C_PUNCT },
  { 0x00A8, 0x00A9, DX_C_SYMBOL },
  { 0x00AB, 0x00AB, DX_C_QUOTE },    /* « */
  { 0x00AC, 0x00AC, DX_C_SYMBOL },
  { 0x00AD, 0x00AD, DX_C_IGNORE },   /* soft hyphen */
  { 0x00AE, 0x00B1, DX_C_SYMBOL },
  { 0x00B2, 0x00B3, DX_C_DIGIT },
  { 0x00B4, 0x00B4, DX_C_QUOTE },    /* ´, typed for an apostrophe */
  { 0x00B6, 0x00B7, DX_C_PUNCT },
  { 0x00B8, 0x00B8, DX_C_SYMBOL },
  { 0x00B9, 0x00B9, DX_C_DIGIT },
  { 0x00BB, 0x00BB, DX_C_QUOTE },    /* » */
  { 0x00BC, 0x00BE, DX_C_DIGIT },
  { 0x00BF, 0x00BF, DX_C_PUNCT },
  { 0x00D7, 0x00D7, DX_C_SYMBOL },
  { 0x00F7, 0x00F7, DX_C_SYMBOL },
  { 0x02C2, 0x02C5, DX_C_SYMBOL },
  { 0x02D2, 0x02DF, DX_C_SYMBOL },
  { 0x034F, 0x034F, DX_C_IGNORE },
  { 0x0375, 0x0375, DX_C_SYMBOL },
  { 0x037E, 0x037E, DX_C_PUNCT },    /* Greek question mark */
  { 0x0384, 0x0385, DX_C_SYMBOL },
  { 0x0387, 0x0387, DX_C_PUNCT },
  { 0x0482, 0x0482, DX_C_SYMBOL },
  { 0x055A, 0x055F, DX_C_PUNCT },
  { 0x0589, 0x058A, DX_C_PUNCT },
  { 0x058D, 0x058F, DX_C_SYMBOL },
  { 0x05BE, 0x05BE, DX_C_PUNCT },    /* Hebrew maqaf and its like */
  { 0x05C0, 0x05C0, DX_C_PUNCT },
  { 0x05C3, 0x05C3, DX_C_PUNCT },
  { 0x05C6, 0x05C6, DX_C_PUNCT },
  { 0x0600, 0x0605, DX_C_IGNORE },
  { 0x0606, 0x060B, DX_C_SYMBOL },
  { 0x060C, 0x060D, DX_C_PUNCT },
  { 0x060E, 0x060F, DX_C_SYMBOL },
  { 0x061B, 0x061B, DX_C_PUNCT },
  { 0x061C, 0x061C, DX_C_IGNORE },
  { 0x061D, 0x061F, DX_C_PUNCT },
  { 0x0660, 0x0669, DX_C_DIGIT },
  { 0x066A, 0x066D, DX_C_PUNCT },
  { 0x06D4, 0x06D4, DX_C_PUNCT },
  { 0x06DD, 0x06DD, DX_C_IGNORE },
  { 0x06DE, 0x06DE, DX_C_SYMBOL },
  { 0x06E9, 0x06E9, DX_C_SYMBOL },
  { 0x06F0, 0x06F9, DX_C_DIGIT },
  { 0x0700, 0x070D, DX_C_PUNCT },
  { 0x07C0, 0x07C9, DX_C_DIGIT },
  { 0x0964, 0x0965, DX_C_PUNCT },    /* danda */
  { 0x0966, 0x096F, DX_C_DIGIT },
  { 0x0970, 0x0970, DX_C_PUNCT },
  { 0x09E6, 0x09EF, DX_C_DIGIT },
  { 0x09F2, 0x09FB, DX_C_SYMBOL },
  { 0x0A66, 0x0A6F, DX_C_DIGIT },
  { 0x0AE6, 0x0AEF, DX_C_DIGIT },
  { 0x0AF0, 0x0AF1, DX_C_SYMBOL },
  { 0x0B66, 0x0B6F, DX_C_DIGIT },
  { 0x0BE6, 0x0BF2, DX_C_DIGIT },
  { 0x0BF3, 0x0BFA, DX_C_SYMBOL },
  { 0x0C66, 0x0C6F, DX_C_DIGIT },
  { 0x0CE6, 0x0CEF, DX_C_DIGIT },
  { 0x0D66, 0x0D78, DX_C_DIGIT },
  { 0x0DE6, 0x0DEF, DX_C_DIGIT },
  { 0x0DF4, 0x0DF4, DX_C_PUNCT },
  { 0x0E3F, 0x0E3F, DX_C_SYMBOL },   /* ฿ */
  { 0x0E4F, 0x0E4F, DX_C_PUNCT },
  { 0x0E50, 0x0E59, DX_C_DIGIT },
  { 0x0E5A, 0x0E5B, DX_C_PUNCT },
  { 0x0ED0, 0x0ED9, DX_C_DIGIT },
  { 0x0F04, 0x0F14, DX_C_PUNCT },
  { 0x0F20, 0x0F33, DX_C_DIGIT },
  { 0x1040, 0x1049, DX_C_DIGIT },
  { 0x104A, 0x104F, DX_C_PUNCT },
  { 0x10FB, 0x10FB, DX_C_PUNCT },
  { 0x115F, 0x1160, DX_C_IGNORE },
  { 0x1360, 0x1368, DX_C_PUNCT },
  { 0x1369, 0x137C, DX_C_DIGIT },
  { 0x1400, 0x1400, DX_C_PUNCT },
  { 0x1680, 0x1680, DX_C_SPACE },
  { 0x169B, 0x169C, DX_C_PUNCT },
  { 0x17B4, 0x17B5, DX_C_IGNORE },
  { 0x17D4, 0x17D6, DX_C_PUNCT },
  { 0x17D8, 0x17DA, DX_C_PUNCT },
  { 0x17DB, 0x17DB, DX_C_SYMBOL },
  { 0x17E0, 0x17E9, DX_C_DIGIT },
  { 0x1800, 0x180A, DX_C_PUNCT },
  { 0x180B, 0x180E, DX_C_IGNORE },
  { 0x1810, 0x1819, DX_C_DIGIT },
  { 0x1FBD, 0x1FBD, DX_C_SYMBOL },
  { 0x1FBF, 0x1FC1, DX_C_SYMBOL },
  { 0x1FCD, 0x1FCF, DX_C_SYMBOL },
  { 0x1FDD, 0x1FDF, DX_C_SYMBOL },
  { 0x1FED, 0x1FEF, DX_C_SYMBOL },
  { 0x1FFD, 0x1FFE, DX_C_SYMBOL },
  { 0x2000, 0x200B, DX_C_SPACE },    /* the zero-width one too */
  { 0x200C, 0x200F, DX_C_IGNORE },   /* joiners, direction marks */
  { 0x2010, 0x2017, DX_C_PUNCT },    /* dashes */
  { 0x2018, 0x201F, DX_C_QUOTE },
  { 0x2020, 0x2027, DX_C_PUNCT },    /* daggers, bullets, … */
  { 0x2028, 0x2029, DX_C_SPACE },
  { 0x202A, 0x202E, DX_C_IGNORE },
  { 0x202F, 0x202F, DX_C_SPACE },
  { 0x2030, 0x2038, DX_C_SYMBOL },   /* per mille, primes */
  { 0x2039, 0x203A, DX_C_QUOTE },
  { 0x203B, 0x203B, DX_C_SYMBOL },
  { 0x203C, 0x203F, DX_C_PUNCT },
  { 0x2040, 0x2043, DX_C_PUNCT },
  { 0x2044, 0x2044, DX_C_SYMBOL },
  { 0x2045, 0x205E, DX_C_PUNCT },
  { 0x205F, 0x205F, DX_C_SPACE },
  { 0x2060, 0x206F, DX_C_IGNORE },
  { 0x2070, 0x2070, DX_C_DIGIT },
  { 0x2074, 0x2079, DX_C_DIGIT },
  { 0x207A, 0x207E, DX_C_SYMBOL },
  { 0x2080, 0x2089, DX_C_DIGIT },
  { 0x208A, 0x208E, DX_C_SYMBOL },
  { 0x20A0, 0x20CF, DX_C_SYMBOL },   /* currencies */
  { 0x2100, 0x2101, DX_C_SYMBOL },
  { 0x2103, 0x2109, DX_C_SYMBOL },
  { 0x2114, 0x2118, DX_C_SYMBOL },
  { 0x211E, 0x2123, DX_C_SYMBOL },   /* trade mark and the like */
  { 0x2125, 0x2129, DX_C_SYMBOL },
  { 0x2139, 0x2139, DX_C_SYMBOL },
  { 0x213A, 0x214F, DX_C_SYMBOL },
  { 0x2150, 0x2189, DX_C_DIGIT },    /* fractions, Roman numerals */
  { 0x218A, 0x2319, DX_C_SYMBOL },   /* arrows, mathematics */
  { 0x231A, 0x231B, DX_C_EMOJI },
  { 0x231C, 0x23E8, DX_C_SYMBOL },
  { 0x23E9, 0x23FF, DX_C_EMOJI },
  { 0x2400, 0x245F, DX_C_SYMBOL },
  { 0x2460, 0x249B, DX_C_DIGIT },    /* circled numbers */
  { 0x249C, 0x25FA, DX_C_SYMBOL },   /* boxes, geometric bullets */
  { 0x25FB, 0x27BF, DX_C_EMOJI },    /* pictographs, dingbats */
  { 0x27C0, 0x2B04, DX_C_SYMBOL },
  { 0x2B05, 0x2B55, DX_C_EMOJI },
  { 0x2B56, 0x2BFF, DX_C_SYMBOL },
  { 0x2CE5, 0x2CEA, DX_C_SYMBOL },
  { 0x2CF9, 0x2CFF, DX_C_PUNCT },
  { 0x2E00, 0x2E5D, DX_C_PUNCT },
  { 0x2E80, 0x2FFF, DX_C_CJK },
  { 0x3000, 0x3000, DX_C_SPACE },
  { 0x3001, 0x3003, DX_C_PUNCT },
  { 0x3004, 0x3004, DX_C_SYMBOL },
  { 0x3005, 0x3007, DX_C_CJK },
  { 0x3008, 0x300B, DX_C_PUNCT },    /* angle brackets */
  { 0x300C, 0x300F, DX_C_QUOTE },    /* 「 」 『 』 */
  { 0x3010, 0x3011, DX_C_PUNCT },
  { 0x3012, 0x3013, DX_C_SYMBOL },
  { 0x3014, 0x301C, DX_C_PUNCT },
  { 0x301D, 0x301F, DX_C_QUOTE },
  { 0x3020, 0x3020, DX_C_SYMBOL },
  { 0x3021, 0x302F, DX_C_CJK },
  { 0x3030, 0x3030, DX_C_PUNCT },
  { 0x3031, 0x303C, DX_C_CJK },
  { 0x303D, 0x303D, DX_C_PUNCT },
  { 0x303E, 0x303F, DX_C_SYMBOL },
  { 0x3040, 0x309F, DX_C_CJK },      /* hiragana */
  { 0x30A0, 0x30A0, DX_C_PUNCT },
  { 0x30A1, 0x30FA, DX_C_CJK },      /* katakana */
  { 0x30FB, 0x30FB, DX_C_PUNCT },
  { 0x30FC, 0x312F, DX_C_CJK },
  { 0x3164, 0x3164, DX_C_IGNORE },
  { 0x3190, 0x31FF, DX_C_CJK },
  { 0x3200, 0x33FF, DX_C_SYMBOL },
  { 0x3400, 0x4DBF, DX_C_CJK },
  { 0x4DC0, 0x4DFF, DX_C_SYMBOL },
  { 0x4E00, 0x9FFF, DX_C_CJK },      /* Han */
  { 0xD800, 0xF8FF, DX_C_SYMBOL },   /* private use */
  { 0xF900, 0xFAFF, DX_C_CJK },
  { 0xFB29, 0xFB29, DX_C_SYMBOL },
  { 0xFD3E, 0xFD3F, DX_C_PUNCT },
  { 0xFDFC, 0xFDFC, DX_C_SYMBOL },
  { 0xFE00, 0xFE0F, DX_C_IGNORE },   /* variation selectors */
  { 0xFE10, 0xFE19, DX_C_PUNCT },
  { 0xFE30, 0xFE40, DX_C_PUNCT },
  { 0xFE41, 0xFE44, DX_C_QUOTE },    /* vertical corner brackets */
  { 0xFE45, 0xFE61, DX_C_PUNCT },
  { 0xFE62, 0xFE6B, DX_C_SYMBOL },
  { 0xFEFF, 0xFEFF, DX_C_IGNORE },   /* byte order mark */
  { 0xFF01, 0xFF01, DX_C_PUNCT },
  { 0xFF02, 0xFF02, DX_C_QUOTE },
  { 0xFF03, 0xFF06, DX_C_SYMBOL },
  { 0xFF07, 0xFF07, DX_C_QUOTE },
  { 0xFF08, 0xFF09, DX_C_PUNCT },
  { 0xFF0A, 0xFF0B, DX_C_SYMBOL },
  { 0xFF0C, 0xFF0F, DX_C_PUNCT },
  { 0xFF10, 0xFF19, DX_C_DIGIT },
  { 0xFF1A, 0xFF1B, DX_C_PUNCT },
  { 0xFF1C, 0xFF1E, DX_C_SYMBOL },
  { 0xFF1F, 0xFF1F, DX_C_PUNCT },
  { 0xFF20, 0xFF20, DX_C_SYMBOL },
  { 0xFF3B, 0xFF3D, DX_C_PUNCT },
  { 0xFF3E, 0xFF40, DX_C_SYMBOL },
  { 0xFF5B, 0xFF61, DX_C_PUNCT },
  { 0xFF62, 0xFF63, DX_C_QUOTE },    /* halfwidth 「 」 */
  { 0xFF64, 0xFF65, DX_C_PUNCT },
  { 0xFF66, 0xFF9F, DX_C_CJK },
  { 0xFFE0, 0xFFEF, DX_C_SYMBOL },
  { 0xFFF0, 0xFFFB, DX_C_IGNORE },
  { 0xFFFC, 0xFFFF, DX_C_SYMBOL },
  { 0x1D000, 0x1D1FF, DX_C_SYMBOL },
  { 0x1D7CE, 0x1D7FF, DX_C_DIGIT },
  { 0x1F000, 0x1FAFF, DX_C_EMOJI },
  { 0x1FB00, 0x1FBFF, DX_C_SYMBOL },
  { 0x20000, 0x3FFFF, DX_C_CJK },
  { 0xE0000, 0xE0FFF, DX_C_IGNORE }, /* tags, variation selectors */
  { 0xF0000, 0x10FFFF, DX_C_SYMBOL },
};

#define S DX_C_SPACE
#define L DX_C_LETTER
#define D DX_C_DIGIT
#define Q DX_C_QUOTE
#define P DX_C_PUNCT
#define Y DX_C_SYMBOL
const uint8_t dx_ascii[128] = {
  S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
  S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
  S, P, Q, Y, Y, Y, Y, Q, P, P, Y, Y, P, P, P, P,  /* !"#$%&'()*+,-./ */
  D, D, D, D, D, D, D, D, D, D, P, P, Y, Y, Y, P,  /* 0-9 :;<=>? */
  Y, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,  /* @A-O */
  L, L, L, L, L, L, L, L, L, L, L, P, P, P, Y, Y,  /* P-Z [\]^_ */
  Q, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,  /* `a-o */
  L, L, L, L, L, L, L, L, L, L, L, P, Y, P, Y, S   /* p-z {|}~ */
};
#undef S
#undef L
#undef D
#undef Q
#undef P
#undef Y


bool
dx_right_to_left (const char *s, size_t size)
{
  for (size_t at = 0; at < size;)
    {
      uint64_t eight;
      if (size - at >= sizeof eight)
        {
          memcpy (&eight, s + at, sizeof eight);
          if (!(eight & UINT64_C (0x8080808080808080)))
            {
              at += sizeof eight;
              continue;
            }
        }
      uint32_t cp;
      at += dx_decode (s + at, size - at, &cp);
      if (cp >= 0x590
          && (cp <= 0x8ff || cp == 0x200f || cp == 0x202b || cp == 0x202e
              || (cp >= 0xfb1d && cp <= 0xfdff) || (cp >= 0xfe70 && cp < 0xfeff)
              || (cp >= 0x10800 && cp <= 0x10fff)
              || (cp >= 0x1e800 && cp <= 0x1efff)))
        return true;
    }
  return false;
}

int
dx_class (uint32_t cp)
{
  if (cp < 0x80)
    return dx_ascii[cp];
  /* Accented Latin and Cyrillic, by far the commonest.  */
  if ((cp >= 0xC0 && cp < 0x2C2 && cp != 0xD7 && cp != 0xF7)
      || (cp >= 0x388 && cp < 0x482 && cp != 0x387))
    return DX_C_LETTER;
  /* Marks of quotation and dashes, commoner still.  */
  if (cp >= 0x2010 && cp < 0x2020)
    return cp < 0x2018 ? DX_C_PUNCT : DX_C_QUOTE;
  size_t low = 0, high = sizeof ranges / sizeof *ranges;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (cp > ranges[middle].last)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < sizeof ranges / sizeof *ranges && cp >= ranges[low].first)
    return ranges[low].class;
  return DX_C_LETTER;
}

bool
dx_is_letter (uint32_t cp)
{
  int class = dx_class (cp);
  return class == DX_C_LETTER || class == DX_C_CJK;
}

bool
dx_is_digit (uint32_t cp)
{
  return cp < 0x80 ? cp >= '0' && cp <= '9' : dx_class (cp) == DX_C_DIGIT;
}

bool
dx_is_space (uint32_t cp)
{
  return cp < 0x80 ? cp <= ' ' || cp == 0x7F : dx_class (cp) == DX_C_SPACE;
}

/* How upper and lower case lie in a block.  */
enum
{
  SHIFT_UP,    /* upper case; lower is DELTA further */
  SHIFT_DOWN,  /* lower case of such a block */
  EVEN_UP,     /* even numbers are upper, the next is their lower case */
  ODD_UP       /* the other way round */
};

typedef struct
{
  uint16_t first, last;
  uint8_t how;
  int16_t delta;
} case_range;

static const case_range cases[] = {
  { 'A', 'Z', SHIFT_UP, 32 },
  { 'a', 'z', SHIFT_DOWN, 0 },
  { 0x00B5, 0x00B5, SHIFT_DOWN, 0 },
  { 0x00C0, 0x00D6, SHIFT_UP, 32 },
  { 0x00D8, 0x00DE, SHIFT_UP, 32 },
  { 0x00DF, 0x00F6, SHIFT_DOWN, 0 },
  { 0x00F8, 0x00FF, SHIFT_DOWN, 0 },
  { 0x0100, 0x012F, EVEN_UP, 0 },
  { 0x0130, 0x0130, SHIFT_UP, -199 },  /* I with a dot */
  { 0x0131, 0x0131, SHIFT_DOWN, 0 },
  { 0x0132, 0x0137, EVEN_UP, 0 },
  { 0x0138, 0x0138, SHIFT_DOWN, 0 },
  { 0x0139, 0x0148, ODD_UP, 0 },
  { 0x0149, 0x0149, SHIFT_DOWN, 0 },
  { 0x014A, 0x0177, EVEN_UP, 0 },
  { 0x0178, 0x0178, SHIFT_UP, -121 },
  { 0x0179, 0x017E, ODD_UP, 0 },
  { 0x017F, 0x017F, SHIFT_DOWN, 0 },
  { 0x0182, 0x0185, EVEN_UP, 0 },
  { 0x0187, 0x0188, ODD_UP, 0 },
  { 0x018F, 0x018F, SHIFT_UP, 202 },   /* Azerbaijani schwa */
  { 0x0198, 0x0199, EVEN_UP, 0 },
  { 0x01A0, 0x01A5, EVEN_UP, 0 },
  { 0x01AF, 0x01B0, ODD_UP, 0 },
  { 0x01CD, 0x01DC, ODD_UP, 0 },
  { 0x01DE, 0x01EF, EVEN_UP, 0 },
  { 0x01F4, 0x01F5, EVEN_UP, 0 },
  { 0x01F8, 0x021F, EVEN_UP, 0 },
  { 0x0222, 0x0233, EVEN_UP, 0 },
  { 0x0246, 0x024F, EVEN_UP, 0 },
  { 0x0250, 0x02AF, SHIFT_DOWN, 0 },
  { 0x0386, 0x0386, SHIFT_UP, 38 },
  { 0x0388, 0x038A, SHIFT_UP, 37 },
  { 0x038C, 0x038C, SHIFT_UP, 64 },
  { 0x038E, 0x038F, SHIFT_UP, 63 },
  { 0x0390, 0x0390, SHIFT_DOWN, 0 },
  { 0x0391, 0x03AB, SHIFT_UP, 32 },
  { 0x03AC, 0x03CE, SHIFT_DOWN, 0 },
  { 0x03D8, 0x03EF, EVEN_UP, 0 },
  { 0x0400, 0x040F, SHIFT_UP, 80 },
  { 0x0410, 0x042F, SHIFT_UP, 32 },
  { 0x0430, 0x045F, SHIFT_DOWN, 0 },
  { 0x0460, 0x0481, EVEN_UP, 0 },
  { 0x048A, 0x04BF, EVEN_UP, 0 },
  { 0x04C0, 0x04C0, SHIFT_UP, 15 },
  { 0x04C1, 0x04CE, ODD_UP, 0 },
  { 0x04CF, 0x04CF, SHIFT_DOWN, 0 },
  { 0x04D0, 0x052F, EVEN_UP, 0 },
  { 0x0531, 0x0556, SHIFT_UP, 48 },
  { 0x0561, 0x0587, SHIFT_DOWN, 0 },
  { 0x1E00, 0x1E95, EVEN_UP, 0 },
  { 0x1E9E, 0x1E9E, SHIFT_UP, -7615 },
  { 0x1EA0, 0x1EFF, EVEN_UP, 0 },
  { 0x1F00, 0x1F07, SHIFT_DOWN, 0 },
  { 0x1F08, 0x1F0F, SHIFT_UP, -8 },
  { 0x1F10, 0x1F15, SHIFT_DOWN, 0 },
  { 0x1F18, 0x1F1D, SHIFT_UP, -8 },
  { 0x1F20, 0x1F27, SHIFT_DOWN, 0 },
  { 0x1F28, 0x1F2F, SHIFT_UP, -8 },
  { 0x1F30, 0x1F37, SHIFT_DOWN, 0 },
  { 0x1F38, 0x1F3F, SHIFT_UP, -8 },
  { 0x1F40, 0x1F45, SHIFT_DOWN, 0 },
  { 0x1F48, 0x1F4D, SHIFT_UP, -8 },
  { 0x1F50, 0x1F57, SHIFT_DOWN, 0 },
  { 0x1F60, 0x1F67, SHIFT_DOWN, 0 },
  { 0x1F68, 0x1F6F, SHIFT_UP, -8 },
  { 0x1F70, 0x1F87, SHIFT_DOWN, 0 },
  { 0xFF21, 0xFF3A, SHIFT_UP, 32 },
  { 0xFF41, 0xFF5A, SHIFT_DOWN, 0 },
};

/* The range of CP, or NULL for a character without case.  */
static const case_range *
find_case (uint32_t cp)
{
  size_t low = 0, high = sizeof cases / sizeof *cases;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (cp > cases[middle].last)
        low = middle + 1;
      else
        high = middle;
    }
  if (low < sizeof cases / sizeof *cases && cp >= cases[low].first)
    return &cases[low];
  return NULL;
}

static bool
upper_in (const case_range *r, uint32_t cp)
{
  return (r->how == SHIFT_UP || (r->how == EVEN_UP && !(cp & 1))
          || (r->how == ODD_UP && (cp & 1)));
}

bool
dx_is_upper (uint32_t cp)
{
  if (cp < 0x80)
    return cp >= 'A' && cp <= 'Z';
  const case_range *r = find_case (cp);
  return r && upper_in (r, cp);
}

bool
dx_is_lower (uint32_t cp)
{
  if (cp < 0x80)
    return cp >= 'a' && cp <= 'z';
  const case_range *r = find_case (cp);
  return r && !upper_in (r, cp);
}

uint32_t
dx_lower (uint32_t cp)
{
  if (cp < 0x80)
    return cp >= 'A' && cp <= 'Z' ? cp + 32 : cp;
  const case_range *r = find_case (cp);
  if (!r || !upper_in (r, cp))
    return cp;
  if (r->how == SHIFT_UP)
    return (uint32_t) ((int32_t) cp + r->delta);
  return cp + 1;
}

uint32_t
dx_bare (uint32_t cp)
{
  /* U+00E0 to U+00FF, then U+0100 to U+017F.  */
  static const char letters[]
    = "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
      "aaaaaacccccccc" "dddd" "eeeeeeeeee" "gggggggg" "hhhh" "iiiiiiiiii" ".."
      "jj" "kkk" "llllllllll" "nnnnnnnnn" "oooooo" ".." "rrrrrr" "ssssssss"
      "tttttt" "uuuuuuuuuuuu" "ww" "yyy" "zzzzzz" "s";
  const size_t at = cp >= 0xe0 && cp < 0x180 ? cp - 0xe0 : sizeof letters;
  return at + 1 < sizeof letters && letters[at] != '.' ? (uint32_t) letters[at]
                                                       : cp;
}
