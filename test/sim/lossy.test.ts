// SPDX-License-Identifier: MIT
/** Interrupted dumps and ENOBUFS: a run finds out what it has missed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { explore } from "./explore/explore.ts";
import { wander } from "./explore/random-schedules.ts";
import { shrink, tell } from "./explore/shrink.ts";
import type { World } from "./machine/state.ts";
import { boot, bootAndRename, primaryFirst } from "./worlds/boot.ts";
import { busyUntilDown, masterRenamed, replug, unplugWhileRenamed } from "./worlds/hotplug.ts";
import { headLeaves, inParts, noisyHolder, overrun } from "./worlds/lossy.ts";
import { BOOKWORM, BUSTER, EFFORT, SEED } from "./worlds/machines.ts";
import { holderLeaves, holderStays, swapped, twoRuns } from "./worlds/runs.ts";
import { mastersSwapped, swappedMasters } from "./worlds/two-masters.ts";

const worlds: readonly World[] = [
  ...[boot, bootAndRename, primaryFirst, replug, unplugWhileRenamed, masterRenamed, holderLeaves, twoRuns],
  ...[swappedMasters, mastersSwapped],
].map((make) => inParts(make(BOOKWORM)));
const overrunning = [holderLeaves, holderStays, swapped, bootAndRename, swappedMasters].map((make) =>
  overrun(make(BOOKWORM)),
);

for (const world of [
  headLeaves(BOOKWORM),
  noisyHolder(BOOKWORM),
  ...worlds,
  ...overrunning,
  overrun(busyUntilDown(BUSTER)),
]) {
  test(world.name, (context) => {
    const { fault, complete, states, transitions, schedules } = explore(world, EFFORT * 12_000);
    context.diagnostic(
      `${complete ? "complete" : "up to the limit"}: ${states} states, ${transitions} steps, ${schedules} schedules`,
    );
    const found = fault ?? (complete ? undefined : wander(world, SEED, EFFORT * 40).fault);
    if (found !== undefined) assert.fail(tell(world, shrink(world, found)));
  });
}
