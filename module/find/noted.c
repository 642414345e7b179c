/* noted.c -- the mentions of paragraphs that an earlier text had, too.
   SPDX-License-Identifier: GPL-3.0-or-later

   What is gathered in a paragraph comes from what stands in and near it, and
   from the labels of turns.  A record has, one after the other: how many mentions
   there are, the mentions, and the case and kind of each sentence.  A paragraph
   that is too long for its numbers is not kept, nor is any where the user has
   rules.  */

#include "find/finder.h"

#include <string.h>

typedef struct
{
  uint32_t key;
  uint16_t first;          /* from the paragraph's first token */
  uint8_t length;
  uint8_t place;           /* bit set */
  uint8_t type_kind;
  char gender;
} noted;

enum { SUBJECT = 1, TOPIC = 2, OWNER = 4, INSIDE = 8, ASIDE = 16, APPOSED = 32,
       GIVEN = 64, SEEN = 128 };
enum { TITLE_CASE = 128 };

/* The print of all that the mentions of paragraph RUN, number P, come from.  */
static dx_print
print_of (const dx_finder *f, const dx_run *run, uint32_t p)
{
  const dx_print print
    = dx_print_more (dx_recall_near (f->recall, run, p), f->label != NULL);
  return f->label ? dx_print_bytes (print, f->label + run->first,
                                    run->end - run->first)
                  : print;
}

bool
dx_noted (dx_finder *f, const dx_run *run, uint32_t p, dx_print *print,
          bool *found)
{
  const dx_context *c = f->c;
  size_t size = DX_ANY_SIZE, room;
  uint16_t count;
  *print = print_of (f, run, p);
  const char *from
    = dx_memo_find (f->recall->memo, DX_KEPT_MENTIONS, *print, &size, &room);
  *found = from != NULL;
  if (!from)
    return true;
  memcpy (&count, from, sizeof count);
  from += sizeof count;
  for (uint32_t k = 0; k < count; k++, from += sizeof (noted))
    {
      noted n;
      memcpy (&n, from, sizeof n);
      const uint32_t first = run->first + n.first;
      const dx_mention m
        = { .first = first, .end = first + n.length, .entity = DIXIT_NONE,
            .type = n.type_kind >> 4, .kind = n.type_kind & 3u, .key = n.key,
            .seen = (n.place & SEEN) != 0, .apposed = (n.place & APPOSED) != 0,
            .given = (n.place & GIVEN) != 0,
            .subject = n.place & SUBJECT, .topic = n.place & TOPIC,
            .owner = n.place & OWNER, .inside = n.place & INSIDE,
            .aside = n.place & ASIDE, .gender = n.gender };
      if (!dx_finder_add (f, &m))
        return false;
    }
  for (uint32_t s = dx_sentence_at (c, run->first);
       s <= dx_sentence_at (c, run->end - 1);
       s++, from++)
    {
      f->title_case[s] = (uint8_t) *from & TITLE_CASE;
      f->kinds[s] = (uint8_t) *from & (TITLE_CASE - 1);
    }
  return true;
}

void
dx_note (dx_finder *f, const dx_run *run, dx_print print, uint32_t mention)
{
  const dx_context *c = f->c;
  dx_mention *const all = f->p->mentions;
  const uint32_t mentions = f->p->mention_count - mention;
  const uint32_t first = dx_sentence_at (c, run->first);
  const uint32_t sentences = dx_sentence_at (c, run->end - 1) + 1 - first;
  if (run->end - run->first > UINT16_MAX)
    return;
  for (uint32_t k = mention; k < mention + mentions; k++)
    if (all[k].end - all[k].first > UINT8_MAX)
      return;
  const uint16_t count = (uint16_t) mentions;
  char *to = dx_memo_room (
    f->recall->memo,
    dx_memo_add (f->recall->memo, DX_KEPT_MENTIONS, print,
                 sizeof count + mentions * sizeof (noted) + sentences));
  if (!to)
    return;
  memcpy (to, &count, sizeof count);
  to += sizeof count;
  for (uint32_t k = mention; k < mention + mentions; k++, to += sizeof (noted))
    {
      dx_mention *m = &all[k];
      dx_finder_see (f, m);
      const noted n
        = { .key = m->key, .first = (uint16_t) (m->first - run->first),
            .length = (uint8_t) (m->end - m->first),
            .place = (uint8_t) ((m->subject ? SUBJECT : 0)
                                | (m->topic ? TOPIC : 0)
                                | (m->owner ? OWNER : 0)
                                | (m->inside ? INSIDE : 0)
                                | (m->aside ? ASIDE : 0)
                                | (m->apposed ? APPOSED : 0)
                                | (m->given ? GIVEN : 0)
                                | (m->seen ? SEEN : 0)),
            .type_kind = (uint8_t) (m->type << 4 | m->kind),
            .gender = m->gender };
      memcpy (to, &n, sizeof n);
    }
  for (uint32_t s = first; s < first + sentences; s++)
    *to++ = (char) (f->kinds[s] | (f->title_case[s] ? TITLE_CASE : 0));
}
