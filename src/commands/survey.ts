import { circumstancesOf } from "../circumstances.ts";
import type { Config } from "../config/parse.ts";
import { Exit, Failure } from "../errors.ts";
import { type FailoverGroup, groupLinks } from "../failover/group.ts";
import { observeAll } from "../failover/observe.ts";
import type { LinkSource } from "../machine/source.ts";
import type { Link } from "../netlink/link.ts";
import { type HolderOf, planGroups, type SlavePlan } from "../plan/plan.ts";
import { printable } from "../text/printable.ts";
import { findLink } from "./find-link.ts";

/** A failover group and the plan for each of its slaves. */
export interface Survey {
  readonly group: FailoverGroup;
  readonly plans: readonly SlavePlan[];
}

/**
 * What there is and what is to be done, in order of the masters' ifindexes.
 *
 * @param scope "slaves": of a group only the slaves that were named, or all where its master was;
 *   "groups": every group that one of the links belongs to, whole
 * @param names the links as a user names them; none stands for all
 * @throws Failure where a link does not exist, or is neither failover master nor slave
 */
export function survey(
  source: LinkSource,
  config: Config,
  scope: "slaves" | "groups",
  names: readonly string[],
): Survey[] {
  const observation = observeAll(source);
  const groups = groupLinks(observation, config.masters);
  const circumstances = circumstancesOf(source, config, holders(observation.links));
  const plansOf: { [master: number]: SlavePlan[] } = {};
  for (const { master } of groups) plansOf[master.ifindex] = [];
  for (const plan of planGroups(groups, circumstances)) plansOf[plan.group.master.ifindex]?.push(plan);
  const all = groups.map((group) => ({ group, plans: plansOf[group.master.ifindex] ?? [] }));
  if (names.length === 0) return all;
  const chosen = chosenSlaves(source, groups, scope, names);
  return all
    .filter(({ group }) => group.master.ifindex in chosen)
    .map(({ group, plans }) => ({ group, plans: plans.filter(({ slave }) => slave.link.ifindex in chosen) }));
}

/** The ifindexes of the slaves that are meant, and of their masters. */
function chosenSlaves(
  source: LinkSource,
  groups: readonly FailoverGroup[],
  scope: "slaves" | "groups",
  names: readonly string[],
): { readonly [ifindex: number]: true } {
  const chosen: { [ifindex: number]: true } = {};
  for (const name of names) {
    const link = findLink(source, name);
    const group = groups.find(({ master }) => master.ifindex === link.ifindex || master.ifindex === link.master);
    const isMaster = group?.master.ifindex === link.ifindex;
    if (group === undefined || !(isMaster || group.slaves.some((slave) => slave.link.ifindex === link.ifindex))) {
      throw new Failure(Exit.notSlave, `${printable(link.name)} is neither a failover slave nor a failover master`);
    }
    chosen[group.master.ifindex] = true;
    for (const slave of group.slaves) {
      if (isMaster || scope === "groups" || slave.link.ifindex === link.ifindex) chosen[slave.link.ifindex] = true;
    }
  }
  return chosen;
}

function holders(links: readonly Link[]): HolderOf {
  const holder: { [name: string]: Link } = Object.create(null);
  for (const link of links) {
    holder[link.name] = link;
    for (const altname of link.altnames) holder[altname] ??= link;
  }
  return (name) => holder[name];
}
