// SPDX-License-Identifier: MIT
/** Several runs at the same time, and names that other links hold. */
import { foreign, seen, settledTrio, trio } from "../machine/devices.ts";
import { asRoot, atRest, runProgram } from "../machine/hardware.ts";
import { vanish } from "../machine/kernel.ts";
import type { LinkState, Script, World } from "../machine/state.ts";
import { pci } from "./hotplug.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** An administrator's `rename` at the same time as udev's runs for the primary and the master. */
export function twoRuns(machine: Machine): World {
  return running("two runs at once", machine, named(machine, "eth1", "eth0"), [admin, udev("2")]);
}

/** The slaves have each other's names. */
export function swapped(machine: Machine): World {
  return running("swapped names", machine, named(machine, "ens3npf", "ens3nsby"), [admin, udev("4")]);
}

/** The same with one run, for all slaves. */
export function swappedOnce(machine: Machine): World {
  return running("swapped names, one run", machine, named(machine, "ens3npf", "ens3nsby"), [admin]);
}

/** Another link has the primary's name, and disappears before the deadline of any run. */
export function holderLeaves(machine: Machine): World {
  return withHolder("a holder that leaves in time", machine, [{ ...leaving, by: "kernel" }]);
}

/** The holder may stay longer than a run waits. Then the next run corrects the name. */
export function holderStays(machine: Machine): World {
  const last: Script = { name: "admin", by: "people", steps: [atRest(runProgram(["rename"]))] };
  return withHolder("a holder that may stay", machine, [leaving, last]);
}

/** The holder stays for ever. No run may wait for ever. */
export function holderForGood(machine: Machine): World {
  return withHolder("a holder that stays for good", machine, []);
}

const admin: Script = { name: "admin", by: "people", steps: [runProgram(["rename"])] };

function udev(ifindex: string): Script {
  return {
    name: `rename --udev for #${ifindex}`,
    by: "people",
    steps: [runProgram(["rename", "--udev"], { IFINDEX: ifindex })],
  };
}

const leaving: Script = {
  name: "the holder",
  by: "people",
  steps: [asRoot("holder", ["holder"], "deletes", (world, state, link) => vanish(world, state, link))],
};

function named(machine: Machine, standby: string, primary: string): LinkState[] {
  const names: { readonly [label: string]: string } = { standby, primary };
  return settledTrio(machine, "", 3, false).map((link) => ({
    ...link,
    name: names[link.label] ?? link.name,
    altnames: [],
  }));
}

function running(name: string, machine: Machine, links: readonly LinkState[], scripts: readonly Script[]): World {
  return makeWorld(name, machine, { devices: trio("", 3), links, database: seen(links), scripts });
}

function withHolder(name: string, machine: Machine, scripts: readonly Script[]): World {
  const links = settledTrio(machine, "", 3, true);
  const [master, standby] = links;
  if (master === undefined || standby === undefined) throw new Error("a trio has three links");
  const holder: LinkState = { ...master, label: "holder", ifindex: 4, name: "ens3npf", altnames: [], up: false };
  const all = [master, standby, holder];
  return makeWorld(name, machine, {
    devices: [...trio("", 3), foreign("holder")],
    links: all,
    database: seen(all),
    scripts: [pci(machine, "in"), ...scripts],
  });
}
