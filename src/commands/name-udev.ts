import { readConfig } from "../config-files.ts";
import { Exit, type ExitCode } from "../errors.ts";
import { findSlave } from "../failover/find-slave.ts";
import type { Host } from "../host/host.ts";
import { openLinks } from "../links/open-links.ts";
import type { LinkSource } from "../links/source.ts";
import { wantedNames } from "../naming/scheme.ts";
import { reportWarnings } from "../reporting.ts";
import { isSwitchedOff } from "./switched-off.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `name --udev`, for PROGRAM= in a rule: prints `NAME ROLE MASTER` for the link of the event. Exit 1, and nothing
 * printed, for anything but a slave. It never waits for another event: where udevd should leave the name alone for now,
 * NAME is the present one, and `rename --udev` does the rest after udevd.
 */
export function nameForUdev(host: Host): ExitCode {
  const { source } = openLinks(host);
  const link = source.byIndex(udevIfindex(host));
  // It was unplugged while its event was waiting. That is nobody's fault.
  if (link === undefined) return Exit.noLink;
  const found = findSlave(source, link);
  if (found === undefined) return Exit.notSlave;
  const { config, warnings } = readConfig(host, "");
  reportWarnings(host, warnings);
  const { kind, master } = found.group;
  if (!config.enable || !config.masters.includes(kind.name)) return Exit.notSlave;
  if (isSwitchedOff(source.kernelCommandLine())) return Exit.notSlave;
  const { role } = found.slave;
  const wanted = wantedNames(config, master, role).name ?? link.name;
  // udevd names what is down, the program what is up: some versions of udevd refuse a link that is up without trying,
  // and all of them drop their RUN programs where the name is taken (src/udev/udev-event.c, rename_netif).
  const leave = link.up || !master.settled.is || !isFree(source, wanted, link.ifindex);
  host.out(`${leave ? link.name : wanted} ${role} ${master.name}\n`);
  return Exit.done;
}

function isFree(source: LinkSource, name: string, ifindex: number): boolean {
  const holder = source.byName(name);
  return holder === undefined || holder.ifindex === ifindex;
}
