#!/bin/bash
# SPDX-License-Identifier: MIT
# fresh.sh SUITE PARTS ACCOUNT...: `make demo` and `make test PARTS=...` in a new Debian that has make and nothing else,
# one account after the other: root in /root, or a user in a new home, for whom root installs what make asks for.
#
# The new Debian is on a tmpfs, in mount and pid namespaces of its own: nothing of it outlives this script, however that
# ends. Mirror, registry, proxies and certificates are the ones that this machine's apt and npm are set up with.
set -eu -o pipefail

if [ "${IN_NAMESPACES:-}" != yes ]; then
  [ "$(id -u)" = 0 ] || { echo "a new Debian needs root: sudo make fresh" >&2; exit 1; }
  IN_NAMESPACES=yes exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi

suite=$1 parts=$2
shift 2
project=$(cd "$(dirname "$0")/.." && pwd)
root=/mnt  # covered in this mount namespace alone
network=() # environment of npm
home=      # of the account
output=/tmp/output

main() {
  make_root
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

# --- the new Debian ---

make_root() {
  mount -t tmpfs -o mode=755 none $root
  mkdir $root/var $root/var/tmp
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  export http_proxy https_proxy
  debootstrap --variant=minbase --include=make "$suite" $root "$(mirror)" > $root/var/tmp/log \
    || { tail $root/var/tmp/log >&2; exit 1; }
  tar -C "$project" --exclude=./.git --exclude=./.cache --exclude=./build --exclude=./node_modules -c . \
    > $root/var/tmp/project.tar
  mount -t proc proc $root/proc
  mount --rbind /sys $root/sys
  mount --rbind /dev $root/dev
}

# Where this machine's apt has Debian from: what has one of its suites has all.
mirror() {
  local found
  # shellcheck disable=SC2016 # apt's own variables
  found=$(apt-get indextargets --format '$(ORIGIN) $(LABEL) $(COMPONENT) $(REPO_URI)' \
    | awk '$1 $2 $3 == "DebianDebianmain" { uri = $4 } END { print uri }')
  [ -n "$found" ] || { echo "none of this machine's package sources is Debian's" >&2; exit 1; }
  echo "$found"
}

pass_network() {
  local key value
  apt-config dump | grep -E '^Acquire::https?::' > $root/etc/apt/apt.conf.d/90network || true
  cp --dereference /etc/resolv.conf /etc/hosts $root/etc/
  for key in registry proxy https-proxy noproxy cafile; do
    value=$(cd "$project" && npm config get $key 2> /dev/null)
    case $value in '' | null | undefined) continue ;; esac
    [ $key != cafile ] || { cp --dereference "$value" $root/etc/npm-certificates && value=/etc/npm-certificates; }
    network+=("npm_config_${key//-/_}=$value")
  done
}

# Not chroot: in that, nobody may make a user namespace.
enter_root() {
  cd $root
  pivot_root . mnt
  umount --lazy /mnt
  cd /
  hash -r
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
