// SPDX-License-Identifier: MIT
import { isBefore } from "../machine/kernel-release.ts";
import type { Hazard } from "./kind.ts";

/**
 * Why renaming a slave that is up can hang the kernel; undefined if it cannot.
 *
 * @param release the kernel's release, such as "6.16.3-amd64"; one of an unknown form counts as safe
 * @param driverOf reads the driver of the slave; called only if this kernel has a hazard
 */
export function whyHazardous(hazards: readonly Hazard[], release: string, driverOf: () => string): string | undefined {
  const present = hazards.filter(({ from, until }) => !isBefore(release, from) && isBefore(release, until));
  if (present.length === 0) return undefined;
  const driver = driverOf();
  if (!present.some(({ drivers }) => drivers.includes(driver))) return undefined;
  return `renaming it while it is up can hang Linux ${release} (driver ${driver}); LiveRename=always overrides`;
}
