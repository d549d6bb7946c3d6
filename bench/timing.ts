// SPDX-License-Identifier: MIT
/** How long commands take, against each other. */
import { run } from "./run.ts";
import { throughFile } from "./through-file.ts";
import { needTool } from "./tools.ts";

/** The times of one command in seconds, one list per round. */
export type Times = readonly (readonly number[])[];

/** Commands that are timed side by side. */
export interface Batch {
  readonly commands: readonly (readonly string[])[];
  /** What their environment has besides this process's own. */
  readonly env?: NodeJS.ProcessEnv;
  /** How often each runs in a round. */
  readonly runs: number;
  /** Put in front of hyperfine itself, to run it and the commands elsewhere. */
  readonly within?: readonly string[];
}

/** One round: the times of each command in seconds. */
export function timeOnce({ commands, env = {}, runs, within = [] }: Batch): number[][] {
  const json = throughFile((file) => {
    // No shell, for it would take longer than the program. To fail is what most links make the program do.
    const options = ["--shell=none", "--ignore-failure", "--style=none", "--warmup=3"];
    const lines = commands.map((command) => command.map(quoted).join(" "));
    const args = [...options, `--runs=${runs}`, `--export-json=${file}`, ...lines];
    run(needTool("hyperfine"), args, { env: { ...process.env, ...env }, within });
  });
  return timesOf(JSON.parse(json));
}

/** Many rounds: the times of each command. */
export function time(rounds: number, batch: Batch): Times[] {
  const times = Array.from({ length: rounds }, () => timeOnce(batch));
  return batch.commands.map((_, command) => times.map((round) => round[command] ?? []));
}

/**
 * The ratio of two commands' medians: of the ratios in each round the median. Both were timed within the same second, so
 * that whatever else the machine does falls on both.
 */
export function medianRatio(times: Times, others: Times): number {
  return median(times.map((round, index) => median(round) / median(others[index] ?? [])));
}

/** The ratio of two commands' minima: how they are to each other where nothing else is done, even if that is rarely so. */
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
