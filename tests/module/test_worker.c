/* test_worker.c -- jobs, lanes, cancelling, and ends of every kind.
   SPDX-License-Identifier: GPL-3.0-or-later

   Built twice, for the address and for the thread sanitizer.  Most tasks here
   are toys that wait at a gate, so that nothing depends on how fast the
   machine is; the last tests analyse texts by the real model.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "work/found.h"
#include "work/shared.h"
#include "work/thread.h"
#include "work/worker.h"

/* How long anything may take, in milliseconds.  */
enum { PATIENCE = 60000 };

/* What a toy does, and what became of it.  */
typedef struct
{
  bool wait;             /* at the gate, polling, until it opens */
  atomic_bool gate;
  atomic_int running, ran, cancelled, freed, data_freed;
  char seen[16];         /* the start of the text */
  size_t size;
} toy;

static void
nap (void)
{
  poll (NULL, 0, 1);
}

static void
until (atomic_int *count, int least)
{
  for (int k = 0; atomic_load (count) < least; k++, nap ())
    assert_true (k < PATIENCE);
}

static dixit_status
run (void *data, char *text, size_t size, const dixit_options *options,
     void **result, dixit_error *error)
{
  toy *t = data;
  (void) error;
  atomic_fetch_add (&t->running, 1);
  for (int k = 0; t->wait && !atomic_load (&t->gate); k++, nap ())
    if (options->cancelled (options->data) || k == PATIENCE)
      {
        atomic_fetch_add (&t->cancelled, 1);
        return DIXIT_CANCELLED;
      }
  t->size = size;
  memcpy (t->seen, text, size < sizeof t->seen ? size : sizeof t->seen);
  atomic_fetch_add (&t->ran, 1);
  *result = t;
  return DIXIT_OK;
}

static void
free_result (void *result)
{
  atomic_fetch_add (&((toy *) result)->freed, 1);
}

static void
free_data (void *data)
{
  atomic_fetch_add (&((toy *) data)->data_freed, 1);
}

/* A job for T with SIZE bytes of text.  */
static dx_job *
job_of (dx_worker *w, uint32_t number, toy *t, size_t size)
{
  const dx_task task = { run, free_result, free_data, t };
  dx_job *job = NULL;
  assert_int_equal (dx_job_new (w, number, &task, 0, &job, NULL), DIXIT_OK);
  char *at = dx_job_room (job, size);
  assert_non_null (at);
  memset (at, 'a' + (int) (number % 26), size);
  return job;
}

static dx_job *
started (dx_worker *w, uint32_t number, toy *t, size_t size)
{
  dx_job *job = job_of (w, number, t, size);
  assert_int_equal (dx_job_start (job, NULL), DIXIT_OK);
  return job;
}

/* A worker that writes to a pipe; its other end in *READ.  */
static dx_worker *
worker_with_pipe (int *reader)
{
  int ends[2];
  dx_worker *w = NULL;
  assert_int_equal (pipe (ends), 0);
  assert_int_equal (dx_worker_new (ends[1], &w, NULL), DIXIT_OK);
  *reader = ends[0];
  return w;
}

/* The next number that the worker tells.  */
static unsigned long
told (int reader)
{
  char line[16];
  size_t used = 0;
  do
    {
      struct pollfd p = { .fd = reader, .events = POLLIN };
      assert_int_equal (poll (&p, 1, PATIENCE), 1);
      assert_int_equal (read (reader, line + used, 1), 1);
    }
  while (line[used++] != '\n' && used < sizeof line);
  line[used - 1] = 0;
  return strtoul (line, NULL, 10);
}

static void
test_result (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  toy t = { 0 };
  dx_job *job = job_of (w, 7, &t, 3);
  void *result;
  assert_int_equal (dx_job_now (job), DX_JOB_FILLING);
  assert_int_equal (dx_job_take (job, &result, NULL), DIXIT_CANCELLED);
  memcpy (dx_job_room (job, 4), "xyz", 4);
  dx_job_shorten (job, 1);
  assert_int_equal (dx_job_start (job, NULL), DIXIT_OK);
  assert_int_equal (told (reader), 7);
  assert_int_equal (dx_job_now (job), DX_JOB_DONE);
  /* It takes nothing any more.  */
  assert_null (dx_job_room (job, 1));
  assert_int_equal (dx_job_start (job, NULL), DIXIT_CANCELLED);
  assert_int_equal (dx_job_take (job, &result, NULL), DIXIT_OK);
  assert_ptr_equal (result, &t);
  assert_int_equal (t.size, 6);
  assert_memory_equal (t.seen, "hhhxyz", 6);
  assert_int_equal (dx_job_take (job, &result, NULL), DIXIT_CANCELLED);
  assert_null (result);
  dx_job_free (job);
  dx_worker_stop (w);
  assert_int_equal (atomic_load (&t.freed), 0);
  assert_int_equal (atomic_load (&t.data_freed), 1);
  dx_worker_free (w);
  close (reader);
}

static void
test_text_grows (void **state)
{
  (void) state;
  dx_worker *w = NULL;
  assert_int_equal (dx_worker_new (-1, &w, NULL), DIXIT_OK);
  toy t = { 0 };
  dx_job *job = job_of (w, 0, &t, 0);
  for (int k = 0; k < 3000; k++)
    memset (dx_job_room (job, (size_t) k), k, (size_t) k);
  assert_null (dx_job_room (job, SIZE_MAX / 2));
  dx_job_shorten (job, SIZE_MAX);
  memcpy (dx_job_room (job, 2), "ok", 2);
  assert_int_equal (dx_job_start (job, NULL), DIXIT_OK);
  until (&t.ran, 1);
  dx_worker_stop (w);
  assert_int_equal (t.size, 2);
  assert_memory_equal (t.seen, "ok", 2);
  dx_job_free (job);
  dx_worker_free (w);
  assert_int_equal (atomic_load (&t.freed), 1);
}

static void
test_a_small_text_does_not_wait (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  toy slow = { .wait = true }, quick = { 0 };
  dx_job *large = started (w, 1, &slow, DX_SMALL_TEXT + 1);
  dx_job *next = started (w, 2, &quick, DX_SMALL_TEXT + 1);
  until (&slow.running, 1);
  dx_job *small = started (w, 3, &quick, DX_SMALL_TEXT);
  assert_int_equal (told (reader), 3);
  assert_int_equal (dx_job_now (next), DX_JOB_WAITING);
  atomic_store (&slow.gate, true);
  assert_int_equal (told (reader), 1);
  assert_int_equal (told (reader), 2);
  dx_job_free (large);
  dx_job_free (small);
  dx_job_free (next);
  dx_worker_stop (w);
  dx_worker_free (w);
  close (reader);
  assert_int_equal (atomic_load (&quick.freed), 2);
}

static void
test_cancel (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  toy slow = { .wait = true }, never = { 0 };
  dx_job *one = started (w, 1, &slow, 1), *two = started (w, 2, &never, 1);
  until (&slow.running, 1);
  dx_job_cancel (two);
  dx_job_cancel (one);
  assert_int_equal (told (reader), 1);
  assert_int_equal (told (reader), 2);
  void *result;
  dixit_error error;
  assert_int_equal (dx_job_take (one, &result, &error), DIXIT_CANCELLED);
  assert_int_equal (error.status, DIXIT_CANCELLED);
  assert_int_equal (dx_job_take (two, &result, &error), DIXIT_CANCELLED);
  assert_int_equal (atomic_load (&never.ran), 0);
  assert_int_equal (atomic_load (&never.data_freed), 1);
  dx_job_free (one);
  dx_job_free (two);
  dx_worker_stop (w);
  dx_worker_free (w);
  close (reader);
}

static void
test_freed_while_it_runs (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  toy slow = { .wait = true }, never = { 0 }, last = { 0 };
  dx_job *one = started (w, 1, &slow, 1), *two = started (w, 2, &never, 1);
  until (&slow.running, 1);
  /* The one that waits goes first: it would run as soon as the other is over.  */
  dx_job_free (two);
  dx_job_free (one);
  dx_job *three = started (w, 3, &last, 1);
  /* Nobody is told of what nobody wants.  */
  assert_int_equal (told (reader), 3);
  dx_job_free (three);
  assert_int_equal (atomic_load (&slow.cancelled), 1);
  assert_int_equal (atomic_load (&never.ran), 0);
  assert_int_equal (atomic_load (&never.data_freed), 1);
  /* One that was never started.  */
  dx_job_free (job_of (w, 4, &never, 10));
  dx_job_free (NULL);
  dx_worker_stop (w);
  dx_worker_free (w);
  dx_worker_free (NULL);
  close (reader);
}

static void
test_stop (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  toy slow = { .wait = true };
  enum { N = 6 };
  dx_job *jobs[N], *late = job_of (w, 99, &slow, 1);
  for (uint32_t k = 0; k < N; k++)
    jobs[k] = started (w, k, &slow, k % 2 ? 1 : DX_SMALL_TEXT + 1);
  until (&slow.running, 2);
  dx_worker_stop (w);
  assert_int_equal (atomic_load (&slow.cancelled), 2);
  for (uint32_t k = 0; k < N; k++)
    {
      void *result;
      assert_int_equal (dx_job_now (jobs[k]), DX_JOB_DONE);
      assert_int_equal (dx_job_take (jobs[k], &result, NULL), DIXIT_CANCELLED);
      dx_job_free (jobs[k]);
    }
  assert_int_equal (dx_job_start (late, NULL), DIXIT_CANCELLED);
  dx_worker_stop (w);
  dx_worker_free (w);
  /* The job may outlive its worker.  */
  dx_job_free (late);
  assert_int_equal (atomic_load (&slow.data_freed), N + 1);
  close (reader);
}

static void
test_let_go_while_it_runs (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  static toy slow = { .wait = true };
  dx_job *kept = started (w, 1, &slow, 1);
  dx_job_free (started (w, 2, &slow, DX_SMALL_TEXT + 1));
  until (&slow.running, 1);
  dx_worker_free (w);
  dx_job_free (kept);
  until (&slow.data_freed, 2);
  /* With the last thread the descriptor goes.  */
  struct pollfd p = { .fd = reader, .events = POLLIN };
  assert_int_equal (poll (&p, 1, PATIENCE), 1);
  char c;
  assert_int_equal (read (reader, &c, 1), 0);
  close (reader);
}

static void
test_reader_gone (void **state)
{
  (void) state;
  struct sigaction usual = { .sa_handler = SIG_DFL }, before;
  sigaction (SIGPIPE, &usual, &before);
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  close (reader);
  toy t = { 0 };
  for (uint32_t k = 0; k < 3; k++)
    {
      dx_job *job = started (w, k, &t, 1);
      until (&t.ran, (int) k + 1);
      dx_job_free (job);
    }
  dx_worker_stop (w);
  dx_worker_free (w);
  sigaction (SIGPIPE, &before, NULL);
}

static void
test_full_pipe (void **state)
{
  (void) state;
  int ends[2];
  dx_worker *w = NULL;
  toy t = { 0 };
  const char filler[4096] = { 0 };
  assert_int_equal (pipe (ends), 0);
  assert_int_equal (dx_worker_new (ends[1], &w, NULL), DIXIT_OK);
  /* The worker has set it not to block.  */
  ssize_t n;
  for (size_t size = sizeof filler; size; size = size > 1 ? size / 2 : n > 0)
    do
      n = write (ends[1], filler, size);
    while (n > 0);
  assert_int_equal (errno, EAGAIN);
  dx_job *job = started (w, 1, &t, 1);
  until (&t.ran, 1);
  dx_worker_stop (w);
  assert_int_equal (dx_job_now (job), DX_JOB_DONE);
  dx_job_free (job);
  dx_worker_free (w);
  close (ends[0]);
}

static void
test_bad_descriptor (void **state)
{
  (void) state;
  dx_worker *w;
  dixit_error error;
  assert_int_equal (dx_worker_new (9999, &w, &error), DIXIT_IO);
  assert_null (w);
  assert_non_null (strstr (error.message, "pipe"));
}

/* Many jobs, cancelled and freed at any moment.  */
static void
test_storm (void **state)
{
  (void) state;
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  static toy toys[2];  /* one a lane */
  enum { N = 2000, LIVE = 8 };
  dx_job *live[LIVE] = { NULL };
  uint64_t random = 1;
  for (uint32_t k = 0; k < N; k++)
    {
      random = random * 6364136223846793005u + 1442695040888963407u;
      uint32_t r = (uint32_t) (random >> 33), at = r % LIVE;
      void *result;
      if (live[at] && r & 64)
        dx_job_cancel (live[at]);
      if (live[at] && r & 128 && dx_job_now (live[at]) == DX_JOB_DONE
          && dx_job_take (live[at], &result, NULL) == DIXIT_OK)
        free_result (result);
      dx_job_free (live[at]);
      bool large = r & 512;
      live[at] = (r & 256 ? started : job_of) (w, k, &toys[large],
                                               large ? DX_SMALL_TEXT + 1 : 1);
    }
  dx_worker_stop (w);
  for (int k = 0; k < LIVE; k++)
    dx_job_free (live[k]);
  dx_worker_free (w);
  close (reader);
  /* Whatever was made was freed, once.  */
  assert_int_equal (atomic_load (&toys[0].data_freed)
                      + atomic_load (&toys[1].data_freed),
                    N);
  for (int k = 0; k < 2; k++)
    assert_int_equal (atomic_load (&toys[k].freed),
                      atomic_load (&toys[k].ran));
}

static void
test_shared (void **state)
{
  (void) state;
  toy t = { 0 };
  dx_shared *s = dx_shared_new (&t, free_data);
  assert_ptr_equal (dx_shared_object (s), &t);
  assert_ptr_equal (dx_shared_hold (s), s);
  dx_shared_drop (s);
  assert_int_equal (atomic_load (&t.data_freed), 0);
  dx_shared_drop (s);
  assert_int_equal (atomic_load (&t.data_freed), 1);
  dx_shared_drop (NULL);
  assert_null (dx_shared_hold (NULL));
}

/* With the real model.  */

static dixit_analyzer *analyzer;

static void
needs_the_model (void)
{
  if (analyzer)
    return;
  const char *path = getenv ("DIXIT_MODEL");
  if (dixit_analyzer_open (path ? path : "module/model/english.model",
                           &analyzer, NULL) != DIXIT_OK)
    skip ();
}

/* DATA: a memo, or NULL.  */
static dixit_status
analyze (void *data, char *text, size_t size, const dixit_options *options,
         void **result, dixit_error *error)
{
  dixit_document *document = NULL;
  dx_found *found = NULL;
  dixit_options with = { .memo = data };
  if (options)
    with = (dixit_options) { .cancelled = options->cancelled,
                             .data = options->data, .memo = data };
  dixit_status s
    = dixit_analyze (analyzer, text, size, &with, &document, error);
  if (s == DIXIT_OK)
    s = dx_found_new (document, &found, error);
  *result = found;
  return s;
}

static void
free_found (void *found)
{
  dx_found_free (found);
}

static const char piece[]
  = "“The bridge is safe,” Maria Jansen said in Utrecht.  “It isn't,” she "
    "was told by Piet de Vries, who said that the “Iron Lady” leaks.\n\n";

static dx_job *
analysis_with (dx_worker *w, uint32_t number, size_t times, dixit_memo *memo)
{
  const dx_task task = { analyze, free_found, NULL, memo };
  dx_job *job = NULL;
  assert_int_equal (dx_job_new (w, number, &task, 100, &job, NULL), DIXIT_OK);
  for (size_t k = 0; k < times; k++)
    memcpy (dx_job_room (job, sizeof piece - 1), piece, sizeof piece - 1);
  assert_int_equal (dx_job_start (job, NULL), DIXIT_OK);
  return job;
}

static dx_job *
analysis (dx_worker *w, uint32_t number, size_t times)
{
  return analysis_with (w, number, times, NULL);
}

/* Both lanes use one analyzer at the same time.  */
static void
test_analyses (void **state)
{
  (void) state;
  needs_the_model ();
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  enum { SMALL = 8 };
  dx_job *large = analysis (w, SMALL, DX_SMALL_TEXT / sizeof piece + 10);
  dx_job *jobs[SMALL];
  for (uint32_t k = 0; k < SMALL; k++)
    jobs[k] = analysis (w, k, 20);
  for (uint32_t k = 0; k < SMALL + 1; k++)
    assert_true (told (reader) <= SMALL);
  void *result;
  size_t first = 0;
  for (uint32_t k = 0; k < SMALL; k++)
    {
      assert_int_equal (dx_job_take (jobs[k], &result, NULL), DIXIT_OK);
      dx_found *found = result;
      assert_true (found->quotes.count > 0 && found->speakers > 0);
      if (!k)
        first = found->quotes.count;
      assert_int_equal (found->quotes.count, first);
      dx_found_free (found);
      dx_job_free (jobs[k]);
    }
  assert_int_equal (dx_job_take (large, &result, NULL), DIXIT_OK);
  dx_found_free (result);
  dx_job_free (large);
  dx_worker_stop (w);
  dx_worker_free (w);
  close (reader);
}

/* And one memo, of which one at a time has the use.  */
static void
test_one_memo (void **state)
{
  (void) state;
  needs_the_model ();
  int reader;
  dx_worker *w = worker_with_pipe (&reader);
  enum { TIMES = 3, SMALL = 6, SIZE = DX_SMALL_TEXT / sizeof piece + 10 };
  dixit_memo *memo;
  size_t many = 0, few = 0;
  assert_int_equal (dixit_memo_new (&memo, NULL), DIXIT_OK);
  for (int k = 0; k < TIMES; k++)
    {
      dx_job *jobs[SMALL + 1];
      jobs[SMALL] = analysis_with (w, SMALL, SIZE, memo);
      for (uint32_t j = 0; j < SMALL; j++)
        jobs[j] = analysis_with (w, j, 20, memo);
      for (uint32_t j = 0; j <= SMALL; j++)
        assert_true (told (reader) <= SMALL);
      for (uint32_t j = 0; j <= SMALL; j++)
        {
          void *result;
          size_t *first = j < SMALL ? &few : &many;
          assert_int_equal (dx_job_take (jobs[j], &result, NULL), DIXIT_OK);
          dx_found *found = result;
          assert_true (found->quotes.count > 0);
          *first = *first ? *first : found->quotes.count;
          assert_int_equal (found->quotes.count, *first);
          dx_found_free (found);
          dx_job_free (jobs[j]);
        }
    }
  dx_worker_stop (w);
  dx_worker_free (w);
  dixit_memo_free (memo);
  close (reader);
}

/* A cancelled analysis ends soon, whatever stage it is in.  */
static void
test_analysis_is_cancelled (void **state)
{
  (void) state;
  needs_the_model ();
  for (int after = 0; after < 400; after += 80)
    {
      dx_worker *w = NULL;
      assert_int_equal (dx_worker_new (-1, &w, NULL), DIXIT_OK);
      dx_job *job = analysis (w, 0, 20000);
      poll (NULL, 0, after);
      dx_worker_stop (w);
      void *result;
      assert_int_equal (dx_job_take (job, &result, NULL), DIXIT_CANCELLED);
      dx_job_free (job);
      dx_worker_free (w);
    }
}

/* What is found by place is what is found by looking at everything.  */
static void
test_places (void **state)
{
  (void) state;
  needs_the_model ();
  char text[20 * sizeof piece];
  size_t size = 0;
  for (int k = 0; k < 20; k++, size += sizeof piece - 1)
    memcpy (text + size, piece, sizeof piece - 1);
  void *result;
  assert_int_equal (analyze (NULL, text, size, NULL, &result, NULL), DIXIT_OK);
  dx_found *found = result;
  size_t count;
  const dixit_mention *m = dixit_mentions (found->document, &count);
  assert_int_equal (found->mentions.count, count);
  const uint32_t length = (uint32_t) dixit_length (found->document);
  for (uint32_t from = 0; from <= length; from += 7)
    for (uint32_t width = 0; width < 200; width += 39)
      {
        uint32_t got[1000];
        size_t n = dx_places_in (&found->mentions, from, from + width, got, 1000);
        size_t k = 0;
        for (uint32_t i = 0; i < count; i++)
          if (m[i].span.start < from + width && m[i].span.end > from)
            assert_int_equal (got[k++], i);
        assert_int_equal (k, n);
        assert_int_equal (dx_places_in (&found->mentions, from, from + width, got, 1), n);
      }
  assert_int_equal (dx_places_in (&found->quotes, 0, UINT32_MAX, NULL, 0),
                    found->quotes.count);
  const dixit_entity *e = dixit_entities (found->document, &count);
  assert_true (found->prominent_count > 0 && found->prominent_count <= count);
  for (size_t k = 1; k < found->prominent_count; k++)
    {
      const dixit_entity *a = &e[found->prominent[k - 1]];
      const dixit_entity *b = &e[found->prominent[k]];
      assert_true (a->quotes > b->quotes
                   || (a->quotes == b->quotes
                       && (a->quotes || a->mentions >= b->mentions)));
    }
  dx_found_free (found);
  dx_found_free (NULL);
}

/* What a thread that frees has seen.  */
static atomic_int freed_by_other;
static pthread_t owner;

static void
note_thread (void *object)
{
  sigset_t blocked;
  pthread_sigmask (SIG_SETMASK, NULL, &blocked);
  int other = !pthread_equal (owner, pthread_self ())
              && sigismember (&blocked, SIGINT);
  free (object);
  atomic_store (&freed_by_other, other ? 1 : -1);
}

/* Another thread frees, without signals, and nobody waits for it.  */
static void
test_discard (void **state)
{
  (void) state;
  owner = pthread_self ();
  dx_discard (NULL, note_thread);
  assert_int_equal (atomic_load (&freed_by_other), 0);
  void *object = malloc (100);
  assert_non_null (object);
  dx_discard (object, note_thread);
  for (int k = 0; k < 10000 && !atomic_load (&freed_by_other); k++)
    poll (NULL, 0, 1);
  assert_int_equal (atomic_load (&freed_by_other), 1);
}

static int
close_model (void **state)
{
  (void) state;
  dixit_analyzer_close (analyzer);
  return 0;
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_result),
    cmocka_unit_test (test_text_grows),
    cmocka_unit_test (test_a_small_text_does_not_wait),
    cmocka_unit_test (test_cancel),
    cmocka_unit_test (test_freed_while_it_runs),
    cmocka_unit_test (test_stop),
    cmocka_unit_test (test_let_go_while_it_runs),
    cmocka_unit_test (test_reader_gone),
    cmocka_unit_test (test_full_pipe),
    cmocka_unit_test (test_bad_descriptor),
    cmocka_unit_test (test_storm),
    cmocka_unit_test (test_shared),
    cmocka_unit_test (test_analyses),
    cmocka_unit_test (test_one_memo),
    cmocka_unit_test (test_analysis_is_cancelled),
    cmocka_unit_test (test_places),
    cmocka_unit_test (test_discard),
  };
  return cmocka_run_group_tests (tests, NULL, close_model);
}
