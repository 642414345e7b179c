/* fuzz_analyze.c -- any bytes as a text.
   SPDX-License-Identifier: GPL-3.0-or-later

   The first byte chooses: 0 analyses to the end; N cancels at the Nth time
   that the analysis asks.  The rest is the text.  What is found has to keep
   what dixit.h promises; the sanitizers see to the rest.  */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dixit.h"

/* libFuzzer reports where it stopped.  */
#define PROMISE(condition) do { if (!(condition)) __builtin_trap (); } while (0)

static dixit_analyzer *analyzer;

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  (void) argc;
  (void) argv;
  const char *path = getenv ("DIXIT_MODEL");
  dixit_error error;
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &analyzer, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      exit (2);
    }
  return 0;
}

static bool
countdown (void *data)
{
  unsigned *left = data;
  if (*left == 0)
    return true;
  --*left;
  return false;
}

static void
check_span (dixit_span span, size_t length)
{
  PROMISE (span.start < span.end && span.end <= length);
}

/* Pieces are in text order and do not overlap.  */
static void
check_pieces (dixit_spans spans, size_t length)
{
  for (uint32_t i = 0; i < spans.count; i++)
    {
      check_span (spans.pieces[i], length);
      PROMISE (i == 0 || spans.pieces[i - 1].end <= spans.pieces[i].start);
    }
}

static void
check_document (const dixit_document *document, size_t bytes)
{
  const size_t length = dixit_length (document);
  PROMISE (length <= bytes);

  size_t entity_count, n;
  const dixit_entity *entities = dixit_entities (document, &entity_count);
  for (size_t i = 0; i < entity_count; i++)
    {
      PROMISE (entities[i].name && dixit_type_name (entities[i].type));
      PROMISE (entities[i].gender == 'm' || entities[i].gender == 'f'
               || entities[i].gender == 0);
    }

  const dixit_mention *mentions = dixit_mentions (document, &n);
  for (size_t i = 0; i < n; i++)
    {
      check_span (mentions[i].span, length);
      PROMISE (i == 0 || mentions[i - 1].span.start <= mentions[i].span.start);
      PROMISE (dixit_type_name (mentions[i].type)
               && dixit_mention_kind_name (mentions[i].kind));
      PROMISE (mentions[i].entity == DIXIT_NONE
               || mentions[i].entity < entity_count);
    }

  const dixit_quote *quotes = dixit_quotes (document, &n);
  for (size_t i = 0; i < n; i++)
    {
      const dixit_quote *q = &quotes[i];
      PROMISE (dixit_content (q).count > 0 && q->text && q->line > 0);
      check_pieces (dixit_content (q), length);
      check_pieces (dixit_cue (q), length);
      check_pieces (dixit_source (q), length);
      PROMISE (i == 0 || dixit_content (&quotes[i - 1]).pieces[0].start
                           <= dixit_content (q).pieces[0].start);
      PROMISE (dixit_quote_kind_name (q->kind)
               && dixit_source_kind_name (q->source_kind));
      PROMISE (q->entity == DIXIT_NONE || q->entity < entity_count);
      PROMISE (q->confidence >= 0 && q->confidence <= 1);
    }

  const dixit_mark *marks = dixit_marks (document, &n);
  for (size_t i = 0; i < n; i++)
    {
      check_span (marks[i].span, length);
      PROMISE (i == 0 || marks[i - 1].span.start <= marks[i].span.start);
    }

  const dixit_check *checks = dixit_checks (document, &n);
  for (size_t i = 0; i < n; i++)
    {
      check_span (checks[i].span, length);
      PROMISE (checks[i].code && checks[i].message);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (!size)
    return 0;
  unsigned left = data[0];
  const dixit_options options = { .cancelled = countdown, .data = &left };
  const bool cancel = data[0] != 0;
  dixit_document *document;
  dixit_error error;
  const dixit_status status
    = dixit_analyze (analyzer, (const char *) data + 1, size - 1,
                     cancel ? &options : NULL, &document, &error);
  if (status == DIXIT_OK)
    check_document (document, size - 1);
  else
    {
      PROMISE (!document && error.status == status && error.message[0]);
      PROMISE (status == DIXIT_BAD_UTF8
               || (cancel && status == DIXIT_CANCELLED));
      PROMISE (error.byte <= size - 1);
      PROMISE (memchr (error.message, 0, sizeof error.message));
    }
  dixit_document_free (document);
  return 0;
}
