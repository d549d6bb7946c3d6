// SPDX-License-Identifier: MIT
/** Repeated runs of the program in the guest's background. */
import type { Machine } from "./machine.ts";

/** The results of the loops. */
export interface LoopResult {
  /** How often each exit status occurred. */
  statuses: Map<number, number>;
  /** How many runs, of the loops or of udevd, were killed. */
  kills: number;
  /** The output of the runs, each line once. */
  errors: string[];
}

/** The result without any loops. */
export const noLoops: LoopResult = { statuses: new Map(), kills: 0, errors: [] };

/** More runs than a loop can do before it is stopped, and few enough that the loop ends by itself. */
const limit = 5000;

/**
 * Starts two loops of `failover-ifname rename`.
 *
 * @param kill whether a third one kills such runs at random moments
 */
export async function startLoops(machine: Machine, kill: boolean): Promise<void> {
  const start = `/usr/lib/machine/loops ${limit}${kill ? " kill" : ""} </dev/null >/dev/null 2>&1 &`;
  await machine.succeed(`mkfifo /run/loops.end && touch /run/looping && { ${start} }`);
}

/** Stops the loops and waits for the end of the last run. */
export async function stopLoops(machine: Machine): Promise<LoopResult> {
  await machine.succeed("rm /run/looping && timeout 30 cat /run/loops.end && rm /run/loops.end");
  const statuses = new Map<number, number>();
  for (const line of (await machine.succeed("sort /run/loops.status | uniq -c")).split("\n")) {
    const [count, status] = line.trim().split(" ").map(Number);
    if (count !== undefined && status !== undefined) statuses.set(status, count);
  }
  const kills = Number(await machine.succeed("wc -l </run/loops.kills"));
  const lines = (await machine.succeed("sort -u /run/loops.errors")).split("\n");
  // The shell's own message for a run that was killed is not of interest.
  const errors = lines.filter((line) => line !== "" && line !== "Killed");
  return { statuses, kills, errors };
}

/** Adds the figures of a later result to those of an earlier one. */
export function addResults(one: LoopResult, other: LoopResult): LoopResult {
  const statuses = new Map(one.statuses);
  for (const [status, count] of other.statuses) statuses.set(status, count + (statuses.get(status) ?? 0));
  return {
    statuses,
    kills: one.kills + other.kills,
    errors: [...new Set([...one.errors, ...other.errors])].sort(),
  };
}

/** @returns a readable line, such as `412 times exit status 0, 3 times 137, 5 killed` */
export function describeLoops({ statuses, kills }: LoopResult): string {
  const texts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${count} with status ${status}`);
  return `${texts.join(", ")}; ${kills} killed`;
}

/** @returns what is left of the program in the guest when no run should be active: processes and held locks */
export async function findRemains(machine: Machine): Promise<string> {
  // The sixth field of a line of /proc/locks is the file, as MAJOR:MINOR:INODE.
  const locks =
    'for f in /run/udev/failover-ifname*lock*; do grep -E ":$(stat -c %i "$f" || echo none) " /proc/locks; done';
  return (await machine.run(`{ pidof failover-ifname; ${locks}; } 2>/dev/null`)).output;
}
