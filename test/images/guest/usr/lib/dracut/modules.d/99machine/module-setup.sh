#!/bin/bash
# SPDX-License-Identifier: MIT
# Records the names of the links at the end of the initramfs.

install() {
  inst_multiple readlink mkdir /usr/lib/machine/record-names
  # shellcheck disable=SC2154 # dracut sets moddir
  inst_hook pre-pivot 99 "$moddir/record-names.sh"
}
