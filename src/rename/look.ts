import { circumstancesOf } from "../circumstances.ts";
import type { Config } from "../config/parse.ts";
import { findGroup } from "../failover/find.ts";
import type { FailoverGroup, Slave } from "../failover/group.ts";
import type { LinkSource } from "../machine/source.ts";
import { involvedGroups } from "../plan/involved.ts";
import { planGroups, type SlavePlan } from "../plan/plan.ts";
import { type Wanted, wantedNames } from "../plan/wanted-names.ts";

/** Which slaves of a master, and how. */
export interface Task {
  readonly master: number;
  readonly isChosen: (slave: Slave) => boolean;
  /** The master's own event is being handled: its name is what udev has made of it, whatever the database says yet. */
  readonly masterEvent: boolean;
  /** A master whose name is not settled: wait for it, or leave it to the event that is to come. */
  readonly unsettled: "wait" | "leave";
}

export interface Look {
  /** The masters whose slaves have to be renamed together. */
  readonly masters: readonly number[];
  /** The plans for the slaves that are chosen, and for those that have to leave a name for one of them. */
  readonly plans: readonly SlavePlan[];
}

/** What a look depends on. */
interface View {
  readonly source: LinkSource;
  readonly config: Config;
}

const NOTHING: Look = { masters: [], plans: [] };

/**
 * Looks at the slaves of the task's master, and at those of other masters if names make that necessary.
 *
 * @param others masters that are to be looked at beside that of the task
 * @param left names that this run has taken from slaves: whoever is to have one of them is chosen as well
 */
export function look(
  { source, config }: View,
  { master, isChosen, masterEvent, unsettled }: Task,
  others: readonly number[],
  left: { readonly [name: string]: true },
): Look {
  const find = (ifindex: number) => findGroup(source, ifindex, config.masters);
  const found = find(master);
  if (found === undefined) return NOTHING;
  const group = masterEvent ? settledByEvent(found) : found;
  if (!group.master.settled.is && unsettled === "leave") return NOTHING;
  const firsts = [group, ...others.map(find).filter((other) => other !== undefined)];
  const circumstances = circumstancesOf(source, config);
  const groups = involvedGroups(firsts, circumstances, find);
  const isWanted = (plan: SlavePlan): boolean =>
    plan.group === group ? isChosen(plan.slave) : allNames(plan.wanted).some((name) => left[name] === true);
  const masters = groups.map((involved) => involved.master.ifindex);
  return { masters, plans: withBlockers(planGroups(groups, circumstances), isWanted) };
}

/** The master, if it is not known, one of whose slaves is to have a name or altname that another slave has left. */
export function masterThatWaits(
  { source, config }: View,
  left: string,
  isKnown: (master: number) => boolean,
): number | undefined {
  for (const suffix of Object.values(config.suffix)) {
    const base = left.endsWith(suffix) ? left.slice(0, -suffix.length) : "";
    const ifindex = base === "" ? undefined : source.byName(base)?.ifindex;
    if (ifindex === undefined || isKnown(ifindex)) continue;
    const group = findGroup(source, ifindex, config.masters);
    if (group?.master.settled.is !== true) continue;
    const { master, slaves } = group;
    if (slaves.some(({ role }) => allNames(wantedNames(config, master, role)).includes(left))) return ifindex;
  }
  return undefined;
}

function allNames({ name, altnames }: Wanted): readonly string[] {
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

function settledByEvent(group: FailoverGroup): FailoverGroup {
  return { ...group, master: { ...group.master, settled: { is: true, because: "its own event is being handled" } } };
}
