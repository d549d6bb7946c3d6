#!/bin/bash
# SPDX-License-Identifier: MIT
# image-builders.sh BUILDER...: makes an image with each builder (buildah, mkosi, virt-customize) by the block of README.md
# that is for it, and runs the program in the image. The package is in the working folder.
#
# It runs as root on a Debian 13, by test/debian/run.sh.
set -eu -o pipefail

page=/project/README.md
package=$(realpath failover-ifname_*_amd64.deb)
# shellcheck disable=SC2016 # apt's own variable
mirror=$(apt-get indextargets --format '$(REPO_URI)' | head -n 1)

main() {
  exec 3>&1
  trap '[ $? = 0 ] || { tail -n 40 log; echo "this builder failed"; } >&3' EXIT
  for builder in "$@"; do
    echo "--- $builder"
    mkdir "/var/tmp/$builder"
    cd "/var/tmp/$builder"
    "${builder//-/_}" > log 2>&1
    tail -n 1 log
  done
}

buildah() {
  export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
  local container
  cp "$package" .
  base > debian.tar
  container=$(command buildah from scratch)
  command buildah add "$container" debian.tar /
  command buildah commit --quiet "$container" docker.io/library/debian:13
  block Dockerfile > Containerfile
  # If no limits are given, buildah raises its own ones. It may not do so everywhere.
  command buildah build --pull=never --ulimit="nproc=$(ulimit -u)" --ulimit="nofile=$(ulimit -n)" \
    --file=Containerfile --tag=image .
  chroot "$(command buildah mount "$(command buildah from --pull=never localhost/image)")" failover-ifname show
}

mkosi() {
  mkdir mkosi.packages
  cp "$package" mkosi.packages/
  block ini > mkosi.conf
  command mkosi --local-mirror="$mirror" --format=directory build
  chroot image failover-ifname show
}

virt_customize() {
  export LIBGUESTFS_BACKEND=direct LIBGUESTFS_BACKEND_SETTINGS=force_tcg
  cp "$package" .
  mkdir root
  base | tar -C root -x
  truncate --size=2G disk.raw
  mke2fs -q -t ext4 -d root disk.raw
  block sh > commands
  bash -eux commands
  virt-cat --add disk.raw /var/lib/dpkg/status > status
  grep '^Package: failover-ifname$' status
  virt-ls --add disk.raw /usr/lib/udev/rules.d > rules
  grep failover-ifname rules
}

# A Debian 13 without kernel, as an archive.
base() {
  [ -d ../base ] || debootstrap --variant=minbase --include=udev,systemd-sysv trixie ../base "$mirror" > ../base.log
  tar -C ../base --exclude=./var/cache/apt/archives/*.deb --exclude=./dev/* -c .
}

# The only block of the page in a language.
block() {
  sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" $page | sed '/^```/d' | grep .
}

main "$@"
