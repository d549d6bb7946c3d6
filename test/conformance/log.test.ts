// SPDX-License-Identifier: MIT
/** What a host writes to the system log, in a mount namespace with its own /dev. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { unlessNamespaces, withDevices } from "../support/namespace.ts";
import { succeed } from "../support/run.ts";
import { HOSTS } from "./hosts.ts";
import { listen } from "./log-socket.ts";

const NUMBERS = { err: 27, warning: 28, info: 30 };

for (const { name, command } of HOSTS) {
  for (const [priority, number] of Object.entries(NUMBERS)) {
    const line = `<${number}>failover-ifname: eth0\xff is (#2)`;

    test(`${name}: ${priority} to /dev/log`, { skip: unlessNamespaces }, async () => {
      await withFolder({ kmsg: "", dev: { directory: true } }, (folder) => {
        const log = listen(`${folder}/log`);
        try {
          assert.equal(runWith(folder, ["log", "kmsg"], [...command, "logs", priority]), "kmsg\nlog\n");
          assert.deepEqual(log.received(), [line]);
          assert.equal(readFileSync(`${folder}/kmsg`, "latin1"), "");
        } finally {
          log.close();
        }
      });
    });

    test(`${name}: ${priority} to /dev/kmsg, where there is no other`, { skip: unlessNamespaces }, async () => {
      await withFolder({ kmsg: "", dev: { directory: true } }, (folder) => {
        runWith(folder, ["kmsg"], [...command, "logs", priority]);
        // A record must end with a newline; otherwise the kernel waits for the rest of it.
        assert.equal(readFileSync(`${folder}/kmsg`, "latin1"), `${line}\n`);
      });
    });
  }

  test(`${name}: nobody reads the log`, { skip: unlessNamespaces }, async () => {
    await withFolder({ kmsg: "", dev: { directory: true } }, (folder) => {
      const log = listen(`${folder}/log`);
      try {
        runWith(folder, ["log", "kmsg"], [...command, "logs", "info", "3000"]);
        assert.ok(log.received().length < 3000);
      } finally {
        log.close();
      }
    });
  });

  test(`${name}: no log at all`, { skip: unlessNamespaces }, async () => {
    await withFolder({ dev: { directory: true } }, (folder) => {
      assert.equal(runWith(folder, [], [...command, "logs", "err"]), "");
    });
  });
}

/**
 * Runs a command with a /dev that has only these files of the folder.
 *
 * @returns the names in /dev afterwards
 */
function runWith(folder: string, files: readonly string[], command: readonly string[]): string {
  return succeed(withDevices(["sh", "-euc", '"$@"; ls /dev', "sh", ...command], folder, files));
}
