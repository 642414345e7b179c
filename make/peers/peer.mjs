// SPDX-License-Identifier: GPL-3.0-or-later
// What every program for Node that reads articles with a peer does: see peer.py.

import {readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';

// The packages are in PEERS, not here.
export const peer = createRequire(`${process.env.PEERS}/node/package.json`);

const seconds = () => {
  const {user, system} = process.cpuUsage();
  return (user + system) / 1e6;
};

// READ takes a text and returns the entities found in it: {type, start, end}.
export function run(read) {
  const ready = seconds(), limit = Number(process.env.PEER_SECONDS ?? 20);
  for (let k = 2; k + 1 < process.argv.length; k += 2) {
    const [source, out] = process.argv.slice(k, k + 2), times = [];
    const articles = readFileSync(source, 'utf8').trim().split('\n').map(line => JSON.parse(line));
    let found, failed, spent = 0;
    do {
      found = [];
      failed = {};
      const start = seconds();
      for (const {id, text} of articles) {
        try {
          found.push({id, offsets: 'utf-16', entities: read(text)});
        } catch (error) {
          failed[id] = String(error);
        }
      }
      times.push(seconds() - start);
      spent += times.at(-1);
    } while (times.length < 3 && spent + times.at(-1) < limit);
    writeFileSync(out, found.map(article => JSON.stringify(article) + '\n').join(''));
    console.log(JSON.stringify({out, ready, once: times[0], seconds: Math.min(...times), failed}));
  }
}
