// SPDX-License-Identifier: MIT
import type { Master } from "../failover/master.ts";
import type { LinkDetails } from "../machine/details.ts";
import type { Link } from "../netlink/link.ts";
import type { SlavePlan } from "../plan/plan.ts";

/** A link of a group with what `show` says of it. */
export interface ShownLink extends LinkDetails {
  /** The link, with its parent device. */
  readonly link: Link;
  /** Does it carry the traffic of the master now? Undefined if this is not known. */
  readonly traffic: boolean | undefined;
}

export interface ShownSlave extends ShownLink {
  readonly plan: SlavePlan;
}

/** A group as `show` prints it. */
export interface ShownGroup {
  readonly master: Master;
  readonly masterLink: ShownLink;
  /** In the order in which they are to be renamed. */
  readonly slaves: readonly ShownSlave[];
}
