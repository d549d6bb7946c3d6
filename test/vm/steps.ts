// SPDX-License-Identifier: MIT
/** Steps and checks that more than one test uses. */
import assert from "node:assert/strict";
import type { Machine } from "./machine.ts";
import { describeTrio, type GuestLink, readTrio, type Trio } from "./names.ts";
import type { Say } from "./with-machine.ts";

/** Unplugs the primary, plugs it in again, and checks the names of the trio. */
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

/** Unplugs the primary and plugs it in again. Returns the trio after that. */
export async function replugged(machine: Machine): Promise<Trio> {
  await machine.unplugPrimary();
  await machine.plugPrimary();
  return readTrio(machine);
}

/** Renames the master as an administrator does, and waits until udev is idle. */
export async function renameMaster(machine: Machine, name: string): Promise<void> {
  const { master } = await readTrio(machine);
  // If another program renames a link, udev 252 makes its own name for it an altname. That blocks the rename back.
  const freeing = master.altnames.includes(name) ? [`property del dev ${master.name} altname ${name}`] : [];
  const steps = [...freeing, `set ${master.name} down`, `set ${master.name} name ${name}`, `set ${name} up`];
  await machine.succeed(`${steps.map((step) => `ip link ${step}`).join(" && ")} && udevadm settle --timeout=30`);
}

/** Checks the names that the project promises. Throws AssertionError for others. */
export function assertNames(trio: Trio, master: string): void {
  assert.deepEqual(namesOf(trio), { master, standby: `${master}nsby`, primary: `${master}npf` });
}

/** Checks the marks of the rule in udev's database, on a machine whose master is ens3. */
export function assertMarks({ master, standby, primary }: Trio): void {
  const names = ["NM_UNMANAGED", "ID_NET_MANAGED_BY", "FAILOVER_IFNAME_ROLE", "FAILOVER_IFNAME_MASTER"];
  const marksOf = (link: GuestLink | undefined) => names.map((name) => link?.udev.get(name));
  assert.deepEqual(marksOf(standby), ["1", "unmanaged", "standby", "ens3"]);
  assert.deepEqual(marksOf(primary), ["1", "unmanaged", "primary", "ens3"]);
  assert.deepEqual(marksOf(master), [undefined, undefined, undefined, undefined]);
}

/** @returns whether assertNames would pass */
export function areRight(trio: Trio, master: string): boolean {
  const { master: name, standby, primary } = namesOf(trio);
  return name === master && standby === `${master}nsby` && primary === `${master}npf`;
}

/**
 * Does something so many times, and continues after a fault, so that all faults are counted.
 *
 * @param once returns the trio after its work
 * @returns readable lines for the trios with wrong names, each with the number of its turn
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
