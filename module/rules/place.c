/* place.c -- finding values in JSON text, without recursion.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "rules/place.h"

#include <string.h>

static void
step (dx_place *p)
{
  p->line += *p->at == '\n';
  p->at++;
}

static void
skip_blanks (dx_place *p)
{
  while (p->at < p->end && strchr (" \t\r\n", *p->at) && *p->at)
    step (p);
}

/* Past the string that starts here.  */
static void
skip_string (dx_place *p)
{
  for (step (p); p->at < p->end && *p->at != '"'; step (p))
    if (*p->at == '\\' && p->at + 1 < p->end)
      step (p);
  if (p->at < p->end)
    step (p);
}

/* Past the value that starts here.  */
static void
skip_value (dx_place *p)
{
  size_t depth = 0;
  while (p->at < p->end)
    {
      const char ch = *p->at;
      if (ch == '"')
        {
          skip_string (p);
          if (!depth)
            return;
          continue;
        }
      if (ch == '{' || ch == '[')
        depth++;
      else if (ch == '}' || ch == ']')
        {
          if (!depth)
            return;
          if (!--depth)
            {
              step (p);
              return;
            }
        }
      else if (!depth && (ch == ',' || strchr (" \t\r\n", ch)))
        return;
      step (p);
    }
}

/* Over blanks and the character CH; false if it is not there.  */
static bool
over (dx_place *p, char ch)
{
  skip_blanks (p);
  if (p->at == p->end || *p->at != ch)
    return false;
  step (p);
  skip_blanks (p);
  return true;
}

dx_place
dx_place_root (const char *s, size_t size)
{
  dx_place p = { .at = s, .end = s + size, .line = 1 };
  skip_blanks (&p);
  return p;
}

bool
dx_place_member (dx_place *place, const char *key)
{
  const size_t n = strlen (key);
  dx_place p = *place, found = { 0 };
  if (!over (&p, '{'))
    return false;
  while (p.at < p.end && *p.at == '"')
    {
      const dx_place name = p;
      skip_string (&p);
      const bool mine = (size_t) (p.at - name.at) == n + 2
                        && !memcmp (name.at + 1, key, n);
      if (!over (&p, ':'))
        break;
      /* Of two that are called the same the last counts.  */
      if (mine)
        found = (dx_place) { .at = p.at, .end = p.end, .line = p.line };
      skip_value (&p);
      if (!over (&p, ','))
        break;
    }
  if (!found.at)
    return false;
  *place = found;
  return true;
}

bool
dx_place_element (dx_place *place, size_t index)
{
  dx_place p = *place;
  if (!over (&p, '['))
    return false;
  while (p.at < p.end && *p.at != ']')
    {
      if (!index--)
        {
          *place = p;
          return true;
        }
      skip_value (&p);
      if (!over (&p, ','))
        break;
    }
  return false;
}
