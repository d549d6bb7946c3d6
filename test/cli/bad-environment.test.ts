// SPDX-License-Identifier: MIT
/** What udev's programs do if udev's environment is missing or makes no sense. They write to the test's own log. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { EXECUTABLES } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { unlessNamespaces, withDevices } from "../support/namespace.ts";
import { run } from "../support/run.ts";
import { assertRefused } from "./outcome.ts";

const USAGE = 2;
const NO_LINK = 3;

const IFINDEXES: readonly (readonly [string | undefined, RegExp])[] = [
  [undefined, /IFINDEX is not set/],
  ["", /not an ifindex/],
  ["x", /not an ifindex/],
  ["0", /not an ifindex/],
  ["-1", /not an ifindex/],
  ["01", /not an ifindex/],
  ["1\n", /not an ifindex/],
  ["99999999999", /not an ifindex/],
  ["\x1b[31m", /not an ifindex/],
];

for (const { host, command } of EXECUTABLES) {
  for (const subcommand of ["name", "rename"]) {
    // Node takes long to start, so it runs only the first two.
    for (const [ifindex, message] of host === "quickjs" ? IFINDEXES : IFINDEXES.slice(0, 2)) {
      test(`${host}: ${subcommand} --udev with IFINDEX=${JSON.stringify(ifindex)}`, {
        skip: unlessNamespaces,
      }, async () => {
        await withFolder({ kmsg: "", dev: { directory: true } }, (folder) => {
          const env = ifindex === undefined ? {} : { IFINDEX: ifindex };
          const logged = withDevices([...command, subcommand, "--udev"], folder, ["kmsg"]);
          const outcome = run(logged, { env: { PATH: process.env.PATH, ...env } });
          assertRefused(outcome, USAGE, message);
          assert.equal(readFileSync(`${folder}/kmsg`, "latin1"), `<27>${outcome.stderr}`);
        });
      });
    }
  }

  test(`${host}: a link that is gone before its event is handled is not an error`, {
    skip: unlessNamespaces,
  }, async () => {
    await withFolder({ kmsg: "", dev: { directory: true } }, (folder) => {
      for (const [subcommand, status] of [
        ["name", NO_LINK],
        ["rename", 0],
      ] as const) {
        const logged = withDevices([...command, subcommand, "--udev"], folder, ["kmsg"]);
        const outcome = run(logged, { env: { PATH: process.env.PATH, IFINDEX: "2147483647" } });
        assert.deepEqual(outcome, { status, stdout: "", stderr: "" });
        assert.equal(readFileSync(`${folder}/kmsg`, "latin1"), "");
      }
    });
  });
}
