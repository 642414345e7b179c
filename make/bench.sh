#!/bin/sh
# bench.sh -- how fast, and how good where the corpora are.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/bench.sh CORPORA
#
# Runs each build/bench-NAME over our own articles, a hundred times over.
# make/figures.sh, where it is, measures on the corpora.

set -eu
cd "$(dirname "$0")/.."
: "${PYTHON:=python3}"
model=${DIXIT_MODEL:-module/model/english.model}
articles=build/articles.jsonl

"$PYTHON" - tests/articles >"$articles" <<'END'
import json, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob('*.txt')):
    print(json.dumps({'id': path.stem, 'text': path.read_text(encoding='utf8')}))
END

for source in tests/bench/*.c; do
  [ -e "$source" ] || continue
  bench=build/bench-$(basename "$source" .c)
  echo "== $bench, our articles 100 times"
  "$bench" -r 100 "$model" "$articles"
done

if [ -x make/figures.sh ]; then make/figures.sh "$1"; fi
