import { Exit, type ExitCode } from "./errors.ts";
import type { FailoverGroup, Slave } from "./failover/group.ts";
import type { Link, Master } from "./links/link.ts";
import { type Scheme, type Wanted, wantedNames } from "./naming/scheme.ts";

/** The link that has a name or altname; undefined where it is free. */
export type HolderOf = (name: string) => Link | undefined;

/** One change of one link, as rtnetlink has it. */
export interface Step {
  readonly action: "drop-altname" | "set-name" | "add-altname";
  /** The name or altname. */
  readonly name: string;
}

/** Why a slave cannot have its wanted name now. */
export interface Obstacle {
  readonly exitCode: ExitCode;
  readonly reason: string;
}

/** What a slave should be called, and whether it can be. */
export interface NamePlan {
  readonly wanted: Wanted;
  readonly steps: readonly Step[];
  readonly obstacle: Obstacle | undefined;
}

/** What is to be done with one slave. */
export interface SlavePlan extends NamePlan {
  readonly group: FailoverGroup;
  readonly slave: Slave;
}

/** The plan for every slave of every group, in their order. */
export function plan(groups: readonly FailoverGroup[], scheme: Scheme, holderOf: HolderOf): SlavePlan[] {
  return groups.flatMap((group) => group.slaves.map((slave) => planSlave(group, slave, scheme, holderOf)));
}

/** The plan for one slave: its name, and its altnames after the master's. */
export function planSlave(group: FailoverGroup, slave: Slave, scheme: Scheme, holderOf: HolderOf): SlavePlan {
  const forName = planName(group.master, slave, scheme, holderOf);
  const steps = [...forName.steps, ...altnameSteps(forName.wanted, holderOf)];
  return { ...forName, group, slave, steps };
}

/** The plan for a slave's name alone. */
export function planName(master: Master, slave: Slave, scheme: Scheme, holderOf: HolderOf): NamePlan {
  const wanted = wantedNames(scheme, master, slave.role);
  const { name } = wanted;
  if (name === undefined) return { wanted, steps: [], obstacle: { exitCode: Exit.noName, reason: wanted.because } };
  if (name === slave.link.name) return { wanted, steps: [], obstacle: undefined };
  const rename: Step = { action: "set-name", name };
  const holder = holderOf(name);
  if (holder === undefined) return { wanted, steps: [rename], obstacle: undefined };
  if (holder.ifindex === slave.link.ifindex) {
    // The kernel gives EEXIST for a name that is the link's own altname (net/core/dev.c, dev_get_valid_name).
    return { wanted, steps: [{ action: "drop-altname", name }, rename], obstacle: undefined };
  }
  const reason = `${name} is taken by ${holder.name === name ? "" : `${holder.name}, as an altname, `}#${holder.ifindex}`;
  return { wanted, steps: [], obstacle: { exitCode: Exit.noName, reason } };
}

/** An altname that another link holds is passed over: the name counts, an altname more is a courtesy. */
function altnameSteps(wanted: Wanted, holderOf: HolderOf): Step[] {
  return wanted.altnames
    .filter((name) => holderOf(name) === undefined)
    .map((name): Step => ({ action: "add-altname", name }));
}
