/* found.c -- a document, and what of it is where.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "work/found.h"

#include "text/text.h"

#include <stdlib.h>

typedef struct
{
  uint32_t start, end, item;
} place;

static int
by_start (const void *a, const void *b)
{
  const place *x = a, *y = b;
  if (x->start != y->start)
    return x->start < y->start ? -1 : 1;
  return x->item < y->item ? -1 : x->item > y->item;
}

static int
by_number (const void *a, const void *b)
{
  const uint32_t *x = a, *y = b;
  return *x < *y ? -1 : *x > *y;
}

/* Sort the COUNT places at ALL into PLACES.  */
static bool
sort (dx_places *places, place *all, size_t count)
{
  uint32_t *room = malloc ((count ? count : 1) * 4 * sizeof *room);
  if (!room)
    return false;
  *places = (dx_places) { .start = room, .end = room + count,
                          .reach = room + 2 * count, .item = room + 3 * count,
                          .count = count };
  if (count)
    qsort (all, count, sizeof *all, by_start);
  uint32_t reach = 0;
  for (size_t k = 0; k < count; k++)
    {
      if (all[k].end > reach)
        reach = all[k].end;
      places->start[k] = all[k].start;
      places->end[k] = all[k].end;
      places->reach[k] = reach;
      places->item[k] = all[k].item;
    }
  return true;
}

static void
widen (place *p, dixit_spans spans)
{
  for (uint32_t k = 0; k < spans.count; k++)
    {
      if (spans.pieces[k].start < p->start)
        p->start = spans.pieces[k].start;
      if (spans.pieces[k].end > p->end)
        p->end = spans.pieces[k].end;
    }
}

static bool
sort_all (dx_found *f)
{
  size_t mentions, marks, quotes;
  const dixit_mention *m = dixit_mentions (f->document, &mentions);
  const dixit_mark *k = dixit_marks (f->document, &marks);
  const dixit_quote *q = dixit_quotes (f->document, &quotes);
  size_t most = mentions > marks ? mentions : marks;
  if (quotes > most)
    most = quotes;
  place *all = malloc ((most ? most : 1) * sizeof *all);
  if (!all)
    return false;
  for (size_t i = 0; i < mentions; i++)
    all[i] = (place) { m[i].span.start, m[i].span.end, (uint32_t) i };
  bool ok = sort (&f->mentions, all, mentions);
  for (size_t i = 0; i < marks; i++)
    all[i] = (place) { k[i].span.start, k[i].span.end, (uint32_t) i };
  ok = ok && sort (&f->marks, all, marks);
  for (size_t i = 0; i < quotes; i++)
    {
      all[i] = (place) { UINT32_MAX, 0, (uint32_t) i };
      widen (&all[i], dixit_content (&q[i]));
      widen (&all[i], dixit_cue (&q[i]));
      widen (&all[i], dixit_source (&q[i]));
      f->spoken += q[i].kind != DIXIT_TERM;
    }
  ok = ok && sort (&f->quotes, all, quotes);
  free (all);
  return ok;
}

/* Put the entities with the highest counts first, at most DX_PROMINENT of
   them: an insertion into a short sorted list each.  */
static void
pick (dx_found *f, bool speaking)
{
  size_t count, first = f->prominent_count, used = 0;
  const dixit_entity *e = dixit_entities (f->document, &count);
  uint32_t *list = f->prominent + first, scores[DX_PROMINENT];
  for (size_t i = 0; i < count; i++)
    {
      uint32_t score = speaking ? e[i].quotes : e[i].mentions;
      if (!score || (!speaking && (e[i].quotes || e[i].type != DIXIT_PER)))
        continue;
      f->speakers += speaking;
      if (used == DX_PROMINENT && scores[used - 1] >= score)
        continue;
      size_t at = used < DX_PROMINENT ? used++ : used - 1;
      for (; at && scores[at - 1] < score; at--)
        {
          scores[at] = scores[at - 1];
          list[at] = list[at - 1];
        }
      scores[at] = score;
      list[at] = (uint32_t) i;
    }
  f->prominent_count = first + used;
}

dixit_status
dx_found_new (dixit_document *document, dx_found **out, dixit_error *error)
{
  *out = NULL;
  dx_found *f = calloc (1, sizeof *f);
  if (!f)
    {
      dixit_document_free (document);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  f->document = document;
  if (!sort_all (f))
    {
      dx_found_free (f);
      return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
    }
  pick (f, true);
  pick (f, false);
  *out = f;
  return DIXIT_OK;
}

void
dx_found_free (dx_found *f)
{
  if (!f)
    return;
  free (f->mentions.start);
  free (f->marks.start);
  free (f->quotes.start);
  dixit_document_free (f->document);
  free (f);
}

size_t
dx_places_in (const dx_places *p, uint32_t from, uint32_t to, uint32_t *items,
              size_t room)
{
  size_t low = 0, high = p->count, found = 0;
  while (low < high)
    {
      size_t middle = low + (high - low) / 2;
      if (p->start[middle] < to)
        low = middle + 1;
      else
        high = middle;
    }
  for (; low && p->reach[low - 1] > from; low--)
    if (p->end[low - 1] > from)
      {
        if (found < room)
          items[found] = p->item[low - 1];
        found++;
      }
  size_t kept = found < room ? found : room;
  if (kept)
    qsort (items, kept, sizeof *items, by_number);
  return found;
}
