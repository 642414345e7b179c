/* lexicon.h -- what a few hundred words are, decided once per distinct word.
   SPDX-License-Identifier: GPL-3.0-or-later

   The taggers learn most of what they know; whom words mean takes a little
   that no corpus at hand shows: that "spokeswoman" is a woman, that "Sen." and
   "the senator" can be one, that a memo speaks for whoever wrote it.  */

#ifndef DX_LEXICON_H
#define DX_LEXICON_H

#include "find/context.h"

/* Bit set.  */
enum
{
  DX_L_MAN = 1 << 0,       /* Mr., father, spokesman */
  DX_L_WOMAN = 1 << 1,
  DX_L_TITLE = 1 << 2,     /* stands before a name: Mr., Gen., President */
  DX_L_PERSON = 1 << 3,    /* one person: senator, driver, mother */
  DX_L_MOUTH = 1 << 4,     /* one who often has no name: official, source */
  DX_L_BODY = 1 << 5,      /* an organisation: agency, court, union */
  DX_L_PAPER = 1 << 6,     /* what speaks for its author: memo, statement */
  DX_L_HE = 1 << 7,        /* he, his, him, himself */
  DX_L_SHE = 1 << 8,
  DX_L_THEY = 1 << 9,      /* they */
  DX_L_IT = 1 << 10,       /* it */
  DX_L_I = 1 << 11,        /* I, my */
  DX_L_WHO = 1 << 12,      /* who, which, that */
  DX_L_THE = 1 << 13,      /* the, this, that, his: makes a phrase definite */
  DX_L_A = 1 << 14,        /* a, an, one, another, some */
  DX_L_OTHER = 1 << 15,    /* counterpart, predecessor, wife: not its owner */
  DX_L_IN = 1 << 16,       /* in, at, from, near */
  DX_L_OF = 1 << 17,       /* of */
  DX_L_BY = 1 << 18,       /* by, from */
  DX_L_IS = 1 << 19,       /* is, was, became */
  DX_L_JUNIOR = 1 << 20,   /* Jr., III: after a name */
  DX_L_GROUP = 1 << 21,    /* several persons: officials, lawmakers */
  DX_L_PREP = 1 << 22,     /* a preposition; never opens a clause */
  DX_L_STATE = 1 << 23,    /* a body that need not be the last one named */
  DX_L_VAN = 1 << 24,      /* a small word inside names: van, de, al */
  DX_L_COURT = 1 << 25     /* what a court writes: ruling, opinion */
};

/* One of the words, or a place in their table that none has: all zeroes.  */
typedef struct
{
  uint32_t key;        /* dx_word.lower */
  uint32_t bits;
  uint32_t sense;      /* the hash of a word that stands for the same role, or 0 */
} dx_listed_word;

/* The few hundred words, to be found fast.  */
typedef struct dx_listed dx_listed;

typedef struct
{
  const dx_listed_word *listed;
  uint16_t *which;     /* per distinct word: which of them it is */
} dx_lexicon;

/* To be freed with free.  NULL when memory is out.  */
dx_listed *dx_listed_new (void) __attribute__ ((warn_unused_result));

/* Decide for all words of C.  LISTED may be NULL: the list is then made for this
   once.  DIXIT_NO_MEMORY.  */
dixit_status dx_lexicon_open (dx_lexicon *lexicon, const dx_context *c,
                              const dx_listed *listed, dx_arena *arena,
                              dixit_error *error);

static inline uint32_t
dx_bits (const dx_lexicon *l, const dx_context *c, uint32_t i)
{
  return l->listed[l->which[c->words->of[i]]].bits;
}

/* The hash of token I's word, or that of a word that stands for the same role.  */
static inline uint32_t
dx_sense (const dx_lexicon *l, const dx_context *c, uint32_t i)
{
  const uint32_t word = c->words->of[i];
  const uint32_t sense = l->listed[l->which[word]].sense;
  return sense ? sense : c->words->words[word].lower;
}

#endif
