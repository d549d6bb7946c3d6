// SPDX-License-Identifier: MIT
/** Two masters, or three, whose slaves have each other's names. */
import { foreign, seen, settledTrio, trio } from "../machine/devices.ts";
import { renameTo, runProgram } from "../machine/hardware.ts";
import type { LinkState, Script, World } from "../machine/state.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** The names at the start, by label. Slaves that are not listed have their wanted names. */
export interface Names {
  readonly [label: string]: string;
}

/** The groups a-, b- and so on. Their masters are ens3, ens4 and so on, with the ifindexes 2 to 4, 5 to 7 and so on. */
export function groups(name: string, machine: Machine, count: number, names: Names, scripts: readonly Script[]): World {
  const labels = GROUPS.slice(0, count);
  const links = labels
    .flatMap((group, index) => settledTrio(machine, group, 3 + index, false, 2 + 3 * index))
    .map((link): LinkState => ({ ...link, name: names[link.label] ?? link.name, altnames: [] }));
  return makeWorld(name, machine, {
    devices: labels.flatMap((group, index) => trio(group, 3 + index)),
    links,
    database: seen(links),
    scripts,
  });
}

export const GROUPS = ["a-", "b-", "c-"];

/** The slaves of two masters have each other's names. */
export const SWAPPED: Names = {
  "a-standby": "ens4nsby",
  "a-primary": "ens4npf",
  "b-standby": "ens3nsby",
  "b-primary": "ens3npf",
};

/** The slaves of three masters have each other's names, in a cycle. */
export const ROUND: Names = {
  "a-standby": "ens4nsby",
  "b-standby": "ens5nsby",
  "c-standby": "ens3nsby",
};

/** The primary of the first master has the wanted name of the second's primary, which has that of the third's. */
export const CHAIN: Names = { "a-primary": "ens4npf", "b-primary": "ens5npf", "c-primary": "eth0" };
export const CHAIN_BACK: Names = { "a-primary": "eth0", "b-primary": "ens3npf", "c-primary": "ens4npf" };

/** udevd's runs for both masters at the same time. */
export function swappedMasters(machine: Machine): World {
  return groups("slaves of two masters swapped", machine, 2, SWAPPED, [udev(2), udev(5)]);
}

/** A run for one slave, and one for all. */
export function swappedSlaves(machine: Machine): World {
  const names = { "a-primary": "ens4npf", "b-primary": "ens3npf" };
  return groups("primaries of two masters swapped", machine, 2, names, [once(["rename", "#7"]), admin]);
}

/** Three runs. Each must find the other masters. */
export function goneRound(machine: Machine): World {
  return groups("standbys of three masters gone round", machine, 3, ROUND, [udev(2), udev(5), udev(8)]);
}

export function chain(machine: Machine): World {
  return groups("a chain over three masters", machine, 3, CHAIN, [udev(2), udev(8)]);
}

/**
 * An administrator swaps the masters' names while udevd runs. Here, the names of the standbys are udev's stock names. After
 * a rename, udev makes them altnames, and the standby of the other master must get such a name.
 */
export function mastersSwapped(machine: Machine): World {
  const world = groups("two masters that swap their names", machine, 2, {}, [swapMasters]);
  const devices = world.devices.map((device) => ({ ...device, slotName: device.slotName.replace("x", "nsby") }));
  // One slave of each master is enough, and many times faster.
  const links = world.links.filter(({ label }) => !label.endsWith("primary"));
  return { ...world, devices, links, database: seen(links), workers: 3 };
}

/** Another program takes the temporary name at any moment. */
export function temporaryTaken(machine: Machine): World {
  const world = groups(
    "a temporary name that somebody takes",
    machine,
    2,
    {
      "a-primary": "ens4npf",
      "b-primary": "ens3npf",
    },
    [once(["rename"]), thief],
  );
  const link = { label: "thief", ifindex: 20, name: "x0", altnames: [], up: false, master: 0, assigned: 3 };
  return { ...world, devices: [...world.devices, foreign("thief")], links: [...world.links, link] };
}

/** Another link has the temporary name for ever. */
export function temporaryHeld(machine: Machine): World {
  const world = temporaryTaken(machine);
  const links = world.links.map((link) => (link.label === "thief" ? { ...link, name: "ren4" } : link));
  return { ...world, name: `${world.name}, and keeps`, links, scripts: [udev(2)] };
}

/**
 * One run for one master. The slaves of the other masters wait for the names that its slave, and then the next slave,
 * leave.
 */
export function chainOnce(machine: Machine): World {
  return groups("a chain over three masters, one run", machine, 3, CHAIN, [udev(2)]);
}

const SLAVES = ["a-standby", "a-primary", "b-standby", "b-primary"];

const swapMasters: Script = {
  name: "admin",
  by: "kernel",
  steps: [
    renameTo("a-master", "tmp0", ["a-master", ...SLAVES]),
    renameTo("b-master", "ens3", ["b-master", ...SLAVES]),
    renameTo("a-master", "ens4", ["a-master", ...SLAVES]),
  ],
};

const admin: Script = once(["rename"]);

function once(args: readonly string[]): Script {
  return { name: args.join(" "), by: "people", steps: [runProgram(args)] };
}

function udev(ifindex: number): Script {
  const environment = { IFINDEX: String(ifindex) };
  return {
    name: `rename --udev for #${ifindex}`,
    by: "people",
    steps: [runProgram(["rename", "--udev"], environment)],
  };
}

/** A foreign link takes the names that are free for a short time. */
const thief: Script = {
  name: "the thief",
  by: "people",
  steps: ["ren4", "ren7"].map((name) => renameTo("thief", name, ["thief"])),
};
