// SPDX-License-Identifier: MIT
/** The number of instructions of a program. Other work on the machine does not change it. */
import { type RunOptions, run } from "./run.ts";
import { needTool } from "./tools.ts";

/**
 * The number of instructions of a command in user space, counted by callgrind. The environment is only the given one,
 * because a C library reads all of it.
 */
export function countInstructions(command: readonly string[], options: RunOptions = {}): number {
  const { stderr } = run(
    needTool("valgrind"),
    // --vgdb=no: otherwise valgrind leaves pipes for a debugger in /tmp.
    ["--tool=callgrind", "--callgrind-out-file=/dev/null", "--vgdb=no", ...command],
    { env: {}, ...options },
  );
  const collected = /Collected *: *(\d+)/.exec(stderr)?.[1];
  if (collected === undefined) throw new Error(`callgrind did not count: ${stderr.slice(-500)}`);
  return Number(collected);
}
