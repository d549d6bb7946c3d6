/** One version, wherever it stands. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { VERSION } from "../src/version.ts";
import { EXECUTABLES, runProgram } from "./support/executables.ts";
import { projectPath } from "./support/run.ts";

test("package.json, the manual pages and the executables say the same version", () => {
  assert.equal(JSON.parse(readFileSync(projectPath("package.json"), "utf8")).version, VERSION);
  for (const page of ["failover-ifname.8", "failover-ifname.conf.5"]) {
    assert.match(readFileSync(projectPath(`man/${page}`), "utf8"), new RegExp(`"failover-ifname ${VERSION}"`));
  }
  for (const executable of EXECUTABLES) {
    assert.deepEqual(runProgram(executable, ["--version"]), { status: 0, stdout: `${VERSION}\n`, stderr: "" });
  }
});
