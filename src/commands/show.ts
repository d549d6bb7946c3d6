import type { ChalkInstance } from "chalk";
import columnify from "columnify";
import { Exit, type ExitCode } from "../errors.ts";
import type { FailoverGroup } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { SlavePlan } from "../plan.ts";
import { type Survey, survey } from "./survey.ts";

export interface ShowOptions {
  readonly json: boolean;
  readonly colors: ChalkInstance;
}

/** `show [LINK…]`: every failover group, the names now and wanted, and what `rename` would do. Changes nothing. */
export function show(host: Host, source: LinkSource, names: readonly string[], options: ShowOptions): ExitCode {
  const found = survey(source, "groups", names);
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

function slaveRow({ slave: { link, role }, wanted, steps, obstacle }: SlavePlan): Row {
  return {
    link: `- ${printable(link.name)}`,
    index: String(link.ifindex),
    state: link.up ? "up" : "down",
    role,
    wanted: printable(wanted.name ?? "-"),
    rename: printable(intention(steps, obstacle)),
  };
}

/** What `rename` would do with a slave, in words. */
export function intention(steps: SlavePlan["steps"], obstacle: SlavePlan["obstacle"]): string {
  const parts = steps.map(({ action, name }) => `${ACTIONS[action]} ${name}`);
  if (obstacle !== undefined) parts.unshift(`keep the name: ${obstacle.reason}`);
  return parts.length === 0 ? "do nothing: it has its name" : parts.join(", ");
}

const ACTIONS = { "drop-altname": "drop altname", "set-name": "rename to", "add-altname": "add altname" } as const;

function colored(line: string, colors: ChalkInstance): string {
  if (!line.startsWith("-") && !line.startsWith(" ")) return colors.bold(line);
  if (line.includes("keep the name: ")) return colors.red(line);
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

/** A slave's plan as `--json` shows it. */
export function slaveToJson({ slave: { link, role }, wanted, steps, obstacle }: SlavePlan): unknown {
  return {
    ifindex: link.ifindex,
    name: link.name,
    altnames: link.altnames,
    up: link.up,
    role,
    wanted: wanted.name ?? null,
    steps,
    obstacle: obstacle?.reason ?? null,
  };
}
