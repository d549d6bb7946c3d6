import { name } from "./commands/name.ts";
import { nameForUdev } from "./commands/name-udev.ts";
import { renameForUdev } from "./commands/rename-udev.ts";
import type { ExitCode } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { liveLinks } from "./links/live.ts";
import type { LinkSource } from "./links/source.ts";
import { openRoute, ROUTE_TIMEOUT, type Route } from "./netlink/route.ts";
import { reporting } from "./reporting.ts";

/**
 * Runs what udev calls, and the plain `name LINK`, up to the exit status. The arguments are looked at by hand, so that
 * a udev event does not pay for the libraries of the command line: undefined means that the call is for
 * `runCommandLine`.
 */
export function runHotCommand(host: Host): ExitCode | undefined {
  const command = host.args[0];
  const argument = host.args[1];
  if (argument === undefined || host.args.length > 2) return undefined;
  if (argument === "--udev") {
    if (command === "name") return run(host, "log", (source) => nameForUdev(host, source));
    if (command === "rename") return run(host, "log", (source, route) => renameForUdev(host, route, source));
    return undefined;
  }
  if (command !== "name" || argument.startsWith("-")) return undefined;
  return run(host, "stderr", (source) => name(host, source, argument));
}

function run(host: Host, to: "stderr" | "log", command: (source: LinkSource, route: Route) => ExitCode): ExitCode {
  return reporting(host, to, () => {
    const route = openRoute(host, ROUTE_TIMEOUT);
    return command(liveLinks(host, route), route);
  });
}
