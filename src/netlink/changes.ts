// SPDX-License-Identifier: MIT
import { IFF_UP, IFLA_ALT_IFNAME, IFLA_IFNAME, IFLA_PROP_LIST, ifinfomsg } from "./link-message.ts";
import { encodeAttribute, encodeNested, NLM_F_CREATE, NLM_F_EXCL } from "./message.ts";
import type { Rtnl } from "./rtnl.ts";

/** The changes of a link that this program makes. Each throws SystemError where the kernel refuses, else Failure. */

export const RTM_SETLINK = 19;
export const RTM_NEWLINKPROP = 108;
export const RTM_DELLINKPROP = 109;

/** Renames a link. With an ifindex of 0 the kernel would take the name as a look-up key, and rename nothing. */
export function setName(rtnl: Rtnl, ifindex: number, name: string): void {
  rtnl.change(RTM_SETLINK, 0, ifinfomsg(ifindex) + encodeAttribute(IFLA_IFNAME, `${name}\0`));
}

/** Sets IFF_UP, or takes it away. */
export function setUp(rtnl: Rtnl, ifindex: number, up: boolean): void {
  rtnl.change(RTM_SETLINK, 0, ifinfomsg(ifindex, up ? IFF_UP : 0, IFF_UP));
}

export function addAltname(rtnl: Rtnl, ifindex: number, altname: string): void {
  rtnl.change(RTM_NEWLINKPROP, NLM_F_CREATE | NLM_F_EXCL, altnameProperty(ifindex, altname));
}

export function dropAltname(rtnl: Rtnl, ifindex: number, altname: string): void {
  rtnl.change(RTM_DELLINKPROP, 0, altnameProperty(ifindex, altname));
}

function altnameProperty(ifindex: number, altname: string): string {
  return ifinfomsg(ifindex) + encodeNested(IFLA_PROP_LIST, encodeAttribute(IFLA_ALT_IFNAME, `${altname}\0`));
}
