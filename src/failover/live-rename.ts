import { isBefore, type Release } from "../machine/kernel-release.ts";

/**
 * Where renaming a link that is up can hang the kernel. From 6.15 on, drivers with a lock per device ("ops locked") are
 * called with it held, and a failover master that runs opens its slave again from the notifier of the rename
 * (drivers/net/net_failover.c, net_failover_slave_name_change), which takes that lock a second time, with rtnl held. The
 * fix is commit 985a663bf007. A kernel with a backport of it is told by LiveRename=always.
 */
interface Hazard {
  /** The first kernel that has the fault, and the first that has it no more: major, minor, patch. */
  readonly from: Release;
  readonly until: Release;
  readonly drivers: readonly string[];
}

const HAZARDS: readonly Hazard[] = [
  { from: [6, 15, 0], until: [7, 2, 7], drivers: ["mlx5_core", "bnxt_en", "iavf", "gve", "mana"] },
];

/**
 * Why renaming a slave that is up under a master that is up could hang the kernel; undefined where it could not.
 *
 * @param release the kernel's release, such as "6.16.3-amd64"; an unknown form counts as safe
 * @param driver the driver of the slave's device; empty where it is not known
 */
export function whyHazardous(release: string, driver: string): string | undefined {
  const hazard = HAZARDS.find(
    ({ from, until, drivers }) => !isBefore(release, from) && isBefore(release, until) && drivers.includes(driver),
  );
  if (hazard === undefined) return undefined;
  return `renaming it while it is up could hang Linux ${release} (driver ${driver}); LiveRename=always overrides`;
}
