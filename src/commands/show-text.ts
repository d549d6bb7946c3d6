// SPDX-License-Identifier: MIT
import type { Colors } from "picocolors/types";
import type { SlavePlan } from "../plan/plan.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import type { Style } from "./options.ts";
import { describePlan } from "./show.ts";
import type { ShownGroup, ShownLink, ShownSlave } from "./shown.ts";

const NO_GROUP = "no failover master found: there is nothing to rename\n";

const COLUMNS: readonly Column[] = [{}, { align: "right" }, {}, {}, {}, {}];
const HEADINGS = ["LINK", "#", "STATE", "ROLE", "WANTED", "PLAN"];

/** A line for each link, or more on a terminal that is too narrow. */
export function toTable(groups: readonly ShownGroup[], { colors, width }: Style): string {
  if (groups.length === 0) return NO_GROUP;
  const rows = groups.flatMap((group) => [masterRow(group), ...group.slaves.map(slaveRow)]);
  const styles = groups.flatMap(({ slaves }) => [colors.bold, ...slaves.map(({ plan }) => styleOf(plan, colors))]);
  const [heading = [], ...body] = layOut([HEADINGS, ...rows], COLUMNS, width);
  const lines = body.flatMap((row, index) => row.map((line) => styles[index]?.(line) ?? line));
  return `${[...heading.map((line) => colors.underline(line)), ...lines].join("\n")}\n`;
}

function masterRow({ master, masterLink }: ShownGroup): string[] {
  const plan = `none (${master.kind.name}, ${master.settled.status ? "settled" : "not settled"})`;
  return linkRow(printable(masterLink.link.name), masterLink, "master", "-", plan);
}

function slaveRow(shown: ShownSlave): string[] {
  const { link, plan } = shown;
  const wanted = printable(plan.wanted.name ?? "-");
  return linkRow(`- ${printable(link.name)}`, shown, plan.slave.role, wanted, printable(describePlan(plan)));
}

function linkRow(name: string, shown: ShownLink, role: string, wanted: string, plan: string): string[] {
  return [name, String(shown.link.ifindex), stateOf(shown), role, wanted, plan];
}

/** One word for scripts that cut columns. */
function stateOf({ link, carrier, traffic }: ShownLink): string {
  if (!link.up) return "down";
  if (carrier === false) return "no-carrier";
  return traffic === true ? "active" : "up";
}

function styleOf({ rename, obstacle }: SlavePlan, colors: Colors): (line: string) => string {
  if (obstacle !== undefined) return colors.red;
  return rename === undefined ? (line) => line : colors.yellow;
}

/** A block for each link, with all that is known of it. */
export function toBlocks(groups: readonly ShownGroup[], { colors, width }: Style): string {
  if (groups.length === 0) return NO_GROUP;
  return groups
    .map(({ master, masterLink, slaves }) => {
      const { status, reason } = master.settled;
      const settled = `${status ? "settled" : "not settled"}: ${reason}`;
      const heading = `${nameOf(masterLink)}: ${master.kind.name} master, ${stateOf(masterLink)}`;
      const blocks = [
        colors.bold(heading),
        ...block([["name", settled], ...describeLink(masterLink)], "  ", width),
        ...slaves.flatMap((slave) => {
          const style = styleOf(slave.plan, colors);
          const rows: Row[] = [
            ["wanted", `${slave.plan.wanted.name ?? "none"} (${slave.plan.wanted.reason})`],
            ["plan", describePlan(slave.plan)],
            ...describeLink(slave),
          ];
          const title = `  ${nameOf(slave)}: ${slave.plan.slave.role}, ${stateOf(slave)}`;
          return [style(title), ...block(rows, "    ", width)];
        }),
      ];
      return `${blocks.join("\n")}\n`;
    })
    .join("\n");
}

type Row = readonly [key: string, value: string];

function nameOf({ link }: ShownLink): string {
  return `${printable(link.name)} (#${link.ifindex})`;
}

function describeLink({ link, address, carrier, driver, traffic }: ShownLink): Row[] {
  const { parent, altnames } = link;
  return [
    ["altnames", altnames.length === 0 ? "none" : altnames.join(" ")],
    ["address", address ?? "not known"],
    ["device", parent === undefined ? "none" : parent.bus === "" ? parent.name : `${parent.name} on ${parent.bus}`],
    ["driver", driver ?? "not known"],
    ["carrier", link.up ? yesOrNo(carrier) : "no (it is down)"],
    ["traffic", yesOrNo(traffic)],
  ];
}

function yesOrNo(value: boolean | undefined): string {
  return value === undefined ? "not known" : value ? "yes" : "no";
}

function block(rows: readonly Row[], indent: string, width: number): string[] {
  const cells = rows.map(([key, value]) => [indent + key, printable(value)]);
  return layOut(cells, [{}, {}], width).flat();
}
