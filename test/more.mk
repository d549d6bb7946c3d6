# SPDX-License-Identifier: MIT
# Tests that are not part of `make test`, and the benchmarks. The Makefile includes this.

bench: build/failover-ifname build/failover-ifname.mjs ## Measure time, memory and size, and compare with limits and with other programs.
	$(NEED)'hyperfine=hyperfine valgrind=valgrind strace=strace ip=iproute2 udevadm=udev'
	node --import tsx bench/bench.ts

# The number of inputs, as a multiple of those of `make test`.
FUZZ_EFFORT ?= 20
PROPERTY_TESTS = $(shell grep -rl --include='*.test.ts' 'support/fast-check' test/* | grep -v '^test/sim/')
fuzz: build/failover-ifname build/fuzz/failover-ifname build/bench/stand-in ## Test with random changes in files and netlink answers, and with a fault at every call.
	$(NEED)'$(BUILD_TOOLS) -- musl-gcc=musl-tools ip=iproute2 unshare=util-linux strace=strace'
	FUZZ_EFFORT=$(FUZZ_EFFORT) $(RUN_TESTS) $(sort $(PROPERTY_TESTS) $(wildcard test/fuzz/*.test.ts test/faults/*.test.ts))

# Stryker is installed in build/: only this target needs it, and it needs a later Node than the rest.
STRYKER := @stryker-mutator/core@9.6.1 @stryker-mutator/tap-runner@9.6.1
mutants: node_modules/.package-lock.json ## Check that a test fails for each fault put into the pure parts. Needs Node 20; takes half an hour.
	npm install --prefix build/mutants --no-save --no-fund --no-audit $(STRYKER)
	build/mutants/node_modules/.bin/stryker run test/mutants/stryker.json

# The C files with gcc's sanitizers, and with random changes in the kernel's answers.
ifeq ($(ENGINE),system)
SANITIZED_ENGINE := $(INCLUDE) $(QUICKJS_LIBRARY)
else
SANITIZED_ENGINE := -isystem $(NPM_ENGINE)/$(MACHINE)-unknown-linux-gnu/include \
  $(NPM_ENGINE)/$(MACHINE)-unknown-linux-gnu/lib/quickjs-core.a
endif
$(OUT)/fuzz/failover-ifname: test/fuzz/answers.c test/fuzz/fences.c bench/stand-in/stand-in.c \
  $(BUILD)/failover-ifname.bytecode.c $(COMMANDS) src/host/quickjs/bytecode.c $(HOST_C) $(HOST_HEADERS) $(OUT)/settings
	mkdir -p $(@D)
	$(CC) -g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all $(C_OPTIONS) \
	  -Wl,--wrap=open,--wrap=recvmsg,--wrap=sendto,--wrap=JS_NewRuntime2 \
	  -DFOLDER='"$(CURDIR)/bench/stand-in"' -o $@ $(filter-out bench/%,$(filter %.c,$^)) $(SANITIZED_ENGINE) -lm

sim: node_modules/.package-lock.json ## Test on the simulated kernel, with ten times as many schedules as `make test`.
	SIM_EFFORT=10 $(RUN_TESTS) --test-concurrency=2 $(SIM_TESTS)

# 100 means 100 replugs, 20 boots with two processors, 40 renames of the master, 20 reloads of virtio_net, and 100 kills. With
# hv_netvsc it means 100 replugs and 20 boots on Debian 12 and as many on 13.
VM_STRESS ?= 100
vm-stress: build/failover-ifname ## Test a real kernel under stress, in a virtual machine. Takes half an hour.
	$(NEED)'$(VM_TOOLS)'
	VM_STRESS=$(VM_STRESS) $(RUN_TESTS) --test-concurrency=1 test/vm/stress.test.ts test/vm/concurrency.test.ts \
	  test/vm/netvsc-stress.ts

vm-matrix: build/failover-ifname ## Test with every kernel and udevd that the distribution offers, in virtual machines.
	$(NEED)'$(VM_TOOLS)'
	node --import tsx test/vm/matrix.ts

vm-window: build/failover-ifname ## Measure how much of the 100 ms of hv_netvsc passes before the VF has its name. Takes 20 minutes.
	$(NEED)'$(VM_TOOLS)'
	node --import tsx test/vm/window.ts

vm-managers: build/failover-ifname ## Test with NetworkManager, systemd-networkd and others of Debian 12 and 13, in virtual machines.
	$(NEED)'$(VM_TOOLS)'
	node --import tsx test/vm/managers/table.ts $(MANAGERS)

picture: build/failover-ifname ## Measure a hotplug in a virtual machine, and draw docs/hotplug.svg again.
	$(NEED)'$(VM_TOOLS)'
	node --import tsx bench/picture/record.ts
	node --import tsx bench/picture/redraw.ts
