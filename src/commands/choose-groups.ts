// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import type { FailoverGroup, Observation } from "../failover/group.ts";
import type { Machine } from "../machine/machine.ts";
import { whyKindLeftOut } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import { printable } from "../text/printable.ts";
import { findLink, lookupIn } from "./find-link.ts";

/** A failover group, and the slaves of it that the arguments name. */
export interface ChosenGroup {
  readonly group: FailoverGroup;
  /** By ifindex. */
  readonly slaves: readonly number[];
}

/**
 * The groups that the arguments name. A master stands for all its slaves. Without arguments: all groups.
 *
 * @throws Failure if a link does not exist, or is neither a failover master nor a slave
 */
export function chooseGroups(machine: Machine, observation: Observation, names: readonly string[]): ChosenGroup[] {
  const { links, groups } = observation;
  if (names.length === 0) return groups.map((group) => ({ group, slaves: indexesOf(group) }));
  const chosen: { [ifindex: number]: true } = {};
  for (const name of names) {
    const link = findLink(lookupIn(links), name);
    const group = groups.find(
      (candidate) => candidate.master.link.ifindex === link.ifindex || indexesOf(candidate).includes(link.ifindex),
    );
    if (group === undefined) throw notAmong(machine, observation, link);
    const isMaster = group.master.link.ifindex === link.ifindex;
    for (const ifindex of isMaster ? indexesOf(group) : [link.ifindex]) chosen[ifindex] = true;
    chosen[group.master.link.ifindex] = true;
  }
  return groups
    .filter(({ master }) => chosen[master.link.ifindex] === true)
    .map((group) => ({ group, slaves: indexesOf(group).filter((ifindex) => chosen[ifindex] === true) }));
}

function indexesOf({ slaves }: FailoverGroup): number[] {
  return slaves.map(({ link }) => link.ifindex);
}

function notAmong(machine: Machine, { otherMasters }: Observation, { name, ifindex, master }: Link): Failure {
  const own = otherMasters.find(({ link }) => link.ifindex === ifindex || link.ifindex === master);
  const why =
    own?.leftOut === undefined
      ? "is neither a failover slave nor a failover master"
      : `is left alone: ${whyKindLeftOut(machine, own.leftOut.name)}`;
  return new Failure(Exit.notSlave, `${printable(name)} ${why}`);
}
