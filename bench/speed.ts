// SPDX-License-Identifier: MIT
/** `name` compared with its budget and with its peers. */
import { type Competitor, competitors, missingPeers, underNode, yardstick } from "./competitors.ts";
import { countInstructions } from "./instructions.ts";
import { type BenchLink, findNic, udevEnvironment } from "./links.ts";
import { program, standIn } from "./programs.ts";
import { medianOf, minimumOf, paragraph, rounded, table, verdict } from "./report.ts";
import { run } from "./run.ts";
import { medianRatio, minimumRatio, type Times, time } from "./timing.ts";

export function speed(): string {
  const nic = findNic();
  const env = udevEnvironment(nic);
  const field = [yardstick, ...competitors(nic)];
  for (const competitor of [...field, underNode]) check(competitor, env);
  const rows = [...race(24, 25, field, env), ...race(3, 4, [yardstick, underNode], env).slice(1)];
  return [
    table(rows),
    ...missingPeers().map((reason) => `not measured: ${reason}`),
    paragraph(`× is the ratio to /bin/true in the same run: of the medians (the median over the rounds), and of the minima,
      for other work on the machine moves them least. The budgets are for the medians and for the instructions: those in
      user space, by callgrind.`),
    aboutStandIn(nic),
  ].join("\n\n");
}

/** Times competitors side by side. The first one is the yardstick. */
function race(rounds: number, runs: number, field: readonly Competitor[], env: NodeJS.ProcessEnv): Row[] {
  const times = time(rounds, { commands: field.map(({ command }) => command), env, runs });
  return field.map((competitor, index) => row(competitor, times[index] ?? [], times[0] ?? [], env));
}

type Row = { readonly [heading: string]: string };

function row(competitor: Competitor, times: Times, yard: Times, env: NodeJS.ProcessEnv): Row {
  const { title, limit } = competitor;
  const ratio = medianRatio(times, yard);
  const count = instructions(competitor, env);
  return {
    PROGRAM: title,
    MEDIAN: medianOf(times),
    MINIMUM: minimumOf(times),
    "× MEDIAN": ratio.toFixed(2),
    "× MINIMUM": minimumRatio(times, yard).toFixed(2),
    INSTR: count === undefined ? "-" : rounded(count),
    BUDGET: limit === undefined ? "" : verdicts(limit, ratio, count),
  };
}

function verdicts(limit: NonNullable<Competitor["limit"]>, ratio: number, count = Number.NaN): string {
  const times = verdict(ratio, limit.times, " ×");
  return limit.instructions === undefined ? times : `${times}; ${verdict(count, limit.instructions, " instructions")}`;
}

/** Undefined if valgrind cannot run the command. */
function instructions({ command, status, limit }: Competitor, env: NodeJS.ProcessEnv): number | undefined {
  if (command === underNode.command) return undefined;
  try {
    return countInstructions(command, { env, status });
  } catch (error) {
    if (limit !== undefined) throw error;
    return undefined;
  }
}

/** Throws Error if a competitor does not do what it should do. */
function check({ command: [file = "", ...args], status, stdout, title }: Competitor, env: NodeJS.ProcessEnv): void {
  const output = run(file, args, { env: { ...process.env, ...env }, status });
  if (stdout !== undefined && output.stdout !== stdout) throw new Error(`${title} printed "${output.stdout}"`);
}

function aboutStandIn(nic: BenchLink): string {
  // For a link that does not exist, the kernel answers with an error. The stand-in does not change that.
  const [ours = 0, theirs = 0] = [program, standIn].map((file) =>
    countInstructions([file, "name", "#2147483647"], { status: 3 }),
  );
  if (Math.abs(theirs / ours - 1) > 0.01) {
    throw new Error(`the stand-in starts with ${theirs} instructions, the program with ${ours}: built differently?`);
  }
  return paragraph(`The stand-in (bench/stand-in) is the program that ships, linked with code that passes all calls to the real
    kernel and edits its answers: ${nic.name} (ifindex ${nic.ifindex}) is a plain NIC on PCI, or a slave of the master lo, and
    sysfs and udev have the files for that. If the stand-in edits nothing, its count is within
    ${((theirs / ours - 1) * 100).toFixed(1)} % of the instructions of what ships.`);
}
