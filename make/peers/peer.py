# SPDX-License-Identifier: GPL-3.0-or-later
"""What every program of Python that reads articles with a peer does.

It is called with pairs of files, IN.jsonl OUT.jsonl, reads the articles of the one
up to three times, for at most PEER_SECONDS (20 unless set), and writes what the
peer found to the other, an article a line, as the scorers want it.  For each pair
it prints a line of JSON: {"out", "ready": seconds from the program's start until
the peer could read, "once": seconds of the first reading, "seconds": of the fastest,
"failed": {id: message}}.  Seconds are of the processor.  peer.mjs is the same for Node.
"""
import json, os, time


def run(read, pairs, clock=time.process_time):
    """READ takes a text and returns what was found in it, or raises."""
    ready = clock()
    limit = float(os.environ.get('PEER_SECONDS', 20))
    for source, out in zip(pairs[::2], pairs[1::2]):
        with open(source, encoding='utf8') as f:
            articles = [json.loads(line) for line in f]
        times = []
        while not times or (len(times) < 3 and sum(times) + times[-1] < limit):
            found, failed = [], {}
            start = clock()
            for a in articles:
                # Whatever it raises, the next article may be read.
                try:
                    found.append({'id': a['id'], **read(a['text'])})
                except Exception as error:
                    failed[a['id']] = f'{type(error).__name__}: {error}'
            times.append(clock() - start)
        with open(out, 'w', encoding='utf8') as f:
            f.writelines(json.dumps(x, ensure_ascii=False) + '\n' for x in found)
        print(json.dumps({'out': out, 'ready': ready, 'once': times[0], 'seconds': min(times),
                          'failed': failed}), flush=True)
