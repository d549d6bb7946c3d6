// SPDX-License-Identifier: MIT
/** Does the exploration find faults? Each fault is put in, and must be found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { explore } from "./explore/explore.ts";
import { shrink, tell } from "./explore/shrink.ts";
import {
  doesNothing,
  forgetsWhoWaits,
  givesUpAtOverrun,
  knowsOneMaster,
  locksOneMaster,
  releasesTooEarly,
  trustsInterruptedDumps,
  trustsTemporaryNames,
  trustsUnsettledMasters,
  waitsForEver,
} from "./machine/faulty-host.ts";
import type { World } from "./machine/state.ts";
import { bootUp } from "./worlds/boot.ts";
import { replug, replugUnnamed } from "./worlds/hotplug.ts";
import { headLeaves, noisyHolder } from "./worlds/lossy.ts";
import { program } from "./worlds/machine.ts";
import { BOOKWORM, REFUSING } from "./worlds/machines.ts";
import { netvscBoot } from "./worlds/netvsc.ts";
import { holderForGood, twoRuns } from "./worlds/runs.ts";
import { chainOnce, goneRound, temporaryHeld } from "./worlds/two-masters.ts";

/** One run is enough to find these. */
const roundOnce: World = { ...goneRound(BOOKWORM), scripts: goneRound(BOOKWORM).scripts.slice(0, 1) };

mutation("a name taken from an unsettled master", bootUp(BOOKWORM), { entry: trustsUnsettledMasters(program) });
mutation("RTM_GETLINK that does not wait for rtnl", replugUnnamed(BOOKWORM), { faults: { noBarrier: true } });
mutation("no RUN for masters", bootUp(BOOKWORM), { faults: { noRunForMasters: true } });
mutation("no RUN for masters, hv_netvsc", netvscBoot(BOOKWORM), { faults: { noRunForMasters: true } });
mutation("a lock released before acting", twoRuns(BOOKWORM), { entry: releasesTooEarly(program) });
mutation("a wait without a deadline", holderForGood(BOOKWORM), { entry: waitsForEver(program) });
// This udevd does not rename a link that is up, so RUN must do it. Another udevd renames it itself and does not need RUN
// here.
mutation("a rename that does nothing", replug(REFUSING), { entry: doesNothing(program) });
mutation("slaves of another master taken for strangers", roundOnce, { entry: knowsOneMaster(program) });
mutation("one lock for the slaves of several masters", roundOnce, { entry: locksOneMaster(program) });
mutation("a temporary name that somebody has", temporaryHeld(BOOKWORM), { entry: trustsTemporaryNames(program) });
mutation("a name left, and nobody told", chainOnce(BOOKWORM), { entry: forgetsWhoWaits(program) });
mutation("a dump that was interrupted", headLeaves(BOOKWORM), { entry: trustsInterruptedDumps(program) });
mutation("ENOBUFS taken for the end", noisyHolder(BOOKWORM), { entry: givesUpAtOverrun(program) });

function mutation(what: string, world: World, change: Partial<World>): void {
  test(what, (context) => {
    assert.equal(explore(world, LIMIT).fault, undefined, "without the fault, all is well");
    const mutant = { ...world, ...change };
    const { fault, states } = explore(mutant, LIMIT);
    assert.ok(fault !== undefined, `not found in ${states} states`);
    const story = shrink(mutant, fault);
    assert.ok(story.steps.length > 0);
    context.diagnostic(`found after ${states} states; ${tell(mutant, story)}`);
  });
}

const LIMIT = 100_000;
