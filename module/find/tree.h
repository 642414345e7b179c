/* tree.h -- dependency trees of sentences.
   SPDX-License-Identifier: GPL-3.0-or-later

   A greedy transition-based parser with the arc-eager system (Nivre 2003) and
   the features of Zhang and Nivre (2011), less the words that pay little.  Two
   steps a token and a bounded number of features a step, so it is linear.  The
   relations are those of Universal Dependencies that say who does what to
   whom, and where clauses begin; the others are lumped together.  */

#ifndef DX_TREE_H
#define DX_TREE_H

#include "find/context.h"

typedef enum
{
  DX_REL_ROOT,     /* nobody's dependent, or not known whose */
  DX_REL_SUBJECT, DX_REL_OBJECT,
  DX_REL_COMP,     /* a clause that is said or thought, a parataxis too */
  DX_REL_OPEN,     /* a clause without a subject of its own: to go, pleased */
  DX_REL_ADVCL,    /* a clause that says when, why, if ... */
  DX_REL_ACL,      /* a clause that describes a noun */
  DX_REL_OBLIQUE,  /* of a verb, with a preposition */
  DX_REL_NMOD,     /* of a noun, with a preposition or 's */
  DX_REL_CASE, DX_REL_MARK, DX_REL_AUX, DX_REL_DET, DX_REL_ADV, DX_REL_CC,
  DX_REL_CONJ, DX_REL_APPOS, DX_REL_FLAT, DX_REL_PUNCT, DX_REL_DEP,
  DX_RELATIONS
} dx_relation;

/* What the parser sees of a token.  */
typedef struct
{
  uint32_t word;       /* dx_word.lower */
  uint16_t cluster;    /* 1 + the four that its word's is one of; or 0 */
  uint8_t pos;         /* dx_pos */
  uint8_t mark;        /* 0 no quotation mark; 1 opening, 2 closing, 3 other */
} dx_atom;

/* Moves: to shift, to reduce, and to tie a token to one on its left or
   right.  */
enum { DX_SHIFT, DX_REDUCE, DX_TREE_MOVES = 32 };

/* A parse under way of N tokens, numbered from 0; DX_NOBODY for none, who has an atom
   too, as have the two tokens past the last.  The top of the stack is at DEPTH,
   nobody below it.  Which move is next no processor foresees, and so none of them
   branches: what a move does not do is done to DX_SCRATCH.  */
enum
{
  DX_NOBODY = DX_SEQUENCE_MAX + 2, DX_SCRATCH, DX_PARSE_ROOM
};

typedef struct
{
  uint32_t n, next, depth;                   /* NEXT: the first not yet read */
  dx_atom atoms[DX_PARSE_ROOM];
  int16_t stack[DX_PARSE_ROOM];
  int16_t head[DX_PARSE_ROOM];
  int16_t outermost[2][DX_PARSE_ROOM];       /* dependents on the right, left */
  uint8_t dependents[2][DX_PARSE_ROOM];      /* how many; 3 are many */
  uint8_t relation[DX_PARSE_ROOM];
} dx_parse;

/* Start to parse the first N of the atoms, which are filled; at most
   DX_SEQUENCE_MAX.  */
void dx_parse_start (dx_parse *parse, uint32_t n);

/* The keys of where the parse stands, at most DX_FEATURES_MAX.  */
size_t dx_parse_features (const dx_parse *parse, uint64_t *keys);

/* Can MOVE be done now?  */
bool dx_parse_allows (const dx_parse *parse, uint32_t move);
void dx_parse_do (dx_parse *parse, uint32_t move);

/* Go on to the end, by the best move that can be done.  */
void dx_parse_run (dx_parse *parse, const dx_tagger *tagger);

/* The relation that MOVE ties, and whether the dependent is on the left of its
   head; DX_REL_ROOT for a shift or a reduce.  */
dx_relation dx_move_relation (uint32_t move, bool *left);

/* The move that ties RELATION, or the nearest there is.  */
uint32_t dx_move_of (dx_relation relation, bool left);

/* Fill the atoms of tokens FROM to END.  */
void dx_atoms_read (const dx_context *c, uint32_t from, uint32_t end,
                    dx_atom *atoms);

/* Fill C->branches for the tokens FROM to END, whose trees are made.  It is of no
   use for a tree that is cut by FROM or END.  DIXIT_NO_MEMORY.  */
dixit_status dx_branches (dx_context *c, uint32_t from, uint32_t end,
                          dx_arena *arena, dixit_error *error);

/* Fill C->arcs for the COUNT sentences RUNS.  DIXIT_NO_MEMORY,
   DIXIT_CANCELLED.  */
dixit_status dx_trees (dx_context *c, const dx_tagger *tagger,
                       const dx_run *runs, uint32_t count, dx_arena *arena,
                       const dixit_options *options, dixit_error *error);

#endif
