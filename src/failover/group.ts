import type { Link, Master } from "../netlink/link.ts";
import type { FailoverKind, Role } from "./kind.ts";
import { KINDS } from "./kinds.ts";
import type { Observation } from "./observe.ts";

/** A failover master with its slaves. */
export interface FailoverGroup {
  readonly kind: FailoverKind;
  readonly master: Master;
  readonly slaves: readonly Slave[];
}

export interface Slave {
  readonly link: Link;
  readonly role: Role;
}

/**
 * The failover groups among the links of a machine, in order of the master's ifindex; their slaves by role and ifindex.
 *
 * @param kinds the names of the kinds of masters that count
 */
export function groupLinks({ links, masters }: Observation, kinds: readonly string[]): FailoverGroup[] {
  const slavesOf: { [ifindex: number]: Link[] } = {};
  for (const link of links) {
    const slaves = slavesOf[link.master];
    if (slaves === undefined) slavesOf[link.master] = [link];
    else slaves.push(link);
  }
  const groups: FailoverGroup[] = [];
  for (const master of masters) {
    const group = groupOf(master, slavesOf[master.ifindex] ?? [], kinds);
    if (group !== undefined) groups.push(group);
  }
  return groups.sort((one, other) => one.master.ifindex - other.master.ifindex);
}

/** The group of one master and those links that have it as their master; undefined where it is no failover master. */
export function groupOf(master: Master, links: readonly Link[], kinds: readonly string[]): FailoverGroup | undefined {
  const kind = KINDS.find((candidate) => candidate.isMaster(master));
  if (kind === undefined || !kinds.includes(kind.name)) return undefined;
  const slaves: Slave[] = [];
  for (const link of links) {
    const role = link.slaveKind === "" ? kind.role(master, link) : undefined;
    if (role !== undefined) slaves.push({ link, role });
  }
  slaves.sort((one, other) => RANK[one.role] - RANK[other.role] || one.link.ifindex - other.link.ifindex);
  return { kind, master, slaves };
}

const RANK: { readonly [role in Role]: number } = { standby: 0, primary: 1 };
