/* fastexp.h -- e to the x, the same to the bit on every machine.
   SPDX-License-Identifier: GPL-3.0-or-later

   A model must be remade byte for byte, and libm's exp differs between
   versions and processors.  Only IEEE additions and multiplications here.  */

#ifndef DX_FASTEXP_H
#define DX_FASTEXP_H

#include <stdint.h>
#include <string.h>

/* Relative error below 5e-6 for -87 < x < 88; 0 below, capped above.  */
static inline float
dx_exp (float x)
{
  if (x < -87.0f)
    return 0.0f;
  if (x > 88.0f)
    x = 88.0f;
  const float y = x * 1.44269504f;
  const int32_t whole = (int32_t) (y < 0 ? y - 0.5f : y + 0.5f);
  const float r = (y - (float) whole) * 0.693147181f;  /* |r| <= 0.35 */
  float p = 1.0f / 720;
  p = p * r + 1.0f / 120;
  p = p * r + 1.0f / 24;
  p = p * r + 1.0f / 6;
  p = p * r + 0.5f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const uint32_t bits = (uint32_t) (whole + 127) << 23;
  float two;
  memcpy (&two, &bits, sizeof two);
  return p * two;
}

#endif
