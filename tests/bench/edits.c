/* edits.c -- what an analysis costs after an edit of a text that was analysed
   before.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-edits MODEL IN.jsonl [BYTES [EDITS]]

   Texts of BYTES bytes (1 MB): the articles one after another; and the
   paragraphs of one of them again and again, each with a number of its own, so
   that all are new but speak of the same people.  Some place is edited, as one
   does who writes, EDITS times (40); each time the text is analysed with the
   memo of the last time and afresh, and both have to be the same to the
   byte.  */

#include "bench.h"

typedef struct
{
  char *bytes;
  size_t size, room;
  uint64_t random;
} text;

static uint32_t
below (text *t, size_t n)
{
  t->random = t->random * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t) ((t->random >> 33) % n);
}

static void
many_articles (text *t, const articles *all)
{
  for (size_t k = 0; t->size < t->room; k++)
    {
      const article *a = &all->all[k % all->count];
      const size_t n
        = a->size < t->room - t->size ? a->size : t->room - t->size;
      memcpy (t->bytes + t->size, a->bytes, n);
      t->size += n;
    }
}

static void
one_article (text *t, const articles *all)
{
  const article *a = &all->all[0];
  for (size_t k = 1; k < all->count; k++)
    if (all->all[k].size > a->size)
      a = &all->all[k];
  for (size_t number = 1; t->size + a->size < t->room; number++)
    for (size_t at = 0; at < a->size && t->size + a->size < t->room; number++)
      {
        const char *end = memchr (a->bytes + at, '\n', a->size - at);
        const size_t n = end ? (size_t) (end - a->bytes) - at : a->size - at;
        memcpy (t->bytes + t->size, a->bytes + at, n);
        t->size += n;
        if (n > 40)
          t->size += (size_t) sprintf (t->bytes + t->size,
                                       " This was number %zu.", number);
        t->bytes[t->size++] = '\n';
        t->bytes[t->size++] = '\n';
        for (at += n; at < a->size && a->bytes[at] == '\n';)
          at++;
      }
}

static void
splice (text *t, size_t at, size_t out, const char *in)
{
  const size_t n = strlen (in);
  memmove (t->bytes + at + n, t->bytes + at + out, t->size - at - out);
  memcpy (t->bytes + at, in, n);
  t->size += n - out;
}

static void
edit (text *t, int k)
{
  static const char *const words[]
    = { " now", " Marlow", ", she said", ". “It is late,” Ann Marlow said. But",
        "\n\nHe", " not", " the mayor of Berlin" };
  size_t at = below (t, t->size - 200), end;
  while (t->bytes[at] != ' ' && at + 100 < t->size)
    at++;
  for (end = at + 1; t->bytes[end] != ' ' && end + 50 < t->size;)
    end++;
  splice (t, at, k % 3 ? 0 : end - at,
          k % 6 ? words[(size_t) k % (sizeof words / sizeof *words)] : "");
}

typedef struct
{
  char *bytes;
  size_t size, room;
} gathered;

static bool
gather (const char *bytes, size_t size, void *data)
{
  gathered *g = data;
  if (size >= g->room - g->size)
    {
      g->room = 2 * g->room + size + 1;
      g->bytes = realloc (g->bytes, g->room);
      if (!g->bytes)
        return false;
    }
  memcpy (g->bytes + g->size, bytes, size);
  g->size += size;
  g->bytes[g->size] = 0;
  return true;
}

static char *
report (const dixit_analyzer *a, const text *t, dixit_memo *memo, double *spent)
{
  const dixit_options options = { .memo = memo };
  dixit_document *d;
  dixit_error error;
  gathered json = { 0 };
  double from = now ();
  if (dixit_analyze (a, t->bytes, t->size, &options, &d, &error) != DIXIT_OK)
    die (error.message);
  *spent = 1e3 * (now () - from);
  if (dx_report_json (d, NULL, NULL, DX_JSON_LINE, gather, &json, &error)
      != DIXIT_OK)
    die (error.message);
  from = now ();
  dixit_document_free (d);
  *spent += 1e3 * (now () - from);
  return json.bytes;
}

static int
by_size (const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static double
median (double *all, size_t n)
{
  qsort (all, n, sizeof *all, by_size);
  return all[n / 2];
}

static void
run (const dixit_analyzer *analyzer, const articles *all, const char *name,
     void (*fill) (text *t, const articles *all), size_t size, size_t edits)
{
  text t = { .bytes = malloc (size + 200 * edits), .room = size, .random = 7 };
  double *afresh = malloc (edits * sizeof *afresh);
  double *after = malloc (edits * sizeof *after);
  double first, plain;
  dixit_memo *memo = NULL;
  if (!t.bytes || !afresh || !after)
    die ("out of memory");
  fill (&t, all);
  free (report (analyzer, &t, NULL, &plain));
  free (report (analyzer, &t, NULL, &plain));
  memory_count ();
  if (dixit_memo_new (&memo, NULL) != DIXIT_OK)
    die ("out of memory");
  free (report (analyzer, &t, memo, &first));
  for (size_t k = 0; k < edits; k++)
    {
      edit (&t, (int) k);
      char *with = report (analyzer, &t, memo, &after[k]);
      char *without = report (analyzer, &t, NULL, &afresh[k]);
      if (strcmp (with, without))
        die ("an edited text is not read as one that is new");
      free (with);
      free (without);
    }
  memory.counting = 0;
  const double usual = median (after, edits);
  printf ("| %-14s | %5.2f | %8.1f | %8.1f | %8.1f | %8.1f | %4.1f |\n", name,
          (double) t.size / 1e6, first, median (afresh, edits), usual,
          after[edits - 1],
          (double) memory.held / (double) t.size);
  dixit_memo_free (memo);
  free (t.bytes);
  free (afresh);
  free (after);
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    {
      puts ("bench-edits: no articles given; skipped");
      return 0;
    }
  const size_t size = argc > 3 ? (size_t) strtod (argv[3], NULL) : 1000000;
  const size_t edits = argc > 4 ? (size_t) strtoul (argv[4], NULL, 10) : 40;
  dixit_analyzer *analyzer = open_analyzer (argv[1]);
  articles all = read_articles (argv[2]);
  if (edits < 1)
    die ("no edits");
  printf ("| %-14s | %5s | %8s | %8s | %8s | %8s | %4s |\n", "text", "MB",
          "first", "afresh", "edited", "at worst", "memo");
  run (analyzer, &all, "many articles", many_articles, size, edits);
  run (analyzer, &all, "one article", one_article, size, edits);
  puts ("first: ms with a memo that knows nothing; afresh: without one; edited:"
        " after an edit,\nthe median and the worst; memo: what it holds, times"
        " the text");
  free_articles (&all);
  dixit_analyzer_close (analyzer);
  return 0;
}
