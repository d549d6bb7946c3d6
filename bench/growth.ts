// SPDX-License-Identifier: MIT
/** `show` with more and more groups: does the time grow linearly? */
import { makeGroups } from "./groups.ts";
import { countInstructions } from "./instructions.ts";
import { program } from "./programs.ts";
import { milliseconds, paragraph, rounded, table, verdict } from "./report.ts";
import { run } from "./run.ts";

const COUNTS = [125, 250, 500, 1000];

/** The budget: one more group may cost this many times as much among the most groups as among the fewest. */
const LIMIT = 1.1;

export function growth(): string {
  const measured = COUNTS.map(measure);
  const rows = measured.map((here, index) => {
    const before = measured[index - 1];
    return {
      GROUPS: String(here.count),
      "TABLE, TIME": milliseconds(here.seconds),
      "PER GROUP": milliseconds(here.seconds / here.count),
      "JSON, INSTRUCTIONS": rounded(here.instructions),
      "PER FURTHER GROUP": before === undefined ? "-" : rounded(perFurtherGroup(before, here)),
    };
  });
  const [first, second, beforeLast, last] = measured;
  if (!first || !second || !beforeLast || !last) throw new Error("four measurements are needed");
  const ofTable = last.seconds / last.count / (first.seconds / first.count);
  const ofJson = perFurtherGroup(beforeLast, last) / perFurtherGroup(first, second);
  return [
    table(rows),
    paragraph(`Linear, that is: per group from the first row to the last, the time of the table ×${ofTable.toFixed(2)},
      and the instructions of JSON ×${ofJson.toFixed(3)} (budget ${verdict(ofJson, LIMIT)}).`),
  ].join("\n\n");
}

interface Measured {
  count: number;
  /** What the table takes. */
  seconds: number;
  /** What --json takes. */
  instructions: number;
}

function measure(count: number): Measured {
  const root = makeGroups(count);
  const args = ["show", "--root", root.folder];
  try {
    return {
      count,
      seconds: timeTable(count, args),
      instructions: countInstructions([program, ...args, "--json"]),
    };
  } finally {
    root.remove();
  }
}

/** Uses the clock of this process: compared with such a long run, the start of a program takes no time. */
function timeTable(count: number, args: readonly string[]): number {
  const start = performance.now();
  const { stdout } = run(program, args);
  const seconds = (performance.now() - start) / 1000;
  const lines = stdout.trim().split("\n").length;
  if (lines < 1 + 3 * count) throw new Error(`show printed ${lines} lines for ${count} groups`);
  return seconds;
}

function perFurtherGroup(from: Measured, to: Measured): number {
  return (to.instructions - from.instructions) / (to.count - from.count);
}
