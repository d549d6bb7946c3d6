# SPDX-License-Identifier: MIT
# The C programs of the benchmarks, and of tests that look at what a slave costs. The Makefile includes this.

BENCH_PROGRAMS := $(OUT)/bench/empty $(OUT)/bench/peak $(OUT)/bench/stand-in $(OUT)/bench/plain-nic
STAND_IN := bench/stand-in
CALLS := open recvmsg

.PHONY: $(OUT)/bench/all
$(OUT)/bench/all: $(BENCH_PROGRAMS)

$(OUT)/bench/empty $(OUT)/bench/peak: $(OUT)/bench/%: bench/%.c
	mkdir -p $(OUT)/bench
	$(firstword $(COMPILE)) -static -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -s -o $@ $<

# The program as the Makefile builds it, except that the stand-in answers some calls.
$(OUT)/bench/stand-in.empty: $(STAND_IN)/stand-in.c src/host/quickjs/snapshot.c $(COMMANDS) $(HOST_FILES)
	mkdir -p $(OUT)/bench
	$(LINK_FOR_SNAPSHOT) $(CALLS:%=-Wl,--wrap=%) -DFOLDER='"$(CURDIR)/$(STAND_IN)"'
	$(STRIP_IT)

$(OUT)/bench/stand-in: $(OUT)/bench/stand-in.empty $(OUT)/failover-ifname.bytecode
	$(call SNAPSHOT,$@,$(OUT)/failover-ifname.bytecode)

# The stand-in looks at its name.
$(OUT)/bench/plain-nic: $(OUT)/bench/stand-in
	ln -sf stand-in $@
