/* sizes.c -- does cost grow in step with the text?
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-sizes MODEL IN.jsonl [LARGEST]

   Texts of 1 KB, 10 KB ... LARGEST bytes (10 MB), made of the articles again and
   again.  Small texts are analysed often enough to be timed.  */

#include "bench.h"

int
main (int argc, char **argv)
{
  if (argc < 3)
    {
      puts ("bench-sizes: no articles given; skipped");
      return 0;
    }
  const size_t largest
    = argc > 3 ? (size_t) strtod (argv[3], NULL) : 10000000;
  dixit_analyzer *analyzer = open_analyzer (argv[1]);
  settle (analyzer);
  articles all = read_articles (argv[2]);
  char *text = malloc (largest + 1);
  if (!text)
    die ("out of memory");
  for (size_t at = 0, k = 0; at < largest; k++)
    {
      const article *a = &all.all[k % all.count];
      const size_t n = a->size < largest - at ? a->size : largest - at;
      memcpy (text + at, a->bytes, n);
      at += n;
    }
  printf ("| %12s | %10s | %8s | %18s |\n", "bytes", "ms", "MB/s",
          "memory, x the text");
  double megabyte = 0;
  for (size_t size = 1000; size <= largest; size *= 10)
    {
      /* Not in the midst of a character.  */
      size_t n = size;
      while (n < largest && ((unsigned char) text[n] & 0xc0) == 0x80)
        n--;
      const size_t times = size < 1000000 ? 1000000 / size : 1;
      memory_count ();
      const double from = now ();
      for (size_t k = 0; k < times; k++)
        whole_job (analyzer, text, n);
      const double spent = (now () - from) / (double) times;
      memory.counting = 0;
      printf ("| %12zu | %10.2f | %8.2f | %18.1f |\n", n, 1e3 * spent,
              (double) n / spent / 1e6, (double) memory.most / (double) n);
      fflush (stdout);
      if (size == 1000000)
        megabyte = spent;
      else if (size > 1000000)
        printf ("| %12s | %.2f times as much a byte as 1 MB |\n", "",
                spent / megabyte * 1e6 / (double) size);
    }
  free (text);
  free_articles (&all);
  dixit_analyzer_close (analyzer);
  return 0;
}
