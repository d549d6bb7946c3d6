import { readConfig } from "../config-files.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { findSlave } from "../failover/find-slave.ts";
import { groupOf, type Slave } from "../failover/group.ts";
import { KIND_NAMES } from "../failover/kinds.ts";
import type { Host } from "../host/host.ts";
import type { Link } from "../links/link.ts";
import { isMarked, observeAsMaster } from "../links/observe.ts";
import { openLinks } from "../links/open-links.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import type { Task } from "../rename/look.ts";
import { renameGroup } from "../rename/rename-group.ts";
import { reportFailures } from "../reporting.ts";
import { isSwitchedOff } from "./switched-off.ts";
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
