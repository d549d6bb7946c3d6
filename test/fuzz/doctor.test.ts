// SPDX-License-Identifier: MIT
/** The machines of test/doctor/cases with files that are changed at random: `doctor` reads the configuration of many programs. */
import assert from "node:assert/strict";
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CASES, makeRoot } from "../doctor/case.ts";
import { QUICKJS, runProgram } from "../support/executables.ts";
import fc from "../support/fast-check.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import type { Outcome } from "../support/run.ts";
import { EFFORT } from "./effort.ts";
import { changeText, type Mutation, mutations } from "./mutations.ts";

/** One of so many inputs also goes to the executable that ships. Both must say the same. */
const SHARE = 8;

test("doctor on changed machines", async (context) => {
  let inputs = 0;
  const check = async (index: number, changes: readonly Mutation[]): Promise<void> => {
    const { check: name, name: machine } = CASES[index % CASES.length] ?? { check: "", name: "" };
    await withFolder({}, (root) => {
      makeRoot(name, machine, root);
      const files = filesBelow(root, "");
      for (const change of changes) changeFile(join(root, files[change.where % files.length] ?? ""), change);
      inputs++;
      for (const args of [["doctor"], ["doctor", "--json"]].map((words) => [...words, "--root", root])) {
        const start = performance.now();
        const outcome = runInProcess(args);
        assert.ok(performance.now() - start < 5000, `${machine} takes long`);
        assertSane(args, outcome);
        if (inputs % SHARE === 0) assert.deepEqual(runProgram(QUICKJS, args), outcome);
      }
    });
  };
  const property = fc.asyncProperty(fc.nat(), mutations, check);
  await fc.assert(property, { numRuns: 20 * EFFORT, includeErrorInReport: true });
  context.diagnostic(`${inputs} machines, breaches: 0`);
});

/** Findings, and the status for them; or one error, because the root cannot be used. Nothing has control characters. */
function assertSane(args: readonly string[], { status, stdout, stderr }: Outcome): void {
  const seen = JSON.stringify({ status, stdout, stderr });
  if (status !== 0 && status !== 7) {
    assert.ok([2, 4, 5].includes(status ?? -1), seen);
    assert.match(stderr, /^failover-ifname: [ -~]+\n$/, seen);
    assert.equal(stdout, "", seen);
  } else if (args.includes("--json")) {
    const checks: { findings: { severity: string; why: string | null }[] }[] = JSON.parse(stdout);
    const findings = checks.flatMap((one) => one.findings);
    assert.ok(findings.length > 0, seen);
    assert.equal(
      status === 7,
      findings.some(({ severity }) => ["warning", "error"].includes(severity)),
      seen,
    );
  } else {
    assert.match(stdout, /^[ -~\n]*$/, seen);
  }
}

/** Other content, or something else instead of the file. */
function changeFile(file: string, change: Mutation): void {
  const isFile = lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const text = isFile ? changeText(readFileSync(file, "latin1"), change) : "[Match]\nName=*\n";
  rmSync(file, { recursive: true, force: true });
  if (change.how % 16 < 12) writeFileSync(file, text, "latin1");
  else if (change.how % 16 === 12) mkdirSync(file);
  else if (change.how % 16 === 13) symlinkSync("../".repeat(1 + change.length), file);
  else if (change.how % 16 === 14) symlinkSync(file, file);
}

/** What doctor reads apart from sysfs: the fuzz test of roots changes that. */
function filesBelow(root: string, path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name);
    if (below === "sys" || below === "about.json") return [];
    return entry.isDirectory() ? filesBelow(root, below) : [below];
  });
}
