import { Exit, type ExitCode } from "../errors.ts";
import type { Host } from "../host/host.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { Route } from "../netlink/route.ts";
import type { SlavePlan } from "../plan.ts";
import { applyAll } from "../rename/apply.ts";
import { survey } from "./survey.ts";

/** `rename [LINK…]`: gives slaves their wanted names; a master stands for its slaves, and no LINK for all slaves. */
export function rename(
  host: Host,
  route: Route,
  source: LinkSource,
  names: readonly string[],
  options: { readonly json: boolean },
): ExitCode {
  const renamed: SlavePlan[] = [];
  const { plans } = survey(source, "slaves", names);
  try {
    applyAll(host, route, plans, (plan) => renamed.push(plan));
  } finally {
    host.out(options.json ? `${JSON.stringify(renamed.map(toJson))}\n` : renamed.map(toLine).join(""));
  }
  return Exit.done;
}

function toLine({ slave, wanted }: SlavePlan): string {
  return `${printable(slave.link.name)} (#${slave.link.ifindex}) is called ${wanted.name} now\n`;
}

function toJson({ slave, wanted }: SlavePlan): unknown {
  return { ifindex: slave.link.ifindex, from: slave.link.name, to: wanted.name };
}
