/**
 * The program against the reference, on random machines. The program is run as it is built, on captured roots; what the two
 * say of each link must be the same.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { EFFORT, SEED } from "../fuzz/effort.ts";
import { withFolder } from "../support/folder.ts";
import type { Machine } from "./machine.ts";
import { ask, NO_SLAVE } from "./program.ts";
import { randomMachine } from "./random-machine.ts";
import { judge } from "./reference.ts";
import { rootOf } from "./root.ts";

const WIDE = { breakLength: Number.POSITIVE_INFINITY, sorted: true };
const MACHINES = 300 * EFFORT;

test(`program and reference agree on ${MACHINES} random machines`, async () => {
  const agree = fc.asyncProperty(randomMachine, async (machine) => {
    const lines = await differences(machine);
    if (lines.length > 0) throw new Error(lines.join("\n"));
  });
  const { failed, counterexample, errorInstance } = await fc.check(agree, { numRuns: MACHINES, seed: SEED });
  if (!failed) return;
  const [machine] = counterexample ?? [];
  assert.fail([`seed ${SEED}: ${errorInstance}`, ...(machine === undefined ? [] : asText(machine))].join("\n"));
});

// By the reference alone, and so of the program as far as they agree: running it twice changes nothing more.
test("what rename does leaves nothing for the next rename", () => {
  fc.assert(
    fc.property(randomMachine, (machine) => {
      const left = [...judge(renamed(machine)).values()];
      const more = left.filter(({ rename, addAltnames }) => rename !== null || addAltnames.length > 0);
      assert.deepEqual(more, []);
    }),
    { numRuns: 500 * EFFORT, seed: SEED },
  );
});

/** The machine after `rename` of everything. */
function renamed(machine: Machine): Machine {
  const verdicts = judge(machine);
  const dropped = [...verdicts.values()].flatMap(({ rename }) => rename ?? []);
  const links = machine.links.map((link) => {
    const { rename = null, addAltnames = [] } = verdicts.get(link.ifindex) ?? {};
    const altnames = [...link.altnames.filter((altname) => !dropped.includes(altname)), ...addAltnames];
    return { ...link, name: rename ?? link.name, altnames };
  });
  return { ...machine, links };
}

/** What the two say of each link where they disagree, in lines. */
async function differences(machine: Machine): Promise<string[]> {
  const verdicts = judge(machine);
  // Every slave, and one link that is none.
  const slaves = machine.links.filter(({ ifindex }) => verdicts.has(ifindex));
  const others = machine.links.filter((link) => !slaves.includes(link));
  const byName = [...slaves, ...others.slice(slaves.length % others.length).slice(0, 1)];
  const answers = await withFolder(rootOf(machine), (root) => ask(root, machine, byName));
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
