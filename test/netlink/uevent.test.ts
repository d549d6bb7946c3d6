// SPDX-License-Identifier: MIT
/** Uevents of the kernel and of udevd, and what only looks like one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseUevent } from "../../src/netlink/uevent.ts";
import fc from "../support/fast-check.ts";
import { fromUdevd, kernelUevent, libudev } from "../support/uevents.ts";
import { wordsOf } from "./kernel-bytes.ts";

const KEYS = { ACTION: "add", SUBSYSTEM: "net", INTERFACE: "eth0", IFINDEX: "3", SEQNUM: "77", X: "a=b" };
const UDEVD = 4711;

function parse(bytes: Buffer, sender = 0, truncated = false): unknown {
  const uevent = parseUevent({ words: wordsOf(bytes), length: bytes.length, sender, truncated });
  if (uevent === undefined) return undefined;
  const { property, ...fields } = uevent;
  return { ...fields, X: property("X"), none: property("constructor") };
}

const FIELDS = { action: "add", ifindex: 3, name: "eth0", sequence: "77", X: "a=b", none: undefined };

test("a uevent of the kernel", () => {
  assert.deepEqual(parse(kernelUevent("/devices/virtual/net/eth0", KEYS)), { from: "kernel", ...FIELDS });
});

test("an event of udevd", () => {
  assert.deepEqual(parse(fromUdevd(KEYS), UDEVD), { from: "udevd", ...FIELDS });
});

test("names are bytes", () => {
  const name = "\xe4\xff\x01";
  assert.equal((parse(fromUdevd({ ...KEYS, INTERFACE: name }), UDEVD) as { name: string }).name, name);
});

/** None of these is a uevent of a link. */
const OTHERS: readonly (readonly [about: string, bytes: Buffer, sender: number, truncated?: boolean])[] = [
  ["empty", Buffer.alloc(0), 0],
  ["empty, of udevd", Buffer.alloc(0), UDEVD],
  ["truncated", kernelUevent("/a", KEYS), 0, true],
  ["of another subsystem", kernelUevent("/a", { ...KEYS, SUBSYSTEM: "block" }), 0],
  ["without a name", kernelUevent("/a", { ...KEYS, INTERFACE: "" }), 0],
  ["with a bad ifindex", kernelUevent("/a", { ...KEYS, IFINDEX: "-3" }), 0],
  ["without @/", kernelUevent("a", KEYS), 0],
  ["of the kernel, from another sender", kernelUevent("/a", KEYS), UDEVD],
  ["of udevd, from the kernel", fromUdevd(KEYS), 0],
  ["with another magic", libudev(KEYS, { magic: 0xfeedcaff }), UDEVD],
  ["whose properties begin in the header", libudev(KEYS, { offset: 36 }), UDEVD],
  ["whose properties begin after its end", libudev(KEYS, { offset: 4000 }), UDEVD],
  ["whose properties end after its end", libudev(KEYS, { length: 4000 }), UDEVD],
  ["with a length that overflows", libudev(KEYS, { offset: 0xffffffff, length: 0xffffffff }), UDEVD],
  ["that is cut off in the header", fromUdevd(KEYS).subarray(0, 30), UDEVD],
];

for (const [about, bytes, sender, truncated] of OTHERS) {
  test(`a message ${about}`, () => assert.equal(parse(bytes, sender, truncated), undefined));
}

test("no bytes make it throw", () => {
  const whole = fc.constantFrom(kernelUevent("/a", KEYS), fromUdevd(KEYS));
  const changes = fc.array(fc.tuple(fc.nat(300), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(whole, changes, fc.nat(300), fc.constantFrom(0, UDEVD), (bytes, changed, length, sender) => {
      const copy = Buffer.from(bytes);
      for (const [at, byte] of changed) copy[at % copy.length] = byte;
      parse(copy.subarray(0, length), sender);
    }),
  );
});
