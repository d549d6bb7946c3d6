// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findSlave, type Slave } from "../failover/group.ts";
import { recognize } from "../failover/master.ts";
import type { Host } from "../host/host.ts";
import { isBefore } from "../machine/kernel-release.ts";
import type { Machine } from "../machine/machine.ts";
import { whySwitchedOff } from "../machine/switched-off.ts";
import type { Link } from "../netlink/link.ts";
import { passesThroughUdev } from "../netlink/valid-name.ts";
import { planWithLookUp } from "../plan/plan.ts";
import { printable } from "../text/printable.ts";
import { udevIfindex } from "./udev-ifindex.ts";

/**
 * `name --udev`, for PROGRAM= in a rule: prints `NAME ROLE MASTER` for the link of the uevent. ROLE is "master" for a
 * failover master. For any other link that is not a slave, it prints nothing and returns exit status 1.
 *
 * It never waits for another uevent. If udevd should not rename the slave now, NAME is its present name. `rename --udev`
 * renames it later, after udevd.
 */
export function nameForUdev(host: Host, machine: Machine): ExitCode {
  const link = machine.links.byIndex(udevIfindex(host));
  // The link was unplugged before its uevent was handled. That is not an error.
  if (link === undefined) return Exit.noLink;
  const slave = findSlave(machine, link);
  const answer = slave === undefined ? masterAnswer(machine, link) : slaveAnswer(host, machine, slave);
  if (answer === undefined) return Exit.notSlave;
  host.out(`${answer}\n`);
  return Exit.done;
}

function masterAnswer(machine: Machine, link: Link): string | undefined {
  const { kind } = recognize(machine, link);
  if (kind === undefined || whySwitchedOff(machine) !== undefined) return undefined;
  const name = printable(link.name);
  return `${name} master ${name}`;
}

function slaveAnswer(host: Host, machine: Machine, slave: Slave): string | undefined {
  if (whySwitchedOff(machine) !== undefined) return undefined;
  return `${nameForUdevd(host, machine, slave)} ${slave.role} ${printable(slave.master.link.name)}`;
}

/**
 * The name that udevd should give a slave: the planned name if udevd can give it, else the present name. If udevd tries a
 * rename and fails, it can skip RUN (src/udev/udev-event.c, rename_netif). All versions skip RUN if the name is taken. A
 * NAME that an earlier rule has set is not looked for here: the rule handles it.
 */
function nameForUdevd(host: Host, machine: Machine, slave: Slave): string {
  const { link } = slave;
  const { suffix, liveRename } = machine.config();
  // Without altnames, the plan looks up only the wanted name.
  const config = { suffix, liveRename, alternativeNames: false };
  const planned = planWithLookUp({ slaves: [slave], config, namedByRule: NONE }, machine.links.byName)[0]?.rename;
  if (planned !== undefined && passesThroughUdev(planned) && canLeaveToUdevd(host, machine, slave)) return planned;
  if (passesThroughUdev(link.name)) return link.name;
  // udevd would replace the character and rename the link to the result.
  const message = `${printable(link.name)} has a character that udev changes: give the link another name`;
  throw new Failure(Exit.noName, message);
}

const NONE = {};

/**
 * Can udevd rename a slave, or at least run RUN if the kernel refuses? A kernel that refuses to rename a slave that is up
 * can open it at any moment: because its master is set up, or because hv_netvsc does it 100 ms after the VF has joined. Then
 * udevd up to 249.5 ends the event, without RUN and without marks.
 */
function canLeaveToUdevd(host: Host, machine: Machine, { link, master }: Slave): boolean {
  // The version of udevd is asked first, because it needs no file.
  if (!link.up && isUdevdSince250(host)) return true;
  return !isBefore(machine.kernel.release(), master.kind.renamesUpSince);
}

/**
 * Is this udevd 250 or later? It gives its programs the naming scheme, whose default is the version of udevd, and which is
 * never later than udevd (src/shared/netif-naming-scheme.c). Of an older scheme, the version is not known.
 */
function isUdevdSince250(host: Host): boolean {
  const [, version] = /^v(\d{3})$/.exec(host.env("ID_NET_NAMING_SCHEME") ?? "") ?? [];
  return Number(version) >= 250;
}
