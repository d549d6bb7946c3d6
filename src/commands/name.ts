import { Exit, type ExitCode, Failure } from "../errors.ts";
import { findSlave } from "../failover/find-slave.ts";
import type { Host } from "../host/host.ts";
import { findLink } from "../links/find-link.ts";
import { printable } from "../links/printable.ts";
import type { LinkSource } from "../links/source.ts";
import { DEFAULT_SCHEME } from "../naming/scheme.ts";
import { planName } from "../plan.ts";

/** `name LINK`: prints the name that a slave should have. Exit 1, and nothing printed, for anything but a slave. */
export function name(host: Host, source: LinkSource, argument: string): ExitCode {
  const link = findLink(source, argument);
  const found = findSlave(source, link);
  if (found === undefined) return Exit.notSlave;
  const { wanted, obstacle } = planName(found.group.master, found.slave, DEFAULT_SCHEME, source.byName);
  if (obstacle !== undefined || wanted.name === undefined) {
    const reason = obstacle?.reason ?? wanted.because;
    throw new Failure(
      obstacle?.exitCode ?? Exit.noName,
      `${printable(link.name)} has no valid name: ${printable(reason)}`,
    );
  }
  host.out(`${wanted.name}\n`);
  return Exit.done;
}
