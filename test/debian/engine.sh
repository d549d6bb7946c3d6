#!/bin/bash
# SPDX-License-Identifier: MIT
# engine.sh ARCHIVE TEST...: the program with the distribution's engine. It is built from the source archive, without npm and
# without network, twice; then the tests run on it.
#
# The tests expect the executable in build/, so build/system is a link to build/ here.
set -eu -o pipefail

archive=$1
shift
failed=()
mount -t sysfs none /sys # of this network
ip link set lo up
ip link add nic type veth peer name other # for the benchmarks

main() {
  export ENGINE=system ESBUILD=esbuild
  reproduce
  cd /tmp/one
  complete /tmp/one
  make --silent build/system/{failover-ifname{,.mjs},conformance{,.mjs},fuzz/failover-ifname,bench/all}
  # The tests on Node need no second run. <root> is the parent of all tests.
  try node --import tsx --test --test-reporter=spec --test-name-pattern='/^(?!node: |program on Node|<root>)/' "$@"
  compare_instructions
  [ ${#failed[@]} = 0 ] || { printf 'failed: %s\n' "${failed[@]}" >&2; exit 1; }
}

# Another folder, environment, time and address space, and a processor without what glibc's own functions are chosen for.
reproduce() {
  unpack /tmp/one
  make -C /tmp/one --silent
  unpack /tmp/a-folder-with-another-name
  GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-FMA,-SSE4_1,-SSSE3,-BMI2,-ERMS,-AVX512F PADDING=$archive$archive$archive \
    make -C /tmp/a-folder-with-another-name --silent
  try cmp {/tmp/one,/tmp/a-folder-with-another-name}/build/failover-ifname
  echo "the executable: $(stat --format=%s /tmp/one/build/failover-ifname) bytes, $(sha256sum < /tmp/one/build/failover-ifname)"
}

unpack() {
  mkdir "$1"
  tar -C "$1" --strip-components=1 -xf "$archive"
  mkdir "$1/build"
  ln -s . "$1/build/system"
}

# The packages that only tests need, and the npm package's engine.
complete() {
  mount --bind /project/node_modules "$1/node_modules"
}

compare_instructions() {
  echo 'instructions with ENGINE=system:'
  count
  export ENGINE=npm ESBUILD=node_modules/.bin/esbuild
  unpack /tmp/npm
  cd /tmp/npm
  complete /tmp/npm
  make --silent --assume-old=node_modules/.package-lock.json build/bench/all
  echo 'instructions with ENGINE=npm:'
  count
}

count() {
  node --import tsx --test --test-reporter=tap --test-name-pattern=instructions bench/instructions.test.ts \
    | grep 'instructions, ' || true
}

try() {
  local command=$*
  "$@" || failed+=("${command:0:60}")
}

main "$@"
