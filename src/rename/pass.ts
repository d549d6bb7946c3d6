import { circumstancesOf } from "../circumstances.ts";
import type { Config } from "../config.ts";
import { Failure } from "../errors.ts";
import { findGroup } from "../failover/find-slave.ts";
import type { FailoverGroup, Slave } from "../failover/group.ts";
import type { FileLock, Host } from "../host/host.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { Route } from "../netlink/route.ts";
import { planGroup, type SlavePlan } from "../plan.ts";
import { bounce } from "./bounce.ts";
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

/** Which slaves of a master, and how. */
export interface Task {
  readonly master: number;
  readonly isChosen: (slave: Slave) => boolean;
  /** The master's own event is being handled: its name is what udev has made of it, whatever the database says yet. */
  readonly masterEvent: boolean;
  /** A master whose name is not settled: wait for it, or leave it to the event that is to come. */
  readonly unsettled: "wait" | "leave";
}

/** A slave that was given its name. */
export interface Renamed {
  readonly slave: Slave;
  readonly master: string;
  readonly from: string;
  readonly to: string;
}

/** What the passes of one run have done and come to know. */
export interface State {
  readonly renamed: Renamed[];
  /** The names that slaves had at first. */
  readonly formerNames: { [ifindex: number]: string };
  /** Slaves that the kernel does not rename while they are up: not to be tried again until they are down. */
  readonly busy: { [ifindex: number]: Failure };
}

export interface PassResult {
  /** Was a name changed? Then only another look can tell what is left. */
  readonly changed: boolean;
  readonly failures: readonly Failure[];
  /** Can one of the failures go away by itself? */
  readonly passing: boolean;
}

export function newState(): State {
  return { renamed: [], formerNames: {}, busy: {} };
}

/** One look, plan and apply. */
export function pass(run: Run, task: Task, lock: FileLock, state: State): PassResult {
  const failures: Failure[] = [];
  let changed = false;
  let passing = false;
  for (const plan of look(run, task)) {
    const { link } = plan.slave;
    for (const altname of plan.addAltnames) giveAltname(run.route, link, altname);
    const { rename, obstacle } = plan;
    if (obstacle !== undefined) {
      const reason = `${printable(link.name)} (#${link.ifindex}) keeps its name: ${printable(obstacle.reason)}`;
      failures.push(new Failure(obstacle.exitCode, reason));
      passing ||= obstacle.passing;
    } else if (rename !== undefined) {
      state.formerNames[link.ifindex] ??= link.name;
      const outcome = nextName(run, lock, state, plan, rename);
      if (outcome.is === "done") changed = true;
      if (outcome.is === "done" && plan.over === undefined) record(state, plan, rename);
      if (outcome.is === "busy" || outcome.is === "later") {
        failures.push(outcome.failure);
        passing = true;
      }
    }
  }
  return { changed, failures, passing };
}

function look({ source, config }: Run, { master, isChosen, masterEvent, unsettled }: Task): SlavePlan[] {
  const found = findGroup(source, master);
  if (found === undefined || !config.masters.includes(found.kind.name)) return [];
  const group = masterEvent ? settledByEvent(found) : found;
  if (!group.master.settled.is && unsettled === "leave") return [];
  const plans = planGroup(group, circumstancesOf(source, config, source.byName));
  return withBlockers(plans, isChosen);
}

/** The plans for the slaves that are chosen, and for those that have to leave a name for one of them. */
function withBlockers(plans: readonly SlavePlan[], isChosen: (slave: Slave) => boolean): SlavePlan[] {
  let chosen = plans.filter(({ slave }) => isChosen(slave));
  for (let count = -1; count !== chosen.length; ) {
    count = chosen.length;
    const names = chosen.map(({ rename }) => rename);
    chosen = plans.filter((plan) => chosen.includes(plan) || names.includes(plan.slave.link.name));
  }
  return chosen;
}

function settledByEvent(group: FailoverGroup): FailoverGroup {
  return { ...group, master: { ...group.master, settled: { is: true, because: "its own event is being handled" } } };
}

/** The next name on the way: the temporary one, or the wanted one itself. */
function nextName({ route, config }: Run, lock: FileLock, state: State, plan: SlavePlan, wanted: string): Outcome {
  const { link } = plan.slave;
  const name = plan.over ?? wanted;
  const known = link.up ? state.busy[link.ifindex] : undefined;
  if (known !== undefined) return { is: "busy", failure: known };
  const outcome = takeName(route, link, name);
  if (outcome.is !== "busy") return outcome;
  const bounced = config.bounce ? bounce(route, lock, link, name) : outcome;
  if (bounced.is === "busy") {
    state.busy[link.ifindex] = bounced.failure;
    giveAltname(route, link, wanted);
  }
  return bounced;
}

function record(state: State, { group, slave }: SlavePlan, to: string): void {
  const from = state.formerNames[slave.link.ifindex] ?? slave.link.name;
  state.renamed.push({ slave, master: group.master.name, from, to });
}
