import { Exit, type ExitCode } from "../errors.ts";
import { type FoundSlave, findSlave } from "../failover/find-slave.ts";
import type { Host } from "../host/host.ts";
import type { LinkSource } from "../links/source.ts";
import { DEFAULT_SCHEME } from "../naming/scheme.ts";
import { planName } from "../plan.ts";
import { isSwitchedOff } from "./switched-off.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `name --udev`, for PROGRAM= in a rule: prints `NAME ROLE MASTER` for the link of the event. Exit 1, and nothing
 * printed, for anything but a slave. It never waits for another event: where udevd should leave the name alone for now,
 * NAME is the present one, and `rename --udev` does the rest after udevd.
 */
export function nameForUdev(host: Host, source: LinkSource): ExitCode {
  const link = source.byIndex(udevIfindex(host));
  // Unplugged while its event was waiting, which is no fault of anybody's.
  if (link === undefined) return Exit.noLink;
  const found = findSlave(source, link);
  if (found === undefined || isSwitchedOff(source.kernelCommandLine())) return Exit.notSlave;
  host.out(`${nameForNow(source, found)} ${found.slave.role} ${found.group.master.name}\n`);
  return Exit.done;
}

/**
 * udevd names what is down, the program what is up: some versions of udevd refuse a link that is up without trying,
 * and each drops its RUN programs where the new name is taken (src/udev/udev-event.c, rename_netif).
 */
function nameForNow(source: LinkSource, { group, slave }: FoundSlave): string {
  if (slave.link.up || !group.master.settled.is) return slave.link.name;
  const { wanted, obstacle } = planName(group.master, slave, DEFAULT_SCHEME, source.byName);
  return obstacle === undefined && wanted.name !== undefined ? wanted.name : slave.link.name;
}
