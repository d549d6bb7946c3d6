// SPDX-License-Identifier: MIT
/** The system calls of a program. */
import { type RunOptions, run } from "./run.ts";
import { throughFile } from "./through-file.ts";
import { needTool } from "./tools.ts";

/** The names of the system calls of a command, in order, beginning with its execve. */
export function systemCalls([command = "", ...args]: readonly string[], options: RunOptions = {}): string[] {
  const trace = throughFile((file) =>
    run(needTool("strace"), ["-qq", "-e", "signal=none", "-o", file, command, ...args], { env: {}, ...options }),
  );
  return trace.split("\n").flatMap((line) => /^(\w+)\(/.exec(line)?.[1] ?? []);
}

/** The names in order; repeated names are joined: "brk ×2". */
export function drawnTogether(calls: readonly string[]): string[] {
  const groups: { call: string; count: number }[] = [];
  for (const call of calls) {
    const last = groups.at(-1);
    if (last?.call === call) last.count++;
    else groups.push({ call, count: 1 });
  }
  return groups.map(({ call, count }) => (count === 1 ? call : `${call} ×${count}`));
}
