// SPDX-License-Identifier: MIT
/**
 * Boots each available release of Debian with each failover driver, replugs three times, and prints a table of the results.
 * The exit status is 1 if a name was wrong, a machine failed before that, or no release was available.
 */
import type { Suite } from "./apt.ts";
import { whyModuleUnavailable, whyUnavailable } from "./availability.ts";
import type { Failover } from "./hardware.ts";
import type { Machine } from "./machine.ts";
import { readTrio, type Trio } from "./names.ts";
import { pairMachine, readPair, revoke } from "./netvsc-machine.ts";
import { areRight, replugged } from "./steps.ts";
import { suiteOf } from "./suites.ts";
import { withMachine } from "./with-machine.ts";

const releases = ["bullseye", "bookworm", "bookworm-backports", "trixie"];
const replugs = 3;
const failovers: Failover[] = ["net_failover", "hv_netvsc"];
const masterName = "enp1s0";
/** For hv_netvsc. A kernel before 6.2 renames a VF only before it is opened, and emulation takes its time. */
const wideWindow = "window_ms=20000";

/** One line of the table. */
interface Row {
  suite: string;
  failover: Failover;
  kernel: string;
  udev: string;
  boot: string;
  replugs: string;
  verdict: "right" | "WRONG" | "not reachable";
  seconds: string;
}

const rows: Row[] = [];
for (const release of releases) {
  for (const failover of failovers) rows.push(await tryRelease(release, failover));
}
printTable(rows);
const verdicts = rows.map(({ verdict }) => verdict);
process.exitCode = verdicts.includes("WRONG") || !verdicts.includes("right") ? 1 : 0;

async function tryRelease(release: string, failover: Failover): Promise<Row> {
  const blank: Row = {
    suite: release,
    failover,
    kernel: "",
    udev: "",
    boot: "",
    replugs: "",
    verdict: "not reachable",
    seconds: "",
  };
  const suite = await reach(release, failover);
  if (suite === undefined) return blank;
  const start = performance.now();
  try {
    const row = { ...blank, ...(await (failover === "hv_netvsc" ? tryPair(release) : tryTrio(suite))) };
    return { ...row, seconds: ((performance.now() - start) / 1000).toFixed(0) };
  } catch (error) {
    console.error(`${release}: ${error}`);
    return { ...blank, verdict: "WRONG" };
  }
}

/** Writes to standard error why a release is not available. */
async function reach(release: string, failover: Failover): Promise<Suite | undefined> {
  try {
    const suite = await suiteOf(release);
    const reason = await (failover === "hv_netvsc" ? whyModuleUnavailable(release) : whyUnavailable(suite));
    if (reason === undefined) return suite;
    console.error(`${release} is not reachable: ${reason}`);
  } catch (error) {
    console.error(`${release} is not reachable: ${error}`);
  }
  return undefined;
}

async function tryTrio(suite: Suite): Promise<Partial<Row>> {
  const options = { withRule: true, udevDebug: false, cpus: 2, masterUp: true } as const;
  return await withMachine({ ...options, suite, hotplug: "acpi" }, async (machine) => {
    const trios = [await readTrio(machine)];
    for (let cycle = 0; cycle < replugs; cycle++) trios.push(await replugged(machine));
    return await judge(
      machine,
      trios.map(toNames),
      trios.every((trio) => areRight(trio, masterName)),
    );
  });
}

async function tryPair(release: string): Promise<Partial<Row>> {
  return await withMachine({ ...(await pairMachine(release, wideWindow)), cpus: 2 }, async (machine) => {
    const { synthetic, vf } = await readPair(machine);
    const returned = await revoke(machine, vf, replugs);
    const names = [vf, ...returned].map(({ name }) => `${synthetic.name} ${name}`);
    return await judge(
      machine,
      names,
      names.every((pair) => pair === "eth0 eth0npf"),
    );
  });
}

/** @returns a part of a row: the names after the boot, and those after the replugs */
async function judge(machine: Machine, names: string[], right: boolean): Promise<Partial<Row>> {
  const [kernel = "", udev = ""] = (await machine.succeed("uname -r; udevadm --version")).split("\n");
  if (!right) await printLogs(machine);
  const [boot = "", ...others] = names;
  return { kernel, udev, boot, replugs: [...new Set(others)].join(" or "), verdict: right ? "right" : "WRONG" };
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
