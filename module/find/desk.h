/* desk.h -- what the taggers keep at hand, from one text to the next.
   SPDX-License-Identifier: GPL-3.0-or-later

   The commonest words of a language stand in every text.  What their weights, and
   those of other things, add up to is found once and stays with the desk: the
   same model finds the same sums, so nothing depends on what was read before.  A
   desk serves one reading at a time, and takes sixteen megabytes at most.  */

#ifndef DX_DESK_H
#define DX_DESK_H

#include <stdatomic.h>
#include <string.h>

#include "find/context.h"
#include "find/shelf.h"

/* What one tagger has added up: for words, by their numbers on the desk, and for
   what is known of tokens.  */
typedef struct
{
  dx_shelf words, states, things;
} dx_sums;

/* The most bytes of a word that has a number.  */
enum { DX_NUMBERED_BYTES = 64 };

/* A word that has a number, and what its affixes are made of: its bytes, or of more
   than 32 the first and the last 16.  */
typedef struct
{
  uint64_t age;            /* when it stood in a text last */
  uint32_t number;         /* or 0 */
  dx_word word;
  uint8_t size;            /* bytes */
  bool told;               /* LORE is there */
  char bytes[32];
  dx_lore_of_word lore;    /* its entry, its rank, and what it leans to */
} dx_numbered;

/* Where the sums of a word of the text at hand are, if they were looked for in this
   round.  */
typedef struct
{
  uint16_t round, number;
} dx_word_sums;

/* All zeroes is an empty desk.  */
typedef struct
{
  dx_arena arena;          /* of the lattice */
  dx_lattice lattice;
  dx_sums pos, first, names, caseless, heard, speech;
  dx_numbered *words;      /* two by two, by their forms */
  uint32_t numbers;        /* that were given */
  uint64_t age;            /* it goes on and on */
  /* Of the text at hand, and its memory.  */
  uint16_t *places;        /* per word, until all are looked up: its place in WORDS,
                              or the last, which is nobody's */
  dx_word_sums *seen;      /* per word, and for what is beyond all; or NULL */
  uint32_t seen_count;
  uint16_t round;          /* 0: there was none yet */
  int16_t *carried;        /* per token of the runs, DX_PAIR_LABELS: what the first
                              of a pair has added up for the second */
  size_t carried_room;
  size_t carried_count;    /* tokens; 0: nothing is carried */
} dx_desk;

void dx_desk_free (dx_desk *desk);

/* The next age.  */
static inline uint64_t
dx_desk_age (dx_desk *desk)
{
  return ++desk->age;
}

/* Make room for what is seen of COUNT words.  False when memory is out.  */
bool dx_desk_see (dx_desk *desk, uint32_t count, dx_arena *arena)
  __attribute__ ((warn_unused_result));

/* The next round: nothing is seen.  */
static inline void
dx_desk_round (dx_desk *desk)
{
  if (!++desk->round)
    {
      memset (desk->seen, 0, (desk->seen_count + (size_t) 1) * sizeof *desk->seen);
      desk->round = 1;
    }
}

/* Fill C->on_desk: all words that features cannot tell apart, but by what this
   text shows of capitalised ones, have one number for as long as they come often
   enough.  DIXIT_NO_MEMORY.  */
dixit_status dx_desk_number (dx_desk *desk, dx_context *c, dx_arena *arena,
                             dixit_error *error);

/* What is known of word K of the text at hand, which is numbered; NULL if the desk
   has not been told.  */
static inline const dx_lore_of_word *
dx_desk_lore (const dx_desk *desk, uint32_t k)
{
  const dx_numbered *n = desk->words + desk->places[k];
  return n->told ? &n->lore : NULL;
}

/* That is LORE.  */
static inline void
dx_desk_tell (dx_desk *desk, uint32_t k, dx_lore_of_word lore)
{
  dx_numbered *n = desk->words + desk->places[k];
  n->lore = lore;
  n->told = n->number;
}

/* Desks that wait for the next reading of any thread.  */
enum { DX_DESKS = 8 };

typedef struct
{
  _Atomic (dx_desk *) spare[DX_DESKS];
} dx_desks;

/* One of DESKS, or a new one, also where DESKS is NULL; NULL when memory is
   out.  */
dx_desk *dx_desk_take (dx_desks *desks) __attribute__ ((warn_unused_result));

/* DESK, which may be NULL, serves no more.  */
void dx_desk_leave (dx_desks *desks, dx_desk *desk);

void dx_desks_empty (dx_desks *desks);  /* free those that wait; NULL-safe */
void dx_desks_free (dx_desks *desks);   /* the same, and DESKS */

#endif
