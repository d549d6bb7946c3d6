import { circumstancesOf } from "../circumstances.ts";
import { readConfig } from "../config/read.ts";
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findGroup, findSlave } from "../failover/find.ts";
import type { FailoverGroup } from "../failover/group.ts";
import type { Host } from "../host/host.ts";
import type { LinkSource } from "../machine/source.ts";
import { whyInvalidName } from "../netlink/valid-name.ts";
import { involvedGroups } from "../plan/involved.ts";
import { planGroups, type SlavePlan } from "../plan/plan.ts";
import { reportWarnings } from "../reporting.ts";
import { printable } from "../text/printable.ts";
import { findLink } from "./find-link.ts";

/**
 * `name LINK`: prints the name that a slave should have. Exit 1, and nothing printed, for anything but a slave.
 *
 * @param root in front of the paths of configuration files; empty for this machine
 */
export function name(host: Host, source: LinkSource, root: string, argument: string): ExitCode {
  const link = findLink(source, argument);
  const found = findSlave(source, link);
  if (found === undefined) return Exit.notSlave;
  const { config, warnings } = readConfig(host, root);
  reportWarnings(host, warnings);
  if (!config.masters.includes(found.group.kind.name)) return Exit.notSlave;
  const circumstances = circumstancesOf(source, config);
  const find = (master: number) => findGroup(source, master, config.masters);
  const planOf = (groups: readonly FailoverGroup[]): SlavePlan | undefined =>
    planGroups(groups, circumstances).find(({ slave }) => slave.link.ifindex === link.ifindex);
  let plan = planOf([found.group]);
  // The name may be taken by another slave, one that is to leave it.
  if (plan?.obstacle?.passing) {
    const whole = find(found.group.master.ifindex);
    plan = whole === undefined ? undefined : planOf(involvedGroups([whole], circumstances, find));
  }
  if (plan?.wanted.name === undefined || plan.obstacle !== undefined) {
    const { exitCode, reason } = plan?.obstacle ?? { exitCode: Exit.noLink, reason: "it is gone" };
    throw new Failure(exitCode, `${printable(link.name)} has no name to be given: ${printable(reason)}`);
  }
  // A name that an earlier rule of udev has set is the link's own, and the kernel takes nearly any byte.
  const why = whyInvalidName(plan.wanted.name);
  if (why !== undefined)
    throw new Failure(Exit.noName, `${printable(link.name)} keeps a name that ${why}: ${plan.wanted.because}`);
  host.out(`${plan.wanted.name}\n`);
  return Exit.done;
}
