// SPDX-License-Identifier: MIT
/** Boot: the kernel finds a master and its slaves while udevd runs. */
import { trio } from "../machine/devices.ts";
import { bringUp, isSettled, plugPrimary, probeVirtio, runProgram, when } from "../machine/hardware.ts";
import { linkByLabel } from "../machine/kernel.ts";
import type { Script, World } from "../machine/state.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** QEMU shows the primary only to a driver that knows failover, so it always comes after the master. */
export function boot(machine: Machine): World {
  const { name, by, steps } = plugPrimary(machine, "");
  const [first, ...rest] = steps;
  const hotplug =
    first === undefined ? [] : [when(first, (state) => linkByLabel(state, "master") !== undefined), ...rest];
  return makeWorld("boot", machine, {
    devices: trio("", 3),
    scripts: [probeVirtio(machine, ""), { name, by, steps: hotplug }],
  });
}

/** A rule before this program's rule names the primary, and the primary keeps that name. */
export function bootNamed(machine: Machine): World {
  const world = boot(machine);
  const devices = world.devices.map((device) => (device.role === "primary" ? { ...device, ruleName: "lan7" } : device));
  return { ...world, name: `${world.name}, the primary named by another rule`, devices };
}

/** An administrator runs `rename` during the boot. */
export function bootAndRename(machine: Machine): World {
  const admin: Script = { name: "admin", by: "people", steps: [runProgram(["rename"])] };
  return makeWorld("boot, and rename meanwhile", machine, {
    devices: trio("", 3),
    scripts: [probeVirtio(machine, ""), admin],
  });
}

/** The master is set up as soon as udev knows it. Its standby may not be registered yet. */
export function bootUp(machine: Machine): World {
  return makeWorld("boot, and up at once", machine, {
    devices: trio("", 3),
    scripts: [probeVirtio(machine, ""), networkd],
  });
}

/** The driver of the primary is loaded before virtio_net: the kernel enslaves the primary later, without any event. */
export function primaryFirst(machine: Machine): World {
  return makeWorld("boot, the primary first", machine, {
    devices: trio("", 3),
    scripts: [probeVirtio(machine, ""), plugPrimary(machine, "")],
  });
}

/** udevd has only one worker. It waits for the administrator's run, which waits until udevd has named the master. */
export function oneWorker(machine: Machine): World {
  const admin: Script = { name: "admin", by: "people", steps: [runProgram(["rename"])] };
  const world = primaryFirst(machine);
  return { ...world, name: `${world.name}, one worker`, scripts: [...world.scripts, admin], workers: 1 };
}

/** Sets the master up when it is settled, as networkd does. */
export const networkd: Script = {
  name: "networkd",
  by: "people",
  steps: [when(bringUp("master", ["master", "standby", "primary"]), (state) => isSettled(state, "master"))],
};
