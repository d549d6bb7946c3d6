import type { ChalkInstance } from "chalk";
import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode } from "../errors.ts";
import type { FailoverGroup } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { LinkSource } from "../machine/source.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";
import { reportWarnings } from "../reporting.ts";
import { formatJson } from "../text/json.ts";
import { printable } from "../text/printable.ts";
import { type Column, layOut } from "../text/table.ts";
import { type Survey, survey } from "./survey.ts";

export interface ShowOptions {
  readonly json: boolean;
  readonly colors: ChalkInstance;
}

/**
 * `show [LINK…]`: every failover group, the names now and wanted, and what `rename` would do. Changes nothing.
 *
 * @param root in front of the paths of configuration files; empty for this machine
 */
export function show(
  host: Host,
  source: LinkSource,
  root: string,
  names: readonly string[],
  options: ShowOptions,
): ExitCode {
  const { config, warnings } = readConfig(host, root);
  reportWarnings(host, warnings);
  const found = survey(source, config, "groups", names);
  const off = whySwitchedOff(config, source);
  if (off !== undefined && !options.json) host.out(`udev's rule does nothing here: ${off}\n`);
  host.out(options.json ? `${formatJson(toJson(found), 2)}\n` : toTable(found, options.colors));
  return Exit.done;
}

/** 80 columns at the widest: names have at most 15 characters, an ifindex seldom more than 5. */
const COLUMNS: readonly Column[] = [
  { maxWidth: 17 },
  { maxWidth: 10, align: "right" },
  { maxWidth: 5 },
  { maxWidth: 7 },
  { maxWidth: 15 },
  { maxWidth: 30 },
];
const HEADINGS = ["LINK", "#", "STATE", "ROLE", "WANTED", "RENAME WOULD"];

function toTable(surveys: readonly Survey[], colors: ChalkInstance): string {
  if (surveys.length === 0) return "no failover master here: there is nothing to name\n";
  const rows = surveys.flatMap(({ group, plans }) => [masterRow(group), ...plans.map(slaveRow)]);
  const styles = surveys.flatMap(({ plans }) => [colors.bold, ...plans.map((plan) => styleOf(plan, colors))]);
  const [heading = [], ...body] = layOut([HEADINGS, ...rows], COLUMNS);
  const lines = body.flatMap((row, index) => row.map((line) => styles[index]?.(line) ?? line));
  return `${[...heading.map((line) => colors.underline(line)), ...lines].join("\n")}\n`;
}

function masterRow({ kind, master }: FailoverGroup): string[] {
  const settled = master.settled.is ? "settled" : "not settled";
  return linkRow(printable(master.name), master, "master", "-", `leave it: ${kind.name}, ${settled}`);
}

function slaveRow(plan: SlavePlan): string[] {
  const { link, role } = plan.slave;
  const wanted = printable(plan.wanted.name ?? "-");
  return linkRow(`- ${printable(link.name)}`, link, role, wanted, printable(intention(plan)));
}

function linkRow(name: string, link: Link, role: string, wanted: string, rename: string): string[] {
  return [name, String(link.ifindex), link.up ? "up" : "down", role, wanted, rename];
}

function styleOf({ rename, obstacle }: SlavePlan, colors: ChalkInstance): (line: string) => string {
  if (obstacle !== undefined) return colors.red;
  return rename === undefined ? (line) => line : colors.yellow;
}

/** What `rename` would do with a slave, in words. */
export function intention({ slave, rename, over, dropFrom, addAltnames, obstacle }: SlavePlan): string {
  const parts: string[] = [];
  if (obstacle !== undefined) parts.push(`${obstacle.passing ? "wait" : "keep the name"}: ${obstacle.reason}`);
  if (over !== undefined) parts.push(`rename to ${over} for the time being`);
  if (rename !== undefined && slave.link.altnames.includes(rename)) parts.push(`drop altname ${rename}`);
  if (dropFrom !== undefined) parts.push(`drop altname ${rename} of #${dropFrom.ifindex}`);
  if (rename !== undefined) parts.push(`rename to ${rename}`);
  for (const altname of addAltnames) parts.push(`add altname ${altname}`);
  return parts.length === 0 ? "do nothing: it has its name" : parts.join(", ");
}

function toJson(surveys: readonly Survey[]): unknown {
  return surveys.map(({ group: { kind, master }, plans }) => ({
    kind: kind.name,
    master: {
      ifindex: master.ifindex,
      name: master.name,
      altnames: master.altnames,
      up: master.up,
      settled: master.settled.is,
    },
    slaves: plans.map(slaveToJson),
  }));
}

function slaveToJson({
  slave: { link, role },
  wanted,
  rename,
  over,
  dropFrom,
  addAltnames,
  obstacle,
}: SlavePlan): unknown {
  return {
    ifindex: link.ifindex,
    name: link.name,
    altnames: link.altnames,
    up: link.up,
    role,
    wanted: wanted.name ?? null,
    rename: rename ?? null,
    over: over ?? null,
    drop_altname_of: dropFrom?.ifindex ?? null,
    add_altnames: addAltnames,
    obstacle: obstacle?.reason ?? null,
  };
}
