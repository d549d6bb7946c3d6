// SPDX-License-Identifier: MIT
/** What must be true of each image. */
import assert from "node:assert/strict";
import { readOutcome } from "../vm/managers/outcome.ts";
import { describeTrio, type Trio } from "../vm/names.ts";
import { assertNames } from "../vm/steps.ts";
import type { ImageMachine } from "./machine.ts";
import { readRenames, recordedTrio } from "./stages.ts";

/** The master's name: the port that it is plugged into has no slot number. */
const MASTER = "enp1s0";

/** Checks a boot that has just ended: its stages, the journal and the units, and what `checkNow` checks. */
export async function checkBoot(machine: ImageMachine, say: (text: string) => void): Promise<void> {
  for (const stage of ["before-switch", "after-switch"] as const) {
    const trio = await recordedTrio(machine, stage);
    say(`${stage}: ${describeTrio(trio)}`);
    assertPresentNames(trio);
  }
  await checkNow(machine, say, "running");
  const { kernel, program } = await readRenames(machine);
  for (const line of [...kernel, ...program]) say(line);
}

/** Checks the names, the addresses and the failed units. */
export async function checkNow(machine: ImageMachine, say: (text: string) => void, when: string): Promise<void> {
  const { right, master, standby, primary } = await readOutcome(machine);
  say(`${when}: ${master} | ${standby} | ${primary}`);
  assert.ok(right, `${when}: the master has an address and the default route, and its slaves have none`);
  assertNames(await recordedTrio(machine, "now"), MASTER);
  assert.equal(await machine.succeed("systemctl --failed --no-legend --plain"), "");
}

/** The primary may come later than the end of the initramfs. */
function assertPresentNames({ master, standby, primary }: Trio): void {
  const names = [master.name, standby?.name, primary?.name ?? `${MASTER}npf`];
  assert.deepEqual(names, [MASTER, `${MASTER}nsby`, `${MASTER}npf`]);
}
