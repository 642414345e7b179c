/* finder.h -- what the two rooms that find mentions share.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#ifndef DX_FINDER_H
#define DX_FINDER_H

#include "find/people.h"
#include "rules/rules.h"

enum { DX_NAME_WORDS = 5 };  /* of a name that the tagger overlooked */

/* What is asked of each token, of its word; bit set.  */
enum
{
  DX_LOOKS_CAPITAL = 1,    /* has a capital */
  DX_LOOKS_LONG = 2,       /* title case capitalises it */
  DX_LOOKS_PRONOUN = 4     /* he or she */
};

/* Types to vote for: all but dates and money.  The last one stands for products.  */
enum { DX_CANDIDATES = DIXIT_TYPES - 2 };

/* The votes for one name.  */
typedef struct
{
  uint32_t key;
  uint16_t votes[DX_CANDIDATES];
  uint8_t seen, placed;  /* how often it stands there; after "in" or the like */
  bool person_part : 1;  /* also a word of a longer person's name */
  bool surname : 1;      /* the last one, after a known given name */
} dx_poll;

typedef struct
{
  dx_people *p;
  const dx_context *c;
  const dx_lore *lore;
  dx_arena *arena;         /* of what is needed no longer than mentions are
                              looked for */
  dx_arena *kept;          /* of what stays: mentions */
  size_t room;
  size_t ahead;            /* where in this room those begin that are to be read again: at
                              its end */
  dx_poll *polls;
  size_t poll_count, poll_room;
  uint32_t *slots;         /* 1 + a poll's number; 0 is empty */
  size_t mask;
  uint8_t *looks;        /* per word: DX_LOOKS_... */
  bool *title_case;      /* per sentence: all its longer words are
                            capitalised */
  /* The words so called, and Jr. and Sr. */
  uint32_t as, who, jr, sr, tan, puan, dato, dato_mark, datuk, sri, seri;
  uint8_t *label;        /* per token: 1 in a transcript's label; or NULL */
  uint8_t *kinds;        /* per sentence: its paragraph's kind */
  dx_recall *recall;     /* or NULL */
} dx_finder;

static inline uint32_t
dx_finder_bits (const dx_finder *f, uint32_t i)
{
  return dx_bits (&f->p->lexicon, f->c, i);
}

/* May token I, by its capital, be part of a name?  */
static inline bool
dx_is_capital (const dx_finder *f, uint32_t i)
{
  return f->c->text->tokens[i].kind == DX_WORD && !dx_ruled_never (f->c, i)
         && dx_word_of (f->c->words, i)->caps >= DX_TITLE;
}

/* Make room for one more mention.  False when memory is out.  */
bool dx_finder_room (dx_finder *f) __attribute__ ((warn_unused_result));

/* Add M, its marks of place filled in, to the mentions; M is not among these.  False when
   memory is out.  */
__attribute__ ((warn_unused_result)) static inline bool
dx_finder_add (dx_finder *f, const dx_mention *m)
{
  dx_people *p = f->p;
  if (p->mention_count == f->ahead && !dx_finder_room (f))
    return false;
  p->mentions[p->mention_count++] = *m;
  return true;
}

/* Of M, if it is a name that votes: fill in its key and what stands in and after it.  */
void dx_finder_see (const dx_finder *f, dx_mention *m);

/* Add what the memo has of paragraph RUN, number P, to the mentions and sentences, and set
   *FOUND; *PRINT is set in any case.  False when memory is out.  */
bool dx_noted (dx_finder *f, const dx_run *run, uint32_t p, dx_print *print,
               bool *found)
  __attribute__ ((warn_unused_result));

/* Have it keep what was found there: the mentions from MENTION on.  */
void dx_note (dx_finder *f, const dx_run *run, dx_print print,
              uint32_t mention);

/* M with all that its place says: subject, owner, inside, gender.  */
dx_mention dx_finder_describe (const dx_finder *f, dx_mention m);

/* A given name, as far as is known, and of no place.  */
static inline bool
dx_is_given (const dx_finder *f, uint32_t i)
{
  return f->c->text->tokens[i].kind == DX_WORD && !f->c->place[i]
         && dx_given_gender (f->lore, dx_word_of (f->c->words, i));
}

/* By the honorific before token FIRST: 'm', 'f' or 0.  */
char dx_honorific_gender (const dx_finder *f, uint32_t first);

/* Let every place of a name vote for its type, and find the places that the
   tagger overlooked.  False when memory is out.  */
bool dx_mentions_mend (dx_finder *f) __attribute__ ((warn_unused_result));

#endif
