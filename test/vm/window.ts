// SPDX-License-Identifier: MIT
/**
 * Measures how much time passes from the join of a VF until udevd renames it: with stock rules and with the program, on a
 * quiet machine and on busy ones. hv_netvsc opens the VF 100 ms after the join. Prints a table.
 *
 * The guest's clock counts its instructions, one per nanosecond. So the figures do not depend on this machine, and only their
 * ratios mean anything for a real one.
 */
import { join } from "node:path";
import { machineSuite } from "./apt.ts";
import { whyModuleUnavailable } from "./availability.ts";
import type { Machine } from "./machine.ts";
import { netvscModules, pairMachine, readPair } from "./netvsc-machine.ts";
import { withMachine } from "./with-machine.ts";

interface Load {
  name: string;
  /** Commands for before and after the revocations. */
  begin: string;
  end: string;
  /** The file in `guest/` with what is done at each revocation, see `guest/revoke`. */
  each: string;
}

const { WINDOW_TURNS = "20" } = process.env;
const window = 100;
const rule = "/usr/lib/udev/rules.d/79-failover-ifname.rules";

const loads: Load[] = [
  { name: "quiet", begin: ":", end: ":", each: "leave-alone" },
  {
    name: "8 busy processes",
    begin: "for n in 1 2 3 4 5 6 7 8; do (while :; do :; done) </dev/null >/dev/null 2>&1 & echo $! >>/run/busy; done",
    end: "kill $(cat /run/busy); rm /run/busy",
    each: "leave-alone",
  },
  { name: "50 NICs at once", begin: ":", end: "rmmod other-nics", each: "renew-others" },
];

const header = ["kernel", "udev", "machine", "rules", "min ms", "median ms", "max ms", `after ${window} ms`];
console.log(`| ${header.join(" | ")} |\n|${"---|".repeat(header.length)}`);
for (const release of process.argv.length > 2 ? process.argv.slice(2) : ["bookworm", "trixie"]) {
  const reason = await whyModuleUnavailable(release);
  if (reason === undefined) await measureRelease(release);
  else console.error(`${release}: ${reason}`);
}

async function measureRelease(release: string): Promise<void> {
  // The VF is not opened while it is measured. Otherwise a kernel before 6.2 would not let udevd rename it late.
  const options = await pairMachine(release, "window_ms=100000");
  const module = join(await netvscModules(options.suite ?? machineSuite), "other-nics.ko");
  const files = [...(options.files ?? []), { path: "usr/lib/machine/other-nics.ko", from: module }];
  await withMachine({ ...options, files, twoPairs: false, countInstructions: true }, async (machine) => {
    const versions = (await machine.succeed("uname -r; udevadm --version")).split("\n");
    for (const load of loads) {
      const measured = await measure(machine, load);
      console.log(`| ${[...versions, load.name, "the program's", ...describe(measured)].join(" | ")} |`);
      await machine.succeed(`mv ${rule} ${rule}.off && udevadm control --reload`);
      const stock = await measure(machine, load);
      console.log(`| ${[...versions, load.name, "stock", ...describe(stock)].join(" | ")} |`);
      await machine.succeed(`mv ${rule}.off ${rule} && udevadm control --reload`);
    }
  });
}

/** @returns milliseconds from the VF's join to its new name, by the kernel's log, for each revocation */
async function measure(machine: Machine, load: Load): Promise<number[]> {
  const { vf } = await readPair(machine);
  const revoke = (times: string) => `/usr/lib/machine/revoke ${vf.parent} ${times} /usr/lib/machine/${load.each}`;
  await machine.succeed(load.begin);
  // The first time is not measured: udevd reads its changed rules again.
  await machine.succeed(`${revoke("1")} && dmesg -c >/dev/null`);
  const { status, output } = await machine.run(revoke(WINDOW_TURNS), 900_000);
  if (status !== 0) throw new Error(`the revocations failed: ${output}`);
  const log = await machine.succeed(`dmesg | grep ' ${vf.parent} '`);
  await machine.succeed(`${load.end}; udevadm settle --timeout=60`);
  const times: number[] = [];
  let joined: number | undefined;
  for (const [, seconds, event] of log.matchAll(/\[ *([\d.]+)\].*: (joined to|renamed from)/g)) {
    if (event === "joined to") joined = Number(seconds);
    else if (joined !== undefined) times.push((Number(seconds) - joined) * 1000);
    if (event === "renamed from") joined = undefined;
  }
  return times;
}

function describe(times: number[]): string[] {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (index: number) => sorted[index]?.toFixed(1) ?? "–";
  const late = times.filter((time) => time >= window).length;
  return [at(0), at(Math.floor(sorted.length / 2)), at(sorted.length - 1), `${late} of ${times.length}`];
}
