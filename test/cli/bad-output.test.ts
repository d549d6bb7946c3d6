// SPDX-License-Identifier: MIT
/** A standard output that accepts nothing: the caller must learn of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EXECUTABLES } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { TRIO_ROOT } from "../support/roots.ts";
import { run } from "../support/run.ts";
import { assertRefused } from "./outcome.ts";

const USAGE = 2;
const BUSY = 6;

/** A pipe that has no reader from the start. */
const CLOSED_PIPE = 'mkfifo "$0/fifo"; exec 3<> "$0/fifo" 4> "$0/fifo" 3<&-; exec "$@" >&4 4>&-';

const CALLS: readonly (readonly string[])[] = [
  ["show", "--root", "."],
  ["show", "--json", "--root", "."],
  ["explain", "eth2", "--root", "."],
  ["name", "eth2", "--root", "."],
  ["--help"],
  ["name", "--help"],
  ["--version"],
];

for (const { host, command } of EXECUTABLES) {
  for (const args of CALLS) {
    test(`${host}: ${args.join(" ")}`, async () => {
      await withFolder(TRIO_ROOT, (folder) => {
        const redirected = (script: string) => run(["sh", "-c", script, folder, ...command, ...args], { cwd: folder });
        assertRefused(redirected('exec "$@" > /dev/full'), BUSY, /standard output: no space left on device/);
        assertRefused(redirected(CLOSED_PIPE), USAGE, /standard output: broken pipe/);
        // Node opens /dev/null if a standard descriptor is closed, before any program sees it.
        if (host === "quickjs")
          assertRefused(redirected('exec "$@" >&-'), USAGE, /standard output: bad file descriptor/);
      });
    });
  }

  test(`${host}: a standard error that accepts nothing does not change the exit status`, async () => {
    await withFolder(TRIO_ROOT, (folder) => {
      for (const redirection of ["2> /dev/full", "2>&-"]) {
        for (const [args, status] of [
          [["name", "eth9", "--root", "."], 3],
          [["name", "#0"], 2],
          [["bogus"], 2],
          [["name", "eth2", "--root", "."], 0],
        ] as const) {
          const outcome = run(["sh", "-c", `exec "$@" ${redirection}`, "sh", ...command, ...args], { cwd: folder });
          assert.deepEqual(outcome, { status, stdout: status === 0 ? "ens3npf\n" : "", stderr: "" });
        }
      }
    });
  });

  test(`${host}: a slow reader`, async () => {
    await assertArrives(command);
  });

  test(`${host}: a slow reader of a non-blocking pipe`, async () => {
    const launcher = "use Fcntl; fcntl(STDOUT, F_SETFL, O_WRONLY | O_NONBLOCK) or die; exec @ARGV";
    await assertArrives(["perl", "-e", launcher, ...command]);
  });
}

/** A reader that does not read at first gets all the output, although it is more than a pipe holds. */
async function assertArrives(command: readonly string[]): Promise<void> {
  const master = { ifindex: 2, ifname: "ens3", parentbus: "virtio", parentdev: "virtio0" };
  const slaves = Array.from({ length: 2000 }, (_, index) => {
    return { ifindex: 10 + index, ifname: `x${index}`, master: "ens3", parentbus: "pci", parentdev: `${index}` };
  });
  await withFolder({ ...TRIO_ROOT, "ip-link.json": JSON.stringify([master, ...slaves]) }, (folder) => {
    const call = [...command, "show", "--json", "--root", folder];
    const outcome = run(["sh", "-c", '{ "$@"; echo $? >&2; } | { sleep 0.5; cat; }', "sh", ...call]);
    assert.equal(outcome.stderr, "0\n");
    assert.ok(outcome.stdout.length > 200_000 && outcome.stdout.endsWith("}\n"));
  });
}
