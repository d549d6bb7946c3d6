// SPDX-License-Identifier: MIT
import { type FileStatus, type Host, isSystemError } from "./host.ts";
import { insideRoot } from "./root.ts";

/** The files of a machine. A path is the path on that machine, without the root directory of a captured machine. */
export interface Files {
  /** The path of this file on the present machine, root directory included, for messages. */
  path(path: string): string;
  /** As in Host. */
  readFile(path: string, limit: number): string | undefined;
  /** As in Host. */
  readSymlink(path: string): string | undefined;
  /** As in Host. */
  readDirectory(path: string): string[] | undefined;
  /** As in Host. */
  fileStatus(path: string): FileStatus | undefined;
}

/**
 * The files below a root directory. No symlink leads out of it.
 *
 * @param root put in front of each path; empty for this machine
 */
export function filesOf(host: Host, root: string): Files {
  if (root === "") return { ...hostFiles(host), path: (path) => path };
  const inside = insideRoot(host, root);
  return {
    path: (path) => root + path,
    readFile: (path, limit) => host.readFile(inside(path, true), limit),
    readSymlink: (path) => host.readSymlink(inside(path, false)),
    readDirectory: (path) => host.readDirectory(inside(path, true)),
    fileStatus: (path) => host.fileStatus(inside(path, true)),
  };
}

/** The calls of the host as they are: the fast path reads a dozen files. */
function hostFiles({ readFile, readSymlink, readDirectory, fileStatus }: Host): Omit<Files, "path"> {
  return { readFile, readSymlink, readDirectory, fileStatus };
}

/**
 * In bytes. An attribute of sysfs is at most a page. udev's database and the kernel's command line are smaller than this.
 */
const ATTRIBUTE_LIMIT = 65536;

/**
 * Errors that mean "no value": the device is gone, or the kernel has no value (name_assign_type of an Ethernet link on
 * 5.10: EINVAL).
 */
const NO_VALUE = ["ENODEV", "EINVAL"];

/** The content of an attribute file; undefined if there is none. Throws SystemError if it cannot be read. */
export function readAttribute(files: Files, path: string, limit = ATTRIBUTE_LIMIT): string | undefined {
  return unlessNoValue(() => files.readFile(path, limit));
}

/** The last component of the target of a symlink; undefined if there is none. Throws SystemError. */
export function readSymlinkName(files: Files, path: string): string | undefined {
  const target = readSymlinkTarget(files, path);
  return target?.slice(target.lastIndexOf("/") + 1);
}

/** The target of a symlink; undefined if there is none, or if it is something else. Throws SystemError. */
export function readSymlinkTarget(files: Files, path: string): string | undefined {
  return unlessNoValue(() => files.readSymlink(path));
}

/** The names in a directory; undefined if there is none. Throws SystemError. */
export function readNames(files: Files, path: string): string[] | undefined {
  return unlessNoValue(() => files.readDirectory(path));
}

/**
 * Does the path exist? A symlink counts even if its target does not exist. Throws SystemError if this cannot be found out.
 */
export function exists(files: Files, path: string): boolean {
  try {
    return files.readSymlink(path) !== undefined;
  } catch (error) {
    // readlink(2) gives EINVAL for anything that is not a symlink.
    if (isSystemError(error) && error.code === "EINVAL") return true;
    throw error;
  }
}

/** The value of an attribute without the newline at its end. */
export function trimNewline(value: string): string {
  return value.endsWith("\n") ? value.slice(0, -1) : value;
}

/** A whole number, decimal or hexadecimal with 0x; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  const value = Number(trimNewline(text));
  return trimNewline(text) !== "" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function unlessNoValue<T>(read: () => T | undefined): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isSystemError(error) && NO_VALUE.includes(error.code)) return undefined;
    throw error;
  }
}
