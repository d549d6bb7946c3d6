// SPDX-License-Identifier: MIT
import { Failure } from "../errors.ts";
import type { Slave } from "../failover/group.ts";
import type { FileLock, Host } from "../host/host.ts";
import type { LiveMachine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import type { Obstacle, SlavePlan } from "../plan/plan.ts";
import { printable } from "../text/printable.ts";
import { bounce } from "./bounce.ts";
import type { Locks } from "./locks.ts";
import { look, masterThatWants, type Task } from "./look.ts";
import { giveAltname, type Outcome, removeAltname, takeName } from "./take-name.ts";

/** The input of a run. */
export interface Run {
  readonly host: Host;
  readonly machine: LiveMachine;
  /** When the run must end, as a time of `host.now()`. */
  readonly deadline: number;
}

/** A slave that was given its name. */
export interface Renamed {
  readonly slave: Slave;
  readonly master: string;
  readonly from: string;
  readonly to: string;
}

/** Why a slave did not get its name. */
export interface Missed {
  /** The ifindex of its master. */
  readonly master: number;
  readonly failure: Failure;
}

/** What one run has done and found so far. All its passes share this. */
export interface State {
  readonly renamed: Renamed[];
  /** The names that slaves had at first. */
  readonly formerNames: { [ifindex: number]: string };
  /** The names that slaves have left. */
  readonly freedNames: { [name: string]: true };
  /**
   * Slaves that are up and that the kernel does not rename while they are up. They are not tried again until they are down.
   */
  readonly busy: { [ifindex: number]: Failure };
  /** Has a slave got its name twice in this run? If so, another program renames it too, and the run ends at its deadline. */
  contested: boolean;
  /** Other masters whose slaves must be planned together with those of the task. The list only grows. */
  readonly otherMasters: number[];
}

export interface PassResult {
  /** Was a name changed? If so, another look is needed to see what is left to do. */
  readonly changed: boolean;
  readonly missed: readonly Missed[];
  /** Can one of the failures go away by itself? */
  readonly transient: boolean;
  /** Masters that must be locked too before the run goes on. */
  readonly mastersToLock: readonly number[];
}

export function newState(): State {
  return {
    renamed: [],
    formerNames: {},
    freedNames: Object.create(null),
    busy: {},
    contested: false,
    otherMasters: [],
  };
}

/** Looks, plans and applies once. If other masters must be locked too, it only looks. */
export function pass(run: Run, task: Task, locks: Locks, state: State): PassResult {
  const { masters, plans } = look(run.machine, task, state.otherMasters, state.freedNames);
  const mastersToLock = masters.filter((master) => locks.of(master) === undefined);
  if (mastersToLock.length > 0) return { changed: false, missed: [], transient: false, mastersToLock };
  const missed: Missed[] = [];
  let changed = false;
  let transient = false;
  const miss = ({ slave }: SlavePlan, failure: Failure, isTransient: boolean): void => {
    missed.push({ master: slave.master.link.ifindex, failure });
    transient ||= isTransient;
  };
  const take = (plan: SlavePlan, link: Link, name: string): boolean => {
    const outcome = takeOrBounce(run, locks.of(plan.slave.master.link.ifindex), state, plan, link, name);
    if (outcome.status === "busy" || outcome.status === "later") miss(plan, outcome.failure, true);
    if (outcome.status !== "done") return false;
    changed = true;
    record(state, plan, link.name, name);
    const isKnown = (master: number) => locks.of(master) !== undefined || mastersToLock.includes(master);
    const waiting = masterThatWants(run.machine, link.name, isKnown);
    if (waiting !== undefined) mastersToLock.push(waiting);
    return true;
  };
  const temporary: { readonly plan: SlavePlan; readonly via: string }[] = [];
  for (const plan of plans) {
    const { via, dropAltnames, rename, obstacle, slave } = plan;
    for (const { altname, link } of dropAltnames) removeAltname(run.machine.rtnl, link, altname);
    if (obstacle !== undefined) miss(plan, keepsItsName(slave.link, obstacle), obstacle.transient);
    else if (via !== undefined && take(plan, slave.link, via)) temporary.push({ plan, via });
    else if (via === undefined && rename !== undefined) take(plan, slave.link, rename);
  }
  for (const { plan, via } of temporary) take(plan, { ...plan.slave.link, name: via }, plan.rename ?? via);
  // Altnames come after the renames, because an altname may be a name that a slave has just left.
  for (const { slave, addAltnames } of plans) {
    for (const altname of addAltnames) giveAltname(run.machine.rtnl, slave.link, altname);
  }
  return { changed, missed, transient, mastersToLock };
}

function keepsItsName({ name, ifindex }: Link, { exitCode, reason }: Obstacle): Failure {
  return new Failure(exitCode, `${printable(name)} (#${ifindex}) keeps its name: ${printable(reason)}`);
}

function takeOrBounce(
  { machine: { rtnl, config } }: Run,
  lock: FileLock | undefined,
  state: State,
  plan: SlavePlan,
  link: Link,
  name: string,
): Outcome {
  const known = link.up ? state.busy[link.ifindex] : undefined;
  if (known !== undefined) return { status: "busy", failure: known };
  const outcome = takeName(rtnl, link, name);
  if (outcome.status !== "busy") return outcome;
  const bounced = config().bounce && lock !== undefined ? bounce(rtnl, lock, link, name) : outcome;
  if (bounced.status === "busy") {
    state.busy[link.ifindex] = bounced.failure;
    giveAltname(rtnl, link, plan.rename ?? name);
  }
  return bounced;
}

function record(state: State, { slave, rename }: SlavePlan, from: string, to: string): void {
  const former = state.formerNames[slave.link.ifindex] ?? from;
  state.formerNames[slave.link.ifindex] = former;
  state.freedNames[from] = true;
  if (to !== rename) return;
  state.contested ||= state.renamed.some((renamed) => renamed.slave.link.ifindex === slave.link.ifindex);
  state.renamed.push({ slave, master: slave.master.link.name, from: former, to });
}
