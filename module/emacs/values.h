/* values.h -- what a document holds, as Lisp values.
   SPDX-License-Identifier: GPL-3.0-or-later

   Offsets stay what the library counts, characters from 0; Lisp makes
   buffer positions of them.  Absent entities are -1 in flat vectors and nil
   elsewhere.  Each returns NULL with a signal pending on failure.  */

#ifndef DX_VALUES_H
#define DX_VALUES_H

#include "env.h"

#include "work/found.h"

/* Characters from start up to end; NULL stands for all of them.  */
typedef dixit_span dx_range;

/* The items of PLACES in RANGE (malloc'd, at *LIST) and how many they are.
   False with a signal pending.  */
bool dx_picked (emacs_env *env, const dx_places *places, const dx_range *range,
                uint32_t **list, size_t *count);

/* [mentions entities quotes marks checks spoken speakers], how many.  */
emacs_value dx_counts_value (emacs_env *env, const dx_found *found);

/* [entity name quotes  entity name quotes ...], see dx_found.  */
emacs_value dx_prominent_value (emacs_env *env, const dx_found *found);

/* [start end type kind entity  start end ...], types and kinds by number.  */
emacs_value dx_mentions_value (emacs_env *env, const dx_found *found,
                               const dx_range *range);

/* [[type name role gender mentions quotes] ...]  */
emacs_value dx_entities_value (emacs_env *env, const dx_found *found);

/* The one with INDEX, which must exist.  */
emacs_value dx_entity_value (emacs_env *env, const dx_found *found,
                             size_t index);

/* [[kind source-kind content cue source text speaker entity line confidence
   index chain] ...], spans as [start end start end ...].  */
emacs_value dx_quotes_value (emacs_env *env, const dx_found *found,
                             const dx_range *range);

/* [start end depth  start end depth ...]  */
emacs_value dx_marks_value (emacs_env *env, const dx_found *found,
                            const dx_range *range);

/* What is painted, in `dx_paint_value'.  */
enum
{
  DX_MENTION,
  DX_SAID,       /* words in marks */
  DX_REPORTED,   /* the content of a quotation that is not all in marks */
  DX_CUE,
  DX_SOURCE,
  /* To be added, for a quotation: */
  DX_NOBODY = 8,     /* the text does not say whose it is */
  DX_PRONOUN = 16,   /* its source is a pronoun */
  DX_INDIRECT = 32,  /* none of it is in marks */
  DX_DOUBTFUL = 64,  /* it is doubtful, and of somebody */
  /* Times these the kind and the type are to be added, for a mention: */
  DX_KIND = 8,
  DX_TYPE = 32,
  /* To be added, for a mention: */
  DX_SPEAKS = 512,      /* who is meant has a quotation */
  DX_IS_SOURCE = 1024   /* its words are a source too, the whole of it */
};

/* How it is painted.  */
typedef struct
{
  uint32_t part;    /* characters of a piece that are painted together */
  double doubtful;  /* quotations less sure than this are doubtful */
} dx_style;

/* [start end what entity name  start end what entity name ... -1], sorted: the
   quotations that are no terms, and the mentions.  Each piece is broken into
   parts from its start on, and those that start in RANGE are there.  NAME is a
   number for the entity's name, the same in all documents.  A source that is
   one mention comes as that alone.  The value is VECTOR, or a new vector if
   that is nil or too short.  */
emacs_value dx_paint_value (emacs_env *env, const dx_found *found,
                            const dx_range *range, const dx_style *style,
                            emacs_value vector);

/* A number for the entities of `dx_prominent_value', their order, and which of
   them speak: another document that has it has the same ones.  */
emacs_value dx_cast_value (emacs_env *env, const dx_found *found);

/* [[code start end message fix] ...]  */
emacs_value dx_checks_value (emacs_env *env, const dx_found *found);

/* [[file line key message] ...]  */
emacs_value dx_problems_value (emacs_env *env, const dixit_problem *problems,
                               size_t count);

#endif
