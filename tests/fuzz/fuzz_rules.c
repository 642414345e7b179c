/* fuzz_rules.c -- any bytes as a rules file, and what it says of a text.
   SPDX-License-Identifier: GPL-3.0-or-later

   The first byte chooses: odd, the bytes are two files, cut in the middle.
   Whatever is in them, they are read, and a text is analysed by them.  */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dixit.h"

/* libFuzzer reports where it stopped.  */
#define PROMISE(condition) do { if (!(condition)) __builtin_trap (); } while (0)

static const char text[]
  = "Bakery to Close\n\n“We have no flour,” Paul Dremmel told reporters on"
    " Monday, “and\nno patience.” The baker denied that Crumb & Sons had paid"
    " $2 million.\n\n>> Dremmel [10:42] -- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\n\n"
    "OKAFOR: Q&A with O’Neill, U.S. senator, said Dr. Lena Ortiz of ASEAN.\n";

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

static void
check_problems (const dixit_problem *p, size_t count)
{
  PROMISE (count <= 300);
  for (size_t k = 0; k < count; k++)
    PROMISE (p[k].file && p[k].key && p[k].message && p[k].message[0]
             && p[k].line > 0);
}

static void
check_document (const dixit_document *d)
{
  const size_t length = dixit_length (d);
  size_t entities, n;
  const dixit_entity *e = dixit_entities (d, &entities);
  for (size_t k = 0; k < entities; k++)
    PROMISE (e[k].name && e[k].name[0]);
  const dixit_mention *m = dixit_mentions (d, &n);
  for (size_t k = 0; k < n; k++)
    PROMISE (m[k].span.start < m[k].span.end && m[k].span.end <= length
             && (!k || m[k - 1].span.start <= m[k].span.start)
             && (m[k].entity == DIXIT_NONE || m[k].entity < entities));
  const dixit_quote *q = dixit_quotes (d, &n);
  for (size_t k = 0; k < n; k++)
    {
      PROMISE (dixit_content (&q[k]).count && q[k].text);
      PROMISE (q[k].entity == DIXIT_NONE || q[k].entity < entities);
      PROMISE (!k || dixit_content (&q[k - 1]).pieces[0].start
                       <= dixit_content (&q[k]).pieces[0].start);
      const dixit_spans spans[] = { dixit_content (&q[k]), dixit_cue (&q[k]), dixit_source (&q[k]) };
      for (int s = 0; s < 3; s++)
        for (uint32_t i = 0; i < spans[s].count; i++)
          PROMISE (spans[s].pieces[i].start < spans[s].pieces[i].end
                   && spans[s].pieces[i].end <= length
                   && (!i || spans[s].pieces[i - 1].end
                               <= spans[s].pieces[i].start));
    }
  const dixit_problem *p = dixit_problems (d, &n);
  check_problems (p, n);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (!size)
    return 0;
  const char *json = (const char *) data + 1;
  const size_t half = data[0] % 2 ? (size - 1) / 2 : size - 1;
  const dixit_rules_file files[]
    = { { "a.json", json, half }, { "b.json", json + half, size - 1 - half } };
  dixit_rules *rules;
  PROMISE (dixit_rules_read (analyzer, files, data[0] % 2 ? 2 : 1, &rules,
                             NULL)
           == DIXIT_OK);
  size_t n;
  const dixit_problem *p = dixit_rules_problems (rules, &n);
  check_problems (p, n);
  const dixit_options options = { .rules = rules };
  dixit_document *d;
  PROMISE (dixit_analyze (analyzer, text, sizeof text - 1, &options, &d, NULL)
           == DIXIT_OK);
  check_document (d);
  dixit_document_free (d);
  dixit_rules_free (rules);
  return 0;
}
