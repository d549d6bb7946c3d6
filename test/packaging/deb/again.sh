#!/bin/bash
# SPDX-License-Identifier: MIT
# again.sh ARCHIVE FOLDER: builds the package in another folder, at another time, in another time zone and with another umask
# than `make deb`, and compares the result with that in FOLDER.
set -eu
mkdir again
umask 027
TZ=Pacific/Auckland LC_ALL=C faketime '+400 days' /project/packaging/build-deb.sh "$1" again "$PWD/a_folder/of/another_length" \
  > log 2>&1 || { tail log >&2; exit 1; }
cd again
sha256sum ./*.deb ./*.dsc ./*.tar.* | tee ../sums
cd "$2"
sha256sum --check --quiet "$OLDPWD/../sums"
