import type { Device, Link } from "../netlink/link.ts";

/**
 * Where links are read from: the running kernel (live.ts) or a captured root (captured.ts). Nothing else reads the
 * system.
 */
export interface LinkSource {
  /** The link with this ifindex; undefined where there is none. */
  byIndex(ifindex: number): Link | undefined;
  /** The link with this name or altname; undefined where there is none. */
  byName(name: string): Link | undefined;
  /** Every link, in order of ifindex. */
  all(): Link[];
  /** The links whose master is the one with this ifindex. */
  slavesOf(master: number): Link[];
  /** The device behind a link, from sysfs: for kernels before 5.14, which do not put it into netlink. */
  parent(link: Link): Device | undefined;
  /** The attribute `features` of a virtio device; empty where it cannot be read. */
  virtioFeatures(device: Device): string;
  /** What udev's database holds for the link; undefined where it has no entry. */
  udevDatabase(ifindex: number): string | undefined;
  /** The attribute `name_assign_type` (include/uapi/linux/netdevice.h, NET_NAME_*); 0 where it cannot be read. */
  nameAssignType(link: Link): number;
  /** The driver of the device behind a link, such as "mlx5_core"; empty where it cannot be read. */
  driver(link: Link): string;
  /** The kernel's release, such as "6.1.0-13-amd64"; empty where it cannot be read. */
  kernelRelease(): string;
  /** Does udev have a database here? Only then is the event of an uninitialized link still to come. */
  hasUdev(): boolean;
  /** The kernel's command line; empty where it cannot be read. */
  kernelCommandLine(): string;
}
