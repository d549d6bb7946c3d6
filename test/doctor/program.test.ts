// SPDX-License-Identifier: MIT
/** What doctor says of the program in an image: the executable of this build, and what can be wrong with it. */
import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { projectPath, run } from "../support/run.ts";
import type { Found } from "./case.ts";

const PROGRAM = "usr/lib/udev/failover-ifname";
const RULE = "usr/lib/udev/rules.d/79-failover-ifname.rules";
const BUILT = readFileSync(projectPath("build/failover-ifname"));

/** e_machine of an ELF file (elf(5)). */
const MACHINE_AT = 18;

/** Patches the executable of this build. */
function patched(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(BUILT);
  change(bytes);
  return bytes;
}

const FAULTS: readonly (readonly [
  about: string,
  spoil: (path: string) => void,
  severity: Found["severity"],
  found: RegExp,
])[] = [
  ["a program that is not there", (path) => rmSync(path), "error", /not there/],
  ["a directory in its place", replaceByDirectory, "error", /not there/],
  ["a program that is not executable", (path) => chmodSync(path, 0o644), "error", /not executable/],
  ["a script in its place", (path) => writeFileSync(path, "#!/bin/sh\n"), "error", /no ELF executable/],
  ["an empty file in its place", (path) => writeFileSync(path, ""), "error", /no ELF executable/],
  [
    "a program for another processor",
    (path) =>
      writeFileSync(
        path,
        patched((bytes) => bytes.writeUInt16LE(0xf3, MACHINE_AT)),
      ),
    "error",
    /it is for riscv64, and the programs of this system are for/,
  ],
  [
    "a program of another version",
    (path) =>
      writeFileSync(
        path,
        patched((bytes) => bytes.write("9.9.9", bytes.indexOf("@(#)failover-ifname ") + 20)),
      ),
    "warning",
    /it is version 9\.9\.9/,
  ],
  [
    "a program that does not say its version",
    (path) =>
      writeFileSync(
        path,
        patched((bytes) => bytes.write("xxxx", bytes.indexOf("@(#)failover-ifname "))),
      ),
    "warning",
    /does not say its version/,
  ],
];

for (const [about, spoil, severity, found] of FAULTS) {
  test(about, async () => {
    await withFolder({}, (root) => {
      mkdirSync(`${root}/${dirname(RULE)}`, { recursive: true });
      cpSync(projectPath("rules/79-failover-ifname.rules"), `${root}/${RULE}`);
      writeFileSync(`${root}/${PROGRAM}`, BUILT, { mode: 0o755 });
      mkdirSync(`${root}/bin`);
      writeFileSync(`${root}/bin/sh`, BUILT.subarray(0, 64));
      assert.deepEqual(severities(root), ["ok"]);
      spoil(`${root}/${PROGRAM}`);
      const [finding, ...others] = findingsIn(root);
      assert.deepEqual(others, []);
      assert.equal(finding?.severity, severity);
      assert.match(finding.found, found);
      const isCommand = finding.fix?.startsWith("chmod ") === true;
      if (isCommand) assert.equal(run(["sh", "-c", finding.fix ?? ""]).status, 0);
      assert.deepEqual(severities(root), [isCommand ? "ok" : severity]);
    });
  });
}

function replaceByDirectory(path: string): void {
  rmSync(path);
  mkdirSync(path);
}

function severities(root: string): string[] {
  return findingsIn(root).map((finding) => finding.severity);
}

function findingsIn(root: string): Found[] {
  const { stdout } = runInProcess(["doctor", "--json", "--root", root]);
  const checked: { readonly check: string; readonly findings: Found[] }[] = JSON.parse(stdout);
  return checked.find(({ check }) => check === "program")?.findings ?? [];
}
