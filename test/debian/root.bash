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

# A root is kept as an archive in .cache/roots. It is made again if it is a week old, because packages are updated.
make_root() {
  local archive
  archive=$project/.cache/roots/$1-$(echo "$@" | sha256sum | cut -c 1-16).tar
  mount -t tmpfs -o mode=755 none $root
  find "$archive" -mtime +7 -delete 2> /dev/null || true
  if [ -e "$archive" ]; then
    tar -C $root --numeric-owner --xattrs -xf "$archive"
  else
    new_root "$@"
    mkdir -p "$(dirname "$archive")"
    tar -C $root --numeric-owner --xattrs -cf "$archive.$$" .
    mv "$archive.$$" "$archive"
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
  cd $root
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

# apt installs the packages, because debootstrap's own order of configuration fails for some.
new_root() {
  local suite=$1 log=/dev/shm/new-root.$$
  shift
  eval "$(apt-config shell http_proxy Acquire::http::Proxy https_proxy Acquire::https::Proxy)"
  export http_proxy https_proxy
  { debootstrap --variant=minbase "$suite" $root "$(mirror)" && add_packages "$@"; } > $log 2>&1 \
    || { tail $log >&2; rm $log; exit 1; }
  rm -r $log $root/var/cache/apt/archives/*.deb
}

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
