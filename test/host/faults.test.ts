// SPDX-License-Identifier: MIT
/** The exit status for each refusal of the system. Each message says what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit, Failure } from "../../src/errors.ts";
import { failureOf, foreseen } from "../../src/host/faults.ts";
import { SystemError } from "../../src/host/host.ts";

const CASES = [
  [1, Exit.notPermitted, "EPERM: not permitted: run it as root"],
  [2, Exit.notPermitted, "ENOENT: its directory does not exist: make it"],
  [4, Exit.busy, "EINTR: interrupted by signals without end: try again"],
  [5, Exit.busy, "EIO: input or output error: see the kernel's log"],
  [9, Exit.usage, "EBADF: it is closed: open the output"],
  [11, Exit.busy, "EAGAIN: not possible now: try again"],
  [12, Exit.busy, "ENOMEM: no memory: free some, and try again"],
  [13, Exit.notPermitted, "EACCES: not permitted: run it as root"],
  [20, Exit.notPermitted, "ENOTDIR: its directory is not a directory: remove what is there"],
  [21, Exit.notPermitted, "EISDIR: a directory is in its place: remove it"],
  [22, Exit.fault, "EINVAL: an unexpected error: report it"],
  [23, Exit.busy, "ENFILE: too many open files on this machine: raise fs.file-max"],
  [24, Exit.busy, "EMFILE: too many open files: raise the limit (ulimit -n)"],
  [27, Exit.notPermitted, "EFBIG: it is too large: make it smaller"],
  [28, Exit.busy, "ENOSPC: no space left: make some, and try again"],
  [30, Exit.notPermitted, "EROFS: the file system is read-only: mount it writable"],
  [32, Exit.usage, "EPIPE: the reader closed it: keep the output open"],
  [36, Exit.usage, "ENAMETOOLONG: the name is too long: give a shorter one"],
  [40, Exit.notPermitted, "ELOOP: a symbolic link is in its place: remove it"],
  [95, Exit.notPermitted, "EOPNOTSUPP: it is not a regular file: remove it"],
  [105, Exit.busy, "ENOBUFS: the kernel has no memory for it: try again"],
  [110, Exit.busy, "ETIMEDOUT: no answer in time: try again"],
  [122, Exit.busy, "EDQUOT: no space left in the quota: make some, and try again"],
  [999, Exit.fault, "errno 999: an unexpected error: report it"],
] as const;

for (const [errno, exitCode, message] of CASES) {
  test(message, () => {
    const failure = failureOf(new SystemError(errno, "lock /run/x"));
    assert.deepEqual([failure.exitCode, failure.message], [exitCode, `lock /run/x: ${message}`]);
  });
}

test("an error is expected if this program or the system made it", () => {
  const failure = new Failure(Exit.usage, "no");
  assert.equal(foreseen(failure), failure);
  assert.equal(foreseen(new SystemError(5, "read"))?.exitCode, Exit.busy);
  assert.equal(foreseen(new TypeError("no")), undefined);
  assert.equal(foreseen(null), undefined);
});
