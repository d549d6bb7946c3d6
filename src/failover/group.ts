// SPDX-License-Identifier: MIT
import { driverOf, withParent } from "../machine/device.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { whyHazardous } from "./hazard.ts";
import type { Role } from "./kind.ts";
import { type Candidate, findCandidate, findMaster, isMaster, type Master, recognize } from "./master.ts";

/** A failover master and all its slaves, in order of role and ifindex. */
export interface FailoverGroup {
  readonly master: Master;
  readonly slaves: readonly Slave[];
}

export interface Slave {
  readonly master: Master;
  /** The link, with its parent device. */
  readonly link: Link;
  readonly role: Role;
  /** Why a rename of it can hang the kernel now; undefined if it cannot. */
  readonly hazard: string | undefined;
}

/**
 * Can a link be a failover slave? It can if it has a master that is not a bond, a bridge or similar. This reads nothing,
 * and it rules out nearly every NIC.
 */
export function mayBeSlave(link: Link): boolean {
  return link.master !== 0 && link.slaveKind === "";
}

/** The link as a failover slave; undefined if it is not one. Reads no other link than its master. */
export function findSlave(machine: Machine, link: Link): Slave | undefined {
  const master = mayBeSlave(link) ? findMaster(machine, link.master) : undefined;
  return master === undefined ? undefined : slaveOf(machine, master, link);
}

/** The group of the failover master with this ifindex; undefined if the link is not one, or is gone. */
export function findGroup(machine: Machine, ifindex: number): FailoverGroup | undefined {
  const master = findMaster(machine, ifindex);
  // To list slaves, the kernel dumps all links. So this is done only for a failover master.
  return master === undefined ? undefined : groupOf(machine, master, machine.links.slavesOf(ifindex));
}

/** The links, the failover groups and the other masters of a machine, from one look. */
export interface Observation {
  readonly links: readonly Link[];
  /** In order of the master's ifindex, also those without a slave. */
  readonly groups: readonly FailoverGroup[];
  /** The other masters, with the facts that show that they are not failover masters. */
  readonly otherMasters: readonly Candidate[];
}

/** Reads all links, and finds the failover groups among them. */
export function observe(machine: Machine): Observation {
  const links = machine.links.all();
  const slavesOf: { [ifindex: number]: Link[] } = {};
  for (const link of links) {
    if (link.master === 0) continue;
    const slaves = slavesOf[link.master];
    if (slaves === undefined) slavesOf[link.master] = [link];
    else slaves.push(link);
  }
  for (const link of links) {
    if (slavesOf[link.ifindex] === undefined && isMasterAlone(machine, link)) slavesOf[link.ifindex] = [];
  }
  const groups: FailoverGroup[] = [];
  const otherMasters: Candidate[] = [];
  // Object.entries() returns keys that are whole numbers in ascending order.
  for (const [key, slaves] of Object.entries(slavesOf)) {
    const ifindex = Number(key);
    const found =
      slaves.length === 0 || slaves.some(mayBeSlave)
        ? findCandidate(machine, ifindex)
        : candidateIn(machine, links, ifindex);
    if (found === undefined) continue;
    if (isMaster(found)) groups.push(groupOf(machine, found, slaves));
    else otherMasters.push(found);
  }
  return { links, groups, otherMasters };
}

function isMasterAlone(machine: Machine, link: Link): boolean {
  return link.kind === "" && !mayBeSlave(link) && recognize(machine, link).kind?.worksAlone === true;
}

/** A master of ports only is not read again: it has no failover slaves. */
function candidateIn(machine: Machine, links: readonly Link[], ifindex: number): Candidate | undefined {
  const link = links.find((candidate) => candidate.ifindex === ifindex);
  return link === undefined ? undefined : recognize(machine, link);
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
