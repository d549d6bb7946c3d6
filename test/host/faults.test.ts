// SPDX-License-Identifier: MIT
/** The exit status for each refusal of the system. Each message says what to do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit, Failure } from "../../src/errors.ts";
import { failureOf, foreseen } from "../../src/host/faults.ts";
import { SystemError } from "../../src/host/host.ts";

const CASES = [
  [1, Exit.notPermitted, "operation not permitted: run it as root"],
  [2, Exit.notPermitted, "no such file or directory: make its directory"],
  [4, Exit.busy, "interrupted system call: signals without end; try again"],
  [5, Exit.busy, "input/output error: see the kernel's log"],
  [9, Exit.usage, "bad file descriptor: the output is closed"],
  [11, Exit.busy, "resource temporarily unavailable: try again"],
  [12, Exit.busy, "cannot allocate memory: free some, and try again"],
  [13, Exit.notPermitted, "permission denied: run it as root"],
  [20, Exit.notPermitted, "not a directory: remove what is in the place of its directory"],
  [21, Exit.notPermitted, "is a directory: remove the directory"],
  [22, Exit.fault, "invalid argument: an error that is not expected (EINVAL); report it"],
  [23, Exit.busy, "too many open files in system: raise fs.file-max"],
  [24, Exit.busy, "too many open files: raise the limit (ulimit -n)"],
  [27, Exit.notPermitted, "file too large: make it smaller"],
  [28, Exit.busy, "no space left on device: make some, and try again"],
  [30, Exit.notPermitted, "read-only file system: mount it writable"],
  [32, Exit.usage, "broken pipe: the reader closed it"],
  [36, Exit.usage, "file name too long: give a shorter name"],
  [40, Exit.notPermitted, "too many levels of symbolic links: remove the symbolic link"],
  [95, Exit.notPermitted, "operation not supported: it is not a regular file; remove it"],
  [105, Exit.busy, "no buffer space available: the kernel has no memory for it; try again"],
  [110, Exit.busy, "connection timed out: no answer in time; try again"],
  [122, Exit.busy, "disk quota exceeded: make some space, and try again"],
  [999, Exit.fault, "errno 999: an error that is not expected (errno 999); report it"],
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
