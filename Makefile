# failover-ifname: `make demo` and `make test` set up all they need. `make help` lists the rest.

SHELL := /bin/bash
# A bash whose standard input is a socket takes itself for one of rshd, and reads bashrc files.
.SHELLFLAGS := --norc -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:

MACHINE := $(shell uname -m)
ARCH ?= $(MACHINE)
# What is built for another machine than this one has a folder of its own.
OUT := build$(if $(filter-out $(MACHINE),$(ARCH)),/$(ARCH))
.DEFAULT_GOAL := $(OUT)/failover-ifname
ENGINE := node_modules/@suchipi/quickjs/build
QJSC := $(ENGINE)/$(MACHINE)-unknown-linux-static/bin/qjsc
ESBUILD := node_modules/.bin/esbuild --bundle --target=es2022 --minify --log-level=warning
SOURCES := $(shell find src -name '*.ts' -o -name '*.cjs')

# What a distribution asks for, as far as musl has it. No static-pie: a snapshot needs addresses that stay.
HARDENING := -fstack-protector-strong -fno-asynchronous-unwind-tables -Wl,--build-id=sha1 \
  -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,noseparate-code -Wl,--gc-sections
CFLAGS ?= -O2
WARNINGS := -std=c11 -Wall -Wextra

.PHONY: help demo test fresh bench fuzz mutants sim vm-stress vm-matrix install clean distclean
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s  %s\n", $$1, $$2 }' Makefile

# --- the executable -------------------------------------------------------------------------------------------------

# npm writes this file last, so that it stands for a finished installation.
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-fund --no-audit
	touch $@

# One bundle for each program: the one that ships, and that of the conformance tests. Node's modules are in none of them.
BUNDLE = $(ESBUILD) $< --platform=neutral --main-fields=main --format=iife --outfile=$@ --alias:node:events=eventemitter3 \
  $(foreach module,child_process fs path process,--alias:node:$(module)=./src/host/quickjs/no-node.cjs)

build/failover-ifname.js: src/entry/quickjs.ts $(SOURCES) node_modules/.package-lock.json
	$(BUNDLE)

build/conformance.js: test/conformance/quickjs.ts $(SOURCES) $(wildcard test/conformance/*.ts) node_modules/.package-lock.json
	$(BUNDLE)

build/%.bytecode.c: build/%.js
	$(QJSC) -c -s -N bytecode -o $@ $<

# The same bytes as a file.
$(OUT)/%.bytecode: build/%.bytecode.c
	$(COMPILE) -fdata-sections -c -o $@.o $<
	$(OBJCOPY) -O binary --only-section=.rodata.bytecode $@.o $@
	rm $@.o

# Tables for unwinding the stack are for debuggers and C++: 85 kB that nobody reads in a stripped C program.
$(OUT)/engine-%.a: node_modules/.package-lock.json
	$(OBJCOPY) --remove-section=.eh_frame --remove-section=.rela.eh_frame \
	  $(ENGINE)/$(ARCH)-unknown-linux-$*/lib/quickjs-core.a $@

ifeq ($(ARCH),$(MACHINE))
MUSL_CC := musl-gcc
OBJCOPY := objcopy
RUN :=
else
MUSL_CC := $(ARCH)-linux-musl-gcc
OBJCOPY := $(ARCH)-linux-gnu-objcopy
RUN := qemu-$(ARCH)
endif

# With musl, one static executable for any distribution and initramfs, which starts from a snapshot; without, a dynamic one
# for this machine, which sets the engine up at each start. START=bytecode asks for the latter's start in any case.
# musl-gcc knows no kernel headers: the system's stand behind musl's own.
ifneq ($(shell command -v $(MUSL_CC)),)
LIBRARY := static
START ?= snapshot
# A dynamic one would fail in an initramfs with exit status 1, which udev takes for "no failover slave".
CHECK = ! readelf --program-headers $@ | grep -q INTERP || { echo "$@ is not static" >&2; rm $@; exit 1; }
COMPILE := $(MUSL_CC) -static -no-pie -idirafter /usr/$(ARCH)-linux-gnu/include -idirafter /usr/include -idirafter /usr/include/$(ARCH)-linux-gnu
else
LIBRARY := gnu
START ?= bytecode
CHECK = echo '$(MUSL_CC) is missing (Debian: musl-tools): $@ is dynamic, has no snapshot, and is for this machine only'
ifneq ($(and $(filter-out $(MACHINE),$(ARCH)),$(filter default,$(origin CC))),)
$(error $(MUSL_CC) is missing, and CC names no other compiler for $(ARCH))
endif
COMPILE := $(CC) -pie -fPIE
endif

# Another compiler or another start makes another executable. This file is written when they change.
SETTINGS := $(COMPILE), $(START)
$(shell mkdir -p $(OUT); echo '$(SETTINGS)' | cmp --quiet - $(OUT)/settings || echo '$(SETTINGS)' > $(OUT)/settings)

HOST_FILES := $(addprefix src/host/quickjs/,start.c system.c heap.c start.h system.h heap.h) $(OUT)/engine-$(LIBRARY).a \
  $(OUT)/settings
INCLUDE := -isystem $(ENGINE)/$(ARCH)-unknown-linux-$(LIBRARY)/include
LINK = $(COMPILE) $(WARNINGS) $(HARDENING) $(INCLUDE) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) \
  -o $@ $(filter %.c,$^) $(filter %.a,$^) -lm -s
LINK_FOR_SNAPSHOT = $(LINK) -DSNAPSHOT -Wl,--wrap=gettimeofday
# $(call SNAPSHOT,FILE,BYTECODE): runs FILE.empty, and puts what it has in its memory then into FILE.
SNAPSHOT = $(RUN) $1.empty $2 $1.snapshot && $(OBJCOPY) --update-section .heap=$1.snapshot $1.empty $1

$(OUT)/%.empty: src/host/quickjs/snapshot.c $(HOST_FILES)
	$(LINK_FOR_SNAPSHOT)

ifeq ($(START),snapshot)
$(OUT)/failover-ifname $(OUT)/conformance: $(OUT)/%: $(OUT)/%.empty $(OUT)/%.bytecode
	$(call SNAPSHOT,$@,$@.bytecode)
	@$(CHECK)
else
$(OUT)/failover-ifname $(OUT)/conformance: $(OUT)/%: src/host/quickjs/bytecode.c $(HOST_FILES) build/%.bytecode.c
	$(LINK)
	@$(CHECK)
endif

# The same source under Node, for tests and `make bench`.
BUNDLE_FOR_NODE = $(ESBUILD) $< --platform=node --format=esm --external:koffi --outfile=$@ \
  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'

build/failover-ifname.mjs: src/entry/node.ts $(SOURCES) node_modules/.package-lock.json
	$(BUNDLE_FOR_NODE)

build/conformance.mjs: test/conformance/node.ts $(SOURCES) $(wildcard test/conformance/*.ts) node_modules/.package-lock.json
	$(BUNDLE_FOR_NODE)

# --- the two commands -----------------------------------------------------------------------------------------------

CAPTURE := test/captures/stock
BUILD_TOOLS := node=nodejs npm=npm cc=gcc stdio.h=libc6-dev linux/netlink.h=linux-libc-dev objcopy=binutils
TEST_TOOLS := musl-gcc=musl-tools ip=iproute2 valgrind=valgrind strace=strace setpriv=util-linux flock=util-linux \
  unshare=util-linux script=bsdutils perl=perl
VM_TOOLS := qemu-system-x86_64=qemu-system-x86 cpio=cpio gcc-12=gcc-12

demo: ## build it, and show what it makes of a captured failover group and of this machine
	@test/need-tools.sh $(BUILD_TOOLS) -- musl-gcc=musl-tools
	@$(MAKE) --no-print-directory build/failover-ifname
	@printf '\nA machine without the rule, whose primary is called after its own slot:\n$$ failover-ifname show --root $(CAPTURE)\n'
	@build/failover-ifname show --root $(CAPTURE)
	@printf '\n$$ failover-ifname name --root $(CAPTURE) ens4\n'
	@build/failover-ifname name --root $(CAPTURE) ens4
	@printf '\nThe same with the rule:\n'
	@build/failover-ifname show --root test/captures/settled
	@printf '\nIn the middle of its boot, when udev has not named the master yet:\n'
	@build/failover-ifname show --root test/captures/booting
	@printf '\nAnd on this machine:\n$$ failover-ifname show\n'
	@build/failover-ifname show

# Each part leaves a stamp, and runs again only when something changed under it.
PARTS := check unit sim vm $(if $(filter true,$(CI)),fresh)
test: ## lint, types, all tests, on a virtual machine too
	@test/need-tools.sh $(BUILD_TOOLS) -- $(TEST_TOOLS) $(if $(filter vm,$(PARTS)),$(VM_TOOLS))
	@$(MAKE) --no-print-directory $(PARTS:%=build/passed-%)
	@echo 'All tests have passed for what is here (make clean forgets that).'

# A test that was skipped for want of a tool runs when the tool is there: this file is written when another one is found.
FOUND := $(shell command -v $(foreach pair,$(TEST_TOOLS) $(VM_TOOLS),$(firstword $(subst =, ,$(pair)))))
$(shell echo '$(FOUND)' | cmp --quiet - build/tools || echo '$(FOUND)' > build/tools)

TESTED := $(shell find src rules test bench packaging man -type f ! -path 'test/captures/*' 2> /dev/null) Makefile biome.json tsconfig.json \
  package.json
UNIT_TESTS := $(shell find test bench -name '*.test.ts' ! -path 'test/vm/*' ! -path 'test/selinux/*' ! -path 'test/sim/*' 2> /dev/null)
SIM_TESTS := $(shell find test/sim -name '*.test.ts' 2> /dev/null)
VM_TESTS := $(shell find test/vm test/selinux -name '*.test.ts' 2> /dev/null)
RUN_TESTS := node --import tsx --test --test-reporter=spec

build/passed-check: $(TESTED) node_modules/.package-lock.json
	npm run --silent lint
	npm run --silent typecheck
	@# A warning of our own compiler is an error here, and that of a packager's compiler is none.
	for file in src/host/quickjs/*.c; do for snapshot in '' -DSNAPSHOT; do \
	  $(COMPILE) $(WARNINGS) -Werror -O2 $(INCLUDE) $$snapshot -c -o /dev/null $$file; done; done
	touch $@

include bench/programs.mk

# Captures hold paths with colons, which make cannot name: an about.json stands for all of its capture.
build/passed-unit: $(TESTED) $(wildcard test/captures/*/about.json) build/failover-ifname build/failover-ifname.mjs \
  build/conformance build/conformance.mjs build/fuzz/failover-ifname build/tools \
  $(if $(filter snapshot,$(START)),$(BENCH_PROGRAMS))
	$(RUN_TESTS) $(UNIT_TESTS)
	touch $@

build/passed-sim: $(filter src/% rules/% test/sim/%,$(TESTED)) node_modules/.package-lock.json
	$(RUN_TESTS) --test-concurrency=2 $(SIM_TESTS)
	touch $@

build/passed-vm: $(filter rules/% test/vm/% test/selinux/% packaging/%,$(TESTED)) build/failover-ifname build/tools
	$(RUN_TESTS) --test-concurrency=1 $(VM_TESTS)
	touch $@

# A part of `make fresh`, for CI: it does in minutes what can be done without a virtual machine.
build/passed-fresh: $(TESTED) package-lock.json .npmrc
	@test/need-tools.sh debootstrap=debootstrap
	test/fresh.sh trixie unit user root
	touch $@

FRESH_PARTS ?= check unit sim vm
fresh: ## both commands in a new Debian 12 and 13, as root and as a new user; about an hour
	@test/need-tools.sh debootstrap=debootstrap
	for suite in bookworm trixie; do \
	  for account in root user; do test/fresh.sh $$suite '$(FRESH_PARTS)' $$account; done; done

# --- more -----------------------------------------------------------------------------------------------------------

bench: build/failover-ifname build/failover-ifname.mjs ## figures against the limits and the peers
	@test/need-tools.sh hyperfine=hyperfine valgrind=valgrind strace=strace ip=iproute2 udevadm=udev
	node --import tsx bench/bench.ts

# How many times as much as in `make test`.
FUZZ_EFFORT ?= 20
fuzz: build/failover-ifname build/fuzz/failover-ifname build/bench/stand-in ## roots, configurations and netlink answers changed by chance; faults at every call
	@test/need-tools.sh $(BUILD_TOOLS) -- musl-gcc=musl-tools ip=iproute2 unshare=util-linux strace=strace
	FUZZ_EFFORT=$(FUZZ_EFFORT) $(RUN_TESTS) $(wildcard test/fuzz/*.test.ts test/faults/*.test.ts)

# Stryker is installed beside what is built: nothing else needs it, and it needs a later Node than the rest.
STRYKER := @stryker-mutator/core@9.6.1 @stryker-mutator/tap-runner@9.6.1
mutants: node_modules/.package-lock.json ## mutation testing of the pure parts; needs Node 20, and takes half an hour
	npm install --prefix build/mutants --no-save --no-fund --no-audit $(STRYKER)
	build/mutants/node_modules/.bin/stryker run test/mutants/stryker.json

# The C files with gcc's sanitizers, and with answers of the kernel that are changed on their way.
build/fuzz/failover-ifname: test/fuzz/answers.c test/fuzz/fences.c bench/stand-in/stand-in.c build/failover-ifname.bytecode.c \
  $(addprefix src/host/quickjs/,bytecode.c start.c system.c heap.c start.h system.h heap.h) node_modules/.package-lock.json
	mkdir -p $(@D)
	$(CC) -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all $(WARNINGS) \
	  -Wl,--wrap=open,--wrap=recvmsg,--wrap=sendto,--wrap=JS_NewRuntime2 \
	  -DFOLDER='"$(CURDIR)/bench/stand-in"' -isystem $(ENGINE)/$(MACHINE)-unknown-linux-gnu/include -o $@ \
	  $(filter-out bench/%,$(filter %.c,$^)) $(ENGINE)/$(MACHINE)-unknown-linux-gnu/lib/quickjs-core.a -lm

sim: node_modules/.package-lock.json ## the simulated kernel, ten times as many schedules
	SIM_EFFORT=10 $(RUN_TESTS) --test-concurrency=2 $(SIM_TESTS)

# Percent of 100 replugs, 20 boots with two processors, 40 renames of the master, 20 reloads of virtio_net, 100 kills.
VM_STRESS ?= 100
vm-stress: build/failover-ifname ## a real kernel under stress; about half an hour
	VM_STRESS=$(VM_STRESS) $(RUN_TESTS) --test-concurrency=1 test/vm/stress.test.ts test/vm/concurrency.test.ts

vm-matrix: build/failover-ifname ## boot and replug with every kernel and udevd that the distribution offers
	node --import tsx test/vm/matrix.ts

PREFIX ?= /usr
INSTALL ?= install
DESTINATION = "$(DESTDIR)$(PREFIX)"
# udevd looks for a program without a path below /usr/lib/udev alone (udev(7)).
install: $(OUT)/failover-ifname ## into $(DESTDIR)$(PREFIX); rule and unit name the program where it is then
	@[[ "$(PREFIX)" =~ ^/[A-Za-z0-9/._+~-]+$$ ]] || { echo 'PREFIX must be an absolute path, of letters, digits and /._+~-' >&2; exit 1; }
	$(INSTALL) -D -m 755 $(OUT)/failover-ifname $(DESTINATION)/lib/udev/failover-ifname
	$(INSTALL) -d $(DESTINATION)/bin
	ln -sf ../lib/udev/failover-ifname $(DESTINATION)/bin/failover-ifname
	sed '$(if $(filter-out /usr,$(PREFIX)),s|="failover-ifname |="$(PREFIX)/lib/udev/failover-ifname |)' rules/79-failover-ifname.rules | \
	  $(INSTALL) -D -m 644 /dev/stdin $(DESTINATION)/lib/udev/rules.d/79-failover-ifname.rules
	sed 's|=/usr/lib/udev/|=$(PREFIX)/lib/udev/|' packaging/systemd/failover-ifname.service | \
	  $(INSTALL) -D -m 644 /dev/stdin $(DESTINATION)/lib/systemd/system/failover-ifname.service
	$(INSTALL) -D -m 644 man/failover-ifname.8 $(DESTINATION)/share/man/man8/failover-ifname.8
	$(INSTALL) -D -m 644 man/failover-ifname.conf.5 $(DESTINATION)/share/man/man5/failover-ifname.conf.5

clean: ## remove what was built
	rm -rf build
	@for folder in node_modules .cache; do \
	  [ ! -e $$folder ] || echo "$$folder stays ($$(du -sh $$folder | cut -f 1)); make distclean removes it"; done

distclean: ## remove what was fetched too
	rm -rf build node_modules .cache
