#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well marked words that are nobody's are told from speech.

usage: make/terms.py GOLD.jsonl FOUND.jsonl [--errors N]

Of every passage between outermost marks (as FOUND pairs them), gold says
speech where half of its words or more lie in the content of an attribution, and
else term: a title, a nickname, a scare quote.  What was found says speech
where half of them lie in quotations other than terms.  Prints precision, recall
and F1 of both answers.
"""
import argparse, json, re

WORD = re.compile(r"\w+(?:['’]\w+)*")


def share(words, spans):
    return sum(any(s <= w < e for s, e in spans) for w in words) / len(words)


def row(name, right, found, gold):
    p, r = (100 * right / n if n else 0 for n in (found, gold))
    f = 2 * p * r / (p + r) if p + r else 0
    print(f'{name:8s} P {p:5.1f}  R {r:5.1f}  F1 {f:5.1f}   (gold {gold}, predicted {found})')


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('gold'), ap.add_argument('found')
    ap.add_argument('--errors', type=int, default=0, help='print the first N')
    a = ap.parse_args()
    found = {d['id']: d for d in map(json.loads, open(a.found, encoding='utf8'))}
    count = {(want, got): 0 for want in (0, 1) for got in (0, 1)}
    for line in open(a.gold, encoding='utf8'):
        d = json.loads(line)
        said = [s for x in d['attributions'] for s in x['content']]
        got = [s for q in found[d['id']]['quotes'] if q['kind'] != 'term' for s in q['content']]
        for m in found[d['id']]['marks']:
            words = [w.start() + m['start']
                     for w in WORD.finditer(d['text'][m['start']:m['end']])]
            if m['depth'] or not words:
                continue
            key = share(words, said) >= .5, share(words, got) >= .5
            count[key] += 1
            if key[0] != key[1] and a.errors:
                a.errors -= 1
                print(f"{'missed' if key[0] else 'taken for speech'}: {d['id']}: "
                      + repr(d['text'][m['start'] - 60:m['end'] + 30]))
    row('term', count[0, 0], count[0, 0] + count[1, 0], count[0, 0] + count[0, 1])
    row('speech', count[1, 1], count[1, 1] + count[0, 1], count[1, 1] + count[1, 0])


if __name__ == '__main__':
    main()
