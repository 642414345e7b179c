#!/bin/sh
# manual.sh -- the manual, in Info and HTML.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/manual.sh info DIR    DIR/dixit.info, and a DIR/dir for it
#        make/manual.sh html DIR    DIR/dixit.html
#        make/manual.sh check       both, elsewhere; a warning is a failure
#
# Exits 77 with a message where there is no makeinfo.

set -u
cd "$(dirname "$0")/.." || exit 2
: "${MAKEINFO:=makeinfo}"
command -v "$MAKEINFO" >/dev/null 2>&1 ||
  { echo "skipped: no makeinfo (Texinfo) to make the manual with"; exit 77; }

pictures () { cp doc/screenshot.png doc/screenshot-focus.png doc/screenshot-goto.png "$1"; }

info ()
{
  "$MAKEINFO" --no-split -I doc -o "$1/dixit.info" doc/dixit.texi || return
  # What install-info would write, and not everybody has.
  {
    printf 'This is the file .../info/dir, which contains the\n'
    printf 'topmost node of the Info hierarchy, called (dir)Top.\n\037\n'
    printf 'File: dir,\tNode: Top,\tThis is the top of the INFO tree.\n\n* Menu:\n\n'
    sed -n 's/^@dircategory //p' doc/dixit.texi
    sed -n '/^@direntry/,/^@end direntry/p' doc/dixit.texi | sed '/^@/d'
  } >"$1/dir" && pictures "$1"
}

style='<style>:root { color-scheme: light dark } body { max-width: 48rem; margin: 0 auto; padding: 1rem;
line-height: 1.5; font-family: system-ui, sans-serif } img { max-width: 100% } pre { overflow: auto }</style>'

html ()
{
  "$MAKEINFO" --html --no-split -c EXTRA_HEAD="$style" -I doc -o "$1/dixit.html" doc/dixit.texi && pictures "$1"
}

case ${1-} in
  info | html) mkdir -p "$2" && "$1" "$2" ;;
  check)
    out=build/check/manual
    mkdir -p "$out" || exit 1
    said=$({ info "$out" && html "$out"; } 2>&1) && [ -z "$said" ] && exit 0
    printf '%s\n' "${said:-makeinfo failed}"
    exit 1 ;;
  *) echo "usage: make/manual.sh info|html DIR, or check" >&2; exit 2 ;;
esac
