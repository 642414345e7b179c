/* who.h -- whom a pronoun means.
   SPDX-License-Identifier: GPL-3.0-or-later

   The people of the last sentences compete.  A salience model in the manner of
   Lappin and Leass (1994) weighs them: nearness, subjects, speakers and
   frequency count for one, being spoken of in the very quotation whose speaker
   is asked for against one, and a clash of gender rules one out.  A ranker that
   has learned from pronouns whose meaning is known corrects it, where the model
   has one.  The window is bounded, so the whole is linear.  */

#ifndef DX_WHO_H
#define DX_WHO_H

#include "find/story.h"

enum { DX_CANDIDATES = 8 };

typedef struct
{
  uint32_t at;         /* token */
  char gender;         /* 'm', 'f', or 0: any */
  uint32_t asks;       /* the quotation whose source it is, or DIXIT_NONE */
  uint32_t except;     /* an entity that is not meant, or DIXIT_NONE */
  uint32_t from, home; /* the token that nearness is counted from, and its
                          sentence; dx_who sets them */
} dx_question;

/* Somebody on stage.  */
typedef struct
{
  uint32_t entity;
  uint32_t best, last;      /* events: the one that tells most, the latest */
  uint32_t speaker, subject;  /* the latest as a speaker or a subject, or
                               DIXIT_NONE */
  int32_t salience;         /* in hundredths */
  uint8_t count, near, here, subjects;  /* events: all, of the sentence and the
                               one before, of the paragraph, as subjects */
  bool spoken_of;           /* in the very words whose speaker is asked for */
  bool named;               /* by name, there */
  bool only;                /* nobody else is near */
  bool beside;              /* governed by what governs the pronoun: he told
                               Lee */
} dx_candidate;

typedef struct
{
  uint32_t entity;     /* who is meant, or DIXIT_NONE */
  uint32_t at;         /* the token of the appearance that told most */
  int32_t margin;      /* by how much it leads the next, in hundredths */
} dx_answer;

/* What a ranker's weights are worth against salience: nats of it.  */
static const float DX_SALIENCE = 2.0f;

/* The token from which it is not far to whoever was named before token AT, a
   source of QUOTE (or of DIXIT_NONE): of words that lead up to their speaker,
   "...," he said, the first.  */
uint32_t dx_near_from (const dx_story *story, uint32_t at, uint32_t quote);

/* The head of the words of whoever is mentioned at token AT: the one that hangs on a
   word outside.  */
uint32_t dx_event_head (const dx_story *story, uint32_t at);

/* Number the features of the ranker: FIRST gets each template's first one.  How many
   there are.  */
uint32_t dx_who_number (uint16_t first[DX_WHO_TEMPLATES]);

dx_answer dx_who (const dx_story *story, const dx_question *q);

/* Features of candidate K of N; at most DX_FEATURES_MAX.  */
size_t dx_who_features (const dx_story *story, const dx_question *q,
                        const dx_candidate *all, uint32_t n, uint32_t k,
                        uint64_t *keys);

/* Somebody who wants to hear each question about a pronoun, with the N
   candidates: training.  */
typedef struct dx_listener
{
  void (*hear) (void *me, const dx_story *story, const dx_question *q,
                const dx_candidate *all, uint32_t n);
  void *me;
} dx_listener;

#endif
