// SPDX-License-Identifier: GPL-3.0-or-later
// People, places and organisations by compromise.

import {peer, run} from './peer.mjs';

const nlp = peer('compromise');
const FIND = {PER: 'people', LOC: 'places', ORG: 'organizations'};

run(text => {
  const doc = nlp(text);
  return Object.entries(FIND).flatMap(([type, find]) =>
    doc[find]().json({offset: true}).map(({offset: {start, length}, terms}) =>
      // Its last word's comma is counted in.
      ({type, start, end: start + length - terms.at(-1).post.trimEnd().length})));
});
