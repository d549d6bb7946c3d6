// SPDX-License-Identifier: MIT
/**
 * Numbers and text of netlink messages. What comes is an array of words (see Datagram), what goes is a byte string; both
 * in the byte order of the machine, which netlink speaks (netlink(7)). That is little-endian here: the engine's libraries
 * exist for x86_64 and aarch64 alone.
 *
 * Offsets are in bytes. Netlink begins headers and attributes at multiples of 4 (NLMSG_ALIGN, NLA_ALIGN), and so must
 * `at` be for a number.
 */
export type Words = ArrayLike<number>;

export function u32(words: Words, at: number): number {
  return i32(words, at) >>> 0;
}

/** 0 behind the end, as the padding of a message is. */
export function i32(words: Words, at: number): number {
  return words[at >> 2] ?? 0;
}

export function pack16(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff);
}

export function pack32(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

/** The bytes from `from` up to the first NUL or `to`: how the kernel ends its strings (include/net/netlink.h, NLA_NUL_STRING). */
export function text(words: Words, from: number, to: number): string {
  let result = "";
  for (let at = from; at < to; at++) {
    // By hand: a call for each character would cost more than all the rest.
    const code = ((words[at >> 2] ?? 0) >>> ((at & 3) << 3)) & 0xff;
    if (code === 0) break;
    result += String.fromCharCode(code);
  }
  return result;
}
