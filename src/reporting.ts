import { Exit, type ExitCode, Failure } from "./errors.ts";
import { type Host, SystemError } from "./host/host.ts";
import { printable } from "./links/printable.ts";

/**
 * Runs a command and turns whatever it throws into one line and an exit status.
 *
 * @param to "log": to the system log as well, for udevd shows the standard error of its programs at debug level alone
 */
export function reporting(host: Host, to: "stderr" | "log", command: () => ExitCode): ExitCode {
  try {
    return command();
  } catch (error) {
    const failure = asFailure(error);
    host.err(`failover-ifname: ${failure.message}\n`);
    if (to === "log") host.log("err", failure.message);
    return failure.exitCode;
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof SystemError) {
    const denied = error.code === "EPERM" || error.code === "EACCES";
    return new Failure(denied ? Exit.notPermitted : Exit.fault, printable(error.message));
  }
  return new Failure(Exit.fault, `internal fault: ${printable(String(error))}`);
}
