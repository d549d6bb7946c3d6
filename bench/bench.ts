// SPDX-License-Identifier: MIT
/**
 * `make bench`: measures this program against its budgets. A budget that is not met is only printed. The exit status says
 * whether everything could be measured.
 */
import { arch, cpus, release } from "node:os";
import { drawnTogether, systemCalls } from "./calls.ts";
import { growth } from "./growth.ts";
import { hotplug } from "./hotplug.ts";
import { findNic, udevEnvironment } from "./links.ts";
import { manyLinks } from "./many-links.ts";
import { makePrograms, plainNic, standIn } from "./programs.ts";
import { paragraph } from "./report.ts";
import { size } from "./size.ts";
import { speed } from "./speed.ts";
import { findTool, whatIsMissing } from "./tools.ts";

const TOPICS: readonly (readonly [title: string, measure: () => string | Promise<string>])[] = [
  ["name, against /bin/true and the peers", speed],
  ["Disk and memory", size],
  ["System calls of name --udev", calls],
  ["show --root of many groups", growth],
  ["From hotplug to the final name", hotplug],
  // This is the last one, because the kernel takes some seconds to remove the links.
  ["name, among 10,000 other links", manyLinks],
];

makePrograms();
process.stdout.write(`Linux ${release()}, ${arch()}, ${cpus()[0]?.model.trim()}\n`);
if (findTool("musl-gcc") === undefined) {
  process.stdout.write(`${whatIsMissing("musl-gcc")}: figures of a dynamic executable, and no promise is for that\n`);
}
for (const [title, measure] of TOPICS) {
  process.stdout.write(`\n${title}\n${"=".repeat(title.length)}\n`);
  try {
    process.stdout.write(`${await measure()}\n`);
  } catch (error) {
    process.exitCode = 1;
    process.stdout.write(`NOT MEASURED: ${error instanceof Error ? error.message : error}\n`);
  }
}

function calls(): string {
  const env = udevEnvironment(findNic());
  const noSlave = systemCalls([plainNic, "name", "--udev"], { env, status: 1 });
  const slave = systemCalls([standIn, "name", "--udev"], { env });
  return [
    paragraph(`No slave (stand-in), ${noSlave.length} calls: ${drawnTogether(noSlave).join(", ")}.`),
    paragraph(`A slave (stand-in), ${slave.length} calls: ${drawnTogether(slave).join(", ")}.`),
  ].join("\n\n");
}
