// SPDX-License-Identifier: MIT
/** stable-reads.ts leaves out turns. The final states must be the same as with all turns. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { explore } from "./explore/explore.ts";
import { coldplugAgain, coldplugUp } from "./worlds/coldplug.ts";
import { masterRenamed, replug, unplugWhileRenamed } from "./worlds/hotplug.ts";
import { BOOKWORM } from "./worlds/machines.ts";
import { holderStays, swappedOnce, twoRuns } from "./worlds/runs.ts";

for (const make of [
  coldplugAgain,
  coldplugUp,
  masterRenamed,
  replug,
  unplugWhileRenamed,
  holderStays,
  swappedOnce,
  twoRuns,
]) {
  const world = make(BOOKWORM);
  test(world.name, (context) => {
    const reduced = explore(world, LIMIT);
    const whole = explore({ ...world, unreduced: true }, LIMIT);
    assert.ok(reduced.complete && whole.complete, `more than ${LIMIT} states`);
    assert.deepEqual([reduced.ends, reduced.fault], [whole.ends, whole.fault]);
    context.diagnostic(`${reduced.states} states instead of ${whole.states}, ${whole.ends} ends in both`);
  });
}

const LIMIT = 300_000;
