// SPDX-License-Identifier: MIT
/** The kernels and drivers with which renaming a slave that is up could hang. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { whyHazardous } from "../../src/failover/hazard.ts";
import { netFailover } from "../../src/failover/net-failover.ts";

const CASES: readonly [release: string, driver: string, hazardous: boolean][] = [
  ["6.12.30-amd64", "mlx5_core", false],
  ["6.14.11", "mlx5_core", false],
  ["6.15.0", "mlx5_core", true],
  ["6.15", "mlx5_core", true],
  ["6.15-rc1", "mlx5_core", true],
  ["6.18.44-generic", "bnxt_en", true],
  ["7.0.1", "iavf", true],
  ["7.2.6", "gve", true],
  ["6.18.44", "mana", true],
  ["7.2.7", "mana", false],
  ["7.3.0", "mana", false],
  ["8.0", "mana", false],
  ["6.18.44", "e1000e", false],
  ["6.18.44", "", false],
  ["", "mlx5_core", false],
  ["unknown", "mlx5_core", false],
];

for (const [release, driver, hazardous] of CASES) {
  test(`Linux ${release || "(no release)"}, ${driver || "(no driver)"}`, () => {
    assert.equal(whyHazardous(netFailover.hazards, release, () => driver) !== undefined, hazardous);
  });
}

test("the driver is read only if the kernel has a hazard", () => {
  const notRead = () => assert.fail("the driver was read");
  assert.equal(whyHazardous(netFailover.hazards, "6.12.0", notRead), undefined);
});

test("the message about it: the kernel, the driver, and the setting that overrides it", () => {
  const why = "renaming it while it is up can hang Linux 6.15.0 (driver iavf); LiveRename=always overrides";
  assert.equal(
    whyHazardous(netFailover.hazards, "6.15.0", () => "iavf"),
    why,
  );
});

test("of several hazards of a kernel, one is enough", () => {
  const [first] = netFailover.hazards;
  assert.ok(first !== undefined);
  const hazards = [first, { ...first, drivers: ["e1000e"] }];
  for (const driver of ["iavf", "e1000e"]) assert.ok(whyHazardous(hazards, "6.15.0", () => driver) !== undefined);
});
