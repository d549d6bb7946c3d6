// SPDX-License-Identifier: MIT
import { Failure } from "../errors.ts";
import { exists, type Files, readAttribute, readNames, readSymlinkTarget } from "../host/files.ts";
import { isSystemError } from "../host/host.ts";
import type { Entry } from "../text/tar.ts";
import {
  FILES,
  NETWORK_UNIT,
  PLACES,
  type Place,
  PUBLIC,
  RUNTIME_DIRECTORIES,
  SECRET,
  STATE_HEADER,
  UNITS,
} from "./capture-places.ts";

/** A file that is there and is not in the capture, and why. */
export interface Omission {
  readonly path: string;
  readonly why: string;
}

/** At most so many names of a directory are looked at. */
const NAMES_MAX = 512;
/** In bytes, for all files together. */
const TOTAL_MAX = 8 * 1024 * 1024;

/** Reads the files of udev and of network managers (capture-places.ts). Nothing here ends the capture. */
export function readManagers(files: Files): { readonly entries: Entry[]; readonly omissions: Omission[] } {
  const collection: Collection = { files, entries: [], omissions: [], total: 0 };
  const lib = trying(collection, "/lib", () => readSymlinkTarget(files, "/lib"));
  // With merged /usr, the files would be here twice. A relative symlink stays in the capture.
  if (lib !== undefined) collection.entries.push({ type: "symlink", path: "/lib", content: lib.replace(/^\/+/, "") });
  for (const place of PLACES) readPlace(collection, place, lib === undefined);
  for (const path of FILES) readConfiguration(collection, path);
  readUnits(collection);
  for (const path of RUNTIME_DIRECTORIES) {
    if (trying(collection, path, () => exists(files, path)) === true)
      collection.entries.push({ type: "directory", path, content: "" });
  }
  const { entries, omissions } = collection;
  return { entries, omissions };
}

interface Collection {
  readonly files: Files;
  readonly entries: Entry[];
  readonly omissions: Omission[];
  total: number;
}

function readPlace(collection: Collection, place: Place, hasLib: boolean): void {
  const directories = place.directories.filter((directory) => hasLib || !directory.startsWith("/lib/"));
  const paths = directories.flatMap((directory) => pathsIn(collection, directory, place.names));
  const { isOfInterest } = place;
  const wanted = isOfInterest === undefined ? undefined : namesOfInterest(collection, paths, isOfInterest);
  for (const path of paths) if (wanted === undefined || wanted[nameOf(path)]) readConfiguration(collection, path);
  if (place.dropIns !== true) return;
  for (const directory of directories.flatMap((parent) => pathsIn(collection, parent, /\.d$/)))
    for (const path of pathsIn(collection, directory, /\.conf$/)) readConfiguration(collection, path);
}

function namesOfInterest(
  collection: Collection,
  paths: readonly string[],
  isOfInterest: (name: string, content: string) => boolean,
): { [name: string]: true } {
  const wanted: { [name: string]: true } = Object.create(null);
  for (const path of paths) {
    if (targetOf(collection.files, path) === "/dev/null") continue;
    const content = trying(collection, path, () => readAttribute(collection.files, path));
    if (content !== undefined && isOfInterest(nameOf(path), content)) wanted[nameOf(path)] = true;
  }
  return wanted;
}

/** A symlink to /dev/null, which masks a file, is kept as it is. */
function readConfiguration(collection: Collection, path: string): void {
  const { entries, files } = collection;
  if (targetOf(files, path) === "/dev/null") {
    entries.push({ type: "symlink", path, content: "/dev/null" });
    return;
  }
  const content = trying(collection, path, () => readAttribute(files, path));
  if (content === undefined) return;
  if (!PUBLIC.test(path) && SECRET.test(content.replace(STATE_HEADER, "")))
    omit(collection, path, "it may hold a password or a key");
  else if (collection.total + content.length > TOTAL_MAX) omit(collection, path, "the capture would be too large");
  else {
    collection.total += content.length;
    entries.push({ type: "file", path, content });
  }
}

function readUnits(collection: Collection): void {
  const directories = [UNITS, ...pathsIn(collection, UNITS, /\.wants$/)];
  for (const path of directories.flatMap((directory) => pathsIn(collection, directory, NETWORK_UNIT))) {
    const content = targetOf(collection.files, path);
    if (content !== undefined) collection.entries.push({ type: "symlink", path, content });
  }
}

function pathsIn(collection: Collection, directory: string, names: RegExp): string[] {
  const found = trying(collection, directory, () => readNames(collection.files, directory)) ?? [];
  if (found.length > NAMES_MAX) omit(collection, directory, `only the first ${NAMES_MAX} of its files are looked at`);
  return found
    .slice(0, NAMES_MAX)
    .filter((name) => names.test(name))
    .map((name) => `${directory}/${name}`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The target of a symlink; undefined for anything else, also for what cannot be read. */
function targetOf(files: Files, path: string): string | undefined {
  try {
    return readSymlinkTarget(files, path);
  } catch (error) {
    if (codeOf(error) !== undefined) return undefined;
    throw error;
  }
}

function trying<T>(collection: Collection, path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    omit(collection, path, WHY[code] ?? `it cannot be read (${code})`);
    return undefined;
  }
}

/** The errno; undefined for a fault of the program. A captured root throws Failure. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Failure || isSystemError(error) ? error.code : undefined;
}

const WHY: { readonly [code: string]: string } = {
  EACCES: "only root may read it",
  EPERM: "only root may read it",
  EFBIG: "it is too large",
  EOPNOTSUPP: "it is not a regular file",
};

function omit({ omissions }: Collection, path: string, why: string): void {
  if (!omissions.some((omission) => omission.path === path)) omissions.push({ path, why });
}
