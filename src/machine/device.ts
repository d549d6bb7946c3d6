// SPDX-License-Identifier: MIT
import { parseNumber, readAttribute, readSymlinkName } from "../host/files.ts";
import type { Device, Link } from "../netlink/link.ts";
import type { Machine } from "./machine.ts";

/** A link with its parent device. Kernels before 5.14 do not put it into netlink: then it is read from sysfs. */
export function withParent(machine: Machine, link: Link): Link {
  return link.parent === undefined ? { ...link, parent: parentInSysfs(machine, link) } : link;
}

/** The driver of the device behind a link, such as "mlx5_core"; empty if it cannot be read. */
export function driverOf({ links, files }: Machine, link: Link): string {
  return links.inSysfs(link, (directory) => readSymlinkName(files, `${directory}/device/driver`)) ?? "";
}

/**
 * The attribute name_assign_type of a link (include/uapi/linux/netdevice.h, NET_NAME_*); 0 if it cannot be read. Throws
 * Failure if it is not a number.
 */
export function nameAssignTypeOf({ links, files }: Machine, link: Link): number {
  const value = links.inSysfs(link, (directory) => readAttribute(files, `${directory}/name_assign_type`));
  return value === undefined ? 0 : (parseNumber(value) ?? 0);
}

function parentInSysfs({ links, files }: Machine, link: Link): Device | undefined {
  return links.inSysfs(link, (directory) => {
    const name = readSymlinkName(files, `${directory}/device`);
    return name === undefined
      ? undefined
      : { bus: readSymlinkName(files, `${directory}/device/subsystem`) ?? "", name };
  });
}
