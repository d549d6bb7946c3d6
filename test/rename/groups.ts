// SPDX-License-Identifier: MIT
import type { Link } from "../../src/netlink/link.ts";
import { FEATURES_WITH_STANDBY, link, pci, virtio } from "../support/links.ts";

/** The features of the masters of `group`, by device. */
export const FEATURES: { readonly [device: string]: string } = Object.fromEntries(
  [1, 2, 3, 4].map((number) => [`virtio${number}`, FEATURES_WITH_STANDBY]),
);

/** A master #10 called ens3, #20 called ens4 and so on, with a standby #11 and a primary #12. */
export function group(number: number, standby: string, primary: string, fields: Partial<Link> = {}): Link[] {
  const master = 10 * number;
  return [
    link(master, `ens${number + 2}`, { parent: virtio(number), ...fields }),
    link(master + 1, standby, { master, parent: virtio(number) }),
    link(master + 2, primary, { master, parent: pci(number) }),
  ];
}
