// SPDX-License-Identifier: MIT
/** The output of `name --udev` if udevd would change the name. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { runDirectly } from "./machine/run-alone.ts";
import { start } from "./machine/world.ts";
import { BOOKWORM } from "./worlds/machines.ts";
import { groups } from "./worlds/two-masters.ts";

const PRIMARY = "4";

function answer(names: { readonly [label: string]: string }): { exitCode: number; out: string } {
  const world = groups("udev changes characters", BOOKWORM, 1, names, []);
  const environment = { IFINDEX: PRIMARY };
  const { exitCode, out } = runDirectly(world, start(world), { args: ["name", "--udev"], environment });
  return { exitCode, out };
}

test("a name of letters and digits is the answer", () => {
  assert.deepEqual(answer({ "a-primary": "eth1" }), { exitCode: 0, out: "ens3npf primary ens3\n" });
});

test("a master with a character that udevd changes: its slave is left to RUN", () => {
  assert.deepEqual(answer({ "a-master": "lan~0", "a-primary": "eth1" }), { exitCode: 0, out: "eth1 primary lan~0\n" });
});

test("a slave with a character that udevd changes: no name is printed", () => {
  assert.deepEqual(answer({ "a-master": "lan~0", "a-primary": "eth!1" }), { exitCode: 4, out: "" });
});
