import type { Config } from "../config/parse.ts";
import type { LinkSource } from "./source.ts";

/**
 * Does the kernel's command line say `failover_ifname=0`? The last one counts, and it is for what udev starts: an
 * administrator who runs a command means it.
 */
export function isSwitchedOff(kernelCommandLine: string): boolean {
  const key = "failover_ifname=";
  if (!kernelCommandLine.includes(key)) return false;
  const line = ` ${kernelCommandLine.split("\n").join(" ")} `;
  const at = line.lastIndexOf(` ${key}`);
  return at !== -1 && line.startsWith("0 ", at + 1 + key.length);
}

/** What keeps udev's rule from doing anything; undefined where nothing does. */
export function whySwitchedOff(config: Config, source: LinkSource): string | undefined {
  if (!config.enable) return "Enable=no in failover-ifname.conf";
  return isSwitchedOff(source.kernelCommandLine()) ? "failover_ifname=0 in /proc/cmdline" : undefined;
}
