/* fuzz_model.c -- any bytes as a model.
   SPDX-License-Identifier: GPL-3.0-or-later

   A model file is hostile input.  Its checksum would keep a fuzzer out of
   everything behind it, so this sets the head right (magic, version, size,
   checksum) before it opens the file, unless the first byte has BARE.

   With WHOLE in the first byte the rest is the file.  Without, the rest are
   changes to the real model, where there is one: 8 bytes each, where and what.
   Half of the places are in the first 4 KiB of the file or of a section, where
   the tables are.  */

#define _GNU_SOURCE

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dixit.h"
#include "learn/model.h"

enum { WHOLE = 1, BARE = 2 };
enum { HEAD = 32, ENTRY = 24, CHANGE = 8, CHANGES_MAX = 64, FIRST = 4096 };

/* The file that is opened, and its bytes: the real model, or room for any.  */
typedef struct
{
  char path[64];
  int fd;
  uint8_t *bytes;
  size_t size;
} file;

static file real, any;

static void
fail (const char *what)
{
  perror (what);
  exit (2);
}

static void
file_open (file *f, const char *name)
{
  f->fd = memfd_create (name, 0);
  if (f->fd < 0)
    fail ("memfd_create");
  snprintf (f->path, sizeof f->path, "/proc/self/fd/%d", f->fd);
}

static void
file_resize (file *f, size_t size)
{
  if (f->bytes)
    munmap (f->bytes, f->size);
  f->bytes = NULL;
  f->size = size;
  if (ftruncate (f->fd, (off_t) size))
    fail ("ftruncate");
  if (!size)
    return;
  f->bytes = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, f->fd, 0);
  if (f->bytes == MAP_FAILED)
    fail ("mmap");
}

int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  (void) argc;
  (void) argv;
  file_open (&any, "any");
  const char *path = getenv ("DIXIT_MODEL");
  FILE *in = fopen (path ? path : "module/model/english.model", "rb");
  if (!in)
    return 0;
  fseek (in, 0, SEEK_END);
  const long size = ftell (in);
  rewind (in);
  file_open (&real, "real");
  file_resize (&real, (size_t) size);
  if (fread (real.bytes, 1, real.size, in) != real.size)
    fail ("fread");
  fclose (in);

  /* Changes to a model that does not open anyway would find nothing.  */
  dixit_analyzer *analyzer;
  dixit_error error;
  if (dixit_analyzer_open (real.path, &analyzer, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      exit (2);
    }
  dixit_analyzer_close (analyzer);
  return 0;
}

static void
put32 (uint8_t *at, uint32_t v)
{
  memcpy (at, &v, sizeof v);
}

static void
put64 (uint8_t *at, uint64_t v)
{
  memcpy (at, &v, sizeof v);
}

static uint32_t
get32 (const uint8_t *at)
{
  uint32_t v;
  memcpy (&v, at, sizeof v);
  return v;
}

static uint64_t
get64 (const uint8_t *at)
{
  uint64_t v;
  memcpy (&v, at, sizeof v);
  return v;
}

static void
set_head (file *f)
{
  if (f->size < HEAD)
    return;
  memcpy (f->bytes, "DIXITMDL", 8);
  put32 (f->bytes + 8, DX_MODEL_VERSION);
  put64 (f->bytes + 16, f->size);
  put64 (f->bytes + 24, dx_checksum (f->bytes + HEAD, f->size - HEAD));
}

static void
try_model (const file *f)
{
  static const char text[]
    = "Lisbon, July 3 (RW) - “We will mend it,” Mayor Ana Reis told reporters, "
      "“and soon.”\n\nShe denied that the \"old wall\" had cost €3 million. Reis "
      "said engineer J. Sá, who is 41, agreed.\n";
  dixit_analyzer *analyzer;
  dixit_error error;
  if (dixit_analyzer_open (f->path, &analyzer, &error) != DIXIT_OK)
    return;
  dixit_document *document;
  dixit_analyze (analyzer, text, sizeof text - 1, NULL, &document, &error);
  dixit_document_free (document);
  dixit_analyzer_close (analyzer);
}

/* Where change C of the real model goes.  */
static size_t
place (const uint8_t *c)
{
  const uint32_t where = get32 (c);
  size_t from = 0, range = real.size;
  if (where & 1)
    {
      const uint32_t sections = get32 (real.bytes + 12) % (DX_SECTIONS_MAX + 1);
      const uint32_t section = (where >> 1) % (sections + 1);
      range = FIRST;
      if (section && HEAD + section * ENTRY <= real.size)
        from = get64 (real.bytes + HEAD + (section - 1) * ENTRY + 8);
      return from >= real.size ? 0 : from + (where >> 8) % range % (real.size - from);
    }
  return (where >> 1) % range;
}

static void
change_real (const uint8_t *data, size_t size, bool head)
{
  struct { size_t at; uint8_t old[4]; } undo[CHANGES_MAX];
  uint8_t old_head[HEAD];
  size_t n = 0;
  memcpy (old_head, real.bytes, HEAD);
  for (; size >= CHANGE && n < CHANGES_MAX; data += CHANGE, size -= CHANGE)
    {
      size_t at = place (data);
      if (at > real.size - 4)
        at = real.size - 4;
      undo[n].at = at;
      memcpy (undo[n++].old, real.bytes + at, 4);
      memcpy (real.bytes + at, data + 4, 4);
    }
  if (head)
    set_head (&real);
  try_model (&real);
  while (n--)
    memcpy (real.bytes + undo[n].at, undo[n].old, 4);
  memcpy (real.bytes, old_head, HEAD);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  if (!size)
    return 0;
  const bool whole = data[0] & WHOLE, head = !(data[0] & BARE);
  data++;
  size--;
  if (!whole && real.size > HEAD)
    change_real (data, size, head);
  else
    {
      file_resize (&any, size);
      if (size)
        memcpy (any.bytes, data, size);
      if (head)
        set_head (&any);
      try_model (&any);
    }
  return 0;
}
