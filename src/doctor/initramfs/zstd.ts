// SPDX-License-Identifier: MIT
import { type ReadPart, u32 } from "./parts.ts";

/**
 * Finds what follows data that zstd has compressed. The tool itself does not tell where it ends. The format is that of RFC
 * 8878: frames, and blocks in them.
 *
 * @param start where the data begins
 * @param end the first byte that does not belong to the image
 * @param isLate says whether it takes too long
 * @returns undefined if nothing follows, if it is not from zstd, or if it is damaged
 */
export function findEnd(read: ReadPart, start: number, end: number, isLate: () => boolean): number | undefined {
  for (let at = start; at < end; ) {
    const magic = u32(read(at, 4), 0);
    if (magic === FRAME) at = endOfFrame(read, at, end, isLate);
    else if (Math.floor(magic / 16) === SKIPPABLE) at += 8 + u32(read(at + 4, 4), 0);
    else return at > start ? at : undefined;
  }
  return undefined;
}

const FRAME = 0xfd2fb528;
/** The last four bits are of any value. */
const SKIPPABLE = 0x184d2a5;

/** In bytes, by the two bits of the descriptor that tell it. */
const DICTIONARY = [0, 1, 2, 4];
const CONTENT_SIZE = [0, 2, 4, 8];

/** @returns `end` if the frame does not end before */
function endOfFrame(read: ReadPart, start: number, end: number, isLate: () => boolean): number {
  const descriptor = u32(read(start + 4, 1), 0);
  // There is either a window descriptor, or a content size of a byte at least.
  const isSingle = (descriptor & 0x20) !== 0;
  const contentSize = CONTENT_SIZE[descriptor >> 6] ?? 0;
  const more = isSingle ? Math.max(1, contentSize) : 1 + contentSize;
  for (let at = start + 5 + more + (DICTIONARY[descriptor & 3] ?? 0); at < end && !isLate(); ) {
    const header = u32(read(at, 3), 0);
    const isRepeated = ((header >> 1) & 3) === 1;
    at += 3 + (isRepeated ? 1 : header >> 3);
    if ((header & 1) !== 0) return at + (descriptor & 4);
  }
  return end;
}
