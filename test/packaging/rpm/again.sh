#!/bin/bash
# SPDX-License-Identifier: MIT
# again.sh ARCHIVE FOLDER: builds the packages in another folder, at another time, in another time zone and with another umask
# than `make rpm`, and compares the result with that in FOLDER.
set -eu
mkdir again
umask 027
TZ=Pacific/Auckland LC_ALL=C faketime '+400 days' /project/packaging/build-rpm.sh "$1" again "$PWD/a_folder/of_another_length" \
  > log 2>&1 || { tail log >&2; exit 1; }
cd again
sha256sum ./*.rpm | tee ../sums
cd "$2"
sha256sum --check --quiet "$OLDPWD/../sums"
