// SPDX-License-Identifier: MIT
import { Exit, type ExitCode } from "../errors.ts";
import { observe } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { LiveMachine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";
import { openLinkEvents } from "../netlink/link-events.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { planGroups } from "../plan/plan-groups.ts";
import { printable } from "../text/printable.ts";
import { describePlan } from "./show.ts";

/** The links and the plans of one look. */
interface View {
  readonly links: readonly Link[];
  readonly plans: readonly SlavePlan[];
}

/**
 * `monitor`: prints a line for each link that is registered, enslaved, set up or down, renamed or gone, with the plan for
 * it. Changes nothing.
 *
 * @param milliseconds how long to run; Infinity for ever
 */
export function monitor(host: Host, machine: LiveMachine, milliseconds: number): ExitCode {
  const start = host.now();
  const events = openLinkEvents(host);
  let before: View = { links: [], plans: [] };
  do {
    const observation = observe(machine);
    const plans = planGroups(machine, observation).flatMap((planned) => planned.plans);
    const now = { links: observation.links, plans };
    const time = `${((host.now() - start) / 1000).toFixed(3)} s`.padStart(11);
    host.out(
      changes(before, now)
        .map((change) => `${time}  ${printable(change)}\n`)
        .join(""),
    );
    before = now;
  } while (events.wait(start + milliseconds));
  return Exit.done;
}

function changes(before: View, now: View): string[] {
  const lines: string[] = [];
  const left = byIndex(before.links);
  for (const link of now.links) {
    const former = left[link.ifindex];
    delete left[link.ifindex];
    const what =
      former === undefined ? ["registered", ...differences(BARE, link, now)] : differences(former, link, now);
    if (what.length === 0) continue;
    const plan = now.plans.find(({ slave }) => slave.link.ifindex === link.ifindex);
    const view = plan === undefined ? "" : `; ${plan.slave.role}, plan: ${describePlan(plan)}`;
    lines.push(`${link.name} (#${link.ifindex}) ${what.join(", ")}${view}`);
  }
  for (const { name, ifindex } of Object.values(left)) lines.push(`${name} (#${ifindex}) gone`);
  return lines;
}

/** Stands for a link that was not there at the last look. */
const BARE = { name: undefined, master: 0, up: false };

function differences(
  former: { readonly name: string | undefined; readonly master: number; readonly up: boolean },
  link: Link,
  { links }: View,
): string[] {
  const master = links.find(({ ifindex }) => ifindex === link.master)?.name ?? `#${link.master}`;
  return [
    ...(former.name === undefined || former.name === link.name ? [] : [`renamed from ${former.name}`]),
    ...(former.master === link.master ? [] : [link.master === 0 ? "released" : `enslaved to ${master}`]),
    ...(former.up === link.up ? [] : [link.up ? "up" : "down"]),
  ];
}

function byIndex(links: readonly Link[]): { [ifindex: number]: Link } {
  const result: { [ifindex: number]: Link } = {};
  for (const link of links) result[link.ifindex] = link;
  return result;
}
