#!/bin/bash
# SPDX-License-Identifier: MIT
# linters.sh PROGRAM: runs each linter, in a Debian that has them. For each it prints a line with "clean:" or "FOUND:", and
# then the output. PROGRAM is put where the unit starts it, because systemd-analyze(1) searches for it.
set -u -o pipefail

main() {
  export SHELLCHECK_OPTS=--external-sources
  cd /project || exit
  install -m 755 "$1" /usr/lib/udev/failover-ifname
  unit=packaging/systemd/failover-ifname.service
  mapfile -t scripts < <(scripts)
  lint mandoc -T lint -W all man/*.[1-8]
  lint groff -t -m an -ww -z -T utf8 man/*.[1-8]
  lint shellcheck "${scripts[@]}"
  lint udevadm verify --no-summary rules/*.rules
  lint systemd-analyze verify --man=no $unit
  exposure $unit
}

# A linter that finds something does not always fail.
lint() {
  local output
  if output=$("$@" 2>&1) && [ -z "$output" ]; then
    echo "clean: $*"
  else
    echo "FOUND: $*"
    echo "$output"
  fi
}

# The limit is 2.0. The threshold is in tenths, and systemd-analyze accepts it.
exposure() {
  local output
  if output=$(systemd-analyze security --offline=yes --no-pager --threshold=19 "$1" 2>&1); then
    echo "clean: systemd-analyze security $1"
    tail -n 1 <<< "$output"
  else
    echo "FOUND: systemd-analyze security $1"
    echo "$output"
  fi
}

# All shell scripts of the project: their first line names a shell, or a comment for shellcheck does.
scripts() {
  find . \( -path ./node_modules -o -path ./build -o -path ./.git -o -path ./.cache \) -prune -o -type f ! -name '*.ts' -print0 \
    | xargs -0 awk '
      FNR == 1 && /^#!.*[\/ ](ba|da|a)?sh( |$)/ || /^# shellcheck shell=/ { print FILENAME; nextfile }
      FNR == 9 { nextfile }'
}

main "$@"
