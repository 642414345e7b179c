/* context.h -- what the taggers see: the text, and what is known of it so far.
   SPDX-License-Identifier: GPL-3.0-or-later

   Tags are added stage by stage: parts of speech, names, then cue, source and
   content.  Each stage's features may read the tags of those before it, and
   training fills them in the same way, from the same code.  */

#ifndef DX_CONTEXT_H
#define DX_CONTEXT_H

#include "base/hash.h"
#include "base/starts.h"
#include "find/marks.h"
#include "find/things.h"
#include "find/words.h"
#include "learn/vocabulary.h"
#include "learn/tagger.h"
#include "text/text.h"

/* Parts of speech: the Penn Treebank's, less what no later stage asks.  */
typedef enum
{
  DX_POS_NN, DX_POS_NNS, DX_POS_NNP, DX_POS_PRP, DX_POS_PRPS, DX_POS_DT,
  DX_POS_IN, DX_POS_TO, DX_POS_MD, DX_POS_VB, DX_POS_VBD, DX_POS_VBZ,
  DX_POS_VBP, DX_POS_VBG, DX_POS_VBN, DX_POS_JJ, DX_POS_RB, DX_POS_CC,
  DX_POS_CD, DX_POS_WP, DX_POS_WRB, DX_POS_RP, DX_POS_EX, DX_POS_UH,
  DX_POS_POS, DX_POS_PUNCT, DX_POS_X,
  DX_POS_COUNT
} dx_pos;

static inline bool
dx_is_verb (uint8_t pos)
{
  return pos >= DX_POS_VB && pos <= DX_POS_VBN;
}

static inline bool
dx_is_noun (uint8_t pos)
{
  return pos <= DX_POS_NNP;
}

/* Where a token stands in the name of a place.  */
enum { DX_PLACE_FIRST = 16, DX_PLACE_LATER = 32, DX_PLACE_WORDS = 4 };

/* Labels of names: 0 is O; 1 + 4 * type + position.  */
enum { DX_BEGIN, DX_INNER, DX_LAST, DX_UNIT };
enum { DX_NAME_LABELS = 1 + 4 * DIXIT_TYPES };

/* Labels of speech.  Content whose cue is yet to come has inner words of its
   own: a chain of labels then knows at the content's end what has to follow,
   and the links know which way to look.  */
enum
{
  DX_SP_O, DX_SP_B_CUE, DX_SP_I_CUE, DX_SP_B_SOURCE, DX_SP_I_SOURCE,
  DX_SP_B_CONTENT, DX_SP_I_CONTENT, DX_SP_I_BEFORE,
  DX_SP_LABELS
};

/* The label that a run of LABEL's role begins with; LABEL 0 is its own.  */
static inline uint8_t
dx_speech_begin (uint8_t label)
{
  return (uint8_t) (label == DX_SP_I_BEFORE ? DX_SP_B_CONTENT
                    : label                 ? (label - 1) / 2 * 2 + 1
                                            : DX_SP_O);
}

/* Whether LABEL is of a word that a run goes on with.  */
static inline bool
dx_speech_inner (uint8_t label)
{
  return label != dx_speech_begin (label);
}

/* What the first pass called a word at its other places in the article: 0 not
   there, 1 no name, 2 + type.  */
typedef struct
{
  uint16_t most : 4;       /* most often */
  uint16_t share : 2;      /* how often that is: 1 barely, 2 mostly, 3 always; 0 */
  uint16_t longer : 4;     /* inside longer names: the commonest type */
  uint16_t edge : 2;       /* in longer names: 1 first, 2 last, 3 inside */
} dx_hint;

/* What the first pass heard around a token, in its paragraph: how far the
   nearest cue and source of another run are, ECHO_FAR for none; and its place
   among the roles in its sentence.  */
enum { DX_ECHO_FAR = 255 };

typedef struct
{
  uint8_t cue[2], source[2], content[2];  /* left, right: distance in tokens */
  uint8_t order;
} dx_echo;

/* What a token depends on: 32 times how far on that one is, 0 for none, and the
   dx_relation to it.  It is in the same DX_SEQUENCE_MAX tokens.  */
typedef int16_t dx_arc;

enum { DX_ARC_FAR = 32 };

/* What depends on a token: how many tokens before and after it do, with those that
   depend on them in turn; and the relations of its own, bit set.  */
typedef struct
{
  uint16_t before, after;
  uint32_t relations;
} dx_branch;

/* What the user's rules say of the text (rules/rules.h).  */
typedef struct dx_ruled dx_ruled;

/* What the features of speech keep of the sequence at hand.  */
typedef struct dx_reaches dx_reaches;

typedef struct
{
  const dx_text *text;
  const dx_marks *marks;
  const dx_words *words;
  uint16_t *cluster;       /* per word: its cluster + 1, or 0 */
  uint8_t *leaning;        /* per word: which names it is a part of, going by words
                              like it: 1 + 16 kinds of 8, or 0 */
  uint8_t *saying;         /* per word: 4 * how much it leans to cues, 0 to 7, + how
                              much to sources, 0 to 3, going by words like it */
  uint32_t *on_desk;       /* per word: its number on the desk (find/desk.h), or 0 */
  uint8_t *place;          /* per token: DX_VOC_... of a place's name that holds
                              it, with DX_PLACE_... */
  uint8_t *pos;            /* per token: dx_pos */
  uint8_t *noun;           /* per word: what it names, by find/around.c */
  uint32_t *which;         /* per word with a capital: its number in STANDS, from
                              1; or 0 */
  uint32_t numbers;        /* how many have one */
  uint32_t *stands;        /* per number, and for their end: where its places are in
                              PLACES (find/around.h) */
  uint32_t *places;        /* tokens with capitals, word by word */
  struct dx_arounds *arounds;  /* what was found around words of many places */
  dx_arc *arcs;            /* per token: what it depends on */
  dx_branch *branches;     /* per token from BRANCHED on */
  size_t branches_room;
  uint32_t branched;
  uint8_t *titled;         /* per sentence: whether it is Set Like a Headline */
  uint8_t *first;          /* per token: label of names, first pass; both
                              are NULL when names are done */
  uint8_t *plain;          /* per token: it was no name by far in that pass */
  dx_hint *hints;          /* per token, from the first pass */
  uint8_t *names;          /* per token: label of names; gone when links are made */
  uint8_t *named;          /* per four tokens: what dx_named tells */
  uint8_t *heard;          /* per token: label of speech, first pass */
  uint8_t *heard_sure;     /* per token: 255 * its probability */
  dx_echo *echoes;         /* per token from ECHOED on, from the first pass */
  size_t echoes_room;
  uint32_t echoed;
  uint32_t *roles;         /* per sentence: a hash of the roles that the first pass
                              heard in it, in order */
  uint8_t *speech;         /* per token: label of speech */
  uint8_t *sure;           /* per token: 255 * probability of its speech label */
  uint8_t *cue_rank;       /* per word: 0 to 3, how surely it is head of a cue */
  dx_reaches *reaches;     /* of one sequence */
  const dx_ruled *ruled;   /* or NULL */
} dx_context;

/* The sentence of token I.  */
static inline uint32_t
dx_sentence_at (const dx_context *c, uint32_t i)
{
  return dx_started (c->text->sentences, i) - 1;
}

/* What is left of a token's label of names when that is gone; bit set.  */
enum { DX_NAMED = 1, DX_NAMED_NORP = 2 };

static inline uint32_t
dx_named (const dx_context *c, uint32_t i)
{
  return c->named[i / 4] >> i % 4 * 2 & 3;
}

/* The rank of token I's word among heads of cues.  */
static inline uint8_t
dx_cue_rank (const dx_context *c, uint32_t i)
{
  return c->cue_rank[c->words->of[i]];
}

/* How far on the token is that a token with ARC depends on; 0 for none.  */
static inline int32_t
dx_arc_far (dx_arc arc)
{
  return (arc - (arc & (DX_ARC_FAR - 1))) / DX_ARC_FAR;
}

/* The token that token I depends on, or DIXIT_NONE.  */
static inline uint32_t
dx_head_at (const dx_context *c, uint32_t i)
{
  const int32_t far = dx_arc_far (c->arcs[i]);
  return far ? (uint32_t) ((int64_t) i + far) : DIXIT_NONE;
}

/* The dx_relation of token I to that one.  */
static inline uint8_t
dx_relation_at (const dx_context *c, uint32_t i)
{
  return c->arcs[i] & (DX_ARC_FAR - 1);
}

/* Sequences are cut at this many tokens, so that memory is bounded however
   long a sentence or paragraph is.  */
enum { DX_SEQUENCE_MAX = 600 };

/* RUN, which is paragraphs or a part of one, with up to FAR tokens more of its
   paragraphs on either side.  */
static inline dx_run
dx_widened (const dx_text *text, const dx_run *run, uint32_t far)
{
  dx_run wide = *run;
  while (run->first - wide.first < far
         && !(text->tokens[wide.first].flags & DX_PARAGRAPH))
    wide.first--;
  while (wide.end - run->end < far && wide.end < text->token_count
         && !(text->tokens[wide.end].flags & DX_PARAGRAPH))
    wide.end++;
  return wide;
}

/* Features of token I, whose sequence is the tokens FROM to END (exclusive, at
   most DX_SEQUENCE_MAX); the number of keys written.  What has more features is
   added to THINGS.  To be asked for in order: what the first finds out serves the
   rest.  */
typedef size_t dx_features (const dx_context *c, uint32_t i, uint32_t from,
                            uint32_t end, uint64_t *keys, dx_things *things);

/* Features of nothing but a thing.  */
typedef size_t dx_thing_features (uint64_t thing, uint64_t *keys);

/* Features of a single word, that of token I, or of what is beyond the sequence where I
   is DIXIT_NONE, seen in view VIEW; the number of keys written.  All tokens of a word
   have the same.  */
typedef size_t dx_word_features (const dx_context *c, uint32_t i,
                                 uint32_t view, uint64_t *keys);

/* What earlier stages found out about token I, in one number, DX_BEYOND for none
   of the sequence.  */
typedef uint64_t dx_state (const dx_context *c, uint32_t i);
#define DX_BEYOND (UINT64_MAX - 1)

/* Features of nothing but a token's state.  */
typedef size_t dx_state_features (uint64_t state, uint32_t view,
                                  uint64_t *keys);

/* Is token I's label 0 without asking?  Only for taggers of which no sureness is
   asked, no FAR, and which share nothing with another.  */
typedef bool dx_settled (const dx_context *c, uint32_t i);

/* Of words and of states; there are things, and a second pass has the sums of the
   first, besides.  */
enum { DX_GLANCES_MAX = (DX_PARTS_MAX - DX_THINGS_MAX - 1) / 2, DX_GLANCE_FAR = 4 };

/* A look at the word, or the state, OFFSET tokens away.  */
typedef struct
{
  int8_t offset;           /* DX_GLANCE_FAR at most, either way */
  uint8_t view;
} dx_glance;

typedef struct
{
  uint8_t views, glances;
  dx_glance glance[DX_GLANCES_MAX];
} dx_glances;

/* All features of a tagger, DX_FEATURES_MAX of a token at most: those of single
   words and of single states, whose weights are added up once for each of them
   and not at each of its places, and the others.  */
typedef struct dx_templates dx_templates;

struct dx_templates
{
  dx_features *features;
  dx_thing_features *thing_features;   /* or NULL: there are no things */
  dx_word_features *word_features;  /* or NULL: there are no glances at words */
  bool evident;            /* of capitalised words it reads what this text shows */
  dx_glances words;
  dx_state *state;         /* or NULL: and none of its features */
  dx_state_features *state_features;
  dx_glances states;
  dx_settled *settled;     /* or NULL: no token is */
  float far;               /* fill C->plain: by so many nats; 0: do not */
  /* Of the second of two passes, or NULL: the features that these are added to.
     Of the first: the same, and all its own are among them, so that a pair of
     taggers looks them up once for both.  */
  const dx_templates *base, *both;
};

extern const dx_templates dx_pos_templates;
extern const dx_templates dx_names_templates;         /* first pass */
extern const dx_templates dx_names_again_templates;   /* second pass */
extern const dx_templates dx_speech_templates;        /* first pass */
extern const dx_templates dx_speech_again_templates;  /* second pass */

/* All features of token I, as dx_features has it.  */
size_t dx_templates_keys (const dx_templates *templates, const dx_context *c,
                          uint32_t i, uint32_t from, uint32_t end,
                          uint64_t *keys);

/* Fill C->hints from C->first; C->which is there.  DIXIT_NO_MEMORY.  */
dixit_status dx_names_hints (dx_context *c, dx_arena *arena,
                             dixit_error *error);

/* Make room for C->reaches.  DIXIT_NO_MEMORY.  */
dixit_status dx_speech_open (dx_context *c, dx_arena *arena,
                             dixit_error *error);

/* Take the datelines out of C->speech.  */
void dx_speech_without_datelines (dx_context *c);

/* Fill C->echoes from C->heard, for the COUNT paragraphs RUNS and no others; or for
   a part of one, when the first pass has heard DX_SEQUENCE_MAX tokens more of it on
   either side.  DIXIT_NO_MEMORY.  */
dixit_status dx_speech_echoes (dx_context *c, const dx_run *runs,
                               uint32_t count, dx_arena *arena,
                               dixit_error *error);

/* Has the caller of the analysis had enough?  If so, *ERROR says it.  To be
   asked between stages, and within those that take long.  */
bool dx_cancelled (const dixit_options *options, dixit_error *error);

/* How much word WORD leans to cues, 0 to 7.  */
static inline uint32_t
dx_says (const dx_context *c, uint32_t word)
{
  return c->saying[word] >> 2;
}

/* Fill C for TEXT, with marks, words and sentences; tags zero.  Those of speech have no
   room yet, and what find/lookup.h is for is not there.  What nobody looks at once the
   story is told is taken from TOLD, what is soon done with from BRIEF, all else from
   ARENA.  KNOWN, which may be NULL, is completed.  DIXIT_NO_MEMORY.  */
dixit_status dx_context_open (dx_context *c, const dx_text *text,
                              dx_marks *marks, dx_words *words,
                              dx_known *known, dx_arena *arena, dx_arena *told,
                              dx_arena *brief, dixit_error *error);

#endif
