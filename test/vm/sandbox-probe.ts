// SPDX-License-Identifier: MIT
/** A program that reports, from inside, what udevd's sandbox allows. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import tmp from "tmp";
import { missingTools, runTool } from "./host.ts";
import type { GuestFile } from "./initramfs.ts";
import type { Machine } from "./machine.ts";

/** What the probe found. */
export interface Findings {
  /** `allowed`, or the error for memory that is both writable and executable. */
  mmap: string;
  /** The names of the variables in its environment. */
  environment: string[];
}

const program = "/usr/lib/machine/sandbox-probe";
const ofUdev = "/run/sandbox-probe.udev";
const ofService = "/run/sandbox-probe.service";

/** @returns the guest files for a machine on which udevd runs the probe once, when it handles the loopback link */
export async function probeFiles(): Promise<GuestFile[]> {
  const folder = tmp.dirSync({ prefix: "failover-ifname-probe-", unsafeCleanup: true }).name;
  const compiler = (await missingTools(["musl-gcc"])).length === 0 ? "musl-gcc" : "cc";
  const binary = join(folder, "sandbox-probe");
  const source = fileURLToPath(new URL("sandbox-probe.c", import.meta.url));
  await runTool(compiler, ["-static", "-o", binary, source], 60_000);
  const rule = `ACTION=="add", SUBSYSTEM=="net", KERNEL=="lo", RUN+="${program} ${ofUdev}"\n`;
  return [
    { path: program, from: binary },
    { path: "usr/lib/udev/rules.d/98-sandbox-probe.rules", text: rule },
  ];
}

/** @returns what the probe found as a child of udevd, and as a child of a service that is not confined */
export async function readProbe(machine: Machine): Promise<{ udev: Findings; service: Findings }> {
  await machine.succeed(`${program} ${ofService}`);
  const read = async (path: string) => parseFindings(await machine.succeed(`cat ${path}`));
  return { udev: await read(ofUdev), service: await read(ofService) };
}

function parseFindings(text: string): Findings {
  const lines = text.split("\n").map((line) => /^(\w+) (.*)$/.exec(line) ?? []);
  const valuesOf = (key: string) => lines.flatMap(([, name, value]) => (name === key && value ? [value] : []));
  return { mmap: valuesOf("mmap").join(), environment: valuesOf("env") };
}
