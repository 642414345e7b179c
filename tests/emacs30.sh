#!/bin/sh
# emacs30.sh DIR -- unpack Debian's backport of Emacs 30 into DIR.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes DIR/emacs30, a wrapper that runs it; nothing is installed, and apt's
# own lists and sources stay as they are.  The source is this machine's Debian
# archive with the suite's name replaced.  It is the Emacs that shows frames
# where EMACS does and the libraries for it are, else the one for terminals.
# Does nothing where DIR/emacs30 works already.  Exits 77 with a message where it cannot be had (no Debian,
# no network, another architecture without the package).

set -u
LC_ALL=C; export LC_ALL
: "${EMACS:=emacs}"

cannot () { echo "emacs30.sh: $*; Emacs 30 is not tested here" >&2; exit 77; }

if [ -z "${1-}" ]; then echo "usage: tests/emacs30.sh DIR" >&2; exit 2; fi
mkdir -p "$1" 2>/dev/null || cannot "cannot make the directory $1"
dir=$(cd "$1" && pwd) || cannot "cannot enter the directory $1"

works () {
  [ -x "$dir/emacs30" ] \
    && [ "$("$dir/emacs30" -Q --batch --eval '(princ (>= emacs-major-version 30))' 2>/dev/null)" = t ]
}
works && exit 0

for tool in apt-get apt-cache dpkg-deb; do
  command -v $tool >/dev/null 2>&1 || cannot "no $tool (this is not Debian)"
done
codename=
# shellcheck source=/dev/null
[ -r /etc/os-release ] && codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$codename" ] || cannot "/etc/os-release has no VERSION_CODENAME"

# A private apt: its own lists, cache and one source.
rm -rf "$dir/apt" "$dir/root" "$dir/emacs30"
mkdir -p "$dir/apt/lists/partial" "$dir/apt/cache/archives/partial" "$dir/apt/debs" \
  || cannot "cannot write in $dir"
# The names after the dollar signs are apt's.
# shellcheck disable=SC2016
archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' \
            'Created-By: Packages' 2>/dev/null \
          | awk -v s="$codename" '$2 == s && $3 == "main" { print $1; exit }')
[ -n "$archive" ] || cannot "apt has no source for the suite $codename"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
signed=
[ -r $keyring ] && signed="[signed-by=$keyring] "
echo "deb $signed$archive $codename-backports main" >"$dir/apt/sources.list"

apt () {
  tool=$1; shift
  "$tool" -q \
    -o Dir::Etc::SourceList="$dir/apt/sources.list" -o Dir::Etc::SourceParts=- \
    -o Dir::State::Lists="$dir/apt/lists" -o Dir::Cache="$dir/apt/cache" \
    -o APT::Sandbox::User= -o APT::Update::Post-Invoke::= \
    -o Acquire::Languages=none "$@"
}
apt apt-get update >"$dir/apt/log" 2>&1 \
  || cannot "apt-get update of $codename-backports failed (see $dir/apt/log)"
version=$(apt apt-cache madison emacs-nox 2>/dev/null | awk '{ print $3 }' | grep '^1:30\.' | head -n 1)
[ -n "$version" ] || cannot "$codename-backports has no Emacs 30"

# The parser library is in the main suite only.
echo "deb $signed$archive $codename main" >>"$dir/apt/sources.list"
apt apt-get update >>"$dir/apt/log" 2>&1 \
  || cannot "apt-get update of $codename failed (see $dir/apt/log)"
download ()
{
  (cd "$dir/apt/debs" && apt apt-get download "$@") >>"$dir/apt/log" 2>&1 \
    || cannot "the packages cannot be downloaded (see $dir/apt/log)"
}
unpack ()
{
  for deb in "$dir"/apt/debs/*.deb; do
    dpkg-deb -x "$deb" "$dir/root" || cannot "$deb cannot be unpacked"
  done
}
download "emacs-common=$version" "emacs-bin-common=$version" libtree-sitter0
unpack
libraries=$(dirname "$(find "$dir/root/usr/lib" -name 'libtree-sitter.so.0*' | head -n 1)")
flavour=
if "$EMACS" -Q --batch --eval "(kill-emacs (if (featurep 'x) 0 1))" 2>/dev/null; then
  rm -f "$dir"/apt/debs/*
  download "emacs-gtk=$version"
  unpack
  if ! LD_LIBRARY_PATH=$libraries ldd "$dir/root/usr/bin/emacs-gtk" | grep -q 'not found'; then
    flavour=gtk
  else
    rm -f "$dir"/root/usr/bin/emacs-gtk
    find "$dir/root/usr" -name '*.pdmp' -exec rm {} +
  fi
fi
if [ -z "$flavour" ]; then
  rm -f "$dir"/apt/debs/*
  download "emacs-nox=$version"
  unpack
  flavour=nox
fi

# The first of the arguments, patterns that were expanded, that is there.
first () { for name in "$@"; do if [ -e "$name" ]; then echo "$name"; return; fi; done; }

usr=$dir/root/usr
binary=$(first "$usr"/bin/emacs-$flavour "$usr"/bin/emacs-30*)
dump=$(find "$usr" -name '*.pdmp' | head -n 1)
share=$(first "$usr"/share/emacs/30.*)
exec=$(dirname "$dump")
if ! { [ -x "$binary" ] && [ -n "$dump" ] && [ -d "$share/lisp" ]; }; then
  cannot "the packages do not hold what was expected"
fi
# Beside the binary too, for an Emacs that the tests start by its own name.
ln -sf "$dump" "$binary.pdmp" || cannot "cannot write in $usr/bin"
loadpath=$(find "$share/lisp" -type d | sort | tr '\n' ':')

cat >"$dir/emacs30.new" <<END
#!/bin/sh
# Written by tests/emacs30.sh.
EMACSLOADPATH='${loadpath%:}'
EMACSDATA='$share/etc'
EMACSDOC='$share/etc'
EMACSPATH='$exec'
LD_LIBRARY_PATH='$libraries'\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH}
export EMACSLOADPATH EMACSDATA EMACSDOC EMACSPATH LD_LIBRARY_PATH
exec '$binary' --dump-file='$dump' "\$@"
END
chmod +x "$dir/emacs30.new"
mv "$dir/emacs30.new" "$dir/emacs30" || cannot "cannot write $dir/emacs30"
rm -rf "$dir/apt/debs" "$dir/apt/lists" "$dir/apt/cache"
works || { out=$("$dir/emacs30" -Q --batch --eval t 2>&1 | head -n 3); rm -f "$dir/emacs30"
           cannot "the unpacked Emacs does not start: $out"; }
