/** `make` with what packagers give it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { succeed } from "../support/run.ts";
import { make } from "./make.ts";

test("flags of a packager, who hardens by his own", async () => {
  await withFolder({}, (folder) => {
    const hardening = ["CPPFLAGS=-D_FORTIFY_SOURCE=2", "CFLAGS=-g -O2 -Wp,-D_FORTIFY_SOURCE=3", "LDFLAGS=-Wl,-z,relro"];
    const { status, stderr } = make(`OUT=${folder}`, ...hardening, `${folder}/failover-ifname`);
    assert.equal(status, 0, stderr);
    assert.match(succeed([`${folder}/failover-ifname`, "--version"]), /^\d/);
  });
});

test("the executable of this machine is not taken for that of another", () => {
  const { status, stderr } = make("ARCH=other");
  assert.equal(status, 2);
  assert.match(stderr, /other-linux-musl-gcc is missing, and CC names no other compiler for other/);
});
