#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Corpora of names with open licences, as the trainer of names wants them.

usage: make/open.py CORPORA OUT

Writes OUT/entities/worldwide-train.jsonl from wikigold, the Broad Twitter Corpus
and WNUT 2017's training part (CC BY 4.0) and the names of the English Web
Treebank (CC BY-SA 4.0), tags as make/names.py reads them, and links
OUT/syntax.  build/dixit-vocabulary and the stages pos, first and names of
build/dixit-train then take OUT for CORPORA.  Types but PER, ORG and LOC have no
examples there.
"""
import json, os, sys

from names import TYPES, corpus

FILES = (('wikigold.conll', True), ('ewt-uner-dev.iob2', True), ('ewt-uner-test.iob2', True),
         ('broad-twitter.conll', False), ('wnut17-train.conll', False))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    data, out = sys.argv[1:]
    os.makedirs(os.path.join(out, 'entities'), exist_ok=True)
    if not os.path.exists(os.path.join(out, 'syntax')):
        os.symlink(os.path.abspath(os.path.join(data, 'syntax')), os.path.join(out, 'syntax'))
    with open(os.path.join(out, 'entities', 'worldwide-train.jsonl'), 'w', encoding='utf8') as f:
        for name, whole in FILES:
            documents = corpus(os.path.join(data, 'entities', name), whole)
            for d in documents:
                d['id'] = f"{name.split('.')[0]}-{d['id']}"
                d['entities'] = [dict(e, type=TYPES[e['type']]) for e in d['entities'] if e['type'] in TYPES]
                f.write(json.dumps(d, ensure_ascii=False) + '\n')
            print(f"{name}: {len(documents)} documents, {sum(len(d['text'].split()) for d in documents)} words, "
                  f"{sum(len(d['entities']) for d in documents)} names")


main()
