#!/bin/bash
# SPDX-License-Identifier: MIT
# build.sh PROGRAM...: for test/debian/run.sh; builds programs for aarch64 into /results. The bundles must be there already.
set -eu
exec make -C /project --no-print-directory ARCH=aarch64 OUT=/results "${@/#//results/}"
