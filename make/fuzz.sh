#!/bin/sh
# fuzz.sh -- run each fuzzer for a while.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/fuzz.sh SECONDS   (for each of them)
#
# The test articles are the seeds, the model, and the example of rules.
# What was found interesting stays in
# build/fuzz/corpus; inputs that crashed are build/fuzz/crash/FUZZER-...

set -u
cd "$(dirname "$0")/.." || exit 2
seconds=${1:-60}
: "${MAKE:=make}" "${JOBS:=2}"

"$MAKE" --no-print-directory -j"$JOBS" fuzzers || exit 1

seeds=build/fuzz/seeds
mkdir -p "$seeds/fuzz_analyze" "$seeds/fuzz_model" "$seeds/fuzz_rules" "$seeds/fuzz_text" \
  build/fuzz/crash
{ printf '\0'; cat tests/rules/example.json; } >"$seeds/fuzz_rules/one"
{ printf '\0'; cat tests/rules/corrections.json; } >"$seeds/fuzz_rules/corrections"
{ printf '\1'; cat tests/rules/example.json tests/rules/example.json; } >"$seeds/fuzz_rules/two"
for text in tests/articles/*.txt; do
  [ -e "$text" ] || continue
  cp "$text" "$seeds/fuzz_text/"
  # Before the text, the byte that chooses the options.
  { printf '\0'; cat "$text"; } >"$seeds/fuzz_analyze/$(basename "$text")"
done
model=${DIXIT_MODEL:-module/model/english.model}
if [ -r "$model" ]; then
  # No change, some changes, and the head and tables as a whole file.
  printf '\0' >"$seeds/fuzz_model/same"
  { printf '\0'; head -c 128 "$model"; } >"$seeds/fuzz_model/changes"
  { printf '\1'; head -c 2000 "$model"; } >"$seeds/fuzz_model/whole"
fi

ok=0 bad=0 skipped=0
for source in tests/fuzz/fuzz_*.c; do
  [ -e "$source" ] || continue
  fuzzer=$(basename "$source" .c)
  if [ "$fuzzer" != fuzz_text ] && [ ! -r "$model" ]; then
    echo "skipped: $fuzzer, for there is no $model"
    skipped=$((skipped + 1))
    continue
  fi
  mkdir -p "build/fuzz/corpus/$fuzzer" "$seeds/$fuzzer"
  echo "== $fuzzer, $seconds s"
  if "build/fuzz/$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/crash/$fuzzer-" \
    "build/fuzz/corpus/$fuzzer" "$seeds/$fuzzer" 2>&1; then
    ok=$((ok + 1))
  else
    bad=$((bad + 1))
  fi
done
echo "$ok passed, $bad failed, $skipped skipped"
[ "$bad" = 0 ]
