// SPDX-License-Identifier: MIT
/** One machine with one manager: a boot, and a replug of the primary. */
import type { Suite } from "../apt.ts";
import { withMachine } from "../with-machine.ts";
import type { Manager } from "./catalog.ts";
import { dhcpServer } from "./dhcp.ts";
import { managerFiles, managerLayer } from "./layer.ts";
import { type Outcome, readOutcome } from "./outcome.ts";

/** What of ours is in the guest: nothing, what `make install` installs, or also what the manual page says to do. */
export type Ours = "without" | "with" | "by hand";

export interface Trial {
  version: string;
  booted: Outcome;
  replugged: Outcome;
}

export async function tryManager(suite: Suite, manager: Manager, ours: Ours): Promise<Trial> {
  const settings = { ...manager.settings, ...(ours === "by hand" ? manager.byHand : {}) };
  const options = { systemd: true, udevDebug: false, hotplug: "acpi" } as const;
  const layers = [await managerLayer(suite, manager)];
  const files = managerFiles({ ...manager, settings });
  const machineOptions = { ...options, suite, layers, files, withRule: ours !== "without", wire: dhcpServer() };
  return await withMachine(machineOptions, async (machine, say) => {
    const booted = await readOutcome(machine);
    say(`${manager.name} ${suite.name} ${ours}: boot: ${describe(booted)}`);
    await machine.unplugPrimary();
    await machine.plugPrimary();
    const replugged = await readOutcome(machine);
    say(`${manager.name} ${suite.name} ${ours}: replug: ${describe(replugged)}`);
    return { version: await machine.succeed(manager.version), booted, replugged };
  });
}

function describe({ master, standby, primary, right }: Outcome): string {
  return `${master} | ${standby} | ${primary} | ${right ? "right" : "not right"}`;
}
