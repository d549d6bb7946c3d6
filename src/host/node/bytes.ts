// SPDX-License-Identifier: MIT
/** The bytes of a byte string. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** The byte string of some bytes. */
export function textOf(bytes: Buffer): string {
  return bytes.toString("latin1");
}
