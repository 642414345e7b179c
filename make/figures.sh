#!/bin/sh
# figures.sh -- how good: dev figures on the corpora, where they are.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/figures.sh CORPORA
#
# CORPORA/../score holds the scorers.  Needs build/bench-analyze.

set -eu
cd "$(dirname "$0")/.."
: "${PYTHON:=python3}"
data=$1
score=$1/../score
model=${DIXIT_MODEL:-module/model/english.model}
out=build/figures

if [ ! -d "$data" ] || [ ! -d "$score" ]; then
  echo "figures: skipped, there are no corpora at $data"
  exit 0
fi
mkdir -p "$out"

polnear=$data/quotations/polnear-dev
worldwide=$data/entities/worldwide-dev
for corpus in "$polnear" "$worldwide"; do
  echo "== speed, $(basename "$corpus")"
  build/bench-analyze -r 3 "$model" "$corpus.jsonl" \
    "$out/$(basename "$corpus").jsonl"
done

echo "== names, worldwide-dev"
"$PYTHON" "$score/score_entities.py" "$worldwide.jsonl" \
  "$out/worldwide-dev.jsonl" --types PER,ORG,LOC
echo "== names of all types, worldwide-dev"
"$PYTHON" "$score/score_entities.py" "$worldwide.jsonl" \
  "$out/worldwide-dev.jsonl" --types PER,ORG,LOC,NORP,MISC,DATE,MONEY,PRODUCT
echo "== quotations, polnear-dev"
"$PYTHON" "$score/score_quotes.py" "$polnear.jsonl" "$out/polnear-dev.jsonl"
echo "== marked words: speech, or a term that is nobody's, polnear-dev"
"$PYTHON" make/terms.py "$polnear.jsonl" "$out/polnear-dev.jsonl"
echo "== what confidence is worth, polnear-dev"
"$PYTHON" make/reliability.py "$polnear.jsonl" "$out/polnear-dev.jsonl"
echo "== quotations of the same articles in other dress"
"$PYTHON" make/dress.py "$polnear.jsonl" "$score/score_quotes.py" \
  build/bench-analyze "$model" "$out/dress"
echo "== resolved speakers, polnear-dev"
"$PYTHON" "$score/score_speakers.py" "$polnear.jsonl" \
  "$data/quotations/polnear-dev-speakers.tsv" "$out/polnear-dev.jsonl"
echo "== marked passages, worldwide-dev"
"$PYTHON" "$score/score_passages.py" "$worldwide.jsonl" \
  "$data/quotations/worldwide-dev-passages.tsv" "$out/worldwide-dev.jsonl"
echo "== names elsewhere"
"$PYTHON" make/names.py "$data" build/bench-analyze "$model" "$out/names"
