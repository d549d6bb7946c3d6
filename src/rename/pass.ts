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
import { giveAltname, type Outcome, takeAltname, takeName } from "./take-name.ts";

/** What a run works with. */
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

/** What the passes of one run have done and come to know. */
export interface State {
  readonly renamed: Renamed[];
  /** The names that slaves had at first. */
  readonly formerNames: { [ifindex: number]: string };
  /** The names that slaves have left. */
  readonly left: { [name: string]: true };
  /** Slaves that the kernel does not rename while they are up: not to be tried again until they are down. */
  readonly busy: { [ifindex: number]: Failure };
  /** Was a slave given its name twice? Then somebody else renames it, too, and the deadline must end that. */
  contested: boolean;
  /** Other masters, whose slaves have to be looked at together with those of the task. The list only grows. */
  readonly others: number[];
}

export interface PassResult {
  /** Was a name changed? Then only another look can tell what is left. */
  readonly changed: boolean;
  readonly missed: readonly Missed[];
  /** Can one of the failures go away by itself? */
  readonly transient: boolean;
  /** Masters that must be locked as well, before anything more is done. */
  readonly unlocked: readonly number[];
}

export function newState(): State {
  return { renamed: [], formerNames: {}, left: Object.create(null), busy: {}, contested: false, others: [] };
}

/** One look, plan and apply. If the look shows that other masters have to be locked too, it is only a look. */
export function pass(run: Run, task: Task, locks: Locks, state: State): PassResult {
  const { masters, plans } = look(run.machine, task, state.others, state.left);
  const unlocked = masters.filter((master) => locks.of(master) === undefined);
  if (unlocked.length > 0) return { changed: false, missed: [], transient: false, unlocked };
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
    const isKnown = (master: number) => locks.of(master) !== undefined || unlocked.includes(master);
    const waiting = masterThatWants(run.machine, link.name, isKnown);
    if (waiting !== undefined) unlocked.push(waiting);
    return true;
  };
  const temporary: { readonly plan: SlavePlan; readonly via: string }[] = [];
  for (const plan of plans) {
    const { via, dropAltnames, rename, obstacle, slave } = plan;
    for (const { altname, link } of dropAltnames) takeAltname(run.machine.rtnl, link, altname);
    if (obstacle !== undefined) miss(plan, keepsItsName(slave.link, obstacle), obstacle.transient);
    else if (via !== undefined && take(plan, slave.link, via)) temporary.push({ plan, via });
    else if (via === undefined && rename !== undefined) take(plan, slave.link, rename);
  }
  for (const { plan, via } of temporary) take(plan, { ...plan.slave.link, name: via }, plan.rename ?? via);
  // After the renames: an altname may be a name that a slave has just left.
  for (const { slave, addAltnames } of plans) {
    for (const altname of addAltnames) giveAltname(run.machine.rtnl, slave.link, altname);
  }
  return { changed, missed, transient, unlocked };
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
  state.left[from] = true;
  if (to !== rename) return;
  state.contested ||= state.renamed.some((renamed) => renamed.slave.link.ifindex === slave.link.ifindex);
  state.renamed.push({ slave, master: slave.master.link.name, from: former, to });
}
