# SPDX-License-Identifier: MIT
# failover-ifname. `make help` lists all targets.
#
# Variables for packagers: CC, CPPFLAGS, CFLAGS, LDFLAGS, STRIP (STRIP= leaves the symbols in), MUSL_CC (the compiler of the
# static executable), ARCH, ENGINE and ESBUILD (docs/engine.md); for `make install` INSTALL, DESTDIR, PREFIX, and each folder
# (see FOLDERS).

SHELL := /bin/bash
# --norc: if stdin is a socket, bash assumes that rshd started it, and reads bashrc files.
.SHELLFLAGS := --norc -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:

MACHINE := $(shell uname -m)
ARCH ?= $(MACHINE)
# The JavaScript engine. npm: prebuilt, out of the npm package, with musl. system: the distribution's libquickjs, with glibc.
ENGINE ?= npm
ifeq ($(filter npm system,$(ENGINE)),)
$(error ENGINE must be npm or system)
endif
# Each engine has its own folder, and a build for another machine too.
BUILD := build$(if $(filter system,$(ENGINE)),/system)
OUT := $(BUILD)$(if $(filter-out $(MACHINE),$(ARCH)),/$(ARCH))
.DEFAULT_GOAL := all
NPM_ENGINE := node_modules/@suchipi/quickjs/build
NPM_ESBUILD := node_modules/.bin/esbuild
ESBUILD ?= $(NPM_ESBUILD)
SOURCES := $(shell find src -name '*.ts' -o -name '*.cjs')

# relro and now have no effect with musl, unless the executable is dynamic: musl's static start-up code ignores them. There is
# no static PIE, because the snapshot needs fixed addresses. The snapshot also needs the build ID.
HARDENING := -fstack-protector-strong -fno-asynchronous-unwind-tables -Wl,--build-id=sha1 \
  -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,noseparate-code -Wl,--gc-sections -Wl,--undefined=identification
CFLAGS ?= -O2
VERSION := $(shell sed -n 's/^  "version": "\(.*\)",/\1/p' package.json)
C_OPTIONS := -std=c11 -Wall -Wextra -DVERSION='"$(VERSION)"'

help: ## Print this list.
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-19s  %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- the executable -------------------------------------------------------------------------------------------------

all: $(OUT)/failover-ifname ## Build the executable. This is the default.

# npm writes this file last: if it exists, the installation is complete.
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-fund --no-audit
	touch $@

# The packages that are part of the program. A source archive has them, so that a build with the distribution's engine and
# esbuild does not run npm.
BUNDLED := commander picocolors eventemitter3
MODULES := $(BUNDLED:%=node_modules/%/package.json) \
  $(if $(filter npm,$(ENGINE))$(filter $(NPM_ESBUILD),$(ESBUILD)),node_modules/.package-lock.json)
node_modules/%/package.json:
	$(MAKE) --no-print-directory node_modules/.package-lock.json

# Bundles contain no modules of Node. The program has two: the commands of the udev rule, which the snapshot has, and the
# commands for people, which are loaded at the start of such a command. The conformance tests are another program.
BUNDLE_ANY = $(ESBUILD) --bundle --target=es2022 --minify --log-level=warning $<
BUNDLE = $(BUNDLE_ANY) --platform=neutral --main-fields=main --format=iife --outfile=$@ --alias:node:events=eventemitter3 \
  $(foreach module,child_process fs path process,--alias:node:$(module)=./src/host/quickjs/no-node.cjs) --define:process=undefined

$(BUILD)/failover-ifname.js: src/entry/udev.ts $(SOURCES) $(MODULES) $(BUILD)/bundler
	$(BUNDLE)

$(BUILD)/commands.js: src/entry/commands.ts $(SOURCES) $(MODULES) $(BUILD)/bundler
	$(BUNDLE)

$(BUILD)/conformance.js: test/conformance/quickjs.ts $(SOURCES) $(wildcard test/conformance/*.ts) $(MODULES) $(BUILD)/bundler
	$(BUNDLE)

$(BUILD)/%.bytecode.c: $(BUILD)/%.js
	$(QJSC) -c -s -N $(if $(filter commands,$*),commands,bytecode) -o $@ $<

# Only the bytecode, without C around it.
$(OUT)/%.bytecode: $(BUILD)/%.bytecode.c
	$(COMPILE) -fdata-sections -c -o $@.o $<
	$(OBJCOPY) -O binary --only-section=.rodata.bytecode $@.o $@
	rm $@.o

# The packages that build for aarch64 on another machine. Debian has the compiler for musl only as a package of the other
# architecture.
ARM64_TOOLS := make gcc-aarch64-linux-gnu musl-dev:arm64 linux-libc-dev-arm64-cross qemu-user
ARM64_HINT := . On Debian, as root: dpkg --add-architecture arm64; apt-get update; apt-get install \
  $(filter-out make,$(ARM64_TOOLS)). Or `make arm64`, which builds in a new Debian
ifeq ($(ARCH),$(MACHINE))
MUSL_CC ?= musl-gcc
OBJCOPY ?= objcopy
READELF ?= readelf
STRIP ?= strip
RUN :=
else
MUSL_CC ?= $(ARCH)-linux-musl-gcc
OBJCOPY ?= $(ARCH)-linux-gnu-objcopy
READELF ?= $(ARCH)-linux-gnu-readelf
STRIP ?= $(ARCH)-linux-gnu-strip
RUN := qemu-$(ARCH)
ifeq ($(ENGINE) $(origin CC),system default)
CC := $(ARCH)-linux-gnu-gcc
endif
endif
# musl-gcc is a script that runs $REALGCC: CC, if the packager has set it.
ifneq ($(origin CC),default)
export REALGCC := $(CC)
endif

# With glibc or musl: a static executable for every distribution and initramfs, which starts from a snapshot. Without musl: a
# dynamic executable for this machine, which sets up the engine at each start. START=bytecode: no snapshot in any case.
# musl-gcc has no kernel headers. It searches those of the system after its own headers.
# In an initramfs, a dynamic executable would fail with exit status 1. The udev rule takes this as "not a failover slave".
CHECK = headers=$$($(READELF) --program-headers $@); [[ $$headers != *INTERP* ]] || { echo "$@ is not static" >&2; rm $@; exit 1; }
ifeq ($(ENGINE),system)
ifeq ($(shell command -v $(firstword $(CC))),)
$(error $(CC) is missing)
endif
LIBRARY := system
START ?= snapshot
COMPILE := $(CC) -static -no-pie
# Without the registration of the tables for stack unwinding. gcc's start-up code reads all of them: 150,000 instructions.
LIBRARY_FLAGS := $(foreach name,__register_frame_info __deregister_frame_info,-Wl,--defsym=$(name)=0)
QJSC ?= qjsc
QUICKJS_INCLUDE ?= /usr/include/quickjs
ifeq ($(QUICKJS_LIBRARY),)
QUICKJS_LIBRARY := $(shell $(CC) -print-file-name=quickjs/libquickjs.a)
endif
INCLUDE := -DSYSTEM_ENGINE -isystem $(QUICKJS_INCLUDE)
else
QJSC := $(NPM_ENGINE)/$(MACHINE)-unknown-linux-static/bin/qjsc
ifneq ($(shell command -v $(MUSL_CC)),)
LIBRARY := static
START ?= snapshot
COMPILE := $(MUSL_CC) -static -no-pie -idirafter /usr/$(ARCH)-linux-gnu/include -idirafter /usr/include -idirafter /usr/include/$(ARCH)-linux-gnu
else
LIBRARY := gnu
START ?= bytecode
CHECK = echo '$(MUSL_CC) is missing (Debian: musl-tools): $@ is dynamic, has no snapshot, and is for this machine only'
ifneq ($(and $(filter-out $(MACHINE),$(ARCH)),$(filter default,$(origin CC))),)
$(error $(MUSL_CC) is missing, and CC names no other compiler for $(ARCH)$(if $(filter aarch64,$(ARCH)),$(ARM64_HINT)))
endif
COMPILE := $(CC) -pie -fPIE
endif
INCLUDE := -isystem $(NPM_ENGINE)/$(ARCH)-unknown-linux-$(LIBRARY)/include
QUICKJS_LIBRARY := $(NPM_ENGINE)/$(ARCH)-unknown-linux-$(LIBRARY)/lib/quickjs-core.a
$(QUICKJS_LIBRARY): node_modules/.package-lock.json
endif

# What gcc -print-file-name says of a library that is not there.
quickjs/libquickjs.a:
	@echo "ENGINE=system needs qjsc and libquickjs.a (Debian: quickjs and libquickjs)" >&2; exit 1

# These files are written if the compiler, the kind of start or the tools change. What depends on them is then built again.
update = $(shell mkdir -p $(dir $1); echo '$2' | cmp --quiet - $1 || echo '$2' > $1)
$(call update,$(OUT)/settings,$(COMPILE) $(START) $(REALGCC) $(QUICKJS_LIBRARY) $(VERSION))
$(call update,$(BUILD)/bundler,$(ESBUILD) $(QJSC))

# Without the tables for stack unwinding: 85 kB that only debuggers and C++ use.
$(OUT)/engine.a: $(QUICKJS_LIBRARY) $(OUT)/settings
	$(OBJCOPY) --remove-section=.eh_frame --remove-section=.rela.eh_frame $< $@

# Every executable has these files, and either snapshot.c or bytecode.c.
HOST_C := $(addprefix src/host/quickjs/,start.c system.c bytes.c descriptors.c files.c heap.c lock.c log.c output.c rtnl.c \
  run.c status.c system-error.c)
COMMANDS := $(BUILD)/commands.bytecode.c
HOST_HEADERS := $(wildcard src/host/quickjs/*.h)
HOST_FILES := $(HOST_C) $(HOST_HEADERS) $(OUT)/engine.a $(OUT)/settings
LINK = $(COMPILE) $(C_OPTIONS) $(HARDENING) $(LIBRARY_FLAGS) $(INCLUDE) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) \
  -o $@ $(filter %.c,$^) $(filter %.a,$^) -lm
LINK_FOR_SNAPSHOT = $(LINK) -DSNAPSHOT -Wl,--wrap=gettimeofday
STRIP_IT = $(if $(STRIP),$(STRIP) $@)
# $(call SNAPSHOT,FILE,BYTECODE): runs FILE.empty, which writes its memory to a file, and makes FILE from both.
SNAPSHOT = $(RUN) $1.empty $2 $1.snapshot && $(OBJCOPY) --update-section .heap=$1.snapshot $1.empty $1

$(OUT)/failover-ifname.empty: $(COMMANDS)
$(OUT)/%.empty: src/host/quickjs/snapshot.c $(HOST_FILES)
	$(LINK_FOR_SNAPSHOT)
	$(STRIP_IT)

ifeq ($(START),snapshot)
$(OUT)/failover-ifname $(OUT)/conformance: $(OUT)/%: $(OUT)/%.empty $(OUT)/%.bytecode
	$(call SNAPSHOT,$@,$@.bytecode)
	@$(CHECK)
else
$(OUT)/failover-ifname: $(COMMANDS)
$(OUT)/failover-ifname $(OUT)/conformance: $(OUT)/%: src/host/quickjs/bytecode.c $(HOST_FILES) $(BUILD)/%.bytecode.c
	$(LINK)
	$(STRIP_IT)
	@$(CHECK)
endif

# --- for tests ------------------------------------------------------------------------------------------------------

# The same source for Node, for tests and `make bench`.
BUNDLE_FOR_NODE = $(BUNDLE_ANY) --platform=node --format=esm --external:koffi --outfile=$@ \
  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'

$(BUILD)/failover-ifname.mjs: src/entry/node.ts $(SOURCES) $(MODULES) $(BUILD)/bundler
	$(BUNDLE_FOR_NODE)

$(BUILD)/conformance.mjs: test/conformance/node.ts $(SOURCES) $(wildcard test/conformance/*.ts) $(MODULES) $(BUILD)/bundler
	$(BUNDLE_FOR_NODE)

# --- the two commands -----------------------------------------------------------------------------------------------

CAPTURE := test/captures/stock
BUILD_TOOLS := node=nodejs npm=npm cc=gcc stdio.h=libc6-dev linux/netlink.h=linux-libc-dev objcopy=binutils
TEST_TOOLS := musl-gcc=musl-tools ip=iproute2 valgrind=valgrind strace=strace setpriv=util-linux flock=util-linux \
  unshare=util-linux script=bsdutils perl=perl fish=fish zsh=zsh \
  cpio=cpio xz=xz-utils lz4=lz4 zstd=zstd bzip2=bzip2
VM_TOOLS := qemu-system-x86_64=qemu-system-x86 cpio=cpio gcc-12=gcc-12 python3=python3 debootstrap=debootstrap

PARTS := check unit sim vm debian $(if $(filter true,$(CI)),fresh packages arm64)
TOOLS := $(BUILD_TOOLS) -- $(TEST_TOOLS) $(if $(filter vm debian,$(PARTS)),$(VM_TOOLS))
tools: ## Say which Debian packages the tests still need, and install them as root or with sudo.
	@test/need-tools.sh $(TOOLS)
# $(NEED)'WHAT=PACKAGE...': `make tools` for these (see need-tools.sh).
NEED := +@$(MAKE) --no-print-directory tools TOOLS=

demo: ## Build, and run on captured failover groups and on this machine. Installs tools (see above).
	$(NEED)'$(BUILD_TOOLS) -- musl-gcc=musl-tools'
	@$(MAKE) --no-print-directory build/failover-ifname
	@printf '\nA machine without the rule, whose primary is called after its own slot:\n$$ failover-ifname show --root $(CAPTURE)\n'
	@build/failover-ifname show --root $(CAPTURE)
	@printf '\n$$ failover-ifname name --root $(CAPTURE) ens4\n'
	@build/failover-ifname name --root $(CAPTURE) ens4
	@printf '\nThe same with the rule:\n'
	@build/failover-ifname show --root test/captures/settled
	@printf '\nIn the middle of its boot, when udev has not named the master yet:\n'
	@build/failover-ifname show --root test/captures/booting
	@printf '\nTwo synthetic NICs of Hyper-V with their VFs, without the rule:\n'
	@build/failover-ifname show --root test/captures/hv-netvsc
	@printf '\nWhat is wrong with the first machine, and the way out:\n$$ failover-ifname doctor --root $(CAPTURE)\n'
	@build/failover-ifname doctor --root $(CAPTURE) || [ $$? = 7 ]
	@printf '\nAnd on this machine:\n$$ failover-ifname show\n'
	@build/failover-ifname show

# Each part writes a stamp file. It runs again only if a file that it depends on has changed.
test: ## Run linter, type checker and all tests, also in a virtual machine. Installs tools (see above).
	@$(MAKE) --no-print-directory tools
	@$(MAKE) --no-print-directory $(if $(filter true,$(CI)),-j2 --output-sync=target) $(PARTS:%=build/passed-%)
	@echo 'All tests have passed for what is here (make clean forgets that).'

# One part after the other. In CI, the part vm runs beside those that follow it: it uses one processor most of the time. debian
# is the last one, because both fetch the same packages first.
BEFORE = | $(patsubst %,build/passed-%,$(filter $1,$(PARTS)))
build/passed-unit: $(call BEFORE,check)
build/passed-sim: $(call BEFORE,check unit)
build/passed-fresh: $(call BEFORE,check unit sim)
build/passed-packages: $(call BEFORE,check unit sim fresh)
build/passed-arm64: $(call BEFORE,check unit sim fresh packages)
build/passed-debian: $(call BEFORE,check unit sim fresh packages arm64)
build/passed-vm: $(call BEFORE,check unit)

# This file is written if the set of installed tools changes. Tests that were skipped because a tool was missing then run.
FOUND := $(shell command -v $(foreach pair,$(TEST_TOOLS) $(VM_TOOLS),$(firstword $(subst =, ,$(pair)))))
# A build for another machine may be made where build/ cannot be written.
ifeq ($(ARCH),$(MACHINE))
$(shell echo '$(FOUND)' | cmp --quiet - build/tools || echo '$(FOUND)' > build/tools)
endif

TESTED := $(shell find src rules test bench packaging man -type f ! -path 'test/captures/*' ! -path 'test/neighbours/*' ! -path 'test/doctor/cases/*/root/*' \
  2> /dev/null) Makefile biome.jsonc tsconfig.json package.json
# Tests of Debian's images, of its SELinux policy, and with its linters. Some need root.
DEBIAN_TESTS := test/packaging/linters.test.ts $(shell find test/images test/selinux -name '*.test.ts' 2> /dev/null)
UNIT_TESTS := $(filter-out $(DEBIAN_TESTS),$(shell find test bench -name '*.test.ts' ! -path 'test/vm/*' ! -path 'test/selinux/*' ! -path 'test/judge/*' \
  ! -path 'test/sim/*' ! -path 'test/arm64/*' ! -path 'test/images/*' 2> /dev/null))
SIM_TESTS := $(shell find test/sim -name '*.test.ts' 2> /dev/null)
# With the tests that fetch Debian packages.
VM_TESTS := $(shell find test/vm test/judge -name '*.test.ts' 2> /dev/null)
RUN_TESTS := node --import tsx --test --test-reporter=spec

build/passed-check: $(TESTED) node_modules/.package-lock.json
	npm run --silent lint
	npm run --silent typecheck
	@# Warnings are errors here only: a packager's compiler may have other warnings.
	for file in src/host/quickjs/*.c; do for snapshot in '' -DSNAPSHOT; do \
	  $(COMPILE) $(C_OPTIONS) -Werror -O2 $(INCLUDE) $$snapshot -c -o /dev/null $$file; done; done
	touch $@

include bench/programs.mk

# make cannot name the paths with colons that captures have. The file about.json stands for its capture. docs/hotplug.svg is
# drawn from docs/hotplug.json, docs/neighbours.md is made from test/neighbours: tests make them again and compare.
build/passed-unit: $(TESTED) docs/hotplug.json docs/hotplug.svg docs/neighbours.md README.md $(wildcard test/captures/*/about.json test/neighbours/*/about.json) \
  build/failover-ifname build/failover-ifname.mjs build/conformance build/conformance.mjs build/fuzz/failover-ifname build/tools \
  $(if $(filter snapshot,$(START)),$(BENCH_PROGRAMS))
	$(RUN_TESTS) --test-concurrency=$$(nproc) $(UNIT_TESTS)
	touch $@

build/passed-sim: $(filter src/% rules/% test/sim/%,$(TESTED)) node_modules/.package-lock.json
	$(RUN_TESTS) --test-concurrency=2 $(SIM_TESTS)
	touch $@

NEEDED_BY_MACHINES := $(filter rules/% test/%.sh test/vm/% test/images/% test/selinux/% test/judge/% test/sim/% test/debian/% \
  test/packaging/% packaging/% man/%,$(TESTED)) \
  $(wildcard test/captures/*/about.json test/neighbours/*/about.json) build/failover-ifname build/tools
build/passed-vm: $(NEEDED_BY_MACHINES)
	$(RUN_TESTS) --test-concurrency=1 $(VM_TESTS)
	touch $@

build/passed-debian: $(NEEDED_BY_MACHINES)
	$(RUN_TESTS) --test-concurrency=1 $(DEBIAN_TESTS)
	touch $@

# The part of `make fresh` that takes minutes, for CI: no virtual machine, and a user only, because CI is root in /root.
build/passed-fresh: $(TESTED) package-lock.json .npmrc
	$(NEED)'$(DEBIAN_TOOLS)'
	test/fresh.sh trixie unit user
	touch $@

FRESH_PARTS ?= check unit sim vm debian
fresh: ## Run `make demo` and `make test` in a new Debian 12 and 13, as root and as a user. Takes an hour.
	$(NEED)'$(DEBIAN_TOOLS)'
	for suite in bookworm trixie; do \
	  for account in root user; do test/fresh.sh $$suite '$(FRESH_PARTS)' $$account; done; done

clean: ## Remove what was built.
	rm -rf build
	@for folder in node_modules .cache; do \
	  [ ! -e $$folder ] || echo "$$folder stays ($$(du -sh $$folder | cut -f 1)); make distclean removes it"; done

distclean: ## Remove what was built and what was downloaded.
	rm -rf build node_modules .cache

include test/more.mk test/arm64/arm64.mk packaging/packages.mk packaging/install.mk
# All targets that `make help` lists.
.PHONY: $(shell sed -n 's/^\([a-z0-9-]*\):.*\#\# .*/\1/p' $(MAKEFILE_LIST))
