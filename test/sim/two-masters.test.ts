// SPDX-License-Identifier: MIT
/** Names that the slaves of several masters have in a round or in a chain: one run, and everything is right. */
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

/** The runs that are to put everything right: `rename`, and those of udev for a slave, a master and another one. */
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
