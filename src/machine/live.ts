// SPDX-License-Identifier: MIT
import type { Config } from "../config/config.ts";
import { type Files, filesOf, readAttribute } from "../host/files.ts";
import type { Host } from "../host/host.ts";
import type { Link } from "../netlink/link.ts";
import { openRtnl, type Rtnl } from "../netlink/rtnl.ts";
import { type LiveMachine, machineOf } from "./machine.ts";

/**
 * This machine. The call itself reads nothing, so it can be made before the snapshot is taken.
 *
 * @param readConfig reads the configuration of the machine that has these files
 */
export function openLive(host: Host, readConfig: (files: Files) => Config): LiveMachine {
  const rtnl = openRtnl(host);
  const files = filesOf(host, "");
  const links = {
    byIndex: rtnl.link,
    byName: rtnl.linkNamed,
    all: rtnl.links,
    slavesOf: rtnl.slaves,
    inSysfs: <T>(link: Link, read: (directory: string) => T | undefined) => inSysfs(files, rtnl, link, read),
    source: (_link: Link, attribute: string) => `RTM_GETLINK ${attribute}`,
  };
  return { ...machineOf(links, files, () => readConfig(files)), rtnl };
}

/** How often a read is tried if the link is renamed meanwhile. */
const TRIES = 8;

/** sysfs has links by name, and another link may get a name that becomes free. So the ifindex is checked after each read. */
function inSysfs<T>(files: Files, rtnl: Rtnl, link: Link, read: (directory: string) => T | undefined): T | undefined {
  let present: Link | undefined = link;
  for (let attempt = 0; present !== undefined && attempt < TRIES; attempt++) {
    const directory = `/sys/class/net/${present.name}`;
    const result = read(directory);
    if (readAttribute(files, `${directory}/ifindex`) === `${link.ifindex}\n`) return result;
    present = rtnl.link(link.ifindex);
  }
  return undefined;
}
