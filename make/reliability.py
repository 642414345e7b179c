#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a confidence of 0.8 means that four in five are right.

usage: make/reliability.py GOLD.jsonl FOUND.jsonl

Of the quotations that were found, terms left out, by their confidence: how many
there are and the share that is right.  Right is one that shares half of its words
with the content of an attribution in GOLD whose source shares a word with its
own (or both have none).  The same for passages between double marks of two words
or more: right if an attribution that holds the passage has that source.
"""
import argparse, collections, json, re

WORD = re.compile(r"\w+(?:['’]\w+)*")
PASSAGE = re.compile(r'[“„«]([^“”„«»"]{3,1500}?)[”»]|"([^“”"\n]{3,1500}?)"')


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('gold'), ap.add_argument('found')
    a = ap.parse_args()
    found = {d['id']: d for d in map(json.loads, open(a.found, encoding='utf8'))}
    quotations, passages = collections.defaultdict(list), collections.defaultdict(list)
    for line in open(a.gold, encoding='utf8'):
        d = json.loads(line)
        starts = [w.start() for w in WORD.finditer(d['text'])]

        def words(spans):
            return {w for w in starts for s, e in spans or [] if s <= w < e}

        gold = [(words(x['content']), words(x.get('source'))) for x in d['attributions']]
        marked = [words([m.span()]) for m in PASSAGE.finditer(d['text'])]
        for q in found[d['id']]['quotes']:
            if q['kind'] == 'term':
                continue
            said, who = words(q['content']), words(q['source'])
            same = [g for g in gold if 2 * 2 * len(g[0] & said) >= len(g[0]) + len(said)]
            step = min(9, int(10 * q['confidence']))
            quotations[step].append(any(g[1] & who or not (g[1] or who) for g in same))
            for m in marked:
                if len(m) < 2 or 2 * len(m & said) < len(m):
                    continue
                holds = [g for g in gold if 2 * len(m & g[0]) >= len(m)]
                if holds or who:
                    passages[step].append(any(g[1] & who or not (g[1] or who) for g in holds))
    print('confidence  quotations  right  passages  right')
    for step in range(10):
        q, p = quotations[step], passages[step]
        if q:
            print(f'{step / 10:.1f}-{step / 10 + .1:.1f}     {len(q):10d}  {100 * sum(q) / len(q):4.0f}%'
                  f'  {len(p):8d}  ' + (f'{100 * sum(p) / len(p):4.0f}%' if p else '    -'))


if __name__ == '__main__':
    main()
