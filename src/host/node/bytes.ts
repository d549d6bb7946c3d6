// SPDX-License-Identifier: MIT
/** A byte string as the system takes it. */
export function bytesOf(text: string): Buffer {
  return Buffer.from(text, "latin1");
}

/** What the system gave, as a byte string. */
export function textOf(bytes: Buffer): string {
  return bytes.toString("latin1");
}
