// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesGlob } from "../../src/text/glob.ts";

const CASES: readonly (readonly [pattern: string, matching: readonly string[], others: readonly string[]])[] = [
  ["", [""], ["a"]],
  ["eth0", ["eth0"], ["eth", "eth00"]],
  ["*", ["", "anything"], []],
  ["en*", ["en", "ens3"], ["eth0"]],
  ["*npf", ["npf", "ens3npf", "npfnpf"], ["ens3npfx"]],
  ["e*s*3", ["ens3", "ess33"], ["ens4"]],
  ["?*", ["a", "ab"], [""]],
  ["eth[0-35]", ["eth0", "eth3", "eth5"], ["eth4", "eth-"]],
  ["eth[!0-3]", ["eth4"], ["eth0"]],
  ["[]x]", ["]", "x"], ["y"]],
  ["a[b", ["a[b"], ["ab"]],
  ["\\*", ["*"], ["a"]],
  ["add|move", ["add", "move"], ["change"]],
];

for (const [pattern, matching, others] of CASES) {
  test(`the pattern ${JSON.stringify(pattern)}`, () => {
    for (const text of matching) assert.ok(matchesGlob(text, pattern), text);
    for (const text of others) assert.ok(!matchesGlob(text, pattern), text);
  });
}

test("no pattern takes long", () => {
  assert.ok(!matchesGlob("a".repeat(2000), `${"*a".repeat(500)}b`));
});
