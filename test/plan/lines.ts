// SPDX-License-Identifier: MIT
import type { Slave } from "../../src/failover/group.ts";
import type { Link } from "../../src/netlink/link.ts";
import { namesOf } from "../../src/plan/names.ts";
import { type PlanInput, planSlaves, type SlavePlan } from "../../src/plan/plan.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";

/** The plan for some slaves of a machine with these links, one line for each slave. */
export function linesOf(
  slaves: readonly Slave[],
  links: readonly Link[],
  input: Partial<Omit<PlanInput, "slaves" | "names">> = {},
): string[] {
  const names = namesOf(links);
  return planSlaves({ slaves, config: DEFAULT_CONFIG, namedByRule: {}, names, ...input }).slaves.map(lineOf);
}

export function lineOf({ slave, rename, via, dropAltnames, addAltnames, obstacle }: SlavePlan): string {
  const steps = [slave.link.name, via, rename].filter((name) => name !== undefined).join(" > ");
  const held = obstacle === undefined ? "" : ` ${obstacle.transient ? "waits" : "keeps"}: ${obstacle.reason}`;
  const idle = rename === undefined && obstacle === undefined ? " has its name" : "";
  const dropped = dropAltnames.map((drop) => ` (${drop.altname} dropped from #${drop.link.ifindex})`).join("");
  return [`${steps}${dropped}${held}${idle}`, ...addAltnames.map((altname) => `+${altname}`)].join(" ");
}
