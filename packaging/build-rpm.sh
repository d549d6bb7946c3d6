#!/bin/bash
# SPDX-License-Identifier: MIT
# build-rpm.sh ARCHIVE RESULTS [FOLDER]: builds the RPM packages from the archive of `make dist`, below FOLDER, and copies them
# to RESULTS. It runs on a Debian 13 that has rpm and what the spec file requires, under Debian's names. With DIST, that is the
# end of the release.
set -eu -o pipefail

archive=$(realpath "$1") results=$(realpath "$2") folder=${3:-}
[ -n "$folder" ] || { folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT; }

mkdir -p "$folder"
folder=$(realpath "$folder")
tar -C "$folder" --strip-components=3 -xf "$archive" --wildcards '*/packaging/rpm/*'
# No source package: it would contain the name of the folder. `rpmbuild -ts ARCHIVE` makes one.
# --nodeps: rpm does not know the packages that dpkg has installed.
rpmbuild -bb --nodeps --load "$folder/debian.macros" --define "_topdir $folder" --define "_sourcedir $(dirname "$archive")" \
  --define '_buildhost localhost' --define "dist ${DIST:-%{nil\}}" "$folder/failover-ifname.spec"
cp "$folder"/RPMS/*/*.rpm "$results"
