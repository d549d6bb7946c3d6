# SPDX-License-Identifier: MIT
# The source archive, the packages, and images with them. The Makefile includes this.

# A new Debian of its own builds the packages and runs their tests (see test/debian/run.sh).
AS_ROOT := $(if $(filter-out 0,$(shell id -u)),sudo)
IN_DEBIAN := $(AS_ROOT) test/debian/run.sh trixie
IN_DEBIAN_OFFLINE := $(AS_ROOT) env OFFLINE=yes test/debian/run.sh trixie
DEBIAN_TOOLS := debootstrap=debootstrap

# --- the source archive ---------------------------------------------------------------------------------------------

DIST := build/dist/failover-ifname-$(VERSION).tar.gz
dist: $(BUNDLED:%=node_modules/%/package.json) ## Make the source archive. It can be built without npm and without network.
	packaging/dist.sh $(DIST) $(BUNDLED)

ENGINE_TEST_PACKAGES := make gcc libc6-dev linux-libc-dev binutils libquickjs quickjs esbuild nodejs musl-tools iproute2 \
  valgrind strace util-linux bsdutils perl
SYSTEM_ENGINE_TESTS ?= $(wildcard test/conformance/*.test.ts test/cli/*.test.ts test/captures.test.ts test/fuzz/*.test.ts \
  test/reference/*.test.ts) $(patsubst %,test/packaging/%.test.ts,build dist install snapshot) bench/instructions.test.ts
test-system-engine: node_modules/.package-lock.json dist ## Test ENGINE=system offline in a new Debian 13, built from the archive. Takes 5 to 15 minutes.
	$(NEED)'$(DEBIAN_TOOLS)'
	mkdir -p build/system-engine
	$(IN_DEBIAN_OFFLINE) '$(ENGINE_TEST_PACKAGES)' build/system-engine test/debian/engine.sh /project/$(DIST) $(SYSTEM_ENGINE_TESTS)

# --- the Debian package ---------------------------------------------------------------------------------------------

# Those of Build-Depends, and those that the tests run there.
DEB_PACKAGES := build-essential debhelper dh-builtusing esbuild libquickjs quickjs faketime lintian
DEB := build/deb/failover-ifname_$(shell sed -n '1s/.*(\(.*\)).*/\1/p' packaging/debian/changelog)_$(if $(filter x86_64,$(MACHINE)),amd64,arm64).deb
deb: dist ## Build the Debian package in build/deb/, in a new Debian 13. Needs root or sudo.
	$(NEED)'$(DEBIAN_TOOLS)'
	rm -rf build/deb
	mkdir -p build/deb
	$(IN_DEBIAN_OFFLINE) "$(DEB_PACKAGES)" build/deb packaging/build-deb.sh /project/$(DIST) .
	@ls -l $(DEB)

test-deb: deb ## Test the Debian package in new Debian 12 and 13: lintian, a second build, install to purge, autopkgtest.
	$(AS_ROOT) env DEB_PACKAGES='$(DEB_PACKAGES)' $(RUN_TESTS) --test-concurrency=1 test/packaging/deb/deb.ts

BUILDER_PACKAGES := ca-certificates debootstrap e2fsprogs buildah netavark mkosi reprepro systemd-repart guestfs-tools linux-image-amd64
test-image-builders: deb ## Make an image with buildah, mkosi and virt-customize, as the README says. Needs root or sudo.
	mkdir -p build/image-builders
	cp $(DEB) build/image-builders/
	$(IN_DEBIAN) "$(BUILDER_PACKAGES)" build/image-builders test/packaging/image-builders.sh \
	  buildah mkosi virt-customize

# --- images ----------------------------------------------------------------------------------------------------------

IMAGE_TOOLS := $(VM_TOOLS) mke2fs=e2fsprogs
ON_IMAGES = $(AS_ROOT) env FAILOVER_IFNAME_DEB=$(CURDIR)/$(DEB)
IMAGES ?= all
images: deb build/failover-ifname ## Boot images of Debian 12 and 13 with the package, each with another initramfs or network manager. Needs root or sudo.
	$(NEED)'$(IMAGE_TOOLS)'
	time $(ON_IMAGES) IMAGES='$(IMAGES)' $(RUN_TESTS) --test-concurrency=1 test/images/images.test.ts test/images/doctor.test.ts

images-cost: deb ## Print what the package adds to an image: bytes, and work of a boot.
	$(NEED)'$(IMAGE_TOOLS)'
	$(ON_IMAGES) node --import tsx test/images/cost.ts $(filter-out all,$(IMAGES))

# --- the RPM package ------------------------------------------------------------------------------------------------

RPM_PACKAGES := build-essential elfutils esbuild faketime file libquickjs quickjs rpm rpmlint systemd udev
rpm: dist ## Build the RPM package in build/rpm/, in a new Debian 13. Needs root or sudo.
	$(NEED)'$(DEBIAN_TOOLS)'
	rm -rf build/rpm
	mkdir -p build/rpm
	$(IN_DEBIAN_OFFLINE) "$(RPM_PACKAGES)" build/rpm packaging/build-rpm.sh /project/$(DIST) .
	@ls -l build/rpm

test-rpm: rpm ## Test the RPM package in a new Debian 13: rpmlint, a second build, install to erase.
	$(AS_ROOT) env RPM_PACKAGES='$(RPM_PACKAGES)' $(RUN_TESTS) --test-concurrency=1 test/packaging/rpm/rpm.ts

# The part of `make test-deb` and `make test-rpm` that takes minutes, for CI.
build/passed-packages: $(filter src/% rules/% packaging/% man/%,$(TESTED)) package-lock.json
	$(MAKE) --no-print-directory deb rpm
	$(AS_ROOT) env DEB_PACKAGES='$(DEB_PACKAGES)' $(RUN_TESTS) --test-name-pattern=lintian test/packaging/deb/deb.ts
	$(AS_ROOT) env RPM_PACKAGES='$(RPM_PACKAGES)' $(RUN_TESTS) --test-name-pattern=rpmlint test/packaging/rpm/rpm.ts
	touch $@
