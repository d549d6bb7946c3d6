// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findSlave, mayBeSlave } from "../failover/group.ts";
import { findCandidate, isMaster } from "../failover/master.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import { whyKindLeftOut } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import { whyInvalidName } from "../netlink/valid-name.ts";
import { look } from "../rename/look.ts";
import { printable } from "../text/printable.ts";
import { findLink } from "./find-link.ts";

/**
 * `name LINK`: prints the name that a slave should have. For any other link, it returns exit status 1, and prints nothing
 * except if `Masters=` leaves the slave out.
 */
export function name(host: Host, machine: Machine, argument: string): ExitCode {
  const link = findLink(machine.links, argument);
  const slave = findSlave(machine, link);
  if (slave === undefined) return refuse(machine, link);
  const { plans } = look(machine, { for: "slaves", master: slave.master.link.ifindex, slaves: [link.ifindex] });
  const plan = plans.find((candidate) => candidate.slave.link.ifindex === link.ifindex);
  if (plan?.wanted.name === undefined || plan.obstacle !== undefined) {
    const { exitCode, reason } = plan?.obstacle ?? { exitCode: Exit.noLink, reason: "it is gone" };
    throw new Failure(exitCode, `no name for ${printable(link.name)}: ${printable(reason)}`);
  }
  // If an earlier udev rule has named the slave, its present name is wanted. The kernel accepts nearly any byte in it.
  const why = whyInvalidName(plan.wanted.name);
  if (why !== undefined) {
    throw new Failure(Exit.noName, `${printable(link.name)} keeps a name that ${why}: ${plan.wanted.reason}`);
  }
  host.out(`${plan.wanted.name}\n`);
  return Exit.done;
}

/** Silent for a link that cannot be a slave, because scripts ask for any link. */
function refuse(machine: Machine, link: Link): ExitCode {
  const master = mayBeSlave(link) ? findCandidate(machine, link.master) : undefined;
  if (master === undefined || isMaster(master) || master.leftOut === undefined) return Exit.notSlave;
  const why = whyKindLeftOut(machine, master.leftOut.name);
  throw new Failure(Exit.notSlave, `no name for ${printable(link.name)}: ${why}`);
}
