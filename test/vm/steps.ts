// SPDX-License-Identifier: MIT
/** Steps and checks which more than one test takes. */
import assert from "node:assert/strict";
import type { Machine } from "./machine.ts";
import { describeTrio, readTrio, type Trio } from "./names.ts";
import type { Say } from "./with-machine.ts";

/** Takes the primary away, gives it back, and checks the names of the trio. */
export async function replug(machine: Machine, say: Say, step: string, master: string): Promise<void> {
  const start = performance.now();
  await machine.unplugPrimary();
  const unplugged = performance.now();
  await machine.plugPrimary();
  const plugged = performance.now();
  const trio = await readTrio(machine);
  const seconds = [unplugged - start, plugged - unplugged].map((time) => (time / 1000).toFixed(1));
  say(`${step}: out in ${seconds[0]} s, in and settled in ${seconds[1]} s: ${describeTrio(trio)}`);
  assertNames(trio, master);
}

/** Takes the primary away and gives it back; returns what is there then. */
export async function replugged(machine: Machine): Promise<Trio> {
  await machine.unplugPrimary();
  await machine.plugPrimary();
  return readTrio(machine);
}

/** The names which the project is about; throws AssertionError for others. */
export function assertNames(trio: Trio, master: string): void {
  assert.deepEqual(namesOf(trio), { master, standby: `${master}nsby`, primary: `${master}npf` });
}

/** @returns whether assertNames would pass */
export function areRight(trio: Trio, master: string): boolean {
  const { master: name, standby, primary } = namesOf(trio);
  return name === master && standby === `${master}nsby` && primary === `${master}npf`;
}

/**
 * Does something so many times, and goes on after a fault so that all of them are counted.
 *
 * @param once returns the trio when all is done
 * @returns the trios whose names were wrong, for a person, each with the number of its turn
 */
export async function countWrong(times: number, master: string, once: () => Promise<Trio>): Promise<string[]> {
  const wrong: string[] = [];
  for (let turn = 1; turn <= times; turn++) {
    const trio = await once();
    const mark = trio.primary?.udev.get("FAILOVER_IFNAME_ROLE") ?? "none";
    if (!areRight(trio, master)) wrong.push(`${turn}: ${describeTrio(trio)}, the primary's mark: ${mark}`);
  }
  return wrong;
}

function namesOf({ master, standby, primary }: Trio) {
  return { master: master.name, standby: standby?.name, primary: primary?.name };
}
