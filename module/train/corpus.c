/* corpus.c -- JSON Lines and CoNLL-U into articles with gold spans.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "train/corpus.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/tree.h"

typedef struct
{
  dx_corpus *corpus;
  size_t room, gold_room;
  dx_article *open;
} builder;

static bool
start_article (builder *b, const char *text, size_t size)
{
  dx_corpus *c = b->corpus;
  if (!dx_reserve (&c->arena, &c->articles, &b->room, c->count, c->count + 1,
                   sizeof *c->articles))
    return false;
  b->open = &c->articles[c->count++];
  *b->open = (dx_article) { .id = "", .text = dx_copy (&c->arena, text, size),
                            .size = size };
  b->gold_room = 0;
  return b->open->text != NULL;
}

static bool
add_gold (builder *b, dx_gold g)
{
  dx_article *a = b->open;
  if (!dx_reserve (&b->corpus->arena, &a->gold, &b->gold_room, a->count,
                   a->count + 1, sizeof *a->gold))
    return false;
  a->gold[a->count++] = g;
  return true;
}

/* Bytes of the first POINT characters of TEXT; found from the last answer on
   where that is possible.  */
static dx_byte
byte_of (const dx_article *a, size_t point)
{
  size_t at = 0;
  for (; at < a->size; at++)
    if (((unsigned char) a->text[at] & 0xc0) != 0x80 && !point--)
      break;
  return (dx_byte) at;
}

static bool
read_entities (builder *b, const json_t *list)
{
  size_t k;
  const json_t *e;
  json_array_foreach (list, k, e)
    {
      const char *type = json_string_value (json_object_get (e, "type"));
      const size_t s
        = (size_t) json_integer_value (json_object_get (e, "start"));
      const size_t t = (size_t) json_integer_value (json_object_get (e, "end"));
      for (uint8_t y = 0; type && y < DIXIT_TYPES; y++)
        if (!strcmp (type, dixit_type_name ((dixit_type) y))
            && !add_gold (b, (dx_gold) { byte_of (b->open, s),
                                         byte_of (b->open, t), (uint32_t) k,
                                         y, 0 }))
          return false;
    }
  return true;
}

static bool
read_attributions (builder *b, const json_t *list)
{
  static const char *const roles[] = { "cue", "source", "content" };
  size_t k, j;
  const json_t *a, *piece;
  json_array_foreach (list, k, a)
    for (uint8_t r = 0; r < 3; r++)
      json_array_foreach (json_object_get (a, roles[r]), j, piece)
        {
          const size_t s
            = (size_t) json_integer_value (json_array_get (piece, 0));
          const size_t t
            = (size_t) json_integer_value (json_array_get (piece, 1));
          if (!add_gold (b, (dx_gold) { byte_of (b->open, s),
                                        byte_of (b->open, t), (uint32_t) k,
                                        r, 0 }))
            return false;
        }
  return true;
}

static dixit_status
no_file (dixit_error *error, const char *path)
{
  return dx_fail (error, DIXIT_IO, 0, "cannot read %s: %s", path,
                  strerror (errno));
}

dixit_status
dx_corpus_jsonl (dx_corpus *corpus, const char *path, dixit_error *error)
{
  *corpus = (dx_corpus) { 0 };
  builder b = { .corpus = corpus };
  FILE *f = fopen (path, "r");
  if (!f)
    return no_file (error, path);
  char *line = NULL;
  size_t room = 0, number = 0;
  dixit_status status = DIXIT_OK;
  for (ssize_t n; (n = getline (&line, &room, f)) > 0 && status == DIXIT_OK;)
    {
      json_error_t je;
      json_t *o = json_loadb (line, (size_t) n, 0, &je);
      number++;
      const json_t *text = json_object_get (o, "text");
      const char *id = json_string_value (json_object_get (o, "id"));
      if (!json_is_string (text))
        status = dx_fail (error, DIXIT_IO, 0, "%s:%zu: %s", path, number,
                          o ? "no text" : je.text);
      else if (!start_article (&b, json_string_value (text),
                               json_string_length (text))
               || !(b.open->id = dx_copy (&corpus->arena, id ? id : "",
                                          (id ? strlen (id) : 0) + 1))
               || !read_entities (&b, json_object_get (o, "entities"))
               || !read_attributions (&b, json_object_get (o, "attributions")))
        status = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
      json_decref (o);
    }
  free (line);
  fclose (f);
  if (status != DIXIT_OK)
    dx_corpus_free (corpus);
  return status;
}

static uint8_t
pos_of (const char *penn)
{
  static const struct
  {
    const char *tag;
    uint8_t pos;
  } tags[] = {
    { "NN", DX_POS_NN }, { "NNS", DX_POS_NNS }, { "NNP", DX_POS_NNP },
    { "NNPS", DX_POS_NNP }, { "PRP", DX_POS_PRP }, { "PRP$", DX_POS_PRPS },
    { "DT", DX_POS_DT }, { "PDT", DX_POS_DT }, { "WDT", DX_POS_WP },
    { "IN", DX_POS_IN }, { "TO", DX_POS_TO }, { "MD", DX_POS_MD },
    { "VB", DX_POS_VB }, { "VBD", DX_POS_VBD }, { "VBZ", DX_POS_VBZ },
    { "VBP", DX_POS_VBP }, { "VBG", DX_POS_VBG }, { "VBN", DX_POS_VBN },
    { "JJ", DX_POS_JJ }, { "JJR", DX_POS_JJ }, { "JJS", DX_POS_JJ },
    { "RB", DX_POS_RB }, { "RBR", DX_POS_RB }, { "RBS", DX_POS_RB },
    { "CC", DX_POS_CC }, { "CD", DX_POS_CD }, { "WP", DX_POS_WP },
    { "WP$", DX_POS_WP }, { "WRB", DX_POS_WRB }, { "RP", DX_POS_RP },
    { "EX", DX_POS_EX }, { "UH", DX_POS_UH }, { "POS", DX_POS_POS },
    { ",", DX_POS_PUNCT }, { ".", DX_POS_PUNCT }, { ":", DX_POS_PUNCT },
    { "''", DX_POS_PUNCT }, { "``", DX_POS_PUNCT }, { "-LRB-", DX_POS_PUNCT },
    { "-RRB-", DX_POS_PUNCT }, { "HYPH", DX_POS_PUNCT }
  };
  for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
    if (!strcmp (tags[i].tag, penn))
      return tags[i].pos;
  return DX_POS_X;
}

static uint8_t
relation_of (char *name)
{
  static const struct
  {
    const char *name;
    uint8_t relation;
  } list[] = {
    { "root", DX_REL_ROOT }, { "nsubj", DX_REL_SUBJECT },
    { "csubj", DX_REL_SUBJECT }, { "expl", DX_REL_SUBJECT },
    { "obj", DX_REL_OBJECT }, { "iobj", DX_REL_OBJECT },
    { "ccomp", DX_REL_COMP }, { "parataxis", DX_REL_COMP },
    { "xcomp", DX_REL_OPEN }, { "advcl", DX_REL_ADVCL },
    { "acl", DX_REL_ACL }, { "obl", DX_REL_OBLIQUE },
    { "nmod", DX_REL_NMOD }, { "case", DX_REL_CASE },
    { "mark", DX_REL_MARK }, { "aux", DX_REL_AUX }, { "cop", DX_REL_AUX },
    { "det", DX_REL_DET }, { "amod", DX_REL_DET }, { "nummod", DX_REL_DET },
    { "advmod", DX_REL_ADV }, { "cc", DX_REL_CC }, { "conj", DX_REL_CONJ },
    { "appos", DX_REL_APPOS }, { "flat", DX_REL_FLAT },
    { "compound", DX_REL_FLAT }, { "fixed", DX_REL_FLAT },
    { "goeswith", DX_REL_FLAT }, { "punct", DX_REL_PUNCT }
  };
  name[strcspn (name, ":")] = '\0';
  for (size_t i = 0; i < sizeof list / sizeof *list; i++)
    if (!strcmp (list[i].name, name))
      return list[i].relation;
  return DX_REL_DEP;
}

/* One sentence under way: its text, and its words' spans.  */
typedef struct
{
  char text[16384];
  size_t size;
  dx_gold words[1024];
  size_t count;
} sentence;

static bool
end_sentence (builder *b, sentence *s)
{
  bool ok = true;
  if (s->count)
    {
      ok = start_article (b, s->text, s->size);
      for (size_t i = 0; ok && i < s->count; i++)
        ok = add_gold (b, s->words[i]);
    }
  s->size = s->count = 0;
  return ok;
}

dixit_status
dx_corpus_conllu (dx_corpus *corpus, const char *path, dixit_error *error)
{
  *corpus = (dx_corpus) { 0 };
  builder b = { .corpus = corpus };
  FILE *f = fopen (path, "r");
  if (!f)
    return no_file (error, path);
  sentence *s = calloc (1, sizeof *s);
  char *line = NULL;
  size_t room = 0;
  bool ok = s != NULL;
  /* A word range (3-4) stands for its parts in the text: they cover it evenly,
     which is right for clitics but for a letter.  */
  size_t range_end = 0, range_left = 0;
  while (ok && getline (&line, &room, f) > 0)
    {
      char *field[10], *save = NULL;
      size_t n = 0;
      if (line[0] == '#')
        continue;
      for (char *p = strtok_r (line, "\t\n", &save); p && n < 10;
           p = strtok_r (NULL, "\t\n", &save))
        field[n++] = p;
      if (n < 10)
        {
          ok = end_sentence (&b, s);
          range_left = 0;
          continue;
        }
      if (strchr (field[0], '.'))
        continue;
      const size_t size = strlen (field[1]);
      const bool space = !strstr (field[9], "SpaceAfter=No");
      const char *dash = strchr (field[0], '-');
      if (s->size + size + 2 > sizeof s->text
          || s->count + 1 > sizeof s->words / sizeof *s->words)
        continue;
      if (dash)
        {
          memcpy (s->text + s->size, field[1], size);
          range_end = s->size + size;
          range_left = (size_t) (atoi (dash + 1) - atoi (field[0]) + 1);
          s->words[s->count].start = (dx_byte) s->size;
          s->size = range_end;
          if (space)
            s->text[s->size++] = ' ';
          continue;
        }
      dx_gold g = { .label = pos_of (field[4]),
                    .group = (uint32_t) strtoul (field[6], NULL, 10),
                    .relation = relation_of (field[7]) };
      if (range_left)
        {
          g.start = s->words[s->count].start;
          const size_t end = --range_left ? g.start + size : range_end;
          g.end = (dx_byte) (end < range_end ? end : range_end);
          s->words[s->count++] = g;
          if (range_left && s->count < sizeof s->words / sizeof *s->words)
            s->words[s->count].start = g.end;
          continue;
        }
      g.start = (dx_byte) s->size;
      memcpy (s->text + s->size, field[1], size);
      s->size += size;
      g.end = (dx_byte) s->size;
      s->words[s->count++] = g;
      if (space)
        s->text[s->size++] = ' ';
    }
  ok = ok && end_sentence (&b, s);
  free (s);
  free (line);
  fclose (f);
  if (!ok)
    {
      dx_corpus_free (corpus);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  return DIXIT_OK;
}

void
dx_corpus_free (dx_corpus *corpus)
{
  dx_arena_free (&corpus->arena);
  *corpus = (dx_corpus) { 0 };
}
