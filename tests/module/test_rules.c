/* test_rules.c -- the user's rules: what they do, what is said of bad ones, and
   that hostile ones do no harm.
   SPDX-License-Identifier: GPL-3.0-or-later

   Names of the rules hold with a model that knows nothing, too; what takes the
   real one is skipped where that is missing.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <pthread.h>
#include <time.h>

#include "dixit.h"
#include "rules/place.h"
#include "models.h"

/* Rules of COUNT files, called one, two, three.  */
static dixit_rules *
read_files (const char *const *json, size_t count)
{
  static const char *const names[] = { "one", "two", "three" };
  dixit_rules_file files[3];
  dixit_rules *rules;
  dixit_error error;
  for (size_t k = 0; k < count; k++)
    files[k] = (dixit_rules_file) { names[k], json[k], strlen (json[k]) };
  assert_int_equal (dixit_rules_read (models[SILLY], files, count, &rules,
                                      &error),
                    DIXIT_OK);
  return rules;
}

static dixit_rules *
read_one (const char *json)
{
  return read_files (&json, 1);
}

/* Rules that have no problem.  */
static dixit_rules *
read_good (const char *json)
{
  dixit_rules *rules = read_one (json);
  size_t count;
  const dixit_problem *p = dixit_rules_problems (rules, &count);
  if (count)
    print_message ("%u: %s: %s\n", p->line, p->key, p->message);
  assert_int_equal (count, 0);
  return rules;
}

static dixit_document *
analyze (const dixit_analyzer *analyzer, const dixit_rules *rules,
         const char *text)
{
  const dixit_options options = { .rules = rules };
  dixit_document *d;
  dixit_error error;
  assert_int_equal (dixit_analyze (analyzer, text, strlen (text), &options, &d,
                                   &error),
                    DIXIT_OK);
  return d;
}

/* The mention of D that is the words WORDS of TEXT (ASCII) at their Nth
   place, or NULL.  */
static const dixit_mention *
mention_of (const dixit_document *d, const char *text, const char *words,
            int n)
{
  size_t count;
  const dixit_mention *m = dixit_mentions (d, &count);
  const char *at = strstr (text, words);
  while (at && n--)
    at = strstr (at + 1, words);
  assert_non_null (at);
  const uint32_t start = (uint32_t) (at - text);
  for (size_t k = 0; k < count; k++)
    if (m[k].span.start == start
        && m[k].span.end == start + strlen (words))
      return &m[k];
  return NULL;
}

static const dixit_entity *
entity_of (const dixit_document *d, const dixit_mention *m)
{
  size_t count;
  const dixit_entity *e = dixit_entities (d, &count);
  assert_non_null (m);
  assert_true (m->entity < count);
  return &e[m->entity];
}

/* What they do */

#define HEAD "{\"schema\": \"dixit-rules/1\", "

static const char town[]
  = HEAD "\"names\": [{\"name\": \"Teresa Okafor\", \"type\": \"PER\","
         " \"role\": \"mayor of Ellery\", \"gender\": \"f\","
         " \"aliases\": [\"the Iron Mayor\", \"Terry\"]},"
         "{\"name\": \"Association of River Towns\", \"type\": \"ORG\","
         " \"aliases\": [\"the Riverains\"]},"
         "{\"name\": \"Room 4\", \"type\": \"FAC\"}]}";

static void
names (void **state)
{
  (void) state;
  static const char text[]
    = "Terry met the neighbours in Room 4, not in Room 5. The Iron Mayor has"
      " no hurry, wrote the ART. TERESA OKAFOR left at noon.\n";
  dixit_rules *rules = read_good (town);
  for (int k = 0; k < MODELS; k++)
    {
      if (!models[k])
        continue;
      dixit_document *d = analyze (models[k], rules, text);
      const dixit_mention *a = mention_of (d, text, "Terry", 0);
      const dixit_mention *b = mention_of (d, text, "The Iron Mayor", 0);
      const dixit_mention *c = mention_of (d, text, "TERESA OKAFOR", 0);
      const dixit_mention *r = mention_of (d, text, "Room 4", 0);
      const dixit_entity *e = entity_of (d, a);
      assert_int_equal (a->type, DIXIT_PER);
      assert_int_equal (a->kind, DIXIT_NAME);
      assert_string_equal (e->name, "Teresa Okafor");
      assert_string_equal (e->role, "mayor of Ellery");
      assert_int_equal (e->gender, 'f');
      assert_ptr_equal (e, entity_of (d, b));
      assert_ptr_equal (e, entity_of (d, c));
      assert_int_equal (r->type, DIXIT_FAC);
      assert_string_equal (entity_of (d, r)->name, "Room 4");
      /* Digits count.  */
      const dixit_mention *other = mention_of (d, text, "Room 5", 0);
      assert_true (!other
                   || strcmp (entity_of (d, other)->name, "Room 4"));
      dixit_document_free (d);
    }
  dixit_rules_free (rules);
}

/* A surname and an acronym join a full name that only the rules have.  */
static void
joined (void **state)
{
  (void) state;
  static const char text[]
    = "Terry opened the meeting. “We will build the wall,” said Ms. Okafor"
      " on Monday. James Okafor, her brother, said that it was too"
      " late.\n\nThe Riverains met on Tuesday. “Fine,” the ART said.\n";
  if (!models[REAL])
    skip ();
  dixit_rules *rules = read_good (town);
  dixit_document *d = analyze (models[REAL], rules, text);
  size_t count;
  const dixit_quote *q = dixit_quotes (d, &count);
  assert_int_equal (count, 3);
  assert_string_equal (q[0].speaker, "Teresa Okafor");
  assert_string_equal (q[1].speaker, "James Okafor");
  assert_string_equal (q[2].speaker, "Association of River Towns");
  const dixit_entity *e = dixit_entities (d, &count);
  bool art = false;
  for (size_t k = 0; k < count; k++)
    art |= !strcmp (e[k].name, "Association of River Towns")
           && e[k].mentions == 2;
  assert_true (art);
  dixit_document_free (d);
  dixit_rules_free (rules);
}

static void
capitals (void **state)
{
  (void) state;
  static const char text[]
    = "they polish the US flag. Us they polish. The Polish flag. the"
      " van. The Van. O'Hara’s cat. O’Hara ran. A van der Lo came.\n";
  dixit_rules *rules = read_good (
    HEAD "\"names\": [{\"name\": \"Polish\", \"type\": \"NORP\"},"
         "{\"name\": \"US\", \"type\": \"LOC\"},"
         "{\"name\": \"the van\", \"type\": \"PRODUCT\"},"
         "{\"name\": \"O'Hara\", \"type\": \"PER\"}]}");
  dixit_document *d = analyze (models[SILLY], rules, text);
  const dixit_mention *m = mention_of (d, text, "polish", 0);
  assert_true (!m || m->type != DIXIT_NORP);
  assert_int_equal (mention_of (d, text, "Polish", 0)->type, DIXIT_NORP);
  assert_int_equal (mention_of (d, text, "US", 0)->type, DIXIT_LOC);
  assert_int_equal (mention_of (d, text, "the van", 0)->type, DIXIT_PRODUCT);
  assert_int_equal (mention_of (d, text, "The Van", 0)->type, DIXIT_PRODUCT);
  assert_int_equal (mention_of (d, text, "O'Hara", 0)->type, DIXIT_PER);
  /* Both apostrophes are one; this one is after two characters of three
     bytes each.  */
  size_t count, hits = 0;
  const dixit_entity *e = dixit_entities (d, &count);
  for (size_t k = 0; k < count; k++)
    if (!strcmp (e[k].name, "O'Hara"))
      hits = e[k].mentions;
  assert_int_equal (hits, 2);
  dixit_document_free (d);
  if (models[REAL])
    {
      d = analyze (models[REAL], rules, text);
      assert_null (mention_of (d, text, "Us", 0));
      dixit_document_free (d);
    }
  dixit_rules_free (rules);
}

static void
never (void **state)
{
  (void) state;
  static const char text[]
    = "Exclusive Paul Dremmel said on Monday that the Harbor is closed."
      " Harbor Watch said that it was open.\n";
  dixit_rules *rules = read_good (
    HEAD "\"not\": [\"Exclusive\", \"Harbor\"],"
         "\"names\": [{\"name\": \"Harbor Watch\", \"type\": \"ORG\"}]}");
  for (int k = 0; k < MODELS; k++)
    {
      if (!models[k])
        continue;
      dixit_document *d = analyze (models[k], rules, text);
      size_t count;
      const dixit_mention *m = dixit_mentions (d, &count);
      for (size_t i = 0; i < count; i++)
        assert_true (m[i].kind != DIXIT_NAME
                     || (m[i].span.start >= strlen ("Exclusive")
                         && (m[i].span.end <= 47 || m[i].span.start >= 53)));
      /* What is longer counts.  */
      assert_int_equal (mention_of (d, text, "Harbor Watch", 0)->type,
                        DIXIT_ORG);
      if (k == REAL)
        assert_non_null (mention_of (d, text, "Paul Dremmel", 0));
      dixit_document_free (d);
    }
  dixit_rules_free (rules);
}

/* "Okafor" is somebody else in a longer name.  */
static void
longer (void **state)
{
  (void) state;
  static const char text[]
    = "“No,” said James Okafor on Monday. “Yes,” said Okafor.\n";
  if (!models[REAL])
    skip ();
  dixit_rules *rules = read_good (
    HEAD "\"names\": [{\"name\": \"Teresa Okafor\", \"type\": \"PER\","
         " \"aliases\": [\"Okafor\"]}]}");
  dixit_document *d = analyze (models[REAL], rules, text);
  size_t count;
  const dixit_quote *q = dixit_quotes (d, &count);
  assert_int_equal (count, 2);
  assert_string_equal (q[0].speaker, "James Okafor");
  assert_string_equal (q[1].speaker, "Teresa Okafor");
  dixit_document_free (d);
  dixit_rules_free (rules);
}

static void
patterns (void **state)
{
  (void) state;
  static const char text[]
    = "The session opened with case K-17/b.\n\n"
      "<<Okafor>> (10:42) we have the stones and the men.\n\n"
      "<<Paul Dremmel>> (10:43) I would not be so sure.\n";
  dixit_rules *rules = read_good (
    HEAD
    "\"patterns\": ["
    "{\"pattern\": \"case (?<MISC>[A-Z]-(?<_number>\\\\d+)/\\\\w)\"},"
    "{\"pattern\": \"^<<(?<speaker>[\\\\w ]+)>> \\\\([\\\\d:]+\\\\)"
    " (?<content>.+)$\", \"kind\": \"direct\"}],"
    "\"names\": [{\"name\": \"Teresa Okafor\", \"type\": \"PER\","
    " \"aliases\": [\"Okafor\"]}]}");
  for (int k = 0; k < MODELS; k++)
    {
      if (!models[k])
        continue;
      dixit_document *d = analyze (models[k], rules, text);
      assert_int_equal (mention_of (d, text, "K-17/b", 0)->type, DIXIT_MISC);
      size_t count, n = 0;
      const dixit_quote *q = dixit_quotes (d, &count);
      for (size_t i = 0; i < count; i++)
        if (!strcmp (q[i].text, "we have the stones and the men."))
          {
            assert_string_equal (q[i].speaker, "Teresa Okafor");
            assert_int_equal (q[i].kind, DIXIT_DIRECT);
            assert_int_equal (q[i].line, 3);
            n++;
          }
        else if (!strcmp (q[i].text, "I would not be so sure."))
          {
            assert_string_equal (q[i].speaker, "Paul Dremmel");
            n++;
          }
      assert_int_equal (n, 2);
      dixit_problems (d, &count);
      assert_int_equal (count, 0);
      dixit_document_free (d);
    }
  dixit_rules_free (rules);
}

/* The later of two files counts, and adds to what the earlier says.  */
static void
several (void **state)
{
  (void) state;
  static const char *const json[]
    = { HEAD "\"names\": [{\"name\": \"Ada Bloom\", \"type\": \"ORG\","
             " \"role\": \"firm\", \"aliases\": [\"Addie\", \"Wren\"]}],"
             " \"not\": [\"Zed\"]}",
        HEAD "\"names\": [{\"name\": \"Ada Bloom\", \"type\": \"PER\","
             " \"gender\": \"f\", \"aliases\": [\"the boss\"]},"
             "{\"name\": \"Zed\", \"type\": \"PER\"},"
             "{\"name\": \"Jenny Wren\", \"type\": \"PER\","
             " \"aliases\": [\"Wren\"]}]}" };
  static const char text[] = "Addie saw Zed, the boss saw Wren.\n";
  dixit_rules *rules = read_files (json, 2);
  size_t count;
  dixit_rules_problems (rules, &count);
  assert_int_equal (count, 0);
  dixit_document *d = analyze (models[SILLY], rules, text);
  const dixit_entity *e = entity_of (d, mention_of (d, text, "Addie", 0));
  assert_string_equal (e->name, "Ada Bloom");
  assert_int_equal (e->type, DIXIT_PER);
  assert_int_equal (e->gender, 'f');
  assert_string_equal (e->role, "firm");
  assert_ptr_equal (e, entity_of (d, mention_of (d, text, "the boss", 0)));
  assert_string_equal (entity_of (d, mention_of (d, text, "Zed", 0))->name,
                       "Zed");
  assert_string_equal (entity_of (d, mention_of (d, text, "Wren", 0))->name,
                       "Jenny Wren");
  dixit_document_free (d);
  dixit_rules_free (rules);
}

static const dixit_quote *
quote_of (const dixit_document *d, const char *words)
{
  size_t count;
  const dixit_quote *q = dixit_quotes (d, &count);
  for (size_t k = 0; k < count; k++)
    if (strstr (q[k].text, words))
      return &q[k];
  fail_msg ("no quotation has: %s", words);
  return NULL;
}

/* The user says who speaks, and who is who.  */
static void
corrections (void **state)
{
  (void) state;
  static const char text[]
    = "Mayor Teresa Okafor spoke on Monday.\n\n“We will build it,” said Terry"
      " Banks, who runs the town. “It is our wall,” Banks added. “The stones"
      " are late, and so are you,” said Paul Dremmel. “He is right,” Anna"
      " Dremmel said.\n";
  if (!models[REAL])
    skip ();
  dixit_rules *rules = read_good (
    HEAD "\"corrections\": ["
         "{\"quote\": \"IT IS OUR — WALL!\", \"speaker\": \"Marco Polo\"},"
         "{\"quote\": \"so are you\", \"speaker\": null},"
         "{\"quote\": \"He is right.\", \"speaker\": \"Paul Dremmel\"},"
         "{\"merge\": [\"Teresa Okafor\", \"Terry Banks\"]}]}");
  dixit_document *d = analyze (models[REAL], rules, text);
  size_t count;
  const dixit_entity *e = dixit_entities (d, &count);
  const dixit_quote *q = quote_of (d, "build");
  assert_string_equal (q->speaker, "Teresa Okafor");
  q = quote_of (d, "wall");
  assert_string_equal (q->speaker, "Marco Polo");
  assert_int_equal (e[q->entity].mentions, 0);
  assert_int_equal (e[q->entity].quotes, 1);
  assert_int_equal (e[q->entity].type, DIXIT_PER);
  q = quote_of (d, "stones");
  assert_null (q->speaker);
  assert_int_equal (q->entity, DIXIT_NONE);
  assert_string_equal (quote_of (d, "right")->speaker, "Paul Dremmel");
  dixit_document_free (d);
  dixit_rules_free (rules);

  /* What is merged can be split, and the other way; the last says what
     counts.  */
  rules = read_good (
    HEAD "\"names\": [{\"name\": \"Teresa Okafor\", \"type\": \"PER\","
         " \"aliases\": [\"Terry Banks\"]}], \"corrections\": ["
         "{\"merge\": [\"Anna Dremmel\", \"Paul Dremmel\"]},"
         "{\"merge\": [\"Paul Dremmel\", \"Anna Dremmel\"]},"
         "{\"split\": [\"Teresa Okafor\", \"Terry Banks\"]}]}");
  d = analyze (models[REAL], rules, text);
  assert_string_equal (quote_of (d, "build")->speaker, "Terry Banks");
  assert_string_equal (quote_of (d, "stones")->speaker, "Anna Dremmel");
  dixit_document_free (d);
  dixit_rules_free (rules);
}

/* What is said of bad ones */

static void
check_problem (const char *json, uint32_t line, const char *key,
               const char *part)
{
  dixit_rules *rules = read_one (json);
  size_t count;
  const dixit_problem *p = dixit_rules_problems (rules, &count);
  if (count != 1 || p->line != line || strcmp (p->key, key)
      || !strstr (p->message, part))
    {
      print_message ("of: %s\n", json);
      for (size_t k = 0; k < count; k++)
        print_message ("%u: %s: %s\n", p[k].line, p[k].key, p[k].message);
    }
  assert_int_equal (count, 1);
  assert_string_equal (p->file, "one");
  assert_int_equal (p->line, line);
  assert_string_equal (p->key, key);
  assert_non_null (strstr (p->message, part));
  dixit_rules_free (rules);
}

static void
problems (void **state)
{
  (void) state;
  static const struct
  {
    uint32_t line;
    const char *key, *part, *json;
  } cases[] = {
    { 1, "", "not valid JSON", "" },
    { 1, "", "not valid JSON", "true" },
    { 1, "", "a list, not an object", "[]" },
    { 3, "", "not valid JSON", "{\"schema\": \"dixit-rules/1\",\n\n  oops}" },
    { 2, "", "not valid JSON", HEAD "\n\"not\": [\"\xff\"]}" },
    { 2, "", "not valid JSON", HEAD "\n\"not\": [\"\\u0000\"]}" },
    { 1, "", "has no \"schema\"", "{\"not\": []}" },
    { 2, "schema", "not of the schema", "{\n\"schema\": \"dixit-rules/2\"}" },
    { 2, "schema", "not of the schema", "{\n\"schema\": 1}" },
    { 3, "", "duplicate", HEAD "\"not\": [],\n\n\"not\": []}" },
    { 2, "nmaes", "unknown key", HEAD "\n\"nmaes\": []}" },
    { 2, "names", "a string, not a list", HEAD "\n\"names\": \"x\"}" },
    { 3, "names[1]", "a number, not an object",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\"},\n 7]}" },
    { 2, "names[0]", "no \"name\"", HEAD "\n\"names\": [{\"type\": \"PER\"}]}" },
    { 2, "names[0]", "no \"type\"", HEAD "\n\"names\": [{\"name\": \"A\"}]}" },
    { 4, "names[0].type", "unknown type \"HUMAN\"",
      HEAD "\n\"names\": [{\n\"name\": \"A ] } \\\" [ {\",\n\"type\":"
           " \"HUMAN\"}]}" },
    { 2, "names[0].name", "null, not a string",
      HEAD "\n\"names\": [{\"name\": null, \"type\": \"PER\"}]}" },
    { 2, "names[0].name", "empty",
      HEAD "\n\"names\": [{\"name\": \" \\n\", \"type\": \"PER\"}]}" },
    { 2, "names[0].gender", "unknown gender \"x\"",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\","
           " \"gender\": \"x\"}]}" },
    { 3, "names[0].gender", "a truth value, not a string",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\",\n"
           " \"gender\": true}]}" },
    { 2, "names[0].aliases", "an object, not a list",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\","
           " \"aliases\": {}}]}" },
    { 4, "names[0].aliases[1]", "a list, not a string",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\",\n"
           " \"aliases\": [\"B\",\n []]}]}" },
    { 2, "names[0].alias", "unknown key",
      HEAD "\n\"names\": [{\"name\": \"A\", \"type\": \"PER\","
           " \"alias\": \"B\"}]}" },
    { 3, "names[1].name", "\"A Bee\" is known by these words, too",
      HEAD "\n\"names\": [{\"name\": \"A Bee\", \"type\": \"PER\"},\n"
           "{\"name\": \"a bee\", \"type\": \"ORG\","
           " \"aliases\": [\"C\"]}]}" },
    { 2, "not[1]", "a name or an alias, too",
      HEAD "\"names\": [{\"name\": \"A Bee\", \"type\": \"PER\"}],\n"
           "\"not\": [\"Bee\", \"A Bee\"]}" },
    { 2, "not[0]", "null, not a string", HEAD "\n\"not\": [null]}" },
    { 2, "patterns[0]", "no \"pattern\"", HEAD "\n\"patterns\": [{}]}" },
    { 2, "patterns[0].pattern", "a number, not a string",
      HEAD "\n\"patterns\": [{\"pattern\": 1}]}" },
    { 3, "patterns[0].pattern", "at byte 6 of the pattern",
      HEAD "\n\"patterns\": [{\n\"pattern\": \"(?<PER\"}]}" },
    { 2, "patterns[0].pattern", "names nothing",
      HEAD "\n\"patterns\": [{\"pattern\": \"x+\"}]}" },
    { 2, "patterns[0].pattern", "names nothing",
      HEAD "\n\"patterns\": [{\"pattern\": \"(?<cue>x+)\"}]}" },
    { 2, "patterns[0].pattern", "the group \"who\"",
      HEAD "\n\"patterns\": [{\"pattern\": \"(?<who>x)(?<PER>y)\"}]}" },
    { 2, "patterns[0].kind", "unknown kind \"odd\"",
      HEAD "\n\"patterns\": [{\"pattern\": \"(?<PER>y)\","
           " \"kind\": \"odd\"}]}" },
    { 2, "corrections[0]", "no \"speaker\"",
      HEAD "\n\"corrections\": [{\"quote\": \"x\"}]}" },
    { 2, "corrections[0]", "no \"quote\"",
      HEAD "\n\"corrections\": [{\"speaker\": \"x\"}]}" },
    { 2, "corrections[0]", "no \"quote\"", HEAD "\n\"corrections\": [{}]}" },
    { 2, "corrections[0].speaker", "a number, not a string",
      HEAD "\n\"corrections\": [{\"quote\": \"x\", \"speaker\": 1}]}" },
    { 2, "corrections[0].quote", "no words",
      HEAD "\n\"corrections\": [{\"quote\": \"...\", \"speaker\": \"x\"}]}" },
    { 2, "corrections[0].merge", "needs two names",
      HEAD "\n\"corrections\": [{\"merge\": [\"x\"]}]}" },
    { 2, "corrections[0].split", "not a list",
      HEAD "\n\"corrections\": [{\"split\": \"x\"}]}" },
    { 2, "corrections[0].split[1]", "null, not a string",
      HEAD "\n\"corrections\": [{\"split\": [\"x\", null]}]}" },
    { 2, "corrections[0].type", "unknown type",
      HEAD "\n\"corrections\": [{\"split\": [\"x\", \"y\"],"
           " \"type\": \"z\"}]}" },
    { 2, "patterns[0].pattern", "\\C",
      HEAD "\n\"patterns\": [{\"pattern\": \"(?<PER>\\\\C)\"}]}" },
  };
  for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
    check_problem (cases[k].json, cases[k].line, cases[k].key, cases[k].part);
}

/* The rest of a file with a bad entry counts, whatever is bad about it.  */
static void
the_rest (void **state)
{
  (void) state;
  static const char json[]
    = HEAD "\"names\": [{\"name\": 1}, {\"name\": \"Zyx\", \"type\": \"ORG\"},"
           " {\"name\": \"Qrs\", \"type\": \"?\"}, null],"
           " \"not\": [1, \"Wvu\"], \"odd\": 1,"
           " \"patterns\": [{\"pattern\": \"(\"},"
           " {\"pattern\": \"(?<DATE>day \\\\d)\"}]}";
  static const char text[] = "Zyx and Wvu on day 4.\n";
  dixit_rules *rules = read_one (json);
  size_t count;
  dixit_rules_problems (rules, &count);
  assert_int_equal (count, 6);
  dixit_document *d = analyze (models[SILLY], rules, text);
  assert_int_equal (mention_of (d, text, "Zyx", 0)->type, DIXIT_ORG);
  assert_int_equal (mention_of (d, text, "day 4", 0)->type, DIXIT_DATE);
  const dixit_mention *m = mention_of (d, text, "Wvu", 0);
  assert_true (!m || m->kind != DIXIT_NAME);
  dixit_document_free (d);
  dixit_rules_free (rules);
}

/* Hostile ones */

static double
seconds (void)
{
  struct timespec t;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

/* A pattern that explodes is stopped and named, once; the others count.  */
static void
check_stopped (const char *pattern, const char *text)
{
  char json[6000];
  const int n = snprintf (
    json, sizeof json,
    HEAD "\"patterns\": [{\"pattern\": \"(?<MISC>Zyx)\"},\n"
         "{\"pattern\": \"%s\"}, {\"pattern\": \"(?<ORG>Wvu)\"}]}",
    pattern);
  assert_true (n > 0 && (size_t) n < sizeof json);
  dixit_rules *rules = read_good (json);
  for (int again = 0; again < 2; again++)
    {
      const double start = seconds ();
      dixit_document *d = analyze (models[SILLY], rules, text);
      /* The sanitizers take their time over a long text.  */
      assert_true (seconds () - start < 5);
      size_t count;
      const dixit_problem *p = dixit_problems (d, &count);
      if (count != !again)
        print_message ("%s: %zu problems, round %d\n", pattern, count, again);
      assert_int_equal (count, !again);
      if (!again)
        {
          assert_string_equal (p->file, "one");
          assert_int_equal (p->line, 2);
          assert_string_equal (p->key, "patterns[1].pattern");
          assert_non_null (strstr (p->message, "skipped"));
        }
      assert_int_equal (mention_of (d, text, "Zyx", 0)->type, DIXIT_MISC);
      assert_int_equal (mention_of (d, text, "Wvu", 0)->type, DIXIT_ORG);
      dixit_document_free (d);
    }
  dixit_rules_free (rules);
}

static void
explosions (void **state)
{
  (void) state;
  enum { LONG = 60000 };
  char *text = malloc (LONG + 100);
  assert_non_null (text);
  strcpy (text, "Zyx and Wvu. ");
  const size_t head = strlen (text);
  memset (text + head, 'a', 200);
  strcpy (text + head + 200, " b.\n");
  check_stopped ("(?<PER>(a|aa)+\\\\z)", text);
  check_stopped ("(?<PER>(?:a*)*(?:a*)*(?:a*)*[cd])", text);
  check_stopped ("(?<PER>(?=(?:a+)+\\\\.)a)", text);
  check_stopped ("(?<PER>(a(?1)?a|a)+\\\\z)", text);
  /* Never many steps from one place, but from all of them together.  */
  for (size_t i = head; i + 2 < LONG; i += 2)
    memcpy (text + i, i % 500 < 2 ? "q " : "x ", 2);
  strcpy (text + LONG, ".\n");
  check_stopped ("(?s)(?<PER>x).*x.*x.*[^x .\\\\n]q", text);
  check_stopped ("(?s)(?<PER>x)(?=(?:.{100})*+q)y?", text);
  free (text);
}

/* Patterns that are costly to compile.  */
static void
monsters (void **state)
{
  (void) state;
  char *json = malloc (40000), *at;
  assert_non_null (json);
  const double start = seconds ();
  size_t count;
  for (int k = 0; k < 6; k++)
    {
      at = json + sprintf (json, HEAD "\"patterns\": [{\"pattern\": \"");
      switch (k)
        {
        case 0:
          for (int i = 0; i < 1500; i++)
            *at++ = '(';
          at += sprintf (at, "(?<PER>x)");
          for (int i = 0; i < 1500; i++)
            *at++ = ')';
          break;
        case 1:
          at += sprintf (at, "(?<PER>(((x{1,99}){1,99}){1,99}){1,99})");
          break;
        case 2:
          at += sprintf (at, "(?<PER>\\\\p{L}{0,65535}\\\\p{N}{65535})");
          break;
        case 3:
          at += sprintf (at, "(?<PER>x)");
          for (int i = 0; i < 9000; i++)
            *at++ = 'y';
          break;
        case 4:
          at += sprintf (at, "(?<PER>(?:");
          for (int i = 0; i < 900; i++)
            at += sprintf (at, "a?|");
          at += sprintf (at, "b){1,60})");
          break;
        default:
          at += sprintf (at, "(*LIMIT_MATCH=4000000000)(*NO_JIT)"
                             "(?<PER>(a|aa)+\\\\z)");
        }
      strcpy (at, "\"}]}");
      dixit_rules *rules = read_one (json);
      dixit_rules_problems (rules, &count);
      assert_int_equal (count, k != 2 && k != 5);
      char text[300] = "b";
      memset (text, 'a', 200);
      strcpy (text + 200, " b");
      dixit_document *d = analyze (models[SILLY], rules, text);
      dixit_problems (d, &count);
      assert_int_equal (count, k == 5);
      dixit_document_free (d);
      dixit_rules_free (rules);
    }
  assert_true (seconds () - start < 10);
  free (json);
}

/* Very many entries, and more than that.  */
static void
many (void **state)
{
  (void) state;
  enum { N = 100010 };
  char *json = malloc (N * 40), *at;
  assert_non_null (json);
  const double start = seconds ();
  at = json + sprintf (json, HEAD "\"names\": [");
  for (int k = 0; k < N; k++)
    {
      char name[8];
      for (int i = 0, n = k; i < 5; i++, n /= 26)
        name[i] = (char) ((i ? 'a' : 'A') + n % 26);
      name[5] = 0;
      at += sprintf (at, "{\"name\":\"%s\",\"type\":\"LOC\"}%s", name,
                     k + 1 < N ? "," : "]}");
    }
  assert_true (strlen (json) < 4u << 20);
  dixit_rules *rules = read_one (json);
  size_t count;
  const dixit_problem *p = dixit_rules_problems (rules, &count);
  assert_int_equal (count, 10);
  assert_string_equal (p->key, "names[100000].name");
  assert_non_null (strstr (p->message, "more than 100000"));
  static const char text[] = "Aaaaa and Zzzfa.\n";
  /* Not with the silly model: a rule of one word leaves a longer name be.  */
  if (models[REAL])
    {
      dixit_document *d = analyze (models[REAL], rules, text);
      assert_int_equal (mention_of (d, text, "Aaaaa", 0)->type, DIXIT_LOC);
      assert_int_equal (mention_of (d, text, "Zzzfa", 0)->type, DIXIT_LOC);
      dixit_document_free (d);
    }
  dixit_rules_free (rules);

  /* All of them bad: a hundred are told.  */
  at = json + sprintf (json, HEAD "\"not\": [");
  for (int k = 0; k < N; k++)
    at += sprintf (at, "\n%d,", k);
  strcpy (at - 1, "]}");
  rules = read_one (json);
  p = dixit_rules_problems (rules, &count);
  assert_int_equal (count, 100);
  assert_string_equal (p[98].key, "not[98]");
  assert_int_equal (p[98].line, 100);
  assert_non_null (strstr (p[99].message, "more problems"));
  dixit_rules_free (rules);

  /* Patterns.  */
  at = json + sprintf (json, HEAD "\"patterns\": [");
  for (int k = 0; k < 101; k++)
    at += sprintf (at, "%s{\"pattern\":\"(?<PER>x%d)\"}", k ? "," : "", k);
  strcpy (at, "]}");
  rules = read_one (json);
  p = dixit_rules_problems (rules, &count);
  assert_int_equal (count, 1);
  assert_string_equal (p->key, "patterns[100].pattern");
  dixit_rules_free (rules);
  assert_true (seconds () - start < 20);
  free (json);
}

/* Files that are too large, too deep, or too long in one place.  */
static void
hostile (void **state)
{
  (void) state;
  enum { BIG = (4 << 20) + 2000 };
  char *json = malloc (BIG);
  assert_non_null (json);
  size_t count;
  memset (json, ' ', BIG - 1);
  json[BIG - 1] = 0;
  memcpy (json, HEAD, sizeof HEAD - 1);
  check_problem (json, 1, "", "larger than 4 MiB");
  memset (json, '[', 100000);
  json[100000] = 0;
  check_problem (json, 1, "", "not valid JSON");
  char *at = json + sprintf (json, HEAD "\n\"not\": [\"");
  memset (at, 'x', 401);
  strcpy (at + 401, "\"]}");
  check_problem (json, 2, "not[0]", "longer than 400 bytes");
  at = json + sprintf (json, HEAD "\n\"not\": [\"");
  for (int k = 0; k < 17; k++)
    at += sprintf (at, "x ");
  strcpy (at, "\"]}");
  check_problem (json, 2, "not[0]", "too many words");
  /* An unknown key of a megabyte, with what is no key of C's in it.  */
  at = json + sprintf (json, HEAD "\n\"%%s%%n\\\"");
  memset (at, 'k', 1 << 20);
  strcpy (at + (1 << 20), "\": 1}");
  dixit_rules *rules = read_one (json);
  const dixit_problem *p = dixit_rules_problems (rules, &count);
  assert_int_equal (count, 1);
  assert_true (strlen (p->key) < 200);
  dixit_rules_free (rules);
  /* A mark that nobody sees.  */
  sprintf (json, "\xEF\xBB\xBF" HEAD "\"not\": [\"x\"]}");
  rules = read_good (json);
  dixit_rules_free (rules);
  free (json);
  dixit_rules_free (NULL);
  const dixit_rules_file none = { .file = NULL, .bytes = NULL, .size = 0 };
  assert_int_equal (dixit_rules_read (models[SILLY], &none, 1, &rules, NULL),
                    DIXIT_OK);
  dixit_rules_free (rules);
  assert_int_equal (dixit_rules_read (models[SILLY], NULL, 0, &rules, NULL),
                    DIXIT_OK);
  dixit_document_free (analyze (models[SILLY], rules, "Nobody.\n"));
  dixit_document_free (analyze (models[SILLY], rules, ""));
  dixit_rules_free (rules);
}

/* Places */

static void
places (void **state)
{
  (void) state;
  static const char json[]
    = "\n{\"a\": [1, \"]\\\"\",\n {\"b\": null,\n\"b\": \"x\"}, [] ], \"c\""
      ":\n7}";
  dx_place root = dx_place_root (json, sizeof json - 1), p = root;
  assert_int_equal (p.line, 2);
  assert_true (dx_place_member (&p, "a"));
  assert_false (dx_place_member (&p, "b"));
  assert_false (dx_place_element (&p, 4));
  assert_true (dx_place_element (&p, 2));
  assert_int_equal (p.line, 3);
  assert_true (dx_place_member (&p, "b"));
  assert_int_equal (p.line, 4);
  assert_false (dx_place_element (&p, 0));
  p = root;
  assert_true (dx_place_member (&p, "c"));
  assert_int_equal (p.line, 5);
  p = root;
  assert_false (dx_place_member (&p, "\"c"));
  /* Cut anywhere, it is wrong and no worse.  */
  for (size_t n = 0; n < sizeof json; n++)
    {
      uint8_t *cut = small_copy ((const uint8_t *) json, n);
      p = dx_place_root ((const char *) cut, n);
      if (dx_place_member (&p, "a"))
        for (size_t k = 0; k < 5; k++)
          {
            dx_place q = p;
            if (dx_place_element (&q, k))
              dx_place_member (&q, "b");
          }
      free (cut);
    }
}

/* Many at once */

typedef struct
{
  dixit_rules *rules;
  size_t said;
} worker;

static void *
work (void *data)
{
  worker *w = data;
  char text[400] = "Terry came. ";
  memset (text + 12, 'a', 200);
  strcpy (text + 212, " b.\n");
  for (int k = 0; k < 20; k++)
    {
      const dixit_options options = { .rules = w->rules };
      dixit_document *d;
      if (dixit_analyze (models[SILLY], text, strlen (text), &options, &d, NULL)
          == DIXIT_OK)
        {
          size_t count;
          dixit_problems (d, &count);
          w->said += count;
          dixit_document_free (d);
        }
    }
  dixit_rules_free (w->rules);
  return NULL;
}

static void
threads (void **state)
{
  (void) state;
  enum { THREADS = 4 };
  pthread_t all[THREADS];
  worker workers[THREADS];
  size_t said = 0;
  dixit_rules *rules = read_good (
    HEAD "\"names\": [{\"name\": \"Terry\", \"type\": \"PER\"}],"
         " \"patterns\": [{\"pattern\": \"(?<PER>(a|aa)+\\\\z)\"}]}");
  for (int k = 0; k < THREADS; k++)
    {
      workers[k] = (worker) { .rules = dixit_rules_share (rules) };
      assert_int_equal (pthread_create (&all[k], NULL, work, &workers[k]), 0);
    }
  dixit_rules_free (rules);
  for (int k = 0; k < THREADS; k++)
    {
      pthread_join (all[k], NULL);
      said += workers[k].said;
    }
  assert_int_equal (said, 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (names),
    cmocka_unit_test (joined),
    cmocka_unit_test (capitals),
    cmocka_unit_test (never),
    cmocka_unit_test (longer),
    cmocka_unit_test (patterns),
    cmocka_unit_test (several),
    cmocka_unit_test (corrections),
    cmocka_unit_test (problems),
    cmocka_unit_test (the_rest),
    cmocka_unit_test (explosions),
    cmocka_unit_test (monsters),
    cmocka_unit_test (many),
    cmocka_unit_test (hostile),
    cmocka_unit_test (places),
    cmocka_unit_test (threads),
  };
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
