/* stages.c -- what each stage costs, memory, and how soon it is ready.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-stages [-r REPEATS] MODEL IN.jsonl

   A stage's cost is that of all stages up to it, less that of those up to the
   one before; each article goes through all of them before the next does, so
   that a machine that changes its pace changes it for all.  */

#include "bench.h"

#include "find/reading.h"

enum { ANALYSIS = DX_TO_SPEECH + 1, JSON, STAGES };

static const char *const names[STAGES] = {
  [DX_TO_WORDS] = "lines, tokens, sentences, marks, words",
  [DX_TO_POS] = "parts of speech",
  [DX_TO_TREES] = "trees",
  [DX_TO_HINTS] = "names, first pass",
  [DX_TO_NAMES] = "names, second pass",
  [DX_TO_ECHOES] = "speech, first pass",
  [DX_TO_SPEECH] = "speech, second pass",
  [ANALYSIS] = "links, people, quotations, checks",
  [JSON] = "JSON"
};

static void
up_to (const dixit_analyzer *analyzer, int stage, const article *a)
{
  dixit_error error;
  if (stage <= DX_TO_SPEECH)
    {
      dx_reading r;
      if (dx_reading_open (&r, analyzer, (dx_stage) stage, a->bytes, a->size,
                           NULL, &error)
          != DIXIT_OK)
        die (error.message);
      dx_reading_close (&r);
    }
  else if (stage == STAGES - 1)
    whole_job (analyzer, a->bytes, a->size);
  else
    {
      dixit_document *d;
      if (dixit_analyze (analyzer, a->bytes, a->size, NULL, &d, &error)
          != DIXIT_OK)
        die (error.message);
      dixit_document_free (d);
    }
}

/* The quickest of some openings, in milliseconds.  */
static double
opening (const char *path)
{
  double best = 1e9;
  for (int k = 0; k < 9; k++)
    {
      const double from = now ();
      dixit_analyzer *a = open_analyzer (path);
      const double spent = 1e3 * (now () - from);
      best = spent < best ? spent : best;
      dixit_analyzer_close (a);
    }
  return best;
}

/* The quickest of some analyses of about 800 words, in milliseconds.  */
static double
eight_hundred (const dixit_analyzer *analyzer, const articles *all)
{
  article a = { malloc (all->bytes), 0 };
  double best = 1e9;
  if (!a.bytes)
    die ("out of memory");
  for (size_t k = 0, words = 0; k < all->count && words < 800; k++)
    for (size_t i = 0; i < all->all[k].size && words < 800; i++)
      {
        a.bytes[a.size++] = all->all[k].bytes[i];
        words += (unsigned char) all->all[k].bytes[i] <= ' '
                 && i && (unsigned char) all->all[k].bytes[i - 1] > ' ';
      }
  for (int k = 0; k < 9; k++)
    {
      const double from = now ();
      up_to (analyzer, STAGES - 1, &a);
      const double spent = 1e3 * (now () - from);
      best = spent < best ? spent : best;
    }
  free (a.bytes);
  return best;
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
      puts ("bench-stages: no articles given; skipped");
      return 0;
    }
  const double ready = opening (argv[1]);
  memory_count ();
  dixit_analyzer *analyzer = open_analyzer (argv[1]);
  const size_t model = memory.held;
  const size_t kept = settle (analyzer);
  articles all = read_articles (argv[2]);

  double spent[STAGES] = { 0 };
  for (long r = 0; r < repeats; r++)
    for (size_t k = 0; k < all.count; k++)
      for (int s = 0; s < STAGES; s++)
        {
          const double from = now ();
          up_to (analyzer, s, &all.all[k]);
          spent[s] += now () - from;
        }
  const double times = (double) repeats, words = times * (double) all.words,
               bytes = times * (double) all.bytes, total = spent[STAGES - 1];
  printf ("%zu articles, %zu words, %ld times\n", all.count, all.words,
          repeats);
  printf ("| %-40s | %6s | %10s | %7s |\n", "stage", "share", "words/s",
          "MB/s");
  for (int s = 0; s < STAGES; s++)
    {
      const double own = spent[s] - (s ? spent[s - 1] : 0);
      printf ("| %-40s | %4.1f %% | %10.0f | %7.2f |\n", names[s],
              100 * own / total, words / own, bytes / own / 1e6);
    }
  printf ("| %-40s | %4.1f %% | %10.0f | %7.2f |\n", "the whole job", 100.0,
          words / total, bytes / total / 1e6);

  size_t requests = 0, most = 0, largest = 1;
  for (size_t k = 0; k < all.count; k++)
    {
      memory_count ();
      up_to (analyzer, STAGES - 1, &all.all[k]);
      requests += memory.requests;
      if ((double) memory.most / (double) all.all[k].size
          > (double) most / (double) largest)
        {
          most = memory.most;
          largest = all.all[k].size;
        }
      memory.counting = 0;
    }
  printf ("| requests for memory, a document | %.0f |\n",
          (double) requests / (double) all.count);
  printf ("| memory held at most, with the JSON | %.1f times the text |\n",
          (double) most / (double) largest);
  printf ("| tables made of the model | %.1f MB |\n", (double) model / 1e6);
  printf ("| kept from one text to the next | %.1f MB |\n", (double) kept / 1e6);
  printf ("| model ready | %.1f ms |\n", ready);
  printf ("| 800 words after that | %.2f ms |\n",
          eight_hundred (analyzer, &all));
  free_articles (&all);
  dixit_analyzer_close (analyzer);
  return 0;
}
