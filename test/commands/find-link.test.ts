// SPDX-License-Identifier: MIT
/** What LINK on a command line means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { findLink, lookupIn } from "../../src/commands/find-link.ts";
import { Exit } from "../../src/errors.ts";
import { parseIfindex } from "../../src/netlink/link.ts";
import { link } from "../support/links.ts";

const ALTNAME = "a".repeat(127);
const LINKS = [
  link(2, "ens3", { altnames: ["enp1s0", ALTNAME] }),
  link(3, "#4"),
  link(4, "%d"),
  link(5, "x".repeat(128)),
];

test("a name, an altname, an ifindex", () => {
  const links = lookupIn(LINKS);
  for (const [argument, ifindex] of [
    ["ens3", 2],
    ["enp1s0", 2],
    [ALTNAME, 2],
    ["#2", 2],
    ["#4", 4],
    ["%d", 4],
  ] as const) {
    assert.equal(findLink(links, argument).ifindex, ifindex, argument);
  }
});

test("what is not a link, and the error for it", () => {
  const links = lookupIn(LINKS);
  for (const [argument, exitCode, message] of [
    ["", Exit.usage, /^LINK is empty/],
    ["ens4", Exit.noLink, /^no such link: ens4$/],
    ["#9", Exit.noLink, /^no such link: #9$/],
    ["#", Exit.usage, /^# is not an ifindex/],
    ["#0", Exit.usage, /^#0 is not an ifindex/],
    ["#-1", Exit.usage, /is not an ifindex/],
    ["#99999999999", Exit.usage, /is not an ifindex/],
    ["#x\x1b", Exit.usage, /^#x\\x1b is not an ifindex/],
    ["\x1b[31m\n", Exit.noLink, /^no such link: \\x1b\[31m\\x0a$/],
  ] as const) {
    assert.throws(() => findLink(links, argument), { name: "Failure", exitCode, message }, argument);
  }
});

test("a name that is longer than any altname is not looked up", () => {
  const ask = () => assert.fail("the kernel was asked");
  assert.throws(() => findLink({ byIndex: ask, byName: ask }, "x".repeat(128)), { exitCode: Exit.noLink });
});

test("an ifindex is a decimal number of 31 bits, written in one way", () => {
  for (const text of ["1", "7", "2147483647"]) assert.equal(parseIfindex(text), Number(text));
  for (const text of [
    "",
    "0",
    "-1",
    "+1",
    "01",
    " 1",
    "1 ",
    "1\n",
    "1.0",
    "1.5",
    "1e3",
    "0x1",
    "2147483648",
    "NaN",
    "x",
  ]) {
    assert.equal(parseIfindex(text), undefined, JSON.stringify(text));
  }
});
