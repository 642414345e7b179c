/* words.h -- the distinct words of a text, and what features see of them.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every token points to its word, so that hashes and shapes are computed once per
   distinct word and not once per token.  */

#ifndef DX_WORDS_H
#define DX_WORDS_H

#include <stdbool.h>

#include "text/text.h"

enum
{
  DX_NOCASE,  /* no letters, or letters without case */
  DX_LOWER, DX_TITLE, DX_UPPER, DX_MIXED
};

/* How a word occurs in this document; bit set.  Evidence for a token from the
   other places where the same word stands.  */
enum
{
  DX_W_SEEN_LOWER = 1,    /* its lower-case form stands somewhere */
  DX_W_SEEN_CAPITAL = 2,  /* capitalised where nothing asks for it */
  DX_W_AFTER_TITLE = 4,   /* after an honorific or a rank: Mr., Gen., President */
  DX_W_AFTER_NAME = 8,    /* after another capitalised word, mid-sentence */
  DX_W_BEFORE_NAME = 16,  /* before one */
  DX_W_AFTER_IN = 32,     /* after in, at, from, near */
  DX_W_BEFORE_SAID = 64   /* before or after said, says, told, added */
};

/* What is asked most often comes first, to lie in one line of the cache.  */
typedef struct
{
  uint32_t lower;              /* hash: lower case, digits 0, marks and dashes of one kind */
  uint8_t caps;                /* DX_NOCASE ... */
  uint8_t seen;                /* DX_W_... */
  uint8_t size;                /* characters, at most 255 */
  bool level : 1;              /* stands in sentences in large letters alone: form
                                  and shapes are as in small ones */
  bool man : 1, woman : 1;     /* ends in "man"; in "oman", too */
  bool dressed : 1;            /* a mark or sign that passes for another character than
                                  its own */
  bool folded : 1;             /* this one in lower case is a word of the text, too */
  uint32_t form;               /* hash of the word as written */
  uint32_t bare;               /* as LOWER, without accents */
  uint32_t brief;              /* Xxxx-like pattern with repeats squeezed */
} dx_word;

/* Whether capitals say anything in a sentence.  */
typedef enum { DX_CASED, DX_ALL_SMALL, DX_ALL_LARGE } dx_case;

typedef struct
{
  dx_word *words;
  uint32_t *sample;    /* per word, for taggers alone: its first token */
  struct dx_affixes_kept *kept;    /* for them too (find/affixes.h) */
  uint32_t count;
  uint32_t *of;        /* per token: its word */
  uint8_t *cased;      /* per sentence: dx_case */
  uint32_t uncased;    /* sentences that are not DX_CASED */
  uint32_t *capitals;  /* the tokens whose words have a capital, ascending */
  uint32_t capital_count;
  bool small;          /* the whole text is in small letters */
} dx_words;

/* The greatest number for what of an attribution a word leans to.  */
enum { DX_SAYING_MOST = 31 };

/* What is known of a word beside: its entry in the vocabulary, its rank among
   heads of cues, what of an attribution it leans to (as in dx_context), what
   kind of token it was when it was described, and its number among those with
   capitals, from 1; 0 for none, and for what is more than DX_KNOWN_MOST.  */
typedef struct
{
  uint32_t entry;
  uint32_t rank : 2, saying : 5, kind : 3, which : 22;
} dx_lore_of_word;

enum { DX_KNOWN_MOST = (1 << 22) - 1 };

/* Prints of the places of a word with a capital, and of what stands around it
   there.  */
typedef struct
{
  uint64_t stands, around;
} dx_known_around;

/* What is known of a sentence: it is all in large letters; if it is not, it is Set
   Like a Headline.  */
enum { DX_KNOWN_LARGE = 1, DX_KNOWN_TITLED = 2 };

/* What is known of a text from an earlier one, in which some of its paragraphs
   stood to the byte, and what is to be known of it later.  */
typedef struct
{
  /* Of the earlier one: its words.  */
  const dx_word *words;
  const dx_lore_of_word *lore;
  const dx_known_around *around;   /* of those with capitals */
  uint32_t count;
  /* Of this one.  */
  bool *paragraphs;        /* per paragraph: it is known */
  uint32_t *of;            /* per token of those: its word there */
  uint8_t *place;          /* the same: as in dx_context */
  uint8_t *evidence;       /* the same: what its neighbours say of its word */
  uint8_t *sentences;      /* per sentence of those: DX_KNOWN_... */
  uint32_t *was;           /* per word: 1 + what it is there, or 0; filled in
                              with the words */
  dx_lore_of_word *now;    /* per word: to be filled in */
  uint32_t *open;          /* the tokens whose words their bytes alone do not tell,
                              ascending: those with capitals, which may be level;
                              and marks and signs, which are described as the first
                              one is taken; filled in with the words */
  uint32_t open_count;
} dx_known;

/* Intern the words of TEXT.  What is for taggers alone is taken from BRIEF, all else from ARENA.
   KNOWN may be NULL; else its OF is taken over, and EVIDENCE completed.
   DIXIT_NO_MEMORY.  */
dixit_status dx_words_read (dx_words *words, const dx_text *text,
                            dx_known *known, dx_arena *arena, dx_arena *brief,
                            dixit_error *error);

/* How W is written, as far as that says anything.  */
static inline uint8_t
dx_caps_of (const dx_word *w)
{
  return w->level && w->caps > DX_LOWER ? DX_LOWER : w->caps;
}

/* The word of token I.  */
static inline const dx_word *
dx_word_of (const dx_words *w, uint32_t i)
{
  return &w->words[w->of[i]];
}

/* Keys of the vocabulary: dx_key of these and dx_word.lower, or of the words of a
   phrase joined one after the other.  */
enum { DX_KEY_WORD = 2, DX_KEY_PHRASE = 3 };

/* The hash that dx_word.lower has for the word of N bytes (UTF-8) at S.  */
uint32_t dx_word_hash (const char *s, size_t n);

/* The hash that dx_word.lower has for the lower-case ASCII string S.  */
uint32_t dx_lower_hash (const char *s);

#endif
