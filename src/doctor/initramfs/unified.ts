// SPDX-License-Identifier: MIT
import { type Range, type ReadPart, u16, u32 } from "./parts.ts";

/** What is of interest in a unified kernel image. */
export interface Unified {
  /** Where its initramfs is; undefined if it has none. */
  readonly initramfs: Range | undefined;
  /** The release of its kernel; empty if it is not known. */
  readonly version: string;
}

/**
 * Finds the initramfs in a unified kernel image: a program for EFI, perhaps with a section .initrd, and with a section
 * .uname for the kernel's release (https://uapi-group.org/specifications/specs/unified_kernel_image). The headers are those
 * of Microsoft's "PE Format".
 *
 * @param size of the image in bytes
 * @returns why it cannot be found, if it is damaged
 */
export function findInitramfs(read: ReadPart, size: number): Unified | string {
  const start = u32(read(START_AT, 4), 0);
  if (read(0, 2) !== "MZ" || read(start, 4) !== "PE\0\0") return "it is no program for EFI";
  const header = read(start, FILE_HEADER);
  const table = start + FILE_HEADER + u16(header, 20);
  const sections = Array.from({ length: Math.min(u16(header, 6), SECTIONS_MAX) }, (_, index) =>
    parseSection(read(table + SECTION * index, SECTION)),
  );
  const initramfs = sections.find(({ name }) => name === ".initrd")?.range;
  if (initramfs !== undefined && initramfs.end > size) return "it is cut off";
  const uname = sections.find(({ name }) => name === ".uname")?.range;
  return { initramfs, version: uname === undefined ? "" : parseRelease(read(uname.start, RELEASE_MAX), uname) };
}

/** Where the header begins is said in these bytes. */
const START_AT = 0x3c;
/** In bytes: the signature and the header of the file, and the header of a section. */
const FILE_HEADER = 24;
const SECTION = 40;
/** As Windows has it. Images have a dozen. */
const SECTIONS_MAX = 96;
/** In bytes (include/uapi/linux/utsname.h). */
const RELEASE_MAX = 64;

function parseSection(bytes: string): { name: string; range: Range } {
  const [virtual, padded, start] = [u32(bytes, 8), u32(bytes, 16), u32(bytes, 20)];
  // The size in the file is a multiple of its alignment.
  const length = virtual === 0 ? padded : Math.min(virtual, padded);
  return { name: bytes.slice(0, 8).replace(/\0+$/, ""), range: { start, end: start + length } };
}

function parseRelease(bytes: string, { start, end }: Range): string {
  return /^[!-~]*/.exec(bytes.slice(0, end - start))?.[0] ?? "";
}
