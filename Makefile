# failover-ifname: `make demo` and `make test` set up all they need. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := build/failover-ifname

ARCH := $(shell uname -m)
ENGINE := node_modules/@suchipi/quickjs/build
QJSC := $(ENGINE)/$(ARCH)-unknown-linux-static/bin/qjsc
ESBUILD := node_modules/.bin/esbuild --bundle --target=es2022 --minify --log-level=warning
SOURCES := $(shell find src -name '*.ts' -o -name '*.cjs')

# What a distribution asks for: position-independent, read-only relocations, guarded stack.
HARDENING := -fPIE -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
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

build/program.c: build/quickjs-program.js
	$(QJSC) -c -s -N program_bytecode -o $@ $<

build/command-line.c: build/quickjs-command-line.js
	$(QJSC) -c -s -N command_line_bytecode -o $@ $<

# With musl, one static executable for any distribution and initramfs; without, a dynamic one for this machine.
# musl-gcc knows no kernel headers: the system's stand behind musl's own.
build/failover-ifname: src/host/quickjs/main.c src/host/quickjs/bytecode.h build/program.c build/command-line.c
	@if command -v musl-gcc > /dev/null; then \
	  compile="musl-gcc -static -idirafter /usr/include -idirafter /usr/include/$(ARCH)-linux-gnu"; library=static; \
	else \
	  echo "musl-gcc is missing (Debian: musl-tools): building a dynamic executable with cc"; \
	  compile="cc -pie"; library=gnu; \
	fi; \
	engine=$(ENGINE)/$(ARCH)-unknown-linux-$$library; \
	set -x; $$compile $(WARNINGS) $(CFLAGS) $(HARDENING) -isystem $$engine/include -Isrc/host/quickjs \
	  -o $@ $(filter %.c,$^) $$engine/lib/quickjs-core.a -lm -s

# The same source under Node, for tests and `make bench`.
build/failover-ifname.mjs: $(SOURCES) node_modules/.package-lock.json
	$(ESBUILD) src/host/node/main.ts --platform=node --format=esm --external:koffi --outfile=$@ \
	  --banner:js='import { createRequire } from "node:module"; const require = createRequire(import.meta.url);'

clean: ## remove what was built
	rm -rf build
