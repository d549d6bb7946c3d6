// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { isSystemError, type SystemError } from "./host.ts";

/** For each errno, the exit status and the advice for the administrator. */
const FAULTS: { readonly [code: string]: readonly [exitCode: ExitCode, advice: string] } = {
  EPERM: [Exit.notPermitted, "run it as root"],
  EACCES: [Exit.notPermitted, "run it as root"],
  EROFS: [Exit.notPermitted, "mount it writable"],
  EISDIR: [Exit.notPermitted, "remove the directory"],
  ELOOP: [Exit.notPermitted, "remove the symbolic link"],
  EOPNOTSUPP: [Exit.notPermitted, "it is not a regular file; remove it"],
  ENOENT: [Exit.notPermitted, "make its directory"],
  ENOTDIR: [Exit.notPermitted, "remove what is in the place of its directory"],
  EFBIG: [Exit.notPermitted, "make it smaller"],
  ENAMETOOLONG: [Exit.usage, "give a shorter name"],
  EPIPE: [Exit.usage, "the reader closed it"],
  EBADF: [Exit.usage, "the output is closed"],
  ETIMEDOUT: [Exit.busy, "no answer in time; try again"],
  EAGAIN: [Exit.busy, "try again"],
  EINTR: [Exit.busy, "signals without end; try again"],
  ENOBUFS: [Exit.busy, "the kernel has no memory for it; try again"],
  ENOMEM: [Exit.busy, "free some, and try again"],
  EMFILE: [Exit.busy, "raise the limit (ulimit -n)"],
  ENFILE: [Exit.busy, "raise fs.file-max"],
  ENOSPC: [Exit.busy, "make some, and try again"],
  EDQUOT: [Exit.busy, "make some space, and try again"],
  EIO: [Exit.busy, "see the kernel's log"],
};

/** The error as a Failure if the program or the system foresees it; undefined for a fault of the program itself. */
export function foreseen(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  return isSystemError(error) ? failureOf(error) : undefined;
}

/** The Failure for a call that the system refused. An errno that is not in the table is a fault (exit 70). */
export function failureOf(error: SystemError): Failure {
  const [exitCode, advice] = FAULTS[error.code] ?? [
    Exit.fault,
    `an error that is not expected (${error.code}); report it`,
  ];
  return new Failure(exitCode, `${error.message}: ${advice}`, error.code);
}

/** The advice for an errno; undefined if it is not expected. */
export function adviceFor(code: string): string | undefined {
  return FAULTS[code]?.[1];
}
