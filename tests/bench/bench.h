/* bench.h -- what the benches share: a clock, counted memory, articles.
   SPDX-License-Identifier: GPL-3.0-or-later

   Memory is counted where the C library is glibc, by taking the place of malloc
   and its kin; elsewhere the counts are 0.  A program includes this once.  */

#ifndef DX_BENCH_H
#define DX_BENCH_H

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dixit.h"
#include "report/json.h"

/* Seconds of processor time.  */
static inline double
now (void)
{
  struct timespec t;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* While COUNTING: requests for memory, and bytes held that were requested
   meanwhile, now and at most.  */
static struct
{
  int counting;
  size_t requests, held, most;
} memory;

static inline void
memory_count (void)
{
  memory.counting = 1;
  memory.requests = memory.held = memory.most = 0;
}

#ifdef __GLIBC__
#include <malloc.h>

void *__libc_malloc (size_t size);
void *__libc_calloc (size_t count, size_t size);
void *__libc_realloc (void *p, size_t size);
void *__libc_memalign (size_t alignment, size_t size);
void __libc_free (void *p);

static inline void
memory_gain (void *p)
{
  if (!memory.counting || !p)
    return;
  memory.requests++;
  memory.held += malloc_usable_size (p);
  if (memory.held > memory.most)
    memory.most = memory.held;
}

static inline void
memory_lose (void *p)
{
  if (memory.counting && p)
    memory.held -= malloc_usable_size (p);
}

/* Libraries are to call these too.  */
#pragma GCC visibility push(default)

void *
malloc (size_t size)
{
  void *p = __libc_malloc (size);
  memory_gain (p);
  return p;
}

void *
calloc (size_t count, size_t size)
{
  void *p = __libc_calloc (count, size);
  memory_gain (p);
  return p;
}

void *
aligned_alloc (size_t alignment, size_t size)
{
  void *p = __libc_memalign (alignment, size);
  memory_gain (p);
  return p;
}

int
posix_memalign (void **out, size_t alignment, size_t size)
{
  *out = __libc_memalign (alignment, size);
  memory_gain (*out);
  return *out ? 0 : ENOMEM;
}

void *
realloc (void *old, size_t size)
{
  memory_lose (old);
  void *p = __libc_realloc (old, size);
  memory_gain (p);
  return p;
}

void
free (void *p)
{
  memory_lose (p);
  __libc_free (p);
}

#pragma GCC visibility pop
#endif

static inline void
die (const char *what)
{
  fprintf (stderr, "%s\n", what);
  exit (1);
}

typedef struct
{
  char *bytes;
  size_t size;
} article;

typedef struct
{
  article *all;
  size_t count, bytes, words;
} articles;

static inline size_t
words_in (const char *s, size_t n)
{
  size_t words = 0;
  for (size_t i = 0; i < n; i++)
    words += (unsigned char) s[i] > ' '
             && (i + 1 == n || (unsigned char) s[i + 1] <= ' ');
  return words;
}

/* The texts of the JSON Lines file at PATH, each a paragraph's end longer, with a
   NUL after it.  */
static inline articles
read_articles (const char *path)
{
  articles a = { 0 };
  FILE *in = fopen (path, "r");
  char *line = NULL;
  size_t room = 0;
  if (!in)
    die (strerror (errno));
  for (ssize_t n; (n = getline (&line, &room, in)) > 0;)
    {
      json_t *o = json_loadb (line, (size_t) n, 0, NULL);
      json_t *text = json_object_get (o, "text");
      const char *s = json_string_value (text);
      const size_t size = s ? json_string_length (text) : 0;
      if (size)
        {
          a.all = realloc (a.all, (a.count + 1) * sizeof *a.all);
          char *copy = malloc (size + 3);
          if (!a.all || !copy)
            die ("out of memory");
          memcpy (copy, s, size);
          memcpy (copy + size, "\n\n", 3);
          a.all[a.count++] = (article) { copy, size + 2 };
          a.bytes += size + 2;
          a.words += words_in (s, size);
        }
      json_decref (o);
    }
  free (line);
  fclose (in);
  if (!a.count)
    die ("no articles");
  return a;
}

static inline void
free_articles (articles *a)
{
  for (size_t k = 0; k < a->count; k++)
    free (a->all[k].bytes);
  free (a->all);
}

/* A writer of JSON that counts the bytes.  */
static inline bool
count_bytes (const char *bytes, size_t size, void *count)
{
  (void) bytes;
  *(size_t *) count += size;
  return true;
}

/* The whole job on the SIZE bytes at S: analysis and JSON, thrown away.  */
static inline void
whole_job (const dixit_analyzer *analyzer, const char *s, size_t size)
{
  dixit_document *d;
  dixit_error error;
  size_t written = 0;
  if (dixit_analyze (analyzer, s, size, NULL, &d, &error) != DIXIT_OK
      || dx_report_json (d, NULL, NULL, DX_JSON_LINE, count_bytes, &written,
                         &error)
           != DIXIT_OK
      || !written)
    die (error.message);
  dixit_document_free (d);
}

/* What ANALYZER keeps of its first text for the next, in bytes: not to be counted
   with any of those.  */
static inline size_t
settle (const dixit_analyzer *analyzer)
{
  static const char text[]
    = "THE MINISTER SAID ON MONDAY THAT ALL WAS WELL IN THE CITY.\n\n"
      "\"It is,\" said Anna Bell.\n";
  memory_count ();
  whole_job (analyzer, text, sizeof text - 1);
  memory.counting = 0;
  return memory.held;
}

static inline dixit_analyzer *
open_analyzer (const char *path)
{
  dixit_analyzer *analyzer;
  dixit_error error;
  if (dixit_analyzer_open (path, &analyzer, &error) != DIXIT_OK)
    die (error.message);
  return analyzer;
}

#endif
