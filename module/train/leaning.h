/* leaning.h -- what a word is part of, going by words like it.
   SPDX-License-Identifier: GPL-3.0-or-later

   A word that no training text has, "Mwangi", is still near surnames that some
   have, and "quipped" near verbs of saying: a small network learns from the vectors
   of words what they are in a corpus (one hidden layer, dropout, Adam).  What it expects of the words that
   it learned from would be too good, so each of five networks does without a
   fifth of them, and expects for those alone.  */

#ifndef DX_LEANING_H
#define DX_LEANING_H

#include "find/reading.h"
#include "train/corpus.h"

/* No name; the first word of a person's, organisation's, place's name, or a
   later one; parts of other names; in small letters and no name.  */
enum
{
  DX_LEAN_O, DX_LEAN_PER, DX_LEAN_PER_LATER, DX_LEAN_ORG, DX_LEAN_ORG_LATER,
  DX_LEAN_LOC, DX_LEAN_LOC_LATER, DX_LEAN_NORP, DX_LEAN_MISC, DX_LEAN_DATE,
  DX_LEAN_MONEY, DX_LEAN_SMALL,
  DX_LEANINGS
};

/* In a cue, in a source, in neither.  */
enum { DX_SAYS, DX_IS_SOURCE, DX_SAYS_NOTHING, DX_SAYINGS };

/* What a word can be, COUNT things of at most DX_LEANINGS, and which of them the
   tokens of a reading of an article are.  */
typedef struct
{
  size_t count;
  void (*tell) (const dx_reading *reading, const dx_article *article,
                uint8_t *things);
} dx_leaning_of;

/* Parts of names, and of attributions.  */
extern const dx_leaning_of dx_leaning_names, dx_leaning_speech;

/* Fill EXPECTED (COUNT * OF->count) with the chances of each WORD, whose
   VECTORS have DIMENSIONS numbers each, going by CORPUS.  DIXIT_NO_MEMORY and
   errors of reading.  */
dixit_status dx_leanings (const dx_leaning_of *of, const dx_corpus *corpus,
                          char *const *words, const float *vectors,
                          size_t count, size_t dimensions, float *expected,
                          dixit_error *error);

#endif
