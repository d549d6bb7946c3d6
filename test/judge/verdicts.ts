// SPDX-License-Identifier: MIT
/** What this program says of a link, in the words of cloud-init. */

import { findSlave } from "../../src/failover/group.ts";
import { recognize } from "../../src/failover/master.ts";
import { nodeHost } from "../../src/host/node/host.ts";
import { openCaptured } from "../../src/machine/captured.ts";
import type { Machine } from "../../src/machine/machine.ts";
import type { Link } from "../../src/netlink/link.ts";
import { DEFAULT_CONFIG } from "../support/machine.ts";

/** The functions of cloudinit/net/__init__.py. */
export interface Verdicts {
  /** is_netfail_master */
  readonly master: boolean;
  /** is_netfail_primary */
  readonly primary: boolean;
  /** is_netfail_standby */
  readonly standby: boolean;
  /** is_netfailover: a link that cloud-init must not configure */
  readonly netfailover: boolean;
  /** Is the link in get_interfaces_by_mac, the links that cloud-init configures? null: it refuses the machine. */
  readonly configured: boolean | null;
}

export function openRoot(root: string): Machine {
  return openCaptured(nodeHost([]), root, () => DEFAULT_CONFIG);
}

/** Only slaves of net_failover are `primary`, `standby` and `netfailover`. No failover slave is `configured`. */
export function ownVerdicts(machine: Machine, link: Link): Verdicts {
  const slave = findSlave(machine, link);
  const role = slave?.master.kind.name === "net_failover" ? slave.role : undefined;
  return {
    master: slave === undefined && recognize(machine, link).kind?.name === "net_failover",
    primary: role === "primary",
    standby: role === "standby",
    netfailover: role !== undefined,
    configured: slave === undefined,
  };
}
