// SPDX-License-Identifier: MIT
import { nameForUdev } from "./commands/name-udev.ts";
import { renameForUdev } from "./commands/rename-udev.ts";
import type { ExitCode } from "./errors.ts";
import type { Host } from "./host/host.ts";
import { openLive } from "./machine/live.ts";
import type { LiveMachine } from "./machine/machine.ts";
import { readReportingWarnings, reporting } from "./reporting.ts";

/** The commands for the udev rule: `COMMAND --udev`. They act on the link of the uevent. */
const UDEV_COMMANDS: { readonly [command: string]: (host: Host, live: LiveMachine) => ExitCode } = {
  __proto__: null as never,
  name: nameForUdev,
  rename: renameForUdev,
};

/**
 * Prepares a run under udev. The snapshot is taken after this. The returned function returns the exit status; undefined if
 * the arguments are not those of the udev rule.
 *
 * udev runs the program for each NIC of each machine, and most NICs are not slaves. So the snapshot has these two commands
 * only, and no command line parser.
 */
export function prepareForUdev(host: Host): () => ExitCode | undefined {
  // For a slave, udev runs `name`, then `rename`. Only `rename` logs the warnings, so that each is logged once.
  const live = openLive(host, (files) =>
    readReportingWarnings(host, host.args[0] === "rename" ? "log" : "stderr", files),
  );
  return () => {
    const { args } = host;
    const command = args.length === 2 && args[1] === "--udev" ? UDEV_COMMANDS[args[0] ?? ""] : undefined;
    return command === undefined ? undefined : reporting(host, "log", () => command(host, live));
  };
}
