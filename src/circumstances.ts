import type { Config } from "./config/parse.ts";
import { whyHazardous } from "./failover/live-rename.ts";
import { isNamedByRule } from "./failover/observe.ts";
import type { LinkSource } from "./machine/source.ts";
import type { Link } from "./netlink/link.ts";
import type { Circumstances, HazardOf, HolderOf } from "./plan/plan.ts";

/**
 * What a plan depends on, answered from what the system says.
 *
 * @param holderOf by default the system is asked, once for each name: a plan is made of one look
 */
export function circumstancesOf(
  source: LinkSource,
  config: Config,
  holderOf: HolderOf = askedOnce(source.byName),
): Circumstances {
  return {
    scheme: config,
    holderOf,
    hazardOf: hazardIn(source, config),
    isNamedByRule: ({ link }) => isNamedByRule(source, link.ifindex),
  };
}

/** Why renaming a slave could hang the kernel. */
export function hazardIn(source: LinkSource, { liveRename }: Config): HazardOf {
  return ({ master }, { link }) => {
    if (liveRename === "always" || !link.up || !master.up) return undefined;
    return whyHazardous(source.kernelRelease(), source.driver(link));
  };
}

function askedOnce(ask: HolderOf): HolderOf {
  const answers: { [name: string]: Link | undefined } = Object.create(null);
  return (name) => {
    if (!(name in answers)) answers[name] = ask(name);
    return answers[name];
  };
}
