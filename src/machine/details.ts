// SPDX-License-Identifier: MIT
import { readAttribute, readSymlinkName, trimNewline } from "../host/files.ts";
import type { Link } from "../netlink/link.ts";
import type { Machine } from "./machine.ts";

/** What people want to know of a link, and what no name depends on. Undefined where it is not known. */
export interface LinkDetails {
  /** The hardware address. */
  readonly address: string | undefined;
  /** Can it transmit (netif_carrier_ok)? The kernel tells this only of a link that is up. */
  readonly carrier: boolean | undefined;
  /** The driver of its parent device. */
  readonly driver: string | undefined;
}

/** Reads the details of a link: those that the list of links has, and the others in sysfs. */
export function detailsOf({ links, files }: Machine, link: Link): LinkDetails {
  const { address, carrier } = links.listed?.(link) ?? {};
  const inSysfs = links.inSysfs(link, (directory) => {
    const value = (name: string): string | undefined => {
      const text = readAttribute(files, `${directory}/${name}`);
      return text === undefined ? undefined : trimNewline(text);
    };
    return {
      address: address ?? value("address"),
      // If the link is down, a read of the file gives EINVAL (net/core/net-sysfs.c, carrier_show).
      carrier: carrier ?? (link.up ? carrierIn(value) : undefined),
      driver: readSymlinkName(files, `${directory}/device/driver`),
    };
  });
  return inSysfs ?? NOT_KNOWN;
}

const NOT_KNOWN: LinkDetails = { address: undefined, carrier: undefined, driver: undefined };

function carrierIn(value: (name: string) => string | undefined): boolean | undefined {
  const carrier = value("carrier");
  if (carrier === "0" || carrier === "1") return carrier === "1";
  // For a capture without `carrier` (net/core/link_watch.c, default_operstate). "unknown" may be either.
  const operstate = value("operstate");
  if (operstate === "up") return true;
  return operstate === "down" || operstate === "lowerlayerdown" ? false : undefined;
}
