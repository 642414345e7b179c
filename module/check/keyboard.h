/* keyboard.h -- keys that two layouts share, and letters that look alike.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_KEYBOARD_H
#define DX_KEYBOARD_H

#include <stdint.h>

/* What QWERTY types with the key that types the Cyrillic letter CP in the
   Russian layout (or, for a letter of its own, the Ukrainian); 0 for none.  */
char dx_key_of (uint32_t cp);

/* The Latin letter that nobody can tell from the Cyrillic or Greek CP; 0 for
   none.  */
char dx_lookalike (uint32_t cp);

/* The Cyrillic letter that nobody can tell from the Latin CP; 0 for none.  */
uint32_t dx_cyrillic_lookalike (uint32_t cp);

#endif
