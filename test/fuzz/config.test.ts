// SPDX-License-Identifier: MIT
/** Configurations, changed at random. A bad line causes one warning with file and line, and nothing else. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { parseConfig } from "../../src/config/parse.ts";
import { KIND_NAMES } from "../../src/failover/kinds.ts";
import { whyInvalidAltname } from "../../src/netlink/valid-name.ts";
import { runProgram, SANITIZED } from "../support/executables.ts";
import fc from "../support/fast-check.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import { projectPath } from "../support/run.ts";
import { assertContract } from "./contract.ts";
import { EFFORT } from "./effort.ts";
import { changeText, type Mutation, mutations } from "./mutations.ts";

const TEXT = `# a comment
Enable=yes
Masters=net_failover
PrimarySuffix=npf
StandbySuffix=nsby
AlternativeNames=yes
RenameTimeoutSec=2
Bounce=no
LiveRename=auto
`;

test("configurations", (context) => {
  let inputs = 0;
  const check = (changes: readonly Mutation[]) => {
    const text = changes.reduce(changeText, TEXT);
    const { config, warnings } = parseConfig([{ path: "file", text }], KIND_NAMES);
    for (const warning of warnings) assert.match(warning, /^file:(?:\d+:)? /);
    assert.ok(warnings.length <= text.split("\n").length + 1);
    for (const suffix of Object.values(config.suffix)) assert.equal(whyInvalidAltname(suffix), undefined);
    assert.ok(config.renameTimeout >= 100 && config.renameTimeout <= 60_000);
    inputs++;
  };
  fc.assert(fc.property(mutations, check), { numRuns: 5000 * EFFORT, includeErrorInReport: true });
  context.diagnostic(`${inputs} configurations, breaches: 0`);
});

test("configurations as files, read by the C files with sanitizers", async (context) => {
  const entries = {
    "ip-link.json": readFileSync(projectPath("test/captures/stock/ip-link.json"), "latin1"),
    "etc/failover-ifname.conf.d": { directory: true },
  } as const;
  await withFolder(entries, (root) => {
    let inputs = 0;
    const check = (changes: readonly Mutation[]) => {
      const text = changes.reduce(changeText, TEXT);
      for (const file of ["failover-ifname.conf", "failover-ifname.conf.d/x.conf"]) {
        writeFileSync(`${root}/etc/${file}`, text, "latin1");
      }
      const args = ["show", "--json", "--root", root];
      const outcome = runProgram(SANITIZED, args);
      assertContract(args, outcome);
      assert.deepEqual(outcome, runInProcess(args));
      inputs++;
    };
    fc.assert(fc.property(mutations, check), { numRuns: 50 * EFFORT, includeErrorInReport: true });
    context.diagnostic(`${inputs} configurations, breaches: 0`);
  });
});
