// SPDX-License-Identifier: MIT
/** The size of the program on disk and in memory. */
import { statSync } from "node:fs";
import { makeGroups } from "./groups.ts";
import { findNic, udevEnvironment } from "./links.ts";
import { empty, peak, plainNic, program, standIn } from "./programs.ts";
import { paragraph, table, verdict } from "./report.ts";
import { type RunOptions, run } from "./run.ts";

/** The units: MB of 1000 kB, as distributions count packages, and MB of 1024 kB, as the kernel counts memory. */
const EXECUTABLE_LIMIT = 1.6;
const PEAK_LIMIT = 2.5;

export function size(): string {
  const root = makeGroups(1);
  const env = udevEnvironment(findNic());
  try {
    return [
      table([
        executable(),
        memory("an empty static program in C", [empty]),
        memory("name --udev, no slave (stand-in)", [plainNic, "name", "--udev"], { env, status: 1 }),
        memory("name --udev, a slave (stand-in)", [standIn, "name", "--udev"], { env }),
        memory("show, here", [program, "show"]),
        memory("show --root, one group", [program, "show", "--root", root.folder]),
      ]),
      paragraph(`Memory is what is resident at its peak, the pages of the executable that were touched included. Pages is how
        often the kernel had to bring one in (minor faults), from the start of the program on.`),
    ].join("\n\n");
  } finally {
    root.remove();
  }
}

type Row = { readonly [heading: string]: string };

function executable(): Row {
  const megabytes = statSync(program).size / 1e6;
  return row("the executable, on disk", megabytes, "-", EXECUTABLE_LIMIT);
}

function memory(title: string, command: readonly string[], options: RunOptions = {}): Row {
  const [kilobytes = "", pages = ""] = run(peak, command, options).stdout.trim().split(" ");
  return row(title, Number(kilobytes) / 1024, pages, PEAK_LIMIT);
}

function row(title: string, megabytes: number, pages: string, limit: number): Row {
  return { WHAT: title, SIZE: `${megabytes.toFixed(2)} MB`, PAGES: pages, BUDGET: verdict(megabytes, limit, " MB") };
}
