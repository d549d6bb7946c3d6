// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "./errors.ts";
import { foreseen } from "./host/faults.ts";
import type { Host } from "./host/host.ts";
import { oneLine } from "./text/printable.ts";

/**
 * Where errors go. "log" is standard error and the system log, for udevd shows the standard error of its programs at its
 * debug level alone.
 */
export type Destination = "stderr" | "log";

/** Runs a command and turns whatever it throws into one line and an exit status. */
export function reporting(host: Host, to: Destination, command: () => ExitCode): ExitCode {
  try {
    return command();
  } catch (error) {
    return reportFailures(host, to, [foreseen(error) ?? fault(error)]);
  }
}

/** One line for each failure; the exit status is that of the first. */
export function reportFailures(host: Host, to: Destination, failures: readonly Failure[]): ExitCode {
  for (const failure of failures) {
    const message = oneLine(failure.message);
    host.err(`failover-ifname: ${message}\n`);
    if (to === "log") host.log("err", message);
  }
  return failures[0]?.exitCode ?? Exit.done;
}

/** One line for each warning. */
export function reportWarnings(host: Host, to: Destination, warnings: readonly string[]): void {
  for (const warning of warnings) {
    if (to === "log") host.log("warning", oneLine(warning));
    else host.err(`failover-ifname: warning: ${oneLine(warning)}\n`);
  }
}

/** QuickJS throws null if there is no memory for an error. */
function fault(error: unknown): Failure {
  return new Failure(Exit.fault, `internal fault: ${error === null ? "out of memory" : String(error)}`);
}
