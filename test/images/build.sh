#!/bin/bash
# SPDX-License-Identifier: MIT
# build.sh SUITE 'PACKAGE...' 'UNIT...' OVERLAY PRODUCT CONFIGURED RESULTS: makes an image of Debian, with its kernel and initramfs.
#
# OVERLAY, PRODUCT and CONFIGURED are folders whose files are copied into the root; PRODUCT may also be a Debian package.
# RESULTS gets vmlinuz, and a disk and an initramfs each: plain.* with OVERLAY, full.* also with PRODUCT, configured.* also
# with CONFIGURED.
set -eu -o pipefail
# shellcheck source=test/debian/root.bash
. "$(dirname "$0")/../debian/root.bash"
own_namespaces "$@"

suite=$1 units=$3 overlay=$4 product=$5 configured=$6 results=$7
read -ra packages <<< "$2"

in_root() {
  chroot $root env --ignore-environment HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin DEBIAN_FRONTEND=noninteractive "$@"
}

make_initramfs() {
  local kernel
  kernel=$(basename $root/boot/vmlinuz-*)
  kernel=${kernel#vmlinuz-}
  if [ -e $root/usr/sbin/update-initramfs ]; then
    in_root update-initramfs -u -k "$kernel"
  else
    in_root dracut --quiet --force "/boot/initrd.img-$kernel" "$kernel"
  fi
  cp "$root/boot/initrd.img-$kernel" "$results/$1.initrd"
  cp "$root/boot/vmlinuz-$kernel" "$results/vmlinuz"
}

make_disk() {
  make_initramfs "$1"
  mke2fs -q -t ext4 -d "$bare" "$results/$1.disk" 3G
}

put() {
  tar -C "$1" --owner=0 --group=0 -c . | tar -C $root --no-overwrite-dir --keep-directory-symlink -x
}

make_root "$suite" "${packages[@]}"
# The root again, without proc, sys and dev.
bare=$(mktemp -d)
trap 'umount "$bare"; rmdir "$bare"' EXIT
mount --bind $root "$bare"
put "$overlay"
# shellcheck disable=SC2086 # several units
in_root systemctl enable $units
make_disk plain
if [ -d "$product" ]; then
  put "$product"
else
  cp "$product" $root/tmp/product.deb
  in_root dpkg --install /tmp/product.deb
  rm $root/tmp/product.deb
fi
make_disk full
put "$configured"
make_disk configured
