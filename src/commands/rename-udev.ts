import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { findSlave } from "../failover/find.ts";
import { groupOf, type Slave } from "../failover/group.ts";
import { KIND_NAMES } from "../failover/kinds.ts";
import { isMarked, observeAsMaster } from "../failover/observe.ts";
import type { Host } from "../host/host.ts";
import { openLinks } from "../machine/machine.ts";
import type { LinkSource } from "../machine/source.ts";
import { isSwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import type { Task } from "../rename/look.ts";
import { renameGroup } from "../rename/rename-group.ts";
import { reportFailures } from "../reporting.ts";
import { printable } from "../text/printable.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `rename --udev`, for RUN+= in a rule: gives the slave of the event its name, or all slaves of the master of the
 * event. Prints nothing; the log gets a line for each rename and for each that could not be.
 */
export function renameForUdev(host: Host): ExitCode {
  const start = host.now();
  const { config, warnings } = readConfig(host, "");
  const deadline = start + config.renameTimeout;
  const { route, source } = openLinks(host, () => deadline);
  const link = source.byIndex(udevIfindex(host));
  const task = link === undefined ? undefined : taskOf(source, link);
  if (task === undefined || !config.enable || isSwitchedOff(source.kernelCommandLine())) return Exit.done;
  for (const warning of warnings) host.log("warning", printable(warning));
  const { renamed, missed } = renameGroup({ host, route, source, config, deadline }, task);
  for (const { slave, master, from, to } of renamed) {
    host.log("info", printable(`${from} (#${slave.link.ifindex}) is ${to} now, the ${slave.role} of ${master}`));
  }
  return reportFailures(
    host,
    "log",
    missed.map(({ failure }) => failure),
  );
}

function taskOf(source: LinkSource, link: Link): Task | undefined {
  const found = findSlave(source, link);
  if (found !== undefined) {
    // A master that is not settled has an event of its own to come, and that stands for its slaves. The event stands for
    // slaves that were enslaved without any, too: a primary that was there before the standby has no other.
    const master = found.group.master.ifindex;
    const isChosen = (slave: Slave): boolean =>
      slave.link.ifindex === link.ifindex || !isMarked(source, slave.link.ifindex);
    return { master, isChosen, masterEvent: false, unsettled: "leave" };
  }
  const master = observeAsMaster(source, link.ifindex);
  if (master === undefined || groupOf(master, [], KIND_NAMES) === undefined) return undefined;
  return { master: link.ifindex, isChosen: () => true, masterEvent: true, unsettled: "leave" };
}
