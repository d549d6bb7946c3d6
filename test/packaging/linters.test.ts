// SPDX-License-Identifier: MIT
/**
 * Manual pages, shell scripts, udev rule and systemd unit have no findings of Debian 13's linters, and the unit is no more
 * exposed than it must be.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInDebian, whyNoDebian } from "../debian/run.ts";
import { withFolder } from "../support/folder.ts";

const debian = { suite: "trixie", packages: "systemd udev mandoc groff-base shellcheck" };
const LINTERS = [
  "mandoc",
  "groff",
  "shellcheck",
  "udevadm verify",
  "systemd-analyze verify",
  "systemd-analyze security",
];

const skip = (await whyNoDebian(debian)) ?? false;

test("linters find nothing", { skip, timeout: 600_000 }, async (context) => {
  await withFolder({}, async (folder) => {
    const output = await runInDebian(debian, folder, ["test/packaging/linters.sh", "build/failover-ifname"]);
    for (const line of output.trimEnd().split("\n")) context.diagnostic(line);
    for (const linter of LINTERS) assert.match(output, new RegExp(`^(clean|FOUND): ${linter} `, "m"));
    assert.doesNotMatch(output, /^FOUND/m, output);
  });
});
