/* model.c -- mapping and checking the model file.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "learn/model.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "text/text.h"

enum { HEAD = 32, ENTRY = 24, ALIGN = 16 };

static uint32_t
u32 (const uint8_t *p)
{
  uint32_t v;
  memcpy (&v, p, sizeof v);
  return v;
}

static uint64_t
u64 (const uint8_t *p)
{
  uint64_t v;
  memcpy (&v, p, sizeof v);
  return v;
}

uint64_t
dx_checksum (const uint8_t *p, size_t n)
{
  uint64_t h = 0xcbf29ce484222325u;
  for (; n >= 8; p += 8, n -= 8)
    {
      h = (h ^ u64 (p)) * 0x100000001b3u;
      h ^= h >> 29;
    }
  for (; n; p++, n--)
    h = (h ^ *p) * 0x100000001b3u;
  return h;
}

static dixit_status
check (const dx_model *m, const char *path, dixit_error *error)
{
  const uint8_t *p = m->bytes;
  if (m->size < HEAD || memcmp (p, "DIXITMDL", 8))
    return dx_fail (error, DIXIT_BAD_MODEL, 0, "%s is no Dixit model", path);
  if (u32 (p + 8) != DX_MODEL_VERSION)
    return dx_fail (error, DIXIT_BAD_MODEL, 8,
                    "%s is a model of version %u; this Dixit reads version %d",
                    path, u32 (p + 8), DX_MODEL_VERSION);
  const uint32_t n = u32 (p + 12);
  if (u64 (p + 16) != m->size || n > DX_SECTIONS_MAX
      || HEAD + (size_t) n * ENTRY > m->size)
    return dx_fail (error, DIXIT_BAD_MODEL, 16, "%s is cut short", path);
  if (dx_checksum (p + HEAD, m->size - HEAD) != u64 (p + 24))
    return dx_fail (error, DIXIT_BAD_MODEL, 24,
                    "%s is damaged (its checksum is wrong)", path);
  for (uint32_t i = 0; i < n; i++)
    {
      const uint8_t *e = p + HEAD + i * ENTRY;
      const uint64_t offset = u64 (e + 8), size = u64 (e + 16);
      if (offset % ALIGN || offset > m->size || size > m->size - offset)
        return dx_fail (error, DIXIT_BAD_MODEL, HEAD + i * ENTRY,
                        "%s has a section outside of it", path);
    }
  return DIXIT_OK;
}

dixit_status
dx_model_map (dx_model *m, const char *path, dixit_error *error)
{
  *m = (dx_model) { 0 };
  const int fd = open (path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0 || fstat (fd, &st) < 0)
    {
      const int e = errno;
      if (fd >= 0)
        close (fd);
      return dx_fail (error, DIXIT_IO, 0, "cannot read the model %s: %s", path,
                      strerror (e));
    }
  if (!S_ISREG (st.st_mode) || st.st_size < HEAD
      || st.st_size > (off_t) 1 << 30)
    {
      close (fd);
      return dx_fail (error, DIXIT_BAD_MODEL, 0, "%s is no Dixit model", path);
    }
  void *p = mmap (NULL, (size_t) st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
  const int e = errno;
  close (fd);
  if (p == MAP_FAILED)
    return dx_fail (error, DIXIT_IO, 0, "cannot map the model %s: %s", path,
                    strerror (e));
  m->bytes = p;
  m->size = (size_t) st.st_size;
  const dixit_status s = check (m, path, error);
  if (s != DIXIT_OK)
    dx_model_unmap (m);
  return s;
}

void
dx_model_unmap (dx_model *m)
{
  if (m->bytes)
    munmap ((void *) (uintptr_t) m->bytes, m->size);
  *m = (dx_model) { 0 };
}

void
dx_model_print (const dx_model *m, uint64_t print[2])
{
  print[0] = u64 (m->bytes + 16);
  print[1] = u64 (m->bytes + 24);
}

const uint8_t *
dx_model_section (const dx_model *m, dx_section id, size_t *size)
{
  const uint32_t n = u32 (m->bytes + 12);
  for (uint32_t i = 0; i < n; i++)
    {
      const uint8_t *e = m->bytes + HEAD + i * ENTRY;
      if (u32 (e) == (uint32_t) id)
        {
          *size = (size_t) u64 (e + 16);
          return m->bytes + u64 (e + 8);
        }
    }
  return NULL;
}
