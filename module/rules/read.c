/* read.c -- a rules file: JSON in, names, forms and patterns out.
   SPDX-License-Identifier: GPL-3.0-or-later

   What is wrong with an entry is told with its line and key, and the entry is
   left out; everything else counts.  All forms of a file are divided into
   words together, as the paragraphs of one text.  */

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "rules/place.h"
#include "rules/rules.h"
#include "text/utf8.h"

enum { KEY_ROOM = 120, MESSAGE_ROOM = 240 };

/* Sections, and members of their entries.  */
typedef struct
{
  const char *section;       /* or NULL: the file itself */
  size_t index;
  const char *member;        /* or NULL: the entry itself */
  size_t element;            /* of that member; SIZE_MAX: the member itself */
} spot;

#define WHOLE SIZE_MAX

/* What a form is, and what happens where its words are known already.  */
typedef enum
{
  FORM_ALIAS,      /* of VALUE; the first of a file counts */
  FORM_NAME,       /* VALUE's name in full; likewise */
  FORM_THAT,       /* VALUE's name, or what is known by it already */
  FORM_APART,      /* VALUE's name, or whose name in full it is already */
  FORM_MERGED,     /* an alias of VALUE from now on, and whose name it is, too */
  FORM_SAID        /* no name, but what VALUE says */
} form_kind;

/* Words that wait to be divided.  */
typedef struct
{
  size_t from, to;           /* bytes of the text of all forms */
  uint32_t value;            /* DX_FORM_NEVER or 1 + name */
  form_kind kind;
  spot spot;
} pending;

typedef struct
{
  dixit_rules *r;
  const dx_patterns *patterns;
  const char *file;          /* as the rules keep it */
  uint32_t number;           /* of the file, from 1 */
  const char *json;
  size_t size;
  dx_arena scratch;
  pending *forms;
  size_t form_room, text_room, text_size;
  uint32_t form_count;
  char *text;
  uint32_t *same;            /* per name of this file: the name of an earlier
                                one that it is, or itself */
  uint32_t first_name;
  bool merges;               /* there are names to merge */
} reader;

/* Where S is, for people: names[3].aliases[1].  */
static void
write_key (spot s, char *key)
{
  int n = 0;
  key[0] = 0;
  if (s.section)
    n = s.index == WHOLE
          ? snprintf (key, KEY_ROOM, "%s", s.section)
          : snprintf (key, KEY_ROOM, "%s[%zu]", s.section, s.index);
  if (s.member && n >= 0 && n < KEY_ROOM)
    {
      const int m = snprintf (key + n, (size_t) (KEY_ROOM - n), "%s%.60s",
                              n ? "." : "", s.member);
      n = m < 0 ? KEY_ROOM : n + m;
    }
  if (s.element != WHOLE && n < KEY_ROOM)
    snprintf (key + n, (size_t) (KEY_ROOM - n), "[%zu]", s.element);
}

static uint32_t
line_of (const reader *d, spot s)
{
  dx_place p = dx_place_root (d->json, d->size);
  if (!s.section || !dx_place_member (&p, s.section))
    {
      if (s.member)
        dx_place_member (&p, s.member);
      return p.line;
    }
  if (s.index != WHOLE && dx_place_element (&p, s.index) && s.member
      && dx_place_member (&p, s.member) && s.element != WHOLE)
    dx_place_element (&p, s.element);
  return p.line;
}

static bool
add_problem (dixit_rules *r, const char *file, uint32_t line, const char *key,
             const char *message)
{
  char *copies[2] = { dx_copy (&r->arena, key, strlen (key)),
                      dx_copy (&r->arena, message, strlen (message)) };
  if (!copies[0] || !copies[1]
      || !dx_reserve (&r->arena, &r->problems, &r->problem_room,
                      r->problem_count, r->problem_count + 1u,
                      sizeof *r->problems))
    return false;
  r->problems[r->problem_count++]
    = (dixit_problem) { .file = file, .line = line, .key = copies[0],
                        .message = copies[1] };
  return true;
}

/* Say what is wrong at S.  False when memory is out.  */
static bool __attribute__ ((format (printf, 3, 4)))
complain (reader *d, spot s, const char *format, ...)
{
  dixit_rules *const r = d->r;
  if (r->problem_count + 1 == DX_RULES_PROBLEMS)
    return add_problem (r, d->file, line_of (d, s), "",
                        "there are more problems than are told");
  if (r->problem_count >= DX_RULES_PROBLEMS)
    return true;
  char key[KEY_ROOM], message[MESSAGE_ROOM];
  write_key (s, key);
  va_list args;
  va_start (args, format);
  const int n = vsnprintf (message, sizeof message, format, args);
  va_end (args);
  if (n < 0)
    message[0] = 0;
  /* Not half of a character.  */
  if (n >= MESSAGE_ROOM)
    message[dx_char_floor (message, MESSAGE_ROOM - 1)] = 0;
  return add_problem (r, d->file, line_of (d, s), key, message);
}

static const char *
kind_of (const json_t *value)
{
  switch (json_typeof (value))
    {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "a list";
    case JSON_STRING: return "a string";
    case JSON_INTEGER: case JSON_REAL: return "a number";
    case JSON_TRUE: case JSON_FALSE: return "a truth value";
    default: return "null";
    }
}

/* Complain of all members of OBJECT that are not among KNOWN (which ends in
   NULL).  */
static bool
only (reader *d, json_t *object, spot s, const char *const *known,
      const char *list)
{
  const char *key;
  json_t *value;
  json_object_foreach (object, key, value)
    {
      const char *const *k = known;
      while (*k && strcmp (*k, key))
        k++;
      if (*k)
        continue;
      s.member = key;
      s.element = WHOLE;
      if (!complain (d, s, "unknown key (there are %s)", list))
        return false;
    }
  return true;
}

/* The string S.member of OBJECT: NULL if it is absent, or, *WRONG then, if it
   is something else.  False when memory is out.  */
static bool
string_in (reader *d, json_t *object, spot s, const char **string,
           size_t *size, bool *wrong)
{
  json_t *value = json_object_get (object, s.member);
  *string = NULL;
  *size = 0;
  if (!value)
    return true;
  if (!json_is_string (value))
    {
      *wrong = true;
      return complain (d, s, "this is %s, not a string", kind_of (value));
    }
  *string = json_string_value (value);
  *size = json_string_length (value);
  return true;
}

/* Let VALUE, 1 + a name or DX_FORM_NEVER, be known by the SIZE bytes at
   WORDS, as KIND says.  *TAKEN: they are words.  False when memory is out.  */
static bool
put_form (reader *d, const char *words, size_t size, uint32_t value,
          form_kind kind, spot s, bool *taken)
{
  /* In a sentence of small letters nothing around it is taken for a part of
     it.  */
  static const char before[] = "a ", after[] = " a.\n\n";
  dixit_rules *const r = d->r;
  *taken = false;
  const int most = kind == FORM_SAID ? DX_RULES_QUOTE_BYTES
                                     : DX_RULES_FORM_BYTES;
  if (size > (size_t) most)
    return complain (d, s, "this is longer than %d bytes", most);
  if (r->form_count == DX_RULES_FORMS)
    return complain (d, s, "there are more than %d names and aliases",
                     DX_RULES_FORMS);
  const size_t need = d->text_size + sizeof before + size + sizeof after;
  if (!dx_reserve (&d->scratch, &d->text, &d->text_room, d->text_size, need,
                   1)
      || !dx_reserve (&d->scratch, &d->forms, &d->form_room, d->form_count,
                      d->form_count + 1u, sizeof *d->forms))
    return false;
  memcpy (d->text + d->text_size, before, sizeof before - 1);
  char *const from = d->text + d->text_size + sizeof before - 1;
  char *to = from;
  for (size_t i = 0; i < size; i++)
    {
      const unsigned char ch = (unsigned char) words[i];
      if (ch > ' ' && ch != 0x7f)
        *to++ = (char) ch;
      else if (to > from && to[-1] != ' ')
        *to++ = ' ';
    }
  if (to > from && to[-1] == ' ')
    to--;
  if (to == from)
    return complain (d, s, "this is empty");
  d->forms[d->form_count++] = (pending) {
    .from = (size_t) (from - d->text), .to = (size_t) (to - d->text),
    .value = value, .kind = kind, .spot = s
  };
  memcpy (to, after, sizeof after - 1);
  d->text_size = (size_t) (to - d->text) + sizeof after - 1;
  r->form_count++;
  *taken = true;
  return true;
}

/* Add the name that is the SIZE bytes at WORDS, of TYPE: the last of the rules'
   names, if it was *TAKEN.  */
static bool
put_name (reader *d, const char *words, size_t size, uint8_t type,
          form_kind kind, spot s, bool *taken)
{
  dixit_rules *const r = d->r;
  if (!dx_reserve (&r->arena, &r->names, &r->name_room, r->name_count,
                   r->name_count + 1u, sizeof *r->names)
      || !put_form (d, words, size, 1 + r->name_count, kind, s, taken))
    return false;
  if (!*taken)
    return true;
  const pending *form = &d->forms[d->form_count - 1];
  dx_rule_name n = { .type = type };
  n.name = dx_copy (&r->arena, d->text + form->from, form->to - form->from);
  if (!n.name)
    return false;
  r->names[r->name_count++] = n;
  return true;
}

static int
type_of (const char *name)
{
  for (int k = 0; k < DIXIT_TYPES; k++)
    if (!strcmp (name, dixit_type_name ((dixit_type) k)))
      return k;
  return -1;
}

#define TYPES "PER, ORG, LOC, FAC, NORP, MISC, DATE, MONEY, PRODUCT"

static bool
read_aliases (reader *d, json_t *entry, spot s, uint32_t value)
{
  s.member = "aliases";
  json_t *list = json_object_get (entry, s.member);
  size_t k;
  json_t *alias;
  if (list && !json_is_array (list))
    return complain (d, s, "this is %s, not a list of strings",
                     kind_of (list));
  json_array_foreach (list, k, alias)
    {
      bool taken;
      s.element = k;
      if (!json_is_string (alias))
        {
          if (!complain (d, s, "this is %s, not a string", kind_of (alias)))
            return false;
        }
      else if (!put_form (d, json_string_value (alias),
                          json_string_length (alias), value, FORM_ALIAS,
                          s, &taken))
        return false;
    }
  return true;
}

/* {"name": "Teresa Okafor", "type": "PER", ...}  */
static bool
read_name (reader *d, json_t *entry, spot s)
{
  static const char *const known[]
    = { "name", "type", "role", "gender", "aliases", "comment", NULL };
  dixit_rules *const r = d->r;
  const char *name, *type, *role, *gender;
  size_t name_size, size;
  bool wrong = false, taken;
  if (!json_is_object (entry))
    return complain (d, s, "this is %s, not an object", kind_of (entry));
  if (!only (d, entry, s, known, "name, type, role, gender, aliases, comment"))
    return false;
  spot at = s;
  at.member = "name";
  if (!string_in (d, entry, at, &name, &name_size, &wrong))
    return false;
  if (wrong)
    return true;
  if (!name)
    return complain (d, s, "the entry has no \"name\"");
  at.member = "type";
  if (!string_in (d, entry, at, &type, &size, &wrong))
    return false;
  if (wrong)
    return true;
  if (!type)
    return complain (d, s, "the entry has no \"type\" (one of " TYPES ")");
  const int which = type_of (type);
  if (which < 0)
    return complain (d, at, "unknown type \"%.40s\" (there are " TYPES ")",
                     type);
  /* What is wrong with these is told, and the name counts without.  */
  at.member = "role";
  if (!string_in (d, entry, at, &role, &size, &wrong))
    return false;
  if (role && size > DX_RULES_FORM_BYTES)
    {
      role = NULL;
      if (!complain (d, at, "this is longer than %d bytes",
                     DX_RULES_FORM_BYTES))
        return false;
    }
  at.member = "gender";
  if (!string_in (d, entry, at, &gender, &size, &wrong))
    return false;
  if (gender && strcmp (gender, "m") && strcmp (gender, "f"))
    {
      if (!complain (d, at, "unknown gender \"%.40s\" (m, f, or leave it out)",
                     gender))
        return false;
      gender = NULL;
    }
  at.member = "name";
  if (!put_name (d, name, name_size, (uint8_t) which, FORM_NAME, at, &taken))
    return false;
  if (!taken)
    return true;
  dx_rule_name *n = &r->names[r->name_count - 1];
  n->gender = gender ? gender[0] : 0;
  if (role && role[0] && !(n->role = dx_copy (&r->arena, role, strlen (role))))
    return false;
  return read_aliases (d, entry, s, r->name_count);
}

/* "Exclusive"  */
static bool
read_not (reader *d, json_t *entry, spot s)
{
  bool taken;
  if (!json_is_string (entry))
    return complain (d, s, "this is %s, not a string", kind_of (entry));
  return put_form (d, json_string_value (entry), json_string_length (entry),
                   DX_FORM_NEVER, FORM_ALIAS, s, &taken);
}

/* {"pattern": "^(?<speaker>[A-Z]+) -- (?<content>.+)$"}  */
static bool
read_pattern (reader *d, json_t *entry, spot s)
{
  static const char *const known[] = { "pattern", "kind", "comment", NULL };
  dixit_rules *const r = d->r;
  const char *pattern, *kind;
  size_t pattern_size, size;
  bool wrong = false, skipped;
  if (!json_is_object (entry))
    return complain (d, s, "this is %s, not an object", kind_of (entry));
  if (!only (d, entry, s, known, "pattern, kind, comment"))
    return false;
  s.member = "kind";
  if (!string_in (d, entry, s, &kind, &size, &wrong))
    return false;
  uint8_t which = UINT8_MAX;
  for (uint8_t k = DIXIT_DIRECT; kind && k <= DIXIT_INDIRECT; k++)
    if (!strcmp (kind, dixit_quote_kind_name ((dixit_quote_kind) k)))
      which = k;
  if (kind && which == UINT8_MAX
      && !complain (d, s, "unknown kind \"%.40s\" (direct, mixed or indirect)",
                    kind))
    return false;
  s.member = "pattern";
  wrong = false;
  if (!string_in (d, entry, s, &pattern, &pattern_size, &wrong))
    return false;
  if (!pattern)
    {
      s.member = NULL;
      return wrong || complain (d, s, "the entry has no \"pattern\"");
    }
  char problem[MESSAGE_ROOM], key[KEY_ROOM];
  write_key (s, key);
  const char *copy = dx_copy (&r->arena, key, strlen (key));
  return copy
         && dx_rule_pattern_add (r, pattern, pattern_size, d->file,
                                 line_of (d, s), copy, which, problem,
                                 &skipped)
              == DIXIT_OK
         && (!problem[0] || complain (d, s, "%s", problem));
}

/* The names in the list S.member of ENTRY: merged, or kept apart.  */
static bool
read_people (reader *d, json_t *entry, spot s, uint8_t type)
{
  const bool merge = !strcmp (s.member, "merge");
  json_t *list = json_object_get (entry, s.member), *name;
  size_t k;
  uint32_t value = 0;
  if (!json_is_array (list))
    return complain (d, s, "this is %s, not a list of names", kind_of (list));
  if (json_array_size (list) < 2)
    return complain (d, s, "this needs two names");
  json_array_foreach (list, k, name)
    {
      bool taken = false;
      s.element = k;
      if (!json_is_string (name))
        {
          if (!complain (d, s, "this is %s, not a string", kind_of (name)))
            return false;
          if (merge && !k)
            return true;
          continue;
        }
      const char *words = json_string_value (name);
      const size_t size = json_string_length (name);
      if (merge && k ? !put_form (d, words, size, value, FORM_MERGED, s,
                                  &taken)
                     : !put_name (d, words, size, type,
                                  merge ? FORM_THAT : FORM_APART, s, &taken))
        return false;
      if (merge && !k)
        {
          if (!taken)
            return true;
          value = d->r->name_count;
        }
    }
  return true;
}

/* {"quote": "We will build it.", "speaker": "Teresa Okafor"}, {"merge": [...]}
   or {"split": [...]}.  */
static bool
read_correction (reader *d, json_t *entry, spot s)
{
  static const char *const known[]
    = { "quote", "speaker", "merge", "split", "type", "comment", NULL };
  const char *quote, *speaker = NULL, *type;
  size_t quote_size, size;
  bool wrong = false, taken = true;
  if (!json_is_object (entry))
    return complain (d, s, "this is %s, not an object", kind_of (entry));
  if (!only (d, entry, s, known, "quote and speaker, merge, split, type,"
                                 " comment"))
    return false;
  s.member = "type";
  if (!string_in (d, entry, s, &type, &size, &wrong))
    return false;
  const int which = type ? type_of (type) : DIXIT_PER;
  if (wrong)
    return true;
  if (which < 0)
    return complain (d, s, "unknown type \"%.40s\" (there are " TYPES ")",
                     type);
  for (int k = 0; k < 2; k++)
    {
      s.member = k ? "split" : "merge";
      if (json_object_get (entry, s.member)
          && !read_people (d, entry, s, (uint8_t) which))
        return false;
    }
  spot at = s;
  at.member = "quote";
  if (!string_in (d, entry, at, &quote, &quote_size, &wrong))
    return false;
  if (wrong)
    return true;
  json_t *who = json_object_get (entry, "speaker");
  s.member = "speaker";
  if (!quote)
    {
      s.member = NULL;
      return who || !(json_object_get (entry, "merge")
                      || json_object_get (entry, "split"))
               ? complain (d, s, "the entry has no \"quote\"")
               : true;
    }
  if (!who)
    {
      s.member = NULL;
      return complain (d, s, "the entry has no \"speaker\" (null is nobody)");
    }
  if (!json_is_null (who)
      && (!string_in (d, entry, s, &speaker, &size, &wrong) || wrong))
    return wrong;
  if (speaker
      && !put_name (d, speaker, size, (uint8_t) which, FORM_THAT, s, &taken))
    return false;
  return !taken
         || put_form (d, quote, quote_size,
                      speaker ? d->r->name_count : DX_FORM_NEVER, FORM_SAID,
                      at, &taken);
}

/* Each entry of the list SECTION of ROOT.  */
static bool
read_section (reader *d, json_t *root, const char *section,
              bool (*read) (reader *d, json_t *entry, spot s))
{
  json_t *list = json_object_get (root, section), *entry;
  spot s = { .section = section, .index = WHOLE, .element = WHOLE };
  if (!list)
    return true;
  if (!json_is_array (list))
    return complain (d, s, "this is %s, not a list", kind_of (list));
  json_array_foreach (list, s.index, entry)
    if (!read (d, entry, s))
      return false;
  return true;
}

/* Fill N's keys from tokens FIRST to END.  */
static bool
describe (dixit_rules *r, dx_rule_name *n, const dx_text *text,
          const dx_words *words, uint32_t first, uint32_t end)
{
  static const char *const juniors[]
    = { "jr.", "jr", "sr.", "sr", "ii", "iii", "iv" };
  if (end - first > 1
      && dx_word_of (words, first)->lower == dx_lower_hash ("the"))
    first++;
  n->count = end - first;
  n->keys = dx_alloc (&r->arena, n->count, sizeof *n->keys);
  n->is_word = dx_alloc (&r->arena, n->count, sizeof *n->is_word);
  if (!n->keys || !n->is_word)
    return false;
  uint32_t letters = DX_FNV_START, capitals = 0;
  for (uint32_t k = 0; k < n->count; k++)
    {
      const dx_token t = dx_token_of (text, first + k);
      const dx_word *w = dx_word_of (words, first + k);
      const char ch = text->bytes[t.start];
      n->keys[k] = t.kind == DX_NUMBER ? w->form : w->lower;
      n->is_word[k] = t.kind == DX_WORD;
      bool junior = false;
      for (size_t x = 0; x < sizeof juniors / sizeof *juniors; x++)
        junior |= w->lower == dx_lower_hash (juniors[x]);
      if (n->is_word[k] && !junior)
        n->tail = k;
      if (n->is_word[k] && ch >= 'A' && ch <= 'Z')
        {
          letters = dx_fnv (letters, (unsigned char) ch);
          capitals++;
        }
    }
  n->initials = capitals > 1 ? dx_finish (letters) : 0;
  return true;
}

static bool
is_full (form_kind kind)
{
  return kind == FORM_NAME || kind == FORM_THAT || kind == FORM_APART;
}

/* Give NODE the value of form P, which is tokens FIRST to END.  */
static bool
settle (reader *d, const pending *p, uint32_t node, uint32_t capitals,
        const dx_text *text, const dx_words *words, uint32_t first,
        uint32_t end)
{
  dixit_rules *const r = d->r;
  dx_form_node *const to = &r->forms.nodes[node];
  uint32_t value = p->value;
  const bool name = value != DX_FORM_NEVER, full = is_full (p->kind);
  if (name && !full)
    value = 1 + d->same[value - 1 - d->first_name];
  const bool other = to->value && to->value != DX_FORM_NEVER
                     && to->value != value;
  if (other
      && (p->kind == FORM_THAT
          || (p->kind == FORM_APART
              && !strcmp (r->names[to->value - 1].name,
                          r->names[value - 1].name))))
    {
      d->same[value - 1 - d->first_name] = to->value - 1;
      return true;
    }
  if (p->kind == FORM_MERGED && other)
    {
      /* No ring, however names are merged.  */
      uint32_t root = value;
      while (r->names[root - 1].merged)
        root = r->names[root - 1].merged;
      if (root != to->value && !r->names[to->value - 1].merged)
        {
          r->names[to->value - 1].merged = root;
          d->merges = true;
        }
    }
  if (to->value && to->file == d->number
      && (p->kind == FORM_ALIAS || p->kind == FORM_NAME))
    {
      /* Of two in one file the first counts.  */
      if (full)
        d->same[value - 1 - d->first_name] = UINT32_MAX;
      if (!name || value == to->value)
        return to->value == value
               || complain (d, p->spot, "this is a name or an alias, too");
      if (to->value == DX_FORM_NEVER)
        return complain (d, p->spot, "this is never a name, says \"not\"");
      return complain (d, p->spot, "\"%.60s\" is known by these words, too",
                       r->names[to->value - 1].name);
    }
  if (full)
    {
      dx_rule_name *n = &r->names[value - 1];
      if (p->kind == FORM_NAME && to->value && to->value != DX_FORM_NEVER
          && !strcmp (r->names[to->value - 1].name, n->name))
        {
          /* An earlier file has it: what is said here counts.  */
          dx_rule_name *old = &r->names[to->value - 1];
          old->type = n->type;
          old->role = n->role ? n->role : old->role;
          old->gender = n->gender ? n->gender : old->gender;
          d->same[value - 1 - d->first_name] = to->value - 1;
          value = to->value;
        }
      else if (!describe (r, n, text, words, first, end))
        return false;
    }
  *to = (dx_form_node) { .value = value, .capitals = capitals,
                         .file = d->number };
  return true;
}

/* Give all that names a merged person to whom it was merged with.  */
static void
merge (const dixit_rules *r, dx_forms *forms)
{
  for (uint32_t k = 0; k < forms->node_count; k++)
    {
      uint32_t *value = &forms->nodes[k].value;
      while (*value && *value != DX_FORM_NEVER && r->names[*value - 1].merged)
        *value = r->names[*value - 1].merged;
    }
}

/* Divide the forms into words, and put them into the tries.  */
static dixit_status
plant (reader *d, dixit_error *error)
{
  dixit_rules *const r = d->r;
  dx_text text;
  dx_words words;
  const uint32_t names = r->name_count - d->first_name;
  dixit_status s = dx_text_read (&text, d->text, d->text_size, d->patterns,
                                 &d->scratch, error);
  if (s == DIXIT_OK)
    s = dx_words_read (&words, &text, NULL, &d->scratch, &d->scratch, error);
  if (s != DIXIT_OK)
    return s;
  d->same = dx_alloc (&d->scratch, names, sizeof *d->same);
  if (!d->same)
    goto memory;
  for (uint32_t k = 0; k < names; k++)
    d->same[k] = d->first_name + k;
  uint32_t i = 0;
  for (uint32_t k = 0; k < d->form_count; k++)
    {
      const pending *p = &d->forms[k];
      const bool said = p->kind == FORM_SAID;
      const bool lost = p->value != DX_FORM_NEVER && !is_full (p->kind)
                        && d->same[p->value - 1 - d->first_name]
                             == UINT32_MAX;
      uint32_t node, capitals;
      while (i < text.token_count && dx_start_of (&text, i) < p->from)
        i++;
      const uint32_t first = i;
      while (i < text.token_count && dx_end_of (&text, i) <= p->to)
        i++;
      if (lost)
        continue;
      uint32_t n = 0;
      for (uint32_t x = first; x < i; x++)
        n += !said || dx_is_said (&text.tokens[x]);
      if (said && n > DX_RULES_FORM_WORDS)
        n = DX_RULES_FORM_WORDS;
      const char *why = !n                        ? "this has no words"
                        : n > DX_RULES_FORM_WORDS ? "this has too many words"
                                                  : NULL;
      if (!why
          && !dx_forms_add (said ? &r->said : &r->forms, &text, &words, first,
                            i, said, &node, &capitals))
        goto memory;
      if (!why && !node)
        why = "too many words look like one of these";
      if (why)
        {
          if (is_full (p->kind))
            d->same[p->value - 1 - d->first_name] = UINT32_MAX;
          if (!complain (d, p->spot, "%s", why))
            goto memory;
        }
      else if (said)
        r->said.nodes[node].value
          = p->value == DX_FORM_NEVER
              ? p->value
              : 1 + d->same[p->value - 1 - d->first_name];
      else if (!settle (d, p, node, capitals, &text, &words, first, i))
        goto memory;
    }
  if (d->merges)
    {
      merge (r, &r->forms);
      merge (r, &r->said);
    }
  return DIXIT_OK;
memory:
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

static bool
read_root (reader *d, json_t *root)
{
  static const char *const known[] = { "schema",      "names",   "not",
                                       "patterns",    "comment", "corrections",
                                       NULL };
  spot s = { .index = WHOLE, .element = WHOLE };
  if (!json_is_object (root))
    return complain (d, s, "this is %s, not an object", kind_of (root));
  if (!only (d, root, s, known,
             "schema, names, not, patterns, corrections, comment"))
    return false;
  json_t *schema = json_object_get (root, "schema");
  s.member = "schema";
  if (!schema)
    {
      s.member = NULL;
      if (!complain (d, s, "the file has no \"schema\": \"" DIXIT_RULES_SCHEMA
                           "\""))
        return false;
    }
  else if (!json_is_string (schema)
           || strcmp (json_string_value (schema), DIXIT_RULES_SCHEMA))
    {
      /* Another version's keys may mean something else.  */
      return complain (d, s, "the file is not of the schema \""
                             DIXIT_RULES_SCHEMA "\", and is not used");
    }
  return read_section (d, root, "names", read_name)
         && read_section (d, root, "not", read_not)
         && read_section (d, root, "patterns", read_pattern)
         && read_section (d, root, "corrections", read_correction);
}

/* The JSON of D; *ROOT is NULL if there is a mistake in it, which is told.
   False when memory is out.  */
static bool
parse (reader *d, json_t **root)
{
  json_error_t why;
  *root = json_loadb (d->json, d->size, JSON_REJECT_DUPLICATES, &why);
  char message[MESSAGE_ROOM];
  if (!*root && json_error_code (&why) == json_error_duplicate_key)
    {
      snprintf (message, sizeof message, "%s; the last one counts", why.text);
      const int line = why.line;
      *root = json_loadb (d->json, d->size, 0, &why);
      if (*root)
        return add_problem (d->r, d->file, line > 0 ? (uint32_t) line : 1, "",
                            message);
    }
  if (*root)
    return true;
  /* Most of jansson says nothing at all when memory is out.  */
  if (!why.text[0] || json_error_code (&why) == json_error_out_of_memory)
    return false;
  snprintf (message, sizeof message,
            "not valid JSON: %s (column %d); the file is not used", why.text,
            why.column);
  return add_problem (d->r, d->file, why.line > 0 ? (uint32_t) why.line : 1,
                      "", message);
}

/* Put the problems from FROM on in the order of their lines.  */
static void
sort_problems (dixit_rules *r, uint32_t from)
{
  for (uint32_t k = from + 1; k < r->problem_count; k++)
    {
      const dixit_problem p = r->problems[k];
      uint32_t i = k;
      for (; i > from && r->problems[i - 1].line > p.line; i--)
        r->problems[i] = r->problems[i - 1];
      r->problems[i] = p;
    }
}

dixit_status
dx_rules_read_file (dixit_rules *r, const dx_patterns *patterns,
                    const dixit_rules_file *file, uint32_t number,
                    dixit_error *error)
{
  reader d = { .r = r, .patterns = patterns, .number = number,
               .json = file->bytes ? file->bytes : "",
               .size = file->bytes ? file->size : 0,
               .first_name = r->name_count };
  json_t *root = NULL;
  const uint32_t problems = r->problem_count;
  const char *label = file->file ? file->file : "";
  dixit_status s = DIXIT_NO_MEMORY;
  d.file = dx_copy (&r->arena, label, strlen (label));
  if (!d.file)
    goto end;
  if (d.size >= 3 && !memcmp (d.json, "\xEF\xBB\xBF", 3))
    {
      d.json += 3;
      d.size -= 3;
    }
  if (d.size > DX_RULES_BYTES)
    {
      char message[MESSAGE_ROOM];
      snprintf (message, sizeof message,
                "the file is larger than %d MiB, and is not used",
                DX_RULES_BYTES >> 20);
      if (add_problem (r, d.file, 1, "", message))
        s = DIXIT_OK;
      goto end;
    }
  if (!parse (&d, &root))
    goto end;
  if (!root)
    {
      s = DIXIT_OK;
      goto end;
    }
  if (read_root (&d, root))
    s = plant (&d, error);
  sort_problems (r, problems);
 end:
  json_decref (root);
  dx_arena_free (&d.scratch);
  if (s == DIXIT_NO_MEMORY)
    return dx_fail (error, s, 0, "out of memory");
  return s;
}
