// SPDX-License-Identifier: MIT
import { ALTNAME_MAX, NAME_MAX } from "./link-message.ts";

/**
 * Why `name` cannot be a link's name; undefined where it can. Stricter than the kernel (net/core/dev.c,
 * dev_valid_name), because udev has to take it too (src/basic/socket-util.c, ifname_valid_full), and `%` is never
 * allowed: the kernel would put a number in the place of `%d`.
 */
export function whyInvalidName(name: string): string | undefined {
  if (name.length > NAME_MAX) return `is ${name.length} bytes long, and a name has at most ${NAME_MAX}`;
  return whyInvalidText(name);
}

/** The same for an altname, which may be longer. The kernel itself takes anything here. */
export function whyInvalidAltname(altname: string): string | undefined {
  if (altname.length > ALTNAME_MAX) return `is ${altname.length} bytes long, and an altname has at most ${ALTNAME_MAX}`;
  return whyInvalidText(altname);
}

/**
 * Does a name of printable ASCII go through a udev rule unchanged, as the output of PROGRAM= and as NAME="%c{1}"? udevd
 * writes "_" in the place of other characters: src/shared/udev-util.c, udev_replace_chars, with what
 * src/shared/device-nodes.c, allow_listed_char_for_devnode allows, and "/" for NAME (src/udev/udev-rules.c).
 */
export function passesThroughUdev(name: string): boolean {
  return /^[0-9A-Za-z#+.=@_-]*$/.test(name);
}

function whyInvalidText(name: string): string | undefined {
  if (name === "") return "is empty";
  // "all" and "default" are directories of their own in /proc/sys/net/ipv4/conf.
  if (name === "." || name === ".." || name === "all" || name === "default") return "is reserved";
  let digits = 0;
  for (let at = 0; at < name.length; at++) {
    const code = name.charCodeAt(at);
    if (code <= 0x20 || code >= 0x7f) return "has a character that is not printable ASCII";
    if (code === 0x2f || code === 0x3a || code === 0x25) return `has a "${name.charAt(at)}"`;
    if (code >= 0x30 && code <= 0x39) digits++;
  }
  // udev reads a number as an ifindex.
  return digits === name.length ? "is a number" : undefined;
}
