# failover-ifname: `make demo` and `make test` set up all they need. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := build/failover-ifname

ARCH := $(shell uname -m)
ENGINE := node_modules/@suchipi/quickjs/build
QJSC := $(ENGINE)/$(ARCH)-unknown-linux-static/bin/qjsc
ESBUILD := node_modules/.bin/esbuild --bundle --target=es2022 --minify --log-level=warning
SOURCES := $(shell find src -name '*.ts' -o -name '*.cjs')

# What a distribution asks for. No static-pie: musl-gcc makes none, and relocating itself would cost each start.
HARDENING := -fstack-protector-strong -fno-asynchronous-unwind-tables -D_FORTIFY_SOURCE=2 \
  -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,noseparate-code -Wl,--gc-sections
CFLAGS ?= -O2
WARNINGS := -std=c11 -Wall -Wextra -Werror

.PHONY: help demo test check unit vm-test bench install clean
help: ## this list
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

# --- the executable -------------------------------------------------------------------------------------------------

# npm writes this file last, so that it stands for a finished installation.
node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-fund --no-audit
	touch $@

build/quickjs-%.js: $(SOURCES) node_modules/.package-lock.json
	$(ESBUILD) src/host/quickjs/$*.ts --platform=neutral --main-fields=main --format=iife --outfile=$@ \
	  --alias:node:events=eventemitter3 \
	  $(foreach module,child_process fs path process,--alias:node:$(module)=./src/host/quickjs/no-node.cjs)

build/quickjs-%.c: build/quickjs-%.js
	$(QJSC) -c -s -N $(subst -,_,$*)_bytecode -o $@ $<

# Tables for unwinding the stack are for debuggers and C++: 85 kB that nobody reads in a stripped C program.
build/engine-%.a: node_modules/.package-lock.json
	mkdir -p build
	objcopy --remove-section=.eh_frame --remove-section=.rela.eh_frame \
	  $(ENGINE)/$(ARCH)-unknown-linux-$*/lib/quickjs-core.a $@

# With musl, one static executable for any distribution and initramfs; without, a dynamic one for this machine.
# musl-gcc knows no kernel headers: the system's stand behind musl's own.
ifneq ($(shell command -v musl-gcc),)
LIBRARY := static
NOTICE := A static executable, with musl:
COMPILE := musl-gcc -static -idirafter /usr/include -idirafter /usr/include/$(ARCH)-linux-gnu
else
LIBRARY := gnu
NOTICE := musl-gcc is missing (Debian: musl-tools), so that this executable is dynamic, for this machine only:
COMPILE := cc -pie -fPIE
endif

PROGRAMS := name rename command-line

build/failover-ifname: src/host/quickjs/main.c src/host/quickjs/bytecode.h $(PROGRAMS:%=build/quickjs-%.c) build/engine-$(LIBRARY).a
	@echo '$(NOTICE)'
	$(COMPILE) $(WARNINGS) $(CFLAGS) $(HARDENING) -isystem $(ENGINE)/$(ARCH)-unknown-linux-$(LIBRARY)/include \
	  -Isrc/host/quickjs -o $@ $(filter %.c,$^) $(filter %.a,$^) -lm -s

# The same source under Node, for tests and `make bench`.
build/failover-ifname.mjs: $(SOURCES) node_modules/.package-lock.json
	$(ESBUILD) src/host/node/main.ts --platform=node --format=esm --external:koffi --outfile=$@ \
	  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'

clean: ## remove what was built
	rm -rf build
