// SPDX-License-Identifier: MIT
/** One machine for the time of a test, and readable lines about it. */
import { type Machine, type MachineOptions, startMachine } from "./machine.ts";

/** Prints one line: how the guest runs, the seconds since the start of the machine, and the text. */
export type Say = (text: string) => void;

/**
 * Starts a machine, passes it to the work, and always closes it. If the work fails, prints the end of the guest's logs.
 *
 * @returns what the work returns
 * @throws what the start or the work throws
 */
export async function withMachine<T>(
  options: MachineOptions,
  work: (machine: Machine, say: Say) => Promise<T>,
): Promise<T> {
  const start = performance.now();
  const machine = await startMachine(options);
  const say = (text: string) => {
    const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
    console.log(`${machine.accelerator} ${seconds} s  ${text}`);
  };
  try {
    return await work(machine, say);
  } catch (error) {
    await printLog(machine).catch((reason) => console.error(`and the guest's logs cannot be had: ${reason}`));
    throw error;
  } finally {
    machine.close();
  }
}

async function printLog(machine: Machine): Promise<void> {
  const { output } = await machine.run(
    `grep -E '^(ens|enp|eth|failover)|failover-ifname' /run/udevd.log | tail -n 120; dmesg | grep failover-ifname | tail -n 200`,
  );
  console.error(`The end of /run/udevd.log in the guest, and what the program told the kernel's log:\n${output}`);
}
