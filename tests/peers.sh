#!/bin/sh
# peers.sh -- what is done to peers' findings before they are scored, without any peer.
# SPDX-License-Identifier: GPL-3.0-or-later

cd "$(dirname "$0")/.." || exit 2
exec "${PYTHON:-python3}" -B - <<'END'
import contextlib, io, json, os, sys, tempfile, unittest

sys.path.insert(0, 'make/peers')
import corenlp, peer, tables

TEXT = 'A 𝒜 note. “Go,” she told the Quay Club’s Bo Reed.'


def units(part):
    """Where PART is in TEXT, in UTF-16 units."""
    start = TEXT.index(part)
    before = len(TEXT[:start].encode('utf-16-le')) // 2
    return before, before + len(part.encode('utf-16-le')) // 2


def word(part):
    start, end = units(part)
    return {'characterOffsetBegin': start, 'characterOffsetEnd': end}


def reply(**quote):
    start, end = units('“Go,”')
    return {'sentences': [{'tokens': [word('A'), word('𝒜'), word('note'), word('.')]},
                          {'tokens': [word('“'), word('Go'), word(','), word('”'), word('she'), word('told')],
                           'entitymentions': [{'ner': 'PERSON', 'text': 'she', **word('she')},
                                              {'ner': 'TITLE', 'text': 'note', **word('note')},
                                              {'ner': 'ORGANIZATION', 'text': 'the Quay', **word('the Quay Club’s')},
                                              {'ner': 'PERSON', 'text': 'Bo Reed', **word('Bo Reed')}]}],
            'quotes': [{'beginIndex': start, 'endIndex': end, **quote}]}


def found(**quote):
    return tables.in_characters({'id': 'x', **corenlp.convert(reply(**quote))}, TEXT)


class Test(unittest.TestCase):
    def test_quotation(self):
        q = found(mentionBegin=8, mentionEnd=9, canonicalSpeaker='Bo Reed')['quotes'][0]
        self.assertEqual([[TEXT[s:e] for s, e in q[role]] for role in ('content', 'source', 'cue')],
                         [['“Go,”'], ['she told'], []])
        self.assertEqual(q['speaker'], 'Bo Reed')

    def test_nobody_s_quotation(self):
        q = found(canonicalSpeaker='Unknown')['quotes'][0]
        self.assertEqual((q['source'], q['speaker']), ([], None))

    def test_names(self):
        names = [tables.bare(e, TEXT) for e in found()['entities']]
        self.assertEqual([(e['type'], TEXT[e['start']:e['end']]) for e in names],
                         [('ORG', 'Quay Club'), ('PER', 'Bo Reed')])

    def test_dates_stay_whole(self):
        date = {'type': 'DATE', 'start': 0, 'end': 10}
        self.assertEqual(tables.bare(date, 'the summer'), date)

    def test_characters_stay(self):
        what = {'id': 'x', 'quotes': [{'content': [[10, 15]]}]}
        self.assertEqual(tables.in_characters(what, TEXT), what)

    def test_versions(self):
        self.assertTrue(all(tables.versions().values()))

    def test_select(self):
        with tempfile.TemporaryDirectory() as corpora:
            out = os.path.join(corpora, 'out')
            for d in ('quotations', 'entities', 'out'):
                os.mkdir(os.path.join(corpora, d))
            for d, name in (('quotations', 'polnear-dev'), ('entities', 'worldwide-dev')):
                with open(os.path.join(corpora, d, name + '.jsonl'), 'w') as f:
                    f.writelines(json.dumps({'id': f'a{k}', 'text': TEXT}) + '\n' for k in range(9))
            for name in ('polnear-dev-speakers', 'worldwide-dev-passages'):
                with open(os.path.join(corpora, 'quotations', name + '.tsv'), 'w') as f:
                    f.writelines(f'a{k}\trow\n' for k in (3, 3, 7))
            whole = 'a0a1a2a3a4a5a6a7a8'
            for most, want in (('99', [whole, 'a3a7', whole]), ('3', ['a0a3a7', 'a3a7', whole]), ('1', ['a3', 'a3', whole])):
                tables.select(corpora, out, most)
                got = [''.join(json.loads(line)['id'] for line in tables.lines(os.path.join(out, s + '.jsonl')))
                       for s in tables.SETS]
                self.assertEqual(got, want)
            self.assertEqual(tables.lines(os.path.join(out, 'passages.tsv')), ['a3\trow'] * 2)

    def test_failures_are_told(self):
        def read(text):
            if not text:
                raise ValueError('no text')
            return {'quotes': []}
        with tempfile.TemporaryDirectory() as d:
            source, out, told = os.path.join(d, 'in'), os.path.join(d, 'out'), io.StringIO()
            with open(source, 'w') as f:
                f.writelines(json.dumps({'id': k, 'text': t}) + '\n' for k, t in (('a', 'x'), ('b', ''), ('c', 'y')))
            with contextlib.redirect_stdout(told):
                peer.run(read, [source, out])
            self.assertEqual([json.loads(line)['id'] for line in tables.lines(out)], ['a', 'c'])
            run = json.loads(told.getvalue())
            self.assertEqual(run['failed'], {'b': 'ValueError: no text'})
            self.assertLessEqual(run['seconds'], run['once'])

    def test_the_middle_of_ours_counts(self):
        with tempfile.TemporaryDirectory() as out:
            with open(os.path.join(out, 'dixit.log'), 'w') as f:
                for speeds in ((100, 300, 200), (400, 500, 450), (200, 400, 100)):
                    for _ in tables.SETS:
                        f.writelines(f'9 documents, 1000 words: {s} words/s, 1 MB/s; ready in 20.0 ms\n' for s in speeds)
            for articles in tables.SETS:
                run = tables.runs_of_peers(out)['dixit', articles]
                self.assertEqual((run['once'], run['seconds'], run['ready']), (1000 / 200, 1000 / 400, .02))


result = unittest.main(argv=['peers'], exit=False).result
bad = len(result.failures) + len(result.errors)
print(f'peers: {result.testsRun - bad} passed, {bad} failed')
sys.exit(bad > 0)
END
