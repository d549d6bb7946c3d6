// SPDX-License-Identifier: MIT
import { driverOf, withParent } from "../machine/device.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { whyHazardous } from "./hazard.ts";
import type { Role } from "./kind.ts";
import { type Candidate, findMaster, type Master, recognize } from "./master.ts";

/** A failover master with all its slaves, in order of role and ifindex. */
export interface FailoverGroup {
  readonly master: Master;
  readonly slaves: readonly Slave[];
}

export interface Slave {
  readonly master: Master;
  /** The link, with its parent device. */
  readonly link: Link;
  readonly role: Role;
  /** Why renaming it now can hang the kernel; undefined if it cannot. */
  readonly hazard: string | undefined;
}

/**
 * Can a link be a failover slave: does it have a master that is not a bond, bridge or similar? This reads nothing, and
 * rules out nearly every NIC.
 */
export function mayBeSlave(link: Link): boolean {
  return link.master !== 0 && link.slaveKind === "";
}

/** The link as a failover slave; undefined if it is not one. Reads no link but its master. */
export function findSlave(machine: Machine, link: Link): Slave | undefined {
  const master = mayBeSlave(link) ? findMaster(machine, link.master) : undefined;
  return master === undefined ? undefined : slaveOf(machine, master, link);
}

/** The group of the failover master with this ifindex; undefined if the link is not one, or is gone. */
export function findGroup(machine: Machine, ifindex: number): FailoverGroup | undefined {
  const master = findMaster(machine, ifindex);
  // Slaves are listed only for a failover master, because that is a dump of links.
  return master === undefined ? undefined : groupOf(machine, master, machine.links.slavesOf(ifindex));
}

/** Everything that concerns failover on a machine, from one look. */
export interface Observation {
  readonly links: readonly Link[];
  /** In order of the master's ifindex. */
  readonly groups: readonly FailoverGroup[];
  /** The other links that are masters, with the reason why they are not failover masters. */
  readonly otherMasters: readonly Candidate[];
}

export function observe(machine: Machine): Observation {
  const links = machine.links.all();
  const slavesOf: { [ifindex: number]: Link[] } = {};
  for (const link of links) {
    if (link.master === 0) continue;
    const slaves = slavesOf[link.master];
    if (slaves === undefined) slavesOf[link.master] = [link];
    else slaves.push(link);
  }
  const groups: FailoverGroup[] = [];
  const otherMasters: Candidate[] = [];
  // The keys of an object that are whole numbers come in ascending order.
  for (const [key, slaves] of Object.entries(slavesOf)) {
    const ifindex = Number(key);
    const master = slaves.some(mayBeSlave) ? findMaster(machine, ifindex) : undefined;
    const other = master === undefined ? links.find((link) => link.ifindex === ifindex) : undefined;
    if (master !== undefined) groups.push(groupOf(machine, master, slaves));
    else if (other !== undefined) otherMasters.push(recognize(machine, other));
  }
  return { links, groups, otherMasters };
}

function groupOf(machine: Machine, master: Master, links: readonly Link[]): FailoverGroup {
  const slaves = links
    .map((link) => (mayBeSlave(link) ? slaveOf(machine, master, link) : undefined))
    .filter((slave) => slave !== undefined)
    .sort((one, other) => RANK[one.role] - RANK[other.role] || one.link.ifindex - other.link.ifindex);
  return { master, slaves };
}

const RANK: { readonly [role in Role]: number } = { standby: 0, primary: 1 };

function slaveOf(machine: Machine, master: Master, bare: Link): Slave | undefined {
  const link = withParent(machine, bare);
  const role = master.kind.role(master.link, link);
  return role === undefined ? undefined : { master, link, role, hazard: hazardOf(machine, master, link) };
}

function hazardOf(machine: Machine, { kind, link: { up } }: Master, link: Link): string | undefined {
  if (!link.up || !up) return undefined;
  return whyHazardous(kind.hazards, machine.kernel.release(), () => driverOf(machine, link));
}
