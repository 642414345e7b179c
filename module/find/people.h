/* people.h -- mentions, and the entities that they name.
   SPDX-License-Identifier: GPL-3.0-or-later

   Names first: the article's own majority settles their types, and their words
   join them; then roles, which tie "the senator" to a name.  Pronouns and
   nominals follow when the quotations are known (story.h).  Linear in the
   number of mentions: every search is bounded.  */

#ifndef DX_PEOPLE_H
#define DX_PEOPLE_H

#include "find/lexicon.h"
#include "find/recall.h"

typedef struct
{
  uint32_t first, end;     /* tokens */
  uint32_t entity;         /* or DIXIT_NONE */
  union
  {
    uint32_t back;         /* a pronoun's: 1 + a token of whom it goes back
                              to, or 0 */
    uint32_t key;          /* a name's: dx_name_key, or 0 for not known */
  };
  uint8_t type;            /* dixit_type */
  char gender;             /* by honorific or pronoun: 'm', 'f' or 0 */
  unsigned kind : 2;       /* dixit_mention_kind */
  bool seen : 1;           /* a name's KEY is known, and the next two */
  bool apposed : 1;        /* ", a rice farmer" follows */
  bool given : 1;          /* it begins with a given name, and has more words */
  bool subject : 1;        /* leads its sentence or clause */
  bool topic : 1;          /* "as for" it */
  bool owner : 1;          /* followed by 's */
  bool inside : 1;         /* inside quotation marks */
  bool aside : 1;          /* in a headline, caption or byline: it may be cut
                              short or wrongly cut out */
  bool family : 1;         /* people of one surname: the Ellerys */
  bool fixed : 1;          /* the rules say that it is a name of this type */
  uint32_t rule;           /* 1 + the name in the rules that it is, or 0 */
} dx_mention;

typedef struct
{
  uint8_t type;
  char gender;
  bool family : 1;         /* several people of one surname */
  uint8_t full : 7;        /* mentions of several words, at most DX_FULL_MOST */
  uint8_t role_size;       /* tokens of a role, DX_ROLE_MOST at most; 0 for none */
  union
  {
    uint32_t name;         /* while joining: the mention with the fullest form */
    uint32_t quotes;       /* later: how many */
  };
  uint32_t name_first, name_end;   /* that form's tokens */
  uint32_t role_first;     /* the first token of the role */
  union
  {
    uint32_t latest;       /* while joining: the latest mention */
    uint32_t mentions;     /* later: how many */
  };
  uint32_t rule;           /* 1 + the name in the rules that it is, or 0 */
} dx_entity;

enum { DX_FULL_MOST = 5, DX_ROLE_MOST = 255 };

/* What the text says that somebody is.  */
typedef struct
{
  uint32_t entity;
  uint32_t first, end;     /* tokens */
} dx_role_part;

typedef struct
{
  uint32_t key, value, older;
} dx_chain_link;

/* A multimap from words to entities or parts, newest first.  */
typedef struct
{
  uint32_t *heads;         /* NULL while it is empty */
  size_t mask;
  dx_chain_link *links;
  size_t count, room;
  dx_arena *arena;
} dx_chains;

/* What the model knows of people.  */
typedef struct
{
  /* Each with one label, or with none where the model lacks it.  */
  const dx_tagger *given;    /* given names from a table: men positive */
  const dx_tagger *gender;   /* given names that articles showed */
  const dx_tagger *who;      /* who holds what is said: holder.h */
  const dx_tagger *meant;    /* whom a pronoun means: who.h */
  const struct dx_listener *listener;   /* or NULL */
  const dx_listed *listed;  /* or NULL */
} dx_lore;

typedef struct
{
  dx_mention *mentions;    /* in text order; none has a token of another */
  dx_entity *entities;     /* by first mention */
  uint32_t mention_count, entity_count;
  dx_starts *starts;       /* where mentions start */
  dx_lexicon lexicon;
  dx_role_part *parts;
  size_t part_room;
  uint32_t part_count;
  dx_chains by_part;       /* from the senses of a part's nouns to it */
  const dx_lore *lore;
  dx_recall *recall;       /* or NULL */
} dx_people;

/* The mention that covers token I, or DIXIT_NONE.  */
static inline uint32_t
dx_mention_at (const dx_people *p, uint32_t i)
{
  const uint32_t n = dx_started (p->starts, i);
  return n && p->mentions[n - 1].end > i ? n - 1 : DIXIT_NONE;
}

/* Find all names and third-person pronouns of C.
   LORE must outlive PEOPLE.  RECALL, which may be NULL, knows what earlier texts
   had; the tags are all there.  DIXIT_NO_MEMORY.  */
dixit_status dx_people_meet (dx_people *people, const dx_context *c,
                             const dx_lore *lore, dx_recall *recall,
                             dx_arena *arena, dixit_error *error);

/* Whom the names mean, and what parts they play.  Of places' names and capitals in C
   nothing is read any more.  DIXIT_NO_MEMORY.  */
dixit_status dx_people_know (dx_people *people, const dx_context *c,
                             dx_arena *arena, dixit_error *error);

/* The rooms of people.c.  */

/* Fill PEOPLE's mentions and STARTS, entities unset.  */
dixit_status dx_mentions_find (dx_people *people, const dx_context *c,
                               const dx_lore *lore, dx_arena *arena,
                               dixit_error *error);

/* Join the names as entities, in the order of their first mentions.  */
dixit_status dx_people_join (dx_people *people, const dx_context *c,
                             const dx_lore *lore, dx_arena *arena,
                             dixit_error *error);

/* Find the parts that people play.  */
dixit_status dx_parts_find (dx_people *people, const dx_context *c,
                            dx_arena *arena, dixit_error *error);

/* ENTITY plays the part that tokens FIRST to END name.  False when memory is
   out.  */
bool dx_parts_add (dx_people *people, const dx_context *c, dx_arena *arena,
                   uint32_t entity, uint32_t first, uint32_t end)
  __attribute__ ((warn_unused_result));

/* Is token I a noun for a person: one the lexicon knows, or one that looks
   it?  */
bool dx_is_person_noun (const dx_people *people, const dx_context *c,
                        uint32_t i);

/* Does one letter more, less or changed tell the words of tokens A and B, which
   have capitals and some length?  Case aside.  */
bool dx_alike (const dx_context *c, uint32_t a, uint32_t b);

/* The words of a name as a key, a leading article aside.  */
uint32_t dx_name_key (const dx_people *people, const dx_context *c,
                      uint32_t first, uint32_t end);

/* What a given name says: 'm', 'f' or 0; by all that is known, or by one
   TABLE.  */
char dx_given_gender (const dx_lore *lore, const dx_word *w);
char dx_table_gender (const dx_tagger *table, const dx_word *w);

/* Nothing is in CHAINS yet, and so many links are EXPECTED.  It takes no memory before
   the first.  */
void dx_chains_open (dx_chains *chains, dx_arena *arena, size_t expected);
/* Nobody looks anything up in it any more.  */
void dx_chains_close (dx_chains *chains);
bool dx_chains_add (dx_chains *chains, uint32_t key, uint32_t value)
  __attribute__ ((warn_unused_result));

/* The newest value under KEY, then older ones: *AT and *STEPS begin at 0.
   DIXIT_NONE at the end; a chain is followed only so far.  */
uint32_t dx_chains_next (const dx_chains *chains, uint32_t key, uint32_t *at,
                         int *steps);

/* What a third-person pronoun's word says: 'm', 'f', or 0 if W is none.  */
char dx_pronoun_gender (const dx_word *w);

#endif
