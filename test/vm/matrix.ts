// SPDX-License-Identifier: MIT
/**
 * Boots each available release of Debian, replugs three times, and prints a table of the results. The exit status is 1
 * if a name was wrong, a machine failed before that, or no release was available.
 */
import type { Suite } from "./apt.ts";
import { whyUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import { readTrio, type Trio } from "./names.ts";
import { areRight, replugged } from "./steps.ts";
import { suiteOf } from "./suites.ts";
import { withMachine } from "./with-machine.ts";

const releases = ["bullseye", "bookworm", "bookworm-backports", "trixie"];
const replugs = 3;
const masterName = "enp1s0";

/** One line of the table. */
interface Row {
  suite: string;
  kernel: string;
  udev: string;
  boot: string;
  replugs: string;
  verdict: "right" | "WRONG" | "not reachable";
  seconds: string;
}

const rows: Row[] = [];
for (const release of releases) rows.push(await tryRelease(release));
printTable(rows);
const verdicts = rows.map(({ verdict }) => verdict);
process.exitCode = verdicts.includes("WRONG") || !verdicts.includes("right") ? 1 : 0;

async function tryRelease(release: string): Promise<Row> {
  const blank: Row = {
    suite: release,
    kernel: "",
    udev: "",
    boot: "",
    replugs: "",
    verdict: "not reachable",
    seconds: "",
  };
  const suite = await reach(release);
  if (suite === undefined) return blank;
  const start = performance.now();
  try {
    const row = { ...blank, ...(await tryMachine(suite)) };
    return { ...row, seconds: ((performance.now() - start) / 1000).toFixed(0) };
  } catch (error) {
    console.error(`${release}: ${error}`);
    return { ...blank, verdict: "WRONG" };
  }
}

/** Writes to standard error why a release is not available. */
async function reach(release: string): Promise<Suite | undefined> {
  try {
    const suite = await suiteOf(release);
    const reason = await whyUnavailable(suite);
    if (reason === undefined) return suite;
    console.error(`${release} is not reachable: ${reason}`);
  } catch (error) {
    console.error(`${release} is not reachable: ${error}`);
  }
  return undefined;
}

async function tryMachine(suite: Suite): Promise<Partial<Row>> {
  const options = { withRule: true, udevDebug: false, cpus: 2, masterUp: true } as const;
  return await withMachine({ ...options, suite, hotplug: "acpi" }, async (machine) => {
    const [kernel = "", udev = ""] = (await machine.succeed("uname -r; udevadm --version")).split("\n");
    const trios = [await readTrio(machine)];
    for (let cycle = 0; cycle < replugs; cycle++) trios.push(await replugged(machine));
    const right = trios.every((trio) => areRight(trio, masterName));
    if (!right) await printLogs(machine);
    const [boot = "", ...others] = trios.map(toNames);
    const after = [...new Set(others)].join(" or ");
    return { kernel, udev, boot, replugs: after, verdict: right ? "right" : "WRONG" };
  });
}

async function printLogs(machine: Machine): Promise<void> {
  console.error((await machine.run("cat /run/udevd.log; dmesg | grep failover-ifname")).output);
}

function toNames({ master, standby, primary }: Trio): string {
  return [master, standby, primary].map((link) => link?.name ?? "–").join(" ");
}

function printTable(rows: Row[]): void {
  const header = Object.keys(rows[0] ?? {}).map((key) => key.toUpperCase());
  const lines = [header, ...rows.map((row) => Object.values(row) as string[])];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  }
}
