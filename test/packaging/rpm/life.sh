#!/bin/bash
# SPDX-License-Identifier: MIT
# life.sh ARCHIVE RPM: installs, upgrades, erases and reinstalls the package, in a Debian in which no other package is rpm's. As
# in the build of an image, neither systemd nor udevd runs. dracut is a program that writes down what it is asked to do.
set -eu -o pipefail

archive=$1 new=$2
unit=failover-ifname.service
wants=/etc/systemd/system/sysinit.target.wants/$unit
configuration=/etc/failover-ifname.conf
kernel=6.1.0-test

main() {
  mkdir older
  DIST='~older' /project/packaging/build-rpm.sh "$archive" older > log 2>&1 || { tail log >&2; exit 1; }
  older=$(ls older/failover-ifname-0*~older.*64.rpm)
  prepare
  list > before

  step install --install "$older"
  expect "$(rpm --query failover-ifname)" "$(basename "$older" .rpm)"
  expect "$(failover-ifname --version)" "$(version)"
  expect "$(readlink $wants)" /usr/lib/systemd/system/$unit
  expect "$(cat dracut)" "$(refreshed)"

  # An administrator's choices survive an upgrade.
  echo 'Enable=yes' > $configuration
  systemctl disable $unit 2> log
  step upgrade --upgrade "$new"
  expect "$(rpm --query failover-ifname)" "$(basename "$new" .rpm)"
  expect "$(systemctl is-enabled $unit || true)" disabled
  expect "$(cat $configuration)" 'Enable=yes'
  # Once for the new package. The scripts of the older one know that this is no erasure.
  expect "$(cat dracut)" "$(refreshed)"
  rpm --verify --nodeps failover-ifname || fail 'the installed files are not those of the package'

  systemctl enable $unit 2> log
  step 'the same again' --upgrade --replacepkgs "$new"
  expect "$(systemctl is-enabled $unit)" enabled

  step erase --erase failover-ifname
  expect "$(cat dracut)" "$(refreshed)"
  list | diff before - > left || [ "$(grep '^[<>]' left)" = "> $configuration" ] || fail "erase: $(cat left)"
  rm $configuration

  step reinstall --install "$new"
  expect "$(systemctl is-enabled $unit)" enabled
  step 'erase again' --erase failover-ifname
  list | diff before - || fail 'there are other files than before'
}

# What Fedora has and this Debian has not: a folder, services that are disabled by default, and kernels.
prepare() {
  mkdir -p /usr/share/licenses /usr/lib/systemd/system-preset /lib/modules/$kernel
  echo 'disable *' > /usr/lib/systemd/system-preset/99-default-disable.preset
  touch /boot/initramfs-$kernel.img /boot/initramfs-0-rescue-1234.img
  printf '#!/bin/sh\necho "$*" >> %q\n' "$PWD/dracut" > /usr/bin/dracut
  chmod 755 /usr/bin/dracut
}

refreshed() { echo "--force --quiet /boot/initramfs-$kernel.img $kernel"; }

version() { basename "$new" | cut -d - -f 3; }

# All but rpm's own database.
list() {
  find / -xdev \( -path /tmp -o -path /results -o -path /var/lib/rpm \) -prune -o -print | sort
}

step() {
  echo "$1"
  shift
  : > dracut
  # --nodeps: rpm does not know the packages that dpkg has installed.
  rpm --nodeps "$@" > output 2>&1 || fail "rpm $*: $(cat output)"
  grep -v '^Created symlink\|^Removed' output > worrying || return 0
  fail "rpm $* said: $(cat worrying)"
}

expect() { [ "$1" = "$2" ] || fail "$1, and not $2"; }

fail() {
  echo "$*" >&2
  exit 1
}

main
