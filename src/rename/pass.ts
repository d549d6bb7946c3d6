import type { Config } from "../config.ts";
import { Failure } from "../errors.ts";
import type { Slave } from "../failover/group.ts";
import type { FileLock, Host } from "../host/host.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { Route } from "../netlink/route.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { bounce } from "./bounce.ts";
import type { Locks } from "./locks.ts";
import { look, masterThatWaits, type Task } from "./look.ts";
import { giveAltname, type Outcome, takeName } from "./take-steps.ts";

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
  return { renamed: [], formerNames: {}, left: Object.create(null), busy: {}, others: [] };
}

/** One look, plan and apply. If the look shows that other masters have to be locked too, it is only a look. */
export function pass(run: Run, task: Task, locks: Locks, state: State): PassResult {
  const { masters, plans } = look(run, task, state.others, state.left);
  const unlocked = masters.filter((master) => locks.of(master) === undefined);
  if (unlocked.length > 0) return { changed: false, missed: [], passing: false, unlocked };
  const missed: Missed[] = [];
  let changed = false;
  let passing = false;
  for (const plan of plans) {
    const { link } = plan.slave;
    const master = plan.group.master.ifindex;
    const { rename, obstacle } = plan;
    if (obstacle !== undefined) {
      const reason = `${printable(link.name)} (#${link.ifindex}) keeps its name: ${printable(obstacle.reason)}`;
      missed.push({ master, failure: new Failure(obstacle.exitCode, reason) });
      passing ||= obstacle.passing;
    } else if (rename !== undefined) {
      const outcome = nextName(run, locks.of(master), state, plan, rename);
      if (outcome.is === "done") {
        changed = true;
        record(state, plan, rename);
        const waiting = masterThatWaits(run, link.name, (other) => locks.of(other) !== undefined);
        if (waiting !== undefined) unlocked.push(waiting);
      } else if (outcome.is === "busy" || outcome.is === "later") {
        missed.push({ master, failure: outcome.failure });
        passing = true;
      }
    }
    // After the rename: the name that the slave had may be one of its altnames now.
    for (const altname of plan.addAltnames) giveAltname(run.route, link, altname);
  }
  return { changed, missed, passing, unlocked };
}

/** The next name on the way: the temporary one, or the wanted one itself. */
function nextName(
  { route, config }: Run,
  lock: FileLock | undefined,
  state: State,
  plan: SlavePlan,
  wanted: string,
): Outcome {
  const { link } = plan.slave;
  const name = plan.over ?? wanted;
  const known = link.up ? state.busy[link.ifindex] : undefined;
  if (known !== undefined) return { is: "busy", failure: known };
  const outcome = takeName(route, link, name);
  if (outcome.is !== "busy") return outcome;
  const bounced = config.bounce && lock !== undefined ? bounce(route, lock, link, name) : outcome;
  if (bounced.is === "busy") {
    state.busy[link.ifindex] = bounced.failure;
    giveAltname(route, link, wanted);
  }
  return bounced;
}

function record(state: State, { group, slave, over }: SlavePlan, to: string): void {
  const { ifindex, name } = slave.link;
  state.formerNames[ifindex] ??= name;
  state.left[name] = true;
  if (over !== undefined) return;
  state.renamed.push({ slave, master: group.master.name, from: state.formerNames[ifindex] ?? name, to });
}
