/**
 * Numbers in byte strings, in the byte order of the machine. That is little-endian: the engine's libraries exist for
 * no other (x86_64, aarch64), and netlink speaks the machine's own order (netlink(7)).
 */
export function u16(bytes: string, at: number): number {
  return bytes.charCodeAt(at) | (bytes.charCodeAt(at + 1) << 8);
}

export function u32(bytes: string, at: number): number {
  return (u16(bytes, at) | (u16(bytes, at + 2) << 16)) >>> 0;
}

export function i32(bytes: string, at: number): number {
  return u32(bytes, at) | 0;
}

export function pack16(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff);
}

export function pack32(value: number): string {
  return pack16(value) + pack16(value >>> 16);
}

/** The bytes from `from` up to the first NUL or `to`: how the kernel ends its strings (include/net/netlink.h, NLA_NUL_STRING). */
export function text(bytes: string, from: number, to: number): string {
  const nul = bytes.indexOf("\0", from);
  return bytes.slice(from, nul === -1 || nul > to ? to : nul);
}
