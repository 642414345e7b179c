#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names elsewhere: by region, in other corpora, in small or large letters.

usage: make/names.py CORPORA ANALYZE MODEL OUT

PER, ORG and LOC, exact span and type, facilities as places; F1 of each, and of
the three.  Regions are the first part of the names of worldwide-dev's articles.
Corpora with other tags are read as: person = PER; corporation and group = ORG;
location = LOC; what else they mark is left out of the gold, but not
what is found there.  Their words are joined by spaces, but for marks that stand
close; sentences stay on lines of their own, as paragraphs, but that
Wikipedia's are told one after the other as an article.
"""
import collections, json, os, subprocess, sys

TYPES = {'PER': 'PER', 'ORG': 'ORG', 'LOC': 'LOC', 'FAC': 'LOC', 'person': 'PER',
         'corporation': 'ORG', 'group': 'ORG', 'location': 'LOC'}
CLOSE = {',', '.', ':', ';', '?', '!', ')', ']', '%', "'s", "'", '’s', '’', "n't", "'re", "'ll", "'ve", "'m", "'d"}
OPEN = {'(', '[', '$', '#', '@'}


def sentences(path):
    """Lists of (word, tag); an empty list where a document starts."""
    words = []
    for line in open(path, encoding='utf8'):
        line = line.rstrip('\n')
        parts = line.split('\t') if '\t' in line else line.split()
        if line.startswith('# newdoc') or (parts and parts[0] == '-DOCSTART-'):
            yield []
        elif line.startswith('#') and path.endswith('iob2'):
            continue
        elif len(parts) < 2 or not parts[0].strip():
            if words:
                yield words
            words = []
        else:
            words.append((parts[1], parts[2]) if path.endswith('iob2') else (parts[0], parts[-1]))
    if words:
        yield words


class Document:
    def __init__(self):
        self.text, self.entities = '', []

    def add(self, words, between):
        if self.text:
            self.text += between
        last = 'O'
        for k, (word, tag) in enumerate(words):
            if k and word not in CLOSE and words[k - 1][0] not in OPEN:
                self.text += ' '
            start, kind = len(self.text), tag[2:]
            self.text += word
            if tag != 'O' and (tag[0] == 'B' or last == 'O' or last[2:] != kind):
                self.entities.append([start, len(self.text), kind])
            elif tag != 'O':
                self.entities[-1][1] = len(self.text)
            last = tag


def corpus(path, whole):
    """Documents: of many sentences where WHOLE."""
    documents, together = [], False
    for words in sentences(path):
        if not words:
            together = False
            continue
        if not (together and whole):
            documents.append(Document())
        documents[-1].add(words, ' ' if 'wikigold' in path else '\n\n')
        together = True
    return [{'id': str(k), 'text': d.text,
             'entities': [{'start': s, 'end': e, 'type': t} for s, e, t in d.entities]}
            for k, d in enumerate(documents)]


def found(documents, analyze, model, out):
    source, target = os.path.join(out, 'names-in.jsonl'), os.path.join(out, 'names-out.jsonl')
    with open(source, 'w', encoding='utf8') as f:
        for d in documents:
            f.write(json.dumps(d, ensure_ascii=False) + '\n')
    subprocess.run([analyze, '-r', '1', model, source, target], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    return {d['id']: d for d in map(json.loads, open(target, encoding='utf8'))}


def count(documents, got, key=lambda d: 'all'):
    """By key and type: gold, predicted, right."""
    c = collections.defaultdict(collections.Counter)
    for d in documents:
        names = [m for m in got[d['id']]['mentions'] if m['kind'] == 'name']
        gold, pred = ({(e['start'], e['end'], TYPES[e['type']]) for e in l if e['type'] in TYPES}
                      for l in (d['entities'], names))
        for name, spans in (('gold', gold), ('pred', pred), ('right', gold & pred)):
            for span in spans:
                c[key(d)][name, span[2]] += 1
                c[key(d)][name, 'all'] += 1
    return c


def f1(c, kind):
    n = c['gold', kind] + c['pred', kind]
    return 200 * c['right', kind] / n if n else 0


def row(name, c):
    print(f"{name:28s} PER {f1(c, 'PER'):5.1f}  ORG {f1(c, 'ORG'):5.1f}  LOC {f1(c, 'LOC'):5.1f}  "
          f"all {f1(c, 'all'):5.1f}   (gold {c['gold', 'all']}, predicted {c['pred', 'all']})")


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    data, analyze, model, out = sys.argv[1:]
    names = os.path.join(data, 'entities')
    os.makedirs(out, exist_ok=True)
    dev = [json.loads(l) for l in open(os.path.join(names, 'worldwide-dev.jsonl'), encoding='utf8')]
    got = found(dev, analyze, model, out)
    regions = count(dev, got, lambda d: d['id'].split('_')[0])
    for name in sorted(regions, key=lambda r: f1(regions[r], 'all')):
        if regions[name]['gold', 'all'] >= 40:
            row('worldwide-dev ' + name, regions[name])
    for name, change in (('small letters', str.lower), ('large letters', str.upper)):
        # A few letters change their number with their case: those stay.
        other = [dict(d, text=''.join(change(c) if len(change(c)) == 1 else c for c in d['text'])) for d in dev]
        row('worldwide-dev, ' + name, count(other, found(other, analyze, model, out))['all'])
    for name, whole in (('wikigold.conll', True), ('ewt-uner-dev.iob2', True), ('wnut17-dev.conll', False)):
        path = os.path.join(names, name)
        if os.path.exists(path):
            documents = corpus(path, whole)
            row(name.split('.')[0], count(documents, found(documents, analyze, model, out))['all'])


if __name__ == '__main__':
    main()
