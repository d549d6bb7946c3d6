#!/bin/bash
# SPDX-License-Identifier: MIT
# build-deb.sh ARCHIVE RESULTS [FOLDER [ARCHITECTURE]]: builds the Debian package from the archive of `make dist`, below
# FOLDER, and copies what dpkg-buildpackage makes to RESULTS. It runs on a Debian 13 that has the packages of Build-Depends.
# For another ARCHITECTURE it also needs crossbuild-essential-ARCHITECTURE, qemu-user, and libquickjs of that architecture.
set -eu -o pipefail
umask 022 # the folders of the source package have modes too

archive=$(realpath "$1") results=$(realpath "$2") folder=${3:-} options=()
[ -n "$folder" ] || { folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT; }

mkdir -p "$folder"
cd "$folder"
tar -xf "$archive"
source=$(basename "$archive" .tar.gz) # failover-ifname-VERSION
cp -a "$source/packaging/debian" "$source/debian"
cp "$archive" "${source%-*}_${source##*-}.orig.tar.gz"
cd "$source"
[ "$(dpkg-parsechangelog --show-field Version | sed 's/-[^-]*$//')" = "${source##*-}" ] \
  || { echo "the version in packaging/debian/changelog is not ${source##*-}" >&2; exit 1; }
if [ $# -ge 4 ]; then
  export DEB_BUILD_OPTIONS=nocheck
  # -d: Build-Depends does not say what is of the build machine.
  options=(--host-arch "$4" --build-profiles=cross --build=binary -d)
fi
dpkg-buildpackage "${options[@]}" --unsigned-source --unsigned-changes
cd ..
dcmd=$(sed -n '/^Files:/,/^[^ ]/s/^ .* //p' ./*.changes)
# shellcheck disable=SC2086 # names of files without spaces
cp $dcmd ./*.changes "$results"
