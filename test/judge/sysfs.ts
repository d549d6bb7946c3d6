// SPDX-License-Identifier: MIT
/** A machine's links as a tree of sysfs, as cloud-init reads it. */
import type { Link } from "../../src/netlink/link.ts";
import type { Entries, Entry } from "../support/folder.ts";

/** A link, with what sysfs shows of it. */
export interface SysfsLink extends Pick<Link, "ifindex" | "name" | "master" | "kind" | "slaveKind" | "parent"> {
  readonly address: string;
  /** The driver of its parent device; empty if it has none. */
  readonly driver: string;
  /** The attribute `features` of a virtio device; empty for others. */
  readonly features: string;
}

/** @param root the path of the tree, with a slash behind it */
export function sysfsTree(root: string, links: readonly SysfsLink[]): Entries {
  const entries: { [path: string]: Entry } = {};
  for (const link of links) {
    const { ifindex, name, kind, parent, address } = link;
    const folder = `${root}sys/class/net/${name}`;
    entries[`${folder}/ifindex`] = `${ifindex}\n`;
    entries[`${folder}/address`] = `${address}\n`;
    if (kind !== "") entries[`${folder}/uevent`] = `DEVTYPE=${kind}\n`;
    if (kind === "bridge") entries[`${folder}/bridge`] = { directory: true };
    if (kind === "bond") entries[`${folder}/bonding`] = { directory: true };
    const master = links.find((candidate) => candidate.ifindex === link.master);
    if (master !== undefined) {
      entries[`${folder}/master`] = { link: `../${master.name}` };
      if (link.slaveKind === "openvswitch") entries[`${folder}/upper_${master.name}`] = { link: `../${master.name}` };
      if (link.slaveKind === "bridge") entries[`${folder}/brport`] = { directory: true };
    }
    if (parent !== undefined) {
      entries[`${folder}/device`] = { link: `../../../devices/${parent.name}` };
      Object.assign(entries, deviceTree(root, parent, link));
    }
  }
  return entries;
}

function deviceTree(
  root: string,
  { bus, name }: NonNullable<SysfsLink["parent"]>,
  { driver, features }: SysfsLink,
): Entries {
  const folder = `${root}sys/devices/${name}`;
  return {
    [`${folder}/subsystem`]: { link: `../../bus/${bus}` },
    ...(driver === "" ? {} : { [`${folder}/driver`]: { link: `../../bus/${bus}/drivers/${driver}` } }),
    ...(features === "" ? {} : { [`${folder}/features`]: `${features}\n` }),
    [`${root}sys/bus/${bus}/devices/${name}`]: { link: `../../../devices/${name}` },
  };
}
