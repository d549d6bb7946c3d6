// SPDX-License-Identifier: MIT
import { Exit, type ExitCode } from "../errors.ts";
import { observe } from "../failover/group.ts";
import { trafficIn } from "../failover/traffic.ts";
import type { Host } from "../host/host.ts";
import { detailsOf } from "../machine/details.ts";
import type { Machine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { type PlannedGroup, planGroups } from "../plan/plan-groups.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { chooseGroups } from "./choose-groups.ts";
import type { Style } from "./options.ts";
import { toJson } from "./show-json.ts";
import { toBlocks, toTable } from "./show-text.ts";
import type { ShownGroup, ShownLink } from "./shown.ts";

/** What `show` prints. */
interface ShowStyle extends Style {
  /** A block for each link, instead of a line. */
  readonly verbose: boolean;
  /** Only what is wrong, and an exit status. */
  readonly check: boolean;
}

/**
 * `show [LINK…]`: prints the groups of the given links, or all groups: present names, wanted names and plans. Changes
 * nothing.
 */
export function show(host: Host, machine: Machine, names: readonly string[], style: ShowStyle): ExitCode {
  const observation = observe(machine);
  const chosen: { [ifindex: number]: true } = {};
  const masters: { [ifindex: number]: true } = {};
  for (const { group, slaves } of chooseGroups(machine, observation, names)) {
    masters[group.master.link.ifindex] = true;
    for (const ifindex of slaves) chosen[ifindex] = true;
  }
  const planned = planGroups(machine, observation).filter(({ group }) => masters[group.master.link.ifindex] === true);
  const off = whySwitchedOff(machine);
  const wrong = planned.flatMap(({ plans }) =>
    plans.filter(({ slave: { link }, wanted }) => chosen[link.ifindex] === true && wanted.name !== link.name),
  );
  if (style.json) host.out(`${formatJson(toJson(shown(machine, planned), off), 2)}\n`);
  else if (style.check) host.out(wrong.map((plan) => `${printable(describeWrong(plan, off))}\n`).join(""));
  else {
    // All in one piece: nothing is printed if a link cannot be read.
    const note = off === undefined ? "" : `the udev rule does nothing here: ${printable(off)}\n`;
    host.out(note + (style.verbose ? toBlocks : toTable)(shown(machine, planned), style));
  }
  return style.check && wrong.length > 0 ? Exit.unhealthy : Exit.done;
}

function shown(machine: Machine, planned: readonly PlannedGroup[]): ShownGroup[] {
  return planned.map(({ group, plans }) => {
    const details = Object.fromEntries(
      [group.master, ...group.slaves].map(({ link }) => [link.ifindex, detailsOf(machine, link)]),
    );
    const traffic = trafficIn(group, ({ ifindex }) => details[ifindex]?.carrier);
    const shownLink = (link: Link): ShownLink => ({
      link,
      ...(details[link.ifindex] ?? detailsOf(machine, link)),
      traffic: traffic[link.ifindex],
    });
    return {
      master: group.master,
      masterLink: shownLink(group.master.link),
      slaves: plans.map((plan) => ({ plan, ...shownLink(plan.slave.link) })),
    };
  });
}

function describeWrong({ slave: { link }, wanted, obstacle }: SlavePlan, off: string | undefined): string {
  const what = wanted.name === undefined ? "has no wanted name" : `should be called ${wanted.name}`;
  const why = obstacle?.reason ?? "failover-ifname rename gives it this name";
  return `${link.name} (#${link.ifindex}) ${what}: ${why}${off === undefined ? "" : `; the udev rule is off: ${off}`}`;
}

/** What `rename` would do with a slave, as text for people. */
export function describePlan({ slave, rename, via, dropAltnames, addAltnames, obstacle }: SlavePlan): string {
  const parts: string[] = [];
  if (obstacle !== undefined) parts.push(`${obstacle.transient ? "wait" : "keep the name"}: ${obstacle.reason}`);
  if (via !== undefined) parts.push(`rename to ${via} temporarily`);
  if (rename !== undefined && slave.link.altnames.includes(rename)) parts.push(`drop altname ${rename}`);
  for (const { altname, link } of dropAltnames) parts.push(`drop altname ${altname} of #${link.ifindex}`);
  if (rename !== undefined) parts.push(`rename to ${rename}`);
  for (const altname of addAltnames) parts.push(`add altname ${altname}`);
  return parts.length === 0 ? "nothing (already named)" : parts.join(", ");
}
