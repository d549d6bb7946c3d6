// SPDX-License-Identifier: MIT
/** What `doctor` takes for a captured root, and what for an image. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Entries, withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { TRIO_TREE } from "../support/roots.ts";
import { succeed } from "../support/run.ts";
import { assertRefused } from "./outcome.ts";

const USAGE = 2;
const UNHEALTHY = 7;

const RULE = "79-failover-ifname.rules";
const MASKED: Entries = { [`etc/udev/rules.d/${RULE}`]: { link: "/dev/null" } };
const NO_MACHINE: readonly (readonly [about: string, entries: Entries, path: string, message: RegExp])[] = [
  ["missing", {}, "/missing", /missing: it does not exist\n$/],
  ["an empty directory", {}, "", /no links here/],
  ["a directory of something else", { "src/main.c": "" }, "", /no links here/],
  ["a capture with a folder around", { "report/ip-link.json": "[]" }, "", /in the folder report: give that one/],
];

for (const [about, entries, path, message] of NO_MACHINE) {
  test(`a root that is ${about}`, () =>
    withFolder(entries, (folder) =>
      assertRefused(runInProcess(["doctor", "--root", `${folder}${path}`]), USAGE, message),
    ));
}

for (const [about, folder, message] of [
  ["of a folder around a capture", "report/ip-link.json", /in the folder report: unpack it/],
  ["of a system that is not running", "etc/hostname", /unpack it, and give the directory/],
] as const) {
  test(`an archive ${about}`, () =>
    withFolder({ [`in/${folder}`]: "[]" }, (root) => {
      succeed(["tar", "-C", `${root}/in`, "-cf", `${root}/one.tar`, folder.split("/")[0] ?? ""]);
      assertRefused(runInProcess(["doctor", "--root", `${root}/one.tar`]), USAGE, message);
    }));
}

/** The way out of the finding that the rule is masked. */
function wayOut(root: string): string {
  const { status, stdout } = runInProcess(["doctor", "--json", "--root", root]);
  assert.equal(status, UNHEALTHY);
  const checks: { check: string; findings: { fix: string }[] }[] = JSON.parse(stdout);
  return checks.find(({ check }) => check === "rule")?.findings[0]?.fix.split("\n")[0] ?? "";
}

test("an image in which /sys of this machine is mounted is an image", () =>
  withFolder({ ...TRIO_TREE, ...MASKED, "usr/bin/sh": "", "root/ip-link.json": "[]" }, (root) => {
    assert.equal(wayOut(root), `rm ${root}/etc/udev/rules.d/${RULE}`);
    assert.doesNotMatch(runInProcess(["doctor", "--root", root]).stdout, /net_failover master/);
  }));

test("a capture without ip-link.json is a capture", () =>
  withFolder({ ...TRIO_TREE, ...MASKED }, (root) => {
    assert.equal(wayOut(root), `rm /etc/udev/rules.d/${RULE}`);
  }));

test("what is typed for an image stays in the image, whatever its symlinks are", () =>
  withFolder({ "etc/udev/rules.d": { link: "/srv/rules" }, [`srv/rules/${RULE}`]: { link: "/dev/null" } }, (root) => {
    assert.equal(wayOut(root), `rm ${root}/srv/rules/${RULE}`);
  }));
