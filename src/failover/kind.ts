import type { Release } from "../machine/kernel-release.ts";
import type { Link, Master } from "../netlink/link.ts";

export type Role = "standby" | "primary";

/** A kind of failover master. Another kind is another file beside this one, and a line in kinds.ts. */
export interface FailoverKind {
  /** The kernel's own name for it. */
  readonly name: string;
  /** The first kernel that renames a slave which is up: major, minor, patch. */
  readonly renamesUpSince: Release;
  isMaster(master: Master): boolean;
  /** The role of a link whose IFLA_MASTER is this master; undefined where it can have none. */
  role(master: Master, slave: Link): Role | undefined;
}
