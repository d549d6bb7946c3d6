// SPDX-License-Identifier: MIT
import type { Suffixes } from "../config/config.ts";
import type { Release } from "../machine/kernel-release.ts";
import type { Machine } from "../machine/machine.ts";
import type { Link } from "../netlink/link.ts";

/** The role of a slave. Each role has a suffix. */
export type Role = keyof Suffixes;

/** A fact, and where it was read: a netlink attribute, a file, a setting. Both are text for people. */
export interface Fact {
  readonly fact: string;
  readonly source: string;
}

/** Whether a link is a failover master of a kind, and the facts that show it. */
export interface Recognition {
  readonly isMaster: boolean;
  readonly facts: readonly Fact[];
}

/** A kind of failover master. To add a kind, add a file beside this one and a line in kinds.ts. */
export interface FailoverKind {
  /** The kernel's own name for it, as in `Masters=`. */
  readonly name: string;
  /**
   * Does a master carry traffic itself if no slave does? If so, it also works without any slave, and `show` lists such a
   * master too.
   */
  readonly worksAlone: boolean;
  /** The first kernel that renames a slave that is up. */
  readonly renamesUpSince: Release;
  /** The kernels and drivers with which a rename of a slave that is up can hang the kernel. */
  readonly hazards: readonly Hazard[];
  /** The kernel modules without which there is no master or no slave, with underscores. */
  readonly modules: readonly string[];
  /** Attributes of the master's device that `recognize` reads. `capture` copies them. */
  readonly deviceFiles: readonly string[];
  /**
   * Is the link a master of this kind? The fast path asks this for each NIC that is not a slave. So this must not read
   * anything for a link that clearly cannot be such a master.
   *
   * @param link a link without IFLA_INFO_KIND, with its parent device
   */
  recognize(machine: Machine, link: Link): Recognition;
  /**
   * The role of a slave; undefined if the link is not a failover slave.
   *
   * @param slave a link whose IFLA_MASTER is the master, without IFLA_INFO_SLAVE_KIND, with its parent device
   */
  role(master: Link, slave: Link): Role | undefined;
}

/** Kernels and drivers with which the rename of a slave that is up can hang the kernel if its master is up too. */
export interface Hazard {
  /** The first kernel with the fault. */
  readonly from: Release;
  /** The first kernel without the fault. */
  readonly until: Release;
  /** The drivers of the slaves. */
  readonly drivers: readonly string[];
}

/** The answer if it is clear, without reading anything, that the link is not a master of a kind. */
export const NOT_A_MASTER: Recognition = { isMaster: false, facts: [] };
