// SPDX-License-Identifier: MIT
import { configPaths } from "../../config/read.ts";
import { exists, type Files, readSymlinkTarget } from "../../host/files.ts";
import { RULE } from "../rule.ts";
import { type Entry, isTime } from "./entries.ts";
import type { Image } from "./images.ts";

/** A file that the hooks put into an initramfs. */
export interface Wanted {
  readonly what: "program" | "rule" | "configuration";
  /** On the machine. */
  readonly path: string;
  /** Where it may be in the initramfs. The first one that is there counts. */
  readonly places: readonly string[];
  readonly size: number;
  /** In seconds since 1970. Undefined if it is a mask, of which the initramfs has an empty file. */
  readonly modified: number | undefined;
}

const RULE_FILE = `rules.d/${RULE}`;

/** The program, the rule and the configuration that are installed, as far as they are. */
export function installedFiles(files: Files): Wanted[] {
  const first = (what: Wanted["what"], candidates: readonly string[], places?: readonly string[]) => {
    const found = candidates.map((path) => wantedOf(files, what, path, places)).find((wanted) => wanted !== undefined);
    return found === undefined ? [] : [found];
  };
  const program = ["/usr/lib/udev/failover-ifname", "/lib/udev/failover-ifname"];
  const rule = ["/etc/udev", "/usr/lib/udev", "/lib/udev"].map((folder) => `${folder}/${RULE_FILE}`);
  // The hook of initramfs-tools puts the rule of /etc into /usr/lib.
  const places = [`etc/udev/${RULE_FILE}`, `usr/lib/udev/${RULE_FILE}`];
  const configuration = configPaths(files).filter((path) => CONFIGURATION.test(path.slice(1)));
  return [
    ...first("program", program, ["usr/lib/udev/failover-ifname"]),
    ...first("rule", rule, places),
    ...configuration.flatMap((path) => first("configuration", [path])),
  ];
}

/** The configuration that the hooks copy: not that in /run. */
export const CONFIGURATION = /^(?:etc|usr\/local\/lib|usr\/lib)\/failover-ifname\.conf(?:\.d\/[^/]+\.conf)?$/;

function wantedOf(
  files: Files,
  what: Wanted["what"],
  path: string,
  places: readonly string[] = [path.slice(1)],
): Wanted | undefined {
  if (!exists(files, path)) return undefined;
  const status = files.fileStatus(path);
  if (status?.isFile) return { what, path, places, size: status.size, modified: status.modified };
  const isMask = readSymlinkTarget(files, path) === "/dev/null";
  return isMask ? { what, path, places, size: 0, modified: undefined } : undefined;
}

/** The entry for a file; undefined if the initramfs does not have it. */
export function entryFor(entries: readonly Entry[], { places }: Wanted): Entry | undefined {
  // The kernel unpacks the archives one after the other: the last one counts.
  return places
    .map((place) => entries.filter(({ path }) => path === place).at(-1))
    .find((entry) => entry !== undefined);
}

/** How the file in the initramfs differs from the one that is installed; undefined if nothing shows that it does. */
export function differenceOf(
  image: Image,
  entries: readonly Entry[],
  entry: Entry,
  { size, modified }: Wanted,
): string | undefined {
  if (entry.type !== "-") return undefined;
  if (entry.size !== size) return `it has ${entry.size} bytes there, and ${size} bytes on the system`;
  if (modified === undefined || modified <= TIMELESS) return undefined;
  if (modified > image.status.modified + CLOCK_STEP) return "it was changed after the initramfs was made";
  if (isTime(entry.time, modified) || isClamped(entries, entry)) return undefined;
  return "it has another time there than on the system";
}

/** Some systems give all their files one time: 0 (ostree) or 1 (NixOS). It says nothing. */
const TIMELESS = 1;

/** In seconds. FAT, which the EFI system partition has, rounds down to two seconds. */
const CLOCK_STEP = 2;

/**
 * Is the time of an entry that of all new files? A reproducible image has no later time than SOURCE_DATE_EPOCH
 * (mkinitramfs), or than that of a file of dracut. The root directory of the image is always new.
 */
function isClamped(entries: readonly Entry[], { time }: Entry): boolean {
  return entries.some((entry) => entry.path === "." && entry.time === time);
}
