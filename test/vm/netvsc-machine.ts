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
    { path: join(earlyFolder, "netvsc.ko"), from: join(await netvscModules(suite), "netvsc.ko") },
    { path: join(earlyFolder, "netvsc.parameters"), text: `mac=${pairMacs.join()} ${parameters}\n` },
  ];
  const machine = { withRule: true, failover: "hv_netvsc", hotplug: "acpi", udevDebug: false } as const;
  return { ...machine, suite, twoPairs: true, masterUp: true, files };
}

/**
 * Unloads the module and loads it again. Meanwhile a VF goes and comes back, so that it is older than its synthetic NIC and
 * joins without a uevent of its own.
 *
 * @param parameters of the module, in addition to those at boot
 * @returns the VF as it was without the module
 */
export async function reloadModule(
  machine: Machine,
  vf: GuestLink,
  parameters: string,
): Promise<ReturnedVf | undefined> {
  await machine.succeed("rmmod netvsc");
  const [alone] = await revoke(machine, vf);
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

/** @returns to where the module has switched the data path of a synthetic NIC since the kernel's log was cleared */
export async function readSwitches(machine: Machine, synthetic: GuestLink): Promise<string[]> {
  const log = await machine.succeed(`dmesg | grep '${synthetic.parent}.*Data path switched' || true`);
  return [...log.matchAll(/Data path switched (to|from) VF/g)].map(([, way]) => (way === "to" ? "vf" : "synthetic"));
}

/** A VF that has come back. */
export interface ReturnedVf {
  ifindex: number;
  name: string;
  master: string;
}

/** When a VF is opened after it has come back: after the window of the module, or before udevd sees it. */
export type Opened = "in time" | "early";

/**
 * Takes a VF away and gives it back so many times, as the host does. Waits until udev has handled it.
 *
 * @returns the VF after each time
 */
export async function revoke(
  machine: Machine,
  vf: GuestLink,
  times = 1,
  opened: Opened = "in time",
): Promise<ReturnedVf[]> {
  const hold = opened === "early" ? "/usr/lib/machine/hold-udevd" : "";
  const lines = await machine.succeed(`/usr/lib/machine/revoke ${vf.parent} ${times} ${hold}`);
  return lines.split("\n").map((line) => {
    const [ifindex, name = "", master = ""] = line.split(" ");
    return { ifindex: Number(ifindex), name, master };
  });
}

/** Waits until udev is idle, also with the events that its RUN programs have caused. */
export const settle = "udevadm settle --timeout=30 && udevadm settle --timeout=30";

const modules = new Map<string, Promise<string>>();

/** @returns the folder with the modules. They are built once per suite */
export function netvscModules(suite: Suite): Promise<string> {
  const known = modules.get(suite.name);
  if (known !== undefined) return known;
  const built = buildModules(suite, "netvsc");
  modules.set(suite.name, built);
  return built;
}
