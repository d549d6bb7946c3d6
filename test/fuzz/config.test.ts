/** Configurations changed by chance: a bad line costs one warning, which names file and line, and no more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseConfig } from "../../src/config/parse.ts";
import { KIND_NAMES } from "../../src/failover/kinds.ts";
import { whyInvalidAltname } from "../../src/netlink/valid-name.ts";
import { EFFORT, SEED } from "./effort.ts";
import { changeText, mutations } from "./mutations.ts";

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
  const check = (changes: Parameters<typeof changeText>[1][]) => {
    const text = changes.reduce(changeText, TEXT);
    const { config, warnings } = parseConfig([{ path: "file", text }], KIND_NAMES);
    for (const warning of warnings) assert.match(warning, /^file:(?:\d+:)? /);
    assert.ok(warnings.length <= text.split("\n").length + 1);
    for (const suffix of Object.values(config.suffix)) assert.equal(whyInvalidAltname(suffix), undefined);
    assert.ok(config.renameTimeout >= 100 && config.renameTimeout <= 60_000);
    inputs++;
  };
  fc.assert(fc.property(mutations, check), { numRuns: 5000 * EFFORT, seed: SEED, includeErrorInReport: true });
  context.diagnostic(`${inputs} configurations, breaches: 0`);
});
