// SPDX-License-Identifier: MIT
/** Captured roots and their configuration, changed at random: a root may come from anybody. */
import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { QUICKJS, runProgram, SANITIZED } from "../support/executables.ts";
import fc from "../support/fast-check.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { projectPath } from "../support/run.ts";
import { assertContract } from "./contract.ts";
import { EFFORT } from "./effort.ts";
import { changeLinks, changeText, type Mutation, mutations } from "./mutations.ts";

const RUNS = 30 * EFFORT;
/** One of so many inputs also goes to the executable that ships and the one with sanitizers. All must say the same. */
const SHARE = 8;
const CONFIG = "etc/failover-ifname.conf";
const CONFIG_TEXT =
  "Enable=yes\nPrimarySuffix=vf\nStandbySuffix=-sb\nMasters=net_failover\nRenameTimeoutSec=1.5s\nLiveRename=always\n";
const captures = projectPath("test/captures");

for (const capture of readdirSync(captures).sort()) {
  test(`the root ${capture}`, async (context) => {
    await withFolder({}, (folder) => {
      const original = `${captures}/${capture}`;
      cpSync(original, folder, { recursive: true, verbatimSymlinks: true });
      const files = filesBelow(original);
      let inputs = 0;
      let calls = 0;
      const check = (changes: readonly Mutation[]) => {
        try {
          for (const change of changes) changeFile(folder, pathOf(files, change), change);
          inputs++;
          for (const args of argumentsFor(folder, changes)) {
            const start = performance.now();
            const outcome = runInProcess(args);
            assert.ok(performance.now() - start < 5000, `${args.join(" ")} takes long`);
            assertContract(args, outcome);
            calls++;
            if (inputs % SHARE !== 0) continue;
            for (const executable of [QUICKJS, SANITIZED]) {
              assert.deepEqual(runProgram(executable, args), outcome, [...executable.command, ...args].join(" "));
            }
          }
        } finally {
          for (const change of changes) restore(original, folder, pathOf(files, change));
        }
      };
      fc.assert(fc.property(mutations, check), { numRuns: RUNS, includeErrorInReport: true });
      context.diagnostic(`${inputs} roots, ${calls} calls, breaches: 0`);
    });
  });
}

function argumentsFor(root: string, [change]: readonly Mutation[]): string[][] {
  const link = `#${1 + ((change?.what ?? 0) % 8)}`;
  return [["show"], ["show", "--json"], ["name", link], ["explain", link], ["explain", "--json", link]].map((args) => [
    ...args,
    "--root",
    root,
  ]);
}

/** Half of the changes are to the links, some to the configuration, the rest to any file. */
function pathOf(files: readonly string[], { how, where }: Mutation): string {
  const kind = (how >> 4) % 8;
  if (kind === 0) return CONFIG;
  return kind <= 4 ? "ip-link.json" : (files[where % files.length] ?? "");
}

/** Other content, or something else instead of the file. */
function changeFile(folder: string, path: string, change: Mutation): void {
  const file = join(folder, path);
  const isThere = lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  const isFile = isThere && lstatSync(file).isFile();
  const text = isFile ? readFileSync(file, "latin1") : CONFIG_TEXT;
  const content =
    path === "ip-link.json" && isFile && change.how % 4 !== 0 ? linksOrText(text, change) : changeText(text, change);
  rmSync(file, { recursive: true, force: true });
  mkdirSync(dirname(file), { recursive: true });
  if (path === "ip-link.json" || path === CONFIG || change.how % 16 < 12) writeFileSync(file, content, "latin1");
  else if (change.how % 16 === 12) mkdirSync(file);
  else if (change.how % 16 === 13) symlinkSync("../".repeat(1 + change.length), file);
  else if (change.how % 16 === 14) symlinkSync(path, file);
}

/** After an earlier change, the text may not be JSON. */
function linksOrText(text: string, change: Mutation): string {
  try {
    return changeLinks(text, change);
  } catch {
    return changeText(text, change);
  }
}

function restore(original: string, folder: string, path: string): void {
  rmSync(join(folder, path), { recursive: true, force: true });
  if (existsSync(join(original, path)) || lstatSync(join(original, path), { throwIfNoEntry: false }) !== undefined) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(original, path), join(folder, path), { verbatimSymlinks: true });
  }
}

/** Files and symlinks, by their paths relative to the folder. */
function filesBelow(folder: string, path = ""): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (below === "about.json") return [];
    return entry.isDirectory() ? filesBelow(folder, below) : [below];
  });
}
