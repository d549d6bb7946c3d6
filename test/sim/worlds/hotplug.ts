// SPDX-License-Identifier: MIT
/** The primary comes and goes while the machine runs: live migration. */
import { seen, settledTrio, trio } from "../machine/devices.ts";
import { bringDown, plugPrimary, register, renameTo, unregister } from "../machine/hardware.ts";
import type { Script, World } from "../machine/state.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** The same if udev has no name for the primary (net.ifnames=0): no `move` event corrects what its `add` event missed. */
export function replugUnnamed(machine: Machine): World {
  const world = replug(machine);
  const devices = world.devices.map((device) =>
    device.role === "primary" ? { ...device, slotName: "", pathName: "" } : device,
  );
  return { ...world, name: `${world.name}, without a stock name`, devices };
}

/** The primary is unplugged and plugged in again while the master is up. */
export function replug(machine: Machine): World {
  return running("replug", machine, true, [pci(machine, "out in")]);
}

/** The same, but the new primary disappears while it is being named, and a third one comes. */
export function unplugWhileRenamed(machine: Machine): World {
  const links = settledTrio(machine, "", 3, true).filter((link) => link.label !== "primary");
  return makeWorld("unplug in the middle of a rename", machine, {
    devices: trio("", 3),
    links,
    database: seen(links),
    scripts: [pci(machine, "in out in")],
  });
}

/** The master is renamed in the meantime. It is down, so that every kernel allows that. */
export function replugWhileMasterIsRenamed(machine: Machine): World {
  return running("replug while the master is renamed", machine, false, [pci(machine, "out in"), renameMaster]);
}

/** With a driver that can hang the kernel: the slave keeps its name while it is up, and gets an altname. */
export function replugHazardous(machine: Machine): World {
  const world = replug(machine);
  const devices = world.devices.map((device) =>
    device.role === "primary" ? { ...device, driver: "mlx5_core" } : device,
  );
  return { ...world, name: `${world.name}, mlx5_core`, devices };
}

/** The master goes down before the deadline of a run: then every kernel renames its slaves. */
export function busyUntilDown(machine: Machine): World {
  const down: Script = { name: "admin, in time", by: "kernel", steps: [bringDown("master", touches)] };
  return running("replug, and the master goes down", machine, true, [pci(machine, "out in"), down]);
}

/** With Bounce=yes, for kernels that do not rename links that are up. */
export function replugBounced(machine: Machine): World {
  const world = replug(machine);
  return { ...world, name: `${world.name}, Bounce=yes`, files: BOUNCE };
}

export const BOUNCE = { "/etc/failover-ifname.conf": "Bounce=yes\n" } as const;

/** An administrator renames the master, twice. */
export function masterRenamed(machine: Machine): World {
  return running("the master renamed late", machine, false, [renameMaster, renameBack]);
}

const touches = ["master", "standby", "primary"];
const renameMaster: Script = { name: "admin", by: "people", steps: [renameTo("master", "lan0", touches)] };
const renameBack: Script = { name: "another admin", by: "people", steps: [renameTo("master", "ens3", touches)] };

function running(name: string, machine: Machine, up: boolean, scripts: readonly Script[]): World {
  const links = settledTrio(machine, "", 3, up);
  return makeWorld(name, machine, { devices: trio("", 3), links, database: seen(links), scripts });
}

/** What happens to the PCI function, in order, such as "out in". */
export function pci(machine: Machine, order: string): Script {
  const steps = order
    .split(" ")
    .flatMap((what) => (what === "in" ? register(machine, "primary", "master") : unregister("primary")));
  return { ...plugPrimary(machine, ""), steps };
}
