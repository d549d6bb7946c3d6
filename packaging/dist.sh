#!/bin/bash
# SPDX-License-Identifier: MIT
# dist.sh ARCHIVE PACKAGE...: writes the source archive, which ends with .tar.gz. It contains the files that git tracks, as they are in the
# working tree, and the npm packages that are part of the program, without what is made from their source or for browsers.
#
# The same files give the same bytes. All times are SOURCE_DATE_EPOCH, by default the date of the commit. An unpacked archive
# can make the same archive again.
set -eu -o pipefail
export LC_ALL=C

archive=$1
shift
packages=("${@/#/node_modules/}")
# What a packager does not need. If .gitignore was there, git would ignore node_modules/ in a packager's repository.
tracked() {
  if [ -e .git ]; then
    git ls-files -z -- . ':!.ci' ':!.gitignore'
  else
    find . \( -path ./build -o -path ./node_modules -o -path ./.cache -o -path ./.ci -o -path ./.gitignore \) -prune \
      -o ! -type d -printf '%P\0'
  fi
}

date_of_source() {
  if [ -e .git ]; then
    git log -1 --format=%ct
  else
    stat --format=%Y package.json
  fi
}

mkdir -p "$(dirname "$archive")"
{ tracked; find "${packages[@]}" ! -type d ! -path '*/dist/*' ! -name '*.browser.js' -print0; } | sort --zero-terminated \
  | tar --create --format=gnu --null --no-recursion --verbatim-files-from --files-from=- \
    --transform="flags=r;s|^|$(basename "$archive" .tar.gz)/|" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    --mtime="@${SOURCE_DATE_EPOCH:-$(date_of_source)}" \
  | gzip --no-name --best > "$archive.$$"
mv "$archive.$$" "$archive"
