#!/bin/bash
# SPDX-License-Identifier: MIT
# autopkgtest.sh FOLDER: runs the tests of the package (packaging/debian/tests) in this Debian, with the packages in FOLDER.
set -eu
packages=("$1"/*.dsc "$1"/failover-ifname_*.deb)
autopkgtest --no-built-binaries "${packages[@]}" -- null
