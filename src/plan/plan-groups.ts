// SPDX-License-Identifier: MIT
import type { FailoverGroup, Observation } from "../failover/group.ts";
import { ruleNames } from "../failover/marks.ts";
import type { Machine } from "../machine/machine.ts";
import { namesOf } from "./names.ts";
import { planSlaves, type SlavePlan } from "./plan.ts";

/** A failover group and the plan for each of its slaves. */
export interface PlannedGroup {
  readonly group: FailoverGroup;
  readonly plans: readonly SlavePlan[];
}

/** What `rename` would do with each group of a machine. */
export function planGroups(machine: Machine, { links, groups }: Observation): PlannedGroup[] {
  const plansOf: { [master: number]: SlavePlan[] } = {};
  for (const { master } of groups) plansOf[master.link.ifindex] = [];
  const { slaves: plans } = planSlaves({
    slaves: groups.flatMap(({ slaves }) => slaves),
    config: machine.config(),
    namedByRule: ruleNames(machine, groups),
    names: namesOf(links),
  });
  for (const plan of plans) plansOf[plan.slave.master.link.ifindex]?.push(plan);
  return groups.map((group) => ({ group, plans: plansOf[group.master.link.ifindex] ?? [] }));
}
