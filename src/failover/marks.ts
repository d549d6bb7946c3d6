// SPDX-License-Identifier: MIT
import type { Machine } from "../machine/machine.ts";
import type { Slave } from "./group.ts";

/** Properties that rules/79-failover-ifname.rules stores in udev's database for a slave. */

/** Has an earlier udev rule named the slave? If so, the slave keeps that name. */
export function isNamedByRule(machine: Machine, { link }: Slave): boolean {
  return machine.udev.entry(link.ifindex).property("FAILOVER_IFNAME_KEEP") === "1";
}

/** Has udev handled the link as a failover slave before? */
export function isMarked(machine: Machine, { link }: Slave): boolean {
  return machine.udev.entry(link.ifindex).property("FAILOVER_IFNAME_ROLE") !== undefined;
}
