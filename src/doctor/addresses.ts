// SPDX-License-Identifier: MIT
import { detailsOf } from "../machine/details.ts";
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
}

/** Reads the addresses of all failover links. */
export function addressesOf({ machine, observation }: Subject): Addresses {
  const known = observation().groups.flatMap(({ master, slaves }) =>
    [master.link, ...slaves.map(({ link }) => link)].map((link): AddressedLink => {
      return { name: link.name, kind: master.kind.name, address: detailsOf(machine, link).address ?? "" };
    }),
  );
  return {
    linksWith: (pattern) => known.filter(({ address }) => address !== "" && matchesGlob(address, pattern)),
  };
}
