import { Exit, type ExitCode, Failure, isFailure } from "./errors.ts";
import { type Host, isSystemError } from "./host/host.ts";
import { printable } from "./links/printable.ts";

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
    return reportFailures(host, to, [asFailure(error)]);
  }
}

/** One line for each failure; the exit status is that of the first. */
export function reportFailures(host: Host, to: Destination, failures: readonly Failure[]): ExitCode {
  for (const { message } of failures) {
    host.err(`failover-ifname: ${message}\n`);
    if (to === "log") host.log("err", message);
  }
  return failures[0]?.exitCode ?? Exit.done;
}

/** One line for each thing in the configuration that was passed over. */
export function reportWarnings(host: Host, warnings: readonly string[]): void {
  for (const warning of warnings) host.err(`failover-ifname: warning: ${printable(warning)}\n`);
}

function asFailure(error: unknown): Failure {
  if (isFailure(error)) return error;
  if (isSystemError(error)) {
    const denied = error.code === "EPERM" || error.code === "EACCES";
    return new Failure(denied ? Exit.notPermitted : Exit.fault, printable(error.message));
  }
  return new Failure(Exit.fault, `internal fault: ${printable(String(error))}`);
}
