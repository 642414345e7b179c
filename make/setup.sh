#!/bin/sh
# setup.sh -- see to it that what a target needs is on this machine.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: make/setup.sh build|run|train|bench|bench-peers|check|lint|fuzz|manual...
#        make/setup.sh --emacs-cflags   the -I for emacs-module.h, if it needs one
#        make/setup.sh --has NEED       only say by the exit status if it is there
#
# Silent and quick when nothing is missing.  What is missing is installed by
# apt-get where that works without asking (root on Debian or Ubuntu), and is
# otherwise named, with the packages that bring it.

# The has_ functions are called by name, and $CC may have arguments.
# shellcheck disable=SC2317,SC2086

set -eu

: "${CC:=cc}" "${CLANG:=clang}" "${EMACS:=emacs}" "${PYTHON:=python3}"

have () { command -v "$1" >/dev/null 2>&1; }

# Where emacs-module.h is when the compiler does not find it by itself
# (Homebrew, Nix, an Emacs in the home directory): beside this Emacs.
beside_emacs ()
{
  "$EMACS" -Q --batch --eval \
    '(princ (expand-file-name "../../../../include" data-directory))' 2>/dev/null
}

preprocesses () { echo '#include <emacs-module.h>' | $CC -E - >/dev/null 2>&1; }

emacs_cflags ()
{
  preprocesses && return
  dir=$(beside_emacs) || return
  if [ -f "$dir/emacs-module.h" ]; then printf '%s\n' "-I$dir"; fi
}

# One function for each need: is it there?

has_cc () { have ${CC%% *}; }
has_make () { have make || have gmake; }
has_pkgconf () { have pkg-config; }
has_pcre2 () { have pkg-config && pkg-config --exists libpcre2-8; }
has_jansson () { have pkg-config && pkg-config --exists jansson; }
has_emacs ()
{
  have "$EMACS" && "$EMACS" -Q --batch --eval \
    '(kill-emacs (if (and (>= emacs-major-version 28) (fboundp (quote module-load))) 0 1))' \
    >/dev/null 2>&1
}
has_header () { preprocesses || [ -f "$(beside_emacs)/emacs-module.h" ]; }
has_cmocka () { have pkg-config && pkg-config --exists cmocka; }
has_sanitizers ()
{
  case $($CC -print-file-name=libasan.so 2>/dev/null) in /*) return ;; esac
  echo 'int main (void) { return 0; }' |
    $CC -fsanitize=address,undefined -x c -o /dev/null - >/dev/null 2>&1
}
has_texinfo () { have makeinfo; }
has_python () { have "$PYTHON"; }
has_venv () { have "$PYTHON" && "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }
has_taskset () { have taskset; }
has_java () { have java; }
has_maven () { have mvn; }
has_node () { have node; }
has_npm () { have npm; }
has_clang () { have "$CLANG"; }
has_fuzzer ()
{
  have "$CLANG" || return 1
  for lib in "$("$CLANG" -print-resource-dir)"/lib/*/libclang_rt.fuzzer*.a; do
    [ ! -f "$lib" ] || return 0
  done
  return 1
}

# name_NEED is what it is called; packages_NEED its packages: Debian, Fedora,
# Arch, Homebrew.

name ()
{
  case $1 in
    cc) echo "a C compiler" ;;
    make) echo "GNU make" ;;
    pkgconf) echo "pkg-config" ;;
    pcre2) echo "PCRE2 (8 bit)" ;;
    jansson) echo "jansson" ;;
    emacs) echo "GNU Emacs 28 or later with module support" ;;
    header) echo "emacs-module.h" ;;
    cmocka) echo "cmocka" ;;
    sanitizers) echo "the address sanitizer" ;;
    texinfo) echo "Texinfo" ;;
    python) echo "Python 3" ;;
    venv) echo "Python's venv" ;;
    taskset) echo "taskset" ;;
    java) echo "a Java runtime" ;;
    maven) echo "Maven" ;;
    node) echo "Node.js" ;;
    npm) echo "npm" ;;
    clang) echo "clang" ;;
    fuzzer) echo "clang with libFuzzer" ;;
  esac
}

packages ()
{
  case $1:$2 in
    cc:debian) echo gcc libc6-dev ;;
    cc:*) echo gcc ;;
    make:*) echo make ;;
    pkgconf:debian) echo pkg-config ;;
    pkgconf:fedora) echo pkgconf-pkg-config ;;
    pkgconf:*) echo pkgconf ;;
    pcre2:debian) echo libpcre2-dev ;;
    pcre2:fedora) echo pcre2-devel ;;
    pcre2:*) echo pcre2 ;;
    jansson:debian) echo libjansson-dev ;;
    jansson:fedora) echo jansson-devel ;;
    jansson:*) echo jansson ;;
    emacs:homebrew) echo emacs ;;
    emacs:*) echo emacs-nox ;;
    header:debian) echo emacs-common ;;
    header:fedora) echo emacs-devel ;;
    header:arch) echo emacs-nox ;;
    header:homebrew) echo emacs ;;
    cmocka:debian) echo libcmocka-dev ;;
    cmocka:fedora) echo libcmocka-devel ;;
    cmocka:*) echo cmocka ;;
    sanitizers:fedora) echo libasan libubsan ;;
    sanitizers:homebrew) echo llvm ;;
    sanitizers:*) echo gcc ;;
    texinfo:*) echo texinfo ;;
    python:arch | python:homebrew) echo python ;;
    python:*) echo python3 ;;
    venv:debian) echo python3-venv ;;
    venv:arch | venv:homebrew) echo python ;;
    venv:*) echo python3 ;;
    taskset:*) echo util-linux ;;
    java:debian) echo default-jre-headless ;;
    java:fedora) echo java-latest-openjdk-headless ;;
    java:arch) echo jre-openjdk-headless ;;
    java:*) echo openjdk ;;
    maven:*) echo maven ;;
    node:homebrew | npm:homebrew) echo node ;;
    node:*) echo nodejs ;;
    npm:fedora) echo nodejs-npm ;;
    npm:*) echo npm ;;
    clang:homebrew | fuzzer:homebrew) echo llvm ;;
    clang:*) echo clang ;;
    fuzzer:debian)
      # The runtime is named after clang's major version.
      echo clang "$(apt-cache depends clang 2>/dev/null |
        sed -n 's/.*Depends: clang-\([0-9]*\)$/libclang-rt-\1-dev/p' | head -n 1)" ;;
    fuzzer:*) echo clang compiler-rt ;;
  esac
}

wanted ()
{
  core="cc make pkgconf pcre2 jansson"
  case $1 in
    build | run) echo "$core emacs header" ;;
    train) echo "$core" ;;
    bench) echo "$core python" ;;
    bench-peers) echo "$core python venv taskset java maven node npm" ;;
    check) echo "$core emacs header cmocka sanitizers python" ;;
    lint) echo "$core emacs header cmocka clang" ;;
    fuzz) echo "$core fuzzer" ;;
    manual) echo "make texinfo" ;;
    *) echo "setup.sh: unknown target: $1" >&2; return 2 ;;
  esac
}

# What a target is better for, and does without: never a reason to fail.
wished ()
{
  case $1 in
    check) echo fuzzer texinfo ;;
  esac
}

missing ()
{
  for need in "$@"; do
    "has_$need" || echo "$need"
  done
}

# The packages of kind $1 for the other arguments, each once, on one line.
all_packages ()
{
  kind=$1; shift
  for need in "$@"; do packages "$need" "$kind"; done |
    tr ' ' '\n' | sed '/^$/d' | sort -u | tr '\n' ' ' | sed 's/ $//'
}

apt ()
{
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

case ${1-} in
  --emacs-cflags) emacs_cflags; exit ;;
  --has) "has_$2"; exit ;;
esac

[ $# -gt 0 ] || { echo "usage: make/setup.sh TARGET..." >&2; exit 2; }
needs='' wishes=''
for target in "$@"; do
  needs="$needs $(wanted "$target")"
  wishes="$wishes $(wished "$target")"
done

# The lists are words, to be split.
set -- $needs
lacking=$(missing "$@")
wishes=$(missing $wishes)
[ -n "$lacking$wishes" ] || exit 0

# An Emacs that builds its module sets DIXIT_NO_INSTALL: an editor installs
# nothing behind its user's back.
if [ -z "${DIXIT_NO_INSTALL-}" ] && [ "$(id -u)" = 0 ] && have apt-get; then
  apt update || true
  if [ -n "$lacking" ]; then
    list=$(all_packages debian $lacking)
    echo "setup: installing $list" >&2
    apt install $list || true
  fi
  if [ -n "$wishes" ]; then
    list=$(all_packages debian $wishes)
    echo "setup: installing $list (wished for, not needed)" >&2
    apt install $list || echo "setup: going on without" >&2
  fi
  lacking=$(missing $lacking)
fi
[ -n "$lacking" ] || exit 0

{
  echo "setup: this is missing here:"
  for need in $lacking; do echo "  $(name "$need")"; done
  echo "Install it, with the packages of your system:"
  {
    echo "  Debian, Ubuntu  sudo apt-get install $(all_packages debian $lacking)"
    echo "  Fedora          sudo dnf install $(all_packages fedora $lacking)"
    echo "  Arch            sudo pacman -S $(all_packages arch $lacking)"
    echo "  Homebrew        brew install $(all_packages homebrew $lacking)"
  }
} >&2
exit 1
