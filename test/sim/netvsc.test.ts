// SPDX-License-Identifier: MIT
/**
 * hv_netvsc on each kernel and udevd. Before Linux 6.2, no VF that is up can be renamed. Schedules in which the kernel opens
 * the VF first are counted.
 */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Exploration, explore } from "./explore/explore.ts";
import { wander } from "./explore/random-schedules.ts";
import { shrink, tell } from "./explore/shrink.ts";
import type { World } from "./machine/state.ts";
import type { Machine } from "./worlds/machine.ts";
import { EFFORT, MACHINES, SEED } from "./worlds/machines.ts";
import * as worlds from "./worlds/netvsc.ts";

const rows: string[][] = [];

for (const machine of MACHINES) {
  for (const make of Object.values(worlds)) {
    test(make(machine).name, () => {
      const world = make(machine);
      const found = explore(world, 10_000 * EFFORT);
      const fault = found.fault ?? (found.complete ? undefined : wander(world, SEED, 10 * EFFORT).fault);
      if (fault !== undefined) assert.fail(tell(world, shrink(world, fault)));
      if (isRight(machine, make)) assert.equal(found.refused, 0n);
      rows.push(describe(world, found));
    });
  }
}

test("before Linux 6.2, the VF can be opened before anybody can rename it", () => {
  for (const machine of MACHINES.filter(({ kernel }) => kernel.renamesUp !== "all")) {
    const { schedules, refused } = explore(worlds.netvscReplug(machine), 10_000 * EFFORT);
    assert.ok(refused > 0n && refused < schedules, `${refused} of ${schedules}`);
  }
});

after(() => {
  console.log("schedules, and those in which the kernel opened the VF before udevd or the program could rename it:");
  for (const row of rows) console.log(row.join("  "));
});

/** Must every schedule end with the wanted names? */
function isRight({ kernel }: Machine, make: (machine: Machine) => World): boolean {
  const always: readonly unknown[] = [
    worlds.netvscBounced,
    worlds.netvscInTime,
    worlds.netvscDown,
    worlds.netvscBootLateJoin,
    worlds.netvscMasterRenamed,
    worlds.vfAlone,
  ];
  return kernel.renamesUp === "all" || always.includes(make);
}

function describe({ name }: World, { schedules, refused, complete }: Exploration): string[] {
  const counts = [schedules, refused].map((count) => Number(count).toPrecision(3).padStart(9));
  return [name.padEnd(76), ...counts, complete ? "" : "up to the limit"];
}
