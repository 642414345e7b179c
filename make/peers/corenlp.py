# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, or names, coreference and quotations, by Stanford CoreNLP's server.

usage: corenlp.py names|chain IN.jsonl OUT.jsonl...

CLASSPATH has CoreNLP and its models; what the server says goes to PEERS/corenlp.log.
The seconds are those of the server alone.
"""
import json, os, signal, socket, subprocess, sys, time, urllib.error, urllib.parse, urllib.request

import peer

PROPERTIES = {
    # Its documentation advises this for speed: names of its plain types, and numbers and dates by the same tagger.
    'names': {'annotators': 'tokenize,pos,lemma,ner', 'ner.applyFineGrained': 'false', 'ner.useSUTime': 'false'},
    'chain': {'annotators': 'tokenize,pos,lemma,ner,depparse,coref,quote'},
}
TYPES = {'PERSON': 'PER', 'ORGANIZATION': 'ORG', 'LOCATION': 'LOC', 'CITY': 'LOC', 'STATE_OR_PROVINCE': 'LOC',
         'COUNTRY': 'LOC', 'DATE': 'DATE', 'MONEY': 'MONEY'}
# It takes these for entities too.
PRONOUNS = {'he', 'him', 'his', 'himself', 'she', 'her', 'hers', 'herself', 'they', 'them', 'their'}
# As long as one article may take.
PATIENCE = 900


def convert(reply):
    """What the scorers want of the server's REPLY; offsets count UTF-16 units."""
    tokens = [t for s in reply['sentences'] for t in s['tokens']]
    mentions = [m for s in reply['sentences'] for m in s.get('entitymentions', [])]
    entities = [{'type': TYPES[m['ner']], 'start': m['characterOffsetBegin'], 'end': m['characterOffsetEnd']}
                for m in mentions if m['ner'] in TYPES and m['text'].lower() not in PRONOUNS]
    quotes = []
    for q in reply.get('quotes', []):
        source = []
        if 'mentionBegin' in q:
            first, last = tokens[q['mentionBegin']], tokens[q['mentionEnd']]
            source = [[first['characterOffsetBegin'], last['characterOffsetEnd']]]
        speaker = q.get('canonicalSpeaker', 'Unknown')
        quotes.append({'content': [[q['beginIndex'], q['endIndex']]], 'cue': [], 'source': source, 'kind': 'direct',
                       'speaker': None if speaker == 'Unknown' else speaker})
    return {'offsets': 'utf-16', 'entities': entities, 'quotes': quotes}


class Server:
    def __init__(self, properties, log):
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            self.port = s.getsockname()[1]
        self.query = urllib.parse.urlencode({'properties': json.dumps({**properties, 'outputFormat': 'json'})})
        self.process = subprocess.Popen(
            ['java', '-Xmx4g', 'edu.stanford.nlp.pipeline.StanfordCoreNLPServer', '-port', str(self.port),
             '-threads', '1', '-timeout', str(1000 * PATIENCE), '-maxCharLength', '1000000', '-quiet', 'true'],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def seconds(self):
        """What the server's process has had of the processor."""
        with open(f'/proc/{self.process.pid}/stat') as f:
            fields = f.read().rpartition(')')[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf('SC_CLK_TCK')

    def annotate(self, text):
        request = urllib.request.Request(f'http://127.0.0.1:{self.port}/?{self.query}', text.encode('utf8'),
                                         {'Content-Type': 'text/plain; charset=utf-8'})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE + 10) as reply:
                return convert(json.load(reply))
        except urllib.error.HTTPError as error:
            raise OSError(f'{error}: {error.read().decode("utf8", "replace").strip()}') from error

    def wait(self):
        """Until it listens and its models, which it reads at first use, are there."""
        while self.process.poll() is None:
            try:
                return self.annotate('“Ready,” said Anna Bell of Oxford.')
            except ConnectionError:
                time.sleep(.2)
            except urllib.error.URLError as error:
                if not isinstance(error.reason, ConnectionError):
                    raise
                time.sleep(.2)
        sys.exit(f'corenlp: the server ended with {self.process.returncode}; corenlp.log beside it says why')


def main():
    # Whoever ends this ends the server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    log = open(os.path.join(os.environ['PEERS'], 'corenlp.log'), 'a')
    server = Server(PROPERTIES[sys.argv[1]], log)
    try:
        server.wait()
        peer.run(server.annotate, sys.argv[2:], server.seconds)
    finally:
        server.process.terminate()
        server.process.wait()


if __name__ == '__main__':
    main()
