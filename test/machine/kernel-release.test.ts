// SPDX-License-Identifier: MIT
/** Versions of Linux in order, as the kernel writes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isBefore, type Release } from "../../src/machine/kernel-release.ts";

const CASES: readonly (readonly [release: string, version: Release, before: boolean])[] = [
  ["6.1.0-13-amd64", [6, 2, 0], true],
  ["6.2.0", [6, 2, 0], false],
  ["6.2", [6, 2, 0], false],
  ["6.2.1", [6, 2, 0], false],
  ["6.1.99", [6, 2, 0], true],
  ["6.10.0-1", [6, 9, 0], false],
  ["6.9.0", [6, 10, 0], true],
  ["10.0.0", [9, 0, 0], false],
  ["5.19.20", [5, 19, 21], true],
  ["7.2.7-rc1", [7, 2, 7], false],
  ["7.2-rc1", [7, 2, 0], false],
  ["7.2.6+", [7, 2, 7], true],
  ["", [0, 0, 1], true],
  ["", [0, 0, 0], false],
  ["unknown", [5, 2, 0], true],
  ["6x.9", [6, 1, 0], false],
];

for (const [release, version, before] of CASES) {
  test(`${release || '""'} is ${before ? "" : "not "}before ${version.join(".")}`, () => {
    assert.equal(isBefore(release, version), before);
  });
}
