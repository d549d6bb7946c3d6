import { DEFAULT_CONFIG } from "../../src/config.ts";
import type { FailoverGroup } from "../../src/failover/group.ts";
import type { Link } from "../../src/links/link.ts";
import { type Circumstances, planGroups } from "../../src/plan/plan.ts";

/** The plan for some groups, one line a slave. `others` are the links of the machine that are in no group. */
export function linesOf(
  groups: readonly FailoverGroup[],
  others: readonly Link[],
  circumstances: Partial<Circumstances> = {},
): string[] {
  const links = [...groups.flatMap(({ master, slaves }) => [master, ...slaves.map((slave) => slave.link)]), ...others];
  const plans = planGroups(groups, {
    scheme: DEFAULT_CONFIG,
    holderOf: (name) => links.find((candidate) => candidate.name === name || candidate.altnames.includes(name)),
    hazardOf: () => undefined,
    isNamedByRule: () => false,
    ...circumstances,
  });
  return plans.map(({ slave, rename, over, dropFrom, addAltnames, obstacle }) => {
    const steps = [slave.link.name, over, rename].filter((name) => name !== undefined).join(" > ");
    const held = obstacle === undefined ? "" : ` ${obstacle.passing ? "waits" : "keeps"}: ${obstacle.reason}`;
    const idle = rename === undefined && obstacle === undefined ? " has its name" : "";
    const dropped = dropFrom === undefined ? "" : ` dropped from #${dropFrom.ifindex}`;
    return [`${steps}${dropped}${held}${idle}`, ...addAltnames.map((altname) => `+${altname}`)].join(" ");
  });
}
