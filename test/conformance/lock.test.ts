// SPDX-License-Identifier: MIT
/** Locks of a host: they are exclusive, have a deadline, and are released by the kernel. */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { withFolder } from "../support/folder.ts";
import { unprivileged } from "../support/privileges.ts";
import { type ConformingHost, conform, HOSTS, NODE, QUICKJS } from "./hosts.ts";
import { refusal } from "./refusal.ts";

for (const host of HOSTS) {
  test(`${host.name}: locks that nobody else holds, and what cannot be locked`, async () => {
    await withFolder(
      {
        "locks/content": "content\n",
        "locks/link": { link: "content" },
        "locks/directory/x": "",
        "locks/fifo": { fifo: true },
      },
      (outside) => {
        const folder = `${outside}/locks`;
        const refused = (name: string, code: string) => refusal(`lock ${folder}/${name}`, code);
        const umask = process.umask(0);
        try {
          const result = conform(host, "locksAlone", [folder]);
          assert.deepEqual(result, {
            first: true,
            "second, of the same process": { result: false, back: "in time" },
            other: true,
            "again, when released": true,
            "file with content": { gives: true },
            "symbolic link": refused("link", "ELOOP"),
            directory: refused("directory", "EISDIR"),
            FIFO: refused("fifo", "EOPNOTSUPP"),
            "without its parent": refused("missing/lock", "ENOENT"),
          });
          assert.equal(statSync(`${folder}/lock`).mode & 0o7777, 0o600);
          assert.equal(statSync(`${folder}/content`).size, 8);
        } finally {
          process.umask(umask);
        }
      },
    );
  });

  test(`${host.name}: a place for locks that is not ours`, async () => {
    await withFolder({ "not-ours": { directory: true, mode: 0o555 } }, (folder) => {
      assert.deepEqual(conform(host, "locksElsewhere", [`${folder}/not-ours/lock`], { before: unprivileged }), {
        refused: "EACCES",
        message: `lock ${folder}/not-ours/lock: permission denied`,
      });
    });
  });

  test(`${host.name}: notes for the next holder`, async () => {
    await withFolder({ large: "x".repeat(5000) }, (folder) => {
      assert.deepEqual(conform(host, "leavesNotes", [folder]), {
        found: "",
        own: "\xff note\n",
        left: "\xff note\n",
        emptied: "",
        large: 4096,
      });
    });
  });

  // The other host holds the lock, because both hosts must use the same lock.
  const holder = host === NODE ? QUICKJS : NODE;

  test(`${host.name}: a lock that is held until after the deadline`, async () => {
    await withFolder({}, async (folder) => {
      await withProgram(holder, ["locksForEver", `${folder}/lock`], "held\n", async () => {
        const atOnce = conformAsking(host, `${folder}/lock`, 0);
        assert.deepEqual(await atOnce, { locked: false, back: "at the deadline" });
        const start = performance.now();
        assert.deepEqual(await conformAsking(host, `${folder}/lock`, 400), { locked: false, back: "at the deadline" });
        assert.ok(performance.now() - start < 10_000);
      });
    });
  });

  test(`${host.name}: a deadline holds also if the parent has blocked SIGALRM`, async () => {
    await withFolder({}, async (folder) => {
      await withProgram(holder, ["locksForEver", `${folder}/lock`], "held\n", async () => {
        const start = performance.now();
        const blocked = { ...host, command: [...WITHOUT_SIGALRM, ...host.command] };
        assert.deepEqual(await conformAsking(blocked, `${folder}/lock`, 400), {
          locked: false,
          back: "at the deadline",
        });
        assert.ok(performance.now() - start < 3_000);
      });
    });
  });

  test(`${host.name}: the holder of a lock is killed`, async () => {
    await withFolder({}, async (folder) => {
      let result: Promise<unknown> | undefined;
      await withProgram(holder, ["locksForEver", `${folder}/lock`], "held\n", async () => {
        result = conformAsking(host, `${folder}/lock`, 20_000);
        // Usually long enough for the program to wait by then. If it does not wait yet, the test still passes but checks
        // less.
        await setTimeout(300);
      });
      assert.deepEqual(await result, { locked: true, back: "before the deadline" });
    });
  });

  test(`${host.name}: stopped and continued while it waits for a lock`, async () => {
    await withFolder({}, async (folder) => {
      await withProgram(holder, ["locksForEver", `${folder}/lock`], "held\n", async () => {
        const result = conformAsking(host, `${folder}/lock`, 800, async (child) => {
          await setTimeout(200);
          child.kill("SIGSTOP");
          await setTimeout(100);
          child.kill("SIGCONT");
        });
        assert.deepEqual(await result, { locked: false, back: "at the deadline" });
      });
    });
  });
}

/** A command that runs another one with SIGALRM blocked. */
const WITHOUT_SIGALRM = [
  "perl",
  "-e",
  "use POSIX; sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGALRM)) or die; exec @ARGV",
];

type Program = ChildProcessByStdio<null, Readable, null>;

/** Runs `body` after a program has printed `word` and while it runs, then kills the program. */
async function withProgram(
  { command: [file = "", ...before] }: ConformingHost,
  args: readonly string[],
  word: string,
  body: (child: Program) => Promise<void>,
): Promise<void> {
  const child = spawn(file, [...before, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  try {
    const [said] = await Promise.race([once(child.stdout, "data"), exited.then(() => ["the end"])]);
    assert.equal(String(said), word);
    await body(child);
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}

/** The output of a program that asks for a lock that others hold. */
async function conformAsking(
  { command: [file = "", ...before] }: ConformingHost,
  path: string,
  milliseconds: number,
  meanwhile: (child: Program) => Promise<void> = async () => {},
): Promise<unknown> {
  const child = spawn(file, [...before, "locksWithin", path, `${milliseconds}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data) => {
    said += data;
  });
  const closed = once(child, "close");
  try {
    await Promise.race([once(child.stdout, "data"), closed]);
    await meanwhile(child);
    await closed;
    const [first, second = "", ...others] = said.split("\n");
    assert.deepEqual([first, others], ["asking", [""]]);
    return JSON.parse(second);
  } finally {
    child.kill("SIGKILL");
  }
}
