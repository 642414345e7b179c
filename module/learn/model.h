/* model.h -- the model file: sections, mapped and checked.
   SPDX-License-Identifier: GPL-3.0-or-later

   Layout, little-endian:
     "DIXITMDL"  u32 version  u32 sections  u64 file size  u64 checksum
     sections times: u32 id  u32 0  u64 offset  u64 size
     the sections, 16-aligned
   The checksum is over all that follows it.  A model file is hostile input:
   magic, version, size, checksum and bounds are checked before anything is
   read, and every section checks its own indices.  */

#ifndef DX_MODEL_H
#define DX_MODEL_H

#include "dixit.h"

enum { DX_MODEL_VERSION = 2, DX_SECTIONS_MAX = 32 };

typedef enum
{
  DX_S_VOCABULARY = 1,  /* vocabulary: clusters and places */
  DX_S_POS = 2,         /* tagger: parts of speech */
  DX_S_FIRST = 3,       /* tagger: names, first pass */
  DX_S_NAMES = 4,       /* tagger: names, second pass */
  DX_S_GENDER = 5,      /* tagger of one label: given names, men positive */
  DX_S_CUES = 6,        /* tagger of one label: how often a word heads a cue */
  DX_S_HEARD = 7,       /* tagger: cue, source, content, first pass */
  DX_S_SPEECH = 8,      /* the same, second pass */
  DX_S_LINK = 9,        /* tagger of one label: which cue a span belongs to */
  DX_S_WHO = 10,        /* tagger of one label: who holds what is said */
  DX_S_GIVEN = 11,      /* tagger of one label: given names, men positive */
  DX_S_TREE = 12,       /* tagger: moves of the parser */
  DX_S_MEANT = 13,      /* tagger of one label: whom a pronoun means */
  DX_S_CASELESS = 14,   /* tagger: names, where capitals tell nothing */
  DX_S_SAYING = 15      /* vocabulary: what of an attribution a word leans to */
} dx_section;

typedef struct
{
  const uint8_t *bytes;
  size_t size;
} dx_model;

/* Map and check the file at PATH.  DIXIT_IO, DIXIT_BAD_MODEL.  Replace a model
   by renaming a new file over it: truncating a mapped one is fatal to its
   readers.  */
dixit_status dx_model_map (dx_model *model, const char *path,
                           dixit_error *error);
void dx_model_unmap (dx_model *model);

/* The bytes of section ID; NULL if there is none.  */
const uint8_t *dx_model_section (const dx_model *model, dx_section id,
                                 size_t *size);

/* What tells MODEL from another: its size and its checksum.  */
void dx_model_print (const dx_model *model, uint64_t print[2]);

/* The checksum of N bytes: FNV-1a over 64-bit words, then bytes.  */
uint64_t dx_checksum (const uint8_t *bytes, size_t n);

#endif
