// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findSlave } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { Machine } from "../machine/machine.ts";
import { whyInvalidName } from "../netlink/valid-name.ts";
import { look } from "../rename/look.ts";
import { printable } from "../text/printable.ts";
import { findLink } from "./find-link.ts";

/** `name LINK`: prints the name that a slave should have. For any other link it prints nothing, exit 1. */
export function name(host: Host, machine: Machine, argument: string): ExitCode {
  const link = findLink(machine.links, argument);
  const slave = findSlave(machine, link);
  if (slave === undefined) return Exit.notSlave;
  const { plans } = look(machine, { for: "slaves", master: slave.master.link.ifindex, slaves: [link.ifindex] });
  const plan = plans.find((candidate) => candidate.slave.link.ifindex === link.ifindex);
  if (plan?.wanted.name === undefined || plan.obstacle !== undefined) {
    const { exitCode, reason } = plan?.obstacle ?? { exitCode: Exit.noLink, reason: "it is gone" };
    throw new Failure(exitCode, `no name for ${printable(link.name)}: ${printable(reason)}`);
  }
  // A name that an earlier udev rule has set is the present name, and the kernel takes nearly any byte.
  const why = whyInvalidName(plan.wanted.name);
  if (why !== undefined) {
    throw new Failure(Exit.noName, `${printable(link.name)} keeps a name that ${why}: ${plan.wanted.reason}`);
  }
  host.out(`${plan.wanted.name}\n`);
  return Exit.done;
}
