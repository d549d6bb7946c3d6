# The C programs of the benchmarks: make -f Makefile -f bench/programs.mk build/bench/all

BENCH_PROGRAMS := build/bench/empty build/bench/peak build/bench/stand-in
STAND_IN := bench/stand-in
CALLS := open recvmsg

.PHONY: build/bench/all
build/bench/all: $(BENCH_PROGRAMS)

build/bench/empty build/bench/peak: build/bench/%: bench/%.c
	mkdir -p build/bench
	$(firstword $(COMPILE)) -static -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror -O2 -s -o $@ $<

# The program as the Makefile makes it, but for the calls that the stand-in answers.
build/bench/stand-in: $(STAND_IN)/stand-in.c src/host/quickjs/main.c src/host/quickjs/bytecode.h \
  $(PROGRAMS:%=build/quickjs-%.c) build/engine-$(LIBRARY).a
	mkdir -p build/bench
	$(COMPILE) $(WARNINGS) $(CFLAGS) $(HARDENING) -isystem $(ENGINE)/$(ARCH)-unknown-linux-$(LIBRARY)/include \
	  -Isrc/host/quickjs $(CALLS:%=-Wl,--wrap=%) -DFOLDER='"$(CURDIR)/$(STAND_IN)"' \
	  -o $@ $(filter %.c,$^) $(filter %.a,$^) -lm -s
