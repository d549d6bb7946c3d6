import { Exit, type ExitCode } from "./errors.ts";
import type { FailoverGroup, Slave } from "./failover/group.ts";
import type { Link, Master } from "./links/link.ts";
import { type Scheme, type Wanted, wantedNames } from "./naming/scheme.ts";

/** The link that has a name or altname; undefined where it is free. */
export type HolderOf = (name: string) => Link | undefined;

/** Why renaming a slave could hang the kernel; undefined where it could not. */
export type HazardOf = (group: FailoverGroup, slave: Slave) => string | undefined;

/** Why a slave cannot have its wanted name now. */
export interface Obstacle {
  readonly exitCode: ExitCode;
  readonly reason: string;
  /** Can it go away by itself, so that it is worth waiting for? */
  readonly passing: boolean;
}

/** What is to be done with one slave. */
export interface SlavePlan {
  readonly group: FailoverGroup;
  readonly slave: Slave;
  readonly wanted: Wanted;
  /** The name it is to be given; undefined where it has it, or cannot have it. */
  readonly rename: string | undefined;
  /** A name that it has on the way there, because another slave has to leave the wanted one first. */
  readonly over: string | undefined;
  readonly addAltnames: readonly string[];
  readonly obstacle: Obstacle | undefined;
}

/** Has an earlier rule of udev given the slave its name? Then that name stands. */
export type IsNamedByRule = (slave: Slave) => boolean;

/** What the plan depends on beside the links. */
export interface Circumstances {
  readonly scheme: Scheme;
  readonly holderOf: HolderOf;
  readonly hazardOf: HazardOf;
  readonly isNamedByRule: IsNamedByRule;
}

/** The plan for the slaves of one group, in the order in which it is to be carried out. */
export function planGroup(
  group: FailoverGroup,
  { scheme, holderOf, hazardOf, isNamedByRule }: Circumstances,
): SlavePlan[] {
  const plans = group.slaves.map((slave): SlavePlan => {
    if (isNamedByRule(slave)) return leaveToRule(group, slave);
    const wanted = group.master.settled.is ? wantedNames(scheme, group.master, slave.role) : UNKNOWN;
    const needed = wanted.name !== undefined && wanted.name !== slave.link.name;
    const hazard = needed ? hazardOf(group, slave) : undefined;
    const obstacle = obstacleOf(group.master, wanted, hazard);
    const rename = needed && obstacle === undefined ? wanted.name : undefined;
    // A slave that cannot be renamed is found by its wanted name all the same, unless that is to change.
    const fallback = hazard !== undefined && wanted.name !== undefined ? [wanted.name] : [];
    const addAltnames = [...fallback, ...wanted.altnames].filter((altname) => holderOf(altname) === undefined);
    return { group, slave, wanted, rename, over: undefined, addAltnames, obstacle };
  });
  return inOrder(plans, holderOf);
}

/** A name made of one that is about to change would be a guess, and a guess is worse than nothing. */
const UNKNOWN: Wanted = { name: undefined, altnames: [], because: "its master's name is not settled" };

function leaveToRule(group: FailoverGroup, slave: Slave): SlavePlan {
  const wanted = { name: slave.link.name, altnames: [], because: "an earlier rule of udev has set NAME" };
  return { group, slave, wanted, rename: undefined, over: undefined, addAltnames: [], obstacle: undefined };
}

function obstacleOf(master: Master, wanted: Wanted, hazard: string | undefined): Obstacle | undefined {
  if (!master.settled.is) {
    const reason = `the name of its master ${master.name} is not settled: ${master.settled.because}`;
    return { exitCode: Exit.busy, reason, passing: true };
  }
  if (wanted.name === undefined) return { exitCode: Exit.noName, reason: wanted.because, passing: false };
  return hazard === undefined ? undefined : { exitCode: Exit.busy, reason: hazard, passing: false };
}

/**
 * Renames in an order in which each finds its name free. Where slaves hold each other's names, the first of them goes
 * over a temporary one. What is blocked by anything else gets an obstacle.
 */
function inOrder(plans: readonly SlavePlan[], holderOf: HolderOf): SlavePlan[] {
  const ordered = plans.filter((candidate) => candidate.rename === undefined);
  let waiting = plans.filter((candidate) => candidate.rename !== undefined);
  const left: { [ifindex: number]: true } = {};
  const isFree = ({ rename = "", slave }: SlavePlan): boolean => {
    const holder = holderOf(rename);
    // An altname stays with its link when that is renamed.
    return (
      holder === undefined ||
      holder.ifindex === slave.link.ifindex ||
      (holder.name === rename && left[holder.ifindex] === true)
    );
  };
  while (waiting.length > 0) {
    const free = waiting.find(isFree);
    const next = free ?? overTemporary(waiting.find((candidate) => isInCycle(candidate, waiting)));
    if (next === undefined) return [...ordered, ...waiting.map((blocked) => withHolder(blocked, holderOf))];
    left[next.slave.link.ifindex] = true;
    ordered.push(next);
    waiting = waiting.filter(({ slave }) => slave !== next.slave);
  }
  return ordered;
}

/** Does following who has the wanted name come back to the candidate? */
function isInCycle(candidate: SlavePlan, waiting: readonly SlavePlan[]): boolean {
  let at: SlavePlan | undefined = candidate;
  for (let step = 0; step < waiting.length; step++) {
    const wanted: string | undefined = at?.rename;
    at = waiting.find(({ slave }) => slave.link.name === wanted);
    if (at === candidate) return true;
  }
  return false;
}

function overTemporary(chosen: SlavePlan | undefined): SlavePlan | undefined {
  return chosen === undefined ? undefined : { ...chosen, over: `ren${chosen.slave.link.ifindex}` };
}

function withHolder(blocked: SlavePlan, holderOf: HolderOf): SlavePlan {
  const name = blocked.rename ?? "";
  const holder = holderOf(name);
  const who = `${holder?.name === name ? "" : `${holder?.name}, as an altname, `}#${holder?.ifindex}`;
  const reason = `the name ${name} is taken by ${who}`;
  return { ...blocked, rename: undefined, obstacle: { exitCode: Exit.noName, reason, passing: true } };
}
