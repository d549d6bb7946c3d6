import { Exit, type ExitCode } from "../errors.ts";
import { findSlave } from "../failover/find-slave.ts";
import { groupOf } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { Link } from "../links/link.ts";
import { observeAsMaster, withParent } from "../links/observe.ts";
import type { LinkSource } from "../links/source.ts";
import { DEFAULT_SCHEME } from "../naming/scheme.ts";
import type { Route } from "../netlink/route.ts";
import { plan, planSlave, type SlavePlan } from "../plan.ts";
import { applyAll } from "../rename/apply.ts";
import { isSwitchedOff } from "./switched-off.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `rename --udev`, for RUN+= in a rule: gives the slave of the event its name, or all slaves of the master of the
 * event. Prints nothing.
 */
export function renameForUdev(host: Host, route: Route, source: LinkSource): ExitCode {
  const link = source.byIndex(udevIfindex(host));
  if (link === undefined || isSwitchedOff(source.kernelCommandLine())) return Exit.done;
  applyAll(host, route, planSlaveOrMaster(source, link));
  return Exit.done;
}

function planSlaveOrMaster(source: LinkSource, link: Link): SlavePlan[] {
  const found = findSlave(source, link);
  if (found !== undefined) {
    // An unsettled master has an event of its own to come, and that one stands for its slaves.
    if (!found.group.master.settled.is) return [];
    return [planSlave(found.group, found.slave, DEFAULT_SCHEME, source.byName)];
  }
  const master = observeAsMaster(source, link.ifindex);
  const slaves = source.slavesOf(link.ifindex).map((slave) => withParent(source, slave));
  const group = master === undefined ? undefined : groupOf(master, slaves);
  return group === undefined ? [] : plan([group], DEFAULT_SCHEME, source.byName);
}
