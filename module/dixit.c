/* dixit.c -- analyzers and documents: the library's face.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "dixit.h"

#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "find/chain.h"
#include "find/link.h"
#include "find/people.h"
#include "find/quotes.h"
#include "find/reading.h"
#include "find/story.h"
#include "rules/rules.h"
#include "find/tree.h"

struct dixit_document
{
  dx_arena arena;       /* owns all that follows */
  size_t length;
  dixit_mention *mentions;
  dixit_entity *entities;
  dixit_quote *quotes;
  dixit_mark *marks;
  dixit_check *checks;
  dixit_problem *problems;
  size_t mention_count, entity_count, quote_count, mark_count, check_count,
    problem_count;
};

static dixit_status
read_tagger (const dx_model *model, dx_section id, uint32_t labels,
             const char *path, dx_tagger *tagger, dixit_error *error)
{
  size_t size = 0;
  const uint8_t *bytes = dx_model_section (model, id, &size);
  if (!bytes)
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "%s lacks section %d", path,
                    (int) id);
  /* Tables of words are looked up seldom; the taggers of speech are opened
     together.  */
  const bool open = (labels > 1 || id == DX_S_LINK || id == DX_S_WHO)
                    && id != DX_S_HEARD && id != DX_S_SPEECH;
  const dixit_status s = open ? dx_tagger_open (tagger, bytes, size, error)
                              : dx_tagger_read (tagger, bytes, size, error);
  if (s == DIXIT_OK && tagger->labels != labels)
    return dx_fail (error, DIXIT_BAD_MODEL, 0,
                    "%s has other labels than this Dixit", path);
  return s;
}

static dixit_status
read_words (const dx_model *model, dx_section id, const char *path,
            dx_vocabulary *words, dixit_error *error)
{
  size_t size = 0;
  const uint8_t *bytes = dx_model_section (model, id, &size);
  return bytes ? dx_vocabulary_read (words, bytes, size, error)
               : dx_fail (error, DIXIT_BAD_MODEL, 0, "%s lacks section %d",
                          path, (int) id);
}

dixit_status
dixit_analyzer_open (const char *path, dixit_analyzer **out,
                     dixit_error *error)
{
  dixit_analyzer *a = calloc (1, sizeof *a);
  *out = NULL;
  if (error)
    *error = (dixit_error) { 0 };
  if (!a)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dixit_status s = dx_model_map (&a->model, path, error);
  const struct
  {
    dx_section id;
    uint32_t labels;
    dx_tagger *tagger;
  } sections[] = {
    { DX_S_POS, DX_POS_COUNT, &a->pos },
    { DX_S_TREE, DX_TREE_MOVES, &a->tree },
    { DX_S_FIRST, DX_NAME_LABELS, &a->first },
    { DX_S_NAMES, DX_NAME_LABELS, &a->names },
    { DX_S_CASELESS, DX_NAME_LABELS, &a->caseless },
    { DX_S_CUES, 1, &a->cues },
    { DX_S_HEARD, DX_SP_LABELS, &a->heard },
    { DX_S_SPEECH, DX_SP_LABELS, &a->speech },
    { DX_S_LINK, 1, &a->link },
    { DX_S_GENDER, 1, &a->gender },
    { DX_S_GIVEN, 1, &a->given },
    { DX_S_WHO, 1, &a->who },
    { DX_S_MEANT, 1, &a->meant }
  };
  for (size_t k = 0; k < sizeof sections / sizeof *sections && s == DIXIT_OK;
       k++)
    s = read_tagger (&a->model, sections[k].id, sections[k].labels, path,
                     sections[k].tagger, error);
  if (s == DIXIT_OK)
    s = dx_tagger_open_pair (&a->heard, &a->speech, error);
  if (s == DIXIT_OK)
    s = read_words (&a->model, DX_S_VOCABULARY, path, &a->vocabulary, error);
  if (s == DIXIT_OK)
    s = read_words (&a->model, DX_S_SAYING, path, &a->saying, error);
  if (s == DIXIT_OK)
    s = dx_patterns_compile (&a->patterns, error);
  if (s == DIXIT_OK
      && (!(a->listed = dx_listed_new ())
          || !(a->desks = calloc (1, sizeof *a->desks))))
    s = dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (s != DIXIT_OK)
    {
      dixit_analyzer_close (a);
      return s;
    }
  *out = a;
  return DIXIT_OK;
}

void
dixit_analyzer_close (dixit_analyzer *a)
{
  if (!a)
    return;
  free (a->listed);
  dx_desks_free (a->desks);
  dx_patterns_free (a->patterns);
  dx_tagger_close (&a->pos);
  dx_tagger_close (&a->tree);
  dx_tagger_close (&a->first);
  dx_tagger_close (&a->names);
  dx_tagger_close (&a->caseless);
  dx_tagger_close (&a->speech);
  dx_tagger_close (&a->heard);
  dx_tagger_close (&a->link);
  dx_tagger_close (&a->who);
  dx_model_unmap (&a->model);
  free (a);
}

/* Does white space stand before token T?  */
static bool
apart (dx_token t)
{
  return t.flags & (DX_SPACE | DX_WRAP | DX_GAP | DX_PARAGRAPH);
}

/* The words of tokens FIRST to END, white space squeezed, furniture left out;
   appended to *AT.  What has single spaces is copied in one go.  */
static void
put_words (const dx_text *text, uint32_t first, uint32_t end, char **at)
{
  for (uint32_t i = first, next; i < end; i = next)
    {
      const dx_token from = dx_token_of (text, i);
      dx_byte stop = dx_token_end (&from);
      for (next = i + 1; next < end; next++)
        {
          const dx_token t = dx_token_of (text, next);
          if (t.start != stop + apart (t)
              || (apart (t) && text->bytes[t.start - 1] != ' '))
            break;
          stop = dx_token_end (&t);
        }
      if (i > first && apart (from))
        *(*at)++ = ' ';
      memcpy (*at, text->bytes + from.start, stop - from.start);
      *at += stop - from.start;
    }
}

/* The most bytes that put_words puts there, and one more.  */
static size_t
room_for (const dx_text *text, uint32_t first, uint32_t end)
{
  return first < end
           ? dx_end_of (text, end - 1) - dx_start_of (text, first)
               + 1u
           : 1;
}

static char *
words_of (const dx_text *text, uint32_t first, uint32_t end, dx_arena *arena)
{
  char *s = dx_alloc (arena, room_for (text, first, end), 1), *at = s;
  if (s)
    {
      put_words (text, first, end, &at);
      *at = 0;
    }
  return s;
}

static dixit_span
span_of (const dx_text *text, uint32_t first, uint32_t end)
{
  return dx_chars_of (text, dx_start_of (text, first),
                      dx_end_of (text, end - 1));
}

/* Does page furniture stand before token I?  Inside a paragraph a flag says so;
   between two, it is whatever has no token.  */
static bool
cut_before (const dx_text *text, uint32_t i)
{
  const dx_token t = dx_token_of (text, i);
  if (i && (t.flags & DX_PARAGRAPH))
    for (dx_byte k = dx_end_of (text, i - 1); k < t.start; k++)
      if ((unsigned char) text->bytes[k] > ' ' && text->bytes[k] != 0x7f)
        return true;
  return (t.flags & DX_GAP) != 0;
}

/* How many spans the COUNT runs of tokens at PIECES are: page furniture cuts a run in
   two, and what is empty is none.  */
static uint32_t
count_spans (const dx_text *text, const dx_piece *pieces, uint32_t count)
{
  uint32_t n = 0;
  for (uint32_t k = 0; k < count; k++)
    {
      n += pieces[k].first < pieces[k].end;
      for (uint32_t i = pieces[k].first + 1; i < pieces[k].end; i++)
        n += cut_before (text, i);
    }
  return n;
}

/* Put these, which are SPANS, at TO, as characters.  Where that ends.  */
static dixit_span *
put_spans (const dx_text *text, const dx_piece *pieces, uint32_t count,
           uint32_t spans, dixit_span *to)
{
  uint32_t whole = 0;
  for (uint32_t k = 0; k < count; k++)
    whole += pieces[k].first < pieces[k].end;
  for (uint32_t k = 0; k < count; k++)
    {
      uint32_t from = pieces[k].first;
      for (uint32_t i = from + 1; spans > whole && i < pieces[k].end; i++)
        if (cut_before (text, i))
          {
            *to++ = span_of (text, from, i);
            from = i;
          }
      if (from < pieces[k].end)
        *to++ = span_of (text, from, pieces[k].end);
    }
  return to;
}

/* A copy of S in ARENA.  */
static char *
copy_of (const char *s, dx_arena *arena)
{
  return dx_copy (arena, s, strlen (s));
}

static bool
publish_mentions (dixit_document *d, const dx_text *text, const dx_people *p)
{
  d->mentions = dx_alloc (&d->arena, p->mention_count, sizeof *d->mentions);
  if (!d->mentions)
    return false;
  for (uint32_t k = 0; k < p->mention_count; k++)
    {
      const dx_mention *m = &p->mentions[k];
      d->mentions[k]
        = (dixit_mention) { .span = span_of (text, m->first, m->end),
                            .type = m->type,
                            .kind = m->kind,
                            .entity = m->entity };
    }
  d->mention_count = p->mention_count;
  return true;
}

static bool
publish_entities (dixit_document *d, const dx_text *text, const dx_people *p,
                  const dx_ruled *ruled)
{
  d->entities = dx_alloc (&d->arena, p->entity_count, sizeof *d->entities);
  if (!d->entities)
    return false;
  for (uint32_t k = 0; k < p->entity_count; k++)
    {
      const dx_entity *e = &p->entities[k];
      dixit_entity *to = &d->entities[k];
      *to = (dixit_entity) { .type = e->type,
                             .gender = e->gender,
                             .mentions = e->mentions,
                             .quotes = e->quotes };
      const dx_rule_name *r
        = e->rule ? &ruled->rules->names[e->rule - 1] : NULL;
      const bool role = (r && r->role) || e->role_size;
      to->name = r ? copy_of (r->name, &d->arena)
                   : words_of (text, e->name_first, e->name_end, &d->arena);
      if (role)
        to->role = r && r->role
                     ? copy_of (r->role, &d->arena)
                     : words_of (text, e->role_first, e->role_first + e->role_size,
                                &d->arena);
      if (!to->name || (role && !to->role))
        return false;
    }
  d->entity_count = p->entity_count;
  return true;
}

/* The spans and the words of Q into TO.  False when memory is out.  */
static bool
publish_words (dixit_quote *to, const dx_text *text, const dx_people *people,
               const dx_quotation *q, dx_arena *arena)
{
  const dx_piece *const said = dx_said (q);
  const uint32_t count = dx_said_count (q);
  dx_piece links[DX_LINKS];
  size_t room = 0;
  to->contents = count_spans (text, said, count);
  to->cues = count_spans (text, &q->cue, 1);
  to->sources = count_spans (text, &q->source, 1);
  to->chained = dx_chain (people, q, links);
  for (uint32_t i = 0; i < count; i++)
    room += 1 + room_for (text, said[i].first, said[i].end);
  /* All of it in one piece of memory, the words last.  */
  const size_t spans = (size_t) to->contents + to->cues + to->sources
                       + to->chained;
  dixit_span *span
    = dx_alloc (arena, spans + room / sizeof *span + 1, sizeof *span);
  if (!span)
    return false;
  to->spans = span;
  span = put_spans (text, said, count, to->contents, span);
  span = put_spans (text, &q->cue, 1, to->cues, span);
  span = put_spans (text, &q->source, 1, to->sources, span);
  for (uint32_t i = 0; i < to->chained; i++)
    *span++ = span_of (text, links[i].first, links[i].end);
  char *at = (char *) span;
  to->text = at;
  for (uint32_t i = 0; i < count; i++)
    {
      if (i)
        *at++ = ' ';
      put_words (text, said[i].first, said[i].end, &at);
    }
  *at = 0;
  return true;
}

/* The last ones first: of QUOTES, which are in ARENA, what is published is given back by
   and by.  */
static bool
publish_quotes (dixit_document *d, const dx_text *text,
                const dx_people *people, dx_quotations *quotes, dx_arena *arena)
{
  enum { AT_ONCE = 16 };
  const uint32_t n = quotes->count;
  size_t room = n;
  d->quotes = dx_alloc (&d->arena, n, sizeof *d->quotes);
  if (!d->quotes)
    return false;
  uint32_t line = 1;
  dx_byte from = 0;
  for (uint32_t k = 0; k < n; k++)
    {
      const dx_byte start
        = dx_start_of (text, dx_said (&quotes->all[k])[0].first);
      d->quotes[k].line = line += dx_lines_between (text, from, start);
      from = start;
    }
  for (uint32_t k = n; k--;)
    {
      const dx_quotation *q = &quotes->all[k];
      dixit_quote *to = &d->quotes[k];
      *to = (dixit_quote) {
        .kind = q->kind,
        .source_kind = q->source_kind,
        .entity = q->entity,
        .speaker = q->entity == DIXIT_NONE ? NULL
                                           : d->entities[q->entity].name,
        .line = to->line,
        .confidence = q->confidence
      };
      if (!publish_words (to, text, people, q, &d->arena)
          || (k % (n / AT_ONCE + 1) == 0
              && !dx_fit (arena, &quotes->all, &room, k, sizeof *quotes->all)))
        return false;
    }
  d->quote_count = n;
  return true;
}

static bool
publish_marks (dixit_document *d, const dx_text *text, const dx_marks *marks)
{
  d->marks = dx_alloc (&d->arena, marks->count, sizeof *d->marks);
  if (!d->marks)
    return false;
  for (uint32_t k = 0; k < marks->count; k++)
    {
      const dx_passage *p = &marks->passages[k];
      if (p->closed)
        d->marks[d->mark_count++]
          = (dixit_mark) { .span = span_of (text, p->open, p->close + 1),
                           .depth = p->depth };
    }
  return true;
}

static bool
publish_problems (dixit_document *d, const dx_ruled *ruled)
{
  if (!ruled || !ruled->problem_count)
    return true;
  d->problems = dx_alloc (&d->arena, ruled->problem_count,
                          sizeof *d->problems);
  if (!d->problems)
    return false;
  for (uint32_t k = 0; k < ruled->problem_count; k++)
    {
      const dixit_problem *p = &ruled->problems[k];
      d->problems[k]
        = (dixit_problem) { .file = copy_of (p->file, &d->arena),
                            .line = p->line,
                            .key = copy_of (p->key, &d->arena),
                            .message = copy_of (p->message, &d->arena) };
      if (!d->problems[k].file || !d->problems[k].key
          || !d->problems[k].message)
        return false;
    }
  d->problem_count = ruled->problem_count;
  return true;
}

/* The people of R, and what they say.  */
static dixit_status
tell (const dixit_analyzer *a, dx_reading *r, dx_people *people,
      dx_quotations *quotes, const dx_lore *lore,
      const dixit_options *options, dixit_error *error)
{
  dx_arena scratch = { 0 }, homes = { 0 };
  dx_segments segments;
  const dx_context *c = &r->context;
  dx_reading_tagged (r);
  dixit_status s = dx_people_meet (people, c, lore, &r->recall, &r->kept, error);
  if (s == DIXIT_OK)
    {
      dx_reading_met (r);
      s = dx_people_know (people, c, &r->kept, error);
    }
  if (s == DIXIT_OK && dx_cancelled (options, error))
    s = DIXIT_CANCELLED;
  if (s == DIXIT_OK)
    s = dx_segments_read (&segments, c, &scratch, &homes, error);
  if (s == DIXIT_OK)
    {
      dx_recall_links (&r->recall, &segments, &a->link);
      dx_reading_linked (r);
      segments.homes = NULL;
    }
  dx_arena_free (&homes);
  if (s == DIXIT_OK && dx_cancelled (options, error))
    s = DIXIT_CANCELLED;
  if (s == DIXIT_OK)
    s = dx_quotes_find (quotes, c, &segments, people, &r->kept, error);
  dx_arena_free (&scratch);
  if (s == DIXIT_OK)
    s = dx_story_tell (people, c, quotes, &r->kept, error);
  if (s == DIXIT_OK)
    dx_reading_told (r);
  if (s == DIXIT_OK && dx_cancelled (options, error))
    s = DIXIT_CANCELLED;
  return s;
}

static dixit_status
find (const dixit_analyzer *a, dx_reading *r, dixit_document *d,
      const dixit_options *options, dixit_error *error)
{
  dx_people people;
  dx_quotations quotes;
  const dx_lore lore = { .given = &a->given, .gender = &a->gender,
                         .who = &a->who, .meant = &a->meant, .listed = a->listed };
  const dx_context *c = &r->context;
  dixit_status s = tell (a, r, &people, &quotes, &lore, options, error);
  if (s != DIXIT_OK)
    return s;
  d->length = r->text.length;
  if (!publish_problems (d, c->ruled)
      || !publish_marks (d, &r->text, &r->marks))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  s = dx_checks_find (&d->checks, &d->check_count, c, &people, &quotes,
                      &d->arena, error);
  if (s != DIXIT_OK)
    return s;
  /* What is published needs no more than the text, and what is published is needed no
     more.  */
  dx_reading_checked (r);
  if (!publish_entities (d, &r->text, &people, c->ruled)
      || !publish_quotes (d, &r->text, &people, &quotes, &r->kept))
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_release (&r->kept, quotes.all);
  return publish_mentions (d, &r->text, &people)
           ? DIXIT_OK
           : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

dixit_status
dixit_analyze (const dixit_analyzer *a, const char *text, size_t bytes,
               const dixit_options *options, dixit_document **out,
               dixit_error *error)
{
  dx_reading r;
  *out = NULL;
  if (error)
    *error = (dixit_error) { 0 };
  dixit_status s = dx_reading_open (&r, a, DX_TO_SPEECH, text, bytes, options,
                                    error);
  if (s != DIXIT_OK)
    return s;
  dixit_document *d = calloc (1, sizeof *d);
  s = d ? find (a, &r, d, options, error)
        : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  dx_reading_close (&r);
  if (s == DIXIT_OK)
    *out = d;
  else
    dixit_document_free (d);
  return s;
}

void
dixit_document_free (dixit_document *d)
{
  if (!d)
    return;
  dx_arena_free (&d->arena);
  free (d);
}

const dixit_mention *
dixit_mentions (const dixit_document *d, size_t *count)
{
  *count = d->mention_count;
  return d->mentions;
}

const dixit_entity *
dixit_entities (const dixit_document *d, size_t *count)
{
  *count = d->entity_count;
  return d->entities;
}

const dixit_quote *
dixit_quotes (const dixit_document *d, size_t *count)
{
  *count = d->quote_count;
  return d->quotes;
}

const dixit_mark *
dixit_marks (const dixit_document *d, size_t *count)
{
  *count = d->mark_count;
  return d->marks;
}

const dixit_check *
dixit_checks (const dixit_document *d, size_t *count)
{
  *count = d->check_count;
  return d->checks;
}

const dixit_problem *
dixit_problems (const dixit_document *d, size_t *count)
{
  *count = d->problem_count;
  return d->problems;
}

size_t
dixit_length (const dixit_document *d)
{
  return d->length;
}

/* A value outside of the enumeration gets the empty string.  */
#define NAME_OF(names, value)                                                 \
  ((size_t) (value) < sizeof (names) / sizeof *(names) ? (names)[value] : "")

const char *
dixit_type_name (dixit_type type)
{
  static const char *const names[]
    = { "PER", "ORG", "LOC", "FAC", "NORP", "MISC", "DATE", "MONEY",
        "PRODUCT" };
  return NAME_OF (names, type);
}

const char *
dixit_mention_kind_name (dixit_mention_kind kind)
{
  static const char *const names[] = { "name", "nominal", "pronoun" };
  return NAME_OF (names, kind);
}

const char *
dixit_quote_kind_name (dixit_quote_kind kind)
{
  static const char *const names[]
    = { "direct", "mixed", "indirect", "term" };
  return NAME_OF (names, kind);
}

const char *
dixit_source_kind_name (dixit_source_kind kind)
{
  static const char *const names[] = { "none", "name", "nominal", "pronoun" };
  return NAME_OF (names, kind);
}
