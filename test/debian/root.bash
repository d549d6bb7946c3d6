# SPDX-License-Identifier: MIT
# For scripts that work in a new Debian. The script sources this file, and then:
#
#   own_namespaces "$@"                   starts the script again as root in mount and pid namespaces of its own
#   make_root SUITE PACKAGE...            makes the Debian, on a tmpfs at /mnt; PACKAGE:ARCH is of another architecture
#   pass_network                          gives it this machine's way to the mirror and to the npm registry
#   enter_root                            makes it the root of this process
#
# The namespaces end with the script, and the tmpfs with them: nothing of it outlives the script, however that ends. Mirror,
# registry, proxies and certificates are the ones that this machine's apt and npm are set up with.
# shellcheck shell=bash

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=/mnt # covered in this mount namespace alone
network=() # environment of npm, set by pass_network

own_namespaces() {
  [ "${IN_NAMESPACES:-}" != yes ] || return 0
  [ "$(id -u)" = 0 ] || { echo "a new Debian needs root" >&2; exit 1; }
  IN_NAMESPACES=yes exec unshare --mount --pid --fork --kill-child "$0" "$@"
}

# A root is kept as an archive in .cache/roots, and so is the root without packages from which others of this release are made.
# Both are made again if they are a week old, because packages are updated.
make_root() {
  local archives=$project/.cache/roots archive
  archive=$archives/$1-$(echo "$@" | sha256sum | cut -c 1-16).tar
  mount -t tmpfs -o mode=755 none $root
  mkdir -p "$archives"
  find "$archives" -name '*.tar' -mtime +7 -delete 2> /dev/null || true
  if ! unpack_root "$archive"; then
    unpack_root "$archives/$1.tar" || { log_to_end bare_root "$1" && pack_root "$archives/$1.tar"; }
    shift
    log_to_end add_packages "$@"
    pack_root "$archive"
  fi
  mount -t proc proc $root/proc
  mount --rbind /sys $root/sys
  mount --rbind /dev $root/dev
}

pass_network() {
  local key value
  pass_apt
  for key in registry proxy https-proxy noproxy cafile; do
    value=$(cd "$project" && npm config get $key 2> /dev/null)
    case $value in '' | null | undefined) continue ;; esac
    [ $key != cafile ] || { cp --dereference "$value" $root/etc/npm-certificates && value=/etc/npm-certificates; }
    # shellcheck disable=SC2034 # the script that sources this file reads it
    network+=("npm_config_${key//-/_}=$value")
  done
}

# Not chroot: in that, nobody may make a user namespace.
enter_root() {
  cd $root || exit
  pivot_root . mnt
  umount --lazy /mnt
  cd /
  hash -r
}

# --- helpers ---

pass_apt() {
  apt-config dump | grep -E '^Acquire::https?::' > $root/etc/apt/apt.conf.d/90network || true
  cp --dereference /etc/resolv.conf /etc/hosts $root/etc/
}

unpack_root() { [ -e "$1" ] && tar -C $root --numeric-owner --xattrs -xf "$1"; }

pack_root() {
  local new
  rm -f $root/var/cache/apt/archives/*.deb
  new=$(mktemp "$1.XXXXXX") # not $$: in its pid namespace, each of these scripts is process 1
  tar -C $root --numeric-owner --xattrs -cf "$new" .
  mv "$new" "$1"
}

# Runs a function. If it fails, this prints the end of its output, and ends the script.
log_to_end() {
  local log
  log=$(mktemp)
  "$@" > "$log" 2>&1 || { tail "$log" >&2; rm "$log"; exit 1; }
  rm "$log"
}

bare_root() {
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  export http_proxy https_proxy
  debootstrap --variant=minbase "$1" $root "$(mirror)"
}

# apt installs the packages, because debootstrap's own order of configuration fails for some.
add_packages() {
  local package
  pass_apt
  for package in "$@"; do
    case $package in *:*) chroot $root dpkg --add-architecture "${package##*:}" || return ;; esac
  done
  chroot $root mount -t proc proc /proc
  chroot $root apt-get update \
    && DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 chroot $root apt-get install --yes --no-install-recommends "$@" \
    && chroot $root umount /proc
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
