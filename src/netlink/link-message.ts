// SPDX-License-Identifier: MIT
import { i32, pack32, text, u32, type Words } from "./bytes.ts";
import type { Link } from "./link.ts";
import {
  ATTRIBUTE_HEADER,
  aligned,
  attributeEnd,
  attributeType,
  encodeAttribute,
  type Message,
  malformed,
  NLA_TYPE_MASK,
} from "./message.ts";

/** Message types and attributes of rtnetlink (include/uapi/linux/rtnetlink.h, if_link.h). */
export const RTM_NEWLINK = 16;
export const RTM_GETLINK = 18;

export const IFF_UP = 0x1;

/** The longest name of a link and the longest altname, in bytes without the NUL (IFNAMSIZ, ALTIFNAMSIZ). */
export const NAME_MAX = 15;
export const ALTNAME_MAX = 127;

export const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_EXT_MASK = 29;
export const IFLA_PROP_LIST = 52;
export const IFLA_ALT_IFNAME = 53;
const IFLA_PARENT_DEV_NAME = 56;
const IFLA_PARENT_DEV_BUS_NAME = 57;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_SLAVE_KIND = 4;

const IFINFOMSG_LENGTH = 16;

/**
 * Leaves out the statistics of address families; there is no filter for the rest. RTEXT_FILTER_NAME_ONLY is never to be
 * set: kernels from 7.0 answer that without taking rtnl, and waiting for rtnl is what makes RTM_GETLINK wait for the end
 * of a registration (net/core/rtnetlink.c, rtnl_getlink).
 */
const RTEXT_FILTER_SKIP_STATS = 8;

/** The payload of RTM_GETLINK for one link. */
export function getByIndex(ifindex: number): string {
  return ifinfomsg(ifindex) + EXT_MASK;
}

/**
 * The payload of RTM_GETLINK for the link with this name or altname. IFLA_IFNAME finds altnames too, where they fit
 * (net/core/dev.c, netdev_name_node_lookup); only IFLA_ALT_IFNAME takes a longer one (5.5 and later).
 */
export function getByName(name: string): string {
  const attribute = name.length <= NAME_MAX ? IFLA_IFNAME : IFLA_ALT_IFNAME;
  return ifinfomsg(0) + encodeAttribute(attribute, `${name}\0`) + EXT_MASK;
}

/** The payload of RTM_GETLINK for all links (with NLM_F_DUMP). */
export function getAll(): string {
  return ifinfomsg(0) + EXT_MASK;
}

/** The payload of RTM_GETLINK for the slaves of one master (with NLM_F_DUMP; kernels before 4.4 answer with all links). */
export function getByMaster(master: number): string {
  return ifinfomsg(0) + encodeAttribute(IFLA_MASTER, pack32(master)) + EXT_MASK;
}

/** The link that an RTM_NEWLINK describes. Throws Failure. */
export function decodeLink({ words, from, to }: Message): Link {
  if (to - from < IFINFOMSG_LENGTH) throw malformed("an RTM_NEWLINK is cut off");
  const link: LinkFields = {
    ifindex: i32(words, from + 4),
    name: "",
    altnames: [],
    up: (u32(words, from + 8) & IFF_UP) !== 0,
    master: 0,
    kind: "",
    slaveKind: "",
    parent: undefined,
  };
  // By hand, and not by attributeEnd and the like: a call costs more than all that is done here for most attributes, and
  // the kernel sends some 50 of them.
  for (let at = from + IFINFOMSG_LENGTH; at < to; ) {
    const header = words[at >> 2] ?? 0;
    const end = at + (header & 0xffff);
    if (end < at + ATTRIBUTE_HEADER || end > to) throw malformed(`an attribute is cut off at byte ${at} of ${to}`);
    const type = (header >>> 16) & NLA_TYPE_MASK;
    if (OF_INTEREST[type] === true) readAttribute(link, type, words, at + ATTRIBUTE_HEADER, end);
    at = (end + 3) & ~3;
  }
  // The kernel always sends IFLA_IFNAME (net/core/rtnetlink.c, rtnl_fill_ifinfo).
  if (link.name === "") throw malformed("an RTM_NEWLINK comes without a name");
  return link;
}

/** A link while it is being read. */
type LinkFields = { -readonly [field in keyof Link]: Link[field] } & { altnames: string[] };

/** By attribute type: is it read? An array, for the engine finds an element of one faster than a property. */
const OF_INTEREST: readonly boolean[] = Array.from({ length: 64 }, (_, type) =>
  [IFLA_IFNAME, IFLA_MASTER, IFLA_LINKINFO, IFLA_PROP_LIST, IFLA_PARENT_DEV_NAME, IFLA_PARENT_DEV_BUS_NAME].includes(
    type,
  ),
);

function readAttribute(link: LinkFields, type: number, words: Words, from: number, to: number): void {
  if (type === IFLA_IFNAME) link.name = text(words, from, to);
  else if (type === IFLA_MASTER) link.master = to - from < 4 ? 0 : u32(words, from);
  else if (type === IFLA_PARENT_DEV_NAME) link.parent = { bus: link.parent?.bus ?? "", name: text(words, from, to) };
  else if (type === IFLA_PARENT_DEV_BUS_NAME)
    link.parent = { bus: text(words, from, to), name: link.parent?.name ?? "" };
  else readNested(link, type, words, from, to);
}

function readNested(link: LinkFields, list: number, words: Words, from: number, to: number): void {
  for (let at = from, end = at; at < to; at = aligned(end)) {
    end = attributeEnd(words, at, to);
    const type = attributeType(words, at);
    const value = text(words, at + ATTRIBUTE_HEADER, end);
    if (list === IFLA_PROP_LIST && type === IFLA_ALT_IFNAME) link.altnames.push(value);
    else if (list === IFLA_LINKINFO && type === IFLA_INFO_KIND) link.kind = value;
    else if (list === IFLA_LINKINFO && type === IFLA_INFO_SLAVE_KIND) link.slaveKind = value;
  }
}

/** struct ifinfomsg (include/uapi/linux/rtnetlink.h), with the flags to set and the mask of those that count. */
export function ifinfomsg(ifindex: number, flags = 0, change = 0): string {
  return `\0\0\0\0${pack32(ifindex)}${pack32(flags)}${pack32(change)}`;
}

const EXT_MASK = encodeAttribute(IFLA_EXT_MASK, pack32(RTEXT_FILTER_SKIP_STATS));
