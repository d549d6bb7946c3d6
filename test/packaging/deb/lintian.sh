#!/bin/bash
# SPDX-License-Identifier: MIT
# lintian.sh FOLDER: lintian on the packages of `make deb`. Each tag is printed with its explanation. All fail but these:
# there is no web page of the project to name, or to watch for new versions.
set -eu
changes=("$1"/*.changes)
lintian --allow-root --info --display-info --pedantic --show-overrides --fail-on error,warning,info,pedantic \
  --suppress-tags debian-watch-file-is-missing,no-homepage-field "${changes[0]}"
