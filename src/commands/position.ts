// SPDX-License-Identifier: MIT
import { mayBeSlave, type Observation, type Slave } from "../failover/group.ts";
import type { FailoverKind } from "../failover/kind.ts";
import { type Candidate, findCandidate, isMaster, type Master } from "../failover/master.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { planGroups } from "../plan/plan-groups.ts";

/** What a link is among the failover groups of a machine. */
export type Position =
  | { readonly is: "slave"; readonly slave: Slave; readonly plan: SlavePlan }
  | { readonly is: "master"; readonly master: Master; readonly slaves: readonly Slave[] }
  | OtherPosition;

/** Neither a failover slave nor a failover master. */
export interface OtherPosition {
  readonly is: "other";
  /** What its own device says; undefined if the link may be a slave. */
  readonly own: Candidate | undefined;
  /** Its master; undefined if there is none, or if it is not among the links. */
  readonly master: Master | Candidate | undefined;
  /** The kind of its failover group, if `Masters=` leaves out this kind. */
  readonly leftOut: FailoverKind | undefined;
}

/** Finds out what a link is, from one look. */
export function findPosition(machine: Machine, observation: Observation, link: Link): Position {
  const { groups, otherMasters } = observation;
  for (const { master, slaves } of groups) {
    if (master.link.ifindex === link.ifindex) return { is: "master", master, slaves };
  }
  for (const plan of planGroups(machine, observation).flatMap(({ plans }) => plans)) {
    if (plan.slave.link.ifindex === link.ifindex) return { is: "slave", slave: plan.slave, plan };
  }
  const master =
    groups.find((group) => group.master.link.ifindex === link.master)?.master ??
    otherMasters.find((candidate) => candidate.link.ifindex === link.master);
  if (mayBeSlave(link)) {
    const leftOut = master === undefined || isMaster(master) ? undefined : master.leftOut;
    return { is: "other", own: undefined, master, leftOut };
  }
  // An observation does not have a net_failover master without a slave (FailoverKind.worksAlone).
  const own = findCandidate(machine, link.ifindex);
  if (own !== undefined && isMaster(own)) return { is: "master", master: own, slaves: [] };
  return { is: "other", own, master, leftOut: own?.leftOut };
}
