import { circumstancesOf } from "../circumstances.ts";
import type { Config } from "../config.ts";
import { Exit, Failure } from "../errors.ts";
import { type FailoverGroup, groupLinks } from "../failover/group.ts";
import { findLink } from "../links/find-link.ts";
import type { Link } from "../links/link.ts";
import { observeAll } from "../links/observe.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import { type HolderOf, plan, type SlavePlan } from "../plan.ts";

/** Failover groups and the plan for each of their slaves. */
export interface Survey {
  readonly groups: readonly FailoverGroup[];
  readonly plans: readonly SlavePlan[];
}

/**
 * What there is and what is to be done.
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
): Survey {
  const observation = observeAll(source);
  const groups = groupLinks(observation, config.masters);
  const plans = plan(groups, circumstancesOf(source, config, holders(observation.links)));
  if (names.length === 0) return { groups, plans };
  const masters: { [ifindex: number]: true } = {};
  const chosen: { [ifindex: number]: true } = {};
  for (const name of names) {
    const link = findLink(source, name);
    const group = groups.find(({ master }) => master.ifindex === link.ifindex || master.ifindex === link.master);
    const isMaster = group?.master.ifindex === link.ifindex;
    if (group === undefined || !(isMaster || group.slaves.some((slave) => slave.link.ifindex === link.ifindex))) {
      throw new Failure(Exit.notSlave, `${printable(link.name)} is neither a failover slave nor a failover master`);
    }
    masters[group.master.ifindex] = true;
    for (const slave of group.slaves) {
      if (isMaster || scope === "groups" || slave.link.ifindex === link.ifindex) chosen[slave.link.ifindex] = true;
    }
  }
  return {
    groups: groups.filter(({ master }) => master.ifindex in masters),
    plans: plans.filter(({ slave }) => slave.link.ifindex in chosen),
  };
}

function holders(links: readonly Link[]): HolderOf {
  const holder: { [name: string]: Link } = Object.create(null);
  for (const link of links) {
    holder[link.name] = link;
    for (const altname of link.altnames) holder[altname] ??= link;
  }
  return (name) => holder[name];
}
