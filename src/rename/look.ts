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
  /** An administrator or the service names the slaves, by ifindex. If the master is not settled, the run waits. */
  | { readonly for: "slaves"; readonly master: number; readonly slaves: readonly number[] }
  /**
   * The uevent of a slave. It stands for other slaves that udev has not marked too: the kernel enslaves a primary that was
   * there first without any uevent. If the master is not settled, its own uevent follows.
   */
  | { readonly for: "slave event"; readonly master: number; readonly slave: number }
  /** The uevent of a master, for all its slaves. Its name is final, whatever the database says yet. */
  | { readonly for: "master event"; readonly master: number };

export interface Look {
  /** By ifindex: the masters whose slaves must be renamed together. */
  readonly masters: readonly number[];
  /** The plans for the slaves of the task, and for slaves that must leave a name for one of them. */
  readonly plans: readonly SlavePlan[];
}

const NOTHING: Look = { masters: [], plans: [] };

/**
 * Looks at the slaves of the task's master, and at those of other masters if they hold names of these, and plans.
 *
 * @param others by ifindex: more masters to look at
 * @param left names that this run has taken from slaves. A slave that wants one of them belongs to the task too
 */
export function look(
  machine: Machine,
  task: Task,
  others: readonly number[] = [],
  left: { readonly [name: string]: true } = {},
): Look {
  const found = findGroup(machine, task.master);
  if (found === undefined) return NOTHING;
  const group = task.for === "master event" ? settledByEvent(found) : found;
  if (!group.master.settled.status && task.for === "slave event") return NOTHING;
  const firsts = [group, ...others.map((other) => findGroup(machine, other)).filter((other) => other !== undefined)];
  const lookUp = remembered(machine.links.byName);
  const namedByRule = ruleNames(machine, firsts);
  const groups = involvedGroups(machine, firsts, lookUp, namedByRule);
  const slaves = groups.flatMap((involved) => involved.slaves);
  const plans = planWithLookUp({ slaves, config: machine.config(), namedByRule }, lookUp);
  const isWanted = ({ slave, wanted }: SlavePlan): boolean =>
    slave.master === group.master
      ? isChosen(machine, task, slave)
      : allNames(wanted).some((name) => left[name] === true);
  return { masters: groups.map(({ master }) => master.link.ifindex), plans: withBlockers(plans, isWanted) };
}

/**
 * The master that has a slave that wants a name, as its name or as an altname; undefined if there is none, or if it is known.
 *
 * @param left a name that another slave has left
 */
export function masterThatWants(
  machine: Machine,
  left: string,
  isKnown: (master: number) => boolean,
): number | undefined {
  for (const suffix of Object.values(machine.config().suffix)) {
    const base = left.endsWith(suffix) ? left.slice(0, -suffix.length) : "";
    const ifindex = base === "" ? undefined : machine.links.byName(base)?.ifindex;
    if (ifindex === undefined || isKnown(ifindex)) continue;
    const group = findGroup(machine, ifindex);
    if (group?.master.settled.status !== true) continue;
    const { master, slaves } = group;
    if (slaves.some(({ role }) => allNames(wantedNames(machine.config(), master.link, role)).includes(left))) {
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

/** A plan is made of one look: each name is asked for once. */
function remembered(ask: (name: string) => Link | undefined): (name: string) => Link | undefined {
  const answers: { [name: string]: Link | undefined } = Object.create(null);
  return (name) => {
    if (!(name in answers)) answers[name] = ask(name);
    return answers[name];
  };
}
