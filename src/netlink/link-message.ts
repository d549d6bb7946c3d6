import type { Link } from "../links/link.ts";
import { i32, pack32, text, u32 } from "./bytes.ts";
import { encodeAttribute, encodeNested, forEachAttribute, MalformedMessage, type Message } from "./message.ts";

/** Message types and attributes of rtnetlink (include/uapi/linux/rtnetlink.h, if_link.h). */
export const RTM_NEWLINK = 16;
export const RTM_GETLINK = 18;
export const RTM_SETLINK = 19;
export const RTM_NEWLINKPROP = 108;
export const RTM_DELLINKPROP = 109;

export const IFF_UP = 0x1;

/** The longest name of a link and the longest altname, in bytes without the NUL (IFNAMSIZ, ALTIFNAMSIZ). */
export const NAME_MAX = 15;
export const ALTNAME_MAX = 127;

const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_EXT_MASK = 29;
const IFLA_PROP_LIST = 52;
const IFLA_ALT_IFNAME = 53;
const IFLA_PERM_ADDRESS = 54;
const IFLA_PARENT_DEV_NAME = 56;
const IFLA_PARENT_DEV_BUS_NAME = 57;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_SLAVE_KIND = 4;

const IFINFOMSG_LENGTH = 16;

/**
 * Statistics are the larger part of an answer, and nobody reads them here. RTEXT_FILTER_NAME_ONLY is never to be set:
 * kernels from 7.0 answer that without taking rtnl, and waiting for rtnl is what makes RTM_GETLINK wait for the end of
 * a registration (net/core/rtnetlink.c, rtnl_getlink).
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

/** The payload of RTM_SETLINK that renames a link. With an ifindex of 0 the kernel would take the name as a look-up key. */
export function setName(ifindex: number, name: string): string {
  return ifinfomsg(ifindex) + encodeAttribute(IFLA_IFNAME, `${name}\0`);
}

/** The payload of RTM_NEWLINKPROP or RTM_DELLINKPROP for one altname. */
export function altnameProperty(ifindex: number, altname: string): string {
  return ifinfomsg(ifindex) + encodeNested(IFLA_PROP_LIST, encodeAttribute(IFLA_ALT_IFNAME, `${altname}\0`));
}

/** The link that an RTM_NEWLINK describes. Throws MalformedMessage. */
export function decodeLink({ bytes, from, to }: Message): Link {
  if (to - from < IFINFOMSG_LENGTH) throw new MalformedMessage("an RTM_NEWLINK is cut off");
  let name = "";
  const altnames: string[] = [];
  let address = "";
  let permanentAddress = "";
  let master = 0;
  let kind = "";
  let slaveKind = "";
  let parentName = "";
  let parentBus = "";
  forEachAttribute(bytes, from + IFINFOMSG_LENGTH, to, (type, start, end) => {
    if (type === IFLA_IFNAME) name = text(bytes, start, end);
    else if (type === IFLA_MASTER && end - start >= 4) master = u32(bytes, start);
    else if (type === IFLA_ADDRESS) address = hexadecimal(bytes, start, end);
    else if (type === IFLA_PERM_ADDRESS) permanentAddress = hexadecimal(bytes, start, end);
    else if (type === IFLA_PARENT_DEV_NAME) parentName = text(bytes, start, end);
    else if (type === IFLA_PARENT_DEV_BUS_NAME) parentBus = text(bytes, start, end);
    else if (type === IFLA_PROP_LIST) {
      forEachAttribute(bytes, start, end, (property, first, last) => {
        if (property === IFLA_ALT_IFNAME) altnames.push(text(bytes, first, last));
      });
    } else if (type === IFLA_LINKINFO) {
      forEachAttribute(bytes, start, end, (property, first, last) => {
        if (property === IFLA_INFO_KIND) kind = text(bytes, first, last);
        else if (property === IFLA_INFO_SLAVE_KIND) slaveKind = text(bytes, first, last);
      });
    }
  });
  return {
    ifindex: i32(bytes, from + 4),
    name,
    altnames,
    up: (u32(bytes, from + 8) & IFF_UP) !== 0,
    master,
    kind,
    slaveKind,
    address,
    permanentAddress,
    parent: parentName === "" ? undefined : { bus: parentBus, name: parentName },
  };
}

function ifinfomsg(ifindex: number): string {
  return `\0\0\0\0${pack32(ifindex)}\0\0\0\0\0\0\0\0`;
}

const EXT_MASK = encodeAttribute(IFLA_EXT_MASK, pack32(RTEXT_FILTER_SKIP_STATS));

function hexadecimal(bytes: string, from: number, to: number): string {
  let result = "";
  for (let at = from; at < to; at++) {
    const byte = bytes.charCodeAt(at);
    result += `${at === from ? "" : ":"}${byte < 16 ? "0" : ""}${byte.toString(16)}`;
  }
  return result;
}
