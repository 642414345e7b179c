/* who.h -- whom a pronoun means: the people on stage, and a scorer of them.
   SPDX-License-Identifier: GPL-3.0-or-later

   The people of the last sentences compete, and a log-linear ranker weighs how
   each of them appeared: how far back, as a subject, a speaker or an owner, how
   often, how lately introduced.  Gender is not among its features.  It rules
   out, and it is what the ranker learns from: where a pronoun's gender leaves
   one person, that one is the answer, and the rest must tell it from the
   others.  The window is bounded, so the whole is linear.  */

#ifndef DX_WHO_H
#define DX_WHO_H

#include "find/story.h"

/* How the question stands.  */
enum
{
  DX_ASK_SUBJECT, DX_ASK_OWNER, DX_ASK_OBJECT,  /* in the story itself */
  DX_ASK_AFTER, DX_ASK_BEFORE,   /* as a source, after its content or before */
  DX_ASK_INSIDE,                 /* inside quotation marks */
  DX_ASK_NOUN                    /* "the senator", as a source */
};

enum { DX_ON_STAGE = 12 };

typedef struct
{
  uint32_t at;         /* token */
  char gender;         /* 'm', 'f', or 0: any */
  uint8_t manner;      /* DX_ASK_... */
  uint32_t asks;       /* the quotation whose source it is, or DIXIT_NONE */
  uint32_t except;     /* an entity that is not meant, or DIXIT_NONE */
} dx_question;

/* One of the people on stage.  */
typedef struct
{
  uint32_t entity;
  uint32_t event;            /* the latest; one outside of marks, if any is */
  uint32_t acting;           /* the latest as subject or speaker, or DIXIT_NONE */
  int32_t salience;          /* of its most telling appearance */
  uint8_t events, subjects;  /* in the window, the latter as subject or speaker */
  uint16_t here;             /* flags of its events in the question's sentence */
  uint8_t led;               /* 1: leads the sentence of its latest event; 2:
                                and the paragraph */
  bool behind;               /* spoken of between marks since EVENT */
} dx_rival;

/* The people on stage before question Q, the latest first; how many, at most
   DX_ON_STAGE.  Whatever their gender.  */
uint32_t dx_rivals (const dx_story *story, const dx_question *q,
                    dx_rival *rivals);

/* Features of rival K of N.  At most DX_FEATURES_MAX.  */
size_t dx_who_features (const dx_story *story, const dx_question *q,
                        const dx_rival *rivals, uint32_t n, uint32_t k,
                        uint64_t *keys);

/* Who is asked for, or DIXIT_NONE.  *MARGIN (may be NULL): by how much it leads
   the next, in hundredths of a nat.  */
uint32_t dx_who (const dx_story *story, const dx_question *q, int *margin);

/* Sees every question as it is asked, and may know the answer: a rival's
   number, or DIXIT_NONE.  */
struct dx_witness
{
  uint32_t (*hear) (void *data, const dx_story *story, const dx_question *q,
                    const dx_rival *rivals, uint32_t n);
  void *data;
};

#endif
