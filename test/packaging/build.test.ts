// SPDX-License-Identifier: MIT
/** `make` with the variables that packagers set, and what they do with the executable. */
import assert from "node:assert/strict";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { projectPath, run, succeed } from "../support/run.ts";
import { make } from "./make.ts";

const BUILT = projectPath("build/failover-ifname");
const SHOW = ["show", "--root", projectPath("test/captures/settled")];

test("the hardening flags of a packager", async () => {
  await withFolder({}, (folder) => {
    const hardening = ["CPPFLAGS=-D_FORTIFY_SOURCE=2", "CFLAGS=-g -O2 -Wp,-D_FORTIFY_SOURCE=3", "LDFLAGS=-Wl,-z,relro"];
    const { status, stderr } = make(`OUT=${folder}`, ...hardening, `${folder}/failover-ifname`);
    assert.equal(status, 0, stderr);
    assert.match(succeed([`${folder}/failover-ifname`, "--version"]), /^\d/);
  });
});

test("make uses the packager's compiler, strip, install and flags", async () => {
  const wrapper = (tool: string) => `#!/bin/sh\necho ${tool} "$@" >> "$(dirname "$0")/calls"\nexec ${tool} "$@"\n`;
  await withFolder({ cc: wrapper("gcc"), strip: wrapper("strip"), install: wrapper("install") }, (folder) => {
    const tools = ["cc", "strip", "install"].map((tool) => {
      chmodSync(`${folder}/${tool}`, 0o755);
      return `${tool.toUpperCase()}=${folder}/${tool}`;
    });
    const flags = ["CPPFLAGS=-DPACKAGER", "CFLAGS=-O1", "LDFLAGS=-Wl,-O1"];
    const { status, stderr } = make(`OUT=${folder}`, ...tools, ...flags, `DESTDIR=${folder}/root`, "install");
    assert.equal(status, 0, stderr);
    const calls = readFileSync(`${folder}/calls`, "utf8");
    assert.match(calls, /^gcc .* -DPACKAGER -O1 -Wl,-O1 /m);
    assert.match(calls, /^strip .*failover-ifname/m);
    assert.match(calls, /^install .*failover-ifname/m);
  });
});

test("with STRIP= the executable has its symbols, and a packager can strip it later", async () => {
  await withFolder({}, (folder) => {
    const program = `${folder}/failover-ifname`;
    const { status, stderr } = make(`OUT=${folder}`, "STRIP=", "CFLAGS=-g -O2", program);
    assert.equal(status, 0, stderr);
    const sections = () => succeed(["readelf", "--section-headers", "--wide", program]);
    assert.match(sections(), /\.debug_info .*\.symtab /s);
    const unstripped = statSync(program).size;
    const shown = run([program, ...SHOW]);
    // As dh_strip(1) of debhelper does.
    succeed(["objcopy", "--only-keep-debug", "--compress-debug-sections", program, `${folder}/debug`]);
    succeed(["strip", "--remove-section=.comment", "--remove-section=.note", program]);
    succeed(["objcopy", "--add-gnu-debuglink", `${folder}/debug`, program]);
    assert.doesNotMatch(sections(), /\.debug_info|\.symtab/);
    assert.ok(statSync(program).size < unstripped);
    assert.deepEqual(run([program, ...SHOW]), shown);
    assert.deepEqual(run([BUILT, ...SHOW]), shown);
    assert.equal(shown.status, 0);
  });
});

test("an executable that is built without STRIP= has no symbols", () => {
  assert.doesNotMatch(succeed(["readelf", "--section-headers", "--wide", BUILT]), /\.debug_info|\.symtab/);
});

test("make help lists every target", () => {
  const files = ["Makefile", "test/more.mk", "test/arm64/arm64.mk", "packaging/packages.mk", "packaging/install.mk"];
  const makefile = files.map((file) => readFileSync(projectPath(file), "utf8")).join("");
  const targets = [...makefile.matchAll(/^([a-z0-9-]+):.*## /gm)].map(([, target = ""]) => target);
  const { stdout } = make("help");
  const listed = [...stdout.matchAll(/^make (\S+) +[A-Z].*\.$/gm)].map(([, target = ""]) => target);
  assert.deepEqual(listed.sort(), targets.sort());
});

test("make does not take the executable of this machine for that of another machine", () => {
  const { status, stderr } = make("ARCH=other");
  assert.equal(status, 2);
  assert.match(
    stderr,
    /other-linux-(?:musl-gcc is missing, and CC names no other compiler for other|gnu-gcc is missing)/,
  );
});
