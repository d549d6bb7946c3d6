// SPDX-License-Identifier: MIT
import type { Host } from "../../host/host.ts";
import { type Entry, parseListing } from "./entries.ts";
import { type Range, type ReadPart, readerOf } from "./parts.ts";
import { readSegments } from "./segments.ts";
import { findEnd } from "./zstd.ts";

/** What could be listed of an image. */
export interface Entries {
  readonly entries: readonly Entry[];
  /** What the tools here cannot list of it; undefined if these are all entries. */
  readonly rest?: string;
}

/** The entries of an image, or why they are not known. */
export type Listing =
  | Entries
  /** A tool that is not here. */
  | { readonly missing: string }
  /** What is wrong with the image. */
  | { readonly fault: string };

/** In milliseconds, for one image. An image with the drivers for any machine takes a second or two, and a minute in an emulator. */
const TIMEOUT = 180_000;

/** In bytes. The listing of an image with the drivers for any machine has 300 kB. */
const OUTPUT_MAX = 16 * 1024 * 1024;

/**
 * Lists an image: by itself, or with lsinitramfs, or with lsinitrd. The two are of use where 3cpio has replaced cpio. They do
 * not see a second compressed archive (BUGS in unmkinitramfs(8)). lsinitrd reads the image five times and writes temporary
 * files.
 *
 * @param path on this machine, symlinks resolved
 * @param size of the image in bytes
 * @throws SystemError if the listing is too large or takes too long
 */
export function listImage(host: Host, path: string, size: number): Listing {
  const own = listByItself(host, path, readerOf(host, path), { start: 0, end: size });
  if ("entries" in own) return own;
  return listWith(host, ["lsinitramfs", "-l", path]) ?? listWith(host, ["lsinitrd", path]) ?? own;
}

/** @returns undefined if there is no such tool, or if it fails. Some versions succeed and print nothing */
function listWith(host: Host, command: readonly string[]): Listing | undefined {
  const finished = host.run(["env", ...ENVIRONMENT, ...command], OUTPUT_MAX, TIMEOUT);
  const entries = finished?.status === 0 ? parseListing(finished.output) : [];
  return entries.length > 0 ? { entries } : undefined;
}

const ENVIRONMENT = ["LC_ALL=C", "TZ=UTC0"];

/** The first bytes of each compression that the kernel knows (lib/decompress.c), and the tool. */
const DECOMPRESSORS: readonly (readonly [magic: string, ...command: string[]])[] = [
  ["\x1f\x8b", "gzip", "-dc"],
  ["\x28\xb5\x2f\xfd", "zstd", "-dcq"],
  ["\xfd7zXZ\0", "xz", "-dc"],
  ["\x02\x21\x4c\x18", "lz4", "-dc"],
  ["BZh", "bzip2", "-dc"],
  ["\x89LZO", "lzop", "-dc"],
  ["\x5d\0\0", "xz", "--format=lzma", "-dc"],
];

/** Exit status of a shell for a command that is not there. */
const NOT_FOUND = 127;
/** Exit status of the script if the decompressor does not know what follows. */
const FOLLOWED = 3;

/**
 * Its arguments: the file, where to begin (1 is the first byte), how many bytes, and the command of the decompressor. The
 * kernel unpacks archive after archive, and cpio ends behind the first one. At the end of the data, cpio fails and lists
 * nothing. What the decompressor does not know makes it fail, but it gives all that is before.
 */
const SCRIPT = `
  file=$1 first=$2 length=$3
  shift 3
  for tool in "$1" cpio; do
    command -v "$tool" > /dev/null || { echo "$tool"; exit ${NOT_FOUND}; }
  done
  list() {
    cpio --quiet -tv || return 1
    while more=$(cpio --quiet -tv) && test -n "$more"; do printf '%s\\n' "$more"; done
    test -z "$more"
  }
  exec 3>&1
  ended=$({ tail -c "+$first" -- "$file" | head -c "$length" | { "$@"; echo $? >&4; } | list >&3; } 4>&1) || exit 1
  test "$ended" = 0 || exit ${FOLLOWED}
`;

/**
 * Lists the image that is in a part of a file.
 *
 * @param path as for `listImage`
 * @param read reads from the file
 */
export function listByItself(host: Host, path: string, read: ReadPart, range: Range): Listing {
  const deadline = host.now() + TIMEOUT;
  const isLate = () => host.now() > deadline;
  let entries: readonly Entry[] = [];
  for (let start: number | undefined = range.start; start !== undefined; ) {
    const segments = readSegments(read, { start, end: range.end }, isLate);
    if (typeof segments === "string") return { fault: segments };
    const { compressed, magic } = segments;
    entries = [...entries, ...segments.entries];
    if (compressed === undefined) return entries.length > 0 ? { entries } : { fault: "it is empty" };
    const [, ...decompressor] = DECOMPRESSORS.find(([start]) => magic.startsWith(start)) ?? [""];
    if (decompressor.length === 0) {
      const what = `what begins at byte ${compressed}`;
      return start > range.start ? { entries, rest: what } : { fault: `${what} is of no known compression` };
    }
    const script = ["env", ...ENVIRONMENT, "sh", "-c", SCRIPT, "sh"];
    const part = [String(compressed + 1), String(range.end - compressed)];
    const finished = host.run([...script, path, ...part, ...decompressor], OUTPUT_MAX, TIMEOUT);
    if (finished === undefined) return { missing: "env" };
    if (finished.status === NOT_FOUND) return { missing: finished.output.trim() };
    if (finished.status !== 0 && finished.status !== FOLLOWED)
      return { fault: "its compressed part is damaged or cut off" };
    entries = [...entries, ...parseListing(finished.output)];
    if (finished.status === 0) return { entries };
    start = findEnd(read, compressed, range.end, isLate);
  }
  return { entries, rest: "what follows its compressed archive" };
}
