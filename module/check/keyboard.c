/* keyboard.c -- keys that two layouts share, and letters that look alike.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "check/keyboard.h"

#include <stddef.h>

char
dx_key_of (uint32_t cp)
{
  /* By code point from U+0410 on: capitals, then small letters.  */
  static const char keys[] = "F<DULT:PBQRKVYJG"   /* А-П */
                             "HCNEA{WXIO}SM\">Z"  /* Р-Я */
                             "f,dult;pbqrkvyjg"   /* а-п */
                             "hcnea[wxio]sm'.z";  /* р-я */
  if (cp >= 0x0410 && cp <= 0x044F)
    return keys[cp - 0x0410];
  switch (cp)
    {
    case 0x0401: return '~';   /* Ё */
    case 0x0451: return '`';
    case 0x0404: return '"';   /* Є */
    case 0x0454: return '\'';
    case 0x0406: return 'S';   /* І */
    case 0x0456: return 's';
    case 0x0407: return '}';   /* Ї */
    case 0x0457: return ']';
    default: return 0;
    }
}

typedef struct
{
  uint16_t cp;
  char latin;
} pair;

/* Only letters that are the same in print: not the small к, м, н, т, nor the
   Greek α, ι, κ, ν, which units and formulas mix with Latin ones.  */
static const pair pairs[] = {
  { 0x0410, 'A' }, { 0x0412, 'B' }, { 0x0415, 'E' },
  { 0x041A, 'K' }, { 0x041C, 'M' }, { 0x041D, 'H' }, { 0x041E, 'O' },
  { 0x0420, 'P' }, { 0x0421, 'C' }, { 0x0422, 'T' }, { 0x0423, 'Y' },
  { 0x0425, 'X' }, { 0x0430, 'a' }, { 0x0435, 'e' }, { 0x043E, 'o' },
  { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0443, 'y' }, { 0x0445, 'x' },
  { 0x0405, 'S' }, { 0x0455, 's' }, { 0x0406, 'I' }, { 0x0456, 'i' },
  { 0x0408, 'J' }, { 0x0458, 'j' }, { 0x04AE, 'Y' }, { 0x04BB, 'h' },
  { 0x04C0, 'I' }, { 0x0501, 'd' }, { 0x051B, 'q' }, { 0x051D, 'w' },
  { 0x0391, 'A' }, { 0x0392, 'B' }, { 0x0395, 'E' }, { 0x0396, 'Z' },
  { 0x0397, 'H' }, { 0x0399, 'I' }, { 0x039A, 'K' }, { 0x039C, 'M' },
  { 0x039D, 'N' }, { 0x039F, 'O' }, { 0x03A1, 'P' }, { 0x03A4, 'T' },
  { 0x03A5, 'Y' }, { 0x03A7, 'X' }, { 0x03BF, 'o' },
};

enum { PAIRS = sizeof pairs / sizeof *pairs };

char
dx_lookalike (uint32_t cp)
{
  for (size_t i = 0; i < PAIRS; i++)
    if (pairs[i].cp == cp)
      return pairs[i].latin;
  return 0;
}

/* The first in the table is the Russian one.  */
uint32_t
dx_cyrillic_lookalike (uint32_t cp)
{
  for (size_t i = 0; i < PAIRS; i++)
    if (pairs[i].cp >= 0x0400 && (unsigned char) pairs[i].latin == cp)
      return pairs[i].cp;
  return 0;
}
