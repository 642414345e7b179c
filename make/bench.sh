#!/bin/sh
# bench.sh -- how fast, and how good where the corpora are.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/bench.sh CORPORA
#
# What each stage costs, how cost grows with a text's size, what an edit costs,
# and what shapes of text cost, over our own articles and over CORPORA's development articles where
# they are.  make/figures.sh, where it is, measures on the corpora.
# LARGEST: bytes of the largest text, 1e8 unless said (1e9 takes a quarter of an
# hour and many gigabytes).

set -eu
cd "$(dirname "$0")/.."
: "${PYTHON:=python3}"
model=${DIXIT_MODEL:-module/model/english.model}
articles=build/articles.jsonl
largest=${LARGEST:-1e8}

"$PYTHON" - tests/articles >"$articles" <<'END'
import json, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.txt')):
    print(json.dumps({'id': path.stem, 'text': path.read_text(encoding='utf8')}))
END

for corpus in "$1/quotations/polnear-dev.jsonl" "$1/entities/worldwide-dev.jsonl"; do
  [ -r "$corpus" ] || { echo "skipped: no $corpus"; continue; }
  echo "== stages: $(basename "$corpus"), three times"
  build/bench-stages -r 3 "$model" "$corpus"
done
echo "== stages: our articles, twenty times"
build/bench-stages -r 20 "$model" "$articles"
echo "== sizes: our articles again and again"
build/bench-sizes "$model" "$articles" "$largest"
for corpus in "$1/quotations/polnear-dev.jsonl" "$articles"; do
  [ -r "$corpus" ] || continue
  echo "== edits: $(basename "$corpus")"
  build/bench-edits "$model" "$corpus"
done
echo "== shapes"
build/bench-shapes "$model" "$articles"

if [ -x make/figures.sh ]; then make/figures.sh "$1"; fi
