// SPDX-License-Identifier: MIT
/** The measured programs, and the C programs that help to measure them. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "./run.ts";

const projectFolder = fileURLToPath(new URL("..", import.meta.url));

/** The executable of the release. */
export const program = join(projectFolder, "build/failover-ifname");

/** The same source for Node. */
export const nodeProgram = join(projectFolder, "build/failover-ifname.mjs");

/** A root with one failover group. */
export const capture = join(projectFolder, "test/captures/settled");

/** An executable that does nothing. */
export const empty = join(projectFolder, "build/bench/empty");

/** See peak.c. */
export const peak = join(projectFolder, "build/bench/peak");

/** The executable of the release in front of a simulated kernel with a failover group: see stand-in/. */
export const standIn = join(projectFolder, "build/bench/stand-in");

/** The same for a machine with plain NICs only. */
export const plainNic = join(projectFolder, "build/bench/plain-nic");

/** Builds the programs that only the benchmarks use. */
export function makePrograms(): void {
  const { MAKEFLAGS: _flags, MFLAGS: _more, ...env } = process.env;
  run("make", ["-C", projectFolder, "build/bench/all"], { env });
}
