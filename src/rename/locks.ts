// SPDX-License-Identifier: MIT
import { Exit, Failure } from "../errors.ts";
import { type FileLock, type Host, isSystemError } from "../host/host.ts";

/** The locks of some masters. */
export interface Locks {
  /** The lock of a master; undefined if it was not taken. */
  of(master: number): FileLock | undefined;
  release(): void;
}

/**
 * Locks masters in order of their ifindexes, so that two runs that need the same masters never wait for each other.
 *
 * @param deadline a time of `host.now()`
 * @throws Failure if another run holds one of the locks until then. No lock is held after that
 */
export function lockMasters(host: Host, masters: readonly number[], deadline: number): Locks {
  const locks: { [master: number]: FileLock } = {};
  const release = (): void => {
    for (const lock of Object.values(locks)) lock.release();
  };
  try {
    for (const master of [...masters].sort((one, other) => one - other)) {
      const lock = lockMaster(host, master, deadline);
      if (lock === undefined) {
        throw new Failure(
          Exit.busy,
          `timed out waiting for the lock of master #${master}, held by another run; try again`,
        );
      }
      locks[master] = lock;
    }
  } catch (error) {
    release();
    throw error;
  }
  return { of: (master) => locks[master], release };
}

/**
 * The lock file is in /run/udev: there it gets the SELinux type of the directory, udev_runtime_t. The reference policy lets
 * programs of udevd (udev_t) create, write and lock files of no other type below /run. Without udevd there may be no
 * /run/udev.
 */
function lockMaster(host: Host, master: number, deadline: number): FileLock | undefined {
  const file = `failover-ifname.${master}.lock`;
  try {
    return host.lock(`/run/udev/${file}`, deadline);
  } catch (error) {
    if (!isSystemError(error) || error.code !== "ENOENT") throw error;
    return host.lock(`/run/${file}`, deadline);
  }
}
