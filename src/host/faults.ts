// SPDX-License-Identifier: MIT
import { Exit, type ExitCode, Failure } from "../errors.ts";
import { isSystemError, type SystemError } from "./host.ts";

/** The exit status for a call that the system refused, and what an administrator can do. */
const FAULTS: { readonly [code: string]: readonly [exitCode: ExitCode, advice: string] } = {
  EPERM: [Exit.notPermitted, "not permitted: run it as root"],
  EACCES: [Exit.notPermitted, "not permitted: run it as root"],
  EROFS: [Exit.notPermitted, "the file system is read-only: mount it writable"],
  EISDIR: [Exit.notPermitted, "a directory is in its place: remove it"],
  ELOOP: [Exit.notPermitted, "a symbolic link is in its place: remove it"],
  EOPNOTSUPP: [Exit.notPermitted, "it is not a regular file: remove it"],
  ENOENT: [Exit.notPermitted, "its directory does not exist: make it"],
  ENOTDIR: [Exit.notPermitted, "its directory is not a directory: remove what is there"],
  EFBIG: [Exit.notPermitted, "it is too large: make it smaller"],
  ENAMETOOLONG: [Exit.usage, "the name is too long: give a shorter one"],
  EPIPE: [Exit.usage, "the reader closed it: keep the output open"],
  EBADF: [Exit.usage, "it is closed: open the output"],
  ETIMEDOUT: [Exit.busy, "no answer in time: try again"],
  EAGAIN: [Exit.busy, "not possible now: try again"],
  EINTR: [Exit.busy, "interrupted by signals without end: try again"],
  ENOBUFS: [Exit.busy, "the kernel has no memory for it: try again"],
  ENOMEM: [Exit.busy, "no memory: free some, and try again"],
  EMFILE: [Exit.busy, "too many open files: raise the limit (ulimit -n)"],
  ENFILE: [Exit.busy, "too many open files on this machine: raise fs.file-max"],
  ENOSPC: [Exit.busy, "no space left: make some, and try again"],
  EDQUOT: [Exit.busy, "no space left in the quota: make some, and try again"],
  EIO: [Exit.busy, "input or output error: see the kernel's log"],
};

/** An error that this program or the system foresees, for the administrator; undefined for a fault of the program itself. */
export function foreseen(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  return isSystemError(error) ? failureOf(error) : undefined;
}

/** A call that the system refused, as an error for the administrator. An errno that nobody foresees is a fault (exit 70). */
export function failureOf(error: SystemError): Failure {
  const [exitCode, advice] = FAULTS[error.code] ?? [Exit.fault, "an unexpected error: report it"];
  return new Failure(exitCode, `${error.message}: ${advice}`);
}
