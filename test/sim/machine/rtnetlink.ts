// SPDX-License-Identifier: MIT
/**
 * The kernel's side of rtnetlink: reads the program's requests and writes its answers, as byte strings. It does not use the
 * program's own functions: a mistake in a shared function would not be seen.
 */

export interface Request {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly portId: number;
  readonly ifindex: number;
  readonly linkFlags: number;
  readonly linkFlagsChange: number;
  /** IFLA_IFNAME, or IFLA_ALT_IFNAME beside the property list. */
  readonly name: string | undefined;
  /** IFLA_MASTER */
  readonly master: number | undefined;
  /** The IFLA_ALT_IFNAME of IFLA_PROP_LIST. */
  readonly altnames: readonly string[];
}

export interface LinkAttributes {
  readonly ifindex: number;
  readonly name: string;
  readonly altnames: readonly string[];
  readonly up: boolean;
  readonly master: number;
  readonly kind: string;
  readonly slaveKind: string;
  readonly parent: { readonly bus: string; readonly name: string } | undefined;
}

export const RTM_NEWLINK = 16;
export const RTM_DELLINK = 17;
export const RTM_GETLINK = 18;
export const RTM_SETLINK = 19;
export const RTM_NEWLINKPROP = 108;
export const RTM_DELLINKPROP = 109;
export const NLM_F_MULTI = 2;
export const NLM_F_ACK = 4;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_DUMP = 0x300;
export const IFF_UP = 1;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;

const NLM_F_CAPPED = 0x100;
const NLA_F_NESTED = 0x8000;
const IFLA_ADDRESS = 1;
const IFLA_IFNAME = 3;
const IFLA_MASTER = 10;
const IFLA_LINKINFO = 18;
const IFLA_PROP_LIST = 52;
const IFLA_ALT_IFNAME = 53;
const IFLA_PARENT_DEV_NAME = 56;
const IFLA_PARENT_DEV_BUS_NAME = 57;
const IFLA_INFO_KIND = 1;
const IFLA_INFO_SLAVE_KIND = 4;
const HEADER = 16;
const IFINFOMSG = 16;

export function decodeRequest(message: string): Request {
  if (get32(message, 0) !== message.length) throw new Error("a request of the wrong length");
  let name: string | undefined;
  let master: number | undefined;
  const altnames: string[] = [];
  attributes(message, HEADER + IFINFOMSG, message.length, (type, from, to) => {
    if (type === IFLA_IFNAME || type === IFLA_ALT_IFNAME) name = string(message, from, to);
    else if (type === IFLA_MASTER) master = get32(message, from);
    else if (type === (IFLA_PROP_LIST | NLA_F_NESTED)) {
      attributes(message, from, to, (inner, start, end) => {
        if (inner === IFLA_ALT_IFNAME) altnames.push(string(message, start, end));
      });
    }
  });
  return {
    type: get16(message, 4),
    flags: get16(message, 6),
    sequence: get32(message, 8),
    portId: get32(message, 12),
    ifindex: get32(message, HEADER + 4),
    linkFlags: get32(message, HEADER + 8),
    linkFlagsChange: get32(message, HEADER + 12),
    name,
    master,
    altnames,
  };
}

/** An RTM_NEWLINK or RTM_DELLINK. Sequence number and port id are those of the request, 0 for an event. */
export function encodeLink(type: number, sequence: number, portId: number, flags: number, payload: string): string {
  return message(type, flags, sequence, portId, payload);
}

/** The payload of an RTM_NEWLINK. */
export function linkPayload(link: LinkAttributes): string {
  const info =
    (link.kind === "" ? "" : attribute(IFLA_INFO_KIND, `${link.kind}\0`)) +
    (link.slaveKind === "" ? "" : attribute(IFLA_INFO_SLAVE_KIND, `${link.slaveKind}\0`));
  const names = link.altnames.map((altname) => attribute(IFLA_ALT_IFNAME, `${altname}\0`)).join("");
  return [
    `\0\0\x01\0${put32(link.ifindex)}${put32(link.up ? 0x1043 : 0x1002)}\0\0\0\0`,
    attribute(IFLA_IFNAME, `${link.name}\0`),
    attribute(IFLA_ADDRESS, "\x52\x54\x00\x6f\x55\xcc"),
    link.master === 0 ? "" : attribute(IFLA_MASTER, put32(link.master)),
    info === "" ? "" : attribute(IFLA_LINKINFO | NLA_F_NESTED, info),
    names === "" ? "" : attribute(IFLA_PROP_LIST | NLA_F_NESTED, names),
    link.parent === undefined ? "" : attribute(IFLA_PARENT_DEV_NAME, `${link.parent.name}\0`),
    link.parent === undefined ? "" : attribute(IFLA_PARENT_DEV_BUS_NAME, `${link.parent.bus}\0`),
  ].join("");
}

/** An acknowledgement: errno 0 for success. */
export function encodeError(request: string, errno: number): string {
  const flags = errno === 0 ? NLM_F_CAPPED : 0;
  const repeated = errno === 0 ? request.slice(0, HEADER) : request;
  return message(NLMSG_ERROR, flags, get32(request, 8), get32(request, 12), put32(-errno) + repeated);
}

export function encodeDone(sequence: number, portId: number, flags = 0): string {
  return message(NLMSG_DONE, NLM_F_MULTI | flags, sequence, portId, put32(0));
}

/** The words of a datagram, as a host returns them. */
export function wordsOf(bytes: string): number[] {
  const words: number[] = [];
  for (let at = 0; at < bytes.length; at += 4) words.push(get32(bytes, at) | 0);
  return words;
}

function message(type: number, flags: number, sequence: number, portId: number, payload: string): string {
  return put32(HEADER + payload.length) + put16(type) + put16(flags) + put32(sequence) + put32(portId) + payload;
}

function attribute(type: number, payload: string): string {
  const length = 4 + payload.length;
  return put16(length) + put16(type) + payload + "\0".repeat(-length & 3);
}

function attributes(
  bytes: string,
  from: number,
  to: number,
  visit: (type: number, from: number, to: number) => void,
): void {
  for (let at = from; at < to; ) {
    const length = get16(bytes, at);
    if (length < 4 || at + length > to) throw new Error("an attribute of the wrong length");
    visit(get16(bytes, at + 2), at + 4, at + length);
    at += (length + 3) & ~3;
  }
}

function string(bytes: string, from: number, to: number): string {
  const end = bytes.indexOf("\0", from);
  return bytes.slice(from, end === -1 || end > to ? to : end);
}

function get16(bytes: string, at: number): number {
  return bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8);
}

function get32(bytes: string, at: number): number {
  return (get16(bytes, at) | (get16(bytes, at + 2) << 16)) >>> 0;
}

function put16(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff);
}

function put32(value: number): string {
  return put16(value) + put16(value >>> 16);
}
