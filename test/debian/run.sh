#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh SUITE 'PACKAGE...' FOLDER SCRIPT ARGUMENT...: runs a script as root in a new Debian that has these packages.
#
# The script is a path below the project. It finds the project in /project (read-only), and FOLDER, which stays afterwards,
# in /results; it starts in /results. With OFFLINE=yes it has no network. Without FOLDER and SCRIPT, the Debian is only made.
set -eu -o pipefail
# shellcheck source=test/debian/root.bash
. "$(dirname "$0")/root.bash"
own_namespaces "$@"

read -ra packages <<< "$2"
make_root "$1" "${packages[@]}"
[ $# -gt 2 ] || exit 0
folder=$(realpath "$3") script=$4
shift 4
pass_network
mkdir $root/project $root/results
mount --bind "$project" $root/project
mount -o remount,bind,ro $root/project
mount --bind "$folder" $root/results
enter_root
cd /results
command=(env --ignore-environment HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  DEBIAN_FRONTEND=noninteractive "${network[@]}" "/project/$script" "$@")
[ "${OFFLINE:-}" != yes ] || command=(unshare --net "${command[@]}")
"${command[@]}"
