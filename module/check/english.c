/* english.c -- what a word's letters alone say: can it be English?
   SPDX-License-Identifier: GPL-3.0-or-later  */

#include "check/english.h"

#include <string.h>

/* Sorted by strcmp.  */
static const char *const common[] = {
  "a", "able", "about", "above", "according", "across", "act", "action",
  "after", "afternoon", "again", "against", "agency", "ago", "agreement",
  "air", "all", "allow", "almost", "along", "already", "also", "although",
  "always", "am", "among", "an", "and", "announced", "another", "any",
  "anyone", "anything", "are", "area", "around", "as", "asked", "at",
  "attack", "away", "back", "bad", "bank", "be", "became", "because",
  "become", "been", "before", "began", "behind", "being", "best", "better",
  "between", "big", "billion", "both", "bring", "brought", "business",
  "but", "buy", "by", "call", "called", "came", "can", "can't", "cannot",
  "capital", "car", "case", "cause", "central", "century", "change",
  "charge", "chief", "child", "children", "church", "citizens", "city",
  "civil", "clear", "close", "come", "coming", "comment", "common",
  "community", "companies", "company", "conference", "control", "could",
  "countries", "country", "court", "current", "day", "days", "deal",
  "death", "decade", "decision", "deep", "defence", "defense", "deputy",
  "despite", "did", "didn't", "different", "director", "do", "does",
  "doesn't", "doing", "don't", "done", "down", "during", "each", "early",
  "east", "economic", "economy", "eight", "election", "else", "end",
  "energy", "enough", "even", "evening", "event", "ever", "every",
  "everyone", "everything", "evidence", "expected", "face", "fact",
  "family", "far", "few", "fight", "final", "find", "fire", "firm", "first",
  "five", "follow", "following", "food", "for", "force", "forces",
  "foreign", "former", "forward", "found", "four", "free", "friday", "from",
  "full", "further", "future", "game", "gas", "gave", "general", "get",
  "give", "given", "go", "going", "good", "got", "government", "great",
  "group", "groups", "had", "half", "hand", "happen", "hard", "has", "have",
  "having", "he", "head", "health", "hear", "held", "help", "her", "here",
  "herself", "high", "him", "himself", "his", "history", "hold", "home",
  "hope", "hour", "hours", "house", "how", "however", "human", "hundred",
  "i", "if", "important", "in", "including", "increase", "independent",
  "industry", "information", "inside", "interest", "international", "into",
  "is", "isn't", "issue", "it", "its", "itself", "january", "job", "join",
  "judge", "july", "june", "just", "keep", "key", "killed", "kind", "king",
  "knew", "know", "known", "land", "large", "last", "late", "later",
  "latest", "law", "lead", "leader", "leaders", "leading", "learn", "least",
  "leave", "left", "less", "let", "letter", "level", "life", "light",
  "like", "line", "list", "little", "live", "lives", "local", "long",
  "longer", "look", "lose", "lost", "lot", "love", "low", "made", "main",
  "major", "make", "making", "man", "many", "march", "market", "matter",
  "may", "maybe", "me", "mean", "means", "measures", "media", "meet",
  "meeting", "member", "members", "men", "met", "might", "military",
  "million", "minister", "ministry", "minute", "missile", "monday", "money",
  "month", "months", "more", "morning", "most", "mother", "move", "much",
  "must", "my", "name", "nation", "national", "near", "need", "never",
  "new", "news", "next", "night", "nine", "no", "nobody", "none", "nor",
  "north", "not", "nothing", "november", "now", "nuclear", "number",
  "october", "of", "off", "offer", "office", "officer", "official",
  "officials", "often", "oil", "old", "on", "once", "one", "only", "open",
  "opposition", "or", "order", "other", "others", "our", "out", "outside",
  "over", "own", "paid", "part", "parties", "party", "past", "pay", "peace",
  "people", "per", "perhaps", "period", "person", "phone", "place", "plan",
  "plans", "play", "point", "police", "policy", "political", "poor",
  "position", "possible", "power", "president", "press", "pressure",
  "price", "prime", "prison", "private", "problem", "process", "program",
  "project", "public", "put", "question", "quickly", "quite", "rate",
  "rather", "reach", "read", "ready", "real", "really", "reason", "recent",
  "record", "region", "relations", "release", "remain", "report",
  "reported", "reporters", "reports", "republic", "response", "result",
  "return", "right", "rights", "rise", "river", "road", "role", "rule",
  "run", "said", "same", "saturday", "saw", "say", "saying", "says",
  "school", "second", "secretary", "security", "see", "seen", "send",
  "senior", "sent", "september", "service", "set", "seven", "several",
  "shall", "she", "should", "show", "side", "sign", "since", "single",
  "site", "situation", "six", "small", "so", "social", "society",
  "soldiers", "some", "someone", "something", "son", "soon", "source",
  "south", "speak", "special", "spoke", "spokesman", "spokeswoman", "staff",
  "stand", "start", "state", "statement", "states", "still", "stop",
  "story", "street", "strong", "such", "summit", "sunday", "support",
  "sure", "system", "take", "taken", "talk", "talks", "tell", "ten", "term",
  "than", "that", "that's", "the", "their", "them", "themselves", "then",
  "there", "these", "they", "thing", "things", "think", "third", "this",
  "those", "though", "thought", "thousand", "three", "through", "thursday",
  "time", "times", "to", "today", "together", "told", "tomorrow", "too",
  "took", "top", "toward", "towards", "town", "trade", "tried", "true",
  "trust", "try", "trying", "tuesday", "turn", "two", "under", "union",
  "united", "university", "until", "up", "upon", "us", "use", "used",
  "using", "vehicle", "very", "victim", "victory", "village", "violence",
  "visit", "voice", "vote", "voters", "want", "wanted", "war", "was",
  "wasn't", "watch", "water", "way", "we", "weapons", "wednesday", "week",
  "weekend", "weeks", "well", "went", "were", "west", "what", "when",
  "where", "whether", "which", "while", "white", "who", "whole", "whom",
  "whose", "why", "wife", "will", "win", "wish", "with", "within",
  "without", "woman", "women", "won't", "word", "words", "work", "workers",
  "working", "world", "worse", "would", "wouldn't", "write", "wrong",
  "wrote", "year", "years", "yes", "yesterday", "yet", "you", "young",
  "your",
};

/* Per letter, those that follow it in English words more than once in thirty
   thousand pairs.  */
static const char *const follow[26] = {
  "bcdefghijklmnprstuvwxyz",    /* a */
  "abeijlmorstuy",              /* b */
  "acehiklmoqrstuy",            /* c */
  "acdefgilmnorsuvwy",          /* d */
  "abcdefghijklmnopqrstuvwxyz", /* e */
  "aefilorstuy",                /* f */
  "aeghilmnorstuy",             /* g */
  "abcdeilmnorstuwy",           /* h */
  "abcdefghklmnopqrstuvwxz",    /* i */
  "aeiou",                      /* j */
  "adeilmnosy",                 /* k */
  "acdefiklmnoprstuvwy",        /* l */
  "abeilmnopsuy",               /* m */
  "acdefghijklmnopqrstuvwyz",   /* n */
  "abcdefghijklmnoprstuvwxyz",  /* o */
  "aeghilmoprstuy",             /* p */
  "u",                          /* q */
  "abcdefghiklmnoprstuvwy",     /* r */
  "abcefhiklmnopqrstuwy",       /* s */
  "abcefhilmnoprstuwy",         /* t */
  "abcdefgilmnoprsty",          /* u */
  "aeiouy",                     /* v */
  "adehilmnorstwy",             /* w */
  "aceiptu",                    /* x */
  "abceilmnoprstuw",            /* y */
  "aeio",                       /* z */
};

bool
dx_is_common_english (const char *s, size_t n)
{
  size_t low = 0, high = sizeof common / sizeof *common;
  while (low < high)
    {
      size_t mid = low + (high - low) / 2;
      int order = strncmp (common[mid], s, n);
      if (!order && common[mid][n])
        order = 1;
      if (!order)
        return true;
      if (order < 0)
        low = mid + 1;
      else
        high = mid;
    }
  return false;
}

bool
dx_may_be_english (const char *s, size_t n)
{
  for (size_t i = 0; i + 1 < n; i++)
    {
      if (s[i] < 'a' || s[i] > 'z')
        continue;
      if (s[i + 1] >= 'a' && s[i + 1] <= 'z'
          && !strchr (follow[s[i] - 'a'], s[i + 1]))
        return false;
    }
  return true;
}
