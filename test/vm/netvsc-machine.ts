// SPDX-License-Identifier: MIT
/** Machines with the pair of hv_netvsc, which the module in `netvsc/` makes, and what their kernel and udev say about it. */
import { join } from "node:path";
import type { Suite } from "./apt.ts";
import { pairMacs } from "./hardware.ts";
import type { GuestFile } from "./initramfs.ts";
import { buildModules, earlyFolder } from "./kernel-module.ts";
import type { Machine, MachineOptions } from "./machine.ts";
import { describeLinks, type GuestLink, readLinks } from "./names.ts";
import { suiteOf } from "./suites.ts";

/** A synthetic NIC and its VF. */
export interface Pair {
  synthetic: GuestLink;
  vf: GuestLink | undefined;
  /** Where the module sends the traffic of the synthetic NIC. */
  dataPath: string;
}

/**
 * What to start a machine with that has two pairs, a release's kernel and udev, and the program.
 *
 * @param parameters of the module, such as `window_ms=0`
 */
export async function pairMachine(release: string, parameters = ""): Promise<MachineOptions> {
  const suite = await suiteOf(release);
  const files: GuestFile[] = [
    { path: join(earlyFolder, "netvsc.ko"), from: await netvscModule(suite) },
    { path: join(earlyFolder, "netvsc.parameters"), text: `mac=${pairMacs.join()} ${parameters}\n` },
  ];
  const machine = { withRule: true, failover: "hv_netvsc", hotplug: "acpi", udevDebug: false } as const;
  return { ...machine, suite, twoPairs: true, masterUp: true, files };
}

/**
 * Unloads the module, takes the VF of the first pair away and gives it back, and loads the module. The VF is older than its
 * synthetic NIC then, and joins without a uevent of its own.
 *
 * @param parameters of the module, in addition to the first ones
 * @returns the VF as it was without the module
 */
export async function reloadModule(machine: Machine, parameters: string): Promise<GuestLink> {
  const { vf } = await readPair(machine);
  const settle = "udevadm settle --timeout=30";
  await machine.succeed(`rmmod netvsc && echo 1 >/sys/bus/pci/devices/${vf.parent}/remove && ${settle}`);
  await machine.succeed(`echo 1 >/sys/bus/pci/rescan && ${settle}`);
  const alone = (await readLinks(machine)).find(({ parent }) => parent === vf.parent);
  if (alone === undefined) throw new Error(`no link at ${vf.parent}`);
  const path = `/${earlyFolder}/netvsc`;
  await machine.succeed(`insmod ${path}.ko $(cat ${path}.parameters) ${parameters} && ${settle}`);
  return alone;
}

/** Changes a parameter of the loaded module. */
export async function setParameter(machine: Machine, name: "window_ms" | "post_init", value: number): Promise<void> {
  await machine.succeed(`echo ${value} >/sys/module/netvsc/parameters/${name}`);
}

/** @returns the pairs in order of the ifindex of their synthetic NICs */
export async function readPairs(machine: Machine): Promise<Pair[]> {
  const links = await readLinks(machine);
  const lines = await machine.succeed("grep -H . /sys/bus/vmbus/devices/*/data_path");
  return [...lines.matchAll(/devices\/(.*)\/data_path:(.*)/g)]
    .flatMap(([, parent, dataPath = ""]) => {
      const synthetic = links.find((link) => link.parent === parent);
      if (synthetic === undefined) return [];
      return [{ synthetic, vf: links.find(({ master }) => master === synthetic.name), dataPath }];
    })
    .sort((one, other) => one.synthetic.ifindex - other.synthetic.ifindex);
}

/**
 * The first pair.
 *
 * @throws Error if there is none, or its synthetic NIC has no VF
 */
export async function readPair(machine: Machine): Promise<Pair & { vf: GuestLink }> {
  const [pair] = await readPairs(machine);
  if (pair?.vf === undefined) throw new Error("no synthetic NIC with a VF");
  return { ...pair, vf: pair.vf };
}

/** @returns a readable line, such as `#2 eth0 UP  #7 eth0npf (enp2s0) UP, data path: vf` */
export function describePair({ synthetic, vf, dataPath }: Pair): string {
  return `${describeLinks([synthetic, vf])}, data path: ${dataPath}`;
}

/** @returns to where the module has switched the data path of the first pair since the kernel's log was cleared */
export async function readSwitches(machine: Machine): Promise<string[]> {
  const { synthetic } = await readPair(machine);
  const log = await machine.succeed(`dmesg | grep '${synthetic.parent}.*Data path switched' || true`);
  return [...log.matchAll(/Data path switched (to|from) VF/g)].map(([, way]) => (way === "to" ? "vf" : "synthetic"));
}

/**
 * Takes the VF of the first pair away and gives it back, as the host does, by the PCI bus's own files. Waits until udev has
 * handled it.
 *
 * @returns the first pair after that
 */
export async function revoke(machine: Machine): Promise<Pair & { vf: GuestLink }> {
  const { vf } = await readPair(machine);
  const settle = "udevadm settle --timeout=30";
  await machine.succeed(`echo 1 >/sys/bus/pci/devices/${vf.parent}/remove && ${settle}`);
  await machine.succeed("echo 1 >/sys/bus/pci/rescan && /usr/lib/machine/await-primary 30");
  return readPair(machine);
}

const modules = new Map<string, Promise<string>>();

/** Built once per suite. */
function netvscModule(suite: Suite): Promise<string> {
  const known = modules.get(suite.name);
  if (known !== undefined) return known;
  const built = buildModules(suite, "netvsc").then((folder) => join(folder, "netvsc.ko"));
  modules.set(suite.name, built);
  return built;
}
