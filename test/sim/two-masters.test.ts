// SPDX-License-Identifier: MIT
/** The slaves of several masters have each other's names, in a cycle or a chain: after one run, all names are right. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "./explore/check.ts";
import { runDirectly } from "./machine/run-alone.ts";
import type { State } from "./machine/state.ts";
import { start } from "./machine/world.ts";
import { BOOKWORM } from "./worlds/machines.ts";
import { CHAIN, CHAIN_BACK, groups, type Names, ROUND, SWAPPED } from "./worlds/two-masters.ts";

const CASES: readonly (readonly [string, number, Names])[] = [
  ["a swap", 2, SWAPPED],
  ["a round over three masters", 3, ROUND],
  ["a chain", 3, CHAIN],
  ["a chain, the other way", 3, CHAIN_BACK],
];

/** The runs that must correct everything: `rename`, and udev's runs for a slave, for a master and for another master. */
const RUNS: readonly (readonly [readonly string[], { readonly [name: string]: string }])[] = [
  [["rename"], {}],
  [["rename", "--udev"], { ACTION: "move", IFINDEX: "2" }],
  [["rename", "--udev"], { ACTION: "move", IFINDEX: "5" }],
];

for (const [about, count, names] of CASES) {
  for (const [args, environment] of RUNS) {
    test(`${about}: ${args.join(" ")} ${environment.IFINDEX ?? ""}`, () => {
      const world = groups(about, BOOKWORM, count, names, []);
      const first = runDirectly(world, start(world), { args, environment });
      assert.deepEqual([first.exitCode, first.said.filter((line) => !line.startsWith("info"))], [0, []]);
      if (args.length === 1) check(world, first.state);
      const second = runDirectly(world, first.state, { args: ["rename"], environment: {} });
      assert.deepEqual([second.exitCode, second.out], [0, ""], "a second run changes nothing");
      assert.deepEqual(namesOf(second.state), namesOf(first.state));
      check(world, second.state);
    });
  }
}

function namesOf(state: State): unknown {
  return state.links.map(({ ifindex, name, altnames }) => [ifindex, name, altnames]);
}
