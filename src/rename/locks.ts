import { Exit, Failure } from "../errors.ts";
import { type FileLock, type Host, isSystemError } from "../host/host.ts";

/** The locks of some masters. */
export interface Locks {
  /** The lock of a master; undefined if it is not among those that were taken. */
  of(master: number): FileLock | undefined;
  release(): void;
}

/**
 * Locks masters, each by a file of its own, in order of their ifindexes: two runs that need the same two masters never
 * wait for each other.
 *
 * @param deadline a time of `host.now()`
 * @throws Failure if others hold one of them until then; nothing is locked after that
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
        throw new Failure(Exit.busy, `master #${master}: another run has held its lock all the time; try again`);
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
 * In /run/udev a file takes the SELinux type of the folder, udev_runtime_t, whoever makes it. Of the files below /run
 * that is the one type that the reference policy lets udevd's programs (udev_t) create, write and lock. Without udevd
 * there may be no such folder.
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
