// SPDX-License-Identifier: MIT
import type { Datagram } from "../host/host.ts";
import { i32, u32, type Words } from "./bytes.ts";
import { parseIfindex } from "./link.ts";

/** A uevent of a link: the kernel's message to udevd, or udevd's message to its listeners at the end of its work on it. */
export interface Uevent {
  readonly from: "kernel" | "udevd";
  /** "add", "move", "change", "remove", … */
  readonly action: string;
  /** SEQNUM. The kernel's event and udevd's answer to it have the same. */
  readonly sequence: string;
  readonly ifindex: number;
  /** The name of the link at that time. */
  readonly name: string;
  /** The value of a property; undefined if it is not set. */
  property(key: string): string | undefined;
}

/**
 * The uevent in a datagram of NETLINK_KOBJECT_UEVENT; undefined if it is not of a link, or malformed.
 *
 * The kernel's port id is 0. To send to another socket or to a group of this protocol takes CAP_NET_ADMIN in the network
 * namespace (net/netlink/af_netlink.c, netlink_sendmsg; lib/kobject_uevent.c, uevent_net_init, does not set
 * NL_CFG_F_NONROOT_SEND). Who has it can rename the links anyway, so the sender's credentials are not asked for.
 */
export function parseUevent({ words, length, sender, truncated }: Datagram): Uevent | undefined {
  if (truncated) return undefined;
  const from = sender === 0 ? "kernel" : "udevd";
  const range = sender === 0 ? kernelProperties(words, length) : udevdProperties(words, length);
  if (range === undefined) return undefined;
  const properties = parseProperties(bytesOf(words, ...range));
  const ifindex = parseIfindex(properties.get("IFINDEX") ?? "");
  const action = properties.get("ACTION");
  const name = properties.get("INTERFACE");
  if (properties.get("SUBSYSTEM") !== "net" || ifindex === undefined || !action || !name) return undefined;
  const sequence = properties.get("SEQNUM") ?? "";
  return { from, action, sequence, ifindex, name, property: (key) => properties.get(key) };
}

type Range = readonly [from: number, to: number];

/** lib/kobject_uevent.c, alloc_uevent_skb: ACTION@DEVPATH, a NUL, and the properties. */
function kernelProperties(words: Words, length: number): Range | undefined {
  const header = bytesOf(words, 0, length).split("\0", 1)[0] ?? "";
  return header.includes("@/") && header.length < length ? [header.length + 1, length] : undefined;
}

/** "libudev", a NUL, and UDEV_MONITOR_MAGIC 0xfeedcafe in network order. */
const PREFIX = [0x7562696c, 0x00766564, 0xfecaedfe | 0];
const PROPERTIES_OFFSET = 16;
const PROPERTIES_LENGTH = 20;
/** sizeof(monitor_netlink_header) */
const HEADER_LENGTH = 40;

/** systemd, src/libsystemd/sd-device/device-monitor.c: monitor_netlink_header, device_monitor_receive_device. */
function udevdProperties(words: Words, length: number): Range | undefined {
  if (length < HEADER_LENGTH || PREFIX.some((word, index) => i32(words, index * 4) !== word)) return undefined;
  const from = u32(words, PROPERTIES_OFFSET);
  const to = from + u32(words, PROPERTIES_LENGTH);
  return from >= HEADER_LENGTH && to <= length ? [from, to] : undefined;
}

function parseProperties(text: string): Map<string, string> {
  const properties: Map<string, string> = new Map();
  for (const property of text.split("\0")) {
    const at = property.indexOf("=");
    if (at > 0) properties.set(property.slice(0, at), property.slice(at + 1));
  }
  return properties;
}

function bytesOf(words: Words, from: number, to: number): string {
  let result = "";
  for (let at = from; at < to; at++) result += String.fromCharCode(((words[at >> 2] ?? 0) >>> ((at & 3) << 3)) & 0xff);
  return result;
}
