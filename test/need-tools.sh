#!/bin/sh
# SPDX-License-Identifier: MIT
# need-tools.sh WHAT=PACKAGE... [-- WHAT=PACKAGE...]: says which Debian packages are missing, and installs them if this user may.
# WHAT is a command, or a C header if it ends with .h. Otherwise one line says what is missing and how root installs it.
# Exit status 1: something before the -- is missing; with CI=true, anything.
set -u

have() {
  case $1 in
    # A compiler without the headers of its C library is of no use.
    *.h) echo "#include <$1>" | "${CC:-cc}" -E - > /dev/null 2>&1 ;;
    *) command -v "$1" > /dev/null 2>&1 ;;
  esac
}

find_missing() {
  missing="" needed=""
  optional=""
  for pair in "$@"; do
    if [ "$pair" = -- ]; then
      optional=yes
    elif ! have "${pair%%=*}"; then
      case " $missing " in *" ${pair#*=} "*) ;; *) missing="$missing ${pair#*=}" ;; esac
      [ -n "$optional" ] && [ "${CI:-}" != true ] || needed=yes
    fi
  done
  [ -n "$missing" ]
}

find_missing "$@" || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
# unattended-upgrades may hold dpkg's lock for the first minutes of a fresh machine.
# shellcheck disable=SC2086 # several packages, and possibly no command in front
install() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 $missing > build/apt.log 2>&1
}
mkdir -p build
if command -v apt-get > /dev/null 2>&1 && $as_root true 2> /dev/null; then
  echo "installing Debian packages with apt-get:$missing"
  # A fresh machine has no package lists, an old one may have lists of packages that are gone.
  install || { $as_root apt-get update > /dev/null 2>&1 && install; } || tail -n 3 build/apt.log >&2
  find_missing "$@" || exit 0
fi
echo "missing; as root: apt-get install --no-install-recommends$missing" >&2
[ -z "$needed" ]
