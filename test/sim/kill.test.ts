// SPDX-License-Identifier: MIT
/** SIGKILL at any call of any run: the next run corrects what is left. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { explore } from "./explore/explore.ts";
import { wander } from "./explore/random-schedules.ts";
import { shrink, tell } from "./explore/shrink.ts";
import type { World } from "./machine/state.ts";
import { boot, bootUp } from "./worlds/boot.ts";
import { masterRenamed, replug, replugBounced, replugHazardous, unplugWhileRenamed } from "./worlds/hotplug.ts";
import { killed } from "./worlds/killed.ts";
import { BOOKWORM, BUSTER, EFFORT, SEED } from "./worlds/machines.ts";
import { netvscBounced, netvscReplug } from "./worlds/netvsc.ts";
import { holderLeaves, swappedOnce, twoRuns } from "./worlds/runs.ts";

const worlds: readonly World[] = [
  ...[boot, bootUp, replug, unplugWhileRenamed, masterRenamed, swappedOnce, twoRuns, holderLeaves].map((make) =>
    make(BOOKWORM),
  ),
  replugHazardous(BOOKWORM),
  replugBounced(BUSTER),
  netvscReplug(BOOKWORM),
  netvscBounced(BOOKWORM),
];

for (const world of worlds.map(killed)) {
  test(world.name, (context) => {
    const { fault, complete, states, transitions, schedules } = explore(world, EFFORT * 12_000);
    context.diagnostic(
      `${complete ? "complete" : "up to the limit"}: ${states} states, ${transitions} steps, ${schedules} schedules`,
    );
    const found = fault ?? (complete ? undefined : wander(world, SEED, EFFORT * 20).fault);
    if (found !== undefined) assert.fail(tell(world, shrink(world, found)));
  });
}
