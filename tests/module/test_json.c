/* test_json.c -- a document as JSON, in pieces.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dixit.h"
#include "models.h"

enum { PIECE = 64 * 1024, NAME = 3 * PIECE };

/* Many people who say much.  */
static dixit_document *
document (const dixit_analyzer *a)
{
  enum { LINES = 2000 };
  char *text = malloc (LINES * 80), *at = text;
  dixit_document *d;
  assert_non_null (text);
  for (int i = 0; i < LINES; i++)
    at += sprintf (at, "“No,” Ann %c%c%c said.\n\n“Yes, \\%d,” he told Bob.\n\n",
                   'A' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676 % 26, i);
  assert_int_equal (dixit_analyze (a, text, (size_t) (at - text), NULL, &d,
                                   NULL),
                    DIXIT_OK);
  free (text);
  return d;
}

/* What is expected of what comes, and what came.  */
typedef struct
{
  small_text text;
  size_t longest, most;   /* pieces that are taken before it is enough */
} reader;

static bool
read_on (const char *bytes, size_t size, void *data)
{
  reader *r = data;
  assert_true (size > 0);
  assert_true (r->text.pieces <= r->most);
  r->longest = size > r->longest ? size : r->longest;
  small_gather (bytes, size, &r->text);
  return r->text.pieces <= r->most;
}

static json_t *
parsed (const small_text *t)
{
  json_t *o = json_loadb (t->bytes, t->size, 0, NULL);
  assert_non_null (o);
  assert_int_equal (t->bytes[t->size - 1], '\n');
  return o;
}

static void
pieces_join (void **state)
{
  (void) state;
  for (int k = 0; k < MODELS; k++)
    if (models[k])
      {
        dixit_document *d = document (models[k]);
        reader line = { .most = SIZE_MAX }, page = { .most = SIZE_MAX };
        size_t count;
        assert_int_equal (dx_report_json (d, NULL, NULL, DX_JSON_LINE, read_on,
                                          &line, NULL),
                          DIXIT_OK);
        assert_int_equal (dx_report_json (d, NULL, NULL, DX_JSON_PAGE, read_on,
                                          &page, NULL),
                          DIXIT_OK);
        assert_int_equal (line.longest, PIECE);
        assert_true (line.text.pieces > line.text.size / PIECE);
        assert_true (line.text.pieces < line.text.size / PIECE + 3);
        json_t *one = parsed (&line.text), *other = parsed (&page.text);
        assert_true (json_equal (one, other));
        const dixit_mention *m = dixit_mentions (d, &count);
        json_t *all = json_object_get (one, "mentions");
        assert_int_equal (json_array_size (all), count);
        assert_true (count > 1000);
        for (size_t i = 0; i < count; i++)
          assert_int_equal (json_integer_value (json_object_get (
                              json_array_get (all, i), "end")),
                            m[i].span.end);
        json_decref (one);
        json_decref (other);
        free (line.text.bytes);
        free (page.text.bytes);
        dixit_document_free (d);
      }
}

/* A string that is longer than a piece, with what must be escaped on any side of
   the pieces' ends.  */
static void
long_strings (void **state)
{
  (void) state;
  char *name = malloc (NAME + 1);
  dixit_document *d;
  assert_non_null (name);
  assert_int_equal (dixit_analyze (models[SILLY], "", 0, NULL, &d, NULL),
                    DIXIT_OK);
  for (int k = -40; k < 40; k++)
    {
      reader r = { .most = SIZE_MAX };
      memset (name, 'a', NAME);
      name[NAME] = 0;
      name[PIECE + k] = '"';
      name[PIECE + k / 2] = '\n';
      assert_int_equal (dx_report_json (d, name, NULL, DX_JSON_LINE, read_on,
                                        &r, NULL),
                        DIXIT_OK);
      json_t *o = parsed (&r.text);
      assert_string_equal (json_string_value (json_object_get (o, "file")),
                           name);
      json_decref (o);
      free (r.text.bytes);
    }
  reader r = { .most = SIZE_MAX };
  dixit_error error;
  name[NAME - 1] = (char) 0xff;
  assert_int_equal (dx_report_json (d, name, NULL, DX_JSON_LINE, read_on, &r,
                                    &error),
                    DIXIT_BAD_UTF8);
  assert_int_equal (error.status, DIXIT_BAD_UTF8);
  assert_int_equal (r.text.pieces, 0);
  dixit_document_free (d);
  free (name);
}

/* Whichever piece it is that is not wanted any more.  */
static void
a_writer_that_refuses (void **state)
{
  (void) state;
  dixit_document *d = document (models[SILLY]);
  reader whole = { .most = SIZE_MAX };
  assert_int_equal (dx_report_json (d, NULL, NULL, DX_JSON_LINE, read_on,
                                    &whole, NULL),
                    DIXIT_OK);
  assert_true (whole.text.pieces > 3);
  for (size_t most = 0; most < whole.text.pieces; most++)
    {
      reader r = { .most = most };
      dixit_error error;
      assert_int_equal (dx_report_json (d, NULL, NULL, DX_JSON_LINE, read_on,
                                        &r, &error),
                        DIXIT_CANCELLED);
      assert_int_equal (error.status, DIXIT_CANCELLED);
      assert_true (error.message[0]);
      assert_int_equal (r.text.pieces, most + 1);
      assert_memory_equal (r.text.bytes, whole.text.bytes, r.text.size);
      free (r.text.bytes);
    }
  free (whole.text.bytes);
  dixit_document_free (d);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (pieces_join),
    cmocka_unit_test (long_strings),
    cmocka_unit_test (a_writer_that_refuses),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
