/* who.h -- whom a pronoun means.
   SPDX-License-Identifier: GPL-3.0-or-later

   A salience model in the manner of Lappin and Leass (1994): the people of the
   last sentences compete; nearness, subjects, speakers and frequency count for
   one, being spoken of in the very quotation whose speaker is asked for
   against one, and a clash of gender rules one out.  The window is bounded, so the
   whole is linear.  */

#ifndef DX_WHO_H
#define DX_WHO_H

#include "find/story.h"

typedef struct
{
  uint32_t at;         /* token */
  char gender;         /* 'm', 'f', or 0: any */
  uint32_t asks;       /* the quotation whose source it is, or DIXIT_NONE */
  uint32_t except;     /* an entity that is not meant, or DIXIT_NONE */
} dx_question;

typedef struct
{
  uint32_t entity;     /* who is meant, or DIXIT_NONE */
  uint32_t at;         /* the token of the appearance that told most */
  int32_t margin;      /* by how much it leads the next, in hundredths */
} dx_answer;

dx_answer dx_who (const dx_story *story, const dx_question *q);

#endif
