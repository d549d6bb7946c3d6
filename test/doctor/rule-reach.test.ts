// SPDX-License-Identifier: MIT
/** Which KERNEL== a slave can meet. What else keeps slaves away from a rule is in cases/other-rules. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRules } from "../../src/doctor/rule-lines.ts";
import { linesForSlaves } from "../../src/doctor/rule-reach.ts";

const SLAVES = { names: ["wan0nsby"], devices: undefined };

for (const [pattern, isFor] of [
  ["eth3", true],
  ["en*", true],
  ["e*", true],
  ["et?3", true],
  ["[de]th*", true],
  ["?*", true],
  ["wlan*|eth*", true],
  ["wan0*", true],
  ["wan1*", false],
  ["vboxdrv", false],
  ["event*", false],
] as const) {
  test(`KERNEL=="${pattern}" ${isFor ? "can be" : "is not"} for a slave`, () => {
    const rule = (operator: string, rest: string) => parseRules(`KERNEL${operator}"${pattern}", ${rest}`);
    assert.equal(linesForSlaves(rule("==", 'NAME="x"'), SLAVES, false).length, isFor ? 1 : 0);
    const jump = [...rule("!=", 'GOTO="end"'), ...parseRules('NAME="x"\nLABEL="end"')];
    assert.equal(linesForSlaves(jump, SLAVES, false).length, isFor ? 3 : 2);
  });
}

test('KERNEL==i"..." ignores the case of the name too', () => {
  const slaves = { names: ["WAN0nsby"], devices: undefined };
  for (const [prefix, count] of [
    ["i", 1],
    ["", 0],
  ] as const) {
    const lines = parseRules(`KERNEL==${prefix}"wan0NS*", NAME="x"`);
    assert.equal(linesForSlaves(lines, slaves, false).length, count);
  }
});
