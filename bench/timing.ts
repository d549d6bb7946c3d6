// SPDX-License-Identifier: MIT
/** Compares the durations of commands. */
import { run } from "./run.ts";
import { throughFile } from "./through-file.ts";
import { needTool } from "./tools.ts";

/** The durations of one command in seconds, one list per round. */
export type Times = readonly (readonly number[])[];

/** Commands that are timed side by side. */
export interface Batch {
  readonly commands: readonly (readonly string[])[];
  /** Variables in addition to the environment of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** The number of runs of each command per round. */
  readonly runs: number;
  /** Words in front of hyperfine, which run it and the commands elsewhere. */
  readonly within?: readonly string[];
}

/** One round: the durations of each command in seconds. */
export function timeOnce({ commands, env = {}, runs, within = [] }: Batch): number[][] {
  const json = throughFile((file) => {
    // No shell, because it would take longer than the program. A failure is allowed: for most links, the program returns 1.
    const options = ["--shell=none", "--ignore-failure", "--style=none", "--warmup=3"];
    const lines = commands.map((command) => command.map(quoted).join(" "));
    const args = [...options, `--runs=${runs}`, `--export-json=${file}`, ...lines];
    run(needTool("hyperfine"), args, { env: { ...process.env, ...env }, within });
  });
  return timesOf(JSON.parse(json));
}

/** Many rounds: the durations of each command. */
export function time(rounds: number, batch: Batch): Times[] {
  const times = Array.from({ length: rounds }, () => timeOnce(batch));
  return batch.commands.map((_, command) => times.map((round) => round[command] ?? []));
}

/**
 * The median of the ratios of two commands, over all rounds; a ratio is that of the medians of one round. Both commands of
 * a round run within the same second, so other work on the machine affects both.
 */
export function medianRatio(times: Times, others: Times): number {
  return median(times.map((round, index) => median(round) / median(others[index] ?? [])));
}

/** The ratio of two commands' minima: their ratio on a machine that does nothing else. */
export function minimumRatio(times: Times, others: Times): number {
  return Math.min(...times.flat()) / Math.min(...others.flat());
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function timesOf(json: unknown): number[][] {
  const { results } = json as { results: { times: number[] }[] };
  return results.map(({ times }) => times);
}
