// SPDX-License-Identifier: MIT
/** udevd starts after the kernel has found all devices, and `udevadm trigger` repeats the events. */
import { seen, settledTrio, trio } from "../machine/devices.ts";
import { linkByLabel, uevent } from "../machine/kernel.ts";
import { type LinkState, type Script, type Step, slotOfScript, type World } from "../machine/state.ts";
import { pci } from "./hotplug.ts";
import { type Machine, makeWorld } from "./machine.ts";

/** All links still have the kernel's names. */
export function coldplug(machine: Machine): World {
  return makeWorld("coldplug", machine, { devices: trio("", 3), links: unnamed(machine, false), scripts: [trigger] });
}

/** The master is already up, after a network boot. Some kernels do not rename it then. */
export function coldplugUp(machine: Machine): World {
  return makeWorld("coldplug of links that are up", machine, {
    devices: trio("", 3),
    links: unnamed(machine, true),
    scripts: [trigger],
  });
}

/** With a replug later. */
export function coldplugUpReplug(machine: Machine): World {
  const links = unnamed(machine, true);
  const replug = pci(machine, "out in");
  const later: Step[] = replug.steps.map((step, index) => (index === 0 ? afterTrigger(step) : step));
  return makeWorld("coldplug of links that are up, then replug", machine, {
    devices: trio("", 3),
    links,
    scripts: [trigger, { ...replug, steps: later }],
  });
}

/** All links have their names from the initramfs, and the database is kept. */
export function coldplugAgain(machine: Machine): World {
  const links = settledTrio(machine, "", 3, true);
  return makeWorld("coldplug after the initramfs", machine, {
    devices: trio("", 3),
    links,
    database: seen(links),
    scripts: [trigger],
  });
}

function unnamed(machine: Machine, up: boolean): LinkState[] {
  return settledTrio(machine, "", 3, up).map((link, index) => ({
    ...link,
    name: `eth${index}`,
    altnames: [],
    assigned: 1,
  }));
}

const trigger: Script = {
  name: "udevadm trigger",
  by: "kernel",
  steps: ["master", "standby", "primary"].map((label) => ({
    label: `sends add for ${label}`,
    touches: [label],
    run: (_world, state) => {
      const link = linkByLabel(state, label);
      if (link === undefined) return state;
      return uevent(state, { action: "add", ifindex: link.ifindex, label, name: link.name, oldName: "" });
    },
  })),
};

/** After udevd has handled all events. */
function afterTrigger(step: Step): Step {
  return {
    ...step,
    run: (world, state, self) => {
      const isBusy =
        state.uevents.length > 0 ||
        state.workers.some((work) => work !== undefined) ||
        state.processes.slice(slotOfScript(world, 0)).some((process) => process !== undefined);
      return isBusy || state.scripts[0] !== trigger.steps.length ? undefined : step.run(world, state, self);
    },
  };
}
