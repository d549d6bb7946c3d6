// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { Exit, type ExitCode } from "../errors.ts";
import type { Slave } from "../failover/group.ts";
import type { Link } from "../netlink/link.ts";
import { type KnownNames, ledgerOf } from "./names.ts";
import { inOrder, isStray } from "./order.ts";
import { type WantedNames, wantedNames } from "./wanted-names.ts";

/** All input of a plan. */
export interface PlanInput {
  readonly slaves: readonly Slave[];
  readonly config: Pick<Config, "suffix" | "alternativeNames" | "liveRename">;
  /** By ifindex: the slaves that an earlier udev rule has named. */
  readonly namedByRule: { readonly [ifindex: number]: true };
  readonly names: KnownNames;
}

/** Why a slave cannot have its wanted name now. */
export interface Obstacle {
  readonly exitCode: ExitCode;
  readonly reason: string;
  /** Can it go away by itself? If so, `rename` waits for that. */
  readonly transient: boolean;
}

/** An altname, and the slave that has it. */
export interface AltnameOf {
  readonly altname: string;
  readonly link: Link;
}

/** What is to be done with one slave, in this order: `dropAltnames`, `via`, `rename`, `addAltnames`. */
export interface SlavePlan {
  readonly slave: Slave;
  readonly wanted: WantedNames;
  /** The name to give it; undefined if it has the name, or cannot have it. */
  readonly rename: string | undefined;
  /** Temporary name, used when slaves hold each other's names. */
  readonly via: string | undefined;
  /** Altnames that other slaves have to give up: the wanted name, or one of `addAltnames`. */
  readonly dropAltnames: readonly AltnameOf[];
  readonly addAltnames: readonly string[];
  readonly obstacle: Obstacle | undefined;
}

export interface Plan {
  /** In the order in which they must be applied. */
  readonly slaves: readonly SlavePlan[];
  /** Names that the plan depends on and that `names` does not have. If there are any, the plan may be wrong. */
  readonly unknownNames: readonly string[];
}

/**
 * The plan for some slaves. Slaves that hold each other's names must be planned together, also if they have different
 * masters (rename/involved.ts).
 */
export function planSlaves(input: PlanInput): Plan {
  return withAltnames(planNames(input), input.names);
}

/** As `planSlaves`, but calls `lookUp` for each name that the plan depends on, until all of them are known. */
export function planWithLookUp(
  input: Omit<PlanInput, "names">,
  lookUp: (name: string) => Link | undefined,
): readonly SlavePlan[] {
  const plans = planNames(input);
  const holders: { [name: string]: Link | undefined } = Object.create(null);
  // The plan depends on these in any case.
  for (const { rename } of plans) if (rename !== undefined) holders[rename] = lookUp(rename);
  for (;;) {
    const { slaves, unknownNames } = withAltnames(plans, { holders, isComplete: false });
    if (unknownNames.length === 0) return slaves;
    for (const name of unknownNames) holders[name] = lookUp(name);
  }
}

/** The plans in order, with those altnames that are free or that another slave has to give up. */
function withAltnames(plans: readonly SlavePlan[], names: KnownNames): Plan {
  const ledger = ledgerOf(names);
  // Altnames come after the renames, because one may be a name that a slave leaves.
  const ordered = inOrder(plans, ledger);
  const planOf: { [ifindex: number]: SlavePlan } = {};
  for (const plan of ordered) planOf[plan.slave.link.ifindex] = plan;
  const slaves = ordered.map((plan) => {
    if (plan.addAltnames.length === 0) return plan;
    const dropAltnames = [...plan.dropAltnames];
    const addAltnames = plan.addAltnames.filter((altname) => {
      const link = ledger.holderOf(altname);
      if (link !== undefined && !isStray(altname, link, planOf[link.ifindex])) return false;
      if (link !== undefined) dropAltnames.push({ altname, link });
      return true;
    });
    for (const altname of addAltnames) ledger.addAltname(altname, plan.slave.link);
    return { ...plan, dropAltnames, addAltnames };
  });
  return { slaves, unknownNames: ledger.unknown };
}

function planNames({ slaves, config, namedByRule }: Omit<PlanInput, "names">): SlavePlan[] {
  return slaves.map((slave) => planName(slave, config, namedByRule[slave.link.ifindex] === true));
}

/** The plan for one slave, without regard to other links that have the names. */
function planName(slave: Slave, config: PlanInput["config"], isNamedByRule: boolean): SlavePlan {
  const { link, master, role } = slave;
  if (isNamedByRule) {
    return planOf(slave, { name: link.name, altnames: [], reason: "an earlier udev rule has set NAME" });
  }
  if (!master.settled.status) {
    const reason = `the name of its master ${master.link.name} is not settled: ${master.settled.reason}`;
    return planOf(slave, UNSETTLED, { obstacle: { exitCode: Exit.busy, reason, transient: true } });
  }
  const wanted = wantedNames(config, master.link, role);
  const { name, altnames: addAltnames } = wanted;
  if (name === undefined) {
    const obstacle = { exitCode: Exit.noName, reason: wanted.reason, transient: false };
    return planOf(slave, wanted, { addAltnames, obstacle });
  }
  if (name === link.name) return planOf(slave, wanted, { addAltnames });
  if (slave.hazard !== undefined && config.liveRename === "auto") {
    const obstacle = { exitCode: Exit.busy, reason: slave.hazard, transient: false };
    // The slave gets its wanted name as an altname, so that it can be found by it.
    return planOf(slave, wanted, { addAltnames: [name, ...addAltnames], obstacle });
  }
  return planOf(slave, wanted, { rename: name, addAltnames });
}

const NONE: readonly AltnameOf[] = [];

/** Without a spread of objects: this engine takes some 10,000 instructions for each. */
function planOf(
  slave: Slave,
  wanted: WantedNames,
  { rename, addAltnames = [], obstacle }: Partial<Pick<SlavePlan, "rename" | "addAltnames" | "obstacle">> = {},
): SlavePlan {
  return { slave, wanted, rename, via: undefined, dropAltnames: NONE, addAltnames, obstacle };
}

/** If the name of the master can still change, the name of the slave would be a guess. */
const UNSETTLED: WantedNames = { name: undefined, altnames: [], reason: "the name of its master is not settled" };
