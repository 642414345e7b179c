#!/bin/sh
# bench-emacs.sh -- what dixit-mode costs who types: keys, holds, first colours.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/bench-emacs.sh
#
# With EMACS, and with build/emacs30/emacs30 where that is; on a terminal and,
# where Xvfb is and Emacs shows frames, in a frame.

set -eu
cd "$(dirname "$0")/.."
: "${EMACS:=emacs}"

xvfb=
trap '[ -z "$xvfb" ] || kill "$xvfb" 2>/dev/null' EXIT
trap 'exit 1' INT TERM HUP
if command -v Xvfb >/dev/null 2>&1; then
  mkdir -p build
  Xvfb -noreset -displayfd 3 -screen 0 1280x1200x24 3>build/bench-display >/dev/null 2>&1 &
  xvfb=$!
  tries=0
  until [ -s build/bench-display ] || [ $tries -ge 100 ]; do tries=$((tries + 1)); sleep 0.1; done
else
  echo "no Xvfb to show a frame with: terminals only" >&2
fi

for emacs in "$EMACS" "$PWD/build/emacs30/emacs30"; do
  command -v "$emacs" >/dev/null 2>&1 || continue
  elc=$PWD/build/bench-elc
  rm -rf "$elc"
  "$emacs" -Q --batch -L lisp -l make/compile.el "$elc" >build/bench-elc.log 2>&1 \
    || { cat build/bench-elc.log >&2; exit 1; }
  "$emacs" -Q --batch -l tests/bench/typing.el --eval "(bench-typing \"$elc\")"
  echo
  if [ -n "$xvfb" ] && "$emacs" -Q --batch --eval "(kill-emacs (if (featurep 'x) 0 1))"; then
    DISPLAY=:$(cat build/bench-display) \
      "$emacs" -Q --batch -l tests/bench/typing.el --eval "(bench-typing \"$elc\" t)"
    echo
  fi
done
