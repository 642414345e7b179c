/* test_model.c -- damaged models are refused, and never read past their end.
   SPDX-License-Identifier: GPL-3.0-or-later

   What cannot be told from sound data is accepted; then it has to do no
   harm.  The sanitizers see to that.  */

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "learn/tagger.h"
#include "learn/vocabulary.h"
#include "small.h"

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

static uint64_t
get64 (const uint8_t *at)
{
  uint64_t v;
  memcpy (&v, at, sizeof v);
  return v;
}

/* Taggers */

enum { TAGGER_HEAD = 20, LABELS = 5, FEATURES = 60 };

static dx_packed
sound_tagger (void)
{
  uint64_t random = 21;
  return small_tagger (DX_S_SPEECH, LABELS, FEATURES, 0.02f, &random);
}

static uint32_t
get32 (const uint8_t *at)
{
  uint32_t v;
  memcpy (&v, at, sizeof v);
  return v;
}

static size_t
starts_at (void)
{
  return TAGGER_HEAD + ((LABELS + 1) * LABELS * 2 + 3) / 4 * 4;
}

static size_t
names_at (const dx_packed *p)
{
  return starts_at () + 4 * (((size_t) 1 << get32 (p->bytes + 4)) + 1);
}

static size_t
where_at (const dx_packed *p)
{
  return names_at (p) + 4 * (size_t) get32 (p->bytes + 8);
}

static size_t
rows_at (const dx_packed *p)
{
  return where_at (p) + 4 * (size_t) get32 (p->bytes + 8);
}

/* Ask TAGGER for everything.  */
static void
use_tagger (const dx_tagger *t)
{
  enum { N = 20 };
  dx_arena arena = { 0 };
  dx_lattice l = { 0 };
  uint8_t got[N];
  assert_true (t->labels && t->labels <= DX_LABELS_MAX);
  assert_true (dx_lattice_reserve (&l, &arena, t, N, true));
  memset (l.scores, 0, N * t->labels * sizeof *l.scores);
  for (uint32_t i = 0; i < t->features; i++)
    for (uint32_t more = 0; more < 4; more++)
      {
        const uint64_t key = (uint64_t) (t->names[i] + more) << 32;
        dx_tagger_score (t, &key, 1, l.scores + i % N * t->labels);
      }
  for (uint32_t i = 0; i < 64; i++)
    {
      const uint64_t key = (uint64_t) (i << 26 | (i & 1 ? 0x3ffffff : 0)) << 32;
      dx_tagger_score (t, &key, 1, l.scores + i % N * t->labels);
    }
  dx_viterbi (t, &l, N, got);
  dx_marginals (t, &l, N);
  for (int i = 0; i < N; i++)
    assert_true (got[i] < t->labels);
  for (size_t i = 0; i < N * t->labels; i++)
    assert_true (l.forward[i] >= 0 && l.forward[i] <= 1);
  dx_arena_free (&arena);
}

/* Is this refused?  If not, use it.  */
static bool
tagger_refused (const uint8_t *bytes, size_t size)
{
  uint8_t *copy = small_copy (bytes, size);
  dixit_error error = { 0 };
  dx_tagger t;
  const dixit_status s = dx_tagger_read (&t, copy, size, &error);
  if (s == DIXIT_OK)
    {
      use_tagger (&t);
      dx_tagger opened, other = t;
      if (dx_tagger_open (&opened, copy, size, NULL) == DIXIT_OK)
        use_tagger (&opened);
      dx_tagger_close (&opened);
      if (dx_tagger_open_pair (&t, &other, NULL) == DIXIT_OK)
        {
          use_tagger (&t);
          use_tagger (&other);
        }
      dx_tagger_close (&other);
      dx_tagger_close (&t);
    }
  else
    {
      assert_int_equal (s, DIXIT_BAD_MODEL);
      assert_int_equal (dx_tagger_open (&t, copy, size, NULL), s);
      assert_int_equal (error.status, DIXIT_BAD_MODEL);
      assert_true (error.message[0]);
      assert_int_equal (dx_tagger_read (&t, copy, size, NULL), s);
    }
  free (copy);
  return s != DIXIT_OK;
}

static void
a_tagger_of_another_size_is_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  assert_false (tagger_refused (p.bytes, p.size));
  for (size_t n = 0; n < p.size; n++)
    assert_true (tagger_refused (p.bytes, n));
  uint8_t *longer = calloc (1, p.size + 64);
  assert_non_null (longer);
  memcpy (longer, p.bytes, p.size);
  for (size_t n = p.size + 1; n < p.size + 64; n++)
    assert_true (tagger_refused (longer, n));
  free (longer);
  free (p.bytes);
}

static void
a_tagger_with_a_bad_head_is_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  uint8_t head[TAGGER_HEAD];
  memcpy (head, p.bytes, sizeof head);
  const uint32_t rows = get32 (head + 12);

  static const uint32_t labels[]
    = { 0, 4, 6, DX_LABELS_MAX + 1, 1u << 16, 1u << 31, UINT32_MAX };
  static const uint32_t bits[]
    = { 0, 3, 5, 25, 31, 32, 60, 64, 1u << 31, UINT32_MAX };
  const uint32_t units[] = { 0, rows - 2, rows + 2, 1u << 20, (1u << 20) + 1,
                             1u << 31, UINT32_MAX - 1, UINT32_MAX };
  for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
    {
      put32 (p.bytes, labels[i]);
      assert_true (tagger_refused (p.bytes, p.size));
    }
  memcpy (p.bytes, head, sizeof head);
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    {
      put32 (p.bytes + 4, bits[i]);
      assert_true (tagger_refused (p.bytes, p.size));
    }
  memcpy (p.bytes, head, sizeof head);
  for (size_t i = 0; i < sizeof units / sizeof *units; i++)
    {
      put32 (p.bytes + 12, units[i]);
      assert_true (tagger_refused (p.bytes, p.size));
    }
  memcpy (p.bytes, head, sizeof head);
  static const uint32_t features[]
    = { 0, FEATURES - 1, FEATURES + 1, 1u << 24, 1u << 29, UINT32_MAX };
  for (size_t i = 0; i < sizeof features / sizeof *features; i++)
    {
      put32 (p.bytes + 8, features[i]);
      assert_true (tagger_refused (p.bytes, p.size));
    }
  memcpy (p.bytes, head, sizeof head);
  static const float scales[]
    = { 0, -0.0f, -1, 1e-45f, 1e-30f, 1e-4f, 1000, 1e30f, INFINITY, -INFINITY,
        NAN };
  for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
    {
      memcpy (p.bytes + 16, &scales[i], 4);
      assert_true (tagger_refused (p.bytes, p.size));
    }
  /* Extreme, but a number.  */
  static const float strange[] = { 2e-4f, 999 };
  for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
    {
      memcpy (p.bytes + 16, &strange[i], 4);
      assert_false (tagger_refused (p.bytes, p.size));
    }
  free (p.bytes);
}

/* It stands for what one of two taggers has no weights for, so that whatever it
   says would be written beyond the other's.  */
static void
a_first_row_with_weights_is_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  uint8_t *row = p.bytes + rows_at (&p);
  assert_int_equal (*row, 0);
  for (unsigned k = 1; k < 256; k++)
    {
      *row = (uint8_t) k;
      assert_true (tagger_refused (p.bytes, p.size));
    }
  *row = 0;
  assert_false (tagger_refused (p.bytes, p.size));
  free (p.bytes);
}

static void
a_row_out_of_bounds_is_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  const size_t rows = rows_at (&p);
  const uint32_t units = get32 (p.bytes + 12);
  for (size_t at = where_at (&p); at < rows; at += 4)
    {
      const uint32_t old = get32 (p.bytes + at);
      const uint32_t beyond[] = { units, units + 1, 0xfffff, UINT32_MAX };
      for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++)
        {
          put32 (p.bytes + at, beyond[i]);
          assert_true (tagger_refused (p.bytes, p.size));
        }
      put32 (p.bytes + at, old);
    }
  /* The last row, one weight longer than there is room.  */
  uint32_t last = 1;
  while (last + 1 + p.bytes[rows + 2 * last] < units)
    last += 1 + p.bytes[rows + 2 * last];
  p.bytes[rows + 2 * last]++;
  assert_true (tagger_refused (p.bytes, p.size));
  p.bytes[rows + 2 * last] = 255;
  assert_true (tagger_refused (p.bytes, p.size));
  free (p.bytes);
}

static void
a_label_out_of_range_is_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  const size_t rows = rows_at (&p);
  for (int k = 0; k < p.bytes[rows + 2]; k++)
    {
      uint8_t *label = p.bytes + rows + 2 + 2 + 2 * k;
      const uint8_t old = *label;
      static const uint8_t bad[] = { LABELS, DX_LABELS_MAX, 255 };
      for (size_t i = 0; i < sizeof bad; i++)
        {
          *label = bad[i];
          assert_true (tagger_refused (p.bytes, p.size));
        }
      *label = old;
    }
  assert_false (tagger_refused (p.bytes, p.size));
  free (p.bytes);
}

static void
features_out_of_order_are_refused (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  const size_t names = names_at (&p), where = where_at (&p);
  for (size_t at = starts_at (); at < where; at += 4)
    {
      const uint32_t old = get32 (p.bytes + at);
      static const uint32_t others[]
        = { 1, UINT32_MAX, 1u << 16, 1u << 31 };   /* more */
      for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        {
          /* A name's lower bits are its own matter.  */
          if (at >= names && others[i] != 1u << 31)
            continue;
          put32 (p.bytes + at, old + others[i]);
          assert_true (tagger_refused (p.bytes, p.size));
        }
      if (at >= names && at + 4 < where)
        {
          put32 (p.bytes + at, get32 (p.bytes + at + 4));
          assert_true (tagger_refused (p.bytes, p.size));
        }
      put32 (p.bytes + at, old);
    }
  assert_false (tagger_refused (p.bytes, p.size));
  free (p.bytes);
}

/* Names that crowd where they begin, or in a part of a table.  */
static void
crowded_features_are_refused (void **state)
{
  (void) state;
  enum { MANY = 180 };
  uint64_t random = 27;
  for (uint32_t beginnings = 1; beginnings <= 2; beginnings++)
    {
      dx_packed p = small_tagger (DX_S_SPEECH, LABELS, MANY, 0.02f, &random);
      const uint32_t bits = get32 (p.bytes + 4), count = get32 (p.bytes + 8);
      assert_in_range (count, MANY - 5, MANY);
      const uint32_t each = (count + beginnings - 1) / beginnings;
      for (uint32_t f = 0; f < count; f++)
        put32 (p.bytes + names_at (&p) + 4 * f,
               (f / each << (32 - bits)) + f % each);
      for (uint32_t b = 0; b <= 1u << bits; b++)
        put32 (p.bytes + starts_at () + 4 * (size_t) b,
               b >= beginnings ? count : b * each);
      dx_tagger t;
      assert_int_equal (dx_tagger_read (&t, p.bytes, p.size, NULL),
                        beginnings > 1 ? DIXIT_OK : DIXIT_BAD_MODEL);
      assert_int_equal (dx_tagger_open (&t, p.bytes, p.size, NULL),
                        DIXIT_BAD_MODEL);
      tagger_refused (p.bytes, p.size);
      free (p.bytes);
    }
}

static void
random_damage_to_a_tagger_does_no_harm (void **state)
{
  (void) state;
  dx_packed p = sound_tagger ();
  uint64_t random = 22;
  int refused = 0;
  enum { ROUNDS = 8000 };
  for (int round = 0; round < ROUNDS; round++)
    {
      uint8_t *copy = small_copy (p.bytes, p.size);
      for (uint32_t n = 1 + small_below (&random, 4); n; n--)
        copy[small_below (&random, (uint32_t) p.size)]
          = (uint8_t) (small_below (&random, 2) ? small_below (&random, 256)
                                                : small_below (&random, 4));
      refused += tagger_refused (copy, p.size);
      free (copy);
    }
  assert_true (refused > ROUNDS / 20 && refused < ROUNDS);
  free (p.bytes);
}

/* Vocabularies */

static bool
vocabulary_refused (const uint8_t *bytes, size_t size)
{
  uint8_t *copy = small_copy (bytes, size);
  dx_vocabulary v;
  const dixit_status s = dx_vocabulary_read (&v, copy, size, NULL);
  if (s == DIXIT_OK)
    for (uint64_t i = 0; i <= v.mask; i++)
      assert_true (dx_vocabulary_find (&v, i << v.shift | 77) < 1u << DX_VOC_ENTRY);
  else
    assert_int_equal (s, DIXIT_BAD_MODEL);
  free (copy);
  return s != DIXIT_OK;
}

static void
a_damaged_vocabulary_is_refused (void **state)
{
  (void) state;
  dx_packed parts[SMALL_PARTS];
  uint64_t random = 23;
  small_parts (parts, &random);
  dx_packed *p = &parts[SMALL_PARTS - 1];
  assert_false (vocabulary_refused (p->bytes, p->size));
  for (size_t n = 0; n < p->size; n++)
    assert_true (vocabulary_refused (p->bytes, n));
  static const uint32_t bits[]
    = { 0, 3, 5, 7, 25, 31, 32, 62, 64, 1u << 31, UINT32_MAX };
  const uint32_t sound = 6;
  for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
    {
      put32 (p->bytes, bits[i]);
      assert_true (vocabulary_refused (p->bytes, p->size));
    }
  /* Without an empty bucket.  */
  memset (p->bytes, 0xff, p->size);
  put32 (p->bytes, sound);
  vocabulary_refused (p->bytes, p->size);
  small_free (parts);

  const dx_vocabulary none = { 0 };
  assert_int_equal (dx_vocabulary_find (&none, 1), 0);
}

/* Files */

enum { HEAD = 32, ENTRY = 24 };

typedef struct
{
  char path[200];
  uint8_t *bytes;   /* of a model that opens */
  size_t size;
  dx_packed parts[SMALL_PARTS];
} file;

static int
set_up (void **state)
{
  file *f = calloc (1, sizeof *f);
  uint64_t random = 24;
  assert_non_null (f);
  small_parts (f->parts, &random);
  small_file (f->path, sizeof f->path);
  assert_int_equal (dx_model_write (f->path, f->parts, SMALL_PARTS, NULL),
                    DIXIT_OK);
  f->bytes = (uint8_t *) small_read (f->path, &f->size);
  assert_non_null (f->bytes);
  *state = f;
  return 0;
}

static int
tear_down (void **state)
{
  file *f = *state;
  small_free (f->parts);
  free (f->bytes);
  unlink (f->path);
  free (f);
  return 0;
}

static void
set_checksum (uint8_t *bytes, size_t size)
{
  put64 (bytes + 24, dx_checksum (bytes + HEAD, size - HEAD));
}

static void
use_model (const dixit_analyzer *a)
{
  static const char text[]
    = "Lisbon, July 3 - “We will mend it,” Mayor Ana Reis told reporters, "
      "“and soon.”\n\nShe denied that the \"old wall\" had cost €3 million. "
      "Reis said engineer J. Sá, who is 41, agreed: 'Yes.'\n";
  dixit_document *d;
  assert_int_equal (dixit_analyze (a, text, sizeof text - 1, NULL, &d, NULL),
                    DIXIT_OK);
  dixit_document_free (d);
}

/* What comes of opening PATH.  */
static dixit_status
opened (const char *path)
{
  dixit_analyzer *a = (dixit_analyzer *) (void *) &a;
  dixit_error error;
  const dixit_status s = dixit_analyzer_open (path, &a, &error);
  assert_int_equal (error.status, s);
  if (s == DIXIT_OK)
    {
      assert_non_null (a);
      use_model (a);
    }
  else
    {
      assert_null (a);
      assert_true (error.message[0]);
      assert_non_null (memchr (error.message, 0, sizeof error.message));
      assert_int_equal (dixit_analyzer_open (path, &a, NULL), s);
    }
  dixit_analyzer_close (a);
  return s;
}

static dixit_status
opened_bytes (const file *f, const uint8_t *bytes, size_t size)
{
  small_write (f->path, bytes, size);
  return opened (f->path);
}

static void
what_was_written_opens (void **state)
{
  const file *f = *state;
  assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_OK);
  dx_model m;
  assert_int_equal (dx_model_map (&m, f->path, NULL), DIXIT_OK);
  for (size_t k = 0; k < SMALL_PARTS; k++)
    {
      size_t size;
      const uint8_t *bytes = dx_model_section (&m, f->parts[k].id, &size);
      assert_non_null (bytes);
      assert_int_equal ((uintptr_t) bytes % 16, 0);
      assert_int_equal (size, f->parts[k].size);
      assert_memory_equal (bytes, f->parts[k].bytes, size);
    }
  size_t size;
  assert_null (dx_model_section (&m, (dx_section) 999, &size));
  dx_model_unmap (&m);
  dx_model_unmap (&m);
}

static void
what_is_no_model_is_refused (void **state)
{
  const file *f = *state;
  assert_int_equal (opened ("/nowhere/at/all.model"), DIXIT_IO);
  assert_int_equal (opened ("/"), DIXIT_BAD_MODEL);
  assert_int_equal (opened ("/dev/null"), DIXIT_BAD_MODEL);
  assert_int_equal (opened_bytes (f, f->bytes, 0), DIXIT_BAD_MODEL);
  static const char text[] = "A text, and by no means a model of anything.";
  assert_int_equal (opened_bytes (f, (const uint8_t *) text, sizeof text),
                    DIXIT_BAD_MODEL);
}

static void
a_model_of_another_size_is_refused (void **state)
{
  file *f = *state;
  for (size_t n = 0; n < f->size; n += n < 400 ? 1 : 97)
    assert_int_equal (opened_bytes (f, f->bytes, n), DIXIT_BAD_MODEL);
  uint8_t *longer = calloc (1, f->size + 16);
  assert_non_null (longer);
  memcpy (longer, f->bytes, f->size);
  for (size_t n = 1; n <= 16; n++)
    assert_int_equal (opened_bytes (f, longer, f->size + n), DIXIT_BAD_MODEL);
  free (longer);
  /* A head that lies about the size, and else is right.  */
  const uint64_t sizes[] = { 0, 31, f->size - 1, f->size + 1, UINT64_MAX };
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    {
      put64 (f->bytes + 16, sizes[i]);
      assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_BAD_MODEL);
    }
}

static void
every_damaged_byte_is_noticed (void **state)
{
  file *f = *state;
  for (size_t at = 0; at < f->size; at += at < 400 ? 1 : 61)
    {
      f->bytes[at] ^= 0x10;
      assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_BAD_MODEL);
      f->bytes[at] ^= 0x10;
    }
  assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_OK);
}

/* From here on the checksum is right.  */

static void
another_version_is_refused (void **state)
{
  file *f = *state;
  static const uint32_t versions[]
    = { 0, DX_MODEL_VERSION + 1, DX_MODEL_VERSION << 8, UINT32_MAX };
  for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
    {
      put32 (f->bytes + 8, versions[i]);
      assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_BAD_MODEL);
    }
}

static void
more_sections_than_there_are_are_refused (void **state)
{
  file *f = *state;
  static const uint32_t counts[]
    = { 0, SMALL_PARTS - 1, DX_SECTIONS_MAX + 1, 1u << 16, UINT32_MAX };
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    {
      put32 (f->bytes + 12, counts[i]);
      assert_int_equal (opened_bytes (f, f->bytes, f->size), DIXIT_BAD_MODEL);
    }
  /* A head that announces more than there is room for.  */
  put32 (f->bytes + 12, DX_SECTIONS_MAX);
  put64 (f->bytes + 16, HEAD + 5 * ENTRY);
  set_checksum (f->bytes, HEAD + 5 * ENTRY);
  assert_int_equal (opened_bytes (f, f->bytes, HEAD + 5 * ENTRY),
                    DIXIT_BAD_MODEL);
}

static void
a_section_out_of_bounds_is_refused (void **state)
{
  file *f = *state;
  for (size_t k = 0; k < SMALL_PARTS; k++)
    {
      uint8_t *entry = f->bytes + HEAD + k * ENTRY;
      const uint64_t offset = get64 (entry + 8), size = get64 (entry + 16);
      const uint64_t bad[][2] = {
        { offset + 1, size },
        { offset + 4, size - 4 },
        { (f->size + 15) / 16 * 16 + 16, size },
        { UINT64_MAX - 15, size },
        { UINT64_MAX - 15, 32 },
        { offset, f->size - offset + 1 },
        { offset, UINT64_MAX },
        { offset, UINT64_MAX - offset + 1 },
        { 1ull << 32 | offset, size },
        { offset, 1ull << 32 | size },
        /* Inside of the file, and another size than it says itself.  */
        { offset, 0 },
        { offset, 3 },
        { offset, size - 1 },
        /* Another section, or the head.  */
        { 0, size },
        { HEAD, size },
      };
      for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        {
          put64 (entry + 8, bad[i][0]);
          put64 (entry + 16, bad[i][1]);
          set_checksum (f->bytes, f->size);
          assert_int_equal (opened_bytes (f, f->bytes, f->size),
                            DIXIT_BAD_MODEL);
        }
      put64 (entry + 8, offset);
      put64 (entry + 16, size);
    }
}

static void
a_model_without_a_section_is_refused (void **state)
{
  file *f = *state;
  for (size_t k = 0; k < SMALL_PARTS; k++)
    {
      uint32_t *id = (uint32_t *) (void *) (f->bytes + HEAD + k * ENTRY);
      const uint32_t old = *id;
      static const uint32_t others[] = { 0, 999, UINT32_MAX };
      for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        {
          *id = others[i];
          set_checksum (f->bytes, f->size);
          assert_int_equal (opened_bytes (f, f->bytes, f->size),
                            DIXIT_BAD_MODEL);
        }
      *id = old;
    }
  assert_int_equal (dx_model_write (f->path, NULL, 0, NULL), DIXIT_OK);
  assert_int_equal (opened (f->path), DIXIT_BAD_MODEL);
}

static void
a_tagger_of_other_labels_is_refused (void **state)
{
  file *f = *state;
  uint64_t random = 25;
  for (size_t k = 0; k < SMALL_PARTS - 1; k++)
    {
      const dx_packed right = f->parts[k];
      uint32_t labels;
      memcpy (&labels, right.bytes, 4);
      for (uint32_t wrong = labels > 1 ? labels - 1 : 2; wrong <= labels + 1;
           wrong += 2)
        {
          f->parts[k] = small_tagger (right.id, wrong, 10, 0.01f, &random);
          assert_int_equal (dx_model_write (f->path, f->parts, SMALL_PARTS,
                                            NULL),
                            DIXIT_OK);
          assert_int_equal (opened (f->path), DIXIT_BAD_MODEL);
          free (f->parts[k].bytes);
        }
      f->parts[k] = right;
    }
}

static void
random_damage_to_a_model_does_no_harm (void **state)
{
  const file *f = *state;
  uint64_t random = 26;
  int refused = 0;
  enum { ROUNDS = 300 };
  for (int round = 0; round < ROUNDS; round++)
    {
      uint8_t *copy = small_copy (f->bytes, f->size);
      for (uint32_t n = 1 + small_below (&random, 8); n; n--)
        copy[HEAD + small_below (&random, (uint32_t) f->size - HEAD)]
          = (uint8_t) small_below (&random, 256);
      set_checksum (copy, f->size);
      const dixit_status s = opened_bytes (f, copy, f->size);
      assert_true (s == DIXIT_OK || s == DIXIT_BAD_MODEL);
      refused += s != DIXIT_OK;
      free (copy);
    }
  assert_true (refused > ROUNDS / 20 && refused < ROUNDS);
}

static void
a_model_that_cannot_be_written_is_an_error (void **state)
{
  const file *f = *state;
  dixit_error error = { 0 };
  assert_int_equal (dx_model_write ("/nowhere/at/all.model", f->parts,
                                    SMALL_PARTS, &error),
                    DIXIT_IO);
  assert_int_equal (error.status, DIXIT_IO);
}

#define WITH_A_FILE(test)                                                     \
  cmocka_unit_test_setup_teardown (test, set_up, tear_down)

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_tagger_of_another_size_is_refused),
    cmocka_unit_test (a_tagger_with_a_bad_head_is_refused),
    cmocka_unit_test (a_first_row_with_weights_is_refused),
    cmocka_unit_test (a_row_out_of_bounds_is_refused),
    cmocka_unit_test (a_label_out_of_range_is_refused),
    cmocka_unit_test (features_out_of_order_are_refused),
    cmocka_unit_test (crowded_features_are_refused),
    cmocka_unit_test (random_damage_to_a_tagger_does_no_harm),
    cmocka_unit_test (a_damaged_vocabulary_is_refused),
    WITH_A_FILE (what_was_written_opens),
    WITH_A_FILE (what_is_no_model_is_refused),
    WITH_A_FILE (a_model_of_another_size_is_refused),
    WITH_A_FILE (every_damaged_byte_is_noticed),
    WITH_A_FILE (another_version_is_refused),
    WITH_A_FILE (more_sections_than_there_are_are_refused),
    WITH_A_FILE (a_section_out_of_bounds_is_refused),
    WITH_A_FILE (a_model_without_a_section_is_refused),
    WITH_A_FILE (a_tagger_of_other_labels_is_refused),
    WITH_A_FILE (random_damage_to_a_model_does_no_harm),
    WITH_A_FILE (a_model_that_cannot_be_written_is_an_error),
  };
  return cmocka_run_group_tests (tests, NULL, NULL);
}
