/* check.c -- what an editor should look at.
   SPDX-License-Identifier: GPL-3.0-or-later

   Every check walks the text by itself and finds its own in text order; here
   they are merged.  */

#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "check/rules.h"

enum { RULES = 5, MESSAGE_BYTES = 320 };

bool
dx_finding (dx_findings *f, const dx_text *text, const char *code,
            uint32_t first, uint32_t end, const char *message,
            const char *fix)
{
  if (f->count >= f->most)
    {
      f->more++;
      return true;
    }
  if (!message
      || !dx_reserve (f->scratch, &f->all, &f->room, f->count, f->count + 1,
                      sizeof *f->all))
    return false;
  f->all[f->count++]
    = (dixit_check) { .code = code,
                      .span = dx_chars_of (text, dx_start_of (text, first),
                                           dx_end_of (text, end - 1)),
                      .message = message,
                      .fix = fix };
  return true;
}

const char *
dx_message (const dx_findings *f, const char *format, ...)
{
  char s[MESSAGE_BYTES];
  va_list args;
  if (f->count >= f->most)
    return "";   /* it is left out */
  va_start (args, format);
  int n = vsnprintf (s, sizeof s, format, args);
  va_end (args);
  if (n < 0)
    n = 0;
  size_t size = (size_t) n < sizeof s ? (size_t) n : sizeof s - 1;
  return dx_copy (f->keep, s, size);
}

/* Let the last one of F say how many were left out.  */
static bool
say_more (dx_findings *f)
{
  if (!f->more)
    return true;
  f->most++;
  dixit_check *last = &f->all[f->count - 1];
  last->message = dx_message (f, "%s; %zu more like this are not listed",
                              last->message, f->more);
  return last->message != NULL;
}

/* All of LISTS as one, by start; of two at one place, the earlier list's
   first.  */
static bool
merge (dixit_check **checks, size_t *count, const dx_findings *lists,
       dx_arena *arena)
{
  size_t at[RULES] = { 0 }, total = 0;
  for (int k = 0; k < RULES; k++)
    total += lists[k].count;
  dixit_check *all = dx_alloc (arena, total, sizeof *all);
  if (!all)
    return false;
  for (size_t i = 0; i < total; i++)
    {
      int best = -1;
      for (int k = 0; k < RULES; k++)
        if (at[k] < lists[k].count
            && (best < 0
                || lists[k].all[at[k]].span.start
                     < lists[best].all[at[best]].span.start))
          best = k;
      all[i] = lists[best].all[at[best]++];
    }
  *checks = all;
  *count = total;
  return true;
}

dixit_status
dx_checks_find (dixit_check **checks, size_t *count, const dx_context *c,
                const dx_people *people, const dx_quotations *quotes,
                dx_arena *arena, dixit_error *error)
{
  dx_arena scratch = { 0 };
  dx_findings f[RULES];
  *checks = NULL;
  *count = 0;
  for (int k = 0; k < RULES; k++)
    f[k] = (dx_findings) { .keep = arena, .scratch = &scratch,
                           .most = dx_findings_most (c->text->size) };
  bool ok = (dx_check_balance (&f[0], c)
             && dx_check_speakers (&f[1], c, quotes)
             && dx_check_script (&f[2], c)
             && dx_check_full_names (&f[3], c, people)
             && dx_check_spelling (&f[4], c, people));
  for (int k = 0; ok && k < RULES; k++)
    ok = say_more (&f[k]);
  ok = (ok && merge (checks, count, f, arena));
  dx_arena_free (&scratch);
  return ok ? DIXIT_OK : dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}
