// SPDX-License-Identifier: MIT
/**
 * Runs each manager of each available release, without and with our files, and prints two tables of what the links have got:
 * one for each link, and the short one of docs/managers.md. The exit status is 1 if a slave got something with all that we
 * give or tell, if a machine failed, or if no release was available. Arguments select managers by the beginning of their
 * names, and releases.
 */
import { whyUnavailable } from "../availability.ts";
import { suiteOf } from "../suites.ts";
import { type Manager, managers } from "./catalog.ts";
import type { Outcome } from "./outcome.ts";
import { type Ours, tryManager } from "./try.ts";

const releases = ["bookworm", "trixie"];

const wanted = process.argv.slice(2);
const long: string[][] = [["manager", "version", "release", "files", "when", "master", "standby", "primary"]];
const short: string[][] = [["manager", "version", "release", "without", "with", "doctor's way out", "by hand"]];
let failures = 0;
for (const release of chosen(releases, (name) => name)) {
  const reason = await whyUnavailable(await suiteOf(release));
  if (reason !== undefined) console.error(`${release} is not reachable: ${reason}`);
  else for (const manager of chosen(managers, ({ name }) => name)) await addRows(release, manager);
}
for (const table of [long, short]) printTable(table);
process.exitCode = long.length > 1 && failures === 0 ? 0 : 1;

/** @returns those that an argument is the beginning of, or all if no argument is about them */
function chosen<T>(all: T[], nameOf: (one: T) => string): T[] {
  const found = all.filter((one) => wanted.some((word) => nameOf(one).toLowerCase().startsWith(word.toLowerCase())));
  return found.length > 0 ? found : all;
}

async function addRows(release: string, manager: Manager): Promise<void> {
  const variants: Ours[] = ["without", "with", ...(manager.byHand ? (["by hand"] as const) : [])];
  const cells: Partial<Record<Ours, string>> = {};
  let [version, mended] = ["", ""];
  for (const files of variants) {
    try {
      const trial = await tryManager(await suiteOf(release), manager, files);
      version = trial.version;
      cells[files] = servedSlaves(trial.booted, trial.replugged);
      if (trial.mended !== undefined) {
        mended = servedSlaves(trial.mended);
        if (!trial.mended.right) failures++;
      }
      for (const [when, { master, standby, primary }] of [
        ["boot", trial.booted] as const,
        ["replug", trial.replugged] as const,
      ]) {
        long.push([manager.name, version, release, files, when, master, standby, primary]);
      }
      if (files === variants.at(-1) && !(trial.booted.right && trial.replugged.right)) failures++;
    } catch (error) {
      console.error(`${manager.name} of ${release}, ${files}: ${error}`);
      cells[files] = "FAILED";
      failures++;
    }
  }
  const { without = "", with: given = "", "by hand": byHand = "" } = cells;
  short.push([manager.name, version, release, without, given, mended, byHand]);
}

function servedSlaves(first: Outcome, after = first): string {
  const [one = "", other = ""] = [first, after].map(
    ({ served, masterServed }) => [...served, ...(masterServed ? [] : ["not the master"])].join(", ") || "none",
  );
  return one === other ? one : `${one}; after a replug: ${other}`;
}

/** Prints it as Markdown. */
function printTable([header = [], ...rows]: string[][]): void {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  for (const row of [header, widths.map((width) => "-".repeat(width)), ...rows]) {
    console.log(`| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`);
  }
  console.log("");
}
