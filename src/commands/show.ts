// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import { Exit, type ExitCode } from "../errors.ts";
import { observe } from "../failover/group.ts";
import type { Master } from "../failover/master.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import type { Style } from "./options.ts";
import { chooseGroups, type PlannedGroup, planGroups } from "./planned-groups.ts";

/**
 * `show [LINK…]`: prints the groups of the given links, or all groups: present names, wanted names and plans. Changes
 * nothing.
 */
export function show(host: Host, machine: Machine, names: readonly string[], { json, colors }: Style): ExitCode {
  const observation = observe(machine);
  const masters = chooseGroups(machine, observation, names).map(({ group }) => group.master);
  const planned = planGroups(machine, observation).filter(({ group }) => masters.includes(group.master));
  const off = whySwitchedOff(machine);
  if (off !== undefined && !json) host.out(`the udev rule does nothing here: ${off}\n`);
  host.out(json ? `${formatJson(toJson(planned), 2)}\n` : toTable(planned, colors));
  return Exit.done;
}

/** At most 80 columns: names have at most 15 characters, an ifindex seldom has more than 5. */
const COLUMNS: readonly Column[] = [
  { maxWidth: 17 },
  { maxWidth: 10, align: "right" },
  { maxWidth: 5 },
  { maxWidth: 7 },
  { maxWidth: 15 },
  { maxWidth: 30 },
];
const HEADINGS = ["LINK", "#", "STATE", "ROLE", "WANTED", "PLAN"];

function toTable(planned: readonly PlannedGroup[], colors: Colors): string {
  if (planned.length === 0) return "no failover master found: there is nothing to rename\n";
  const rows = planned.flatMap(({ group, plans }) => [masterRow(group.master), ...plans.map(slaveRow)]);
  const styles = planned.flatMap(({ plans }) => [colors.bold, ...plans.map((plan) => styleOf(plan, colors))]);
  const [heading = [], ...body] = layOut([HEADINGS, ...rows], COLUMNS);
  const lines = body.flatMap((row, index) => row.map((line) => styles[index]?.(line) ?? line));
  return `${[...heading.map((line) => colors.underline(line)), ...lines].join("\n")}\n`;
}

function masterRow({ kind, link, settled }: Master): string[] {
  const plan = `none (${kind.name}, ${settled.status ? "settled" : "not settled"})`;
  return linkRow(printable(link.name), link, "master", "-", plan);
}

function slaveRow(plan: SlavePlan): string[] {
  const { link, role } = plan.slave;
  const wanted = printable(plan.wanted.name ?? "-");
  return linkRow(`- ${printable(link.name)}`, link, role, wanted, printable(describePlan(plan)));
}

function linkRow(name: string, link: Link, role: string, wanted: string, plan: string): string[] {
  return [name, String(link.ifindex), link.up ? "up" : "down", role, wanted, plan];
}

function styleOf({ rename, obstacle }: SlavePlan, colors: Colors): (line: string) => string {
  if (obstacle !== undefined) return colors.red;
  return rename === undefined ? (line) => line : colors.yellow;
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

function toJson(planned: readonly PlannedGroup[]): unknown {
  return planned.map(({ group: { master }, plans }) => ({
    kind: master.kind.name,
    master: {
      ifindex: master.link.ifindex,
      name: master.link.name,
      altnames: master.link.altnames,
      up: master.link.up,
      settled: master.settled.status,
    },
    slaves: plans.map(slaveToJson),
  }));
}

function slaveToJson({ slave, wanted, rename, via, dropAltnames, addAltnames, obstacle }: SlavePlan): unknown {
  const { link, role } = slave;
  return {
    ifindex: link.ifindex,
    name: link.name,
    altnames: link.altnames,
    up: link.up,
    role,
    wanted: wanted.name ?? null,
    rename: rename ?? null,
    via: via ?? null,
    drop_altnames: dropAltnames.map(({ altname, link: { ifindex } }) => ({ altname, ifindex })),
    add_altnames: addAltnames,
    obstacle: obstacle?.reason ?? null,
  };
}
