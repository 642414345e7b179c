/* shapes.c -- is any shape of text slow?
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: bench-shapes MODEL IN.jsonl [BYTES [LARGEST]]

   Texts of BYTES bytes (2 MB) of every shape that could cost more than it
   should, against prose of the same size made of the articles; and of some shapes
   large texts, as far as these have no more than LARGEST bytes (10 MB).  */

#include "bench.h"

typedef struct
{
  char *bytes;
  size_t size, room;
  uint64_t random;
  const articles *all;
} text;

static void
put (text *t, const char *s)
{
  const size_t n = strlen (s);
  if (n <= t->room - t->size)
    {
      memcpy (t->bytes + t->size, s, n);
      t->size += n;
    }
  else
    t->room = t->size;   /* full */
}

static uint32_t
below (text *t, uint32_t n)
{
  t->random = t->random * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t) ((t->random >> 33) % n);
}

static void
put_point (text *t, uint32_t c)
{
  char s[5] = { 0 };
  if (c < 0x80)
    s[0] = (char) c;
  else if (c < 0x800)
    {
      s[0] = (char) (0xc0 | c >> 6);
      s[1] = (char) (0x80 | (c & 63));
    }
  else if (c < 0x10000)
    {
      s[0] = (char) (0xe0 | c >> 12);
      s[1] = (char) (0x80 | (c >> 6 & 63));
      s[2] = (char) (0x80 | (c & 63));
    }
  else
    {
      s[0] = (char) (0xf0 | c >> 18);
      s[1] = (char) (0x80 | (c >> 12 & 63));
      s[2] = (char) (0x80 | (c >> 6 & 63));
      s[3] = (char) (0x80 | (c & 63));
    }
  put (t, s);
}

static void
prose (text *t, size_t k)
{
  put (t, t->all->all[k % t->all->count].bytes);
}

static void
one_line (text *t, size_t k)
{
  const size_t from = t->size;
  prose (t, k);
  for (size_t i = from; i < t->size; i++)
    if (t->bytes[i] == '\n')
      t->bytes[i] = ' ';
}

static void
one_word (text *t, size_t k)
{
  (void) k;
  put (t, "said ");
}

static void
one_name (text *t, size_t k)
{
  put (t, k % 12 ? "Marchetti " : "Marchetti.\n");
}

static void
no_space (text *t, size_t k)
{
  (void) k;
  put (t, "a");
}

static void
marks (text *t, size_t k)
{
  (void) k;
  put (t, "\"");
}

static void
marks_of_all_kinds (text *t, size_t k)
{
  static const char *const all[]
    = { "“", "”", "‘", "’", "\"", "'", "«", "»", "„", "「", "」", "``", "''",
        " ", " ", "\n", "\n\n" };
  (void) k;
  put (t, all[below (t, sizeof all / sizeof *all)]);
}

static void
nested (text *t, size_t k)
{
  put (t, k / 500 % 2 ? "word” " : "“word ");
}

static void
unclosed (text *t, size_t k)
{
  (void) k;
  put (t, "“a ");
}

static void
unclosed_paragraphs (text *t, size_t k)
{
  (void) k;
  put (t, "“a\n\n");
}

static void
singles (text *t, size_t k)
{
  (void) k;
  put (t, "'a ");
}

static void
capitals (text *t, size_t k)
{
  (void) k;
  const uint32_t n = 2 + below (t, 8);
  for (uint32_t i = 0; i < n; i++)
    put_point (t, 'A' + below (t, 26));
  put (t, " ");
}

static void
titles (text *t, size_t k)
{
  (void) k;
  put_point (t, 'A' + below (t, 26));
  const uint32_t n = 2 + below (t, 6);
  for (uint32_t i = 0; i < n; i++)
    put_point (t, 'a' + below (t, 26));
  put (t, " ");
}

static void
people (text *t, size_t k)
{
  char s[80];
  (void) k;
  snprintf (s, sizeof s, "“No,” %c%c%c%c %c%c%c%c%c said.%s",
            'A' + (int) below (t, 26), "aeiou"[below (t, 5)],
            'a' + (int) below (t, 26), "aeiou"[below (t, 5)],
            'A' + (int) below (t, 26), "aeiou"[below (t, 5)],
            'a' + (int) below (t, 26), "aeiou"[below (t, 5)],
            'a' + (int) below (t, 26), k % 3 ? " " : "\n\n");
  put (t, s);
}

static void
pronouns (text *t, size_t k)
{
  (void) k;
  put (t, "He said she told him that they knew it, he said. ");
}

static void
cjk (text *t, size_t k)
{
  put_point (t, 0x4e00 + below (t, 0x5000));
  if (k % 40 == 39)
    put (t, "。");
}

static void
random_points (text *t, size_t k)
{
  (void) k;
  uint32_t c = 1 + below (t, 0x10ffff);
  if (c >= 0xd800 && c < 0xe000)
    c = 0x20;
  put_point (t, c);
}

static void
random_ascii (text *t, size_t k)
{
  (void) k;
  put_point (t, 1 + below (t, 127));
}

static void
digits (text *t, size_t k)
{
  (void) k;
  put_point (t, below (t, 6) ? '0' + below (t, 10) : ' ');
}

/* Words alike but for their digits.  */
static void
numbered (text *t, size_t k)
{
  char s[32];
  snprintf (s, sizeof s, "a%07zu ", k);
  put (t, s);
}

static void
headline (text *t, size_t k)
{
  (void) k;
  put (t, "Big ‘Aaa Bbb’ Ccc ");
}

static void
short_lines (text *t, size_t k)
{
  put (t, k % 2 ? "a\n" : "B\n");
}

static void
paragraphs (text *t, size_t k)
{
  put (t, k % 2 ? "No.\n\n" : "“So.\n\n");
}

static void
turns (text *t, size_t k)
{
  put (t, k % 2 ? "REED: No.\n" : "— Yes, he said.\n");
}

static void
brackets (text *t, size_t k)
{
  put (t, k / 1000 % 2 ? ")" : "(");
}

static void
stops (text *t, size_t k)
{
  (void) k;
  put (t, ". ");
}

static void
links (text *t, size_t k)
{
  (void) k;
  put (t, "http://a.b/c@d.e#f www.x.y ");
}

static const struct
{
  const char *name;
  void (*more) (text *t, size_t k);
  size_t size;      /* bytes; 0: as asked for */
} shapes[] = {
  { "prose", prose, 0 },
  { "prose on one line", one_line, 0 },
  { "one word", one_word, 0 },
  { "one name", one_name, 0 },
  { "no space", no_space, 0 },
  { "one mark", marks, 0 },
  { "marks of all kinds", marks_of_all_kinds, 0 },
  { "nested marks", nested, 0 },
  { "unclosed marks", unclosed, 0 },
  { "unclosed marks, paragraphs", unclosed_paragraphs, 0 },
  { "single marks", singles, 0 },
  { "only capitals", capitals, 0 },
  { "capitalised words", titles, 0 },
  { "people", people, 0 },
  { "pronouns", pronouns, 0 },
  { "Chinese characters", cjk, 0 },
  { "random characters", random_points, 0 },
  { "random ASCII", random_ascii, 0 },
  { "numbers", digits, 0 },
  { "numbered words", numbered, 0 },
  { "one headline", headline, 0 },
  { "lines of one letter", short_lines, 0 },
  { "paragraphs of one word", paragraphs, 0 },
  { "turns", turns, 0 },
  { "brackets", brackets, 0 },
  { "full stops", stops, 0 },
  { "links", links, 0 },
  { "100,000 people", people, 3200000 },
  { "1,000,000 unclosed marks", unclosed, 5000000 },
  { "one line of 100 MB", one_line, 100000000 },
};

int
main (int argc, char **argv)
{
  if (argc < 3)
    {
      puts ("bench-shapes: no articles given; skipped");
      return 0;
    }
  const size_t asked = argc > 3 ? (size_t) strtod (argv[3], NULL) : 2000000;
  const size_t largest = argc > 4 ? (size_t) strtod (argv[4], NULL) : 10000000;
  dixit_analyzer *analyzer = open_analyzer (argv[1]);
  settle (analyzer);
  articles all = read_articles (argv[2]);
  text t = { .bytes = malloc (asked > largest ? asked : largest),
             .all = &all };
  double norm = 0;
  int slow = 0;   /* shapes */
  if (!t.bytes)
    die ("out of memory");
  printf ("| %-26s | %9s | %13s | %18s |\n", "shape", "ns a byte",
          "times prose's", "memory, x the text");
  for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
    {
      if (shapes[s].size > largest)
        continue;
      t.size = 0;
      t.room = shapes[s].size ? shapes[s].size : asked;
      t.random = 1;
      for (size_t k = 0; t.size < t.room; k++)
        shapes[s].more (&t, k);
      memory_count ();
      const double from = now ();
      whole_job (analyzer, t.bytes, t.size);
      const double cost = 1e9 * (now () - from) / (double) t.size;
      memory.counting = 0;
      norm = s ? norm : cost;
      slow += cost > 2 * norm;
      printf ("| %-26s | %9.0f | %13.2f | %18.1f |\n", shapes[s].name, cost,
              cost / norm, (double) memory.most / (double) t.size);
      fflush (stdout);
    }
  printf ("%d cost more than twice what prose does\n", slow);
  free (t.bytes);
  free_articles (&all);
  dixit_analyzer_close (analyzer);
  return 0;
}
