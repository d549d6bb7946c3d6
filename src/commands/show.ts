import type { ChalkInstance } from "chalk";
import columnify from "columnify";
import { readConfig } from "../config-files.ts";
import { Exit, type ExitCode } from "../errors.ts";
import type { FailoverGroup } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { SlavePlan } from "../plan.ts";
import { reportWarnings } from "../reporting.ts";
import { type Survey, survey } from "./survey.ts";
import { whySwitchedOff } from "./switched-off.ts";

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
  host.out(options.json ? `${JSON.stringify(toJson(found), undefined, 2)}\n` : toTable(found, options.colors));
  return Exit.done;
}

const COLUMNS = 80;

interface Row {
  readonly link: string;
  readonly index: string;
  readonly state: string;
  readonly role: string;
  readonly wanted: string;
  readonly rename: string;
}

function toTable({ groups, plans }: Survey, colors: ChalkInstance): string {
  if (groups.length === 0) return "no failover master here: there is nothing to name\n";
  const plansOf: { [master: number]: SlavePlan[] } = {};
  for (const plan of plans) {
    const ifindex = plan.group.master.ifindex;
    const others = plansOf[ifindex];
    if (others === undefined) plansOf[ifindex] = [plan];
    else others.push(plan);
  }
  const rows = groups.flatMap((group) => [
    masterRow(group),
    ...(plansOf[group.master.ifindex] ?? []).map((plan) => slaveRow(plan)),
  ]);
  const table = columnify(rows, {
    columnSplitter: "  ",
    maxLineWidth: COLUMNS,
    truncateMarker: "",
    headingTransform: (heading) => HEADINGS[heading as keyof Row],
    config: { index: { align: "right" }, rename: { maxWidth: 30 } },
  });
  return table
    .split("\n")
    .map((line, number) => (number === 0 ? colors.bold(line.trimEnd()) : colored(line.trimEnd(), colors)))
    .join("\n")
    .concat("\n");
}

const HEADINGS: { readonly [column in keyof Row]: string } = {
  link: "LINK",
  index: "#",
  state: "STATE",
  role: "ROLE",
  wanted: "WANTED",
  rename: "RENAME WOULD",
};

function masterRow({ kind, master }: FailoverGroup): Row {
  return {
    link: printable(master.name),
    index: String(master.ifindex),
    state: master.up ? "up" : "down",
    role: "master",
    wanted: "-",
    rename: `leave it: ${kind.name}, ${master.settled.is ? "settled" : "not settled"}`,
  };
}

function slaveRow(plan: SlavePlan): Row {
  const { link, role } = plan.slave;
  return {
    link: `- ${printable(link.name)}`,
    index: String(link.ifindex),
    state: link.up ? "up" : "down",
    role,
    wanted: printable(plan.wanted.name ?? "-"),
    rename: printable(intention(plan)),
  };
}

/** What `rename` would do with a slave, in words. */
export function intention({ slave, rename, over, addAltnames, obstacle }: SlavePlan): string {
  const parts: string[] = [];
  if (obstacle !== undefined) parts.push(`${obstacle.passing ? "wait" : "keep the name"}: ${obstacle.reason}`);
  if (over !== undefined) parts.push(`rename to ${over} for the time being`);
  if (rename !== undefined && slave.link.altnames.includes(rename)) parts.push(`drop altname ${rename}`);
  if (rename !== undefined) parts.push(`rename to ${rename}`);
  for (const altname of addAltnames) parts.push(`add altname ${altname}`);
  return parts.length === 0 ? "do nothing: it has its name" : parts.join(", ");
}

function colored(line: string, colors: ChalkInstance): string {
  if (!line.startsWith("-") && !line.startsWith(" ")) return colors.bold(line);
  if (line.includes("keep the name: ") || line.includes("wait: ")) return colors.red(line);
  return line.includes("rename to ") ? colors.yellow(line) : line;
}

function toJson({ groups, plans }: Survey): unknown {
  return groups.map((group) => ({
    kind: group.kind.name,
    master: {
      ifindex: group.master.ifindex,
      name: group.master.name,
      altnames: group.master.altnames,
      up: group.master.up,
      settled: group.master.settled.is,
    },
    slaves: plans.filter((plan) => plan.group === group).map(slaveToJson),
  }));
}

function slaveToJson({ slave: { link, role }, wanted, rename, over, addAltnames, obstacle }: SlavePlan): unknown {
  return {
    ifindex: link.ifindex,
    name: link.name,
    altnames: link.altnames,
    up: link.up,
    role,
    wanted: wanted.name ?? null,
    rename: rename ?? null,
    over: over ?? null,
    add_altnames: addAltnames,
    obstacle: obstacle?.reason ?? null,
  };
}
