/** What the program takes of disk and memory. */
import { statSync } from "node:fs";
import { makeGroups } from "./groups.ts";
import { lo, udevEnvironment } from "./links.ts";
import { peak, program } from "./programs.ts";
import { paragraph, table, verdict } from "./report.ts";
import { type RunOptions, run } from "./run.ts";

/** In MB of 1000 kB and MB of 1024 kB: as the distributions count packages, and as the kernel counts memory. */
const EXECUTABLE_LIMIT = 1.2;
const PEAK_LIMIT = 2;

export function size(): string {
  const root = makeGroups(1);
  try {
    return [
      table([
        executable(),
        memory("peak memory of name --udev", ["name", "--udev"], { env: udevEnvironment(lo), status: 1 }),
        memory("peak memory of show, here", ["show"]),
        memory("peak memory of show --root, one group", ["show", "--root", root.folder]),
      ]),
      paragraph("Memory is what is resident, the pages of the executable that were touched included."),
    ].join("\n\n");
  } finally {
    root.remove();
  }
}

type Row = { readonly [heading: string]: string };

function executable(): Row {
  const megabytes = statSync(program).size / 1e6;
  return row("executable", megabytes, EXECUTABLE_LIMIT);
}

function memory(title: string, args: readonly string[], options: RunOptions = {}): Row {
  const { stdout } = run(peak, [program, ...args], options);
  return row(title, Number(stdout) / 1024, PEAK_LIMIT);
}

function row(title: string, megabytes: number, limit: number): Row {
  return { WHAT: title, SIZE: `${megabytes.toFixed(2)} MB`, BUDGET: verdict(megabytes, limit, " MB") };
}
