// SPDX-License-Identifier: MIT
/** One machine with one manager: a boot, and a replug of the primary. */
import type { Suite } from "../apt.ts";
import type { GuestFile } from "../initramfs.ts";
import type { Machine } from "../machine.ts";
import { withMachine } from "../with-machine.ts";
import type { Manager } from "./catalog.ts";
import { dhcpServer } from "./dhcp.ts";
import { managerFiles, managerLayers } from "./layer.ts";
import { type Outcome, readOutcome } from "./outcome.ts";
import { carryOut } from "./way-out.ts";

/** What of ours is in the guest: nothing, what `make install` installs, or also what the manual page says to do. */
export type Ours = "without" | "with" | "by hand";

export interface Trial {
  version: string;
  booted: Outcome;
  replugged: Outcome;
  /** After doctor's way out; undefined if a slave was left alone, or if that needs a person. */
  mended: Outcome | undefined;
}

/**
 * @param more further files for the guest
 * @param look is called at the end, with the machine still there
 */
export async function tryManager(
  suite: Suite,
  manager: Manager,
  ours: Ours,
  more: GuestFile[] = [],
  look?: (machine: Machine) => Promise<void>,
): Promise<Trial> {
  const settings = { ...manager.settings, ...(ours === "by hand" ? manager.byHand : {}) };
  const options = { systemd: true, udevDebug: false, hotplug: "acpi" } as const;
  const layers = await managerLayers(suite, manager);
  const files = [...managerFiles({ ...manager, settings }), ...more];
  const machineOptions = { ...options, suite, layers, files, withRule: ours !== "without", wire: dhcpServer() };
  return await withMachine(machineOptions, async (machine, say) => {
    const booted = await readOutcome(machine);
    say(`${manager.name}, ${ours}: boot: ${describe(booted)}`);
    await machine.unplugPrimary();
    await machine.plugPrimary();
    const replugged = await readOutcome(machine);
    say(`${manager.name}, ${ours}: replug: ${describe(replugged)}`);
    await look?.(machine);
    const mended = ours === "with" && look === undefined && !replugged.right ? await carryOut(machine) : undefined;
    if (mended !== undefined) say(`${manager.name}, doctor's way out: ${describe(mended)}`);
    return { version: await machine.succeed(manager.version), booted, replugged, mended };
  });
}

function describe({ master, standby, primary, right }: Outcome): string {
  return `${master} | ${standby} | ${primary} | ${right ? "right" : "not right"}`;
}
