/* story.h -- who is on stage: from pronouns and nominals to entities.
   SPDX-License-Identifier: GPL-3.0-or-later

   Mentions and quotations are read once, in the order of the text.  Everyone
   who appears is an event; a pronoun is answered from the last events, and
   becomes one itself.  */

#ifndef DX_STORY_H
#define DX_STORY_H

#include "base/layers.h"
#include "find/quotes.h"

/* How somebody appears; bit set.  */
enum
{
  DX_E_SUBJECT = 1,
  DX_E_OWNER = 2,
  DX_E_INSIDE = 4,    /* inside quotation marks */
  DX_E_PRONOUN = 8,
  DX_E_SPEAKER = 16,  /* as the source of a quotation */
  DX_E_ASIDE = 32,    /* in a headline or the like */
  DX_E_NEW = 64,      /* introduced here, by a full name */
  DX_E_TOPIC = 128    /* as for X */
};

typedef struct
{
  uint32_t at, entity;     /* token */
  int16_t head;            /* of a person's: how far on that of the mention's words is */
  uint8_t flags;
  bool person;             /* the entity is one */
} dx_event;

typedef struct
{
  uint32_t at, quote;      /* token; quotation */
} dx_by_source;

/* The ranker of pronouns has so many templates (find/who.h).  */
enum { DX_WHO_TEMPLATES = 70 };

typedef struct
{
  const dx_context *c;
  dx_people *p;
  dx_quotations *q;
  dx_arena *arena;         /* of the story alone */
  dx_arena *kept;          /* of what is found */
  dx_event *events;        /* by AT */
  uint64_t *people;        /* a bit for each that is a person's */
  size_t room, people_room;
  uint32_t count;
  dx_layers speech;        /* 1 + the quotation whose content a token is */
  dx_layers source;        /* 1 + the quotation whose source a token is */
  uint16_t first[DX_WHO_TEMPLATES];   /* per template of the ranker: its first feature */
  int32_t *worths;         /* per feature of it: what it is worth; INT32_MIN: that has
                              not been asked */
  bool *met;               /* per entity: it was named in the body */
  uint32_t spoken;         /* the last quotation that found its speaker */
  dx_by_source *order;     /* quotations as their sources come */
  uint32_t told;           /* how many have come */
  uint32_t author;         /* whom "I" means outside of marks, or DIXIT_NONE */
  uint32_t guest;          /* who answers in an interview, or DIXIT_NONE */
  uint32_t chain;          /* the last that a pronoun inside marks meant */
} dx_story;

/* The sentence of event V.  */
static inline uint32_t
dx_event_sentence (const dx_story *t, const dx_event *v)
{
  return dx_sentence_at (t->c, v->at);
}

/* Whom the source of quotation Q names, and how (its source_kind).  */
uint32_t dx_speaker_of (const dx_story *story, dx_quotation *q);

/* Give every quotation its speaker and every pronoun its entity, and add a
   mention for each nominal that was understood.  DIXIT_NO_MEMORY.  */
dixit_status dx_story_tell (dx_people *people, const dx_context *c,
                            dx_quotations *quotes, dx_arena *arena,
                            dixit_error *error);

#endif
