// SPDX-License-Identifier: MIT
/** How many instructions a program takes: the figure that other work on the machine does not move. */
import { type RunOptions, run } from "./run.ts";
import { needTool } from "./tools.ts";

/**
 * The instructions that a command takes in user space, by callgrind. The environment is the given one alone, for a C
 * library walks through all of it.
 */
export function countInstructions(command: readonly string[], options: RunOptions = {}): number {
  const { stderr } = run(
    needTool("valgrind"),
    // --vgdb=no, for valgrind would leave pipes in /tmp for a debugger that never comes.
    ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--vgdb=no", ...command],
    { env: {}, ...options },
  );
  const collected = /Collected *: *(\d+)/.exec(stderr)?.[1];
  if (collected === undefined) throw new Error(`callgrind did not count: ${stderr.slice(-500)}`);
  return Number(collected);
}
