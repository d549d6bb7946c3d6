import { Exit, type ExitCode } from "../errors.ts";
import type { FailoverGroup, Slave } from "../failover/group.ts";
import type { Link, Master } from "../netlink/link.ts";
import { ledgerOf } from "./ledger.ts";
import { inOrder } from "./order.ts";
import { type Scheme, type Wanted, wantedNames } from "./wanted-names.ts";

/** The link that has a name or altname; undefined if it is free. */
export type HolderOf = (name: string) => Link | undefined;

/** Why renaming a slave could hang the kernel; undefined if it could not. */
export type HazardOf = (group: FailoverGroup, slave: Slave) => string | undefined;

/** Why a slave cannot have its wanted name now. */
export interface Obstacle {
  readonly exitCode: ExitCode;
  readonly reason: string;
  /** Can it go away by itself, so that it is worth waiting for? */
  readonly passing: boolean;
}

/** What is to be done with one slave, in this order: `over`, `dropFrom`, `rename`, `addAltnames`. */
export interface SlavePlan {
  readonly group: FailoverGroup;
  readonly slave: Slave;
  readonly wanted: Wanted;
  /** The name it is to be given; undefined if it has it, or cannot have it. */
  readonly rename: string | undefined;
  /** A name that it has on the way there, because another slave has to leave the wanted one first. */
  readonly over: string | undefined;
  /** Another slave that has the wanted name as an altname, and must give it up. */
  readonly dropFrom: Link | undefined;
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

/**
 * The plan for the slaves of some groups, in the order in which it is to be carried out. Groups whose slaves have names
 * that slaves of another group are to have must be planned together (involved.ts).
 */
export function planGroups(groups: readonly FailoverGroup[], circumstances: Circumstances): SlavePlan[] {
  const names = ledgerOf(circumstances.holderOf);
  const plans = groups.flatMap((group) => group.slaves.map((slave) => planNames(group, slave, circumstances)));
  // After the renames: an altname may be a name that one of these slaves leaves.
  return inOrder(plans, names).map((plan) => {
    const addAltnames = plan.addAltnames.filter((altname) => names.holderOf(altname) === undefined);
    for (const altname of addAltnames) names.give(altname, plan.slave.link);
    return { ...plan, addAltnames };
  });
}

/** What one slave is to be given, whoever has it now. */
function planNames(group: FailoverGroup, slave: Slave, { scheme, hazardOf, isNamedByRule }: Circumstances): SlavePlan {
  if (isNamedByRule(slave)) return leaveToRule(group, slave);
  const wanted = group.master.settled.is ? wantedNames(scheme, group.master, slave.role) : UNKNOWN;
  const needed = wanted.name !== undefined && wanted.name !== slave.link.name;
  const hazard = needed ? hazardOf(group, slave) : undefined;
  const obstacle = obstacleOf(group.master, wanted, hazard);
  const rename = needed && obstacle === undefined ? wanted.name : undefined;
  // A slave that cannot be renamed is found by its wanted name all the same, unless that is to change.
  const fallback = hazard !== undefined && wanted.name !== undefined ? [wanted.name] : [];
  return {
    group,
    slave,
    wanted,
    rename,
    over: undefined,
    dropFrom: undefined,
    addAltnames: [...fallback, ...wanted.altnames],
    obstacle,
  };
}

/** A name made of one that is about to change would be a guess, and a guess is worse than nothing. */
const UNKNOWN: Wanted = { name: undefined, altnames: [], because: "its master's name is not settled" };

function leaveToRule(group: FailoverGroup, slave: Slave): SlavePlan {
  const wanted = { name: slave.link.name, altnames: [], because: "an earlier rule of udev has set NAME" };
  return {
    group,
    slave,
    wanted,
    rename: undefined,
    over: undefined,
    dropFrom: undefined,
    addAltnames: [],
    obstacle: undefined,
  };
}

function obstacleOf(master: Master, wanted: Wanted, hazard: string | undefined): Obstacle | undefined {
  if (!master.settled.is) {
    const reason = `the name of its master ${master.name} is not settled: ${master.settled.because}`;
    return { exitCode: Exit.busy, reason, passing: true };
  }
  if (wanted.name === undefined) return { exitCode: Exit.noName, reason: wanted.because, passing: false };
  return hazard === undefined ? undefined : { exitCode: Exit.busy, reason: hazard, passing: false };
}
