#!/bin/sh
# frames.sh -- drive a real frame and real terminals by keys, and take pictures.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: tests/frames.sh          test; pictures go to build/frames/VERSION/
#        tests/frames.sh --doc    make the pictures in doc/ of them, too
#
# All of it is done with EMACS; VERSION is its first number.
#
# Needs Xvfb, xdotool, ImageMagick's import and tmux (Debian: xvfb xdotool
# imagemagick tmux), an Emacs with X, and the built module; the pictures look
# best with fonts-jetbrains-mono.  Exits 77 with a message where one is
# missing.

set -u
cd "$(dirname "$0")/.." || exit 2
: "${EMACS:=emacs}" "${DIXIT_FRAMES_FONT:=JetBrains Mono-12}"
article=tests/articles/harbour.txt
doc=
[ "${1-}" = --doc ] && doc=1

cannot () { echo "skipped: $*" >&2; exit 77; }

[ -n "${DIXIT_NO_MODULE-}" ] && cannot "the frames show the module's work"
for tool in Xvfb xdotool import convert tmux; do
  command -v $tool >/dev/null 2>&1 || cannot "no $tool to show a frame with"
done
shows_frames () { "$EMACS" -Q --batch --eval "(kill-emacs (if (featurep 'x) 0 1))" 2>/dev/null; }
version=$("$EMACS" -Q --batch --eval '(princ emacs-major-version)')
"$EMACS" -Q --batch -L lisp -l dixit-module \
  --eval '(kill-emacs (if (dixit-module-ready-p) 0 1))' 2>/dev/null ||
  cannot "the module is not built"

out=$PWD/build/frames/$version
rm -rf "$out" && mkdir -p "$out/home" || exit 1
DIXIT_FRAMES_LOG=$out/log
HOME=$out/home
export DIXIT_FRAMES_LOG DIXIT_FRAMES_FONT DIXIT_FRAMES_THEME DIXIT_FRAMES_UI HOME
DIXIT_FRAMES_UI=
# A copy is edited, and its name is what the picture shows.
cp "$article" "$out/harbour.txt" || exit 1
# Corrections go here, and to no file above.
echo '{"schema": "dixit-rules/1"}' >"$out/.dixit.json"
awk 'BEGIN { RS = ""; print "<!DOCTYPE html><meta charset=\"utf-8\"><title>Harbour</title>" }
     { gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;"); print "<p>" $0 "</p>" }' "$article" >"$out/harbour.html"
awk 'BEGIN { RS = ""; print "#+title: Harbour\n\n* The vote" }
     NR == 5 { print "* The wall :sea:" } { print $0 "\n" }' "$article" >"$out/harbour.org"
# Letters of many kinds, in both directions, and one line that is long.
cat >"$out/mixed.txt" <<'END'
The talks in Tokyo 東京

“We will not wait,” Prime Minister Aiko Tanaka (田中愛子) said on Monday.
“我们不能再等了,” said Li Wei, the foreign minister.

“The party is over 🎉🎉,” Tanaka added, holding a 旗.

“שלום לכולם,” said Yossi Cohen, a trader. “السلام عليكم,” Amal Haddad told reporters in Amman.
END
awk 'BEGIN { RS = "" } { gsub(/\n/, " "); text = text " " $0 } END { for (i = 0; i < 60; i++) printf "%s", text; print "" }' \
  "$article" >"$out/line.txt"
cat >"$out/paper.tex" <<'END'
\documentclass{article}
\begin{document}
``The wall is \emph{old},'' said Mayor Teresa Okafor on Monday.
% ``A comment,'' said Carl Quist.
\end{document}
END
{ printf '%s\n' 'From desk@paper.example Mon Nov 23 06:00:00 2026' 'From: Desk <desk@paper.example>' \
    'Subject: The harbour' 'Date: Mon, 23 Nov 2026 06:00:00 +0000' 'Message-ID: <1@paper.example>' \
    'MIME-Version: 1.0' 'Content-Type: text/plain; charset=utf-8' 'Content-Transfer-Encoding: 8bit' ''
  sed 's/^From />&/' "$article"; echo; } >"$out/harbour.mbox"
awk 'BEGIN { RS = ""; print "# The vote\n" } NR == 5 { print "## The *wall*\n" } { print $0 "\n" }
     END { print "    \"Code,\" said Carl Quist." }' "$article" >"$out/harbour.md"
book ()
{
  mkdir -p "$out/book/META-INF" && cd "$out/book" || return 1
  printf application/epub+zip >mimetype
  echo '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>' >META-INF/container.xml
  echo '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Harbour</dc:title><dc:creator>A</dc:creator><dc:language>en</dc:language><dc:identifier id="i">1</dc:identifier></metadata><manifest><item id="ncx" href="t.ncx" media-type="application/x-dtbncx+xml"/><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine toc="ncx"><itemref idref="a"/></spine></package>' >c.opf
  echo '<?xml version="1.0"?><ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap><navPoint id="a" playOrder="1"><navLabel><text>One</text></navLabel><content src="a.xhtml"/></navPoint></navMap></ncx>' >t.ncx
  { echo '<?xml version="1.0"?><html><body>'; sed 1d ../harbour.html; echo '</body></html>'; } >a.xhtml
  zip -q -r ../harbour.epub mimetype META-INF c.opf t.ncx a.xhtml
}
(book 2>/dev/null) || echo "skipped: no zip to make a book with" >&2
mkdir -p "$out/desk" && cp tests/articles/bridge.txt tests/articles/market.txt tests/articles/goose.txt "$out/desk"
touch "$out/desk/.project"
i=0
while [ $i -lt 1500 ]; do cat "$article"; echo; i=$((i + 1)); done >"$out/long.txt"
passed=0 failed=0
emacs_pid='' xvfb_pid='' session="dixit-frames-$$"

clean ()
{
  [ -n "$emacs_pid" ] && kill "$emacs_pid" 2>/dev/null
  tmux -L "$session" kill-server 2>/dev/null
  [ -n "$xvfb_pid" ] && kill "$xvfb_pid" 2>/dev/null
}
trap clean EXIT
trap 'exit 1' INT TERM HUP

# Where the keys go: to the X server or to tmux.
to=x
key ()
{
  if [ $to = x ]; then
    xdotool key --delay 40 "$@"
  else
    for one in "$@"; do
      case $one in
        ctrl+slash) one=C-_ ;;
        ctrl+*) one=C-${one#ctrl+} ;;
        alt+less) one='M-<' ;;
        alt+greater) one='M->' ;;
        alt+comma) one=M-, ;;
        alt+*) one=M-${one#alt+} ;;
        Return) one=Enter ;;
        slash) one=/ ;;
        percent) one=% ;;
        equal) one='=' ;;
      esac
      tmux -L "$session" send-keys "$one"
      sleep 0.05
    done
  fi
}

words ()
{
  if [ $to = x ]; then xdotool type --delay 20 "$1"; else tmux -L "$session" send-keys -l "$1"; fi
}
run () { key alt+x; words "$1"; key Return; sleep 0.3; }

# expect WHAT PATTERN: the state that Emacs reports comes to match PATTERN.
expect ()
{
  tries=0 rest=0.15
  while [ $tries -lt 16 ]; do
    key F12
    sleep $rest
    # Longer than the idle delay, which each key begins anew.  Other work may
    # leave Emacs little of the machine.
    if [ $tries -lt 6 ]; then rest=0.6; else rest=3; fi
    if tail -n 1 "$DIXIT_FRAMES_LOG" | grep -qE "$2"; then
      passed=$((passed + 1))
      return
    fi
    tries=$((tries + 1))
  done
  failed=$((failed + 1))
  echo "FAILED $1 (Emacs $version): no $2 in"
  tail -n 1 "$DIXIT_FRAMES_LOG"
}

wait_for_emacs ()
{
  tries=0
  until grep -q ready "$DIXIT_FRAMES_LOG" 2>/dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 600 ] || { echo "FAILED: Emacs does not start"; cat "$out/emacs.log"; exit 1; }
    sleep 0.1
  done
}

# frame THEME: start Emacs in a frame.
frame ()
{
  to=x DIXIT_FRAMES_THEME=$1
  rm -f "$DIXIT_FRAMES_LOG"
  "$EMACS" -Q -L lisp -l tests/frames.el -g 96x43+0+0 "$out/harbour.txt" >"$out/emacs.log" 2>&1 &
  emacs_pid=$!
  wait_for_emacs
  tries=0 window=
  while [ -z "$window" ] && [ $tries -lt 300 ]; do
    window=$(xdotool search --onlyvisible --name dixit-frames 2>/dev/null | tail -n 1)
    tries=$((tries + 1))
    sleep 0.1
  done
  xdotool windowfocus "$window"
  sleep 0.3
}

picture ()
{
  # The echo area says who is at point once Emacs has been idle.
  sleep 1
  import -window "$window" "$out/$1.png" && passed=$((passed + 1)) || failed=$((failed + 1))
}

# On a pronoun, the echo area tells who is meant.
on_she ()
{
  key alt+less
  # ElDoc says nothing of a place that it was asked about before.
  sleep 0.6
  key ctrl+s
  key s h e space
  key Return
  key ctrl+b ctrl+b ctrl+b ctrl+b
}

# reading WHERE: what other programs show, and what is folded.
reading ()
{
  run global-dixit-mode
  run eww-open-file
  words "$out/harbour.html"
  key Return
  expect "$1: a web page is read" 'buffer=.eww. .*overlays=[1-9][0-9]+ .*lighter= Dixit.1[0-9] by .*analysis=fresh'
  key ctrl+c q n
  expect "$1: n in a web page" 'buffer=.eww. line=[2-9] .*said=Teresa'
  key g
  expect "$1: a page that is loaded again" 'buffer=.eww. .*overlays=[1-9][0-9]+ .*analysis=fresh'
  # Loading may not be at its end.
  sleep 2
  key ctrl+x ctrl+f
  words "$out/harbour.org"
  key Return
  expect "$1: an outline is read" 'buffer=harbour.org .*overlays=[1-9][0-9]+ .*analysis=fresh'
  run org-overview
  key ctrl+c q g
  words "drawer full"
  key Return
  expect "$1: a jump unfolds" 'buffer=harbour.org line=2[0-9] .*hidden=nil'
}

# open FILE
open () { key ctrl+x ctrl+f; key ctrl+a ctrl+k; words "$out/$1"; key Return; sleep 0.3; }

# How many quotations the mode line last had: a model may find one more or less.
quotations () { sed -n 's/.*lighter= Dixit.\([0-9]*\).*/\1/p' "$DIXIT_FRAMES_LOG" | tail -n 1; }

# everyday WHERE: what is done with quotations all day long.  The mode is on.
everyday ()
{
  key alt+less
  key ctrl+c q n n n ctrl+f
  sleep 0.5
  expect "$1: ElDoc tells who speaks" 'line=10 .*eldoc=Teresa Okafor, Mayor — 4 quotations: indirect'
  have=$(quotations)
  key ctrl+c q c alt+greater Return ctrl+y
  expect "$1: a copied quotation has its speaker" "lighter= Dixit.$((have + 1)) .*analysis=fresh .*text=The council could not wait any longer, Teresa Okafor said"
  key ctrl+slash ctrl+slash ctrl+slash
  expect "$1: undo takes it back" "lighter= Dixit.$have .*analysis=fresh"
  key alt+less
  key ctrl+c q n n n ctrl+c q k
  expect "$1: a killed quotation is gone" "lighter= Dixit.$((have - 1)) .*analysis=fresh"
  key ctrl+slash
  expect "$1: and back" "lighter= Dixit.$have .*analysis=fresh"
  key alt+g n alt+g n
  expect "$1: M-g n" 'buffer=harbour.txt .*windows=1 .*said=(Next locus|.*: )'
  run imenu
  words Speakers; key Return
  words "Daniel Reyes"; key Return
  expect "$1: imenu" 'buffer=harbour.txt line=18 '
  run bookmark-set
  key Return
  key alt+less
  run bookmark-jump
  key Return
  expect "$1: a bookmark" 'buffer=harbour.txt line=18 .*text=Daniel Reyes'
  key ctrl+x n d
  sleep 0.3
  key ctrl+g alt+less
  key ctrl+c q l
  key ctrl+e alt+b S alt+less
  expect "$1: the list is sorted by its words" 'buffer=.Dixit quo.* line=1 .*text=18 *Daniel Reyes *mixed'
  key m n m e
  words csv; key Return
  expect "$1: what is marked is exported" 'buffer=.Dixit export. .*text=file,line,speaker,source,kind'
  key ctrl+x k Return
  # A list may be under what was exported.
  key ctrl+x 1
  key ctrl+x b; words harbour.txt; key Return
  key ctrl+c q l
  key alt+less equal
  words "Walt Pruett"; key Return
  expect "$1: a speaker is set in the list" 'buffer=.Dixit quo.*text=.*18 *Walt Pruett'
  key ctrl+slash
  expect "$1: and taken back" 'buffer=.Dixit quo.*text=.*18 *Daniel Reyes.*said=Taken back'
  key U q ctrl+x 1
  run clone-indirect-buffer
  key alt+greater
  words '"Late," said Ida Quist.'
  expect "$1: an indirect buffer" "buffer=harbour.txt<2> .*lighter= Dixit.$((have + 1)) .*analysis=fresh"
  key ctrl+x k Return
  expect "$1: its base" "buffer=harbour.txt .*lighter= Dixit.$((have + 1)) .*analysis=fresh"
  key ctrl+x 1 ctrl+slash ctrl+slash
  sleep 0.5
}

# texts WHERE: texts of other kinds.  The mode is on everywhere.
texts ()
{
  open harbour.txt
  run revert-buffer-quick
  key y
  expect "$1: a reverted buffer" "buffer=harbour.txt .*overlays=[1-9][0-9]+ .*lighter= Dixit.$have .*analysis=fresh"
  open mixed.txt
  key ctrl+c q n n n n
  expect "$1: letters of many kinds" 'buffer=mixed.txt line=8 .*lighter= Dixit.5 by 4.*said=Yossi Cohen'
  key ctrl+c q l
  expect "$1: and a list of them" 'buffer=.Dixit.*text=8 *Yossi Cohen'
  [ $to = x ] && picture mixed
  key q ctrl+x 1
  open line.txt
  run visual-line-mode
  key ctrl+u 5 0 ctrl+c q n
  expect "$1: one long line" 'buffer=line.txt line=1 overlays=[1-4]?[0-9][0-9] .*lighter= Dixit.8[0-9][0-9] by .*analysis=fresh'
  run so-long-mode
  expect "$1: so-long turns the mode off" 'buffer=line.txt .*overlays=0 .*analysis=stale'
  run so-long-revert
  expect "$1: and on again" 'buffer=line.txt .*overlays=[1-9][0-9]* .*lighter= Dixit.8[0-9][0-9] by .*analysis=fresh'
  key ctrl+x k Return
  open harbour.html
  key alt+greater
  words '<p>"Live," said <b>Rex</b> Tull.</p>'
  expect "$1: HTML that is written" "buffer=harbour.html .*lighter= Dixit.$((have + 1)) by 5.*analysis=fresh"
  key ctrl+b ctrl+c q p
  expect "$1: and its words" 'buffer=harbour.html .*said=Rex Tull: .Live,'
  open paper.tex
  key ctrl+c q n
  expect "$1: LaTeX without its commands" "buffer=paper.tex line=3 .*lighter= Dixit.1 by 1.*said=Teresa Okafor: ..The wall is old,''"
  key ctrl+x k Return
}

# same_colours WHERE: everybody has the colour of the first session.  The mode is on.
colours=
same_colours ()
{
  now=$(sed -n 's/.* colours=\(.*\) text=.*/\1/p' "$DIXIT_FRAMES_LOG" | tail -n 1)
  : "${colours:=$now}"
  if [ -n "$now" ] && [ "$now" = "$colours" ]; then passed=$((passed + 1)); return; fi
  failed=$((failed + 1))
  echo "FAILED $1 (Emacs $version): the colours $now were $colours"
}

# hover WHERE: the mouse is told what ElDoc tells.  The mode is on.
hover ()
{
  key alt+less
  key ctrl+s
  words Okafor; key Return ctrl+b
  expect "$1: a name is found" 'line=6 .*text=.*Okafor'
  at=$(sed -n 's/.* at=\([0-9]*,[0-9]*\) .*/\1/p' "$DIXIT_FRAMES_LOG" | tail -n 1)
  column=${at%,*} line=${at#*,}
  if [ $to = x ]; then
    xdotool mousemove --window "$window" $((column + 2)) $((line + 40))
    sleep 0.2
    xdotool mousemove --window "$window" $((column + 3)) $((line + 8))
    sleep 1.5
    import -window root "$out/hover.png"
  else
    # What a terminal tells of a mouse that moves.
    tmux -L "$session" send-keys -l "$(printf '\033[<35;%d;%dM' $((column + 1)) $((line + 3)))"
    sleep 0.2
    tmux -L "$session" send-keys -l "$(printf '\033[<35;%d;%dM' $((column + 1)) $((line + 1)))"
  fi
  expect "$1: the mouse is told who it is" 'help=Teresa Okafor, Mayor — [0-9]+ quotations'
  [ $to = x ] && xdotool mousemove --window "$window" 800 1000
}

# narrowed WHERE: what is outside is left alone.  The mode is on.
narrowed ()
{
  key alt+less ctrl+c q n n n
  key ctrl+a alt+h ctrl+x n n
  # Emacs asks the first time.
  sleep 0.5
  key y
  expect "$1: narrowed" "overlays=[1-9][0-9]+ .*lighter= Dixit.$have .*analysis=fresh"
  key alt+less ctrl+c q n n n n n n n n
  expect "$1: n stays inside" 'line=(9|10) .*said=.*No quotation after this'
  [ $to = x ] && picture narrowed
  key ctrl+x n w
  key ctrl+c q n
  expect "$1: and goes on after C-x n w" 'line=1[2-4] '
}

# lists WHERE: of all names, of several texts.  The mode is on.
lists ()
{
  key alt+less
  key ctrl+c q s
  expect "$1: the people" 'buffer=.Dixit people: harbour.txt. .*text=.*(Okafor|Whitfield)'
  key q ctrl+x 1
  key ctrl+c q e
  expect "$1: all names" 'buffer=.Dixit names: harbour.txt. .*list=.*[1-9] names'
  key slash r
  words wall; key Return
  expect "$1: some of them" 'list=.*[1-9] of [0-9]+: /wall/'
  [ $to = x ] && picture names
  key Return
  expect "$1: RET goes to the name" 'buffer=harbour.txt '
  key ctrl+x 1
  open mixed.txt
  key ctrl+u ctrl+c q l
  words "harbour.txt,mixed.txt"; key Return
  expect "$1: the quotations of two buffers" 'buffer=.Dixit quotations.* windows=[1-3] '
  [ $to = x ] && picture buffers
  key q ctrl+x 1
  key ctrl+x d
  key ctrl+a ctrl+k; words "$out/desk/"; key Return
  key percent m
  words 'o.*txt$'; key Return
  key ctrl+c q l
  expect "$1: the files that are marked in Dired" 'buffer=.Dixit quotations.*goose'
  key q ctrl+x 1
  open desk/market.txt
  key ctrl+u ctrl+u ctrl+c q l
  expect "$1: the files of a project" 'buffer=.Dixit quotations: .* and 2 more. .*list=.* in 3 texts'
  key q ctrl+x 1
}

# places WHERE: what other programs show.  The mode is on everywhere.
places ()
{
  key ctrl+x 1
  run dixit-frames-gnus
  key Return
  sleep 0.5
  key Return
  sleep 0.5
  run other-window
  expect "$1: an article in Gnus" "buffer=.Article .* overlays=[1-9][0-9]+ .*lighter= Dixit.$have by .*analysis=fresh"
  key alt+less ctrl+c q n n n
  expect "$1: n in it" 'buffer=.Article .*said=Teresa Okafor: the council could not'
  [ $to = x ] && picture gnus
  run other-window
  key q
  run gnus-group-exit
  sleep 0.3
  key ctrl+x 1
  key ctrl+x m
  sleep 0.5
  words 'desk@paper.example'
  key alt+greater
  words '"Late," said Ida Quist. "Too late," she added.'
  expect "$1: a message that is written" 'buffer=.unsent mail. .*lighter= Dixit.2 by 1.*analysis=fresh'
  key ctrl+x k Return
  sleep 0.3
  key y
  key ctrl+x 1
  for package in elfeed nov markdown; do
    run dixit-frames-$package
    sleep 1
    if tail -n 1 "$DIXIT_FRAMES_LOG" | grep -q '^no '; then
      echo "skipped: $(tail -n 1 "$DIXIT_FRAMES_LOG") to show a text in"
      continue
    fi
    # A book begins with its table of contents.
    [ $package = nov ] && key n
    expect "$1: $package" "overlays=[1-9][0-9]+ .*lighter= Dixit.$have by .*analysis=fresh"
    key alt+less ctrl+c q n n n
    expect "$1: n in $package" 'said=Teresa Okafor: the council could not'
    [ $to = x ] && picture $package
    key ctrl+x k Return
  done
  key ctrl+x 1
}

# killed WHERE: in the middle of an analysis something goes.  The mode is on everywhere.
killed ()
{
  open long.txt
  run dixit-frames-kill-process
  expect "$1: the process is killed, and the text is read" 'buffer=long.txt .*overlays=[1-9][0-9]+ .*analysis=fresh'
  key ctrl+x k Return
  open long.txt
  key ctrl+x k Return
  open long.txt
  run dixit-mode
  expect "$1: the mode goes while a text is read" 'buffer=long.txt .*overlays=0 .*analysis=stale'
  run dixit-mode
}

# quit WHERE: Emacs ends by its own command, in peace.
quit ()
{
  key ctrl+x ctrl+c
  sleep 0.5
  # What was edited is not kept.
  key q
  sleep 0.3
  key y
  tries=0
  while kill -0 "$emacs_pid" 2>/dev/null && [ $tries -lt 50 ]; do tries=$((tries + 1)); sleep 0.1; done
  if [ $tries -lt 50 ] && wait "$emacs_pid"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $1: Emacs does not end well (Emacs $version)"
    kill "$emacs_pid" 2>/dev/null
  fi
  emacs_pid=''
}

leave () { kill "$emacs_pid"; wait "$emacs_pid" 2>/dev/null; emacs_pid=''; }

# Another server may have a number already: Xvfb finds a free one itself.
Xvfb -noreset -displayfd 3 -screen 0 1280x1200x24 3>"$out/display" >/dev/null 2>&1 &
xvfb_pid=$!
tries=0
until [ -s "$out/display" ]; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || cannot "Xvfb does not start"
  sleep 0.1
done
DISPLAY=:$(cat "$out/display")
export DISPLAY

# A light frame: everything a reader does.
light_frame ()
{
  frame light
  key ctrl+c q m
  expect "the mode counts and paints" 'overlays=[1-9][0-9]+ .*lighter= Dixit.[0-9]+ by [0-9]+. .*analysis=fresh'
  same_colours "a light frame"
  key ctrl+c q n
  expect "n says who speaks" 'buffer=harbour.txt line=[2-9].* said=.+: '
  key ctrl+c q n n
  expect "n is repeated" 'line=(9|1[0-9]) '
  key ctrl+c q p
  key ctrl+c q n
  key alt+greater
  key x
  expect "an edit is read when the keys rest" 'line=4[0-9] .*analysis=fresh'
  key ctrl+slash
  key alt+less
  key ctrl+c q n n n
  key ctrl+c q l
  expect "the list is shown" 'buffer=.Dixit quotations: harbour.txt. .*windows=2'
  key n
  key Return
  expect "RET goes to the text" 'buffer=harbour.txt .*windows=2'
  key ctrl+c q l
  key s
  key Return
  expect "s keeps one speaker" 'list=.*\([1-9] of 1[0-9]: [A-Z]'
  key m m
  expect "m marks" 'list=.*, 2 marked'
  key slash r t h e Return
  expect "filters stack" 'list=.* · /the/, '
  picture list
  key a U q
  expect "q leaves the list" 'buffer=harbour.txt .*windows=1'
  on_she
  key ctrl+c q o
  expect "o dims all but one" 'dimmed=[1-9]'
  picture focus
  key ctrl+c q o
  expect "o again ends it" 'dimmed=0'
  key ctrl+c q a
  expect "a goes to the name" 'line=10 '
  key alt+comma
  expect "M-, returns" 'line=12 '
  key ctrl+c q l
  key Return
  on_she
  picture light
  key ctrl+x 1
  everyday frame
  narrowed frame
  hover frame
  lists frame
  open harbour.txt
  key ctrl+c q m
  expect "nothing is left when the mode is off" 'overlays=0 '
  reading frame
  picture outline
  texts frame
  places frame
  # The last of it goes on while Emacs ends.
  killed frame
  quit frame
}

dark_frame ()
{
  DIXIT_FRAMES_UI=fido
  frame dark
  DIXIT_FRAMES_UI=
  key ctrl+c q m
  expect "the mode is on" 'overlays=[1-9][0-9]+ .*analysis=fresh'
  same_colours "a dark frame"
  key ctrl+c q g
  expect "the first is shown" 'preview=[1-9]@5 '
  key ctrl+n ctrl+n ctrl+n
  expect "the selected one is shown" 'preview=[1-9]@12 '
  picture goto
  key ctrl+g
  expect "C-g goes back" 'buffer=harbour.txt line=1 .* preview= '
  key ctrl+c q n n n
  key ctrl+c q l
  key n
  key Return
  on_she
  picture dark
  leave
}

# terminal COLORS TERM THEME PATTERN; PATTERN has octal escapes
terminal ()
{
  to=tmux DIXIT_FRAMES_THEME=$3
  rm -f "$DIXIT_FRAMES_LOG"
  tmux -L "$session" -f /dev/null new-session -d -x 98 -y 40 \
    "TERM=$2 '$EMACS' -nw -Q -L lisp -l tests/frames.el '$out/harbour.txt' 2>'$out/emacs.log'"
  wait_for_emacs
  key ctrl+c q m
  expect "$1 colours: the mode is on" 'overlays=[1-9][0-9]+ .*analysis=fresh'
  same_colours "$1 colours"
  key ctrl+c q n
  expect "$1 colours: n" 'line=[2-9]'
  key ctrl+c q o
  expect "$1 colours: all but one is dimmed" 'dimmed=[1-9]'
  key ctrl+c q o
  key ctrl+c q l
  expect "$1 colours: the list" 'windows=2'
  key m s Return
  expect "$1 colours: a filter and a mark" 'list=.*[0-9] of .*: .*, 1 marked'
  tmux -L "$session" capture-pane -e -p >"$out/terminal-$1.txt"
  if grep -q "$(printf '%b' "$4")" "$out/terminal-$1.txt"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "FAILED $1 colours (Emacs $version): no bold name in colour"
  fi
  if [ "$1" = 256 ]; then
    key a U q ctrl+x 1
    everyday "$1 colours"
    narrowed "$1 colours"
    hover "$1 colours"
    lists "$1 colours"
    open harbour.txt
    reading "$1 colours"
    texts "$1 colours"
    places "$1 colours"
    killed "$1 colours"
  fi
  tmux -L "$session" kill-server
  sleep 0.2
}

terminals ()
{
  terminal 256 tmux-256color dark '\0033\\[1m\0033\\[38;5;[0-9]*m.*Okafor'
  # A terminal of 16 colours is made of what is there of one with 256.
  if infocmp -x xterm-256color 2>/dev/null |
      sed -e 's/^xterm-256color|[^,]*,/xterm-dixit16,/' -e 's/colors#[^,]*,/colors#16,/' \
          -e 's/pairs#[^,]*,/pairs#256,/' >"$out/16.ti" &&
     tic -x -o "$out/terminfo" "$out/16.ti" 2>/dev/null; then
    TERMINFO=$out/terminfo; export TERMINFO
    terminal 16 xterm-dixit16 dark '\0033\\[1m\0033\\[3[0-7]m.*Okafor\|\0033\\[9[0-7]m.*\0033\\[1m.*Okafor\|\0033\\[1m\0033\\[9[0-7]m.*Okafor'
    unset TERMINFO
  fi
  terminal 8 screen light '\0033\\[1m\0033\\[3[0-7]m.*Okafor\|\0033\\[35m.*\0033\\[1m.*Okafor'
}

if shows_frames; then light_frame; dark_frame; else echo "skipped: this Emacs shows no frames on X"; fi
terminals

if [ -n "$doc" ]; then
  mkdir -p doc
  for name in light dark focus goto; do
    case $name in
      light) picture=screenshot ;;
      *) picture=screenshot-$name ;;
    esac
    # A palette makes the file a third; dots instead of a tint would show.
    convert "$out/$name.png" -strip +dither -colors 256 -define png:compression-level=9 \
      "PNG8:doc/$picture.png" || failed=$((failed + 1))
  done
fi

echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
