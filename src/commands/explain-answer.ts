// SPDX-License-Identifier: MIT
import type { Slave } from "../failover/group.ts";
import { isMaster, type Master } from "../failover/master.ts";
import type { Machine } from "../machine/machine.ts";
import { whyKindLeftOut, whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import type { OtherPosition, Position } from "./position.ts";
import { describePlan } from "./show.ts";

/** What `explain` says first: sentences about what the link is, and about its name. */
export function answerFor(machine: Machine, position: Position, link: Link): string[] {
  switch (position.is) {
    case "slave":
      return slaveAnswer(machine, position.plan);
    case "master":
      return masterAnswer(position.master, position.slaves);
    default:
      return otherAnswer(machine, position, link);
  }
}

function slaveAnswer(machine: Machine, plan: SlavePlan): string[] {
  const { link, role, master } = plan.slave;
  const off = whySwitchedOff(machine);
  return [
    `${link.name} is the ${role} of the ${master.kind.name} master ${master.link.name}.`,
    ...planAnswer(plan),
    ...(off === undefined ? [] : [`The udev rule does nothing here: ${off}.`]),
  ];
}

function planAnswer(plan: SlavePlan): string[] {
  const { slave, wanted, obstacle } = plan;
  if (obstacle !== undefined) {
    const name = wanted.name === undefined ? "" : `Its wanted name is ${wanted.name}. `;
    const now = obstacle.transient ? "It is not renamed yet" : "It keeps its present name";
    return [`${name}${now}: ${obstacle.reason}.`];
  }
  if (plan.rename === undefined && plan.addAltnames.length === 0) {
    return [`It has its wanted name: ${wanted.reason}.`];
  }
  const has = slave.link.name === wanted.name ? "It has its wanted name" : `Its wanted name is ${wanted.name}`;
  return [`${has}: ${wanted.reason}.`, `The command rename would do this: ${describePlan(plan)}.`];
}

function masterAnswer({ link, kind, settled }: Master, slaves: readonly Slave[]): string[] {
  const names = slaves.map((slave) => `${slave.link.name} (${slave.role})`).join(" and ");
  const what = names === "" ? `a master of ${kind.name} without a slave` : `the ${kind.name} master of ${names}`;
  const state = settled.status ? "Its name is settled" : "Its name is not settled, so its slaves get no names yet";
  return [`${link.name} is ${what}, and is never renamed.`, `${state}: ${settled.reason}.`];
}

function otherAnswer(machine: Machine, position: OtherPosition, { name, ...link }: Link): string[] {
  const { leftOut, master } = position;
  if (leftOut !== undefined) {
    const role =
      link.master === 0 ? `is a master of ${leftOut.name}` : `has the ${leftOut.name} master ${master?.link.name}`;
    return [`${name} ${role}, and is left alone: ${whyKindLeftOut(machine, leftOut.name)}.`];
  }
  return [`${name} is neither a failover slave nor a failover master, and is left alone: ${whyOther(position, link)}.`];
}

function whyOther({ master }: OtherPosition, link: Omit<Link, "name">): string {
  if (link.master === 0) return link.kind === "" ? "it has no master" : `it has no master, and is of kind ${link.kind}`;
  const number = `#${link.master}`;
  if (master === undefined) return `its master ${number} is not here, but perhaps in another network namespace`;
  if (link.slaveKind !== "") return `it is a port of the ${link.slaveKind} ${master.link.name}`;
  if (master.link.kind !== "") return `its master ${master.link.name} is of kind ${master.link.kind}`;
  if (!isMaster(master)) return `its master ${master.link.name} is no failover master`;
  return `its device is none that the ${master.kind.name} master ${master.link.name} takes as a slave`;
}
