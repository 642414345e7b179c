// SPDX-License-Identifier: GPL-3.0-or-later
// Dates and sums of money by wink-nlp; its model knows no people, places or organisations.

import {peer, run} from './peer.mjs';

const nlp = peer('wink-nlp')(peer('wink-eng-lite-web-model')), {its} = nlp;
const TYPES = {DATE: 'DATE', MONEY: 'MONEY'};

// Where each of DOC's words starts and ends in TEXT.
function places(doc, text) {
  let at = 0;
  return doc.tokens().out().map(word => {
    const start = text.indexOf(word, at);
    if (start < 0) throw new Error(`its word is not in the text: ${word}`);
    at = start + word.length;
    return [start, at];
  });
}

run(text => {
  const doc = nlp.readDoc(text), spans = doc.entities().out(its.span);
  const where = places(doc, text);
  return doc.entities().out(its.type).flatMap((type, k) =>
    type in TYPES ? [{type: TYPES[type], start: where[spans[k][0]][0], end: where[spans[k][1]][1]}] : []);
});
