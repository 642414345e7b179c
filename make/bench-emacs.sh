#!/bin/sh
# bench-emacs.sh -- what dixit-mode costs who types: keys, holds, first colours.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/bench-emacs.sh
#
# With EMACS, and with build/emacs30/emacs30 where that is.

set -eu
cd "$(dirname "$0")/.."
: "${EMACS:=emacs}"

for emacs in "$EMACS" "$PWD/build/emacs30/emacs30"; do
  command -v "$emacs" >/dev/null 2>&1 || continue
  elc=$PWD/build/bench-elc
  rm -rf "$elc"
  "$emacs" -Q --batch -L lisp -l make/compile.el "$elc" >build/bench-elc.log 2>&1 \
    || { cat build/bench-elc.log >&2; exit 1; }
  "$emacs" -Q --batch -l tests/bench/typing.el --eval "(bench-typing \"$elc\")"
  echo
done
