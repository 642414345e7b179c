/* around.c -- what stands around a word, here and elsewhere in the text.
   SPDX-License-Identifier: GPL-3.0-or-later

   A name that says nothing of itself is seldom named once only, and where it is
   named first the text says what it is: "the chip maker Nexo", "Nexo, a firm
   that …", "Nexo's shares".  Each place of a word so profits from the
   neighbours that it has at all of them (Chieu and Ng 2002; Ratinov and Roth
   2009, "context aggregation").  */

#include "find/around.h"

#include <string.h>

/* What a noun names; and what is none, but tells, too.  */
enum { NO_NOUN, A_BODY, A_PERSON, A_PLACE, A_THING, THE, NOUNS };

/* White space between.  */
static const char *const nouns[NOUNS] = {
  [A_BODY]
  = "agency airline alliance app arm army association authority band bank bhd "
    "bloc board body brand broadcaster bureau business carrier chain channel "
    "charity church club co. coalition college commission committee company "
    "conglomerate consortium contractor cooperative corp corp. corporation "
    "council court daily department developer division enterprise exchange "
    "federation firm force forum foundation franchise fund gallery giant gmbh "
    "government group holdings hospital inc inc. institute institution insurer "
    "journal label league lender limited llc ltd ltd. magazine maker "
    "manufacturer militants militia ministry movement museum network newspaper "
    "ngo non-profit nonprofit office operator orchestra organisation "
    "organization outlet parliament partnership party platform plc police "
    "portal producer provider pte publisher retailer school sdn side society "
    "squad start-up startup station studio subsidiary supplier tabloid team "
    "theater theatre trust union unit university utility venture website",
  [A_PERSON]
  = "activist actor actress ambassador analyst artist attorney author brother "
    "candidate captain ceo chairman chairwoman chief co-founder coach daughter "
    "defender director doctor driver editor engineer entrepreneur expert farmer "
    "father founder general governor head husband journalist judge lawyer leader "
    "lecturer man manager mayor member midfielder minister mother nurse officer "
    "official owner player poet president professor reporter researcher resident "
    "scientist secretary senator singer sister son spokesman spokesperson "
    "spokeswoman striker student teacher who whose wife woman worker writer",
  [A_PLACE]
  = "airport area basin bay beach border capital city coast commune country "
    "county desert district east eastern governorate highway island islands "
    "kingdom lake mountain mountains municipality nation neighborhood "
    "neighbourhood north northern parish peninsula plateau port prefecture "
    "province region republic resort river road settlement south southern "
    "square state street suburb territory town township valley village west "
    "western",
  [A_THING]
  = "accord act agreement aircraft album amendment award awards bill book "
    "campaign car ceremony championship championships charter code conference "
    "congress constitution convention cryptocurrency cup currency deal "
    "declaration degree device disease documentary election elections exhibition "
    "fair festival film game games holiday index initiative jet language law "
    "marathon method missile mission model movie novel operation outbreak pact "
    "pageant painting pandemic phone pipeline plan play poem policy prize program "
    "programme project protocol race religion report resolution satellite scheme "
    "season series ship show single smartphone software song strategy summit "
    "survey syndrome system tax theory token tournament treaty vaccine variant "
    "vehicle vessel virus war",
  [THE] = "the"
};

enum { SLOTS = 1024 };

typedef struct
{
  uint32_t key;
  uint8_t noun;
} entry;

static entry *
slot_of (entry *table, uint32_t key)
{
  uint32_t at = key & (SLOTS - 1);
  while (table[at].key && table[at].key != key)
    at = (at + 1) & (SLOTS - 1);
  return &table[at];
}

/* What each word names.  */
static void
find_nouns (dx_context *c)
{
  entry table[SLOTS] = { 0 };
  for (uint8_t k = 1; k < NOUNS; k++)
    for (const char *s = nouns[k]; *s;)
      {
        const size_t n = strcspn (s, " ");
        const uint32_t key = dx_hash (s, n);
        *slot_of (table, key) = (entry) { key, k };
        s += n + (s[n] == ' ');
      }
  for (uint32_t k = 0; k < c->words->count; k++)
    c->noun[k] = slot_of (table, c->words->words[k].lower)->noun;
}

static bool
is_capital (const dx_context *c, uint32_t i)
{
  return dx_word_of (c->words, i)->caps >= DX_TITLE;
}

/* May what stands around token I, which has a capital, tell something?  */
static bool
is_telling (const dx_context *c, uint32_t i)
{
  const uint32_t home = dx_sentence_at (c, i);
  return !c->titled[home] && c->words->cased[home] == DX_CASED;
}

/* The names of the features of words of many places: where a text has more words than
   are kept at hand, the taggers ask for them again and again.  */
struct dx_arounds
{
  dx_arena *arena;
  uint32_t *at;            /* per number: 1 + where it has its names, or 0 */
  uint32_t *names;         /* of each such word: how many, and they */
  size_t count, room;
};

/* Keep the N KEYS of number WHICH, if there is room.  */
static void
keep (struct dx_arounds *a, uint32_t which, const uint64_t *keys, size_t n)
{
  if (a->count + n >= UINT32_MAX
      || !dx_reserve (a->arena, &a->names, &a->room, a->count, a->count + n + 1,
                      sizeof *a->names))
    return;
  a->names[a->count++] = (uint32_t) n;
  a->at[which] = (uint32_t) a->count;
  for (size_t k = 0; k < n; k++)
    a->names[a->count++] = dx_feature_name (keys[k]);
}

dixit_status
dx_around_open (dx_context *c, dx_arena *arena, dixit_error *error)
{
  const dx_words *w = c->words;
  dx_arena scratch = { 0 };
  uint32_t places = 0;
  c->noun = dx_alloc (arena, w->count, 1);
  c->which = dx_alloc (arena, w->count, sizeof *c->which);
  if (!c->noun || !c->which)
    goto memory;
  find_nouns (c);
  c->numbers = 0;
  for (uint32_t k = 0; k < w->count; k++)
    if (w->words[k].caps >= DX_TITLE)
      c->which[k] = ++c->numbers;
  c->stands = dx_alloc (arena, c->numbers + (size_t) 2, sizeof *c->stands);
  c->arounds = dx_alloc (arena, 1, sizeof *c->arounds);
  if (!c->arounds)
    goto memory;
  *c->arounds = (struct dx_arounds) {
    .arena = arena,
    .at = dx_alloc (arena, c->numbers + (size_t) 1, sizeof *c->arounds->at)
  };
  /* Per number: places that have not found theirs.  */
  uint8_t *left = dx_alloc (&scratch, c->numbers + (size_t) 1, 1);
  if (!c->stands || !left || !c->arounds->at)
    goto memory;
  for (uint32_t x = 0; x < w->capital_count; x++)
    {
      const uint32_t i = w->capitals[x], which = c->which[w->of[i]];
      if (left[which] < DX_STANDS_MOST && is_telling (c, i))
        left[which]++;
    }
  for (uint32_t k = 0; k <= c->numbers; k++)
    c->stands[k + 1] = places += left[k];
  c->places = dx_alloc (arena, places, sizeof *c->places);
  if (!c->places)
    goto memory;
  for (uint32_t x = 0; x < w->capital_count; x++)
    {
      const uint32_t i = w->capitals[x], which = c->which[w->of[i]];
      if (left[which] && is_telling (c, i))
        c->places[c->stands[which + 1] - left[which]--] = i;
    }
  dx_arena_free (&scratch);
  return DIXIT_OK;
memory:
  dx_arena_free (&scratch);
  return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
}

/* Where templates start.  */
enum
{
  T_AROUND = 0x20a0,   /* left, right: word, cluster; the run's last, first word;
                          an apposition's head: word, cluster */
  T_TOLD = 0x20a8
};

/* What is told of a word; bit set.  The first four are shifted by what a noun
   names.  */
enum
{
  AFTER = 1 << 0,         /* it stands after such a noun */
  BEFORE = 1 << 5,
  IS = 1 << 10,           /* the noun follows a comma after it */
  LAST = 1 << 15,         /* ends the capitalised words that it begins */
  OWNER = 1 << 21,        /* 's follows */
  BRACKETED = 1 << 22, TOLD_END = 1 << 23
};

/* Keys so far, none of them twice.  */
typedef struct
{
  uint64_t *keys;
  size_t count;
} list;

static void
add (list *l, uint32_t template, uint32_t value)
{
  const uint64_t key = dx_key (template, value);
  for (size_t k = 0; k < l->count; k++)
    if (l->keys[k] == key)
      return;
  l->keys[l->count++] = key;
}

/* The word of token I and its cluster, as templates T and T + 1.  */
static void
add_word (const dx_context *c, list *l, uint32_t t, uint32_t i)
{
  if (!l)
    return;
  const uint32_t word = c->words->of[i];
  add (l, t, c->words->words[word].lower);
  add (l, t + 1, (c->cluster[word] + 3u) / 4);
}

/* The head of the apposition that may begin at token I: the last noun in a row,
   or "who"; DIXIT_NONE for none.  */
static uint32_t
apposed (const dx_context *c, uint32_t i, uint32_t end)
{
  enum { PHRASE = 7 };
  uint32_t head = DIXIT_NONE;
  for (uint32_t k = i; k < end && k < i + PHRASE; k++)
    switch (c->pos[k])
      {
      case DX_POS_NN: case DX_POS_NNS: case DX_POS_NNP:
        head = k;
        break;
      case DX_POS_WP:
        return head == DIXIT_NONE ? k : head;
      case DX_POS_DT: case DX_POS_JJ: case DX_POS_CD: case DX_POS_VBN:
      case DX_POS_RB:
        if (head == DIXIT_NONE)
          break;
        return head;
      default:
        return head;
      }
  return head;
}

/* What the first noun that says so from token I on names.  */
static uint32_t
told (const dx_context *c, uint32_t i, uint32_t end)
{
  enum { REACH = 7 };
  for (uint32_t k = i; k < end && k < i + REACH; k++)
    {
      const uint32_t word = c->words->of[k];
      if (c->noun[word] && c->noun[word] != THE && !is_capital (c, k))
        return (uint32_t) IS << c->noun[word];
      if (c->words->words[word].caps == DX_NOCASE
          && c->text->tokens[k].kind != DX_NUMBER)
        return 0;
    }
  return 0;
}

/* Add what stands around token I to L, unless that is NULL; what it tells.  */
static uint32_t
look (const dx_context *c, uint32_t i, list *l)
{
  enum { LONGEST = 5 };
  const dx_run s = dx_sentence_of (c->text, i);
  const uint32_t from = s.first, end = s.end;
  uint32_t a = i, b = i, tells = 0, noun;
  while (a > from && i - a < LONGEST && is_capital (c, a - 1))
    a--;
  while (b + 1 < end && b - i < LONGEST && is_capital (c, b + 1))
    b++;
  if (b > i)
    {
      if (l)
        add (l, T_AROUND + 4, dx_word_of (c->words, b)->lower);
      if ((noun = c->noun[c->words->of[b]]))
        tells |= (uint32_t) LAST << noun;
    }
  if (a < i && l)
    add (l, T_AROUND + 5, dx_word_of (c->words, a)->lower);
  if (a > from)
    {
      const uint32_t k = a - 1;
      add_word (c, l, T_AROUND, k);
      if ((noun = c->noun[c->words->of[k]]))
        tells |= (uint32_t) AFTER << noun;
      if (c->pos[k] == DX_POS_IN && k > from
          && c->noun[c->words->of[k - 1]] == A_PLACE)
        tells |= AFTER << A_PLACE;
      if (dx_first_byte (c->text, k) == '(' && b + 1 < end
          && dx_first_byte (c->text, b + 1) == ')')
        tells |= BRACKETED;
    }
  if (b + 1 < end)
    {
      const uint32_t k = b + 1;
      const char mark = dx_first_byte (c->text, k);
      add_word (c, l, T_AROUND + 2, k);
      if ((noun = c->noun[c->words->of[k]]))
        tells |= (uint32_t) BEFORE << noun;
      if (c->pos[k] == DX_POS_POS)
        tells |= OWNER;
      if (mark == ',' || mark == '(')
        tells |= told (c, k + 1, end);
      const uint32_t head
        = mark == ',' && l ? apposed (c, k + 1, end) : DIXIT_NONE;
      if (head != DIXIT_NONE)
        add_word (c, l, T_AROUND + 6, head);
    }
  return tells;
}

size_t
dx_around (const dx_context *c, uint32_t word, uint64_t *keys)
{
  list l = { .keys = keys };
  const dx_word *w = &c->words->words[word];
  const uint32_t *at;
  const uint32_t count = dx_stands_of (c, word, &at);
  uint32_t tells = 0;
  enum { MANY = 5 };
  struct dx_arounds *const kept = count >= MANY ? c->arounds : NULL;
  if (kept && kept->at[c->which[word]])
    {
      const uint32_t *names = kept->names + kept->at[c->which[word]];
      for (uint32_t k = 0; k < names[-1]; k++)
        keys[k] = (uint64_t) names[k] << 32;
      return names[-1];
    }
  /* In a text of many names each place is far from the next: what is looked at there is
     asked for beforehand.  */
  const uint32_t last = c->text->token_count - 1;
  for (uint32_t k = 0; count > 2 && k < count; k++)
    {
      __builtin_prefetch (&c->words->of[at[k]]);
      __builtin_prefetch (&c->text->tokens[at[k]]);
      __builtin_prefetch (&c->text->sentences[at[k] / DX_STARTS_STEP]);
    }
  for (uint32_t k = 0; count > 2 && k < count; k++)
    {
      __builtin_prefetch (dx_word_of (c->words, at[k] ? at[k] - 1 : 0));
      __builtin_prefetch (dx_word_of (c->words, at[k] < last ? at[k] + 1 : last));
      __builtin_prefetch (c->text->bytes + dx_start_of (c->text, at[k]));
    }
  for (uint32_t k = 0; k < count; k++)
    tells |= look (c, at[k], k < DX_STANDS_WORDS ? &l : NULL);
  add (&l, T_TOLD, tells);
  for (uint32_t bit = 1; bit < TOLD_END; bit <<= 1)
    if (tells & bit)
      add (&l, T_TOLD + 1, dx_join (bit, w->brief));
  if (kept)
    keep (kept, c->which[word], keys, l.count);
  return l.count;
}
