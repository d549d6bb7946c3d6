// SPDX-License-Identifier: MIT
/** The locks of several masters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Exit } from "../../src/errors.ts";
import { type FileLock, type Host, SystemError } from "../../src/host/host.ts";
import { lockMasters } from "../../src/rename/locks.ts";
import { hostWith } from "../support/host.ts";

const ENOENT = 2;
const EROFS = 30;

/** A host that records what is locked and released. `answer` gives the result for a path. */
function lockHost(answer: (path: string) => "held" | number | undefined): { host: Host; calls: string[] } {
  const calls: string[] = [];
  const lock = (path: string): FileLock | undefined => {
    calls.push(`lock ${path}`);
    const refused = answer(path);
    if (refused === "held") return undefined;
    if (refused !== undefined) throw new SystemError(refused, `open ${path}`);
    return { read: () => "", write: () => {}, release: () => void calls.push(`release ${path}`) };
  };
  return { host: hostWith({ lock }), calls };
}

test("masters are locked in order of ifindex, for any order of the arguments", () => {
  const { host, calls } = lockHost(() => undefined);
  const locks = lockMasters(host, [11, 2, 5], 0);
  assert.deepEqual(calls, [2, 5, 11].map(locking));
  assert.ok(locks.of(5) !== undefined && locks.of(3) === undefined);
  locks.release();
  assert.deepEqual(calls.slice(3).sort(), [11, 2, 5].map(releasing));
});

test("without /run/udev, the lock is in /run", () => {
  const { host, calls } = lockHost((path) => (path.startsWith("/run/udev/") ? ENOENT : undefined));
  lockMasters(host, [2], 0);
  assert.deepEqual(calls, [locking(2), "lock /run/failover-ifname.2.lock"]);
});

test("any other refusal is an error, and nothing else is locked", () => {
  const { host, calls } = lockHost(() => EROFS);
  assert.throws(() => lockMasters(host, [2], 0), { code: "EROFS" });
  assert.deepEqual(calls, [locking(2)]);
});

test("if one lock is held until the deadline, the run keeps none", () => {
  const { host, calls } = lockHost((path) => (path.includes(".5.") ? "held" : undefined));
  assert.throws(() => lockMasters(host, [2, 5, 8], 0), {
    name: "Failure",
    exitCode: Exit.busy,
    message: "timed out waiting for the lock of master #5, held by another run; try again",
  });
  assert.deepEqual(calls, [locking(2), locking(5), releasing(2)]);
});

function locking(master: number): string {
  return `lock /run/udev/failover-ifname.${master}.lock`;
}

function releasing(master: number): string {
  return `release /run/udev/failover-ifname.${master}.lock`;
}
