/* analyze.c -- the whole job over a JSON Lines file, timed.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-analyze [-r REPEATS] MODEL [IN.jsonl [OUT.jsonl]]

   Without IN it says what it wants and does nothing.  Speed goes to standard
   output: words (white-space separated) and bytes a second, reading of JSON
   left out, writing of JSON in.  */

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
words_in (const char *s, size_t n)
{
  size_t words = 0;
  for (size_t i = 0; i < n; i++)
    words += s[i] > ' ' && (i + 1 == n || s[i + 1] <= ' ');
  return words;
}

int
main (int argc, char **argv)
{
  long repeats = 1;
  if (argc > 2 && !strcmp (argv[1], "-r"))
    {
      repeats = strtol (argv[2], NULL, 10);
      argv += 2;
      argc -= 2;
    }
  if (argc < 3)
    {
      puts ("bench-analyze: no articles given; skipped");
      return 0;
    }
  dixit_error error;
  dixit_analyzer *analyzer;
  const double start = now ();
  if (dixit_analyzer_open (argv[1], &analyzer, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      return 1;
    }
  const double ready = now () - start;
  FILE *in = fopen (argv[2], "r");
  FILE *out = argc > 3 ? fopen (argv[3], "w") : NULL;
  if (!in || (argc > 3 && !out))
    {
      perror (argv[2]);
      return 1;
    }
  char *line = NULL;
  size_t room = 0, words = 0, bytes = 0, documents = 0;
  double spent = 0;
  for (ssize_t n; (n = getline (&line, &room, in)) > 0;)
    {
      json_t *o = json_loadb (line, (size_t) n, 0, NULL);
      json_t *text = json_object_get (o, "text");
      const char *s = json_string_value (text);
      if (!s)
        continue;
      const size_t size = json_string_length (text);
      for (long k = 0; k < repeats; k++)
        {
          dixit_document *d;
          char *json = NULL;
          size_t length = 0;
          const double from = now ();
          if (dixit_analyze (analyzer, s, size, NULL, &d, &error) != DIXIT_OK
              || dx_report_json (d, NULL, json_object_get (o, "id"),
                                 DX_JSON_LINE, &json, &length, &error)
                   != DIXIT_OK)
            {
              fprintf (stderr, "%s\n", error.message);
              return 1;
            }
          spent += now () - from;
          if (out && !k)
            {
              fwrite (json, 1, length, out);
              putc ('\n', out);
            }
          free (json);
          dixit_document_free (d);
        }
      words += words_in (s, size) * (size_t) repeats;
      bytes += size * (size_t) repeats;
      documents += (size_t) repeats;
      json_decref (o);
    }
  printf ("%zu documents, %zu words: %.0f words/s, %.2f MB/s; ready in %.1f "
          "ms\n",
          documents, words, (double) words / spent,
          (double) bytes / spent / 1e6, 1e3 * ready);
  free (line);
  fclose (in);
  if (out && fclose (out))
    return 1;
  dixit_analyzer_close (analyzer);
  return 0;
}
