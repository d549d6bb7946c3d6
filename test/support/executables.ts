// SPDX-License-Identifier: MIT
import { builtCommand } from "./built.ts";
import { type Outcome, projectPath, run } from "./run.ts";

/** The built program (see the Makefile), once for each host. */
export interface Executable {
  readonly host: "quickjs" | "node";
  readonly command: readonly string[];
}

export const QUICKJS: Executable = { host: "quickjs", command: builtCommand("failover-ifname") };
export const NODE: Executable = { host: "node", command: [process.execPath, projectPath("build/failover-ifname.mjs")] };
/**
 * The C files with AddressSanitizer and UndefinedBehaviorSanitizer, and with a stand-in for the kernel that shows a
 * failover group (see the Makefile, and test/fuzz/answers.c). The sanitizers report on standard error.
 */
export const SANITIZED: Executable = { host: "quickjs", command: [projectPath("build/fuzz/failover-ifname")] };
export const EXECUTABLES: readonly Executable[] = [QUICKJS, NODE];

/** Is the executable under test built with the distribution's engine, and so with glibc (docs/engine.md)? */
export const SYSTEM_ENGINE = process.env.ENGINE === "system";

/** Runs the program of one host with these arguments. */
export function runProgram(
  { command }: Executable,
  args: readonly string[],
  options?: Parameters<typeof run>[1],
): Outcome {
  return run([...command, ...args], options);
}
