#!/bin/bash
# SPDX-License-Identifier: MIT
# build-again.sh SCRIPT ARCHIVE FOLDER: builds the packages with packaging/SCRIPT in another folder, at another time, in another
# time zone and with another umask than the Makefile, and compares the results with those in FOLDER.
set -eu
mkdir again
umask 027
TZ=Pacific/Auckland LC_ALL=C faketime '+400 days' "/project/packaging/$1" "$2" again "$PWD/a_folder/of/another_length" \
  > log 2>&1 || { tail log >&2; exit 1; }
cd again
# Not .changes and .buildinfo: these contain the time of the build.
find . -name '*.deb' -o -name '*.dsc' -o -name '*.tar.*' -o -name '*.rpm' | sort | xargs sha256sum | tee ../sums
[ -s ../sums ]
cd "$3"
sha256sum --check --quiet "$OLDPWD/../sums"
