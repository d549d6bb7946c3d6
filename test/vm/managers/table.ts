// SPDX-License-Identifier: MIT
/**
 * Runs each manager of each available release, without and with our files, and prints a table of what the links have got.
 * The exit status is 1 if a slave got something with our files, a machine failed, or no release was available. Arguments
 * select managers by the beginning of their names, and releases.
 */
import { whyUnavailable } from "../availability.ts";
import { suiteOf } from "../suites.ts";
import { type Manager, managers } from "./catalog.ts";
import { type Ours, tryManager } from "./try.ts";

const releases = ["bookworm", "trixie"];

interface Row {
  manager: string;
  version: string;
  release: string;
  files: Ours;
  when: string;
  master: string;
  standby: string;
  primary: string;
  verdict: string;
}

const wanted = process.argv.slice(2);
const rows: Row[] = [];
for (const release of chosen(releases, (name) => name)) {
  for (const manager of chosen(managers, ({ name }) => name)) await addRows(release, manager);
}
printTable(rows);
const kept = rows.every(({ files, verdict }) => files === "without" || verdict !== "WRONG");
process.exitCode = rows.length > 0 && kept ? 0 : 1;

/** @returns those that an argument begins with, or all if no argument is about them */
function chosen<T>(all: T[], nameOf: (one: T) => string): T[] {
  const found = all.filter((one) => wanted.some((word) => nameOf(one).toLowerCase().startsWith(word.toLowerCase())));
  return found.length > 0 ? found : all;
}

async function addRows(release: string, manager: Manager): Promise<void> {
  const reason = await whyUnavailable(await suiteOf(release));
  if (reason !== undefined) return console.error(`${release} is not reachable: ${reason}`);
  const variants: Ours[] = ["without", "with", ...(manager.byHand ? (["by hand"] as const) : [])];
  for (const files of variants) {
    const name = { manager: manager.name, release, files };
    try {
      const { version, booted, replugged } = await tryManager(await suiteOf(release), manager, files);
      // If there is something to do by hand, our files alone do not help.
      const hopeless = files === "without" || (files === "with" && manager.byHand);
      for (const [when, { right, ...links }] of [["boot", booted] as const, ["replug", replugged] as const]) {
        const verdict = right ? "right" : hopeless ? "slave managed" : "WRONG";
        rows.push({ ...name, version, when, ...links, verdict });
      }
    } catch (error) {
      console.error(`${manager.name} of ${release}, ${files}: ${error}`);
      rows.push({ ...name, version: "", when: "", master: "", standby: "", primary: "", verdict: "WRONG" });
    }
  }
}

/** Prints it as Markdown. */
function printTable(rows: Row[]): void {
  const columns = [
    "manager",
    "version",
    "release",
    "files",
    "when",
    "master",
    "standby",
    "primary",
    "verdict",
  ] as const;
  const lines = [[...columns], ...rows.map((row) => columns.map((column) => row[column]))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  lines.splice(
    1,
    0,
    widths.map((width) => "-".repeat(width)),
  );
  for (const line of lines) {
    console.log(`| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  }
}
