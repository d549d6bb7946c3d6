// SPDX-License-Identifier: MIT
/** The machines that are judged: every capture and neighbour, and simulated machines at rest. */
import { existsSync, readFileSync } from "node:fs";
import { readAttribute, readSymlinkName } from "../../src/host/files.ts";
import { withParent } from "../../src/machine/device.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Link } from "../../src/netlink/link.ts";
import { randomNumbers } from "../sim/explore/random-schedules.ts";
import { deviceOf, type State, type World } from "../sim/machine/state.ts";
import { moves, start } from "../sim/machine/world.ts";
import { WORLDS } from "../sim/worlds/index.ts";
import { MACHINES, SEED } from "../sim/worlds/machines.ts";
import * as netvscWorlds from "../sim/worlds/netvsc.ts";
import { ABOUT_FOLDERS } from "../support/about.ts";
import { projectPath } from "../support/run.ts";
import type { SysfsLink } from "./sysfs.ts";
import { openRoot } from "./verdicts.ts";

/** A machine. `root` is its captured root; undefined if it has none. `links` is undefined if the root has a tree of sysfs. */
export interface Case {
  readonly name: string;
  readonly root: string | undefined;
  readonly links: readonly SysfsLink[] | undefined;
  /** Is no event and no change of a link pending? */
  readonly atRest: boolean;
}

export function capturedCases(): Case[] {
  return ABOUT_FOLDERS.map(({ folder, name }) => {
    const root = projectPath(`${folder}/${name}`);
    const machine = openRoot(root);
    const links = machine.links.all();
    const hasTree = links.every((link) => existsSync(`${root}/sys/class/net/${link.name}/ifindex`));
    const addresses = readAddresses(root);
    return {
      name,
      root,
      links: hasTree ? undefined : links.map((link) => sysfsLink(machine, link, addresses)),
      atRest: true,
    };
  });
}

/** The addresses that an ip-link.json has, by ifindex. `capture` writes none. */
function readAddresses(root: string): { readonly [ifindex: number]: string } {
  const file = `${root}/ip-link.json`;
  if (!existsSync(file)) return {};
  const links: { ifindex: number; address?: string }[] = JSON.parse(readFileSync(file, "latin1"));
  return Object.fromEntries(
    links.flatMap(({ ifindex, address }) => (address === undefined ? [] : [[ifindex, address]])),
  );
}

function sysfsLink(machine: Machine, bare: Link, addresses: { readonly [ifindex: number]: string }): SysfsLink {
  const link = withParent(machine, bare);
  const { bus = "", name = "" } = link.parent ?? {};
  const device = `/sys/bus/${bus}/devices/${name}`;
  return {
    ...link,
    address: addresses[link.ifindex] ?? addressOf(link.ifindex),
    driver: readSymlinkName(machine.files, `${device}/driver`) ?? DRIVERS[bus] ?? "",
    features: readAttribute(machine.files, `${device}/features`) ?? "",
  };
}

/** A root without a tree of sysfs does not tell the drivers of these devices. */
const DRIVERS: { readonly [bus: string]: string } = { virtio: "virtio_net", pci: "e1000e" };

/** How many schedules of each world are run, with chance as the scheduler. */
const SCHEDULES = 3;

/**
 * What sysfs shows at rest and on the way there, in schedules of each world of the simulation. The kernel and udevd change
 * from world to world. Of states with the same links, only one is judged.
 */
export function simulatedCases(): Case[] {
  const random = randomNumbers(SEED);
  const cases = new Map<string, Case>();
  for (const [index, make] of [...Object.values(WORLDS), ...Object.values(netvscWorlds)].entries()) {
    const machine = MACHINES[index % MACHINES.length];
    if (machine === undefined) throw new Error("no machine");
    const world = make(machine);
    for (let done = 0; done < SCHEDULES; done++) {
      for (const { state, atRest } of schedule(world, random)) {
        const links = sysfsLinks(world, state);
        const key = `${atRest} ${JSON.stringify(links)}`;
        if (links.length > 0) cases.set(key, { name: `${world.name}: ${key}`, root: undefined, links, atRest });
      }
    }
  }
  return [...cases.values()];
}

/** The states of one schedule. */
function* schedule(world: World, random: () => number): Generator<{ state: State; atRest: boolean }> {
  for (let state = start(world); ; ) {
    const next = moves(world, state);
    const move = next[Math.floor(random() * next.length)];
    yield { state, atRest: move === undefined };
    if (move === undefined) return;
    state = move.run();
  }
}

function sysfsLinks(world: World, { links }: State): SysfsLink[] {
  return links.map((link) => {
    const { kind, driver, features, parent, group } = deviceOf(world, link.label);
    const first = links.find((candidate) => deviceOf(world, candidate.label).group === group);
    // The links of a failover group have the same address.
    const address = addressOf(kind === "" ? (first ?? link).ifindex : link.ifindex);
    const { ifindex, name, master } = link;
    return { ifindex, name, master, kind, slaveKind: "", driver, features, parent, address };
  });
}

function addressOf(ifindex: number): string {
  return `02:00:00:00:00:${(ifindex & 0xff).toString(16).padStart(2, "0")}`;
}
