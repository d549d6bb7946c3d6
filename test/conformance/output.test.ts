// SPDX-License-Identifier: MIT
/** Standard output and standard error: every byte is written, and a failed write is an error in the program. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { run } from "../support/run.ts";
import { conform, EVERY_BYTE, HOSTS, NODE, QUICKJS } from "./hosts.ts";
import { refusal } from "./refusal.ts";

/** More than fits into a pipe. */
const MANY = 8192;

for (const { name, command } of HOSTS) {
  test(`${name}: every byte goes out as it is`, async () => {
    await withFolder({ "every-byte": EVERY_BYTE }, (folder) => {
      const outcome = run([...command, "writesOutput", `${folder}/every-byte`, `${MANY}`]);
      assert.equal(outcome.status, 0);
      assert.equal(outcome.stdout.length, 256 * MANY);
      assert.ok(outcome.stdout === EVERY_BYTE.repeat(MANY));
      assert.ok(outcome.stderr === EVERY_BYTE);
    });
  });

  test(`${name}: standard output is a full device`, async () => {
    await assertRefused(command, 'exec "$@" > /dev/full', "ENOSPC");
  });

  test(`${name}: the reader of standard output is gone`, async () => {
    await assertRefused(command, 'mkfifo "$0/fifo"; exec 3<> "$0/fifo" 4> "$0/fifo" 3<&-; exec "$@" >&4 4>&-', "EPIPE");
  });

  test(`${name}: standard error takes nothing`, () => {
    for (const redirection of ["2> /dev/full", "2>&-"]) {
      const { status, stdout } = run(["sh", "-c", `exec "$@" ${redirection}`, "sh", ...command, "failsError"]);
      assert.deepEqual({ status, stdout }, { status: 0, stdout: '{"gives":null}\n' });
    }
  });

  test(`${name}: what is a terminal`, () => {
    const host = { name, command };
    assert.deepEqual(conform(host, "terminals"), { out: false, err: false, width: null });
    const call = [...command, "terminals"].map((word) => `'${word}'`).join(" ");
    for (const [columns, width] of [
      ["93", 93],
      ["0", null],
    ]) {
      const inTerminal = `stty cols ${columns} && ${call}`;
      const outcome = run(["script", "--quiet", "--return", "--command", inTerminal, "/dev/null"]);
      assert.equal(outcome.status, 0);
      assert.deepEqual(JSON.parse(outcome.stdout), { out: true, err: true, width });
    }
  });
}

// If a standard descriptor is closed, Node opens /dev/null for it before it runs a program.
test("quickjs: standard output is closed, and nothing that is opened takes its place", async () => {
  await assertRefused(QUICKJS.command, 'exec "$@" >&-', "EBADF");
});

test("node: standard output is closed", async () => {
  await withFolder({}, (folder) => {
    const { status, stderr } = run(["sh", "-c", 'exec "$@" >&-', "sh", ...NODE.command, "failsOutput", folder]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '{"gives":null}' });
  });
});

async function assertRefused(command: readonly string[], script: string, code: string): Promise<void> {
  await withFolder({}, (folder) => {
    const outcome = run(["sh", "-c", script, folder, ...command, "failsOutput", folder]);
    assert.equal(outcome.status, 0);
    assert.equal(outcome.stdout, "");
    assert.deepEqual(JSON.parse(outcome.stderr), refusal("write standard output", code));
    assert.equal(run(["cat", `${folder}/file`, `${folder}/lock`]).stdout, "content");
  });
}
