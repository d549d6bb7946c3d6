// SPDX-License-Identifier: MIT
import type { Config } from "./config/config.ts";
import { readConfig } from "./config/read.ts";
import { Exit, type ExitCode, Failure } from "./errors.ts";
import { KIND_NAMES } from "./failover/kinds.ts";
import { foreseen } from "./host/faults.ts";
import type { Files } from "./host/files.ts";
import type { Host } from "./host/host.ts";
import { oneLine } from "./text/printable.ts";

/**
 * Where errors go. "log" is standard error and the system log, because udevd shows the standard error of its programs only
 * at its debug level.
 */
export type Destination = "stderr" | "log";

/** Runs a command. Turns any error into one line and an exit status. */
export function reporting(host: Host, to: Destination, command: () => ExitCode): ExitCode {
  try {
    return command();
  } catch (error) {
    return reportFailures(host, to, [foreseen(error) ?? fault(error)]);
  }
}

/** Writes one line for each failure. Returns the exit status of the first failure, 0 if there is none. */
export function reportFailures(host: Host, to: Destination, failures: readonly Failure[]): ExitCode {
  for (const failure of failures) {
    const message = oneLine(failure.message);
    host.err(`failover-ifname: ${message}\n`);
    if (to === "log") host.log("err", message);
  }
  return failures[0]?.exitCode ?? Exit.done;
}

/** The configuration of the machine that has these files. Writes one line for each warning. */
export function readReportingWarnings(host: Host, to: Destination, files: Files): Config {
  const { config, warnings } = readConfig(files, KIND_NAMES);
  for (const warning of warnings) {
    if (to === "log") host.log("warning", oneLine(warning));
    else host.err(`failover-ifname: warning: ${oneLine(warning)}\n`);
  }
  return config;
}

/** QuickJS throws null, or a value of no type, if there is no memory for an error. */
function fault(error: unknown): Failure {
  return new Failure(Exit.fault, `internal fault: ${error instanceof Error ? String(error) : "out of memory"}`);
}
