// SPDX-License-Identifier: MIT
/** Versions of kernels and udevd: the differences that matter to the program. */

export interface KernelVersion {
  readonly release: string;
  /** /proc/sys/kernel/osrelease */
  readonly osrelease: string;
  /** Is the `add` uevent of a slave sent before its enslavement? (net/core/dev.c, register_netdevice) */
  readonly addBeforeEnslavement: boolean;
  /** Which links that are up can be renamed? (net/core/dev.c, dev_change_name) */
  readonly renamesUp: "none" | "failover slaves" | "all";
  readonly altnames: boolean;
  /** Can a rename of a failover slave that is up hang the kernel, with some drivers? */
  readonly hangs: boolean;
  /** IFLA_PARENT_DEV_NAME, from 5.14 on. */
  readonly parentInNetlink: boolean;
  /** name_assign_type of a name that the kernel gave; undefined if a read gives EINVAL. */
  readonly kernelAssigned: number | undefined;
}

/**
 * What udevd does when it renames a link (src/udev/udev-event.c, rename_netif).
 *
 * `busy` is the reaction to EBUSY. "abort": the event ends without RUN. "refuse": udevd does not try to rename a link that
 * is up. "keep": the event continues as if the link had been renamed. "revert": the event continues without ID_RENAMING.
 */
export interface UdevdVersion {
  readonly release: string;
  /** ID_NET_NAMING_SCHEME, by default the version. */
  readonly namingScheme: string;
  readonly busy: "abort" | "refuse" | "keep" | "revert";
  /** Is the database written with ID_RENAMING=1 before the rename? */
  readonly marksRenaming: boolean;
  /** Does `move` give a link its policy names as altnames, even if another program renamed it? */
  readonly altnamesOnMove: boolean;
}

export const KERNELS = {
  "4.19": kernel("4.19", { renamesUp: "none", altnames: false, parentInNetlink: false, kernelAssigned: undefined }),
  "5.10": kernel("5.10", { renamesUp: "failover slaves", parentInNetlink: false, kernelAssigned: undefined }),
  "6.1": kernel("6.1", { renamesUp: "failover slaves" }),
  "6.12": kernel("6.12", {}),
  "6.18": kernel("6.18", { hangs: true }),
  "7.2": kernel("7.2", { osrelease: "7.2.9", addBeforeEnslavement: false }),
} as const;

export const UDEVDS = {
  "247": udevd("247", "abort", { marksRenaming: false }),
  "249.4": udevd("249.4", "abort", {}),
  "249.11": udevd("249.11", "refuse", {}),
  "252.39": udevd("252.39", "keep", {}),
  "257": udevd("257", "revert", { altnamesOnMove: false }),
} as const;

function kernel(release: string, differences: Partial<KernelVersion>): KernelVersion {
  return {
    release,
    osrelease: `${release}.0-amd64`,
    addBeforeEnslavement: true,
    renamesUp: "all",
    altnames: true,
    hangs: false,
    parentInNetlink: true,
    kernelAssigned: 1,
    ...differences,
  };
}

function udevd(release: string, busy: UdevdVersion["busy"], differences: Partial<UdevdVersion>): UdevdVersion {
  return {
    release,
    namingScheme: `v${release.split(".")[0]}`,
    busy,
    marksRenaming: true,
    altnamesOnMove: true,
    ...differences,
  };
}
