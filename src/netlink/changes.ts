// SPDX-License-Identifier: MIT
import { IFF_UP, IFLA_ALT_IFNAME, IFLA_IFNAME, IFLA_PROP_LIST, ifinfomsg } from "./link-message.ts";
import { encodeAttribute, encodeNested, NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import type { Rtnl } from "./rtnl.ts";

/** The requests that change a link. Each throws SystemError if the kernel refuses, and Failure for a malformed answer. */

export const RTM_SETLINK = 19;
export const RTM_NEWLINKPROP = 108;
export const RTM_DELLINKPROP = 109;

/**
 * Renames a link. The ifindex must not be 0: the kernel would then look for a link with the new name, and rename nothing.
 */
export function setName(rtnl: Rtnl, ifindex: number, name: string): void {
  rtnl.change(RTM_SETLINK, 0, ifinfomsg(ifindex) + encodeAttribute(IFLA_IFNAME, `${name}\0`));
}

/** Sets or clears IFF_UP. */
export function setUp(rtnl: Rtnl, ifindex: number, up: boolean): void {
  rtnl.change(RTM_SETLINK, 0, ifinfomsg(ifindex, up ? IFF_UP : 0, IFF_UP));
}

/** Gives a link an altname. The kernel refuses with EEXIST if any link has that name. */
export function addAltname(rtnl: Rtnl, ifindex: number, altname: string): void {
  rtnl.change(RTM_NEWLINKPROP, NLM_F_CREATE | NLM_F_EXCL, altnameProperty(ifindex, altname));
}

/** Takes an altname from a link. */
export function dropAltname(rtnl: Rtnl, ifindex: number, altname: string): void {
  rtnl.change(RTM_DELLINKPROP, 0, altnameProperty(ifindex, altname));
}

function altnameProperty(ifindex: number, altname: string): string {
  return ifinfomsg(ifindex) + encodeNested(IFLA_PROP_LIST, encodeAttribute(IFLA_ALT_IFNAME, `${altname}\0`));
}
