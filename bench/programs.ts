// SPDX-License-Identifier: MIT
/** What is measured, and the C programs that help to. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url));

/** The executable that ships. */
export const program = join(projectFolder, "build/failover-ifname");

/** The same source for Node. */
export const nodeProgram = join(projectFolder, "build/failover-ifname.mjs");

/** A root with one failover group. */
export const capture = join(projectFolder, "test/captures/settled");

/** An executable that does nothing. */
export const empty = join(projectFolder, "build/bench/empty");

/** See peak.c. */
export const peak = join(projectFolder, "build/bench/peak");

/** The executable that ships, with a kernel in front of the kernel that shows a failover group: see stand-in/. */
export const standIn = join(projectFolder, "build/bench/stand-in");

/** The same, for a machine whose links are plain NICs. */
export const plainNic = join(projectFolder, "build/bench/plain-nic");

/** Makes those that are the benchmarks' own. */
export function makePrograms(): void {
  const { MAKEFLAGS: _flags, MFLAGS: _more, ...env } = process.env;
  run("make", ["-C", projectFolder, "build/bench/all"], { env });
}
