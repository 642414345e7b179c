/* analyze.c -- the whole job over a JSON Lines file, timed.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-analyze [-r REPEATS] [-t TIMES] MODEL [IN.jsonl [OUT.jsonl]]

   Without IN it says what it wants and does nothing.  Every article is analysed
   REPEATS times in a row, and that for all of them TIMES times.  Speed goes to
   standard output, a line each of these times: words (white-space separated) and
   bytes a second, reading of JSON left out, writing of JSON in.  */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dixit.h"
#include "report/json.h"

static double
now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static size_t
words_in (const json_t *text)
{
  const char *s = json_string_value (text);
  const size_t n = json_string_length (text);
  size_t words = 0;
  for (size_t i = 0; i < n; i++)
    words += s[i] > ' ' && (i + 1 == n || s[i + 1] <= ' ');
  return words;
}

typedef struct
{
  dixit_analyzer *analyzer;
  FILE *out;
  long repeats;
  double ready;            /* ms until the model was */
} job;

/* Write to a file, if there is one.  */
static bool
write_to (const char *bytes, size_t size, void *file)
{
  return !file || fwrite (bytes, 1, size, file) == size;
}

/* The articles of IN, as the peers read theirs: all before the first is analysed.  */
static json_t *
read_articles (FILE *in)
{
  json_t *articles = json_array ();
  char *line = NULL;
  size_t room = 0;
  for (ssize_t n; (n = getline (&line, &room, in)) > 0;)
    {
      json_t *o = json_loadb (line, (size_t) n, 0, NULL);
      if (json_string_value (json_object_get (o, "text")))
        json_array_append (articles, o);
      json_decref (o);
    }
  free (line);
  return articles;
}

/* Analyse all ARTICLES once, and say how fast that was.  False when one cannot be
   analysed.  */
static bool
read_all (const job *j, const json_t *articles)
{
  dixit_error error;
  size_t words = 0, bytes = 0, documents = 0, i;
  double spent = 0;
  json_t *o;
  json_array_foreach (articles, i, o)
    {
      json_t *text = json_object_get (o, "text");
      const char *s = json_string_value (text);
      const size_t size = json_string_length (text);
      for (long k = 0; k < j->repeats; k++)
        {
          dixit_document *d;
          const double from = now ();
          if (dixit_analyze (j->analyzer, s, size, NULL, &d, &error) != DIXIT_OK
              || dx_report_json (d, NULL, json_object_get (o, "id"),
                                 DX_JSON_LINE, write_to, k ? NULL : j->out,
                                 &error)
                   != DIXIT_OK)
            {
              fprintf (stderr, "%s\n", error.message);
              return false;
            }
          spent += now () - from;
          dixit_document_free (d);
        }
      bytes += size * (size_t) j->repeats;
      documents += (size_t) j->repeats;
    }
  json_array_foreach (articles, i, o)
    words += words_in (json_object_get (o, "text")) * (size_t) j->repeats;
  printf ("%zu documents, %zu words: %.0f words/s, %.2f MB/s; ready in %.1f "
          "ms\n",
          documents, words, (double) words / spent,
          (double) bytes / spent / 1e6, j->ready);
  return true;
}

int
main (int argc, char **argv)
{
  job j = { .repeats = 1 };
  long times = 1;
  for (; argc > 2 && argv[1][0] == '-'; argv += 2, argc -= 2)
    if (!strcmp (argv[1], "-r"))
      j.repeats = strtol (argv[2], NULL, 10);
    else if (!strcmp (argv[1], "-t"))
      times = strtol (argv[2], NULL, 10);
  if (argc < 3)
    {
      puts ("bench-analyze: no articles given; skipped");
      return 0;
    }
  dixit_error error;
  const double start = now ();
  if (dixit_analyzer_open (argv[1], &j.analyzer, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      return 1;
    }
  j.ready = 1e3 * (now () - start);
  FILE *out = argc > 3 ? fopen (argv[3], "w") : NULL;
  FILE *in = fopen (argv[2], "r");
  j.out = out;
  if (!in || (argc > 3 && !out))
    {
      perror (argv[2]);
      return 1;
    }
  json_t *articles = read_articles (in);
  for (long k = 0; k < times; k++, j.out = NULL)
    if (!read_all (&j, articles))
      return 1;
  json_decref (articles);
  fclose (in);
  if (out && fclose (out))
    return 1;
  dixit_analyzer_close (j.analyzer);
  return 0;
}
