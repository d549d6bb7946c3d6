// SPDX-License-Identifier: MIT
/**
 * Numbers and text of netlink messages. A received message is an array of words (see Datagram); a message to send is a byte
 * string. Both have the byte order of the machine (netlink(7)). This is little-endian, because the engine's libraries exist
 * only for x86_64 and aarch64.
 *
 * Offsets are in bytes. Headers and attributes begin at multiples of 4 (NLMSG_ALIGN, NLA_ALIGN). The offset `at` of a
 * number must be a multiple of 4 too.
 */
export type Words = ArrayLike<number>;

export function u32(words: Words, at: number): number {
  return i32(words, at) >>> 0;
}

/** A signed number; 0 after the end of the words, like the padding of a message. */
export function i32(words: Words, at: number): number {
  return words[at >> 2] ?? 0;
}

export function pack16(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff);
}

export function pack32(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}

/**
 * The bytes from `from` to the first NUL, at most to `to`. The kernel's strings end with a NUL (include/net/netlink.h,
 * NLA_NUL_STRING).
 */
export function text(words: Words, from: number, to: number): string {
  let result = "";
  for (let at = from; at < to; at++) {
    // No function call per character: it would cost more than the rest of the loop.
    const code = ((words[at >> 2] ?? 0) >>> ((at & 3) << 3)) & 0xff;
    if (code === 0) break;
    result += String.fromCharCode(code);
  }
  return result;
}
