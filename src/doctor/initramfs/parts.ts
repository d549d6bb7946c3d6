// SPDX-License-Identifier: MIT
import type { Host } from "../../host/host.ts";

/** Where something is in a file, in bytes. */
export interface Range {
  readonly start: number;
  /** The first byte after it. */
  readonly end: number;
}

/** Reads a part of a file as a byte string. At the end of the file, it is shorter. */
export type ReadPart = (at: number, length: number) => string;

/** Many small parts are read at once. */
const WINDOW = 256 * 1024;

/** In milliseconds. */
const TIMEOUT = 10_000;

/**
 * Reads parts of a file that is too large to be read as a whole.
 *
 * @param path on this machine, symlinks resolved
 */
export function readerOf(host: Host, path: string): ReadPart {
  const script = 'tail -c "+$2" -- "$1" | head -c "$3"';
  let start = 0;
  let window = "";
  return (at, length) => {
    if (at < start || at + length > start + window.length) {
      const command = ["sh", "-c", script, "sh", path, String(at + 1), String(WINDOW)];
      window = host.run(command, WINDOW, TIMEOUT)?.output ?? "";
      start = at;
    }
    return window.slice(at - start, at - start + length);
  };
}

/** A number in a byte string, little endian. What is after the end is 0. */
export function u16(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) || 0) + (bytes.charCodeAt(at + 1) || 0) * 0x100;
}

/** As `u16`. */
export function u32(bytes: string, at: number): number {
  return u16(bytes, at) + u16(bytes, at + 2) * 0x10000;
}
