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

type Release = readonly [number, number, number];

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
  const version = parseRelease(release);
  if (version === undefined) return undefined;
  const hazard = HAZARDS.find(
    ({ from, until, drivers }) =>
      compare(version, from) >= 0 && compare(version, until) < 0 && drivers.includes(driver),
  );
  if (hazard === undefined) return undefined;
  return `renaming it while it is up could hang Linux ${release} (driver ${driver}); LiveRename=always overrides`;
}

function parseRelease(release: string): Release | undefined {
  const parts = release.split(".");
  const major = leadingNumber(parts[0]);
  const minor = leadingNumber(parts[1]);
  return major === undefined || minor === undefined ? undefined : [major, minor, leadingNumber(parts[2]) ?? 0];
}

function leadingNumber(text = ""): number | undefined {
  let digits = 0;
  while (text.charCodeAt(digits) >= 0x30 && text.charCodeAt(digits) <= 0x39) digits++;
  return digits === 0 ? undefined : Number(text.slice(0, digits));
}

function compare(one: Release, other: Release): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
}
