import { hazardIn } from "../circumstances.ts";
import type { Config } from "../config/parse.ts";
import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { type FoundSlave, findSlave } from "../failover/find.ts";
import { mayBeSlave } from "../failover/observe.ts";
import type { Host } from "../host/host.ts";
import { isBefore } from "../machine/kernel-release.ts";
import type { OpenLinks } from "../machine/machine.ts";
import type { LinkSource } from "../machine/source.ts";
import { isSwitchedOff } from "../machine/switched-off.ts";
import { passesThroughUdev } from "../netlink/valid-name.ts";
import { wantedName } from "../plan/wanted-names.ts";
import { reportWarnings } from "../reporting.ts";
import { printable } from "../text/printable.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `name --udev`, for PROGRAM= in a rule: prints `NAME ROLE MASTER` for the link of the event. Exit 1, and nothing
 * printed, for anything but a slave. It never waits for another event: where udevd should leave the name alone for now,
 * NAME is the present one, and `rename --udev` does the rest after udevd.
 */
export function nameForUdev(host: Host, { source }: OpenLinks): ExitCode {
  const link = source.byIndex(udevIfindex(host));
  // It was unplugged while its event was waiting. That is nobody's fault.
  if (link === undefined) return Exit.noLink;
  if (!mayBeSlave(link)) return Exit.notSlave;
  const found = findSlave(source, link);
  if (found === undefined) return Exit.notSlave;
  const { config, warnings } = readConfig(host, "");
  reportWarnings(host, warnings);
  const { kind, master } = found.group;
  if (!config.enable || !config.masters.includes(kind.name)) return Exit.notSlave;
  if (isSwitchedOff(source.kernelCommandLine())) return Exit.notSlave;
  const { role } = found.slave;
  const wanted = master.settled.is ? wantedName(config, master, role) : undefined;
  const name = wanted !== undefined && udevdCanRename(source, config, found, wanted) ? wanted : link.name;
  // udevd would rename the link to the name that it makes of this one.
  if (!passesThroughUdev(name)) {
    throw new Failure(Exit.noName, `${printable(name)} has a character that udev changes: give the link another name`);
  }
  host.out(`${name} ${role} ${master.name}\n`);
  return Exit.done;
}

/**
 * Can udevd give a slave its wanted name? If it tries in vain, some versions skip RUN: all of them if the name is taken,
 * and those up to 249.5 if the link is up and the kernel refuses that (src/udev/udev-event.c, rename_netif). And a name with
 * some characters, which can only be the master's, does not reach udevd as it is.
 */
function udevdCanRename(source: LinkSource, config: Config, { group, slave }: FoundSlave, wanted: string): boolean {
  const { link } = slave;
  if (link.name === wanted) return true;
  if (!passesThroughUdev(wanted)) return false;
  if (link.up && isBefore(source.kernelRelease(), group.kind.renamesUpSince)) return false;
  return hazardIn(source, config)(group, slave) === undefined && isFree(source, wanted, link.ifindex);
}

function isFree(source: LinkSource, name: string, ifindex: number): boolean {
  const holder = source.byName(name);
  return holder === undefined || holder.ifindex === ifindex;
}
