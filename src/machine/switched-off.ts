// SPDX-License-Identifier: MIT
import type { Machine } from "./machine.ts";

/** What switches the udev rule off; undefined if nothing does. An administrator who types a command is not affected. */
export function whySwitchedOff({ config, kernel }: Machine): string | undefined {
  if (!config().enable) return "Enable=no in failover-ifname.conf";
  return isSwitchedOff(kernel.commandLine()) ? "failover_ifname=0 in /proc/cmdline" : undefined;
}

/** Does the kernel's command line have `failover_ifname=0`? The last one counts. */
export function isSwitchedOff(kernelCommandLine: string): boolean {
  const key = "failover_ifname=";
  if (!kernelCommandLine.includes(key)) return false;
  const line = ` ${kernelCommandLine.split("\n").join(" ")} `;
  const at = line.lastIndexOf(` ${key}`);
  return at !== -1 && line.startsWith("0 ", at + 1 + key.length);
}
