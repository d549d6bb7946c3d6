// SPDX-License-Identifier: MIT
import { type Host, isSystemError, SystemError } from "./host.ts";

/** As the kernel has it (include/linux/namei.h, MAXSYMLINKS). */
const SYMLINKS_MAX = 40;

const ELOOP = 40;

/**
 * Where the paths of a machine are below the root directory of its copy. A symlink of the copy means a path in the copy, as
 * with chroot(2): /etc/os-release of an image must not be read on this machine.
 *
 * @returns a function that takes the path on that machine, and whether a symlink at its end is followed. It throws
 *   SystemError if a directory on the way cannot be read
 */
export function insideRoot(host: Host, root: string): (path: string, follow: boolean) => string {
  const directories: { [path: string]: string } = Object.create(null);
  const resolve = (path: string, follow: boolean, followed: number): string => {
    const slash = path.lastIndexOf("/");
    if (slash < 0) return "";
    const name = path.slice(slash + 1);
    const parentPath = path.slice(0, slash);
    directories[parentPath] ??= resolve(parentPath, true, followed);
    const parent = directories[parentPath];
    // The slash stays: the kernel then takes nothing but a directory.
    if (name === "" || name === ".") return `${parent}/`;
    // The kernel refuses ".." after anything that is not a directory.
    if (name === "..") return isDirectory(host, root + parent) ? parent.replace(/\/*[^/]*\/*$/, "") : `${parent}/..`;
    const target = follow ? targetOf(host, `${root}${parent}/${name}`) : undefined;
    // A symlink to /dev/null masks a file of systemd or udev. A copy of a machine has no devices.
    if (target === undefined || target === "/dev/null") return `${parent}/${name}`;
    if (followed === SYMLINKS_MAX) throw new SystemError(ELOOP, `open ${root}${path}`);
    return resolve(target.startsWith("/") ? target : `${parent}/${target}`, true, followed + 1);
  };
  return (path, follow) => root + resolve(path, follow, 0);
}

function isDirectory(host: Host, path: string): boolean {
  return host.fileStatus(`${path}/.`)?.isDirectory === true;
}

/** The target of a symlink; undefined for anything else. */
function targetOf(host: Host, path: string): string | undefined {
  try {
    return host.readSymlink(path);
  } catch (error) {
    // readlink(2) gives EINVAL for anything that is not a symlink.
    if (isSystemError(error) && error.code === "EINVAL") return undefined;
    throw error;
  }
}
