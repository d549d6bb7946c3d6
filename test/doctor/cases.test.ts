// SPDX-License-Identifier: MIT
/**
 * What `doctor` finds on each machine of cases/CHECK/CASE, and that the way out makes it go away. A new case needs no code:
 * case.ts has the fields of about.json.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { QUICKJS, runProgram } from "../support/executables.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import type { Outcome } from "../support/run.ts";
import { CASES, change, type Found, isAsExpected, makeRoot, readCase } from "./case.ts";

for (const { check, name } of CASES) {
  const about = readCase(check, name);

  test(`${check}, ${name}: ${about.about}`, async () => {
    assert.match(about.source, /^(recorded|by hand): ./);
    await withFolder({}, (root) => {
      makeRoot(check, name, root);
      const findings = runDoctor(root, check);
      const rest = findings.filter(({ severity }) => severity !== "ok");
      const printed = JSON.stringify(findings, undefined, 1);
      for (const expected of about.findings) {
        const found = findings.find((finding) => isAsExpected(finding, expected));
        assert.ok(found, `nothing is as ${JSON.stringify(expected)}: ${printed}`);
        if (rest.includes(found)) rest.splice(rest.indexOf(found), 1);
      }
      assert.deepEqual(rest, [], "nothing else is worse than ok");
      for (const { severity, why, fix, found } of findings) {
        assert.ok(severity === "ok" || why !== null, `"${found}" says why it matters`);
        assert.ok(severity === "ok" || severity === "note" || fix !== null, `"${found}" has a way out`);
      }
      if (about.wayOut === undefined) return;
      change(about.wayOut, root);
      const after = runDoctor(root, check);
      assert.deepEqual(
        after.filter(({ severity }) => severity !== "ok" && severity !== "note"),
        [],
        "the way out is one",
      );
    });
  });
}

/** The findings of one check. Both hosts must have the same, and an archive of a captured machine too. */
function runDoctor(root: string, check: string): Found[] {
  const args = ["doctor", "--json", "--root"];
  const outcome = runInProcess([...args, root]);
  assert.deepEqual(runProgram(QUICKJS, [...args, root]), outcome);
  const archived = runOnArchive(root, args);
  if (!archived.stderr.includes("an archive of a system that is not running")) assert.deepEqual(archived, outcome);
  assert.ok(outcome.status === 0 || outcome.status === 7, outcome.stderr);
  const checked: { readonly check: string; readonly findings: readonly Found[] }[] = JSON.parse(outcome.stdout);
  const findings = checked.find((one) => one.check === check)?.findings;
  assert.ok(findings, `doctor has no check ${check}`);
  return findings.map((finding) => ({ ...finding, where: finding.where.split(root).join("") }));
}

/** The outcome for an archive of the root, with the paths of the root. */
function runOnArchive(root: string, args: readonly string[]): Outcome {
  const archive = `${root}.tar`;
  try {
    execFileSync("tar", ["-cf", archive, "-C", root, "."]);
    const { status, stdout, stderr } = runInProcess([...args, archive]);
    const ofRoot = (text: string) => text.split(archive).join(root);
    return { status, stdout: ofRoot(stdout), stderr: ofRoot(stderr) };
  } finally {
    rmSync(archive, { force: true });
  }
}
