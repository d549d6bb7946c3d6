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
 * The name that udevd should give a slave: the planned name if udevd can give it, else the present name. If udevd tries a
 * rename and fails, it can skip RUN (src/udev/udev-event.c, rename_netif). All versions skip RUN if the name is taken.
 * Versions up to 249.5 also skip it, and the marks, if the link is up and the kernel refuses. A kernel that refuses can open
 * the slave at any moment, because its master is set up or because hv_netvsc does it 100 ms after the VF has joined. So on
 * such a kernel only RUN renames. A NAME that an earlier rule has set is not looked for here: the rule handles it.
 */
function nameForUdevd(machine: Machine, slave: Slave): string {
  const { link, master } = slave;
  const { suffix, liveRename } = machine.config();
  // Without altnames, the plan looks up only the wanted name.
  const config = { suffix, liveRename, alternativeNames: false };
  const planned = planWithLookUp({ slaves: [slave], config, namedByRule: NONE }, machine.links.byName)[0]?.rename;
  if (planned !== undefined && passesThroughUdev(planned)) {
    const canRefuse = isBefore(machine.kernel.release(), master.kind.renamesUpSince);
    if (!canRefuse) return planned;
  }
  if (passesThroughUdev(link.name)) return link.name;
  // udevd would replace the character and rename the link to the result.
  const message = `${printable(link.name)} has a character that udev changes: give the link another name`;
  throw new Failure(Exit.noName, message);
}

const NONE = {};
