# SPDX-License-Identifier: MIT
# The C programs of the benchmarks, and of tests that look at what a slave costs. The Makefile includes this.

BENCH_PROGRAMS := build/bench/empty build/bench/peak build/bench/stand-in build/bench/plain-nic
STAND_IN := bench/stand-in
CALLS := open recvmsg

.PHONY: build/bench/all
build/bench/all: $(BENCH_PROGRAMS)

build/bench/empty build/bench/peak: build/bench/%: bench/%.c
	mkdir -p build/bench
	$(firstword $(COMPILE)) -static -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -s -o $@ $<

# The program as the Makefile builds it, except that the stand-in answers some calls.
build/bench/stand-in.empty: $(STAND_IN)/stand-in.c src/host/quickjs/snapshot.c $(HOST_FILES)
	mkdir -p build/bench
	$(LINK_FOR_SNAPSHOT) $(CALLS:%=-Wl,--wrap=%) -DFOLDER='"$(CURDIR)/$(STAND_IN)"'
	$(STRIP_IT)

build/bench/stand-in: build/bench/stand-in.empty build/failover-ifname.bytecode
	$(call SNAPSHOT,$@,build/failover-ifname.bytecode)

# The stand-in looks at its name.
build/bench/plain-nic: build/bench/stand-in
	ln -sf stand-in $@
