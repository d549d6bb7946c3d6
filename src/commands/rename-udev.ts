// SPDX-License-Identifier: MIT
import { Exit, type ExitCode } from "../errors.ts";
import { findSlave } from "../failover/group.ts";
import { recognize } from "../failover/master.ts";
import type { Host } from "../host/host.ts";
import type { LiveMachine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { Task } from "../rename/look.ts";
import { renameGroup } from "../rename/rename-group.ts";
import { reportFailures } from "../reporting.ts";
import { printable } from "../text/printable.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `rename --udev`, for RUN+= in a rule: renames the slave of the uevent, or all slaves of the master of the uevent. Prints
 * nothing. The log gets a line for each rename and for each slave that keeps its name.
 */
export function renameForUdev(host: Host, machine: LiveMachine): ExitCode {
  const start = host.now();
  const deadline = start + machine.config().renameTimeout;
  machine.rtnl.setDeadline(deadline);
  const link = machine.links.byIndex(udevIfindex(host));
  const task = link === undefined ? undefined : taskOf(machine, link);
  if (task === undefined || whySwitchedOff(machine) !== undefined) return Exit.done;
  const { renamed, missed } = renameGroup({ host, machine, deadline }, task);
  for (const { slave, master, from, to } of renamed) {
    host.log("info", printable(`${from} (#${slave.link.ifindex}) is ${to} now, the ${slave.role} of ${master}`));
  }
  return reportFailures(
    host,
    "log",
    missed.map(({ failure }) => failure),
  );
}

function taskOf(machine: LiveMachine, link: Link): Task | undefined {
  const slave = findSlave(machine, link);
  if (slave !== undefined) return { for: "slave event", master: slave.master.link.ifindex, slave: link.ifindex };
  return recognize(machine, link).kind === undefined ? undefined : { for: "master event", master: link.ifindex };
}
