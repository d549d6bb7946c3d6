// SPDX-License-Identifier: MIT
/**
 * The program against the reference, on random machines. The program is a black box that gets captured roots; what the two say
 * of each link must be the same.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { EFFORT, SEED } from "../fuzz/effort.ts";
import { QUICKJS, runProgram } from "../support/executables.ts";
import fc from "../support/fast-check.ts";
import { withFolder } from "../support/folder.ts";
import { runInProcess } from "../support/in-process.ts";
import type { Machine } from "./machine.ts";
import { ask, type Call, NO_SLAVE } from "./program.ts";
import { randomMachine } from "./random-machine.ts";
import { judge } from "./reference.ts";
import { rootOf } from "./root.ts";

const WIDE = { breakLength: Number.POSITIVE_INFINITY, sorted: true };
// To start the executable takes most of the time, so that it gets a share of the machines. Both hosts say the same of each.
const SUBJECTS: readonly { readonly what: string; readonly call: Call; readonly machines: number }[] = [
  { what: "executable", call: (args) => runProgram(QUICKJS, args), machines: 60 * EFFORT },
  { what: "program on Node", call: runInProcess, machines: 140 * EFFORT },
];

for (const { what, call, machines } of SUBJECTS) {
  test(`${what} and reference agree on ${machines} random machines`, async () => {
    const agree = fc.asyncProperty(randomMachine, async (machine) => {
      const lines = await differences(call, machine);
      if (lines.length > 0) throw new Error(lines.join("\n"));
    });
    // Another seed for each, for other machines.
    const seed = SEED * 1000 + machines;
    const { failed, counterexample, errorInstance } = await fc.check(agree, { numRuns: machines, seed });
    if (!failed) return;
    const [machine] = counterexample ?? [];
    assert.fail([`seed ${seed}: ${errorInstance}`, ...(machine === undefined ? [] : asText(machine))].join("\n"));
  });
}

// By the reference alone, and so of the program as far as they agree: running it twice changes nothing more.
test("what rename does leaves nothing for the next rename", () => {
  fc.assert(
    fc.property(randomMachine, (machine) => {
      const left = [...judge(renamed(machine)).values()];
      const more = left.filter(({ rename, addAltnames }) => rename !== null || addAltnames.length > 0);
      assert.deepEqual(more, []);
    }),
    { numRuns: 500 * EFFORT },
  );
});

/** The machine after `rename` of everything. */
function renamed(machine: Machine): Machine {
  const verdicts = judge(machine);
  const dropped = [...verdicts.values()].flatMap(({ rename, addAltnames }) => [rename ?? [], addAltnames].flat());
  const links = machine.links.map((link) => {
    const { rename = null, addAltnames = [] } = verdicts.get(link.ifindex) ?? {};
    const altnames = [...link.altnames.filter((altname) => !dropped.includes(altname)), ...addAltnames];
    return { ...link, name: rename ?? link.name, altnames };
  });
  return { ...machine, links };
}

/** What the two say of each link where they disagree, in lines. */
async function differences(call: Call, machine: Machine): Promise<string[]> {
  const verdicts = judge(machine);
  // Every slave, and one link that is none.
  const slaves = machine.links.filter(({ ifindex }) => verdicts.has(ifindex));
  const others = machine.links.filter((link) => !slaves.includes(link));
  const byName = [...slaves, ...others.slice(slaves.length % others.length).slice(0, 1)];
  const answers = await withFolder(rootOf(machine), (root) => ask(call, root, machine, byName));
  return machine.links.flatMap(({ ifindex, name }) => {
    const expected = inspect(verdicts.get(ifindex) ?? NO_SLAVE, WIDE);
    const actual = inspect(answers.get(ifindex), WIDE);
    return actual === expected ? [] : [`${name} #${ifindex}`, `  program:   ${actual}`, `  reference: ${expected}`];
  });
}

/** The machine as the files of its root, but for sysfs, which says the same as ip-link.json. */
function asText(machine: Machine): string[] {
  const parts = { ...machine, links: "" };
  return ["of the machine", ...machine.links.map((link) => `  ${inspect(link, WIDE)}`), inspect(parts, WIDE)];
}
