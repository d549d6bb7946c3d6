// SPDX-License-Identifier: MIT
/**
 * Prints what the product adds to an image: bytes on the disk, bytes of the initramfs, and work of a boot. Arguments: names
 * of images; default: all. COST_BOOTS= is the number of boots of each (default: 3).
 *
 * The guest's clock counts its instructions, one per nanosecond, on one processor. The time of a boot also contains waits for
 * this machine's disk, and differs by seconds. So the work is printed: the time that the processor was not idle (proc_stat(5)).
 */
import { stat } from "node:fs/promises";
import { runTool } from "../vm/host.ts";
import { type Built, buildImage, findImages } from "./image.ts";
import { bootImage } from "./machine.ts";

const { COST_BOOTS = "3", FAILOVER_IFNAME_DEB } = process.env;
const contents = ["plain", "full"] as const;
/** USER_HZ of x86. */
const ticksPerSecond = 100;

for (const image of await findImages(...process.argv.slice(2))) {
  const builds = {
    plain: await buildImage(image, "plain"),
    full: await buildImage(image, "full", FAILOVER_IFNAME_DEB),
  };
  const disks = await Promise.all(contents.map((content) => usedBytes(builds[content].disk)));
  const initramfs = await Promise.all(contents.map(async (content) => (await stat(builds[content].initramfs)).size));
  console.log(`${image.name}: disk ${sizes(disks)}; initramfs, which is also on the disk, ${sizes(initramfs)}`);
  const seconds: Record<(typeof contents)[number], number[]> = { plain: [], full: [] };
  for (let turn = 0; turn < Number(COST_BOOTS); turn++) {
    // Alternately, so that a slow change of this machine would meet both.
    for (const content of contents) seconds[content].push(await busySeconds(builds[content]));
  }
  for (const content of contents) console.log(`${image.name}: work of a boot, ${content}: ${range(seconds[content])}`);
}

/** The bytes of a file system that are in use. */
async function usedBytes(disk: string): Promise<number> {
  const header = await runTool("dumpe2fs", ["-h", disk], 10_000);
  const number = (name: string) => Number(new RegExp(`^${name}: +(\\d+)$`, "m").exec(header)?.[1]);
  return (number("Block count") - number("Free blocks")) * number("Block size");
}

/** The seconds that the processor was busy until systemd had started all. */
async function busySeconds(built: Built): Promise<number> {
  const machine = await bootImage(built, { countInstructions: true });
  try {
    const text = await machine.succeed("head -n 1 /proc/stat");
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = text.split(/ +/).slice(1).map(Number);
    return (user + nice + system + irq + softirq) / ticksPerSecond;
  } finally {
    machine.close();
  }
}

function sizes([before = 0, after = 0]: number[]): string {
  return `${Math.round(before / 1000)} kB + ${Math.round((after - before) / 1000)} kB`;
}

function range(values: number[]): string {
  const sorted = [...values].sort((one, other) => one - other);
  const text = sorted.map((value) => value.toFixed(3)).join(" ");
  return `median ${sorted[sorted.length >> 1]?.toFixed(3)} s (${text})`;
}
