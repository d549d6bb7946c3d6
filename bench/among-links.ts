// SPDX-License-Identifier: MIT
/**
 * The program that many-links.ts runs in its own network namespace. It makes many links there, and times `name` by turns in
 * this namespace and in a namespace with one link.
 */
import { writeFileSync } from "node:fs";
import { countInstructions } from "./instructions.ts";
import { udevEnvironment } from "./links.ts";
import { NEW_NETWORK } from "./many-links.ts";
import { plainNic, program, standIn } from "./programs.ts";
import { medianOf, paragraph, table, verdict } from "./report.ts";
import { run } from "./run.ts";
import { throughFile } from "./through-file.ts";
import { type Batch, medianRatio, minimumRatio, timeOnce } from "./timing.ts";
import { needTool } from "./tools.ts";

const LINKS = 10_000;

/** The budget: this many times the duration with one link. */
const LIMIT = 1.1;

const ROUNDS = 20;

const link = { name: "bench", ifindex: "100000" };
const env = udevEnvironment(link);
const ip = needTool("ip");

const candidates = [
  { title: "name --udev, no slave (stand-in)", command: [plainNic, "name", "--udev"], status: 1 },
  { title: "name --udev, a slave (stand-in)", command: [standIn, "name", "--udev"], status: 0 },
  { title: "name LINK, no slave", command: [program, "name", link.name], status: 1 },
];

/** Makes cheap virtual links. */
const kind = ["dummy", "ifb"].find(isKnown);
if (kind === undefined) throw new Error("the kernel makes no dummy links: modprobe dummy");
throughFile((file) => {
  writeFileSync(file, `link add type ${kind}\n`.repeat(LINKS));
  run(ip, ["-batch", file]);
});

/** Makes a namespace with one link, and runs the callback there. */
const alone = [needTool("unshare"), ...NEW_NETWORK, "sh", "-c", `${addLink(kind).join(" ")} && exec "$@"`, "sh"];

const batch: Batch = { commands: candidates.map(({ command }) => command), env, runs: 20 };
const rounds = Array.from({ length: ROUNDS }, () => ({
  among: timeOnce(batch),
  alone: timeOnce({ ...batch, within: alone }),
}));

const rows = candidates.map(({ title, command, status }, index) => {
  const timesAmong = rounds.map((round) => round.among[index] ?? []);
  const timesAlone = rounds.map((round) => round.alone[index] ?? []);
  const ratio = minimumRatio(timesAmong, timesAlone);
  return {
    COMMAND: title,
    ALONE: medianOf(timesAlone),
    AMONG: medianOf(timesAmong),
    "× MEDIAN": medianRatio(timesAmong, timesAlone).toFixed(2),
    "× MINIMUM": ratio.toFixed(2),
    "× INSTR": (
      countInstructions(command, { env, status }) / countInstructions(command, { env, status, within: alone })
    ).toFixed(3),
    BUDGET: verdict(ratio, LIMIT),
  };
});
const about = `The other links are of type ${kind}. Rounds with and without them take turns. Times are medians; the
  budget is judged by the minima.`;
process.stdout.write(`${table(rows)}\n\n${paragraph(about)}\n`);

function isKnown(candidate: string): boolean {
  try {
    run(ip, addLink(candidate).slice(1));
    return true;
  } catch {
    return false;
  }
}

function addLink(type: string): string[] {
  return [ip, "link", "add", link.name, "index", link.ifindex, "type", type];
}
