#!/bin/bash
# SPDX-License-Identifier: MIT
# life.sh DEB: installs, upgrades, removes, purges and reinstalls the package, in a Debian that has initramfs-tools or dracut and
# a kernel. As in the build of an image, neither systemd nor udevd runs.
#
# After each step, it compares the files of the whole system, the initramfs and dpkg's output with what they have to be.
set -eu -o pipefail

deb=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
unit=failover-ifname.service
wants=/etc/systemd/system/sysinit.target.wants/$unit
configuration=/etc/failover-ifname.conf
program=/usr/lib/udev/failover-ifname
state=$(mktemp -d)
cd "$state"

main() {
  without_drivers
  refresh_initramfs > usual 2>&1 # what it prints is not the package's fault
  list_files > files.before
  hash_files > hashes.before

  step "install" --install "$(other_version 0.0.9-1)"
  expect_installed 0.0.9-1
  expect_enabled enabled

  # An administrator's choices survive an upgrade.
  echo 'Enable=yes' > $configuration
  systemctl disable $unit 2> /dev/null
  step "upgrade" --install "$deb"
  expect_installed "$(version)"
  expect_enabled disabled
  expect_in_initramfs "$configuration"
  systemctl enable $unit 2> /dev/null
  step "the same version again" --install "$deb"
  expect_installed "$(version)"
  expect_enabled enabled

  step "remove" --remove failover-ifname
  expect_not_in_initramfs
  # Until a purge, Debian keeps what says whether a service is enabled.
  expect_new_files $configuration $wants /var/lib/dpkg/info/failover-ifname.{list,postrm} \
    /var/lib/systemd/deb-systemd-helper-enabled/{$unit.dsh-also,sysinit.target.wants,sysinit.target.wants/$unit}

  step "install after remove" --install "$deb"
  expect_installed "$(version)"
  expect_enabled enabled
  step "remove before purge" --remove failover-ifname
  step "purge after remove" --purge failover-ifname
  expect_new_files $configuration
  grep -qx Enable=yes $configuration || fail "purge has changed the administrator's file"
  rm $configuration

  step "install after purge" --install "$deb"
  expect_installed "$(version)"
  step "purge" --purge failover-ifname
  expect_not_in_initramfs
  expect_new_files
  hash_files | diff hashes.before - || fail "purge: other contents than before the first install"

  expect_reload 1 dpkg --install "$deb"
  expect_reload 1 dpkg --purge failover-ifname
  # As a builder of images does that gives a chroot the /run of the host.
  make_chroot
  expect_reload 0 chroot root dpkg --install "$deb"
  expect_reload 0 chroot root dpkg --purge failover-ifname
  # As mmdebstrap --mode=chrootless does. Not every package has triggers that can be run like this.
  expect_reload 0 dpkg --root="$state/root" --force-script-chrootless --no-triggers --install "$deb"
  expect_reload 0 dpkg --root="$state/root" --force-script-chrootless --no-triggers --purge failover-ifname
}

# --- steps ---

# $1 says what dpkg does with the other arguments. An administrator would worry about every line that is not in this list.
step() {
  echo "$1"
  doing=$1
  shift
  dpkg "$@" > output 2>&1 || fail "dpkg failed: $(cat output)"
  ! grep -vxFf usual output | grep -vEf known > worrying || fail "dpkg said: $(cat worrying)"
}

cat > "$state/known" << 'END'
^\(Reading database .*$
^Selecting previously unselected package failover-ifname\.$
^Preparing to unpack \S+ \.\.\.$
^(Unpacking|Setting up|Removing|Purging configuration files for) failover-ifname \(.*\) (over \(.*\) )?\.\.\.$
^Created symlink \S+ → \S+$
^Processing triggers for (man-db|initramfs-tools|dracut) \(.*\) \.\.\.$
END
# On Debian 12, udev has this folder as /lib/systemd/network, so that dpkg takes it for this package's alone.
[ "$(cut -d. -f1 /etc/debian_version)" != 12 ] || cat >> "$state/known" << 'END'
^dpkg: warning: while removing failover-ifname, directory '/usr/lib/systemd/network' not empty so not removed$
END

# The package with another version.
other_version() {
  dpkg-deb --raw-extract "$deb" "$1" >&2
  sed -i "s/^Version: .*/Version: $1/" "$1/DEBIAN/control"
  dpkg-deb --root-owner-group --build "$1" "$1.deb" >&2
  rm -r "$1"
  echo "$1.deb"
}

version() { dpkg-deb --field "$deb" Version; }

refresh_initramfs() {
  if [ -x /usr/sbin/update-initramfs ]; then update-initramfs -u; else /etc/kernel/postinst.d/dracut "$(ls /lib/modules)"; fi
}

make_chroot() {
  local folder
  mkdir layer root
  mount -t tmpfs none layer
  mkdir layer/{upper,work}
  mount -t overlay -o lowerdir=/,upperdir=layer/upper,workdir=layer/work none root
  for folder in dev proc project run; do mount --rbind /$folder root/$folder; done
}

# Each refresh then takes two seconds instead of ten.
without_drivers() {
  if [ -d /etc/initramfs-tools ]; then
    printf 'MODULES=list\nCOMPRESSLEVEL=1\n' > /etc/initramfs-tools/conf.d/without-drivers
  else
    echo 'no_kernel=yes compress=cat' > /etc/dracut.conf.d/without-drivers.conf
  fi
}

# --- what has to be ---

expect_installed() {
  local text
  [ "$(dpkg-query --show --showformat '${Status} ${Version}' failover-ifname)" = "install ok installed $1" ] \
    || fail "not installed: $1"
  text=$(dpkg --audit; dpkg --verify failover-ifname) || true
  [ -z "$text" ] || fail "dpkg is not content: $text"
  failover-ifname show > /dev/null || fail "the program does not run"
  expect_in_initramfs $program /usr/lib/udev/rules.d/79-failover-ifname.rules
}

expect_enabled() {
  [ "$(systemctl is-enabled $unit)" = "$1" ] || fail "the service is not $1"
}

expect_in_initramfs() {
  local path
  for path in "$@"; do grep -qx "${path#/}" <<< "$(list_initramfs)" || fail "the initramfs does not have $path"; done
}

expect_not_in_initramfs() {
  ! grep failover-ifname <<< "$(list_initramfs)" || fail "this is still in the initramfs"
}

list_initramfs() {
  if command -v lsinitramfs > /dev/null; then lsinitramfs /boot/initrd.img-*; else lsinitrd /boot/initrd.img-*; fi \
    | sed 's/^[-dlc].* \([^ ]*\( -> .*\)*\)$/\1/; s/ -> .*//' # lsinitrd lists as `ls -l` does
}

# Compares with the list of the start: there are these new files, and everything else is as before.
expect_new_files() {
  printf '%s\n' "$@" | sed '/^$/d' | sort > expected
  list_files > files.now
  diff files.before files.now > changed || true
  { sed -n 's/^> [^/]*\(\/[^ ]*\).*/\1/p' changed | sort; grep '^<' changed || true; } | diff expected - \
    || fail "other files than expected"
}

# With type, mode, owner and target of a link. What other programs write all the time is not listed.
list_files() {
  find / -xdev \( -path /tmp -o -path /var/log -o -path /var/cache/man \) -prune -o -printf '%y %m %U:%G %p %l\n' | sort
}

hash_files() {
  find /etc /usr /var/lib/systemd -xdev -type f -print0 | sort -z | xargs -0 sha256sum
}

# Runs dpkg while something listens at udevd's socket, and expects as many messages.
expect_reload() {
  local expected=$1 listener
  doing="a udevd runs: ${*:2}"
  echo "$doing"
  mkdir -p /run/udev /run/systemd/system
  mkfifo ready
  perl "$here/udevd.pl" messages > ready &
  listener=$!
  read -r < ready
  shift
  "$@" > output 2>&1 || fail "dpkg failed: $(cat output)"
  kill $listener
  wait $listener 2> /dev/null || true
  [ "$(wc -l < messages)" = "$expected" ] || fail "udevd was told $(wc -l < messages) times to reload, not $expected times"
  rm -r ready messages /run/udev /run/systemd/system
}

fail() {
  echo "${doing:-}: $1" >&2
  exit 1
}

main
