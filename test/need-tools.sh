#!/bin/sh
# need-tools.sh COMMAND=PACKAGE...: installs the Debian packages of commands that are missing, where this user may.
# Otherwise it says what is missing; with CI=true that fails.
set -u
missing=""
for pair in "$@"; do
  command -v "${pair%%=*}" > /dev/null 2>&1 || missing="$missing ${pair#*=}"
done
[ -n "$missing" ] || exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
echo "installing$missing"
# shellcheck disable=SC2086 # several packages, and possibly no command in front
install() { DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends $missing > build/apt.log 2>&1; }
mkdir -p build
if command -v apt-get > /dev/null 2>&1; then
  # A fresh machine has no package lists, an old one may have lists of packages that are gone.
  install || { $as_root apt-get update > /dev/null 2>&1 && install; } && exit 0
  tail -n 3 build/apt.log >&2
fi
echo "missing, and not to be installed by this user:$missing" >&2
[ "${CI:-}" != true ]
