import { circumstancesOf } from "../circumstances.ts";
import { readConfig } from "../config-files.ts";
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findGroup, findSlave } from "../failover/find-slave.ts";
import type { Host } from "../host/host.ts";
import { findLink } from "../links/find-link.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import { planGroup, type SlavePlan } from "../plan.ts";
import { reportWarnings } from "../reporting.ts";

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
  const circumstances = circumstancesOf(source, config, source.byName);
  const planOf = (group = found.group): SlavePlan | undefined =>
    planGroup(group, circumstances).find(({ slave }) => slave.link.ifindex === link.ifindex);
  let plan = planOf();
  // The name may be taken by another slave, one that is to leave it.
  if (plan?.obstacle?.passing) plan = planOf(findGroup(source, found.group.master.ifindex));
  if (plan?.wanted.name === undefined || plan.obstacle !== undefined) {
    const { exitCode, reason } = plan?.obstacle ?? { exitCode: Exit.noLink, reason: "it is gone" };
    throw new Failure(exitCode, `${printable(link.name)} has no name to be given: ${printable(reason)}`);
  }
  host.out(`${plan.wanted.name}\n`);
  return Exit.done;
}
