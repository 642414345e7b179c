/* patterns.c -- the patterns, and PCRE2 held on a short lead.
   SPDX-License-Identifier: GPL-3.0-or-later  */

#define PCRE2_CODE_UNIT_WIDTH 8

#include "text/patterns.h"
#include "text/text.h"

#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 20000, DEPTH_LIMIT = 2000, HEAP_LIMIT = 1024 /* KiB */ };

#define MONTH "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?" \
  "|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?" \
  "|Dec(?:ember)?)\\.?"
#define AGENCY "(?:AP|AFP|Reuters|REUTERS|Xinhua|UPI|ANI|PTI|IANS|dpa|DPA" \
  "|TASS|Interfax|Bloomberg|CNN|BBC|EFE|ANSA|Kyodo|Yonhap|Bernama|ANTARA" \
  "|MENA|SANA|WAM|APP|PNA|VOA|RFE/RL|AAP|Agencies|IPS)"
#define WORD "\\p{Lu}[\\p{L}\\p{M}.'’-]*+"
#define CAPS "\\p{Lu}[\\p{Lu}\\p{M}.'’-]++"

/* Each is anchored at the start of its subject.  PCRE2_EXTENDED: blanks do
   not count, hence \x20.  */
static const struct
{
  const char *name;
  uint32_t options;
  const char *source;
} table[DX_PATTERN_COUNT] = {
  [DX_P_FURNITURE] = { "furniture", PCRE2_CASELESS,
    "(?: (?: https?:// | file:// | www\\. ) \\S++ (?: \\s+ \\d+ / \\d+ )?"
    /* Page 3, Page 3 of 7, p. 3 */
    " | (?: page | p\\. | pg\\. ) \\s* \\d{1,4} (?: \\s* (?: of | / ) \\s*"
    "      \\d{1,4} )?"
    /* 3, - 3 -, [3], 3/7, 3 of 7 */
    " | [-–—\\[(|]? \\s* \\d{1,3} \\s* [-–—\\])|]?"
    " | \\d{1,3} \\s* (?: / | of ) \\s* \\d{1,3}"
    /* the stamp of a browser's printout: date, time, title */
    " | \\d{1,2} [/.] \\d{1,2} [/.] \\d{2,4} ,? \\s+ \\d{1,2} : \\d\\d"
    "   (?: \\s* [ap] \\.? m \\.? )? (?: \\s .{0,200} )?"
    /* what web pages put between two paragraphs, or two halves of one */
    " | (?: skip \\x20 )? advertisement | story \\x20 continues \\x20 below"
    "      .{0,40}"
    " | continue \\x20 reading \\x20 the \\x20 main \\x20 story"
    " | (?: article | story ) \\x20 continues \\x20 (?: after | below )"
    "      .{0,40}"
    " | \\( (?: more | continued .{0,40} ) \\)"
    " | continued \\x20 (?: on | from ) \\x20 page .{0,20}"
    " | (?: printed | downloaded ) \\x20 (?: from | on ) \\x20 .{1,120}"
    ") \\s* \\z" },
  [DX_P_DATELINE] = { "dateline", 0,
    /* KUALA LUMPUR, July 10 (AFP) — ; WASHINGTON ― ; Beijing (Reuters) - */
    "(?: " CAPS " (?: [\\x20/] " CAPS " ){0,3}"
    "    (?: , \\s " WORD " (?: \\x20 " WORD " ){0,2} (?= [,\\s(] ) )?"
    "    (?: ,? \\s " MONTH " \\s \\d{1,2} (?: , \\s \\d{4} )? )?"
    "    (?: ,? \\s* (?: \\( [^()\\n]{2,40} \\) | / [^/\\n]{2,30} / ) )?"
    " | " WORD " (?: \\x20 " WORD " ){0,2} (?: , \\s " WORD " )?"
    "    (?: , \\s " MONTH " \\s \\d{1,2} (?: , \\s \\d{4} )? )?"
    "    \\s \\( " AGENCY " [^()\\n]{0,20} \\)"
    " | \\( (?: " AGENCY " | \\p{Lu}[\\p{L}\\x20/.]{1,24} ) \\)"
    ") \\s* (?: — | – | ― | --? | \\| | : (?= \\s ) ) \\s* (?="
    "      [\\p{Lu}\"“‘'\\d«] )" },
  [DX_P_RELATED] = { "related", PCRE2_CASELESS,
    "(?: (?: related (?: \\x20 (?: articles? | stor(?:y|ies) | news | content"
    "        | coverage | reading | topics? | posts? | links? ) )?"
    "      | read | watch | listen | recommended | more | see | (?: in \\x20"
    "      )? pictures"
    "      | explainer | further \\x20 reading | don['’]t \\x20 miss | full"
    "      \\x20 story"
    "      | read \\x20 the \\x20 full \\x20 \\w+ (?: \\x20 here )? |"
    "      analysis )"
    "      \\s* [:|»>]"
    "  | (?: also \\x20 read | read \\x20 (?: also | more | next ) | see"
    "      \\x20 also"
    "      | more \\x20 (?: on \\x20 this | stories | coverage )"
    "      | related \\x20 (?: articles? | stor(?:y|ies) | posts? )"
    "      | you \\x20 (?: may | might ) \\x20 also \\x20 like ) \\b"
    "      (?: \\x20 (?: about | on | from ) \\x20 [^:|\\n]{1,40} )? \\s*"
    "      [:|»>–—-]?+ ) \\s*" },
  [DX_P_BYLINE] = { "byline", 0,
    "(?: (?: [Bb][Yy] | Written \\x20 by | Story \\x20 by ) :? \\s++"
    "    (?= \\p{Lu} ) (?: (?: " WORD " | and | of | for | in | the | with |"
    "      at | de | van"
    "    | von | der | den | da | di | bin | bint | al | el | ibn | & |"
    "      [|/,–—-] | \\d++ )"
    "    ,?+ \\s*+ ){1,18}+"
    /* a lone date, or when it was published */
    " | (?: (?: Published | Updated | Posted | Last \\x20 updated | Modified"
    "      | Date"
    "      | PUBLISHED | UPDATED | POSTED | Issued )"
    "      (?: \\x20 (?: on | at ) )? :? \\s++ )?"
    "   (?: (?: Mon | Tues | Wednes | Thurs | Fri | Satur | Sun ) day ,? \\s++"
    "      | (?: Mon | Tue | Wed | Thu | Fri | Sat | Sun ) ,? \\s++ )?"
    "   (?: " MONTH " \\s++ \\d{1,2} (?: st | nd | rd | th )? (?: ,? \\s++"
    "      \\d{4} )?"
    "     | \\d{1,2} (?: st | nd | rd | th )? \\s++ " MONTH " ,? \\s++ \\d{4}"
    "     | \\d{4} - \\d\\d - \\d\\d | \\d{1,2} [/.] \\d{1,2} [/.] \\d{2,4} )"
    "   (?: [,|\\s–—-]*+ (?: at \\s )? \\d{1,2} [:.] \\d\\d .{0,24}+ )?"
    /* an agency or a newspaper signs off: (AFP), – Reuters, © 2025 … */
    " | [(\\[]? (?: " AGENCY " (?: [/,\\x20]++ (?: and \\x20 )? )? ){1,3}+"
    "   [)\\]]?"
    " | (?: -{1,2} | – | — ) \\s? " WORD " (?: [\\x20/,] " WORD " ){0,5}"
    " | (?: © | \\([cC]\\) | Copyright ) .{0,120}+"
    " | [(\\[]? (?: Additional \\x20 )? [Rr]eporting \\x20 by \\x20 .{1,180}+"
    ") \\s* \\z" },
  [DX_P_CAPTION] = { "caption", 0,
    "(?: (?: (?i: file \\x20 )? (?i: photo | image | picture | video |"
    "      illustration"
    "      | graphic | caption ) s? (?: \\x20 (?i: by | credit | courtesy |"
    "      caption"
    "      | illustration | gallery ) )? (?: \\x20 of )? \\s* : | Credit"
    "      \\s* : | FILE \\s* [-–—]"
    "      | Pictured \\s* :? | (?i: photo \\x20 by ) | File \\x20 photo |"
    "      FILE \\x20 PHOTO ) \\s* \\S"
    " | [^\\n]{0,240}? (?: \\( (?: (?: AP | File | Reuters | AFP ) \\x20 )?"
    "      (?i: photo | image | picture | credit | courtesy ) [^()\\n]{0,80}"
    "      \\) \\.?"
    "      | (?: Getty \\x20 Images | / \\x20? " AGENCY " | via \\x20 " AGENCY
    "      | Shutterstock | EPA-EFE ) \\)? \\.? ) \\s* \\z )" },
  [DX_P_TURN] = { "turn", 0,
    "(?! (?i: byline | correction | update | updated | note | editor |"
    "      source | photo"
    "      | warning | breaking | location | date | price | tel | email )"
    "      \\b )"
    "(?: (?: Q | A | Question | Answer ) \\.? \\s? :"
    " | (?: Q | A ) \\. (?= \\s )"
    " | " CAPS " (?: [\\x20] " CAPS " ){0,5} (?: \\x20? \\( [^()\\n]{1,40}"
    "      \\) )? \\s? :"
    " | (?: Mr | Mrs | Ms | Dr ) \\. \\x20 " WORD " :"
    " | " WORD " (?: \\x20 " WORD " ){1,4} :"
    ") (?= \\s )" },
  [DX_P_BULLET] = { "bullet", 0,
    "(?: [•‣◦▪●○■□▸►▶➤·*+] | - | \\d{1,3} [.)] | \\( (?: \\d{1,3} | [a-z] )"
    "      \\)"
    " | [a-z] \\) ) \\s++ (?= \\S )" },
  [DX_P_ABBREVIATION] = { "abbreviation", 0,
    /* titles */
    "(?: (?: Mr | Mrs | Ms | Mx | Dr | Drs | Prof | Gen | Lt | Col | Maj |"
    "      Capt | Cpt | Cmdr"
    "  | Sgt | Cpl | Pvt | Adm | Sen | Sens | Rep | Reps | Gov | Govs | Pres"
    "      | Rev"
    "  | Fr | Hon | Amb | Supt | Insp | Det | Messrs | Mme | Mlle | St | Sts"
    "      | Ste | Brig | Cdr"
    "  | Jr | Sr | Esq | Atty | Sec | Asst | Assoc"
    /* firms, streets, places */
    "  | Inc | Corp | Co | Cos | Ltd | Bros | Pty | Plc | LLC | Dept | Univ"
    "      | Natl | Intl"
    "  | Ave | Blvd | Rd | Mt | Ft | Pt | Hwy"
    /* months and days that are no words */
    "  | Jan | Feb | Mar | Apr | Jun | Jul | Aug | Sept | Sep | Oct | Nov |"
    "      Dec"
    "  | Tue | Tues | Thu | Thur | Thurs"
    /* states, as news agencies write them */
    "  | Ala | Ariz | Ark | Calif | Colo | Conn | Del | Fla | Ga | Ill | Ind"
    "      | Kan | Ky | La"
    "  | Mass | Md | Mich | Minn | Miss | Mo | Mont | Neb | Nev | Okla | Ore"
    "      | Pa | Penn"
    "  | Tenn | Tex | Va | Vt | Wash | Wis | Wyo"
    /* Latin and the rest */
    "  | vs | etc | cf | al | approx | dept | est | ca | viz | ft | Vol | Ed"
    "      | Eds"
    "  | Ph\\.D | M\\.Sc | B\\.Sc | Ed\\.D | Ph | Dem | Op ) \\. (?! \\w )"
    " | (?: No | Nos | no | nos | p | pp | Art | art | Fig | fig | Sec | sec"
    "      | Ch | ch | vol"
    "   | Para | para ) \\. (?= \\s? \\d ) )" },
};

struct dx_patterns
{
  pcre2_code *codes[DX_PATTERN_COUNT];
  bool jit[DX_PATTERN_COUNT];
};

struct dx_matcher
{
  const dx_patterns *patterns;
  pcre2_match_data *data;
  pcre2_match_context *context;
};

static dixit_status
compile (dx_patterns *patterns, int i, dixit_error *error)
{
  int code;
  PCRE2_SIZE offset;
  patterns->codes[i]
    = pcre2_compile ((PCRE2_SPTR) table[i].source, PCRE2_ZERO_TERMINATED,
                     PCRE2_UTF | PCRE2_UCP | PCRE2_ANCHORED | PCRE2_EXTENDED
                       | table[i].options,
                     &code, &offset, NULL);
  if (!patterns->codes[i] && code == PCRE2_ERROR_HEAP_FAILED)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  if (!patterns->codes[i])
    {
      PCRE2_UCHAR message[160];
      if (pcre2_get_error_message (code, message, sizeof message) < 0)
        message[0] = 0;
      return dx_fail (error, DIXIT_BAD_PATTERN, offset,
                      "pattern '%s': %s", table[i].name,
                      (const char *) message);
    }
  /* Where the system forbids it, the interpreter does.  */
  patterns->jit[i]
    = pcre2_jit_compile (patterns->codes[i], PCRE2_JIT_COMPLETE) == 0;
  return DIXIT_OK;
}

dixit_status
dx_patterns_compile (dx_patterns **out, dixit_error *error)
{
  *out = NULL;
  dx_patterns *patterns = calloc (1, sizeof *patterns);
  if (!patterns)
    return dx_fail (error, DIXIT_NO_MEMORY, 0, "out of memory");
  for (int i = 0; i < DX_PATTERN_COUNT; i++)
    {
      dixit_status status = compile (patterns, i, error);
      if (status != DIXIT_OK)
        {
          dx_patterns_free (patterns);
          return status;
        }
    }
  *out = patterns;
  return DIXIT_OK;
}

void
dx_patterns_free (dx_patterns *patterns)
{
  if (!patterns)
    return;
  for (int i = 0; i < DX_PATTERN_COUNT; i++)
    pcre2_code_free (patterns->codes[i]);
  free (patterns);
}

dx_matcher *
dx_matcher_new (const dx_patterns *patterns)
{
  dx_matcher *m = calloc (1, sizeof *m);
  if (!m)
    return NULL;
  m->patterns = patterns;
  m->data = pcre2_match_data_create (1, NULL);
  m->context = pcre2_match_context_create (NULL);
  if (!m->data || !m->context)
    {
      dx_matcher_free (m);
      return NULL;
    }
  pcre2_set_match_limit (m->context, MATCH_LIMIT);
  pcre2_set_depth_limit (m->context, DEPTH_LIMIT);
  pcre2_set_heap_limit (m->context, HEAP_LIMIT);
  return m;
}

void
dx_matcher_free (dx_matcher *m)
{
  if (!m)
    return;
  pcre2_match_context_free (m->context);
  pcre2_match_data_free (m->data);
  free (m);
}

size_t
dx_match (dx_matcher *m, dx_pattern pattern, const char *s, size_t size)
{
  const pcre2_code *code = m->patterns->codes[pattern];
  int found;
  if (m->patterns->jit[pattern])
    found = pcre2_jit_match (code, (PCRE2_SPTR) s, size, 0,
                             PCRE2_NO_UTF_CHECK, m->data, m->context);
  else
    found = pcre2_match (code, (PCRE2_SPTR) s, size, 0, PCRE2_NO_UTF_CHECK,
                         m->data, m->context);
  return found < 0 ? 0 : pcre2_get_ovector_pointer (m->data)[1];
}
