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
  checkJournal(kernel, program);
}

/**
 * The kernel says one line for each rename. Each link of the trio was renamed once to its own name, and from the kernel's name.
 * Only the primary may have had the name of its own slot before: after a reboot it is there earlier than the master. The program
 * says one line for each rename that udevd has left to it, and nothing else.
 */
function checkJournal(kernel: string[], program: string[]): void {
  const renames = kernel.map((line) => / (\S+): renamed from (\S+)$/.exec(line)?.slice(1, 3) ?? [line]);
  for (const name of [MASTER, `${MASTER}nsby`, `${MASTER}npf`]) {
    const froms = renames.flatMap(([to, from]) => (to === name ? [from] : []));
    assert.equal(froms.length, 1, `renames to ${name}: ${froms}`);
    assert.match(froms[0] ?? "", name === `${MASTER}npf` ? /^(eth\d+|enp2s0)$/ : /^eth\d+$/);
  }
  for (const line of program) {
    // On a busy machine that is emulated, the 2 s of RenameTimeoutSec= are short. Whoever holds the lock does the same work.
    if (/ timed out waiting for the lock of master #\d+, held by another run; try again$/.test(line)) continue;
    const [, from, to] = /: (\S+) \(#\d+\) is (\S+) now, the (?:standby|primary) of \S+$/.exec(line) ?? [];
    assert.ok(to !== undefined, line);
    assert.equal(renames.filter((rename) => rename[0] === to && rename[1] === from).length, 1, line);
  }
}

/** Checks the names, the addresses and the failed units. */
export async function checkNow(machine: ImageMachine, say: (text: string) => void, when: string): Promise<void> {
  const { right, master, standby, primary } = await readOutcome(machine);
  say(`${when}: ${master} | ${standby} | ${primary}`);
  assert.ok(right, `${when}: the master has an address and the default route, and its slaves have none`);
  assertNames(await recordedTrio(machine, "now"), MASTER);
  assert.equal(await machine.succeed("systemctl --failed --no-legend --plain"), "");
}

/**
 * Checks the names, the master's address and the failed units. Without the rule, an event of a slave removes its marks. A
 * manager that takes all links of one MAC then configures the slaves too, as on a machine that never had the package.
 */
export async function checkWithoutPackage(machine: ImageMachine, say: (text: string) => void): Promise<void> {
  const { master, standby, primary } = await readOutcome(machine);
  say(`package removed: ${master} | ${standby} | ${primary}`);
  assert.match(master, /^\S+ up \S+ default$/);
  assertNames(await recordedTrio(machine, "now"), MASTER);
  assert.equal(await machine.succeed("systemctl --failed --no-legend --plain"), "");
}

/** The primary may come later than the end of the initramfs. */
function assertPresentNames({ master, standby, primary }: Trio): void {
  const names = [master.name, standby?.name, primary?.name ?? `${MASTER}npf`];
  assert.deepEqual(names, [MASTER, `${MASTER}nsby`, `${MASTER}npf`]);
}
