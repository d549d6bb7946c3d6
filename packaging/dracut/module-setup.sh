#!/bin/bash
# SPDX-License-Identifier: MIT
# Module of dracut: puts the program, the udev rule and the configuration into the initramfs. See failover-ifname(8).
#
# It adds no drivers. They are in the initramfs if it has dracut's network, or if the administrator adds them. A link whose
# driver is missing here gets its name in the running system.
# shellcheck disable=SC2154 # dracut sets initdir and dracutsysrootdir

check() {
  require_binaries /usr/lib/udev/failover-ifname
}

depends() {
  echo udev-rules
}

install() {
  local rule=79-failover-ifname.rules folder file
  inst_simple /usr/lib/udev/failover-ifname
  failover_ifname_text /usr/lib/udev/rules.d/$rule
  failover_ifname_text /etc/udev/rules.d/$rule

  # systemd-networkd may be in the initramfs. Before 255, only this file keeps it away from the slaves.
  failover_ifname_text /usr/lib/systemd/network/09-failover-ifname.network

  # Not only with --hostonly: Enable=no is for every initramfs. The configuration in /run is that of the running system, and
  # not of the next one.
  for folder in /etc /usr/local/lib /usr/lib; do
    failover_ifname_text "$folder/failover-ifname.conf"
    for file in "$dracutsysrootdir$folder"/failover-ifname.conf.d/*.conf; do
      failover_ifname_text "${file#"$dracutsysrootdir"}"
    done
  done
}

# Copies a file if it exists. A mask, which is a symlink to /dev/null, becomes an empty file: it also hides the files of its
# name in later folders.
failover_ifname_text() {
  if [[ -f $dracutsysrootdir$1 ]]; then
    inst_simple "$1"
  elif [[ $(readlink -f "$dracutsysrootdir$1") == /dev/null ]]; then
    inst_dir "${1%/*}"
    : > "$initdir$1"
  fi
}
