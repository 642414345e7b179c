/* test_people.c -- who is who, and who speaks.
   SPDX-License-Identifier: GPL-3.0-or-later

   The whole way through the library with the model; skipped where there is
   none.  DIXIT_MODEL names another one.  */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dixit.h"

static const char *
model_path (void)
{
  const char *path = getenv ("DIXIT_MODEL");
  return path ? path : "module/model/english.model";
}

static int
open_model (void **state)
{
  dixit_analyzer *a = NULL;
  dixit_error error;
  FILE *f = fopen (model_path (), "rb");
  *state = NULL;
  if (!f)
    return 0;
  fclose (f);
  if (dixit_analyzer_open (model_path (), &a, &error) != DIXIT_OK)
    {
      fprintf (stderr, "%s\n", error.message);
      return -1;
    }
  *state = a;
  return 0;
}

static int
close_model (void **state)
{
  dixit_analyzer_close (*state);
  return 0;
}

static dixit_document *
analyze (void **state, const char *text)
{
  dixit_document *d = NULL;
  dixit_error error;
  if (!*state)
    skip ();
  assert_int_equal (dixit_analyze (*state, text, strlen (text), NULL, &d,
                                   &error),
                    DIXIT_OK);
  return d;
}

/* The quotation whose words contain WORDS.  */
static const dixit_quote *
quote_of (const dixit_document *d, const char *words)
{
  size_t n;
  const dixit_quote *q = dixit_quotes (d, &n);
  for (size_t i = 0; i < n; i++)
    if (strstr (q[i].text, words))
      return &q[i];
  fail_msg ("no quotation has \"%s\"", words);
  return NULL;
}

static void
says (const dixit_document *d, const char *words, const char *speaker)
{
  const dixit_quote *q = quote_of (d, words);
  assert_int_not_equal (q->kind, DIXIT_TERM);
  if (!speaker)
    assert_null (q->speaker);
  else
    {
      assert_non_null (q->speaker);
      assert_string_equal (q->speaker, speaker);
    }
}

/* A text, words that are said in it, and who says them, NULL for nobody with a
   name.  */
typedef struct
{
  const char *text, *words, *speaker;
} telling;

static void
tell (void **state, const telling *cases, size_t n)
{
  for (size_t k = 0; k < n; k++)
    {
      dixit_document *d = analyze (state, cases[k].text);
      says (d, cases[k].words, cases[k].speaker);
      dixit_document_free (d);
    }
}

static void
silent (const dixit_document *d, const char *words)
{
  size_t n;
  const dixit_quote *q = dixit_quotes (d, &n);
  for (size_t i = 0; i < n; i++)
    if (strstr (q[i].text, words))
      fail_msg ("\"%s\" is in a quotation", words);
}

/* The quotation that is all of WORDS.  */
static void
says_just (const dixit_document *d, const char *words, const char *speaker)
{
  size_t n;
  const dixit_quote *q = dixit_quotes (d, &n);
  for (size_t i = 0; i < n; i++)
    if (!strcmp (q[i].text, words))
      {
        assert_non_null (q[i].speaker);
        assert_string_equal (q[i].speaker, speaker);
        return;
      }
  fail_msg ("no quotation is \"%s\"", words);
}

static const dixit_entity *
entity_of (const dixit_document *d, const char *name)
{
  size_t n;
  const dixit_entity *e = dixit_entities (d, &n);
  for (size_t i = 0; i < n; i++)
    if (!strcmp (e[i].name, name))
      return &e[i];
  fail_msg ("nobody is called \"%s\"", name);
  return NULL;
}

/* "he > Ellery > David Ellery": the words of the chain of the quotation with
   WORDS.  TEXT is what DOCUMENT was made of, in ASCII and marks of three
   bytes.  */
static void
found_by (const dixit_document *d, const char *text, const char *words,
          const char *chain)
{
  const dixit_quote *q = quote_of (d, words);
  char got[256] = "";
  for (uint32_t i = 0; i < dixit_chain (q).count; i++)
    {
      uint32_t at = 0;
      if (i)
        strcat (got, " > ");
      for (const char *s = text; *s; s++)
        {
          const bool first = ((unsigned char) *s & 0xc0) != 0x80;
          at += first;
          if (at > dixit_chain (q).pieces[i].start && at <= dixit_chain (q).pieces[i].end
              && strlen (got) < sizeof got - 8)
            strncat (got, s, 1);
        }
    }
  assert_string_equal (got, chain);
}

static void
surname_before_full_name (void **state)
{
  dixit_document *d = analyze (
    state, "Mr. Hargreave will not resign, his office said on Monday.\n\n"
           "“I have work to do,” Hargreave said.\n\n"
           "Thomas Hargreave was elected in May.\n");
  says (d, "I have work", "Thomas Hargreave");
  dixit_document_free (d);
}

static void
namesakes_by_honorific (void **state)
{
  dixit_document *d = analyze (
    state, "David Whitlow and his sister, Mary Whitlow, run the mill "
           "together.\n\n"
           "“The wheel turns,” Mr. Whitlow said.\n\n"
           "“It squeaks,” Ms. Whitlow said.\n");
  says (d, "wheel turns", "David Whitlow");
  says (d, "squeaks", "Mary Whitlow");
  dixit_document_free (d);
}

static void
pronouns_follow_the_speaker (void **state)
{
  dixit_document *d = analyze (
    state, "Mary Thornton opened the new library on Tuesday. David Ellery, "
           "the mayor, stayed away.\n\n"
           "“It was time,” Thornton said.\n\n"
           "“We waited nine years,” she said.\n\n"
           "She added that the roof had cost more than the books.\n\n"
           "Ellery disagreed. “It cost too much,” he said.\n");
  says (d, "was time", "Mary Thornton");
  says (d, "nine years", "Mary Thornton");
  says (d, "the roof had cost", "Mary Thornton");
  says (d, "too much", "David Ellery");
  dixit_document_free (d);
}

static void
who_is_spoken_of_does_not_speak (void **state)
{
  dixit_document *d = analyze (
    state, "Mary Thornton spoke for an hour in the town hall.\n\n"
           "“Susan Ellery is wrong, and Susan Ellery knows it,” she said.\n");
  says (d, "Ellery is wrong", "Mary Thornton");
  dixit_document_free (d);
}

static void
roles_lead_to_names (void **state)
{
  dixit_document *d = analyze (
    state, "Senator Laura Finch of Vermont visited the dairy on Friday. "
           "Paul Dane, a farmer, met her at the gate.\n\n"
           "“The cows looked well,” the senator said.\n\n"
           "“They always do,” the farmer said.\n");
  says (d, "looked well", "Laura Finch");
  says (d, "always do", "Paul Dane");
  size_t n;
  const dixit_mention *m = dixit_mentions (d, &n);
  size_t nominals = 0;
  for (size_t i = 0; i < n; i++)
    nominals += m[i].kind == DIXIT_NOMINAL;
  assert_int_equal (nominals, 2);
  const char *role = entity_of (d, "Laura Finch")->role;
  assert_non_null (role);
  assert_non_null (strstr (role, "Senator"));
  dixit_document_free (d);
}

static void
apposition_names_the_speaker (void **state)
{
  dixit_document *d = analyze (
    state, "The case was dropped in June.\n\n"
           "“Nobody was told,” said a lawyer for the families, "
           "Martin Crewe.\n");
  says (d, "was told", "Martin Crewe");
  dixit_document_free (d);
}

static void
a_lawyer_is_not_the_client (void **state)
{
  dixit_document *d = analyze (
    state, "Peter Lang was fined on Monday.\n\n"
           "“He will appeal,” Lang’s lawyer, Susan Holt, said.\n\n"
           "“He is tired,” a spokesman for Lang said.\n");
  says (d, "will appeal", "Susan Holt");
  says (d, "is tired", NULL);
  dixit_document_free (d);
}

static void
possessive_body_in_full (void **state)
{
  dixit_document *d = analyze (
    state, "The talks ended late.\n\n"
           "“The exchange was useful,” Portugal’s Foreign Ministry said in a "
           "statement.\n");
  says (d, "was useful", "Portugal’s Foreign Ministry");
  dixit_document_free (d);
}

static void
acronyms (void **state)
{
  dixit_document *d = analyze (
    state, "The National Fisheries Commission (NFC) met on Tuesday in "
           "London.\n\n"
           "“The stock is low,” the NFC said in a statement.\n");
  says (d, "stock is low", "National Fisheries Commission");
  dixit_document_free (d);
}

static void
nickname_inside_a_name (void **state)
{
  dixit_document *d = analyze (
    state, "Robert “Bob” Carver has fished here for forty years.\n\n"
           "“The sea is the boss,” Carver said.\n");
  says (d, "the boss", "Robert “Bob” Carver");
  dixit_document_free (d);
}

static void
floating_quotation_goes_on (void **state)
{
  dixit_document *d = analyze (
    state, "“The bridge is safe,” David Ellery said on Monday.\n\n"
           "“We checked every bolt, and then we checked them again.”\n\n"
           "The bridge was built in 1931.\n");
  says (d, "every bolt", "David Ellery");
  dixit_document_free (d);
}

static void
clause_after_overrules (void **state)
{
  dixit_document *d = analyze (
    state, "David Ellery said the bridge was safe.\n\n"
           "“I would not walk on it,” quipped Mary Thornton, who lives "
           "beside it.\n");
  says (d, "not walk", "Mary Thornton");
  dixit_document_free (d);
}

static void
reopened_paragraphs_are_one (void **state)
{
  dixit_document *d = analyze (
    state, "“The bridge is old,” David Ellery said. “We know that.\n\n"
           "“We also know what a new one costs.”\n");
  says (d, "The bridge is old", "David Ellery");
  says (d, "a new one costs", "David Ellery");
  dixit_document_free (d);
}

static void
titles_are_terms (void **state)
{
  dixit_document *d = analyze (
    state, "Her first film, “Plain Water,” opened in 1994. It won a "
           "prize in Lisbon.\n");
  const dixit_quote *q = quote_of (d, "Plain Water");
  assert_int_equal (q->kind, DIXIT_TERM);
  assert_null (q->speaker);
  dixit_document_free (d);
}

static void
transcripts (void **state)
{
  dixit_document *d = analyze (
    state, "Ruth Amory, who chairs the board, met Paul Dane, the engineer, "
           "on Monday.\n\n"
           "AMORY: Why was the water brown?\n\n"
           "DANE: A valve was closed too fast.\n\n"
           "AMORY: Was it dangerous?\n\n"
           "DANE: It was ugly.\n");
  says (d, "the water brown", "Ruth Amory");
  says (d, "too fast", "Paul Dane");
  says (d, "was ugly", "Paul Dane");
  dixit_document_free (d);
}

static void
interviews (void **state)
{
  dixit_document *d = analyze (
    state, "Mary Thornton has run the library since 2011.\n\n"
           "Q: Who reads here?\n\nA: Everybody who is cold.\n\n"
           "Q: And in summer?\n\nA: Everybody who is hot.\n");
  says (d, "Who reads", NULL);
  says (d, "is cold", "Mary Thornton");
  dixit_document_free (d);
  /* With points; an answer of two paragraphs, and a story after the last.  */
  d = analyze (
    state, "Mary Thornton has run the library since 2011.\n\n"
           "Q. Who reads here?\n\nA. Everybody who is cold.\n\n"
           "It is the only room with a stove.\n\n"
           "Q. And in summer?\n\nA. Everybody who is hot.\n\n"
           "The library is open every day of the week.\n");
  says (d, "And in summer", NULL);
  says (d, "the only room", "Mary Thornton");
  says (d, "who is hot", "Mary Thornton");
  silent (d, "every day");
  dixit_document_free (d);
}

/* Turns without a name: by who is called, who acts, who can be meant, and who
   is left.  */
static void
voices (void **state)
{
  dixit_document *d = analyze (
    state, "The boat had been late all week, and Mary Thornton had walked to "
           "the pier to say so.\n\n"
           "“You are late,” said Mary.\n\n"
           "The boatman did not look up from his rope. “The wind.”\n\n"
           "“There was no wind, Peter.”\n\n"
           "“Then it was the tide.” Peter Dane tied a second knot beside the "
           "first.\n\n"
           "“It was the inn,” said his daughter. Ellen Dane had come along "
           "the pier behind them.\n\n"
           "“What inn?”\n\n"
           "“The one with the green door.”\n");
  says (d, "The wind.", "Peter Dane");
  says (d, "There was no wind", "Mary Thornton");
  says (d, "the tide", "Peter Dane");
  says (d, "It was the inn", "Ellen Dane");
  says (d, "What inn", "Peter Dane");
  says (d, "the green door", "Ellen Dane");
  dixit_document_free (d);
  /* Not who spoke just before; and one of two nobody knows.  */
  d = analyze (
    state, "The house had been let to Mary Thornton and Ruth Amory since the "
           "spring, and the rent had never been late.\n\n"
           "“It is late today,” said Mary.\n\n"
           "“By an hour,” said the lodger.\n\n"
           "“By two.”\n\n"
           "“By one.”\n");
  says (d, "By an hour", "Ruth Amory");
  says (d, "By two", "Mary Thornton");
  says (d, "By one", "Ruth Amory");
  dixit_document_free (d);
}

static void
labels_in_small_letters (void **state)
{
  dixit_document *d = analyze (
    state, "The board on the water\n\n"
           "Ruth Amory, Paul Dane and Kit Sorrel of the water board met on "
           "Monday for the third time this year.\n\n"
           "Amory: Why was the water brown?\n\n"
           "Dane: A valve was closed too fast.\n\n"
           "Sorrel: Shall I write that down?\n\n"
           "Amory: Please do. Was it dangerous?\n\n"
           "Dane: It was ugly.\n");
  says (d, "the water brown", "Ruth Amory");
  says (d, "write that down", "Kit Sorrel");
  says (d, "was ugly", "Paul Dane");
  dixit_document_free (d);
  /* Nobody's names.  */
  d = analyze (state, "The spring fair\n\nWhen: Friday at noon\n\n"
                      "Where: The old market\n\nThe autumn fair\n\n"
                      "When: Monday at noon\n\nWhere: The old market\n");
  silent (d, "Friday");
  silent (d, "old market");
  dixit_document_free (d);
}

static void
speakers_within (void **state)
{
  dixit_document *d = analyze (
    state, "“My director, Ruth Amory, told me, ‘You are paid to look at "
           "walls,’” said Paul Dane. “She told the others, ‘He is paid too "
           "well.’ And I said, ‘Not for this.’”\n");
  says_just (d, "‘You are paid to look at walls,’", "Ruth Amory");
  says_just (d, "‘He is paid too well.’", "Ruth Amory");
  says_just (d, "‘Not for this.’", "Paul Dane");
  dixit_document_free (d);
}

static void
signed_with_a_dash (void **state)
{
  dixit_document *d = analyze (
    state, "What readers say:\n\n"
           "“I left at half past nine and saw a heron.” — Mary Thornton\n");
  says (d, "a heron", "Mary Thornton");
  dixit_document_free (d);
}

/* A passage signed in a paragraph of its own.  */
static void
signed_below (void **state)
{
  dixit_document *d = analyze (
    state, "The town voted on Monday. Anna Bell had spoken first, and Tom "
           "Reyes last.\n\n"
           "“We will not sell the harbour to anybody who asks.”\n\n"
           "— Anna Bell\n\n"
           "She was cheered. Prices have doubled since then, a study says.\n\n"
           "\"I never said that we should sell it to the first man.\"\n\n"
           "- Reyes\n\n"
           "Reyes had wanted a vote in May.");
  says (d, "We will not sell", "Anna Bell");
  says_just (d, "\"I never said that we should sell it to the first man.\"",
             "Tom Reyes");
  dixit_document_free (d);
}

/* What follows at once is the same voice's, whoever is spoken of between.  */
static void
a_voice_goes_on (void **state)
{
  dixit_document *d = analyze (
    state, "“He set a standard for all of us,” said Dina Spence, who runs "
           "a gym on Fifth Street with a class named for Paul Orr, who "
           "came when it reopened. “Most will never come close.”");
  says (d, "Most will never", "Dina Spence");
  dixit_document_free (d);
}

/* A title in marks is no speech of whoever stands before it.  */
static void
titles_of_programmes (void **state)
{
  dixit_document *d = analyze (
    state, "“The man is a fraud,” Perry Hall said on Sunday on Channel "
           "Four's “Meet the Week.” “We shall see what he does next.”");
  says (d, "The man is", "Perry Hall");
  const dixit_quote *q = quote_of (d, "Meet the");
  assert_int_equal (q->kind, DIXIT_TERM);
  dixit_document_free (d);
}

static void
a_nickname_in_an_apposition (void **state)
{
  dixit_document *d = analyze (
    state, "The hall was full.\n\n"
           "“This is a big year for our friend!” Tom’s niece, Deputy "
           "Mayor Maria “Cia” Price (D-Newport), shouted to the crowd. "
           "“The town is watching.”");
  says (d, "This is a big", "Maria “Cia” Price");
  says (d, "The town is", "Maria “Cia” Price");
  dixit_document_free (d);
}

/* What a headline's verb claims, and where its clause ends.  */
static void
headlines_say_who_speaks (void **state)
{
  dixit_document *d = analyze (
    state, "‘No Way Back’ for Old Pier, Thornton Says as Board Meets\n\n"
           "The board of the old pier met on Monday in the town hall, and Mary "
           "Thornton was there. Thornton has led it since May.\n\n"
           "Related: Board Plays Down Storm’s ‘Long Shadow’ and Claims ‘No "
           "Danger’ to Bathers\n");
  says_just (d, "‘No Way Back’ for Old Pier", "Mary Thornton");
  const dixit_quote *q = quote_of (d, "No Danger");
  assert_string_equal (q->text, "‘No Danger’ to Bathers");
  assert_int_equal (dixit_source (q).count, 1);
  q = quote_of (d, "Long Shadow");
  assert_int_equal (q->kind, DIXIT_TERM);
  dixit_document_free (d);
}

/* "…, A said, as B revealed that …" is two voices.  */
/* Whoever a participle's clause is about, not what stands before it; and "as the
   mayor put it".  */
static void
participles_and_asides (void **state)
{
  static const telling cases[]
    = { { "After saying that her knee was “as soft as butter,” Ada Brook went "
          "home to Harrow.",
          "soft as butter", "Ada Brook" },
        { "Ada Brook gave the bakers a week to leave the old mill, saying its "
          "wheels were “no toys for bakers.”",
          "no toys", "Ada Brook" },
        { "The mill is, as Tom Reed put it in a letter to the bakers, “a heap "
          "of rust with a roof.”",
          "heap of rust", "Tom Reed" },
        { "The wheels are “as loud as a storm in a bucket,” as Karl Ober put "
          "it on Monday.",
          "loud as a storm", "Karl Ober" } };
  tell (state, cases, sizeof cases / sizeof *cases);
}

static void
a_clause_with_as_has_its_own_voice (void **state)
{
  dixit_document *d = analyze (
    state, "The two sides held a “useful talk” in Lisbon on Monday, Oslo "
           "said, as Fisheries Minister Mary Thornton revealed that her "
           "counterpart, David Ellery, had offered a “new plan” for the "
           "cod.\n");
  says (d, "new plan", "Mary Thornton");
  says (d, "useful talk", "Oslo");
  dixit_document_free (d);
}

static void
unnamed_stay_unnamed (void **state)
{
  dixit_document *d = analyze (
    state, "Mary Thornton opened the library on Tuesday.\n\n"
           "“It is not finished,” a senior official said on condition of "
           "anonymity.\n");
  const dixit_quote *q = quote_of (d, "not finished");
  assert_null (q->speaker);
  assert_int_equal (q->source_kind, DIXIT_SOURCE_NOMINAL);
  dixit_document_free (d);
}

static void
chains_lead_to_names (void **state)
{
  const char *text
    = "David Ellery, the mayor, opened the bridge on Tuesday.\n\n"
      "“It is open,” Ellery said.\n\n"
      "“It will stay open,” he said.\n\n"
      "“It is a good bridge,” David Ellery said.\n\n"
      "“It is not paid for,” a senior official said.\n";
  dixit_document *d = analyze (state, text);
  found_by (d, text, "is open", "Ellery > David Ellery");
  found_by (d, text, "stay open", "he > Ellery > David Ellery");
  found_by (d, text, "good bridge", "David Ellery");
  found_by (d, text, "paid for", "");
  assert_int_equal (quote_of (d, "stay open")->source_kind,
                    DIXIT_SOURCE_PRONOUN);
  assert_int_equal (quote_of (d, "paid for")->source_kind,
                    DIXIT_SOURCE_NOMINAL);
  dixit_document_free (d);
}

static void
namesakes_by_first_name (void **state)
{
  dixit_document *d = analyze (
    state, "Margaret Hollis and Peter Hollis, brother and sister, both sit on "
           "the council of Wendleby.\n\n"
           "“The park stays,” Margaret Hollis said.\n\n"
           "“The park goes,” Peter Hollis said.\n\n"
           "“He never walks in it,” Mrs. Hollis said.\n");
  says (d, "park stays", "Margaret Hollis");
  says (d, "park goes", "Peter Hollis");
  says (d, "never walks", "Margaret Hollis");
  dixit_document_free (d);
}

static void
honorifics_are_no_names (void **state)
{
  dixit_document *d = analyze (
    state, "Dr. Helen Marsh runs the clinic in Tarrow.\n\n"
           "“We are full,” Dr. Marsh said.\n\n"
           "“There are two beds left,” Miss Marsh said later.\n\n"
           "Councilwoman Ruth Amory wants a second clinic. “One is not "
           "enough,” Councilwoman Amory said.\n");
  says (d, "are full", "Helen Marsh");
  says (d, "two beds", "Helen Marsh");
  says (d, "not enough", "Ruth Amory");
  dixit_document_free (d);
}

static void
particles_and_initials (void **state)
{
  dixit_document *d = analyze (
    state, "Pieter van der Velde has mended clocks in Delft since 1980.\n\n"
           "“A clock is patient,” van der Velde said.\n\n"
           "J. R. Hobart, who sells them, agreed.\n\n"
           "“So are the buyers,” Hobart said.\n");
  says (d, "is patient", "Pieter van der Velde");
  says (d, "the buyers", "J. R. Hobart");
  dixit_document_free (d);
}

static void
who_goes_back_over_an_apposition (void **state)
{
  dixit_document *d = analyze (
    state, "The plan was opposed by Martin Crewe, now the leader of the "
           "council, who in May said that it was “a waste of good "
           "stone.”\n");
  says (d, "good stone", "Martin Crewe");
  dixit_document_free (d);
}

static void
the_author_says_i (void **state)
{
  dixit_document *d = analyze (
    state, "My mother kept bees. I said “never again” when the last hive "
           "died, and I meant it.\n\n"
           "We had twelve hives in the end, and no honey.\n\n"
           "Laura Finch is a writer in Vermont.\n");
  const dixit_quote *q = quote_of (d, "never again");
  if (q->kind != DIXIT_TERM)
    assert_string_equal (q->speaker, "Laura Finch");
  dixit_document_free (d);
}

static void
spelling_slips_are_joined (void **state)
{
  dixit_document *d = analyze (
    state, "Harold Bornemann founded the museum in 1961.\n\n"
           "“I had a shed and a sign,” Bornemann said.\n\n"
           "“The sign was bigger,” Bornemnn said.\n");
  says (d, "a shed", "Harold Bornemann");
  says (d, "was bigger", "Harold Bornemann");
  dixit_document_free (d);
}

/* A name in pieces has its letters after it; a father is not his son.  */
static void
letters_after_pieces_and_sons (void **state)
{
  dixit_document *d = analyze (
    state, "The Association of Southeast Asian Nations (ASEAN) met on Friday.\n\n"
           "“It will rain,” ASEAN said in a statement.\n\n"
           "George Ellery and his son George W. Ellery came to the weir. "
           "“The weir is old,” George W. Ellery said.\n\n"
           "“So am I,” George Ellery said.\n");
  says (d, "It will rain", "Association of Southeast Asian Nations");
  says (d, "The weir is old", "George W. Ellery");
  says (d, "So am I", "George Ellery");
  dixit_document_free (d);
}

static void
acronym_before_the_name (void **state)
{
  dixit_document *d = analyze (
    state, "The NFC (National Fisheries Commission) met on Tuesday in "
           "London.\n\n"
           "“The stock is low,” the NFC said in a statement.\n");
  says (d, "stock is low", "National Fisheries Commission");
  dixit_document_free (d);
}

static void
far_subjects_hold_what_they_say (void **state)
{
  dixit_document *d = analyze (
    state, "David Ellery attacked the report on Friday at a meeting of the "
           "harbour board, calling it “a heap of guesses.”\n\n"
           "Mary Thornton left the room without a word for reporters, later "
           "adding that she had “nothing to say to a heap.”\n");
  says (d, "heap of guesses", "David Ellery");
  says (d, "to say to a heap", "Mary Thornton");
  dixit_document_free (d);
}

static void
capitals_and_initials (void **state)
{
  dixit_document *d = analyze (
    state, "HARROW, July 4 (RPA) — Mayor David Ellery opened the bridge. The "
           "Ellerys have run the town for years.\n\n"
           "The Harrow Bridge Authority said the toll would stay.\n\n"
           "“There is no choice,” the HBA said in a statement.\n\n"
           "“People in Harrow know that,” Mr. Ellery said.\n");
  says (d, "no choice", "Harrow Bridge Authority");
  says (d, "know that", "David Ellery");
  entity_of (d, "Harrow");
  dixit_document_free (d);
}

static void
names_of_other_orders (void **state)
{
  dixit_document *d = analyze (
    state, "Nguyen Van Thanh, a driver, laughed.\n\n"
           "“I came by boat,” Thanh said.\n\n"
           "Hassan bin Yusof, who sells lamps, did not.\n\n"
           "“The boat is mine,” bin Yusof said.\n\n"
           "Jean-Paul Lacroix painted it.\n\n"
           "“It is blue,” Lacroix said.\n");
  says (d, "by boat", "Nguyen Van Thanh");
  says (d, "is mine", "Hassan bin Yusof");
  says (d, "is blue", "Jean-Paul Lacroix");
  dixit_document_free (d);
}

static void
a_spokesman_speaks_for_himself (void **state)
{
  dixit_document *d = analyze (
    state, "David Ellery stayed away on Friday.\n\n"
           "A spokesman for Ellery, Tom Reeve, said the mayor was “not in a "
           "mood to talk.”\n\n"
           "“He never is,” a spokeswoman for the council said.\n");
  says (d, "mood to talk", "Tom Reeve");
  says (d, "never is", NULL);
  dixit_document_free (d);
}

/* Many people and many quotations: bounded, and every index valid.  */
static void
crowds (void **state)
{
  enum { N = 3000, ROOM = 96 };
  char *text = malloc ((size_t) N * ROOM), *at = text;
  if (!text)
    fail_msg ("out of memory");
  for (int i = 0; i < N; i++)
    at += snprintf (at, ROOM, "Ann Q%c%c%c said “it is late,” and he went "
                    "to the senator. ", 'a' + i % 26, 'a' + i / 26 % 26,
                    'a' + i / 676 % 26);
  dixit_document *d = analyze (state, text);
  free (text);
  size_t mentions, entities, quotes;
  const dixit_mention *m = dixit_mentions (d, &mentions);
  const dixit_quote *q = dixit_quotes (d, &quotes);
  dixit_entities (d, &entities);
  for (size_t i = 0; i < mentions; i++)
    {
      assert_true (m[i].span.start < m[i].span.end);
      assert_true (!i || m[i - 1].span.end <= m[i].span.start);
      assert_true (m[i].entity == DIXIT_NONE || m[i].entity < entities);
    }
  for (size_t i = 0; i < quotes; i++)
    assert_true (q[i].entity == DIXIT_NONE || q[i].entity < entities);
  dixit_document_free (d);
}

static void
a_given_name_tells_more_than_spokesman (void **state)
{
  dixit_document *d = analyze (state,
    "The council raised the rates on Monday. Dora Quill voted against it.\n"
    "\n"
    "“Nobody was asked,” Quill said.\n"
    "\n"
    "Council spokesman Susan Marlow confirmed the vote on Tuesday. “The rates "
    "will stay,” she said.\n");
  says (d, "Nobody", "Dora Quill");
  says (d, "will stay", "Susan Marlow");
  assert_int_equal (entity_of (d, "Susan Marlow")->gender, 'f');
  dixit_document_free (d);
}

static void
who_is_told_does_not_speak (void **state)
{
  dixit_document *d = analyze (state,
    "Peter Hale asked David Ellery on Monday how long the bridge would "
    "stay closed. Ellery owns the quarry.\n"
    "\n"
    "“It will take a year,” he told Hale.\n");
  says (d, "a year", "David Ellery");
  dixit_document_free (d);
}

static void
his_friend_is_not_her_friend (void **state)
{
  dixit_document *d = analyze (state,
    "Karl Brandt died in the fire on Monday. “He was kind,” his friend Otto "
    "Weiss said.\n"
    "\n"
    "Lena Sauer, a nurse, was hurt as well. Sauer came from Linz. She had "
    "worked there for nine years.\n"
    "\n"
    "Sauer is still in hospital. She sleeps most of the day.\n"
    "\n"
    "Her parents came on Tuesday. Nobody else could see her.\n"
    "\n"
    "“She never missed a day,” her friend told the paper.\n");
  says (d, "kind", "Otto Weiss");
  says (d, "missed", NULL);
  dixit_document_free (d);
}

static void
a_new_body_is_not_the_old_one (void **state)
{
  dixit_document *d = analyze (state,
    "The Harrow Bridge Commission said on Monday that the bridge was safe. "
    "“There is no danger,” the commission said.\n"
    "\n"
    "In the next county a small commission of farmers came to another view. "
    "“The bridge will fall,” the commission said.\n");
  says (d, "no danger", "Harrow Bridge Commission");
  says (d, "will fall", NULL);
  dixit_document_free (d);
}

static void
a_headline_names_the_columnist (void **state)
{
  dixit_document *d = analyze (state,
    "Ann Marlow: What the River Wants\n"
    "\n"
    "The river rose again on Monday, and the council met again.\n"
    "\n"
    "I said that “the river does not read reports.” Nobody laughed.\n");
  says (d, "does not read", "Ann Marlow");
  dixit_document_free (d);
}

static void
residents_are_they (void **state)
{
  dixit_document *d = analyze (state,
    "The Harrow Bridge Commission met on Monday. Residents filled the hall. "
    "“We want a ferry,” they said.\n");
  says (d, "a ferry", NULL);
  dixit_document_free (d);
}

static void
a_clause_before_a_cue_set_off_is_said (void **state)
{
  dixit_document *d = analyze (
    state,
    "Dutch and Belgian engineers held a \u201cuseful meeting\u201d during a visit "
    "to Harrow on Friday, Brussels said, as the river rose.\n\n"
    "It has risen by a foot since Monday.\n");
  says (d, "Dutch and Belgian engineers held a", "Brussels");
  dixit_document_free (d);
}

static void
datelines_say_nothing (void **state)
{
  static const char *const before[]
    = { "NAIROBI \u2013 ", "KISUMU (Press Agency) - ", "MOMBASA, June 3 \u2014 ",
        "ADDIS ABABA, July 10: " };
  for (size_t k = 0; k < sizeof before / sizeof *before; k++)
    {
      char text[400];
      snprintf (text, sizeof text,
                "%sThe minister Ann Kamau said on Monday that she would not "
                "stand again.\n\nThe party meets on Friday.\n",
                before[k]);
      dixit_document *d = analyze (state, text);
      says (d, "would not stand again", "Ann Kamau");
      dixit_document_free (d);
    }
}

/* The mentions by name of the entity called NAME, "a | b".  TEXT is what
   DOCUMENT was made of.  */
static void
called (const dixit_document *d, const char *text, const char *name,
        const char *mentions)
{
  size_t n;
  const dixit_mention *m = dixit_mentions (d, &n);
  const dixit_entity *e = entity_of (d, name);
  size_t entities;
  const uint32_t number = (uint32_t) (e - dixit_entities (d, &entities));
  char got[1024] = "";
  for (size_t i = 0; i < n; i++)
    if (m[i].entity == number && m[i].kind == DIXIT_NAME)
      {
        uint32_t at = 0;
        if (*got)
          strcat (got, " | ");
        for (const char *s = text; *s; s++)
          {
            at += ((unsigned char) *s & 0xc0) != 0x80;
            if (at > m[i].span.start && at <= m[i].span.end
                && strlen (got) < sizeof got - 8)
              strncat (got, s, 1);
          }
      }
  assert_string_equal (got, mentions);
}

static void
bodies_of_places_in_full (void **state)
{
  const char *text
    = "Ministers of the Association of Southeast Asian Nations met in Jakarta on "
      "Tuesday.\n\nThe Bank of England and the University of Cape Town sent "
      "cakes.\n\nThe University of Hong Kong sent none. The University of "
      "Cape Town sent more.\n";
  dixit_document *d = analyze (state, text);
  assert_int_equal (entity_of (d, "Association of Southeast Asian Nations")->type,
                    DIXIT_ORG);
  assert_int_equal (entity_of (d, "Bank of England")->type, DIXIT_ORG);
  entity_of (d, "University of Hong Kong");
  entity_of (d, "University of Cape Town");
  dixit_document_free (d);
}

static void
families_are_nobody_of_them (void **state)
{
  const char *text
    = "Thomas Hargreave came with Mary Hargreave on Monday.\n\n"
      "The Hargreaves left early. Reporters asked the Hargreaves about it.\n\n"
      "“We were cold,” Thomas Hargreave said.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "Hargreaves", "Hargreaves | Hargreaves");
  called (d, text, "Thomas Hargreave", "Thomas Hargreave | Thomas Hargreave");
  assert_int_equal (entity_of (d, "Hargreaves")->type, DIXIT_PER);
  assert_int_equal (entity_of (d, "Hargreaves")->gender, 0);
  dixit_document_free (d);
}

static void
accents_hide_no_given_name (void **state)
{
  dixit_document *d = analyze (
    state, "José Almeida opened the shop. Élodie Marchand, a baker, helped "
           "him.\n\n“It is open,” he said.\n\n“It smells of bread,” she "
           "said.\n\nInés Vidal and Jean-Claude Petit came too.\n");
  says (d, "is open", "José Almeida");
  says (d, "of bread", "Élodie Marchand");
  assert_int_equal (entity_of (d, "José Almeida")->gender, 'm');
  assert_int_equal (entity_of (d, "Élodie Marchand")->gender, 'f');
  assert_int_equal (entity_of (d, "Inés Vidal")->gender, 'f');
  assert_int_equal (entity_of (d, "Jean-Claude Petit")->gender, 'm');
  dixit_document_free (d);
}

static void
malay_honorifics (void **state)
{
  const char *text
    = "Tan Sri Chan Kong Hai resigned on Friday. Dato’ Seri Ahmad Rahim and "
      "Datuk Lim Wei will replace him.\n\n“I am tired,” Tan Sri Chan "
      "said.\n\n“We are not,” Dato’ Ahmad said.\n\nDato' Sri Nor Aini binti "
      "Kassim agreed. “We start at eight,” Nor Aini said.\n";
  dixit_document *d = analyze (state, text);
  says (d, "am tired", "Chan Kong Hai");
  says (d, "are not", "Ahmad Rahim");
  says (d, "at eight", "Nor Aini binti Kassim");
  called (d, text, "Chan Kong Hai", "Chan Kong Hai | Chan");
  called (d, text, "Ahmad Rahim", "Ahmad Rahim | Ahmad");
  called (d, text, "Lim Wei", "Lim Wei");
  dixit_document_free (d);
}

static void
particles_in_front (void **state)
{
  dixit_document *d = analyze (
    state, "Khalid al-Mansour runs the port. Yusuf bin Tariq al-Hadid, his "
           "deputy, was away.\n\n“The port is full,” al-Mansour said.\n\n“It "
           "is empty,” Al-Hadid said.\n\nWillem van der Horst keeps bees. "
           "“They sting,” Mr. van der Horst said.\n\nMaria de la Torre does not. "
           "“I warned him,” de la Torre said. “He laughed,” De la Torre "
           "added.\n");
  says (d, "is full", "Khalid al-Mansour");
  says (d, "is empty", "Yusuf bin Tariq al-Hadid");
  says (d, "They sting", "Willem van der Horst");
  says (d, "warned him", "Maria de la Torre");
  says (d, "He laughed", "Maria de la Torre");
  dixit_document_free (d);
}

static void
fathers_sons_and_brothers (void **state)
{
  const char *text
    = "George Tilden Sr. built the mill in 1950. George Tilden Jr. runs it now "
      "with his brother, Edward Tilden.\n\n“My father was strict,” Tilden Jr. "
      "said.\n\n“He was fair,” Edward said.\n\n“They were both right,” Edward "
      "Tilden’s son, Paul Tilden, said. Paul left in May.\n";
  dixit_document *d = analyze (state, text);
  says (d, "was strict", "George Tilden Jr.");
  says (d, "was fair", "Edward Tilden");
  says (d, "both right", "Paul Tilden");
  called (d, text, "George Tilden Sr.", "George Tilden Sr.");
  called (d, text, "Paul Tilden", "Paul Tilden | Paul");
  dixit_document_free (d);
}

static void
nicknames_and_initials_are_one (void **state)
{
  const char *text
    = "James “Jimmy” Ortega won. Jimmy Ortega lost last year. William (Bill) "
      "Carver was third.\n\n“I did not,” Carver said. “I flew,” Ortega said."
      "\n\nJ.K. Marlow wrote it. J. K. Marlow lives in Bath. Marlow was out."
      "\n\nA. P. J. Raman read it. “It is short,” Raman said. John F. Harker "
      "did not. “I listened,” John Harker said.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "James “Jimmy” Ortega",
          "James “Jimmy” Ortega | Jimmy Ortega | Ortega");
  called (d, text, "William (Bill) Carver", "William (Bill) Carver | Carver");
  called (d, text, "J. K. Marlow", "J.K. Marlow | J. K. Marlow | Marlow");
  says (d, "is short", "A. P. J. Raman");
  says (d, "I listened", "John F. Harker");
  dixit_document_free (d);
}

static void
other_orders_and_single_names (void **state)
{
  dixit_document *d = analyze (
    state, "Kim Dae-sung met Tanaka Hiroshi in Busan. “We ate,” Kim said. “He "
           "paid,” Tanaka said.\n\nSuharno, a driver who like many Javanese "
           "uses one name, waited. “It rained,” Suharno said.\n\nXu Jinlei was "
           "late. “The train,” Xu said.\n");
  says (d, "We ate", "Kim Dae-sung");
  says (d, "He paid", "Tanaka Hiroshi");
  says (d, "It rained", "Suharno");
  says (d, "The train", "Xu Jinlei");
  dixit_document_free (d);
}

static void
acronyms_on_both_sides (void **state)
{
  const char *text
    = "The World Kettle Organization (WKO) met in Geneva. The WKO has 40 "
      "members.\n\nThe HTU (Harrow Teachers’ Union) stayed away. “We are busy,” "
      "the HTU said.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "World Kettle Organization",
          "World Kettle Organization | WKO | WKO");
  says (d, "are busy", "Harrow Teachers’ Union");
  dixit_document_free (d);
}

static void
capitals_of_headlines_join (void **state)
{
  const char *text
    = "ELLERY OPENS HARROW BRIDGE\n\nHARROW, July 4 — David Ellery opened "
      "the bridge on Friday.\n\n“It is open,” Ellery said.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "David Ellery", "ELLERY | David Ellery | Ellery");
  called (d, text, "HARROW", "HARROW | HARROW");
  dixit_document_free (d);
}

/* Names where capitals tell nothing.  */
static void
names_in_one_case (void **state)
{
  const char *const texts[] = {
    "mary thornton flew from london to kenya on friday. the president of "
    "france was not there.\n\n“it is open,” said david miller of the world "
    "bank.\n",
    "MARY THORNTON FLEW FROM LONDON TO KENYA ON FRIDAY. THE PRESIDENT OF "
    "FRANCE WAS NOT THERE.\n\n“IT IS OPEN,” SAID DAVID MILLER OF THE WORLD "
    "BANK.\n",
    "The small port has changed since.\n\nMARY THORNTON FLEW FROM LONDON TO "
    "KENYA ON FRIDAY\n\n“It is open,” said David Miller of the World "
    "Bank.\n",
  };
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
    {
      dixit_document *d = analyze (state, texts[k]);
      const bool small = !k, large = k == 1;
      assert_int_equal (entity_of (d, small ? "mary thornton"
                                            : "MARY THORNTON")->type,
                        DIXIT_PER);
      assert_int_equal (entity_of (d, small ? "kenya" : "KENYA")->type,
                        DIXIT_LOC);
      says (d, large ? "IT IS OPEN" : small ? "it is open" : "It is open",
            large   ? "DAVID MILLER"
            : small ? "david miller"
                    : "David Miller");
      dixit_document_free (d);
    }
}

static void
possessives_join (void **state)
{
  const char *text
    = "Martin Crewe’s boat sank. James Ellis owns another. Ellis’s boat is red; "
      "Ellis’ dog is brown.\n\n“It was old,” Crewe’s rival, Olaf Kranz, "
      "said.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "Martin Crewe", "Martin Crewe | Crewe");
  called (d, text, "James Ellis", "James Ellis | Ellis | Ellis");
  says (d, "was old", "Olaf Kranz");
  dixit_document_free (d);
}

static void
slips_in_full_names (void **state)
{
  const char *text
    = "Mikhail Dvornikov came on Friday. Mikhael Dvornikov left on "
      "Monday.\n\n“I came,” Dvornkov said.\n\nMaria Tilden and Marie Tilden "
      "stayed.\n";
  dixit_document *d = analyze (state, text);
  called (d, text, "Mikhail Dvornikov",
          "Mikhail Dvornikov | Mikhael Dvornikov | Dvornkov");
  called (d, text, "Maria Tilden", "Maria Tilden");
  called (d, text, "Marie Tilden", "Marie Tilden");
  dixit_document_free (d);
}

static void
roles_as_they_stand (void **state)
{
  dixit_document *d = analyze (
    state, "U.S. Secretary of State Paul Renner met former MCA deputy president "
           "Chan Kong Hai.\n\nPrime Minister Anna Lindqvist of Sweden and German "
           "Chancellor Otto Brandt called. Laura Finch, a professor of law at "
           "Yale University, wrote a book.\n");
  static const char *const all[][2] = {
    { "Paul Renner", "U.S. Secretary of State" },
    { "Chan Kong Hai", "former MCA deputy president" },
    { "Anna Lindqvist", "Prime Minister" },
    { "Otto Brandt", "German Chancellor" },
    { "Laura Finch", "professor of law at Yale University" }
  };
  for (size_t k = 0; k < sizeof all / sizeof *all; k++)
    {
      const char *role = entity_of (d, all[k][0])->role;
      assert_non_null (role);
      assert_string_equal (role, all[k][1]);
    }
  assert_int_equal (entity_of (d, "Anna Lindqvist")->gender, 'f');
  assert_int_equal (entity_of (d, "Otto Brandt")->gender, 'm');
  dixit_document_free (d);
}

/* Names that the tagger or a headline cuts: bodies with whom they are named
   after, courts with what they are for, letters before what they stand for.  */
static void
bodies_in_full (void **state)
{
  static const telling cases[]
    = { { "The Nora Marrow Foundation has closed its office in Kent.  "
          "“We have moved,” the foundation said.",
          "We have moved", "Nora Marrow Foundation" },
        { "Ada Brook University of Arts has closed its doors.  “We have "
          "moved,” the university said.",
          "We have moved", "Ada Brook University of Arts" },
        { "The Association of Kent Nurses (Askent) has a new hall.  Askent "
          "said the roof “leaks like a basket.”",
          "leaks", "Association of Kent Nurses" },
        { "The NRC has lost its weir.  The National River Commission met on "
          "Monday.  “The water won,” the NRC said.",
          "The water won", "National River Commission" } };
  tell (state, cases, sizeof cases / sizeof *cases);
}

/* Bodies behind common words: the ruling, the agency; and what is not one.  */
static void
bodies_by_what_they_are (void **state)
{
  static const telling cases[]
    = { { "On Friday the Supreme Court ruled against the town.  “The weir must "
          "go,” the ruling said.",
          "weir must go", "Supreme Court" },
        { "Officials at the Harrow River Board said the weir was old.  In a "
          "memo, the agency said it was “a danger.”",
          "a danger", "Harrow River Board" },
        { "Norway’s Fisheries Ministry said on Monday that it had no ships.  "
          "Iceland’s fisheries ministry said that was “a pity.”",
          "a pity", NULL } };
  tell (state, cases, sizeof cases / sizeof *cases);
}

/* Who "he" is, by who is named in the words, who is alone, who leads, and who
   has no name.  */
static void
pronouns_by_who_is_near (void **state)
{
  static const telling cases[]
    = { { "Tom Reed called on Karl Ober on Monday.  “Reed is a fool,” he said "
          "later.",
          "is a fool", "Karl Ober" },
        { "Tom Reed runs the mill, and Reed says that its wheels are new.  Just "
          "look at Karl Ober.  He says the mill is “a heap of rust.”",
          "a heap of rust", "Karl Ober" },
        { "Ada Brook runs the mill in Harrow, and Brook says she will fight for "
          "it.\n\nA local teacher, Nora Dane, likes Ada Brook and her bread."
          "\n\n“I have no flour,” she said.",
          "no flour", "Nora Dane" },
        { "Karl Ober, the police chief, has lost his post.  An officer at the "
          "station said Ober had been too kind.  “He gave us biscuits,” he "
          "said.",
          "biscuits", NULL },
        { "Karl Ober has lost his post as chief.  A senior officer, who asked "
          "not to be named, said Ober was too kind.  “He gave us biscuits,” he "
          "said.",
          "biscuits", NULL },
        { "Tom Reed stood at the gate of the mill.  A reporter asked Reed how it "
          "was.  “It turns,” he replied.",
          "It turns", "Tom Reed" },
        { "Ada Brook lost the vote.  The host, Karl Ober, was glad.  Her "
          "Twitter account said: “I will be back.”",
          "I will be back", "Ada Brook" },
        /* Three sentences are no distance, if he says them.  */
        { "Karl Ober ran the mill for years.  While Ober had friends in the "
          "council, the weir was left to rot, which troubles Henry Dale, head "
          "of the bakers.\n\n“Nobody bakes for Nora Dane.  Ober had bread.  "
          "Dane has none,” he said.",
          "bakes for", "Henry Dale" },
        { "The Weir Society met on Monday.  It was a short meeting.\n\n“We "
          "have no weir.  It has gone.  It will not come back,” they said.",
          "no weir", "Weir Society" } };
  tell (state, cases, sizeof cases / sizeof *cases);
}

/* Who "the mayor" is, though a place comes after; "the councillor", once it is
   found out; and a narrator who is nobody's.  */
static void
nominals_as_they_stand (void **state)
{
  static const telling cases[]
    = { { "The mayor of Holbrook, Ada Brook, spoke on Monday.  The mayor of "
          "Holbrook said that the bridge was “a bad joke.”",
          "a bad joke", "Ada Brook" },
        { "The winner of the Marsh Cup, Magnus Thorley, argued on Sunday that "
          "the rules do not mention wells.  “A hole is a hole,” he said.",
          "A hole is a hole", "Magnus Thorley" },
        { "Ada Brook came to Harrow on Monday.  The councillor said the weir "
          "was old.  Tom Reed asked whether it leaked.  “Like a basket,” the "
          "councillor said.",
          "basket", "Ada Brook" },
        { "Karl Ober has a new advertisement on the air.  “The town sleeps,” "
          "says a narrator.  The narrator continues: “Wake it up.”",
          "Wake it up", NULL } };
  tell (state, cases, sizeof cases / sizeof *cases);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (surname_before_full_name),
    cmocka_unit_test (namesakes_by_honorific),
    cmocka_unit_test (pronouns_follow_the_speaker),
    cmocka_unit_test (who_is_spoken_of_does_not_speak),
    cmocka_unit_test (roles_lead_to_names),
    cmocka_unit_test (apposition_names_the_speaker),
    cmocka_unit_test (a_lawyer_is_not_the_client),
    cmocka_unit_test (possessive_body_in_full),
    cmocka_unit_test (acronyms),
    cmocka_unit_test (nickname_inside_a_name),
    cmocka_unit_test (floating_quotation_goes_on),
    cmocka_unit_test (clause_after_overrules),
    cmocka_unit_test (reopened_paragraphs_are_one),
    cmocka_unit_test (titles_are_terms),
    cmocka_unit_test (transcripts),
    cmocka_unit_test (interviews),
    cmocka_unit_test (voices),
    cmocka_unit_test (labels_in_small_letters),
    cmocka_unit_test (speakers_within),
    cmocka_unit_test (signed_with_a_dash),
    cmocka_unit_test (signed_below),
    cmocka_unit_test (a_voice_goes_on),
    cmocka_unit_test (titles_of_programmes),
    cmocka_unit_test (a_nickname_in_an_apposition),
    cmocka_unit_test (headlines_say_who_speaks),
    cmocka_unit_test (participles_and_asides),
    cmocka_unit_test (a_clause_with_as_has_its_own_voice),
    cmocka_unit_test (unnamed_stay_unnamed),
    cmocka_unit_test (chains_lead_to_names),
    cmocka_unit_test (namesakes_by_first_name),
    cmocka_unit_test (honorifics_are_no_names),
    cmocka_unit_test (particles_and_initials),
    cmocka_unit_test (who_goes_back_over_an_apposition),
    cmocka_unit_test (the_author_says_i),
    cmocka_unit_test (spelling_slips_are_joined),
    cmocka_unit_test (letters_after_pieces_and_sons),
    cmocka_unit_test (acronym_before_the_name),
    cmocka_unit_test (far_subjects_hold_what_they_say),
    cmocka_unit_test (capitals_and_initials),
    cmocka_unit_test (names_of_other_orders),
    cmocka_unit_test (a_spokesman_speaks_for_himself),
    cmocka_unit_test (a_given_name_tells_more_than_spokesman),
    cmocka_unit_test (who_is_told_does_not_speak),
    cmocka_unit_test (his_friend_is_not_her_friend),
    cmocka_unit_test (a_new_body_is_not_the_old_one),
    cmocka_unit_test (a_headline_names_the_columnist),
    cmocka_unit_test (residents_are_they),
    cmocka_unit_test (a_clause_before_a_cue_set_off_is_said),
    cmocka_unit_test (datelines_say_nothing),
    cmocka_unit_test (bodies_of_places_in_full),
    cmocka_unit_test (families_are_nobody_of_them),
    cmocka_unit_test (accents_hide_no_given_name),
    cmocka_unit_test (malay_honorifics),
    cmocka_unit_test (particles_in_front),
    cmocka_unit_test (fathers_sons_and_brothers),
    cmocka_unit_test (nicknames_and_initials_are_one),
    cmocka_unit_test (other_orders_and_single_names),
    cmocka_unit_test (acronyms_on_both_sides),
    cmocka_unit_test (capitals_of_headlines_join),
    cmocka_unit_test (names_in_one_case),
    cmocka_unit_test (possessives_join),
    cmocka_unit_test (slips_in_full_names),
    cmocka_unit_test (roles_as_they_stand),
    cmocka_unit_test (crowds),
    cmocka_unit_test (bodies_in_full),
    cmocka_unit_test (bodies_by_what_they_are),
    cmocka_unit_test (pronouns_by_who_is_near),
    cmocka_unit_test (nominals_as_they_stand),
  };
  return cmocka_run_group_tests_name ("people", tests, open_model,
                                      close_model);
}
