// SPDX-License-Identifier: MIT
/** Which names both the kernel and udev accept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { passesThroughUdev, whyInvalidAltname, whyInvalidName } from "../../src/netlink/valid-name.ts";

const VALID = ["a", "ens3nsby", "eth0", "1a", "0x1", "a-b_c.d+e@f", "...", "All", "default1", "[]\\\"'`$(id)", "~!"];

/** Each name with a part of the reason. */
const INVALID: readonly (readonly [string, string])[] = [
  ["", "empty"],
  [".", "reserved"],
  ["..", "reserved"],
  ["all", "reserved"],
  ["default", "reserved"],
  ["a/b", '"/"'],
  ["a:b", '":"'],
  ["eth%d", '"%"'],
  ["%", '"%"'],
  ["100%", '"%"'],
  ["0", "number"],
  ["123", "number"],
  ["89", "number"],
  ["a b", "ASCII"],
  [" a", "ASCII"],
  ["a\t", "ASCII"],
  ["a\n", "ASCII"],
  ["a\x00", "ASCII"],
  ["\x1b[31m", "ASCII"],
  ["a\x7f", "ASCII"],
  ["a\xa0", "ASCII"],
  ["\xc3\xa9", "ASCII"],
  ["\xff", "ASCII"],
];

test("valid names", () => {
  for (const name of VALID) {
    assert.equal(whyInvalidName(name), undefined, name);
    assert.equal(whyInvalidAltname(name), undefined, name);
  }
});

test("invalid names, and why", () => {
  for (const [name, why] of INVALID) {
    assert.ok(whyInvalidName(name)?.includes(why), `${JSON.stringify(name)}: ${whyInvalidName(name)}`);
    assert.ok(whyInvalidAltname(name)?.includes(why), `${JSON.stringify(name)}: ${whyInvalidAltname(name)}`);
  }
});

test("the length of names", () => {
  for (const [length, name, altname] of [
    [15, true, true],
    [16, false, true],
    [127, false, true],
    [128, false, false],
  ] as const) {
    assert.equal(whyInvalidName("x".repeat(length)) === undefined, name, `${length}`);
    assert.equal(whyInvalidAltname("x".repeat(length)) === undefined, altname, `${length}`);
  }
  assert.equal(whyInvalidName("x".repeat(16)), "is 16 bytes long, and a name has at most 15");
  assert.equal(whyInvalidAltname("x".repeat(128)), "is 128 bytes long, and an altname has at most 127");
});

test("characters that udevd keeps in a name, and those that it replaces with _", () => {
  for (const name of ["", "ens3npf", "A-Z_0.9#+=@"]) assert.ok(passesThroughUdev(name), name);
  for (const name of ["~", "a~", "~a", "a:b", "a b", "[a]", "a$", "a,", "a!", "a\n"]) {
    assert.ok(!passesThroughUdev(name), name);
  }
});
