/* lexicon.c -- the words, and a table of them.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "find/lexicon.h"

#include <stdlib.h>
#include <string.h>

/* Words of one kind, white space between.  A word may stand in several
   lines.  */
typedef struct
{
  uint32_t bits;
  const char *words;
} group;

static const group groups[] = {
  { DX_L_MAN | DX_L_TITLE,
    "mr. mr sir lord messrs. messrs monsieur señor herr pak datuk encik" },
  { DX_L_TITLE, "dato dato'" },
  { DX_L_WOMAN | DX_L_TITLE,
    "mrs. mrs ms. ms miss lady dame madame madam mme señora frau puan datin" },
  { DX_L_MAN | DX_L_TITLE | DX_L_PERSON,
    "king prince emperor sheikh sultan emir congressman chairman councilman "
    "assemblyman duke baron pope father brother uncle" },
  { DX_L_WOMAN | DX_L_TITLE | DX_L_PERSON,
    "queen princess empress sheikha congresswoman chairwoman councilwoman "
    "assemblywoman duchess baroness sister aunt" },
  { DX_L_TITLE,
    "dr. dr prof. prof gen. gen lt. lt col. col capt. capt sgt. sgt maj. maj "
    "cmdr. adm. sen. sen sens. rep. rep reps. gov. gov pres. rev. rev hon. "
    "fr. st-sgt supt. det. insp. cpl. pvt. brig. atty. amb. engr. engr ustad "
    "imam ayatollah rabbi pastor deacon saint former then-sen. then-gov. "
    "republican democrat democratic libertarian retired late acting deputy "
    "vice chief senior fellow member" },
  { DX_L_TITLE | DX_L_PERSON,
    "president minister senator governor representative secretary judge "
    "justice general admiral colonel lieutenant captain major brigadier "
    "sergeant commander commissioner superintendent inspector detective "
    "officer marshal professor doctor reverend bishop archbishop cardinal "
    "ambassador envoy mayor premier chancellor speaker attorney director "
    "coach principal councillor councilor senator-elect president-elect "
    "commandant constable corporal warden sheriff deputy treasurer "
    "comptroller "
    "chairperson chair ceo chancellor dean provost consul delegate" },
  { DX_L_PERSON,
    "candidate nominee lawmaker legislator politician businessman "
    "businesswoman mogul developer lawyer solicitor prosecutor author writer "
    "columnist reporter journalist host anchor moderator editor scholar "
    "scientist physicist economist historian actor singer musician rapper "
    "artist director producer player striker midfielder goalkeeper defender "
    "driver rider boxer swimmer champion winner coach manager founder "
    "co-founder owner executive chief leader head boss incumbent contender "
    "frontrunner front-runner hopeful newcomer veteran teenager youngster "
    "native billionaire millionaire entrepreneur activist organizer organiser "
    "teacher student researcher analyst strategist adviser advisor aide "
    "diplomat victim suspect defendant plaintiff accused survivor witness "
    "farmer nurse doctor surgeon physician cardiologist gastroenterologist "
    "architect engineer pilot mogul star celebrity photographer designer "
    "chef novelist poet playwright composer comedian magician pollster "
    "president minister counterpart predecessor successor mp mep" },
  { DX_L_MAN | DX_L_PERSON,
    "man boy son dad daddy grandfather grandson nephew husband widower "
    "boyfriend landlord businessman gentleman policeman fireman statesman salesman "
    "craftsman cameraman fisherman frontman actor king monk" },
  { DX_L_WOMAN | DX_L_PERSON,
    "woman girl daughter mother mom mum mummy grandmother granddaughter niece "
    "wife ex-wife widow landlady lady girlfriend businesswoman policewoman actress waitress "
    "hostess heroine chanteuse nun ballerina" },
  { DX_L_MAN | DX_L_PERSON | DX_L_MOUTH, "spokesman" },
  { DX_L_WOMAN | DX_L_PERSON | DX_L_MOUTH, "spokeswoman" },
  { DX_L_PERSON | DX_L_MOUTH,
    "unidentified audience moderator interviewer question answer voice crowd "
    "spokesperson official source aide expert analyst observer insider "
    "diplomat representative resident witness adviser advisor investigator "
    "researcher user reader caller staffer operative critic supporter "
    "opponent neighbor neighbour someone somebody anyone nobody everyone "
    "person voter employee worker protester fan friend colleague lawyer "
    "attorney officer" },
  { DX_L_OTHER,
    "counterpart predecessor successor wife husband ex-wife ex-husband son "
    "daughter father mother brother sister mom dad friend colleague opponent "
    "rival lawyer attorney aide adviser advisor spokesman spokeswoman "
    "spokesperson partner mate boss deputy client victim killer fiancé "
    "fiancée girlfriend boyfriend grandfather grandmother uncle aunt cousin "
    "nephew niece supporter critic biographer doctor physician teacher "
    "parents family children campaign administration team staff" },
  { DX_L_BODY,
    "agency company firm corporation bank union association federation "
    "organization organisation group ngo charity foundation institute "
    "institution university college school hospital court tribunal council "
    "committee commission board panel ministry department bureau office "
    "authority service services police army navy force military government "
    "administration party coalition alliance movement campaign network "
    "newspaper paper magazine broadcaster station channel website site "
    "outlet publisher club team league academy centre center society "
    "parliament senate congress house cabinet regulator watchdog fund trust "
    "consortium manufacturer maker carrier airline retailer operator "
    "startup start-up studio embassy secretariat delegation mission body "
    "think-tank chamber caucus assembly legislature directorate division "
    "corps mission program programme corp corp. inc inc. ltd ltd. co co. "
    "plc llc times post journal news tribune herald gazette" },
  { DX_L_VAN,
    "van der den de del della di da do dos das du la le el al bin binti ibn "
    "von zu zur ten ter y af av ul ur" },
  { DX_L_STATE,
    "government administration police army navy force military party "
    "campaign court parliament congress house cabinet embassy team league "
    "club mission school station website site services state" },
  { DX_L_PAPER,
    "report statement memo memorandum letter study survey poll paper article "
    "brief complaint lawsuit suit filing petition motion ruling decision "
    "opinion order indictment affidavit testimony speech address remarks "
    "tweet tweets post email e-mail message note notice release document "
    "book bulletin communique communiqué editorial column essay story "
    "resolution declaration announcement transcript review assessment "
    "analysis figures data estimates estimate account claim claims argument "
    "arguments conclusion comment comments response answer reply suggestion "
    "assertion allegation allegations accusation accusations pledge promise "
    "vow warning call criticism view belief charge denial explanation "
    "prediction proposal question quote quip joke threat brochure draft "
    "submission website site page poll diary memoir manifesto spot ad "
    "advert advertisement video" },
  { DX_L_COURT, "ruling rulings decision opinion dissent judgment verdict" },
  { DX_L_GROUP,
    "officials lawmakers experts officers sources leaders critics supporters "
    "opponents residents analysts observers protesters witnesses senators "
    "investigators prosecutors lawyers scientists researchers doctors aides "
    "advisers advisors parents people men women students teachers voters "
    "workers members authorities republicans democrats conservatives others "
    "some many most several few both two three four economists activists "
    "proponents organizers organisers users readers players diplomats" },
  { DX_L_HE, "he his him himself" },
  { DX_L_SHE, "she her hers herself" },
  { DX_L_THEY, "they" },
  { DX_L_IT, "it" },
  { DX_L_I, "i my" },
  { DX_L_WHO, "who which that whom" },
  { DX_L_THE, "the this that these those his her its their my our your" },
  { DX_L_A, "a an one another some any no every each" },
  { DX_L_IN, "in at from near" },
  { DX_L_OF, "of" },
  { DX_L_PREP,
    "of in at on for with by from to about against into onto over under "
    "between among amid during without through toward towards behind beside "
    "besides beyond near around across alongside upon within via per unlike "
    "like including regarding concerning" },
  { DX_L_BY, "by from" },
  { DX_L_IS, "is was became becomes remains 's" },
  { DX_L_JUNIOR, "jr. jr sr. sr ii iii iv" },
};

/* Words for one role; the first stands for all.  */
static const char *const roles[] = {
  "senator sen. sen sens. senator-elect",
  "governor gov. gov",
  "representative rep. rep reps. congressman congresswoman lawmaker",
  "president pres. president-elect",
  "professor prof. prof",
  "doctor dr. dr physician surgeon",
  "general gen. gen",
  "colonel col. col",
  "captain capt. capt skipper",
  "nominee candidate hopeful contender standard-bearer",
  "lawyer attorney solicitor counsel barrister",
  "chairman chairwoman chairperson chair",
  "businessman businesswoman mogul tycoon developer billionaire",
  "police-officer constable cop",
  "republican gop",
  "democrat democratic",
  "author writer novelist",
  "reporter journalist correspondent",
  "spokesman spokeswoman spokesperson",
  "adviser advisor",
  "minister secretary",
  "coach manager",
  "reverend rev. rev pastor",
  "father dad",
  "mother mom mum",
  "group organization organisation",
  "company firm corporation business",
};

typedef dx_listed_word entry;

/* After the slots come what words are by their ends.  */
enum { SLOTS = 4096, POSTMAN = SLOTS, POSTWOMAN, WORDS, WORD_MAX = 40 };

struct dx_listed
{
  entry table[WORDS];
};

static entry *
slot (entry *table, uint32_t key)
{
  uint32_t at = key & (SLOTS - 1);
  while (table[at].key && table[at].key != key)
    at = (at + 1) & (SLOTS - 1);
  table[at].key = key;
  return &table[at];
}

/* The next word of the list at *S, as a hash; 0 at its end.  */
static uint32_t
next_word (const char **s)
{
  const size_t gap = strspn (*s, " "), n = strcspn (*s + gap, " ");
  const uint32_t h = n ? dx_hash (*s + gap, n) : 0;
  *s += gap + n;
  return h;
}

static void
list (entry *table)
{
  uint32_t h;
  for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
    for (const char *s = groups[g].words; (h = next_word (&s));)
      slot (table, h)->bits |= groups[g].bits;
  for (size_t g = 0; g < sizeof roles / sizeof *roles; g++)
    {
      const char *s = roles[g];
      const uint32_t first = next_word (&s);
      slot (table, first)->sense = first;
      while ((h = next_word (&s)))
        slot (table, h)->sense = first;
    }
  static const char *const not_men[]
    = { "human", "german", "roman", "ottoman", "talisman", "shaman",
        "caiman" };
  for (size_t k = 0; k < sizeof not_men / sizeof *not_men; k++)
    slot (table, dx_lower_hash (not_men[k]));
  table[POSTMAN].bits = DX_L_PERSON | DX_L_MAN;
  table[POSTWOMAN].bits = DX_L_PERSON | DX_L_WOMAN;
}

dx_listed *
dx_listed_new (void)
{
  dx_listed *l = calloc (1, sizeof *l);
  if (l)
    list (l->table);
  return l;
}

dixit_status
dx_lexicon_open (dx_lexicon *l, const dx_context *c, const dx_listed *listed,
                 dx_arena *arena, dixit_error *error)
{
  dx_listed *const made = listed ? NULL : dx_alloc (arena, 1, sizeof *made);
  l->which = dx_alloc (arena, c->words->count, sizeof *l->which);
  if ((!listed && !made) || !l->which)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (made)
    list (made->table);
  const entry *const table = l->listed = listed ? listed->table : made->table;
  for (uint32_t k = 0; k < c->words->count; k++)
    {
      const dx_word *w = &c->words->words[k];
      const uint32_t key = w->lower;
      uint32_t at = key & (SLOTS - 1);
      while (table[at].key && table[at].key != key)
        at = (at + 1) & (SLOTS - 1);
      if (!table[at].key && w->caps == DX_LOWER && w->size > 4 && w->man)
        at = w->woman ? POSTWOMAN : POSTMAN;
      l->which[k] = (uint16_t) at;
    }
  return DIXIT_OK;
}
