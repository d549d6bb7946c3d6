// SPDX-License-Identifier: MIT
/**
 * Each screen in README and the manual pages is what the program prints. A screen is `$ failover-ifname …` and its output,
 * with `--root`, because it must be the same on each machine (see rootsOf).
 */
import assert from "node:assert/strict";
import { symlinkSync } from "node:fs";
import { test } from "node:test";
import { makeRoot } from "../doctor/case.ts";
import { QUICKJS } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { projectPath, run } from "../support/run.ts";
import { notRunIn, rootsOf, screensOf } from "./screens.ts";

/** The pages, and the columns that a screen has there. A manual page of 80 columns indents it by 11. */
const PAGES: readonly (readonly [page: string, columns: number])[] = [
  ["README.md", 80],
  ["man/failover-ifname.8", 68],
  ["man/failover-ifname.conf.5", 68],
];

for (const [page, columns] of PAGES) {
  const roots = rootsOf(page);
  const notRun = notRunIn(page);
  for (const { line, args, output } of screensOf(page)) {
    const skip = notRun[args[0] ?? ""] ?? false;
    test(`${page}:${line}: failover-ifname ${args.join(" ")}`, { skip }, async () => {
      assert.ok(
        args.some((arg) => arg === "--root"),
        "a screen of this machine would be another one elsewhere: use --root",
      );
      await withFolder({}, (folder) => {
        symlinkSync(projectPath("test"), `${folder}/test`);
        for (const [name, path] of Object.entries(roots)) place(path, `${folder}/${name}`);
        const env = { COLUMNS: String(columns) };
        const { stdout, stderr } = run([...QUICKJS.command, ...args], { cwd: folder, env });
        assert.equal(stdout + stderr, output);
      });
    });
  }
}

/** Puts the root of a screen where the screen has it: a folder of the project, or a machine of doctor's cases. */
function place(path: string, at: string): void {
  const [, check, name] = /^test\/doctor\/cases\/([^/]+)\/([^/]+)$/.exec(path) ?? [];
  if (check === undefined || name === undefined) symlinkSync(projectPath(path), at);
  else makeRoot(check, name, at);
}

test("there are screens in README and in the manual page", () => {
  for (const [page] of PAGES.slice(0, 2)) assert.ok(screensOf(page).length > 0, page);
});
