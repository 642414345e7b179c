#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What articles peers are measured on, and the tables of how fast and how good they are.

usage: tables.py select CORPORA OUT ARTICLES    OUT/{quotations,passages,names}.{jsonl,tsv}
       tables.py print CORPORA OUT

The second reads OUT/PEER.log, what the programs that read with a peer printed (see
peer.py), and what they found; OUT/dixit.log holds the lines of build/bench-analyze,
READINGS of each of the SETS in their order, and that several times, of which the
middle one counts.  CORPORA/../score holds the scorers.
"""
import json, os, re, statistics, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUOTATIONS, PASSAGES, NAMES = SETS = 'quotations', 'passages', 'names'
READINGS = 3
PEERS = {
    'dixit': ('Dixit', 'everything: names, quotations, speakers, checks; JSON'),
    'wink': ('wink-nlp {wink-nlp}', 'parts of speech; dates, sums of money'),
    'compromise': ('compromise {compromise}', 'people, places, organisations'),
    'spacy': ('spaCy {spacy}, small model', 'names alone'),
    'corenlp-names': ('CoreNLP {corenlp}', 'names alone'),
    'textacy': ('textacy {textacy}, spaCy small', 'quotations in marks'),
    'corenlp-chain': ('CoreNLP {corenlp}', 'names, coreference, quotations in marks'),
}


def lines(path):
    with open(path, encoding='utf8') as f:
        return [line.rstrip('\n') for line in f]


def spread(items, count):
    return [items[k * len(items) // count] for k in range(count)] if count < len(items) else items


def select(corpora, out, most):
    """At most MOST articles with quotations and with passages, those with speakers to find first; all for names."""
    most = int(most)
    polnear, worldwide = (lines(os.path.join(corpora, p)) for p in
                          ('quotations/polnear-dev.jsonl', 'entities/worldwide-dev.jsonl'))
    speakers, passages = (lines(os.path.join(corpora, 'quotations', p)) for p in
                          ('polnear-dev-speakers.tsv', 'worldwide-dev-passages.tsv'))
    for name, articles, rows, others in ((QUOTATIONS, polnear, speakers, most), (PASSAGES, worldwide, passages, 0),
                                         (NAMES, worldwide, [], len(worldwide))):
        ids = {line: json.loads(line)['id'] for line in articles}
        annotated = {row.split('\t')[0] for row in rows}
        first = spread([a for a in articles if ids[a] in annotated], most)
        rest = spread([a for a in articles if ids[a] not in annotated], max(0, others - len(first)))
        kept = {ids[a] for a in first + rest}
        with open(os.path.join(out, name + '.jsonl'), 'w', encoding='utf8') as f:
            f.writelines(a + '\n' for a in articles if ids[a] in kept)
        with open(os.path.join(out, name + '.tsv'), 'w', encoding='utf8') as f:
            f.writelines(row + '\n' for row in rows if row.split('\t')[0] in kept)


def code_points(text):
    """A list that gives for an offset in UTF-16 units of TEXT that in characters."""
    offsets = [k for k, c in enumerate(text) for _ in range(2 if ord(c) > 0xffff else 1)]
    return offsets + [len(text)]


def in_characters(found, text):
    """What a peer FOUND in TEXT, offsets in characters."""
    if found.get('offsets') != 'utf-16':
        return found
    at = code_points(text)
    return {'id': found['id'],
            'entities': [{**e, 'start': at[e['start']], 'end': at[e['end']]} for e in found['entities']],
            'quotes': [{**q, **{role: [[at[s], at[e]] for s, e in q[role]] for role in ('content', 'cue', 'source')}}
                       for q in found.get('quotes', [])]}


def bare(entity, text):
    """The name without what our corpora leave out and others' count in: the article before it, the 's after."""
    start, end = entity['start'], entity['end']
    if entity['type'] in ('PER', 'ORG', 'LOC'):
        if text[start:end].lower().startswith('the '):
            start += 4
        if text[start:end].endswith(("'s", '’s')):
            end -= 2
    return {**entity, 'start': start, 'end': end}


def versions():
    files = 'requirements.txt', 'package.json', 'pom.xml'
    text = '\n'.join(line for name in files for line in lines(os.path.join(HERE, name)))
    return {name: re.search(rf'(?m)["<]?\b{name}(?:==|": "|>)([\d.]+)', text)[1]
            for name in ('spacy', 'textacy', 'compromise', 'wink-nlp', 'corenlp')}


def runs_of_peers(out):
    """{(peer, set): {"once", "seconds", "ready", "failed"}}"""
    runs = {}
    for peer in PEERS:
        path = os.path.join(out, peer + '.log')
        for line in lines(path) if os.path.exists(path) else []:
            if line.startswith('{'):
                run = json.loads(line)
                runs[peer, os.path.basename(run['out']).split('.')[1]] = run
    found = [re.match(r'\d+ documents, (\d+) words: (\d+) words/s.* ready in ([\d.]+) ms', line)
             for line in lines(os.path.join(out, 'dixit.log'))]
    ours = [(int(m[1]) / int(m[2]), float(m[3]) / 1000) for m in found if m]
    for k, articles in enumerate(SETS):
        readings = [ours[at:at + READINGS] for at in range(k * READINGS, len(ours), len(SETS) * READINGS)]
        middle = lambda seconds: statistics.median(map(seconds, readings))
        runs['dixit', articles] = {'once': middle(lambda r: r[0][0]), 'seconds': middle(lambda r: min(r)[0]),
                                   'ready': middle(lambda r: r[0][1]), 'failed': {}}
    return runs


class Results:
    def __init__(self, corpora, out):
        self.score, self.out = os.path.join(corpora, '..', 'score'), out
        self.runs, self.version = runs_of_peers(out), versions()
        self.texts = {name: {a['id']: a['text'] for a in map(json.loads, lines(self.path(f'{name}.jsonl')))}
                      for name in SETS}
        self.words = {name: sum(len(t.split()) for t in texts.values()) for name, texts in self.texts.items()}

    def path(self, name):
        return os.path.join(self.out, name)

    def speed(self, peer, articles, which):
        return self.words[articles] / self.runs[peer, articles][which]

    def adapted(self, peer, articles):
        """The path of what PEER found in ARTICLES, as the scorers want it."""
        found = self.path(f'{peer}.{articles}.jsonl')
        if peer == 'dixit':
            return found
        scored = self.path(f'{peer}.{articles}.scored.jsonl')
        with open(scored, 'w', encoding='utf8') as f:
            for what in map(json.loads, lines(found)):
                text = self.texts[articles][what['id']]
                what = in_characters(what, text)
                what['entities'] = [bare(e, text) for e in what.get('entities', [])]
                f.write(json.dumps(what, ensure_ascii=False) + '\n')
        return scored

    def scores(self, scorer, articles, peer, *more):
        command = [sys.executable, os.path.join(self.score, scorer), self.path(f'{articles}.jsonl'),
                   *([self.path(f'{articles}.tsv')] if scorer in ('score_speakers.py', 'score_passages.py') else []),
                   self.adapted(peer, articles), *more, '--json']
        printed = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        return json.loads(printed.decode().strip().splitlines()[-1])

    def table(self, articles, peers, heads, row, note=''):
        print(f'\n{len(self.texts[articles])} articles of {"polnear" if articles == QUOTATIONS else "worldwide"}-dev, '
              f'{self.words[articles]:,} words{note}\n')
        print('|'.join(['', ' ', *(f' {h} ' for h in heads), ' articles failed ', '']))
        print('|' + ' --- |' * (len(heads) + 2))
        for peer in peers:
            name = PEERS[peer][0].format(**self.version)
            run = self.runs.get((peer, articles))
            cells = [*row(peer), len(run['failed'])] if run else [f'did not run: see {peer}.errors'] + [''] * len(heads)
            print('|'.join(['', *(f' {c} ' for c in (name, *cells)), '']))


def f1(figures, *names):
    return [float(figures[n]['f1']) if figures[n]['pred'] else '–' for n in names]


def tell(corpora, out):
    r = Results(corpora, out)

    def speed(articles, peer):
        """Words a second of PEER when it reads once, and at best, and how much faster we are."""
        speeds = [(r.speed(peer, articles, which), r.speed('dixit', articles, which)) for which in ('once', 'seconds')]
        times = [ours / theirs for theirs, ours in speeds]
        return *(f'{theirs:,.0f}' for theirs, _ in speeds), *(f'{x:,.0f}' if x >= 10 else f'{x:.1f}' for x in times)

    heads = 'words/s, once', 'at best', 'we are times as fast, once', 'at best'
    print('== speed')
    r.table(QUOTATIONS, PEERS, ('does', *heads, 'ready after, s'),
            lambda peer: (PEERS[peer][1], *speed(QUOTATIONS, peer), f'{r.runs[peer, QUOTATIONS]["ready"]:.2f}'))

    print('\n== quotations (F1) and the speaker\'s full name (accuracy)')
    def quotations(peer):
        found = r.scores('score_quotes.py', QUOTATIONS, peer)
        who = r.scores('score_speakers.py', QUOTATIONS, peer)
        return *f1(found, 'quoted', 'attribution', 'content', 'exact'), who['all']['full']
    said = len([x for x in lines(r.path('quotations.tsv')) if not x.endswith('\tUNKNOWN')])
    finders = ('dixit', 'corenlp-chain', 'textacy')
    r.table(QUOTATIONS, finders, ('quoted', 'attribution', 'content', 'exact', 'speaker'), quotations,
            f'; speakers of {said} quotations')

    print('\n== passages in marks: speech or not (F1), source and speaker\'s full name (accuracy)')
    def passages(peer):
        found = r.scores('score_passages.py', PASSAGES, peer)
        return found['speech_f1'], found['source'], found['full']
    r.table(PASSAGES, finders, ('speech', 'source', 'speaker'), passages,
            f'; {len(lines(r.path("passages.tsv")))} passages')

    print('\n== names (exact span and type, F1)')
    def names(peer):
        three = r.scores('score_entities.py', NAMES, peer)
        more = r.scores('score_entities.py', NAMES, peer, '--types', 'DATE,MONEY')
        return *f1(three, 'PER', 'ORG', 'LOC', 'all'), *f1(more, 'DATE', 'MONEY'), *speed(NAMES, peer)
    r.table(NAMES, ('dixit', 'corenlp-names', 'spacy', 'compromise', 'wink'),
            ('PER', 'ORG', 'LOC', 'the three', 'DATE', 'MONEY', *heads), names)

    failures = [(peer, articles, run['failed']) for (peer, articles), run in r.runs.items() if run['failed']]
    if failures:
        print('\n== failures')
    for peer, articles, failed in failures:
        kinds = {}
        for message in failed.values():
            kind = re.sub(r'\d+', 'N', message.splitlines()[0])[:110]
            kinds[kind] = kinds.get(kind, 0) + 1
        for kind, count in sorted(kinds.items(), key=lambda x: -x[1]):
            print(f'{PEERS[peer][0].format(**r.version)}, {articles}: {count} × {kind}')


if __name__ == '__main__':
    {'select': select, 'print': tell}[sys.argv[1]](*sys.argv[2:])
