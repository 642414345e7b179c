#!/bin/sh
# check.sh -- run every test, show what failed in full, and add up.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/check.sh [PATTERN]   only the parts whose name matches (a shell pattern)
#
# A part is a program.  Its output goes to build/check/PART.log and is shown
# where it failed; the lines of it that begin with `|' (tables) or `skipped:'
# are shown always.  Ends in 'N passed, N failed, N skipped'.

set -u
cd "$(dirname "$0")/.." || exit 2

: "${MAKE:=make}" "${EMACS:=emacs}" "${PYTHON:=python3}" "${JOBS:=2}"
: "${FUZZ_SECONDS:=10}" "${LIMIT:=600}"
pattern=${1-*}
out=build/check
home=$PWD/$out/home
mkdir -p "$out" "$home"
passed=0 failed=0 skipped=0 noted=

# Batch Emacs, undisturbed by the user's files and by what the user set.
HOME=$home
export HOME
unset DIXIT_NO_MODULE MAKEFLAGS MFLAGS MAKELEVEL EMACSLOADPATH

limited ()
{
  if command -v timeout >/dev/null 2>&1; then timeout -k 10 "$LIMIT" "$@"; else "$@"; fi
}

# How a program's counts are read from its output and its exit status.  Each
# prints PASSED FAILED SKIPPED; a program that ends badly without a failed
# test (it crashed, or did not come to an end) has failed once.

by_status ()
{
  case $2 in 0) echo 1 0 0 ;; 77) echo 0 0 1 ;; *) echo 0 1 0 ;; esac
}

# A last line of 'N passed, N failed', or else the exit status.
by_line ()
{
  counts=$(sed -n 's/^\([a-z]*: \)\{0,1\}\([0-9]*\) passed, \([0-9]*\) failed\(, \([0-9]*\) skipped\)\{0,1\}$/\2 \3 \5/p' "$1" |
    tail -n 1)
  if [ -z "$counts" ]; then by_status "$1" "$2"; return; fi
  echo "$counts" | awk -v rc="$2" '{ if (rc != 0 && rc != 77 && !$2) $2 = 1; print $1, $2, $3 + 0 }'
}

by_cmocka ()
{
  awk -v rc="$2" '
    /^\[       OK \]/ { ok++ }
    /^\[  SKIPPED \] [0-9]+ test/ { skip += $4 }
    /^\[  FAILED  \] [0-9]+ test/ { bad += $4 }
    END { if (rc != 0 && !bad) bad = 1; print ok + 0, bad + 0, skip + 0 }' "$1"
}

by_ert ()
{
  awk -v rc="$2" '
    /^Ran [0-9]+ tests?, / {
      ran = $2; seen = 1
      for (i = 3; i < NF; i++)
        { if ($(i + 1) ~ /^unexpected/) bad = $i; if ($(i + 1) ~ /^skipped/) skip = $i }
    }
    END {
      ok = seen ? ran - bad - skip : 0
      if (!bad && (rc != 0 || !seen)) bad = 1
      print ok, bad + 0, skip + 0
    }' "$1"
}

# part NAME READER PROGRAM...
part ()
{
  name=$1 reader=$2; shift 2
  # shellcheck disable=SC2254
  case $name in $pattern) ;; *) return ;; esac
  log=$out/$(echo "$name" | tr ' /' '--').log
  start=$(date +%s)
  limited "$@" >"$log" 2>&1 </dev/null
  status=$?
  seconds=$(($(date +%s) - start))
  read -r ok bad skip <<END
$("$reader" "$log" "$status")
END
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + skip))
  tail=
  [ "$skip" = 0 ] || tail=", $skip skipped"
  [ "$seconds" -lt 2 ] || tail="$tail  ($seconds s)"
  if [ "$bad" = 0 ]; then
    printf '  %-34s %s passed%s\n' "$name" "$ok" "$tail"
    notes=$(grep -E '^(\||skipped: )' "$log" | sed 's/^/      /')
    # Another Emacs need not show the same table again.
    if [ -n "$notes" ] && [ "$notes" != "$noted" ]; then
      printf '%s\n' "$notes"
      noted=$notes
    fi
  else
    printf 'FAILED %-32s %s passed, %s failed%s, exit status %s:\n' \
      "$name" "$ok" "$bad" "$tail" "$status"
    sed 's/^/    /' "$log"
    echo
  fi
}

skip ()
{
  # shellcheck disable=SC2254
  case $1 in $pattern) ;; *) return ;; esac
  skipped=$((skipped + 1))
  printf '  %-34s skipped: %s\n' "$1" "$2"
}

# The Lisp tests of Emacs $1, called $2 in the names of the parts.
lisp ()
{
  part "$2 compile" by_status "$1" -Q --batch -L lisp -l make/compile.el "$out/elc-$2"
  for file in tests/lisp/test-*.el; do
    [ -e "$file" ] || continue
    test=$(basename "$file" .el)
    part "$2 $test" by_ert "$1" -Q --batch --module-assertions -L lisp -L tests/lisp \
      -l "$file" -f ert-run-tests-batch-and-exit
    # The articles are nothing but the module's work.
    [ "$test" != test-articles ] || continue
    part "$2 $test, no module" by_ert env DIXIT_NO_MODULE=1 "$1" -Q --batch -L lisp -L tests/lisp \
      -l "$file" -f ert-run-tests-batch-and-exit
  done
}

part build by_status "$MAKE" -j"$JOBS" build
if command -v nm >/dev/null 2>&1 && [ -f build/dixit-module.so ]; then
  # What Emacs asks for, and nothing that could clash with Emacs or another module.
  # shellcheck disable=SC2016
  part "module exports" by_status sh -c '
    got=$(nm -D --defined-only build/dixit-module.so | awk "{ print \$NF }" | sort | tr "\n" " ")
    [ "$got" = "emacs_module_init plugin_is_GPL_compatible " ] ||
      { echo "the module exports: $got"; exit 1; }'
fi

part "manual" by_status make/manual.sh check

part "compile C tests" by_status "$MAKE" -k -j"$JOBS" test-programs
for file in tests/module/test_*.c; do
  [ -e "$file" ] || continue
  test=$(basename "$file" .c)
  # One that did not compile fails here once more, by its name.
  part "$test" by_cmocka "build/asan/$test"
done
part "test_worker, threads" by_cmocka build/tsan/test_worker

lisp "$EMACS" "emacs"
tests/emacs30.sh build/emacs30 >"$out/emacs30.log" 2>&1
case $? in
  0) lisp "$PWD/build/emacs30/emacs30" "emacs30" ;;
  77) skip "emacs30" "$(tail -n 1 "$out/emacs30.log")" ;;
  *) part "emacs30" by_status sh -c "cat $out/emacs30.log; exit 1" ;;
esac

for file in tests/*.sh; do
  case $file in */emacs30.sh) continue ;; esac
  [ -x "$file" ] && part "$(basename "$file" .sh)" by_line "$file"
done
[ -x build/emacs30/emacs30 ] &&
  part "frames, emacs30" by_line env EMACS="$PWD/build/emacs30/emacs30" tests/frames.sh

if make/setup.sh --has fuzzer; then
  part "fuzz" by_line make/fuzz.sh "$FUZZ_SECONDS"
else
  skip "fuzz" "no clang with libFuzzer here"
fi

tail=
[ "$skipped" = 0 ] || tail=", $skipped skipped"
echo
echo "$passed passed, $failed failed$tail"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
