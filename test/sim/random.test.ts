// SPDX-License-Identifier: MIT
/** Larger, random worlds. SIM_SEED selects others. A failure prints the seed that reproduces it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { randomNumbers, wander } from "./explore/random-schedules.ts";
import { shrink, tell } from "./explore/shrink.ts";
import { killed } from "./worlds/killed.ts";
import { large } from "./worlds/large.ts";
import { EFFORT, MACHINES, SEED } from "./worlds/machines.ts";

test("schedules of several groups, by chance", (context) => {
  const random = randomNumbers(SEED);
  let schedules = 0;
  let transitions = 0;
  for (let round = 0; round < 10 * EFFORT; round++) {
    const machine = MACHINES[Math.floor(random() * MACHINES.length)];
    assert.ok(machine !== undefined);
    const seed = Math.floor(random() * 1_000_000);
    const whole = large(machine, seed);
    const world = round % 2 === 0 ? whole : killed(whole);
    const found = wander(world, seed, 10);
    schedules += found.different;
    transitions += found.transitions;
    if (found.fault !== undefined) assert.fail(`SIM_SEED=${SEED}: ${tell(world, shrink(world, found.fault))}`);
  }
  context.diagnostic(`SIM_SEED=${SEED}: ${schedules} different schedules, ${transitions} steps`);
});

test("the same seed gives the same schedules", () => {
  const machine = MACHINES[4];
  assert.ok(machine !== undefined);
  const world = large(machine, 7);
  assert.deepEqual(wander(world, 3, 3), wander(world, 3, 3));
});
