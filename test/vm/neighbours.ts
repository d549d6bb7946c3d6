// SPDX-License-Identifier: MIT
/**
 * Records the neighbours in test/neighbours whose about.json says how to make them, each on a machine of its own. Run it by
 * hand: node --import tsx test/vm/neighbours.ts [FOLDER...]
 */
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import tmp from "tmp";
import { machineSuite } from "./apt.ts";
import { fetchFolder } from "./fetch-folder.ts";
import { projectFolder } from "./host.ts";
import type { GuestFile } from "./initramfs.ts";
import { findModules } from "./layers.ts";
import type { Machine } from "./machine.ts";
import { unpackPackages } from "./packages.ts";
import { withMachine } from "./with-machine.ts";

/** The part of an about.json that says how a neighbour is recorded. */
interface Recipe {
  /** Kernel modules that the plain machine lacks. */
  modules?: string[];
  /** Lines of shell that make the neighbour. */
  make: string[];
  /** The network namespace that is recorded. Default: the first one. */
  namespace?: string;
}

interface About {
  source: string;
  recorded?: Recipe;
}

type IpLink = { ifindex: number; ifname: string; master?: string };

const neighbours = join(projectFolder, "test/neighbours");
const programFile = { path: "usr/bin/failover-ifname", from: join(projectFolder, "build/failover-ifname") };
const moduleFolder = "usr/lib/machine/neighbours";

tmp.setGracefulCleanup();
const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : (await readdir(neighbours)).sort()) await record(join(neighbours, name));

async function record(folder: string): Promise<void> {
  const file = join(folder, "about.json");
  const about = JSON.parse(await readFile(file, "utf8")) as About;
  if (about.recorded === undefined) return;
  const { modules = [], make, namespace } = about.recorded;
  const root = await unpackPackages(machineSuite);
  const paths = await findModules(root, modules);
  const files: GuestFile[] = paths.map((path) => ({
    path: join(moduleFolder, basename(path)),
    from: join(root, path),
  }));
  await withMachine({ withRule: false, udevDebug: false, files: [programFile, ...files] }, async (machine) => {
    for (const path of paths) await machine.succeed(loadUnlessLoaded(path));
    for (const line of make) await machine.succeed(line);
    await machine.succeed("udevadm settle --timeout=30");
    const inNamespace = namespace === undefined ? "" : `ip netns exec ${namespace} `;
    await machine.succeed(`${inNamespace}failover-ifname capture /run/neighbour`);
    await keepWhatDecides(machine, folder);
    const [kernel, udev] = (await machine.succeed("uname -r; udevadm --version")).split("\n");
    about.source = `recorded: Linux ${kernel}, udev ${udev}`;
  });
  await writeFile(file, `${JSON.stringify(about, undefined, 2)}\n`);
  console.log(`${folder}: ${about.source}`);
}

function loadUnlessLoaded(path: string): string {
  const file = basename(path);
  const name = file.replace(/\.ko.*$/, "").replaceAll("-", "_");
  return `[ -e /sys/module/${name} ] || insmod /${moduleFolder}/${file}`;
}

/** Keeps the links, the features of virtio devices, and udev's entries of masters. The rest of a capture decides nothing here. */
async function keepWhatDecides(machine: Machine, folder: string): Promise<void> {
  const links = JSON.parse(await machine.succeed("cat /run/neighbour/ip-link.json")) as IpLink[];
  const entries = links
    .filter(({ ifname }) => links.some(({ master }) => master === ifname))
    .map(({ ifindex }) => `run/udev/data/n${ifindex}`);
  for (const part of ["ip-link.json", "sys", "run"]) await rm(join(folder, part), { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const wanted = ["ip-link.json", "sys/bus/virtio/devices/*/features", ...entries].join(" ");
  await fetchFolder(machine, "/run/neighbour", `$(ls -d ${wanted} 2>/dev/null)`, folder);
}
