/* dixit-vocabulary.c -- word clusters and place names, as a table to learn with.
   SPDX-License-Identifier: GPL-3.0-or-later

   usage: dixit-vocabulary VECTORS.json CITIES.json COUNTRIES.json STATES.json
            CORPORA OUT

   VECTORS: {"dimensions": n, "words": [...], "vectors": [[...], ...]}, the
   commonest words first.  The words are divided by spherical k-means into 64,
   each part into 8, each of those into 4: eleven bits whose prefixes are
   coarser clusters, as those of Brown clusters are.  They are divided once more by
   which names they lean to (train/leaning.h), going by the names of CORPORA, into
   16 kinds of 8.  Of the rarer words only those are kept that lean to names.
   Places: {key: {"name", "population"}}.  OUT has a line a word or name:
     words  TAB  cluster or -  TAB  letters: c city, n country, s state
     TAB  leaning or -
   What words lean to in the attributions of CORPORA, cues and sources, goes to
   saying.tsv beside OUT, where CORPORA have any: a line a word that leans to
   either,
     word  TAB  4 * how much to cues, 0 to 7, + how much to sources, 0 to 3
   Everything is summed in one order, so that the same files give the same
   bytes.  */

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "train/leaning.h"
#include "train/stages.h"

enum
{
  WORDS = 175000,     /* as many as fit a table of 2^18, with the places */
  COMMON = 100000,    /* kept in any case */
  POPULATION = 15000,
  ROUNDS = 16
};

typedef struct
{
  size_t words, dimensions;
  float *vectors;       /* words * dimensions, each of length 1 */
  char **word;
  uint32_t *cluster;
} table;

static float
dot (const float *a, const float *b, size_t n)
{
  float s[8] = { 0 }, all = 0;
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    for (size_t k = 0; k < 8; k++)
      s[k] += a[i + k] * b[i + k];
  for (; i < n; i++)
    all += a[i] * b[i];
  for (size_t k = 0; k < 8; k++)
    all += s[k];
  return all;
}

static void
normalize (float *v, size_t n)
{
  const float length = sqrtf (dot (v, v, n));
  if (length > 0)
    for (size_t i = 0; i < n; i++)
      v[i] /= length;
}

/* Divide the N words in WHICH into K parts; PART gets each one's number.  The
   first centres are words spread evenly over the list.  */
static bool
divide (const table *t, const uint32_t *which, size_t n, size_t k,
        uint32_t *part)
{
  const size_t d = t->dimensions;
  float *centre = calloc (k * d, sizeof *centre);
  if (!centre)
    return false;
  for (size_t c = 0; c < k; c++)
    memcpy (centre + c * d, t->vectors + which[c * n / k] * d,
            d * sizeof *centre);
  for (int round = 0; round < ROUNDS; round++)
    {
      for (size_t i = 0; i < n; i++)
        {
          const float *v = t->vectors + which[i] * d;
          float best = -2;
          for (size_t c = 0; c < k; c++)
            {
              const float s = dot (v, centre + c * d, d);
              if (s > best)
                {
                  best = s;
                  part[i] = (uint32_t) c;
                }
            }
        }
      memset (centre, 0, k * d * sizeof *centre);
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < d; j++)
          centre[part[i] * d + j] += t->vectors[which[i] * d + j];
      for (size_t c = 0; c < k; c++)
        normalize (centre + c * d, d);
    }
  free (centre);
  return true;
}

/* Divide every cluster of T into 1 << BITS.  */
static bool
refine (table *t, size_t clusters, unsigned bits)
{
  uint32_t *which = malloc (t->words * sizeof *which);
  uint32_t *part = malloc (t->words * sizeof *part);
  bool ok = which && part;
  for (size_t i = 0; i < t->words; i++)
    t->cluster[i] <<= bits;
  for (size_t c = 0; c < clusters && ok; c++)
    {
      size_t n = 0;
      for (size_t i = 0; i < t->words; i++)
        if (t->cluster[i] >> bits == c)
          which[n++] = (uint32_t) i;
      if (n >= (size_t) 1 << bits)
        {
          ok = divide (t, which, n, (size_t) 1 << bits, part);
          for (size_t i = 0; i < n && ok; i++)
            t->cluster[which[i]] = (uint32_t) (c << bits) | part[i];
        }
    }
  free (which);
  free (part);
  return ok;
}

static bool
read_vectors (table *t, const char *path)
{
  json_error_t e;
  json_t *o = json_load_file (path, 0, &e);
  const json_t *words = json_object_get (o, "words");
  const json_t *vectors = json_object_get (o, "vectors");
  t->dimensions
    = (size_t) json_integer_value (json_object_get (o, "dimensions"));
  t->words = json_array_size (words);
  if (!t->words || !t->dimensions || t->dimensions > 1000 || !vectors)
    {
      fprintf (stderr, "%s: no vectors (%s)\n", path, o ? "keys" : e.text);
      return false;
    }
  t->vectors = calloc (t->words * t->dimensions, sizeof *t->vectors);
  t->word = calloc (t->words, sizeof *t->word);
  t->cluster = calloc (t->words, sizeof *t->cluster);
  if (!t->vectors || !t->word || !t->cluster)
    return false;
  for (size_t i = 0; i < t->words; i++)
    {
      const char *w = json_string_value (json_array_get (words, i));
      const json_t *v = json_is_array (vectors) ? json_array_get (vectors, i)
                                                : json_object_get (vectors, w);
      t->word[i] = malloc (strlen (w) + 1);
      if (!t->word[i])
        return false;
      strcpy (t->word[i], w);
      for (size_t k = 0; k < t->dimensions; k++)
        t->vectors[i * t->dimensions + k]
          = (float) json_number_value (json_array_get (v, k));
      normalize (t->vectors + i * t->dimensions, t->dimensions);
    }
  json_decref (o);
  return true;
}

static bool
write_places (FILE *out, const char *path, char letter)
{
  json_error_t e;
  json_t *o = json_load_file (path, 0, &e), *place;
  const char *key;
  if (!o)
    {
      fprintf (stderr, "%s: %s\n", path, e.text);
      return false;
    }
  json_object_foreach (o, key, place)
    {
      const json_t *people = json_object_get (place, "population");
      const char *name = json_string_value (json_object_get (place, "name"));
      if (name && (!people || json_integer_value (people) >= POPULATION))
        fprintf (out, "%s\t-\t%c\t-\n", name, letter);
    }
  json_decref (o);
  return true;
}

/* Of chance P, how many of the N BOUNDS it reaches.  */
static unsigned
level (float p, const float *bounds, unsigned n)
{
  unsigned k = 0;
  while (k < n && p >= bounds[k])
    k++;
  return k;
}

/* Write what words of T lean to in speech, those that are mostly in small
   letters (NAMES: DX_LEANINGS chances each).  */
static bool
write_saying (const table *t, const float *names, const char *corpora,
              const char *out)
{
  static const float cue[] = { 0.03f, 0.06f, 0.12f, 0.2f, 0.32f, 0.48f, 0.65f },
                     source[] = { 0.08f, 0.16f, 0.3f };
  char path[4096];
  dixit_error error = { 0 };
  dx_corpus corpus = { 0 };
  float *chances = calloc (t->words * DX_SAYINGS, sizeof *chances);
  bool ok = chances
            && dx_train_path (path, sizeof path, corpora,
                              "quotations/polnear-train.jsonl", &error)
                 == DIXIT_OK;
  FILE *f = NULL;
  if (ok && access (path, R_OK))
    {
      free (chances);
      return true;
    }
  ok = ok && dx_corpus_jsonl (&corpus, path, &error) == DIXIT_OK
       && dx_leanings (&dx_leaning_speech, &corpus, t->word, t->vectors, t->words,
                       t->dimensions, chances, &error)
            == DIXIT_OK
       && dx_train_beside (path, sizeof path, out, "saying.tsv", &error)
            == DIXIT_OK;
  if (!ok)
    fprintf (stderr, "dixit-vocabulary: %s\n", error.message);
  else if (!(f = fopen (path, "w")))
    perror (path);
  for (size_t i = 0; f && i < t->words; i++)
    {
      const float *c = chances + i * DX_SAYINGS;
      const unsigned says = level (c[DX_SAYS], cue, 7),
                     speaks = level (c[DX_IS_SOURCE], source, 3);
      if ((says || speaks) && names[i * DX_LEANINGS + DX_LEAN_SMALL] >= 0.5f)
        fprintf (f, "%s\t%u\n", t->word[i], 4 * says + speaks);
    }
  dx_corpus_free (&corpus);
  free (chances);
  return f && !fclose (f);
}

/* Keep words of T, and the first of them that lean to names, with how they do in
   LEANINGS, whose vectors are the roots of chances: their angles are a distance
   of distributions (Hellinger's).  */
static bool
choose (table *t, const char *corpora, const char *out, table *leanings)
{
  char path[4096];
  dixit_error error = { 0 };
  dx_corpus corpus = { 0 };
  float *chances = calloc (t->words * DX_LEANINGS, sizeof *chances);
  leanings->dimensions = DX_LEANINGS;
  leanings->vectors = calloc (t->words * DX_LEANINGS, sizeof (float));
  leanings->cluster = calloc (t->words, sizeof *leanings->cluster);
  if (!chances || !leanings->vectors || !leanings->cluster)
    return false;
  if (dx_train_path (path, sizeof path, corpora,
                     "entities/worldwide-train.jsonl", &error) != DIXIT_OK
      || dx_corpus_jsonl (&corpus, path, &error) != DIXIT_OK
      || dx_leanings (&dx_leaning_names, &corpus, t->word, t->vectors, t->words, t->dimensions,
                      chances, &error) != DIXIT_OK)
    {
      fprintf (stderr, "dixit-vocabulary: %s\n", error.message);
      return false;
    }
  dx_corpus_free (&corpus);
  if (!write_saying (t, chances, corpora, out))
    return false;
  size_t n = 0;
  for (size_t i = 0; i < t->words && n < WORDS; i++)
    {
      const float *c = chances + i * DX_LEANINGS;
      if (i >= COMMON && c[DX_LEAN_SMALL] >= 0.5f)
        continue;
      t->word[n] = t->word[i];
      memmove (t->vectors + n * t->dimensions, t->vectors + i * t->dimensions,
               t->dimensions * sizeof *t->vectors);
      /* As what stands with a capital, for the most part.  */
      float *to = leanings->vectors + n++ * DX_LEANINGS, large = 1e-6f;
      for (size_t k = 0; k < DX_LEAN_SMALL; k++)
        large += c[k];
      for (size_t k = 0; k < DX_LEAN_SMALL; k++)
        to[k] = sqrtf (c[k] / large);
      to[DX_LEAN_SMALL] = 0.6f * sqrtf (c[DX_LEAN_SMALL]);
      normalize (to, DX_LEANINGS);
    }
  t->words = leanings->words = n;
  free (chances);
  return true;
}

int
main (int argc, char **argv)
{
  table t = { 0 }, leanings = { 0 };
  if (argc != 7)
    {
      fputs ("usage: dixit-vocabulary VECTORS.json CITIES.json COUNTRIES.json "
             "STATES.json CORPORA OUT\n",
             stderr);
      return 2;
    }
  if (!read_vectors (&t, argv[1]) || !choose (&t, argv[5], argv[6], &leanings)
      || !refine (&t, 1, 6) || !refine (&t, 64, 3) || !refine (&t, 512, 2)
      || !refine (&leanings, 1, 4) || !refine (&leanings, 16, 3))
    return 1;
  FILE *out = fopen (argv[6], "w");
  if (!out)
    {
      perror (argv[6]);
      return 1;
    }
  for (size_t i = 0; i < t.words; i++)
    fprintf (out, "%s\t%u\t\t%u\n", t.word[i], (unsigned) t.cluster[i],
             (unsigned) leanings.cluster[i]);
  const bool ok = write_places (out, argv[2], 'c')
                  && write_places (out, argv[3], 'n')
                  && write_places (out, argv[4], 's');
  return fclose (out) || !ok;
}
