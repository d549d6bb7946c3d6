import type { Config } from "../config/parse.ts";
import { Failure } from "../errors.ts";
import type { Slave } from "../failover/group.ts";
import type { FileLock, Host } from "../host/host.ts";
import type { LinkSource } from "../machine/source.ts";
import type { Link } from "../netlink/link.ts";
import type { Route } from "../netlink/rtnl.ts";
import type { Obstacle, SlavePlan } from "../plan/plan.ts";
import { printable } from "../text/printable.ts";
import { bounce } from "./bounce.ts";
import type { Locks } from "./locks.ts";
import { look, masterThatWaits, type Task } from "./look.ts";
import { giveAltname, type Outcome, takeAltname, takeName } from "./take-steps.ts";

/** What a run works with. */
export interface Run {
  readonly host: Host;
  readonly route: Route;
  readonly source: LinkSource;
  readonly config: Config;
  /** When everything must be over, as a time of `host.now()`. */
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
  readonly passing: boolean;
  /** Masters that must be locked as well, before anything more is done. */
  readonly unlocked: readonly number[];
}

export function newState(): State {
  return { renamed: [], formerNames: {}, left: Object.create(null), busy: {}, contested: false, others: [] };
}

/** One look, plan and apply. If the look shows that other masters have to be locked too, it is only a look. */
export function pass(run: Run, task: Task, locks: Locks, state: State): PassResult {
  const { masters, plans } = look(run, task, state.others, state.left);
  const unlocked = masters.filter((master) => locks.of(master) === undefined);
  if (unlocked.length > 0) return { changed: false, missed: [], passing: false, unlocked };
  const missed: Missed[] = [];
  let changed = false;
  let passing = false;
  const miss = ({ group }: SlavePlan, failure: Failure, mayPass: boolean): void => {
    missed.push({ master: group.master.ifindex, failure });
    passing ||= mayPass;
  };
  const take = (plan: SlavePlan, link: Link, name: string): boolean => {
    const outcome = takeOrBounce(run, locks.of(plan.group.master.ifindex), state, plan, link, name);
    if (outcome.is === "busy" || outcome.is === "later") miss(plan, outcome.failure, true);
    if (outcome.is !== "done") return false;
    changed = true;
    record(state, plan, link.name, name);
    const isKnown = (master: number) => locks.of(master) !== undefined || unlocked.includes(master);
    const waiting = masterThatWaits(run, link.name, isKnown);
    if (waiting !== undefined) unlocked.push(waiting);
    return true;
  };
  const temporary: { readonly plan: SlavePlan; readonly over: string }[] = [];
  for (const plan of plans) {
    const { over, dropFrom, rename, obstacle, slave } = plan;
    if (dropFrom !== undefined && rename !== undefined) takeAltname(run.route, dropFrom, rename);
    if (obstacle !== undefined) miss(plan, keepsItsName(slave.link, obstacle), obstacle.passing);
    else if (over !== undefined && take(plan, slave.link, over)) temporary.push({ plan, over });
    else if (over === undefined && rename !== undefined) take(plan, slave.link, rename);
  }
  for (const { plan, over } of temporary) take(plan, { ...plan.slave.link, name: over }, plan.rename ?? over);
  // After the renames: an altname may be a name that a slave has just left.
  for (const { slave, addAltnames } of plans) {
    for (const altname of addAltnames) giveAltname(run.route, slave.link, altname);
  }
  return { changed, missed, passing, unlocked };
}

function keepsItsName({ name, ifindex }: Link, { exitCode, reason }: Obstacle): Failure {
  return new Failure(exitCode, `${printable(name)} (#${ifindex}) keeps its name: ${printable(reason)}`);
}

function takeOrBounce(
  { route, config }: Run,
  lock: FileLock | undefined,
  state: State,
  plan: SlavePlan,
  link: Link,
  name: string,
): Outcome {
  const known = link.up ? state.busy[link.ifindex] : undefined;
  if (known !== undefined) return { is: "busy", failure: known };
  const outcome = takeName(route, link, name);
  if (outcome.is !== "busy") return outcome;
  const bounced = config.bounce && lock !== undefined ? bounce(route, lock, link, name) : outcome;
  if (bounced.is === "busy") {
    state.busy[link.ifindex] = bounced.failure;
    giveAltname(route, link, plan.rename ?? name);
  }
  return bounced;
}

function record(state: State, { group, slave, rename }: SlavePlan, from: string, to: string): void {
  const former = state.formerNames[slave.link.ifindex] ?? from;
  state.formerNames[slave.link.ifindex] = former;
  state.left[from] = true;
  if (to !== rename) return;
  state.contested ||= state.renamed.some((renamed) => renamed.slave.link.ifindex === slave.link.ifindex);
  state.renamed.push({ slave, master: group.master.name, from: former, to });
}
