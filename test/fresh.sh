#!/bin/bash
# SPDX-License-Identifier: MIT
# fresh.sh SUITE PARTS ACCOUNT...: `make demo` and `make test PARTS=...` in a new Debian that has make and nothing else,
# one account after the other: root in /root, or a user in a new home, for whom root installs what make asks for.
set -eu -o pipefail

# shellcheck source=test/debian/root.bash
. "$(dirname "$0")/debian/root.bash"
own_namespaces "$@"

suite=$1 parts=$2
shift 2
home= # of the account
output=/tmp/output

main() {
  make_root "$suite" make
  tar -C "$project" --exclude=./.git --exclude=./.cache --exclude=./build --exclude=./node_modules -c . \
    > $root/var/tmp/project.tar
  pass_network
  enter_root
  for account in "$@"; do
    echo "--- $suite, $account"
    make_home "$account"
    try "$account" demo
    expect 'rename to ens3npf'
    try "$account" test PARTS= # asks for tools alone
    try "$account" test PARTS="$parts"
    expect 'All tests have passed'
    refuse 'skipped [1-9]'
  done
}

# --- an account ---

make_home() {
  id "$1" > /dev/null 2>&1 || useradd --create-home "$1"
  home=$(eval echo "~$1")
  chmod 700 "$home"
  mkdir "$home/failover-ifname"
  tar -C "$home/failover-ifname" --no-same-owner -xf /var/tmp/project.tar
  chown -R "$1:" "$home/failover-ifname"
}

# Runs make as an account. What it asks root to install, root installs, and only then may it not fail.
try() {
  local account=$1 asked
  shift
  echo "$ make $*"
  as "$account" make "$@" > $output 2>&1 && status=0 || status=$?
  if asked=$(sed -n 's/^missing; as root: apt-get install //p' $output) && [ -n "$asked" ]; then
    [ "$account" != root ] || fail "root was asked to install by hand"
    echo "# apt-get install $asked"
    # shellcheck disable=SC2086 # several packages
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y $asked; } > $output 2>&1 || fail "apt-get"
    as "$account" make "$@" > $output 2>&1 && status=0 || status=$?
  fi
  [ "$status" = 0 ] || fail "make $* failed"
  refuse 'npm warn\|npm WARN'
}

as() {
  local account=$1
  shift
  setpriv --reuid="$account" --regid="$account" --init-groups env --ignore-environment --chdir="$home/failover-ifname" \
    HOME="$home" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "${network[@]}" "$@"
}

expect() { grep -q "$1" $output || fail "nothing says '$1'"; }
refuse() { ! grep -q "$1" $output || fail "something says '$1'"; }

fail() {
  tail -n 100 $output >&2
  echo "$suite, $account: $1" >&2
  exit 1
}

main "$@"
