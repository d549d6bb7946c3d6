// SPDX-License-Identifier: MIT
import { detailsOf } from "../machine/details.ts";
import type { Link } from "../netlink/link.ts";
import { matchesGlob } from "../text/glob.ts";
import type { Subject } from "./check.ts";

/** The hardware addresses of failover masters and slaves. The links of a group have the same address. */
export interface Addresses {
  /** The masters and slaves whose address matches a pattern. */
  linksWith(pattern: string): readonly AddressedLink[];
}

export interface AddressedLink {
  readonly name: string;
  /** The kind of its master, or of the master itself: "net_failover". ETHTOOL_GDRVINFO says so of the master only. */
  readonly kind: string;
  readonly address: string;
  /** The driver of its parent device; empty if it is not known. */
  readonly driver: string;
  readonly isSlave: boolean;
  /** Has its group no primary? Then one may come. */
  readonly lacksPrimary: boolean;
}

/** Reads the addresses of all failover links. */
export function addressesOf({ machine, observation }: Subject): Addresses {
  const known = observation().groups.flatMap(({ master, slaves }) => {
    const lacksPrimary = !slaves.some(({ role }) => role === "primary");
    const addressed = (link: Link, isSlave: boolean): AddressedLink => {
      const { address = "", driver = "" } = detailsOf(machine, link);
      return { name: link.name, kind: master.kind.name, address, driver, isSlave, lacksPrimary };
    };
    return [addressed(master.link, false), ...slaves.map(({ link }) => addressed(link, true))];
  });
  return {
    linksWith: (pattern) => known.filter(({ address }) => address !== "" && matchesGlob(address, pattern)),
  };
}
