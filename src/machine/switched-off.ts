// SPDX-License-Identifier: MIT
import type { Machine } from "./machine.ts";

/**
 * The setting that switches the udev rule off; undefined if the rule is on. Commands that an administrator types ignore
 * this.
 */
export function whySwitchedOff({ config, kernel, files }: Machine): string | undefined {
  const { enable, setAt } = config();
  if (!enable) return `Enable=no in ${setAt.Enable}`;
  return isSwitchedOff(kernel.commandLine()) ? `failover_ifname=0 in ${files.path("/proc/cmdline")}` : undefined;
}

/** Which setting leaves out the masters of a kind. */
export function whyKindLeftOut({ config }: Machine, kind: string): string {
  const { masters, setAt } = config();
  return `Masters=${masters.join(" ")} in ${setAt.Masters} leaves out ${kind}`;
}

/** Does the kernel's command line have `failover_ifname=0`? The last one counts. */
export function isSwitchedOff(kernelCommandLine: string): boolean {
  const key = "failover_ifname=";
  if (!kernelCommandLine.includes(key)) return false;
  const line = ` ${kernelCommandLine.split("\n").join(" ")} `;
  const at = line.lastIndexOf(` ${key}`);
  return at !== -1 && line.startsWith("0 ", at + 1 + key.length);
}
