// SPDX-License-Identifier: MIT
import type { Machine } from "../machine/machine.ts";
import type { FailoverGroup, Slave } from "./group.ts";

/** Properties that rules/79-failover-ifname.rules stores in udev's database for a slave. */

/** The role of a slave. Other programs can match it too. */
export const ROLE_MARK = "FAILOVER_IFNAME_ROLE";

/** Has an earlier udev rule named the slave? If so, the slave keeps that name. */
export function isNamedByRule(machine: Machine, { link }: Slave): boolean {
  return machine.udev.entry(link.ifindex).property("FAILOVER_IFNAME_KEEP") === "1";
}

/** Has udev handled the link as a failover slave before? */
export function isMarked(machine: Machine, { link }: Slave): boolean {
  return machine.udev.entry(link.ifindex).property(ROLE_MARK) !== undefined;
}

/** By ifindex: the slaves of some groups that an earlier udev rule has named. */
export function ruleNames(machine: Machine, groups: readonly FailoverGroup[]): { [ifindex: number]: true } {
  const names: { [ifindex: number]: true } = {};
  for (const { slaves } of groups) {
    for (const slave of slaves) if (isNamedByRule(machine, slave)) names[slave.link.ifindex] = true;
  }
  return names;
}
