// SPDX-License-Identifier: MIT
/** What can be done with a guest: run commands, and plug its primary in and out. */
import type { Accelerator } from "./accelerator.ts";
import type { Answer } from "./control.ts";
import { type Hotplug, primaryDevice } from "./hardware.ts";
import type { Qemu } from "./qemu.ts";
import { QmpError } from "./qmp.ts";

export interface Machine {
  accelerator: Accelerator;
  /**
   * Runs one line of shell in the guest.
   *
   * @throws Error if it has not ended after so many milliseconds (default: 60 s). The machine is then closed
   */
  run(command: string, milliseconds?: number): Promise<Answer>;
  /** Runs one line of shell that must succeed. Returns its output without the last newline. */
  succeed(command: string): Promise<string>;
  /** Unplugs the primary and waits until it is gone and udev is idle. */
  unplugPrimary(): Promise<void>;
  /** Plugs the primary in and waits until udev has handled it, and all events that follow. */
  plugPrimary(): Promise<void>;
  /** Kills QEMU and removes all files of the machine. */
  close(): void;
}

const settleSeconds = 30;

/** Waits in the guest until udev has handled the primary. */
export const awaitPrimary = `/usr/lib/machine/await-primary ${settleSeconds}`;

const settle = `udevadm settle --timeout=${settleSeconds}`;

/** The running guest, once its control line is ready. `primary` is the device that `plugPrimary` adds. */
export function operate(
  qemu: Qemu,
  accelerator: Accelerator,
  hotplug: Hotplug,
  primary: Record<string, unknown>,
  close: () => void,
): Machine {
  async function run(command: string, milliseconds = 60_000): Promise<Answer> {
    try {
      return await qemu.wait(milliseconds, `end of '${command}' in the guest`, qemu.control.run(command));
    } catch (error) {
      // A later answer would be taken for that of the next command.
      close();
      throw error;
    }
  }

  async function succeed(command: string): Promise<string> {
    const { status, output } = await run(command);
    if (status !== 0) throw new Error(`'${command}' in the guest gave exit status ${status}: ${output}`);
    return output.replace(/\n$/, "");
  }

  async function awaitUdev(): Promise<void> {
    try {
      await succeed(settle);
    } catch (error) {
      // Seen once, on an overloaded machine: udevadm had lost its connection to udevd. The cause is not known.
      if (!/Broken pipe/.test(String(error))) throw error;
      await succeed(settle);
    }
  }

  async function unplugPrimary(): Promise<void> {
    // A busy guest may lose the request. PCI Express itself waits 5 s before the removal.
    const patience = hotplug === "native" ? 12_000 : 4000;
    for (let attempt = 0; attempt < 4; attempt++) {
      const gone = qemu.qmp.sawEvent("DEVICE_DELETED", primaryDevice.id, patience);
      if (!(await requestRemoval(qemu)) || (await gone)) {
        await awaitUdev();
        return;
      }
    }
    throw new Error("the guest does not let the primary go");
  }

  async function plugPrimary(): Promise<void> {
    await qemu.qmp.execute("device_add", primary);
    await succeed(awaitPrimary);
  }

  return { accelerator, run, succeed, unplugPrimary, plugPrimary, close };
}

/** @returns false if there is nothing left to remove */
async function requestRemoval(qemu: Qemu): Promise<boolean> {
  try {
    await qemu.qmp.execute("device_del", { id: primaryDevice.id });
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
    if (error.kind === "DeviceNotFound") return false;
    if (!/in the process of unplug/.test(error.message)) throw error;
  }
  return true;
}
