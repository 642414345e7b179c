/* people.h -- mentions, and the entities that they name.
   SPDX-License-Identifier: GPL-3.0-or-later

   Names first, joined by their words; then pronouns, by what stands nearest
   and fits.  Linear in the number of mentions: every search is bounded.  */

#ifndef DX_PEOPLE_H
#define DX_PEOPLE_H

#include "find/context.h"

typedef struct
{
  uint32_t first, end;     /* tokens */
  uint32_t entity;         /* or DIXIT_NONE */
  uint8_t type, kind;      /* dixit_type, dixit_mention_kind */
  bool subject;            /* leads its sentence or clause */
  bool owner;              /* followed by 's */
  bool inside;             /* inside quotation marks */
  char gender;             /* by honorific or pronoun: 'm', 'f' or 0 */
} dx_mention;

typedef struct
{
  uint8_t type;
  char gender;
  uint32_t name;           /* the mention with the fullest form */
  uint32_t name_first, name_end;   /* that form's tokens */
  uint32_t role_first, role_end;   /* tokens of a role; empty if none */
  uint32_t mentions, quotes;
  uint32_t latest;         /* while joining: the latest mention */
} dx_entity;

typedef struct
{
  dx_mention *mentions;    /* in text order */
  dx_entity *entities;     /* by first mention */
  uint32_t mention_count, entity_count;
  uint32_t *at;            /* per token: the mention that covers it, or DIXIT_NONE */
} dx_people;

/* Find all names and pronouns of C, and whom they mean.  GENDER (may have no
   labels) has one label: positive weights are men's given names.
   DIXIT_NO_MEMORY.  */
dixit_status dx_people_find (dx_people *people, const dx_context *c,
                             const dx_tagger *gender, dx_arena *arena,
                             dixit_error *error);

/* Resolve the pronouns.  LEADS: per token, true where a quotation's source
   stands (its entity is likely to be meant by the next pronoun); may be
   NULL.  */
void dx_pronouns_resolve (dx_people *people, const dx_context *c,
                          const bool *leads);

/* What a third-person pronoun's word says: 'm', 'f', or 0 if W is none.  */
char dx_pronoun_gender (const dx_word *w);

#endif
