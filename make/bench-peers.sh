#!/bin/sh
# bench-peers.sh -- other programs on the same articles, for speed and accuracy.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/bench-peers.sh CORPORA
#
# Installs spaCy and textacy, CoreNLP, compromise and wink-nlp from the registries
# of their languages into PEERS (build/peers unless set: 1.1 GB), in the versions
# that make/peers/ names, and only there; this is all it needs the network for.
# Then each reads the development articles of CORPORA on one core, PEER_CORE (the
# last one unless set), one after the other, and so do we.  Seconds are seconds of
# the processor, without those until the models are ready: of the first reading, before
# which nothing was read, and of the fastest of three.  CoreNLP takes most of the time, and so only PEER_ARTICLES (40 unless set)
# articles have their quotations sought, though all their names.

set -eu
cd "$(dirname "$0")/.."
: "${PYTHON:=python3}"
corpora=$1
model=${DIXIT_MODEL:-module/model/english.model}
mkdir -p "${PEERS:=build/peers}"
PEERS=$(cd "$PEERS" && pwd)
out=$PEERS/run
core=${PEER_CORE:-$(($(getconf _NPROCESSORS_ONLN) - 1))}
# One core also for those that would start a thread for each.
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
export PEERS OMP_NUM_THREADS OPENBLAS_NUM_THREADS

if [ ! -d "$corpora" ] || [ ! -d "$corpora/../score" ]; then
  echo "bench-peers: skipped, there are no corpora at $corpora"
  exit 0
fi

# STAMP FILE: what was installed is what FILE asks for.
installed () { cmp -s "$2" "$PEERS/$1.stamp"; }

if ! installed python make/peers/requirements.txt; then
  echo "bench-peers: installing spaCy and textacy" >&2
  "$PYTHON" -m venv --clear "$PEERS/python"
  "$PEERS/python/bin/pip" install -q --disable-pip-version-check --no-cache-dir \
    -r make/peers/requirements.txt >&2
  cp make/peers/requirements.txt "$PEERS/python.stamp"
fi
if ! installed node make/peers/package.json; then
  echo "bench-peers: installing compromise and wink-nlp" >&2
  mkdir -p "$PEERS/node"
  cp make/peers/package.json "$PEERS/node"
  (cd "$PEERS/node" && npm install --no-audit --no-fund --no-package-lock \
    --loglevel=error --cache "$PEERS/npm") >&2
  cp make/peers/package.json "$PEERS/node.stamp"
fi
if ! installed corenlp make/peers/pom.xml; then
  echo "bench-peers: installing CoreNLP, half a gigabyte" >&2
  mvn -q -B -f make/peers/pom.xml -Dmaven.repo.local="$PEERS/maven" \
    dependency:build-classpath -Dmdep.outputFile="$PEERS/classpath" >&2
  cp make/peers/pom.xml "$PEERS/corenlp.stamp"
fi
CLASSPATH=$(cat "$PEERS/classpath")
export CLASSPATH

rm -rf "$out"
mkdir -p "$out"
"$PYTHON" make/peers/tables.py select "$corpora" "$out" "${PEER_ARTICLES:-40}"

# PEER SETS PROGRAM...: has the program read the articles of the sets, each in a
# process of its own, since what was read before can make it faster.
reads ()
{
  peer=$1 sets=$2; shift 2
  for set in $sets; do
    echo "bench-peers: $peer, $set" >&2
    taskset -c "$core" "$@" "$out/$set.jsonl" "$out/$peer.$set.jsonl" \
      >>"$out/$peer.log" 2>>"$out/$peer.errors" ||
      echo "bench-peers: $peer ended with $?; $out/$peer.errors says why" >&2
  done
}

# We read before, among and after the others: a machine is not always as fast.
we_read ()
{
  for set in quotations passages names; do
    taskset -c "$core" build/bench-analyze -t 3 "$model" "$out/$set.jsonl" "$out/dixit.$set.jsonl"
  done >>"$out/dixit.log"
}

python=$PEERS/python/bin/python
we_read
reads wink "quotations names" node make/peers/wink.mjs
reads compromise "quotations names" node make/peers/compromise.mjs
reads spacy "quotations names" "$python" make/peers/spacy_names.py
reads textacy "quotations passages" "$python" make/peers/textacy_quotes.py
we_read
reads corenlp-chain "quotations passages" "$PYTHON" make/peers/corenlp.py chain
reads corenlp-names "quotations names" "$PYTHON" make/peers/corenlp.py names
we_read

"$PYTHON" make/peers/tables.py print "$corpora" "$out"
