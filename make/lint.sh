#!/bin/sh
# lint.sh -- what compilers, checkdoc and shellcheck have to say; nothing, if all is well.
# SPDX-License-Identifier: GPL-3.0-or-later

set -u
cd "$(dirname "$0")/.." || exit 2

: "${CLANG:=clang}" "${EMACS:=emacs}"
bad=0
say () { echo "== $*"; }
wrong () { bad=$((bad + 1)); }

flags="-std=c11 -D_POSIX_C_SOURCE=200809L -Wall -Wextra -Wpedantic -Wconversion
  -Wsign-conversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef
  -Wwrite-strings -Wcast-qual -Werror -fsyntax-only -Imodule
  $(pkg-config --cflags libpcre2-8 jansson cmocka) $(make/setup.sh --emacs-cflags)"
sources=$(find module tests/module tests/bench -name '*.c' 2>/dev/null | sort)
fuzzers=$(find tests/fuzz -name '*.c' | sort)

# Lists of words: to be split.
# shellcheck disable=SC2086
for compiler in gcc "$CLANG"; do
  command -v "$compiler" >/dev/null 2>&1 || { say "no $compiler: left out"; continue; }
  say "$compiler"
  for file in $sources; do
    "$compiler" $flags "$file" || wrong
  done
  # The entry point that libFuzzer calls has no prototype of its own.
  for file in $fuzzers; do
    "$compiler" $flags -Wno-missing-prototypes "$file" || wrong
  done
done

say "byte compiler"
"$EMACS" -Q --batch -L lisp -l make/compile.el build/lint || wrong

say "checkdoc"
"$EMACS" -Q --batch -L lisp -l make/checkdoc.el || wrong

say "white space"
# An article may have any.
if git grep -nI -E '[[:blank:]]+$' -- '*.c' '*.h' '*.el' '*.sh' '*.md' '*.py' Makefile; then wrong; fi
if git grep -nI "$(printf '\t')" -- '*.c' '*.h' '*.el' '*.sh' '*.py'; then wrong; fi

if command -v shellcheck >/dev/null 2>&1; then
  say "shellcheck"
  # shellcheck disable=SC2046
  shellcheck -S warning $(git ls-files 'make/*.sh' 'tests/*.sh' .ci/run) || wrong
fi

[ "$bad" = 0 ] || { echo "lint: $bad of the runs above complained"; exit 1; }
