// SPDX-License-Identifier: MIT
import { type Entry, entryOf } from "./entries.ts";
import type { Range, ReadPart } from "./parts.ts";

/** What is in an image before the compressed archive. */
export interface Segments {
  /** The entries of the archives that are not compressed, such as those with microcode. */
  readonly entries: readonly Entry[];
  /** Where the compressed archive begins, in bytes; undefined if there is none. */
  readonly compressed: number | undefined;
  /** The first bytes of the compressed archive. */
  readonly magic: string;
}

/**
 * Reads the headers of the archives that are not compressed. An image is a series of archives, each one padded with zeros
 * (Documentation/driver-api/early-userspace/buffer-format.rst of the kernel).
 *
 * @param range where the image is in its file
 * @param isLate says whether it takes too long
 * @returns why it cannot be read, if it is damaged
 */
export function readSegments(read: ReadPart, { start, end }: Range, isLate: () => boolean): Segments | string {
  const entries: Entry[] = [];
  for (let at = start; at < end; ) {
    if (isLate()) return "it takes too long";
    const magic = read(at, Math.min(6, end - at));
    const zeros = /^\0+/.exec(magic)?.[0].length ?? 0;
    if (zeros > 0) {
      at += zeros;
    } else if (magic === "070701" || magic === "070702") {
      const header = parseHeader(read(at, HEADER + NAME_MAX));
      if (header === undefined || at + header.length > end) return `it is damaged or cut off at byte ${at}`;
      if (header.entry.path !== "TRAILER!!!") entries.push(header.entry);
      at += header.length;
    } else {
      return { entries, compressed: at, magic };
    }
  }
  return { entries, compressed: undefined, magic: "" };
}

/** In bytes. */
const HEADER = 110;
const NAME_MAX = 4096;

const TYPES: { readonly [bits: number]: string } = { 4: "d", 8: "-", 10: "l" };

/** One file of an archive: its header and name, and the length of all that it has there. */
function parseHeader(bytes: string): { entry: Entry; length: number } | undefined {
  if (!/^07070[12][0-9A-Fa-f]{104}/.test(bytes)) return undefined;
  const field = (index: number) => Number.parseInt(bytes.slice(6 + 8 * index, 14 + 8 * index), 16);
  const [mode, modified, size, nameSize] = [field(1), field(5), field(6), field(11)];
  if (nameSize < 1 || nameSize > NAME_MAX || bytes.length < HEADER + nameSize) return undefined;
  const name = bytes.slice(HEADER, HEADER + nameSize - 1);
  return {
    entry: entryOf(TYPES[mode >> 12] ?? "?", name, size, String(modified)),
    length: aligned(HEADER + nameSize) + aligned(size),
  };
}

function aligned(length: number): number {
  return Math.ceil(length / 4) * 4;
}
