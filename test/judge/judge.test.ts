// SPDX-License-Identifier: MIT
/**
 * An outside judge: cloud-init's own functions say which link is a failover master, a primary, a standby, and which links
 * must be left alone. On every capture, every neighbour and many states of simulated machines, they say the same as this
 * program, but for the differences in differences.ts.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { withParent } from "../../src/machine/device.ts";
import { type Entries, withFolder } from "../support/folder.ts";
import { whyUnfetched } from "../vm/availability.ts";
import { type Case, capturedCases, simulatedCases } from "./cases.ts";
import { judge, unpackCloudInit } from "./cloud-init.ts";
import { DIFFERENCES } from "./differences.ts";
import { sysfsTree } from "./sysfs.ts";
import { openRoot, ownVerdicts, type Verdicts } from "./verdicts.ts";

const unavailable = await whyUnfetched("cloud-init or python3", unpackCloudInit);

test("captures and neighbours: cloud-init says the same, but for the known differences", {
  skip: unavailable,
}, async () => {
  const found = await differences(capturedCases());
  const known = DIFFERENCES.flatMap(({ links }) => links);
  assert.deepEqual(found.sort(), known.sort());
});

test("simulated machines: cloud-init says the same", { skip: unavailable }, async (context) => {
  const cases = simulatedCases();
  assert.deepEqual(await differences(cases), []);
  context.diagnostic(`${cases.length} states, ${cases.filter(({ atRest }) => atRest).length} of them at rest`);
});

/** The differences between both, as lines "CASE LINK: " and what cloud-init says. */
async function differences(cases: readonly Case[]): Promise<string[]> {
  const entries: Entries[] = cases.map(({ links }, index) =>
    links === undefined ? {} : sysfsTree(`${index}/`, links),
  );
  return await withFolder(Object.assign({}, ...entries), async (folder) => {
    const trees = cases.map(({ root, links }, index) => (links === undefined ? (root ?? "") : `${folder}/${index}`));
    const judged = judge(await unpackCloudInit(), trees);
    return cases.flatMap(({ name, root, atRest }, index) => {
      const machine = openRoot(root ?? trees[index] ?? "");
      return machine.links.all().flatMap((bare) => {
        const link = withParent(machine, bare);
        const theirs = judged[index]?.[link.ifindex];
        assert.ok(theirs !== undefined, `${name}: cloud-init does not see ${link.name}`);
        const own = ownVerdicts(machine, link);
        const different = VERDICTS.filter((verdict) => theirs[verdict] !== own[verdict])
          // cloud-init also has rules for links without a device, such as bridges, of which this program says nothing. Until
          // the kernel has enslaved all slaves, cloud-init refuses the machine because of their equal MAC addresses.
          .filter((verdict) => verdict !== "configured" || (link.parent !== undefined && atRest))
          .map((verdict) => `${verdict} ${says(theirs[verdict])}`);
        return different.length === 0 ? [] : [`${name} ${link.name}: ${different.join(", ")}`];
      });
    });
  });
}

const VERDICTS = ["master", "primary", "standby", "netfailover", "configured"] as const satisfies (keyof Verdicts)[];

function says(verdict: boolean | null): string {
  if (verdict === null) return "refused";
  return verdict ? "yes" : "no";
}
