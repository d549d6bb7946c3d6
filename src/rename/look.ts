// SPDX-License-Identifier: MIT
import { type FailoverGroup, findGroup, type Slave } from "../failover/group.ts";
import { isMarked, ruleNames } from "../failover/marks.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { planWithLookUp, type SlavePlan } from "../plan/plan.ts";
import { type WantedNames, wantedNames } from "../plan/wanted-names.ts";
import { involvedGroups } from "./involved.ts";

/** Which slaves of a master are to be renamed, and why now. */
export type Task =
  /** An administrator or the service chooses the slaves, by ifindex. If the master is not settled, the run waits. */
  | { readonly for: "slaves"; readonly master: number; readonly slaves: readonly number[] }
  /**
   * The uevent of a slave. It includes other slaves of the master that udev has not marked: if a primary existed before the
   * master, the kernel enslaves it without a uevent. If the master is not settled, nothing is done, because the uevent of
   * the master follows.
   */
  | { readonly for: "slave event"; readonly master: number; readonly slave: number }
  /**
   * The uevent of a master, for all its slaves. The name of the master is final, even if udev's database does not say so
   * yet.
   */
  | { readonly for: "master event"; readonly master: number };

export interface Look {
  /** By ifindex: the masters whose slaves must be renamed together. */
  readonly masters: readonly number[];
  /** The plans for the slaves of the task, and for slaves that must leave a name for one of them. */
  readonly plans: readonly SlavePlan[];
}

const NOTHING: Look = { masters: [], plans: [] };

/**
 * Looks at the slaves of the task's master, and at other masters whose slaves hold names that these slaves want. Makes a
 * plan.
 *
 * @param otherMasters by ifindex: more masters to look at
 * @param freedNames names that slaves have left in this run. A slave that wants one of them belongs to the task too
 */
export function look(
  machine: Machine,
  task: Task,
  otherMasters: readonly number[] = [],
  freedNames: { readonly [name: string]: true } = {},
): Look {
  const found = findGroup(machine, task.master);
  if (found === undefined) return NOTHING;
  const group = task.for === "master event" ? settledByEvent(found) : found;
  if (!group.master.settled.status && task.for === "slave event") return NOTHING;
  const startingGroups = [
    group,
    ...otherMasters.map((other) => findGroup(machine, other)).filter((other) => other !== undefined),
  ];
  const lookUp = remembered(machine.links.byName);
  const namedByRule = ruleNames(machine, startingGroups);
  const groups = involvedGroups(machine, startingGroups, lookUp, namedByRule);
  const slaves = groups.flatMap((involved) => involved.slaves);
  const plans = planWithLookUp({ slaves, config: machine.config(), namedByRule }, lookUp);
  const isWanted = ({ slave, wanted }: SlavePlan): boolean =>
    slave.master === group.master
      ? isChosen(machine, task, slave)
      : allNames(wanted).some((name) => freedNames[name] === true);
  return { masters: groups.map(({ master }) => master.link.ifindex), plans: withBlockers(plans, isWanted) };
}

/**
 * The ifindex of a master with a slave that wants `freed` as its name or altname; undefined if there is none, or if
 * `isKnown` says that the caller knows the master.
 *
 * @param freed a name that another slave has left
 */
export function masterThatWants(
  machine: Machine,
  freed: string,
  isKnown: (master: number) => boolean,
): number | undefined {
  for (const suffix of Object.values(machine.config().suffix)) {
    const base = freed.endsWith(suffix) ? freed.slice(0, -suffix.length) : "";
    const ifindex = base === "" ? undefined : machine.links.byName(base)?.ifindex;
    if (ifindex === undefined || isKnown(ifindex)) continue;
    const group = findGroup(machine, ifindex);
    if (group?.master.settled.status !== true) continue;
    const { master, slaves } = group;
    if (slaves.some(({ role }) => allNames(wantedNames(machine.config(), master.link, role)).includes(freed))) {
      return ifindex;
    }
  }
  return undefined;
}

function isChosen(machine: Machine, task: Task, slave: Slave): boolean {
  const { ifindex } = slave.link;
  switch (task.for) {
    case "slaves":
      return task.slaves.includes(ifindex);
    case "slave event":
      return task.slave === ifindex || !isMarked(machine, slave);
    case "master event":
      return true;
  }
}

function allNames({ name, altnames }: WantedNames): readonly string[] {
  return name === undefined ? altnames : [name, ...altnames];
}

function withBlockers(plans: readonly SlavePlan[], isWanted: (plan: SlavePlan) => boolean): SlavePlan[] {
  const byName: { [name: string]: SlavePlan } = Object.create(null);
  for (const plan of plans) byName[plan.slave.link.name] = plan;
  const chosen: { [ifindex: number]: true } = {};
  for (const plan of plans.filter(isWanted)) {
    for (let at: SlavePlan | undefined = plan; at !== undefined; at = byName[at.rename ?? ""]) {
      if (chosen[at.slave.link.ifindex] === true) break;
      chosen[at.slave.link.ifindex] = true;
    }
  }
  return plans.filter(({ slave }) => chosen[slave.link.ifindex] === true);
}

function settledByEvent({ master, slaves }: FailoverGroup): FailoverGroup {
  const settled = { status: true, reason: "its own uevent is being handled", source: "udevd" };
  const final = { ...master, settled };
  return { master: final, slaves: slaves.map((slave) => ({ ...slave, master: final })) };
}

/** Within one look, each name is looked up once. */
function remembered(ask: (name: string) => Link | undefined): (name: string) => Link | undefined {
  const answers: { [name: string]: Link | undefined } = Object.create(null);
  return (name) => {
    if (!(name in answers)) answers[name] = ask(name);
    return answers[name];
  };
}
