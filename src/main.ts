import { udevIfindex } from "./commands/udev-ifindex.ts";
import { Exit, type ExitCode } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { findLink } from "./links/find-link.ts";
import { mayBeSlave } from "./links/observe.ts";
import { openLinks } from "./links/open-links.ts";
import type { Parts } from "./parts.ts";
import { reporting } from "./reporting.ts";

/**
 * The whole program, up to its exit status. udev calls it for every NIC of every machine that has it, and nearly all of
 * those are no slaves: the arguments are looked at by hand, and a link without a master is done with here.
 */
export function main(host: Host, parts: Parts): ExitCode {
  const command = host.args[0];
  const argument = host.args[1];
  if (argument !== undefined && host.args.length === 2) {
    if (argument === "--udev" && command === "name") return reporting(host, "log", () => nameOfEvent(host, parts));
    if (argument === "--udev" && command === "rename") {
      return reporting(host, "log", () => parts.loadRename().renameForUdev(host, openLinks));
    }
    if (command === "name" && !argument.startsWith("-")) {
      return reporting(host, "stderr", () => nameOf(host, parts, argument));
    }
  }
  return reporting(host, "stderr", () => parts.loadCommandLine().parseAndRun(host, openLinks));
}

function nameOfEvent(host: Host, parts: Parts): ExitCode {
  const { source } = openLinks(host);
  const link = source.byIndex(udevIfindex(host));
  // Unplugged while its event was waiting, which is no fault of anybody's.
  if (link === undefined) return Exit.noLink;
  return mayBeSlave(link) ? parts.loadNameForUdev().nameForUdev(host, source, link) : Exit.notSlave;
}

function nameOf(host: Host, parts: Parts, argument: string): ExitCode {
  const { source } = openLinks(host);
  const link = findLink(source, argument);
  return mayBeSlave(link) ? parts.loadName().name(host, source, "", link) : Exit.notSlave;
}
