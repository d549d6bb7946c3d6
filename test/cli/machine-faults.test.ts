// SPDX-License-Identifier: MIT
/** Faults of the machine are not faults of the program. Each has an exit status that says what to do, and one line. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmulated } from "../support/built.ts";
import { QUICKJS, SYSTEM_ENGINE } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { unlessNamespaces } from "../support/namespace.ts";
import { run } from "../support/run.ts";
import { assertRefused } from "./outcome.ts";

const DONE = 0;
const USAGE = 2;
const BUSY = 6;
const FAULT = 70;

/** In a mount namespace whose /run, /etc and /usr/lib can be changed: a script, then the program. */
function changed(script: string, ...args: readonly string[]) {
  const mounts = `mount -t tmpfs none /run; mount -t tmpfs none /etc; ${script}; exec "$0" "$@"`;
  return run(["unshare", "--map-root-user", "--mount", "--net", "sh", "-euc", mounts, ...QUICKJS.command, ...args]);
}

/** The limit would be that of qemu-user. test/arm64/ sets it on an arm64 kernel. */
const limited = { skip: isEmulated && "the limit of a process is that of qemu-user" };

test("too many open files", limited, () => {
  const open = (limit: number) =>
    run(["sh", "-c", `ulimit -n ${limit}; exec "$@"`, "sh", ...QUICKJS.command, "name", "lo"]);
  assertRefused(open(3), BUSY, /netlink socket: too many open files: raise the limit/);
});

test("a name that is too long for a capture", async () => {
  await withFolder({}, (folder) => {
    const outcome = run([...QUICKJS.command, "capture", `${folder}/${"x".repeat(300)}`]);
    assertRefused(outcome, USAGE, /file name too long: give a directory that does not exist/);
  });
});

test("a disk that is full in the middle of a capture", { skip: unlessNamespaces }, () => {
  const small = "mkdir /run/small; mount -t tmpfs -o size=4k,nr_inodes=6 none /run/small";
  assertRefused(
    changed(small, "capture", "/run/small/root"),
    BUSY,
    /no space left on device: make some, and try again; \/run\/small\/root is not complete: remove it/,
  );
});

test("a configuration that cannot be read may say Enable=no: udev's calls do nothing", {
  skip: unlessNamespaces,
}, () => {
  const unreadable = "ln -s failover-ifname.conf /etc/failover-ifname.conf";
  const outcome = changed(`${unreadable}; export IFINDEX=1`, "rename", "--udev");
  assertRefused(
    outcome,
    5,
    /the configuration cannot be read; doing nothing: .*failover-ifname.conf: too many levels of symbolic links/,
  );
});

for (const [what, script] of [
  ["Enable=no", "echo Enable=no > /etc/failover-ifname.conf"],
  ["failover_ifname=0", "echo failover_ifname=0 > /run/cmdline; mount --bind /run/cmdline /proc/cmdline"],
] as const) {
  test(`${what} stops what the service runs`, { skip: unlessNamespaces }, () => {
    const outcome = changed(script, "rename", "--unless-disabled");
    assert.deepEqual([outcome.status, outcome.stdout], [DONE, ""]);
    assert.match(outcome.stderr, new RegExp(`^failover-ifname: nothing is renamed: ${what} in [^\n]*\n$`));
    assert.deepEqual(changed(script, "rename"), { status: DONE, stdout: "", stderr: "" });
  });
}

/** The address space in KiB: from less than the executable needs to start, to more than `show` needs. */
const LIMITS = Array.from({ length: 100 }, (_, index) => (SYSTEM_ENGINE ? 2_800 : 1_800) + 40 * index);

test("without memory the program ends with one line and an exit status, never with a signal", limited, async () => {
  const entries = {
    "ip-link.json": JSON.stringify(
      Array.from({ length: 500 }, (_, index) => ({ ifindex: index + 1, ifname: `x${index}` })),
    ),
  };
  await withFolder(entries, (folder) => {
    const seen = new Set<number>();
    for (const limit of LIMITS) {
      const outcome = run([
        "sh",
        "-c",
        `ulimit -v ${limit}; exec "$@"`,
        "sh",
        ...QUICKJS.command,
        "show",
        "--root",
        folder,
      ]);
      const { status } = outcome;
      // If there is no room for the executable, the kernel kills it; if there is none for glibc's start-up code, that ends it
      // with 127. Then no smaller limit may have let it run.
      if (seen.size === 0 && (status === null || status > (SYSTEM_ENGINE ? 126 : 128))) continue;
      assert.ok(status === DONE || status === BUSY || status === FAULT, JSON.stringify(outcome));
      if (status !== DONE) assertRefused(outcome, status, /memory/);
      seen.add(status);
    }
    assert.ok(seen.has(DONE) && seen.size > 1, `some limits let it run, and some do not: ${[...seen]}`);
  });
});
