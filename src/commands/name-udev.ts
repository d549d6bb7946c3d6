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
 * failover master. For any other link that is no slave it prints nothing, exit 1.
 *
 * It never waits for another uevent. If udevd should not rename the slave now, NAME is its present name. Then
 * `rename --udev` renames it after udevd.
 */
export function nameForUdev(host: Host, machine: Machine): ExitCode {
  const link = machine.links.byIndex(udevIfindex(host));
  // The link was unplugged before its uevent was handled. That is not an error.
  if (link === undefined) return Exit.noLink;
  const slave = findSlave(machine, link);
  const answer = slave === undefined ? masterAnswer(machine, link) : slaveAnswer(machine, slave);
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

function slaveAnswer(machine: Machine, slave: Slave): string | undefined {
  if (whySwitchedOff(machine) !== undefined) return undefined;
  return `${nameForUdevd(machine, slave)} ${slave.role} ${printable(slave.master.link.name)}`;
}

/**
 * The name that udevd should give a slave: the planned one if udevd can, else the present one. If udevd tries and fails, some
 * versions skip RUN: all of them if the name is taken, and those up to 249.5 if the link is up and the kernel refuses
 * (src/udev/udev-event.c, rename_netif). The rule itself sees a NAME of an earlier rule.
 */
function nameForUdevd(machine: Machine, slave: Slave): string {
  const { link, master } = slave;
  const { suffix, liveRename } = machine.config();
  // A plan without altnames asks for no names but the wanted one.
  const config = { suffix, liveRename, alternativeNames: false };
  const planned = planWithLookUp({ slaves: [slave], config, namedByRule: NONE }, machine.links.byName)[0]?.rename;
  if (planned !== undefined && passesThroughUdev(planned)) {
    const isRefused = link.up && isBefore(machine.kernel.release(), master.kind.renamesUpSince);
    if (!isRefused) return planned;
  }
  if (passesThroughUdev(link.name)) return link.name;
  // udevd would replace the character, and rename the link to the result.
  const message = `${printable(link.name)} has a character that udev changes: give the link another name`;
  throw new Failure(Exit.noName, message);
}

const NONE = {};
