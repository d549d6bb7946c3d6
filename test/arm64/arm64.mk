# SPDX-License-Identifier: MIT
# The build for aarch64, and its tests. The Makefile includes this.

ARM64_PROGRAMS := $(if $(filter aarch64,$(MACHINE)),build,build/aarch64)/failover-ifname
ARM64_PROGRAMS += $(ARM64_PROGRAMS:failover-ifname=conformance)
arm64: build/aarch64/built ## Build for aarch64 in a new Debian 13. With the tools on this machine, `make ARCH=aarch64` is enough.

DEB_ARM64_PACKAGES := build-essential crossbuild-essential-arm64 debhelper dh-builtusing esbuild quickjs libquickjs:arm64 \
  libc6-dev:arm64 libgcc-14-dev:arm64 qemu-user
deb-arm64: dist ## Build the Debian package for arm64 in build/deb-arm64/, in a new Debian 13, as root or with sudo.
	$(NEED)'$(DEBIAN_TOOLS)'
	rm -rf build/deb-arm64
	mkdir -p build/deb-arm64
	$(IN_DEBIAN_OFFLINE) '$(DEB_ARM64_PACKAGES)' build/deb-arm64 packaging/build-deb.sh \
	  /project/$(DIST) . '' arm64
	@ls -l build/deb-arm64/*_arm64.deb

# No machine gets packages of another architecture without being asked.
build/aarch64/built: build/failover-ifname.bytecode.c $(COMMANDS) build/conformance.bytecode.c $(HOST_C) $(HOST_HEADERS) \
  src/host/quickjs/snapshot.c test/arm64/build.sh
	mkdir -p $(@D)
ifeq ($(MACHINE),aarch64)
	$(MAKE) $(ARM64_PROGRAMS)
else ifneq ($(shell command -v aarch64-linux-musl-gcc),)
	$(MAKE) ARCH=aarch64 $(ARM64_PROGRAMS)
else
	$(NEED)'$(DEBIAN_TOOLS)'
	$(IN_DEBIAN) '$(ARM64_TOOLS)' $(@D) test/arm64/build.sh $(notdir $(ARM64_PROGRAMS))
endif
	touch $@

# The part of `make test-arm64` that takes seconds, for CI.
build/passed-arm64: build/aarch64/built build/conformance.mjs $(wildcard test/conformance/*.ts test/support/*.ts)
	$(NEED)qemu-aarch64=qemu-user
	ARCH=aarch64 $(RUN_TESTS) $(wildcard test/conformance/*.test.ts)
	touch $@

# Not in `make test`: minutes. qemu-user runs the executables on this machine's kernel.
test-arm64: build/aarch64/built build/failover-ifname.mjs build/conformance.mjs ## Test the executable for aarch64 with qemu-user.
	$(NEED)'qemu-aarch64=qemu-user ip=iproute2 unshare=util-linux setpriv=util-linux'
	ARCH=aarch64 $(RUN_TESTS) --test-concurrency=2 $(wildcard test/conformance/*.test.ts test/cli/*.test.ts) test/captures.test.ts
	@echo 'The executable for aarch64 has passed its tests under qemu-user, but for the known exception and the skipped tests above.'

vm-arm64: build/aarch64/built ## Test with an arm64 kernel, udevd and the executable for aarch64, in virtual machines.
	$(NEED)'qemu-system-aarch64=qemu-system-arm qemu-aarch64=qemu-user cpio=cpio'
	$(RUN_TESTS) --test-concurrency=1 $(wildcard test/arm64/*.test.ts)
