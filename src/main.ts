import { name } from "./commands/name.ts";
import { nameForUdev } from "./commands/name-udev.ts";
import { renameForUdev } from "./commands/rename-udev.ts";
import type { ExitCode } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { liveLinks } from "./links/live.ts";
import type { LinkSource } from "./links/source.ts";
import { openRoute } from "./netlink/route.ts";
import { type Destination, reporting } from "./reporting.ts";

/** Runs what udev calls, and the plain `name LINK`, up to the exit status; undefined where the call is for the command line. */
export function runHotCommand(host: Host): ExitCode | undefined {
  const result = runName(host);
  if (result === "rename") return runRename(host);
  return result === "command-line" ? undefined : result;
}

/**
 * Runs `name --udev` or `name LINK`, or says which program the call is for. The arguments are looked at by hand, and
 * the parts are programs of their own in the executable, so that a udev event pays for nothing that it does not need.
 */
export function runName(host: Host): ExitCode | "rename" | "command-line" {
  const command = host.args[0];
  const argument = host.args[1];
  if (argument === undefined || host.args.length > 2) return "command-line";
  if (argument === "--udev" && command === "rename") return "rename";
  if (argument === "--udev" && command === "name") return run(host, "log", (source) => nameForUdev(host, source));
  if (command !== "name" || argument.startsWith("-")) return "command-line";
  return run(host, "stderr", (source) => name(host, source, "", argument));
}

/** Runs `rename --udev`. */
export function runRename(host: Host): ExitCode {
  return reporting(host, "log", () => renameForUdev(host));
}

function run(host: Host, to: Destination, command: (source: LinkSource) => ExitCode): ExitCode {
  return reporting(host, to, () => command(liveLinks(host, openRoute(host))));
}
