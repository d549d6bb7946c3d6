#!/bin/bash
# SPDX-License-Identifier: MIT
# build.sh SUITE 'PACKAGE...' 'UNIT...' RESULTS WHAT...: makes an image of Debian, with the initramfs of its own generator.
#
# The root gets each WHAT: the files of a folder, or a Debian package. UNITs are enabled after the first one. RESULTS gets
# vmlinuz, initramfs and disk.
set -eu -o pipefail
# shellcheck source=test/debian/root.bash
. "$(dirname "$0")/../debian/root.bash"
own_namespaces "$@"

suite=$1 units=$3 results=$4
read -ra packages <<< "$2"
shift 4

in_root() {
  chroot $root env --ignore-environment HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin DEBIAN_FRONTEND=noninteractive "$@"
}

put() {
  if [ -d "$1" ]; then
    tar -C "$1" --owner=0 --group=0 -c . | tar -C $root --no-overwrite-dir --keep-directory-symlink -x
  else
    cp "$1" $root/tmp/package.deb
    in_root dpkg --install /tmp/package.deb
    rm $root/tmp/package.deb
  fi
}

# What has come last may be a package.
make_initramfs() {
  local kernel
  kernel=$(basename $root/boot/vmlinuz-*)
  kernel=${kernel#vmlinuz-}
  if [ -f "$1" ]; then
    : # The package has made it.
  elif [ -e $root/usr/sbin/update-initramfs ]; then
    in_root update-initramfs -u -k "$kernel"
  else
    in_root dracut --quiet --force "/boot/initrd.img-$kernel" "$kernel"
  fi
  cp "$root/boot/initrd.img-$kernel" "$results/initramfs"
  cp "$root/boot/vmlinuz-$kernel" "$results/vmlinuz"
}

make_root "$suite" "${packages[@]}"
put "$1"
# shellcheck disable=SC2086 # several units
in_root systemctl enable $units
shift
what=""
for what; do put "$what"; done
make_initramfs "$what"
# The root again, without proc, sys and dev.
bare=$(mktemp -d)
trap 'umount "$bare"; rmdir "$bare"' EXIT
mount --bind $root "$bare"
mke2fs -q -t ext4 -d "$bare" "$results/disk" 3G
